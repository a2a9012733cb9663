#include "survey.h"

#include "attractor.h"
#include "bundle.h"
#include "certify.h"
#include "cycles.h"
#include "gramschmidt.h"
#include "region.h"
#include "rotation.h"

#include <cblas.h>
#include <float.h>
#include <lapacke.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
  KEPT = 128,            /* regions */
  TOGETHER = 512,        /* orbits that settle together */
  AT_ONCE = 64,          /* orbits that are recorded together */
  TAPE_MOST = 1 << 26,   /* numbers on one tape */
  TAPE_ENOUGH = 1 << 22, /* numbers from which no other group is begun on it */
  DRAWN = 2048,          /* states that draw one curve */
  FIRST_LOOK = 16,       /* steps after which a region is first tried */
  LOOK = 32,             /* and those from one look at the size to the next */
  SMALL = 128,           /* units: up to these, products are made in double precision */
  UNLOCKED = 2048,       /* steps of a record that is watched in any case */
  WIDE = 3,              /* tangent vectors that tell a torus from a curve */
  CLEAR = 4,             /* watches, after which no return that only seems ever better
                            is doubted any longer */
  TWO_POWERS = 40        /* at most, by which a unit is measured anew */
};

/* An orbit while it is surveyed. */
struct followed {
  double *drive; /* N, in the survey's units of measure, as all that follows */
  double *state; /* N */
  size_t group;
  struct certificate certificate;
  size_t attractor;
  uint64_t key;     /* tells attractors of the same label apart */
  double scale;     /* largest number of its drive and its start */
  double size;      /* largest coordinate when last looked at, */
  size_t looked_at; /*   after so many steps */
  int examined;
  struct crowd *crowd;  /* of the orbits of its map */
  double *tangent;      /* N */
  unsigned char *awake; /* N: active when first looked at */
  double *range;        /* N: of each unit on its last record */
  double *axes;         /* 2 x N: the plane on which it turns, over the ranges */
  double *anchor;       /* N: its state when its watch began, which goes on */
  size_t watched;       /*   since so many steps, */
  size_t length;        /*   until it has so many */
  size_t returned;      /* steps after which it came back to its anchor; 0: never, */
  size_t approached;    /*   or at least near, and */
  double nearest;       /*   how near, over the ranges */
  double *stretches;    /* (tangents, length): logarithms */
  float *xy;            /* (length, 2): the state on its axes, less the centre */
  double centre[2];     /* of these: the anchor */
  size_t room, apart; /* numbers there is room for; from one tangent's to the next's */
  int done;           /* in this round */
  int wide;           /* that is to have WIDE tangents */
  int longer;         /* a longer record is to come before it is watched */
  int waits;          /* for a plain run, before chaos may be said, */
  int wild;           /*   after which it is watched without a record */
  size_t patience;    /* steps of that run */
  size_t tried;       /* of these, already made */
};

/* What orbits of one map have in common. */
struct crowd {
  size_t chaotic, escaped, undecided; /* of its orbits */
  double waited;                      /* steps of plain runs in chaos, of all */
};

struct survey {
  struct map map; /* with the weights in the survey's units; b is `drive` */
  const struct examination *rule;
  struct bundle bundle;
  struct attractors *known;
  struct certifier *certifier;
  uint64_t serial; /* keys given */
  float *tape;     /* room for ROOM numbers: the states of a record */
  size_t room;
  double *weights;         /* N x N */
  double *unit;            /* N: the caller's numbers times this are the survey's */
  double *block;           /* holds all numbers below */
  double *states, *images; /* (2 TOGETHER, N) each, exchanged at every step */
  struct region *region[KEPT];
  uint64_t key[KEPT];      /* of the region's pattern */
  size_t next;             /* region to be replaced next */
  unsigned char *pattern;  /* N */
  double *point, *drive;   /* N: fixed point of a region, and the drive there; or b */
  double *gain, *work;     /* N, 3 N */
  double *anchors, *noise; /* (AT_ONCE, N) and N */
  double *kept;            /* (2 AT_ONCE, N) */
};

void survey_close(struct survey *survey) {
  if (!survey)
    return;
  for (size_t k = 0; k < KEPT; ++k)
    region_free(survey->region[k]);
  bundle_free(&survey->bundle);
  attractors_close(survey->known);
  certifier_close(survey->certifier);
  free(survey->weights);
  free(survey->block);
  free(survey->tape);
  free(survey->pattern);
  free(survey);
}

/* A ReLU map stays one if its units are measured in other units, h_i -> s_i h_i, W_ij
 * -> s_i W_ij / s_j.  Lengths of whole states mean most where rows and columns of W are
 * alike, which LAPACK's balancing comes near to, by powers of two: not a bit of any
 * orbit changes. */
static int balance(struct survey *survey, struct fault *fault) {
  size_t n = survey->map.dimension;
  double *W = survey->weights;
  lapack_int low, high;
  for (size_t i = 0; i < n; ++i)
    survey->unit[i] = 1.0;
  if (survey->map.activation != MAP_RELU)
    return 0;
  double *copy = malloc(n * n * sizeof *copy);
  if (!copy)
    return fault_set(fault, "no memory to balance %zu units", n);
  memcpy(copy, W, n * n * sizeof *copy); /* by columns: the transpose */
  int failed = LAPACKE_dgebal(LAPACK_COL_MAJOR, 'S', (lapack_int)n, copy, (lapack_int)n,
                              &low, &high, survey->unit) != 0;
  free(copy);
  for (size_t i = 0; i < n; ++i) {
    int power = 0;
    if (!failed && isfinite(survey->unit[i]) && survey->unit[i] > 0.0)
      frexp(survey->unit[i], &power);
    power = power > TWO_POWERS ? TWO_POWERS : power < -TWO_POWERS ? -TWO_POWERS : power;
    survey->unit[i] = ldexp(1.0, power ? power - 1 : 0);
  }
  for (size_t i = 0; i < n; ++i)
    for (size_t j = 0; j < n; ++j)
      W[i * n + j] *= survey->unit[i] / survey->unit[j];
  return 0;
}

