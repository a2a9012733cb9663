/* A thousand damaged copies of a real run: each is refused in one line that names the
 * file, or reads back identical in every number and text. */
#include "history.h"
#include "network.h"
#include "session.h"
#include "streams.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { USER_BLOCK = 512, TEXTS = 8, NETWORKS = 3 };

static const char *const texts[TEXTS] = {
    "format", "source", "outcome", "weights_digest", "blas", "kernel", "gsl", "hdf5"};
static const char *const groups[NETWORKS] = {"/initial", "/weights",
                                             "/checkpoints/00002"};

/* The run, its copy that is damaged, and what was read of the run when it was whole. */
struct subject {
  char folder[32], path[64], copy[64];
  unsigned char *bytes, *damaged;
  size_t size;
  char *content;
  size_t content_size;
  gsl_rng *rng;
  size_t refused, identical;
};

/* ---- all that a run says, as one sequence of bytes ------------------------------- */

static int take_texts(const struct runfile *run, FILE *to, struct fault *fault) {
  char text[RUNFILE_TEXT_LONGEST + 1];
  for (size_t i = 0; i < TEXTS + specification_count; ++i) {
    const char *name = i < TEXTS ? texts[i] : specification_table[i - TEXTS].name;
    if (runfile_get_text(run, name, text, fault))
      return -1;
    fprintf(to, "%s = %s\n", name, text);
  }
  return 0;
}

static int take_networks(const struct runfile *run, FILE *to, struct fault *fault) {
  struct specification spec;
  struct network net;
  if (specification_read(&spec, run, fault))
    return -1;
  if (network_alloc(&net, &spec))
    return fault_set(fault, "%s: no memory", run->path);
  int failed = 0;
  for (size_t i = 0; !failed && i < NETWORKS; ++i) {
    failed = network_read(&net, run, groups[i], fault);
    fwrite(net.theta, sizeof *net.theta, net.count, to);
  }
  network_free(&net);
  return failed;
}

static int take_history(const struct runfile *run, FILE *to, struct fault *fault) {
  struct history history = {0};
  if (history_read(&history, run, "/history", fault))
    return -1;
  fwrite(history.row, sizeof *history.row, history.count, to);
  history_free(&history);
  return 0;
}

/* Reads PATH; *CONTENT is allocated, and the caller frees it whatever happens. */
static int take(const char *path, char **content, size_t *size, struct fault *fault) {
  struct runfile run;
  FILE *to = open_memstream(content, size);
  assert_non_null(to);
  int failed = runfile_open(&run, path, fault);
  if (!failed) {
    failed = take_texts(&run, to, fault) || take_networks(&run, to, fault) ||
             take_history(&run, to, fault);
    runfile_close(&run);
  }
  fclose(to);
  return failed ? -1 : 0;
}

/* ---- damage ---------------------------------------------------------------------- */

static void write_copy(const struct subject *run, size_t size) {
  FILE *stream = fopen(run->copy, "wb");
  assert_non_null(stream);
  assert_int_equal(fwrite(run->damaged, 1, size, stream), size);
  assert_int_equal(fclose(stream), 0);
}

/* Judges the first SIZE bytes of the damaged copy, which is then made whole again. */
static void judge(struct subject *run, size_t size, const char *what, size_t at) {
  struct fault fault = {""};
  char *content = NULL;
  size_t content_size;
  write_copy(run, size);
  memcpy(run->damaged, run->bytes, run->size);
  if (take(run->copy, &content, &content_size, &fault)) {
    ++run->refused;
    if (strncmp(fault.line, run->copy, strlen(run->copy)) || strchr(fault.line, '\n') ||
        !strstr(fault.line, "run file"))
      fail_msg("%s at %zu: '%s' is not clear", what, at, fault.line);
  } else {
    ++run->identical;
    if (content_size != run->content_size ||
        memcmp(content, run->content, content_size))
      fail_msg("%s at %zu: was taken and gives something else", what, at);
  }
  free(content);
}

static size_t choose(const struct subject *run, size_t count) {
  return gsl_rng_uniform_int(run->rng, count);
}

static void flip(struct subject *run, size_t at) {
  run->damaged[at] ^= (unsigned char)(1u << choose(run, 8));
}

/* Where in the file these bytes stand. */
static size_t find(const struct subject *run, const void *bytes, size_t size) {
  for (size_t at = USER_BLOCK; at + size <= run->size; ++at)
    if (!memcmp(run->bytes + at, bytes, size))
      return at;
  fail_msg("the file does not hold these %zu bytes", size);
  return 0;
}

