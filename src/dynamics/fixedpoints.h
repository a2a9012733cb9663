/* fixedpoints: solutions of phi(W x + b) = x from one start, by GSL's hybrid Newton
 * method (gsl_multiroot, after MINPACK's HYBRJ), which also finds unstable ones. */
#ifndef FIXEDPOINTS_H
#define FIXEDPOINTS_H

#include "map.h"

#include <stdbool.h>

struct fixedpoints; /* opaque: GSL's matrix headers and OpenBLAS's cblas.h clash */

/* A solver for MAP, which must outlive it; NULL without memory. */
struct fixedpoints *fixedpoints_alloc(const struct map *map);
void fixedpoints_free(struct fixedpoints *work);

/* Moves X (N) from the start it holds to a fixed point; false where the method stalls
 * (X is then spoilt).  GSL's error handler must be off. */
bool fixedpoints_solve(struct fixedpoints *work, double *x);

#endif
