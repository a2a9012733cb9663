#include "anova.h"
#include "design.h"
#include "resample.h"
#include "statistics.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A design that misses a level in so many drawings one after another is too small. */
enum { MOST_DRAWINGS = 100 };

size_t anova_count(const struct anova_data *data) {
  return ANOVA_FACTORS + 2 * data->factors;
}

/* Scratch for one computation of all shares. */
struct room {
  size_t *level;         /* (points, factors), of the points that are taken */
  double *middle, *half; /* (points): means of M and of D / 2 */
  struct design_effect *effects;
};

static enum statistics_status room_alloc(const struct anova_data *data,
                                         struct room *room) {
  room->level = malloc((data->points * data->factors + 1) * sizeof *room->level);
  room->middle = malloc((2 * data->points + 1) * sizeof *room->middle);
  room->effects = malloc((data->factors + 1) * sizeof *room->effects);
  room->half = room->middle ? room->middle + data->points : NULL;
  return room->level && room->middle && room->effects ? STATISTICS_DEFINED
                                                      : STATISTICS_NO_MEMORY;
}

static void room_free(struct room *room) {
  free(room->level);
  free(room->middle);
  free(room->effects);
}

/* What is summed over all measured numbers, and over the pairs of points. */
struct sums {
  double y, squares, count;
  double product, products;      /* of D1 D2, and how many */
  double within, within_degrees; /* of y between the pairs of a point, arm by arm */
};

static bool measured(const struct anova_data *data, size_t point, size_t pair) {
  return !isnan(data->first[point * data->pairs + pair]);
}

/* Variance of an arm between the pairs of a point, times its degrees of freedom. */
static void add_within(const struct anova_data *data, const double *arm, size_t point,
                       struct sums *sums) {
  double sum = 0.0, squares = 0.0, count = 0.0;
  for (size_t k = 0; k < data->pairs; ++k)
    if (measured(data, point, k)) {
      double y = arm[point * data->pairs + k];
      sum += y;
      squares += y * y;
      count += 1.0;
    }
  if (count > 1.0) {
    sums->within += squares - sum * sum / count;
    sums->within_degrees += count - 1.0;
  }
}

/* Adds a point; returns how many of its pairs were measured. */
static size_t add_point(const struct anova_data *data, size_t point, struct sums *sums,
                        double *middle, double *half) {
  size_t count = 0;
  *middle = *half = 0.0;
  for (size_t k = 0; k < data->pairs; ++k) {
    if (!measured(data, point, k))
      continue;
    double a = data->first[point * data->pairs + k];
    double b = data->second[point * data->pairs + k];
    *middle += 0.5 * (a + b);
    *half += 0.5 * (a - b);
    sums->y += a + b;
    sums->squares += a * a + b * b;
    sums->count += 2.0;
    for (size_t other = 0; other < k; ++other)
      if (measured(data, point, other)) {
        sums->product += (a - b) * (data->first[point * data->pairs + other] -
                                    data->second[point * data->pairs + other]);
        sums->products += 1.0;
      }
    ++count;
  }
  if (count) {
    *middle /= (double)count;
    *half /= (double)count;
    add_within(data, data->first, point, sums);
    add_within(data, data->second, point, sums);
  }
  return count;
}

/* The shares of the points that ORDER (COUNT) lists, TIMES the sampling variance taken
 * off. */
