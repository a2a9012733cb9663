/* development_options: what the program development may be told. */
#ifndef DEVELOPMENT_OPTIONS_H
#define DEVELOPMENT_OPTIONS_H

#include "development_columns.h"
#include "program.h"

struct development_options {
  const char *run, *labels, *course;
};

#define AT(field) .at = offsetof(struct development_options, field)
static const struct program_option development_table[] = {
    {PROGRAM_OPERAND, .value = "RUN.h5", AT(run), .needed = true},
    {PROGRAM_WORD, "labels", 'l', "FILE.tsv", AT(labels), .needed = true,
     .meaning = "Write the labels here, one row a grid point"},
    {PROGRAM_WORD, "course", 'c', "FILE.tsv", AT(course), .needed = true,
     .meaning =
         "Write accuracy, groups, balance and shares of labels here, one row each"},
    {.kind = PROGRAM_END}};
#undef AT

static const struct program development_program = {
    .name = "development",
    .about = "Follows a training run through its snapshots: groups and balance of the "
             "units at each, attractors of the stimulus stage at up to six.",
    .size = sizeof(struct development_options),
    .options = development_table,
    .columns = development_columns};

#endif
