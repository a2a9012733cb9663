/* Orbits that no budget of their own can decide: one of many goes on for them.  And
 * orbits of which all that happens happens in one unit. */
#include "examination.h"
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

enum { MOST = 120, FEW = 60, UNITS = 45 };

/* h' = tanh(w h + b) with the fixed point H and slope SLOPE there; its partner, which is
 * unstable, lies just below, so the orbits start above. */
static const double H = 0.53, SLOPE = 0.9982;

static double weight(void) { return SLOPE / (1.0 - H * H); }

static void label(const struct map *map, const struct examination *rule, size_t count,
                  struct orbit *orbits) {
  struct survey *survey = survey_open(map, rule, &fault);
  assert_non_null(survey);
  succeeds(survey_orbits(survey, count, orbits, &fault));
  survey_close(survey);
}

static void survey_slow(size_t count, struct orbit *orbits, double *states) {
  double w = weight(), b = atanh(H) - w * H;
  struct map map = {.dimension = 1, .activation = MAP_TANH, .W = &w, .b = &b};
  struct examination rule;
  parameters_default(examination_table, examination_count, &rule);
  rule.settle = 64;
  rule.window = 256;
  rule.budget = 4096;
  for (size_t k = 0; k < count; ++k) {
    states[k] = 0.6 + 0.0023 * (double)k;
    orbits[k] = (struct orbit){.drive = &b, .state = states + k};
  }
  label(&map, &rule, count, orbits);
}

static void test_few_stay_undecided(void **state) {
  (void)state;
  struct orbit orbits[MOST];
  double states[MOST];
  survey_slow(FEW, orbits, states);
  for (size_t k = 0; k < FEW; ++k) {
    assert_int_equal(orbits[k].certificate.label, UNDECIDED);
    assert_true(orbits[k].certificate.steps <= 4096);
  }
}

static void test_one_of_many_decides(void **state) {
  (void)state;
  struct orbit orbits[MOST];
  double states[MOST];
  size_t beyond = 0;
  survey_slow(MOST, orbits, states);
  for (size_t k = 0; k < MOST; ++k) {
    assert_int_equal(orbits[k].certificate.label, FIXED_POINT);
    assert_int_equal(orbits[k].attractor, 0);
    assert_true(fabs(orbits[k].certificate.radius - SLOPE) < 1e-6);
    beyond += orbits[k].certificate.steps > 4096;
  }
  assert_int_equal(beyond, 1);
}

/* All units rest at 1 but one, h' = relu(0.7 - 1.6 h), which goes to and fro between 0
 * and 0.7 and may stand in any lane of a vector. */
static void test_any_unit_may_move(void **state) {
  (void)state;
  struct examination rule;
  parameters_default(examination_table, examination_count, &rule);
  for (size_t place = 0; place < UNITS; ++place) {
    double W[UNITS * UNITS] = {0}, b[UNITS], start[UNITS];
    struct map map = {.dimension = UNITS, .activation = MAP_RELU, .W = W, .b = b};
    struct orbit orbit = {.drive = b, .state = start};
    for (size_t i = 0; i < UNITS; ++i)
      b[i] = start[i] = 1.0;
    b[place] = 0.7;
    W[place * UNITS + place] = -1.6;
    label(&map, &rule, 1, &orbit);
    assert_int_equal(orbit.certificate.label, CYCLE);
    assert_int_equal(orbit.certificate.order, 2);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_few_stay_undecided),
                                     cmocka_unit_test(test_one_of_many_decides),
                                     cmocka_unit_test(test_any_unit_may_move)};
  gsl_set_error_handler_off();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
