/* The statistics of a multiverse on multiverses whose answers are known: shares that
 * were put in come out within their intervals, a null curve has uniform p, a planted
 * rule is found and none is found in noise, and nothing depends on how levels are
 * called. */
#include "anova.h"
#include "curve.h"
#include "design.h"
#include "rule.h"
#include "statistics.h"
#include "streams.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { POINTS = 128, FACTORS = 5, PAIRS = 2, SHARES = ANOVA_FACTORS + 2 * FACTORS };
static const size_t levels[FACTORS] = {2, 4, 4, 2, 4};

struct world {
  size_t level[POINTS * FACTORS];
  double first[POINTS * PAIRS], second[POINTS * PAIRS];
  struct anova_data data;
};

/* What is put in: half the mean difference, effects of factor 1 on the middle and of
 * factor 2 on half the difference (uneven steps from level to level, means 0), noise
 * that the pair shares and noise of its own. */
static const double arm = 0.31, middle[4] = {-0.57, 0.11, 0.69, -0.23},
                    half[4] = {0.29, -0.41, 0.07, 0.05}, shared = 0.23, own = 0.37;

static void make(struct world *world, uint64_t seed, double effect) {
  gsl_rng *rng = streams_open(seed, KNOWN_MAPS, 77);
  assert_int_equal(design_sobol(POINTS, FACTORS, levels, world->level),
                   STATISTICS_DEFINED);
  for (size_t i = 0; i < POINTS; ++i)
    for (size_t k = 0; k < PAIRS; ++k) {
      const size_t *level = world->level + i * FACTORS;
      double m = 2.3 + effect * middle[level[1]] + gsl_ran_gaussian(rng, shared);
      double d = effect * (arm + half[level[2]]);
      world->first[i * PAIRS + k] = m + d + gsl_ran_gaussian(rng, own);
      world->second[i * PAIRS + k] = m - d + gsl_ran_gaussian(rng, own);
    }
  world->data = (struct anova_data){POINTS,       FACTORS,      PAIRS,        levels,
                                    world->level, world->first, world->second};
  gsl_rng_free(rng);
}

static double mean_square(const double *effect) {
  double squares = 0.0;
  for (size_t i = 0; i < 4; ++i)
    squares += effect[i] * effect[i] / 4.0;
  return squares;
}

static double truth(size_t share) {
  double all =
      arm * arm + mean_square(middle) + mean_square(half) + shared * shared + own * own;
  double largest = mean_square(middle);
  return (share == ANOVA_ARM                     ? arm * arm
          : share == ANOVA_TOTAL                 ? arm * arm + mean_square(half)
          : share == ANOVA_PAIRS                 ? shared * shared + own * own
          : share == ANOVA_EXCESS                ? arm * arm - largest
          : share == ANOVA_FACTORS + 1           ? largest
          : share == ANOVA_FACTORS + FACTORS + 2 ? mean_square(half)
                                                 : 0.0) /
         all;
}

static void test_shares_are_recovered(void **state) {
  (void)state;
  struct world world;
  struct anova_share share[SHARES];
  double sum[SHARES] = {0.0};
  size_t held[SHARES] = {0};
  enum { WORLDS = 40 };
  for (uint64_t seed = 1; seed <= WORLDS; ++seed) {
    make(&world, seed, 1.0);
    gsl_rng *rng = streams_open(seed, INTERVALS, 3);
    assert_int_equal(anova_count(&world.data), SHARES);
    assert_int_equal(anova_intervals(&world.data, 300, rng, share), STATISTICS_DEFINED);
    gsl_rng_free(rng);
    for (size_t i = 0; i < SHARES; ++i) {
      sum[i] += share[i].value / WORLDS;
      held[i] += share[i].low <= truth(i) && truth(i) <= share[i].high;
      assert_true(share[i].low <= share[i].high);
    }
  }
  for (size_t i = 0; i < SHARES; ++i) {
    print_message("share %zu: %.4f, true %.4f, held %zu\n", i, sum[i], truth(i),
                  held[i]);
    assert_true(fabs(sum[i] - truth(i)) < 0.015);
    /* A binomial of 40 at 0.9 is below 31 once in 200. */
    assert_true(held[i] >= 31);
  }
}

/* The names of levels carry nothing: those of each factor counted from the other end.
 */
