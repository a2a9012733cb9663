/* components: the principal components of a set of states, the orthogonal directions in
 * which they vary most, from the eigenvectors of their covariance (LAPACK's dsyevr). */
#ifndef COMPONENTS_H
#define COMPONENTS_H

#include "fault.h"

#include <stddef.h>

/* The COUNT <= N leading components of ROWS states of N numbers, STRIDE numbers from
 * one to the next: their MEAN (N), AXES (count x N, of length 1, the largest coordinate
 * of each positive) and the SHARES (count) of the variance along them, all 0 where the
 * states do not vary. */
int components_find(const double *states, size_t rows, size_t n, size_t stride,
                    size_t count, double *mean, double *axes, double *shares,
                    struct fault *fault);

/* The coordinates of one STATE (N) on the axes: PLACE (count). */
void components_place(const double *state, size_t n, size_t count, const double *mean,
                      const double *axes, double *place);

#endif
