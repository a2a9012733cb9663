/* Rank statistics, BCa intervals and permutation tests against SciPy's values for the
 * same data (statistics_reference.tsv, written by statistics_reference.py), against
 * their own properties, and on every degenerate sample they are to refuse. */
#include "copula.h"
#include "resample.h"
#include "spearman.h"
#include "statistics.h"
#include "streams.h"
#include "table.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define REFERENCE "tests/statistics_reference.tsv"
enum { MOST = 256 };

static struct table reference;

static int open_reference(void **state) {
  (void)state;
  struct fault fault;
  return table_read(&reference, REFERENCE, &fault) ? fault_print(&fault, "test") : 0;
}

static int close_reference(void **state) {
  (void)state;
  table_free(&reference);
  return 0;
}

/* The numbers stored under NAME; returns how many. */
static size_t look_up(const char *name, double *values) {
  size_t count = 0;
  for (size_t row = 0; row < reference.rows; ++row)
    if (!strcmp(table_text(&reference, row, 0), name)) {
      assert_true(count < MOST);
      assert_int_equal(
          table_parse_number(table_text(&reference, row, 2), &values[count]), 0);
      ++count;
    }
  if (!count)
    fail_msg("%s has no '%s'", REFERENCE, name);
  return count;
}

static double look_up_one(const char *name) {
  double values[MOST];
  assert_int_equal(look_up(name, values), 1);
  return values[0];
}

static void assert_near(double found, double expected, double tolerance) {
  if (!(fabs(found - expected) <= tolerance))
    fail_msg("%.17g is not within %g of %.17g", found, tolerance, expected);
}

/* Rounding over some hundred additions. */
static const double EXACT = 1e-12;

/* Appends the stored values as the rows of one group (width 1). */
static size_t append(const char *name, double *rows, size_t at) {
  return at + look_up(name, rows + at);
}

/* The pairs (x, y) as rows of width 2. */
static size_t pairs_xy(double *rows) {
  double x[MOST], y[MOST];
  size_t units = look_up("x", x);
  assert_int_equal(look_up("y", y), units);
  for (size_t i = 0; i < units; ++i) {
    rows[2 * i] = x[i];
    rows[2 * i + 1] = y[i];
  }
  return units;
}

static size_t four_groups(double *rows, size_t *sizes) {
  static const char *const names[] = {"group0", "group1", "group2", "group3"};
  size_t at = 0;
  for (size_t g = 0; g < 4; ++g) {
    size_t next = append(names[g], rows, at);
    sizes[g] = next - at;
    at = next;
  }
  return at;
}

static void test_midranks(void **state) {
  (void)state;
  double rows[2 * MOST], expected[MOST], ranks[MOST];
  size_t order[MOST], units = pairs_xy(rows);
  assert_int_equal(look_up("midranks.x", expected), units);
  statistics_midranks(rows, 2, units, ranks, order);
  for (size_t i = 0; i < units; ++i)
    assert_near(ranks[i], expected[i], 0.0);
  for (size_t i = 1; i < units; ++i)
    assert_true(rows[2 * order[i - 1]] <= rows[2 * order[i]]);
}

static void test_spearman(void **state) {
  (void)state;
  double rows[2 * MOST], value = 0.0, again = 0.0;
  size_t units = pairs_xy(rows), sizes[] = {11, 9, 17};
  struct statistics_workspace *workspace = statistics_alloc(units);
  struct statistics_sample sample = {rows, 2, 1, &units};
  assert_int_equal(spearman(&sample, 0, 1, workspace, &value), 0);
  assert_near(value, look_up_one("spearman.xy"), EXACT);
  struct statistics_sample cut = {rows, 2, 3, sizes};
  assert_int_equal(spearman(&cut, 0, 1, workspace, &value), 0);
  assert_near(value, look_up_one("spearman.within"), EXACT);
  /* Ranks know no monotone map, and within groups no shift of a group. */
  for (size_t i = 0; i < units; ++i) {
    rows[2 * i] = exp(0.31 * rows[2 * i]) + (i >= 11 ? 19.7 : 0.0);
    rows[2 * i + 1] = -rows[2 * i + 1];
  }
  assert_int_equal(spearman(&cut, 1, 0, workspace, &again), 0);
  assert_near(again, -value, EXACT);
  statistics_free(workspace);
}