static void test_names_of_levels_mean_nothing(void **state) {
  (void)state;
  struct world world;
  struct anova_share before[SHARES], after[SHARES];
  make(&world, 41, 1.0);
  assert_int_equal(anova_shares(&world.data, before), STATISTICS_DEFINED);
  for (size_t i = 0; i < POINTS * FACTORS; ++i)
    world.level[i] = levels[i % FACTORS] - 1 - world.level[i];
  assert_int_equal(anova_shares(&world.data, after), STATISTICS_DEFINED);
  for (size_t i = 0; i < SHARES; ++i) {
    assert_true(fabs(before[i].value - after[i].value) < 1e-12);
    assert_true(isnan(before[i].p) == isnan(after[i].p));
    assert_false(fabs(before[i].p - after[i].p) > 1e-9);
  }
}

/* A pair that is missing, a point that is missing, data that say nothing. */
static void test_what_is_missing(void **state) {
  (void)state;
  struct world world;
  struct anova_share share[SHARES];
  make(&world, 42, 1.0);
  world.first[3] = world.second[3] = NAN;
  for (size_t k = 8; k < 12; ++k)
    world.first[k] = world.second[k] = NAN;
  assert_int_equal(anova_shares(&world.data, share), STATISTICS_DEFINED);
  assert_true(fabs(share[ANOVA_ARM].value - truth(ANOVA_ARM)) < 0.1);
  for (size_t i = 0; i < POINTS * PAIRS; ++i)
    world.first[i] = world.second[i] = 0.7;
  assert_int_equal(anova_shares(&world.data, share), STATISTICS_CONSTANT);
  assert_true(isnan(share[ANOVA_ARM].value));
  world.data.points = 8;
  assert_int_equal(anova_shares(&world.data, share), STATISTICS_CONSTANT);
  world.first[0] = 0.9;
  assert_int_equal(anova_shares(&world.data, share), STATISTICS_FEW);
  world.data.points = 0;
  assert_int_equal(anova_shares(&world.data, share), STATISTICS_FEW);
}

/* A factor of four levels at two points each: of such points a resample lacks a level
 * in every third drawing, and then draws again, the first one too. */
static void test_drawn_again(void **state) {
  (void)state;
  enum { FEW = 8 };
  const size_t four = 4, level[FEW] = {0, 1, 2, 3, 3, 2, 1, 0};
  struct world world;
  struct anova_share share[ANOVA_FACTORS + 2];
  make(&world, 43, 1.0);
  const struct anova_data data = {FEW,   1,           PAIRS,       &four,
                                  level, world.first, world.second};
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    gsl_rng *rng = streams_open(seed, INTERVALS, 4);
    assert_int_equal(anova_intervals(&data, 50, rng, share), STATISTICS_DEFINED);
    gsl_rng_free(rng);
  }
}

static void fill_curve(struct curve_data *data, double *d, size_t *group, uint64_t seed,
                       double effect) {
  gsl_rng *rng = streams_open(seed, KNOWN_MAPS, 78);
  for (size_t row = 0; row < data->rows; ++row) {
    group[row] = row / 2; /* two analyses of the same networks */
    for (size_t k = 0; k < data->pairs; ++k)
      d[row * data->pairs + k] =
          row % 2 ? 0.8 * d[(row - 1) * data->pairs + k] + gsl_ran_gaussian(rng, 0.3)
                  : effect + gsl_ran_gaussian(rng, 1.0);
  }
  gsl_rng_free(rng);
}

/* Over many null curves p is uniform: shares below 0.05, 0.25 and 0.5 as they must be,
 * and the envelope holds the curve's ends; with an effect they are not. */
static void test_curves(void **state) {
  (void)state;
  enum { ROWS = 60, CURVES = 200 };
  static double d[ROWS * PAIRS], means[ROWS], low[ROWS], high[ROWS];
  static size_t group[ROWS];
  struct curve_data data = {ROWS, PAIRS, ROWS / 2, d, group};
  struct curve_answer answer;
  size_t below[3] = {0}, outside = 0;
  const double at[3] = {0.05, 0.25, 0.5};
  for (uint64_t seed = 1; seed <= CURVES; ++seed) {
    gsl_rng *rng = streams_open(seed, EXCHANGES, 5);
    fill_curve(&data, d, group, seed, 0.0);
    assert_int_equal(curve_test(&data, 199, rng, means, &answer, low, high),
                     STATISTICS_DEFINED);
    for (size_t i = 0; i < 3; ++i)
      below[i] += answer.p_mean <= at[i];
    double least = INFINITY;
    for (size_t row = 0; row < ROWS; ++row)
      least = fmin(least, means[row]);
    outside += least < low[0] || least > high[0];
    gsl_rng_free(rng);
  }
  /* Binomials of 200: beyond these once in 1,000. */
  assert_true(below[0] >= 1 && below[0] <= 21);
  assert_true(below[1] >= 31 && below[1] <= 71);
  assert_true(below[2] >= 78 && below[2] <= 122);
  assert_true(outside <= 24);
  gsl_rng *rng = streams_open(1, EXCHANGES, 6);
  fill_curve(&data, d, group, 1, 0.9);
  d[0] = d[1] = NAN;
  assert_int_equal(curve_test(&data, 999, rng, means, &answer, NULL, NULL),
                   STATISTICS_DEFINED);
  assert_true(answer.rows == ROWS - 1 && isnan(means[0]));
  assert_true(answer.p_mean == 0.001 && answer.p_median == 0.001 &&
              answer.median > 0.5);
  for (size_t i = 0; i < ROWS * PAIRS; ++i)
    d[i] = NAN;
  assert_int_equal(curve_test(&data, 9, rng, means, &answer, NULL, NULL),
                   STATISTICS_FEW);
  gsl_rng_free(rng);
}

