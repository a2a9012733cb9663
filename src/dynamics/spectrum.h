/* spectrum: eigenvalues of a dense real matrix, by LAPACK's dgeev, after balancing. */
#ifndef SPECTRUM_H
#define SPECTRUM_H

#include "fault.h"

#include <complex.h>
#include <stddef.h>

/* The N eigenvalues of MATRIX (N x N, row-major, kept), largest modulus first, of a
 * conjugate pair the positive imaginary part first.  N may be 0.  Fault: no memory, a
 * number that is none, or QR did not converge. */
int spectrum_eigenvalues(size_t n, const double *matrix, double complex *values,
                         struct fault *fault);

/* *RADIUS, the largest modulus of an eigenvalue; 0 for N = 0, and INFINITY where QR
 * does not converge, which says something of the matrix and is no fault. */
int spectrum_radius(size_t n, const double *matrix, double *radius,
                    struct fault *fault);

#endif
