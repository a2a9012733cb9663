/* chain: products of matrices in plain C, where there are no kernels of x86-64
 * (product). Every number is a chain of fused multiplications and additions, or a sum
 * of a few, in the order in which those kernels add up, so that both give the same
 * bits.  fmaf rounds once on any machine; where it is an instruction the compiler takes
 * that, for as many numbers at once as it can. */
#ifndef CHAIN_H
#define CHAIN_H

#include <stddef.h>

/* C (rows, columns) = A (rows, inner) B (inner, columns) + BETA C, where BETA is 0 or
 * 1, in row-major order with rows LDA, LDB and LDC numbers apart.  Each number of C is
 * one chain in the order of the inner index, as in the kernels of LIBXSMM. */
void chain_product(float beta, size_t rows, size_t columns, size_t inner,
                   const float *a, size_t lda, const float *b, size_t ldb, float *c,
                   size_t ldc);

/* C (rows, columns) = A' B of A (inner, rows) and B (inner, columns), where ROWS is a
 * multiple of 4 and COLUMNS one of 8, at least 16.  The order is that of sgemm in
 * OpenBLAS 0.3.21 for Haswell: the inner index in parts that are added up one after the
 * other, each part one chain, or two that take turns. */
void chain_sum(size_t rows, size_t columns, size_t inner, const float *a, size_t lda,
               const float *b, size_t ldb, float *c, size_t ldc);

#endif
