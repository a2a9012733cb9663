/* anova: of a number that was measured in both arms of matched pairs, a few pairs at
 * each point of a design, how much of its variance is the arm's, each factor's, and
 * that of the arm together with a factor.
 *
 * With D = first - second and M = (first + second) / 2 of a pair, y = M +- D / 2:
 *
 *   arm, first order         mean(D)^2 / 4, less its sampling variance
 *   factor, first order      variance of the means of M at its levels, less theirs
 *   arm x factor             the same of D / 2
 *   arm, total               mean of D1 D2 / 4 over two pairs of a point, in which the
 *                            noise of the pairs cancels
 *   pairs                    variance of y between the pairs of a point
 *
 * all as shares of the variance of y over everything measured.  Unbiased estimates of
 * small shares may come out below 0.  Means of levels are those of a least-squares fit
 * to all factors at once (see design_effects).  A factor that is set in one arm alone
 * moves M and D / 2 alike: half of what it does is its first order, half arm x factor,
 * by construction. */
#ifndef ANOVA_H
#define ANOVA_H

#include "statistics.h"

#include <gsl/gsl_rng.h>
#include <stddef.h>

struct anova_data {
  size_t points, factors, pairs;
  const size_t *levels;         /* (factors) */
  const size_t *level;          /* (points, factors) */
  const double *first, *second; /* (points, pairs), both finite or both NaN */
};

/* Where each share stands, then ANOVA_FACTORS + f for the first order of factor f, and
 * ANOVA_FACTORS + factors + f for arm x factor; ANOVA_EXCESS is the arm's first order
 * less the largest of any factor's. */
enum { ANOVA_ARM, ANOVA_TOTAL, ANOVA_PAIRS, ANOVA_EXCESS, ANOVA_FACTORS };
size_t anova_count(const struct anova_data *data);

/* One share: NaN where it is not defined; P that it is none, by the F test of the fit
 * (factors and arm x factor), by Student's t over the points (arm, first order), else
 * NaN. */
struct anova_share {
  double value, p;
  double low, high, low90, high90; /* BCa over points, 95 % and 90 % */
  double p_boot;                   /* that it is 0, from those intervals */
  double deviation;                /* of the replicates */
};

/* Fills SHARES (anova_count(data)) with values and p.  Points of which no pair was
 * measured are left out.  Returns a status of statistics.h: STATISTICS_FEW where the
 * design has too few points for its factors, STATISTICS_CONSTANT where y does not
 * vary. */
enum statistics_status anova_shares(const struct anova_data *data,
                                    struct anova_share *shares);

/* The same with intervals from RESAMPLES bootstrap samples of the points.  A resample
 * has the noise of the design twice over, that of its own drawing and that which it
 * copies, so that twice the sampling variance is taken off its shares.  One that lacks
 * a level of a factor is drawn again; STATISTICS_FEW if a hundred lack one. */
enum statistics_status anova_intervals(const struct anova_data *data, size_t resamples,
                                       gsl_rng *rng, struct anova_share *shares);

#endif