static int fill_survey(struct survey *survey, const struct map *map,
                       struct fault *fault) {
  size_t n = map->dimension, block = 2 * TOGETHER * n;
  survey->weights = malloc((n * n + n) * sizeof(double));
  survey->states = survey->block =
      malloc((2 * block + (7 + 3 * AT_ONCE) * n) * sizeof(double));
  survey->pattern = malloc(n);
  if (!survey->weights || !survey->block || !survey->pattern)
    return fault_set(fault, "no memory to survey %d orbits of %zu units", TOGETHER, n);
  survey->images = survey->states + block;
  survey->point = survey->images + block;
  survey->drive = survey->point + n;
  survey->gain = survey->drive + n;
  survey->work = survey->gain + n;
  survey->noise = survey->work + 3 * n;
  survey->anchors = survey->noise + n;
  survey->kept = survey->anchors + AT_ONCE * n;
  survey->unit = survey->weights + n * n;
  memcpy(survey->weights, map->W, n * n * sizeof(double));
  survey->map = *map;
  survey->map.W = survey->weights;
  survey->map.b = survey->drive;
  if (balance(survey, fault) ||
      bundle_alloc(&survey->bundle, n, survey->weights, 2 * TOGETHER, n > SMALL, fault))
    return -1;
  survey->known = attractors_open(n, fault);
  survey->certifier = survey->known ? certifier_open(&survey->map, fault) : NULL;
  return survey->certifier ? 0 : -1;
}

struct survey *survey_open(const struct map *map, const struct examination *rule,
                           struct fault *fault) {
  struct survey *survey = calloc(1, sizeof *survey);
  if (!survey)
    fault_set(fault, "no memory to survey %zu units", map->dimension);
  else {
    survey->rule = rule;
    if (!fill_survey(survey, map, fault))
      return survey;
  }
  survey_close(survey);
  return NULL;
}

/* FNV-1a (Fowler, Noll and Vo) over the bytes of a pattern. */
static uint64_t key_of(const unsigned char *pattern, size_t n) {
  uint64_t key = UINT64_C(14695981039346656037);
  for (size_t i = 0; i < n; ++i)
    key = (key ^ pattern[i]) * UINT64_C(1099511628211);
  return key;
}

/* The region of the pattern in survey->pattern; NULL without memory. */
static struct region *region_of(struct survey *survey, uint64_t key) {
  for (size_t k = 0; k < KEPT; ++k)
    if (survey->region[k] && survey->key[k] == key)
      return survey->region[k];
  struct region **place = survey->region + survey->next;
  region_free(*place);
  *place = region_alloc(survey->map.dimension, survey->map.W, survey->pattern);
  survey->key[survey->next] = key;
  survey->next = (survey->next + 1) % KEPT;
  return *place;
}

/* Proves what becomes of the orbit in REGION, if it can; GROWING: it was smaller when
 * last looked at. */
static int settle_in(struct survey *survey, struct followed *orbit,
                     struct region *region, const double *state, int growing,
                     struct fault *fault) {
  const struct map *map = &survey->map;
  struct region_point point = {.state = survey->point, .drive = survey->drive};
  struct certificate *certificate = &orbit->certificate;
  region_solve(region, map->W, orbit->drive, &point);
  if (!point.inside && !growing)
    return 0;
  if (region_prove(region, map->W, fault))
    return -1;
  if (region_holds(region, &point, state, survey->work)) {
    certificate->label = FIXED_POINT;
    certificate->order = 1;
    certificate->residual = 0.0;
    for (size_t k = 0; k < region->active; ++k) {
      double off = fabs(point.drive[region->index[k]] - point.state[k]);
      off /= survey->unit[region->index[k]];
      certificate->residual = fmax(certificate->residual, off);
    }
  } else if (region_grows(region, &point, state, survey->work))
    certificate->label = UNBOUNDED;
  else
    return 0;
  certificate->radius = region->radius;
  certificate->exponent = log(region->radius);
  certificate->error = 0.0;
  return 0;
}

/* Looks whether STATE, which follows BEFORE in the same region, decides what becomes of
 * the orbit: then it has a label. */
static int try_region(struct survey *survey, struct followed *orbit,
                      const double *before, const double *state, struct fault *fault) {
  size_t n = survey->map.dimension;
  if (survey->map.activation != MAP_RELU)
    return 0;
  for (size_t i = 0; i < n; ++i) {
    survey->pattern[i] = i < survey->map.linear ? REGION_LINEAR : state[i] > 0.0;
    if (i >= survey->map.linear && survey->pattern[i] != (before[i] > 0.0))
      return 0;
  }
  double size = cycles_size(state, n);
  uint64_t key = key_of(survey->pattern, n);
  struct region *region = region_of(survey, key);
  if (!region)
    return fault_set(fault, "no memory for a region of %zu units", n);
  orbit->key = key;
  return settle_in(survey, orbit, region, state, size > orbit->size, fault);
}

static int is_finite(const double *state, size_t n) {
  int finite = 1;
  for (size_t i = 0; i < n; ++i)
    finite &= isfinite(state[i]) != 0;
  return finite;
}

/* Labels an orbit that is beyond any scale and larger than when last looked at, or
 * whose numbers have overflowed. */
static void run_away(struct survey *survey, struct followed *orbit, const double *state,
                     size_t steps) {
  size_t n = survey->map.dimension, between = steps - orbit->looked_at;
  double before = orbit->size, size = cycles_size(state, n);
  int finite = is_finite(state, n);
  orbit->size = size;
  orbit->looked_at = steps;
  if (finite && ((survey->map.activation != MAP_RELU && !survey->map.linear) ||
                 !(size > survey->rule->runaway * orbit->scale) || size <= before))
    return;
  orbit->certificate.label = UNBOUNDED;
  if (finite && before > 0.0 && between) {
    orbit->certificate.radius = pow(size / before, 1.0 / (double)between);
    orbit->certificate.exponent = log(orbit->certificate.radius);
  }
  orbit->key = 0;
}

/* images = F(states), WIDTH rows an orbit: a state and its tangents. */
static void advance(struct survey *survey, size_t count, struct followed *const *orbits,
                    size_t width) {
  size_t n = survey->map.dimension;
  bundle_multiply(&survey->bundle, count * width, width == 1 ? 2 : width,
                  survey->states, survey->images);
  /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): survey_close frees survey->block */
  for (size_t r = 0; r < count; ++r) {
    double *image = survey->images + r * width * n;
    map_respond(&survey->map, orbits[r]->drive, image, survey->gain);
    for (size_t k = 1; k < width; ++k)
      for (size_t i = 0; i < n; ++i)
        image[k * n + i] *= survey->gain[i];
  }
}

static void swap_states(struct survey *survey) {
  double *states = survey->states;
  survey->states = survey->images;
  survey->images = states;
}

/* An orbit is looked at every LOOK steps for its size, and at doubling times for a
 * region.  Those with a label leave the bundle: *COUNT becomes the number of the
 * others.
 */
