#include "taxonomy.h"

#include "rotation.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
  ANCHORS = 8,
  LANES = 8,
  BLOCKS = 32 /* of stretches, whose scatter is the error of a positive exponent */
};
static const double GROWN = 10.0; /* more, over one lag, no tangent has near a stable
                                     cycle: its own multiplier is below 1 */
static const double BETTER = 0.1; /* distance over that at any smaller lag */
static const double TOLD_APART = 4.0; /* differences of the halves, and */
static const double SLIGHT = 0.2;     /*   this share of what it may be at all, by which
                                         an exponent of a curve may be below zero */
static const double SPEEDS = 8.0, EVEN = 0.25; /* logarithm of the ratio of two speeds
                                                  on a curve, at most; and at least */

/* Eight numbers as one; a compiler may not by itself turn a largest one into vector
 * instructions.  Numbers that are not negative have the order of their bits. */
typedef float lanes
    __attribute__((vector_size(LANES * sizeof(float)), aligned(4), may_alias));
typedef int32_t patterns __attribute__((vector_size(LANES * sizeof(int32_t))));

/* MOST = the larger of itself and |a - b|, lane by lane. */
static inline void widen(patterns *most, const float *a, const float *b) {
  patterns apart = (patterns)(*(const lanes *)a - *(const lanes *)b) & INT32_MAX;
  patterns beyond = apart > *most;
  *most = (apart & beyond) | (*most & ~beyond);
}

/* Largest |a - b|, in two halves that need not wait for each other. */
static double distance(const float *a, const float *b, size_t n) {
  patterns even = {0}, odd = {0};
  float numbers[2 * LANES], largest = 0.0f;
  size_t i = 0;
  for (; i + 2 * LANES <= n; i += 2 * LANES) {
    widen(&even, a + i, b + i);
    widen(&odd, a + i + LANES, b + i + LANES);
  }
  if (i + LANES <= n) {
    widen(&even, a + i, b + i);
    i += LANES;
  }
  memcpy(numbers, &even, sizeof even);
  memcpy(numbers + LANES, &odd, sizeof odd);
  for (size_t k = 0; k < 2 * LANES; ++k)
    largest = numbers[k] > largest ? numbers[k] : largest;
  for (; i < n; ++i)
    largest = fabsf(a[i] - b[i]) > largest ? fabsf(a[i] - b[i]) : largest;
  return (double)largest;
}

void taxonomy_measure(struct record *record, size_t n, const double *noise,
                      float *work) {
  size_t half = record->count / 2;
  const float *late = record->states + half * n;
  float *low = work, *high = work + n, *over = work + 2 * n;
  memcpy(low, late, n * sizeof *low);
  memcpy(high, late, n * sizeof *high);
  for (size_t t = 1; t < half; ++t)
    for (size_t i = 0; i < n; ++i) {
      float now = late[t * n + i];
      low[i] = now < low[i] ? now : low[i];
      high[i] = now > high[i] ? now : high[i];
    }
  for (size_t i = 0; i < n; ++i) {
    record->range[i] = fmax((double)high[i] - (double)low[i], noise[i]);
    over[i] = record->range[i] > 0.0 ? (float)(1.0 / record->range[i]) : 0.0f;
  }
  for (size_t t = 0; t < record->count; ++t)
    for (size_t i = 0; i < n; ++i)
      record->states[t * n + i] *= over[i];
}

/* The largest distance of return at LAG, over the anchors before END. */
static double return_at(const struct record *record, size_t n, size_t end, size_t lag) {
  double most = 0.0;
  for (size_t k = 0; k < ANCHORS; ++k) {
    const float *state = record->states + (end - 1 - k * (record->count / 64)) * n;
    most = fmax(most, distance(state, state - lag * n, n));
  }
  return most;
}

/* APART[lag] = the distance of return at each lag from 1 to LONGEST.  A state lies at
 * different lags before the anchors: it is read once for all of them. */
static void measure_returns(const struct record *record, size_t n, size_t longest,
                            double *apart) {
  size_t step = record->count / 64;
  const float *last = record->states + (record->count - 1) * n;
  memset(apart, 0, (longest + 1) * sizeof *apart);
  for (size_t back = 1; back <= longest + (ANCHORS - 1) * step; ++back)
    for (size_t k = 0; k < ANCHORS && k * step < back; ++k) {
      size_t lag = back - k * step;
      double off =
          lag > longest ? 0.0 : distance(last - k * step * n, last - back * n, n);
      if (off > 0.0 && off > apart[lag])
        apart[lag] = off;
    }
}

