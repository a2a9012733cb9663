/* complexity_options: what the program complexity may be told. */
#ifndef COMPLEXITY_OPTIONS_H
#define COMPLEXITY_OPTIONS_H

#include "complexity_columns.h"
#include "program.h"

struct complexity_options {
  const char *run, *output, *learning;
  long trials;
};

#define AT(field) .at = offsetof(struct complexity_options, field)
static const struct program_option complexity_table[] = {
    {PROGRAM_OPERAND, .value = "RUN.h5", AT(run), .needed = true},
    {PROGRAM_WORD, "output", 'o', "FILE.tsv", AT(output), .needed = true,
     .meaning = "Write the network's row here"},
    {PROGRAM_WORD, "learning", 'l', "FILE.tsv", AT(learning),
     .meaning = "Write the evaluations of its training here"},
    {PROGRAM_WHOLE, "trials", 't', "N", AT(trials), .low = 1, .high = 100000000,
     .initial = 8192, .meaning = "Held-out trials"},
    {.kind = PROGRAM_END}};
#undef AT

static const struct program complexity_program = {
    .name = "complexity",
    .about = "Measures how well a trained network does the task, on trials it has "
             "never seen.",
    .size = sizeof(struct complexity_options),
    .options = complexity_table,
    .columns = complexity_columns};

#endif
