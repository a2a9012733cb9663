#include "mapfile.h"

#include "maphdf.h"
#include "mapparts.h"
#include "slurp.h"
#include "table.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const size_t LARGEST_FILE = (size_t)1 << 31;

/* A text, line by line. */
struct lines {
  const char *name;
  char *next;      /* first byte not yet read */
  const char *end; /* where a NUL stands */
  size_t number;   /* of the line last read */
};

/* The start of the text behind its byte order mark; NULL if it is of another coding. */
static char *skip_mark(char *text, size_t size, const char *name, struct fault *fault) {
  static const struct {
    const char *bytes, *coding;
    size_t count;
  } marks[] = {{"\xff\xfe", "UTF-16 or UTF-32", 2},
               {"\xfe\xff", "UTF-16", 2},
               {"\0\0\xfe\xff", "UTF-32", 4}};
  for (size_t k = 0; k < sizeof marks / sizeof *marks; ++k)
    if (size >= marks[k].count && !memcmp(text, marks[k].bytes, marks[k].count)) {
      fault_set(fault, "%s: starts with the byte order mark of %s; UTF-8 is accepted",
                name, marks[k].coding);
      return NULL;
    }
  return size >= 3 && !memcmp(text, "\xef\xbb\xbf", 3) ? text + 3 : text;
}

/* Refuses bytes that no line of numbers and words can hold.  Comments may hold any but
 * these. */
static int check_bytes(const struct lines *lines, struct fault *fault) {
  size_t number = 1;
  for (const char *at = lines->next; at < lines->end; ++at) {
    unsigned char byte = (unsigned char)*at;
    bool ends = byte == '\r' && (at + 1 == lines->end || at[1] == '\n');
    if ((byte < ' ' && byte != '\t' && byte != '\n' && !ends) || byte == 0x7f)
      return fault_set(
          fault, "%s:%zu: %s; text with lines that end with a newline is accepted",
          lines->name, number,
          byte == '\r' ? "a carriage return with no newline behind it"
          : byte == 0  ? "a NUL byte"
                       : "a control character");
    number += byte == '\n';
  }
  return 0;
}

static int open_lines(struct lines *lines, const char *name, char *text, size_t size,
                      struct fault *fault) {
  *lines = (struct lines){name, skip_mark(text, size, name, fault), text + size, 0};
  return lines->next ? check_bytes(lines, fault) : -1;
}

/* The next line that holds more than blanks and a comment, or NULL at the end. */
static char *next_line(struct lines *lines) {
  while (lines->next < lines->end) {
    char *line = lines->next, *end = strchr(line, '\n');
    lines->next = end ? end + 1 : line + strlen(line);
    if (end)
      *end = '\0';
    ++lines->number;
    line[strcspn(line, "#\r")] = '\0';
    line += strspn(line, " \t");
    if (*line)
      return line;
  }
  return NULL;
}

/* Why FIELD is no number. */
static const char *why_not(const char *field) {
  if (strchr(field, ','))
    return "; numbers are separated by blanks, and have a point";
  if (strpbrk(field, "dD") && strspn(field, "+-.0123456789dD") == strlen(field))
    return "; its exponent is to be written with e";
  return "";
}

/* Adds the numbers of LINE to ROW (N); *COUNT: how many there were. */
static int take_row(const struct lines *lines, char *line, const char *word,
                    double *row, size_t n, size_t *count, struct fault *fault) {
  char *rest;
  *count = 0;
  for (char *field = strtok_r(line, " \t", &rest); field;
       field = strtok_r(NULL, " \t", &rest), ++*count) {
    double value;
    if (table_parse_number(field, &value))
      return fault_set(fault, "%s:%zu: %s '%.60s' is not a finite number%s",
                       lines->name, lines->number, word, field, why_not(field));
    if (*count < n)
      row[*count] += value;
  }
  return 0;
}

static int check_count(const struct lines *lines, const char *word, size_t count,
                       size_t n, struct fault *fault) {
  return count == n ? 0
                    : fault_set(fault,
                                "%s:%zu: %s has %zu numbers in this row, %zu "
                                "are needed",
                                lines->name, lines->number, word, count, n);
}

/* Takes ROWS rows of N numbers; the first from REST of the word's own line, if that is
 * not empty. */
