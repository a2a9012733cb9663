#include "question.h"
#include "paired.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FEWEST_RANKED = 3, MOST_BLOCKS = 64 };

/* What the statistics need beside a sample. */
struct inquiry {
  const struct question *question;
  const struct question_data *data;
  struct statistics_workspace *workspace;
  double *rank_of; /* (2, codes): of x and of y, centred, by code */
  double *codes;   /* (units, width): the rows, numbers replaced by their codes */
  size_t members;
  bool resampling; /* a correlation that does not exist counts as 0 */
};

/* --- Means --- */

static double column_mean(const struct statistics_sample *sample, size_t column) {
  return gsl_stats_mean(sample->rows + column, sample->width, statistics_units(sample));
}

static enum statistics_status distance(const struct statistics_sample *sample,
                                       void *inquiry, double *value) {
  size_t labels = sample->width / 2;
  (void)inquiry;
  *value = 0.0;
  for (size_t label = 0; label < labels; ++label)
    *value +=
        0.5 * fabs(column_mean(sample, label) - column_mean(sample, labels + label));
  return STATISTICS_DEFINED;
}

static enum statistics_status difference(const struct statistics_sample *sample,
                                         void *inquiry, double *value) {
  (void)inquiry;
  *value = column_mean(sample, 0) - column_mean(sample, 1);
  return STATISTICS_DEFINED;
}

static enum statistics_status level(const struct statistics_sample *sample,
                                    void *inquiry, double *value) {
  (void)inquiry;
  *value = column_mean(sample, 0);
  return STATISTICS_DEFINED;
}

/* --- Rank correlations ---
 * A bootstrap ranks the same numbers again and again.  Each number is replaced once by
 * its code, its place among the distinct numbers of its block; ranks then come from
 * counting codes, in linear time. */

static size_t units_of_block(const struct question_data *data,
                             const struct statistics_sample *sample, size_t block,
                             size_t *first_stratum) {
  size_t units = 0;
  for (size_t s = 0; s < data->strata[block]; ++s)
    units += sample->sizes[(*first_stratum)++];
  return units;
}

static void encode_column(const double *rows, size_t units, size_t width, size_t column,
                          double *codes, size_t *order, double *values) {
  size_t count = 0;
  for (size_t i = 0; i < units; ++i)
    for (size_t x = column; x < width; x += 2)
      values[count++] = rows[i * width + x];
  gsl_sort_index(order, values, 1, count);
  size_t code = 0, members = width / 2;
  for (size_t i = 0; i < count; ++i) {
    code += i > 0 && values[order[i]] > values[order[i - 1]];
    codes[order[i] / members * width + order[i] % members * 2 + column] = (double)code;
  }
}

static void encode(struct inquiry *inquiry, size_t *order, double *values) {
  const struct question_data *data = inquiry->data;
  const struct statistics_sample *sample = &data->sample;
  const double *rows = sample->rows;
  double *codes = inquiry->codes;
  size_t stratum = 0;
  for (size_t b = 0; b < data->blocks; ++b) {
    size_t units = units_of_block(data, sample, b, &stratum);
    for (size_t column = 0; column < 2; ++column)
      encode_column(rows, units, sample->width, column, codes, order, values);
    rows += units * sample->width;
    codes += units * sample->width;
  }
}

/* RANK_OF[code]: the mean rank of the numbers with that code less the mean of all, over
 * the columns FIRST, FIRST + STEP, ... of COUNT rows; returns how many numbers. */
static size_t rank_codes(const double *codes, size_t count, size_t width, size_t first,
                         size_t step, double *rank_of) {
  size_t most = 0, numbers = 0;
  for (size_t i = 0; i < count; ++i)
    for (size_t x = first; x < width; x += step)
      most = GSL_MAX(most, (size_t)codes[i * width + x] + 1);
  memset(rank_of, 0, most * sizeof *rank_of);
  for (size_t i = 0; i < count; ++i)
    for (size_t x = first; x < width; x += step, ++numbers)
      rank_of[(size_t)codes[i * width + x]] += 1.0;
  double below = -0.5 * (double)numbers;
  for (size_t code = 0; code < most; ++code) {
    double here = rank_of[code];
    rank_of[code] = below + 0.5 * here;
    below += here;
  }
  return numbers;
}

