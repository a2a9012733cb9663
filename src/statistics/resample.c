#include "resample.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The statistic, held to its promise of a finite value. */
static enum statistics_status evaluate(const struct statistics_sample *sample,
                                       resample_statistic *statistic, void *parameters,
                                       double *value) {
  enum statistics_status status = statistic(sample, parameters, value);
  return status || isfinite(*value) ? status : STATISTICS_NOT_FINITE;
}

/* Two statistics that differ by less are the same one, summed in another order. */
static bool same(double a, double b) {
  return fabs(a - b) <= 64.0 * DBL_EPSILON * fmax(fabs(a), fabs(b));
}

/* Share of the replicates below VALUE, half of those that equal it, kept off 0 and 1.
 */
static double share_below(const double *replicates, size_t count, double value) {
  double below = 0.0;
  for (size_t i = 0; i < count; ++i)
    if (same(replicates[i], value))
      below += 0.5;
    else if (replicates[i] < value)
      below += 1.0;
  return fmin(fmax(below, 0.5), (double)count - 0.5) / (double)count;
}

void resample_bca_limits(const double *replicates, size_t count, double level,
                         struct resample_interval *result) {
  result->bias =
      gsl_cdf_ugaussian_Pinv(share_below(replicates, count, result->estimate));
  double limits[2];
  for (int side = 0; side < 2; ++side) {
    double tail = gsl_cdf_ugaussian_Pinv(0.5 * (1.0 - level));
    double from = result->bias + (side ? -tail : tail);
    double scale = 1.0 - result->acceleration * from;
    /* Past the singularity the corrected quantile has reached its end; so it has where
     * an expanded level is 1, as with two units. */
    double at = isfinite(from) && scale > 0.0
                    ? gsl_cdf_ugaussian_P(result->bias + from / scale)
                    : (from > 0.0);
    limits[side] = gsl_stats_quantile_from_sorted_data(replicates, 1, count, at);
  }
  result->low = limits[0];
  result->high = limits[1];
}

/* The acceleration from the jackknife.  ROWS holds the sample; leaving out row j of a
 * group moves the rows behind it up by one. */
static enum statistics_status accelerate(const struct statistics_sample *sample,
                                         resample_statistic *statistic,
                                         void *parameters, double *rows, size_t *sizes,
                                         double *left_out, double *acceleration) {
  struct statistics_sample smaller = {rows, sample->width, sample->groups, sizes};
  size_t width = sample->width, units = statistics_units(sample), first = 0;
  double cubes = 0.0, squares = 0.0;
  memcpy(rows, sample->rows, units * width * sizeof *rows);
  memcpy(sizes, sample->sizes, sample->groups * sizeof *sizes);
  for (size_t g = 0; g < sample->groups; first += sample->sizes[g++]) {
    size_t size = sample->sizes[g];
    --sizes[g];
    /* Going backwards, each step needs one row put back: the one left out before. */
    for (size_t j = size; j-- > 0;) {
      size_t gone = first + j;
      if (j == size - 1)
        memmove(rows + gone * width, sample->rows + (gone + 1) * width,
                (units - gone - 1) * width * sizeof *rows);
      else
        memcpy(rows + gone * width, sample->rows + (gone + 1) * width,
               width * sizeof *rows);
      enum statistics_status status =
          evaluate(&smaller, statistic, parameters, left_out + j);
      if (status != STATISTICS_DEFINED)
        return status;
    }
    double mean = gsl_stats_mean(left_out, 1, size), n = (double)size;
    for (size_t j = 0; j < size; ++j) {
      double influence = (n - 1.0) * (mean - left_out[j]) / n;
      squares += influence * influence;
      cubes += influence * influence * influence;
    }
    ++sizes[g];
    memcpy(rows, sample->rows, units * width * sizeof *rows);
  }
  *acceleration = squares > 0.0 ? cubes / (6.0 * squares * sqrt(squares)) : 0.0;
  return STATISTICS_DEFINED;
}

static enum statistics_status replicate(const struct statistics_sample *sample,
                                        resample_statistic *statistic, void *parameters,
                                        const struct resample_plan *plan, gsl_rng *rng,
                                        double *rows, double *replicates) {
  struct statistics_sample drawn = {rows, sample->width, sample->groups, sample->sizes};
  size_t width = sample->width;
  for (size_t r = 0; r < plan->resamples; ++r) {
    const double *source = sample->rows;
    double *target = rows;
    for (size_t g = 0; g < sample->groups; ++g) {
      size_t size = sample->sizes[g];
      for (size_t i = 0; i < size; ++i, target += width)
        memcpy(target, source + gsl_rng_uniform_int(rng, size) * width,
               width * sizeof *rows);
      source += size * width;
    }
    enum statistics_status status =
        evaluate(&drawn, statistic, parameters, replicates + r);
    if (status != STATISTICS_DEFINED)
      return status;
  }
  return STATISTICS_DEFINED;
}

