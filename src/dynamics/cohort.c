#include "cohort.h"

#include "cycles.h"
#include "gramschmidt.h"

#include <cblas.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  FIRST_LOOK = 16, /* steps after which a region is first tried */
  SMALL = 128      /* units: up to these, products are made in double precision */
};

static const double BESIDE = 0.04; /* distance over range of the first near return */
static const double NEARER = 0.5;  /* and of the next over that of the one before */
static const double BACK = 1e-9;   /* distance over range of a return in double */
static const double BACK_SINGLE = 4e-6; /* and in single precision */

_Static_assert(COHORT_RUNNING *(1 + COHORT_TANGENTS) <= COHORT_SETTLING,
               "those that run have rows for their tangents");

int cohort_alloc(struct cohort *cohort, const struct map *map, const double *unit,
                 const struct examination *rule, struct fault *fault) {
  size_t n = map->dimension, rows = COHORT_SETTLING * n;
  *cohort = (struct cohort){.map = map, .rule = rule, .unit = unit};
  cohort->memory = malloc((2 * rows + (COHORT_RUNNING + 5) * n) * sizeof(double));
  cohort->pattern = malloc(n);
  if (!cohort->memory || !cohort->pattern)
    fault_set(fault, "no memory to follow %d orbits of %zu units", COHORT_SETTLING, n);
  else if (!bundle_alloc(&cohort->bundle, n, map->W, COHORT_SETTLING, n > SMALL,
                         fault)) {
    cohort->states = cohort->memory;
    cohort->images = cohort->states + rows;
    cohort->anchors = cohort->images + rows;
    cohort->gain = cohort->anchors + COHORT_RUNNING * n;
    cohort->point = cohort->gain + n;
    cohort->drive = cohort->point + n;
    cohort->work = cohort->drive + n;
    return 0;
  }
  cohort_free(cohort);
  return -1;
}

void cohort_free(struct cohort *cohort) {
  for (size_t k = 0; k < COHORT_REGIONS; ++k)
    region_free(cohort->region[k]);
  bundle_free(&cohort->bundle);
  free(cohort->memory);
  free(cohort->pattern);
  *cohort = (struct cohort){.map = NULL};
}

/* Writes down the pattern of the region in which STATE lies. */
static void find_pattern(struct cohort *cohort, const double *state) {
  size_t n = cohort->map->dimension;
  for (size_t i = 0; i < n; ++i)
    cohort->pattern[i] = i < cohort->map->linear ? REGION_LINEAR : state[i] > 0.0;
}

/* FNV-1a (Fowler, Noll and Vo) over the bytes of the pattern. */
static uint64_t key_of_pattern(const struct cohort *cohort) {
  uint64_t key = UINT64_C(14695981039346656037);
  for (size_t i = 0; i < cohort->map->dimension; ++i)
    key = (key ^ cohort->pattern[i]) * UINT64_C(1099511628211);
  return key;
}

uint64_t cohort_key(struct cohort *cohort, const double *state) {
  find_pattern(cohort, state);
  return key_of_pattern(cohort);
}

/* The region of the pattern in cohort->pattern; NULL without memory. */
static struct region *region_of(struct cohort *cohort, uint64_t key) {
  for (size_t k = 0; k < COHORT_REGIONS; ++k)
    if (cohort->region[k] && cohort->key[k] == key)
      return cohort->region[k];
  struct region **place = cohort->region + cohort->next;
  region_free(*place);
  *place = region_alloc(cohort->map->dimension, cohort->map->W, cohort->pattern);
  cohort->key[cohort->next] = key;
  cohort->next = (cohort->next + 1) % COHORT_REGIONS;
  return *place;
}

/* Proves what becomes of the orbit in REGION, if it can; GROWING: it was smaller when
 * last looked at. */