static void test_cliff(void **state) {
  (void)state;
  double a[MOST], b[MOST], value = 0.0, mirrored = 0.0;
  size_t m = look_up("a", a), n = look_up("b", b);
  assert_int_equal(statistics_cliff(a, 1, m, b, 1, n, &value), 0);
  assert_near(value, look_up_one("cliff.ab"), EXACT);
  assert_int_equal(statistics_cliff(b, 1, n, a, 1, m, &mirrored), 0);
  assert_near(mirrored, -value, 0.0);
}

static void test_groups(void **state) {
  (void)state;
  double rows[MOST], value = 0.0, mirrored = 0.0;
  size_t sizes[4], units = four_groups(rows, sizes);
  struct statistics_workspace *workspace = statistics_alloc(units);
  struct statistics_sample sample = {rows, 1, 4, sizes};
  assert_int_equal(statistics_kruskal(&sample, 0, workspace, &value), 0);
  assert_near(value * (double)(units - 1), look_up_one("kruskal"), 1e-10);
  assert_int_equal(statistics_jonckheere(&sample, 0, &value), 0);
  assert_near(value, look_up_one("jonckheere"), EXACT);
  for (size_t i = 0; i < units; ++i)
    rows[i] = -rows[i];
  assert_int_equal(statistics_jonckheere(&sample, 0, &mirrored), 0);
  assert_near(mirrored, -value, 0.0);
  /* Two groups: the trend is Cliff's delta of the later one. */
  struct statistics_sample two = {rows, 1, 2, sizes};
  double cliff = 0.0;
  assert_int_equal(statistics_jonckheere(&two, 0, &value), 0);
  assert_int_equal(
      statistics_cliff(rows + sizes[0], 1, sizes[1], rows, 1, sizes[0], &cliff), 0);
  assert_near(value, cliff, 0.0);
  statistics_free(workspace);
}

static void test_undefined(void **state) {
  (void)state;
  double rows[] = {0.3, 1.7, 0.3, 2.9, 0.3, 0.2, 0.3, 5.1}, value = -7.5;
  size_t four = 4, two = 2, gap[] = {4, 0}, halves[] = {2, 2};
  struct statistics_workspace *workspace = statistics_alloc(8);
  struct statistics_sample one = {rows, 2, 1, &four}, few = {rows, 2, 1, &two};
  struct statistics_sample gapped = {rows, 2, 2, gap}, split = {rows, 2, 2, halves};
  assert_int_equal(spearman(&one, 0, 1, workspace, &value), STATISTICS_CONSTANT);
  assert_int_equal(spearman(&one, 1, 0, workspace, &value), STATISTICS_CONSTANT);
  assert_int_equal(spearman(&few, 0, 1, workspace, &value), STATISTICS_FEW);
  assert_int_equal(spearman(&split, 0, 1, workspace, &value), STATISTICS_FEW);
  assert_int_equal(statistics_kruskal(&one, 1, workspace, &value), STATISTICS_FEW);
  assert_int_equal(statistics_kruskal(&gapped, 1, workspace, &value), STATISTICS_FEW);
  assert_int_equal(statistics_kruskal(&split, 0, workspace, &value),
                   STATISTICS_CONSTANT);
  assert_int_equal(statistics_jonckheere(&gapped, 1, &value), STATISTICS_FEW);
  assert_int_equal(statistics_jonckheere(&one, 1, &value), STATISTICS_FEW);
  assert_int_equal(statistics_cliff(rows, 2, 0, rows, 2, 4, &value), STATISTICS_FEW);
  assert_int_equal(statistics_cliff(rows, 2, 4, rows, 2, 0, &value), STATISTICS_FEW);
  rows[5] = NAN;
  assert_int_equal(spearman(&one, 0, 1, workspace, &value), STATISTICS_NOT_FINITE);
  assert_int_equal(statistics_kruskal(&split, 1, workspace, &value),
                   STATISTICS_NOT_FINITE);
  assert_int_equal(statistics_jonckheere(&split, 1, &value), STATISTICS_NOT_FINITE);
  assert_int_equal(statistics_cliff(rows + 1, 2, 4, rows, 2, 4, &value),
                   STATISTICS_NOT_FINITE);
  assert_int_equal(statistics_cliff(rows, 2, 4, rows + 1, 2, 4, &value),
                   STATISTICS_NOT_FINITE);
  assert_near(value, -7.5, 0.0); /* untouched by all of them */
  for (int status = STATISTICS_DEFINED; status < STATISTICS_NO_MEMORY; ++status)
    assert_string_not_equal(statistics_reason((enum statistics_status)status),
                            statistics_reason(status + 1));
  statistics_free(workspace);
}

