/* calibration_options: what the program calibration may be told. */
#ifndef CALIBRATION_OPTIONS_H
#define CALIBRATION_OPTIONS_H

#include "calibration_columns.h"
#include "program.h"

struct calibration_options {
  const char *output, *macros;
  long maps; /* of each family */
};

#define AT(field) .at = offsetof(struct calibration_options, field)
static const struct program_option calibration_table[] = {
    {PROGRAM_WORD, "output", 'o', "FILE.tsv", AT(output), .needed = true,
     .meaning = "Write the labels here, one row an orbit"},
    {PROGRAM_WORD, "macros", 'm', "FILE.tex", AT(macros), .needed = true,
     .meaning = "Write the confusion table as LaTeX macros here"},
    {PROGRAM_WHOLE, "maps", 'n', "N", AT(maps), .low = 1, .high = 10000, .initial = 25,
     .meaning = "Of each family"},
    {.kind = PROGRAM_END}};
#undef AT

static const struct program calibration_program = {
    .name = "calibration",
    .about = "Labels the attractors of random maps whose attractors are known, and "
             "counts right and wrong labels.",
    .size = sizeof(struct calibration_options),
    .options = calibration_table,
    .columns = calibration_columns};

#endif
