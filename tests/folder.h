/* folder: a folder of the test's own under /tmp, and paths of files in it. */
#ifndef FOLDER_H
#define FOLDER_H

#include <stdio.h>
#include <stdlib.h>

static char folder[64];

/* Makes the folder, named after the TEST; 0, or -1 as cmocka wants it. */
static inline int folder_make(const char *test) {
  snprintf(folder, sizeof folder, "/tmp/%s.XXXXXX", test);
  return mkdtemp(folder) ? 0 : -1;
}

/* Path of NAME in the folder; eight such paths live at a time. */
static inline const char *in_folder(const char *name) {
  static char paths[8][512];
  static size_t next;
  char *path = paths[next++ % 8];
  snprintf(path, sizeof paths[0], "%s/%s", folder, name);
  return path;
}

/* Removes the folder with all it holds: a cmocka teardown. */
static inline int remove_folder(void **state) {
  char command[128];
  (void)state;
  snprintf(command, sizeof command, "rm -r %s", folder);
  return system(command);
}

#endif
