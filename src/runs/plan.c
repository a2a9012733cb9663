#include "plan.h"

#include "replace.h"
#include "table.h"
#include "text.h"

#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ID_LONGEST = 100, SPECIFICATIONS_LONGEST = 255, LARGEST_FILE = 1 << 20 };

/* A table that is being planned. */
struct planning {
  const struct plan *plan;
  void *values;
  struct table table;
  size_t id, specification; /* columns */
  const char *specifications, *directory;
};

/* ---- columns and names -------------------------------------------------------------
 */

static int find_columns(struct planning *at, struct fault *fault) {
  size_t ignored;
  if (table_column(&at->table, "id", &at->id, fault))
    return -1;
  for (const char *const *name = at->plan->required; *name; ++name)
    if (table_column(&at->table, *name, &ignored, fault))
      return -1;
  return table_column(&at->table, "specification", &at->specification, fault);
}

static bool is_parameter(const struct planning *at, size_t column) {
  for (const char *const *name = at->plan->labels; *name; ++name)
    if (!strcmp(at->table.names[column], *name))
      return false;
  return column != at->id && column != at->specification;
}

static int check_ids(const struct planning *at, struct fault *fault) {
  static const char accepted[] = "abcdefghijklmnopqrstuvwxyz0123456789.-";
  const struct table *table = &at->table;
  for (size_t row = 0; row < table->rows; ++row) {
    const char *name = table_text(table, row, at->id);
    if (strspn(name, accepted) != strlen(name) || *name == '.' || *name == '-' ||
        strlen(name) > ID_LONGEST)
      return fault_set(
          fault,
          "%s:%zu: id '%.60s' may hold a-z, 0-9, '.' and '-', must start with a letter "
          "or digit and fit %d characters",
          table->path, table->lines[row], name, ID_LONGEST);
    for (size_t other = 0; other < row; ++other)
      if (!strcmp(name, table_text(table, other, at->id)))
        return fault_set(fault, "%s:%zu: id '%s' stands already in line %zu",
                         table->path, table->lines[row], name, table->lines[other]);
  }
  return 0;
}

/* ---- one row -----------------------------------------------------------------------
 */

static int read_specifications(struct planning *at, const char *names,
                               const char *place, struct fault *fault) {
  char copy[SPECIFICATIONS_LONGEST + 1], *rest = copy;
  if (strlen(names) > SPECIFICATIONS_LONGEST)
    return fault_set(fault, "%s: specification is longer than %d characters", place,
                     SPECIFICATIONS_LONGEST);
  strcpy(copy, names);
  for (char *name; (name = strtok_r(rest, ",", &rest));) {
    char *path = text_format(fault, "%s/%s.spec", at->specifications, name);
    int failed = !path || parameters_read(at->plan->table, at->plan->count, at->values,
                                          path, fault);
    free(path);
    if (failed)
      return -1;
  }
  return 0;
}

static int read_cells(struct planning *at, size_t row, const char *place,
                      struct fault *fault) {
  for (size_t column = 0; column < at->table.columns; ++column) {
    const char *text = table_text(&at->table, row, column);
    if (is_parameter(at, column) && strcmp(text, "-") &&
        parameters_set(at->plan->table, at->plan->count, at->values,
                       at->table.names[column], text, place, fault))
      return -1;
  }
  return 0;
}

static int read_row(struct planning *at, size_t row, struct fault *fault) {
  char *place = text_format(fault, "%s:%zu", at->table.path, at->table.lines[row]);
  if (!place)
    return -1;
  parameters_default(at->plan->table, at->plan->count, at->values);
  const char *names = table_text(&at->table, row, at->specification);
  int failed = read_specifications(at, names, place, fault) ||
               read_cells(at, row, place, fault) ||
               at->plan->check(at->values, place, fault);
  free(place);
  return failed ? -1 : 0;
}

