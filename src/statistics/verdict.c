#include "verdict.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>

const char *const verdict_words[VERDICTS] = {"untestable", "inconclusive", "absent",
                                             "supported", "contradicted"};

static const double SIGNIFICANCE = 0.05;

void verdict_holm(const double *p, size_t count, double *adjusted, size_t *order) {
  double largest = 0.0;
  gsl_sort_index(order, p, 1, count);
  /* An element of ADJUSTED is written after P of the same place was read for good. */
  for (size_t i = 0; i < count; ++i) {
    largest = fmax(largest, fmin(1.0, (double)(count - i) * p[order[i]]));
    adjusted[order[i]] = largest;
  }
}

bool verdict_within(double low90, double high90, double margin) {
  return low90 >= -margin && high90 <= margin;
}

double verdict_distance(double significance, double power) {
  return gsl_cdf_ugaussian_Qinv(0.5 * significance) + gsl_cdf_ugaussian_Pinv(power);
}

enum verdict verdict_of(const struct verdict_evidence *evidence) {
  if (!evidence->defined)
    return VERDICT_UNTESTABLE;
  if (evidence->p <= SIGNIFICANCE && evidence->direction > 0.0)
    return VERDICT_SUPPORTED;
  if (evidence->p <= SIGNIFICANCE && evidence->direction < 0.0 && !evidence->one_sided)
    return VERDICT_CONTRADICTED;
  if (verdict_within(evidence->low90, evidence->high90, evidence->margin))
    return VERDICT_ABSENT;
  return evidence->detectable > evidence->limit ? VERDICT_UNTESTABLE
                                                : VERDICT_INCONCLUSIVE;
}

enum verdict verdict_both(enum verdict one, enum verdict other) {
  if (one == VERDICT_UNTESTABLE || other == VERDICT_UNTESTABLE)
    return VERDICT_UNTESTABLE;
  if (one == VERDICT_SUPPORTED && other == VERDICT_SUPPORTED)
    return VERDICT_SUPPORTED;
  if (one == VERDICT_CONTRADICTED || other == VERDICT_CONTRADICTED)
    return VERDICT_CONTRADICTED;
  if (one == VERDICT_ABSENT || other == VERDICT_ABSENT)
    return VERDICT_ABSENT;
  return VERDICT_INCONCLUSIVE;
}