enum statistics_status resample_bootstrap(const struct statistics_sample *sample,
                                          resample_statistic *statistic,
                                          void *parameters, size_t resamples,
                                          gsl_rng *rng,
                                          struct resample_distribution *result) {
  const struct resample_plan plan = {resamples, 0.0};
  size_t units = statistics_units(sample);
  memset(result, 0, sizeof *result);
  for (size_t g = 0; g < sample->groups; ++g)
    if (sample->sizes[g] < 2)
      return STATISTICS_FEW;
  if (sample->groups == 0)
    return STATISTICS_FEW;
  enum statistics_status status =
      evaluate(sample, statistic, parameters, &result->estimate);
  if (status != STATISTICS_DEFINED)
    return status;
  double *memory = malloc(units * (sample->width + 1) * sizeof *memory);
  size_t *sizes = malloc(sample->groups * sizeof *sizes);
  result->replicates = malloc(resamples * sizeof *result->replicates);
  status = STATISTICS_NO_MEMORY;
  if (memory && sizes && result->replicates) {
    status = accelerate(sample, statistic, parameters, memory, sizes,
                        memory + units * sample->width, &result->acceleration);
    if (status == STATISTICS_DEFINED)
      status = replicate(sample, statistic, parameters, &plan, rng, memory,
                         result->replicates);
  }
  if (status == STATISTICS_DEFINED) {
    result->count = resamples;
    gsl_sort(result->replicates, 1, resamples);
    result->deviation =
        resamples > 1 ? gsl_stats_sd(result->replicates, 1, resamples) : 0.0;
    if (same(result->replicates[0], result->estimate) &&
        same(result->replicates[resamples - 1], result->estimate))
      status = STATISTICS_CONSTANT;
  } else
    resample_forget(result);
  free(memory);
  free(sizes);
  return status;
}

void resample_forget(struct resample_distribution *distribution) {
  free(distribution->replicates);
  distribution->replicates = NULL;
  distribution->count = 0;
}

enum statistics_status resample_bca(const struct statistics_sample *sample,
                                    resample_statistic *statistic, void *parameters,
                                    const struct resample_plan *plan, gsl_rng *rng,
                                    struct resample_interval *result) {
  struct resample_distribution distribution;
  memset(result, 0, sizeof *result);
  enum statistics_status status = resample_bootstrap(
      sample, statistic, parameters, plan->resamples, rng, &distribution);
  result->estimate = result->low = result->high = distribution.estimate;
  result->acceleration = distribution.acceleration;
  if (status == STATISTICS_DEFINED)
    resample_bca_limits(distribution.replicates, distribution.count, plan->level,
                        result);
  resample_forget(&distribution);
  return status;
}

struct resample_expansion resample_expand(size_t units, size_t strata) {
  if (units <= strata)
    return (struct resample_expansion){0.0, 1.0};
  double degrees = (double)(units - strata);
  return (struct resample_expansion){degrees, sqrt((double)units / degrees)};
}

double resample_expanded_level(const struct resample_expansion *expansion,
                               double level) {
  if (!(expansion->degrees > 0.0))
    return level;
  double t = gsl_cdf_tdist_Pinv(0.5 * (1.0 - level), expansion->degrees);
  return 1.0 - 2.0 * gsl_cdf_ugaussian_P(expansion->factor * t);
}

void resample_limits(const struct resample_distribution *distribution,
                     const struct resample_expansion *expansion, double level,
                     double *low, double *high) {
  struct resample_interval interval = {.estimate = distribution->estimate,
                                       .acceleration = distribution->acceleration};
  resample_bca_limits(distribution->replicates, distribution->count,
                      resample_expanded_level(expansion, level), &interval);
  *low = interval.low;
  *high = interval.high;
}