/* Nothing is written before every row is known to be right. */
static int check_rows(struct planning *at, struct fault *fault) {
  for (size_t row = 0; row < at->table.rows; ++row)
    if (read_row(at, row, fault))
      return -1;
  return 0;
}

/* ---- what is written ---------------------------------------------------------------
 */

/* All parameters as lines, which the caller frees; NULL and a fault without memory. */
static char *list_parameters(const struct planning *at, struct fault *fault) {
  char *text = NULL, value[PARAMETER_TEXT_LONGEST + 1];
  size_t size;
  FILE *stream = open_memstream(&text, &size);
  for (size_t i = 0; stream && i < at->plan->count; ++i) {
    parameters_text(at->plan->table + i, at->values, value);
    fprintf(stream, "%s = %s\n", at->plan->table[i].name, value);
  }
  if (stream && !fclose(stream))
    return text;
  free(text);
  fault_set(fault, "%s: no memory for its plan", at->table.path);
  return NULL;
}

/* Replaces the file at PATH by TEXT unless it holds just that. */
static int rewrite(const char *path, const char *text, struct fault *fault) {
  struct fault ignored;
  struct replace file;
  size_t size;
  char *present = table_slurp(path, LARGEST_FILE, &size, &ignored);
  bool same = present && !strcmp(present, text);
  free(present);
  if (same)
    return 0;
  if (replace_open(&file, path, fault))
    return -1;
  fputs(text, file.stream);
  return replace_commit(&file, fault);
}

static int write_row(const struct planning *at, const char *id, struct fault *fault) {
  char *path = text_format(fault, "%s/%s.run", at->directory, id);
  char *text = path ? list_parameters(at, fault) : NULL;
  int failed = text ? rewrite(path, text, fault) : -1;
  free(path);
  free(text);
  return failed;
}

static int write_rows(struct planning *at, FILE *list, struct fault *fault) {
  for (size_t row = 0; row < at->table.rows; ++row) {
    const char *id = table_text(&at->table, row, at->id);
    if (read_row(at, row, fault) || write_row(at, id, fault))
      return -1;
    fprintf(list, "RUNS_%s += %s\n", at->plan->group(at->values), id);
  }
  return 0;
}

static bool has_row(const struct planning *at, const char *name, size_t length) {
  for (size_t row = 0; row < at->table.rows; ++row) {
    const char *id = table_text(&at->table, row, at->id);
    if (strlen(id) == length && !strncmp(id, name, length))
      return true;
  }
  return false;
}

/* Removes the parameters of the rows that are gone; what was trained stays. */
static int forget_other_rows(const struct planning *at, struct fault *fault) {
  glob_t files;
  char *pattern = text_format(fault, "%s/*.run", at->directory);
  if (!pattern)
    return -1;
  bool found = !glob(pattern, 0, NULL, &files);
  free(pattern);
  for (size_t i = 0; found && i < files.gl_pathc; ++i) {
    const char *name = strrchr(files.gl_pathv[i], '/') + 1;
    if (!has_row(at, name, strlen(name) - strlen(".run")))
      unlink(files.gl_pathv[i]);
  }
  if (found)
    globfree(&files);
  return 0;
}

static int write_all(struct planning *at, struct fault *fault) {
  struct replace list;
  if (replace_open_at(&list, fault, "%s/plan.mk", at->directory))
    return -1;
  if (!write_rows(at, list.stream, fault) && !forget_other_rows(at, fault))
    return replace_commit(&list, fault);
  replace_abandon(&list);
  return -1;
}

int plan_write(const struct plan *plan, void *values, const char *path,
               const char *specifications, const char *directory, struct fault *fault) {
  struct planning at = {.plan = plan,
                        .values = values,
                        .specifications = specifications,
                        .directory = directory};
  if (table_read(&at.table, path, fault))
    return -1;
  int failed = find_columns(&at, fault) || check_ids(&at, fault) ||
               check_rows(&at, fault) || write_all(&at, fault);
  table_free(&at.table);
  return failed ? -1 : 0;
}
