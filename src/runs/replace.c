#include "replace.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int replace_open(struct replace *file, const char *path, struct fault *fault) {
  int length = snprintf(file->path, sizeof file->path, "%s", path);
  if (length < 0 || (size_t)length >= sizeof file->path)
    return fault_set(fault, "%.80s...: the path is longer than %zu characters", path,
                     sizeof file->path - 1);
  snprintf(file->temporary, sizeof file->temporary, "%s.tmp.%ld", path, (long)getpid());
  file->stream = fopen(file->temporary, "w");
  if (!file->stream)
    return fault_set(fault, "%s: cannot be written: %s", path, strerror(errno));
  return 0;
}

int replace_rename(const char *temporary, const char *path, struct fault *fault) {
  int descriptor = open(temporary, O_RDONLY);
  int failed = descriptor < 0 || fsync(descriptor) != 0;
  if (descriptor >= 0)
    close(descriptor);
  if (failed || rename(temporary, path) != 0) {
    int reason = errno;
    unlink(temporary);
    return fault_set(fault, "%s: cannot be written: %s", path, strerror(reason));
  }
  return 0;
}

int replace_commit(struct replace *file, struct fault *fault) {
  int failed = fflush(file->stream) != 0 || ferror(file->stream);
  int reason = errno;
  if (fclose(file->stream) != 0 && !failed) {
    failed = 1;
    reason = errno;
  }
  file->stream = NULL;
  if (failed) {
    unlink(file->temporary);
    return fault_set(fault, "%s: cannot be written: %s", file->path, strerror(reason));
  }
  return replace_rename(file->temporary, file->path, fault);
}

void replace_abandon(struct replace *file) {
  if (file->stream)
    fclose(file->stream);
  file->stream = NULL;
  unlink(file->temporary);
}
