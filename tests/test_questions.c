/* Matched pairs, verdicts, questions and designs: against SciPy's values for the same
 * data (statistics_reference.tsv), against what is known, and on all that they refuse.
 */
#include "design.h"
#include "paired.h"
#include "question.h"
#include "spearman.h"
#include "streams.h"
#include "table.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
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
  gsl_set_error_handler_off();
  return table_read(&reference, REFERENCE, &fault) ? fault_print(&fault, "test") : 0;
}

static int close_reference(void **state) {
  (void)state;
  table_free(&reference);
  return 0;
}

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

static void assert_near(double found, double expected, double tolerance) {
  if (!(fabs(found - expected) <= tolerance))
    fail_msg("%.17g is not within %g of %.17g", found, tolerance, expected);
}

static void test_pairs(void **state) {
  (void)state;
  static const size_t pairs[][3] = {{7, 2, 40}, {15, 3, 60}, {0, 6, 15},
                                    {0, 0, 60}, {9, 9, 60},  {60, 0, 60}};
  for (size_t i = 0; i < 6; ++i) {
    char key[64];
    double expected[MOST], low, high;
    const size_t *of = pairs[i];
    snprintf(key, sizeof key, "pairs.%zu.%zu.%zu", of[0], of[1], of[2]);
    look_up(key, expected);
    assert_near(paired_mcnemar(of[0], of[1]), expected[0], 1e-12);
    for (int level = 0; level < 2; ++level) {
      paired_tango(of[0], of[1], of[2], level ? 0.90 : 0.95, &low, &high);
      /* SciPy's constrained estimate is good to about half its digits. */
      assert_near(low, expected[1 + 2 * level], 1e-6);
      assert_near(high, expected[2 + 2 * level], 1e-6);
      assert_true(low < high);
    }
    /* Turning the two sides round turns the interval round. */
    double back_low, back_high;
    paired_tango(of[1], of[0], of[2], 0.90, &back_low, &back_high);
    assert_near(back_low, -high, 1e-9);
    assert_near(back_high, -low, 1e-9);
  }
}

static void test_shares(void **state) {
  (void)state;
  double expected[MOST], low, high;
  look_up("wilson.3.17", expected);
  paired_wilson(3.0, 17, 0.95, &low, &high);
  assert_near(low, expected[0], 1e-12);
  assert_near(high, expected[1], 1e-12);
  look_up("wilson.17.17", expected);
  paired_wilson(17.0, 17, 0.95, &low, &high);
  assert_near(low, expected[0], 1e-12);
  assert_near(high, 1.0, 1e-12);
}

static void test_detectable(void **state) {
  (void)state;
  double expected;
  look_up("detectable.20", &expected);
  assert_near(paired_detectable(20, 0.04, 0.05 / 29.0, 0.8), expected, 3e-4);
  assert_near(paired_detectable(5, 0.0, 0.05 / 29.0, 0.8), 1.0, 0.0); /* 2^-4 at best */
  assert_near(paired_detectable(0, 0.0, 0.05, 0.8), 1.0, 0.0);
  look_up("power.distance", &expected);
  assert_near(verdict_distance(0.05 / 29.0, 0.8), expected, 1e-12);
}

static void test_holm(void **state) {
  (void)state;
  /* Five p: 5 x 0.001, 4 x 0.012 = 0.048, 3 x 0.014 -> 0.048, 2 x 0.3, then at least
   * that. */
  const double p[] = {0.3, 0.001, 0.014, 0.4, 0.012};
  const double expected[] = {0.6, 0.005, 0.048, 0.6, 0.048};
  double adjusted[5], same[5];
  size_t order[5];
  verdict_holm(p, 5, adjusted, order);
  memcpy(same, p, sizeof p);
  verdict_holm(same, 5, same, order);
  for (size_t i = 0; i < 5; ++i) {
    assert_near(adjusted[i], expected[i], 1e-15);
    assert_near(same[i], expected[i], 1e-15);
  }
  const double ones[] = {1.0, 0.9, 1.0};
  verdict_holm(ones, 3, adjusted, order);
  for (size_t i = 0; i < 3; ++i)
    assert_near(adjusted[i], 1.0, 0.0);
}