static int look(struct survey *survey, size_t *count, struct followed **orbits,
                size_t steps, struct fault *fault) {
  size_t n = survey->map.dimension, kept = 0;
  for (size_t r = 0; r < *count; ++r) {
    struct followed *orbit = orbits[r];
    double *before = survey->states + r * n, *state = survey->images + r * n;
    for (size_t i = 0; i < n && steps == FIRST_LOOK; ++i)
      orbit->awake[i] = state[i] > 0.0;
    int tried = (steps & (steps - 1)) == 0 && steps >= FIRST_LOOK;
    if (tried && is_finite(state, n) && try_region(survey, orbit, before, state, fault))
      return -1;
    if (steps % LOOK == 0 && orbit->certificate.label == UNDECIDED)
      run_away(survey, orbit, state, steps);
    int done = orbit->certificate.label != UNDECIDED;
    if (done || steps == (size_t)survey->rule->settle)
      memcpy(orbit->state, state, n * sizeof *state);
    orbit->certificate.steps = steps;
    if (!done) {
      memmove(survey->images + kept * n, state, n * sizeof *state);
      orbits[kept++] = orbit;
    }
  }
  *count = kept;
  return 0;
}

static int settle(struct survey *survey, size_t count, struct followed **orbits,
                  struct fault *fault) {
  size_t n = survey->map.dimension, most = (size_t)survey->rule->settle;
  for (size_t r = 0; r < count; ++r)
    memcpy(survey->states + r * n, orbits[r]->state, n * sizeof(double));
  for (size_t t = 1; t <= most && count; ++t) {
    advance(survey, count, orbits, 1);
    if ((t == FIRST_LOOK || t % LOOK == 0 || t == most) &&
        look(survey, &count, orbits, t, fault))
      return -1;
    swap_states(survey);
  }
  return 0;
}

/* What a run of some orbits writes down. */
struct tape {
  size_t count;      /* steps */
  size_t tangents;   /* of each orbit: 0, 1 or WIDE */
  float *states;     /* (batch, count, N), less the state at the start; or NULL */
  double *stretches; /* (batch, count): logarithms; or NULL */
  int watch;         /* each orbit has its own watch go on */
};

/* Brings the tangents of one orbit back to orthonormal; logarithms of their lengths,
 * COUNT numbers apart. */
static void stretch(const struct survey *survey, double *tangents, size_t number,
                    double *logarithms, size_t count) {
  size_t n = survey->map.dimension;
  double lengths[WIDE];
  if (number == 1) {
    lengths[0] = sqrt(cblas_ddot((int)n, tangents, 1, tangents, 1));
    cblas_dscal((int)n, lengths[0] > 0.0 ? 1.0 / lengths[0] : 0.0, tangents, 1);
  } else
    gramschmidt(tangents, number, n, lengths);
  for (size_t k = 0; k < number; ++k) {
    if (!(lengths[k] > 0.0)) /* annihilated: another direction goes on */
      for (size_t i = 0; i < n; ++i)
        tangents[k * n + i] = survey->gain[i] * cos((double)((k + 1) * i));
    if (logarithms)
      logarithms[k * count] = log(lengths[k] > 0.0 ? lengths[k] : DBL_MIN);
  }
}

/* The largest distance of a unit of two states over its range; INFINITY beyond LIMIT.
 */
static double distance(const double *state, const double *anchor, const double *range,
                       double limit, size_t n) {
  double most = 0.0;
  for (size_t i = 0; i < n; ++i) {
    double off = fabs(state[i] - anchor[i]);
    if (!(off <= limit * range[i]))
      return INFINITY;
    if (off > most * range[i])
      most = off / range[i];
  }
  return most;
}

static const double TINY = 1e-3;   /* over the scale: a unit so small may be at 0 */
static const double BESIDE = 0.04; /* distance over range of the first near return */
static const double NEARER = 0.5;  /* and of the next over that of the one before */
static const double BACK = 1e-9;   /* distance over range of a return in double */
static const double BACK_SINGLE = 4e-6; /* and in single precision */

static void write_down(struct survey *survey, struct followed *orbit, size_t r,
                       size_t t, const double *state, const struct tape *tape) {
  size_t n = survey->map.dimension, now = orbit->watched + t;
  const double *start = survey->anchors + r * n;
  if (tape->states) {
    float *row = tape->states + (r * tape->count + t) * n;
    for (size_t i = 0; i < n; ++i)
      row[i] = (float)(state[i] - start[i]);
  }
  if (!tape->watch)
    return;
  if (orbit->xy)
    for (size_t k = 0; k < 2; ++k)
      orbit->xy[2 * now + k] =
          (float)(cblas_ddot((int)n, state, 1, orbit->axes + k * n, 1) -
                  orbit->centre[k]);
  if (orbit->returned)
    return;
  double limit = orbit->nearest * NEARER;
  double near = distance(state, orbit->anchor, orbit->range, limit, n);
  if (near <= limit) {
    orbit->approached = now + 1;
    orbit->nearest = near;
  }
  if (near <= (survey->bundle.single ? BACK_SINGLE : BACK))
    orbit->returned = now + 1;
}

/* One that runs away stands still at zero. */
static void look_for_runaways(struct survey *survey, size_t count,
                              struct followed *const *orbits, size_t width,
                              size_t steps) {
  size_t n = survey->map.dimension;
  for (size_t r = 0; r < count; ++r) {
    double *state = survey->states + r * width * n;
    if (orbits[r]->certificate.label != UNDECIDED)
      continue;
    run_away(survey, orbits[r], state, orbits[r]->certificate.steps + steps);
    if (orbits[r]->certificate.label == UNDECIDED)
      continue;
    memcpy(orbits[r]->state, state, n * sizeof *state);
    memset(state, 0, width * n * sizeof *state);
  }
}

/* Runs the orbits for TAPE->count steps.  Their last states but one are left in
 * survey->images, WIDTH rows apart. */
static void run(struct survey *survey, size_t count, struct followed *const *orbits,
                const struct tape *tape) {
  size_t n = survey->map.dimension, width = 1 + tape->tangents;
  for (size_t r = 0; r < count; ++r) {
    double *own = survey->states + r * width * n;
    memcpy(survey->anchors + r * n, orbits[r]->state, n * sizeof *own);
    memcpy(own, orbits[r]->state, n * sizeof *own);
    for (size_t k = 1; k < width; ++k)
      for (size_t i = 0; i < n; ++i)
        own[k * n + i] = k == 1 ? orbits[r]->tangent[i]
                                : survey->gain[i] * cos((double)(k * (i + 1)));
  }
  for (size_t t = 0; t < tape->count; ++t) {
    advance(survey, count, orbits, width);
    for (size_t r = 0; r < count; ++r) {
      double *own = survey->images + r * width * n;
      double *logarithms = tape->watch ? orbits[r]->stretches + orbits[r]->watched + t
                           : tape->stretches ? tape->stretches + r * tape->count + t
                                             : NULL;
      if (tape->tangents)
        stretch(survey, own + n, tape->tangents, logarithms, orbits[r]->length);
      write_down(survey, orbits[r], r, t, own, tape);
    }
    swap_states(survey);
    if ((t + 1) % LOOK == 0)
      look_for_runaways(survey, count, orbits, width, t + 1);
  }
  for (size_t r = 0; r < count; ++r) {
    const double *own = survey->states + r * width * n;
    orbits[r]->certificate.steps += tape->count;
    if (orbits[r]->certificate.label == UNDECIDED)
      memcpy(orbits[r]->state, own, n * sizeof *own);
    if (tape->tangents)
      memcpy(orbits[r]->tangent, own + n, n * sizeof *own);
  }
}

