#include "slurp.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FIRST = 1 << 16 }; /* bytes, of what does not tell its size */

/* Reads STREAM to its end into a buffer of ROOM bytes, which grows. */
static char *read_all(FILE *stream, const char *path, size_t room, size_t limit,
                      size_t *size, struct fault *fault) {
  char *text = malloc(room + 1);
  *size = 0;
  while (text) {
    *size += fread(text + *size, 1, room - *size, stream);
    if (*size < room || *size > limit)
      break;
    room = 2 * room + FIRST;
    char *larger = realloc(text, room + 1);
    if (!larger)
      free(text);
    text = larger;
  }
  if (!text)
    fault_set(fault, "%s: no memory for its %zu bytes", path, room);
  else if (ferror(stream))
    fault_set(fault, "%s: cannot be read to its end", path);
  else if (*size > limit)
    fault_set(fault, "%s: has more than %zu bytes, the most that is accepted", path,
              limit);
  else {
    text[*size] = '\0';
    return text;
  }
  free(text);
  return NULL;
}

char *slurp(const char *path, size_t limit, size_t *size, struct fault *fault) {
  FILE *stream = fopen(path, "rb");
  struct stat status;
  char *text = NULL;
  if (!stream) {
    fault_set(fault, "%s: cannot be read: %s", path, strerror(errno));
    return NULL;
  }
  if (fstat(fileno(stream), &status) != 0 || S_ISDIR(status.st_mode))
    fault_set(fault, "%s: is not a file but a directory", path);
  else if (S_ISREG(status.st_mode) && (size_t)status.st_size > limit)
    fault_set(fault, "%s: has %lld bytes, at most %zu are accepted", path,
              (long long)status.st_size, limit);
  else
    text = read_all(stream, path,
                    S_ISREG(status.st_mode) ? (size_t)status.st_size + 1 : FIRST, limit,
                    size, fault);
  fclose(stream);
  return text;
}
