#include "curve.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Signs of all pairs of all groups, drawn anew for each exchange. */
static void draw_signs(signed char *sign, size_t count, gsl_rng *rng) {
  for (size_t i = 0; i < count; ++i)
    sign[i] = gsl_rng_uniform_int(rng, 2) ? 1 : -1;
}

static double row_mean(const struct curve_data *data, size_t row,
                       const signed char *sign) {
  double sum = 0.0;
  size_t count = 0;
  for (size_t k = 0; k < data->pairs; ++k) {
    double d = data->d[row * data->pairs + k];
    if (isnan(d))
      continue;
    sum += sign ? d * sign[data->group[row] * data->pairs + k] : d;
    ++count;
  }
  return count ? sum / (double)count : NAN;
}

/* The rows' means, ascending, those without a difference left out; returns how many. */
static size_t curve_of(const struct curve_data *data, const signed char *sign,
                       double *ascending) {
  size_t count = 0;
  for (size_t row = 0; row < data->rows; ++row) {
    double mean = row_mean(data, row, sign);
    if (!isnan(mean))
      ascending[count++] = mean;
  }
  gsl_sort(ascending, 1, count);
  return count;
}

struct summary {
  double median, dominant, mean;
};

static struct summary summarise(const double *ascending, size_t count) {
  struct summary s = {gsl_stats_median_from_sorted_data(ascending, 1, count), 0.0,
                      gsl_stats_mean(ascending, 1, count)};
  size_t below = 0, above = 0;
  for (size_t i = 0; i < count; ++i) {
    below += ascending[i] < 0.0;
    above += ascending[i] > 0.0;
  }
  s.dominant = (double)(below > above ? below : above) / (double)count;
  return s;
}

/* As large as what was seen, but for rounding. */
static bool reaches(double drawn, double seen) {
  return fabs(drawn) >= fabs(seen) - 1e-12 * (1.0 + fabs(seen));
}

/* Limits at 95 %, rank by rank, of CURVES (exchanges, count). */
static void take_envelope(double *curves, size_t exchanges, size_t count,
                          double *column, double *low, double *high) {
  for (size_t rank = 0; rank < count; ++rank) {
    for (size_t e = 0; e < exchanges; ++e)
      column[e] = curves[e * count + rank];
    gsl_sort(column, 1, exchanges);
    low[rank] = gsl_stats_quantile_from_sorted_data(column, 1, exchanges, 0.025);
    high[rank] = gsl_stats_quantile_from_sorted_data(column, 1, exchanges, 0.975);
  }
}

enum statistics_status curve_test(const struct curve_data *data, size_t exchanges,
                                  gsl_rng *rng, double *means,
                                  struct curve_answer *answer, double *low,
                                  double *high) {
  size_t signs = data->groups * data->pairs, rows = data->rows;
  signed char *sign = malloc(signs + 1);
  double *now = malloc((rows + exchanges + 1) * sizeof *now);
  double *curves = low ? malloc((exchanges * rows + 1) * sizeof *curves) : NULL;
  enum statistics_status status =
      sign && now && (curves || !low) ? STATISTICS_DEFINED : STATISTICS_NO_MEMORY;
  memset(answer, 0, sizeof *answer);
  if (status == STATISTICS_DEFINED) {
    for (size_t row = 0; row < rows; ++row)
      means[row] = row_mean(data, row, NULL);
    answer->rows = curve_of(data, NULL, now);
    if (answer->rows == 0)
      status = STATISTICS_FEW;
  }
  if (status == STATISTICS_DEFINED) {
    size_t median = 1, dominant = 1, mean = 1;
    const struct summary seen = summarise(now, answer->rows);
    for (size_t e = 0; e < exchanges; ++e) {
      draw_signs(sign, signs, rng);
      curve_of(data, sign, now);
      const struct summary drawn = summarise(now, answer->rows);
      median += reaches(drawn.median, seen.median);
      dominant += reaches(drawn.dominant, seen.dominant);
      mean += reaches(drawn.mean, seen.mean);
      if (curves)
        memcpy(curves + e * answer->rows, now, answer->rows * sizeof *now);
    }
    answer->median = seen.median;
    answer->dominant = seen.dominant;
    answer->mean = seen.mean;
    answer->p_median = (double)median / (double)(exchanges + 1);
    answer->p_dominant = (double)dominant / (double)(exchanges + 1);
    answer->p_mean = (double)mean / (double)(exchanges + 1);
    if (curves)
      take_envelope(curves, exchanges, answer->rows, now + rows, low, high);
  }
  free(sign);
  free(now);
  free(curves);
  return status;
}

/* Mean difference of a set of rows, and the root of its sum of squares. */
static double set_mean(const struct curve_data *data, const bool *member,
                       const signed char *sign, double *scale) {
  double sum = 0.0, squares = 0.0, count = 0.0;
  for (size_t row = 0; row < data->rows; ++row) {
    double mean = member[row] ? row_mean(data, row, sign) : NAN;
    if (isnan(mean))
      continue;
    sum += mean;
    squares += mean * mean;
    count += 1.0;
  }
  /* Under exchange the mean's variance is sum of squares / count^2. */
  *scale = count > 0.0 ? sqrt(squares) / count : NAN;
  return count > 0.0 ? sum / count : NAN;
}

static double standardised(double mean, double scale) {
  return isnan(mean) || !(scale > 0.0) ? 0.0 : fabs(mean) / scale;
}

enum statistics_status curve_sets(const struct curve_data *data, size_t sets,
                                  const bool *member, size_t exchanges, gsl_rng *rng,
                                  double *means, double *p) {
  size_t signs = data->groups * data->pairs;
  signed char *sign = malloc(signs + 1);
  double *seen = malloc((sets + 1) * sizeof *seen), scale;
  if (!sign || !seen) {
    free(sign);
    free(seen);
    return STATISTICS_NO_MEMORY;
  }
  for (size_t s = 0; s < sets; ++s) {
    means[s] = set_mean(data, member + s * data->rows, NULL, &scale);
    seen[s] = standardised(means[s], scale);
    p[s] = 1.0;
  }
  for (size_t e = 0; e < exchanges; ++e) {
    double largest = 0.0;
    draw_signs(sign, signs, rng);
    for (size_t s = 0; s < sets; ++s) {
      double mean = set_mean(data, member + s * data->rows, sign, &scale);
      largest = fmax(largest, standardised(mean, scale));
    }
    for (size_t s = 0; s < sets; ++s)
      p[s] += reaches(largest, seen[s]);
  }
  for (size_t s = 0; s < sets; ++s)
    p[s] /= (double)(exchanges + 1);
  free(sign);
  free(seen);
  return STATISTICS_DEFINED;
}