static void test_rules(void **state) {
  (void)state;
  const struct verdict_evidence plain = {.defined = true,
                                         .direction = 1.0,
                                         .p = 0.4,
                                         .low90 = -0.3,
                                         .high90 = 0.2,
                                         .margin = 0.1,
                                         .detectable = 0.4,
                                         .limit = 0.5};
  struct verdict_evidence evidence = plain;
  assert_int_equal(verdict_of(&evidence), VERDICT_INCONCLUSIVE);
  evidence.detectable = 0.6;
  assert_int_equal(verdict_of(&evidence), VERDICT_UNTESTABLE);
  evidence.low90 = -0.1;
  evidence.high90 = 0.1;
  assert_int_equal(verdict_of(&evidence), VERDICT_ABSENT); /* before the limit */
  evidence.p = 0.05;
  assert_int_equal(verdict_of(&evidence), VERDICT_SUPPORTED); /* before the margin */
  evidence.direction = -0.1;
  assert_int_equal(verdict_of(&evidence), VERDICT_CONTRADICTED);
  evidence.one_sided = true;
  assert_int_equal(verdict_of(&evidence), VERDICT_ABSENT);
  evidence.defined = false;
  assert_int_equal(verdict_of(&evidence), VERDICT_UNTESTABLE);
  evidence = plain;
  evidence.margin = evidence.limit = evidence.detectable = NAN;
  assert_int_equal(verdict_of(&evidence), VERDICT_INCONCLUSIVE);
  evidence.low90 = evidence.high90 = 0.0; /* without a margin nothing is absent */
  assert_int_equal(verdict_of(&evidence), VERDICT_INCONCLUSIVE);
}

static void test_conjunctions(void **state) {
  (void)state;
  enum { U, I, A, S, C };
  static const int expected[VERDICTS][VERDICTS] = {{U, U, U, U, U},
                                                   {U, I, A, I, C},
                                                   {U, A, A, A, C},
                                                   {U, I, A, S, C},
                                                   {U, C, C, C, C}};
  for (int a = 0; a < VERDICTS; ++a)
    for (int b = 0; b < VERDICTS; ++b)
      if ((int)verdict_both((enum verdict)a, (enum verdict)b) != expected[a][b])
        fail_msg("%s and %s: %s", verdict_words[a], verdict_words[b],
                 verdict_words[verdict_both((enum verdict)a, (enum verdict)b)]);
}

static enum statistics_status mean(const struct statistics_sample *sample,
                                   void *parameters, double *value) {
  size_t units = statistics_units(sample);
  (void)parameters;
  *value = 0.0;
  for (size_t i = 0; i < units; ++i)
    *value += sample->rows[i] / (double)units;
  return STATISTICS_DEFINED;
}

/* 50,000 replicates put the limits within about 0.012 widths (4 sigma) of the exact
 * ones. */
enum { BOOTSTRAPS = 50000 };
static const double SAMPLING = 0.015;

static void test_strata(void **state) {
  (void)state;
  double rows[2 * MOST], expected[MOST], acceleration, low, high;
  size_t sizes[2];
  sizes[0] = look_up("a", rows);
  sizes[1] = look_up("b", rows + sizes[0]);
  look_up("strata.limits", expected);
  look_up("strata.acceleration", &acceleration);
  const struct statistics_sample sample = {rows, 1, 2, sizes};
  const struct resample_expansion none = {0.0, 1.0};
  struct resample_distribution found;
  gsl_rng *rng = streams_open(61, 1, 0);
  assert_int_equal(resample_bootstrap(&sample, mean, NULL, BOOTSTRAPS, rng, &found), 0);
  resample_limits(&found, &none, 0.95, &low, &high);
  double width = expected[1] - expected[0];
  assert_near(low, expected[0], SAMPLING * width);
  assert_near(high, expected[1], SAMPLING * width);
  assert_near(found.acceleration, acceleration, 1e-12);
  /* The p of a limit of an interval is one minus its level (ties shift it a little). */
  struct resample_expansion expansion = resample_expand(54, 2);
  assert_near(expansion.degrees, 52.0, 0.0);
  assert_near(expansion.factor, sqrt(54.0 / 52.0), 1e-15);
  for (int i = 0; i < 2; ++i) {
    const struct resample_expansion *by = i ? &expansion : &none;
    resample_limits(&found, by, 0.97, &low, &high);
    assert_near(resample_p(&found, by, low), 0.03, 1e-3);
    assert_near(resample_p(&found, by, high), 0.03, 1e-3);
    assert_true(resample_p(&found, by, found.estimate) > 0.9);
    assert_true(resample_p(&found, by, found.estimate + 100.0) > 0.0);
    assert_true(resample_p(&found, by, found.estimate - 100.0) < 1e-3);
  }
  look_up("expanded.60.4", expected);
  expansion = resample_expand(60, 4);
  assert_near(resample_expanded_level(&expansion, 0.95), expected[0], 1e-9);
  expansion = resample_expand(4, 4);
  assert_near(resample_expanded_level(&expansion, 0.95), 0.95, 0.0);
  resample_forget(&found);
  gsl_rng_free(rng);
}