/* The map of one orbit. */
static const struct map *map_of(struct survey *survey, const struct followed *orbit) {
  memcpy(survey->drive, orbit->drive, survey->map.dimension * sizeof(double));
  return &survey->map;
}

static double noise_of(const struct survey *survey) {
  return survey->bundle.single ? 1e-6 : 1e-13;
}

/* What is tiny is tiny against this: a tanh map has the scale 1. */
static double scale_of(const struct survey *survey, const struct followed *orbit) {
  return survey->map.activation == MAP_TANH ? 1.0 : orbit->scale;
}

/* Gives an open orbit the certificate of a known attractor that it is on. */
static int is_known(struct survey *survey, struct followed *orbit) {
  const struct map *map = map_of(survey, orbit);
  const struct attractor *known = NULL;
  while ((known = attractors_next(survey->known, orbit->group, known)))
    if (attractor_holds(known, map, orbit->state, noise_of(survey), survey->work)) {
      size_t steps = orbit->certificate.steps;
      orbit->certificate = known->certificate;
      orbit->certificate.steps = steps;
      orbit->key = known->key;
      orbit->crowd->escaped += orbit->tried > 0;
      return 1;
    }
  return 0;
}

/* Gives a labelled orbit the key of the attractor it is on, a known one or a new one,
 * drawn by COUNT states. */
static void identify(struct survey *survey, struct followed *orbit,
                     const double *states, size_t count) {
  const struct map *map = map_of(survey, orbit);
  const struct attractor *known = NULL;
  while ((known = attractors_next(survey->known, orbit->group, known)))
    if (known->certificate.label == orbit->certificate.label &&
        known->certificate.order == orbit->certificate.order &&
        attractor_holds(known, map, states, noise_of(survey), survey->work)) {
      orbit->key = known->key;
      return;
    }
  if (!orbit->key)
    orbit->key = ++survey->serial;
  attractors_keep(survey->known, orbit->group, orbit->key, &orbit->certificate, states,
                  count, scale_of(survey, orbit));
}

/* Draws the curve of a quasi-periodic orbit from its state on. */
static int draw_curve(struct survey *survey, struct followed *orbit,
                      struct fault *fault) {
  size_t n = survey->map.dimension;
  double *states = malloc(DRAWN * n * sizeof *states);
  if (!states)
    return fault_set(fault, "no memory for %d states", DRAWN);
  memcpy(survey->states, orbit->state, n * sizeof *states);
  for (size_t t = 0; t < DRAWN; ++t) {
    advance(survey, 1, &orbit, 1);
    swap_states(survey);
    memcpy(states + t * n, survey->states, n * sizeof *states);
  }
  identify(survey, orbit, states, DRAWN);
  free(states);
  return 0;
}

/* Steps for which an orbit of N units is watched, waited for or followed: more where
 * they cost less. */
static size_t affordable(double products, double least, double most, size_t n) {
  double steps = products / (double)(n * n + 16 * n);
  return (size_t)fmin(fmax(steps, least), most) / LOOK * LOOK;
}

/* A cycle or fixed point where the orbit may return after LAG steps. */
static int try_cycle(struct survey *survey, struct followed *orbit, size_t lag,
                     struct fault *fault) {
  size_t n = survey->map.dimension;
  struct candidate candidate = {.drive = orbit->drive,
                                .start = orbit->state,
                                .range = orbit->range,
                                .awake = orbit->awake,
                                .scale = scale_of(survey, orbit),
                                .lag = lag,
                                .patience = affordable(4e8, 4096.0, 4e5, n)};
  struct certificate *certificate = &orbit->certificate;
  enum certified found;
  if (certify(survey->certifier, &candidate, &found, fault))
    return -1;
  certificate->reason = found == CERTIFY_ROUNDING   ? REASON_ROUNDING
                        : found == CERTIFY_UNSTABLE ? REASON_UNSTABLE
                        : found == CERTIFY_CLOSING  ? REASON_CLOSING
                                                    : certificate->reason;
  if (found != CERTIFY_NEUTRAL && found != CERTIFY_STABLE)
    return 0;
  certificate->label = found == CERTIFY_NEUTRAL ? MARGINAL
                       : candidate.order == 1   ? FIXED_POINT
                                                : CYCLE;
  certificate->order = candidate.order;
  certificate->radius = candidate.multiplier;
  certificate->residual = candidate.residual;
  certificate->exponent = log(candidate.multiplier) / (double)candidate.order;
  certificate->error = 0.0;
  certificate->reason = REASON_NONE;
  orbit->key = 0;
  if (certificate->label == FIXED_POINT && survey->map.activation == MAP_RELU) {
    for (size_t i = 0; i < n; ++i)
      survey->pattern[i] =
          i < survey->map.linear ? REGION_LINEAR : candidate.points[i] > 0.0;
    orbit->key = key_of(survey->pattern, n); /* as that of a region proved */
  }
  identify(survey, orbit, candidate.points, candidate.order);
  return 0;
}

/* Orbits whose fate is sealed without a label. */
static int is_final(const struct followed *orbit) {
  return orbit->certificate.label != UNDECIDED ||
         orbit->certificate.reason == REASON_ROUNDING ||
         orbit->certificate.reason == REASON_UNSTABLE;
}

/* Steps that an orbit may spend. */
static size_t most_steps(const struct survey *survey) {
  double budget = (double)survey->rule->budget;
  return affordable(0x1p30, 8.0 * (double)survey->rule->watch, budget,
                    survey->map.dimension);
}

