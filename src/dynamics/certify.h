/* certify: a stable cycle that an orbit runs into, proved as far as double precision
 * goes.
 *
 * From a late state of the orbit and the number of steps after which it seems to
 * return:
 *   1. The orbit goes on for some periods.  Mostly it then returns to rounding error,
 *      and its own points are the cycle.  Else Newton's method finds the cycle beside
 *      it (cycles, all N directions; picard where that would take too long), and the
 *      orbit must come at least twice as near to it while it is followed on, in a ReLU
 *      map through the linear regions of the cycle.
 *   2. The multiplier is the largest modulus of all eigenvalues of the product of the
 *      Jacobians, however many are alike (picard's leading ones of long cycles).
 *   3. Rounding: an error of the size of rounding is made anew at every step and is
 *      carried on by the Jacobians for two periods.  Where it becomes a hundredth of
 *      what separates a unit from its fold (or, in a smooth map, of the range in which
 *      the unit moves), the cycle may be an artefact of the arithmetic, and nothing is
 *      claimed.
 *
 * Lengths are measured unit by unit, over the range in which the unit moves.
 */
#ifndef CERTIFY_H
#define CERTIFY_H

#include "fault.h"
#include "map.h"

#include <stddef.h>

enum certified {
  CERTIFY_NONE,     /* no cycle there, or the orbit does not come nearer to it */
  CERTIFY_CLOSING,  /* the same, but it returned nearer from period to period */
  CERTIFY_UNSTABLE, /* the orbit rests, to the last bit, on a cycle that repels */
  CERTIFY_ROUNDING, /* see above */
  CERTIFY_NEUTRAL,  /* a multiplier within 1e-7 of 1 */
  CERTIFY_STABLE
};

struct candidate {
  const double *input;        /* N: constant part of the map */
  const double *start;        /* N: a late state */
  const double *range;        /* N: that of each unit, or what counts as none */
  const unsigned char *awake; /* N: which units a drive of exactly 0 counts as active
                                 in, for they came there from above; or NULL */
  const double *unit;         /* N: by which each unit's numbers were multiplied */
  double scale;               /* of the map: what is 1e-16 of it is nothing */
  size_t lag;                 /* after which the orbit seems to return */
  size_t patience;            /* steps that it may be followed for */
  /* set by certify: */
  size_t order;         /* smallest period */
  double multiplier;    /* largest modulus */
  double residual;      /* largest |F^p(x) - x| of a unit, over `unit` */
  const double *points; /* order x N, those of the certifier until its next call */
};

struct certifier;

/* For maps with the weights of MAP, which must outlive it; NULL on a fault. */
struct certifier *certifier_open(const struct map *map, struct fault *fault);
void certifier_close(struct certifier *certifier);

/* Examines the candidate; *FOUND says what came out. */
int certify(struct certifier *certifier, struct candidate *candidate,
            enum certified *found, struct fault *fault);

#endif
