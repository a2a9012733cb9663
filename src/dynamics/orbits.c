#include "orbits.h"

#include "bundle.h"
#include "fixedpoints.h"
#include "label.h"
#include "streams.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  BOX_STEPS = 200,
  POOL = 32,   /* orbits that starting pieces are cut from */
  LATE = 4000, /* steps after which a piece counts as late */
  FEWEST = 16, /* attempts of each kind and order, plus EXTRA / order: low orders */
  EXTRA = 400, /*   are cheap and the most wanted */
  ROOTS_FEWEST = 2000, /* starts for GSL's roots; the search goes on until it has */
  PATIENCE = 2,        /*   used PATIENCE times the starts of its last discovery */
  ROOTS_MOST = 200000,
  ROOTS_WORK = 20000000, /* of a ReLU map at most this over N^3: patterns find its fixed
                            points too, and exactly (2,000 starts up to 21 units) */
  NEIGHBOURS = 8,        /* nearest points of a cycle to look between */
  REFLECTIONS = 64,      /* nearest borders to reflect in */
};
static const double RUNAWAY = 1e6; /* an orbit larger than this times its box is left */

struct search {
  const struct map *map;
  size_t longest;
  double box;
  gsl_rng *rng;
  struct cycles_work work;
  struct cycles *found;
  double *points; /* longest x N: the guess */
  double *early;  /* POOL x longest x N: the pool's first states */
  double *late;   /* POOL x longest x N: its states from step LATE on */
  size_t pool;    /* orbits that stayed bounded */
};

int orbits_box(const struct map *map, double *box, struct fault *fault) {
  size_t n = map->dimension;
  double *x = calloc(2 * n, sizeof *x);
  if (!x)
    return fault_set(fault, "no memory for an orbit of %zu units", n);
  map_lift(map, x, x);
  double least = cycles_scale(map, x, n), most = RUNAWAY * least;
  *box = least;
  for (size_t step = 0; step < BOX_STEPS && *box < most; ++step) {
    map_step(map, x, x + n);
    memcpy(x, x + n, n * sizeof *x);
    *box = fmin(fmax(*box, cycles_size(x, n)), most);
  }
  free(x);
  return 0;
}

void orbits_start(const struct map *map, double box, gsl_rng *rng, double *x) {
  for (size_t i = 0; i < map_states(map); ++i)
    x[i] = map->linear                   ? box * (2.0 * gsl_rng_uniform(rng) - 1.0)
           : map->activation == MAP_TANH ? 2.0 * gsl_rng_uniform(rng) - 1.0
                                         : box * gsl_rng_uniform(rng);
  map_lift(map, x, x);
}

/* Newton's method from the guess; what it finds is listed. */
static int attempt(struct search *search, size_t order, bool *added,
                   struct fault *fault) {
  double residual;
  *added = false;
  if (cycles_solve(search->map, order, search->points, &residual, &search->work))
    return 0;
  return cycles_add(search->found, search->map, order, search->points, residual,
                    &search->work, added, fault);
}

/* The images of all orbits of the pool, which share one product. */
static void advance(const struct search *search, struct bundle *bundle, double *states,
                    double *images) {
  const struct map *map = search->map;
  size_t n = map->dimension;
  bundle_multiply(bundle, POOL, 1, states, images);
  for (size_t k = 0; k < POOL; ++k) {
    cblas_daxpy((int)n, 1.0, map->b, 1, images + k * n, 1);
    map_activate(map, images + k * n);
  }
  memcpy(states, images, POOL * n * sizeof *states);
}

/* Orbits that do not stay bounded are left out. */
static int fill_pool(struct search *search, struct fault *fault) {
  size_t n = search->map->dimension, piece = search->longest * n;
  size_t settled = search->longest + LATE, end = settled + search->longest;
  double *states = malloc(2 * POOL * n * sizeof *states), *images = states + POOL * n;
  bool left[POOL] = {false};
  struct bundle bundle;
  if (!states)
    return fault_set(fault, "no memory for %d orbits of %zu units", POOL, n);
  if (bundle_alloc(&bundle, n, search->map->W, POOL, false, fault)) {
    free(states);
    return -1;
  }
  for (size_t k = 0; k < POOL; ++k)
    orbits_start(search->map, search->box, search->rng, states + k * n);
  for (size_t t = 0; t < end; ++t) {
    advance(search, &bundle, states, images);
    for (size_t k = 0; k < POOL; ++k) {
      double *state = states + k * n;
      if (!(cycles_size(state, n) < RUNAWAY * search->box)) {
        left[k] = true;
        memset(state, 0, n * sizeof *state);
      }
      if (t < search->longest)
        memcpy(search->early + k * piece + t * n, state, n * sizeof *state);
      if (t >= settled)
        memcpy(search->late + k * piece + (t - settled) * n, state, n * sizeof *state);
    }
  }
  for (size_t k = 0; k < POOL; ++k)
    if (!left[k]) {
      size_t place = search->pool++;
      memmove(search->early + place * piece, search->early + k * piece,
              piece * sizeof *states);
      memmove(search->late + place * piece, search->late + k * piece,
              piece * sizeof *states);
    }
  bundle_free(&bundle);
  free(states);
  return 0;
}

