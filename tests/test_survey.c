/* Orbits that no budget of their own can decide: one of many goes on for them. */
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

enum { MOST = 120, FEW = 60 };

/* h' = tanh(w h + b) with the fixed point H and slope SLOPE there; its partner, which is
 * unstable, lies just below, so the orbits start above. */
static const double H = 0.53, SLOPE = 0.9982;

static double weight(void) { return SLOPE / (1.0 - H * H); }

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
  succeeds(survey_orbits(&map, &rule, count, orbits, &fault));
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

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_few_stay_undecided),
                                     cmocka_unit_test(test_one_of_many_decides)};
  gsl_set_error_handler_off();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