/* The statistics that are resampled below. */

static double column_mean(const double *rows, size_t width, size_t count) {
  double sum = 0.0;
  for (size_t i = 0; i < count; ++i)
    sum += rows[i * width];
  return sum / (double)count;
}

static enum statistics_status mean(const struct statistics_sample *sample,
                                   void *parameters, double *value) {
  (void)parameters;
  *value = column_mean(sample->rows, sample->width, sample->sizes[0]);
  return STATISTICS_DEFINED;
}

static enum statistics_status difference(const struct statistics_sample *sample,
                                         void *parameters, double *value) {
  (void)parameters;
  const double *second = sample->rows + sample->sizes[0] * sample->width;
  *value = column_mean(sample->rows, sample->width, sample->sizes[0]) -
           column_mean(second, sample->width, sample->sizes[1]);
  return STATISTICS_DEFINED;
}

static enum statistics_status ratio(const struct statistics_sample *sample,
                                    void *parameters, double *value) {
  (void)parameters;
  *value = column_mean(sample->rows, 1, sample->sizes[0]) /
           (3.0 + column_mean(sample->rows + sample->sizes[0], 1, sample->sizes[1]));
  return STATISTICS_DEFINED;
}

static enum statistics_status paired(const struct statistics_sample *sample,
                                     void *parameters, double *value) {
  (void)parameters;
  *value = column_mean(sample->rows, 2, sample->sizes[0]) -
           column_mean(sample->rows + 1, 2, sample->sizes[0]);
  return STATISTICS_DEFINED;
}

static enum statistics_status rho(const struct statistics_sample *sample,
                                  void *workspace, double *value) {
  return spearman(sample, 0, 1, workspace, value);
}

/* A correlation with something that does not vary is none. */
static enum statistics_status rho_or_zero(const struct statistics_sample *sample,
                                          void *workspace, double *value) {
  enum statistics_status status = rho(sample, workspace, value);
  if (status != STATISTICS_CONSTANT)
    return status;
  *value = 0.0;
  return STATISTICS_DEFINED;
}

static enum statistics_status variation(const struct statistics_sample *sample,
                                        void *parameters, double *value) {
  (void)parameters;
  const double *second = sample->rows + sample->sizes[0] * sample->width;
  *value = 0.0;
  for (size_t k = 0; k < sample->width; ++k)
    *value +=
        0.5 * fabs(column_mean(sample->rows + k, sample->width, sample->sizes[0]) -
                   column_mean(second + k, sample->width, sample->sizes[1]));
  return STATISTICS_DEFINED;
}

static enum statistics_status not_a_number(const struct statistics_sample *sample,
                                           void *parameters, double *value) {
  (void)sample, (void)parameters;
  *value = NAN;
  return STATISTICS_DEFINED;
}

/* 50,000 replicates put the limits within about 0.012 widths (4 sigma) of the exact
 * bootstrap's, and 200,000 do alike for SciPy's. */
static const struct resample_plan PLAN = {50000, 0.95};
static const double SAMPLING = 0.015;

