#include "label.h"

#include <math.h>
#include <string.h>

#define COUNT(label, name, short_name, a, b) +1
_Static_assert(0 LABEL_EACH(COUNT, , ) == LABELS, "each label has its names");

#define NAME(label, name, short_name, a, b) [label] = name,
const char *const label_names[LABELS] = {LABEL_EACH(NAME, , )};

#define SHORT_NAME(label, name, short_name, a, b) [label] = short_name,
const char *const label_short_names[LABELS] = {LABEL_EACH(SHORT_NAME, , )};

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

int label_read_rotation(const struct table *table, size_t row, double *rotation,
                        struct fault *fault) {
  size_t column;
  if (table_column(table, "rotation", &column, fault))
    return -1;
  *rotation = NAN;
  return strcmp(table_text(table, row, column), "nan")
             ? table_number(table, row, "rotation", -1, 1, rotation, fault)
             : 0;
}
