/* run_digest: prints for each RUN.h5 one digest of all that a run must reproduce: every
 * network in it and the history without its seconds.  For tests/test_train.sh. */
#include "digest.h"
#include "runfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct content {
  const struct runfile *run;
  const char *group;
  unsigned char *bytes;
  size_t size;
  struct fault *fault;
};

static int append(struct content *content, const void *bytes, size_t size) {
  unsigned char *grown = realloc(content->bytes, content->size + size + 1);
  if (!grown)
    return fault_set(content->fault, "no memory");
  memcpy(grown + content->size, bytes, size);
  content->bytes = grown;
  content->size += size;
  return 0;
}

/* Appends the array NAME of the group, whatever its shape. */
static int take_array(const char *name, void *context) {
  struct content *content = context;
  char path[256];
  snprintf(path, sizeof path, "%s/%s", content->group, name);
  hid_t dataset = H5Dopen2(content->run->file, path, H5P_DEFAULT);
  hid_t space = H5Dget_space(dataset);
  hssize_t count = H5Sget_simple_extent_npoints(space);
  float *values = count > 0 ? malloc((size_t)count * sizeof *values) : NULL;
  int failed = !values || H5Dread(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL,
                                  H5P_DEFAULT, values) < 0
                   ? fault_set(content->fault, "%s: cannot be read", path)
                   : append(content, values, (size_t)count * sizeof *values);
  free(values);
  H5Sclose(space);
  H5Dclose(dataset);
  return failed;
}

static int take_group(struct content *content, const char *group) {
  content->group = group;
  return append(content, group, strlen(group)) ||
         runfile_members(content->run, group, take_array, content, content->fault);
}

static int take_snapshot(const char *name, void *context) {
  char group[64];
  snprintf(group, sizeof group, "/checkpoints/%s", name);
  return take_group(context, group);
}

static int take_kept(const char *name, void *context) {
  char group[64];
  snprintf(group, sizeof group, "/multiples/%s", name);
  return take_group(context, group);
}

static int take_history(struct content *content) {
  static const char *const names[] = {"update", "phase", "trials", "steps",    "evaluated", "correct",
                                      "broken", "loss",  "reward", "multiple", "seconds"};
  enum { COLUMNS = sizeof names / sizeof *names };
  size_t rows;
  double *data;
  if (runfile_get_rows(content->run, "/history", COLUMNS, names, &rows, &data,
                       content->fault))
    return -1;
  int failed = 0;
  for (size_t i = 0; !failed && i < rows; ++i)
    failed = append(content, data + i * COLUMNS, (COLUMNS - 1) * sizeof *data);
  free(data);
  return failed;
}

static int take_run(const struct runfile *run, char *digest, struct fault *fault) {
  struct content content = {.run = run, .fault = fault};
  int failed = take_group(&content, "/initial") || take_group(&content, "/weights") ||
               take_history(&content) ||
               (runfile_has(run, "/critic") && take_group(&content, "/critic")) ||
               (runfile_has(run, "/phases") && take_group(&content, "/phases/1")) ||
               (runfile_has(run, "/multiples") &&
                runfile_members(run, "/multiples", take_kept, &content, fault)) ||
               (runfile_has(run, "/checkpoints") &&
                runfile_members(run, "/checkpoints", take_snapshot, &content, fault));
  struct digest_part part = {content.bytes, content.size};
  if (!failed && digest_parts(&part, 1, digest))
    failed = fault_set(fault, "%s: no digest", run->path);
  free(content.bytes);
  return failed ? -1 : 0;
}

int main(int argc, char **argv) {
  struct fault fault;
  char digest[DIGEST_LENGTH + 1];
  for (int i = 1; i < argc; ++i) {
    struct runfile run;
    if (runfile_open(&run, argv[i], &fault))
      return fault_print(&fault, "run_digest");
    int failed = take_run(&run, digest, &fault);
    runfile_close(&run);
    if (failed)
      return fault_print(&fault, "run_digest");
    puts(digest);
  }
  return 0;
}
