/* design: which points of a table of factors to look at, and what each factor is worth.
 *
 * A design has POINTS rows of FACTORS levels, LEVEL[point * factors + factor] from 0 to
 * levels[factor] - 1. */
#ifndef DESIGN_H
#define DESIGN_H

#include "statistics.h"

#include <stddef.h>

enum { DESIGN_MOST_FACTORS = 39 }; /* of GSL's Sobol' sequence, one less */

/* Fills LEVEL (points, factors): the origin, where every factor has its first level,
 * then the points of Sobol's sequence (GSL's gsl_qrng_sobol), one dimension a factor,
 * each coordinate cut into as many equal parts as the factor has levels.  With a power
 * of two points, and levels that are powers of two, each level of a factor comes
 * equally often. Returns a status of statistics.h: STATISTICS_FEW for no points, no
 * factors or too many, or a factor without a level; STATISTICS_NO_MEMORY. */
enum statistics_status design_sobol(size_t points, size_t factors, const size_t *levels,
                                    size_t *level);

/* How many pairs of factors are unbalanced: not every combination of their two levels
 * comes equally often.  */
size_t design_unbalanced(size_t points, size_t factors, const size_t *levels,
                         const size_t *level);

struct design_effect {
  double variance; /* of the fitted means of the levels, each counted alike */
  double sampling; /* what of it is to be expected without an effect */
  double f, p;     /* that there is none; F has degrees and the fit's degrees */
  size_t degrees;
};

struct design_fit {
  double residual; /* variance of y about the fit, unbiased */
  size_t degrees;  /* of it */
};

/* Least squares of Y (points) on sum contrasts of all factors at once
 * (gsl_multifit_linear): EFFECTS (factors) and FIT.  variance - sampling is the
 * unbiased share of a factor, which may come out below 0.  Returns STATISTICS_FEW if a
 * level does not occur, or if there are not more points than contrasts;
 * STATISTICS_CONSTANT if the contrasts cannot be told apart; STATISTICS_NO_MEMORY. */
enum statistics_status design_effects(size_t points, size_t factors,
                                      const size_t *levels, const size_t *level,
                                      const double *y, struct design_effect *effects,
                                      struct design_fit *fit);

#endif
