/* portraits_options: what the program portraits may be told. */
#ifndef PORTRAITS_OPTIONS_H
#define PORTRAITS_OPTIONS_H

#include "portraits_columns.h"
#include "program.h"

struct portraits_options {
  const char *ensemble, *runs, *tables;
};

#define AT(field) .at = offsetof(struct portraits_options, field)
static const struct program_option portraits_table[] = {
    {PROGRAM_OPERAND, .value = "ENSEMBLE.tsv", AT(ensemble), .needed = true},
    {PROGRAM_WORD, "runs", 'r', "DIR", AT(runs), .needed = true,
     .meaning = "Read DIR/ID.h5"},
    {PROGRAM_WORD, "tables", 't', "DIR", AT(tables), .needed = true,
     .meaning = "Read DIR/attractors/ID.tsv, write DIR/figure-portraits.tsv and "
                "DIR/figure-spectra.tsv"},
    {.kind = PROGRAM_END}};
#undef AT

static const struct program portraits_program = {
    .name = "portraits",
    .about = "Portrays one orbit for each attractor label that occurs in the scans of "
             "an ensemble, with the fixed points of its map and their spectra.",
    .size = sizeof(struct portraits_options),
    .options = portraits_table,
    .columns = portraits_columns};

#endif
