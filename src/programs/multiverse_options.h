/* multiverse_options: what the program multiverse may be told. */
#ifndef MULTIVERSE_OPTIONS_H
#define MULTIVERSE_OPTIONS_H

#include "multiverse_columns.h"
#include "program.h"

struct multiverse_options {
  struct program_words networks;
  const char *factors, *tables, *macros;
  long drawn, resamples;
};

#define AT(field) .at = offsetof(struct multiverse_options, field)
static const struct program_option multiverse_table[] = {
    {PROGRAM_OPERANDS, .value = "NETWORKS.tsv...", AT(networks), .needed = true},
    {PROGRAM_WORD, "factors", 'f', "FACTORS.tsv", AT(factors), .needed = true,
     .meaning = "The table that the specifications were drawn from"},
    {PROGRAM_WORD, "tables", 't', "DIR", AT(tables), .needed = true,
     .meaning = "Write DIR/multiverse-NAME.tsv, DIR/figure-NAME.tsv and "
                "DIR/determinant.tsv"},
    {PROGRAM_WORD, "macros", 'm', "FILE.tex", AT(macros),
     .meaning = "Write what was found as LaTeX macros"},
    {PROGRAM_WHOLE, "drawn", 'd', "N", AT(drawn), .low = 1, .high = 4096,
     .initial = 256, .meaning = "Points of the design that were drawn"},
    {PROGRAM_WHOLE, "resamples", 'r', "N", AT(resamples), .low = 100, .high = 1000000,
     .initial = 2000, .meaning = "Of every bootstrap, and exchanges"},
    {PROGRAM_END}};
#undef AT

static const struct program multiverse_program = {
    .name = "multiverse",
    .about = "Says under which specifications the teachers differ, and how much of the "
             "variance is theirs.",
    .size = sizeof(struct multiverse_options),
    .options = multiverse_table,
    .columns = multiverse_columns};

#endif
