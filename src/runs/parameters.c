#include "parameters.h"

#include "table.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

static const size_t LARGEST_FILE = 1 << 20;

static const struct parameter *find(const struct parameter *table, size_t count,
                                    const char *name) {
  for (size_t i = 0; i < count; ++i)
    if (!strcmp(table[i].name, name))
      return table + i;
  return NULL;
}

static int set_choice(const struct parameter *parameter, long *value,
                      const char *text) {
  size_t length = strlen(text);
  long index = 0;
  for (const char *word = parameter->choices; word; ++index) {
    const char *bar = strchr(word, '|');
    size_t width = bar ? (size_t)(bar - word) : strlen(word);
    if (width == length && !memcmp(word, text, width)) {
      *value = index;
      return 0;
    }
    word = bar ? bar + 1 : NULL;
  }
  return -1;
}

static int set_list(const struct parameter *parameter, struct parameter_list *list,
                    const char *text) {
  char copy[PARAMETER_TEXT_LONGEST + 1], *rest = copy;
  struct parameter_list result = {0};
  if (strlen(text) >= sizeof copy)
    return -1;
  strcpy(copy, text);
  for (char *word; (word = strtok_r(rest, " ", &rest));) {
    double number;
    if (result.count == PARAMETER_LIST_LONGEST || table_parse_number(word, &number) ||
        number < parameter->low || number > parameter->high ||
        (result.count && number <= result.value[result.count - 1]))
      return -1;
    result.value[result.count++] = number;
  }
  if (!result.count)
    return -1;
  *list = result;
  return 0;
}

static int set_value(const struct parameter *parameter, void *place, const char *text) {
  double number;
  switch (parameter->kind) {
  case PARAMETER_CHOICE:
    return set_choice(parameter, place, text);
  case PARAMETER_LIST:
    return set_list(parameter, place, text);
  case PARAMETER_INTEGER:
  case PARAMETER_REAL:
    break;
  }
  if (table_parse_number(text, &number) || number < parameter->low ||
      number > parameter->high)
    return -1;
  if (parameter->kind == PARAMETER_REAL)
    *(double *)place = number;
  else if (number != (double)(long)number)
    return -1;
  else
    *(long *)place = (long)number;
  return 0;
}

/* What is accepted, in words; the caller frees them. */
static char *describe_accepted(const struct parameter *parameter, struct fault *fault) {
  const char *what = parameter->kind == PARAMETER_INTEGER ? "a whole number"
                     : parameter->kind == PARAMETER_REAL  ? "a number"
                                                          : "increasing numbers";
  if (parameter->kind == PARAMETER_CHOICE)
    return text_format(fault, "one of %s", parameter->choices);
  return text_format(fault, "%s from %.12g to %.12g", what, parameter->low,
                     parameter->high);
}

int parameters_set(const struct parameter *table, size_t count, void *values,
                   const char *name, const char *text, const char *place,
                   struct fault *fault) {
  const struct parameter *parameter = find(table, count, name);
  if (!parameter)
    return fault_set(fault, "%s: unknown parameter '%.60s'; --parameters lists them",
                     place, name);
  if (set_value(parameter, (char *)values + parameter->offset, text)) {
    char *accepted = describe_accepted(parameter, fault);
    if (accepted)
      fault_set(fault, "%s: %s = '%.60s' is not %s", place, name, text, accepted);
    free(accepted);
    return -1;
  }
  return 0;
}

void parameters_default(const struct parameter *table, size_t count, void *values) {
  struct fault fault;
  for (size_t i = 0; i < count; ++i)
    if (parameters_set(table, count, values, table[i].name, table[i].initial, "default",
                       &fault)) {
      fault_print(&fault, "parameters"); /* the program's own table is wrong */
      abort();
    }
}

static char *trim(char *text) {
  text += strspn(text, " ");
  size_t length = strlen(text);
  while (length && text[length - 1] == ' ')
    text[--length] = '\0';
  return text;
}

/* Cuts "name = value" in place. */
static int split(char *line, char **name, char **value) {
  char *equals = strchr(line, '=');
  if (!equals)
    return -1;
  *equals = '\0';
  *name = trim(line);
  *value = trim(equals + 1);
  return **name && **value ? 0 : -1;
}

int parameters_assign(const struct parameter *table, size_t count, void *values,
                      const char *assignment, const char *place, struct fault *fault) {
  char copy[2 * PARAMETER_TEXT_LONGEST], *name, *value;
  size_t length = strlen(assignment);
  if (length < sizeof copy) {
    memcpy(copy, assignment, length + 1);
    if (!split(copy, &name, &value))
      return parameters_set(table, count, values, name, value, place, fault);
  }
  return fault_set(fault, "%s: '%.60s' is not of the form name=value", place,
                   assignment);
}

