/* The instruments of src/ that read, write, draw and step: every refusal provoked,
 * known answers where somebody published them, properties else.  Resampling, statistics
 * and the maps have tests of their own. */
#include "adam.h"
#include "bundle.h"
#include "digest.h"
#include "macros.h"
#include "outputs.h"
#include "parameters.h"
#include "replace.h"
#include "runfile.h"
#include "scarce_memory.h"
#include "streams.h"
#include "table.h"
#include "text.h"

#include <dirent.h>
#include <errno.h>
#include <gsl/gsl_errno.h>
#include <hdf5_hl.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "faults.h"
#include "folder.h"

/* ---- a folder of our own -----------------------------------------------------------
 */

static int make_folder(void **state) {
  (void)state;
  gsl_set_error_handler_off();
  return folder_make("test_instruments");
}

/* Names in the folder that are not "." or ".."; removes them when REMOVING. */
static size_t list_folder(int removing) {
  DIR *stream = opendir(folder);
  size_t count = 0;
  for (struct dirent *entry; (entry = readdir(stream));)
    if (entry->d_name[0] != '.') {
      ++count;
      if (removing && remove(in_folder(entry->d_name)))
        perror(entry->d_name);
    }
  closedir(stream);
  return count;
}

static int empty_folder(void **state) {
  (void)state;
  refuse_count = 0;
  refuse_size = SIZE_MAX;
  list_folder(1);
  return 0;
}

/* (Fails if a hidden file was left behind.) */
static int leave_folder(void **state) {
  empty_folder(state);
  return rmdir(folder);
}

static const char *spill(const char *name, const void *bytes, size_t size) {
  const char *path = in_folder(name);
  FILE *stream = fopen(path, "wb");
  assert_non_null(stream);
  assert_int_equal(fwrite(bytes, 1, size, stream), size);
  assert_int_equal(fclose(stream), 0);
  return path;
}

static const char *spill_text(const char *name, const char *text) {
  return spill(name, text, strlen(text));
}

static unsigned char *take_bytes(const char *path, size_t *size) {
  FILE *stream = fopen(path, "rb");
  assert_non_null(stream);
  assert_int_equal(fseek(stream, 0, SEEK_END), 0);
  *size = (size_t)ftell(stream);
  rewind(stream);
  unsigned char *bytes = malloc(*size + 1);
  assert_non_null(bytes);
  assert_int_equal(fread(bytes, 1, *size, stream), *size);
  fclose(stream);
  return bytes;
}

static void test_fault(void **state) {
  (void)state;
  assert_int_equal(fault_set(&fault, "%s:%d: x '%s'", "f.tsv", 12, "abc"), -1);
  assert_string_equal(fault.line, "f.tsv:12: x 'abc'");
  char wide[2000];
  memset(wide, 'w', sizeof wide - 1);
  wide[sizeof wide - 1] = '\0';
  assert_int_equal(fault_set(&fault, "%s", wide), -1);
  assert_int_equal(strlen(fault.line), sizeof fault.line - 1);

  fault_set(&fault, "%s", "a.h5: is damaged");
  const char *path = in_folder("stderr");
  fflush(stderr);
  int kept = dup(2);
  assert_non_null(freopen(path, "w", stderr));
  int status = fault_print(&fault, "train");
  fflush(stderr);
  dup2(kept, 2);
  close(kept);
  assert_int_equal(status, 2);
  size_t size;
  unsigned char *bytes = take_bytes(path, &size);
  assert_int_equal(size, strlen("train: a.h5: is damaged\n"));
  assert_memory_equal(bytes, "train: a.h5: is damaged\n", size);
  free(bytes);
}

/* ---- table -------------------------------------------------------------------------
 */

static void test_table_reads(void **state) {
  (void)state;
  struct table table;
  const char *path = spill_text("good.tsv", "# written by hand\n\nid\tdelta\tnote\n"
                                            "a1\t0.14\tna\xc3\xafve \xce\xb4 = 1\n"
                                            "# between\n"
                                            "b2\t-2.5e-3\t# not a comment\n\n"
                                            "c3\t+7.\t\xe2\x82\xac\n");
  succeeds(table_read(&table, path, &fault));
  assert_int_equal(table.columns, 3);
  assert_int_equal(table.rows, 3);
  assert_string_equal(table.path, path);
  static const size_t lines[] = {4, 6, 8};
  static const double deltas[] = {0.14, -2.5e-3, 7.0};
  size_t id, note;
  succeeds(table_column(&table, "note", &note, &fault));
  succeeds(table_column(&table, "id", &id, &fault));
  for (size_t row = 0; row < 3; ++row) {
    double value;
    assert_int_equal(table.lines[row], lines[row]);
    succeeds(table_number(&table, row, "delta", -1.0, 7.0, &value, &fault));
    assert_true(value == deltas[row]);
  }
  assert_string_equal(table_text(&table, 1, id), "b2");
  assert_string_equal(table_text(&table, 1, note), "# not a comment");
  assert_string_equal(table_text(&table, 0, note), "na\xc3\xafve \xce\xb4 = 1");
  says(table_column(&table, "Delta", &note, &fault), "has no column 'Delta'");
  double value;
  says(table_number(&table, 0, "Delta", -1, 1, &value, &fault),
       "has no column 'Delta'");
  says(table_number(&table, 0, "id", -1, 1, &value, &fault),
       "good.tsv:4: id 'a1' is not a number from -1 to 1");
  says(table_number(&table, 2, "delta", -1, 6.999, &value, &fault),
       "good.tsv:8: delta");
  says(table_number(&table, 1, "delta", -0.0024, 1, &value, &fault),
       "good.tsv:6: delta");
  table_free(&table);
  assert_null(table.cells);

  succeeds(table_read(&table, spill_text("header.tsv", "only\n"), &fault));
  assert_int_equal(table.rows, 0);
  table_free(&table);
}

static void test_table_cells(void **state) {
  (void)state;
  static const char *const words[] = {"rest", "move", "escape"};
  struct table table;
  succeeds(table_read(
      &table, spill_text("cells.tsv", "id\tkind\tshare\nabc\tmove\t0.25\nd\tMove\t-\n"),
      &fault));
  assert_true(table_has(&table, "share") && !table_has(&table, "shares"));

  double value = 1.0;
  succeeds(table_optional(&table, 0, "share", 0, 1, &value, &fault));
  assert_true(value == 0.25);
  succeeds(table_optional(&table, 1, "share", 0, 1, &value, &fault));
  assert_true(isnan(value));
  says(table_optional(&table, 0, "share", 0, 0.2, &value, &fault),
       "cells.tsv:2: share '0.25' is not a number from 0 to 0.2");
  says(table_optional(&table, 0, "shares", 0, 1, &value, &fault), "has no column");
  says(table_number(&table, 1, "share", 0, 1, &value, &fault),
       "cells.tsv:3: share '-'");

  size_t index;
  succeeds(table_word(&table, 0, "kind", words, 3, &index, &fault));
  assert_int_equal(index, 1);
  says(table_word(&table, 1, "kind", words, 3, &index, &fault),
       "cells.tsv:3: kind 'Move' is not one of rest, move, escape");
  says(table_word(&table, 0, "kind", words, 1, &index, &fault), "is not one of rest");
  says(table_word(&table, 0, "kinds", words, 3, &index, &fault), "has no column");

  char text[4];
  succeeds(table_copy(&table, 0, "id", sizeof text, text, &fault));
  assert_string_equal(text, "abc");
  says(table_copy(&table, 0, "id", 3, text, &fault),
       "cells.tsv:2: id 'abc' is longer than 2 characters");
  says(table_copy(&table, 0, "name", 3, text, &fault), "has no column");
  table_free(&table);
}

static void test_table_grows(void **state) {
  (void)state;
  enum { ROWS = 1037 };
  FILE *stream = fopen(in_folder("long.tsv"), "w");
  fputs("row\tsquare\n", stream);
  for (long row = 0; row < ROWS; ++row)
    fprintf(stream, "%ld\t%ld\n", row, row * row);
  fclose(stream);
  struct table table;
  succeeds(table_read(&table, in_folder("long.tsv"), &fault));
  assert_int_equal(table.rows, ROWS);
  for (size_t row = 0; row < ROWS; ++row) {
    double value;
    succeeds(table_number(&table, row, "square", 0, 1e9, &value, &fault));
    assert_true(value == (double)(row * row));
    assert_int_equal(table.lines[row], row + 2);
  }
  table_free(&table);
}

#define TEXT(text) text, sizeof text - 1

static void test_table_refuses(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    size_t size;
    const char *words;
  } bad[] = {
      {TEXT(""), "is empty; a header line is needed"},
      {TEXT("# nothing else\n\n"), "has no header line"},
      {TEXT("a\tb\n1\t2"), "its last line has no newline"},
      {TEXT("a\tb\r\n1\t2\r\n"), "bad.tsv:1: carriage return"},
      {TEXT("a\tb\n1\t2\n3\t4\r\n"), "bad.tsv:3: carriage return"},
      {TEXT("a\tb\n1\t\0\n"), "bad.tsv:2: NUL byte"},
      {TEXT("a\tb\ta\n"), "bad.tsv:1: column 'a' stands twice"},
      {TEXT("\na\t\tb\n"), "bad.tsv:2: column 2 has no name"},
      {TEXT("a\tb\n1\n"), "bad.tsv:2: 1 fields, its header names 2"},
      {TEXT("a\tb\n1\t2\n1\t2\t3\n"), "bad.tsv:3: 3 fields, its header names 2"},
      {TEXT("a\tb\n# c\n\n1\t\n"), "bad.tsv:4: field 'b' is empty"},
      {TEXT("a\tb\n\t1\n"), "bad.tsv:2: field 'a' is empty"},
      {TEXT("a\tb\n1\tx\x01y\n"), "bad.tsv:2: "},       /* a control character */
      {TEXT("a\tb\n1\tx\x7fy\n"), "bad.tsv:2: "},       /* delete */
      {TEXT("a\tb\n1\t2\n1\t\xff\n"), "bad.tsv:3: "},   /* never in UTF-8 */
      {TEXT("a\tb\n1\t\xc3\n"), "bad.tsv:2: "},         /* a sequence cut short */
      {TEXT("a\tb\n1\t\xc0\xaf\n"), "bad.tsv:2: "},     /* overlong */
      {TEXT("a\tb\n1\t\xed\xa0\x80\n"), "bad.tsv:2: "}, /* a surrogate */
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; ++i) {
    struct table table;
    strcpy(fault.line, "nothing");
    const char *path = spill("bad.tsv", bad[i].bytes, bad[i].size);
    says(table_read(&table, path, &fault), bad[i].words);
    assert_null(table.text);
    assert_null(table.cells);
  }
}

