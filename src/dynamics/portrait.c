#include "portrait.h"

#include "components.h"
#include "lyapunov.h"
#include "orbits.h"
#include "roots.h"
#include "spectrum.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ALONG = 16, ANYWHERE = 223, SLOW = 1 + ALONG }; /* starts; SLOW: see roots */
enum { STARTS = SLOW + ALONG + ANYWHERE };
enum {
  EXPONENTS = 8,
  FEWEST = 16, /* stretches of an average */
  STRETCHING_LEAST = 2048,
  STRETCHING_MOST = 32768,
  TURNING = 8 /* a step more for so many, in which the tangents turn */
};
static const double FAR = 5.0; /* size of an unbounded orbit, over that of its start */
static const double ENORMOUS = 1e200;

const char *const portrait_orbit_columns = "kind\tnumber\tstable\tx\ty";
const char *const portrait_spectrum_columns =
    "kind\tnumber\trank\tstable\treal\timaginary\texponent\terror";

/* Moves STATE on by STEPS; SPARE: N. */
static void go_on(const struct map *map, size_t steps, double *state, double *spare) {
  for (size_t t = 0; t < steps; ++t) {
    map_step(map, state, spare);
    memcpy(state, spare, map->dimension * sizeof *state);
  }
}

/* The states that are shown, from the start in the first of them. */
static void follow(struct portrait *p) {
  size_t n = p->map->dimension, steps = p->certificate.steps;
  enum label label = p->certificate.label;
  double *state = p->states;
  double most = label == UNBOUNDED ? FAR * cycles_size(state, n) : INFINITY;
  for (p->first = 1; p->first <= PORTRAIT_FIRST && cycles_size(state, n) < most;
       ++p->first) {
    map_step(p->map, state, state + n);
    state += n;
  }
  memcpy(p->late, state, n * sizeof *state);
  if (p->first <= steps)
    go_on(p->map, steps - p->first + 1, p->late, state + n);
  memcpy(state + n, p->late, n * sizeof *state);
  p->later = label == FIXED_POINT || label == UNBOUNDED ? 0
             : p->certificate.order                     ? p->certificate.order
                                                        : PORTRAIT_LATER;
  for (size_t t = 1; t < p->later; ++t) {
    state += n;
    map_step(p->map, state, state + n);
  }
}

static void find_middle(struct portrait *p) {
  size_t n = p->map->dimension, rows = p->later;
  const double *states = p->states + p->first * n;
  if (p->certificate.label == FIXED_POINT) {
    states = p->late;
    rows = 1;
  } else if (rows == 0) {
    states = p->states;
    rows = p->first;
  }
  memset(p->middle, 0, n * sizeof *p->middle);
  for (size_t k = 0; k < rows * n; ++k)
    p->middle[k % n] += states[k] / (double)rows;
}

static void list_starts(const struct portrait *p, gsl_rng *rng, double *starts) {
  size_t n = p->map->dimension, rows = p->first + p->later;
  double most = cycles_size(p->states, rows * n);
  memcpy(starts, p->middle, n * sizeof *starts);
  for (size_t k = 0; k < ALONG; ++k) {
    double *start = starts + (1 + k) * n, *halfway = start + ALONG * n;
    memcpy(start, p->states + k * (rows - 1) / (ALONG - 1) * n, n * sizeof *start);
    for (size_t i = 0; i < n; ++i)
      halfway[i] = 0.5 * (p->middle[i] + start[i]);
  }
  for (size_t k = SLOW + ALONG; k < STARTS; ++k)
    orbits_start(p->map, most, rng, starts + k * n);
}

static int search_around(struct portrait *p, gsl_rng *rng, struct fault *fault) {
  double *starts = malloc(STARTS * p->map->dimension * sizeof *starts);
  if (!starts)
    return fault_set(fault, "no memory for %d starts", STARTS);
  list_starts(p, rng, starts);
  int failed = roots_search(p->map, STARTS, SLOW, starts, &p->fixed, fault);
  free(starts);
  return failed;
}

