/* question: one statement about units in strata, put as a statistic and answered with
 * an interval, a p and the effect that could have been found.
 *
 * A unit is a row: a matched pair of which both partners are resampled together, or one
 * network.  Units are drawn within strata.  The designs and what a row holds:
 *
 *   DISTANCE     two distributions side by side: total variation between their means
 *   DIFFERENCE   two numbers: mean of first - second; yes or no (0 or 1) if `binary`
 *   LEVEL        one number: mean against `null_value`; or a share, if `binary`
 *   ASSOCIATION  x and y of each member: rank correlation, ranks within `blocks` of
 *                strata, of the members together or `apart`
 *   STEPS        one number: Jonckheere and Terpstra's trend over the strata
 *   DEPENDENCE   one number: Kruskal and Wallis's epsilon squared over the strata
 *   SLOPE        x and y: slope of the blocks' rank correlations over `at`, by least
 *                squares
 *   CONTRAST     x and y: mean of these correlations over the upper half of the
 *                blocks minus that over the lower half
 *
 * How they are answered:
 *   interval     Tango's or Wilson's score interval where the numbers are binary, else
 *                BCa within strata, expanded for means (DISTANCE, DIFFERENCE, LEVEL). A
 *                mean of units that are all alike has the score interval of as many
 *                binary ones, scaled to the range `low`..`high`, not one of no width.
 *   p            exchange of partners for DISTANCE (one-sided) and DIFFERENCE, or
 *                McNemar's exact test where that is binary; permutation of y within
 *                blocks for ASSOCIATION, of the units over the strata for STEPS and
 *                DEPENDENCE; from the BCa interval for LEVEL, SLOPE and CONTRAST, which
 *                no exchange tests
 *   detectable   at `significance` with `power`: exact for McNemar's test; for an
 *                association tanh(c s), s the deviation under permutation and c the sum
 *                of the normal quantiles; else c standard errors */
#ifndef QUESTION_H
#define QUESTION_H

#include "resample.h"
#include "verdict.h"

enum question_design {
  QUESTION_DISTANCE,
  QUESTION_DIFFERENCE,
  QUESTION_LEVEL,
  QUESTION_ASSOCIATION,
  QUESTION_STEPS,
  QUESTION_DEPENDENCE,
  QUESTION_SLOPE,
  QUESTION_CONTRAST
};

struct question {
  enum question_design design;
  bool binary, apart;
  double null_value;
  double low, high; /* range of the numbers; infinite where there is none */
  double direction; /* sign that is claimed; 0: either */
  bool one_sided;   /* no opposite */
  bool as_first;    /* BCa whatever the numbers, expanded whatever the statistic, with
                     the size of the smallest stratum less one as degrees */
  double margin, limit; /* see struct verdict_evidence; NaN for none */
};

struct question_data {
  struct statistics_sample sample; /* its groups are the strata */
  size_t blocks;                   /* blocks of strata within which ranks are taken */
  const size_t *strata;            /* (blocks): how many strata each has */
  const double *at;                /* (blocks): for SLOPE, ascending */
};

struct question_plan {
  size_t resamples;           /* of the bootstrap, and permutations */
  double significance, power; /* of the effect that could be found */
};

struct question_answer {
  enum statistics_status status; /* STATISTICS_DEFINED, or why there is no answer */
  size_t units, smallest; /* in all, and in the smallest stratum */
  double estimate, low, high, low90, high90;
  double effect;   /* Cliff's delta of a comparison; what a distance exceeds that of
                      exchanged partners by; a slope times the range; else the estimate */
  double scale;    /* from the estimate to what margin, limit and detectable measure:
                      the range of `at` for a slope, else 1 */
  double expected; /* DISTANCE: its mean under exchange; else the null */
  double p, detectable;
};

/* Answers QUESTION; RNG is one stream, drawn from by the bootstrap first.  Returns the
 * status of the answer. */
enum statistics_status question_ask(const struct question *question,
                                    const struct question_data *data,
                                    const struct question_plan *plan, gsl_rng *rng,
                                    struct question_answer *answer);

/* The verdict with P in the place of the answer's own (adjusted for a family, say);
 * untestable where the smallest stratum has fewer than LEAST units. */
enum verdict question_verdict(const struct question *question,
                              const struct question_answer *answer, double p,
                              size_t least);

/* Whether the interval at 90 % lies within the margin, whatever the verdict. */
bool question_negligible(const struct question *question,
                         const struct question_answer *answer);

#endif