struct moments {
  double xx, yy, xy;
  size_t largest; /* numbers ranked together */
};

/* Adds the moments of the ranks of COUNT rows of one block.  Where RANKS is not NULL
 * they are written there as rows like those of CODES. */
static void add_block(struct inquiry *inquiry, const double *codes, size_t count,
                      struct moments *moments, double *ranks) {
  size_t width = inquiry->data->sample.width;
  size_t codes_most = inquiry->members * statistics_units(&inquiry->data->sample);
  size_t step = inquiry->question->apart ? width : 2;
  double *rank_x = inquiry->rank_of, *rank_y = rank_x + codes_most;
  for (size_t first = 0; first < (inquiry->question->apart ? width : 2); first += 2) {
    size_t numbers = rank_codes(codes, count, width, first, step, rank_x);
    rank_codes(codes, count, width, first + 1, step, rank_y);
    moments->largest = GSL_MAX(moments->largest, numbers);
    for (size_t i = 0; i < count; ++i)
      for (size_t x = first; x < width; x += step) {
        double a = rank_x[(size_t)codes[i * width + x]];
        double b = rank_y[(size_t)codes[i * width + x + 1]];
        moments->xx += a * a;
        moments->yy += b * b;
        moments->xy += a * b;
        if (ranks) {
          ranks[i * width + x] = a;
          ranks[i * width + x + 1] = b;
        }
      }
  }
}

static enum statistics_status correlation_of(const struct inquiry *inquiry,
                                             const struct moments *moments,
                                             double *value) {
  if (moments->largest < FEWEST_RANKED)
    return STATISTICS_FEW;
  *value = 0.0;
  if (moments->xx > 0.0 && moments->yy > 0.0)
    *value = GSL_MIN(1.0, GSL_MAX(-1.0, moments->xy / sqrt(moments->xx * moments->yy)));
  else if (!inquiry->resampling)
    return STATISTICS_CONSTANT;
  return STATISTICS_DEFINED;
}

static enum statistics_status association(const struct statistics_sample *sample,
                                          void *parameters, double *value) {
  struct inquiry *inquiry = parameters;
  struct moments moments = {0.0, 0.0, 0.0, 0};
  const double *codes = sample->rows;
  size_t stratum = 0;
  for (size_t b = 0; b < inquiry->data->blocks; ++b) {
    size_t units = units_of_block(inquiry->data, sample, b, &stratum);
    add_block(inquiry, codes, units, &moments, NULL);
    codes += units * sample->width;
  }
  return correlation_of(inquiry, &moments, value);
}

/* The correlation of each block. */
static enum statistics_status correlations(const struct statistics_sample *sample,
                                           struct inquiry *inquiry,
                                           double *values) {
  const double *codes = sample->rows;
  size_t stratum = 0;
  if (inquiry->data->blocks > MOST_BLOCKS)
    return STATISTICS_FEW;
  for (size_t b = 0; b < inquiry->data->blocks; ++b) {
    struct moments moments = {0.0, 0.0, 0.0, 0};
    size_t units = units_of_block(inquiry->data, sample, b, &stratum);
    add_block(inquiry, codes, units, &moments, NULL);
    codes += units * sample->width;
    enum statistics_status status = correlation_of(inquiry, &moments, values + b);
    if (status != STATISTICS_DEFINED)
      return status;
  }
  return STATISTICS_DEFINED;
}

static enum statistics_status slope(const struct statistics_sample *sample,
                                    void *parameters, double *value) {
  struct inquiry *inquiry = parameters;
  double rho[MOST_BLOCKS], constant, c00, c01, c11, rest;
  if (inquiry->data->blocks < 3)
    return STATISTICS_FEW;
  enum statistics_status status = correlations(sample, inquiry, rho);
  if (status == STATISTICS_DEFINED)
    gsl_fit_linear(inquiry->data->at, 1, rho, 1, inquiry->data->blocks, &constant,
                   value, &c00, &c01, &c11, &rest);
  return status;
}

