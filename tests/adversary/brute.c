/* brute: what an orbit ends on, by patience and nothing clever: plain iteration, an
 * exact return, the product of the Jacobians of one period, averages over all steps and
 * over their halves.
 *
 * Distances are taken unit by unit, over the size of the unit, so that units of measure
 * have no meaning.  Where it cannot tell it says so; it never guesses.
 */
#include "system.h"

#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  LONGEST =
      1 << 16,  /* steps of a period that is looked for; at the end twice as many */
  RANGE = 4096, /* steps over which the range of a unit is taken */
  AGAIN = 1024, /* steps, or one period, for which an orbit must return again */
  ANCHORS = 16, /* points of a cycle from which stretches are measured */
  LEADING = 3,  /* exponents */
  BLOCKS = 32   /* of stretches, whose scatter is the error of an exponent */
};

/* Distance over size of a return; less would be rounding, on a slow approach. */
static const double RETURNED = 1e-10;
static const double STILL = 1e-6;     /* range over size of a unit that does not move */
static const double HUGE_SIZE = 1e40; /* over all scales of the map: growing for ever */
static const double NEUTRAL_NEAR = 1e-7, NEUTRAL_FAR = 3e-6; /* of a multiplier to 1 */
static const double STRETCHED = 1e5; /* from here on 53 bits are not trusted */
static const double TOO_MUCH = 1e20; /* nor are 113 */
static const double NEARLY_ZERO =
    1.0;                            /* an exponent this small, times the steps, is 0 */
static const double CLEARLY = 2e-5; /* below 0 */
static const double BRIEF = 1e5, SMOOTH_ZERO = 1e-10;
static const double WEAKEST = 5e-5; /* chaos that can be told from a slow approach */

double brute_limit(size_t n) {
  double steps = 1.5e9 / (double)(n * n + 30 * n + 50);
  return fmin(1e6, fmax(1e5, steps));
}

/* An orbit and the scales of its units. */
struct walk {
  const struct system *system;
  double *x, *next, *size, *least, *low, *high, *other;
  double largest; /* of all scales: size of the input and the start */
  double steps;
};

static void walk_open(struct walk *walk, const struct system *system,
                      const double *start) {
  size_t n = system->n;
  *walk = (struct walk){.system = system, .x = system_memory(7 * n, sizeof(double))};
  walk->next = walk->x + n;
  walk->size = walk->next + n;
  walk->least = walk->size + n;
  walk->low = walk->least + n;
  walk->high = walk->low + n;
  walk->other = walk->high + n;
  memcpy(walk->x, start, n * sizeof *start);
  for (size_t i = 0; i < n; ++i) {
    walk->least[i] = fmax(fabs(system->b[i]), fabs(start[i]));
    if (system->smooth)
      walk->least[i] = fmax(walk->least[i], 1.0);
    walk->largest = fmax(walk->largest, walk->least[i]);
  }
}

/* STEPS on; 0 once it has grown beyond all bounds. */
static int walk_on(struct walk *walk, double steps) {
  size_t n = walk->system->n;
  for (double t = 0; t < steps; ++t) {
    double *x = walk->x, most = 0.0;
    system_step(walk->system, x, walk->next);
    walk->x = walk->next;
    walk->next = x;
    for (size_t i = 0; i < n; ++i)
      most = fmax(most, fabs(walk->x[i]));
    if (!(most <= HUGE_SIZE * walk->largest) || !isfinite(most))
      return 0;
  }
  walk->steps += steps;
  return 1;
}

/* The range of each unit over STEPS from X (kept), and its size. */
static void measure_range(struct walk *walk, double steps) {
  size_t n = walk->system->n;
  double *x = walk->other;
  memcpy(x, walk->x, n * sizeof *x);
  memcpy(walk->low, x, n * sizeof *x);
  memcpy(walk->high, x, n * sizeof *x);
  for (double t = 0; t < steps; ++t) {
    system_step(walk->system, x, walk->next);
    memcpy(x, walk->next, n * sizeof *x);
    for (size_t i = 0; i < n; ++i) {
      walk->low[i] = fmin(walk->low[i], x[i]);
      walk->high[i] = fmax(walk->high[i], x[i]);
    }
  }
  for (size_t i = 0; i < n; ++i)
    walk->size[i] = fmax(walk->least[i], fmax(fabs(walk->low[i]), fabs(walk->high[i])));
}