static void check_interval(const char *name, const struct statistics_sample *sample,
                           resample_statistic *statistic, void *parameters) {
  char key[64];
  double expected[MOST];
  struct resample_interval found;
  gsl_rng *rng = streams_open(41, 1, 0);
  assert_int_equal(resample_bca(sample, statistic, parameters, &PLAN, rng, &found), 0);
  snprintf(key, sizeof key, "%s.limits", name);
  assert_int_equal(look_up(key, expected), 2);
  double width = expected[1] - expected[0];
  assert_near(found.low, expected[0], SAMPLING * width);
  assert_near(found.high, expected[1], SAMPLING * width);
  assert_true(found.low < found.estimate && found.estimate < found.high);
  if (strcmp(name, "paired") && strcmp(name, "rho")) {
    snprintf(key, sizeof key, "%s.acceleration", name);
    assert_near(found.acceleration, look_up_one(key), EXACT);
  }
  gsl_rng_free(rng);
}

static void test_bca(void **state) {
  (void)state;
  double rows[2 * MOST];
  size_t units = append("x", rows, 0), sizes[2];
  struct statistics_sample one = {rows, 1, 1, &units}, two = {rows, 1, 2, sizes};
  check_interval("mean", &one, mean, NULL);
  sizes[0] = append("a", rows, 0);
  sizes[1] = append("b", rows, sizes[0]) - sizes[0];
  check_interval("difference", &two, difference, NULL);
  check_interval("ratio", &two, ratio, NULL);
  units = pairs_xy(rows);
  struct statistics_workspace *workspace = statistics_alloc(units);
  struct statistics_sample matched = {rows, 2, 1, &units};
  check_interval("paired", &matched, paired, NULL);
  check_interval("rho", &matched, rho, workspace);
  statistics_free(workspace);
}

static void test_bca_limits(void **state) {
  (void)state;
  double replicates[MOST], given[MOST], expected[MOST];
  size_t count = look_up("replicates", replicates);
  look_up("limits.estimate", given);
  look_up("limits.90", expected);
  struct resample_interval interval = {.estimate = given[0], .acceleration = given[1]};
  resample_bca_limits(replicates, count, 0.90, &interval);
  assert_near(interval.low, expected[0], EXACT);
  assert_near(interval.high, expected[1], EXACT);
  /* An estimate outside its replicates stays finite, and pulls both limits its way. */
  interval.estimate = replicates[0] - 1.0;
  resample_bca_limits(replicates, count, 0.90, &interval);
  assert_true(isfinite(interval.bias) && interval.high < expected[1]);
  assert_true(interval.low >= replicates[0]);
  interval.estimate = replicates[count - 1] + 1.0;
  interval.acceleration = 1.0 / 6.0;
  resample_bca_limits(replicates, count, 1.0 - 1e-9, &interval); /* past 1/a */
  assert_near(interval.high, replicates[count - 1], 0.0);
  /* A level that has been expanded to 1 asks for the ends. */
  for (int sign = -1; sign <= 1; ++sign) {
    interval.acceleration = 0.07 * sign;
    resample_bca_limits(replicates, count, 1.0, &interval);
    assert_true(interval.low <= replicates[0] && interval.high >= replicates[count - 1]);
  }
}

/* Of 400 samples of a skewed distribution, the 95 % interval of the mean holds the true
 * one about as often as it says. */
static void test_coverage(void **state) {
  (void)state;
  enum { SAMPLES = 400, UNITS = 30 };
  const struct resample_plan plan = {500, 0.95};
  gsl_rng *data = streams_open(42, 1, 0), *rng = streams_open(42, 2, 0);
  size_t covered = 0, units = UNITS;
  for (size_t s = 0; s < SAMPLES; ++s) {
    double rows[UNITS];
    for (size_t i = 0; i < UNITS; ++i)
      rows[i] = -log(gsl_rng_uniform_pos(data)); /* exponential, mean 1 */
    struct statistics_sample sample = {rows, 1, 1, &units};
    struct resample_interval found;
    assert_int_equal(resample_bca(&sample, mean, NULL, &plan, rng, &found), 0);
    covered += found.low <= 1.0 && 1.0 <= found.high;
  }
  assert_in_range(covered, 364, 392); /* 91 to 98 % */
  gsl_rng_free(data);
  gsl_rng_free(rng);
}

