/* attractors_options: what the program attractors may be told. */
#ifndef ATTRACTORS_OPTIONS_H
#define ATTRACTORS_OPTIONS_H

#include "attractors_columns.h"
#include "program.h"

struct attractors_options {
  const char *run, *output, *map, *from;
  bool each;
  long orbits, starts, seed;
};

#define AT(field) .at = offsetof(struct attractors_options, field)
static const struct program_option attractors_table[] = {
    {PROGRAM_OPERAND, .value = "RUN.h5", AT(run)},
    {PROGRAM_WORD, "output", 'o', "FILE.tsv", AT(output),
     .meaning = "Write the scan here, one row an orbit"},
    {PROGRAM_WORD, "map", 'm', "FILE", AT(map),
     .meaning = "Look at the map in FILE instead of a run"},
    {PROGRAM_WHOLE, "orbits", 'O', "P", AT(orbits), .low = 1, .high = 100000,
     .initial = 0, .meaning = "List its fixed points and cycles up to order P"},
    {PROGRAM_WHOLE, "starts", 'R', "R", AT(starts), .low = 1, .high = 1000000,
     .initial = 0, .meaning = "Label what R random starts lead to"},
    {PROGRAM_WORD, "from", 'f', "FILE", AT(from),
     .meaning = "Label what the starts in FILE lead to, one a row"},
    {PROGRAM_FLAG, "each", 'e', AT(each),
     .meaning = "Write a row for each start, not for each attractor"},
    {PROGRAM_WHOLE, "seed", 'S', "S", AT(seed), .low = 1, .high = 4294967295,
     .initial = 1, .meaning = "Of what is drawn at random"},
    {.kind = PROGRAM_END}};
#undef AT

static inline const char *attractors_lacks(const void *options) {
  const struct attractors_options *asked = options;
  if (asked->map)
    return asked->orbits || asked->starts || asked->from
               ? NULL
               : "--map needs --orbits P, --starts R or --from FILE";
  return asked->run && asked->output
             ? NULL
             : "RUN.h5 and --output FILE.tsv, or --map FILE, are needed";
}

static const struct program attractors_program = {
    .name = "attractors",
    .about = "Labels the attractors of a trained network on its coherence planes, or "
             "those of any map h' = relu(W h + b) or tanh(W h + b) in a file.",
    .more = "A map's file holds `activation relu` or `tanh`, `dimension N`, `W` and N "
            "rows of N numbers (row i: the weights into unit i), `b` and one row; `#` "
            "starts a comment. `leak A` makes it h' = (1 - A) h + A phi(W h + b), "
            "`diagonal` and a row D z' = D z + W phi(z) + b, `hidden H` with W1, W2, b1, "
            "b2 and diagonal z' = D z + W1 phi(W2 z + b2) + b1. It may be HDF5 with the "
            "same names; FILE - is the standard input.\n"
            "Example: attractors --map rotation.map --starts 100",
    .size = sizeof(struct attractors_options),
    .options = attractors_table,
    .columns = attractors_columns,
    .lacks = attractors_lacks};

#endif
