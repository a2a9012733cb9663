/* The adversary's brute force on maps whose attractors are known: the maps of other
 * people and those on which labels once were wrong (tests/maps), and maps made here by
 * hand. What judges all labels must itself be right. */
#include "judge.h"
#include "system.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct system *read_map(const char *folder, const char *name) {
  char path[256];
  snprintf(path, sizeof path, "tests/maps/%s%s.map", folder, name);
  struct system *system = system_read(path);
  if (!system)
    fail_msg("%s cannot be read", path);
  return system;
}

/* From a start beside the map, or else from a place that SEED draws. */
static void find_start(const struct system *system, const char *name, uint64_t seed,
                       double *start) {
  char path[256];
  struct dice dice = {seed};
  snprintf(path, sizeof path, "tests/maps/labels/%s.start", name);
  for (size_t i = 0; i < system->n; ++i)
    start[i] = dice_between(&dice, system->smooth ? -1.0 : 0.0, 1.0);
  system_read_start(system, path, start);
}

static void test_known_maps(void **state) {
  (void)state;
  char line[256], name[64], kind[32], value[32];
  size_t order, rows = 0;
  double limit;
  FILE *stream = fopen("tests/maps/labels/right.tsv", "r");
  assert_non_null(stream);
  assert_non_null(fgets(line, sizeof line, stream));
  while (fscanf(stream, "%63s %31s %zu %31s %lf", name, kind, &order, value, &limit) ==
         5) {
    struct system *system = read_map("labels/", name);
    double *start = system_memory(system->n, sizeof *start);
    find_start(system, name, 3, start);
    struct truth truth = brute_force(system, start, limit, NULL);
    if (strcmp(kind_names[truth.kind], kind) || truth.order != order)
      fail_msg("%s: %s %zu, not %s %zu (%s)", name, kind_names[truth.kind], truth.order,
               kind, order, truth.reason);
    double found = truth.order ? truth.multiplier : truth.exponent;
    double near = truth.kind == CHAOS ? 4.0 * truth.error : 1e-5;
    if (strcmp(value, "-") && !(fabs(found - atof(value)) <= near))
      fail_msg("%s: %.10g, not %s", name, found, value);
    free(start);
    system_free(system);
    ++rows;
  }
  fclose(stream);
  assert_int_equal(rows, 17);
}

static void test_maps_of_others(void **state) {
  (void)state;
  static const struct {
    const char *name;
    size_t order;
    double multiplier;
  } known[] = {{"2-cycle-64d", 2, 0.9042790139},
               {"27-cycle-2d", 27, 0.693170571336},
               {"40-cycle-2d", 40, 0.572561609046}};
  for (size_t k = 0; k < sizeof known / sizeof *known; ++k) {
    struct system *system = read_map("", known[k].name);
    double *start = system_memory(system->n, sizeof *start);
    find_start(system, known[k].name, 5, start);
    struct truth truth = brute_force(system, start, 1e6, NULL);
    assert_int_equal(truth.kind, CYCLING);
    assert_int_equal(truth.order, known[k].order);
    assert_true(fabs(truth.multiplier - known[k].multiplier) <= 1e-8);
    free(start);
    system_free(system);
  }
}

/* One unit or a few, by hand. */
static struct truth truth_of(enum form form, int smooth, size_t n, const double *W,
                             const double *b, const double *side, const double *start) {
  struct system *system = system_new(form, smooth, n);
  memcpy(system->W, W, n * n * sizeof *W);
  memcpy(system->b, b, n * sizeof *b);
  if (side)
    memcpy(system->side, side, n * sizeof *side);
  system_seal(system);
  struct truth truth = brute_force(system, start, 2e5, NULL);
  system_free(system);
  return truth;
}

static void test_tent(void **state) {
  (void)state;
  /* y' = s y - 2 s relu(y - 1/2), lambda = log s, s = 1.7 */
  double s = 1.7, W[4] = {s, -2.0 * s, s, -2.0 * s}, b[2] = {0.0, -0.5};
  double start[2] = {0.41, 0.0};
  struct truth truth = truth_of(PLAIN, 0, 2, W, b, NULL, start);
  assert_int_equal(truth.kind, CHAOS);
  assert_true(fabs(truth.exponent - log(s)) <= 1e-5);
}

