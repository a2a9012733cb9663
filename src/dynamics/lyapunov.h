/* lyapunov: leading Lyapunov exponents of an orbit, in nats per step, by repeated QR
 * decomposition of tangent vectors (Benettin, Galgani, Giorgilli and Strelcyn,
 * Meccanica 15, 1980, 9-30), with standard errors.
 *
 * The mean of the local stretches is taken with the weights of rotation_average: on
 * chaotic orbits it is about as good as the plain mean, on quasi-periodic ones, whose
 * stretches add up to a bounded number, it converges to the exact 0 much faster.  The
 * standard error is that of four means over the quarters of the record.
 */
#ifndef LYAPUNOV_H
#define LYAPUNOV_H

#include "fault.h"
#include "map.h"

/* The COUNT <= N leading EXPONENTS, largest first, and their ERRORS, along STEPS >= 16
 * steps from STATE (N), after TRANSIENT ones that only turn the tangent vectors.  STATE
 * is moved to the orbit's end.  A direction that is annihilated has exponent -INFINITY.
 * Fault: no memory. */
int lyapunov_exponents(const struct map *map, double *state, size_t count,
                       size_t transient, size_t steps, double *exponents,
                       double *errors, struct fault *fault);

#endif
