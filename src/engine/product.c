#include "product.h"

#include "chain.h"

#ifdef __x86_64__
#include <cblas.h>
#include <libxsmm.h>

enum {
  BLOCK = 8,  /* rows at a time: the least at which a kernel is at full speed */
  FLOATS = 16 /* in a register of AVX-512 */
};

/* What one call multiplies; the rows are cut into blocks of one kernel each. */
struct shape {
  float beta;
  size_t columns, inner, lda, ldb, ldc;
};

/* How many of the columns stand alone in the last register.  There LIBXSMM's kernels
 * for AVX-512 add up in several sums at once, in another order. */
static size_t left_over(size_t columns) {
  size_t last = columns % (4 * FLOATS);
  return last <= FLOATS ? last : 0;
}

static int instructions(size_t columns) {
  return !left_over(columns) && __builtin_cpu_supports("avx512bw") &&
                 __builtin_cpu_supports("avx512dq") &&
                 __builtin_cpu_supports("avx512vl")
             ? LIBXSMM_X86_AVX512_CORE
             : LIBXSMM_X86_AVX2;
}

/* The kernel for ROWS rows; NULL if it cannot be made.  (LIBXSMM counts by columns, so
 * it sees B' and A' and their product C'.) */
static libxsmm_smmfunction kernel(const struct shape *shape, size_t rows) {
  const libxsmm_blasint lda = (int)shape->ldb, ldb = (int)shape->lda,
                        ldc = (int)shape->ldc;
  const float one = 1.0f;
  const int flags = LIBXSMM_GEMM_FLAG_NONE;
  libxsmm_set_target_archid(instructions(shape->columns));
  return libxsmm_smmdispatch((int)shape->columns, (int)rows, (int)shape->inner, &lda,
                             &ldb, &ldc, &one, &shape->beta, &flags, NULL);
}

/* As many of the ROWS as make whole blocks; returns how many were done. */
static size_t multiply_blocks(const struct shape *shape, size_t rows, size_t block,
                              const float *a, const float *b, float *c) {
  size_t done = 0;
  libxsmm_smmfunction multiply = block && rows >= block ? kernel(shape, block) : NULL;
  for (; multiply && done + block <= rows; done += block)
    multiply(b, a + done * shape->lda, c + done * shape->ldc);
  return done;
}
#endif

void product_small(float beta, size_t rows, size_t columns, size_t inner,
                   const float *a, size_t lda, const float *b, size_t ldb, float *c,
                   size_t ldc) {
#ifdef __x86_64__
  size_t last = left_over(columns);
  if (last && columns > 4 * FLOATS) {
    size_t first = columns - last - 2 * FLOATS;
    product_small(beta, rows, first, inner, a, lda, b, ldb, c, ldc);
    product_small(beta, rows, columns - first, inner, a, lda, b + first, ldb, c + first,
                  ldc);
    return;
  }
  const struct shape shape = {beta, columns, inner, lda, ldb, ldc};
  size_t done = columns && inner ? multiply_blocks(&shape, rows, BLOCK, a, b, c) : 0;
  a += done * lda;
  c += done * ldc;
  rows -= done;
  done = columns && inner ? multiply_blocks(&shape, rows, rows % BLOCK, a, b, c) : 0;
  if (done == rows)
    return;
#endif
  chain_product(beta, rows, columns, inner, a, lda, b, ldb, c, ldc);
}

void product_sum(size_t rows, size_t columns, size_t inner, const float *a, size_t lda,
                 const float *b, size_t ldb, float *c, size_t ldc) {
#ifdef __x86_64__
  cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)rows, (int)columns,
              (int)inner, 1.0f, a, (int)lda, b, (int)ldb, 0.0f, c, (int)ldc);
#else
  chain_sum(rows, columns, inner, a, lda, b, ldb, c, ldc);
#endif
}