static enum statistics_status share_out(const struct anova_data *data,
                                        const size_t *order, size_t count, double times,
                                        struct room *room, struct anova_share *shares) {
  struct sums sums = {0};
  struct design_fit fit;
  size_t taken = 0;
  for (size_t i = 0; i < count; ++i)
    if (add_point(data, order[i], &sums, room->middle + taken, room->half + taken)) {
      memcpy(room->level + taken * data->factors,
             data->level + order[i] * data->factors,
             data->factors * sizeof *room->level);
      ++taken;
    }
  if (taken < 2)
    return STATISTICS_FEW;
  double variance =
      sums.squares / sums.count - (sums.y / sums.count) * (sums.y / sums.count);
  if (!(variance > 1e-12 * sums.squares / sums.count))
    return STATISTICS_CONSTANT;
  double mean = gsl_stats_mean(room->half, 1, taken);
  double noise = gsl_stats_variance(room->half, 1, taken) / (double)taken;
  shares[ANOVA_ARM].value = (mean * mean - times * noise) / variance;
  shares[ANOVA_ARM].p =
      noise > 0.0 ? 2.0 * gsl_cdf_tdist_Q(fabs(mean) / sqrt(noise), (double)(taken - 1))
                  : mean == 0.0;
  shares[ANOVA_TOTAL].value =
      sums.products > 0.0 ? sums.product / sums.products / 4.0 / variance : NAN;
  shares[ANOVA_PAIRS].value =
      sums.within_degrees > 0.0 ? sums.within / sums.within_degrees / variance : NAN;
  double largest = 0.0;
  for (size_t side = 0; side < 2; ++side) {
    enum statistics_status status =
        design_effects(taken, data->factors, data->levels, room->level,
                       side ? room->half : room->middle, room->effects, &fit);
    if (status != STATISTICS_DEFINED)
      return status;
    for (size_t f = 0; f < data->factors; ++f) {
      struct anova_share *share = shares + ANOVA_FACTORS + side * data->factors + f;
      const struct design_effect *effect = room->effects + f;
      share->value = (effect->variance - times * effect->sampling) / variance;
      share->p = effect->p;
      if (!side && (f == 0 || share->value > largest))
        largest = share->value;
    }
  }
  shares[ANOVA_EXCESS].value = shares[ANOVA_ARM].value - largest;
  return STATISTICS_DEFINED;
}

static enum statistics_status all_points(const struct anova_data *data,
                                         size_t **order) {
  *order = malloc((data->points + 1) * sizeof **order);
  for (size_t i = 0; *order && i < data->points; ++i)
    (*order)[i] = i;
  return *order ? STATISTICS_DEFINED : STATISTICS_NO_MEMORY;
}

