/* progress: how far a long computation is and how long it will still take. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>

struct progress {
  double started, shown; /* seconds of a clock that is never set back */
  bool terminal;         /* whether the standard error stream is one */
};

void progress_start(struct progress *progress);

/* Seconds since the start. */
double progress_seconds(const struct progress *progress);

/* At most once a second, and only on a terminal: rewrites one line with the formatted
 * text, the part FRACTION (0 to 1) that is done and the time left if the rest goes at
 * the same pace. */
void progress_show(struct progress *progress, double fraction, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Removes the line. */
void progress_clear(const struct progress *progress);

/* Prints "45 s", "3 min 20 s", "1 h 05 min" on the standard error stream. */
void progress_time(double seconds);

#endif
