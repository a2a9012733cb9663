/* survey: what thousands of orbits of one weight matrix run into.
 *
 * All maps of a network share W and differ in their constant input, so their orbits are
 * advanced together (cohort).  Most settle in one linear region, where a single state
 * proves it.  What does not is recorded and watched, ever longer (rounds), until it is
 * clear what it is on (diagnosis) or its budget of steps is spent.  Orbits of the same
 * map that come to an attractor already known share its certificate.
 *
 * What one orbit does casts doubt on others: where one left what seemed chaos, the
 * others must show more patience there, and a curve on which a cycle was found later is
 * locked.  So labels are final only when all orbits have been seen.
 */
#ifndef SURVEY_H
#define SURVEY_H

#include "fault.h"
#include "map.h"
#include "taxonomy.h"

struct orbit {
  const double *input;            /* N: d of its map, the caller's */
  double *state;                  /* N: the start; becomes the last state */
  size_t group;                   /* orbits of the same map have the same number */
  struct certificate certificate; /* what became of it */
  size_t attractor;               /* numbers the attractors of its group from 0 */
};

struct survey;

/* A survey of maps with the weights and the activation of MAP (its b is not used),
 * which keeps the regions it meets; NULL on a fault.  MAP and RULE must outlive it, and
 * GSL's error handler must be off. */
struct survey *survey_open(const struct map *map, const struct examination *rule,
                           struct fault *fault);
void survey_close(struct survey *survey);

/* Labels the COUNT orbits, sorted by group: input, state and group are the caller's,
 * the rest is set.  All chaotic orbits of a map count as one attractor, since nothing
 * tells two apart.  Fault: no memory, or numbers that LAPACK refuses (spectrum). */
int survey_orbits(struct survey *survey, size_t count, struct orbit *orbits,
                  struct fault *fault);

#endif