static void test_bca_degenerate(void **state) {
  (void)state;
  double rows[] = {0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.9};
  size_t four = 4, one = 1, lopsided[] = {3, 1};
  const struct resample_plan strict = {200, 0.95};
  struct statistics_workspace *workspace = statistics_alloc(4);
  struct resample_interval found;
  gsl_rng *rng = streams_open(43, 1, 0);
  struct statistics_sample equal = {rows, 1, 1, &four}, single = {rows, 1, 1, &one};
  struct statistics_sample uneven = {rows, 1, 2, lopsided}, none = {rows, 1, 0, NULL};
  assert_int_equal(resample_bca(&equal, mean, NULL, &strict, rng, &found),
                   STATISTICS_CONSTANT);
  assert_near(found.low, 0.7, 1e-15);
  assert_near(found.high, 0.7, 1e-15);
  assert_int_equal(resample_bca(&single, mean, NULL, &strict, rng, &found),
                   STATISTICS_FEW);
  assert_int_equal(resample_bca(&uneven, difference, NULL, &strict, rng, &found),
                   STATISTICS_FEW);
  assert_int_equal(resample_bca(&none, mean, NULL, &strict, rng, &found),
                   STATISTICS_FEW);
  assert_int_equal(resample_bca(&equal, not_a_number, NULL, &strict, rng, &found),
                   STATISTICS_NOT_FINITE);
  /* Only the last pair varies: a third of the resamples have no correlation. */
  double pairs[] = {0.7, 0.2, 0.7, 0.3, 0.7, 0.1, 0.9, 0.8};
  struct statistics_sample thin = {pairs, 2, 1, &four};
  assert_int_equal(resample_bca(&thin, rho, workspace, &strict, rng, &found),
                   STATISTICS_CONSTANT);
  assert_int_equal(resample_bca(&thin, rho_or_zero, workspace, &strict, rng, &found),
                   STATISTICS_DEFINED);
  assert_true(found.low <= 0.0 && 0.0 < found.estimate);
  gsl_rng_free(rng);
  statistics_free(workspace);
}

/* SciPy's p and ours each have their own sampling error. */
static void check_test(const char *name, const struct statistics_sample *sample,
                       const size_t *blocks, resample_statistic *statistic) {
  char key[64];
  struct resample_test found;
  gsl_rng *rng = streams_open(44, 1, 0);
  assert_int_equal(
      resample_permute(sample, blocks, statistic, NULL, &PLAN, rng, &found), 0);
  for (int side = 0; side < 2; ++side) {
    snprintf(key, sizeof key, "%s.%s", name, side ? "less" : "greater");
    double expected = look_up_one(key), p = side ? found.less : found.greater;
    double error = sqrt(expected * (1.0 - expected) / (double)PLAN.resamples);
    assert_near(p, expected, 5.0 * error + 2.0 / (double)PLAN.resamples);
  }
  gsl_rng_free(rng);
}

static void test_permutation(void **state) {
  (void)state;
  double rows[2 * MOST], pairs[2 * MOST];
  size_t sizes[2], blocks[MOST];
  struct statistics_sample two = {rows, 1, 2, sizes};
  sizes[0] = append("a", rows, 0);
  sizes[1] = append("b", rows, sizes[0]) - sizes[0];
  check_test("permute.ab", &two, NULL, difference);
  memmove(rows + 5, rows + sizes[0], 4 * sizeof *rows);
  sizes[0] = 5;
  sizes[1] = 4;
  check_test("permute.exact", &two, NULL, difference);
  size_t units = pairs_xy(pairs);
  for (size_t i = 0; i < units; ++i) {
    rows[i] = pairs[2 * i];
    rows[units + i] = pairs[2 * i + 1];
    blocks[i] = blocks[units + i] = i;
  }
  sizes[0] = sizes[1] = units;
  check_test("permute.paired", &two, blocks, difference);
}