static void test_exchange(void **state) {
  (void)state;
  double x[MOST], y[MOST], expected[MOST], greater, less;
  size_t units = look_up("x", x), eleven = 11;
  look_up("y", y);
  struct resample_test found;
  gsl_rng *rng = streams_open(62, 1, 0);
  double differences[MOST];
  for (size_t i = 0; i < units; ++i)
    differences[i] = x[i] - y[i];
  assert_int_equal(resample_flip(differences, units, 1, BOOTSTRAPS, rng, &found), 0);
  look_up("permute.paired.greater", &greater);
  look_up("permute.paired.less", &less);
  look_up("flip.either", expected);
  const double p[] = {found.greater, found.less, found.either};
  const double q[] = {greater, less, expected[0]};
  for (int i = 0; i < 3; ++i)
    assert_near(p[i], q[i],
                5.0 * sqrt(q[i] * (1 - q[i]) / BOOTSTRAPS) + 2.0 / BOOTSTRAPS);
  /* Two columns: half the sum of the sizes; all pairs alike change nothing but signs.
   */
  const double two[] = {0.5, -0.5, 0.5, -0.5};
  assert_int_equal(resample_flip(two, 2, 2, 1000, rng, &found), 0);
  assert_near(found.estimate, 0.5, 1e-15);
  assert_near(found.greater, 0.5, 0.06); /* both signs alike: two of four */
  assert_near(found.mean, 0.25, 0.03);
  const double none[] = {0.0, 0.0, 0.0};
  assert_int_equal(resample_flip(none, 3, 1, 100, rng, &found), STATISTICS_CONSTANT);
  assert_near(found.either, 1.0, 0.0);
  assert_int_equal(resample_flip(none, 0, 1, 100, rng, &found), STATISTICS_FEW);
  const double bad[] = {0.0, NAN};
  assert_int_equal(resample_flip(bad, 2, 1, 100, rng, &found), STATISTICS_NOT_FINITE);

  double ranks[2][MOST];
  size_t order[MOST];
  statistics_midranks(x, 1, 11, ranks[0], order);
  statistics_midranks(y, 1, 11, ranks[1], order);
  for (size_t i = 0; i < 11; ++i) {
    ranks[0][i] -= 6.0;
    ranks[1][i] -= 6.0;
  }
  assert_int_equal(
      resample_couple(ranks[0], ranks[1], 1, &eleven, 1, BOOTSTRAPS, rng, &found), 0);
  look_up("couple.either", expected);
  assert_near(found.either, expected[0],
              5.0 * sqrt(expected[0] * (1 - expected[0]) / BOOTSTRAPS) +
                  2.0 / BOOTSTRAPS);
  assert_near(found.deviation, 1.0 / sqrt(10.0), 0.01); /* 1 / sqrt(n - 1) */
  /* Blocks of one row leave nothing to permute. */
  const size_t ones[] = {1, 1, 1};
  const double apart[] = {-1.0, 0.0, 1.0};
  assert_int_equal(resample_couple(apart, apart, 1, ones, 3, 100, rng, &found),
                   STATISTICS_CONSTANT);
  assert_near(found.estimate, 1.0, 1e-15);
  assert_int_equal(resample_couple(apart, none, 1, ones, 3, 100, rng, &found),
                   STATISTICS_CONSTANT);
  assert_int_equal(resample_couple(apart, apart, 1, ones, 0, 100, rng, &found),
                   STATISTICS_FEW);
  assert_int_equal(resample_couple(bad, apart, 1, ones, 2, 100, rng, &found),
                   STATISTICS_NOT_FINITE);
  gsl_rng_free(rng);
}

