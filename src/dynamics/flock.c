#include "flock.h"

#include <stdlib.h>
#include <string.h>

static const double TOO_LARGE = 0x1p40, SMALLER = 0x1p-40;

/* Rows whose lists of active units the product shares (see bundle). */
enum { TOGETHER = 2 };

int flock_alloc(struct flock *flock, const struct map *map, size_t most,
                struct fault *fault) {
  size_t n = map->dimension;
  memset(flock, 0, sizeof *flock);
  flock->map = map;
  flock->most = most;
  flock->states = malloc((3 * n + 1) * most * sizeof *flock->states);
  flock->member = malloc(most * sizeof *flock->member);
  if (!flock->states || !flock->member) {
    flock_free(flock);
    return fault_set(fault, "no memory for %zu states of %zu units", most, n);
  }
  flock->inputs = flock->states + most * n;
  flock->images = flock->inputs + most * n;
  flock->scale = flock->images + most * n;
  if (!bundle_alloc(&flock->bundle, n, map->W, most, true, fault))
    return 0;
  flock_free(flock);
  return -1;
}

void flock_free(struct flock *flock) {
  bundle_free(&flock->bundle);
  free(flock->states);
  free(flock->member);
  memset(flock, 0, sizeof *flock);
}

void flock_begin(struct flock *flock, size_t count) {
  size_t n = flock->map->dimension;
  flock->count = flock->moving = count;
  memset(flock->states, 0, count * n * sizeof *flock->states);
  for (size_t row = 0; row < count; ++row) {
    flock->member[row] = row;
    flock->scale[row] = 1.0;
  }
}

void flock_input(struct flock *flock, size_t row, const double *input) {
  size_t n = flock->map->dimension;
  for (size_t i = 0; i < n; ++i)
    flock->inputs[row * n + i] = input[i] * flock->scale[row];
}

void flock_wake(struct flock *flock) {
  flock->moving = flock->count;
}

static void exchange(double *a, double *b, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    double kept = a[i];
    a[i] = b[i];
    b[i] = kept;
  }
}

/* (The images are not needed any more when rows trade places.) */
static void trade(struct flock *flock, size_t a, size_t b) {
  size_t n = flock->map->dimension, member = flock->member[a];
  if (a == b)
    return;
  exchange(flock->states + a * n, flock->states + b * n, n);
  exchange(flock->inputs + a * n, flock->inputs + b * n, n);
  exchange(flock->scale + a, flock->scale + b, 1);
  flock->member[a] = flock->member[b];
  flock->member[b] = member;
}

static void shrink(struct flock *flock, size_t row) {
  size_t n = flock->map->dimension;
  double *state = flock->states + row * n, *input = flock->inputs + row * n;
  for (size_t i = 0; i < n; ++i) {
    state[i] *= SMALLER;
    input[i] *= SMALLER;
  }
  flock->scale[row] *= SMALLER;
}

/* The product of ROW becomes its state; returns whether that changed it.  (Written so
 * that a compiler can make eight numbers at once of each loop.) */
static bool respond(struct flock *flock, size_t row) {
  size_t n = flock->map->dimension;
  double *restrict state = flock->states + row * n;
  double *restrict image = flock->images + row * n;
  const double *restrict input = flock->inputs + row * n;
  long changed = 0, large = 0;
  for (size_t i = 0; i < n; ++i)
    image[i] += input[i];
  map_activate(flock->map, image);
  for (size_t i = 0; i < n; ++i) {
    changed |= state[i] != image[i];
    large |= image[i] > TOO_LARGE;
    state[i] = image[i];
  }
  if (large && flock->map->activation == MAP_RELU)
    shrink(flock, row);
  return changed != 0;
}

void flock_step(struct flock *flock) {
  bundle_multiply(&flock->bundle, flock->moving, TOGETHER, flock->states,
                  flock->images);
  size_t before = flock->moving;
  for (size_t row = before; row-- > 0;) /* what comes from behind has responded */
    if (!respond(flock, row))
      trade(flock, row, --flock->moving);
}

void flock_copy(struct flock *copy, const struct flock *flock) {
  size_t numbers = flock->count * flock->map->dimension;
  copy->count = flock->count;
  copy->moving = flock->moving;
  memcpy(copy->states, flock->states, numbers * sizeof *copy->states);
  memcpy(copy->inputs, flock->inputs, numbers * sizeof *copy->inputs);
  memcpy(copy->scale, flock->scale, flock->count * sizeof *copy->scale);
  memcpy(copy->member, flock->member, flock->count * sizeof *copy->member);
}
