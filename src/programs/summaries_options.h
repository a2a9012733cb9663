/* summaries_options: what the program summaries may be told. */
#ifndef SUMMARIES_OPTIONS_H
#define SUMMARIES_OPTIONS_H

#include "program.h"
#include "summaries_columns.h"

struct summaries_options {
  const char *ensemble, *tables, *macros;
  long resamples;
};

#define AT(field) .at = offsetof(struct summaries_options, field)
static const struct program_option summaries_table[] = {
    {PROGRAM_OPERAND, .value = "ENSEMBLE.tsv", AT(ensemble), .needed = true},
    {PROGRAM_WORD, "tables", 't', "DIR", AT(tables), .needed = true,
     .meaning =
         "Read DIR/ANALYSIS/ID.tsv, write DIR/networks.tsv and DIR/figure-NAME.tsv"},
    {PROGRAM_WORD, "macros", 'm', "FILE.tex", AT(macros),
     .meaning = "Write the averages as LaTeX macros here"},
    {PROGRAM_WHOLE, "resamples", 'r', "N", AT(resamples), .low = 100, .high = 100000000,
     .initial = 10000, .meaning = "Of every bootstrap"},
    {.kind = PROGRAM_END}};
#undef AT

static const struct program summaries_program = {
    .name = "summaries",
    .about = "Joins the tables of all networks of an ensemble and writes those of the "
             "figures.",
    .size = sizeof(struct summaries_options),
    .options = summaries_table,
    .columns = summaries_columns};

#endif