static double apart(const struct walk *walk, const double *x, const double *y) {
  double most = 0.0;
  for (size_t i = 0; i < walk->system->n; ++i) {
    double off = fabs(x[i] - y[i]);
    if (off > most * walk->size[i])
      most = off / walk->size[i];
  }
  return most;
}

/* The first exact return within LONGEST steps, again at the next turn, or 0. */
static size_t find_return(struct walk *walk, size_t longest) {
  const struct system *system = walk->system;
  size_t n = system->n, order = 0;
  double *y = walk->other;
  measure_range(walk, longest < RANGE ? (double)longest : RANGE);
  memcpy(y, walk->x, n * sizeof *y);
  for (size_t lag = 1; lag <= longest && !order; ++lag) {
    system_step(system, y, walk->next);
    memcpy(y, walk->next, n * sizeof *y);
    if (apart(walk, y, walk->x) <= RETURNED)
      order = lag;
  }
  if (order)
    measure_range(walk, (double)order);
  double *x = system_memory(2 * n, sizeof *x);
  y = x + n; /* (measure_range took the other) */
  memcpy(x, walk->x, n * sizeof *x);
  memcpy(y, walk->x, n * sizeof *y);
  for (size_t t = 0; t < order; ++t) {
    system_step(system, y, walk->next);
    memcpy(y, walk->next, n * sizeof *y);
  }
  /* The size is now that of the one period: what grows does not return. */
  for (size_t t = 0, span = order > AGAIN ? order : AGAIN; order && t < span; ++t) {
    if (apart(walk, x, y) > 10.0 * RETURNED)
      order = 0;
    system_step(system, x, walk->next);
    memcpy(x, walk->next, n * sizeof *x);
    system_step(system, y, walk->next);
    memcpy(y, walk->next, n * sizeof *y);
  }
  free(x);
  return order;
}

static double norm(const double *x, size_t n) {
  double sum = 0.0;
  for (size_t i = 0; i < n; ++i)
    sum += x[i] * x[i];
  return sqrt(sum);
}

/* Largest modulus of an eigenvalue of the COUNT x COUNT numbers M, which are spoilt. */
static double radius_of(double *M, size_t count) {
  double *re = system_memory(2 * count, sizeof *re), *im = re + count, radius = 0.0;
  lapack_int size = (lapack_int)count;
  if (LAPACKE_dgeev(LAPACK_ROW_MAJOR, 'N', 'N', size, M, size, re, im, NULL, 1, NULL,
                    1))
    radius = NAN;
  for (size_t k = 0; k < count; ++k)
    radius = fmax(radius, hypot(re[k], im[k]));
  free(re);
  return radius;
}

/* The multiplier of the cycle through X, with the error of its rounding: the product of
 * the Jacobians of all ORDER steps, its size kept near 1.  Rows of M: images of the
 * unit vectors, hence the transposed product, of the same eigenvalues. */
static void measure_multiplier(struct walk *walk, size_t order, struct truth *truth) {
  const struct system *system = walk->system;
  size_t n = system->n;
  if ((double)order * (double)(n * n * n) > 4e9)
    return;
  double *M = system_memory(2 * n * n + n, sizeof *M), *images = M + n * n;
  double *x = images + n * n, logarithm = 0.0, grown = 0.0;
  memcpy(x, walk->x, n * sizeof *x);
  for (size_t i = 0; i < n; ++i)
    M[i * n + i] = 1.0;
  for (size_t t = 0; t < order; ++t) {
    system_tangents(system, x, walk->next, n, M, images);
    memcpy(x, walk->next, n * sizeof *x);
    double size = norm(images, n * n);
    for (size_t k = 0; k < n * n; ++k)
      M[k] = size > 0.0 ? images[k] / size : 0.0;
    logarithm += log(size);
    grown = fmax(grown, logarithm);
  }
  if (logarithm > -700.0)
    truth->multiplier = exp(logarithm + log(radius_of(M, n)));
  else
    truth->multiplier = 0.0;
  truth->tolerance = 1e-6 + 1e-13 * exp(fmin(grown, 100.0));
  if (truth->tolerance > 1e-4)
    truth->multiplier = NAN;
  free(M);
}

