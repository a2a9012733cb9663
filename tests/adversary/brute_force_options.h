/* brute_force_options: what the program brute_force may be told. */
#ifndef BRUTE_FORCE_OPTIONS_H
#define BRUTE_FORCE_OPTIONS_H

#include "program.h"

#include <limits.h>

struct brute_force_options {
  const char *runs, *output;
  bool sum;
  long rows, seed, part, of;
  struct program_words files;
};

#define AT(field) .at = offsetof(struct brute_force_options, field)
static const struct program_option brute_force_table[] = {
    {PROGRAM_OPERANDS, .value = "TABLE.tsv", AT(files)},
    {PROGRAM_WORD, "runs", 'd', "DIR", AT(runs), .meaning = "Where the runs are"},
    {PROGRAM_WORD, "output", 'o', "FILE.tsv", AT(output),
     .meaning = "Write what became of the rows here"},
    {PROGRAM_WHOLE, "rows", 'r', "R", AT(rows), .low = 1, .high = LONG_MAX,
     .initial = 2000, .meaning = "Random rows of all tables together"},
    {PROGRAM_WHOLE, "seed", 'S', "S", AT(seed), .low = 0, .high = LONG_MAX,
     .initial = 1, .meaning = "That draws them"},
    {PROGRAM_WHOLE, "part", 'k', "K", AT(part), .low = 0, .high = LONG_MAX,
     .initial = 0, .meaning = "Of these only every Nth from the Kth"},
    {PROGRAM_WHOLE, "of", 'n', "N", AT(of), .low = 1, .high = LONG_MAX, .initial = 1,
     .meaning = "See --part"},
    {PROGRAM_FLAG, "sum", 's', AT(sum),
     .meaning = "What the parts come to; status 1 if a label disagrees"},
    {.kind = PROGRAM_END}};
#undef AT

static inline const char *brute_force_lacks(const void *options) {
  const struct brute_force_options *asked = options;
  return asked->files.count == 0 ? "tables are needed"
         : !asked->sum && (!asked->runs || !asked->output)
             ? "--runs DIR and --output FILE.tsv, or --sum, are needed"
             : NULL;
}

static const struct program brute_force_program = {
    .name = "brute_force",
    .about = "Follows random rows of tables of attractors by plain iteration and "
             "compares what becomes of them with their labels.",
    .size = sizeof(struct brute_force_options),
    .options = brute_force_table,
    .lacks = brute_force_lacks};

#endif
