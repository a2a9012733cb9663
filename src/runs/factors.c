#include "factors.h"

#include <string.h>

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

enum { FACTOR, OF, LEVEL, PARAMETERS, COLUMNS };
static const char *const column_names[COLUMNS] = {"factor", "of", "level",
                                                  "parameters"};
static const char both[] = "both";

static int take_level(struct factors *factors, size_t row, const size_t *column,
                      const char *const *kinds, struct fault *fault) {
  const struct table *table = &factors->table;
  const char *name = table_text(table, row, column[FACTOR]);
  const char *parameters = table_text(table, row, column[PARAMETERS]);
  const char *const words[] = {both, kinds[0], kinds[1]};
  struct factor *factor = factors->factor + factors->count;
  size_t of;
  if (table_word(table, row, column_names[OF], words, 3, &of, fault))
    return -1;
  if (factors->count == 0 || strcmp(factor[-1].name, name)) {
    if (factors->count == DESIGN_MOST_FACTORS)
      return fault_set(fault, "%s: more than %d factors", table->path,
                       DESIGN_MOST_FACTORS);
    *factor = (struct factor){.name = name, .of = words[of]};
    ++factors->count;
  } else
    --factor;
  if (factor->levels == FACTORS_MOST_LEVELS)
    return fault_set(fault, "%s:%zu: more than %d levels of '%s'", table->path,
                     table->lines[row], FACTORS_MOST_LEVELS, name);
  factor->word[factor->levels] = table_text(table, row, column[LEVEL]);
  factor->parameters[factor->levels++] = parameters;
  factors->levels[factors->count - 1] = factor->levels;
  return know_names(factors, parameters, table->lines[row], fault);
}

int factors_read(struct factors *factors, const char *path, const char *const *kinds,
                 struct fault *fault) {
  size_t column[COLUMNS];
  memset(factors, 0, sizeof *factors);
  if (table_read(&factors->table, path, fault))
    return -1;
  int failed = 0;
  for (size_t i = 0; !failed && i < COLUMNS; ++i)
    failed = table_column(&factors->table, column_names[i], column + i, fault);
  for (size_t row = 0; !failed && row < factors->table.rows; ++row)
    failed = take_level(factors, row, column, kinds, fault);
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
    if (strcmp(factor->of, both) && strcmp(factor->of, kind))
      continue;
    const char *value = value_of(factor->parameters[level[f]], name, length);
    if (value)
      return value;
  }
  return NULL;
}

/* An answer on the way to a node, and those before it. */
struct reply {
  const struct reply *before;
  const char *factor, *is, *level;
};

static void say_replies(const struct reply *last, FILE *stream) {
  if (last->before) {
    say_replies(last->before, stream);
    fputs(" and ", stream);
  }
  fprintf(stream, "%s is %s%s", last->factor, last->is, last->level);
}

/* The paths below NODE that lead to the property, one after another. */
static void say_paths(const struct factors *factors, const struct rule *rule,
                      size_t node, const struct reply *last, bool *said, FILE *stream) {
  const struct rule_node *here = rule->node + node;
  if (!here->asks && here->has) {
    fputs(*said ? "; or " : "", stream);
    *said = true;
    if (last)
      say_replies(last, stream);
    fprintf(stream, "%s (%zu of %zu)", last ? "" : "always", here->with,
            here->with + here->without);
  }
  if (!here->asks)
    return;
  const struct factor *factor = factors->factor + here->factor;
  for (size_t yes = 2; yes >= 1; --yes) {
    bool other = yes == 1 && factor->levels == 2; /* of two, "not one" is the other */
    const struct reply reply = {last, factor->name, yes == 2 || other ? "" : "not ",
                                factor->word[other ? 1 - here->level : here->level]};
    say_paths(factors, rule, 2 * node + yes, &reply, said, stream);
  }
}

bool factors_say(const struct factors *factors, const struct rule *rule, FILE *stream) {
  bool said = false;
  say_paths(factors, rule, 0, NULL, &said, stream);
  return said;
}
