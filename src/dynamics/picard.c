#include "picard.h"

#include "bundle.h"
#include "cycles.h"
#include "gramschmidt.h"
#include "spectrum.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A pass over a short cycle contracts little, so patience is counted in steps as well.
 */
enum {
  LEADING = PICARD_LEADING,
  VECTORS = 1 + LEADING,
  TOGETHER = 4, /* of these, for the bundle */
  PASSES = 12,  /* at least these, and */
  STEPS = 4096, /* as many as make these steps, are tried; but after */
  PATIENCE = 3, /* passes and */
  SOME = 256    /* steps the residual must halve each time */
};
static const double FOUND = 1e-10;  /* residual over scale */
static const double NEUTRAL = 1e4;  /* |(1 - H)^{-1}|: a multiplier is 1 - 1e-4 or more */
static const double SETTLED = 1e-8; /* change of the multiplier from pass to pass: far less
                                     than what makes it neutral, for its error is more */

struct batch {
  const struct map *map;
  size_t open;            /* orbits not yet done */
  struct picard **orbits; /* those, in descending order */
  double *vectors;        /* open x VECTORS x N: state, then tangents */
  double *next;           /* the same, one step later */
  double *basis;          /* open x LEADING x N: Q */
  struct bundle weights;
};

static void start_basis(struct batch *batch) {
  size_t n = batch->map->dimension;
  for (size_t c = 0; c < batch->open; ++c) {
    double *Q = batch->basis + c * LEADING * n;
    for (size_t k = 0; k < LEADING; ++k)
      for (size_t i = 0; i < n; ++i)
        Q[k * n + i] = batch->orbits[c]->start[i] == 0.0
                           ? 0.0
                           : cos((double)((k + 1) * (i + 1))); /* generic directions */
    gramschmidt(Q, LEADING, n, NULL);
  }
}

/* One step of the first ALIVE orbits: next = phi(W x + d), and G W q for the tangents.
 */
static void step(struct batch *batch, size_t alive, double *gain) {
  size_t n = batch->map->dimension;
  bundle_multiply(&batch->weights, alive * VECTORS, TOGETHER, batch->vectors,
                  batch->next);
  for (size_t c = 0; c < alive; ++c) {
    double *state = batch->next + c * VECTORS * n;
    map_respond(batch->map, batch->orbits[c]->input, state, gain);
    for (size_t k = 1; k < VECTORS; ++k)
      for (size_t i = 0; i < n; ++i)
        state[k * n + i] *= gain[i];
  }
  double *swap = batch->vectors;
  batch->vectors = batch->next;
  batch->next = swap;
}

/* Once round: `next` or `vectors` of each orbit holds x_p and M Q when its order is
 * over; they are put into IMAGES (count x VECTORS x N). */
static void go_round(struct batch *batch, double *images, double *gain) {
  size_t n = batch->map->dimension, alive = batch->open;
  for (size_t c = 0; c < batch->open; ++c) {
    double *own = batch->vectors + c * VECTORS * n;
    memcpy(own, batch->orbits[c]->start, n * sizeof *own);
    memcpy(own + n, batch->basis + c * LEADING * n, LEADING * n * sizeof *own);
  }
  for (size_t t = 0; alive; ++t) {
    for (size_t c = 0; c < alive; ++c)
      for (size_t i = 0; i < n; ++i)
        batch->orbits[c]->points[t * n + i] =
            (float)batch->vectors[c * VECTORS * n + i];
    step(batch, alive, gain);
    while (alive && batch->orbits[alive - 1]->order == t + 1) {
      --alive;
      memcpy(images + alive * VECTORS * n, batch->vectors + alive * VECTORS * n,
             VECTORS * n * sizeof *images);
    }
  }
}

/* H = Q'M Q and its leading multiplier: INFINITY where H has no eigenvalues, because it
 * is not finite or QR does not converge. */
static int project(const double *Q, const double *MQ, size_t n, double *H,
                   double *multiplier, struct fault *fault) {
  *multiplier = INFINITY;
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, LEADING, LEADING, (int)n, 1.0, Q,
              (int)n, MQ, (int)n, 0.0, H, LEADING);
  for (size_t k = 0; k < LEADING * LEADING; ++k)
    if (!isfinite(H[k]))
      return 0;
  return spectrum_radius(LEADING, H, multiplier, fault);
}

/* x_0 += e + Q ((1 - H)^{-1} - 1) Q'e, with e in E; but plain iteration where a
 * multiplier is so near 1 that Newton's step would run far along what may be a line of
 * solutions. */
