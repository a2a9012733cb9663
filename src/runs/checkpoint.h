/* checkpoint: what a long computation leaves beside its place while it goes on, so that a
 * killed one loses little.  A file of its own, written whole or not at all; it counts
 * only for the very computation that left it. */
#ifndef CHECKPOINT_H
#define CHECKPOINT_H

#include "runfile.h"

#include <stdbool.h>

/* What a program tells of its computation, to which CONTEXT is passed. */
struct checkpoint {
  int (*sign)(struct runfile *file, const void *context, struct fault *fault);
  bool (*is_mine)(const struct runfile *file, const void *context);
  int (*save)(struct runfile *file, void *context, struct fault *fault);
  int (*load)(const struct runfile *file, void *context, struct fault *fault);
};

/* Replaces the checkpoint at PATH. */
int checkpoint_write(const struct checkpoint *kind, void *context, const char *path,
                     struct fault *fault);

/* Loads the checkpoint at PATH.  None, one that is damaged (then PROGRAM says so on the
 * standard error stream) or another computation's loads nothing, and is no fault; one
 * that cannot be read, for want of memory or of permission, is one. */
int checkpoint_read(const struct checkpoint *kind, void *context, const char *path,
                    const char *program, struct fault *fault);

/* An array of a checkpoint: COUNT numbers of TYPE at DATA. */
struct checkpoint_array {
  const char *name;
  enum runfile_type type;
  size_t count;
  void *data;
};

/* Write or read COUNT arrays, for save and load. */
int checkpoint_put(struct runfile *file, const struct checkpoint_array *arrays,
                   size_t count, struct fault *fault);
int checkpoint_get(const struct runfile *file, const struct checkpoint_array *arrays,
                   size_t count, struct fault *fault);

#endif