static enum statistics_status contrast(const struct statistics_sample *sample,
                                       void *parameters, double *value) {
  struct inquiry *inquiry = parameters;
  double rho[MOST_BLOCKS];
  size_t blocks = inquiry->data->blocks,
         half = blocks / 2; /* a middle one is left out */
  if (half == 0)
    return STATISTICS_FEW;
  enum statistics_status status = correlations(sample, inquiry, rho);
  if (status == STATISTICS_DEFINED)
    *value =
        gsl_stats_mean(rho + blocks - half, 1, half) - gsl_stats_mean(rho, 1, half);
  return status;
}

/* --- Over the strata --- */

static enum statistics_status steps(const struct statistics_sample *sample,
                                    void *inquiry, double *value) {
  (void)inquiry;
  return statistics_jonckheere(sample, 0, value);
}

static enum statistics_status dependence(const struct statistics_sample *sample,
                                         void *parameters, double *value) {
  struct inquiry *inquiry = parameters;
  enum statistics_status status =
      statistics_kruskal(sample, 0, inquiry->workspace, value);
  if (status == STATISTICS_CONSTANT && inquiry->resampling) {
    *value = 0.0;
    return STATISTICS_DEFINED;
  }
  return status;
}

static resample_statistic *const statistics[] = {
    [QUESTION_DISTANCE] = distance, [QUESTION_DIFFERENCE] = difference,
    [QUESTION_LEVEL] = level,       [QUESTION_ASSOCIATION] = association,
    [QUESTION_STEPS] = steps,       [QUESTION_DEPENDENCE] = dependence,
    [QUESTION_SLOPE] = slope,       [QUESTION_CONTRAST] = contrast};

static bool correlates(enum question_design design) {
  return design == QUESTION_ASSOCIATION || design == QUESTION_SLOPE ||
         design == QUESTION_CONTRAST;
}

static bool of_means(enum question_design design) {
  return design == QUESTION_DISTANCE || design == QUESTION_DIFFERENCE ||
         design == QUESTION_LEVEL;
}

/* Whether some exchange of units tests it. */
static bool exchangeable(enum question_design design) {
  return design != QUESTION_LEVEL && design != QUESTION_SLOPE &&
         design != QUESTION_CONTRAST;
}

/* --- Binary units --- */

static void answer_pairs(const struct question_data *data,
                         const struct question_plan *plan,
                         struct question_answer *answer) {
  const double *rows = data->sample.rows;
  size_t first = 0, second = 0, units = answer->units;
  for (size_t i = 0; i < units; ++i) {
    first += rows[2 * i] > rows[2 * i + 1];
    second += rows[2 * i] < rows[2 * i + 1];
  }
  answer->estimate = ((double)first - (double)second) / (double)units;
  answer->effect = answer->estimate;
  answer->p = paired_mcnemar(first, second);
  paired_tango(first, second, units, 0.95, &answer->low, &answer->high);
  paired_tango(first, second, units, 0.90, &answer->low90, &answer->high90);
  double against = ((double)GSL_MIN(first, second) + 0.5) / ((double)units + 1.0);
  answer->detectable =
      paired_detectable(units, against, plan->significance, plan->power);
}

static void answer_share(const struct question *question,
                         const struct question_data *data,
                         struct question_answer *answer) {
  double yes = 0.0, n = (double)answer->units, null = question->null_value;
  for (size_t i = 0; i < answer->units; ++i)
    yes += data->sample.rows[i];
  answer->estimate = answer->effect = yes / n;
  paired_wilson(yes, answer->units, 0.95, &answer->low, &answer->high);
  paired_wilson(yes, answer->units, 0.90, &answer->low90, &answer->high90);
  unsigned k = (unsigned)yes, count = (unsigned)answer->units;
  double below = gsl_cdf_binomial_P(k, null, count);
  double above = k > 0 ? gsl_cdf_binomial_Q(k - 1, null, count) : 1.0;
  answer->p = fmin(1.0, 2.0 * fmin(below, above));
}

