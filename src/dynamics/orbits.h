/* orbits: the search for all fixed points and cycles of a map, stable and unstable.
 *
 * Nobody can promise that all are found; the search starts Newton's method (cycles, and
 * fixedpoints for order 1) where they are likely:
 *   - from pieces of orbits, early (wandering) and late (on the attractors);
 *   - from unrelated random states, which is SCYFI's random choice of patterns;
 *   - from every stable cycle found: between its neighbouring points, where the saddles
 *     of a mode-locked invariant curve lie, and reflected in the borders of its
 *     activation patterns, behind which the partner of a border collision lies.
 */
#ifndef ORBITS_H
#define ORBITS_H

#include "cycles.h"

#include <gsl/gsl_rng.h>
#include <stdio.h>

/* Half-width of the box for random starts: the largest coordinate among the first 200
 * states from x = 0, or 1e6 times cycles_scale if they grow beyond that.  Fault: no
 * memory. */
int orbits_box(const struct map *map, double *box, struct fault *fault);

/* A random state X (N): uniform in [0, BOX]^N for ReLU, [-1, 1]^N for tanh; of a map
 * with L linear units, uniform in [-BOX, BOX]^L, lifted. */
void orbits_start(const struct map *map, double box, gsl_rng *rng, double *x);

/* Adds the cycles of order 1 to LONGEST that are found; SEED decides the starts. Fault:
 * no memory, or a multiplier that cannot be had (cycles_add). */
int orbits_search(const struct map *map, size_t longest, unsigned long seed,
                  struct cycles *found, struct fault *fault);

/* One row each: kind, order, stable or not, multiplier, residual and the first point, of
 * which only the states of the system that was given (map_states). */
void orbits_write(const struct cycles *found, const struct map *map, FILE *stream);

#endif
