#include "gramschmidt.h"

#include <cblas.h>

static const double LOST = 1e-9; /* of the length of a row */

void gramschmidt(double *Q, size_t count, size_t n, double *lengths) {
  for (size_t k = 0; k < count; ++k) {
    double *row = Q + k * n, before = cblas_dnrm2((int)n, row, 1);
    for (size_t pass = 0; pass < 2; ++pass)
      for (size_t j = 0; j < k; ++j)
        cblas_daxpy((int)n, -cblas_ddot((int)n, Q + j * n, 1, row, 1), Q + j * n, 1,
                    row, 1);
    double left = cblas_dnrm2((int)n, row, 1);
    if (!(left > LOST * before))
      left = 0.0;
    cblas_dscal((int)n, left > 0.0 ? 1.0 / left : 0.0, row, 1);
    if (lengths)
      lengths[k] = left;
  }
}