static void correct(struct picard *orbit, const double *Q, const double *H, const double *e,
                    size_t n) {
  double inside[LEADING], solved[LEADING], matrix[LEADING * LEADING];
  int pivots[LEADING];
  for (size_t k = 0; k < LEADING; ++k) {
    solved[k] = inside[k] = cblas_ddot((int)n, Q + k * n, 1, e, 1);
    for (size_t j = 0; j < LEADING; ++j)
      matrix[j * LEADING + k] = (k == j) - H[k * LEADING + j]; /* by columns: no copy */
  }
  if (LAPACKE_dgesv(LAPACK_COL_MAJOR, LEADING, 1, matrix, LEADING, pivots, solved,
                    LEADING) ||
      cycles_size(solved, LEADING) > NEUTRAL * cycles_size(inside, LEADING))
    memcpy(solved, inside, sizeof inside); /* neutral: plain iteration */
  cblas_daxpy((int)n, 1.0, e, 1, orbit->start, 1);
  for (size_t k = 0; k < LEADING; ++k)
    cblas_daxpy((int)n, solved[k] - inside[k], Q + k * n, 1, orbit->start, 1);
}

/* Judges one orbit after a round and, unless it is DONE, corrects it. */
static int judge(struct batch *batch, size_t c, size_t pass, double *image, bool *done,
                 struct fault *fault) {
  size_t n = batch->map->dimension;
  struct picard *orbit = batch->orbits[c];
  double residual = orbit->residual;
  double H[LEADING * LEADING], last = orbit->multiplier, multiplier;
  double *Q = batch->basis + c * LEADING * n;
  double scale = fmax(cycles_size(image, n), cycles_size(orbit->start, n));
  for (size_t i = 0; i < n; ++i)
    image[i] -= orbit->start[i];
  orbit->residual = cycles_size(image, n);
  if (project(Q, image + n, n, H, &multiplier, fault))
    return -1;
  *done = true;
  orbit->multiplier = multiplier;
  if (!isfinite(multiplier) || !isfinite(orbit->residual))
    return 0;
  if (orbit->residual <= FOUND * scale &&
      fabs(multiplier - last) <= SETTLED * fmax(1.0, multiplier)) {
    orbit->found = true;
    return 0;
  }
  if ((pass >= PATIENCE && pass * orbit->order >= SOME &&
       orbit->residual > FOUND * scale && orbit->residual > 0.5 * residual) ||
      (pass + 1 >= PASSES && (pass + 1) * orbit->order >= STEPS))
    return 0;
  *done = false;
  correct(orbit, Q, H, image, n);
  memcpy(Q, image + n, LEADING * n * sizeof *Q);
  gramschmidt(Q, LEADING, n, NULL);
  return 0;
}

/* Judges all after a round and keeps the open ones. */
static int judge_all(struct batch *batch, size_t pass, double *images,
                     struct fault *fault) {
  size_t n = batch->map->dimension, kept = 0;
  for (size_t c = 0; c < batch->open; ++c) {
    bool done;
    if (judge(batch, c, pass, images + c * VECTORS * n, &done, fault))
      return -1;
    if (done)
      continue;
    batch->orbits[kept] = batch->orbits[c];
    memmove(batch->basis + kept * LEADING * n, batch->basis + c * LEADING * n,
            LEADING * n * sizeof *batch->basis);
    ++kept;
  }
  batch->open = kept;
  return 0;
}

int picard_solve(const struct map *map, size_t count, struct picard *orbits,
                 struct fault *fault) {
  size_t n = map->dimension, part = count * VECTORS * n;
  double *memory = malloc((4 * part + n) * sizeof *memory);
  struct picard **open = malloc((count + 1) * sizeof(struct picard *));
  int failed =
      memory && open
          ? 0
          : fault_set(fault, "no memory for %zu cycles of %zu units", count, n);
  if (!failed) {
    struct batch batch = {.map = map,
                          .open = count,
                          .orbits = open,
                          .vectors = memory,
                          .next = memory + part,
                          .basis = memory + 2 * part};
    failed = bundle_alloc(&batch.weights, n, map->W, count * VECTORS, false, fault);
    for (size_t c = 0; c < count; ++c) {
      open[c] = orbits + c;
      orbits[c].found = false;
      orbits[c].multiplier = orbits[c].residual = INFINITY;
    }
    start_basis(&batch);
    for (size_t pass = 0; batch.open && !failed; ++pass) {
      go_round(&batch, memory + 3 * part, memory + 4 * part);
      failed = judge_all(&batch, pass, memory + 3 * part, fault);
    }
    bundle_free(&batch.weights);
  }
  free(open);
  free(memory);
  return failed;
}
