/* multiverse_design_options: what the program multiverse_design may be told. */
#ifndef MULTIVERSE_DESIGN_OPTIONS_H
#define MULTIVERSE_DESIGN_OPTIONS_H

#include "program.h"

struct multiverse_design_options {
  const char *factors, *output, *ensemble, *specification;
  bool levels;
  long from, points, pairs, seed, drawn;
};

#define AT(field) .at = offsetof(struct multiverse_design_options, field)
static const struct program_option multiverse_design_table[] = {
    {PROGRAM_OPERAND, .value = "FACTORS.tsv", AT(factors), .needed = true},
    {PROGRAM_WORD, "output", 'o', "ENSEMBLE.tsv", AT(output), .needed = true,
     .meaning = "Write the runs here, one a row"},
    {PROGRAM_WORD, "ensemble", 'e', "NAME", AT(ensemble), .needed = true,
     .meaning = "What the ensemble is called"},
    {PROGRAM_WORD, "specification", 'S', "NAMES", AT(specification), .needed = true,
     .meaning = "Files that say what no factor does"},
    {PROGRAM_FLAG, "levels", 'l', AT(levels),
     .meaning = "Each level in turn, all else at the reference, in place of a design"},
    {PROGRAM_WHOLE, "points", 'p', "N", AT(points), .low = 0, .high = 4096,
     .meaning = "Of the design that are written; 0 for all"},
    {PROGRAM_WHOLE, "from", 'f', "N", AT(from), .low = 0, .high = 4095,
     .meaning = "The first of them, numbers beginning with 0"},
    {PROGRAM_WHOLE, "drawn", 'd', "N", AT(drawn), .low = 1, .high = 4096,
     .initial = 256,
     .meaning = "Of the design that are drawn; their balance is printed"},
    {PROGRAM_WHOLE, "pairs", 'n', "N", AT(pairs), .low = 1, .high = 100, .initial = 2,
     .meaning = "Matched pairs of each point"},
    {PROGRAM_WHOLE, "seed", 's', "N", AT(seed), .low = 1, .high = 2000000000,
     .initial = 160001, .meaning = "Of the first pair of point 0; each later pair has the next"},
    {.kind = PROGRAM_END}};
#undef AT

static const struct program_column multiverse_design_columns[] = {
    {"--output", "id", "of the run"},
    {"--output", "ensemble", "as --ensemble says"},
    {"--output", "arm", "number of the specification"},
    {"--output", "teacher", "rl or sl"},
    {"--output", "streams", "of evidence, always 2"},
    {"--output", "seed", "of the pair"},
    {"--output", "specification", "as --specification says"},
    {"--output", "*", "a parameter of the run; - as the specification says"},
    {NULL, NULL, NULL}};

static const struct program multiverse_design_program = {
    .name = "multiverse_design",
    .about = "Draws specifications from a table of factors (Sobol' points, the origin "
             "first) and writes their runs.",
    .size = sizeof(struct multiverse_design_options),
    .options = multiverse_design_table,
    .columns = multiverse_design_columns};

#endif