/* The largest stretch, over up to one period, from some points of the cycle. */
static double measure_stretch(struct walk *walk, size_t order) {
  const struct system *system = walk->system;
  size_t n = system->n, span = order < ANCHORS ? 1 : order / ANCHORS;
  double *v = system_memory((2 * LEADING + 2) * n, sizeof *v), *w = v + LEADING * n;
  double *x = w + LEADING * n, *anchor = x + n, most = 1.0;
  struct dice dice = {7};
  memcpy(anchor, walk->x, n * sizeof *x);
  for (size_t done = 0; done < order; ++done) {
    if (done % span == 0) {
      memcpy(x, anchor, n * sizeof *x);
      for (size_t k = 0; k < LEADING; ++k) {
        for (size_t i = 0; i < n; ++i) /* errors are as large as the unit's own size */
          v[k * n + i] = dice_normal(&dice) * walk->size[i];
      }
      for (size_t t = 0; t < order; ++t) {
        system_tangents(system, x, walk->next, LEADING, v, w);
        memcpy(x, walk->next, n * sizeof *x);
        memcpy(v, w, LEADING * n * sizeof *v);
        for (size_t k = 0; k < LEADING * n; ++k)
          if (walk->size[k % n] > 0.0)
            most = fmax(most, fabs(v[k]) / walk->size[k % n]);
      }
    }
    system_step(system, anchor, walk->next);
    memcpy(anchor, walk->next, n * sizeof *x);
  }
  free(v);
  return most;
}

/* ReLU systems in 113 bits.  (The number is __float128 where long double is shorter.)
 */
#ifdef __SIZEOF_FLOAT128__
__extension__ typedef __float128 wide;
#else
typedef long double wide;
#endif

/* Hidden units of the second kind of form, WORK (hidden); of the first, the state. */
static const wide *wide_look_into(const struct system *system, const wide *x,
                                  wide *work) {
  size_t n = system->n;
  if (system->form == PLAIN || system->form == LEAKY)
    return x;
  for (size_t j = 0; j < system->hidden; ++j) {
    wide sum = system->form == PLRNN ? x[j] : (wide)system->c[j];
    for (size_t i = 0; i < n && system->form == SHALLOW; ++i)
      sum += (wide)system->into[j * n + i] * x[i];
    work[j] = sum > 0 ? sum : 0;
  }
  return work;
}

static void wide_step(const struct system *system, const wide *x, wide *next,
                      wide *work) {
  size_t n = system->n, hidden = system->hidden;
  const wide *from = wide_look_into(system, x, work);
  for (size_t i = 0; i < n; ++i) {
    wide sum = (wide)system->b[i], side = (wide)system->side[i];
    for (size_t j = 0; j < hidden; ++j)
      if (system->W[i * hidden + j] != 0.0)
        sum += (wide)system->W[i * hidden + j] * from[j];
    if (from == work)
      next[i] = sum + side * x[i];
    else if (system->form == LEAKY)
      next[i] = (1 - side) * x[i] + side * (sum > 0 ? sum : 0);
    else
      next[i] = sum > 0 ? sum : 0;
  }
}

/* The period in 113 bits of the orbit through X after as many steps as some periods
 * have; 0: none within four times ORDER. */
