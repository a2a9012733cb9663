/* Tests of src/product: every number of C against one chain of fmaf in the order of the
 * inner index, on x86-64 to the last bit.  Like the programs the test runs in the
 * pinned environment.  Columns on both sides of a multiple of 64, for the instructions
 * of the kernels depend on what is left. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "blas.h"
#include "product.h"
#include "streams.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct operands {
  size_t rows, columns, inner, lda, ldb, ldc;
  float *a, *b, *c, *right;
};

static float *random_numbers(size_t count, gsl_rng *rng) {
  float *numbers = malloc((count + 1) * sizeof *numbers);
  assert_non_null(numbers);
  for (size_t i = 0; i < count; ++i)
    numbers[i] = (float)gsl_ran_gaussian(rng, 1.7);
  return numbers;
}

static void draw(struct operands *o, size_t rows, size_t columns, size_t inner,
                 gsl_rng *rng) {
  *o = (struct operands){rows,        columns, inner, inner + 3, columns + 5,
                         columns + 2, NULL,    NULL,  NULL,      NULL};
  o->a = random_numbers(rows * o->lda, rng);
  o->b = random_numbers(inner * o->ldb, rng);
  o->c = random_numbers(rows * o->ldc, rng);
  o->right = malloc((rows * o->ldc + 1) * sizeof(float));
  assert_non_null(o->right);
  memcpy(o->right, o->c, rows * o->ldc * sizeof(float));
}

static void discard(struct operands *o) {
  free(o->a);
  free(o->b);
  free(o->c);
  free(o->right);
}

static void multiply_by_definition(struct operands *o, float beta) {
  for (size_t i = 0; i < o->rows; ++i)
    for (size_t j = 0; j < o->columns; ++j) {
      float sum = beta > 0.0f ? o->right[i * o->ldc + j] : 0.0f;
      for (size_t k = 0; k < o->inner; ++k)
        sum = fmaf(o->a[i * o->lda + k], o->b[k * o->ldb + j], sum);
      o->right[i * o->ldc + j] = sum;
    }
}

#ifdef __x86_64__
static const float APART = 0.0f;
#else
static const float APART = 1e-4f; /* OpenBLAS adds in an order of its own */
#endif

/* What lies between the rows of C stays as it was, hence whole rows are compared. */
static void compare(const struct operands *o) {
  for (size_t i = 0; i < o->rows * o->ldc; ++i)
    if (!(fabsf(o->c[i] - o->right[i]) <= APART))
      fail_msg("(%zu, %zu)(%zu, %zu): number %zu is %.9g, should be %.9g", o->rows,
               o->inner, o->inner, o->columns, i, (double)o->c[i], (double)o->right[i]);
}

static void test_shapes(void **state) {
  static const size_t rows[] = {0, 1, 3, 7, 8, 9, 16, 29},
                      columns[] = {4, 16, 24, 65, 80, 131, 250, 264},
                      inner[] = {0, 1, 8, 67, 256};
  gsl_rng *rng = streams_open(20251014, 1, 0);
  (void)state;
  for (size_t r = 0; r < sizeof rows / sizeof *rows; ++r)
    for (size_t c = 0; c < sizeof columns / sizeof *columns; ++c)
      for (size_t k = 0; k < sizeof inner / sizeof *inner; ++k)
        for (int beta = 0; beta < 2; ++beta) {
          struct operands o;
          draw(&o, rows[r], columns[c], inner[k], rng);
          multiply_by_definition(&o, (float)beta);
          product_small((float)beta, o.rows, o.columns, o.inner, o.a, o.lda, o.b, o.ldb,
                        o.c, o.ldc);
          compare(&o);
          discard(&o);
        }
  gsl_rng_free(rng);
}

/* With beta = 0 what C holds does not count, not even what is no number. */
static void test_overwrites(void **state) {
  gsl_rng *rng = streams_open(7, 1, 0);
  struct operands o;
  (void)state;
  draw(&o, 11, 40, 16, rng);
  multiply_by_definition(&o, 0.0f);
  for (size_t i = 0; i < o.rows; ++i)
    for (size_t j = 0; j < o.columns; ++j)
      o.c[i * o.ldc + j] = NAN;
  product_small(0.0f, o.rows, o.columns, o.inner, o.a, o.lda, o.b, o.ldb, o.c, o.ldc);
  compare(&o);
  discard(&o);
  gsl_rng_free(rng);
}

int main(int argc, char **argv) {
  struct fault fault;
  (void)argc;
  if (blas_pin(argv, &fault))
    return fault_print(&fault, "test_product");
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_shapes),
                                     cmocka_unit_test(test_overwrites)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
