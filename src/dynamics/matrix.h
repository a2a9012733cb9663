/* matrix: a few numbers that say how large a matrix is and in how many directions, by
 * LAPACK.  Matrices are row-major and kept.
 *
 * The effective rank (Roy and Vetterli, EUSIPCO 2007, 606-610) is exp(H) of the entropy
 * H = -sum p log p of the normalised singular values p = s / sum s: the number of
 * directions if all are alike, and less if some dominate.  It is continuous and knows
 * no tolerance, unlike the number of singular values that are not zero. */
#ifndef MATRIX_H
#define MATRIX_H

#include "fault.h"

#include <stddef.h>

/* The Frobenius norm of MATRIX (ROWS x COLUMNS): not finite if an entry is not. */
double matrix_norm(size_t rows, size_t columns, const double *matrix);

/* *RANK in [1, min(rows, columns)]; NAN for a matrix of zeros, which has no direction,
 * and for one that is not finite.  Fault: no memory, or LAPACK's dgesdd did not
 * converge. */
int matrix_effective_rank(size_t rows, size_t columns, const double *matrix,
                          double *rank, struct fault *fault);

/* *RADIUS, the largest modulus of an eigenvalue of MATRIX (N x N); NAN for one that is
 * not finite, and as spectrum_radius says of any other: INFINITY where QR does not
 * converge.  Fault: no memory. */
int matrix_spectral_radius(size_t n, const double *matrix, double *radius,
                           struct fault *fault);

/* What became of a matrix. */
struct matrix_change {
  double relative; /* norm of the change over that of the matrix before */
  double rank;     /* the effective rank of the change */
  double norm;     /* of the matrix as it is */
  double radius;   /* its spectral radius; NAN unless it is square */
};

/* Compares NOW with BEFORE, ROWS x COLUMNS numbers each whose rows are STRIDE apart; WORK
 * has room for twice as many.  Fault: as of the rank and the radius. */
int matrix_compare(const float *now, const float *before, size_t rows, size_t columns,
                   size_t stride, double *work, struct matrix_change *change,
                   struct fault *fault);

#endif