/* Where an array's numbers stand; COUNT floats. */
static size_t find_array(const struct subject *run, const char *name, size_t rank,
                         const size_t *shape, size_t count) {
  struct runfile file;
  struct fault fault;
  float *values = malloc(count * sizeof *values);
  assert_non_null(values);
  assert_int_equal(runfile_open(&file, run->path, &fault), 0);
  assert_int_equal(runfile_get(&file, name, RUNFILE_FLOAT, rank, shape, values, &fault),
                   0);
  runfile_close(&file);
  size_t at = find(run, values, count * sizeof *values);
  free(values);
  return at;
}

/* ---- the run --------------------------------------------------------------------- */

enum { UNITS = 12 };
static const size_t square[] = {UNITS, UNITS};

static int set_up(void **state) {
  static struct subject run = {.folder = "/tmp/test_damage.XXXXXX"};
  struct specification spec;
  struct fault fault;
  struct stat status;
  static const char *const settings[] = {"units=12",           "batch=4",
                                         "budget_trials=40",   "evaluation_trials=16",
                                         "sequence_steps=60",  "evaluation_interval=1",
                                         "snapshot_interval=2"};
  parameters_default(specification_table, specification_count, &spec);
  for (size_t i = 0; i < sizeof settings / sizeof *settings; ++i)
    if (parameters_assign(specification_table, specification_count, &spec, settings[i],
                          "test", &fault))
      fail_msg("%s", fault.line);
  assert_non_null(mkdtemp(run.folder));
  snprintf(run.path, sizeof run.path, "%s/whole.h5", run.folder);
  snprintf(run.copy, sizeof run.copy, "%s/copy.h5", run.folder);
  if (session_train(&spec, "a digest", run.path, &fault) ||
      take(run.path, &run.content, &run.content_size, &fault))
    fail_msg("%s", fault.line);
  FILE *stream = fopen(run.path, "rb");
  assert_true(stream && fstat(fileno(stream), &status) == 0);
  run.size = (size_t)status.st_size;
  run.bytes = malloc(run.size);
  run.damaged = malloc(run.size + USER_BLOCK);
  run.rng = streams_open(7, 1, 0);
  assert_true(run.bytes && run.damaged && run.rng);
  assert_int_equal(fread(run.bytes, 1, run.size, stream), run.size);
  fclose(stream);
  memcpy(run.damaged, run.bytes, run.size);
  *state = &run;
  return 0;
}

static int tear_down(void **state) {
  struct subject *run = *state;
  unlink(run->path);
  unlink(run->copy);
  rmdir(run->folder);
  free(run->bytes);
  free(run->damaged);
  free(run->content);
  gsl_rng_free(run->rng);
  return 0;
}

/* ---- tests ----------------------------------------------------------------------- */

/* The judge itself: the whole copy is taken; and it would notice another number. */
static void a_whole_copy_is_taken(void **state) {
  struct subject *run = *state;
  run->refused = run->identical = 0;
  judge(run, run->size, "nothing", 0);
  assert_int_equal(run->identical, 1);
  assert_true(run->content_size > 3 * UNITS * UNITS * sizeof(float));
}

static void truncated_copies(void **state) {
  struct subject *run = *state;
  const size_t special[] = {
      0, 1, USER_BLOCK - 1, USER_BLOCK, USER_BLOCK + 1, run->size - 1};
  run->refused = run->identical = 0;
  for (size_t i = 0; i < 250; ++i) {
    size_t size = i < 6 ? special[i] : choose(run, run->size);
    judge(run, size, "cut", size);
  }
  for (size_t i = 0; i < 10; ++i) { /* and grown */
    size_t more = 1 + choose(run, USER_BLOCK);
    memset(run->damaged + run->size, i % 2 ? 0 : 'x', more);
    judge(run, run->size + more, "grown", more);
  }
  assert_int_equal(run->refused, 260);
}

static void single_bits_anywhere(void **state) {
  struct subject *run = *state;
  run->refused = run->identical = 0;
  for (size_t i = 0; i < 250; ++i) {
    size_t at = choose(run, i % 5 ? run->size : USER_BLOCK);
    flip(run, at);
    judge(run, run->size, "flipped", at);
  }
  assert_int_equal(run->refused, 250);
}

