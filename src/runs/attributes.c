#include "attributes.h"

#include <string.h>

int attributes_put(struct runfile *run, const struct parameter *table, size_t count,
                   const void *values, struct fault *fault) {
  char text[PARAMETER_TEXT_LONGEST + 1];
  for (size_t i = 0; i < count; ++i) {
    parameters_text(table + i, values, text);
    if (runfile_put_text(run, table[i].name, text, fault))
      return -1;
  }
  return 0;
}

int attributes_get(const struct runfile *run, const struct parameter *table,
                   size_t count, void *values, struct fault *fault) {
  char text[RUNFILE_TEXT_LONGEST + 1];
  for (size_t i = 0; i < count; ++i)
    if (runfile_get_text(run, table[i].name, text, fault) ||
        parameters_set(table, count, values, table[i].name, text, run->path, fault))
      return -1;
  return 0;
}

bool attributes_same(const struct runfile *run, const struct parameter *table,
                     size_t count, const void *values) {
  char text[PARAMETER_TEXT_LONGEST + 1];
  for (size_t i = 0; i < count; ++i) {
    parameters_text(table + i, values, text);
    if (!attributes_is(run, table[i].name, text))
      return false;
  }
  return true;
}

bool attributes_is(const struct runfile *run, const char *name, const char *text) {
  char found[RUNFILE_TEXT_LONGEST + 1];
  struct fault ignored;
  return !runfile_get_text(run, name, found, &ignored) && !strcmp(found, text);
}
