#include "certify.h"

#include "bundle.h"
#include "cycles.h"
#include "picard.h"
#include "spectrum.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const double NEUTRAL = 1e-7;  /* a multiplier this near 1 counts as 1 */
static const double SUMMED = 4.0;    /* rounding errors of one step, in units of epsilon
                                        times the sum of what is added */
static const double RETURNED = 64.0; /* of these, that a period may leave */
static const double APPROACHED = 1e8; /* of these, from a cycle that an orbit approaches
                                         so slowly that it seems to rest */
static const double FALLING = 0.7;  /* shrinking from period to period worth waiting */
static const double CLOSING = 0.98; /* and worth Newton's method where that is slow */
static const double NEARER = 0.5;   /* how much nearer the orbit must come */
static const double LINEAR = 0.05; /* distance at which a smooth map is nearly linear */
static const double REPEATED =
    1e-7; /* distance over range of two points that are one */
static const double TO_THE_FOLD = 1e-2; /* error over distance that is still harmless */
static const double CHEAP = 2e7; /* products for all directions of a cycle that need no
                                    reason to be tried, */
static const double TOO_LONG = 1e8; /* of one that Newton's method solves for, */
static const double LONGEST = 8e9;  /* products for all directions of a cycle */

struct certifier {
  struct map map;       /* its b is `input` */
  struct bundle bundle; /* its weights, in double precision */
  struct cycles_work work;
  size_t longest; /* steps that WORK and POINTS have room for; 0: none */
  double *points; /* (longest + 1) x N */
  double *input, *late, *image, *noise, *error, *spare; /* N each, one allocation */
  double *range;                                        /* N: over the cycle */
};

struct certifier *certifier_open(const struct map *map, struct fault *fault) {
  size_t n = map->dimension;
  struct certifier *c = calloc(1, sizeof *c);
  double *memory = malloc(7 * n * sizeof *memory);
  if (!c || !memory) {
    free(c);
    free(memory);
    fault_set(fault, "no memory to certify cycles of %zu units", n);
    return NULL;
  }
  c->map = *map;
  if (bundle_alloc(&c->bundle, n, map->W, 1, false, fault)) {
    free(c);
    free(memory);
    return NULL;
  }
  c->map.b = c->input = memory;
  c->late = memory + n;
  c->image = memory + 2 * n;
  c->noise = memory + 3 * n;
  c->error = memory + 4 * n;
  c->spare = memory + 5 * n;
  c->range = memory + 6 * n;
  return c;
}

void certifier_close(struct certifier *c) {
  if (!c)
    return;
  if (c->longest)
    cycles_work_free(&c->work);
  bundle_free(&c->bundle);
  free(c->points);
  free(c->input);
  free(c);
}

static int make_room(struct certifier *c, size_t lag, struct fault *fault) {
  if (lag <= c->longest)
    return 0;
  size_t n = c->map.dimension;
  double *points = realloc(c->points, (lag + 1) * n * sizeof *points);
  if (!points)
    return fault_set(fault, "no memory for a cycle of %zu steps", lag);
  c->points = points;
  if (c->longest)
    cycles_work_free(&c->work);
  c->longest = 0;
  if (cycles_work_alloc(&c->work, n, lag, fault))
    return -1;
  c->longest = lag;
  return 0;
}

/* drive = W x + d, of the units of x that are not zero. */
static void find_drive(struct certifier *c, const double *x, double *drive) {
  bundle_multiply(&c->bundle, 1, 1, x, drive);
  for (size_t i = 0; i < c->map.dimension; ++i)
    drive[i] += c->input[i];
}

static void step(struct certifier *c, const double *x, double *next) {
  find_drive(c, x, next);
  map_activate(&c->map, next);
}

/* The points after points[0], COUNT of them. */
static void walk(struct certifier *c, size_t count) {
  size_t n = c->map.dimension;
  for (size_t t = 0; t < count; ++t)
    step(c, c->points + t * n, c->points + (t + 1) * n);
}

/* Rounding errors of a step from states as large as the COUNT points. */
static void measure_noise(struct certifier *c, size_t count, double scale) {
  size_t n = c->map.dimension;
  double *size = c->spare;
  memset(size, 0, n * sizeof *size);
  for (size_t t = 0; t < count; ++t)
    for (size_t i = 0; i < n; ++i)
      size[i] = fmax(size[i], fabs(c->points[t * n + i]));
  for (size_t i = 0; i < n; ++i) {
    double sum = scale + fabs(c->input[i]);
    for (size_t j = 0; j < n; ++j)
      sum += fabs(c->map.W[i * n + j]) * size[j];
    c->noise[i] = SUMMED * DBL_EPSILON * sum;
  }
}

