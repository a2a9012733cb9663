/* Any bytes as an ensemble: refused with a line and nothing written, or every row has
 * its file of parameters, which can be read. */
#include "ensemble.h"
#include "fuzz.h"
#include "specification.h"
#include "table.h"

#include <dirent.h>

/* Files of the folder of plans; removes them. */
static size_t empty(const char *folder) {
  char path[512];
  size_t count = 0;
  DIR *stream = opendir(folder);
  for (struct dirent *entry; (entry = readdir(stream));)
    if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..")) {
      struct specification spec;
      struct fault fault;
      size_t length = strlen(entry->d_name);
      snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
      if (length > 4 && !strcmp(entry->d_name + length - 4, ".run"))
        MUST(!parameters_read(specification_table, specification_count, &spec, path,
                              &fault));
      MUST(remove(path) == 0);
      ++count;
    }
  closedir(stream);
  return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  static char plans[128];
  struct fault fault = {""};
  struct table table;
  if (!*plans) {
    fuzz_file("base.spec", "units = 64\n", 11);
    fuzz_file("reset.spec", "regime = reset\nbatch = 64\n", 26);
    snprintf(plans, sizeof plans, "%s/plans", fuzz_folder());
    MUST(mkdir(plans, 0700) == 0);
  }
  const char *path = fuzz_file("input.tsv", bytes, size);
  if (ensemble_plan(path, fuzz_folder(), plans, &fault)) {
    fuzz_refused(&fault);
    MUST(empty(plans) == 0);
    return 0;
  }
  MUST(!table_read(&table, path, &fault));
  MUST(empty(plans) == table.rows + 1);
  table_free(&table);
  return 0;
}
