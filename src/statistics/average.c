#include "average.h"
#include "resample.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

static enum statistics_status mean_of(const struct statistics_sample *sample,
                                      void *parameters, double *value) {
  (void)parameters;
  *value = gsl_stats_mean(sample->rows, 1, statistics_units(sample));
  return STATISTICS_DEFINED;
}

struct average average_mean(const double *values, const size_t *sizes, size_t groups,
                            size_t resamples, gsl_rng *rng) {
  struct average average = {NAN, NAN, NAN, STATISTICS_FEW};
  const struct resample_plan plan = {resamples, 0.95};
  const struct statistics_sample sample = {values, 1, groups, sizes};
  struct resample_interval interval;
  if (statistics_units(&sample) == 0)
    return average;
  mean_of(&sample, NULL, &average.value);
  average.status = resample_bca(&sample, mean_of, NULL, &plan, rng, &interval);
  if (average.status == STATISTICS_DEFINED) {
    average.low = interval.low;
    average.high = interval.high;
  } else if (average.status == STATISTICS_CONSTANT)
    average.low = average.high = average.value;
  return average;
}

struct average average_median(double *values, size_t count, size_t units) {
  struct average average = {NAN, NAN, NAN, STATISTICS_DEFINED};
  gsl_sort(values, 1, count);
  size_t low = (units + 1) / 2 - 1, high = units / 2;
  if (units > 0 && high < count)
    average.value = 0.5 * (values[low] + values[high]);
  return average;
}
