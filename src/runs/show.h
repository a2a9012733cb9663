/* show: a finished run, for the eye. */
#ifndef SHOW_H
#define SHOW_H

#include "fault.h"

#include <stdio.h>

/* Writes what RUN.h5 at PATH says of itself to STREAM: the attribute HEADLINE, all
 * attributes, which are parameters and what it was made with, a line for each row of
 * TABLE, and the note RUN.note that somebody may have laid beside it.  Fault: no such
 * run, or one that lacks the headline or the table. */
int show_run(const char *path, const char *headline, const char *table, FILE *stream,
             struct fault *fault);

#endif
