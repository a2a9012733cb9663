/* What a survey must not depend on or fall for: units of measure, one unit of many,
 * overflow, attractors side by side, tiny parts of an orbit, drives of exactly zero. */
#include "examination.h"
#include "lyapunov.h"
#include "region.h"
#include "survey.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "faults.h"

enum { UNITS = 45 };

static void label(const struct map *map, size_t count, struct orbit *orbits) {
  struct examination rule;
  parameters_default(examination_table, examination_count, &rule);
  struct survey *survey = survey_open(map, &rule, &fault);
  assert_non_null(survey);
  succeeds(survey_orbits(survey, count, orbits, &fault));
  survey_close(survey);
}

/* All units rest at 1 but one, h' = relu(0.7 - 1.6 h), which goes to and fro between 0
 * and 0.7 and may stand in any lane of a vector. */
static void test_any_unit_may_move(void **state) {
  (void)state;
  for (size_t place = 0; place < UNITS; ++place) {
    double W[UNITS * UNITS] = {0}, b[UNITS], start[UNITS];
    struct map map = {.dimension = UNITS, .activation = MAP_RELU, .W = W, .b = b};
    struct orbit orbit = {.input = b, .state = start};
    for (size_t i = 0; i < UNITS; ++i)
      b[i] = start[i] = 1.0;
    b[place] = 0.7;
    W[place * UNITS + place] = -1.6;
    label(&map, 1, &orbit);
    assert_int_equal(orbit.certificate.label, CYCLE);
    assert_int_equal(orbit.certificate.order, 2);
  }
}

/* A skew tent of period 3 (x' = 0.5 x + 1 on the left, 1 - 3.6 x on the right; units
 * [x]_+ and [-x]_+), each unit in units of its own. */
static void test_units_have_no_meaning(void **state) {
  (void)state;
  static const double scales[][2] = {{1, 1}, {1e3, 1e3}, {1e-3, 1e3}, {1e3, 1e-3}};
  for (size_t k = 0; k < sizeof scales / sizeof *scales; ++k) {
    double s = scales[k][0], r = scales[k][1], c = 3.6, a = 0.5;
    double W[] = {-c, -a * s / r, c * r / s, a}, b[] = {s, -r}, start[] = {0.3 * s, 0};
    struct map map = {.dimension = 2, .activation = MAP_RELU, .W = W, .b = b};
    struct orbit orbit = {.input = b, .state = start};
    label(&map, 1, &orbit);
    assert_int_equal(orbit.certificate.label, CYCLE);
    assert_int_equal(orbit.certificate.order, 3);
    assert_true(fabs(orbit.certificate.radius - c * a * a) < 1e-9);
  }
}

static void test_overflow(void **state) {
  (void)state;
  double W[] = {1e300, -1e300, 1e300, -1e300}, b[] = {1e300, 1e300}, start[] = {1, 1};
  struct map map = {.dimension = 2, .activation = MAP_RELU, .W = W, .b = b};
  struct orbit orbit = {.input = b, .state = start};
  label(&map, 1, &orbit);
  assert_int_equal(orbit.certificate.label, UNBOUNDED);
}

/* tanh(g x + b) has two stable points 0.0018 apart, with the unstable one between. */
static void test_neighbours_are_two(void **state) {
  (void)state;
  double W[] = {1.0000003}, b[] = {0.0}, starts[] = {0.3, -0.3, 0.2};
  struct map map = {.dimension = 1, .activation = MAP_TANH, .W = W, .b = b};
  struct orbit orbits[3];
  W[0] = 1.003;
  for (size_t k = 0; k < 3; ++k)
    orbits[k] = (struct orbit){.input = b, .state = starts + k};
  label(&map, 3, orbits);
  for (size_t k = 0; k < 3; ++k)
    assert_int_equal(orbits[k].certificate.label, FIXED_POINT);
  assert_int_equal(orbits[0].attractor, 0);
  assert_int_equal(orbits[1].attractor, 1);
  assert_int_equal(orbits[2].attractor, 0);
}