/* (A map of one unit has a line only.) */
static int find_plane(struct portrait *p, struct fault *fault) {
  size_t n = p->map->dimension, shown = map_states(p->map);
  memset(p->axes, 0, PORTRAIT_PLANE * n * sizeof *p->axes);
  return components_find(p->states, p->first + p->later, shown, n,
                         shown < PORTRAIT_PLANE ? shown : PORTRAIT_PLANE, p->mean,
                         p->axes, p->shares, fault);
}

int portrait_make(struct portrait *p, const struct map *map,
                  const struct certificate *certificate, const double *start,
                  gsl_rng *rng, struct fault *fault) {
  size_t n = map->dimension, later = certificate->order > PORTRAIT_LATER
                                         ? certificate->order
                                         : PORTRAIT_LATER;
  size_t rows = PORTRAIT_FIRST + later + 2;
  *p = (struct portrait){.map = map, .certificate = *certificate};
  p->states = malloc((rows + 3 + PORTRAIT_PLANE) * n * sizeof *p->states);
  if (!p->states)
    return fault_set(fault, "no memory for %zu states of %zu units", rows, n);
  p->late = p->states + rows * n;
  p->middle = p->late + n;
  p->mean = p->middle + n;
  p->axes = p->mean + n;
  memcpy(p->states, start, n * sizeof *start);
  follow(p);
  find_middle(p);
  if (!find_plane(p, fault) && !search_around(p, rng, fault))
    return 0;
  portrait_free(p);
  return -1;
}

void portrait_free(struct portrait *p) {
  cycles_free(&p->fixed);
  free(p->states);
  p->states = NULL;
}

static void write_place(const struct portrait *p, const char *point, const char *kind,
                        size_t number, const char *stable, const double *state,
                        FILE *stream) {
  double place[PORTRAIT_PLANE];
  components_place(state, map_states(p->map), PORTRAIT_PLANE, p->mean, p->axes, place);
  fprintf(stream, "%s\t%s\t%zu\t%s\t%.6g\t%.6g\n", point, kind, number, stable,
          place[0], place[1]);
}

struct turn {
  double phase;
  size_t step;
};

static int by_phase(const void *left, const void *right) {
  const struct turn *a = left, *b = right;
  return (a->phase > b->phase) - (a->phase < b->phase);
}

/* TURNS: room for as many as there are later states. */
static void write_later(const struct portrait *p, const char *point, struct turn *turns,
                        FILE *stream) {
  bool on_curve = p->certificate.label == QUASI_PERIODIC &&
                 !isnan(p->certificate.rotation); /* else in the order of time */
  size_t n = p->map->dimension, closing = on_curve && p->later;
  for (size_t t = 0; t < p->later; ++t)
    turns[t] = (struct turn){
        on_curve ? fmod(p->certificate.rotation * (double)t, 1.0) : (double)t, t};
  qsort(turns, p->later, sizeof *turns, by_phase);
  for (size_t t = 0; t < p->later + closing; ++t)
    write_place(p, point, "attractor", t, "-",
                p->states + (p->first + turns[t < p->later ? t : 0].step) * n, stream);
}

static const char *stability(const struct cycle *cycle) {
  return cycle->multiplier < 1.0 ? "yes" : "no";
}

int portrait_write_orbit(const struct portrait *p, const char *point, FILE *stream,
                         struct fault *fault) {
  struct turn *turns = malloc((p->later + 1) * sizeof *turns);
  if (!turns)
    return fault_set(fault, "no memory for %zu states", p->later);
  fprintf(stream, "%s\tshare\t0\t-\t%.6g\t%.6g\n", point, p->shares[0], p->shares[1]);
  for (size_t t = 0; t < p->first; ++t)
    write_place(p, point, "first", t, "-", p->states + t * p->map->dimension, stream);
  write_later(p, point, turns, stream);
  for (size_t k = 0; k < p->fixed.count; ++k)
    write_place(p, point, "fixed", k, stability(p->fixed.items + k),
                p->fixed.items[k].points, stream);
  free(turns);
  return 0;
}

void portrait_write_cycles(const struct portrait *p, const char *point,
                           const struct cycles *cycles, FILE *stream) {
  for (size_t k = 0; k < cycles->count; ++k) {
    const struct cycle *cycle = cycles->items + k;
    for (size_t t = 0; t < cycle->order && cycle->order > 1; ++t)
      write_place(p, point, "cycle", k, stability(cycle),
                  cycle->points + t * p->map->dimension, stream);
  }
}

