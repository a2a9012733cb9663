#include "mapparts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const mapparts_names[MAPPARTS_COUNT] = {
    "W", "b", "input", "leak", "diagonal", "W1", "W2", "b1", "b2"};

void mapparts_shape(const struct mapparts *parts, enum mapparts_part part, size_t *rows,
                    size_t *columns) {
  size_t n = parts->dimension, h = parts->hidden;
  *rows = part == MAPPARTS_W || part == MAPPARTS_W1 ? n : part == MAPPARTS_W2 ? h : 1;
  *columns = part == MAPPARTS_W1 || part == MAPPARTS_B2 ? h : n;
  if (part == MAPPARTS_W2 && !h)
    *columns = 0;
}

int mapparts_add(struct mapparts *parts, enum mapparts_part part, struct fault *fault) {
  size_t rows, columns;
  mapparts_shape(parts, part, &rows, &columns);
  parts->numbers[part] = calloc(rows * columns + 1, sizeof(double));
  return parts->numbers[part]
             ? 0
             : fault_set(fault, "no memory for %s of %zu times %zu numbers",
                         mapparts_names[part], rows, columns);
}

void mapparts_free(struct mapparts *parts) {
  for (size_t part = 0; part < MAPPARTS_COUNT; ++part)
    free(parts->numbers[part]);
  memset(parts, 0, sizeof *parts);
}

/* Refuses what is missing from the form that the parts are of, and what is not of it.
 */
static int check_form(const struct mapparts *parts, const char *name,
                      struct fault *fault) {
  enum { PLAIN, LEAKY, DIAGONAL, HIDDEN };
  static const char *const forms[] = {"a map", "a map with leak", "a map with diagonal",
                                      "a map with hidden units"};
  static const enum mapparts_part needed[][6] = {
      {MAPPARTS_W, MAPPARTS_B, MAPPARTS_COUNT},
      {MAPPARTS_W, MAPPARTS_B, MAPPARTS_LEAK, MAPPARTS_COUNT},
      {MAPPARTS_W, MAPPARTS_B, MAPPARTS_DIAGONAL, MAPPARTS_COUNT},
      {MAPPARTS_W1, MAPPARTS_W2, MAPPARTS_B1, MAPPARTS_B2, MAPPARTS_DIAGONAL,
       MAPPARTS_COUNT}};
  bool wanted[MAPPARTS_COUNT] = {[MAPPARTS_INPUT] = true};
  int form = parts->hidden                       ? HIDDEN
             : parts->numbers[MAPPARTS_LEAK]     ? LEAKY
             : parts->numbers[MAPPARTS_DIAGONAL] ? DIAGONAL
                                                 : PLAIN;
  if (!parts->has_activation)
    return fault_set(fault, "%s: activation is missing; relu or tanh is accepted",
                     name);
  if (!parts->dimension)
    return fault_set(fault, "%s: dimension is missing", name);
  for (size_t k = 0; needed[form][k] < MAPPARTS_COUNT; ++k) {
    wanted[needed[form][k]] = true;
    if (!parts->numbers[needed[form][k]])
      return fault_set(fault, "%s: %s is missing, which %s needs", name,
                       mapparts_names[needed[form][k]], forms[form]);
  }
  for (size_t part = 0; part < MAPPARTS_COUNT; ++part)
    if (parts->numbers[part] && !wanted[part])
      return fault_set(fault, "%s: %s is not part of %s", name, mapparts_names[part],
                       forms[form]);
  return 0;
}

static int check_leak(const struct mapparts *parts, const char *name,
                      struct fault *fault) {
  for (size_t i = 0; i < parts->dimension; ++i) {
    double leak = parts->numbers[MAPPARTS_LEAK][i];
    if (!(leak > 0.0 && leak <= 1.0))
      return fault_set(fault,
                       "%s: leak %g of unit %zu: a number above 0 and up to 1 is "
                       "accepted",
                       name, leak, i + 1);
  }
  return 0;
}

/* b or b1, and the input: TOTAL (N). */
static void add_input(const struct mapparts *parts, const double *b, double *total) {
  const double *input = parts->numbers[MAPPARTS_INPUT];
  for (size_t i = 0; i < parts->dimension; ++i)
    total[i] = b[i] + (input ? input[i] : 0.0);
}

