/* known: random maps whose attractors follow from their construction, or from a
 * patience that no scan can afford.  The families are
 *
 *   contraction        ReLU or tanh; the rows of |W| sum to less than 1, so the map
 *                      contracts in the largest norm: one fixed point
 *   decay, growth,     W positive with all row sums a, hence Perron's root a: a fixed
 *   line               point, growth without bound, a line of fixed points
 *   rotation           about a point where all units are active, by a quadratic
 *                      irrational share of a turn (quasi-periodic) or by m/q (marginal)
 *   tent               y' = s min(y, 1 - y), sqrt(2) < s < 2: chaotic, exponent ln s
 *   ring               one pulse runs round p sites: a stable cycle of p steps
 *   skew tent          x' = a x + 1 for x < 0, else 1 - c x: a stable cycle of p steps
 *                      (Nusse and Yorke, Physica D 57, 1992, 39-57)
 *   circle             an unstable focus that tanh or clipping bounds: locked or
 *                      quasi-periodic, as two million plain steps of the bare map tell
 *   flip               x' = -tanh(g x), g > 1: a cycle of two steps
 *
 * None of this is to be seen from outside: followers are added that the known map
 * drives and that contract faster than it does, so that nothing about the answer
 * changes; then the units are shuffled, and those of a ReLU map scaled, h_i -> s_i h_i,
 * which ReLU lets through.
 */
#ifndef KNOWN_H
#define KNOWN_H

#include "label.h"
#include "map.h"

#include <gsl/gsl_rng.h>

enum { KNOWN_FAMILIES = 13 };
extern const char *const known_families[KNOWN_FAMILIES];

struct known {
  struct map map;
  double *state; /* N: in the basin of the attractor */
  enum label label;
  size_t order;              /* of a cycle; 0: not known */
  double exponent, rotation; /* NAN: not known */
};

/* Draws a map of FAMILY < KNOWN_FAMILIES; on a fault nothing is left allocated. */
int known_draw(size_t family, gsl_rng *rng, struct known *known, struct fault *fault);
void known_free(struct known *known);

#endif
