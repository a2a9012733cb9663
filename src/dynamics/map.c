#include "map.h"

#include "table.h"

#include <cblas.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST_DIMENSION = 4096 };
static const size_t LARGEST_FILE = (size_t)1 << 30;

int map_alloc(struct map *map, enum map_activation activation, size_t dimension,
              struct fault *fault) {
  if (!dimension || dimension > LARGEST_DIMENSION)
    return fault_set(fault, "dimension '%zu': a whole number from 1 to %d is accepted",
                     dimension, LARGEST_DIMENSION);
  double *block = calloc(dimension * (dimension + 1), sizeof *block);
  if (!block)
    return fault_set(fault, "no memory for a map of %zu units", dimension);
  map->activation = activation;
  map->dimension = dimension;
  map->W = block;
  map->b = block + dimension * dimension;
  return 0;
}

void map_free(struct map *map) {
  free(map->W);
  memset(map, 0, sizeof *map);
}

void map_drive(const struct map *map, const double *x, double *drive) {
  int n = (int)map->dimension;
  memcpy(drive, map->b, map->dimension * sizeof *drive);
  cblas_dgemv(CblasRowMajor, CblasNoTrans, n, n, 1.0, map->W, n, x, 1, 1.0, drive, 1);
}

void map_activate(const struct map *map, double *drive) {
  if (map->activation == MAP_TANH)
    for (size_t i = 0; i < map->dimension; ++i)
      drive[i] = tanh(drive[i]);
  else
    for (size_t i = 0; i < map->dimension; ++i) /* fmax would be a call */
      drive[i] = drive[i] > 0.0 ? drive[i] : 0.0;
}

void map_step(const struct map *map, const double *x, double *next) {
  map_drive(map, x, next);
  map_activate(map, next);
}

void map_gain(const struct map *map, const double *drive, double *gain) {
  for (size_t i = 0; i < map->dimension; ++i)
    if (map->activation == MAP_TANH) {
      double sech = 1.0 / cosh(drive[i]); /* 1 - tanh^2 cancels at large drives */
      gain[i] = sech * sech;
    } else
      gain[i] = drive[i] > 0.0;
}

void map_respond(const struct map *map, const double *restrict b,
                 double *restrict drive, double *restrict gain) {
  size_t n = map->dimension;
  if (map->activation == MAP_TANH) {
    for (size_t i = 0; i < n; ++i)
      drive[i] += b[i];
    map_gain(map, drive, gain);
    map_activate(map, drive);
  } else
    for (size_t i = 0; i < n; ++i) {
      double sum = drive[i] + b[i];
      gain[i] = sum > 0.0;
      drive[i] = sum > 0.0 ? sum : 0.0;
    }
}

/* The file, line by line. */
struct lines {
  const char *path;
  char *next;    /* first byte not yet read; the text ends with a NUL */
  size_t number; /* of the line last read */
};

enum { INPUT, WEIGHTS, BIAS, ACTIVATION, DIMENSION, WORDS };
static const char *const words[WORDS] = {"input", "W", "b", "activation", "dimension"};

/* The next line that holds more than blanks and a comment, or NULL at the end. */
static char *next_line(struct lines *lines) {
  while (*lines->next) {
    char *line = lines->next, *end = strchr(line, '\n');
    *end = '\0';
    lines->next = end + 1;
    ++lines->number;
    line[strcspn(line, "#")] = '\0';
    line += strspn(line, " \t");
    if (*line)
      return line;
  }
  return NULL;
}

/* Adds the N numbers of the next line to ROW. */
static int take_numbers(struct lines *lines, const char *word, double *row, size_t n,
                        struct fault *fault) {
  char *line = next_line(lines), *rest;
  if (!line)
    return fault_set(fault,
                     "%s:%zu: the file ends inside %s, a row of %zu numbers is "
                     "missing",
                     lines->path, lines->number, word, n);
  size_t count = 0;
  for (char *field = strtok_r(line, " \t", &rest); field;
       field = strtok_r(NULL, " \t", &rest), ++count) {
    double value;
    if (table_parse_number(field, &value))
      return fault_set(fault, "%s:%zu: %s '%.60s' is not a finite number", lines->path,
                       lines->number, word, field);
    if (count < n)
      row[count] += value;
  }
  if (count != n)
    return fault_set(fault,
                     "%s:%zu: %s has %zu numbers in this row, dimension %zu needs "
                     "%zu",
                     lines->path, lines->number, word, count, n, n);
  return 0;
}

