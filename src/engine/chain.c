#include "chain.h"

#include <math.h>
#include <string.h>

/* As many sums as stay in registers; also what OpenBLAS's kernels compute at once. */
enum { TALL = 6, WIDE = 8 };

/* A, whose rows are DOWN and whose columns are ALONG apart, B and C. */
struct operands {
  const float *a, *b;
  float *c;
  size_t inner, down, along, ldb, ldc;
  int continues; /* the chains go on from C, else they begin with zero */
  int adds;      /* and are added to C, else they replace it */
};

/* The same from the number I, J of C on. */
static struct operands from(const struct operands *of, size_t i, size_t j) {
  struct operands there = *of;
  there.a += i * of->down;
  there.b += j;
  there.c += i * of->ldc + j;
  return there;
}

/* What follows is written out anew for each TALL, WIDE and TWO it is called with, which
 * are constants there, so that the compiler unrolls the loops over them. */
#define FOR_CONSTANTS static inline __attribute__((always_inline)) void

/* The chains of a tile go on over every STEP-th inner index of those from FIRST on.
 * (Told to unroll the rows, and not the columns, the compiler keeps all sums in
 * registers.) */
FOR_CONSTANTS follow(size_t tall, size_t wide, size_t step, const struct operands *of,
                     size_t first, size_t end, float sum[TALL][WIDE]) {
  const float *a = of->a + first * of->along, *b = of->b + first * of->ldb;
  for (size_t k = first; k < end; k += step) {
#pragma GCC unroll 6
    for (size_t i = 0; i < tall; ++i)
#pragma GCC unroll 1
      for (size_t j = 0; j < wide; ++j)
        sum[i][j] = fmaf(a[i * of->down], b[j], sum[i][j]);
    a += step * of->along;
    b += step * of->ldb;
  }
}

FOR_CONSTANTS multiply_tile(size_t tall, size_t wide, int two,
                            const struct operands *of) {
  float sum[TALL][WIDE] = {{0}}, odd[TALL][WIDE] = {{0}}, *c = of->c;
  size_t paired = two ? of->inner / 8 * 8 : 0;
  for (size_t i = 0; of->continues && i < tall; ++i)
    memcpy(sum[i], c + i * of->ldc, wide * sizeof *c);
  if (two) {
    follow(tall, wide, 2, of, 0, paired, sum);
    follow(tall, wide, 2, of, 1, paired, odd);
  }
  follow(tall, wide, 1, of, paired, of->inner, sum);
  for (size_t i = 0; i < tall; ++i)
    for (size_t j = 0; j < wide; ++j) {
      float number = two ? sum[i][j] + odd[i][j] : sum[i][j];
      c[i * of->ldc + j] = of->adds ? c[i * of->ldc + j] + number : number;
    }
}

FOR_CONSTANTS multiply_rows(size_t rows, size_t wide, int two,
                            const struct operands *of) {
  size_t i = 0;
  for (; i + TALL <= rows; i += TALL) {
    const struct operands tile = from(of, i, 0);
    multiply_tile(TALL, wide, two, &tile);
  }
  for (; i + 2 <= rows; i += 2) {
    const struct operands tile = from(of, i, 0);
    multiply_tile(2, wide, two, &tile);
  }
  for (; i < rows; ++i) {
    const struct operands tile = from(of, i, 0);
    multiply_tile(1, wide, two, &tile);
  }
}

void chain_product(float beta, size_t rows, size_t columns, size_t inner,
                   const float *a, size_t lda, const float *b, size_t ldb, float *c,
                   size_t ldc) {
  const struct operands all = {a, b, c, inner, lda, 1, ldb, ldc, beta > 0.0f, 0};
  size_t j = 0;
  for (; j + WIDE <= columns; j += WIDE) {
    const struct operands panel = from(&all, 0, j);
    multiply_rows(rows, WIDE, 0, &panel);
  }
  for (; j + WIDE / 2 <= columns; j += WIDE / 2) {
    const struct operands panel = from(&all, 0, j);
    multiply_rows(rows, WIDE / 2, 0, &panel);
  }
  for (; j < columns; ++j) {
    const struct operands panel = from(&all, 0, j);
    multiply_rows(rows, 1, 0, &panel);
  }
}

/* How many of those LEFT OpenBLAS takes next, of the inner index as of the columns:
 * what its cache holds, but the last two shares are equal. */
static size_t share_of(size_t left) {
  enum { MOST = 320 };
  if (left >= 2 * MOST)
    return MOST;
  return left > MOST ? (left / 2 + WIDE - 1) / WIDE * WIDE : left;
}

/* How many of the rows from ROW on share an order: of each twelve the first six and the
 * last six, and those left. */
static size_t group_of(size_t row, size_t rows) {
  return row + 12 - row % 12 <= rows ? TALL : rows - row;
}

/* Whether this group takes two chains in panel P of so many: Haswell's kernels have
 * registers for one chain in two panels at once; a panel that is left alone, the first
 * or the last, has two.  The first share of the columns is multiplied by four rows at a
 * time. */
static int takes_two(size_t row, size_t rows, size_t p, size_t panels,
                     int first_share) {
  size_t group = group_of(row, rows);
  if (row + group == rows && row % 12 == 0)
    return first_share || group == 4;
  if (row % 12 == 0)
    return p == 0 || (panels % 2 == 0 && p + 1 == panels);
  return panels % 2 == 1 && p + 1 == panels;
}

/* One part of the inner index and one share of the columns. */
static void add_share(size_t rows, size_t columns, int first_share,
                      const struct operands *of) {
  for (size_t p = 0; p < columns / WIDE; ++p)
    for (size_t i = 0, group; i < rows; i += group) {
      const struct operands panel = from(of, i, p * WIDE);
      group = group_of(i, rows);
      if (takes_two(i, rows, p, columns / WIDE, first_share))
        multiply_rows(group, WIDE, 1, &panel);
      else
        multiply_rows(group, WIDE, 0, &panel);
    }
}

void chain_sum(size_t rows, size_t columns, size_t inner, const float *a, size_t lda,
               const float *b, size_t ldb, float *c, size_t ldc) {
  for (size_t i = 0; i < rows; ++i)
    memset(c + i * ldc, 0, columns * sizeof *c);
  for (size_t k = 0, part; k < inner; k += part) {
    part = share_of(inner - k);
    const struct operands all = {a + k * lda, b + k * ldb, c,   part, 1,
                                 lda,         ldb,         ldc, 0,    1};
    for (size_t j = 0, share; j < columns; j += share) {
      const struct operands these = from(&all, 0, j);
      share = share_of(columns - j);
      add_share(rows, share, j == 0, &these);
    }
  }
}