static int settle_in(struct cohort *cohort, struct followed *orbit,
                     struct region *region, const double *state, bool growing,
                     struct fault *fault) {
  const struct map *map = cohort->map;
  struct region_point point = {.state = cohort->point, .drive = cohort->drive};
  struct certificate *certificate = &orbit->certificate;
  region_solve(region, map->W, orbit->input, &point);
  if (!point.inside && !growing)
    return 0;
  if (region_prove(region, map->W, fault))
    return -1;
  if (region_holds(region, &point, state, cohort->work)) {
    *certificate = label_given(FIXED_POINT, certificate->steps);
    certificate->order = 1;
    certificate->residual = 0.0;
    for (size_t k = 0; k < region->active; ++k) {
      double off = fabs(point.drive[region->index[k]] - point.state[k]);
      off /= cohort->unit[region->index[k]];
      certificate->residual = fmax(certificate->residual, off);
    }
  } else if (region_grows(region, &point, state, cohort->work)) {
    *certificate = label_given(UNBOUNDED, certificate->steps);
    orbit->key = 0; /* infinity is one attractor, however it is reached */
  } else
    return 0;
  certificate->radius = region->radius;
  certificate->exponent = log(region->radius);
  certificate->error = 0.0;
  return 0;
}

int cohort_try_region(struct cohort *cohort, struct followed *orbit,
                      const double *before, const double *state, struct fault *fault) {
  size_t n = cohort->map->dimension;
  if (cohort->map->activation != MAP_RELU)
    return 0;
  find_pattern(cohort, state);
  for (size_t i = cohort->map->linear; i < n; ++i)
    if (cohort->pattern[i] != (before[i] > 0.0))
      return 0;
  double size = cycles_size(state, n);
  uint64_t key = key_of_pattern(cohort);
  struct region *region = region_of(cohort, key);
  if (!region)
    return fault_set(fault, "no memory for a region of %zu units", n);
  orbit->key = key;
  return settle_in(cohort, orbit, region, state, size > orbit->size, fault);
}

static bool is_finite(const double *state, size_t n) {
  size_t others = 0; /* a count, which gcc takes four units at a time */
  for (size_t i = 0; i < n; ++i)
    others += isfinite(state[i]) == 0;
  return others == 0;
}

/* Labels an orbit that is beyond any scale and larger than when last looked at, or
 * whose numbers have overflowed. */
static void run_away(struct cohort *cohort, struct followed *orbit, const double *state,
                     size_t steps) {
  size_t n = cohort->map->dimension, between = steps - orbit->looked_at;
  double before = orbit->size, size = cycles_size(state, n);
  bool finite = is_finite(state, n);
  orbit->size = size;
  orbit->looked_at = steps;
  if (finite && ((cohort->map->activation != MAP_RELU && !cohort->map->linear) ||
                 !(size > cohort->rule->runaway * orbit->scale) || size <= before))
    return;
  orbit->certificate = label_given(UNBOUNDED, steps);
  if (finite && before > 0.0 && between) {
    orbit->certificate.radius = pow(size / before, 1.0 / (double)between);
    orbit->certificate.exponent = log(orbit->certificate.radius);
  }
  orbit->key = 0;
}

/* images = F(states), WIDTH rows an orbit: a state and its tangents. */
static void advance(struct cohort *cohort, size_t count, struct followed *const *orbits,
                    size_t width) {
  size_t n = cohort->map->dimension;
  bundle_multiply(&cohort->bundle, count * width, width == 1 ? 2 : width,
                  cohort->states, cohort->images);
  for (size_t r = 0; r < count; ++r) {
    double *image = cohort->images + r * width * n;
    map_respond(cohort->map, orbits[r]->input, image, cohort->gain);
    for (size_t k = 1; k < width; ++k)
      for (size_t i = 0; i < n; ++i)
        image[k * n + i] *= cohort->gain[i];
  }
}

/* What a step made is what the next begins with. */
static void swap_states(struct cohort *cohort) {
  double *states = cohort->states;
  cohort->states = cohort->images;
  cohort->images = states;
}

