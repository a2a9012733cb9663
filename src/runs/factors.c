#include "factors.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

enum column { NAME, OF, LEVEL, PARAMETERS, COLUMNS };

/* The value of parameter NAME in a level, or NULL; LENGTH gets its length. */
static const char *value_of(const char *parameters, const char *name, size_t *length) {
  size_t own = strlen(name);
  for (const char *at = parameters; at; at = strchr(at, ';')) {
    at += *at == ';';
    if (!strncmp(at, name, own) && at[own] == '=') {
      *length = strcspn(at + own + 1, ";");
      return at + own + 1;
    }
  }
  return NULL;
}

static int know_names(struct factors *factors, const char *parameters, size_t line,
                      struct fault *fault) {
  for (const char *at = parameters; at; at = strchr(at, ';')) {
    at += *at == ';';
    size_t length = strcspn(at, "=;"), i = 0;
    if (at[length] != '=' || length == 0 || length >= sizeof *factors->name)
      return fault_set(fault, "%s:%zu: '%.60s' is not NAME=VALUE", factors->table.path,
                       line, at);
    while (i < factors->names && (strncmp(factors->name[i], at, length) != 0 ||
                                  factors->name[i][length] != '\0'))
      ++i;
    if (i < factors->names)
      continue;
    if (factors->names == FACTORS_MOST_NAMES)
      return fault_set(fault, "%s:%zu: more than %d parameters", factors->table.path,
                       line, FACTORS_MOST_NAMES);
    memcpy(factors->name[factors->names], at, length);
    factors->name[factors->names++][length] = '\0';
  }
  return 0;
}

/* All kinds, separated by commas; the caller frees it. */
static char *list_kinds(const char *const *kinds, struct fault *fault) {
  char *all = text_format(fault, "%s", kinds[0]);
  for (size_t i = 1; all && kinds[i]; ++i) {
    char *longer = text_format(fault, "%s, %s", all, kinds[i]);
    free(all);
    all = longer;
  }
  return all;
}

static int check_kind(const struct factors *factors, size_t row, const char *of,
                      struct fault *fault) {
  size_t i = 0;
  while (factors->kinds[i] && strcmp(factors->kinds[i], of))
    ++i;
  if (factors->kinds[i])
    return 0;
  char *kinds = list_kinds(factors->kinds, fault);
  if (kinds)
    fault_set(fault, "%s:%zu: of '%.20s' is not one of %s", factors->table.path,
              factors->table.lines[row], of, kinds);
  free(kinds);
  return -1;
}

static int take_level(struct factors *factors, size_t row, const size_t *column,
                      struct fault *fault) {
  const struct table *table = &factors->table;
  const char *name = table_text(table, row, column[NAME]);
  const char *of = table_text(table, row, column[OF]);
  struct factor *factor = factors->factor + factors->count;
  if (check_kind(factors, row, of, fault))
    return -1;
  if (factors->count == 0 || strcmp(factor[-1].name, name)) {
    if (factors->count == DESIGN_MOST_FACTORS)
      return fault_set(fault, "%s: more than %d factors", table->path,
                       DESIGN_MOST_FACTORS);
    *factor = (struct factor){.name = name, .of = of};
    ++factors->count;
  } else
    --factor;
  if (factor->levels == FACTORS_MOST_LEVELS)
    return fault_set(fault, "%s:%zu: more than %d levels of '%s'", table->path,
                     table->lines[row], FACTORS_MOST_LEVELS, name);
  factor->word[factor->levels] = table_text(table, row, column[LEVEL]);
  factor->parameters[factor->levels++] = table_text(table, row, column[PARAMETERS]);
  factors->levels[factors->count - 1] = factor->levels;
  return know_names(factors, table_text(table, row, column[PARAMETERS]),
                    table->lines[row], fault);
}

int factors_read(struct factors *factors, const char *path, const char *const *kinds,
                 struct fault *fault) {
  static const char *const names[COLUMNS] = {"factor", "of", "level", "parameters"};
  size_t column[COLUMNS];
  memset(factors, 0, sizeof *factors);
  factors->kinds = kinds;
  if (table_read(&factors->table, path, fault))
    return -1;
  int failed = 0;
  for (size_t i = 0; !failed && i < COLUMNS; ++i)
    failed = table_column(&factors->table, names[i], column + i, fault);
  for (size_t row = 0; !failed && row < factors->table.rows; ++row)
    failed = take_level(factors, row, column, fault);
  if (failed)
    table_free(&factors->table);
  return failed;
}

void factors_free(struct factors *factors) {
  table_free(&factors->table);
}

const char *factors_told(const struct factors *factors, const size_t *level,
                         const char *kind, const char *name, size_t *length) {
  for (size_t f = 0; f < factors->count; ++f) {
    const struct factor *factor = factors->factor + f;
    if (strcmp(factor->of, factors->kinds[0]) && strcmp(factor->of, kind))
      continue;
    const char *value = value_of(factor->parameters[level[f]], name, length);
    if (value)
      return value;
  }
  return NULL;
}
