/* train_options: what the program train may be told. */
#ifndef TRAIN_OPTIONS_H
#define TRAIN_OPTIONS_H

#include "program.h"
#include "train_columns.h"

struct train_options {
  struct program_words files, settings;
  const char *output, *plan, *specifications, *directory;
  bool digest, check, show;
};

#define AT(field) .at = offsetof(struct train_options, field)
static const struct program_option train_table[] = {
    {PROGRAM_OPERANDS, .value = "FILE", AT(files)},
    {PROGRAM_WORD, "output", 'o', "RUN.h5", AT(output),
     .meaning = "Write the trained run here"},
    {PROGRAM_WORDS, "set", 's', "NAME=VALUE", AT(settings),
     .meaning = "Set one parameter, after all files"},
    {PROGRAM_WORD, "plan", 'p', "ENSEMBLE.tsv", AT(plan),
     .meaning = "Write one file of parameters ID.run for each row, remove all others, "
                "and write what Make needs"},
    {PROGRAM_WORD, "specifications", 'S', "DIR", AT(specifications),
     .meaning = "Where --plan finds NAME.spec"},
    {PROGRAM_WORD, "directory", 'd', "DIR", AT(directory),
     .meaning = "Where --plan writes"},
    {PROGRAM_FLAG, "digest", 'D', AT(digest),
     .meaning = "Print the digest of the weights of each RUN.h5"},
    {PROGRAM_FLAG, "show", 'x', AT(show),
     .meaning = "Print parameters, history, outcome and note of each RUN.h5"},
    {PROGRAM_FLAG, "check", 'C', AT(check),
     .meaning = "Name each ID.h5 that is damaged or not what ID.run asks for, as Make "
                "reads it"},
    {.kind = PROGRAM_END}};
#undef AT

static inline const char *train_lacks(const void *options) {
  const struct train_options *asked = options;
  if (asked->plan)
    return asked->specifications && asked->directory
               ? NULL
               : "--plan needs --specifications and --directory";
  return asked->output || asked->digest || asked->check || asked->show
             ? NULL
             : "where should the run go? --output RUN.h5 is missing";
}

static const struct program train_program = {
    .name = "train",
    .about = "Trains one recurrent network on context-dependent decisions.",
    .more =
        "FILEs hold lines `name = value`, later ones override earlier ones.  A run "
        "that is stopped goes on where it was when the same command is given again.\n"
        "Example: train -s teacher=rl -s seed=7 -o run.h5 data/specs/reset.spec",
    .size = sizeof(struct train_options),
    .options = train_table,
    .columns = train_columns,
    .lacks = train_lacks};

#endif
