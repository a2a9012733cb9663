#include "attractor.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  KNOWN = 1024,         /* attractors */
  STORE_MOST = 1 << 24, /* numbers that draw them */
  FOLLOWED = 128,       /* steps, at least, that an orbit is followed for, */
  PATIENT = 8           /*   if it has come nearer after so many */
};
static const double FLOOR = 1e-3;   /* range over size of a unit, at least */
static const double NEAR = 5e-2;    /* distance over range from which it is followed */
static const double THERE = 1e-6;   /* at which it is on the cycle, or */
static const double CLOSER = 1e-4;  /*   at which it is, if it has come */
static const double QUARTER = 0.25; /*   nearer by this */
static const double STILL_CLOSING = 0.9; /* by at least this */
static const double ON_CURVE = 1e-3; /* distance from the line through two neighbours */

struct attractors {
  size_t units, count, stored;
  struct attractor known[KNOWN];
  float *store;
  double *places;
};

struct attractors *attractors_open(size_t units, struct fault *fault) {
  struct attractors *known = calloc(1, sizeof *known);
  if (known) {
    known->units = units;
    known->store = malloc(STORE_MOST * sizeof *known->store);
    known->places = malloc(2 * KNOWN * units * sizeof *known->places);
    if (known->store && known->places)
      return known;
  }
  attractors_close(known);
  fault_set(fault, "no memory for the attractors of %zu units", units);
  return NULL;
}

void attractors_close(struct attractors *known) {
  if (!known)
    return;
  free(known->store);
  free(known->places);
  free(known);
}

void attractors_forget(struct attractors *known) {
  known->count = known->stored = 0;
}

void attractors_keep(struct attractors *known, size_t group, uint64_t key,
                     const struct certificate *certificate, const double *states,
                     size_t count, double scale) {
  size_t n = known->units, size = count * n;
  if (known->count == KNOWN || known->stored + size > STORE_MOST)
    return;
  double *place = known->places + 2 * known->count * n, *range = place + n;
  float *drawn = known->store + known->stored;
  memcpy(place, states, n * sizeof *place);
  for (size_t i = 0; i < n; ++i) {
    double low = states[i], high = low;
    for (size_t t = 1; t < count; ++t) {
      low = fmin(low, states[t * n + i]);
      high = fmax(high, states[t * n + i]);
    }
    range[i] = fmax(high - low, FLOOR * fmax(fabs(low), fabs(high)));
    range[i] = fmax(range[i], FLOOR * FLOOR * scale);
  }
  known->known[known->count++] = (struct attractor){.group = group,
                                                    .certificate = *certificate,
                                                    .key = key,
                                                    .count = count,
                                                    .place = place,
                                                    .states = drawn};
  known->stored += size;
  for (size_t k = 0; k < size; ++k)
    drawn[k] =
        range[k % n] > 0.0 ? (float)((states[k] - place[k % n]) / range[k % n]) : 0.0f;
}

const struct attractor *attractors_next(const struct attractors *known, size_t group,
                                        const struct attractor *previous) {
  size_t k = previous ? (size_t)(previous - known->known) + 1 : 0;
  while (k < known->count && known->known[k].group != group)
    ++k;
  return k < known->count ? known->known + k : NULL;
}

/* STATE as a state that is drawn; one that moves where the attractor rests at zero is
 * infinitely far. */
static void place_on(const struct attractor *a, const double *state, size_t n,
                     double *placed) {
  const double *centre = a->place, *range = centre + n;
  for (size_t i = 0; i < n; ++i) {
    double off = state[i] - centre[i];
    placed[i] = range[i] > 0.0 ? off / range[i] : off == 0.0 ? 0.0 : INFINITY;
  }
}

/* Largest distance of a unit; a number above LIMIT may be too small. */
static double apart(const double *placed, const float *drawn, size_t n, double limit) {
  double most = 0.0;
  for (size_t i = 0; i < n && most <= limit; ++i) {
    double off = fabs(placed[i] - (double)drawn[i]);
    most = off > most ? off : most;
  }
  return most;
}

static double apart_drawn(const float *x, const float *y, size_t n) {
  float most = 0.0f;
  for (size_t i = 0; i < n; ++i)
    most = fabsf(x[i] - y[i]) > most ? fabsf(x[i] - y[i]) : most;
  return (double)most;
}

/* The state drawn that is nearest to PLACED, within *LIMIT, which becomes its distance;
 * or COUNT.  With BESIDE: the nearest that is farther from that state than half of what
 * PLACED is. */
static size_t nearest(const struct attractor *a, const double *placed, size_t n,
                      const float *beside, double *limit) {
  size_t found = a->count;
  double least = 0.5 * *limit, most = beside ? INFINITY : *limit;
  for (size_t t = 0; t < a->count; ++t) {
    double off = apart(placed, a->states + t * n, n, most);
    if (off <= most && (!beside || apart_drawn(beside, a->states + t * n, n) > least)) {
      most = off;
      found = t;
    }
  }
  *limit = most;
  return found;
}

static bool on_cycle(const struct attractor *a, const struct map *map,
                     const double *state, double noise, double *work) {
  size_t n = map->dimension;
  double first = NEAR, there = fmax(THERE, noise / FLOOR), now;
  double *own = work, *placed = work + n, *image = work + 2 * n;
  place_on(a, state, n, placed);
  size_t t = nearest(a, placed, n, NULL, &first);
  if (t == a->count)
    return false;
  if (first <= there && a->count == 1)
    return true;
  memcpy(own, state, n * sizeof *own);
  now = first;
  for (size_t step = 1; step <= FOLLOWED + a->count; ++step) {
    map_step(map, own, image);
    memcpy(own, image, n * sizeof *own);
    if (step % a->count)
      continue;
    place_on(a, own, n, placed);
    now = apart(placed, a->states + t * n, n, INFINITY);
    if (now <= there)
      return true;
    if (!(now <= NEAR) || (step >= PATIENT && now > STILL_CLOSING * first))
      return false;
  }
  return now <= CLOSER && now <= QUARTER * first;
}

static bool on_curve(const struct attractor *a, const double *state, size_t n,
                     double *placed) {
  double off = NEAR, length = 0.0, along = 0.0, most = 0.0;
  place_on(a, state, n, placed);
  size_t t = nearest(a, placed, n, NULL, &off);
  if (t == a->count)
    return false;
  const float *first = a->states + t * n;
  size_t s = nearest(a, placed, n, first, &off);
  if (s == a->count)
    return false;
  const float *second = a->states + s * n;
  for (size_t i = 0; i < n; ++i) {
    double side = (double)(second[i] - first[i]);
    length += side * side;
    along += side * (placed[i] - (double)first[i]);
  }
  double share = length > 0.0 ? along / length : 0.0;
  for (size_t i = 0; i < n; ++i) {
    double here = (double)first[i] + share * (double)(second[i] - first[i]);
    most = fmax(most, fabs(placed[i] - here));
  }
  return most <= ON_CURVE && fabs(share) <= 2.0;
}

bool attractor_holds(const struct attractor *a, const struct map *map,
                     const double *state, double noise, double *work) {
  return a->certificate.order ? on_cycle(a, map, state, noise, work)
                              : on_curve(a, state, map->dimension, work);
}