static const struct question_plan PLAN = {2000, 0.05 / 29.0, 0.8};

static struct question_answer ask(const struct question *question,
                                  const struct question_data *data) {
  struct question_answer answer;
  gsl_rng *rng = streams_open(63, 1, 0);
  enum statistics_status status = question_ask(question, data, &PLAN, rng, &answer);
  assert_int_equal(status, answer.status);
  gsl_rng_free(rng);
  return answer;
}

static struct question plain(enum question_design design) {
  return (struct question){
      .design = design, .high = 1.0, .direction = 1.0, .margin = 0.1, .limit = NAN};
}

/* The correlation by codes is that of spearman, within blocks and over both
 * members of a pair, apart or together. */
static void test_correlations(void **state) {
  (void)state;
  enum { UNITS = 36 };
  static const size_t sizes[] = {11, 9, 16}, one_each[] = {1, 1, 1}, all[] = {3},
                      joined[] = {2, 1};
  static const double at[] = {1.0, 2.0, 4.0};
  double rows[4 * UNITS], split[4 * UNITS], expected;
  gsl_rng *rng = streams_open(64, 1, 0);
  for (size_t i = 0; i < 4 * UNITS; i += 2) {
    rows[i] = floor(8.0 * gsl_rng_uniform(rng)); /* ties */
    rows[i + 1] = floor(rows[i] / 2.0 + gsl_ran_gaussian(rng, 2.0));
  }
  struct statistics_workspace *workspace = statistics_alloc(2 * UNITS);
  struct question_data data = {{rows, 4, 3, sizes}, 3, one_each, at};
  struct question question = plain(QUESTION_ASSOCIATION);
  /* Together: the 2n networks of a block are one group of two columns. */
  size_t doubled[] = {22, 18, 32}, whole[] = {72}, two[] = {40, 32};
  struct statistics_sample networks = {rows, 2, 3, doubled};
  assert_int_equal(spearman(&networks, 0, 1, workspace, &expected), 0);
  assert_near(ask(&question, &data).estimate, expected, 1e-12);
  data.blocks = 1;
  data.strata = all;
  networks.groups = 1;
  networks.sizes = whole;
  assert_int_equal(spearman(&networks, 0, 1, workspace, &expected), 0);
  struct question_answer answer = ask(&question, &data);
  assert_near(answer.estimate, expected, 1e-12);
  assert_true(answer.low < expected && expected < answer.high && answer.p < 0.01);
  data.blocks = 2;
  data.strata = joined;
  networks.groups = 2;
  networks.sizes = two;
  assert_int_equal(spearman(&networks, 0, 1, workspace, &expected), 0);
  assert_near(ask(&question, &data).estimate, expected, 1e-12);
  /* Apart: first the first members of a block, then the second ones. */
  data.blocks = 3;
  data.strata = one_each;
  question.apart = true;
  size_t six[6], row = 0, to = 0;
  for (size_t g = 0; g < 3; row += sizes[g++])
    for (size_t m = 0; m < 2; ++m) {
      six[2 * g + m] = sizes[g];
      for (size_t i = 0; i < sizes[g]; ++i, to += 2)
        memcpy(split + to, rows + 4 * (row + i) + 2 * m, 2 * sizeof *rows);
    }
  struct statistics_sample apart = {split, 2, 6, six};
  assert_int_equal(spearman(&apart, 0, 1, workspace, &expected), 0);
  assert_near(ask(&question, &data).estimate, expected, 1e-12);
  /* One correlation for each block, and its slope by hand. */
  double rho[3], x = 0.0, y = 0.0, xy = 0.0, xx = 0.0;
  question = plain(QUESTION_SLOPE);
  for (size_t g = 0, first = 0; g < 3; first += doubled[g++]) {
    struct statistics_sample block = {rows + 2 * first, 2, 1, doubled + g};
    assert_int_equal(spearman(&block, 0, 1, workspace, rho + g), 0);
    x += at[g] / 3.0;
    y += rho[g] / 3.0;
  }
  for (size_t g = 0; g < 3; ++g) {
    xy += (at[g] - x) * (rho[g] - y);
    xx += (at[g] - x) * (at[g] - x);
  }
  answer = ask(&question, &data);
  assert_near(answer.estimate, xy / xx, 1e-12);
  assert_near(answer.scale, 3.0, 0.0);
  assert_near(answer.effect, 3.0 * xy / xx, 1e-12);
  question.design = QUESTION_CONTRAST;
  assert_near(ask(&question, &data).estimate, rho[2] - rho[0], 1e-12);
  statistics_free(workspace);
  gsl_rng_free(rng);
}