static void test_variation(void **state) {
  (void)state;
  double shares[MOST], value = 0.0;
  size_t sizes[] = {13, 17};
  assert_int_equal(look_up("shares", shares), 4 * 30);
  struct statistics_sample sample = {shares, 4, 2, sizes};
  variation(&sample, NULL, &value);
  assert_near(value, look_up_one("variation"), EXACT);
  check_test("permute.variation", &sample, NULL, variation);
}

static void test_permutation_degenerate(void **state) {
  (void)state;
  double rows[] = {0.4, 1.3, 2.2, 0.9};
  size_t halves[] = {2, 2}, gap[] = {4, 0}, apart[] = {0, 0, 1, 1};
  const struct resample_plan plan = {100, 0.95};
  struct resample_test found;
  gsl_rng *rng = streams_open(45, 1, 0);
  struct statistics_sample two = {rows, 1, 2, halves}, one = {rows, 1, 1, gap};
  struct statistics_sample gapped = {rows, 1, 2, gap};
  assert_int_equal(resample_permute(&one, NULL, difference, NULL, &plan, rng, &found),
                   STATISTICS_FEW);
  assert_int_equal(
      resample_permute(&gapped, NULL, difference, NULL, &plan, rng, &found),
      STATISTICS_FEW);
  assert_int_equal(resample_permute(&two, NULL, not_a_number, NULL, &plan, rng, &found),
                   STATISTICS_NOT_FINITE);
  /* Each block lies within one group: nothing can be exchanged. */
  assert_int_equal(resample_permute(&two, apart, difference, NULL, &plan, rng, &found),
                   STATISTICS_CONSTANT);
  assert_near(found.greater, 1.0, 0.0);
  assert_near(found.less, 1.0, 0.0);
  assert_near(found.deviation, 0.0, 1e-15);
  gsl_rng_free(rng);
}

/* The same stream gives the same answer, another one another. */
static void test_repeatable(void **state) {
  (void)state;
  double rows[MOST];
  size_t units = append("x", rows, 0);
  const struct resample_plan plan = {300, 0.95};
  struct statistics_sample sample = {rows, 1, 1, &units};
  struct resample_interval first, second, other;
  gsl_rng *rng = streams_open(46, 1, 0);
  resample_bca(&sample, mean, NULL, &plan, rng, &first);
  resample_bca(&sample, mean, NULL, &plan, rng, &other);
  streams_restart(rng, 46, 1, 0);
  resample_bca(&sample, mean, NULL, &plan, rng, &second);
  assert_memory_equal(&first, &second, sizeof first);
  assert_true(first.low != other.low || first.high != other.high);
  gsl_rng_free(rng);
}

/* The labels of the reference, and its signal normalised. */
static size_t copula_data(size_t *labels, double *signal, double *z) {
  double stored[MOST];
  size_t ties[MOST], count = look_up("copula.signal", signal);
  assert_int_equal(look_up("copula.labels", stored), count);
  for (size_t i = 0; i < count; ++i) {
    labels[i] = (size_t)stored[i];
    ties[i] = i;
  }
  assert_int_equal(copula_normalise(signal, 1, count, ties, z), STATISTICS_DEFINED);
  return count;
}

/* The information alone, of one variable. */
static enum statistics_status information(const double *z, size_t count,
                                          const size_t *labels, size_t classes,
                                          double *bits) {
  double threshold;
  gsl_rng *rng = streams_open(47, 1, 0);
  enum statistics_status status =
      copula_test(z, 1, count, labels, classes, 1, 0.5, rng, bits, &threshold);
  gsl_rng_free(rng);
  return status;
}