double resample_p(const struct resample_distribution *distribution,
                  const struct resample_expansion *expansion, double null_value) {
  const double *replicates = distribution->replicates;
  double bias = gsl_cdf_ugaussian_Pinv(
      share_below(replicates, distribution->count, distribution->estimate));
  double from =
      gsl_cdf_ugaussian_Pinv(share_below(replicates, distribution->count, null_value)) -
      bias;
  /* Solves at = bias + (bias + tail) / (1 - a (bias + tail)) for the tail. */
  double scale = 1.0 + distribution->acceleration * from;
  double tail = scale > 0.0 ? from / scale - bias : from > 0.0 ? HUGE_VAL : -HUGE_VAL;
  if (!(expansion->degrees > 0.0))
    return fmin(1.0, 2.0 * gsl_cdf_ugaussian_Q(fabs(tail)));
  return fmin(
      1.0, 2.0 * gsl_cdf_tdist_Q(fabs(tail) / expansion->factor, expansion->degrees));
}

/* Shuffles ORDER among the rows of each block.  MEMBERS[first .. ] lists the rows block
 * by block, in row order. */
static void shuffle_blocks(const size_t *blocks, size_t units, const size_t *members,
                           size_t *order, size_t *scratch, gsl_rng *rng) {
  for (size_t first = 0, next; first < units; first = next) {
    size_t block = blocks ? blocks[members[first]] : 0;
    for (next = first; next < units && (!blocks || blocks[members[next]] == block);
         ++next)
      scratch[next - first] = members[next];
    gsl_ran_shuffle(rng, scratch, next - first, sizeof *scratch);
    for (size_t i = first; i < next; ++i)
      order[members[i]] = scratch[i - first];
  }
}

static void list_blocks(const size_t *blocks, size_t units, size_t *members) {
  size_t listed = 0;
  for (size_t i = 0; i < units; ++i)
    members[i] = i;
  for (size_t block = 0; blocks && block < units; ++block)
    for (size_t i = 0; i < units; ++i)
      if (blocks[i] == block)
        members[listed++] = i;
}

static enum statistics_status permute(const struct statistics_sample *sample,
                                      const size_t *blocks,
                                      resample_statistic *statistic, void *parameters,
                                      const struct resample_plan *plan, gsl_rng *rng,
                                      double *rows, double *values, size_t *indices) {
  struct statistics_sample shuffled = {rows, sample->width, sample->groups,
                                       sample->sizes};
  size_t units = statistics_units(sample), width = sample->width;
  size_t *members = indices, *order = members + units, *scratch = order + units;
  list_blocks(blocks, units, members);
  for (size_t r = 0; r < plan->resamples; ++r) {
    shuffle_blocks(blocks, units, members, order, scratch, rng);
    for (size_t i = 0; i < units; ++i)
      memcpy(rows + i * width, sample->rows + order[i] * width, width * sizeof *rows);
    enum statistics_status status =
        evaluate(&shuffled, statistic, parameters, values + r);
    if (status != STATISTICS_DEFINED)
      return status;
  }
  return STATISTICS_DEFINED;
}

static enum statistics_status summarise(const double *values, size_t count,
                                        struct resample_test *result) {
  double greater = 1.0, less = 1.0, either = 1.0;
  size_t changed = 0;
  for (size_t i = 0; i < count; ++i) {
    int equal = same(values[i], result->estimate);
    changed += !equal;
    greater += equal || values[i] > result->estimate;
    less += equal || values[i] < result->estimate;
    either += same(fabs(values[i]), fabs(result->estimate)) ||
              fabs(values[i]) > fabs(result->estimate);
  }
  result->mean = gsl_stats_mean(values, 1, count);
  result->deviation = count > 1 ? gsl_stats_sd_m(values, 1, count, result->mean) : 0.0;
  result->greater = greater / (1.0 + (double)count);
  result->less = less / (1.0 + (double)count);
  result->either = either / (1.0 + (double)count);
  return changed ? STATISTICS_DEFINED : STATISTICS_CONSTANT;
}

enum statistics_status resample_permute(const struct statistics_sample *sample,
                                        const size_t *blocks,
                                        resample_statistic *statistic, void *parameters,
                                        const struct resample_plan *plan, gsl_rng *rng,
                                        struct resample_test *result) {
  size_t units = statistics_units(sample);
  for (size_t g = 0; g < sample->groups; ++g)
    if (sample->sizes[g] == 0)
      return STATISTICS_FEW;
  if (sample->groups < 2)
    return STATISTICS_FEW;
  memset(result, 0, sizeof *result);
  enum statistics_status status =
      evaluate(sample, statistic, parameters, &result->estimate);
  if (status != STATISTICS_DEFINED)
    return status;
  double *values = malloc((plan->resamples + units * sample->width) * sizeof *values);
  size_t *indices = malloc(3 * units * sizeof *indices);
  status = values && indices ? permute(sample, blocks, statistic, parameters, plan, rng,
                                       values + plan->resamples, values, indices)
                             : STATISTICS_NO_MEMORY;
  if (status == STATISTICS_DEFINED)
    status = summarise(values, plan->resamples, result);
  free(values);
  free(indices);
  return status;
}