static int take_rows(struct lines *lines, char *rest, const char *word, double *numbers,
                     size_t rows, size_t n, struct fault *fault) {
  for (size_t i = 0; i < rows; ++i) {
    char *line = i || !*rest ? next_line(lines) : rest;
    if (!line)
      return fault_set(
          fault, "%s:%zu: the file ends inside %s, a row of %zu numbers is missing",
          lines->name, lines->number, word, n);
    size_t count;
    if (take_row(lines, line, word, numbers + i * n, n, &count, fault) ||
        check_count(lines, word, count, n, fault))
      return -1;
  }
  return 0;
}

/* One number, for all units, or one for each. */
static int take_leak(struct lines *lines, char *rest, double *leak, size_t n,
                     struct fault *fault) {
  char *line = *rest ? rest : next_line(lines);
  if (!line)
    return fault_set(fault,
                     "%s:%zu: the file ends inside leak, one number or %zu are "
                     "missing",
                     lines->name, lines->number, n);
  size_t count;
  if (take_row(lines, line, "leak", leak, n, &count, fault))
    return -1;
  if (count == 1)
    for (size_t i = 1; i < n; ++i)
      leak[i] = leak[0];
  return count == 1 ? 0 : check_count(lines, "leak", count, n, fault);
}

static int take_activation(struct mapparts *parts, const char *name,
                           const struct lines *lines, struct fault *fault) {
  if (strcmp(name, "relu") && strcmp(name, "tanh"))
    return fault_set(fault, "%s:%zu: activation '%.60s': relu or tanh is accepted",
                     lines->name, lines->number, name);
  parts->activation = *name == 't' ? MAP_TANH : MAP_RELU;
  parts->has_activation = true;
  return 0;
}

static int take_size(size_t *size, const char *word, const char *text, size_t most,
                     const struct lines *lines, struct fault *fault) {
  double value;
  if (table_parse_number(text, &value) || value < 1.0 || value > (double)most ||
      value > floor(value))
    return fault_set(fault,
                     "%s:%zu: %s '%.60s': a whole number from 1 to %zu is accepted",
                     lines->name, lines->number, word, text, most);
  *size = (size_t)value;
  return 0;
}

enum { ACTIVATION = MAPPARTS_COUNT, DIMENSION, HIDDEN, WORDS };

static const char *word_name(size_t word) {
  static const char *const more[] = {"activation", "dimension", "hidden"};
  return word < MAPPARTS_COUNT ? mapparts_names[word] : more[word - MAPPARTS_COUNT];
}

/* Which word LINE starts with, WORDS if none; REST: what stands behind it. */
static size_t find_word(char *line, char **rest) {
  size_t length = strcspn(line, " \t"), word = 0;
  while (word < WORDS && (strlen(word_name(word)) != length ||
                          strncmp(line, word_name(word), length) != 0))
    ++word;
  *rest = line + length + strspn(line + length, " \t");
  for (size_t end = strlen(*rest); end && isspace((unsigned char)(*rest)[end - 1]);
       --end)
    (*rest)[end - 1] = '\0';
  bool wants_one = word == ACTIVATION || word == DIMENSION || word == HIDDEN;
  if (wants_one ? !**rest || strpbrk(*rest, " \t") != NULL
                : **rest && word != MAPPARTS_LEAK && word != MAPPARTS_DIAGONAL)
    return WORDS;
  return word;
}

static int take_part(struct mapparts *parts, enum mapparts_part part, char *rest,
                     struct lines *lines, struct fault *fault) {
  size_t rows, columns;
  mapparts_shape(parts, part, &rows, &columns);
  if (!rows || !columns)
    return fault_set(fault, "%s:%zu: %s stands before %s", lines->name, lines->number,
                     mapparts_names[part], parts->dimension ? "hidden" : "dimension");
  if (mapparts_add(parts, part, fault))
    return -1;
  double *numbers = parts->numbers[part];
  return part == MAPPARTS_LEAK ? take_leak(lines, rest, numbers, columns, fault)
                               : take_rows(lines, rest, mapparts_names[part], numbers,
                                           rows, columns, fault);
}

