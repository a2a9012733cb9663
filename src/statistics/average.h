/* average: one number for several units, with what it leaves out. */
#ifndef AVERAGE_H
#define AVERAGE_H

#include "statistics.h"

#include <gsl/gsl_rng.h>
#include <stddef.h>

struct average {
  double value, low, high; /* NaN where they do not exist */
  enum statistics_status status; /* of the interval */
};

/* Mean of VALUES, SIZES (GROUPS) of them in each stratum, with its 95 % BCa interval
 * from RESAMPLES bootstrap samples drawn within the strata by RNG.  Values that are all
 * equal have an interval of no width (STATISTICS_CONSTANT); one alone in its stratum
 * leaves none (STATISTICS_FEW).  STATISTICS_NO_MEMORY is a fault for the caller to tell,
 * for the interval is missing that there is. */
struct average average_mean(const double *values, const size_t *sizes, size_t groups,
                            size_t resamples, gsl_rng *rng);

/* Median over UNITS of which only COUNT have VALUES, which it sorts; the others lie
 * above them all.  No interval, and STATISTICS_DEFINED. */
struct average average_median(double *values, size_t count, size_t units);

#endif
