#include "lyapunov.h"

#include "gramschmidt.h"
#include "rotation.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS = 4 };

/* Exponent and standard error from the logarithms of COUNT >= 16 stretches. */
static void average(const double *stretches, size_t count, double *exponent,
                    double *error) {
  double parts[PARTS], mean = 0.0, square = 0.0;
  size_t part = count / PARTS;
  *exponent = rotation_average(stretches, count);
  *error = 0.0;
  if (!isfinite(*exponent))
    return;
  for (size_t k = 0; k < PARTS; ++k) {
    parts[k] = rotation_average(stretches + k * part, part);
    mean += parts[k] / PARTS;
  }
  for (size_t k = 0; k < PARTS; ++k)
    square += (parts[k] - mean) * (parts[k] - mean);
  *error = sqrt(square / ((PARTS - 1) * PARTS));
}

/* State and tangents one step on; Q, IMAGE: count x N. */
static void step(const struct map *map, double *state, double *Q, double *image,
                 size_t count, double *drive, double *gain) {
  size_t n = map->dimension;
  map_drive(map, state, drive);
  map_gain(map, drive, gain);
  map_activate(map, drive);
  memcpy(state, drive, n * sizeof *state);
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)count, (int)n, (int)n, 1.0,
              Q, (int)n, map->W, (int)n, 0.0, image, (int)n);
  for (size_t k = 0; k < count; ++k)
    for (size_t i = 0; i < n; ++i)
      Q[k * n + i] = gain[i] * image[k * n + i];
}

int lyapunov_exponents(const struct map *map, double *state, size_t count,
                       size_t transient, size_t steps, double *exponents,
                       double *errors, struct fault *fault) {
  size_t n = map->dimension;
  double *Q = malloc((2 * count * n + 2 * n + count * (steps + 1)) * sizeof *Q);
  if (!Q)
    return fault_set(fault, "no memory for %zu exponents over %zu steps", count, steps);
  double *image = Q + count * n, *drive = image + count * n, *gain = drive + n;
  double *lengths = gain + n, *stretches = lengths + count;
  for (size_t i = 0; i < count * n; ++i)
    Q[i] = cos((double)(i * i % 1000003)); /* generic directions */
  gramschmidt(Q, count, n, NULL);
  for (size_t t = 0; t < transient + steps; ++t) {
    step(map, state, Q, image, count, drive, gain);
    gramschmidt(Q, count, n, lengths);
    for (size_t k = 0; k < count && t >= transient; ++k)
      stretches[k * steps + t - transient] = log(lengths[k]);
  }
  for (size_t k = 0; k < count; ++k)
    average(stretches + k * steps, steps, exponents + k, errors + k);
  free(Q);
  return 0;
}