/* Unrelated states, each the image of a random one. */
static void guess_randomly(struct search *search, size_t order) {
  size_t n = search->map->dimension;
  for (size_t t = 0; t < order; ++t) {
    orbits_start(search->map, search->box, search->rng, search->work.drive);
    map_step(search->map, search->work.drive, search->points + t * n);
  }
}

/* Consecutive states of one orbit of the pool: piece WHICH of all. */
static void guess_piece(struct search *search, size_t order, const double *pool,
                        size_t which) {
  size_t n = search->map->dimension, places = search->longest - order + 1;
  size_t first = which / places * search->longest + which % places;
  memcpy(search->points, pool + first * n, order * n * sizeof *search->points);
}

/* After a discovery at the K-th of MOST starts: those that there are to be. */
static size_t patient(size_t k, size_t most, size_t limit) {
  size_t wanted = (1 + PATIENCE) * k;
  return wanted <= most ? most : wanted < limit ? wanted : limit;
}

static int search_order(struct search *search, size_t order, struct fault *fault) {
  size_t attempts = FEWEST + EXTRA / order;
  size_t pieces = search->pool * (search->longest - order + 1);
  bool all = pieces <= attempts; /* each piece once, else as many at random */
  for (size_t k = 0; k < attempts; ++k) {
    bool added, found;
    guess_randomly(search, order);
    if (attempt(search, order, &found, fault))
      return -1;
    for (size_t late = 0; late < 2 && (all ? k < pieces : pieces > 0); ++late) {
      size_t which = all ? k : gsl_rng_uniform_int(search->rng, pieces);
      guess_piece(search, order, late ? search->late : search->early, which);
      if (attempt(search, order, &added, fault))
        return -1;
      found |= added;
    }
    if (found && order == 1)
      attempts = patient(k, attempts, ROOTS_MOST);
  }
  return 0;
}

/* GSL's roots, each confirmed and polished as a cycle of order 1, until discovery dries
 * up. */
static int search_fixed_points(struct search *search, struct fault *fault) {
  const struct map *map = search->map;
  struct fixedpoints *roots = fixedpoints_alloc(map);
  if (!roots)
    return fault_set(fault, "no memory for the fixed points of %zu units",
                     map->dimension);
  size_t n = map->dimension, limit = ROOTS_MOST;
  if (map->activation == MAP_RELU && ROOTS_WORK / (n * n * n) < ROOTS_FEWEST)
    limit = ROOTS_WORK / (n * n * n);
  size_t most = limit < ROOTS_FEWEST ? limit : ROOTS_FEWEST;
  int failed = 0;
  for (size_t k = 0; k < most && !failed; ++k) {
    bool added = false;
    orbits_start(map, search->box, search->rng, search->points);
    if (fixedpoints_solve(roots, search->points))
      failed = attempt(search, 1, &added, fault);
    if (added)
      most = patient(k, most, limit);
  }
  fixedpoints_free(roots);
  return failed;
}

struct near {
  double distance;
  size_t phase, unit;
};

static int nearest_first(const void *left, const void *right) {
  const struct near *a = left, *b = right;
  if (a->distance != b->distance)
    return a->distance < b->distance ? -1 : 1;
  return (a->phase > b->phase) - (a->phase < b->phase);
}

/* A guess between the cycle and the same cycle some steps ahead. */
static int search_between(struct search *search, size_t which, struct near *list,
                          struct fault *fault) {
  size_t n = search->map->dimension, order = search->found->items[which].order;
  const double *points = search->found->items[which].points;
  for (size_t shift = 1; shift < order; ++shift)
    list[shift - 1] =
        (struct near){cycles_distance(points, points + shift * n, n), shift, 0};
  qsort(list, order - 1, sizeof *list, nearest_first);
  for (size_t k = 0; k < NEIGHBOURS && k + 1 < order; ++k)
    for (size_t quarter = 1; quarter < 4; ++quarter) {
      bool added;
      double share = 0.25 * (double)quarter;
      points = search->found->items[which].points;
      for (size_t t = 0; t < order; ++t)
        for (size_t i = 0; i < n; ++i)
          search->points[t * n + i] =
              (1.0 - share) * points[t * n + i] +
              share * points[(t + list[k].phase) % order * n + i];
      if (attempt(search, order, &added, fault))
        return -1;
    }
  return 0;
}