static void test_growth_and_decay(void **state) {
  (void)state;
  double W = 1.001, b = 0.1, start = 0.3;
  assert_int_equal(truth_of(PLAIN, 0, 1, &W, &b, NULL, &start).kind, GROWTH);
  W = 0.999;
  struct truth truth = truth_of(PLAIN, 0, 1, &W, &b, NULL, &start);
  assert_int_equal(truth.kind, POINT);
  assert_true(fabs(truth.multiplier - 0.999) <= 1e-12);
  W = 1.0;
  b = 0.0;
  assert_int_equal(truth_of(PLAIN, 0, 1, &W, &b, NULL, &start).kind, NEUTRAL);
  W = -0.999; /* turns round at every step: no cycle of two */
  b = 2.0;
  truth = truth_of(PLAIN, 0, 1, &W, &b, NULL, &start);
  assert_int_equal(truth.kind, POINT);
}

static void test_leaky_and_piecewise(void **state) {
  (void)state;
  /* h' = 0.7 h + 0.3 relu(-3 h + 1): at h = 0.25 with multiplier 0.7 - 0.9. */
  double W = -3.0, b = 1.0, side = 0.3, start = 0.3;
  struct truth truth = truth_of(LEAKY, 0, 1, &W, &b, &side, &start);
  assert_int_equal(truth.kind, POINT);
  assert_true(fabs(truth.multiplier - 0.2) <= 1e-12);
  /* z' = 0.5 z - 2 relu(z) + 1: -1.5 on the right, 0.5 on the left: a cycle of two with
   * multiplier -0.75. */
  W = -2.0;
  side = 0.5;
  truth = truth_of(PLRNN, 0, 1, &W, &b, &side, &start);
  assert_int_equal(truth.kind, CYCLING);
  assert_int_equal(truth.order, 2);
  assert_true(fabs(truth.multiplier - 0.75) <= 1e-12);
}

/* An orbit that grows by 1.08 a step and turns through other units at each: its past is
 * nothing beside its size, which is no return. */
static void test_growing_turn(void **state) {
  (void)state;
  double W[4] = {-0.5, 1.08, 1.08, -0.5}, b[2] = {0.0}, start[2] = {0.3, 0.0};
  assert_int_equal(truth_of(PLAIN, 0, 2, W, b, NULL, start).kind, GROWTH);
  W[1] = W[2] = 1.02;
  assert_int_equal(truth_of(PLAIN, 0, 2, W, b, NULL, start).kind, GROWTH);
}

/* The same cycle of two with the hidden unit on its own: z' = 0.5 z - 2 relu(3 z) / 3 +
 * 1; and by a look that is shifted, z = 0.1 where the slope breaks: 0.5 z - 2 relu(z -
 * 0.1) + 1 has its point at (1 + 0.2) / 2.5 with slope -1.5, so a cycle of two as well.
 */
static void test_shallow(void **state) {
  (void)state;
  double start = 0.3;
  struct system *system = system_new_shallow(0, 1, 1);
  system->W[0] = -2.0 / 3.0;
  system->into[0] = 3.0;
  system->b[0] = 1.0;
  system->side[0] = 0.5;
  system_seal(system);
  struct truth truth = brute_force(system, &start, 2e5, NULL);
  assert_int_equal(truth.order, 2);
  assert_true(fabs(truth.multiplier - 0.75) <= 1e-12);
  system->c[0] = -0.3;
  truth = brute_force(system, &start, 2e5, NULL);
  assert_int_equal(truth.kind, CYCLING);
  assert_int_equal(truth.order, 2);
  assert_true(fabs(truth.multiplier - 0.75) <= 1e-12);
  system_free(system);
}

static void test_turn_and_torus(void **state) {
  (void)state;
  /* tanh(1.3 R x): an irrational turn on a smooth curve; two of them make a torus. */
  double W[16] = {0}, b[4] = {0}, start[4] = {0.2, 0.1, 0.3, -0.2};
  for (size_t k = 0; k < 2; ++k) {
    double angle = k ? 0.9 * sqrt(2.0) : 0.7 * sqrt(3.0), g = 1.3, *w = W + 10 * k;
    w[0] = w[5] = g * cos(angle);
    w[1] = -g * sin(angle);
    w[4] = g * sin(angle);
  }
  double first[4] = {W[0], W[1], W[4], W[5]};
  assert_int_equal(truth_of(PLAIN, 1, 2, first, b, NULL, start).kind, CURVE);
  assert_int_equal(truth_of(PLAIN, 1, 4, W, b, NULL, start).kind, TORUS);
}

/* The same system in other units has the same truth. */
static void test_units_of_measure(void **state) {
  (void)state;
  struct system *system = read_map("labels/", "qp_but_stable_cycle434");
  size_t n = system->n;
  double start[4] = {0.3, 0.0, 0.2, 0.0};
  for (size_t i = 0; i < n; ++i) {
    double scale = i % 2 ? 1e3 : 1e-3;
    for (size_t k = 0; k < n; ++k) {
      system->W[i * n + k] *= scale;
      system->W[k * n + i] /= scale;
    }
    system->b[i] *= scale;
    start[i] *= scale;
  }
  system_seal(system);
  struct truth truth = brute_force(system, start, 1e6, NULL);
  assert_int_equal(truth.order, 434);
  assert_true(fabs(truth.multiplier - 0.201354) <= 1e-5);
  system_free(system);
}

