#include "cycles.h"

#include "spectrum.h"

#include <cblas.h>
#include <float.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_STEPS = 64 };
static const double FOUND = 1e-10;   /* residual over scale: far above */
                                     /* rounding, far below any other orbit's */
static const double SAME = 1e-7;     /* two listed orbits nearer than this are one */
static const double ISOLATED = 1e-9; /* distance of a multiplier from +1 */

double cycles_distance(const double *x, const double *y, size_t n) {
  double largest = 0.0;
  for (size_t i = 0; i < n; ++i)
    largest = fmax(largest, fabs(x[i] - y[i]));
  return largest;
}

double cycles_size(const double *x, size_t n) {
  double largest = 0.0;
  for (size_t i = 0; i < n; ++i)
    largest = fmax(largest, fabs(x[i]));
  return largest;
}

double cycles_scale(const struct map *map, const double *x, size_t count) {
  double least =
      map->activation == MAP_TANH ? 1.0 : cycles_size(map->b, map->dimension);
  return fmax(least, cycles_size(x, count));
}

int cycles_work_alloc(struct cycles_work *work, size_t dimension, size_t longest,
                      struct fault *fault) {
  size_t n = dimension, rows = longest * n;
  double *memory = malloc((3 * rows + n + 3 * n * n) * sizeof *memory);
  size_t *active = malloc((longest + 1) * (n + 1) * sizeof *active);
  bool *patterns = malloc((rows + 1) * sizeof *patterns);
  int *pivots = malloc((n + 1) * sizeof *pivots);
  if (!memory || !active || !patterns || !pivots) {
    free(memory);
    free(active);
    free(patterns);
    free(pivots);
    return fault_set(fault, "no memory for cycles of %zu steps in %zu units", longest,
                     n);
  }
  *work = (struct cycles_work){.dimension = n,
                               .longest = longest,
                               .memory = memory,
                               .gains = memory,
                               .offsets = memory + rows,
                               .shifts = memory + 2 * rows,
                               .drive = memory + 3 * rows,
                               .product = memory + 3 * rows + n,
                               .spare = memory + 3 * rows + n + n * n,
                               .gathered = memory + 3 * rows + n + 2 * n * n,
                               .active = active,
                               .counts = active + (longest + 1) * n,
                               .patterns = patterns,
                               .pivots = pivots};
  return 0;
}

void cycles_work_free(struct cycles_work *work) {
  free(work->memory);
  free(work->active);
  free(work->patterns);
  free(work->pivots);
  memset(work, 0, sizeof *work);
}

/* Gains and residuals f(x_t) - x_{t+1} (into offsets) along the points; returns the
 * largest residual.  *SAME_SUPPORT says if no gain changed its being zero. */
static double look(const struct map *map, size_t order, const double *points,
                   struct cycles_work *work, bool *same_support) {
  size_t n = map->dimension;
  double residual = 0.0;
  *same_support = true;
  for (size_t t = 0; t < order; ++t) {
    double *gain = work->gains + t * n, *offset = work->offsets + t * n;
    const double *next = points + (t + 1) % order * n;
    map_drive(map, points + t * n, offset);
    memcpy(work->drive, gain, n * sizeof *gain);
    map_gain(map, offset, gain);
    for (size_t i = 0; i < n && work->awake && map->activation == MAP_RELU; ++i)
      if (offset[i] == 0.0 && work->awake[i])
        gain[i] = 1.0;
    for (size_t i = 0; i < n; ++i)
      *same_support &= (gain[i] != 0.0) == (work->drive[i] != 0.0);
    map_activate(map, offset);
    for (size_t i = 0; i < n; ++i)
      offset[i] -= next[i];
    residual = fmax(residual, cycles_size(offset, n));
  }
  return residual;
}

/* The units with non-zero gain: slot t + 1 for those active after step t, slot 0 for
 * those of the first point, which the last step made. */
static void list_active(struct cycles_work *work, size_t order) {
  size_t n = work->dimension;
  for (size_t slot = 0; slot <= order; ++slot) {
    const double *gain = work->gains + (slot ? slot - 1 : order - 1) * n;
    size_t count = 0;
    for (size_t i = 0; i < n; ++i)
      if (gain[i] != 0.0)
        work->active[slot * n + count++] = i;
    work->counts[slot] = count;
  }
}

/* product <- G_{p-1} W ... G_0 W on the units active at the end of the period. */
static void multiply(const struct map *map, size_t order, struct cycles_work *work) {
  size_t n = work->dimension, width = work->counts[0];
  for (size_t t = 0; t < order && width; ++t) {
    const size_t *into = work->active + (t + 1) * n, *from = work->active + t * n;
    size_t rows = work->counts[t + 1], inner = work->counts[t];
    double *factor = t ? work->gathered : work->spare; /* the first is the product */
    for (size_t i = 0; i < rows; ++i)
      for (size_t j = 0; j < inner; ++j)
        factor[i * inner + j] =
            work->gains[t * n + into[i]] * map->W[into[i] * n + from[j]];
    if (t && inner)
      cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)rows, (int)width,
                  (int)inner, 1.0, work->gathered, (int)inner, work->product,
                  (int)width, 0.0, work->spare, (int)width);
    else if (t)
      memset(work->spare, 0, rows * width * sizeof *work->spare);
    double *swap = work->product;
    work->product = work->spare;
    work->spare = swap;
  }
}

