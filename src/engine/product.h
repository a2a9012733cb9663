/* product: products of matrices so small that BLAS spends a third of its time on laying
 * them out, as they occur at every step of a recurrent network: few rows of A, and a B
 * that stays in the second cache from one step to the next.
 *
 * On x86-64 by the kernels of LIBXSMM (Heinecke, Henry, Hutchinson and Pabst, SC 2016,
 * 981-991), which it writes at run time for one shape.  Each number of C is one chain of
 * fused multiplications and additions in the order of the inner index, whatever the
 * shape, so no result depends on how the rows are cut.  That holds for all its
 * kernels of AVX2 and most of AVX-512, which are used where the machine has them, at twice
 * the speed.  Elsewhere, and for shapes without a kernel, by chains in plain C. */
#ifndef PRODUCT_H
#define PRODUCT_H

#include <stddef.h>

/* C (rows, columns) = A (rows, inner) B (inner, columns) + BETA C, where BETA is 0 or 1,
 * in row-major order with rows LDA, LDB and LDC numbers apart.  Each COLUMNS, INNER,
 * LDA, LDB and LDC that is met gets up to sixteen kernels of its own, for good: they
 * should be few. */
void product_small(float beta, size_t rows, size_t columns, size_t inner,
                   const float *a, size_t lda, const float *b, size_t ldb, float *c,
                   size_t ldc);

/* C (rows, columns) = A' B of A (inner, rows) and B (inner, columns), where ROWS is a
 * multiple of 4, COLUMNS one of 8, at least 16, and INNER any large number: by OpenBLAS
 * on x86-64, elsewhere by chains in the order of its kernel. */
void product_sum(size_t rows, size_t columns, size_t inner, const float *a, size_t lda,
                 const float *b, size_t ldb, float *c, size_t ldc);

#endif