static void test_table_refuses_files(void **state) {
  (void)state;
  struct table table;
  says(table_read(&table, in_folder("absent.tsv"), &fault),
       "absent.tsv: cannot be read: No such file");
  says(table_read(&table, folder, &fault), "is not a file but a directory");
  enum { WIDE = 65536 };
  char *line = malloc(WIDE + 2);
  memset(line, 'x', WIDE);
  memcpy(line + WIDE, "\n", 2);
  says(table_read(&table, spill_text("wide.tsv", line), &fault),
       "wide.tsv:1: line longer than 65535 bytes");
  line[WIDE - 1] = '\n';
  line[WIDE] = '\0';
  succeeds(table_read(&table, spill_text("wide.tsv", line), &fault));
  table_free(&table);
  free(line);
  size_t size;
  assert_null(table_slurp(spill_text("six", "123456"), 5, &size, &fault));
  says(-1, "has 6 bytes, at most 5 are accepted");
  char *text = table_slurp(in_folder("six"), 6, &size, &fault);
  assert_int_equal(size, 6);
  assert_string_equal(text, "123456");
  free(text);
}

static void test_table_without_memory(void **state) {
  (void)state;
  FILE *stream = fopen(in_folder("rows.tsv"), "w");
  fputs("row\tvalue\n", stream);
  for (int row = 0; row < 100; ++row)
    fprintf(stream, "%d\t%d\n", row, row);
  fclose(stream);
  const char *path = in_folder("rows.tsv");
  struct table table;
  long refusals = 0, failures = 0;
  for (int done = 0; !done; ++refusals) {
    refuse_count = refusals + 1;
    int result = table_read(&table, path, &fault);
    done = refuse_count > 0; /* no request was refused */
    refuse_count = 0;
    failures += result == -1;
    if (result == 0) { /* stdio reads on without its buffer */
      assert_int_equal(table.rows, 100);
      table_free(&table);
    }
  }
  assert_true(failures >= 7); /* path, stream, text, names, twice cells and lines */
}

static void test_numbers(void **state) {
  (void)state;
  static const struct {
    const char *text;
    double value;
  } good[] = {
      {"0", 0},
      {"-17.25", -17.25},
      {"+3", 3},
      {".5", 0.5},
      {"5.", 5},
      {"6.02214076e23", 6.02214076e23},
      {"1E-3", 1e-3},
      {"1e-400", 0},
      {"1.7976931348623157e308", 1.7976931348623157e308},
      {"0012", 12},
      {"4.9e-324", 4.9e-324},
  };
  static const char *const bad[] = {
      "",       " ",    "nan", "NaN",   "-nan",  "inf", "-inf",  "Infinity", "1e309",
      "-1e999", "0x10", "1,5", "1 ",    " 1",    "1e",  "e5",    "+",        "-",
      ".",      "--1",  "1-1", "1.2.3", "1e5.5", "ten", "1_000", "1\t",      "\xd9\xa1",
  };
  for (size_t i = 0; i < sizeof good / sizeof *good; ++i) {
    double value;
    assert_int_equal(table_parse_number(good[i].text, &value), 0);
    assert_true(value == good[i].value);
  }
  for (size_t i = 0; i < sizeof bad / sizeof *bad; ++i) {
    double value = 0.125;
    if (table_parse_number(bad[i], &value) != -1)
      fail_msg("'%s' was read as %g", bad[i], value);
    assert_true(value == 0.125);
  }
}

static void test_written_numbers(void **state) {
  (void)state;
  static const double values[] = {0.1234567, -2.5,     1e-7,     -INFINITY,
                                  NAN,       INFINITY, 1e6 / 3.0};
  static const char expected[] =
      "\t0.123457\t-2.500000\t0.000000\t-\t-\t-\t333333.333333\n"
      "\t0.123\t-2.5\t1e-07\t-\t-\t-\t3.33e+05";
  char *text;
  size_t size;
  FILE *stream = open_memstream(&text, &size);
  assert_non_null(stream);
  for (size_t i = 0; i < sizeof values / sizeof *values; ++i)
    table_write_number(values[i], stream);
  fputc('\n', stream);
  for (size_t i = 0; i < sizeof values / sizeof *values; ++i)
    table_write_digits(values[i], 3, stream);
  assert_int_equal(fclose(stream), 0);
  assert_string_equal(text, expected);
  free(text);
}

/* ---- replace -----------------------------------------------------------------------
 */

static void holds(const char *path, const char *text) {
  size_t size;
  unsigned char *bytes = take_bytes(path, &size);
  assert_int_equal(size, strlen(text));
  assert_memory_equal(bytes, text, size);
  free(bytes);
}

static void test_replace(void **state) {
  (void)state;
  struct replace file;
  const char *path = spill_text("table.tsv", "old\n");
  succeeds(replace_open(&file, path, &fault));
  fputs("new\n", file.stream);
  fflush(file.stream);
  holds(path, "old\n"); /* until the commit */
  assert_int_equal(list_folder(0), 2);
  succeeds(replace_commit(&file, &fault));
  holds(path, "new\n");
  assert_int_equal(list_folder(0), 1);

  succeeds(replace_open(&file, path, &fault));
  fputs("unwanted\n", file.stream);
  replace_abandon(&file);
  replace_abandon(&file); /* twice does no harm */
  holds(path, "new\n");
  assert_int_equal(list_folder(0), 1);

  succeeds(replace_open(&file, in_folder("fresh"), &fault));
  succeeds(replace_commit(&file, &fault));
  holds(in_folder("fresh"), "");
}

/* Of files that belong together all are replaced or none. */
static void test_replace_together(void **state) {
  (void)state;
  struct replace files[3];
  spill_text("one", "old 1\n");
  spill_text("two", "old 2\n");
  const char *paths[] = {in_folder("one"), NULL, in_folder("two")};
  char one[512], two[512];
  snprintf(one, sizeof one, "%s", paths[0]);
  snprintf(two, sizeof two, "%s", paths[2]);
  paths[0] = one;
  paths[2] = two;
  succeeds(replace_open_all(files, paths, 3, &fault));
  assert_null(files[1].stream);
  fputs("new 1\n", files[0].stream);
  fputs("new 2\n", files[2].stream);
  succeeds(replace_finish(files, 3, 0, &fault));
  holds(one, "new 1\n");
  holds(two, "new 2\n");
  assert_int_equal(list_folder(0), 2);

  /* The work on them failed: its words stay, and so do the files. */
  succeeds(replace_open_all(files, paths, 3, &fault));
  fputs("half", files[0].stream);
  fault_set(&fault, "the work failed");
  says(replace_finish(files, 3, 1, &fault), "the work failed");
  holds(one, "new 1\n");
  holds(two, "new 2\n");

  /* One cannot be opened: none is. */
  const char *absent[] = {one, in_folder("absent/three")};
  says(replace_open_all(files, absent, 2, &fault), "absent/three: cannot be written");
  assert_int_equal(list_folder(0), 2);

  /* The last cannot be put in its place, for a folder that is not empty has it: those
   * before have their old content back, and what was not there is gone again. */
  assert_int_equal(mkdir(in_folder("taken"), 0700), 0);
  spill_text("taken/inhabitant", "");
  char taken[512];
  snprintf(taken, sizeof taken, "%s", in_folder("taken"));
  const char *hindered[] = {one, in_folder("fresh"), taken};
  succeeds(replace_open_all(files, hindered, 3, &fault));
  fputs("newer 1\n", files[0].stream);
  says(replace_finish(files, 3, 0, &fault), "taken: cannot be written");
  holds(one, "new 1\n");
  assert_int_not_equal(access(in_folder("fresh"), F_OK), 0);
  assert_int_equal(list_folder(0), 3);
  remove(in_folder("taken/inhabitant"));
}

/* Those of one folder have their names there, but for one that may stand aside. */
static void test_outputs(void **state) {
  (void)state;
  struct replace files[3];
  const char *names[] = {"one", NULL, "two"};
  char aside[512];
  snprintf(aside, sizeof aside, "%s", in_folder("aside"));
  succeeds(outputs_open(files, folder, names, 3, aside, &fault));
  for (size_t i = 0; i < 3; ++i)
    fprintf(files[i].stream, "%zu\n", i);
  succeeds(replace_finish(files, 3, 0, &fault));
  holds(in_folder("one"), "0\n");
  holds(aside, "1\n");
  holds(in_folder("two"), "2\n");

  /* Nothing aside is wanted. */
  succeeds(outputs_open(files, folder, names, 3, NULL, &fault));
  assert_null(files[1].stream);
  succeeds(replace_finish(files, 3, 0, &fault));
  holds(in_folder("one"), "");
  holds(aside, "1\n");

  /* One cannot be opened: none is. */
  names[2] = "absent/three";
  says(outputs_open(files, folder, names, 3, aside, &fault),
       "absent/three: cannot be written");
  assert_int_equal(list_folder(0), 3);
}