/* Half the sum of the sizes of the means, or the one mean itself. */
static double flipped(const double *means, size_t width) {
  double sum = 0.0;
  if (width == 1)
    return means[0];
  for (size_t k = 0; k < width; ++k)
    sum += 0.5 * fabs(means[k]);
  return sum;
}

enum statistics_status resample_flip(const double *differences, size_t count,
                                     size_t width, size_t permutations, gsl_rng *rng,
                                     struct resample_test *result) {
  memset(result, 0, sizeof *result);
  if (count == 0 || width == 0)
    return STATISTICS_FEW;
  for (size_t i = 0; i < count * width; ++i)
    if (!isfinite(differences[i]))
      return STATISTICS_NOT_FINITE;
  /* As many signs as there are, if that is no more than was asked for. */
  bool all = count < 32 && ((size_t)1 << count) - 1 <= permutations;
  if (all)
    permutations = ((size_t)1 << count) - 1;
  double *values = malloc((permutations + 1 + width) * sizeof *values);
  if (!values)
    return STATISTICS_NO_MEMORY;
  double *means = values + permutations + 1, share = 1.0 / (double)count;
  for (size_t r = 0; r <= permutations; ++r) {
    unsigned long bits = 0;
    memset(means, 0, width * sizeof *means);
    for (size_t i = 0; i < count; ++i) {
      if (all)
        bits = r + 1;
      else if (i % 32 == 0)
        bits = gsl_rng_get(rng); /* of a Mersenne twister all 32 bits are good */
      double sign = r < permutations && (bits >> (i % 32) & 1) ? -share : share;
      for (size_t k = 0; k < width; ++k)
        means[k] += sign * differences[i * width + k];
    }
    values[r] = flipped(means, width);
  }
  result->estimate = values[permutations];
  enum statistics_status status = summarise(values, permutations, result);
  if (all) { /* of all signs, those that were found among them */
    result->mean = gsl_stats_mean(values, 1, permutations + 1);
    result->deviation = gsl_stats_sd_m(values, 1, permutations + 1, result->mean);
  }
  free(values);
  return status;
}

static double product_sum(const double *x, const double *y, const size_t *order,
                          size_t count, size_t members) {
  double sum = 0.0;
  for (size_t i = 0; i < count; ++i)
    for (size_t m = 0; m < members; ++m)
      sum += x[i * members + m] * y[order[i] * members + m];
  return sum;
}

enum statistics_status resample_couple(const double *x, const double *y, size_t members,
                                       const size_t *sizes, size_t blocks,
                                       size_t permutations, gsl_rng *rng,
                                       struct resample_test *result) {
  size_t count = 0;
  double xx = 0.0, yy = 0.0;
  memset(result, 0, sizeof *result);
  for (size_t b = 0; b < blocks; ++b)
    count += sizes[b];
  for (size_t i = 0; i < count * members; ++i) {
    xx += x[i] * x[i];
    yy += y[i] * y[i];
  }
  if (!isfinite(xx) || !isfinite(yy))
    return STATISTICS_NOT_FINITE;
  if (!(xx > 0.0) || !(yy > 0.0))
    return count ? STATISTICS_CONSTANT : STATISTICS_FEW;
  double *values = malloc(permutations * sizeof *values + count * sizeof(size_t));
  if (!values)
    return STATISTICS_NO_MEMORY;
  size_t *order = (size_t *)(void *)(values + permutations);
  for (size_t i = 0; i < count; ++i)
    order[i] = i;
  double scale = 1.0 / sqrt(xx * yy);
  result->estimate = scale * product_sum(x, y, order, count, members);
  for (size_t r = 0; r < permutations; ++r) {
    size_t first = 0;
    for (size_t b = 0; b < blocks; first += sizes[b++])
      gsl_ran_shuffle(rng, order + first, sizes[b], sizeof *order);
    values[r] = scale * product_sum(x, y, order, count, members);
  }
  enum statistics_status status = summarise(values, permutations, result);
  free(values);
  return status;
}
