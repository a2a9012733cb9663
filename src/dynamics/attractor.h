/* attractor: attractors of one map that are known, and whether an orbit is on one.
 *
 * An orbit is on a known cycle if it is at one of its points, or comes four times
 * nearer to the cycle while it is followed for a while, and near; nearness alone would
 * not do, for the points of a long cycle may lie everywhere on a curve that another
 * orbit wanders along, and two attractors may lie side by side.  It is on a known curve
 * if it lies on the line through the two states drawn nearest to it.  Lengths are
 * measured unit by unit, over the range in which the unit moves, and at least a
 * thousandth of its size.
 */
#ifndef ATTRACTOR_H
#define ATTRACTOR_H

#include "fault.h"
#include "label.h"
#include "map.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct attractor {
  size_t group; /* of the map */
  struct certificate certificate;
  uint64_t key;
  size_t count;  /* states that draw it: those of a cycle, some of a curve */
  double *place; /* 2 N: one of its states, and the range of each unit */
  float *states; /* count x N: relative to the former, in units of the latter */
};

struct attractors; /* those that are kept */

/* For maps of UNITS units, none known yet; NULL and a fault without memory. */
struct attractors *attractors_open(size_t units, struct fault *fault);
void attractors_close(struct attractors *known);

/* Keeps the room, but no attractor. */
void attractors_forget(struct attractors *known);

/* Keeps a new one, of GROUP and with KEY, drawn by COUNT STATES (count x N); does
 * nothing where there is no room. */
void attractors_keep(struct attractors *known, size_t group, uint64_t key,
                     const struct certificate *certificate, const double *states,
                     size_t count, double scale);

/* Whether an orbit in STATE (N) of MAP, with its b, is on the attractor.  NOISE: the
 * rounding of the state, relative to its size.  WORK: 3 N. */
bool attractor_holds(const struct attractor *attractor, const struct map *map,
                     const double *state, double noise, double *work);

/* The first known attractor of GROUP after PREVIOUS (NULL: the first of all) or NULL.
 */
const struct attractor *attractors_next(const struct attractors *known, size_t group,
                                        const struct attractor *previous);

#endif
