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
typedef enum statistics_status
resample_statistic(const struct statistics_sample *sample, void *parameters,
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
enum statistics_status resample_bca(const struct statistics_sample *sample,
                                    resample_statistic *statistic, void *parameters,
                                    const struct resample_plan *plan, gsl_rng *rng,
                                    struct resample_interval *result);

/* The last step alone: RESULT->low and ->high from COUNT ascending REPLICATES, with
 * the estimate and the acceleration that RESULT holds; sets RESULT->bias.  An estimate
 * below or above all replicates counts as having half a replicate beyond it. */
void resample_bca_limits(const double *replicates, size_t count, double level,
                         struct resample_interval *result);

/* What a bootstrap knows of a statistic, for intervals at several levels and for p. */
struct resample_distribution {
  double estimate, acceleration;
  double deviation; /* of the replicates */
  size_t count;
  double *replicates; /* (count), ascending */
};

/* The first steps of resample_bca; free what it leaves with resample_forget.  Status as
 * there, but STATISTICS_CONSTANT too leaves a distribution (of no width). */
enum statistics_status resample_bootstrap(const struct statistics_sample *sample,
                                          resample_statistic *statistic,
                                          void *parameters, size_t resamples,
                                          gsl_rng *rng,
                                          struct resample_distribution *distribution);
void resample_forget(struct resample_distribution *distribution);

/* A bootstrap of n units in G strata is too sure of itself, by the factor
 * sqrt((n - G) / n) in its standard error and by the normal distribution in the place
 * of Student's with DEGREES = n - G.  For means both are mended in the nominal level
 * (Hesterberg, Am. Stat. 69:371, 2015): the tail beyond t becomes that beyond FACTOR t.
 * DEGREES = 0 expands nothing, as is right for what is no mean. */
struct resample_expansion {
  double degrees, factor;
};
struct resample_expansion resample_expand(size_t units, size_t strata);
double resample_expanded_level(const struct resample_expansion *expansion,
                               double level);

/* Limits at LEVEL, expanded. */
void resample_limits(const struct resample_distribution *distribution,
                     const struct resample_expansion *expansion, double level,
                     double *low, double *high);

/* Two-sided p of the hypothesis that the statistic's value is NULL_VALUE: one minus the
 * level of the expanded BCa interval that just ends there.  Where no replicate lies
 * beyond it, half a replicate is taken to: p is never 0. */
double resample_p(const struct resample_distribution *distribution,
                  const struct resample_expansion *expansion, double null_value);

struct resample_test {
  double estimate;
  double mean, deviation; /* of the statistic over the permutations */
  double greater, less;   /* one-sided p, (1 + hits) / (1 + permutations) */
  double either;          /* of a size as large, whatever its sign */
};

/* Permutation test: rows are exchanged between groups, but only among rows of the same
 * block, BLOCKS[row] < count of rows (NULL: all rows in one block).  With a matched
 * pair as block this swaps partners; with a condition as block it shuffles within it.
 * p as in Phipson and Smyth, Stat. Appl. Genet. Mol. Biol. 9:39, 2010. Returns
 * STATISTICS_DEFINED; STATISTICS_FEW with fewer than two groups or an empty one;
 * STATISTICS_CONSTANT if no permutation changes the statistic (both p are 1); else the
 * statistic's own status, *RESULT unusable. */
enum statistics_status resample_permute(const struct statistics_sample *sample,
                                        const size_t *blocks,
                                        resample_statistic *statistic, void *parameters,
                                        const struct resample_plan *plan, gsl_rng *rng,
                                        struct resample_test *result);

/* Partners of matched pairs are exchanged: row i of DIFFERENCES (COUNT, WIDTH), first
 * partner minus second, gets a random sign.  The statistic is the mean where WIDTH is
 * 1, else half the sum of the sizes of the column means: the total variation between
 * two mean distributions.  Where all 2^COUNT - 1 other signs are no more than
 * PERMUTATIONS, each is tried once, p is exact, and nothing is drawn from RNG.  Status
 * as resample_permute's. */
enum statistics_status resample_flip(const double *differences, size_t count,
                                     size_t width, size_t permutations, gsl_rng *rng,
                                     struct resample_test *result);

/* Whether X goes with Y: rows of MEMBERS centred scores each, X and Y (COUNT, MEMBERS).
 * The rows of Y are permuted within blocks of consecutive rows, SIZES (BLOCKS), the
 * members of a row together; the statistic is sum x y / sqrt(sum x^2 sum y^2), a rank
 * correlation if the scores are ranks.  Status as resample_permute's. */
enum statistics_status resample_couple(const double *x, const double *y, size_t members,
                                       const size_t *sizes, size_t blocks,
                                       size_t permutations, gsl_rng *rng,
                                       struct resample_test *result);

#endif