/* What the record of one orbit, R on the tape, says. */
static int judge_record(struct survey *survey, struct followed *orbit, size_t r,
                        const struct tape *tape, struct fault *fault) {
  size_t n = survey->map.dimension, width = 1 + tape->tangents;
  const double *before = survey->images + r * width * n;
  const double *anchor = survey->anchors + r * n;
  double needed;
  if (try_region(survey, orbit, before, orbit->state, fault))
    return -1;
  if (orbit->certificate.label != UNDECIDED)
    return 0;
  struct record record = {.states = tape->states + r * tape->count * n,
                          .stretches = tape->stretches + r * tape->count,
                          .count = tape->count,
                          .range = orbit->range};
  double rounding = (survey->bundle.single ? 3e-7 : 1e-14) / survey->rule->returned;
  for (size_t i = 0; i < n; ++i)
    survey->noise[i] =
        rounding * (fabs(orbit->state[i]) + fabs(anchor[i]) + fabs(orbit->drive[i]) +
                    TINY * scale_of(survey, orbit));
  taxonomy_measure(&record, n, survey->noise, (float *)survey->work);
  if (taxonomy_returns(survey->rule, &record, n, fault))
    return -1;
  for (size_t k = 0; k < record.candidates && !is_final(orbit); ++k)
    if (try_cycle(survey, orbit, record.lags[k], fault))
      return -1;
  if (is_final(orbit) || orbit->watched) /* a watch goes on as it began */
    return 0;
  enum suspicion suspicion = taxonomy_suspect(survey->rule, record.stretches,
                                              record.count, &orbit->certificate);
  float *axes = malloc(2 * n * sizeof *axes);
  if (!axes)
    return fault_set(fault, "no memory for the plane of %zu units", n);
  int failed = taxonomy_curves(survey->rule, &record, n, axes, &orbit->certificate,
                               &needed, fault);
  for (size_t i = 0; i < 2 * n; ++i) /* from now on for states that are not measured */
    orbit->axes[i] =
        record.range[i % n] > 0.0 ? (double)axes[i] / record.range[i % n] : 0.0;
  free(axes);
  orbit->longer = (suspicion == SUSPECT_LOCKED && record.count < UNLOCKED) ||
                  (!orbit->certificate.curves && record.count < DRAWN);
  double most = (double)most_steps(survey);
  if (orbit->certificate.curves && needed > (double)orbit->length && needed < most)
    orbit->length = ((size_t)needed / LOOK + 1) * LOOK;
  return failed;
}

/* Labels an orbit whose leading exponent is zero, if all else agrees. */
static int judge_curve(struct survey *survey, struct followed *orbit,
                       struct fault *fault) {
  struct certificate *certificate = &orbit->certificate, second = *certificate;
  size_t curves = certificate->curves, wanted = (size_t)survey->rule->watch;
  size_t excluded = 0, n = survey->map.dimension;
  certificate->dimension = 1;
  if (curves) {
    struct rotation rotation;
    int closing = 0;
    if (rotation_follow(orbit->xy, orbit->watched, curves,
                        (size_t)survey->rule->longest / curves,
                        (size_t)survey->rule->watch / curves, &rotation, fault))
      return -1;
    for (size_t k = 0; k < rotation.suspected && !is_final(orbit); ++k) {
      certificate->reason = REASON_WEAK;
      if (try_cycle(survey, orbit, rotation.suspects[k] * curves, fault))
        return -1;
      closing |= certificate->reason == REASON_CLOSING;
    }
    if (!is_final(orbit))
      certificate->reason = closing ? REASON_CLOSING : REASON_WEAK;
    excluded = (rotation.excluded + 1) * curves - 1;
    int more = excluded < wanted && 2 * orbit->watched <= affordable(0x1p26, 0, 1e6, n);
    if (is_final(orbit) || rotation.locked || more ||
        (closing && orbit->watched < CLEAR * wanted))
      return 0;
    certificate->rotation = rotation.number / (double)curves;
  } else if (!orbit->wide && survey->map.dimension > 1) {
    orbit->wide = 1;
    orbit->watched = 0;
    return 0;
  } else {
    enum suspicion next = SUSPECT_LOCKED;
    if (orbit->wide)
      next = taxonomy_suspect(survey->rule, orbit->stretches + orbit->length,
                              orbit->watched, &second);
    if (next != SUSPECT_LOCKED && next != SUSPECT_CURVE)
      return 0;
    certificate->dimension = next == SUSPECT_CURVE ? 2 : 1;
    certificate->rotation = certificate->defect = NAN;
  }
  certificate->label = QUASI_PERIODIC;
  orbit->key = 0;
  certificate->reason = REASON_NONE;
  certificate->excluded = excluded < wanted ? excluded : wanted;
  return 0;
}

/* What the watch of one orbit says.  One that is not begun anew is to go on for twice
 * as long. */
static int judge_watch(struct survey *survey, struct followed *orbit,
                       struct fault *fault) {
  struct certificate *certificate = &orbit->certificate;
  if (orbit->returned && try_cycle(survey, orbit, orbit->returned, fault))
    return -1;
  if (is_final(orbit))
    return 0;
  enum suspicion suspicion =
      taxonomy_suspect(survey->rule, orbit->stretches, orbit->watched, certificate);
  orbit->wild = orbit->wild && suspicion == SUSPECT_CHAOS;
  certificate->reason = suspicion == SUSPECT_LOCKED ? REASON_LONG : REASON_WEAK;
  if (suspicion == SUSPECT_CURVE && !orbit->returned)
    return judge_curve(survey, orbit, fault);
  if (suspicion == SUSPECT_LOCKED && orbit->approached &&
      try_cycle(survey, orbit, orbit->approached, fault))
    return -1;
  if (suspicion == SUSPECT_CURVE || suspicion == SUSPECT_LOCKED)
    orbit->watched = 0;
  else if (suspicion == SUSPECT_CHAOS && orbit->tried < orbit->patience) {
    orbit->waits = orbit->wild = 1;
    orbit->watched = 0;
  } else if (suspicion == SUSPECT_CHAOS) {
    certificate->label = CHAOTIC;
    certificate->reason = REASON_NONE;
    certificate->excluded = 0;
    certificate->rotation = certificate->defect = certificate->bound = NAN;
    certificate->curves = 0;
    orbit->key = 0;
    ++orbit->crowd->chaotic;
  }
  return 0;
}

/* Room for COUNT numbers, kept from record to record: new memory is slow when first
 * written. */
static float *room_for(struct survey *survey, size_t count) {
  if (count > survey->room) {
    free(survey->tape);
    survey->tape = malloc(count * sizeof(float));
    survey->room = survey->tape ? count : 0;
  }
  return survey->tape;
}

static int judge_all(struct survey *survey, size_t count, struct followed **orbits,
                     const struct tape *tape, struct fault *fault) {
  for (size_t r = 0; r < count; ++r) {
    struct followed *orbit = orbits[r];
    int suspected = orbit->waits || orbit->tried;
    if (is_final(orbit))
      continue;
    if (tape->watch ? judge_watch(survey, orbit, fault)
                    : judge_record(survey, orbit, r, tape, fault))
      return -1;
    if (suspected && orbit->certificate.label != UNDECIDED &&
        orbit->certificate.label != CHAOTIC)
      ++orbit->crowd->escaped;
  }
  /* (drawing spoils the rows of the run) */
  for (size_t r = 0; r < count; ++r)
    if (orbits[r]->certificate.label == QUASI_PERIODIC && !orbits[r]->key &&
        draw_curve(survey, orbits[r], fault))
      return -1;
  return 0;
}

