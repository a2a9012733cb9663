#include "table.h"

#include "slurp.h"
#include "text.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

enum { LONGEST_LINE = 65535 };
static const size_t LARGEST_TABLE = (size_t)1 << 30;

int table_parse_number(const char *text, double *value) {
  static const char accepted[] = "+-.0123456789eE";
  if (!*text || strspn(text, accepted) != strlen(text))
    return -1; /* keeps out "nan", "inf", hexadecimal and leading blanks */
  char *end;
  double number = strtod(text, &end);
  if (*end || !isfinite(number))
    return -1;
  *value = number;
  return 0;
}

int table_parse_whole(const char *text, long low, long high, long *value) {
  const char *digits = text + (*text == '-' || *text == '+');
  if (!*digits || strspn(digits, "0123456789") != strlen(digits))
    return -1;
  errno = 0;
  long number = strtol(text, NULL, 10);
  if (errno || number < low || number > high)
    return -1;
  *value = number;
  return 0;
}

/* Bytes of the well-formed UTF-8 character that the SIZE bytes at TEXT begin with; 0
 * for a malformed one and for control characters but tab and newline. */
static size_t character(const char *text, size_t size) {
  const unsigned char lead = (unsigned char)*text;
  if (lead < 0x80)
    return (lead >= 0x20 && lead != 0x7f) || lead == '\t' || lead == '\n';
  ucs4_t point;
  int length = u8_mbtoucr(&point, (const uint8_t *)text, size);
  return length > 0 ? (size_t)length : 0;
}

/* Refuses what is not lines of text. */
static int check_text(const char *text, size_t size, const char *path,
                      struct fault *fault) {
  size_t line = 1;
  for (size_t i = 0, length; i < size; i += length) {
    length = character(text + i, size - i);
    line += text[i] == '\n';
    if (length == 0)
      return fault_set(
          fault, "%s:%zu: %s; lines end with a plain newline and hold text", path, line,
          text[i] == '\r'   ? "carriage return"
          : text[i] == '\0' ? "NUL byte"
                            : "byte that is no printable UTF-8");
  }
  return 0;
}

char *table_slurp(const char *path, size_t limit, size_t *size, struct fault *fault) {
  char *text = slurp(path, limit, size, fault);
  if (!text)
    return NULL;
  if (check_text(text, *size, path, fault)) {
    free(text);
    return NULL;
  }
  return text;
}

/* Cuts LINE at its tabs into at most LIMIT fields; returns how many it has. */
static size_t cut(char *line, char **fields, size_t limit) {
  size_t count = 0;
  for (;;) {
    if (count < limit)
      fields[count] = line;
    ++count;
    char *tab = strchr(line, '\t');
    if (!tab)
      return count;
    *tab = '\0';
    line = tab + 1;
  }
}

static int take_header(struct table *table, char *line, size_t number,
                       struct fault *fault) {
  size_t columns = 1;
  for (const char *c = line; *c; ++c)
    columns += *c == '\t';
  table->columns = columns;
  table->names = malloc(columns * sizeof *table->names);
  if (!table->names)
    return fault_set(fault, "%s: no memory", table->path);
  if (cut(line, table->names, columns) != columns)
    abort(); /* a column more than tabs */
  for (size_t i = 0; i < columns; ++i) {
    if (!*table->names[i])
      return fault_set(fault, "%s:%zu: column %zu has no name", table->path, number,
                       i + 1);
    for (size_t j = 0; j < i; ++j)
      if (!strcmp(table->names[i], table->names[j]))
        return fault_set(fault, "%s:%zu: column '%s' stands twice", table->path, number,
                         table->names[i]);
  }
  return 0;
}

static int take_row(struct table *table, char *line, size_t number, size_t *capacity,
                    struct fault *fault) {
  size_t columns = table->columns;
  if (table->rows == *capacity) {
    size_t wanted = *capacity ? 2 * *capacity : 64;
    char **cells = realloc(table->cells, wanted * columns * sizeof *cells);
    if (cells)
      table->cells = cells;
    size_t *lines = realloc(table->lines, wanted * sizeof *lines);
    if (lines)
      table->lines = lines;
    if (!cells || !lines)
      return fault_set(fault, "%s: no memory", table->path);
    *capacity = wanted;
  }
  char **row = table->cells + table->rows * columns;
  size_t fields = cut(line, row, columns);
  if (fields != columns)
    return fault_set(fault, "%s:%zu: %zu fields, its header names %zu", table->path,
                     number, fields, columns);
  for (size_t i = 0; i < columns; ++i)
    if (!*row[i])
      return fault_set(fault, "%s:%zu: field '%s' is empty", table->path, number,
                       table->names[i]);
  table->lines[table->rows++] = number;
  return 0;
}

