/* replace: a file is written under a temporary name beside its place and renamed into
 * it, so that a reader finds the whole old file or the whole new one, never a part. */
#ifndef REPLACE_H
#define REPLACE_H

#include "fault.h"

#include <stdio.h>

struct replace {
  FILE *stream;         /* write here */
  char path[1024];      /* the file's place */
  char temporary[1088]; /* PATH.tmp.PID */
};

/* Opens the temporary file. */
int replace_open(struct replace *file, const char *path, struct fault *fault);

/* Flushes to the disk and renames; on any error the temporary file is removed and the
 * old file stays as it was. */
int replace_commit(struct replace *file, struct fault *fault);

/* Removes the temporary file; the old file stays as it was. */
void replace_abandon(struct replace *file);

/* Renames an already written and closed TEMPORARY to PATH, flushed to the disk first.
 */
int replace_rename(const char *temporary, const char *path, struct fault *fault);

#endif