/* A cycle of two steps of size 1 beside one of three of size 1e-4: six steps. */
static void test_tiny_part(void **state) {
  (void)state;
  double W[4 * 4] = {0}, b[] = {0.7, 1.5e-4, 1.5e-4, 1.5e-4};
  double start[] = {0.3, 1e-4, 0, 0};
  W[0] = -1.6;
  for (size_t i = 0; i < 3; ++i) { /* a pulse runs round three sites */
    W[(1 + i) * 4 + 1 + (i + 2) % 3] = 0.5;
    W[(1 + i) * 4 + 1 + i] = -1.5;
    W[(1 + i) * 4 + 1 + (i + 1) % 3] = -1.5;
    b[1 + i] = 0.5e-4;
  }
  struct map map = {.dimension = 4, .activation = MAP_RELU, .W = W, .b = b};
  struct orbit orbit = {.input = b, .state = start};
  label(&map, 1, &orbit);
  assert_int_equal(orbit.certificate.label, CYCLE);
  assert_int_equal(orbit.certificate.order % 2, 0);
  assert_true(orbit.certificate.order > 2);
}

/* h' = relu(0.4 h): the orbit comes to 0 from above, where the slope is 0.4. */
static void test_at_a_corner(void **state) {
  (void)state;
  double W[] = {0.4}, b[] = {0.0}, start[] = {1.0};
  struct map map = {.dimension = 1, .activation = MAP_RELU, .W = W, .b = b};
  struct orbit orbit = {.input = b, .state = start};
  label(&map, 1, &orbit);
  assert_int_equal(orbit.certificate.label, FIXED_POINT);
  assert_true(fabs(orbit.certificate.radius - 0.4) < 1e-9);
}

/* The product of all eigenvalues alike is no obstacle: J = 0.9985 times a rotation by
 * many angles, 34 units, all active. */
static void test_equal_moduli(void **state) {
  (void)state;
  enum { N = 34 };
  double W[N * N] = {0}, b[N], start[N];
  for (size_t k = 0; k < N; k += 2) {
    double angle = 0.1 + 0.17 * (double)k, c = 0.9985 * cos(angle);
    double s = 0.9985 * sin(angle);
    W[k * N + k] = W[(k + 1) * N + k + 1] = c;
    W[k * N + k + 1] = -s;
    W[(k + 1) * N + k] = s;
  }
  for (size_t i = 0; i < N; ++i) {
    b[i] = 1.0;
    start[i] = 1.05;
    for (size_t j = 0; j < N; ++j)
      b[i] -= W[i * N + j];
  }
  struct map map = {.dimension = N, .activation = MAP_RELU, .W = W, .b = b};
  struct orbit orbit = {.input = b, .state = start};
  label(&map, 1, &orbit);
  assert_int_equal(orbit.certificate.label, FIXED_POINT);
  assert_true(fabs(orbit.certificate.radius - 0.9985) < 1e-8);
}

/* A region in which the orbit grows for ever, and one in which it does not: far out in
 * the same direction as the growing eigenvector, and against it. */
static void test_region_grows(void **state) {
  (void)state;
  const double W[] = {1.2, 0.0, 0.1, 0.5}, d[] = {0.1, 0.1};
  const unsigned char active[] = {REGION_ACTIVE, REGION_ACTIVE};
  double point_state[2], drive[2], work[4];
  const double out[] = {10.0, 1.0}, in[] = {-3.0, 1.0};
  struct region_point point = {.state = point_state, .drive = drive};
  struct region *region = region_alloc(2, W, active);
  assert_non_null(region);
  region_solve(region, W, d, &point);
  succeeds(region_prove(region, W, &fault));
  assert_int_equal(region->kind, REGION_GROWING);
  assert_true(fabs(region->radius - 1.2) < 1e-9);
  assert_true(region_grows(region, &point, out, work));
  assert_false(region_grows(region, &point, in, work));
  region_free(region);
}

/* A direction that is annihilated has the exponent -INFINITY, however long the record.
 */
static void test_annihilated(void **state) {
  (void)state;
  double W[] = {0.5, 0.0, 0.0, 0.0}, b[] = {1.0, 1.0}, start[] = {1.0, 1.0};
  struct map map = {.dimension = 2, .activation = MAP_RELU, .W = W, .b = b};
  double exponents[2], errors[2];
  succeeds(lyapunov_exponents(&map, start, 2, 10, 4000, exponents, errors, &fault));
  assert_true(fabs(exponents[0] - log(0.5)) < 1e-9);
  assert_true(exponents[1] == -INFINITY);
  assert_true(errors[1] == 0.0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_any_unit_may_move),
                                     cmocka_unit_test(test_units_have_no_meaning),
                                     cmocka_unit_test(test_overflow),
                                     cmocka_unit_test(test_neighbours_are_two),
                                     cmocka_unit_test(test_tiny_part),
                                     cmocka_unit_test(test_at_a_corner),
                                     cmocka_unit_test(test_equal_moduli),
                                     cmocka_unit_test(test_region_grows),
                                     cmocka_unit_test(test_annihilated)};
  gsl_set_error_handler_off();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