static void test_copula(void **state) {
  (void)state;
  size_t labels[MOST], ties[MOST], count;
  double signal[MOST], z[MOST], again[MOST], quantiles[MOST], bits = 0.0, more = 0.0;
  count = copula_data(labels, signal, z);
  look_up("copula.quantiles", quantiles);
  for (size_t i = 0; i < count; ++i)
    assert_near(z[i], quantiles[i], EXACT);
  assert_int_equal(information(z, count, labels, 3, &bits), 0);
  assert_near(bits, look_up_one("copula.bits"), EXACT);
  /* Neither a monotone map nor an empty class nor other names of the classes matter. */
  for (size_t i = 0; i < count; ++i) {
    signal[i] = atan(signal[i]);
    ties[i] = count - i;
    labels[i] = (labels[i] + 1) % 3 + 2;
  }
  assert_int_equal(copula_normalise(signal, 1, count, ties, again), 0);
  assert_memory_equal(z, again, count * sizeof *z);
  assert_int_equal(information(z, count, labels, 6, &more), 0);
  assert_near(more, bits, EXACT);
}

/* Equal values are spread by their tie-breakers over their own ranks only. */
static void test_copula_ties(void **state) {
  (void)state;
  const double x[] = {2.5, 0.0, 0.0, 7.1, 0.0};
  const size_t ties[] = {0, 3, 1, 2, 4}, reversed[] = {4, 1, 3, 2, 0};
  double z[5], other[5];
  assert_int_equal(copula_normalise(x, 1, 5, ties, z), STATISTICS_DEFINED);
  assert_int_equal(copula_normalise(x, 1, 5, reversed, other), STATISTICS_DEFINED);
  assert_true(z[2] < z[1] && z[1] < z[4] && z[4] < z[0] && z[0] < z[3]);
  assert_near(other[1], z[1], 0.0); /* in the middle in both orders */
  assert_near(other[0], z[0], 0.0);
  assert_near(other[4], z[2], 0.0);
}

/* A half of a Gaussian has the variance 1 - 2 / pi, so its sign tells so many bits. */
static void test_copula_half(void **state) {
  (void)state;
  enum { COUNT = 200000 };
  double *z = malloc(COUNT * sizeof *z), bits = 0.0;
  size_t *labels = malloc(2 * COUNT * sizeof *labels), *ties = labels + COUNT;
  for (size_t i = 0; i < COUNT; ++i) {
    ties[i] = (i * 7919) % COUNT;
    labels[i] = ties[i] >= COUNT / 2;
    z[i] = 0.0; /* one value: the tie-breakers alone decide */
  }
  double *x = calloc(COUNT, sizeof *x);
  assert_int_equal(copula_normalise(x, 1, COUNT, ties, z), STATISTICS_DEFINED);
  assert_int_equal(information(z, COUNT, labels, 2, &bits), STATISTICS_DEFINED);
  assert_near(bits, -0.5 * log2(1.0 - 2.0 / acos(-1.0)), 1e-3);
  free(x);
  free(z);
  free(labels);
}

/* One informative variable among forty is found, and of the thirty-nine others none but
 * in one of twenty cases. */
static void test_copula_null(void **state) {
  (void)state;
  enum { VARIABLES = 40, COUNT = 120, REPEATS = 60 };
  static double z[VARIABLES * COUNT];
  size_t labels[COUNT], alarms = 0, found = 0;
  double bits[VARIABLES], threshold;
  gsl_rng *rng = streams_open(47, 1, 0);
  for (size_t repeat = 0; repeat < REPEATS; ++repeat) {
    for (size_t i = 0; i < COUNT; ++i)
      labels[i] = gsl_rng_uniform_int(rng, 4);
    for (size_t v = 0; v < VARIABLES; ++v)
      for (size_t i = 0; i < COUNT; ++i)
        z[v * COUNT + i] =
            3.0 * gsl_rng_uniform(rng) + (v == 7 ? (double)labels[i] : 0);
    assert_int_equal(
        copula_test(z, VARIABLES, COUNT, labels, 4, 100, 0.95, rng, bits, &threshold),
        STATISTICS_DEFINED);
    found += bits[7] > threshold;
    size_t others = 0;
    for (size_t v = 0; v < VARIABLES; ++v)
      others += v != 7 && bits[v] > threshold;
    alarms += others > 0;
  }
  assert_int_equal(found, REPEATS);
  assert_in_range(alarms, 0, 9); /* 3 expected */
  gsl_rng_free(rng);
}

