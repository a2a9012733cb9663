#include "spectrum.h"

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
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

/* A GSL view needs a matrix it may destroy. */
static gsl_matrix *copy_of(size_t n, const double *matrix) {
  gsl_matrix *copy = gsl_matrix_alloc(n, n);
  if (copy)
    memcpy(copy->data, matrix, n * n * sizeof *matrix);
  return copy;
}

static double complex value_at(const gsl_vector_complex *values, size_t k) {
  gsl_complex z = gsl_vector_complex_get(values, k);
  return GSL_REAL(z) + GSL_IMAG(z) * I;
}

static int judge(int status, const char *what, size_t n, struct fault *fault) {
  if (!status)
    return 0;
  fault_set(fault, "%s of a %zu x %zu matrix: %s", what, n, n, gsl_strerror(status));
  return status == GSL_EMAXITER ? SPECTRUM_SLOW : -1;
}

int spectrum_eigenvalues(size_t n, const double *matrix, double complex *values,
                         struct fault *fault) {
  if (!n)
    return 0;
  double *copy = malloc((n * n + 2 * n) * sizeof *copy);
  if (!copy)
    return judge(GSL_ENOMEM, "eigenvalues", n, fault);
  double *re = copy + n * n, *im = re + n;
  memcpy(copy, matrix, n * n * sizeof *copy); /* by columns the transpose: the same */
  lapack_int size = (lapack_int)n;
  lapack_int info = LAPACKE_dgeev(LAPACK_COL_MAJOR, 'N', 'N', size, copy, size, re, im,
                                  NULL, 1, NULL, 1);
  for (size_t k = 0; k < n; ++k)
    values[k] = re[k] + im[k] * I;
  qsort(values, n, sizeof *values, largest_first);
  free(copy);
  return judge(info > 0                           ? GSL_EMAXITER
               : info == LAPACK_WORK_MEMORY_ERROR ? GSL_ENOMEM
               : info                             ? GSL_EINVAL
                                                  : 0,
               "eigenvalues", n, fault);
}

int spectrum_directions(size_t n, const double *matrix, double complex *values,
                        double complex *vectors, struct fault *fault) {
  if (!n)
    return 0;
  gsl_matrix *copy = copy_of(n, matrix);
  gsl_vector_complex *found = gsl_vector_complex_alloc(n);
  gsl_matrix_complex *columns = gsl_matrix_complex_alloc(n, n);
  gsl_eigen_nonsymmv_workspace *work = gsl_eigen_nonsymmv_alloc(n);
  int status = GSL_ENOMEM;
  if (copy && found && columns && work) {
    gsl_eigen_nonsymmv_params(1, work);
    status = gsl_eigen_nonsymmv(copy, found, columns, work);
    gsl_eigen_nonsymmv_sort(found, columns, GSL_EIGEN_SORT_ABS_DESC);
    for (size_t k = 0; k < n; ++k) {
      values[k] = value_at(found, k);
      for (size_t i = 0; i < n; ++i) {
        gsl_complex z = gsl_matrix_complex_get(columns, i, k);
        vectors[k * n + i] = GSL_REAL(z) + GSL_IMAG(z) * I;
      }
    }
  }
  gsl_eigen_nonsymmv_free(work);
  gsl_matrix_complex_free(columns);
  gsl_vector_complex_free(found);
  gsl_matrix_free(copy);
  return judge(status, "eigenvectors", n, fault);
}

int spectrum_radius(size_t n, const double *matrix, double *radius,
                    struct fault *fault) {
  *radius = 0.0;
  double complex *values = malloc((n + 1) * sizeof *values);
  if (!values)
    return fault_set(fault, "no memory for %zu eigenvalues", n);
  int failed = spectrum_eigenvalues(n, matrix, values, fault);
  if (!failed && n)
    *radius = cabs(values[0]);
  free(values);
  return failed;
}
