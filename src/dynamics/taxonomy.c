#include "taxonomy.h"

#include "cycles.h"
#include "lyapunov.h"
#include "picard.h"
#include "rotation.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
  ANCHORS = 8,
  LANES = 8,
  CHAOS_WINDOWS = 16 /* chaos may be a mere passage on the way to a cycle, and a long
                        one: no shorter record may say it */
};
static const double STILL = 1e-6; /* extent over size of an orbit at rest */
static const double GROWN = 10.0; /* more, over one lag, no tangent has near a stable
                                     cycle: its own multiplier is below 1 */

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
/* A lag at which the orbit may return, or 0; its extent becomes its largest distance.
 * WORK: half as many numbers as the record has steps. */
static size_t find_lag(const struct examination *rule, struct record *record, size_t n,
                       double *work) {
  size_t count = record->count, reach = ANCHORS * (count / 64), half = count / 2;
  size_t best = 1, longest = half - reach;
  double nearest = INFINITY;
  double size = 0.0;
  for (size_t i = 0; i < n; ++i)
    size = fmax(size, (double)fabsf(record->states[(count - 1) * n + i]));
  record->extent = 0.0;

  measure_returns(record, n, longest, work);
  for (size_t lag = 1; lag <= longest; ++lag) {
    double now = work[lag];
    record->extent = fmax(record->extent, now);
    if (now < nearest) {
      nearest = now;
      best = lag;
    }
  }
  if (record->extent <= STILL * size)
    return 1;
  for (size_t lag = 1; lag <= longest && nearest <= rule->returned * record->extent;
       ++lag)
    if (work[lag] <= rule->returned * record->extent)
      return lag;
  double before = return_at(record, n, count - half + reach, best), grown = 0.0;
  for (size_t t = count - best; t < count; ++t)
    grown += record->stretches[t];
  return nearest < rule->closing * before && grown < log(GROWN) ? best : 0;
}

/* The smallest period of the cycle POINTS (lag x N). */
static size_t smallest_period(const float *points, size_t lag, size_t n, double size) {
  for (size_t p = 1; p < lag; ++p) {
    size_t t = 0;
    while (lag % p == 0 && t + p < lag &&
           distance(points + t * n, points + (t + p) * n, n) <= STILL * size)
      ++t;
    if (lag % p == 0 && t + p == lag)
      return p;
  }
  return lag;
}

/* How far the orbit was from the cycle, which starts at its last state, over the LAG
 * steps that ended SKIP steps before that. */
static double off_cycle(const struct record *record, const float *points, size_t lag,
                        size_t skip, size_t n) {
  const float *states = record->states + (record->count - 1 - lag - skip) * n;
  double most = 0.0;
  for (size_t t = 0; t < lag; ++t)
    most = fmax(most, distance(states + t * n, points + t * n, n));
  return most;
}
static const double NEUTRAL = 1e-6;   /* a multiplier this near 1 counts as 1, an
                                         exponent this small as 0 */
static const double THERE = 1e-4;     /* distance over extent of an orbit on a cycle */
static const double NEAR = 1e-3;      /* of one that is closing in on it */
static const double CLOSING_IN = 0.9; /* shrinking of that distance over one period */

static void accept_cycle(const struct record *record, const struct picard *orbit,
                         size_t n, struct certificate *certificate) {
  const float *points = orbit->points;
  size_t lag = orbit->order;
  double size = 0.0, late = off_cycle(record, points, lag, 0, n);
  for (size_t i = 0; i < lag * n; ++i)
    size = fmax(size, (double)fabsf(points[i]));
  double early =
      2 * lag < record->count ? off_cycle(record, points, lag, lag, n) : INFINITY;
  int neutral = fabs(orbit->multiplier - 1.0) <= NEUTRAL;
  if (late > fmax(STILL * size, THERE * record->extent) &&
      (neutral || late > NEAR * record->extent || late > CLOSING_IN * early))
    return;
  size_t period = smallest_period(points, lag, n, size);
  double share = (double)period / (double)lag;
  certificate->label = neutral ? MARGINAL : period == 1 ? FIXED_POINT : CYCLE;
  certificate->order = period;
  certificate->residual = orbit->residual;
  certificate->radius = pow(orbit->multiplier, share);
  certificate->exponent = log(orbit->multiplier) / (double)lag;
  certificate->error = 0.0;
}
static int by_falling_lag(const void *left, const void *right) {
  const struct record *const *a = left, *const *b = right;
  return ((*a)->lag < (*b)->lag) - ((*a)->lag > (*b)->lag);
}

