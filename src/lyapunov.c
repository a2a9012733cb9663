#include "lyapunov.h"

#include "rotation.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS = 4 };

void lyapunov_average(const double *stretches, size_t count, double *exponent,
                      double *error) {
  double parts[PARTS], mean = 0.0, square = 0.0;
  size_t part = count / PARTS;
  for (size_t k = 0; k < PARTS; ++k) {
    parts[k] = rotation_average(stretches + k * part, part);
    mean += parts[k] / PARTS;
  }
  for (size_t k = 0; k < PARTS; ++k)
    square += (parts[k] - mean) * (parts[k] - mean);
  *exponent = rotation_average(stretches, count);
  *error = isfinite(*exponent) ? sqrt(square / ((PARTS - 1) * PARTS)) : 0.0;
}

/* Gram and Schmidt on the rows of Q; the logarithm of each row's length goes into
 * STRETCHES, STRIDE apart. */
static void orthonormalise(double *Q, size_t count, size_t n, double *stretches,
                           size_t stride) {
  for (size_t k = 0; k < count; ++k) {
    double *row = Q + k * n, norm = 0.0;
    for (size_t pass = 0; pass < 2; ++pass)
      for (size_t j = 0; j < k; ++j)
        cblas_daxpy((int)n, -cblas_ddot((int)n, Q + j * n, 1, row, 1), Q + j * n, 1,
                    row, 1);
    norm = cblas_dnrm2((int)n, row, 1);
    cblas_dscal((int)n, norm > 0.0 ? 1.0 / norm : 0.0, row, 1);
    if (stretches)
      stretches[k * stride] = log(norm);
  }
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
  double *Q = malloc((2 * count * n + 2 * n + count * steps) * sizeof *Q);
  if (!Q)
    return fault_set(fault, "no memory for %zu exponents over %zu steps", count, steps);
  double *image = Q + count * n, *drive = image + count * n, *gain = drive + n;
  double *stretches = gain + n;
  for (size_t i = 0; i < count * n; ++i)
    Q[i] = cos((double)(i * i % 1000003)); /* generic directions */
  orthonormalise(Q, count, n, NULL, 0);
  for (size_t t = 0; t < transient + steps; ++t) {
    step(map, state, Q, image, count, drive, gain);
    orthonormalise(Q, count, n, t < transient ? NULL : stretches + t - transient,
                   steps);
  }
  for (size_t k = 0; k < count; ++k)
    lyapunov_average(stretches + k * steps, steps, exponents + k, errors + k);
  free(Q);
  return 0;
}
