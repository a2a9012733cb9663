#include "paired.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <math.h>

double paired_mcnemar(size_t first, size_t second) {
  size_t differ = first + second, fewer = GSL_MIN(first, second);
  if (differ == 0)
    return 1.0;
  return fmin(1.0, 2.0 * gsl_cdf_binomial_P((unsigned)fewer, 0.5, (unsigned)differ));
}

/* Tango's score at DIFFERENCE, falling in it: his equations (6) and (8). */
static double score(double first, double second, double pairs, double difference) {
  double linear = -first - second + (2.0 * pairs - first + second) * difference;
  double constant = -second * difference * (1.0 - difference);
  double root = sqrt(fmax(linear * linear - 8.0 * pairs * constant, 0.0));
  double against = (root - linear) / (4.0 * pairs);
  double variance = pairs * (2.0 * against + difference * (1.0 - difference));
  double distance = first - second - pairs * difference;
  if (!(variance > 0.0))
    return distance > 0.0 ? HUGE_VAL : distance < 0.0 ? -HUGE_VAL : 0.0;
  return distance / sqrt(variance);
}

void paired_tango(size_t first, size_t second, size_t pairs, double level, double *low,
                  double *high) {
  double a = (double)first, b = (double)second, n = (double)pairs;
  double z = gsl_cdf_ugaussian_Pinv(0.5 + 0.5 * level), estimate = (a - b) / n;
  double limits[2];
  for (int side = 0; side < 2; ++side) {
    /* The score is at most z in size at `within`, and larger at `beyond`. */
    double within = estimate, beyond = side ? 1.0 : -1.0;
    if (fabs(score(a, b, n, beyond)) <= z)
      within = beyond;
    while (fabs(beyond - within) > 1e-13) {
      double middle = 0.5 * (beyond + within);
      if (middle == beyond || middle == within)
        break;
      if (fabs(score(a, b, n, middle)) <= z)
        within = middle;
      else
        beyond = middle;
    }
    limits[side] = within;
  }
  *low = limits[0];
  *high = limits[1];
}

/* Probability that the test finds a difference, in either direction. */
static double power_of(size_t pairs, double in_favour, double against,
                       double significance) {
  double power = 0.0;
  for (size_t differ = 0; differ <= pairs; ++differ) {
    double chance =
        gsl_ran_binomial_pdf((unsigned)differ, in_favour + against, (unsigned)pairs);
    if (chance < 1e-12)
      continue;
    double share = in_favour / (in_favour + against), found = 0.0;
    for (size_t first = 0; first <= differ; ++first)
      if (paired_mcnemar(first, differ - first) <= significance)
        found += gsl_ran_binomial_pdf((unsigned)first, share, (unsigned)differ);
    power += chance * found;
  }
  return power;
}

double paired_detectable(size_t pairs, double against, double significance,
                         double power) {
  double low = 0.0, high = 1.0 - against;
  if (pairs == 0 || power_of(pairs, high - against, against, significance) < power)
    return 1.0;
  high -= against;
  while (high - low > 1e-4) {
    double middle = 0.5 * (low + high);
    if (power_of(pairs, against + middle, against, significance) >= power)
      high = middle;
    else
      low = middle;
  }
  return high;
}

void paired_wilson(double yes, size_t count, double level, double *low, double *high) {
  double n = (double)count, p = yes / n;
  double z = gsl_cdf_ugaussian_Pinv(0.5 + 0.5 * level), share = z * z / n;
  double centre = (p + 0.5 * share) / (1.0 + share);
  double half = z * sqrt(p * (1.0 - p) / n + 0.25 * share / n) / (1.0 + share);
  *low = fmax(0.0, centre - half);
  *high = fmin(1.0, centre + half);
}
