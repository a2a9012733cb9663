#include "map.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A map of zeros of N units, L of them linear. */
static int reserve(struct map *map, enum map_activation activation, size_t n, size_t l,
                   struct fault *fault) {
  size_t hidden = l ? n - l : 0;
  double *memory = calloc(n * (n + 1) + hidden * (l + 1), sizeof *memory);
  if (!memory)
    return fault_set(fault, "no memory for a map of %zu units", n);
  *map = (struct map){.activation = activation, .dimension = n, .linear = l};
  map->W = memory;
  map->b = memory + n * n;
  map->W2 = l ? map->b + n : NULL;
  map->b2 = l ? map->W2 + hidden * l : NULL;
  return 0;
}

int map_alloc(struct map *map, enum map_activation activation, size_t dimension,
              struct fault *fault) {
  if (!dimension || dimension > MAP_STATES_MOST)
    return fault_set(fault, "dimension '%zu': a whole number from 1 to %d is accepted",
                     dimension, MAP_STATES_MOST);
  return reserve(map, activation, dimension, 0, fault);
}

/* The rows of the linear units, and the hidden ones below: W2 times these. */
static void fill(struct map *map, const struct map_terms *terms) {
  size_t l = terms->states, h = terms->hidden, n = l + h;
  double *below = map->W + l * n;
  for (size_t i = 0; i < l; ++i) {
    map->W[i * n + i] = terms->D[i];
    memcpy(map->W + i * n + l, terms->W1 + i * h, h * sizeof(double));
  }
  for (size_t k = 0; k < h; ++k)
    for (size_t j = 0; j < l; ++j)
      below[k * n + j] = terms->W2[k * l + j] * terms->D[j];
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)h, (int)h, (int)l, 1.0,
              terms->W2, (int)l, terms->W1, (int)h, 0.0, below + l, (int)n);
  memcpy(map->b, terms->b1, l * sizeof(double));
  memcpy(map->b + l, terms->b2, h * sizeof(double));
  cblas_dgemv(CblasRowMajor, CblasNoTrans, (int)h, (int)l, 1.0, terms->W2, (int)l,
              terms->b1, 1, 1.0, map->b + l, 1);
  memcpy(map->W2, terms->W2, h * l * sizeof(double));
  memcpy(map->b2, terms->b2, h * sizeof(double));
}

int map_compose(struct map *map, const struct map_terms *terms, struct fault *fault) {
  size_t l = terms->states, h = terms->hidden;
  if (!l || l > MAP_STATES_MOST)
    return fault_set(fault, "dimension '%zu': a whole number from 1 to %d is accepted",
                     l, MAP_STATES_MOST);
  if (!h || h > MAP_UNITS_MOST - l)
    return fault_set(fault,
                     "hidden '%zu': a whole number from 1 to %zu is accepted beside "
                     "dimension %zu",
                     h, MAP_UNITS_MOST - l, l);
  if (reserve(map, terms->activation, l + h, l, fault))
    return -1;
  fill(map, terms);
  return 0;
}

void map_free(struct map *map) {
  free(map->W);
  memset(map, 0, sizeof *map);
}

size_t map_states(const struct map *map) {
  return map->linear ? map->linear : map->dimension;
}

void map_lift(const struct map *map, const double *z, double *x) {
  size_t l = map->linear, h = map->dimension - l;
  memmove(x, z, map_states(map) * sizeof *x);
  if (!l)
    return;
  memcpy(x + l, map->b2, h * sizeof *x);
  cblas_dgemv(CblasRowMajor, CblasNoTrans, (int)h, (int)l, 1.0, map->W2, (int)l, x, 1,
              1.0, x + l, 1);
  map_activate(map, x);
}

void map_drive(const struct map *map, const double *x, double *drive) {
  int n = (int)map->dimension;
  memcpy(drive, map->b, map->dimension * sizeof *drive);
  cblas_dgemv(CblasRowMajor, CblasNoTrans, n, n, 1.0, map->W, n, x, 1, 1.0, drive, 1);
}

void map_activate(const struct map *map, double *drive) {
  if (map->activation == MAP_TANH)
    for (size_t i = map->linear; i < map->dimension; ++i)
      drive[i] = tanh(drive[i]);
  else
    for (size_t i = map->linear; i < map->dimension; ++i) /* (NAN stays) */
      drive[i] = drive[i] <= 0.0 ? 0.0 : drive[i];
}

void map_step(const struct map *map, const double *x, double *next) {
  map_drive(map, x, next);
  map_activate(map, next);
}

void map_gain(const struct map *map, const double *drive, double *gain) {
  for (size_t i = 0; i < map->linear; ++i)
    gain[i] = 1.0;
  for (size_t i = map->linear; i < map->dimension; ++i)
    if (map->activation == MAP_TANH) {
      double sech = 1.0 / cosh(drive[i]); /* 1 - tanh^2 cancels at large drives */
      gain[i] = sech * sech;
    } else
      gain[i] = drive[i] > 0.0;
}

void map_respond(const struct map *map, const double *restrict b,
                 double *restrict drive, double *restrict gain) {
  size_t n = map->dimension, linear = map->linear;
  if (map->activation == MAP_TANH) {
    for (size_t i = 0; i < n; ++i)
      drive[i] += b[i];
    map_gain(map, drive, gain);
    map_activate(map, drive);
    return;
  }
  for (size_t i = 0; i < linear; ++i) {
    drive[i] += b[i];
    gain[i] = 1.0;
  }
  for (size_t i = linear; i < n; ++i) {
    double sum = drive[i] + b[i];
    gain[i] = sum > 0.0;
    drive[i] = sum <= 0.0 ? 0.0 : sum;
  }
}
