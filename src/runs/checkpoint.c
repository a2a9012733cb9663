#include "checkpoint.h"

#include <stdio.h>
#include <unistd.h>

int checkpoint_write(const struct checkpoint *kind, void *context, const char *path,
                     struct fault *fault) {
  struct runfile file;
  if (runfile_create(&file, path, fault))
    return -1;
  if (!kind->sign(&file, context, fault) && !kind->save(&file, context, fault))
    return runfile_commit(&file, fault);
  runfile_close(&file);
  return -1;
}

int checkpoint_read(const struct checkpoint *kind, void *context, const char *path,
                    const char *program, struct fault *fault) {
  struct runfile file;
  struct fault reason;
  if (access(path, F_OK))
    return 0;
  if (runfile_open(&file, path, &reason)) {
    if (!file.damaged) { /* it may be a good one, which the next would replace */
      *fault = reason;
      return -1;
    }
    fprintf(stderr, "%s: %s; it is left out, all starts anew\n", program, reason.line);
    return 0;
  }
  int failed = 0;
  if (kind->is_mine(&file, context))
    failed = kind->load(&file, context, fault);
  runfile_close(&file);
  return failed;
}

int checkpoint_put(struct runfile *file, const struct checkpoint_array *arrays,
                   size_t count, struct fault *fault) {
  for (size_t i = 0; i < count; ++i)
    if (runfile_put(file, arrays[i].name, arrays[i].type, 1, &arrays[i].count,
                    arrays[i].data, fault))
      return -1;
  return 0;
}

int checkpoint_get(const struct runfile *file, const struct checkpoint_array *arrays,
                   size_t count, struct fault *fault) {
  for (size_t i = 0; i < count; ++i)
    if (runfile_get(file, arrays[i].name, arrays[i].type, 1, &arrays[i].count,
                    arrays[i].data, fault))
      return -1;
  return 0;
}