/* With seven units a stratum the jackknife of a slope leaves six, which is enough. */
static void test_least(void **state) {
  (void)state;
  static const size_t sizes[] = {7, 7, 7}, one_each[] = {1, 1, 1};
  static const double at[] = {1.0, 2.0, 3.0};
  double rows[42];
  gsl_rng *rng = streams_open(65, 1, 0);
  for (size_t i = 0; i < 42; ++i)
    rows[i] = gsl_rng_uniform(rng);
  struct question question = plain(QUESTION_SLOPE);
  struct question_data data = {{rows, 2, 3, sizes}, 3, one_each, at};
  struct question_answer answer = ask(&question, &data);
  assert_int_equal(answer.status, STATISTICS_DEFINED);
  assert_int_equal(answer.smallest, 7);
  assert_int_equal(question_verdict(&question, &answer, 1.0, 8), VERDICT_UNTESTABLE);
  assert_int_not_equal(question_verdict(&question, &answer, 0.01, 7),
                       VERDICT_UNTESTABLE);
  data.blocks = 2;
  assert_int_equal(ask(&question, &data).status, STATISTICS_FEW);
  gsl_rng_free(rng);
}

/* No interval without a width where all units agree. */
static void test_alike(void **state) {
  (void)state;
  double rows[2 * 30];
  const size_t thirty = 30, one = 1;
  struct question_data data = {{rows, 2, 1, &thirty}, 1, &one, NULL};
  struct question question = plain(QUESTION_DIFFERENCE);
  double z = 1.959963984540054, half = z * z / (30.0 + z * z);
  for (size_t i = 0; i < 60; ++i)
    rows[i] = 0.25;
  struct question_answer answer = ask(&question, &data);
  assert_int_equal(answer.status, STATISTICS_DEFINED);
  assert_near(answer.estimate, 0.0, 0.0);
  assert_near(answer.low, -half, 1e-9); /* as Tango's for thirty pairs that agree */
  assert_near(answer.high, half, 1e-9);
  assert_near(answer.p, 1.0, 0.0);
  double low, high;
  paired_tango(0, 0, 30, 0.95, &low, &high);
  assert_near(answer.high, high, 1e-9);
  question.high = INFINITY;
  assert_int_equal(ask(&question, &data).status, STATISTICS_CONSTANT);
  question = plain(QUESTION_LEVEL);
  question.null_value = 0.95;
  data.sample.width = 1;
  for (size_t i = 0; i < 30; ++i)
    rows[i] = 1.0;
  answer = ask(&question, &data);
  paired_wilson(30.0, 30, 0.95, &low, &high);
  assert_near(answer.low, low, 1e-9);
  assert_near(answer.high, 1.0, 0.0);
  assert_true(answer.p > 0.05 && answer.p < 0.5);
  question = plain(QUESTION_ASSOCIATION);
  data.sample.width = 2;
  for (size_t i = 0; i < 30; ++i)
    rows[2 * i] = rows[2 * i + 1] = (double)i;
  answer = ask(&question, &data);
  assert_near(answer.estimate, 1.0, 1e-15);
  assert_true(answer.low < 0.9 && answer.high == 1.0 && answer.p < 0.001);
  for (size_t i = 0; i < 30; ++i)
    rows[2 * i] = 3.0;
  assert_int_equal(ask(&question, &data).status, STATISTICS_CONSTANT);
  question = plain(QUESTION_DISTANCE);
  data.sample.width = 2;
  for (size_t i = 0; i < 60; ++i)
    rows[i] = 1.0;
  answer = ask(&question, &data);
  assert_true(answer.high > 0.05 && answer.p == 1.0);
}

