/* statistics: rank statistics of samples, each either defined or saying why it is not.
 *
 * A statistic of degenerate data (all values equal, too few units) has no value.  The
 * functions below then return a status other than STATISTICS_DEFINED and leave *VALUE
 * as it was; they never return a NaN. */
#ifndef STATISTICS_H
#define STATISTICS_H

#include <stddef.h>

enum statistics_status {
  STATISTICS_DEFINED,
  STATISTICS_FEW,        /* fewer units or groups than the statistic needs */
  STATISTICS_CONSTANT,   /* no variation where the statistic divides by it */
  STATISTICS_NOT_FINITE, /* a NaN or an infinity among the data or in the result */
  STATISTICS_NO_MEMORY
};

/* A few words for a message: "too few units", "no variation", ... */
const char *statistics_reason(enum statistics_status status);

/* UNITS rows of WIDTH numbers, the rows of group 0 first, then those of group 1, ...;
 * group g has sizes[g] rows.  The row is the unit that is resampled: a matched pair is
 * one row that holds both partners. */
struct statistics_sample {
  const double *rows; /* (units, width) */
  size_t width;
  size_t groups;
  const size_t *sizes; /* (groups) */
};

/* Sum of the sizes of all groups. */
size_t statistics_units(const struct statistics_sample *sample);

/* Ranks 1..COUNT of VALUES[i * STRIDE], ties sharing the mean of theirs; RANKS and
 * ORDER have COUNT elements, ORDER receives the sorting permutation. */
void statistics_midranks(const double *values, size_t stride, size_t count,
                         double *ranks, size_t *order);

/* Scratch for samples of up to UNITS rows; NULL without memory. */
struct statistics_workspace {
  size_t units;
  double *ranks; /* (2, units) */
  size_t *order; /* (units) */
};
struct statistics_workspace *statistics_alloc(size_t units);
void statistics_free(struct statistics_workspace *workspace);

/* Cliff's delta, P(x > y) - P(x < y), in [-1, 1] (Cliff, Psychol. Bull. 114:494, 1993),
 * of X[i * x_stride], i < x_count, against Y alike. */
enum statistics_status statistics_cliff(const double *x, size_t x_stride,
                                        size_t x_count, const double *y,
                                        size_t y_stride, size_t y_count, double *value);

/* Jonckheere and Terpstra's trend of a column over the groups in their order, scaled to
 * [-1, 1]: the mean over pairs of units from two groups of +1 where the later group's
 * value is larger, -1 where it is smaller, 0 for ties.  J = pairs (1 + value) / 2.
 * Needs 2 groups, none empty. */
enum statistics_status statistics_jonckheere(const struct statistics_sample *sample,
                                             size_t column, double *value);

/* Kruskal and Wallis's dependence of a column on the group, as epsilon squared = H /
 * (units - 1), in [0, 1], H corrected for ties (Tomczak and Tomczak, Trends Sport Sci.
 * 1:19, 2014). Needs 2 groups, none empty, and 3 units. */
enum statistics_status statistics_kruskal(const struct statistics_sample *sample,
                                          size_t column,
                                          struct statistics_workspace *workspace,
                                          double *value);

#endif
