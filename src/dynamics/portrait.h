/* portrait: one orbit as it is drawn, in the plane of its two leading principal
 * components, with the fixed points of its map around it, their spectra and its own
 * Lyapunov exponents.
 *
 * The first PORTRAIT_FIRST steps are shown and, unless these lead to a fixed point or
 * away for ever, more once the label was decided: one period of a cycle, else
 * PORTRAIT_LATER steps.  An unbounded orbit is shown until it is five times as large
 * as its start.
 *
 * The search of orbits for all fixed points takes far too long for hundreds of units.
 * This one starts from the mean of where the orbit stays, from states along the orbit,
 * from states halfway between these and the mean, and from random ones of the orbit's
 * scale (roots).  What it finds are fixed points to rounding error; nobody can promise
 * that it finds all.
 */
#ifndef PORTRAIT_H
#define PORTRAIT_H

#include "cycles.h"
#include "label.h"

#include <gsl/gsl_rng.h>
#include <stdio.h>

enum { PORTRAIT_FIRST = 256, PORTRAIT_LATER = 512, PORTRAIT_PLANE = 2 };

struct portrait {
  const struct map *map;
  struct certificate certificate; /* of the orbit: label, order, rotation and steps */
  size_t first, later;            /* states that are shown */
  double *states;                 /* (first + later, N), one allocation with: */
  double *late;                   /* N: the state when the label was decided */
  double *middle;                 /* N: the mean of where the orbit stays, or, of one
                                     that does not stay, of its first steps */
  double *mean, *axes;            /* N, (PORTRAIT_PLANE, N) of the components of the
                                     states that were given (map_states) */
  double shares[PORTRAIT_PLANE];
  struct cycles fixed; /* the fixed points found, by multiplier */
};

/* Follows the orbit of MAP (with its b) from START (N), which was given CERTIFICATE,
 * and looks for fixed points, in part from places that RNG draws.  MAP must outlive the
 * portrait; GSL's error handler must be off.  On a fault nothing is left allocated. */
int portrait_make(struct portrait *portrait, const struct map *map,
                  const struct certificate *certificate, const double *start,
                  gsl_rng *rng, struct fault *fault);
void portrait_free(struct portrait *portrait);

/* What is drawn, one row each behind the text POINT and a tab: the shares of the
 * components (kind `share`), the states (`first`, `attractor`) and the fixed points
 * (`fixed`).  The states of a quasi-periodic orbit stand in the order in which they lie
 * on their curve, that of their phases, and the first once more in the end. */
extern const char *const portrait_orbit_columns;
int portrait_write_orbit(const struct portrait *portrait, const char *point,
                         FILE *stream, struct fault *fault);

/* The points of the CYCLES of more than one step, in the same plane (kind `cycle`). */
void portrait_write_cycles(const struct portrait *portrait, const char *point,
                           const struct cycles *cycles, FILE *stream);

/* The eigenvalues of the Jacobian at each fixed point (`nearest`, `further`; silent
 * units, which add zeros, are left out) and up to eight leading Lyapunov exponents of
 * the orbit (`exponent`).  These are computed from the state in which the label was
 * decided and over as many steps as that took, within limits: weak chaos shows in a
 * long average only.  An unbounded orbit is followed as far as its numbers can be held.
 */
extern const char *const portrait_spectrum_columns;
int portrait_write_spectrum(const struct portrait *portrait, const char *point,
                            FILE *stream, struct fault *fault);

#endif