/* An orbit is looked at every COHORT_LOOK steps for its size, and for a region at
 * doubling times only: what a proof costs is to be a small share of the steps so far.
 * Those with a label leave the bundle: *COUNT becomes the number of the others. */
static int look(struct cohort *cohort, size_t *count, struct followed **orbits,
                size_t steps, struct fault *fault) {
  size_t n = cohort->map->dimension, kept = 0;
  for (size_t r = 0; r < *count; ++r) {
    struct followed *orbit = orbits[r];
    double *before = cohort->states + r * n, *state = cohort->images + r * n;
    for (size_t i = 0; i < n && steps == FIRST_LOOK; ++i)
      orbit->awake[i] = state[i] > 0.0;
    bool tried = (steps & (steps - 1)) == 0 && steps >= FIRST_LOOK;
    if (tried && is_finite(state, n) &&
        cohort_try_region(cohort, orbit, before, state, fault))
      return -1;
    if (steps % COHORT_LOOK == 0 && orbit->certificate.label == UNDECIDED)
      run_away(cohort, orbit, state, steps);
    bool done = orbit->certificate.label != UNDECIDED;
    if (done || steps == (size_t)cohort->rule->settle)
      memcpy(orbit->state, state, n * sizeof *state);
    orbit->certificate.steps = steps;
    if (!done) {
      memmove(cohort->images + kept * n, state, n * sizeof *state);
      orbits[kept++] = orbit;
    }
  }
  *count = kept;
  return 0;
}

int cohort_settle(struct cohort *cohort, size_t count, struct followed **orbits,
                  struct fault *fault) {
  size_t n = cohort->map->dimension, most = (size_t)cohort->rule->settle;
  for (size_t r = 0; r < count; ++r)
    memcpy(cohort->states + r * n, orbits[r]->state, n * sizeof(double));
  for (size_t t = 1; t <= most && count; ++t) {
    advance(cohort, count, orbits, 1);
    if ((t == FIRST_LOOK || t % COHORT_LOOK == 0 || t == most) &&
        look(cohort, &count, orbits, t, fault))
      return -1;
    swap_states(cohort);
  }
  return 0;
}

/* Brings the tangents of one orbit back to orthonormal; logarithms of their lengths,
 * COUNT numbers apart. */
static void stretch(const struct cohort *cohort, double *tangents, size_t number,
                    double *logarithms, size_t count) {
  size_t n = cohort->map->dimension;
  double lengths[COHORT_TANGENTS];
  if (number == 1) {
    lengths[0] = sqrt(cblas_ddot((int)n, tangents, 1, tangents, 1));
    cblas_dscal((int)n, lengths[0] > 0.0 ? 1.0 / lengths[0] : 0.0, tangents, 1);
  } else
    gramschmidt(tangents, number, n, lengths);
  for (size_t k = 0; k < number; ++k) {
    if (!(lengths[k] > 0.0)) /* annihilated: another direction goes on */
      for (size_t i = 0; i < n; ++i)
        tangents[k * n + i] = cos((double)((k + 1) * i));
    if (logarithms)
      logarithms[k * count] = log(lengths[k] > 0.0 ? lengths[k] : DBL_MIN);
  }
}

