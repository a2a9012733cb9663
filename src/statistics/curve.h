/* curve: a specification curve, what two arms differ by under many specifications at
 * once, and how it would look if the arms were exchangeable (Simonsohn, Simmons and
 * Nelson, Nat. Hum. Behav. 4:1208, 2020; sign flips over a multiverse as in Girardi and
 * others, Psychometrika 89:542, 2024).
 *
 * A row is a specification with an analysis; it has PAIRS differences D.  Under
 * exchange the two partners of a pair swap their arms, which turns the sign of D in all
 * rows that look at the same networks: these are of one group. */
#ifndef CURVE_H
#define CURVE_H

#include "statistics.h"

#include <gsl/gsl_rng.h>
#include <stdbool.h>
#include <stddef.h>

struct curve_data {
  size_t rows, pairs, groups;
  const double *d;     /* (rows, pairs), NaN where there is none */
  const size_t *group; /* (rows), < groups */
};

struct curve_answer {
  size_t rows;                   /* with a difference */
  double median, dominant, mean; /* of the rows' means; share with the sign of most */
  double p_median, p_dominant, p_mean; /* two-sided, by exchange */
};

/* MEANS (rows) gets each row's mean difference, NaN for none; LOW and HIGH (rows, NULL
 * for none) the limits at 95 % of the ascending curve under exchange, rank by rank. The
 * mean of all rows, over the deviation that all share, is Stouffer's Z up to a factor,
 * so p_mean is its p.  Returns a status of statistics.h: STATISTICS_FEW without rows.
 */
enum statistics_status curve_test(const struct curve_data *data, size_t exchanges,
                                  gsl_rng *rng, double *means,
                                  struct curve_answer *answer, double *low,
                                  double *high);

/* Which sets of rows have a mean difference, at a controlled family-wise error: MEMBER
 * (sets, rows): whether a row belongs to a set.  MEANS (sets), and P (sets): the
 * share of exchanges in which the largest |mean| / deviation of any set is as large as
 * this set's (Westfall and Young's single step). */
enum statistics_status curve_sets(const struct curve_data *data, size_t sets,
                                  const bool *member, size_t exchanges, gsl_rng *rng,
                                  double *means, double *p);

#endif
