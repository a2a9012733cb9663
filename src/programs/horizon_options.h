/* horizon_options: what the program horizon may be told. */
#ifndef HORIZON_OPTIONS_H
#define HORIZON_OPTIONS_H

#include "horizon_columns.h"
#include "program.h"

struct horizon_options {
  const char *run, *attractors, *output, *curves;
};

#define AT(field) .at = offsetof(struct horizon_options, field)
static const struct program_option horizon_table[] = {
    {PROGRAM_OPERAND, .value = "RUN.h5", AT(run), .needed = true},
    {PROGRAM_WORD, "attractors", 'a', "FILE.tsv", AT(attractors), .needed = true,
     .meaning = "What the program attractors wrote of the same run"},
    {PROGRAM_WORD, "output", 'o', "FILE.tsv", AT(output), .needed = true,
     .meaning = "Write the network's row here"},
    {PROGRAM_WORD, "curves", 'c', "FILE.tsv", AT(curves),
     .meaning = "Write all means by label and length here"},

    {.kind = PROGRAM_END}};
#undef AT

static const struct program horizon_program = {
    .name = "horizon",
    .about = "Measures how far from its attractors a trained network is within a trial, "
             "and how long its decisions last.",
    .size = sizeof(struct horizon_options),
    .options = horizon_table,
    .columns = horizon_columns};

#endif
