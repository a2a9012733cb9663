/* rotation: does an orbit turn round a closed invariant curve, and how fast?
 *
 * The rotation number is the mean share of a turn per step.  It is averaged with the
 * bump weights exp(-1/(s (1 - s))), s = t/T, which leave the ends of the record out
 * softly: for a quasi-periodic orbit such an average converges faster than any power of
 * T, where the plain mean errs by 1/T (Das, Saiki, Sander and Yorke, Nonlinearity 30,
 * 2017, 4111-4140).
 *
 * Points x_t = X(rotation t mod 1) of a closed curve X, sorted by that phase, are
 * neighbours on the curve.  So the first half of the record, sorted, draws the curve,
 * and the second half must lie on it; how far it does not is the defect.
 *
 * Is the orbit only on its way to a cycle of q steps on the curve, with m turns in
 * these? Then, seen every q steps, it creeps towards a point of the cycle, always in
 * the same sense.  The q orbits that one sees so creep each in its own gap between two
 * points of the cycle, hence by less than one turn all together, for ever:
 *
 *     |sum over t of (phi(t + q) - phi(t) - m)| < 1,    phi(t) the turns up to step t.
 *
 * A record in which the sum is larger excludes the fraction m/q; one of about
 * q + 1/|q rotation - m| steps does, if there is no such cycle.
 */
#ifndef ROTATION_H
#define ROTATION_H

#include "fault.h"

#include <stddef.h>

enum { ROTATION_SUSPECTS = 3 };

struct rotation {
  double number; /* turns per step, 0 to 1/2 (the sense of turning has no meaning) */
  double defect; /* root mean square distance of the second half from the curve drawn by
                    the first, over the root mean square distance from the centre */
  size_t locked; /* the smallest q that the record does not exclude, or 0 */
  double needed; /* steps of a record that would exclude all, if none is right */
  /* set by rotation_follow: larger q, not excluded, after which the orbit returns ever
   * better, as one that creeps towards a cycle does */
  size_t suspects[ROTATION_SUSPECTS], suspected;
  size_t excluded; /* up to which all fractions are excluded, MOST at most */
};

/* Weighted Birkhoff average of COUNT values; -INFINITY if one of them is. */
double rotation_average(const double *values, size_t count);

/* Measures every CURVES-th of COUNT consecutive states (count x N), of which at least
 * 16 are left, for an orbit that visits so many curves in turn: in the plane of their
 * two leading principal components, AXES (2 x N, orthonormal), which is found, around
 * their mean; fractions with q up to LONGEST.  Number and q are those of the map's
 * CURVES-th iterate. */
int rotation_of_one(const float *states, size_t count, size_t n, size_t curves,
                    size_t longest, float *axes, struct rotation *rotation,
                    struct fault *fault);

/* Number, locked and needed from COUNT points on a plane (x, y), CURVES apart in XY,
 * relative to their mean, and the suspects up to MOST; the defect is not measured. */
int rotation_follow(const float *xy, size_t count, size_t curves, size_t longest,
                    size_t most, struct rotation *rotation, struct fault *fault);

#endif