/* The index of the fixed point nearest to the middle; 0 if there are none. */
static size_t nearest(const struct portrait *p) {
  size_t n = p->map->dimension, best = 0;
  double least = INFINITY;
  for (size_t k = 0; k < p->fixed.count; ++k) {
    double square = 0.0;
    for (size_t i = 0; i < n; ++i)
      square += pow(p->fixed.items[k].points[i] - p->middle[i], 2.0);
    if (square < least) {
      least = square;
      best = k;
    }
  }
  return best;
}

static int write_eigenvalues(const struct portrait *p, const char *point, size_t which,
                             struct cycles_work *work, double complex *values,
                             FILE *stream, struct fault *fault) {
  const struct cycle *fixed = p->fixed.items + which;
  const char *kind = which == nearest(p) ? "nearest" : "further";
  size_t size;
  cycles_jacobian(p->map, 1, fixed->points, work, &size);
  size_t shown = size < map_states(p->map) ? size : map_states(p->map);
  if (spectrum_eigenvalues(size, work->product, values, fault))
    return -1;
  for (size_t i = 0; i < shown; ++i) /* what linear units add are zeros */
    fprintf(stream, "%s\t%s\t%zu\t%zu\t%s\t%.6g\t%.6g\t-\t-\n", point, kind, which, i,
            stability(fixed), creal(values[i]), cimag(values[i]));
  return 0;
}

static int write_all_eigenvalues(const struct portrait *p, const char *point,
                                 FILE *stream, struct fault *fault) {
  struct cycles_work work;
  size_t n = p->map->dimension;
  if (cycles_work_alloc(&work, n, 1, fault))
    return -1;
  double complex *values = malloc(n * sizeof *values);
  int failed = values ? 0 : fault_set(fault, "no memory for %zu eigenvalues", n);
  for (size_t k = 0; k < p->fixed.count && !failed; ++k)
    failed = write_eigenvalues(p, point, k, &work, values, stream, fault);
  free(values);
  cycles_work_free(&work);
  return failed;
}

/* How many of the steps to come stay below ENORMOUS, as many as the label took and
 * those to turn in at most; leaves the state at the last. */
static size_t steps_ahead(const struct portrait *p, double *state, double *spare) {
  size_t steps = 0, most = p->certificate.steps;
  most = most < STRETCHING_LEAST ? STRETCHING_LEAST : most;
  most = most < STRETCHING_MOST ? most : STRETCHING_MOST;
  most += most / TURNING;
  while (steps < most && cycles_size(state, p->map->dimension) < ENORMOUS) {
    go_on(p->map, 1, state, spare);
    ++steps;
  }
  return steps;
}

static int write_exponents(const struct portrait *p, const char *point, FILE *stream,
                           struct fault *fault) {
  double exponent[EXPONENTS], error[EXPONENTS];
  size_t n = p->map->dimension, count = n < EXPONENTS ? n : EXPONENTS;
  double *state = malloc(2 * n * sizeof *state);
  if (!state)
    return fault_set(fault, "no memory for a state of %zu units", n);
  memcpy(state, p->late, n * sizeof *state);
  size_t steps = steps_ahead(p, state, state + n), turning = steps / (TURNING + 1);
  memcpy(state, p->late, n * sizeof *state);
  bool enough = steps - turning >= FEWEST;
  int failed = enough ? lyapunov_exponents(p->map, state, count, turning,
                                           steps - turning, exponent, error, fault)
                      : 0;
  for (size_t k = 0; k < count && enough && !failed; ++k)
    if (isfinite(exponent[k]))
      fprintf(stream, "%s\texponent\t-\t%zu\t-\t-\t-\t%.6g\t%.6g\n", point, k,
              exponent[k], error[k]);
  free(state);
  return failed;
}

int portrait_write_spectrum(const struct portrait *p, const char *point, FILE *stream,
                            struct fault *fault) {
  return write_all_eigenvalues(p, point, stream, fault) ||
                 write_exponents(p, point, stream, fault)
             ? -1
             : 0;
}