static int take_activation(struct map *map, const char *name, const struct lines *lines,
                           struct fault *fault) {
  if (strcmp(name, "relu") && strcmp(name, "tanh"))
    return fault_set(fault, "%s:%zu: activation '%.60s': relu or tanh is accepted",
                     lines->path, lines->number, name);
  map->activation = *name == 't' ? MAP_TANH : MAP_RELU;
  return 0;
}

static int take_dimension(struct map *map, const char *text, const struct lines *lines,
                          struct fault *fault) {
  double value;
  if (table_parse_number(text, &value) || value < 1 || value > LARGEST_DIMENSION ||
      value != floor(value))
    return fault_set(fault,
                     "%s:%zu: dimension '%.60s': a whole number from 1 to %d is "
                     "accepted",
                     lines->path, lines->number, text, LARGEST_DIMENSION);
  enum map_activation activation = map->activation;
  return map_alloc(map, activation, (size_t)value, fault);
}

/* Which of the words stands alone, or before its argument, on LINE; WORDS if none. */
static size_t find_word(char *line, char **argument) {
  char *rest, *first = strtok_r(line, " \t", &rest);
  *argument = strtok_r(NULL, " \t", &rest);
  size_t word = 0;
  while (word < WORDS && strcmp(first, words[word]))
    ++word;
  int wants_argument = word == ACTIVATION || word == DIMENSION;
  if (wants_argument != (*argument != NULL) || strtok_r(NULL, " \t", &rest))
    return WORDS;
  return word;
}

static int take_word(struct map *map, struct lines *lines, char *line, int *seen,
                     struct fault *fault) {
  char copy[48], *argument;
  snprintf(copy, sizeof copy, "%s", line);
  size_t word = find_word(line, &argument), n = map->dimension;
  if (word == WORDS)
    return fault_set(fault,
                     "%s:%zu: '%s': 'activation relu', 'activation tanh', "
                     "'dimension N', 'W', 'b' or 'input' is accepted here",
                     lines->path, lines->number, copy);
  if (seen[word]++)
    return fault_set(fault, "%s:%zu: %s stands twice", lines->path, lines->number,
                     words[word]);
  if (word == ACTIVATION)
    return take_activation(map, argument, lines, fault);
  if (word == DIMENSION)
    return take_dimension(map, argument, lines, fault);
  if (!n)
    return fault_set(fault, "%s:%zu: %s stands before dimension", lines->path,
                     lines->number, words[word]);
  double *row = word == WEIGHTS ? map->W : map->b;
  for (size_t rows = word == WEIGHTS ? n : 1; rows; --rows, row += n)
    if (take_numbers(lines, words[word], row, n, fault))
      return -1;
  return 0;
}

static int take_map(struct map *map, struct lines *lines, size_t size,
                    struct fault *fault) {
  if (!size || lines->next[size - 1] != '\n')
    return fault_set(fault, "%s: %s", lines->path,
                     size ? "its last line has no newline; is it truncated?"
                          : "is empty; activation, dimension, W and b are needed");
  int seen[WORDS] = {0};
  for (char *line; (line = next_line(lines));)
    if (take_word(map, lines, line, seen, fault))
      return -1;
  for (size_t word = WEIGHTS; word < WORDS; ++word)
    if (!seen[word])
      return fault_set(fault, "%s:%zu: the file ends without %s", lines->path,
                       lines->number, words[word]);
  return 0;
}

int map_read(struct map *map, const char *path, struct fault *fault) {
  memset(map, 0, sizeof *map);
  size_t size;
  char *text = table_slurp(path, LARGEST_FILE, &size, fault);
  if (!text)
    return -1;
  struct lines lines = {path, text, 0};
  int failed = take_map(map, &lines, size, fault);
  free(text);
  if (failed)
    map_free(map);
  return failed;
}