static int make_plain(const struct mapparts *parts, struct map *map,
                      struct fault *fault) {
  size_t n = parts->dimension;
  if (map_alloc(map, parts->activation, n, fault))
    return -1;
  memcpy(map->W, parts->numbers[MAPPARTS_W], n * n * sizeof(double));
  add_input(parts, parts->numbers[MAPPARTS_B], map->b);
  return 0;
}

/* With A = diag(leak), D = 1 - A, W1 = A, W2 = W, b1 = 0, b2 = b; MEMORY: N (N + 4). */
static void set_leaky(const struct mapparts *parts, struct map_terms *terms,
                      double *memory) {
  size_t n = parts->dimension;
  const double *leak = parts->numbers[MAPPARTS_LEAK];
  double *W1 = memory, *D = W1 + n * n, *b1 = D + n, *b2 = b1 + n;
  for (size_t i = 0; i < n; ++i) {
    D[i] = 1.0 - leak[i];
    W1[i * n + i] = leak[i];
  }
  add_input(parts, parts->numbers[MAPPARTS_B], b2);
  terms->D = D;
  terms->W1 = W1;
  terms->W2 = parts->numbers[MAPPARTS_W];
  terms->b1 = b1;
  terms->b2 = b2;
}

/* W1 = W, W2 = 1, b1 = b, b2 = 0; MEMORY as above. */
static void set_diagonal(const struct mapparts *parts, struct map_terms *terms,
                         double *memory) {
  size_t n = parts->dimension;
  double *W2 = memory, *b1 = W2 + n * n, *b2 = b1 + n;
  for (size_t i = 0; i < n; ++i)
    W2[i * n + i] = 1.0;
  add_input(parts, parts->numbers[MAPPARTS_B], b1);
  terms->D = parts->numbers[MAPPARTS_DIAGONAL];
  terms->W1 = parts->numbers[MAPPARTS_W];
  terms->W2 = W2;
  terms->b1 = b1;
  terms->b2 = b2;
}

static void set_hidden(const struct mapparts *parts, struct map_terms *terms,
                       double *memory) {
  add_input(parts, parts->numbers[MAPPARTS_B1], memory);
  terms->D = parts->numbers[MAPPARTS_DIAGONAL];
  terms->W1 = parts->numbers[MAPPARTS_W1];
  terms->W2 = parts->numbers[MAPPARTS_W2];
  terms->b1 = memory;
  terms->b2 = parts->numbers[MAPPARTS_B2];
}

static int make_general(const struct mapparts *parts, struct map *map,
                        struct fault *fault) {
  size_t n = parts->dimension;
  struct map_terms terms = {.activation = parts->activation,
                            .states = n,
                            .hidden = parts->hidden ? parts->hidden : n};
  double *memory = calloc(parts->hidden ? n : n * (n + 4), sizeof *memory);
  if (!memory)
    return fault_set(fault, "no memory for a map of %zu units", n);
  if (parts->hidden)
    set_hidden(parts, &terms, memory);
  else if (parts->numbers[MAPPARTS_LEAK])
    set_leaky(parts, &terms, memory);
  else
    set_diagonal(parts, &terms, memory);
  int failed = map_compose(map, &terms, fault);
  free(memory);
  return failed;
}

static bool has_full_leak(const struct mapparts *parts) {
  for (size_t i = 0; i < parts->dimension; ++i)
    if (parts->numbers[MAPPARTS_LEAK][i] < 1.0)
      return false;
  return true;
}

static bool is_finite(const double *numbers, size_t count) {
  for (size_t k = 0; k < count; ++k)
    if (!isfinite(numbers[k]))
      return false;
  return true;
}

int mapparts_make(const struct mapparts *parts, const char *name, struct map *map,
                  struct fault *fault) {
  bool leaky = parts->numbers[MAPPARTS_LEAK] != NULL;
  if (check_form(parts, name, fault) || (leaky && check_leak(parts, name, fault)))
    return -1;
  bool plain = leaky ? has_full_leak(parts)
                     : !parts->hidden && !parts->numbers[MAPPARTS_DIAGONAL];
  if (plain ? make_plain(parts, map, fault) : make_general(parts, map, fault))
    return -1;
  if (is_finite(map->W, map->dimension * map->dimension) &&
      is_finite(map->b, map->dimension))
    return 0;
  map_free(map);
  return fault_set(fault, "%s: sums and products of its numbers exceed 1.8e308", name);
}