/* The set with the effect is found, the others hardly ever are. */
static void test_sets(void **state) {
  (void)state;
  enum { ROWS = 120, SETS = 6, TIMES = 60 };
  static double d[ROWS * PAIRS], means[SETS], p[SETS];
  static size_t group[ROWS];
  static bool member[SETS * ROWS];
  struct curve_data data = {ROWS, PAIRS, ROWS, d, group};
  size_t found = 0, falsely = 0;
  for (size_t i = 0; i < SETS * ROWS; ++i)
    member[i] = i % ROWS / 20 == i / ROWS;
  for (uint64_t seed = 1; seed <= TIMES; ++seed) {
    gsl_rng *rng = streams_open(seed, EXCHANGES, 7);
    for (size_t i = 0; i < ROWS * PAIRS; ++i)
      d[i] = gsl_ran_gaussian(rng, 1.0) - (i / (20 * PAIRS) == 2 ? 0.83 : 0.0);
    for (size_t row = 0; row < ROWS; ++row)
      group[row] = row;
    assert_int_equal(curve_sets(&data, SETS, member, 199, rng, means, p),
                     STATISTICS_DEFINED);
    found += p[2] <= 0.05 && means[2] < -0.3;
    for (size_t s = 0; s < SETS; ++s)
      if (s != 2 && p[s] <= 0.05) {
        ++falsely;
        break;
      }
    gsl_rng_free(rng);
  }
  assert_true(found >= 57);
  assert_true(falsely <= 9);
}

/* A property that two factors make is found with its two questions, at little noise;
 * one that nothing makes is no better than chance. */
static void test_rules(void **state) {
  (void)state;
  static struct world world;
  bool has[POINTS];
  struct rule rule;
  struct rule_answer answer;
  const struct rule_data data = {POINTS, FACTORS, levels, world.level, has};
  gsl_rng *rng = streams_open(9, FOLDS, 0);
  make(&world, 1, 1.0);
  for (size_t i = 0; i < POINTS; ++i)
    has[i] = (world.level[i * FACTORS + 1] == 2 && world.level[i * FACTORS + 3] == 1) !=
             (i % 41 == 7);
  assert_int_equal(rule_find(&data, 199, rng, &rule, &answer), STATISTICS_DEFINED);
  assert_int_equal(answer.depth, 2);
  assert_true(answer.accuracy > 0.9 && answer.p == 0.005);
  size_t asked = rule.node[0].factor;
  assert_true(asked == 1 || asked == 3);
  for (size_t i = 0; i < POINTS; ++i) {
    const size_t *level = world.level + i * FACTORS;
    assert_int_equal(rule_says(&rule, level), level[1] == 2 && level[3] == 1);
  }
  size_t small = 0;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    for (size_t i = 0; i < POINTS; ++i)
      has[i] = gsl_rng_uniform_int(rng, 4) == 0;
    assert_int_equal(rule_find(&data, 49, rng, &rule, &answer), STATISTICS_DEFINED);
    small += answer.p <= 0.1;
  }
  assert_true(small <= 7);
  for (size_t i = 0; i < POINTS; ++i)
    has[i] = i < 4;
  assert_int_equal(rule_find(&data, 9, rng, &rule, &answer), STATISTICS_FEW);
  gsl_rng_free(rng);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_shares_are_recovered),
      cmocka_unit_test(test_names_of_levels_mean_nothing),
      cmocka_unit_test(test_what_is_missing),
      cmocka_unit_test(test_drawn_again),
      cmocka_unit_test(test_curves),
      cmocka_unit_test(test_sets),
      cmocka_unit_test(test_rules)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