static int take_lines(struct table *table, size_t size, struct fault *fault) {
  if (!size)
    return fault_set(fault, "%s: is empty; a header line is needed", table->path);
  if (table->text[size - 1] != '\n')
    return fault_set(fault, "%s: its last line has no newline; is it truncated?",
                     table->path);
  size_t capacity = 0, number = 0;
  for (char *line = table->text, *next; line < table->text + size; line = next) {
    char *end = strchr(line, '\n');
    *end = '\0';
    next = end + 1;
    ++number;
    if (end - line > LONGEST_LINE)
      return fault_set(fault, "%s:%zu: line longer than %d bytes", table->path, number,
                       LONGEST_LINE);
    if (!*line || *line == '#')
      continue;
    int failed = table->names ? take_row(table, line, number, &capacity, fault)
                              : take_header(table, line, number, fault);
    if (failed)
      return -1;
  }
  return table->names ? 0 : fault_set(fault, "%s: has no header line", table->path);
}

int table_read(struct table *table, const char *path, struct fault *fault) {
  memset(table, 0, sizeof *table);
  size_t size;
  table->path = strdup(path);
  if (!table->path)
    return fault_set(fault, "%s: no memory", path);
  table->text = table_slurp(path, LARGEST_TABLE, &size, fault);
  if (!table->text || take_lines(table, size, fault)) {
    table_free(table);
    return -1;
  }
  return 0;
}

int table_read_at(struct table *table, struct fault *fault, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  char *path = text_vformat(fault, format, arguments);
  va_end(arguments);
  int failed = path ? table_read(table, path, fault) : -1;
  free(path);
  return failed;
}

void table_free(struct table *table) {
  free(table->path);
  free(table->text);
  free(table->names);
  free(table->cells);
  free(table->lines);
  memset(table, 0, sizeof *table);
}

/* Index of the named column; `columns` where there is none. */
static size_t find_column(const struct table *table, const char *name) {
  size_t i = 0;
  while (i < table->columns && strcmp(table->names[i], name))
    ++i;
  return i;
}

int table_column(const struct table *table, const char *name, size_t *column,
                 struct fault *fault) {
  *column = find_column(table, name);
  if (*column < table->columns)
    return 0;
  return fault_set(fault, "%s: has no column '%s'; its first is '%s' of %zu",
                   table->path, name, table->names[0], table->columns);
}

bool table_has(const struct table *table, const char *name) {
  return find_column(table, name) < table->columns;
}

const char *table_text(const struct table *table, size_t row, size_t column) {
  return table->cells[row * table->columns + column];
}

/* The text in the column NAME, or NULL where there is no such column. */
static const char *text_in(const struct table *table, size_t row, const char *name,
                           struct fault *fault) {
  size_t column;
  return table_column(table, name, &column, fault) ? NULL
                                                   : table_text(table, row, column);
}

int table_number(const struct table *table, size_t row, const char *name, double low,
                 double high, double *value, struct fault *fault) {
  const char *text = text_in(table, row, name, fault);
  if (!text)
    return -1;
  if (table_parse_number(text, value) || *value < low || *value > high)
    return fault_set(fault, "%s:%zu: %s '%.60s' is not a number from %g to %g",
                     table->path, table->lines[row], name, text, low, high);
  return 0;
}

int table_optional(const struct table *table, size_t row, const char *name, double low,
                   double high, double *value, struct fault *fault) {
  const char *text = text_in(table, row, name, fault);
  if (!text)
    return -1;
  *value = NAN;
  return strcmp(text, "-") ? table_number(table, row, name, low, high, value, fault)
                           : 0;
}

/* "WORD, WORD, ...", of which the fault keeps both ends if they are too many. */
static int refuse_word(const struct table *table, size_t row, const char *name,
                       const char *text, const char *const *words, size_t count,
                       struct fault *fault) {
  char *list = text_format(fault, "%s", words[0]);
  for (size_t i = 1; list && i < count; ++i) {
    char *longer = text_format(fault, "%s, %s", list, words[i]);
    free(list);
    list = longer;
  }
  if (list)
    fault_set(fault, "%s:%zu: %s '%.60s' is not one of %s", table->path,
              table->lines[row], name, text, list);
  free(list);
  return -1;
}

int table_word(const struct table *table, size_t row, const char *name,
               const char *const *words, size_t count, size_t *index,
               struct fault *fault) {
  const char *text = text_in(table, row, name, fault);
  if (!text)
    return -1;
  for (*index = 0; *index < count; ++*index)
    if (!strcmp(text, words[*index]))
      return 0;
  return refuse_word(table, row, name, text, words, count, fault);
}

int table_copy(const struct table *table, size_t row, const char *name, size_t size,
               char *text, struct fault *fault) {
  const char *found = text_in(table, row, name, fault);
  if (!found)
    return -1;
  if (strlen(found) >= size)
    return fault_set(fault, "%s:%zu: %s '%.60s' is longer than %zu characters",
                     table->path, table->lines[row], name, found, size - 1);
  strcpy(text, found);
  return 0;
}

void table_write_number(double value, FILE *stream) {
  if (isfinite(value))
    fprintf(stream, "\t%.6f", value);
  else
    fputs("\t-", stream);
}

void table_write_digits(double value, int digits, FILE *stream) {
  if (isfinite(value))
    fprintf(stream, "\t%.*g", digits, value);
  else
    fputs("\t-", stream);
}