/* shifts[t + 1] = G_t W shifts[t] + offsets[t] for the first COUNT of t, the last of
 * which goes to END (N) if it is round. */
static void carry(const struct map *map, size_t order, size_t count,
                  struct cycles_work *work, double *end) {
  size_t n = map->dimension;
  for (size_t t = 0; t < count; ++t) {
    double *next = t + 1 < order ? work->shifts + (t + 1) * n : end;
    cblas_dgemv(CblasRowMajor, CblasNoTrans, (int)n, (int)n, 1.0, map->W, (int)n,
                work->shifts + t * n, 1, 0.0, work->drive, 1);
    for (size_t i = 0; i < n; ++i)
      next[i] = work->gains[t * n + i] * work->drive[i] + work->offsets[t * n + i];
  }
}

/* The closed solution of shifts[t + 1] = G_t W shifts[t] + offsets[t]: with M the
 * product and c what the offsets add up to, (1 - M) shifts[0] = c.  The offsets of
 * silent units must be zero.  Returns -1 if 1 - M is singular. */
static int close_round(const struct map *map, size_t order, struct cycles_work *work) {
  size_t n = map->dimension;
  list_active(work, order);
  multiply(map, order, work);
  size_t width = work->counts[0];
  double *end = work->spare, *matrix = work->product;
  memset(work->shifts, 0, n * sizeof *work->shifts);
  if (order == 1)
    memcpy(end, work->offsets, n * sizeof *end); /* of which the product is 0 */
  else
    carry(map, order, order, work, end);
  for (size_t i = 0; i < width; ++i) { /* column by column, which needs no copy */
    for (size_t j = 0; j < i; ++j) {
      double below = 0.0 - matrix[i * width + j];
      matrix[i * width + j] = 0.0 - matrix[j * width + i];
      matrix[j * width + i] = below;
    }
    matrix[i * width + i] = 1.0 - matrix[i * width + i];
    work->gathered[i] = end[work->active[i]];
  }
  if (width &&
      LAPACKE_dgesv(LAPACK_COL_MAJOR, (lapack_int)width, 1, matrix, (lapack_int)width,
                    work->pivots, work->gathered, (lapack_int)width))
    return -1;
  for (size_t i = 0; i < width; ++i)
    work->shifts[work->active[i]] = work->gathered[i];
  carry(map, order, order - 1, work, end);
  return 0;
}

/* One Newton step.  With unchanged support the residuals are corrected (which gains the
 * digits that a long unstable product loses); else the linearised orbit itself is
 * solved for, as its old points are not zero where the new patterns are silent. */
static int improve(const struct map *map, size_t order, double *points, bool correct,
                   struct cycles_work *work) {
  size_t n = map->dimension;
  for (size_t t = 0; t < order && !correct; ++t) {
    double *gain = work->gains + t * n, *offset = work->offsets + t * n;
    const double *next = points + (t + 1) % order * n;
    map_drive(map, points + t * n, work->drive);
    for (size_t i = 0; i < n; ++i)
      offset[i] = gain[i] == 0.0
                      ? 0.0
                      : offset[i] + next[i] - gain[i] * (work->drive[i] - map->b[i]);
  }
  if (close_round(map, order, work))
    return -1;
  for (size_t i = 0; i < order * n; ++i) {
    points[i] = (correct ? points[i] : 0.0) + work->shifts[i];
    if (!(fabs(points[i]) < DBL_MAX))
      return -1;
  }
  return 0;
}

/* In a ReLU map the next patterns follow from the last alone, so a search that changes
 * its patterns, is not near an orbit and meets patterns again goes round for ever.
 * Those of steps 1, 2, 4, 8, ... are remembered (Brent's way). */
static bool goes_round(struct cycles_work *work, size_t step, size_t count) {
  size_t i = 0;
  while (step > 1 && i < count && (work->gains[i] != 0.0) == work->patterns[i])
    ++i;
  if (step > 1 && i == count)
    return true;
  for (i = 0; step && !(step & (step - 1)) && i < count; ++i)
    work->patterns[i] = work->gains[i] != 0.0;
  return false;
}

enum cycles_status cycles_solve(const struct map *map, size_t order, double *points,
                                double *residual, struct cycles_work *work) {
  size_t n = map->dimension;
  bool same, smooth = map->activation == MAP_TANH;
  double last = INFINITY;
  memset(work->gains, 0, order * n * sizeof *work->gains);
  for (size_t step = 0; step < MOST_STEPS; ++step) {
    *residual = look(map, order, points, work, &same);
    bool good = *residual <= FOUND * cycles_scale(map, points, order * n);
    if (good && (*residual == 0.0 || *residual > 0.5 * last))
      return CYCLES_FOUND;
    if (!smooth && !good && !same && goes_round(work, step, order * n))
      break;
    last = good ? *residual : INFINITY;
    if (improve(map, order, points, smooth || (same && step), work))
      break;
  }
  return CYCLES_NOT_FOUND;
}