static void test_binary(void **state) {
  (void)state;
  double rows[2 * 40] = {0}, expected[MOST];
  const size_t sizes[] = {20, 20}, two = 2;
  for (size_t i = 0; i < 7; ++i)
    rows[2 * i] = 1.0;
  for (size_t i = 7; i < 9; ++i)
    rows[2 * i + 1] = 1.0;
  for (size_t i = 9; i < 14; ++i)
    rows[2 * i] = rows[2 * i + 1] = 1.0;
  struct question question = plain(QUESTION_DIFFERENCE);
  struct question_data data = {{rows, 2, 2, sizes}, 1, &two, NULL};
  question.binary = true;
  look_up("pairs.7.2.40", expected);
  struct question_answer answer = ask(&question, &data);
  assert_near(answer.estimate, 0.125, 1e-15);
  assert_near(answer.p, expected[0], 1e-12);
  assert_near(answer.low, expected[1], 1e-6);
  assert_near(answer.high, expected[2], 1e-6);
  assert_near(answer.low90, expected[3], 1e-6);
  assert_near(answer.high90, expected[4], 1e-6);
  assert_true(answer.detectable > 0.2 && answer.detectable < 0.6);
  question = plain(QUESTION_LEVEL);
  question.binary = true;
  question.null_value = 0.5;
  data.sample.width = 1;
  for (size_t i = 0; i < 40; ++i)
    rows[i] = i < 12;
  answer = ask(&question, &data);
  assert_near(answer.estimate, 0.3, 1e-15);
  assert_near(answer.p, 2.0 * 0.008294501687, 1e-11); /* P(Bin(40, 1/2) <= 12) */
}

static void test_refused(void **state) {
  (void)state;
  double rows[] = {0.1, 0.2, 0.3, NAN, 0.5, 0.6, 0.1, 0.2};
  const size_t four = 4, uneven[] = {3, 1}, one = 1;
  struct question question = plain(QUESTION_DIFFERENCE);
  struct question_data data = {{rows, 2, 1, &four}, 1, &one, NULL};
  assert_int_equal(ask(&question, &data).status, STATISTICS_NOT_FINITE);
  rows[3] = 0.4;
  data.sample.sizes = uneven;
  data.sample.groups = 2;
  struct question_answer answer = ask(&question, &data);
  assert_int_equal(answer.status, STATISTICS_FEW);
  assert_int_equal(question_verdict(&question, &answer, 0.0, 7), VERDICT_UNTESTABLE);
  assert_false(question_negligible(&question, &answer));
  data.sample.groups = 0;
  assert_int_equal(ask(&question, &data).status, STATISTICS_FEW);
}

static void test_sobol(void **state) {
  (void)state;
  enum { POINTS = 256, FACTORS = 16 };
  static size_t level[POINTS * DESIGN_MOST_FACTORS];
  size_t levels[DESIGN_MOST_FACTORS];
  for (size_t f = 0; f < DESIGN_MOST_FACTORS; ++f)
    levels[f] = 4;
  assert_int_equal(design_sobol(POINTS, FACTORS, levels, level), STATISTICS_DEFINED);
  for (size_t f = 0; f < FACTORS; ++f) {
    size_t count[4] = {0};
    assert_int_equal(level[f], 0); /* the origin first */
    for (size_t point = 0; point < POINTS; ++point)
      ++count[level[point * FACTORS + f]];
    for (size_t l = 0; l < 4; ++l)
      assert_int_equal(count[l], POINTS / 4);
  }
  assert_int_equal(design_unbalanced(POINTS, FACTORS, levels, level), 0);
  /* The origin counts: with the next point of the sequence in its place it fails. */
  level[0] = 3;
  assert_true(design_unbalanced(POINTS, FACTORS, levels, level) > 0);
  assert_int_equal(design_sobol(128, FACTORS, levels, level), STATISTICS_DEFINED);
  assert_true(design_unbalanced(128, FACTORS, levels, level) > 0);
  assert_int_equal(design_sobol(POINTS, 18, levels, level), STATISTICS_DEFINED);
  assert_true(design_unbalanced(POINTS, 18, levels, level) > 0);
  assert_int_equal(design_sobol(0, FACTORS, levels, level), STATISTICS_FEW);
  assert_int_equal(design_sobol(POINTS, 0, levels, level), STATISTICS_FEW);
  assert_int_equal(design_sobol(POINTS, DESIGN_MOST_FACTORS + 1, levels, level),
                   STATISTICS_FEW);
  levels[3] = 0;
  assert_int_equal(design_sobol(POINTS, FACTORS, levels, level), STATISTICS_FEW);
}

