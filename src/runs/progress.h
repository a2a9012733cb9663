/* progress: how far a long computation is and how long it will still take. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stddef.h>

struct progress {
  double started, shown; /* seconds of a clock that is never set back */
  int terminal;          /* whether the standard error stream is one */
};

void progress_start(struct progress *progress);

/* Seconds since the start. */
double progress_seconds(const struct progress *progress);

/* At most once a second, and only on a terminal: rewrites one line with TEXT, the part
 * FRACTION (0 to 1) that is done and the time left if the rest goes at the same pace.
 */
void progress_show(struct progress *progress, double fraction, const char *text);

/* Removes the line. */
void progress_clear(const struct progress *progress);

/* "45 s", "3 min 20 s", "1 h 05 min"; TEXT holds 32 characters. */
void progress_time(double seconds, char *text);

struct progress_batch {
  size_t done, planned;
  double seconds_left; /* at the recent pace; negative: not known yet */
};

/* Counts the files of DIRECTORY that end in PLANNED and those of the same stem that end
 * in DONE, unless they are dated back to the beginning of time, which tells that they are
 * to be made anew.  The pace is that of the last 64 finished files, long pauses left out (a
 * batch that was interrupted overnight goes on at its old pace).  A directory that
 * cannot be read counts as empty. */
struct progress_batch progress_count(const char *directory, const char *planned,
                                     const char *done);

#endif