/* --- Others --- */

/* The range of the statistic, from that of the numbers. */
static void range_of(const struct question *question, double *low, double *high) {
  switch (question->design) {
  case QUESTION_LEVEL:
    *low = question->low;
    *high = question->high;
    break;
  case QUESTION_DIFFERENCE:
    *high = question->high - question->low;
    *low = -*high;
    break;
  case QUESTION_DISTANCE:
  case QUESTION_DEPENDENCE:
    *low = 0.0;
    *high = 1.0;
    break;
  default:
    *low = -1.0;
    *high = 1.0;
  }
}

/* Where no resample differs: units that are all alike say of the next one no more than
 * as many binary ones would. */
static enum statistics_status answer_alike(const struct question *question,
                                           const struct question_plan *plan,
                                           struct question_answer *answer) {
  double n = (double)answer->units, low, high, halves[2];
  range_of(question, &low, &high);
  if (!isfinite(high - low))
    return STATISTICS_CONSTANT;
  for (int i = 0; i < 2; ++i) {
    double z = gsl_cdf_ugaussian_Pinv(i ? 0.95 : 0.975);
    double span =
        question->design == QUESTION_DIFFERENCE ? 0.5 * (high - low) : high - low;
    halves[i] = span * z * z / (n + z * z);
  }
  answer->low = fmax(low, answer->estimate - halves[0]);
  answer->high = fmin(high, answer->estimate + halves[0]);
  answer->low90 = fmax(low, answer->estimate - halves[1]);
  answer->high90 = fmin(high, answer->estimate + halves[1]);
  double error = halves[0] / gsl_cdf_ugaussian_Pinv(0.975);
  double off = fabs(answer->estimate - question->null_value);
  if (of_means(question->design))
    answer->detectable = verdict_distance(plan->significance, plan->power) * error;
  if (!exchangeable(question->design))
    answer->p = fmin(1.0, 2.0 * gsl_cdf_ugaussian_Q(off / error));
  return STATISTICS_DEFINED;
}

static enum statistics_status exchange_partners(const struct question_data *data,
                                                size_t permutations, gsl_rng *rng,
                                                struct resample_test *test) {
  const struct statistics_sample *sample = &data->sample;
  size_t units = statistics_units(sample), half = sample->width / 2;
  double *differences = malloc((units * half + 1) * sizeof *differences);
  if (!differences)
    return STATISTICS_NO_MEMORY;
  for (size_t i = 0; i < units; ++i)
    for (size_t k = 0; k < half; ++k)
      differences[i * half + k] = sample->rows[i * sample->width + k] -
                                  sample->rows[i * sample->width + half + k];
  enum statistics_status status =
      resample_flip(differences, units, half, permutations, rng, test);
  free(differences);
  return status;
}

static enum statistics_status permute_partners(struct inquiry *inquiry,
                                               size_t permutations, gsl_rng *rng,
                                               struct resample_test *test) {
  const struct question_data *data = inquiry->data;
  const struct statistics_sample *sample = &data->sample;
  size_t units = statistics_units(sample), width = sample->width, stratum = 0;
  size_t members = inquiry->members, first = 0;
  double *ranks = calloc(2 * units * width, sizeof *ranks);
  size_t *sizes = malloc(data->blocks * sizeof *sizes);
  enum statistics_status status = STATISTICS_NO_MEMORY;
  if (ranks && sizes) {
    double *x = ranks + units * width, *y = x + units * members;
    struct moments moments = {0.0, 0.0, 0.0, 0};
    for (size_t b = 0; b < data->blocks; first += sizes[b++]) {
      sizes[b] = units_of_block(data, sample, b, &stratum);
      add_block(inquiry, inquiry->codes + first * width, sizes[b], &moments,
                ranks + first * width);
    }
    for (size_t i = 0; i < units * members; ++i) {
      x[i] = ranks[2 * i];
      y[i] = ranks[2 * i + 1];
    }
    status =
        resample_couple(x, y, members, sizes, data->blocks, permutations, rng, test);
  }
  free(ranks);
  free(sizes);
  return status;
}

