#include "components.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* MATRIX (n x n, its lower triangle) becomes the covariance; DEVIATION: N.  The mean is
 * taken relative to the first state: then states that do not vary deviate by nothing.
 */
static void find_covariance(const double *states, size_t rows, size_t n, size_t stride,
                            double *mean, double *matrix, double *deviation) {
  memset(deviation, 0, n * sizeof *deviation);
  memset(matrix, 0, n * n * sizeof *matrix);
  for (size_t t = 0; t < rows; ++t)
    for (size_t i = 0; i < n; ++i)
      deviation[i] += (states[t * stride + i] - states[i]) / (double)rows;
  for (size_t i = 0; i < n; ++i)
    mean[i] = states[i] + deviation[i];
  for (size_t t = 0; t < rows; ++t) {
    for (size_t i = 0; i < n; ++i)
      deviation[i] = states[t * stride + i] - mean[i];
    cblas_dsyr(CblasRowMajor, CblasLower, (int)n, 1.0 / (double)rows, deviation, 1,
               matrix, (int)n);
  }
}

/* An eigenvector has no sign of its own. */
static void give_sign(double *axis, size_t n) {
  size_t largest = cblas_idamax((int)n, axis, 1);
  if (axis[largest] < 0.0)
    cblas_dscal((int)n, -1.0, axis, 1);
}

int components_find(const double *states, size_t rows, size_t n, size_t stride,
                    size_t count, double *mean, double *axes, double *shares,
                    struct fault *fault) {
  double *matrix = malloc((n * n + 2 * n + count * n) * sizeof *matrix);
  lapack_int *support = malloc(2 * count * sizeof *support), found = 0;
  if (!matrix || !support) {
    free(matrix);
    free(support);
    return fault_set(fault, "no memory for %zu components of %zu units", count, n);
  }
  double *spare = matrix + n * n, *values = spare + n, *vectors = values + n;
  double total = 0.0;
  find_covariance(states, rows, n, stride, mean, matrix, spare);
  for (size_t i = 0; i < n; ++i)
    total += matrix[i * n + i];
  lapack_int status = LAPACKE_dsyevr(LAPACK_ROW_MAJOR, 'V', 'I', 'L', (int)n, matrix,
                                     (int)n, 0.0, 0.0, (int)(n - count + 1), (int)n,
                                     0.0, &found, values, vectors, (int)count, support);
  for (size_t k = 0; k < count && !status; ++k) {
    size_t column = count - 1 - k; /* ascending, as columns */
    cblas_dcopy((int)n, vectors + column, (int)count, axes + k * n, 1);
    give_sign(axes + k * n, n);
    shares[k] = total > 0.0 ? fmax(values[column], 0.0) / total : 0.0;
  }
  free(matrix);
  free(support);
  return status ? fault_set(fault, "no components of %zu states of %zu units: %d", rows,
                            n, (int)status)
                : 0;
}

void components_place(const double *state, size_t n, size_t count, const double *mean,
                      const double *axes, double *place) {
  for (size_t k = 0; k < count; ++k)
    place[k] = cblas_ddot((int)n, axes + k * n, 1, state, 1) -
               cblas_ddot((int)n, axes + k * n, 1, mean, 1);
}
