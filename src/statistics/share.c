#include "share.h"

#include <gsl/gsl_cdf.h>

/* The share at which Beta(A, B) has the probability BELOW beneath it, to the last bit
 * or two.  (GSL's own inverse, gsl_cdf_beta_Pinv, gives NAN for some arguments: with
 * GSL 2.7.1 the upper bounds of 4 hits in 368.) */
static double quantile(double below, double a, double b) {
  double low = 0.0, high = 1.0;
  for (int k = 0; k < 200 && high - low > 1e-16 * high; ++k) {
    double middle = 0.5 * (low + high);
    if (gsl_cdf_beta_P(middle, a, b) < below)
      low = middle;
    else
      high = middle;
  }
  return 0.5 * (low + high);
}

void share_interval(size_t hits, size_t count, double level, double *low,
                    double *high) {
  double tail = 0.5 * (1.0 - level), k = (double)hits, misses = (double)(count - hits);
  *low = hits ? quantile(tail, k, misses + 1.0) : 0.0;
  *high = hits < count ? quantile(1.0 - tail, k + 1.0, misses) : 1.0;
}