/* An orbit that is watched is recorded only where the halves of its watch differ much:
 * it may have come somewhere else meanwhile. */
static int wants_record(const struct survey *survey, const struct followed *orbit) {
  static const double MUCH = 20.0;
  return !is_final(orbit) && !orbit->wild &&
         (!orbit->watched || orbit->certificate.error > MUCH * survey->rule->exponent);
}

/* Moves up to BATCH orbits that are still open and on no known attractor from *NEXT on
 * to CHOSEN; returns their number.  From ENOUGH on no other group is begun, since its
 * orbits have nothing to share with these. */
static size_t next_batch(struct survey *survey, struct followed **orbits, size_t open,
                         size_t *next, size_t batch, size_t enough,
                         struct followed **chosen) {
  size_t count = 0;
  for (; *next < open && count < batch; ++*next) {
    struct followed *orbit = orbits[*next];
    if (count >= enough && orbit->group != chosen[count - 1]->group)
      break;
    if (wants_record(survey, orbit) && !is_known(survey, orbit))
      chosen[count++] = orbit;
  }
  return count;
}

/* What is recorded in the midst of a watch does not move the orbit that is watched. */
static void keep_states(struct survey *survey, size_t count,
                        struct followed *const *orbits) {
  size_t n = survey->map.dimension;
  for (size_t r = 0; r < count; ++r) {
    memcpy(survey->kept + 2 * r * n, orbits[r]->state, n * sizeof *survey->kept);
    memcpy(survey->kept + (2 * r + 1) * n, orbits[r]->tangent, n * sizeof(double));
  }
}

static void restore_states(struct survey *survey, size_t count,
                           struct followed *const *orbits) {
  size_t n = survey->map.dimension;
  for (size_t r = 0; r < count; ++r)
    if (orbits[r]->watched && !is_final(orbits[r])) {
      memcpy(orbits[r]->state, survey->kept + 2 * r * n, n * sizeof *survey->kept);
      memcpy(orbits[r]->tangent, survey->kept + (2 * r + 1) * n, n * sizeof(double));
    }
}

/* One record of STEPS steps for each of the OPEN orbits, in batches that fit a tape. */
static int record_all(struct survey *survey, size_t open, struct followed **orbits,
                      size_t steps, struct fault *fault) {
  size_t n = survey->map.dimension, batch = TAPE_MOST / (steps * n);
  batch = batch < 1 ? 1 : batch > AT_ONCE ? AT_ONCE : batch;
  batch = batch > open ? open : batch;
  size_t enough = TAPE_ENOUGH / (steps * n) + 1;
  struct tape tape = {.states = room_for(survey, batch * steps * n),
                      .stretches = malloc(batch * steps * sizeof(double)),
                      .tangents = 1,
                      .count = steps};
  int failed = tape.states && tape.stretches
                   ? 0
                   : fault_set(fault, "no memory for a record of %zu steps", steps);
  struct followed *chosen[AT_ONCE];
  for (size_t count, next = 0; !failed && next < open;) {
    count = next_batch(survey, orbits, open, &next, batch, enough, chosen);
    keep_states(survey, count, chosen);
    run(survey, count, chosen, &tape);
    failed = judge_all(survey, count, chosen, &tape, fault);
    restore_states(survey, count, chosen);
  }
  free(tape.stretches);
  return failed;
}

/* Room for what is written down while the orbit is watched. */
static int make_room(struct survey *survey, struct followed *orbit,
                     struct fault *fault) {
  size_t n = survey->map.dimension, length = orbit->length, old = orbit->watched;
  size_t tangents = orbit->wide ? WIDE : 1, room = orbit->room;
  if (tangents * length > room) {
    double *stretches =
        realloc(orbit->stretches, tangents * length * sizeof *stretches);
    if (stretches)
      orbit->stretches = stretches;
    float *xy = realloc(orbit->xy, 2 * tangents * length * sizeof *xy);
    if (xy)
      orbit->xy = xy;
    if (!stretches || !xy)
      return fault_set(fault, "no memory to watch %zu steps", length);
    orbit->room = tangents * length;
  }
  for (size_t k = tangents; k-- > 1 && old;) /* what is there moves apart */
    memmove(orbit->stretches + k * length, orbit->stretches + k * orbit->apart,
            old * sizeof *orbit->stretches);
  orbit->apart = length;
  if (!old) {
    orbit->returned = orbit->approached = 0;
    orbit->nearest = BESIDE;
    memcpy(orbit->anchor, orbit->state, n * sizeof *orbit->anchor);
    for (size_t k = 0; k < 2; ++k)
      orbit->centre[k] = cblas_ddot((int)n, orbit->anchor, 1, orbit->axes + k * n, 1);
  }
  return 0;
}

/* Whether the watch of the orbit is to go on in this round. */
static int is_due(const struct followed *orbit) {
  return !is_final(orbit) && !orbit->waits && !orbit->longer && !orbit->done;
}

/* The watches of up to AT_ONCE orbits which are at the same step go on. */
static int watch_some(struct survey *survey, size_t open, struct followed **orbits,
                      const struct followed *first, struct fault *fault) {
  struct followed *chosen[AT_ONCE] = {NULL};
  size_t from = first->watched, to = first->length, here = 0;
  const struct tape tape = {
      .count = to - from, .tangents = first->wide ? WIDE : 1, .watch = 1};
  int wide = first->wide;
  for (size_t k = 0; k < open && here < AT_ONCE; ++k) {
    struct followed *orbit = orbits[k];
    if (!is_due(orbit) || orbit->watched != from || orbit->length != to ||
        orbit->wide != wide)
      continue;
    orbit->done = 1;
    if (from || !is_known(survey, orbit)) {
      if (make_room(survey, orbit, fault))
        return -1;
      chosen[here++] = orbit;
    }
  }
  run(survey, here, chosen, &tape);
  for (size_t k = 0; k < here; ++k)
    chosen[k]->watched = to;
  return judge_all(survey, here, chosen, &tape, fault);
}

static int watch_all(struct survey *survey, size_t open, struct followed **orbits,
                     struct fault *fault) {
  for (size_t k = 0; k < open; ++k)
    orbits[k]->done = 0;
  for (size_t k = 0; k < open; ++k)
    while (is_due(orbits[k]))
      if (watch_some(survey, open, orbits, orbits[k], fault))
        return -1;
  return 0;
}

