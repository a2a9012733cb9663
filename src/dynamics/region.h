/* region: one linear piece of a ReLU map, x' = D (W x + d) with a fixed pattern D of
 * active units, valid as long as the drive of every active unit stays positive and that
 * of every silent unit negative.
 *
 * Inside everything is exact: the fixed point h* = (1 - D W)^{-1} D d, and with J = D W
 * on the A active units, x_{t+k} - h* = J^k (x_t - h*).  Let
 *
 *     P = sum_k (J^k)'J^k,
 *
 * so that V(e) = e'P e falls along every linear orbit and |w e|^2 <= V(e) w'P^{-1} w
 * for every row w.  If V(h - h*) w_i'P^{-1} w_i < (drive of unit i at h*)^2 for every
 * unit i, the orbit through h can therefore never leave the region and runs into h*: a
 * proof from one state (region_holds).  P solves Stein's equation; it is summed by
 * Smith's doubling (SIAM J. Appl. Math. 16, 1968, 198-201), whose powers J^{2^k} also
 * prove that the spectral radius is below 1, as soon as the norm of one is.
 *
 * Where the leading eigenvalue lambda is real, simple and above 1, with right and left
 * vectors v and u (u'v = 1), P is made for (J - lambda v u') / lambda instead.  Then
 * x_{t+k} - h* = lambda^k (c v + r_k) with c = u'(x_t - h*) and V(r_k) <= V(r_0): the
 * orbit grows in the region for ever if for every unit the drive of c v keeps its sign
 * against r_k and the drive at h* (region_grows).
 *
 * Where it is real, simple, positive and just below 1 (a slow approach, as to what is
 * nearly a line of fixed points) the same division is made: then all of the distance is
 * lambda^k times something bounded, and the orbit stays if the drive at h* outweighs
 * the drive of c v, where that is against it, and r_0.  With P for all of J such an
 * orbit could only be seen to converge after thousands of steps.  Of a complex pair of
 * modulus rho the part of the distance turns in a plane, V z with |z| falling by rho at
 * every step, and the drive |w_i V| |z| is against every unit.
 *
 * A proof it is in real numbers.  P, h* and the drives are computed in double precision
 * and no rounding is bounded here, so the inequalities hold but for relative errors of
 * the order of 1e-16 times the condition of 1 - D W and of P; an orbit that meets one
 * with less to spare than that is not proved to stay.  Nor does it ever run in real
 * numbers: what is said is said of the map, not of its orbit in floating point.
 */
#ifndef REGION_H
#define REGION_H

#include "fault.h"

#include <stdbool.h>
#include <stddef.h>

enum region_kind {
  REGION_STABLE,  /* spectral radius below 1 */
  REGION_GROWING, /* a real, simple leading eigenvalue above 1 */
  REGION_NEUTRAL, /* spectral radius within 1e-6 of 1 */
  REGION_TURNING  /* spectral radius above 1, of a complex pair or a negative number */
};

struct region {
  size_t units, active; /* N and A */
  size_t linear;        /* the first of them are linear: no border is theirs */
  size_t *index;        /* A: the active units */
  int *pivots;          /* A */
  double *factors;      /* A x A: LU factors of 1 - J, column by column */
  bool singular;        /* 1 - J has no inverse: no isolated fixed point */
  bool proved;          /* what follows is known */
  enum region_kind kind;
  double radius;        /* spectral radius of J */
  int slow;             /* eigenvalues taken out of P of a stable region: 0, 1 or 2 */
  double *P;            /* A x A */
  double *sensitivity;  /* N: sqrt(w_i'P^{-1} w_i) */
  double *full;         /* N: scratch, zero where silent */
  double *right, *left; /* 2 x A: v and u of a growing or slow region, or V and U */
  double *along;        /* N: w_i v, or |w_i V| */
};

/* The fixed point of a region under one constant input; the arrays are the caller's. */
struct region_point {
  bool inside;   /* it lies in the region: a fixed point of the map */
  double *state; /* A: h* on the active units */
  double *drive; /* N: W h* + d */
};

/* What a unit does in a region.  Linear units, the first ones of a map if there are
 * any, are active whatever the sign of their drive. */
enum region_unit { REGION_SILENT, REGION_ACTIVE, REGION_LINEAR };

/* The region of the map with weights W (N x N, row i into unit i) in which the units
 * with ACTIVE[i] != REGION_SILENT are active; NULL without memory. */
struct region *region_alloc(size_t units, const double *W, const unsigned char *active);
void region_free(struct region *region);

/* Solves for the fixed point under the constant input D (N); not inside if singular. */
void region_solve(struct region *region, const double *W, const double *d,
                  struct region_point *point);

/* Finds kind, radius, P and the sensitivities, once. */
int region_prove(struct region *region, const double *W, struct fault *fault);

/* Whether the orbit through STATE (N numbers) provably converges to the point inside
 * the proved, stable region.  WORK: 2 A numbers. */
bool region_holds(const struct region *region, const struct region_point *point,
                  const double *state, double *work);

/* Whether it provably grows for ever in the proved, growing region. */
bool region_grows(const struct region *region, const struct region_point *point,
                  const double *state, double *work);

#endif
