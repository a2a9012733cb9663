/* spearman: the rank correlation from its definition, against which the one that the
 * questions find by codes is held. */
#ifndef SPEARMAN_H
#define SPEARMAN_H

#include "statistics.h"

#include <math.h>

/* Spearman's rank correlation, in [-1, 1], of the columns X and Y of all rows.  Ranks
 * are taken within each group and centred there, so that with several groups the result
 * is the correlation given the group: a difference between groups does not enter.
 * Needs 3 units in some group; groups of one unit add nothing. */
static inline enum statistics_status spearman(const struct statistics_sample *sample,
                                              size_t x, size_t y,
                                              struct statistics_workspace *workspace,
                                              double *value) {
  const double *rows = sample->rows;
  double *ranks_x = workspace->ranks, *ranks_y = ranks_x + workspace->units;
  double sum_xx = 0.0, sum_yy = 0.0, sum_xy = 0.0;
  size_t largest = 0, units = statistics_units(sample);
  for (size_t i = 0; i < units; ++i)
    if (!isfinite(rows[i * sample->width + x]) ||
        !isfinite(rows[i * sample->width + y]))
      return STATISTICS_NOT_FINITE;
  for (size_t g = 0; g < sample->groups; ++g) {
    size_t size = sample->sizes[g];
    double mean = 0.5 * (double)(size + 1);
    statistics_midranks(rows + x, sample->width, size, ranks_x, workspace->order);
    statistics_midranks(rows + y, sample->width, size, ranks_y, workspace->order);
    for (size_t i = 0; i < size; ++i) {
      double from_x = ranks_x[i] - mean, from_y = ranks_y[i] - mean;
      sum_xx += from_x * from_x;
      sum_yy += from_y * from_y;
      sum_xy += from_x * from_y;
    }
    largest = size > largest ? size : largest;
    rows += size * sample->width;
  }
  if (largest < 3)
    return STATISTICS_FEW;
  if (!(sum_xx > 0.0) || !(sum_yy > 0.0))
    return STATISTICS_CONSTANT;
  *value = fmin(1.0, fmax(-1.0, sum_xy / sqrt(sum_xx * sum_yy)));
  return STATISTICS_DEFINED;
}

#endif