/* The plain run before chaos may be said: only few orbits of a map make the whole of
 * it, unless one of them left. */
static void wait_all(struct survey *survey, size_t open, struct followed **orbits) {
  enum { SURVIVORS = 8, SHORTER = 16, PIECE = 1024 };
  struct followed *chosen[AT_ONCE];
  const struct tape plain = {.count = PIECE};
  for (size_t next = 0; next < open;) {
    size_t here = 0, left = 0;
    for (; next < open && here < AT_ONCE; ++next) {
      struct followed *orbit = orbits[next];
      if (!orbit->waits || is_final(orbit))
        continue;
      if (orbit->crowd->chaotic >= SURVIVORS && !orbit->crowd->escaped)
        orbit->patience /= SHORTER;
      chosen[here++] = orbit;
      size_t own = orbit->patience > orbit->tried ? orbit->patience - orbit->tried : 0;
      left = own > left ? own : left;
      orbit->crowd->waited += (double)own;
      orbit->tried = orbit->patience;
      orbit->waits = 0;
    }
    for (size_t t = 0; t < left && here; t += PIECE)
      run(survey, here, chosen, &plain);
  }
}

/* Closes the ranks of the orbits without a label; returns their number. */
static size_t keep_open(struct followed **orbits, size_t open) {
  size_t kept = 0;
  for (size_t r = 0; r < open; ++r)
    if (!is_final(orbits[r]))
      orbits[kept++] = orbits[r];
  return kept;
}

/* Those of the OPEN orbits that have steps left; the others stay undecided. */
static size_t keep_solvent(const struct survey *survey, struct followed **orbits,
                           size_t open) {
  enum { PATIENT = 4, FRUGAL = 16 };
  size_t kept = 0, budget = most_steps(survey);
  for (size_t r = 0; r < open; ++r) {
    struct followed *orbit = orbits[r];
    size_t own = orbit->crowd->undecided >= PATIENT ? budget / FRUGAL : budget;
    if (orbit->certificate.steps - orbit->tried < own)
      orbits[kept++] = orbit;
    else {
      ++orbit->crowd->undecided;
      if (orbit->certificate.reason == REASON_NONE)
        orbit->certificate.reason = REASON_BUDGET;
    }
  }
  return kept;
}

/* Records and watches, ever longer, until BUDGET is spent. */
static int examine(struct survey *survey, size_t open, struct followed **orbits,
                   struct fault *fault) {
  enum { LONGER = 4, RECORD_MOST = 1 << 13 };
  const struct tape none = {.count = (size_t)survey->rule->settle / 2, .tangents = 1};
  size_t record = (size_t)survey->rule->window;
  for (size_t done = 0; done < open; done += AT_ONCE)
    run(survey, open - done < AT_ONCE ? open - done : AT_ONCE, orbits + done, &none);
  while ((open = keep_open(orbits, open))) {
    if (record_all(survey, open, orbits, record, fault))
      return -1;
    open = keep_open(orbits, open);
    if (watch_all(survey, open, orbits, fault))
      return -1;
    open = keep_solvent(survey, orbits, keep_open(orbits, open));
    for (size_t k = 0; k < open; ++k) {
      int goes_on =
          orbits[k]->done && !orbits[k]->waits &&
          (orbits[k]->watched || orbits[k]->certificate.reason == REASON_LONG);
      if (goes_on && 2 * orbits[k]->length <= most_steps(survey))
        orbits[k]->length *= 2;
      else if (goes_on)
        orbits[k]->watched = 0;
    }
    wait_all(survey, open, orbits);
    record *= record < RECORD_MOST ? LONGER : 1;
  }
  return 0;
}

/* Up to EACH open orbits of each group into CHOSEN; returns their number. */
static size_t choose(struct followed *orbits, size_t count, size_t each,
                     struct followed **chosen) {
  size_t number = 0, here = 0;
  for (size_t k = 0; k < count; ++k) {
    if (k > 0 && orbits[k].group != orbits[k - 1].group)
      here = 0;
    if (orbits[k].certificate.label == UNDECIDED && !orbits[k].examined &&
        here++ < each) {
      orbits[k].examined = 1;
      chosen[number++] = orbits + k;
    }
  }
  return number;
}

/* Room for what only orbits under examination have. */
struct equipment {
  double *numbers; /* (count, 5 N) */
};

static void equip(struct survey *survey, struct followed **chosen, size_t number,
                  const struct equipment *room) {
  size_t n = survey->map.dimension, least = (size_t)survey->rule->watch / 4 * 5;
  for (size_t k = 0; k < number; ++k) {
    struct followed *orbit = chosen[k];
    orbit->tangent = room->numbers + 5 * k * n;
    orbit->range = orbit->tangent + n;
    orbit->axes = orbit->range + n;
    orbit->anchor = orbit->axes + 2 * n;
    orbit->watched = 0;
    orbit->wide = orbit->waits = orbit->wild = 0;
    orbit->length = affordable(0x1p26, (double)least, 262144.0, n);
    orbit->patience += affordable(0x1p29, 65536.0, 393216.0, n);
    for (size_t i = 0; i < n; ++i) /* a generic direction */
      orbit->tangent[i] = cos((double)(i * i % 1009)) / sqrt((double)n);
  }
}

/* Rounds until no orbit is left. */
static int examine_all(struct survey *survey, size_t count, struct followed *orbits,
                       struct followed **chosen, const struct equipment *room,
                       struct fault *fault) {
  for (size_t each = 1;; each *= 2) {
    size_t number = choose(orbits, count, each, chosen), open = 0;
    if (number == 0)
      return 0;
    for (size_t k = 0; k < number; ++k)
      if (!is_known(survey, chosen[k]))
        chosen[open++] = chosen[k];
    equip(survey, chosen, open, room);
    int failed = examine(survey, open, chosen, fault);
    for (size_t k = 0; k < count; ++k) {
      free(orbits[k].stretches);
      free(orbits[k].xy);
      orbits[k].stretches = NULL;
      orbits[k].xy = NULL;
      orbits[k].room = 0;
    }
    if (failed)
      return -1;
  }
}

/* Where one orbit left the chaos of its map, chaos is no attractor for the others until
 * they have shown more patience; their number. */
static size_t doubt_chaos(struct followed *orbits, size_t count) {
  enum { MORE = 3 };
  size_t number = 0;
  for (size_t k = 0; k < count; ++k)
    if (orbits[k].crowd->escaped && orbits[k].certificate.label == CHAOTIC) {
      orbits[k].certificate.label = UNDECIDED;
      orbits[k].certificate.reason = REASON_ESCAPED;
      orbits[k].examined = 0;
      orbits[k].patience *= MORE;
      ++number;
    }
  return number;
}

