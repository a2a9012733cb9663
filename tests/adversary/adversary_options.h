/* adversary_options: what the program adversary may be told. */
#ifndef ADVERSARY_OPTIONS_H
#define ADVERSARY_OPTIONS_H

#include "program.h"

#include <limits.h>

struct adversary_options {
  const char *family, *output, *table, *list, *macros, *truth, *directory;
  bool families;
  long seed, maps, one;
  struct program_words files;
};

#define AT(field) .at = offsetof(struct adversary_options, field)
static const struct program_option adversary_table[] = {
    {PROGRAM_OPERANDS, .value = "FILE", AT(files)},
    {PROGRAM_WORD, "family", 'f', "NAME", AT(family),
     .meaning = "Draw maps of this family"},
    {PROGRAM_WHOLE, "seed", 'S', "S", AT(seed), .low = 0, .high = LONG_MAX,
     .initial = 1, .meaning = "Of the maps"},
    {PROGRAM_WHOLE, "maps", 'n', "M", AT(maps), .low = 1, .high = 1000000,
     .initial = 24, .meaning = "So many, with two orbits each"},
    {PROGRAM_WORD, "output", 'o', "FILE.tsv", AT(output),
     .meaning = "Write them here, one row an orbit"},
    {PROGRAM_WHOLE, "one", '1', "DRAW", AT(one), .low = 0, .high = LONG_MAX,
     .initial = -1, .meaning = "With --family: this map again, and its files"},
    {PROGRAM_WORD, "directory", 'd', "DIR", AT(directory),
     .meaning = "With --one: where to put these (here)"},
    {PROGRAM_WORD, "table", 't', "FILE.tsv", AT(table),
     .meaning = "Count the rows of the FILEs, which --output wrote"},
    {PROGRAM_WORD, "list", 'l', "FILE.tsv", AT(list),
     .meaning = "With --table: what was wrong or undecided"},
    {PROGRAM_WORD, "macros", 'm', "FILE.tex", AT(macros),
     .meaning = "For the report, from the FILEs that --table wrote"},
    {PROGRAM_WORD, "truth", 'T', "FILE.map", AT(truth),
     .meaning = "Brute force on this map, from the start in FILE or from random ones"},
    {PROGRAM_FLAG, "families", 'F', AT(families), .meaning = "List the families"},
    {.kind = PROGRAM_END}};
#undef AT

static inline const char *adversary_lacks(const void *options) {
  const struct adversary_options *asked = options;
  if (asked->families || asked->truth)
    return NULL;
  if (asked->table || asked->macros)
    return asked->files.count == 0        ? "--table and --macros need FILEs"
           : asked->table && !asked->list ? "--table needs --list FILE.tsv"
                                          : NULL;
  return asked->family && (asked->output || asked->one >= 0)
             ? NULL
             : "--family with --output or --one, --table, --macros, --truth or "
               "--families is needed";
}

static const struct program adversary_program = {
    .name = "adversary",
    .about = "Labels random maps and compares the labels with brute force.",
    .more = "Example: adversary --family torus --maps 10 --output torus.tsv",
    .size = sizeof(struct adversary_options),
    .options = adversary_table,
    .lacks = adversary_lacks};

#endif