/* Largest distance of a unit, over its range. */
static double apart(const double *x, const double *y, const double *range, size_t n) {
  double most = 0.0;
  for (size_t i = 0; i < n; ++i) {
    double off = fabs(x[i] - y[i]);
    if (!(off <= most * range[i]))
      most = range[i] > 0.0 ? off / range[i] : INFINITY;
  }
  return most;
}

/* Whether x and y are the same but for TIMES the rounding errors of a step. */
static bool coincide(const struct certifier *c, const double *x, const double *y,
                     double times) {
  for (size_t i = 0; i < c->map.dimension; ++i)
    if (!(fabs(x[i] - y[i]) <= times * c->noise[i]))
      return false;
  return true;
}

/* Follows the orbit period by period while it returns ever better, for some periods
 * even slowly; true once it returns to rounding error: the points are then a cycle.
 * *CLOSING: it did so to the end. */
static bool wait_for_return(struct certifier *c, const struct candidate *candidate,
                            bool *closing) {
  enum { SOME = 2, SLOW = 12 }; /* periods whatever they show, and slow ones */
  size_t n = c->map.dimension, lag = candidate->lag;
  double before = INFINITY;
  memcpy(c->points, candidate->start, n * sizeof *c->points);
  for (size_t period = 0;; ++period) {
    walk(c, lag);
    if (period == 0)
      measure_noise(c, lag, candidate->scale);
    const double *last = c->points + lag * n;
    if (coincide(c, c->points, last, RETURNED))
      return true;
    double now = apart(c->points, last, candidate->range, n);
    bool slow = now > FALLING * before || period * lag >= candidate->patience;
    *closing = now < CLOSING * before;
    if (period >= SOME && (!*closing || (slow && period >= SLOW)))
      return false;
    before = now;
    memcpy(c->points, last, n * sizeof *last);
  }
}

/* Multiplications for all directions of ORDER steps. */
static double newton_cost(const struct certifier *c, size_t order) {
  double n = (double)c->map.dimension;
  return 2.0 * (double)order * n * n * n;
}

/* Newton's method from the points, if it finds a cycle. */
static int solve(struct certifier *c, size_t lag, bool *found, struct fault *fault) {
  size_t n = c->map.dimension;
  double residual;
  *found = false;
  if (newton_cost(c, lag) <= TOO_LONG) {
    *found = cycles_solve(&c->map, lag, c->points, &residual, &c->work) == CYCLES_FOUND;
    memcpy(c->points + lag * n, c->points, n * sizeof *c->points);
    return 0;
  }
  struct picard orbit = {.order = lag, .input = c->input, .start = c->points};
  orbit.points = malloc(lag * n * sizeof *orbit.points);
  if (!orbit.points)
    return fault_set(fault, "no memory for a cycle of %zu steps", lag);
  int failed = picard_solve(&c->map, 1, &orbit, fault);
  *found = !failed && orbit.found;
  free(orbit.points);
  walk(c, lag);
  return failed;
}

static bool same_regions(const struct map *map, const double *x, const double *y) {
  if (map->activation != MAP_RELU)
    return true;
  size_t others = 0; /* a count, which gcc takes four units at a time */
  for (size_t i = map->linear; i < map->dimension; ++i)
    others += (x[i] > 0.0) != (y[i] > 0.0);
  return others == 0;
}

/* Whether the orbit from c->late, which belongs beside points[0], runs into the cycle:
 * comes so much nearer in periods of which the last two, or all in which it did so,
 * went through the regions of the cycle. */
static bool runs_into(struct certifier *c, const struct candidate *candidate) {
  enum { PERIODS = 32 }; /* in which a multiplier of 0.98 halves the distance */
  size_t n = c->map.dimension, lag = candidate->lag;
  double first = apart(c->late, c->points, candidate->range, n), now = first;
  for (size_t steps = 0; steps <= candidate->patience + PERIODS * lag; steps += lag) {
    bool same = true;
    double off = 0.0;
    for (size_t t = 0; t < lag; ++t) {
      same &= same_regions(&c->map, c->late, c->points + t * n);
      step(c, c->late, c->image);
      memcpy(c->late, c->image, n * sizeof *c->late);
    }
    if (coincide(c, c->late, c->points, RETURNED))
      return true;
    now = apart(c->late, c->points, candidate->range, n);
    if (!same || !(now < INFINITY))
      first = now;
    for (size_t i = 0; i < n; ++i)
      off = fmax(off, fabs(c->late[i] - c->points[i]));
    bool linear = c->map.activation == MAP_RELU || off <= LINEAR;
    if (same && linear && now <= NEARER * first)
      return true;
  }
  return false;
}

