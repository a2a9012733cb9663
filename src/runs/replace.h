/* replace: a file is written under a temporary name beside its place and renamed into
 * it, so that a reader finds the whole old file or the whole new one, never a part; and
 * several files that belong together are replaced all or none. */
#ifndef REPLACE_H
#define REPLACE_H

#include "fault.h"

#include <stddef.h>
#include <stdio.h>

struct replace {
  FILE *stream;    /* write here; NULL when nothing is open */
  char *path;      /* the file's place */
  char *temporary; /* PATH.tmp.PID */
};

/* Opens the temporary file. */
int replace_open(struct replace *file, const char *path, struct fault *fault);

/* The same at a path that is put together from its parts. */
int replace_open_at(struct replace *file, struct fault *fault, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Flushes to the disk and renames; on any error the temporary file is removed and the
 * old file stays as it was. */
int replace_commit(struct replace *file, struct fault *fault);

/* Removes the temporary file; the old file stays as it was. */
void replace_abandon(struct replace *file);

/* Opens COUNT files, all or none.  One whose path is NULL is not wanted: its stream is
 * NULL. */
int replace_open_all(struct replace *files, const char *const *paths, size_t count,
                     struct fault *fault);

/* Commits all files, or abandons all if the work on them FAILED: returns -1 then, with
 * the fault of that work.  If one cannot be put in its place, those before it get their
 * old content back. */
int replace_finish(struct replace *files, size_t count, int failed,
                   struct fault *fault);

#endif
