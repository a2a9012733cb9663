/* Any bytes as a file of parameters of a run: refused with a line, or accepted, and
 * then every value lies in its range and its text reads back to the same bits. */
#include "fuzz.h"
#include "specification.h"

static void check(const struct specification *spec) {
  struct fault fault;
  struct specification back;
  char text[PARAMETER_TEXT_LONGEST + 1];
  memset(&back, 0, sizeof back);
  parameters_default(specification_table, specification_count, &back);
  for (size_t i = 0; i < specification_count; ++i) {
    const struct parameter *row = specification_table + i;
    const void *value = (const char *)spec + row->offset;
    if (row->kind == PARAMETER_REAL)
      MUST(*(const double *)value >= row->low && *(const double *)value <= row->high);
    if (row->kind == PARAMETER_INTEGER)
      MUST((double)*(const long *)value >= row->low &&
           (double)*(const long *)value <= row->high);
    parameters_text(row, spec, text);
    MUST(!parameters_set(specification_table, specification_count, &back, row->name,
                         text, "text", &fault));
  }
  MUST(!memcmp(spec, &back, sizeof back));
  if (specification_check(spec, "fuzz", &fault))
    fuzz_refused(&fault);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  struct specification spec;
  struct fault fault = {""};
  memset(&spec, 0, sizeof spec);
  parameters_default(specification_table, specification_count, &spec);
  if (parameters_read(specification_table, specification_count, &spec,
                      fuzz_file("input.spec", bytes, size), &fault))
    fuzz_refused(&fault);
  else
    check(&spec);
  return 0;
}
