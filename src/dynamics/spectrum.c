#include "spectrum.h"

#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int largest_first(const void *left, const void *right) {
  double complex a = *(const double complex *)left, b = *(const double complex *)right;
  double difference = cabs(b) - cabs(a);
  if (difference == 0.0)
    difference = cimag(b) - cimag(a);
  return (difference > 0.0) - (difference < 0.0);
}

/* What LAPACK says: above 0 where QR did not converge, below where nothing was done. */
static lapack_int find_values(size_t n, const double *matrix, double complex *values) {
  double *copy = malloc((n * n + 2 * n) * sizeof *copy);
  if (!copy)
    return LAPACK_WORK_MEMORY_ERROR;
  double *re = copy + n * n, *im = re + n;
  memcpy(copy, matrix, n * n * sizeof *copy); /* by columns the transpose: the same */
  lapack_int size = (lapack_int)n;
  lapack_int info = LAPACKE_dgeev(LAPACK_COL_MAJOR, 'N', 'N', size, copy, size, re, im,
                                  NULL, 1, NULL, 1);
  for (size_t k = 0; k < n && !info; ++k)
    values[k] = re[k] + im[k] * I;
  if (!info)
    qsort(values, n, sizeof *values, largest_first);
  free(copy);
  return info;
}

static int refuse(lapack_int info, size_t n, struct fault *fault) {
  if (info == LAPACK_WORK_MEMORY_ERROR)
    return fault_set(fault, "no memory for the eigenvalues of a %zu x %zu matrix", n,
                     n);
  return fault_set(fault, "eigenvalues of a %zu x %zu matrix: LAPACK's dgeev says %d",
                   n, n, (int)info);
}

int spectrum_eigenvalues(size_t n, const double *matrix, double complex *values,
                         struct fault *fault) {
  lapack_int info = n ? find_values(n, matrix, values) : 0;
  return info ? refuse(info, n, fault) : 0;
}

int spectrum_radius(size_t n, const double *matrix, double *radius,
                    struct fault *fault) {
  *radius = n ? INFINITY : 0.0;
  double complex *values = malloc((n + 1) * sizeof *values);
  if (!values)
    return fault_set(fault, "no memory for %zu eigenvalues", n);
  lapack_int info = n ? find_values(n, matrix, values) : 0;
  if (!info && n)
    *radius = cabs(values[0]);
  free(values);
  return info < 0 ? refuse(info, n, fault) : 0;
}
