/* resample: the uncertainty of an arbitrary statistic by resampling units: BCa
 * bootstrap intervals and permutation tests.  The caller's generator, one stream per
 * call (see streams), decides all that is random. */
#ifndef RESAMPLE_H
#define RESAMPLE_H

#include "statistics.h"

#include <gsl/gsl_rng.h>

/* A statistic of a sample: writes a finite *VALUE and returns STATISTICS_DEFINED, or
 * returns another status, which ends the call: one that a resample may leave undefined
 * (a correlation when all values drawn are equal) has to say what it is then. */
typedef int resample_statistic(const struct statistics_sample *sample, void *parameters,
                               double *value);

struct resample_plan {
  size_t resamples; /* bootstrap replicates or permutations, >= 1 */
  double level;     /* of the interval, 0 < level < 1 */
};

struct resample_interval {
  double estimate; /* the statistic of the sample itself */
  double low, high;
  double bias;         /* z0, in standard normal units */
  double acceleration; /* a, |a| <= 1/6 */
};

/* Bias-corrected and accelerated interval (Efron, J. Am. Stat. Assoc. 82:171, 1987;
 * Efron and Tibshirani 1993, eqs. 14.9-14.15, the acceleration summed over the groups
 * as in their eq. 15.36).  Rows are drawn with replacement within each group: one group
 * for a single sample or for matched pairs, two for independent samples.
 * Returns STATISTICS_DEFINED; STATISTICS_FEW if a group has fewer than two rows;
 * STATISTICS_CONSTANT if no replicate differs from the estimate (the interval is then
 * that point); else the statistic's own status, *RESULT unusable. */
int resample_bca(const struct statistics_sample *sample, resample_statistic *statistic,
                 void *parameters, const struct resample_plan *plan, gsl_rng *rng,
                 struct resample_interval *result);

/* The last step alone: RESULT->low and ->high from COUNT ascending REPLICATES, with
 * the estimate and the acceleration that RESULT holds; sets RESULT->bias.  An estimate
 * below or above all replicates counts as having half a replicate beyond it. */
void resample_bca_limits(const double *replicates, size_t count, double level,
                         struct resample_interval *result);

struct resample_test {
  double estimate;
  double mean, deviation; /* of the statistic over the permutations */
  double greater, less;   /* one-sided p, (1 + hits) / (1 + permutations) */
};

/* Permutation test: rows are exchanged between groups, but only among rows of the same
 * block, BLOCKS[row] < count of rows (NULL: all rows in one block).  With a matched
 * pair as block this swaps partners; with a condition as block it shuffles within it.
 * p as in Phipson and Smyth, Stat. Appl. Genet. Mol. Biol. 9:39, 2010. Returns
 * STATISTICS_DEFINED; STATISTICS_FEW with fewer than two groups or an empty one;
 * STATISTICS_CONSTANT if no permutation changes the statistic (both p are 1); else the
 * statistic's own status, *RESULT unusable. */
int resample_permute(const struct statistics_sample *sample, const size_t *blocks,
                     resample_statistic *statistic, void *parameters,
                     const struct resample_plan *plan, gsl_rng *rng,
                     struct resample_test *result);

#endif