/* What is left of the chaos from which others escaped is not called so if one more in
 * ten would leave it within HORIZON steps. */
static void forsake_chaos(struct followed *orbits, size_t count) {
  static const double HORIZON = 4e5, MANY = 0.1;
  for (size_t k = 0; k < count; ++k) {
    const struct crowd *crowd = orbits[k].crowd;
    if (orbits[k].certificate.label == CHAOTIC &&
        (double)crowd->escaped * HORIZON > MANY * crowd->waited) {
      orbits[k].certificate.label = UNDECIDED;
      orbits[k].certificate.reason = REASON_ESCAPED;
    }
  }
}

/* Whether a cycle of the same map lies on the curve: then whoever is on the curve
 * creeps towards it, however slowly. */
static const struct attractor *cycle_on(struct survey *survey,
                                        const struct attractor *curve,
                                        const struct map *map, double *point) {
  size_t n = survey->map.dimension;
  const struct attractor *cycle = NULL;
  while ((cycle = attractors_next(survey->known, curve->group, cycle))) {
    if (cycle->certificate.label != CYCLE)
      continue;
    size_t on = 0, seen = 0, stride = cycle->count / 8 + 1;
    for (size_t t = 0; t < cycle->count; t += stride, ++seen) {
      for (size_t i = 0; i < n; ++i)
        point[i] =
            cycle->place[i] + (double)cycle->states[t * n + i] * cycle->place[n + i];
      on += (size_t)attractor_holds(curve, map, point, noise_of(survey), survey->work);
    }
    if (on == seen)
      return cycle;
  }
  return NULL;
}

/* Curves that turned out to be locked. */
static void unmask_curves(struct survey *survey, size_t count,
                          struct followed *orbits) {
  const struct attractor *curve;
  for (size_t k = 0; k < count; ++k) {
    struct followed *orbit = orbits + k;
    if (orbit->certificate.label != QUASI_PERIODIC)
      continue;
    for (curve = NULL; (curve = attractors_next(survey->known, orbit->group, curve));)
      if (curve->key == orbit->key)
        break;
    const struct attractor *cycle =
        curve ? cycle_on(survey, curve, map_of(survey, orbit), survey->point) : NULL;
    if (cycle) {
      size_t steps = orbit->certificate.steps;
      orbit->certificate = cycle->certificate;
      orbit->certificate.steps = steps;
      orbit->key = cycle->key;
    }
  }
}

/* Attractors of the same map are numbered in the order of their first orbit. */
static void number_attractors(struct followed *orbits, size_t count) {
  for (size_t k = 0, first = 0, next = 0; k < count; ++k) {
    if (orbits[k].group != orbits[first].group) {
      first = k;
      next = 0;
    }
    size_t other = first;
    while (other < k &&
           (orbits[other].certificate.label != orbits[k].certificate.label ||
            orbits[other].key != orbits[k].key))
      ++other;
    orbits[k].attractor = other < k ? orbits[other].attractor : next++;
  }
}

static int survey_all(struct survey *survey, size_t count, struct followed *orbits,
                      struct followed **chosen, const struct equipment *room,
                      struct fault *fault) {
  for (size_t done = 0; done < count; done += TOGETHER) {
    size_t here = count - done < TOGETHER ? count - done : TOGETHER;
    for (size_t k = 0; k < here; ++k)
      chosen[k] = orbits + done + k;
    if (settle(survey, here, chosen, fault))
      return -1;
  }
  if (examine_all(survey, count, orbits, chosen, room, fault) ||
      (doubt_chaos(orbits, count) &&
       examine_all(survey, count, orbits, chosen, room, fault)))
    return -1;
  forsake_chaos(orbits, count);
  unmask_curves(survey, count, orbits);
  for (size_t k = 0; k < count; ++k)
    if (orbits[k].certificate.label == UNDECIDED)
      orbits[k].key = 0;
  number_attractors(orbits, count);
  return 0;
}

/* What is known of the orbits before a step; NUMBERS: 2 N for each. */
static void begin(struct survey *survey, size_t count, const struct orbit *orbits,
                  struct followed *followed, struct crowd *crowds, double *numbers,
                  unsigned char *awake) {
  size_t n = survey->map.dimension;
  for (size_t k = 0; k < count; ++k) {
    double *state = numbers + 2 * k * n, *drive = state + n;
    for (size_t i = 0; i < n; ++i) {
      state[i] = orbits[k].state[i] * survey->unit[i];
      drive[i] = orbits[k].drive[i] * survey->unit[i];
    }
    double size = cycles_size(state, n), scale = fmax(size, cycles_size(drive, n));
    size_t first = k && orbits[k].group == orbits[k - 1].group
                       ? (size_t)(followed[k - 1].crowd - crowds)
                       : k;
    followed[k] = (struct followed){.drive = drive,
                                    .state = state,
                                    .group = orbits[k].group,
                                    .certificate = label_nothing(),
                                    .crowd = crowds + first,
                                    .awake = awake + k * n,
                                    .size = size,
                                    .scale = scale};
  }
}

static void finish(struct survey *survey, size_t count, const struct followed *followed,
                   struct orbit *orbits) {
  for (size_t k = 0; k < count; ++k) {
    orbits[k].certificate = followed[k].certificate;
    orbits[k].attractor = followed[k].attractor;
    for (size_t i = 0; i < survey->map.dimension; ++i)
      orbits[k].state[i] = followed[k].state[i] / survey->unit[i];
  }
}

int survey_orbits(struct survey *survey, size_t count, struct orbit *orbits,
                  struct fault *fault) {
  size_t n = survey->map.dimension;
  struct followed *followed = malloc((count + 1) * sizeof *followed);
  struct followed **chosen = malloc((count + 1) * sizeof(struct followed *));
  struct crowd *crowds = calloc(count + 1, sizeof *crowds);
  double *numbers = malloc((7 * count + 1) * n * sizeof *numbers);
  unsigned char *awake = calloc(count + 1, n);
  const struct equipment room = {.numbers = numbers + 2 * count * n};
  int failed = followed && chosen && crowds && numbers && awake
                   ? 0
                   : fault_set(fault, "no memory to survey %zu orbits", count);
  attractors_forget(survey->known);
  if (!failed) {
    begin(survey, count, orbits, followed, crowds, numbers, awake);
    failed = survey_all(survey, count, followed, chosen, &room, fault);
  }
  if (!failed)
    finish(survey, count, followed, orbits);
  free(followed);
  free(chosen);
  free(crowds);
  free(numbers);
  free(awake);
  return failed;
}