enum statistics_status anova_shares(const struct anova_data *data,
                                    struct anova_share *shares) {
  struct room room;
  size_t *order;
  for (size_t i = 0; i < anova_count(data); ++i)
    shares[i] = (struct anova_share){NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
  enum statistics_status status = room_alloc(data, &room);
  enum statistics_status ordered = all_points(data, &order);
  if (status == STATISTICS_DEFINED && ordered == STATISTICS_DEFINED)
    status = share_out(data, order, data->points, 1.0, &room, shares);
  else
    status = STATISTICS_NO_MEMORY;
  free(order);
  room_free(&room);
  return status;
}

/* Everything that the intervals need. */
struct work {
  const struct anova_data *data;
  struct room room;
  size_t *order, *drawn;   /* (points) */
  struct anova_share *one; /* (count) */
  double *values;          /* (rows, count): jackknife first, then replicates */
  double *column;          /* (resamples) */
};

static enum statistics_status work_alloc(struct work *work, size_t rows) {
  size_t count = anova_count(work->data);
  enum statistics_status status = room_alloc(work->data, &work->room);
  if (all_points(work->data, &work->order) != STATISTICS_DEFINED)
    status = STATISTICS_NO_MEMORY;
  work->drawn = malloc((work->data->points + 1) * sizeof *work->drawn);
  work->one = malloc(count * sizeof *work->one);
  work->values = malloc(rows * count * sizeof *work->values);
  work->column = malloc(rows * sizeof *work->column);
  return work->drawn && work->one && work->values && work->column
             ? status
             : STATISTICS_NO_MEMORY;
}

static void work_free(struct work *work) {
  room_free(&work->room);
  free(work->order);
  free(work->drawn);
  free(work->one);
  free(work->values);
  free(work->column);
}

static enum statistics_status keep_row(struct work *work, const size_t *order,
                                       size_t points, double times, size_t row) {
  size_t count = anova_count(work->data);
  enum statistics_status status =
      share_out(work->data, order, points, times, &work->room, work->one);
  for (size_t i = 0; status == STATISTICS_DEFINED && i < count; ++i)
    work->values[row * count + i] = work->one[i].value;
  return status;
}

/* Without each point in turn. */
static enum statistics_status jackknife(struct work *work) {
  size_t points = work->data->points;
  enum statistics_status status = STATISTICS_DEFINED;
  for (size_t left_out = 0; status == STATISTICS_DEFINED && left_out < points;
       ++left_out) {
    memcpy(work->drawn, work->order, left_out * sizeof *work->drawn);
    memcpy(work->drawn + left_out, work->order + left_out + 1,
           (points - left_out - 1) * sizeof *work->drawn);
    status = keep_row(work, work->drawn, points - 1, 1.0, left_out);
  }
  return status;
}

/* Draws the points anew while a level was not drawn, which leaves no share. */
static enum statistics_status draw_row(struct work *work, gsl_rng *rng, size_t row) {
  size_t points = work->data->points;
  enum statistics_status status = STATISTICS_FEW;
  for (size_t tried = 0; status == STATISTICS_FEW && tried < MOST_DRAWINGS; ++tried) {
    for (size_t i = 0; i < points; ++i)
      work->drawn[i] = gsl_rng_uniform_int(rng, points);
    status = keep_row(work, work->drawn, points, 2.0, row);
  }
  return status;
}

static enum statistics_status replicate(struct work *work, size_t resamples,
                                        gsl_rng *rng) {
  enum statistics_status status = STATISTICS_DEFINED;
  for (size_t r = 0; status == STATISTICS_DEFINED && r < resamples; ++r)
    status = draw_row(work, rng, work->data->points + r);
  return status;
}

/* The acceleration of Efron (1987) from the jackknife in a column of VALUES. */
static double acceleration(const double *values, size_t points, size_t stride) {
  double mean = gsl_stats_mean(values, stride, points), squares = 0.0, cubes = 0.0;
  for (size_t i = 0; i < points; ++i) {
    double off = mean - values[i * stride];
    squares += off * off;
    cubes += off * off * off;
  }
  return squares > 0.0 ? cubes / (6.0 * pow(squares, 1.5)) : 0.0;
}

static void take_intervals(struct work *work, size_t resamples,
                           struct anova_share *shares) {
  const struct resample_expansion none = {0.0, 1.0};
  size_t count = anova_count(work->data), points = work->data->points;
  for (size_t i = 0; i < count; ++i) {
    struct resample_distribution distribution = {
        .estimate = shares[i].value,
        .acceleration = acceleration(work->values + i, points, count),
        .count = resamples,
        .replicates = work->column};
    for (size_t r = 0; r < resamples; ++r)
      work->column[r] = work->values[(points + r) * count + i];
    if (isnan(shares[i].value))
      continue;
    gsl_sort(work->column, 1, resamples);
    shares[i].deviation = gsl_stats_sd(work->column, 1, resamples);
    resample_limits(&distribution, &none, 0.95, &shares[i].low, &shares[i].high);
    resample_limits(&distribution, &none, 0.90, &shares[i].low90, &shares[i].high90);
    shares[i].p_boot = resample_p(&distribution, &none, 0.0);
  }
}

enum statistics_status anova_intervals(const struct anova_data *data, size_t resamples,
                                       gsl_rng *rng, struct anova_share *shares) {
  struct work work = {.data = data};
  enum statistics_status status = anova_shares(data, shares);
  if (status != STATISTICS_DEFINED)
    return status;
  status = work_alloc(&work, data->points + resamples);
  if (status == STATISTICS_DEFINED)
    status = jackknife(&work);
  if (status == STATISTICS_DEFINED)
    status = replicate(&work, resamples, rng);
  if (status == STATISTICS_DEFINED)
    take_intervals(&work, resamples, shares);
  work_free(&work);
  return status;
}