void cycles_jacobian(const struct map *map, size_t order, const double *points,
                     struct cycles_work *work, size_t *size) {
  bool same;
  look(map, order, points, work, &same);
  list_active(work, order);
  multiply(map, order, work);
  *size = work->counts[0];
}

/* The smallest divisor of ORDER after which the points repeat. */
static size_t smallest_period(const double *points, size_t order, size_t n,
                              double tolerance) {
  for (size_t period = 1; period < order; ++period)
    if (order % period == 0) {
      size_t t = 0;
      while (t + period < order &&
             cycles_distance(points + t * n, points + (t + period) * n, n) <= tolerance)
        ++t;
      if (t + period == order)
        return period;
    }
  return order;
}

static int lexicographic(const double *x, const double *y, size_t n) {
  for (size_t i = 0; i < n; ++i)
    if (x[i] != y[i])
      return x[i] < y[i] ? -1 : 1;
  return 0;
}

static size_t first_phase(const double *points, size_t order, size_t n) {
  size_t first = 0;
  for (size_t t = 1; t < order; ++t)
    if (lexicographic(points + t * n, points + first * n, n) < 0)
      first = t;
  return first;
}

static bool is_listed(const struct cycles *cycles, size_t order, const double *point,
                      size_t n, double tolerance) {
  for (size_t k = 0; k < cycles->count; ++k)
    for (size_t t = 0; t < order && cycles->items[k].order == order; ++t)
      if (cycles_distance(cycles->items[k].points + t * n, point, n) <= tolerance)
        return true;
  return false;
}

/* Largest multiplier, and whether none is +1 (else the orbit belongs to a continuum).
 */
static int take_multiplier(const struct map *map, struct cycle *cycle,
                           struct cycles_work *work, bool *isolated,
                           struct fault *fault) {
  size_t size;
  cycles_jacobian(map, cycle->order, cycle->points, work, &size);
  double complex *values = malloc((size + 1) * sizeof *values);
  if (!values)
    return fault_set(fault, "no memory for %zu multipliers", size);
  int failed = spectrum_eigenvalues(size, work->product, values, fault);
  cycle->multiplier = size && !failed ? cabs(values[0]) : 0.0;
  *isolated = true;
  for (size_t k = 0; k < size && !failed; ++k)
    *isolated &= cabs(values[k] - 1.0) > ISOLATED;
  free(values);
  return failed;
}

static int append(struct cycles *cycles, struct cycle cycle, struct fault *fault) {
  if (cycles->count == cycles->capacity) {
    size_t wanted = cycles->capacity ? 2 * cycles->capacity : 16;
    struct cycle *items = realloc(cycles->items, wanted * sizeof *items);
    if (!items)
      return fault_set(fault, "no memory for %zu cycles", wanted);
    cycles->items = items;
    cycles->capacity = wanted;
  }
  cycles->items[cycles->count++] = cycle;
  return 0;
}

int cycles_add(struct cycles *cycles, const struct map *map, size_t order,
               const double *points, double residual, struct cycles_work *work,
               bool *added, struct fault *fault) {
  size_t n = map->dimension;
  double tolerance = SAME * cycles_scale(map, points, order * n);
  size_t period = smallest_period(points, order, n, tolerance);
  *added = false;
  if (is_listed(cycles, period, points, n, tolerance))
    return 0;
  size_t first = first_phase(points, period, n);
  struct cycle cycle = {.order = period, .residual = residual};
  cycle.points = calloc(period, n * sizeof *cycle.points);
  if (!cycle.points)
    return fault_set(fault, "no memory for a cycle of %zu points", period);
  for (size_t t = 0; t < period; ++t)
    memcpy(cycle.points + t * n, points + (first + t) % period * n, n * sizeof *points);
  int failed = take_multiplier(map, &cycle, work, added, fault);
  if (!failed && *added)
    failed = append(cycles, cycle, fault);
  if (failed || !*added)
    free(cycle.points);
  return failed;
}

static int by_order(const void *left, const void *right) {
  const struct cycle *a = left, *b = right;
  if (a->order != b->order)
    return a->order < b->order ? -1 : 1;
  if (a->multiplier != b->multiplier)
    return a->multiplier < b->multiplier ? -1 : 1;
  return 0;
}

void cycles_sort(struct cycles *cycles) {
  if (cycles->count)
    qsort(cycles->items, cycles->count, sizeof *cycles->items, by_order);
}

void cycles_free(struct cycles *cycles) {
  for (size_t k = 0; k < cycles->count; ++k)
    free(cycles->items[k].points);
  free(cycles->items);
  memset(cycles, 0, sizeof *cycles);
}
