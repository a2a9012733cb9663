#include "replace.h"

#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int cannot(const char *path, int reason, struct fault *fault) {
  return fault_set(fault, "%s: cannot be written: %s", path, strerror(reason));
}

static void forget(struct replace *file) {
  free(file->path);
  free(file->temporary);
  *file = (struct replace){NULL, NULL, NULL};
}

int replace_open(struct replace *file, const char *path, struct fault *fault) {
  *file = (struct replace){NULL, text_format(fault, "%s", path),
                           text_format(fault, "%s.tmp.%ld", path, (long)getpid())};
  int failed = !file->path || !file->temporary;
  if (!failed && !(file->stream = fopen(file->temporary, "w")))
    failed = cannot(path, errno, fault);
  if (failed)
    forget(file);
  return failed ? -1 : 0;
}

int replace_open_at(struct replace *file, struct fault *fault, const char *format,
                    ...) {
  va_list arguments;
  va_start(arguments, format);
  char *path = text_vformat(fault, format, arguments);
  va_end(arguments);
  int failed = path ? replace_open(file, path, fault) : -1;
  free(path);
  return failed;
}

/* A written and closed TEMPORARY, flushed to the disk first, becomes PATH. */
static int put_in_place(const char *temporary, const char *path, struct fault *fault) {
  int descriptor = open(temporary, O_RDONLY);
  int failed = descriptor < 0 || fsync(descriptor) != 0;
  if (descriptor >= 0)
    close(descriptor);
  if (failed || rename(temporary, path) != 0) {
    int reason = errno;
    unlink(temporary);
    return cannot(path, reason, fault);
  }
  return 0;
}

/* Closes the temporary file with all that was written in it. */
static int settle(struct replace *file, struct fault *fault) {
  int failed = fflush(file->stream) != 0 || ferror(file->stream);
  int reason = errno;
  if (fclose(file->stream) != 0 && !failed) {
    failed = 1;
    reason = errno;
  }
  file->stream = NULL;
  return failed ? cannot(file->path, reason, fault) : 0;
}

int replace_commit(struct replace *file, struct fault *fault) {
  return replace_finish(file, 1, 0, fault);
}

void replace_abandon(struct replace *file) {
  if (file->stream)
    fclose(file->stream);
  if (file->temporary)
    unlink(file->temporary);
  forget(file);
}

int replace_open_all(struct replace *files, const char *const *paths, size_t count,
                     struct fault *fault) {
  for (size_t i = 0; i < count; ++i)
    files[i] = (struct replace){NULL, NULL, NULL};
  for (size_t i = 0; i < count; ++i)
    if (paths[i] && replace_open(files + i, paths[i], fault))
      return replace_finish(files, i, -1, fault);
  return 0;
}

/* Puts the first COUNT files in their places.  What a place held before has a second
 * name meanwhile, in KEPT, under which it comes back if a later file fails. */
static int put_all(const struct replace *files, size_t count, char *const *kept,
                   struct fault *fault) {
  size_t done = 0;
  for (; done < count; ++done) {
    if (!files[done].path)
      continue;
    if (kept[done] && link(files[done].path, kept[done]) && errno != ENOENT) {
      cannot(kept[done], errno, fault);
      break;
    }
    if (put_in_place(files[done].temporary, files[done].path, fault)) {
      if (kept[done])
        unlink(kept[done]);
      break;
    }
  }
  for (size_t i = 0; i < done; ++i)
    if (kept[i] && done == count)
      unlink(kept[i]);
    else if (files[i].path && kept[i] && rename(kept[i], files[i].path))
      unlink(files[i].path); /* there was none */
  return done == count ? 0 : -1;
}

/* Names for the old files; not for the last, which is the last to fail. */
static int name_kept(const struct replace *files, size_t count, char **kept,
                     struct fault *fault) {
  for (size_t i = 0; i + 1 < count; ++i)
    if (files[i].path &&
        !(kept[i] = text_format(fault, "%s.old.%ld", files[i].path, (long)getpid())))
      return -1;
  return 0;
}

int replace_finish(struct replace *files, size_t count, int failed,
                   struct fault *fault) {
  char **kept = NULL;
  for (size_t i = 0; i < count && !failed; ++i)
    failed = files[i].stream && settle(files + i, fault);
  if (!failed && !(kept = calloc(count, sizeof *kept)))
    failed = fault_set(fault, "no memory for %zu files", count);
  if (!failed)
    failed = name_kept(files, count, kept, fault) || put_all(files, count, kept, fault);
  for (size_t i = 0; i < count; ++i) {
    if (failed)
      replace_abandon(files + i);
    else
      forget(files + i);
    if (kept)
      free(kept[i]);
  }
  free(kept);
  return failed ? -1 : 0;
}
