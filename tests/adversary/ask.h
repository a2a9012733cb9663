/* ask: the only place where the adversary meets the classifier. */
#ifndef ADVERSARY_ASK_H
#define ADVERSARY_ASK_H

#include "fault.h"
#include "system.h"

enum said {
  SAID_POINT,
  SAID_CYCLE,
  SAID_CURVE, /* quasi-periodic, on a curve or a torus */
  SAID_CHAOS,
  SAID_GROWTH,
  SAID_MARGINAL,
  SAID_UNDECIDED,
  SAID_FAULT, /* the survey ended with a fault */
  SAYINGS
};

struct answer {
  enum said said;
  const char *label; /* in the classifier's own words */
  size_t order, steps, attractor;
  double radius, exponent, error;
  size_t excluded; /* a curve is no cycle of up to so many steps, */
  double bound;    /* and its exponent no larger than this */
  double *last;    /* n of the system: the state in which the orbit was left */
};

/* The labels of the COUNT orbits of SYSTEM from STARTS (count x n), with the limits of
 * the report; the same functions label trained networks.  LAST of each answer is set by
 * the caller. */
void ask(const struct system *system, size_t count, const double *starts,
         struct answer *answers);

/* SYSTEM as a map file and START as the file of a start, for `attractors --map`. */
int ask_write(const struct system *system, const double *start, const char *map,
              const char *state, struct fault *fault);

#endif
