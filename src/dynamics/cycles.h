/* cycles: the periodic orbits x_0 -> x_1 -> ... -> x_{p-1} -> x_0 of a map, stable or
 * not; a fixed point is the cycle of order p = 1.
 *
 * The points are found together by multiple shooting (Stoer and Bulirsch, Introduction
 * to Numerical Analysis, section 7.3): Newton's method for the p equations
 * phi(W x_t + b) = x_{t+1}.  In a ReLU map the Newton step solves the affine map of the
 * p activation patterns exactly, and the next guess takes its patterns from that
 * solution: the search of SCYFI (Eisenmann, Monfared, Goering and Durstewitz, NeurIPS
 * 2023).  It ends with an exact cycle as soon as patterns and solution agree.
 */
#ifndef CYCLES_H
#define CYCLES_H

#include "fault.h"
#include "map.h"

#include <stdbool.h>

struct cycle {
  size_t order;      /* p, the smallest period */
  double multiplier; /* largest modulus of an eigenvalue of the Jacobian of f^p */
  double residual;   /* max over t and units of |f(x_t) - x_{t+1}| */
  double *points;    /* p x N */
};

/* A growing list without duplicates; it owns the points. */
struct cycles {
  size_t count, capacity;
  struct cycle *items;
};

struct cycles_work {
  size_t dimension, longest;          /* N and the largest order p */
  double *memory;                     /* one allocation, cut into: */
  double *gains;                      /* p x N: derivative of phi at each point */
  double *offsets;                    /* p x N */
  double *shifts;                     /* p x N */
  double *drive;                      /* N */
  double *product, *spare, *gathered; /* N x N each */
  size_t *active;                     /* (p + 1) x N: indices of the active units */
  size_t *counts;                     /* p + 1 */
  bool *patterns;                     /* p x N: which units were active */
  int *pivots;                        /* N, LAPACK's */
  const unsigned char *awake;         /* N, or NULL: ReLU units of which a drive of
                                         exactly 0 counts as active, the caller's */
};

enum cycles_status { CYCLES_FOUND, CYCLES_NOT_FOUND };

/* Room for cycles of 1 to LONGEST points of maps with DIMENSION units.  Fault: no
 * memory; then nothing is left allocated. */
int cycles_work_alloc(struct cycles_work *work, size_t dimension, size_t longest,
                      struct fault *fault);
void cycles_work_free(struct cycles_work *work);

/* Moves POINTS (p x N, any guess) onto an exact orbit of period ORDER <= longest.  It
 * is found when the residual is rounding error, at most 1e-10 of the largest
 * coordinate; not found if 64 steps do not suffice or the orbit is not isolated. */
enum cycles_status cycles_solve(const struct map *map, size_t order, double *points,
                                double *residual, struct cycles_work *work);

/* The Jacobian of f^p at points[0], restricted to the units active at the end of the
 * period (the others contribute only zero eigenvalues).  work->product holds it,
 * *SIZE x *SIZE. */
void cycles_jacobian(const struct map *map, size_t order, const double *points,
                     struct cycles_work *work, size_t *size);

/* Takes an orbit of period ORDER into the list: cut to its smallest period, turned to
 * start at its lexicographically smallest point, its multiplier computed.  An orbit
 * that is already listed (points agree to 1e-7 of the scale) or not isolated (an
 * eigenvalue within 1e-9 of +1: a continuum of cycles) is left out. *ADDED says if it
 * was taken.  Fault: no memory, or the multipliers cannot be had (spectrum). */
int cycles_add(struct cycles *cycles, const struct map *map, size_t order,
               const double *points, double residual, struct cycles_work *work,
               bool *added, struct fault *fault);

/* By order, then multiplier. */
void cycles_sort(struct cycles *cycles);
void cycles_free(struct cycles *cycles);

/* Largest |x - y| and largest |x| over COUNT numbers. */
double cycles_distance(const double *x, const double *y, size_t count);
double cycles_size(const double *x, size_t count);

/* What small is measured by: the largest of the COUNT numbers in X, but at least 1 in a
 * tanh map and the largest |b| in a ReLU map (which has no scale of its own). */
double cycles_scale(const struct map *map, const double *x, size_t count);

#endif