static size_t wide_return(struct walk *walk, size_t order) {
  const struct system *system = walk->system;
  size_t n = system->n, found = 0, settle = 20 * order + 2000;
  wide *x = system_memory(3 * n + system->hidden, sizeof *x), *y = x + n;
  wide *anchor = y + n, *work = anchor + n;
  for (size_t i = 0; i < n; ++i)
    x[i] = (wide)walk->x[i];
  for (size_t t = 0; t < settle + 4 * order && !found; ++t) {
    if (t == settle)
      memcpy(anchor, x, n * sizeof *x);
    wide_step(system, x, y, work);
    memcpy(x, y, n * sizeof *x);
    int same = t >= settle;
    for (size_t i = 0; i < n && same; ++i) {
      wide off = x[i] > anchor[i] ? x[i] - anchor[i] : anchor[i] - x[i];
      same = (double)off <= 1e-15 * walk->size[i];
    }
    if (same)
      found = t + 1 - settle;
  }
  free(x);
  return found;
}

/* A slow approach may show a false return, at a lag at which it has turned round: goes
 * on until the rate of the cycle has brought the orbit e^-30 times nearer, and looks
 * again. Returns the order, or 0 where that would take too long or the orbit escapes.
 */
static size_t settle_order(struct walk *walk, size_t order, struct truth *truth) {
  for (size_t again = 0; again < 4; ++again) {
    measure_multiplier(walk, order, truth);
    double rate = -log(truth->multiplier) / (double)order;
    if (order == 1 || !(truth->multiplier < 1.0 - NEUTRAL_FAR))
      return order;
    double more = fmax(3.0 * (double)order, 30.0 / rate);
    if (more > 2e7 || !walk_on(walk, ceil(more)))
      return 0;
    size_t before = order;
    order = find_return(walk, 2 * LONGEST);
    if (order == before || order == 0)
      return order;
  }
  return 0;
}

/* Period and multiplier, by more bits where one period stretches errors too much. */
static struct truth describe_cycle(struct walk *walk, size_t order) {
  size_t n = walk->system->n;
  struct truth truth = truth_nothing("");
  order = settle_order(walk, order, &truth);
  if (!order)
    return truth_nothing("a return that does not last");
  truth.steps = walk->steps;
  truth.order = order;
  double stretch = walk->system->smooth ? 1.0 : measure_stretch(walk, order);
  if (stretch > STRETCHED) {
    double cost = (double)(n * n) * (24.0 * (double)order + 2000.0);
    if (stretch > TOO_MUCH || cost > 3e7)
      return truth_nothing("errors are stretched beyond 113 bits");
    truth.order = wide_return(walk, order);
    truth.wide = truth.order != order;
    if (!truth.order)
      return truth_nothing("another period in 113 bits, none found");
  }
  if (truth.wide)
    truth.multiplier = NAN;
  truth.exponent = log(truth.multiplier) / (double)order;
  double off = truth.multiplier - 1.0;
  if (fabs(off) <= NEUTRAL_NEAR)
    truth.kind = NEUTRAL;
  else if (off > 0.0 || off > -NEUTRAL_FAR)
    return truth_nothing(off > 0.0 ? "it rests on an unstable cycle"
                                   : "a multiplier nearly 1");
  else
    truth.kind = truth.order == 1 ? POINT : CYCLING;
  return truth;
}

/* Gram and Schmidt, once; the lengths found are the stretches. */
static void orthonormalise(double *v, size_t count, size_t n, double *lengths) {
  for (size_t k = 0; k < count; ++k) {
    for (size_t j = 0; j < k; ++j) {
      double dot = 0.0;
      for (size_t i = 0; i < n; ++i)
        dot += v[j * n + i] * v[k * n + i];
      for (size_t i = 0; i < n; ++i)
        v[k * n + i] -= dot * v[j * n + i];
    }
    lengths[k] = norm(v + k * n, n);
    for (size_t i = 0; i < n && lengths[k] > 0.0; ++i)
      v[k * n + i] /= lengths[k];
  }
}

struct average {
  double sum, weight;
};

static void add_to(struct average *average, double value, double part) {
  double weight = part > 0.0 && part < 1.0 ? exp(-1.0 / (part * (1.0 - part))) : 0.0;
  average->sum += weight * value;
  average->weight += weight;
}