static int take_word(struct mapparts *parts, struct lines *lines, char *line, int *seen,
                     struct fault *fault) {
  char *rest;
  size_t word = find_word(line, &rest);
  if (word == WORDS)
    return fault_set(
        fault,
        "%s:%zu: '%.60s': 'activation relu', 'activation tanh', 'dimension N', "
        "'W', 'b', 'input', 'leak A', 'diagonal', 'hidden H', 'W1', 'W2', "
        "'b1' or 'b2' is accepted here",
        lines->name, lines->number, line);
  if (seen[word]++)
    return fault_set(fault, "%s:%zu: %s stands twice", lines->name, lines->number,
                     word_name(word));
  switch (word) {
  case ACTIVATION:
    return take_activation(parts, rest, lines, fault);
  case DIMENSION:
    return take_size(&parts->dimension, "dimension", rest, MAP_STATES_MOST, lines,
                     fault);
  case HIDDEN:
    return take_size(&parts->hidden, "hidden", rest, MAP_UNITS_MOST, lines, fault);
  default:
    return take_part(parts, (enum mapparts_part)word, rest, lines, fault);
  }
}

static int take_text(struct mapparts *parts, const char *name, char *text, size_t size,
                     struct fault *fault) {
  struct lines lines;
  int seen[WORDS] = {0};
  if (open_lines(&lines, name, text, size, fault))
    return -1;
  for (char *line; (line = next_line(&lines));)
    if (take_word(parts, &lines, line, seen, fault))
      return -1;
  return lines.number ? 0
                      : fault_set(fault,
                                  "%s: is empty; activation, dimension, W and b are "
                                  "needed",
                                  name);
}

/* The bytes of PATH; NAME becomes how messages call it. */
static char *read_bytes(const char *path, const char **name, size_t *size,
                        struct fault *fault) {
  bool standard = !strcmp(path, "-");
  *name = standard ? "standard input" : path;
  return slurp(standard ? "/dev/stdin" : path, LARGEST_FILE, size, fault);
}

int mapfile_read(struct map *map, const char *path, struct fault *fault) {
  struct mapparts parts = {0};
  const char *name;
  size_t size;
  memset(map, 0, sizeof *map);
  char *bytes = read_bytes(path, &name, &size, fault);
  if (!bytes)
    return -1;
  int failed = maphdf_is(bytes, size) ? maphdf_take(&parts, name, bytes, size, fault)
                                      : take_text(&parts, name, bytes, size, fault);
  free(bytes);
  if (!failed)
    failed = mapparts_make(&parts, name, map, fault);
  mapparts_free(&parts);
  return failed ? -1 : 0;
}

/* Makes room for one more state of N numbers, zeroed. */
static int grow(double **states, size_t count, size_t *room, size_t n,
                struct fault *fault) {
  if (count == *room) {
    size_t more = 2 * *room + 16;
    double *larger = realloc(*states, more * n * sizeof *larger);
    if (!larger)
      return fault_set(fault, "no memory for %zu states of %zu numbers", more, n);
    *states = larger;
    *room = more;
  }
  memset(*states + count * n, 0, n * sizeof **states);
  return 0;
}

static int take_states(struct lines *lines, size_t n, size_t *count, double **states,
                       struct fault *fault) {
  size_t room = 0;
  *count = 0;
  for (char *line; (line = next_line(lines)); ++*count) {
    if (grow(states, *count, &room, n, fault))
      return -1;
    size_t numbers;
    if (take_row(lines, line, "a start", *states + *count * n, n, &numbers, fault) ||
        check_count(lines, "a start", numbers, n, fault))
      return -1;
  }
  return *count ? 0
                : fault_set(fault,
                            "%s: holds no start; one a line, %zu numbers each, is "
                            "accepted",
                            lines->name, n);
}

int mapfile_read_states(const char *path, size_t n, size_t *count, double **states,
                        struct fault *fault) {
  const char *name;
  size_t size;
  struct lines lines;
  *states = NULL;
  char *text = read_bytes(path, &name, &size, fault);
  if (!text)
    return -1;
  int failed = open_lines(&lines, name, text, size, fault) ||
               take_states(&lines, n, count, states, fault);
  free(text);
  if (failed) {
    free(*states);
    *states = NULL;
  }
  return failed ? -1 : 0;
}
