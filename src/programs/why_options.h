/* why_options: what the program why may be told. */
#ifndef WHY_OPTIONS_H
#define WHY_OPTIONS_H

#include "program.h"
#include "why_columns.h"

struct why_options {
  struct program_words networks;
  const char *tables, *macros;
  long resamples;
};

#define AT(field) .at = offsetof(struct why_options, field)
static const struct program_option why_table[] = {
    {PROGRAM_OPERANDS, .value = "NETWORKS.tsv...", AT(networks), .needed = true},
    {PROGRAM_WORD, "tables", 't', "DIR", AT(tables), .needed = true,
     .meaning = "Write DIR/why-tests.tsv and DIR/figure-NAME.tsv"},
    {PROGRAM_WORD, "macros", 'm', "FILE.tex", AT(macros),
     .meaning = "Write what was found as LaTeX macros"},
    {PROGRAM_WHOLE, "resamples", 'r', "N", AT(resamples), .low = 100, .high = 100000000,
     .initial = 10000, .meaning = "Of every bootstrap and permutation test"},
    {PROGRAM_END}};
#undef AT

static const struct program why_program = {
    .name = "why",
    .about = "Compares the rungs of the ladder, what comes past the criterion, and the "
             "arms of the crossover.",
    .size = sizeof(struct why_options),
    .options = why_table,
    .columns = why_columns};

#endif