struct exponents {
  double all[LEADING], half[2]; /* with a smooth window; of the halves: the first */
  double mean, error;           /* plain, of the first, and its error from blocks */
  double drift;                 /* change of a unit's range from half to half */
};

static void take_ranges(const double *x, size_t n, double *low, double *high) {
  for (size_t i = 0; i < n; ++i) {
    low[i] = fmin(low[i], x[i]);
    high[i] = fmax(high[i], x[i]);
  }
}

/* Along STEPS more steps; 0 if the orbit escapes or a direction is annihilated. */
static int measure_exponents(struct walk *walk, double steps, struct exponents *found) {
  const struct system *system = walk->system;
  size_t n = system->n, count = n < LEADING ? n : LEADING;
  double *v = system_memory(2 * LEADING * n + 4 * n, sizeof *v), *w = v + LEADING * n;
  double *low = w + LEADING * n, *high = low + 2 * n, lengths[LEADING] = {0};
  struct average all[LEADING] = {{0, 0}}, half[2] = {{0, 0}};
  double blocks[BLOCKS] = {0}, settle = floor(steps / 8), length = steps - settle;
  struct dice dice = {11};
  int alive = 1;
  for (size_t k = 0; k < count * n; ++k)
    v[k] = dice_normal(&dice);
  for (size_t i = 0; i < 2 * n; ++i)
    low[i] = INFINITY, high[i] = -INFINITY;
  for (double t = 0; t < steps && alive; ++t) {
    double *x = walk->x;
    system_tangents(system, x, walk->next, count, v, w);
    walk->x = walk->next;
    walk->next = x;
    double *kept = v;
    v = w;
    w = kept;
    orthonormalise(v, count, n, lengths);
    alive = lengths[0] > 0.0 && isfinite(lengths[0]);
    if (t < settle || !alive)
      continue;
    double part = (t - settle + 0.5) / length;
    size_t which = part >= 0.5;
    for (size_t k = 0; k < count; ++k)
      add_to(all + k, lengths[k] > 0.0 ? log(lengths[k]) : -745.0, part);
    add_to(half + which, log(lengths[0]), 2.0 * part - (double)which);
    blocks[(size_t)(part * BLOCKS)] += log(lengths[0]);
    take_ranges(walk->x, n, low + which * n, high + which * n);
  }
  walk->steps += steps;
  *found = (struct exponents){.drift = 0.0};
  for (size_t k = 0; k < LEADING; ++k)
    found->all[k] = k < count ? all[k].sum / all[k].weight : -INFINITY;
  found->half[0] = half[0].sum / half[0].weight;
  found->half[1] = half[1].sum / half[1].weight;
  for (size_t k = 0; k < BLOCKS; ++k)
    found->mean += blocks[k] / length;
  for (size_t k = 0; k < BLOCKS; ++k) {
    double off = blocks[k] * BLOCKS / length - found->mean;
    found->error += off * off;
  }
  found->error = sqrt(found->error / (BLOCKS * (BLOCKS - 1.0)));
  for (size_t i = 0; i < n && alive; ++i) {
    double first = high[i] - low[i], second = high[n + i] - low[n + i];
    if (first + second > STILL * fmax(walk->least[i], fabs(high[i])))
      found->drift = fmax(found->drift, fabs(first - second) / fmax(first, second));
  }
  free(v < w ? v : w);
  return alive;
}

/* What does not return: a curve, a torus or chaos, if LENGTH more steps show it
 * plainly; an exponent counts as 0 up to ZERO. */