/* The smallest period of the LAG points. */
static size_t find_period(struct certifier *c, size_t lag) {
  size_t n = c->map.dimension;
  double *low = c->spare, *range = c->range;
  memcpy(low, c->points, n * sizeof *low);
  memcpy(range, c->points, n * sizeof *range);
  for (size_t t = 1; t < lag; ++t)
    for (size_t i = 0; i < n; ++i) {
      low[i] = fmin(low[i], c->points[t * n + i]);
      range[i] = fmax(range[i], c->points[t * n + i]);
    }
  for (size_t i = 0; i < n; ++i)
    range[i] = fmax(range[i] - low[i], RETURNED / REPEATED * c->noise[i]);
  for (size_t period = 1; period < lag; ++period) {
    size_t t = 0;
    while (lag % period == 0 && t + period < lag &&
           apart(c->points + t * n, c->points + (t + period) * n, range, n) <= REPEATED)
      ++t;
    if (lag % period == 0 && t + period == lag)
      return period;
  }
  return lag;
}

/* Multiplier of the cycle of ORDER points. */
static int find_multiplier(struct certifier *c, size_t order, double *multiplier,
                           struct fault *fault) {
  size_t n = c->map.dimension, size;
  *multiplier = INFINITY;
  if (newton_cost(c, order) <= LONGEST) {
    cycles_jacobian(&c->map, order, c->points, &c->work, &size);
    for (size_t k = 0; k < size * size; ++k)
      if (!isfinite(c->work.product[k]))
        return 0;
    return spectrum_radius(size, c->work.product, multiplier, fault);
  }
  struct picard orbit = {.order = order, .input = c->input, .start = c->late};
  memcpy(c->late, c->points, n * sizeof *c->late);
  orbit.points = malloc(order * n * sizeof *orbit.points);
  if (!orbit.points)
    return fault_set(fault, "no memory for a cycle of %zu steps", order);
  int failed = picard_solve(&c->map, 1, &orbit, fault);
  if (!failed && orbit.found)
    *multiplier = orbit.multiplier;
  free(orbit.points);
  return failed;
}

/* The rounding error of the drive of unit I at X. */
static double own_noise(const struct certifier *c, const double *x, size_t i) {
  size_t n = c->map.dimension;
  double sum = fabs(c->input[i]);
  for (size_t j = 0; j < n; ++j)
    sum += fabs(c->map.W[i * n + j] * x[j]);
  return SUMMED * DBL_EPSILON * sum;
}

/* Whether errors of rounding, made anew at every step, stay harmless for two periods.
 */
static bool withstands_rounding(struct certifier *c, size_t order, double scale) {
  size_t n = c->map.dimension;
  double *error = c->error, *carried = c->spare, *drive = c->image;
  uint64_t dice = UINT64_C(88172645463325252);
  memset(error, 0, n * sizeof *error);
  for (size_t t = 0; t < 2 * order; ++t) {
    const double *x = c->points + t % order * n;
    find_drive(c, x, drive);
    bundle_multiply(&c->bundle, 1, 1, error, carried);
    for (size_t i = 0; i < n; ++i) {
      dice ^= dice << 13; /* xorshift (Marsaglia 2003): signs */
      dice ^= dice >> 7;
      dice ^= dice << 17;
      double sign = (dice & 1) ? 1.0 : -1.0, made = carried[i];
      carried[i] += sign * (c->noise[i] - SUMMED * DBL_EPSILON * scale);
      if (c->map.activation != MAP_RELU || i < c->map.linear ||
          fabs(carried[i]) <= TO_THE_FOLD * fabs(drive[i]))
        continue;
      carried[i] = made + sign * own_noise(c, x, i); /* a sum of zeros has none */
      if (fabs(carried[i]) > TO_THE_FOLD * fabs(drive[i]) && fabs(carried[i]) > 0.0)
        return false;
    }
    map_gain(&c->map, drive, error);
    for (size_t i = 0; i < n; ++i) {
      error[i] *= carried[i];
      if (c->map.activation == MAP_TANH && fabs(error[i]) > TO_THE_FOLD * c->range[i])
        return false;
    }
  }
  return true;
}