static void test_replace_refuses(void **state) {
  (void)state;
  struct replace file;
  says(replace_open(&file, in_folder("absent/x.tsv"), &fault),
       "absent/x.tsv: cannot be written: No such file");
  char path[1200]; /* longer than a file's name may be, and said with its start */
  memset(path, 'p', sizeof path - 1);
  path[sizeof path - 1] = '\0';
  says(replace_open(&file, path, &fault), "ppp: cannot be written: File name too long");

  /* A folder in the file's place: the rename fails, nothing is left behind. */
  assert_int_equal(mkdir(in_folder("occupied"), 0700), 0);
  spill_text("occupied/inhabitant", "");
  succeeds(replace_open(&file, in_folder("occupied"), &fault));
  says(replace_commit(&file, &fault), "occupied: cannot be written: ");
  remove(in_folder("occupied/inhabitant"));
  assert_int_equal(list_folder(0), 1);
  succeeds(replace_open(&file, in_folder("target"), &fault));
  assert_int_equal(remove(file.temporary), 0);
  says(replace_commit(&file, &fault), "target: cannot be written: No such file");
}

/* The temporary file's name, occupied by a link to the device that is always full. */
static void fill_disk(const char *path) {
  char temporary[1100];
  snprintf(temporary, sizeof temporary, "%s.tmp.%ld", path, (long)getpid());
  assert_int_equal(symlink("/dev/full", temporary), 0);
}

static void test_replace_disk_full(void **state) {
  (void)state;
  struct replace file;
  const char *path = spill_text("kept.tsv", "kept\n");
  for (size_t size = 10; size < 200000; size *= 20) { /* found on flush; on writing */
    fill_disk(path);
    succeeds(replace_open(&file, path, &fault));
    for (size_t i = 0; i < size; ++i)
      fputc('x', file.stream);
    says(replace_commit(&file, &fault), "kept.tsv: cannot be written");
    holds(path, "kept\n");
    assert_int_equal(list_folder(0), 1);
  }
}

/* ---- parameters --------------------------------------------------------------------
 */

struct settings {
  char before;
  long steps;
  double noise;
  long colour;
  struct parameter_list levels;
  double after;
};

static const struct parameter rows[] = {
    {"steps", PARAMETER_INTEGER, offsetof(struct settings, steps), -5, 4096, NULL, "80",
     "A", "length, steps"},
    {"noise", PARAMETER_REAL, offsetof(struct settings, noise), -1e308, 1e308, NULL,
     "0.05", "P", "standard deviation"},
    {"colour", PARAMETER_CHOICE, offsetof(struct settings, colour), 0, 0,
     "red|green|greenish", "green", "A", "of a line"},
    {"levels", PARAMETER_LIST, offsetof(struct settings, levels), -1e300, 1e300, NULL,
     "5 15 50", "A", "per cent"},
};
enum { ROWS = sizeof rows / sizeof *rows };

