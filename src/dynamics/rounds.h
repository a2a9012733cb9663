/* rounds: records and watches of the orbits that did not settle, ever longer, until
 * each has a label or its steps are spent.
 *
 * In every round the open orbits are recorded, those that no record explains go on with
 * their watch, and those that seem chaotic run on unseen (diagnosis).  Records become
 * four times, watches twice as long from round to round.  Of each map one orbit is
 * examined first, then up to two more, four and so on, for what is found on the first
 * spares most of the others their examination: they are on an attractor that is known.
 */
#ifndef ROUNDS_H
#define ROUNDS_H

#include "cohort.h"
#include "diagnosis.h"
#include "fault.h"

#include <stddef.h>

struct rounds {
  struct diagnosis *diagnosis;
  double *kept; /* (COHORT_RUNNING, 2 N): states and tangents */
  float *tape;  /* room for ROOM numbers: the states of a record */
  size_t room;
};

/* Rounds of the orbits of DIAGNOSIS, which must outlive them.  On a fault nothing is to
 * be freed. */
int rounds_alloc(struct rounds *rounds, struct diagnosis *diagnosis,
                 struct fault *fault);
void rounds_free(struct rounds *rounds);

/* Examines those of the COUNT orbits, sorted by group, that have no label and have not
 * been examined; one that stays without has a reason.  Room: CHOSEN (count) and NUMBERS
 * (count, 5 N). */
int rounds_examine(struct rounds *rounds, size_t count, struct followed *orbits,
                   struct followed **chosen, double *numbers, struct fault *fault);

#endif
