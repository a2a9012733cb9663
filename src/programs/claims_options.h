/* claims_options: what the program claims may be told. */
#ifndef CLAIMS_OPTIONS_H
#define CLAIMS_OPTIONS_H

#include "claims_columns.h"
#include "program.h"

struct claims_options {
  struct program_words networks;
  const char *output, *macros, *readings, *former, *amended, *determinant;
  long resamples, seed;
};

#define AT(field) .at = offsetof(struct claims_options, field)
static const struct program_option claims_table[] = {
    {PROGRAM_OPERANDS, .value = "NETWORKS.tsv...", AT(networks), .needed = true},
    {PROGRAM_WORD, "output", 'o', "FILE.tsv", AT(output),
     .meaning = "Write the verdicts as a table"},
    {PROGRAM_WORD, "readings", 'R', "FILE.tsv", AT(readings),
     .meaning = "Write all readings, with their numbers, as a table"},
    {PROGRAM_WORD, "macros", 'm', "FILE.tex", AT(macros),
     .meaning = "Write the verdicts as LaTeX macros"},
    {PROGRAM_WORD, "former", 'f', "CLAIMS.tsv", AT(former),
     .meaning = "The ledger as it was first printed, for the amendments"},
    {PROGRAM_WORD, "amended", 'a', "CLAIMS.tsv", AT(amended),
     .meaning = "What this program says of the former networks, likewise"},
    {PROGRAM_WORD, "determinant", 'd', "FILE.tsv", AT(determinant),
     .meaning = "C11's row, from the multiverse"},
    {PROGRAM_WHOLE, "resamples", 'r', "N", AT(resamples), .low = 100, .high = 100000000,
     .initial = 100000, .meaning = "Of every bootstrap and permutation test"},
    {PROGRAM_WHOLE, "seed", 's', "N", AT(seed), .low = 0, .high = 100000000,
     .initial = 1, .meaning = "Of the random streams"},
    {.kind = PROGRAM_END}};
#undef AT

static const struct program claims_program = {
    .name = "claims",
    .about = "Decides the statements of the abstract from tables of trained networks.",
    .size = sizeof(struct claims_options),
    .options = claims_table,
    .columns = claims_columns};

#endif