/* Solves for the cycles of the COUNT records, the longest first, in ORBITS, and accepts
 * what holds. */
static int solve_cycles(const struct map *map, struct record **records,
                        struct picard *orbits, size_t count, double *starts,
                        float *points, struct fault *fault) {
  size_t n = map->dimension;
  for (size_t k = 0; k < count; ++k) {
    const struct record *record = records[k];
    orbits[k] = (struct picard){.order = record->lag,
                                .drive = record->drive,
                                .start = starts + k * n,
                                .points = points};
    memcpy(orbits[k].start, record->last, n * sizeof(double));
    points += record->lag * n;
  }
  if (picard_solve(map, count, orbits, fault))
    return -1;
  for (size_t k = 0; k < count; ++k)
    if (orbits[k].found && orbits[k].multiplier <= 1.0 + NEUTRAL)
      accept_cycle(records[k], orbits + k, n, records[k]->certificate);
  return 0;
}
static int try_cycles(const struct map *map, size_t count, struct record *records,
                      struct fault *fault) {
  size_t candidates = 0, steps = 0, n = map->dimension;
  struct record **chosen = malloc((count + 1) * sizeof(struct record *));
  for (size_t k = 0; k < count && chosen; ++k)
    if (records[k].lag) {
      chosen[candidates++] = records + k;
      steps += records[k].lag;
    }
  struct picard *orbits = malloc((candidates + 1) * sizeof *orbits);
  double *starts = malloc((candidates + 1) * n * sizeof *starts);
  float *points = malloc((steps + 1) * n * sizeof *points);
  int failed = 0;
  if (!chosen || !orbits || !starts || !points)
    failed = fault_set(fault, "no memory for cycles of %zu steps in all", steps);
  else if (candidates) {
    qsort(chosen, candidates, sizeof(struct record *), by_falling_lag);
    failed = solve_cycles(map, chosen, orbits, candidates, starts, points, fault);
  }
  free(chosen);
  free(orbits);
  free(starts);
  free(points);
  return failed;
}
/* Of an exponent that may be zero: whether the orbit lies on a curve, and has turned on
 * it against every fraction (rotation.h). */
static int judge_curve(const struct map *map, const struct examination *rule,
                       struct record *record, struct fault *fault) {
  struct rotation rotation;
  if (rotation_measure(record->states, record->count, map->dimension,
                       (size_t)rule->longest, &rotation, fault))
    return -1;
  record->certificate->rotation = rotation.number;
  record->certificate->defect = rotation.defect;
  if (rotation.defect >= rule->defect)
    return 0;
  record->needed = rotation.needed;
  if (!rotation.locked)
    record->certificate->label = QUASI_PERIODIC;
  return 0;
}
static int judge_wandering(const struct map *map, const struct examination *rule,
                           struct record *record, struct fault *fault) {
  struct certificate *certificate = record->certificate;
  double exponent, error;
  lyapunov_average(record->stretches, record->count, &exponent, &error);
  certificate->exponent = exponent;
  certificate->error = error;
  certificate->rotation = certificate->defect = NAN;
  double doubt = fmax(rule->deviations * error, NEUTRAL);
  if (fabs(exponent) <= fmin(doubt, rule->exponent) && error < 2.0 * rule->exponent)
    return judge_curve(map, rule, record, fault);
  if (exponent > fmax(doubt, rule->exponent) &&
      record->count >= CHAOS_WINDOWS * (size_t)rule->window)
    certificate->label = CHAOTIC;
  return 0;
}
int taxonomy_judge(const struct map *map, const struct examination *rule, size_t count,
                   struct record *records, struct fault *fault) {
  size_t longest = 0;
  for (size_t k = 0; k < count; ++k)
    longest = records[k].count > longest ? records[k].count : longest;
  double *work = malloc((longest / 2 + 1) * sizeof *work);
  if (!work)
    return fault_set(fault, "no memory for a record of %zu steps", longest);
  for (size_t k = 0; k < count; ++k) {
    records[k].lag = find_lag(rule, records + k, map->dimension, work);
    records[k].needed = 0.0;
  }
  free(work);
  if (try_cycles(map, count, records, fault))
    return -1;
  for (size_t k = 0; k < count; ++k)
    if (records[k].certificate->label == UNDECIDED &&
        judge_wandering(map, rule, records + k, fault))
      return -1;
  return 0;
}