/* Takes what stands at PLACE; SEEN (COUNT) tells what stood before it. */
static int read_line(const struct parameter *table, size_t count, void *values,
                     char *line, char *seen, const char *place, struct fault *fault) {
  char *name, *value;
  if (strlen(line) > PARAMETER_TEXT_LONGEST || split(line, &name, &value))
    return fault_set(fault, "%s: '%.60s' is not of the form name = value", place, line);
  if (parameters_set(table, count, values, name, value, place, fault))
    return -1;
  size_t index = (size_t)(find(table, count, name) - table);
  if (seen[index]++)
    return fault_set(fault, "%s: '%s' stands twice in this file", place, name);
  return 0;
}

static int read_lines(const struct parameter *table, size_t count, void *values,
                      char *text, char *seen, const char *path, struct fault *fault) {
  size_t number = 0;
  int failed = 0;
  for (char *line = text, *end; !failed && (end = strchr(line, '\n')); line = end + 1) {
    *end = '\0';
    ++number;
    line = trim(line);
    if (!*line || *line == '#')
      continue;
    char *place = text_format(fault, "%s:%zu", path, number);
    failed = !place || read_line(table, count, values, line, seen, place, fault);
    free(place);
  }
  return failed ? -1 : 0;
}

int parameters_read(const struct parameter *table, size_t count, void *values,
                    const char *path, struct fault *fault) {
  size_t size;
  char *text = table_slurp(path, LARGEST_FILE, &size, fault);
  if (!text)
    return -1;
  int failed;
  char *seen = calloc(count, 1);
  if (!seen)
    failed = fault_set(fault, "%s: no memory", path);
  else if (size && text[size - 1] != '\n')
    failed =
        fault_set(fault, "%s: its last line has no newline; is it truncated?", path);
  else
    failed = read_lines(table, count, values, text, seen, path, fault);
  free(seen);
  free(text);
  return failed;
}

static void choice_text(const struct parameter *parameter, long index, char *text) {
  const char *word = parameter->choices;
  for (long i = 0; i < index; ++i)
    word = strchr(word, '|') + 1;
  size_t width = strcspn(word, "|");
  memcpy(text, word, width);
  text[width] = '\0';
}

/* The shortest of 15, 16 and 17 digits that reads back to the same double: at most 24
 * characters, so that the longest list fits PARAMETER_TEXT_LONGEST. */
static int number_text(double number, char *text, size_t size) {
  int length = 0;
  for (int digits = 15; digits <= 17; ++digits) {
    length = snprintf(text, size, "%.*g", digits, number);
    if (strtod(text, NULL) == number)
      break;
  }
  return length;
}

void parameters_text(const struct parameter *parameter, const void *values,
                     char *text) {
  const void *place = (const char *)values + parameter->offset;
  const struct parameter_list *list = place;
  size_t used = 0;
  switch (parameter->kind) {
  case PARAMETER_CHOICE:
    choice_text(parameter, *(const long *)place, text);
    break;
  case PARAMETER_INTEGER:
    sprintf(text, "%ld", *(const long *)place); /* of 20 characters at most */
    break;
  case PARAMETER_REAL:
    number_text(*(const double *)place, text, PARAMETER_TEXT_LONGEST);
    break;
  case PARAMETER_LIST:
    for (size_t i = 0; i < list->count; ++i) {
      used += (size_t)number_text(list->value[i], text + used,
                                  PARAMETER_TEXT_LONGEST - used);
      text[used++] = i + 1 < list->count ? ' ' : '\0';
    }
    break;
  }
}

void parameters_describe(const struct parameter *table, size_t count, FILE *stream) {
  struct fault fault;
  for (size_t i = 0; i < count; ++i) {
    char *accepted = describe_accepted(table + i, &fault);
    fprintf(stream, "%s = %s\n    %s\n    accepted: %s; source: %s\n", table[i].name,
            table[i].initial, table[i].meaning, accepted ? accepted : fault.line,
            table[i].source);
    free(accepted);
  }
}

/* Prints TEXT with LaTeX's special characters quoted. */
static void print_latex(const char *text, FILE *stream) {
  for (; *text; ++text) {
    if (strchr("_%&#$|", *text))
      fputs(*text == '|' ? ", " : "\\", stream);
    if (*text != '|')
      fputc(*text, stream);
  }
}

void parameters_latex(const struct parameter *table, size_t count, FILE *stream) {
  for (size_t i = 0; i < count; ++i) {
    fputs("\\texttt{", stream);
    print_latex(table[i].name, stream);
    fputs("} & ", stream);
    print_latex(table[i].initial, stream);
    fputs(" & ", stream);
    print_latex(table[i].source, stream);
    fputs(" & ", stream);
    print_latex(table[i].meaning, stream);
    fputs(" \\\\\n", stream);
  }
}
