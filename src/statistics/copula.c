#include "copula.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_psi.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct item {
  double x;
  size_t tie, index;
};

static int compare_items(const void *a, const void *b) {
  const struct item *left = a, *right = b;
  if (left->x != right->x)
    return left->x < right->x ? -1 : 1;
  return (left->tie > right->tie) - (left->tie < right->tie);
}

enum statistics_status copula_normalise(const double *x, size_t stride, size_t count,
                                        const size_t *ties, double *z) {
  struct item *items = malloc((count + 1) * sizeof *items);
  enum statistics_status status = items ? STATISTICS_DEFINED : STATISTICS_NO_MEMORY;
  for (size_t i = 0; status == STATISTICS_DEFINED && i < count; ++i) {
    items[i] = (struct item){x[i * stride], ties[i], i};
    if (!isfinite(items[i].x))
      status = STATISTICS_NOT_FINITE;
  }
  if (status == STATISTICS_DEFINED) {
    qsort(items, count, sizeof *items, compare_items);
    for (size_t i = 0; i < count; ++i)
      z[items[i].index] = gsl_cdf_ugaussian_Pinv((double)(i + 1) / (double)(count + 1));
  }
  free(items);
  return status;
}

/* Entropy of a Gaussian from COUNT values with the sum of squares SQUARES about their
 * mean, in nats, up to the constant that all entropies share; corrected for its bias
 * (Misra, Singh and Demchuk 2005, in the form of Ince et al.). */
static double entropy(double squares, double count) {
  double freedom = count - 1.0;
  return 0.5 *
         (log(squares / freedom) - M_LN2 + log(freedom) - gsl_sf_psi(0.5 * freedom));
}

/* The same with the sums of each class in SUMS (3, CLASSES): members, sum, squares. */
static enum statistics_status information(const double *z, size_t count,
                                          const size_t *labels, size_t classes,
                                          double *sums, double *bits) {
  double *members = sums, *sum = sums + classes, *squares = sum + classes;
  double total = 0.0, all = 0.0, within = 0.0;
  size_t filled = 0;
  memset(sums, 0, 3 * classes * sizeof *sums);
  for (size_t i = 0; i < count; ++i) {
    members[labels[i]] += 1.0;
    sum[labels[i]] += z[i];
    squares[labels[i]] += z[i] * z[i];
  }
  for (size_t c = 0; c < classes; ++c) {
    if (!(members[c] > 0.0))
      continue;
    if (members[c] < 2.0)
      return STATISTICS_FEW;
    double about_mean = squares[c] - sum[c] * sum[c] / members[c];
    if (!(about_mean > 0.0))
      return STATISTICS_CONSTANT;
    within += members[c] * entropy(about_mean, members[c]);
    total += sum[c];
    all += squares[c];
    ++filled;
  }
  if (filled < 2)
    return STATISTICS_FEW;
  double n = (double)count;
  *bits = (entropy(all - total * total / n, n) - within / n) / M_LN2;
  return STATISTICS_DEFINED;
}

static double largest_of_shuffle(const double *z, size_t variables, size_t count,
                                 const size_t *shuffled, size_t classes, double *sums) {
  double largest = -HUGE_VAL;
  for (size_t v = 0; v < variables; ++v) {
    double bits;
    if (information(z + v * count, count, shuffled, classes, sums, &bits) ==
        STATISTICS_DEFINED)
      largest = GSL_MAX(largest, bits);
  }
  return largest;
}

enum statistics_status copula_test(const double *z, size_t variables, size_t count,
                                   const size_t *labels, size_t classes,
                                   size_t permutations, double level, gsl_rng *rng,
                                   double *bits, double *threshold) {
  double *sums = malloc((3 * classes + permutations) * sizeof *sums);
  size_t *shuffled = malloc((count + 1) * sizeof *shuffled);
  enum statistics_status status =
      sums && shuffled ? STATISTICS_DEFINED : STATISTICS_NO_MEMORY;
  for (size_t v = 0; status == STATISTICS_DEFINED && v < variables; ++v)
    status = information(z + v * count, count, labels, classes, sums, bits + v);
  if (status == STATISTICS_DEFINED) {
    double *largest = sums + 3 * classes;
    memcpy(shuffled, labels, count * sizeof *shuffled);
    for (size_t p = 0; p < permutations; ++p) {
      gsl_ran_shuffle(rng, shuffled, count, sizeof *shuffled);
      largest[p] = largest_of_shuffle(z, variables, count, shuffled, classes, sums);
    }
    gsl_sort(largest, 1, permutations);
    *threshold = gsl_stats_quantile_from_sorted_data(largest, 1, permutations, level);
  }
  free(sums);
  free(shuffled);
  return status;
}