int taxonomy_returns(const struct examination *rule, struct record *record, size_t n,
                     struct fault *fault) {
  size_t count = record->count, reach = ANCHORS * (count / 64), half = count / 2;
  size_t best = 1, longest = half - reach;
  double nearest = INFINITY, taken = INFINITY, grown = 0.0;
  double *apart = malloc((longest + 1) * sizeof *apart);
  if (!apart)
    return fault_set(fault, "no memory for a record of %zu steps", count);
  measure_returns(record, n, longest, apart);
  record->candidates = 0;
  for (size_t lag = 1; lag <= longest; ++lag) {
    if (apart[lag] < nearest) {
      nearest = apart[lag];
      best = lag;
    }
    if (apart[lag] <= rule->returned && apart[lag] <= BETTER * taken &&
        record->candidates < TAXONOMY_LAGS) {
      taken = apart[lag];
      record->lags[record->candidates++] = lag;
      if (taken == 0.0)
        break;
    }
  }
  free(apart);
  if (record->candidates)
    return 0;
  double before = return_at(record, n, count - half + reach, best);
  for (size_t t = count - best; t < count; ++t)
    grown += record->stretches[t];
  if (nearest < rule->closing * before && grown < log(GROWN))
    record->lags[record->candidates++] = best;
  return 0;
}

int taxonomy_curves(const struct examination *rule, const struct record *record,
                    size_t n, float *axes, struct certificate *certificate,
                    double *needed, struct fault *fault) {
  struct rotation rotation;
  certificate->curves = 0;
  *needed = 0.0;
  for (size_t curves = 1; curves <= TAXONOMY_CURVES; ++curves) {
    size_t longest = (size_t)rule->longest / curves;
    if (record->count / curves < 128)
      break;
    if (rotation_of_one(record->states, record->count, n, curves, longest, axes,
                        &rotation, fault))
      return -1;
    if (curves == 1) {
      certificate->rotation = rotation.number;
      certificate->defect = rotation.defect;
    }
    if (!(rotation.defect < rule->defect))
      continue;
    certificate->curves = curves;
    certificate->rotation = rotation.number / (double)curves;
    certificate->defect = rotation.defect;
    *needed = (double)curves * rotation.needed;
    return 0;
  }
  return 0;
}

/* By how much the sum of the logarithms goes to and fro: the largest range of its
 * values within one of the PARTS of the record. */
static double find_sway(const double *stretches, size_t count) {
  enum { PARTS = 16 };
  double most = 0.0;
  for (size_t part = 0; part < PARTS; ++part) {
    double sum = 0.0, low = 0.0, high = 0.0;
    for (size_t t = part * (count / PARTS); t < (part + 1) * (count / PARTS); ++t) {
      sum += stretches[t];
      low = sum < low ? sum : low;
      high = sum > high ? sum : high;
    }
    most = fmax(most, high - low);
  }
  return fmin(fmax(most, EVEN), SPEEDS);
}

enum suspicion taxonomy_suspect(const struct examination *rule, const double *stretches,
                                size_t count, struct certificate *certificate) {
  size_t half = count / 2, block = count / BLOCKS;
  double all = rotation_average(stretches, count);
  double first = rotation_average(stretches, half);
  double second = rotation_average(stretches + half, half);
  double apart = fabs(first - second), mean = 0.0, square = 0.0;
  double zero = find_sway(stretches, count) / (double)count;
  double blocks[BLOCKS] = {0.0};
  certificate->exponent = all;
  certificate->error = apart;
  certificate->bound = fabs(all) + apart;
  if (!isfinite(all))
    return SUSPECT_LOCKED; /* tangents are annihilated */
  if (fabs(all) <= zero && apart <= 2.0 * zero &&
      fabs(all) <= TOLD_APART * apart + SLIGHT * zero)
    return SUSPECT_CURVE;
  for (size_t k = 0; k < BLOCKS; ++k) {
    for (size_t t = 0; t < block; ++t)
      blocks[k] += stretches[k * block + t] / (double)block;
    mean += blocks[k] / BLOCKS;
  }
  for (size_t k = 0; k < BLOCKS; ++k)
    square += (blocks[k] - mean) * (blocks[k] - mean);
  double error = sqrt(square / (BLOCKS * (BLOCKS - 1)));
  if (mean > fmax(zero, rule->exponent) && mean > rule->deviations * error) {
    certificate->exponent = mean;
    certificate->error = error;
    return SUSPECT_CHAOS;
  }
  return all < -TOLD_APART * apart - SLIGHT * zero ? SUSPECT_LOCKED : SUSPECT_NOTHING;
}
