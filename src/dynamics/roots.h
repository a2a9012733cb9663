/* roots: the fixed points of a map, stable and unstable, that are found from given
 * starts; for a map of hundreds of units, where the search of orbits takes too long. */
#ifndef ROOTS_H
#define ROOTS_H

#include "cycles.h"

/* Adds what COUNT starts (count x N) lead to, each solved exactly (cycles_solve), and
 * the first SLOW of them also by GSL's roots (fixedpoints), which take far longer.
 * GSL's error handler must be off.  Fault: no memory, or a multiplier that cannot be
 * had (cycles_add). */
int roots_search(const struct map *map, size_t count, size_t slow, const double *starts,
                 struct cycles *found, struct fault *fault);

#endif
