/* pace_options: what the program pace may be told. */
#ifndef PACE_OPTIONS_H
#define PACE_OPTIONS_H

#include "program.h"

#include <limits.h>

struct pace_options {
  const char *log, *runs, *stale;
  struct program_words work, step;
  long started, jobs;
};

#define AT(field) .at = offsetof(struct pace_options, field)
static const struct program_option pace_table[] = {
    {PROGRAM_OPERANDS, .value = "KIND ID BEGAN", AT(step)},
    {PROGRAM_WORD, "log", 'l', "FILE", AT(log), .needed = true,
     .meaning = "Times of steps: kind, run, seconds, and when it ended"},
    {PROGRAM_WORD, "runs", 'r', "DIR", AT(runs), .needed = true,
     .meaning = "Where ID.run and ID.h5 are"},
    {PROGRAM_WORD, "stale", 'x', "FILE", AT(stale),
     .meaning = "Which runs are to be trained anew"},
    {PROGRAM_WORDS, "work", 'w', "KIND:FOLDER:SUFFIX:SOURCE", AT(work),
     .meaning = "A kind of step of each run"},
    {PROGRAM_WHOLE, "started", 'S', "SECONDS", AT(started), .low = 0, .high = LONG_MAX,
     .meaning = "When this make began, since 1970"},
    {PROGRAM_WHOLE, "jobs", 'j', "N", AT(jobs), .low = 1, .high = 100000, .initial = 1,
     .meaning = "How many steps run at a time"},
    {.kind = PROGRAM_END}};
#undef AT

static const struct program pace_program = {
    .name = "pace",
    .about = "Notes how long a step took and tells how long the rest will take.",
    .size = sizeof(struct pace_options),
    .options = pace_table};

#endif
