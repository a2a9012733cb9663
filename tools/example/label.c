/* Labels an orbit of x' = tanh(W x + b), two units, with the installed library:
 *
 *   gcc label.c $(pkg-config --cflags --libs hybrid-dynamics) -o label && ./label
 */
#include <blas.h>
#include <gsl/gsl_errno.h>
#include <stdio.h>
#include <survey.h>

int main(int argc, char **argv) {
  static const double W[4] = {-2.0, 0.5, 0.0, 0.9};
  const struct examination rule = {.settle = 512, .window = 1024, .budget = 65536,
      .longest = 512, .returned = 1e-5, .closing = 0.5, .exponent = 1e-3,
      .deviations = 3, .defect = 2e-3, .runaway = 1e12};
  double state[2] = {0.3, -0.4};
  struct map map;
  struct fault fault;
  (void)argc;
  gsl_set_error_handler_off();
  if (blas_pin(argv, &fault) || map_alloc(&map, MAP_TANH, 2, &fault))
    return fault_print(&fault, "label");
  for (int k = 0; k < 4; ++k)
    map.W[k] = W[k];
  struct orbit orbit = {.input = map.b, .state = state};
  struct survey *survey = survey_open(&map, &rule, &fault);
  if (!survey || survey_orbits(survey, 1, &orbit, &fault))
    return fault_print(&fault, "label");
  puts(LABEL_COLUMNS);
  label_write(stdout, &orbit.certificate);
  putchar('\n');
  survey_close(survey);
  map_free(&map);
  return 0;
}
