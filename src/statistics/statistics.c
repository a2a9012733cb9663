#include "statistics.h"

#include <gsl/gsl_math.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

const char *statistics_reason(enum statistics_status status) {
  switch (status) {
  case STATISTICS_DEFINED:
    return "defined";
  case STATISTICS_FEW:
    return "too few units";
  case STATISTICS_CONSTANT:
    return "no variation";
  case STATISTICS_NOT_FINITE:
    return "values that are not finite";
  default:
    return "no memory";
  }
}

size_t statistics_units(const struct statistics_sample *sample) {
  size_t units = 0;
  for (size_t g = 0; g < sample->groups; ++g)
    units += sample->sizes[g];
  return units;
}

void statistics_midranks(const double *values, size_t stride, size_t count,
                         double *ranks, size_t *order) {
  gsl_sort_index(order, values, stride, count);
  for (size_t first = 0, next; first < count; first = next) {
    double value = values[order[first] * stride];
    for (next = first + 1; next < count && !(values[order[next] * stride] > value);)
      ++next;
    double rank = 0.5 * (double)(first + 1 + next); /* mean of first+1 .. next */
    for (size_t i = first; i < next; ++i)
      ranks[order[i]] = rank;
  }
}

struct statistics_workspace *statistics_alloc(size_t units) {
  struct statistics_workspace *workspace =
      malloc(sizeof *workspace + units * (2 * sizeof(double) + sizeof(size_t)));
  if (workspace) {
    workspace->units = units;
    workspace->ranks = (double *)(workspace + 1);
    void *behind = workspace->ranks + 2 * units;
    workspace->order = behind;
  }
  return workspace;
}

void statistics_free(struct statistics_workspace *workspace) {
  free(workspace);
}

static bool finite_column(const struct statistics_sample *sample, size_t column) {
  size_t units = statistics_units(sample);
  for (size_t i = 0; i < units; ++i)
    if (!isfinite(sample->rows[i * sample->width + column]))
      return false;
  return true;
}

/* Pairs with x > y minus pairs with x < y: an integer, exact in a double. */
static double dominance(const double *x, size_t x_stride, size_t x_count,
                        const double *y, size_t y_stride, size_t y_count) {
  double sum = 0.0;
  for (size_t i = 0; i < x_count; ++i)
    for (size_t j = 0; j < y_count; ++j) {
      double a = x[i * x_stride], b = y[j * y_stride];
      sum += (double)((a > b) - (a < b));
    }
  return sum;
}

enum statistics_status statistics_cliff(const double *x, size_t x_stride,
                                        size_t x_count, const double *y,
                                        size_t y_stride, size_t y_count,
                                        double *value) {
  if (x_count == 0 || y_count == 0)
    return STATISTICS_FEW;
  for (size_t i = 0; i < x_count; ++i)
    if (!isfinite(x[i * x_stride]))
      return STATISTICS_NOT_FINITE;
  for (size_t i = 0; i < y_count; ++i)
    if (!isfinite(y[i * y_stride]))
      return STATISTICS_NOT_FINITE;
  *value = dominance(x, x_stride, x_count, y, y_stride, y_count) /
           ((double)x_count * (double)y_count);
  return STATISTICS_DEFINED;
}

static bool groups_filled(const struct statistics_sample *sample) {
  for (size_t g = 0; g < sample->groups; ++g)
    if (sample->sizes[g] == 0)
      return false;
  return sample->groups >= 2;
}

enum statistics_status statistics_jonckheere(const struct statistics_sample *sample,
                                             size_t column, double *value) {
  if (!groups_filled(sample))
    return STATISTICS_FEW;
  if (!finite_column(sample, column))
    return STATISTICS_NOT_FINITE;
  size_t width = sample->width;
  double sum = 0.0, pairs = 0.0;
  const double *early = sample->rows + column;
  for (size_t g = 0; g < sample->groups; ++g) {
    const double *late = early + sample->sizes[g] * width;
    for (size_t h = g + 1; h < sample->groups; ++h) {
      sum += dominance(late, width, sample->sizes[h], early, width, sample->sizes[g]);
      pairs += (double)sample->sizes[g] * (double)sample->sizes[h];
      late += sample->sizes[h] * width;
    }
    early += sample->sizes[g] * width;
  }
  *value = sum / pairs;
  return STATISTICS_DEFINED;
}

enum statistics_status statistics_kruskal(const struct statistics_sample *sample,
                                          size_t column,
                                          struct statistics_workspace *workspace,
                                          double *value) {
  size_t units = statistics_units(sample);
  if (!groups_filled(sample) || units < 3)
    return STATISTICS_FEW;
  if (!finite_column(sample, column))
    return STATISTICS_NOT_FINITE;
  double *ranks = workspace->ranks, mean = 0.5 * (double)(units + 1);
  statistics_midranks(sample->rows + column, sample->width, units, ranks,
                      workspace->order);
  /* Ties lower the total below units^3/12: dividing by it is the usual correction. */
  double total = gsl_stats_tss_m(ranks, 1, units, mean), between = 0.0;
  if (!(total > 0.0))
    return STATISTICS_CONSTANT;
  for (size_t g = 0; g < sample->groups; ++g) {
    double offset = gsl_stats_mean(ranks, 1, sample->sizes[g]) - mean;
    between += (double)sample->sizes[g] * offset * offset;
    ranks += sample->sizes[g];
  }
  *value = between / total;
  return STATISTICS_DEFINED;
}