/* Distances of the points from the borders of their regions. */
static size_t list_borders(struct search *search, const struct cycle *cycle,
                           struct near *list) {
  const struct map *map = search->map;
  size_t n = map->dimension, count = 0;
  for (size_t t = 0; t < cycle->order; ++t) {
    map_drive(map, cycle->points + t * n, search->work.drive);
    for (size_t i = map->linear; i < n; ++i) {
      double norm = cblas_dnrm2((int)n, map->W + i * n, 1);
      if (norm > 0.0)
        list[count++] = (struct near){fabs(search->work.drive[i]) / norm, t, i};
    }
  }
  qsort(list, count, sizeof *list, nearest_first);
  return count;
}

/* A guess with one point mirrored in the border where one unit falls silent. */
static int search_behind_borders(struct search *search, size_t which, struct near *list,
                                 struct fault *fault) {
  const struct map *map = search->map;
  size_t n = map->dimension, order = search->found->items[which].order;
  size_t count = list_borders(search, &search->found->items[which], list);
  for (size_t k = 0; k < REFLECTIONS && k < count; ++k) {
    bool added;
    const double *weights = map->W + list[k].unit * n;
    double *point = search->points + list[k].phase * n;
    memcpy(search->points, search->found->items[which].points,
           order * n * sizeof *search->points);
    double square = cblas_ddot((int)n, weights, 1, weights, 1);
    double drive = cblas_ddot((int)n, weights, 1, point, 1) + map->b[list[k].unit];
    cblas_daxpy((int)n, -2.0 * drive / square, weights, 1, point, 1);
    if (attempt(search, order, &added, fault))
      return -1;
  }
  return 0;
}

static int search_partners(struct search *search, struct fault *fault) {
  struct near *list = malloc(search->longest * search->map->dimension * sizeof *list);
  int failed = list ? 0 : fault_set(fault, "no memory for the borders of a cycle");
  for (size_t which = 0; !failed && which < search->found->count; ++which)
    if (search->found->items[which].multiplier < 1.0) {
      failed = search_between(search, which, list, fault);
      if (!failed && search->map->activation == MAP_RELU)
        failed = search_behind_borders(search, which, list, fault);
    }
  free(list);
  return failed;
}

int orbits_search(const struct map *map, size_t longest, unsigned long seed,
                  struct cycles *found, struct fault *fault) {
  struct search search = {.map = map, .longest = longest, .found = found};
  size_t n = map->dimension, piece = longest * n;
  if (orbits_box(map, &search.box, fault) ||
      cycles_work_alloc(&search.work, n, longest, fault))
    return -1;
  search.rng = streams_open(seed, ORBIT_STARTS, 0);
  search.points = malloc((1 + 2 * POOL) * piece * sizeof *search.points);
  int failed = -1;
  if (search.rng && search.points) {
    search.early = search.points + piece;
    search.late = search.early + POOL * piece;
    failed = fill_pool(&search, fault);
    if (!failed)
      failed = search_fixed_points(&search, fault);
    for (size_t order = 1; !failed && order <= longest; ++order)
      failed = search_order(&search, order, fault);
    if (!failed)
      failed = search_partners(&search, fault);
    cycles_sort(found);
  } else
    fault_set(fault, "no memory to search cycles of %zu steps", longest);
  free(search.points);
  if (search.rng)
    gsl_rng_free(search.rng);
  cycles_work_free(&search.work);
  return failed;
}

void orbits_write(const struct cycles *found, const struct map *map, FILE *stream) {
  fputs("kind\torder\tstable\tmultiplier\tresidual", stream);
  for (size_t i = 1; i <= map_states(map); ++i)
    fprintf(stream, "\tx%zu", i);
  fputc('\n', stream);
  for (size_t k = 0; k < found->count; ++k) {
    const struct cycle *cycle = found->items + k;
    fprintf(stream, "%s\t%zu\t%s\t%.10g\t%.3g",
            label_names[cycle->order == 1 ? FIXED_POINT : CYCLE], cycle->order,
            cycle->multiplier < 1.0 ? "yes" : "no", cycle->multiplier, cycle->residual);
    for (size_t i = 0; i < map_states(map); ++i)
      fprintf(stream, "\t%.17g", cycle->points[i]);
    fputc('\n', stream);
  }
}
