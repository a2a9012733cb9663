#include "matrix.h"

#include "spectrum.h"

#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* In units of the largest entry, or the squares might overflow. */
double matrix_norm(size_t rows, size_t columns, const double *matrix) {
  double largest = 0.0, sum = 0.0;
  for (size_t i = 0; i < rows * columns; ++i) {
    if (!isfinite(matrix[i]))
      return fabs(matrix[i]);
    largest = fmax(largest, fabs(matrix[i]));
  }
  for (size_t i = 0; i < rows * columns && largest > 0.0; ++i)
    sum += (matrix[i] / largest) * (matrix[i] / largest);
  return largest * sqrt(sum);
}

/* A copy that LAPACK may destroy, and EXTRA numbers behind it. */
static double *copy_of(size_t count, const double *matrix, size_t extra) {
  double *copy = malloc((count + extra + 1) * sizeof *copy);
  return copy ? memcpy(copy, matrix, count * sizeof *copy) : NULL;
}

static double entropy_rank(const double *singular, size_t count) {
  double sum = 0.0, entropy = 0.0;
  for (size_t i = 0; i < count; ++i)
    sum += singular[i];
  for (size_t i = 0; i < count; ++i)
    if (singular[i] > 0.0)
      entropy -= singular[i] / sum * log(singular[i] / sum);
  return exp(entropy);
}

/* (LAPACK counts by columns and so sees the transpose, which has the same singular
 * values.) */
int matrix_effective_rank(size_t rows, size_t columns, const double *matrix,
                          double *rank, struct fault *fault) {
  size_t few = rows < columns ? rows : columns;
  double norm = matrix_norm(rows, columns, matrix);
  *rank = NAN;
  if (!isfinite(norm) || !(norm > 0.0))
    return 0;
  double *copy = copy_of(rows * columns, matrix, few);
  if (!copy)
    return fault_set(fault, "no memory for the singular values of %zu x %zu numbers",
                     rows, columns);
  double *singular = copy + rows * columns, unused;
  lapack_int status =
      LAPACKE_dgesdd(LAPACK_COL_MAJOR, 'N', (lapack_int)columns, (lapack_int)rows, copy,
                     (lapack_int)columns, singular, &unused, 1, &unused, 1);
  if (!status)
    *rank = entropy_rank(singular, few);
  free(copy);
  return status ? fault_set(fault, "singular values of %zu x %zu numbers: LAPACK's "
                            "dgesdd says %d", rows, columns, (int)status)
                : 0;
}

int matrix_spectral_radius(size_t n, const double *matrix, double *radius,
                           struct fault *fault) {
  *radius = NAN; /* of numbers that LAPACK is not asked about */
  return isfinite(matrix_norm(n, n, matrix))
             ? spectrum_radius(n, matrix, radius, fault)
             : 0;
}

int matrix_compare(const float *now, const float *before, size_t rows, size_t columns,
                   size_t stride, double *work, struct matrix_change *change,
                   struct fault *fault) {
  double *matrix = work, *moved = work + rows * columns;
  for (size_t i = 0; i < rows; ++i)
    for (size_t j = 0; j < columns; ++j) {
      double value = (double)now[i * stride + j];
      matrix[i * columns + j] = (double)before[i * stride + j];
      moved[i * columns + j] = value - (double)before[i * stride + j];
    }
  change->relative =
      matrix_norm(rows, columns, moved) / matrix_norm(rows, columns, matrix);
  if (matrix_effective_rank(rows, columns, moved, &change->rank, fault))
    return -1;
  for (size_t k = 0; k < rows * columns; ++k)
    matrix[k] += moved[k];
  change->norm = matrix_norm(rows, columns, matrix);
  change->radius = NAN;
  return rows == columns ? matrix_spectral_radius(rows, matrix, &change->radius, fault)
                         : 0;
}
