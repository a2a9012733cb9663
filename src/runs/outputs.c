#include "outputs.h"

int outputs_open(struct replace *files, const char *folder, const char *const *names,
                 size_t count, const char *aside, struct fault *fault) {
  for (size_t i = 0; i < count; ++i)
    files[i] = (struct replace){NULL, NULL, NULL};
  for (size_t i = 0; i < count; ++i)
    if (names[i] ? replace_open_at(files + i, fault, "%s/%s", folder, names[i])
                 : aside && replace_open(files + i, aside, fault))
      return replace_finish(files, i, -1, fault);
  return 0;
}