/* P and the effect that could have been found. */
static enum statistics_status test_it(struct inquiry *inquiry,
                                      const struct question_plan *plan,
                                      const struct resample_distribution *distribution,
                                      const struct resample_expansion *expansion,
                                      gsl_rng *rng, struct question_answer *answer) {
  const struct question *question = inquiry->question;
  const struct question_data *data = inquiry->data;
  double far = verdict_distance(plan->significance, plan->power);
  double error = distribution->deviation * expansion->factor;
  const struct resample_plan permutations = {plan->resamples, 0.0};
  struct resample_test test = {0}; /* stays so where memory is lacking */
  enum statistics_status status = STATISTICS_DEFINED;
  answer->detectable = far * error * answer->scale;
  switch (question->design) {
  case QUESTION_DISTANCE:
    status = exchange_partners(data, plan->resamples, rng, &test);
    answer->p = test.greater;
    answer->expected = test.mean;
    answer->effect = test.estimate - test.mean;
    answer->detectable = test.mean +
                         gsl_cdf_ugaussian_Qinv(plan->significance) * test.deviation +
                         gsl_cdf_ugaussian_Pinv(plan->power) * error;
    break;
  case QUESTION_DIFFERENCE:
    status = exchange_partners(data, plan->resamples, rng, &test);
    answer->p = test.either;
    break;
  case QUESTION_ASSOCIATION:
    status = permute_partners(inquiry, plan->resamples, rng, &test);
    answer->p = test.either;
    answer->detectable = tanh(far * test.deviation);
    break;
  case QUESTION_STEPS:
  case QUESTION_DEPENDENCE:
    status = resample_permute(&data->sample, NULL, statistics[question->design],
                              inquiry, &permutations, rng, &test);
    answer->p = question->design == QUESTION_STEPS ? test.either : test.greater;
    answer->detectable = question->design == QUESTION_STEPS
                             ? far * test.deviation
                             : test.mean + far * test.deviation;
    break;
  default:
    answer->p = resample_p(distribution, expansion, question->null_value);
  }
  return status == STATISTICS_CONSTANT ? STATISTICS_DEFINED : status;
}

static enum statistics_status find_effect(const struct question *question,
                                          const struct question_data *data,
                                          struct question_answer *answer) {
  const double *rows = data->sample.rows;
  size_t units = answer->units;
  if (question->design == QUESTION_DIFFERENCE)
    return statistics_cliff(rows, 2, units, rows + 1, 2, units, &answer->effect);
  if (question->design == QUESTION_LEVEL)
    return statistics_cliff(rows, 1, units, &question->null_value, 1, 1,
                            &answer->effect);
  if (question->design != QUESTION_DISTANCE)
    answer->effect = answer->estimate * answer->scale;
  return STATISTICS_DEFINED;
}

static enum statistics_status answer_by_resampling(struct inquiry *inquiry,
                                                   const struct question_plan *plan,
                                                   gsl_rng *rng,
                                                   struct question_answer *answer) {
  const struct question *question = inquiry->question;
  const struct question_data *data = inquiry->data;
  struct statistics_sample sample = data->sample;
  struct resample_distribution distribution;
  struct resample_expansion expansion = {0.0, 1.0};
  resample_statistic *statistic = statistics[question->design];
  if (correlates(question->design))
    sample.rows = inquiry->codes;
  if (question->as_first)
    expansion = resample_expand(answer->smallest, 1);
  else if (of_means(question->design))
    expansion = resample_expand(answer->units, sample.groups);
  enum statistics_status status = statistic(&sample, inquiry, &answer->estimate);
  if (status != STATISTICS_DEFINED)
    return status;
  inquiry->resampling = true;
  status = resample_bootstrap(&sample, statistic, inquiry, plan->resamples, rng,
                              &distribution);
  bool alike = status == STATISTICS_CONSTANT;
  if (alike)
    status = STATISTICS_DEFINED;
  if (status == STATISTICS_DEFINED) {
    resample_limits(&distribution, &expansion, 0.95, &answer->low, &answer->high);
    resample_limits(&distribution, &expansion, 0.90, &answer->low90, &answer->high90);
    status = test_it(inquiry, plan, &distribution, &expansion, rng, answer);
  }
  if (status == STATISTICS_DEFINED && alike)
    status = answer_alike(question, plan, answer);
  if (status == STATISTICS_DEFINED)
    status = find_effect(question, data, answer);
  resample_forget(&distribution);
  return status;
}