static void test_effects(void **state) {
  (void)state;
  double numbers[MOST], y[MOST], residual, expected[MOST];
  size_t level[MOST], levels[] = {2, 3, 4}, points = look_up("design.response", y);
  assert_int_equal(look_up("design.levels", numbers), 3 * points);
  look_up("design.residual", &residual);
  for (size_t i = 0; i < 3 * points; ++i)
    level[i] = (size_t)numbers[i];
  struct design_effect effects[3];
  struct design_fit fit;
  assert_int_equal(design_effects(points, 3, levels, level, y, effects, &fit), 0);
  assert_near(fit.residual, residual, 1e-10);
  assert_int_equal(fit.degrees, points - 7);
  for (size_t f = 0; f < 3; ++f) {
    char key[32];
    snprintf(key, sizeof key, "design.factor%zu", f);
    look_up(key, expected);
    assert_near(effects[f].variance, expected[0], 1e-10);
    assert_near(effects[f].sampling, expected[1], 1e-10);
    assert_near(effects[f].f, expected[2], 1e-8);
    assert_near(effects[f].p, expected[3], 1e-10);
    assert_int_equal(effects[f].degrees, levels[f] - 1);
  }
  /* A factor that is another one's copy cannot be told from it; a level that does not
   * occur has no effect. */
  for (size_t i = 0; i < points; ++i)
    level[3 * i + 1] = level[3 * i];
  assert_int_equal(design_effects(points, 3, levels, level, y, effects, &fit),
                   STATISTICS_FEW);
  levels[1] = 2;
  assert_int_equal(design_effects(points, 3, levels, level, y, effects, &fit),
                   STATISTICS_CONSTANT);
  assert_int_equal(design_effects(4, 3, levels, level, y, effects, &fit),
                   STATISTICS_FEW);
}

/* Of known shares: y = 2 a + noise over a balanced design; the share of a less its
 * sampling variance is right on average, that of a factor without effect is 0. */
static void test_known_shares(void **state) {
  (void)state;
  enum { POINTS = 64, FACTORS = 3, TIMES = 200 };
  static size_t level[POINTS * FACTORS];
  const size_t levels[] = {2, 4, 4};
  double sum[FACTORS] = {0};
  gsl_rng *rng = streams_open(66, 1, 0);
  assert_int_equal(design_sobol(POINTS, FACTORS, levels, level), 0);
  for (size_t t = 0; t < TIMES; ++t) {
    double y[POINTS];
    struct design_effect effects[FACTORS];
    struct design_fit fit;
    for (size_t i = 0; i < POINTS; ++i)
      y[i] = 2.0 * (double)level[i * FACTORS] + gsl_ran_gaussian(rng, 1.5);
    assert_int_equal(design_effects(POINTS, FACTORS, levels, level, y, effects, &fit),
                     0);
    for (size_t f = 0; f < FACTORS; ++f)
      sum[f] += (effects[f].variance - effects[f].sampling) / TIMES;
  }
  assert_near(sum[0], 1.0, 0.1); /* the variance of 0 and 2 */
  assert_near(sum[1], 0.0, 0.02);
  assert_near(sum[2], 0.0, 0.02);
  gsl_rng_free(rng);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_pairs),        cmocka_unit_test(test_shares),
      cmocka_unit_test(test_detectable),   cmocka_unit_test(test_holm),
      cmocka_unit_test(test_rules),        cmocka_unit_test(test_conjunctions),
      cmocka_unit_test(test_strata),       cmocka_unit_test(test_exchange),
      cmocka_unit_test(test_correlations), cmocka_unit_test(test_least),
      cmocka_unit_test(test_alike),        cmocka_unit_test(test_binary),
      cmocka_unit_test(test_refused),      cmocka_unit_test(test_sobol),
      cmocka_unit_test(test_effects),      cmocka_unit_test(test_known_shares),
  };
  return cmocka_run_group_tests(tests, open_reference, close_reference);
}
