/* show: a finished run, for the eye. */
#ifndef SHOW_H
#define SHOW_H

#include "fault.h"

#include <stdio.h>

/* Writes what RUN.h5 at PATH says of itself to STREAM: its outcome, all other
 * attributes, which are parameters and what it was made with, a line for each row of
 * /history, and the note RUN.note that somebody may have laid beside it. */
int show_run(const char *path, FILE *stream, struct fault *fault);

#endif