static struct truth describe_wandering(struct walk *walk, double length, double zero,
                                       size_t longest) {
  struct exponents found;
  int alive = measure_exponents(walk, length, &found);
  size_t order = alive ? find_return(walk, longest) : 0;
  if (order)
    return describe_cycle(walk, order);
  struct truth truth = truth_nothing("no return, but an exponent below 0");
  truth.steps = walk->steps;
  truth.exponent = found.all[0];
  truth.error = found.error;
  if (!alive)
    return truth_nothing("a direction is annihilated");
  if (found.mean > WEAKEST && found.mean > 8.0 * found.error) {
    double apart = fabs(found.half[0] - found.half[1]);
    truth.exponent = found.mean;
    truth.kind = apart < 0.3 * found.mean ? CHAOS : UNKNOWN;
    truth.reason = "the halves of a positive exponent differ";
  } else if (fabs(found.all[0]) <= zero && fabs(found.half[0]) <= 5.0 * zero &&
             fabs(found.half[1]) <= 5.0 * zero) {
    truth.kind = found.drift > 2e-3                      ? UNKNOWN
                 : found.all[1] < -CLEARLY - 20.0 * zero ? CURVE
                 : fabs(found.all[1]) <= 2 * zero        ? TORUS
                                                         : UNKNOWN;
    truth.reason =
        found.drift > 2e-3 ? "the orbit still drifts" : "a second exponent nearly 0";
  } else if (found.all[0] > -20.0 * zero)
    truth.reason = "an exponent nearly 0";
  return truth;
}

/* As long as LIMIT allows, but what is plain sooner is told sooner. */
static struct truth wander(struct walk *walk, double limit) {
  size_t n = walk->system->n, longest = n <= 24 ? 2 * LONGEST : LONGEST / 2;
  double length = floor(limit / 2), brief = fmin(length, BRIEF);
  if (!walk_on(walk, limit - walk->steps))
    return truth_nothing("it grew after all");
  struct truth truth = describe_wandering(walk, brief, NEARLY_ZERO / brief, longest);
  if (truth.kind != CHAOS && truth.kind != CYCLING && truth.kind != POINT)
    truth = describe_wandering(walk, length, NEARLY_ZERO / length, longest);
  /* A cycle that is long or attracts slowly is given four times as long. */
  if (truth.kind == UNKNOWN && n <= 32 && truth.exponent < 0.0 &&
      walk_on(walk, 4.0 * limit))
    truth = describe_wandering(walk, length, NEARLY_ZERO / length, longest);
  return truth;
}

struct truth brute_force(const struct system *system, const double *start, double limit,
                         double *last) {
  struct walk walk;
  struct truth truth = truth_nothing("not finished");
  walk_open(&walk, system, start);
  int bounded = 1;
  size_t order = 0;
  double goal = 1000.0;
  for (; goal <= limit && bounded && !order; goal *= 5.0) {
    bounded = walk_on(&walk, goal - walk.steps);
    size_t longest = goal / 2 < LONGEST ? (size_t)(goal / 2) : LONGEST;
    order = bounded ? find_return(&walk, longest) : 0;
    truth = order ? describe_cycle(&walk, order) : truth;
    if (order && truth.kind == UNKNOWN)
      order = 0; /* it may leave yet */
    if (bounded && !order && goal > BRIEF &&
        system->smooth) { /* on a smooth curve this is rounding */
      truth = describe_wandering(&walk, BRIEF, SMOOTH_ZERO, LONGEST);
      order = truth.kind == CURVE || truth.kind == TORUS;
    }
  }
  if (!bounded) {
    truth = truth_nothing("");
    truth.kind = GROWTH;
    truth.steps = walk.steps;
  } else if (!order)
    truth = wander(&walk, limit);
  if (last)
    memcpy(last, walk.x, system->n * sizeof *last);
  double *memory = walk.x < walk.next ? walk.x : walk.next;
  free(memory);
  return truth;
}

int brute_same(const struct system *system, const double *x, const double *y,
               size_t order) {
  struct walk walk;
  double nearest = INFINITY;
  walk_open(&walk, system, x);
  measure_range(&walk, (double)order);
  double *z = walk.x;
  for (size_t t = 0; t < order; ++t) {
    nearest = fmin(nearest, apart(&walk, z, y));
    system_step(system, z, walk.next);
    memcpy(z, walk.next, system->n * sizeof *z);
  }
  free(walk.x);
  return nearest <= 1e-7 ? 1 : nearest >= 1e-4 ? 0 : -1;
}