static enum statistics_status check_finite(const struct statistics_sample *sample) {
  size_t numbers = statistics_units(sample) * sample->width;
  for (size_t i = 0; i < numbers; ++i)
    if (!isfinite(sample->rows[i]))
      return STATISTICS_NOT_FINITE;
  return STATISTICS_DEFINED;
}

enum statistics_status question_ask(const struct question *question,
                                    const struct question_data *data,
                                    const struct question_plan *plan, gsl_rng *rng,
                                    struct question_answer *answer) {
  const struct statistics_sample *sample = &data->sample;
  size_t units = statistics_units(sample), numbers = units * sample->width;
  memset(answer, 0, sizeof *answer);
  answer->units = units;
  answer->smallest = sample->groups ? sample->sizes[0] : 0;
  for (size_t g = 1; g < sample->groups; ++g)
    answer->smallest = GSL_MIN(answer->smallest, sample->sizes[g]);
  answer->expected = question->null_value;
  answer->detectable = GSL_NAN;
  answer->scale = question->design == QUESTION_SLOPE && data->blocks > 1
                      ? data->at[data->blocks - 1] - data->at[0]
                      : 1.0;
  answer->status = answer->smallest < 2 ? STATISTICS_FEW : check_finite(sample);
  if (answer->status != STATISTICS_DEFINED)
    return answer->status;
  bool scored = question->binary && !question->as_first;
  if (scored && question->design == QUESTION_DIFFERENCE) {
    answer_pairs(data, plan, answer);
    return answer->status;
  }
  if (scored && question->design == QUESTION_LEVEL) {
    answer_share(question, data, answer);
    return answer->status;
  }
  struct inquiry inquiry = {.question = question,
                            .data = data,
                            .workspace = statistics_alloc(units),
                            .members = sample->width / 2};
  double *room = malloc((4 * numbers + 4) * sizeof *room);
  size_t *order = malloc((numbers + 1) * sizeof *order);
  answer->status = STATISTICS_NO_MEMORY;
  if (inquiry.workspace && room && order) {
    inquiry.codes = room;
    inquiry.rank_of = room + numbers;
    if (correlates(question->design))
      encode(&inquiry, order, room + 3 * numbers);
    answer->status = answer_by_resampling(&inquiry, plan, rng, answer);
  }
  statistics_free(inquiry.workspace);
  free(room);
  free(order);
  return answer->status;
}

enum verdict question_verdict(const struct question *question,
                              const struct question_answer *answer, double p,
                              size_t least) {
  double from = question->null_value, off = answer->estimate - from;
  const struct verdict_evidence evidence = {
      .defined = answer->status == STATISTICS_DEFINED && answer->smallest >= least,
      .direction = question->one_sided || question->direction == 0.0
                       ? 1.0
                       : off * question->direction,
      .p = p,
      .low90 = (answer->low90 - from) * answer->scale,
      .high90 = (answer->high90 - from) * answer->scale,
      .margin = question->margin,
      .detectable = answer->detectable,
      .limit = question->limit,
      .one_sided = question->one_sided};
  return verdict_of(&evidence);
}

bool question_negligible(const struct question *question,
                         const struct question_answer *answer) {
  double from = question->null_value;
  return answer->status == STATISTICS_DEFINED &&
         verdict_within((answer->low90 - from) * answer->scale,
                        (answer->high90 - from) * answer->scale, question->margin);
}
