/* spectrum: eigenvalues of a dense real matrix, by LAPACK's dgeev, and its
 * eigenvectors, by GSL's Francis QR algorithm (gsl_eigen_nonsymmv), both after
 * balancing. */
#ifndef SPECTRUM_H
#define SPECTRUM_H

#include "fault.h"

#include <complex.h>
#include <stddef.h>

/* All write a fault and return SPECTRUM_SLOW if QR does not converge, which says
 * something of the matrix, and -1 without memory. */
enum { SPECTRUM_SLOW = 1 };

/* The N eigenvalues of MATRIX (N x N, row-major, kept), largest modulus first, of a
 * conjugate pair the positive imaginary part first.  N may be 0. */
int spectrum_eigenvalues(size_t n, const double *matrix, double complex *values,
                         struct fault *fault);

/* Eigenvalues as above with their right eigenvectors: VECTORS (N x N), row k belongs to
 * values[k] and has Euclidean length 1. */
int spectrum_directions(size_t n, const double *matrix, double complex *values,
                        double complex *vectors, struct fault *fault);

/* The largest modulus of an eigenvalue, 0 for N = 0. */
int spectrum_radius(size_t n, const double *matrix, double *radius,
                    struct fault *fault);

#endif