static void test_parameters_default(void **state) {
  (void)state;
  struct settings s = {.before = 'b', .after = 0.25};
  parameters_default(rows, ROWS, &s);
  assert_int_equal(s.steps, 80);
  assert_true(s.noise == 0.05);
  assert_int_equal(s.colour, 1);
  assert_int_equal(s.levels.count, 3);
  assert_true(s.levels.value[0] == 5 && s.levels.value[1] == 15 &&
              s.levels.value[2] == 50);
  assert_int_equal(s.before, 'b');
  assert_true(s.after == 0.25);

  /* A table whose default it would itself refuse is a programmer's error. */
  fflush(NULL);
  pid_t child = fork();
  if (child == 0) {
    struct parameter wrong = rows[0];
    wrong.initial = "5000";
    if (!freopen("/dev/null", "w", stderr))
      _exit(1);
    signal(SIGABRT, SIG_DFL);
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    parameters_default(&wrong, 1, &s);
    _exit(0);
  }
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static void test_parameters_set(void **state) {
  (void)state;
  struct settings s;
  parameters_default(rows, ROWS, &s);
  succeeds(parameters_set(rows, ROWS, &s, "steps", "-5", "here", &fault));
  assert_int_equal(s.steps, -5);
  succeeds(parameters_set(rows, ROWS, &s, "steps", "1e3", "here", &fault));
  assert_int_equal(s.steps, 1000);
  succeeds(parameters_set(rows, ROWS, &s, "colour", "greenish", "here", &fault));
  assert_int_equal(s.colour, 2);
  succeeds(parameters_set(rows, ROWS, &s, "colour", "red", "here", &fault));
  assert_int_equal(s.colour, 0);
  succeeds(parameters_set(rows, ROWS, &s, "levels", "  -7   3e2 ", "here", &fault));
  assert_int_equal(s.levels.count, 2);
  assert_true(s.levels.value[0] == -7 && s.levels.value[1] == 300);
  succeeds(parameters_assign(rows, ROWS, &s, "noise=0.75", "--set", &fault));
  assert_true(s.noise == 0.75);
  succeeds(parameters_assign(rows, ROWS, &s, "  levels =  1 2.5", "--set", &fault));
  assert_true(s.levels.count == 2 && s.levels.value[1] == 2.5);
}

static void test_parameters_refuse(void **state) {
  (void)state;
  static const struct {
    const char *name, *text, *words;
  } bad[] = {
      {"step", "80", "place: unknown parameter 'step'"},
      {"", "80", "unknown parameter ''"},
      {"steps", "4097", "place: steps = '4097' is not a whole number from -5 to 4096"},
      {"steps", "-6", "steps = '-6'"},
      {"steps", "1.5", "steps = '1.5'"},
      {"steps", "1e300", "steps = '1e300'"},
      {"steps", "nan", "steps = 'nan'"},
      {"steps", "", "steps = ''"},
      {"noise", "inf", "noise = 'inf' is not a number from -1e+308 to 1e+308"},
      {"noise", "1.1e308", "noise = '1.1e308'"},
      {"noise", "1e400", "noise = '1e400'"},
      {"noise", "0,05", "noise = '0,05'"},
      {"colour", "gree", "colour = 'gree' is not one of red|green|greenish"},
      {"colour", "green|greenish", "colour = "},
      {"colour", "Red", "colour = 'Red'"},
      {"colour", "", "colour = ''"},
      {"colour", "1", "colour = '1'"},
      {"levels", "", "levels = '' is not increasing numbers from -1e+300 to 1e+300"},
      {"levels", "   ", "levels = '   '"},
      {"levels", "5 5", "levels = '5 5'"},
      {"levels", "15 5", "levels = '15 5'"},
      {"levels", "1 2 nan", "levels = '1 2 nan'"},
      {"levels", "1\t2", "levels = "},
      {"levels", "1 1e301", "levels = "},
      {"levels", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17", "levels = "},
  };
  struct settings s, before;
  memset(&s, 0, sizeof s);
  parameters_default(rows, ROWS, &s);
  before = s;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; ++i)
    says(parameters_set(rows, ROWS, &s, bad[i].name, bad[i].text, "place", &fault),
         bad[i].words);
  char wide[600];
  memset(wide, '1', sizeof wide - 1);
  wide[sizeof wide - 1] = '\0';
  says(parameters_set(rows, ROWS, &s, "levels", wide, "place", &fault),
       "levels = '111");
  static const char *const assignments[] = {
      "noise", "=3", "noise=", " = ", "", "noise 3"};
  for (size_t i = 0; i < sizeof assignments / sizeof *assignments; ++i)
    says(parameters_assign(rows, ROWS, &s, assignments[i], "--set", &fault),
         "is not of the form name=value");
  says(parameters_assign(rows, ROWS, &s, wide, "--set", &fault), "name=value");
  says(parameters_assign(rows, ROWS, &s, "noise=1=2", "--set", &fault),
       "--set: noise = '1=2'");
  assert_memory_equal(&s, &before, sizeof s);
}

static void test_parameters_read(void **state) {
  (void)state;
  struct settings s;
  parameters_default(rows, ROWS, &s);
  succeeds(parameters_read(rows, ROWS, &s,
                           spill_text("good.spec",
                                      "# a specification\n\n  noise = 0.25\n"
                                      "colour=red\n   # indented\nlevels =  1 2\n"),
                           &fault));
  assert_true(s.noise == 0.25 && s.colour == 0 && s.levels.count == 2 && s.steps == 80);
  succeeds(parameters_read(rows, ROWS, &s, spill_text("none.spec", ""), &fault));
  static const struct {
    const char *bytes;
    size_t size;
    const char *words;
  } bad[] = {
      {TEXT("steps = 7\nstep = 8\n"), "bad.spec:2: unknown parameter 'step'"},
      {TEXT("\n\nsteps = x\n"), "bad.spec:3: steps = 'x'"},
      {TEXT("steps = 7\nnoise = 1\nsteps = 7\n"),
       "bad.spec:3: 'steps' stands twice in this file"},
      {TEXT("steps: 7\n"), "bad.spec:1: 'steps: 7' is not of the form name = value"},
      {TEXT("steps = 7"), "its last line has no newline"},
      {TEXT("steps = 7\r\n"), "bad.spec:1: carriage return"},
      {TEXT("steps = 7\n\0\n"), "bad.spec:2: NUL byte"},
      {TEXT("steps = 7 # seven\n"), "bad.spec:1: steps = '7 # seven'"},
      {TEXT("steps =\n"), "bad.spec:1: 'steps"},
      {TEXT("\xef\xbb\xbfsteps = 7\n"), "bad.spec:1: unknown parameter"},
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; ++i) {
    const char *path = spill("bad.spec", bad[i].bytes, bad[i].size);
    says(parameters_read(rows, ROWS, &s, path, &fault), bad[i].words);
  }
  char wide[800];
  int length = snprintf(wide, sizeof wide, "noise = %0700d\n", 1);
  says(parameters_read(rows, ROWS, &s, spill("wide", wide, (size_t)length), &fault),
       "wide:1: ");
  says(parameters_read(rows, ROWS, &s, in_folder("absent"), &fault), "cannot be read");
  char name[251], end[300]; /* of a file, all of which is said */
  memset(name, 'n', sizeof name - 1);
  name[sizeof name - 1] = '\0';
  snprintf(end, sizeof end, "/%s:1: steps = 'x' is not", name);
  says(parameters_read(rows, ROWS, &s, spill_text(name, "steps = x\n"), &fault), end);
  static const char many[] = /* more words than once could be said */
      "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
      "fifteen|sixteen|seventeen|eighteen|nineteen|twenty|twenty-one|twenty-two";
  struct parameter row = rows[2];
  row.choices = many;
  says(parameters_set(&row, 1, &s, "colour", "none", "place", &fault), many);
  char *huge = calloc(1, (1 << 20) + 2);
  memset(huge, '\n', (1 << 20) + 1);
  says(parameters_read(rows, ROWS, &s, spill_text("huge", huge), &fault), "at most");
  free(huge);
}

static void test_parameters_without_memory(void **state) {
  (void)state;
  struct settings s;
  parameters_default(rows, ROWS, &s);
  const char *path = spill_text("small.spec", "steps = 9\n");
  long refusals = 0, failures = 0;
  for (int done = 0; !done; ++refusals) {
    refuse_count = refusals + 1;
    int result = parameters_read(rows, ROWS, &s, path, &fault);
    done = refuse_count > 0;
    refuse_count = 0;
    failures += result == -1;
    assert_int_equal(s.steps, result ? 80 : 9);
    s.steps = 80;
  }
  assert_true(failures >= 3); /* stream, text, list of the names seen */
}

/* Written and read back, every double is the same bits. */
static void test_parameters_text(void **state) {
  (void)state;
  gsl_rng *rng = streams_open(41, 1, 0);
  struct settings s, back;
  char text[PARAMETER_TEXT_LONGEST + 1];
  parameters_default(rows, ROWS, &s);
  for (int trial = 0; trial < 20000; ++trial) {
    s.noise =
        ldexp(gsl_rng_uniform(rng) - 0.5, (int)gsl_rng_uniform_int(rng, 2000) - 1000) +
        ldexp(gsl_rng_uniform(rng), -1074);
    s.steps = (long)gsl_rng_uniform_int(rng, 4100) - 5;
    s.colour = trial % 3;
    parameters_default(rows, ROWS, &back);
    for (size_t i = 0; i < 3; ++i) {
      parameters_text(rows + i, &s, text);
      succeeds(parameters_set(rows, ROWS, &back, rows[i].name, text, "text", &fault));
    }
    assert_memory_equal(&s.noise, &back.noise, sizeof s.noise);
    assert_int_equal(s.steps, back.steps);
    assert_int_equal(s.colour, back.colour);
  }
  s.noise = 0.1;
  parameters_text(rows + 1, &s, text);
  assert_string_equal(text, "0.1"); /* the shortest notation */
  s.noise = -0.0;
  parameters_text(rows + 1, &s, text);
  succeeds(parameters_set(rows, ROWS, &back, "noise", text, "text", &fault));
  assert_true(signbit(back.noise));
  parameters_text(rows + 3, &s, text);
  assert_string_equal(text, "5 15 50");
  gsl_rng_free(rng);
}

/* Lists at the limits of their text: what was accepted must be written whole. */
static void test_parameters_text_of_long_lists(void **state) {
  (void)state;
  static const char *const lists[] = {
      "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16",
      "0.1234567890123 0.2345678901234 0.3456789012345 0.4567890123456 0.5678901234567 "
      "0.6789012345678 0.7890123456789 0.8901234567891 0.9012345678912 1.0123456789123 "
      "1.1234567891234 1.2345678912345",
      /* "%.13g" writes each of these three characters longer than it was */
      "10000000000010 20000000000010 30000000000010 40000000000010 50000000000010 "
      "60000000000010 70000000000010 80000000000010 81000000000010 82000000000010 "
      "83000000000010 84000000000010 85000000000010 86000000000010 87000000000010 "
      "88000000000010",
  };
  for (size_t i = 0; i < sizeof lists / sizeof *lists; ++i) {
    struct settings s, back;
    struct {
      char text[PARAMETER_TEXT_LONGEST + 1], beyond[256];
    } room;
    memset(&room, '?', sizeof room);
    parameters_default(rows, ROWS, &s);
    parameters_default(rows, ROWS, &back);
    succeeds(parameters_set(rows, ROWS, &s, "levels", lists[i], "text", &fault));
    parameters_text(rows + 3, &s, room.text);
    for (size_t k = 0; k < sizeof room.beyond; ++k)
      assert_int_equal(room.beyond[k], '?');
    succeeds(parameters_set(rows, ROWS, &back, "levels", room.text, "text", &fault));
    assert_memory_equal(&s.levels, &back.levels, sizeof s.levels);
  }
}

static void test_parameters_describe(void **state) {
  (void)state;
  char *text = NULL;
  size_t size;
  FILE *stream = open_memstream(&text, &size);
  parameters_describe(rows, ROWS, stream);
  fclose(stream);
  for (size_t i = 0; i < ROWS; ++i) {
    assert_non_null(strstr(text, rows[i].name));
    assert_non_null(strstr(text, rows[i].meaning));
  }
  assert_non_null(strstr(text, "steps = 80\n    length, steps\n    accepted: a whole "
                               "number from -5 to 4096; source: A\n"));
  assert_non_null(strstr(text, "accepted: one of red|green|greenish; source: A\n"));
  free(text);
}

/* ---- streams -----------------------------------------------------------------------
 */

/* The published sequence of SplitMix64 (state 1234567: 6457827717110365317,
 * 3203168211198807973, 9817491932198370423; state 0: 16294208416658607535), met in the
 * three mixings of a key by choosing what is xored in. */
static void test_streams_known_answers(void **state) {
  (void)state;
  const uint64_t gamma = 0x9e3779b97f4a7c15u;
  const uint64_t zero = 16294208416658607535u, start = 1234567u;
  const uint64_t answer[] = {6457827717110365317u, 3203168211198807973u,
                             9817491932198370423u};
  uint64_t purpose = zero ^ start;
  for (uint64_t i = 0; i < 3; ++i) {
    uint64_t index = answer[0] ^ (start + i * gamma);
    assert_true(streams_key(0, purpose, index) == answer[i]);
  }
  assert_true(streams_key(start, answer[0] ^ (start + gamma), answer[1] ^ 0) == zero);
}

static void test_streams_are_reproducible(void **state) {
  (void)state;
  gsl_rng *a = streams_open(12, 3, 7), *b = streams_open(99, 1, 0);
  for (int i = 0; i < 2000; ++i)
    gsl_rng_get(b);
  streams_restart(b, 12, 3, 7);
  gsl_rng *c = streams_open(12, 3, 8);
  int same = 0;
  for (int i = 0; i < 2000; ++i) {
    unsigned long drawn = gsl_rng_get(a);
    assert_int_equal(drawn, gsl_rng_get(b));
    same += drawn == gsl_rng_get(c);
  }
  assert_true(same < 3);
  gsl_rng_free(a);
  gsl_rng_free(b);
  gsl_rng_free(c);
  refuse_count = 1;
  assert_null(streams_open(1, 1, 1));
  refuse_count = 0;
}

static int compare_keys(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? -1 : x > y;
}

/* Seeds of the twister over a grid of keys: hardly any twice (32 bits: 12,800 keys
 * expect 0.02 pairs), and first draws uncorrelated along each of the three axes. */
static void test_streams_are_independent(void **state) {
  (void)state;
  enum { SEEDS = 40, PURPOSES = 8, INDICES = 40, KEYS = SEEDS * PURPOSES * INDICES };
  static uint32_t keys[KEYS];
  static double first[SEEDS][PURPOSES][INDICES];
  gsl_rng *rng = streams_open(0, 0, 0);
  size_t count = 0;
  for (size_t s = 0; s < SEEDS; ++s)
    for (size_t p = 0; p < PURPOSES; ++p)
      for (size_t i = 0; i < INDICES; ++i) {
        keys[count++] = (uint32_t)(streams_key(s, p, i) >> 32);
        streams_restart(rng, s, p, i);
        first[s][p][i] = sqrt(12.0) * (gsl_rng_uniform(rng) - 0.5);
      }
  gsl_rng_free(rng);
  qsort(keys, KEYS, sizeof *keys, compare_keys);
  size_t pairs = 0;
  for (size_t i = 1; i < KEYS; ++i)
    pairs += keys[i] == keys[i - 1];
  assert_true(pairs <= 1);
  double sum[4] = {0}, deviation = 5.0 / sqrt(KEYS);
  for (size_t s = 0; s < SEEDS; ++s)
    for (size_t p = 0; p < PURPOSES; ++p)
      for (size_t i = 0; i < INDICES; ++i) {
        double x = first[s][p][i];
        sum[0] += x;
        sum[1] += x * first[(s + 1) % SEEDS][p][i];
        sum[2] += x * first[s][(p + 1) % PURPOSES][i];
        sum[3] += x * first[s][p][(i + 1) % INDICES];
      }
  for (size_t k = 0; k < 4; ++k)
    assert_true(fabs(sum[k] / KEYS) < deviation);
}

/* ---- adam --------------------------------------------------------------------------
 */

/* Kingma and Ba's recursion in double, step by step beside ours.  A large epsilon and a
 * norm that passes the clip in some steps only make every detail visible: of 60 steps
 * of 0.01 each, rounding in float may lose 60 half units in the last place. */
static void test_adam_recursion(void **state) {
  (void)state;
  enum { COUNT = 37, STEPS = 60 };
  const struct adam adam = {0.01, 0.85, 0.97, 3e-3, 1.1};
  struct adam_state memory;
  assert_int_equal(adam_alloc(&memory, COUNT), 0);
  gsl_rng *rng = streams_open(5, 1, 0);
  float theta[COUNT], gradient[COUNT];
  double point[COUNT], begin[COUNT], first[COUNT] = {0}, second[COUNT] = {0};
  size_t clipped = 0;
  for (size_t i = 0; i < COUNT; ++i) {
    theta[i] = (float)(2.0 * gsl_rng_uniform(rng) - 1.0);
    begin[i] = point[i] = theta[i];
  }
  for (int step = 1; step <= STEPS; ++step) {
    double norm = 0.0, spread = 1.4 * step / STEPS;
    for (size_t i = 0; i < COUNT; ++i) {
      gradient[i] = (float)(spread * (gsl_rng_uniform(rng) - 0.4));
      norm += (double)gradient[i] * (double)gradient[i];
    }
    norm = sqrt(norm);
    clipped += norm > adam.norm_clip;
    double scale = norm > adam.norm_clip ? adam.norm_clip / norm : 1.0;
    for (size_t i = 0; i < COUNT; ++i) {
      double g = scale * (double)gradient[i];
      first[i] = adam.beta1 * first[i] + (1.0 - adam.beta1) * g;
      second[i] = adam.beta2 * second[i] + (1.0 - adam.beta2) * g * g;
      double m = first[i] / (1.0 - pow(adam.beta1, step));
      double v = second[i] / (1.0 - pow(adam.beta2, step));
      point[i] -= adam.rate * m / (sqrt(v) + adam.epsilon);
    }
    assert_true(fabs(adam_step(&adam, &memory, theta, gradient) / norm - 1.0) < 1e-12);
    assert_int_equal(memory.steps, step);
  }
  assert_true(clipped > 10 && clipped < STEPS - 10);
  double moved = 0.0, apart = 0.0;
  for (size_t i = 0; i < COUNT; ++i) {
    moved = fmax(moved, fabs(point[i] - begin[i]));
    apart = fmax(apart, fabs((double)theta[i] - point[i]));
    assert_true(fabs((double)memory.first[i] - first[i]) < 1e-6);
    assert_true(fabs((double)memory.second[i] / second[i] - 1.0) < 1e-5);
  }
  assert_true(moved > 0.1);
  assert_true(apart < STEPS * 0x1p-24);
  gsl_rng_free(rng);
  adam_free(&memory);
  assert_null(memory.first);
}

static void test_adam_refuses(void **state) {
  (void)state;
  enum { COUNT = 11 };
  const struct adam adam = {0.01, 0.9, 0.999, 1e-8, 1.0};
  struct adam_state memory;
  assert_int_equal(adam_alloc(&memory, COUNT), 0);
  float theta[COUNT], gradient[COUNT], kept[COUNT], moments[2 * COUNT];
  for (size_t i = 0; i < COUNT; ++i) {
    theta[i] = 0.25f * (float)i;
    gradient[i] = 0.125f - 0.0625f * (float)i;
  }
  adam_step(&adam, &memory, theta, gradient);
  memcpy(kept, theta, sizeof kept);
  memcpy(moments, memory.first, sizeof moments);
  static const size_t places[] = {0, 7, 8, 10};
  static const float poisons[] = {NAN, INFINITY, -INFINITY};
  for (size_t i = 0; i < 4; ++i)
    for (size_t k = 0; k < 3; ++k) {
      float poisoned[COUNT];
      memcpy(poisoned, gradient, sizeof poisoned);
      poisoned[places[i]] = poisons[k];
      assert_true(!isfinite(adam_step(&adam, &memory, theta, poisoned)));
      assert_int_equal(memory.steps, 1);
      assert_memory_equal(theta, kept, sizeof kept);
      assert_memory_equal(memory.first, moments, sizeof moments);
    }
  gradient[3] = 3e38f; /* its square is no float */
  assert_true(isfinite(adam_step(&adam, &memory, theta, gradient)));
  for (size_t i = 0; i < COUNT; ++i)
    assert_true(isfinite(theta[i]));
  adam_free(&memory);
  refuse_count = 1;
  assert_int_equal(adam_alloc(&memory, COUNT), -1);
  refuse_count = 0;
}

/* ---- digest ------------------------------------------------------------------------
 */

/* The examples of FIPS 180-2, appendix B, and the empty message of the CAVP vectors. */
static void test_digest(void **state) {
  (void)state;
  char text[DIGEST_LENGTH + 1];
  succeeds(digest_parts(NULL, 0, text));
  assert_string_equal(
      text, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  struct digest_part abc[] = {{"a", 1}, {"", 0}, {"bc", 2}};
  succeeds(digest_parts(abc, 3, text));
  assert_string_equal(
      text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  struct digest_part two[] = {
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56}};
  succeeds(digest_parts(two, 1, text));
  assert_string_equal(
      text, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  char *million = malloc(1000000);
  memset(million, 'a', 1000000);
  struct digest_part long_one[] = {{million, 7}, {million, 64}, {million, 999929}};
  succeeds(digest_parts(long_one, 3, text));
  assert_string_equal(
      text, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  free(million);
}

/* ---- runfile -----------------------------------------------------------------------
 */

static const char *const columns[] = {"update", "accuracy", "loss"};
enum { HISTORY = 23, UNITS = 31, BIG = 40000 };

struct content {
  float weights[UNITS * UNITS];
  double moments[UNITS][2][3];
  long counters[5];
  unsigned char rng[2496];
  double history[HISTORY][3];
};

static void fill_content(struct content *content) {
  gsl_rng *rng = streams_open(77, 2, 0);
  for (size_t i = 0; i < UNITS * UNITS; ++i)
    content->weights[i] = (float)(gsl_rng_uniform(rng) - 0.5);
  for (size_t i = 0; i < UNITS; ++i)
    for (size_t k = 0; k < 6; ++k)
      content->moments[i][k / 3][k % 3] = gsl_rng_uniform(rng) / 3.0;
  for (size_t i = 0; i < 5; ++i)
    content->counters[i] = (long)gsl_rng_get(rng) * 1000000007L;
  for (size_t i = 0; i < sizeof content->rng; ++i)
    content->rng[i] = (unsigned char)gsl_rng_uniform_int(rng, 256);
  for (size_t i = 0; i < HISTORY; ++i)
    for (size_t k = 0; k < 3; ++k)
      content->history[i][k] = 1.0 / (double)(1 + 3 * i + k);
  content->history[4][2] = NAN; /* a loss that was none is a fact to keep */
  content->weights[5] = -INFINITY;
  gsl_rng_free(rng);
}

static const size_t shape_weights[] = {UNITS, UNITS}, shape_moments[] = {UNITS, 2, 3},
                    shape_counters[] = {5}, shape_rng[] = {2496};

static void put_content(struct runfile *run, const struct content *content) {
  succeeds(runfile_put(run, "/weights/W", RUNFILE_FLOAT, 2, shape_weights,
                       content->weights, &fault));
  succeeds(runfile_put(run, "/adam/second/moment", RUNFILE_DOUBLE, 3, shape_moments,
                       content->moments, &fault));
  succeeds(runfile_put(run, "/counters", RUNFILE_LONG, 1, shape_counters,
                       content->counters, &fault));
  succeeds(runfile_put(run, "/streams/actions", RUNFILE_BYTE, 1, shape_rng,
                       content->rng, &fault));
  succeeds(runfile_put_rows(run, "/history", 3, columns, HISTORY, content->history[0],
                            &fault));
  succeeds(runfile_put_text(run, "teacher", "rl", &fault));
  succeeds(runfile_put_text(run, "note", "na\xc3\xafve, \"quoted\", 5 %", &fault));
  succeeds(runfile_put_number(run, "format", 1.0, &fault));
  succeeds(runfile_put_number(run, "third", 1.0 / 3.0, &fault));
}

static const char *write_content(const char *name) {
  static struct content content;
  struct runfile run;
  const char *path = in_folder(name);
  fill_content(&content);
  succeeds(runfile_create(&run, path, &fault));
  put_content(&run, &content);
  succeeds(runfile_commit(&run, &fault));
  return path;
}

static void check_content(const struct runfile *run) {
  static struct content expected, found;
  double *rows_read, number;
  size_t count;
  char text[RUNFILE_TEXT_LONGEST + 1];
  fill_content(&expected);
  succeeds(runfile_get(run, "/weights/W", RUNFILE_FLOAT, 2, shape_weights,
                       found.weights, &fault));
  succeeds(runfile_get(run, "/adam/second/moment", RUNFILE_DOUBLE, 3, shape_moments,
                       found.moments, &fault));
  succeeds(runfile_get(run, "/counters", RUNFILE_LONG, 1, shape_counters,
                       found.counters, &fault));
  succeeds(runfile_get(run, "/streams/actions", RUNFILE_BYTE, 1, shape_rng, found.rng,
                       &fault));
  succeeds(runfile_get_rows(run, "/history", 3, columns, &count, &rows_read, &fault));
  assert_int_equal(count, HISTORY);
  memcpy(found.history, rows_read, sizeof found.history);
  free(rows_read);
  assert_memory_equal(&found, &expected, sizeof expected);
  succeeds(runfile_get_text(run, "teacher", text, &fault));
  assert_string_equal(text, "rl");
  succeeds(runfile_get_text(run, "note", text, &fault));
  assert_string_equal(text, "na\xc3\xafve, \"quoted\", 5 %");
  succeeds(runfile_get_number(run, "third", &number, &fault));
  assert_true(number == 1.0 / 3.0);
}

static int note_member(const char *name, void *context) {
  strcat(context, name);
  strcat(context, " ");
  return 0;
}

static int fail_at_counters(const char *name, void *context) {
  note_member(name, context);
  return strcmp(name, "counters") ? 0
                                  : fault_set(&fault, "%s: the user's own words", name);
}

static void test_runfile_round_trip(void **state) {
  (void)state;
  struct runfile run;
  char members[256] = "";
  succeeds(runfile_open(&run, write_content("a.h5"), &fault));
  assert_int_equal(list_folder(0), 1);
  check_content(&run);
  assert_true(runfile_has(&run, "/weights/W"));
  assert_false(runfile_has(&run, "/weights/X"));
  assert_false(runfile_has(&run, "/absent/W"));
  succeeds(runfile_members(&run, "/", note_member, members, &fault));
  assert_string_equal(members, "adam counters history streams weights ");
  *members = '\0';
  says(runfile_members(&run, "/", fail_at_counters, members, &fault),
       "counters: the user's own words");
  assert_string_equal(members, "adam counters ");
  says(runfile_members(&run, "/absent", note_member, members, &fault), "is missing");
  runfile_close(&run);
  runfile_close(&run); /* twice does no harm */
}

/* The same calls give the same bytes, whatever the hour and the name. */
static void test_runfile_is_reproducible(void **state) {
  (void)state;
  size_t size, again;
  unsigned char *first = take_bytes(write_content("a.h5"), &size);
  struct timespec second = {1, 100000000};
  nanosleep(&second, NULL);
  unsigned char *later = take_bytes(write_content("longer_name.h5"), &again);
  assert_int_equal(size, again);
  assert_memory_equal(first, later, size);
  free(first);
  free(later);
}

/* HDF5 itself, knowing nothing of the seal, finds the data behind the user block. */
static void test_runfile_is_plain_hdf5(void **state) {
  (void)state;
  static struct content expected;
  static float weights[UNITS * UNITS];
  fill_content(&expected);
  hid_t file = H5Fopen(write_content("a.h5"), H5F_ACC_RDONLY, H5P_DEFAULT);
  assert_true(file >= 0);
  assert_true(H5LTread_dataset_float(file, "/weights/W", weights) >= 0);
  assert_memory_equal(weights, expected.weights, sizeof weights);
  hid_t dataset = H5Dopen2(file, "/weights/W", H5P_DEFAULT);
  hid_t creation = H5Dget_create_plist(dataset);
  assert_int_equal(H5Pget_nfilters(creation), 1);
  unsigned flags, config;
  size_t values = 0;
  assert_int_equal(H5Pget_filter2(creation, 0, &flags, &values, NULL, 0, NULL, &config),
                   H5Z_FILTER_FLETCHER32);
  H5Pclose(creation);
  H5Dclose(dataset);
  H5Fclose(file);
}

static void opening_says(const char *path, const char *words) {
  struct runfile run;
  says(runfile_open(&run, path, &fault), words);
  runfile_close(&run);
}

/* Any damage is seen: single bits, single bytes, truncation, growth, zeroed and swapped
 * blocks. */
static void test_runfile_damage(void **state) {
  (void)state;
  size_t size;
  unsigned char *bytes = take_bytes(write_content("whole.h5"), &size);
  static const char damaged[] = "is damaged or is not a run file";
  assert_true(size > 20000);
  for (size_t at = 0; at < size; at += 31) {
    unsigned char flip = (unsigned char)(1u << at % 8);
    bytes[at] ^= flip;
    opening_says(spill("hurt.h5", bytes, size), damaged);
    bytes[at] = (unsigned char)(bytes[at] ^ flip);
  }
  for (size_t at = 0; at < 512; at += 7) { /* within the seal itself */
    bytes[at] ^= 0x20;
    opening_says(spill("hurt.h5", bytes, size), damaged);
    bytes[at] ^= 0x20;
  }
  for (size_t cut = 1; cut < size; cut += 97)
    opening_says(spill("hurt.h5", bytes, cut),
                 cut <= 512 ? "is not a run file: too short" : damaged);
  opening_says(spill("hurt.h5", bytes, size - 1), damaged);
  opening_says(spill("hurt.h5", bytes, 0), "is not a run file: too short");
  bytes[size] = 0; /* take_bytes leaves room for one */
  opening_says(spill("hurt.h5", bytes, size + 1), damaged);
  unsigned char *copy = malloc(size);
  for (size_t block = 0; block + 1024 <= size; block += 512) {
    memcpy(copy, bytes, size);
    memset(copy + block, 0, 512);
    if (memcmp(copy, bytes, size))
      opening_says(spill("hurt.h5", copy, size), damaged);
    memcpy(copy + block, bytes + block + 512, 512);
    memcpy(copy + block + 512, bytes + block, 512);
    if (memcmp(copy, bytes, size))
      opening_says(spill("hurt.h5", copy, size), damaged);
  }
  free(copy);
  struct runfile run;
  succeeds(runfile_open(&run, spill("hurt.h5", bytes, size), &fault));
  check_content(&run);
  runfile_close(&run);
  free(bytes);
}

static void test_runfile_refuses_to_open(void **state) {
  (void)state;
  opening_says(in_folder("absent.h5"), "absent.h5: cannot be read: No such file");
  opening_says(folder, folder);
  static const unsigned char zeros[2048];
  opening_says(spill("zeros", zeros, sizeof zeros), "is damaged");
  /* A right seal over what is no HDF5 file. */
  static unsigned char garbage[2048];
  struct digest_part body = {garbage + 512, sizeof garbage - 512};
  memset(garbage + 512, 'g', body.size);
  memcpy(garbage, "SHA256 ", 7);
  succeeds(digest_parts(&body, 1, (char *)garbage + 7));
  garbage[7 + DIGEST_LENGTH] = '\n';
  opening_says(spill("garbage", garbage, sizeof garbage), "is not an HDF5 file");
}

static void test_runfile_refuses_to_get(void **state) {
  (void)state;
  struct runfile run;
  static float weights[UNITS * UNITS];
  static double others[UNITS * UNITS];
  char text[RUNFILE_TEXT_LONGEST + 1];
  double *found, number;
  size_t count;
  const size_t wide[] = {UNITS, UNITS + 1}, low[] = {UNITS - 1, UNITS},
               flat[] = {UNITS * UNITS};
  static const char *const renamed[] = {"update", "Accuracy", "loss"};
  static const char *const swapped[] = {"accuracy", "update", "loss"};
  succeeds(runfile_open(&run, write_content("a.h5"), &fault));
  says(
      runfile_get(&run, "/weights/U", RUNFILE_FLOAT, 2, shape_weights, weights, &fault),
      "a.h5: /weights/U: is missing");
  says(runfile_get(&run, "/weights", RUNFILE_FLOAT, 2, shape_weights, weights, &fault),
       "/weights: is missing");
  says(runfile_get(&run, "/weights/W", RUNFILE_FLOAT, 1, flat, weights, &fault),
       "/weights/W: has 2 dimensions, needs 1");
  says(runfile_get(&run, "/weights/W", RUNFILE_FLOAT, 2, wide, weights, &fault),
       "/weights/W: dimension 2 is 31, needs 32");
  says(runfile_get(&run, "/weights/W", RUNFILE_FLOAT, 2, low, weights, &fault),
       "/weights/W: dimension 1 is 31, needs 30");
  says(
      runfile_get(&run, "/weights/W", RUNFILE_DOUBLE, 2, shape_weights, others, &fault),
      "has another number type");
  says(runfile_get(&run, "/counters", RUNFILE_BYTE, 1, shape_counters, others, &fault),
       "/counters: has another number type");
  says(runfile_get(&run, "/history", RUNFILE_DOUBLE, 1, &(size_t){HISTORY}, others,
                   &fault),
       "/history: has another number type");
  says(runfile_get_rows(&run, "/history", 3, renamed, &count, &found, &fault),
       "/history: has other columns");
  says(runfile_get_rows(&run, "/history", 3, swapped, &count, &found, &fault),
       "/history: has other columns");
  says(runfile_get_rows(&run, "/history", 2, columns, &count, &found, &fault),
       "/history: has other columns");
  says(runfile_get_rows(&run, "/weights/W", 3, columns, &count, &found, &fault),
       "/weights/W: has 2 dimensions, needs 1");
  says(runfile_get_rows(&run, "/absent", 3, columns, &count, &found, &fault),
       "/absent: is missing");
  says(runfile_get_rows(&run, "/streams/actions", 3, columns, &count, &found, &fault),
       "/streams/actions: has other columns");
  says(runfile_get_text(&run, "student", text, &fault),
       "student: this attribute is missing");
  says(runfile_get_text(&run, "third", text, &fault),
       "third: this attribute is not a text");
  says(runfile_get_number(&run, "fourth", &number, &fault),
       "fourth: this attribute is missing");
  says(runfile_get_number(&run, "teacher", &number, &fault),
       "teacher: this attribute is not a number");
  runfile_close(&run);
}

static void put_attribute(hid_t file, const char *name, hid_t type, int rank,
                          const hsize_t *extent, const void *data) {
  hid_t space = H5Screate_simple(rank, extent, NULL);
  hid_t attribute = H5Acreate2(file, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  assert_true(attribute >= 0 && H5Awrite(attribute, type, data) >= 0);
  H5Aclose(attribute);
  H5Sclose(space);
}

/* A whole, sealed file that somebody else's program filled otherwise. */
static void test_runfile_refuses_foreign_kinds(void **state) {
  (void)state;
  struct runfile run;
  static char text[RUNFILE_TEXT_LONGEST + 1], letters[8 * 1000];
  static double numbers[8];
  static float single[6];
  double number = 0.0;
  int whole = 3;
  succeeds(runfile_create(&run, in_folder("foreign.h5"), &fault));
  hid_t word = H5Tcopy(H5T_C_S1), wire = H5Tcopy(H5T_C_S1), bare = H5Tcopy(H5T_C_S1);
  H5Tset_size(word, 1000);
  H5Tset_size(wire, H5T_VARIABLE);
  H5Tset_size(bare, 4);
  H5Tset_strpad(bare, H5T_STR_SPACEPAD);
  memset(letters, 'l', sizeof letters);
  const char *variable = "of variable length";
  put_attribute(run.file, "texts", word, 1, (hsize_t[]){8}, letters);
  put_attribute(run.file, "table_of_texts", word, 2, (hsize_t[]){2, 4}, letters);
  put_attribute(run.file, "variable", wire, 0, NULL, &variable);
  put_attribute(run.file, "numbers", H5T_NATIVE_DOUBLE, 1, (hsize_t[]){8}, numbers);
  put_attribute(run.file, "table_of_numbers", H5T_NATIVE_DOUBLE, 3,
                (hsize_t[]){2, 2, 2}, numbers);
  put_attribute(run.file, "whole", H5T_NATIVE_INT, 0, NULL, &whole);
  put_attribute(run.file, "nothing", H5T_NATIVE_DOUBLE, 1, (hsize_t[]){0}, numbers);
  H5LTmake_dataset(run.file, "big_endian", 1, (hsize_t[]){6}, H5T_IEEE_F32BE, single);
  H5LTmake_dataset(run.file, "words", 1, (hsize_t[]){6}, bare, letters);
  H5Tclose(word);
  H5Tclose(wire);
  H5Tclose(bare);
  hid_t space = H5Screate(H5S_NULL);
  H5Dclose(H5Dcreate2(run.file, "null", H5T_IEEE_F32LE, space, H5P_DEFAULT, H5P_DEFAULT,
                      H5P_DEFAULT));
  H5Sclose(space);
  H5Lcreate_soft("/round", run.file, "/round", H5P_DEFAULT, H5P_DEFAULT);
  succeeds(runfile_commit(&run, &fault));

  succeeds(runfile_open(&run, in_folder("foreign.h5"), &fault));
  static const char *const texts[] = {"texts", "table_of_texts", "variable"};
  for (size_t i = 0; i < 3; ++i)
    says(runfile_get_text(&run, texts[i], text, &fault), "is not a text");
  static const char *const attributes[] = {"numbers", "table_of_numbers", "whole",
                                           "nothing"};
  for (size_t i = 0; i < 4; ++i)
    says(runfile_get_number(&run, attributes[i], &number, &fault), "is not a number");
  const size_t six = 6;
  says(runfile_get(&run, "/big_endian", RUNFILE_FLOAT, 1, &six, single, &fault),
       "has another number type");
  says(runfile_get(&run, "/words", RUNFILE_FLOAT, 1, &six, single, &fault),
       "has another number type");
  says(runfile_get(&run, "/null", RUNFILE_FLOAT, 1, &six, single, &fault), "/null: ");
  says(runfile_get(&run, "/round", RUNFILE_FLOAT, 1, &six, single, &fault),
       "is missing");
  runfile_close(&run);
}

/* Nothing in an array, in a table, in a text. */
static void test_runfile_empty(void **state) {
  (void)state;
  struct runfile run;
  float none[1];
  double *found;
  size_t count = 99;
  char text[RUNFILE_TEXT_LONGEST + 1] = "before";
  static const size_t shapes[][2] = {{0, 5}, {5, 0}, {0, 0}};
  static const char *const names[] = {"/first", "/second", "/both"};
  succeeds(runfile_create(&run, in_folder("empty.h5"), &fault));
  for (size_t i = 0; i < 3; ++i)
    succeeds(runfile_put(&run, names[i], RUNFILE_FLOAT, 2, shapes[i], none, &fault));
  succeeds(runfile_put_rows(&run, "/history", 3, columns, 0, NULL, &fault));
  succeeds(runfile_put_text(&run, "empty", "", &fault));
  succeeds(runfile_commit(&run, &fault));
  succeeds(runfile_open(&run, in_folder("empty.h5"), &fault));
  for (size_t i = 0; i < 3; ++i)
    succeeds(runfile_get(&run, names[i], RUNFILE_FLOAT, 2, shapes[i], none, &fault));
  succeeds(runfile_get_rows(&run, "/history", 3, columns, &count, &found, &fault));
  assert_int_equal(count, 0);
  free(found);
  succeeds(runfile_get_text(&run, "empty", text, &fault));
  assert_string_equal(text, "");
  runfile_close(&run);
}

/* Arrays of several chunks, cut along each of their dimensions. */
static void test_runfile_large_arrays(void **state) {
  (void)state;
  static const size_t shapes[][3] = {{3, 500, 700}, {1, 1, 600000}, {700000, 1, 1}};
  static const char *const names[] = {"/a", "/b", "/c"};
  gsl_rng *rng = streams_open(8, 1, 1);
  float *out = malloc(1050000 * sizeof *out), *in = malloc(1050000 * sizeof *in);
  for (size_t i = 0; i < 1050000; ++i)
    out[i] = (float)gsl_rng_uniform(rng);
  gsl_rng_free(rng);
  struct runfile run;
  succeeds(runfile_create(&run, in_folder("large.h5"), &fault));
  for (size_t i = 0; i < 3; ++i)
    succeeds(runfile_put(&run, names[i], RUNFILE_FLOAT, 3, shapes[i], out, &fault));
  succeeds(runfile_commit(&run, &fault));
  succeeds(runfile_open(&run, in_folder("large.h5"), &fault));
  for (size_t i = 0; i < 3; ++i) {
    size_t count = shapes[i][0] * shapes[i][1] * shapes[i][2];
    memset(in, 0, count * sizeof *in);
    succeeds(runfile_get(&run, names[i], RUNFILE_FLOAT, 3, shapes[i], in, &fault));
    assert_memory_equal(in, out, count * sizeof *in);
  }
  runfile_close(&run);
  refuse_size = 1 << 20;
  opening_says(in_folder("large.h5"), "large.h5: no memory for its ");
  refuse_size = SIZE_MAX;
  free(out);
  free(in);
}

static void test_runfile_rows_without_memory(void **state) {
  (void)state;
  struct runfile run;
  double *table = calloc(3 * BIG, sizeof *table), *found;
  size_t count;
  succeeds(runfile_create(&run, in_folder("rows.h5"), &fault));
  succeeds(runfile_put_rows(&run, "/history", 3, columns, BIG, table, &fault));
  succeeds(runfile_commit(&run, &fault));
  succeeds(runfile_open(&run, in_folder("rows.h5"), &fault));
  refuse_size = 3 * BIG * sizeof *table;
  says(runfile_get_rows(&run, "/history", 3, columns, &count, &found, &fault),
       "/history: no memory");
  refuse_size = SIZE_MAX;
  assert_null(found);
  succeeds(runfile_get_rows(&run, "/history", 3, columns, &count, &found, &fault));
  assert_int_equal(count, BIG);
  free(found);
  free(table);
  runfile_close(&run);
}

static void test_runfile_refuses_to_put(void **state) {
  (void)state;
  struct runfile run;
  static float weights[4];
  const size_t four = 4;
  says(runfile_create(&run, in_folder("absent/a.h5"), &fault),
       "absent/a.h5: cannot be written: No such file");
  succeeds(runfile_create(&run, in_folder("a.h5"), &fault));
  succeeds(runfile_put(&run, "/w", RUNFILE_FLOAT, 1, &four, weights, &fault));
  says(runfile_put(&run, "/w", RUNFILE_FLOAT, 1, &four, weights, &fault),
       "a.h5: /w: cannot be written");
  says(runfile_put_rows(&run, "/w", 3, columns, 1, (double[]){1, 2, 3}, &fault),
       "a.h5: /w: cannot be written");
  char wide[RUNFILE_TEXT_LONGEST + 2];
  memset(wide, 'w', sizeof wide - 1);
  wide[sizeof wide - 1] = '\0';
  says(runfile_put_text(&run, "wide", wide, &fault),
       "this attribute cannot be written");
  wide[sizeof wide - 2] = '\0';
  succeeds(runfile_put_text(&run, "wide", wide, &fault));
  succeeds(runfile_commit(&run, &fault));
  char back[RUNFILE_TEXT_LONGEST + 1];
  succeeds(runfile_open(&run, in_folder("a.h5"), &fault));
  succeeds(runfile_get_text(&run, "wide", back, &fault));
  assert_string_equal(back, wide);
  says(runfile_put_text(&run, "late", "x", &fault), "cannot be written");
  says(runfile_put_number(&run, "late", 1, &fault), "cannot be written");
  runfile_close(&run);
}

/* A path of more characters than a fixed array would hold is that very path. */
static void test_runfile_long_path(void **state) {
  (void)state;
  struct runfile run;
  char path[3000];
  size_t used = (size_t)snprintf(path, sizeof path, "%s", folder);
  while (used < 2900) { /* "/./." names the same folder */
    memcpy(path + used, "/.", 3);
    used += 2;
  }
  strcpy(path + used, "/long.h5");
  succeeds(runfile_create(&run, path, &fault));
  succeeds(runfile_put_number(&run, "answer", 42, &fault));
  succeeds(runfile_commit(&run, &fault));
  double answer = 0;
  succeeds(runfile_open(&run, in_folder("long.h5"), &fault));
  succeeds(runfile_get_number(&run, "answer", &answer, &fault));
  runfile_close(&run);
  assert_int_equal(answer, 42);
  succeeds(runfile_open(&run, path, &fault));
  runfile_close(&run);
  strcpy(path + used, "/absent.h5");
  says(runfile_open(&run, path, &fault), "/././");
}

static void test_runfile_abandoned(void **state) {
  (void)state;
  struct runfile run;
  size_t size, again;
  unsigned char *before = take_bytes(write_content("a.h5"), &size);
  succeeds(runfile_create(&run, in_folder("a.h5"), &fault));
  succeeds(runfile_put_number(&run, "x", 1, &fault));
  runfile_close(&run);
  assert_int_equal(list_folder(0), 1);
  unsigned char *after = take_bytes(in_folder("a.h5"), &again);
  assert_int_equal(size, again);
  assert_memory_equal(before, after, size);
  free(before);
  free(after);
}

/* The disk fills after any number of bytes: a refusal, the old file as it was, and no
 * litter.  A limit on the size of a file stands for the disk. */
static void test_runfile_disk_full(void **state) {
  (void)state;
  size_t size, again;
  unsigned char *before = take_bytes(write_content("a.h5"), &size);
  static struct content content;
  fill_content(&content);
  struct rlimit free_room, limit;
  getrlimit(RLIMIT_FSIZE, &free_room);
  signal(SIGXFSZ, SIG_IGN);
  for (size_t room = 0; room < size; room += room < 4096 ? 300 : 1500) {
    struct runfile run;
    limit = free_room;
    limit.rlim_cur = room;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    int failed = runfile_create(&run, in_folder("a.h5"), &fault);
    if (!failed) {
      failed =
          runfile_put(&run, "/weights/W", RUNFILE_FLOAT, 2, shape_weights,
                      content.weights, &fault) ||
          runfile_put(&run, "/adam/second/moment", RUNFILE_DOUBLE, 3, shape_moments,
                      content.moments, &fault) ||
          runfile_put(&run, "/counters", RUNFILE_LONG, 1, shape_counters,
                      content.counters, &fault) ||
          runfile_put(&run, "/streams/actions", RUNFILE_BYTE, 1, shape_rng, content.rng,
                      &fault) ||
          runfile_put_rows(&run, "/history", 3, columns, HISTORY, content.history[0],
                           &fault) ||
          runfile_put_text(&run, "teacher", "rl", &fault) ||
          runfile_put_text(&run, "note", "na\xc3\xafve, \"quoted\", 5 %", &fault) ||
          runfile_put_number(&run, "format", 1.0, &fault) ||
          runfile_put_number(&run, "third", 1.0 / 3.0, &fault);
      if (failed)
        runfile_close(&run);
      else
        failed = runfile_commit(&run, &fault);
    }
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &free_room), 0);
    if (!failed)
      fail_msg("a file of %zu bytes was written into %zu", size, room);
    says(-1, "a.h5: ");
    assert_int_equal(list_folder(0), 1);
    unsigned char *after = take_bytes(in_folder("a.h5"), &again);
    assert_int_equal(size, again);
    assert_memory_equal(before, after, size);
    free(after);
  }
  signal(SIGXFSZ, SIG_DFL);
  free(before);
}

/* ---- bundle: products of sparse states ---------------------------------------------
 */

/* The largest difference between a bundle's images and the plain sums, over the size of
 * what is summed; infinite if narrow registers make other bits than wide ones.  Rows of
 * states that share a list are silent in the same units. */
static double bundle_error(size_t n, size_t count, size_t together, int single) {
  struct bundle bundle;
  struct fault fault;
  double *W = malloc((n * n + 3 * count * n) * sizeof *W), worst = 0.0;
  double *states = W + n * n, *images = states + count * n, *again = images + count * n;
  assert_non_null(W);
  for (size_t i = 0; i < n * n; ++i)
    W[i] = sin(1.0 + (double)(i * i % 10007));
  for (size_t r = 0; r < count; ++r)
    for (size_t j = 0; j < n; ++j) {
      size_t other = r / together * 31 + j * 17; /* decides whether unit j is silent */
      states[r * n + j] =
          other % 5 < 2 ? 0.0 : cos((double)((r * n + j) * (r + j) % 9973));
    }
  assert_int_equal(bundle_alloc(&bundle, n, W, count, single, &fault), 0);
  bundle_multiply(&bundle, count, together, states, images);
  bundle.wide = 0;
  bundle_multiply(&bundle, count, together, states, again);
  if (memcmp(images, again, count * n * sizeof *images))
    worst = INFINITY;
  for (size_t r = 0; r < count; ++r)
    for (size_t i = 0; i < n; ++i) {
      double sum = 0.0;
      for (size_t j = 0; j < n; ++j)
        sum += W[i * n + j] * states[r * n + j];
      worst = fmax(worst, fabs(images[r * n + i] - sum) / sqrt((double)n));
    }
  bundle_free(&bundle);
  free(W);
  return worst;
}

static void bundle_multiplies(void **unused) {
  (void)unused;
  const size_t sizes[] = {1, 3, 17, 32, 33, 64, 65, 127, 250};
  for (size_t k = 0; k < sizeof sizes / sizeof *sizes; ++k)
    for (size_t together = 1; together <= 4; together *= 2)
      for (size_t rest = 0; rest < together; ++rest) {
        size_t count = 3 * together + rest;
        assert_true(bundle_error(sizes[k], count, together, 0) < 1e-14);
        assert_true(bundle_error(sizes[k], count, together, 1) < 1e-6);
      }
}

/* ---- texts ---- */

/* Whole or not at all. */
static void test_text_fits(void **state) {
  (void)state;
  char text[8] = "";
  succeeds(text_fit(&fault, text, sizeof text, "%s-%d", "abcd", 12));
  assert_string_equal(text, "abcd-12");
  says(text_fit(&fault, text, sizeof text, "%s-%d", "abcd", 123),
       "'abcd-12...' has 8 characters; there is room for 7");
}

/* ---- macros ---- */

/* Names of letters alone, numbers or dashes. */
static void test_macros(void **state) {
  (void)state;
  char *text;
  size_t size;
  FILE *stream = open_memstream(&text, &size);
  macros_interval(stream, MACROS_NAME("Why", "rung-0-x2", "reset", "log_trials"), "%.3g",
                  0.25, -1.5, (double)NAN);
  macros_number(stream, MACROS_NAME(macros_words[13], ".sign"), "PHolm", "%+.0f\\,\\%%",
                12.0);
  macros_number(stream, MACROS_NAME(""), "x", "%.1f", (double)INFINITY);
  macros_p(stream, MACROS_NAME("a"), "P", 0.001);
  macros_p(stream, MACROS_NAME("a"), "P", 0.00099);
  macros_p(stream, MACROS_NAME("a"), "P", (double)NAN);
  macros_text(stream, MACROS_NAME("both"), "", "%zu %s", (size_t)7, "of 9");
  macros_begin(stream, MACROS_NAME("both"), "Rows");
  fputs("%\n}\n", stream);
  assert_int_equal(fclose(stream), 0);
  assert_string_equal(text, "\\newcommand{\\WhyRungZeroXTwoResetLogTrials}"
                            "{\\ensuremath{0.25}}\n"
                            "\\newcommand{\\WhyRungZeroXTwoResetLogTrialsLow}"
                            "{\\ensuremath{-1.5}}\n"
                            "\\newcommand{\\WhyRungZeroXTwoResetLogTrialsHigh}{--}\n"
                            "\\newcommand{\\ThirteenSignPHolm}"
                            "{\\ensuremath{+12\\,\\%}}\n"
                            "\\newcommand{\\X}{--}\n"
                            "\\newcommand{\\AP}{\\ensuremath{0.001}}\n"
                            "\\newcommand{\\AP}{\\ensuremath{0.00099}}\n"
                            "\\newcommand{\\AP}{--}\n"
                            "\\newcommand{\\Both}{7 of 9}\n"
                            "\\newcommand{\\BothRows}{%\n}\n");
  free(text);
}

int main(void) {
#define TEST(function) cmocka_unit_test_teardown(function, empty_folder)
  const struct CMUnitTest tests[] = {
      TEST(bundle_multiplies),
      TEST(test_fault),
      TEST(test_table_reads),
      TEST(test_table_cells),
      TEST(test_table_grows),
      TEST(test_table_refuses),
      TEST(test_table_refuses_files),
      TEST(test_table_without_memory),
      TEST(test_numbers),
      TEST(test_written_numbers),
      TEST(test_replace),
      TEST(test_replace_together),
      TEST(test_outputs),
      TEST(test_replace_refuses),
      TEST(test_replace_disk_full),
      TEST(test_parameters_default),
      TEST(test_parameters_set),
      TEST(test_parameters_refuse),
      TEST(test_parameters_read),
      TEST(test_parameters_without_memory),
      TEST(test_text_fits),
      TEST(test_macros),
      TEST(test_parameters_text),
      TEST(test_parameters_text_of_long_lists),
      TEST(test_parameters_describe),
      TEST(test_streams_known_answers),
      TEST(test_streams_are_reproducible),
      TEST(test_streams_are_independent),
      TEST(test_adam_recursion),
      TEST(test_adam_refuses),
      TEST(test_digest),
      TEST(test_runfile_round_trip),
      TEST(test_runfile_is_reproducible),
      TEST(test_runfile_is_plain_hdf5),
      TEST(test_runfile_damage),
      TEST(test_runfile_refuses_to_open),
      TEST(test_runfile_refuses_to_get),
      TEST(test_runfile_refuses_foreign_kinds),
      TEST(test_runfile_empty),
      TEST(test_runfile_large_arrays),
      TEST(test_runfile_rows_without_memory),
      TEST(test_runfile_refuses_to_put),
      TEST(test_runfile_long_path),
      TEST(test_runfile_abandoned),
      TEST(test_runfile_disk_full),
  };
  return cmocka_run_group_tests(tests, make_folder, leave_folder);
}