/* Variables in another order and classes by other names: the same bits, the same
 * threshold. */
static void test_copula_names(void **state) {
  (void)state;
  enum { VARIABLES = 6, COUNT = 90 };
  double z[VARIABLES * COUNT], turned[VARIABLES * COUNT];
  double bits[VARIABLES], again[VARIABLES], threshold = 0.0, other = 1.0;
  size_t labels[COUNT], renamed[COUNT];
  static const size_t order[VARIABLES] = {3, 5, 0, 1, 4, 2}, names[3] = {2, 0, 1};
  gsl_rng *rng = streams_open(49, 1, 0);
  for (size_t i = 0; i < COUNT; ++i) {
    labels[i] = gsl_rng_uniform_int(rng, 3);
    renamed[i] = names[labels[i]];
    for (size_t v = 0; v < VARIABLES; ++v)
      z[v * COUNT + i] = gsl_rng_uniform(rng) + 0.2 * (double)(v * labels[i]);
  }
  for (size_t v = 0; v < VARIABLES; ++v)
    memcpy(turned + v * COUNT, z + order[v] * COUNT, COUNT * sizeof *z);
  streams_restart(rng, 49, 1, 1);
  copula_test(z, VARIABLES, COUNT, labels, 3, 50, 0.95, rng, bits, &threshold);
  streams_restart(rng, 49, 1, 1);
  copula_test(turned, VARIABLES, COUNT, renamed, 3, 50, 0.95, rng, again, &other);
  for (size_t v = 0; v < VARIABLES; ++v)
    assert_near(again[v], bits[order[v]], EXACT);
  assert_near(other, threshold, EXACT);
  assert_true(bits[5] > threshold);
  gsl_rng_free(rng);
}

static void test_copula_degenerate(void **state) {
  (void)state;
  double z[] = {0.3, 0.3, -1.2, 0.8, 0.1}, bits = -7.5, threshold;
  const size_t one[] = {1, 1, 1, 1, 1}, lone[] = {0, 0, 1, 0, 0},
               flat[] = {0, 0, 1, 1, 1}, ties[] = {0, 1, 2, 3, 4};
  gsl_rng *rng = streams_open(48, 1, 0);
  assert_int_equal(information(z, 5, one, 2, &bits), STATISTICS_FEW);
  assert_int_equal(information(z, 5, lone, 2, &bits), STATISTICS_FEW);
  assert_int_equal(information(z, 5, flat, 2, &bits), STATISTICS_CONSTANT);
  assert_near(bits, -7.5, 0.0);
  assert_int_equal(copula_test(z, 1, 5, lone, 2, 10, 0.95, rng, &bits, &threshold),
                   STATISTICS_FEW);
  z[3] = NAN;
  assert_int_equal(copula_normalise(z, 1, 5, ties, z), STATISTICS_NOT_FINITE);
  gsl_rng_free(rng);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_midranks),
      cmocka_unit_test(test_spearman),
      cmocka_unit_test(test_cliff),
      cmocka_unit_test(test_groups),
      cmocka_unit_test(test_undefined),
      cmocka_unit_test(test_bca),
      cmocka_unit_test(test_bca_limits),
      cmocka_unit_test(test_coverage),
      cmocka_unit_test(test_bca_degenerate),
      cmocka_unit_test(test_permutation),
      cmocka_unit_test(test_variation),
      cmocka_unit_test(test_permutation_degenerate),
      cmocka_unit_test(test_repeatable),
      cmocka_unit_test(test_copula),
      cmocka_unit_test(test_copula_ties),
      cmocka_unit_test(test_copula_half),
      cmocka_unit_test(test_copula_null),
      cmocka_unit_test(test_copula_names),
      cmocka_unit_test(test_copula_degenerate),
  };
  return cmocka_run_group_tests(tests, open_reference, close_reference);
}
