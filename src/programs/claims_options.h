/* claims_options: what the program claims may be told. */
#ifndef CLAIMS_OPTIONS_H
#define CLAIMS_OPTIONS_H

#include "program.h"

struct claims_options {
  const char *networks, *output, *macros;
  long resamples, seed;
};

#define AT(field) .at = offsetof(struct claims_options, field)
static const struct program_option claims_table[] = {
    {PROGRAM_OPERAND, .value = "NETWORKS.tsv", AT(networks), .needed = true},
    {PROGRAM_WORD, "output", 'o', "FILE.tsv", AT(output),
     .meaning = "Write the verdicts as a table"},
    {PROGRAM_WORD, "macros", 'm', "FILE.tex", AT(macros),
     .meaning = "Write the verdicts as LaTeX macros"},
    {PROGRAM_WHOLE, "resamples", 'r', "N", AT(resamples), .low = 100, .high = 100000000,
     .initial = 10000, .meaning = "Of every bootstrap and permutation test"},
    {PROGRAM_WHOLE, "seed", 's', "N", AT(seed), .low = 0, .high = 100000000,
     .initial = 1, .meaning = "Of the random streams"},
    {PROGRAM_END}};
#undef AT

static const struct program claims_program = {
    .name = "claims",
    .about = "Decides the claims of the paper from a table of trained networks.",
    .size = sizeof(struct claims_options),
    .options = claims_table};

#endif
