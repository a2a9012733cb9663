/* populations_options: what the program populations may be told. */
#ifndef POPULATIONS_OPTIONS_H
#define POPULATIONS_OPTIONS_H

#include "populations_columns.h"
#include "program.h"

struct populations_options {
  const char *run, *output, *units, *correlations;
};

#define AT(field) .at = offsetof(struct populations_options, field)
static const struct program_option populations_table[] = {
    {PROGRAM_OPERAND, .value = "RUN.h5", AT(run), .needed = true},
    {PROGRAM_WORD, "output", 'o', "FILE.tsv", AT(output), .needed = true,
     .meaning = "Write the network's row here"},
    {PROGRAM_WORD, "units", 'u', "FILE.tsv", AT(units),
     .meaning = "Write its units here, one row each"},
    {PROGRAM_WORD, "correlations", 'c', "FILE.tsv", AT(correlations),
     .meaning = "Write their correlations here"},
    {.kind = PROGRAM_END}};
#undef AT

static const struct program populations_program = {
    .name = "populations",
    .about = "Sorts the units of a trained network into groups, and measures their "
             "balance, their selectivity and how robust the network is.",
    .size = sizeof(struct populations_options),
    .options = populations_table,
    .columns = populations_columns};

#endif