int cohort_watch(const struct cohort *cohort, struct followed *orbit,
                 struct fault *fault) {
  size_t n = cohort->map->dimension, length = orbit->length, old = orbit->watched;
  size_t tangents = orbit->wide ? COHORT_TANGENTS : 1, room = orbit->room;
  if (tangents * length > room) {
    double *stretches =
        realloc(orbit->stretches, tangents * length * sizeof *stretches);
    if (stretches)
      orbit->stretches = stretches;
    float *xy = realloc(orbit->xy, 2 * length * sizeof *xy);
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

void cohort_end_watch(struct followed *orbit) {
  free(orbit->stretches);
  free(orbit->xy);
  orbit->stretches = NULL;
  orbit->xy = NULL;
  orbit->room = 0;
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

/* Step T of this run of orbit R, on its record or its watch. */
static void write_down(struct cohort *cohort, struct followed *orbit, size_t r,
                       size_t t, const double *state, const struct tape *tape) {
  size_t n = cohort->map->dimension, now = orbit->watched + t;
  const double *start = cohort->anchors + r * n;
  if (tape->states) {
    float *row = tape->states + (r * tape->count + t) * n;
    for (size_t i = 0; i < n; ++i)
      row[i] = (float)(state[i] - start[i]);
  }
  if (!tape->watch)
    return;
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
  if (near <= (cohort->bundle.single ? BACK_SINGLE : BACK))
    orbit->returned = now + 1;
}

/* One that runs away has its label; so that its numbers do not overflow at once, its
 * row begins again at zero, and nobody looks at it any more. */
static void look_for_runaways(struct cohort *cohort, size_t count,
                              struct followed *const *orbits, size_t width,
                              size_t steps) {
  size_t n = cohort->map->dimension;
  for (size_t r = 0; r < count; ++r) {
    double *state = cohort->states + r * width * n;
    if (orbits[r]->certificate.label != UNDECIDED)
      continue;
    run_away(cohort, orbits[r], state, orbits[r]->certificate.steps + steps);
    if (orbits[r]->certificate.label == UNDECIDED)
      continue;
    orbits[r]->crowd->escaped += orbits[r]->tried > 0;
    memcpy(orbits[r]->state, state, n * sizeof *state);
    memset(state, 0, width * n * sizeof *state);
  }
}

void cohort_run(struct cohort *cohort, size_t count, struct followed *const *orbits,
                const struct tape *tape) {
  size_t n = cohort->map->dimension, width = 1 + tape->tangents;
  for (size_t r = 0; r < count; ++r) {
    double *own = cohort->states + r * width * n;
    memcpy(cohort->anchors + r * n, orbits[r]->state, n * sizeof *own);
    memcpy(own, orbits[r]->state, n * sizeof *own);
    for (size_t k = 1; k < width; ++k)
      for (size_t i = 0; i < n; ++i)
        own[k * n + i] = k == 1 ? orbits[r]->tangent[i]
                                : cos((double)(k * (i + 1)));
  }
  for (size_t t = 0; t < tape->count; ++t) {
    advance(cohort, count, orbits, width);
    for (size_t r = 0; r < count; ++r) {
      double *own = cohort->images + r * width * n;
      double *logarithms = tape->watch ? orbits[r]->stretches + orbits[r]->watched + t
                           : tape->stretches ? tape->stretches + r * tape->count + t
                                             : NULL;
      if (tape->tangents)
        stretch(cohort, own + n, tape->tangents, logarithms, orbits[r]->length);
      write_down(cohort, orbits[r], r, t, own, tape);
    }
    swap_states(cohort);
    if ((t + 1) % COHORT_LOOK == 0)
      look_for_runaways(cohort, count, orbits, width, t + 1);
  }
  for (size_t r = 0; r < count; ++r) {
    const double *own = cohort->states + r * width * n;
    if (orbits[r]->certificate.label == UNDECIDED) {
      orbits[r]->certificate.steps += tape->count;
      memcpy(orbits[r]->state, own, n * sizeof *own);
    }
    if (tape->tangents)
      memcpy(orbits[r]->tangent, own + n, n * sizeof *own);
  }
}

const double *cohort_before(const struct cohort *cohort, size_t r,
                            const struct tape *tape) {
  return cohort->images + r * (1 + tape->tangents) * cohort->map->dimension;
}

void cohort_draw(struct cohort *cohort, struct followed *orbit, size_t count,
                 double *states) {
  size_t n = cohort->map->dimension;
  memcpy(cohort->states, orbit->state, n * sizeof *states);
  for (size_t t = 0; t < count; ++t) {
    advance(cohort, 1, &orbit, 1);
    swap_states(cohort);
    memcpy(states + t * n, cohort->states, n * sizeof *states);
  }
}
