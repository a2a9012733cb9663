#include "correlation.h"

#include <gsl/gsl_cblas.h> /* its declarations; OpenBLAS is what is linked */
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Centres a column and scales it to the length 1, or to zero if it does not vary. */
static void standardise(double *column, size_t stride, size_t count) {
  double low, high, mean = gsl_stats_mean(column, stride, count);
  double length = sqrt(gsl_stats_tss_m(column, stride, count, mean));
  gsl_stats_minmax(&low, &high, column, stride, count);
  for (size_t i = 0; i < count; ++i)
    column[i * stride] = high > low ? (column[i * stride] - mean) / length : 0.0;
}

int correlation_columns(const double *data, size_t rows, size_t columns,
                        double *matrix) {
  double *z = malloc((rows * columns + 1) * sizeof *z);
  if (!z)
    return -1;
  memcpy(z, data, rows * columns * sizeof *z);
  for (size_t i = 0; i < columns; ++i)
    standardise(z + i, columns, rows);
  cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)columns, (int)columns,
              (int)rows, 1.0, z, (int)columns, z, (int)columns, 0.0, matrix,
              (int)columns);
  free(z);
  return 0;
}