/* The residual of the ORDER points, in the units of whoever asked. */
static double measure_residual(struct certifier *c, size_t order, const double *unit) {
  size_t n = c->map.dimension;
  double most = 0.0;
  memcpy(c->late, c->points, n * sizeof *c->late);
  for (size_t t = 0; t < order; ++t) {
    step(c, c->late, c->image);
    memcpy(c->late, c->image, n * sizeof *c->late);
  }
  for (size_t i = 0; i < n; ++i)
    most = fmax(most, fabs(c->late[i] - c->points[i]) / unit[i]);
  return most;
}

/* The cycle of ORDER steps from points[0] on, where Newton's method finds one so near
 * that an orbit which only approaches it would seem to return after a multiple of ORDER
 * steps, and which is stable: then it takes the place of the points. */
static int take_divisor(struct certifier *c, size_t order, double *kept, bool *taken,
                        struct fault *fault) {
  double multiplier, residual;
  *taken = false;
  if (newton_cost(c, order) > TOO_LONG ||
      cycles_solve(&c->map, order, c->points, &residual, &c->work) != CYCLES_FOUND ||
      !coincide(c, kept, c->points, APPROACHED))
    return 0;
  if (find_multiplier(c, order, &multiplier, fault))
    return -1;
  *taken = multiplier < 1.0 - NEUTRAL;
  return 0;
}

/* An orbit that approaches a cycle by turning round it, or from two sides in turn,
 * seems to return after a multiple of its order. */
static int try_divisors(struct certifier *c, size_t *order, struct fault *fault) {
  size_t n = c->map.dimension, whole = *order;
  int failed = 0;
  bool taken = false;
  double *kept = NULL;
  for (size_t p = 1; p < whole && !failed && !taken; ++p) {
    if (whole % p || !coincide(c, c->points, c->points + p * n, APPROACHED))
      continue;
    if (!kept && !(kept = malloc(whole * n * sizeof *kept)))
      return fault_set(fault, "no memory for a cycle of %zu steps", whole);
    memcpy(kept, c->points, whole * n * sizeof *kept);
    failed = take_divisor(c, p, kept, &taken, fault);
    if (taken)
      *order = p;
    else
      memcpy(c->points, kept, whole * n * sizeof *kept);
  }
  if (taken)
    memcpy(c->points + *order * n, c->points, n * sizeof *kept);
  free(kept);
  return failed;
}

int certify(struct certifier *c, struct candidate *candidate, enum certified *found,
            struct fault *fault) {
  size_t n = c->map.dimension, lag = candidate->lag;
  *found = CERTIFY_NONE;
  if (make_room(c, lag, fault))
    return -1;
  memcpy(c->input, candidate->input, n * sizeof *c->input);
  c->work.awake = NULL;
  bool closing, rests = wait_for_return(c, candidate, &closing);
  if (!rests) {
    bool solved;
    memcpy(c->late, c->points + lag * n, n * sizeof *c->late);
    if (newton_cost(c, lag) > CHEAP && !closing)
      return 0;
    *found = closing ? CERTIFY_CLOSING : CERTIFY_NONE;
    if (solve(c, lag, &solved, fault))
      return -1;
    if (!solved)
      return 0;
  }
  size_t order = find_period(c, lag);
  if (try_divisors(c, &order, fault))
    return -1;
  bool exact = !memcmp(c->points, c->points + lag * n, n * sizeof *c->points);
  if (!rests) { /* (late is scratch of what follows) */
    measure_noise(c, order, candidate->scale);
    if (!runs_into(c, candidate))
      return 0;
  }
  c->work.awake = candidate->awake;
  candidate->order = order;
  candidate->points = c->points;
  if (find_multiplier(c, order, &candidate->multiplier, fault))
    return -1;
  candidate->residual = measure_residual(c, order, candidate->unit);
  if (!(candidate->multiplier <= 1.0 + NEUTRAL))
    *found = rests && exact ? CERTIFY_UNSTABLE : CERTIFY_NONE;
  else if (!withstands_rounding(c, order, candidate->scale))
    *found = CERTIFY_ROUNDING;
  else
    *found = candidate->multiplier >= 1.0 - NEUTRAL ? CERTIFY_NEUTRAL : CERTIFY_STABLE;
  return 0;
}
