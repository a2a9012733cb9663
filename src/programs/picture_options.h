/* picture_options: what the program picture may be told. */
#ifndef PICTURE_OPTIONS_H
#define PICTURE_OPTIONS_H

#include "picture_columns.h"
#include "program.h"

struct picture_options {
  const char *map, *tables;
  long starts, seed, longest;
};

#define AT(field) .at = offsetof(struct picture_options, field)
static const struct program_option picture_table[] = {
    {PROGRAM_OPERAND, .value = "MAP", AT(map), .needed = true},
    {PROGRAM_WORD, "tables", 't', "DIR", AT(tables), .needed = true,
     .meaning = "Write DIR/figure-portraits.tsv and DIR/figure-spectra.tsv"},
    {PROGRAM_WHOLE, "starts", 'R', "R", AT(starts), .low = 1, .high = 1000000,
     .initial = 200, .meaning = "Label what R random starts lead to"},
    {PROGRAM_WHOLE, "orbits", 'O', "P", AT(longest), .low = 1, .high = 1000,
     .initial = 8, .meaning = "Look for cycles up to order P, in a map of up to 40 units"},
    {PROGRAM_WHOLE, "seed", 'S', "S", AT(seed), .low = 1, .high = 4294967295,
     .initial = 1, .meaning = "Of what is drawn at random"},
    {.kind = PROGRAM_END}};
#undef AT

static const struct program picture_program = {
    .name = "picture",
    .about = "Tables of what `make picture MAP=FILE` draws: one orbit of a map for each "
             "label that random starts lead to, with fixed points, cycles and spectra.",
    .size = sizeof(struct picture_options),
    .options = picture_table,
    .columns = picture_columns};

#endif