static void single_bits_of_weights(void **state) {
  struct subject *run = *state;
  size_t start = find_array(run, "/weights/W", 2, square, UNITS * UNITS);
  run->refused = run->identical = 0;
  for (size_t i = 0; i < 150; ++i) {
    size_t at = start + choose(run, UNITS * UNITS * sizeof(float));
    flip(run, at);
    judge(run, run->size, "flipped in W", at);
  }
  assert_int_equal(run->refused, 150);
}

/* Of a name and of its value, which stand near each other. */
static void single_bits_of_attributes(void **state) {
  struct subject *run = *state;
  run->refused = run->identical = 0;
  for (size_t i = 0; i < 150; ++i) {
    const char *name = specification_table[i % specification_count].name;
    size_t at = find(run, name, strlen(name) + 1) + choose(run, 64);
    flip(run, at);
    judge(run, run->size, "flipped in an attribute", at);
  }
  assert_int_equal(run->refused, 150);
}

static void zeroed_blocks(void **state) {
  struct subject *run = *state;
  run->refused = run->identical = 0;
  while (run->refused + run->identical < 160) {
    size_t length = 1 + choose(run, 4096), at = choose(run, run->size);
    if (run->refused % 2) { /* a sector */
      length = 512;
      at -= at % length;
    }
    if (length > run->size - at)
      length = run->size - at;
    memset(run->damaged + at, 0, length);
    if (memcmp(run->damaged, run->bytes, run->size)) /* not a gap of zeros */
      judge(run, run->size, "zeroed", at);
  }
  assert_int_equal(run->refused, 160);
}

/* Two arrays change places: their bytes, or their names by way of HDF5. */
static void swapped_arrays(void **state) {
  struct subject *run = *state;
  size_t length = UNITS * UNITS * sizeof(float), offset[NETWORKS];
  char name[NETWORKS][64];
  run->refused = run->identical = 0;
  for (size_t i = 0; i < NETWORKS; ++i) {
    snprintf(name[i], sizeof name[i], "%s/W", groups[i]);
    offset[i] = find_array(run, name[i], 2, square, UNITS * UNITS);
  }
  for (size_t i = 0; i < NETWORKS; ++i) {
    size_t j = (i + 1) % NETWORKS;
    memcpy(run->damaged + offset[i], run->bytes + offset[j], length);
    memcpy(run->damaged + offset[j], run->bytes + offset[i], length);
    judge(run, run->size, "swapped in place", offset[i]);

    write_copy(run, run->size);
    hid_t file = H5Fopen(run->copy, H5F_ACC_RDWR, H5P_DEFAULT);
    assert_true(file >= 0);
    assert_true(H5Lmove(file, name[i], file, "/aside", H5P_DEFAULT, H5P_DEFAULT) >= 0 &&
                H5Lmove(file, name[j], file, name[i], H5P_DEFAULT, H5P_DEFAULT) >= 0 &&
                H5Lmove(file, "/aside", file, name[j], H5P_DEFAULT, H5P_DEFAULT) >= 0);
    H5Fclose(file);
    struct fault fault;
    char *content = NULL;
    size_t content_size;
    assert_int_equal(take(run->copy, &content, &content_size, &fault), -1);
    assert_non_null(strstr(fault.line, "do not match its SHA-256"));
    free(content);
  }
  assert_int_equal(run->refused, 3);
}

/* Readers that do not know of the seal have HDF5's checksum: with the user block left
 * out of account, no flipped bit of the weights passes it. */
static void a_second_guard(void **state) {
  struct subject *run = *state;
  size_t start = find_array(run, "/weights/W", 2, square, UNITS * UNITS);
  float values[UNITS * UNITS];
  for (size_t i = 0; i < 50; ++i) {
    flip(run, start + choose(run, sizeof values));
    write_copy(run, run->size);
    memcpy(run->damaged, run->bytes, run->size);
    hid_t file = H5Fopen(run->copy, H5F_ACC_RDONLY, H5P_DEFAULT);
    assert_true(file >= 0);
    hid_t dataset = H5Dopen2(file, "/weights/W", H5P_DEFAULT);
    assert_true(
        H5Dread(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0);
    H5Dclose(dataset);
    H5Fclose(file);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_whole_copy_is_taken),
      cmocka_unit_test(truncated_copies),
      cmocka_unit_test(single_bits_anywhere),
      cmocka_unit_test(single_bits_of_weights),
      cmocka_unit_test(single_bits_of_attributes),
      cmocka_unit_test(zeroed_blocks),
      cmocka_unit_test(swapped_arrays),
      cmocka_unit_test(a_second_guard),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