/* Every label against every truth. */
static void test_judgements(void **state) {
  (void)state;
  const char *note;
  struct truth point = {.kind = POINT, .order = 1, .multiplier = 0.9};
  struct answer answer = {.said = SAID_POINT, .order = 1, .radius = 0.9};
  assert_int_equal(judge(&point, &answer, &note), RIGHT);
  answer.radius = 0.8;
  assert_int_equal(judge(&point, &answer, &note), WRONG);
  assert_string_equal(note, "multiplier");
  answer.radius = NAN;
  assert_int_equal(judge(&point, &answer, &note), WRONG);
  struct truth cycle = {
      .kind = CYCLING, .order = 7, .multiplier = NAN, .exponent = -1e-4};
  answer = (struct answer){.said = SAID_CYCLE, .order = 14};
  assert_int_equal(judge(&cycle, &answer, &note), WRONG);
  assert_string_equal(note, "order");
  answer.said = SAID_MARGINAL;
  assert_int_equal(judge(&cycle, &answer, &note), OPEN);
  answer = (struct answer){.said = SAID_CURVE, .excluded = 10000, .bound = 1e-3};
  assert_int_equal(judge(&cycle, &answer, &note), WRONG);
  cycle.order = 10001;
  assert_int_equal(judge(&cycle, &answer, &note), BEYOND);
  answer.bound = 1e-5;
  assert_int_equal(judge(&cycle, &answer, &note), WRONG);
  answer = (struct answer){.said = SAID_UNDECIDED};
  for (enum kind kind = 0; kind < UNKNOWN; ++kind) {
    struct truth truth = {.kind = kind, .multiplier = NAN, .exponent = NAN};
    assert_int_equal(judge(&truth, &answer, &note), OPEN);
  }
  static const enum verdict expected[UNKNOWN][SAYINGS] = {
      [POINT] = {RIGHT, WRONG, WRONG, WRONG, WRONG, OPEN, OPEN, WRONG},
      [CYCLING] = {WRONG, RIGHT, WRONG, WRONG, WRONG, OPEN, OPEN, WRONG},
      [CURVE] = {WRONG, WRONG, RIGHT, WRONG, WRONG, OPEN, OPEN, WRONG},
      [TORUS] = {WRONG, WRONG, RIGHT, WRONG, WRONG, OPEN, OPEN, WRONG},
      [CHAOS] = {WRONG, WRONG, WRONG, RIGHT, WRONG, OPEN, OPEN, WRONG},
      [GROWTH] = {WRONG, WRONG, WRONG, WRONG, RIGHT, OPEN, OPEN, RIGHT},
      [NEUTRAL] = {WRONG, WRONG, WRONG, WRONG, WRONG, RIGHT, OPEN, WRONG},
      [TURNING] = {WRONG, WRONG, RIGHT, WRONG, WRONG, RIGHT, OPEN, WRONG}};
  for (enum kind kind = 0; kind < UNKNOWN; ++kind)
    for (enum said said = 0; said < SAYINGS; ++said) {
      struct truth truth = {.kind = kind, .multiplier = NAN, .exponent = NAN};
      answer = (struct answer){.said = said};
      assert_int_equal(judge(&truth, &answer, &note), expected[kind][said]);
    }
}

/* Against tables of the exact interval, and the rule of three. */
static void test_bounds(void **state) {
  (void)state;
  assert_true(fabs(judge_bound(0, 10000, 1) - 2.9953e-4) <= 1e-8);
  assert_true(fabs(judge_bound(10, 100, 1) - 0.176223) <= 1e-6);
  assert_true(fabs(judge_bound(10, 100, 0) - 0.049005) <= 1e-6);
  assert_true(fabs(judge_bound(4, 368, 1) - 0.027597) <= 1e-5);
  assert_true(judge_bound(5, 5, 1) == 1.0 && judge_bound(0, 5, 0) == 0.0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_known_maps),
                                     cmocka_unit_test(test_maps_of_others),
                                     cmocka_unit_test(test_tent),
                                     cmocka_unit_test(test_growth_and_decay),
                                     cmocka_unit_test(test_leaky_and_piecewise),
                                     cmocka_unit_test(test_growing_turn),
                                     cmocka_unit_test(test_shallow),
                                     cmocka_unit_test(test_turn_and_torus),
                                     cmocka_unit_test(test_units_of_measure),
                                     cmocka_unit_test(test_judgements),
                                     cmocka_unit_test(test_bounds)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
