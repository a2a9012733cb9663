#include "label.h"

#include <math.h>

const char *const label_names[LABELS] = {"fixed-point", "cycle",     "quasi-periodic",
                                         "chaotic",     "unbounded", "marginal",
                                         "undecided"};

const char *const reason_names[REASONS] = {
    "-", "budget", "long", "weak", "closing", "rounding", "unstable", "escaped"};

struct certificate label_nothing(void) {
  return (struct certificate){.label = UNDECIDED,
                              .residual = NAN,
                              .radius = NAN,
                              .exponent = NAN,
                              .error = NAN,
                              .rotation = NAN,
                              .defect = NAN,
                              .bound = NAN};
}

struct certificate label_given(enum label label, size_t steps) {
  struct certificate certificate = label_nothing();
  certificate.label = label;
  certificate.steps = steps;
  return certificate;
}

void label_write(FILE *stream, const struct certificate *certificate) {
  const double numbers[] = {certificate->residual, certificate->radius,
                            certificate->exponent, certificate->error,
                            certificate->rotation, certificate->defect};
  fprintf(stream, "%s\t%zu", label_names[certificate->label], certificate->order);
  for (size_t k = 0; k < sizeof numbers / sizeof *numbers; ++k)
    fprintf(stream, "\t%.6g", numbers[k]);
  fprintf(stream, "\t%zu\t%zu\t%.6g\t%zu\t%zu\t%s", certificate->steps,
          certificate->excluded, certificate->bound, certificate->curves,
          certificate->dimension, reason_names[certificate->reason]);
}
