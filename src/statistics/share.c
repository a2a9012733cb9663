#include "share.h"

#include <gsl/gsl_cdf.h>

void share_interval(size_t hits, size_t count, double level, double *low,
                    double *high) {
  double tail = 0.5 * (1.0 - level), k = (double)hits, misses = (double)(count - hits);
  *low = hits ? gsl_cdf_beta_Pinv(tail, k, misses + 1.0) : 0.0;
  *high = hits < count ? gsl_cdf_beta_Qinv(tail, k + 1.0, misses) : 1.0;
}
