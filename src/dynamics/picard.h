/* picard: long stable cycles of maps with many units, by the Newton-Picard method with
 * subspace iteration (Lust, Roose, Spence and Champneys, SIAM J. Sci. Comput. 19, 1998,
 * 1188-1209).
 *
 * Of the N multipliers of a long stable cycle all but a few are practically zero.  So
 * the orbit x_p = f^p(x_0) is followed with PICARD_LEADING tangent vectors Q only. With
 * e = x_p - x_0 and H = Q'M Q, M being the Jacobian of f^p, the start is corrected by
 *
 *     x_0 <- x_0 + e + Q ((1 - H)^{-1} - 1) Q'e
 *
 * (Newton's step inside the subspace, plain iteration outside), and Q by M Q,
 * orthonormalised, until e is rounding error; the eigenvalues of H are then the leading
 * multipliers.  Several orbits of one weight matrix go together, as one product.
 */
#ifndef PICARD_H
#define PICARD_H

#include "fault.h"
#include "map.h"

#include <stdbool.h>

enum { PICARD_LEADING = 7 };

struct picard {
  size_t order;        /* p, to be given */
  const double *input; /* N: constant part b of the map of this orbit, to be given */
  double *start;       /* N: a guess of x_0, to be given; becomes x_0 */
  float *points;       /* p x N, the caller's: becomes the cycle, x_0 first */
  bool found;          /* e is at most 1e-10 of the largest coordinate */
  double residual;     /* the largest |e| */
  double multiplier;   /* largest modulus of an eigenvalue of H, settled to 1e-8 */
};

/* Solves for the COUNT orbits, given in descending order; MAP's own b is not used. */
int picard_solve(const struct map *map, size_t count, struct picard *orbits,
                 struct fault *fault);

#endif
