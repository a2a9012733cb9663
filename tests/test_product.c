/* Tests of src/engine: product, and chain, which takes its place where there are no
 * kernels of x86-64.  Every number of C is compared with one chain of fmaf in the order
 * of the inner index; sums over many rows, which OpenBLAS orders in its own way, with
 * each other; all to the last bit.  Like the programs the test runs in the pinned
 * environment.  Columns on both sides of a multiple of 64, for the instructions of the
 * kernels depend on what is left. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "blas.h"
#include "chain.h"
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

static float *copy(const float *numbers, size_t count) {
  float *copied = malloc((count + 1) * sizeof *copied);
  assert_non_null(copied);
  return memcpy(copied, numbers, count * sizeof *copied);
}

static void draw(struct operands *o, size_t rows, size_t columns, size_t inner,
                 gsl_rng *rng) {
  *o = (struct operands){rows,        columns, inner, inner + 3, columns + 5,
                         columns + 2, NULL,    NULL,  NULL,      NULL};
  o->a = random_numbers(rows * o->lda, rng);
  o->b = random_numbers(inner * o->ldb, rng);
  o->c = random_numbers(rows * o->ldc, rng);
  o->right = copy(o->c, rows * o->ldc);
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

/* What lies between the rows of C stays as it was, hence whole rows are compared. */
static void compare(const struct operands *o, const char *by) {
  for (size_t i = 0; i < o->rows * o->ldc; ++i)
    if (memcmp(o->c + i, o->right + i, sizeof *o->c))
      fail_msg("%s (%zu, %zu)(%zu, %zu): number %zu is %.9g, should be %.9g", by,
               o->rows, o->inner, o->inner, o->columns, i, (double)o->c[i],
               (double)o->right[i]);
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
          float *before = copy(o.c, o.rows * o.ldc);
          multiply_by_definition(&o, (float)beta);
          product_small((float)beta, o.rows, o.columns, o.inner, o.a, o.lda, o.b, o.ldb,
                        o.c, o.ldc);
          compare(&o, "product_small");
          chain_product((float)beta, o.rows, o.columns, o.inner, o.a, o.lda, o.b, o.ldb,
                        before, o.ldc);
          free(o.c);
          o.c = before;
          compare(&o, "chain_product");
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
  compare(&o, "product_small");
  discard(&o);
  gsl_rng_free(rng);
}

/* The sums of a gradient over all rows of a batch, of which o.a has the transpose: by
 * what the programs use here, by chains, and roughly by definition. */
static void compare_sums(size_t rows, size_t columns, size_t inner, gsl_rng *rng) {
  struct operands o;
  draw(&o, rows, columns, inner, rng);
  o.lda = rows + 8;
  free(o.a);
  o.a = random_numbers(inner * o.lda, rng);
  product_sum(rows, columns, inner, o.a, o.lda, o.b, o.ldb, o.c, o.ldc);
  chain_sum(rows, columns, inner, o.a, o.lda, o.b, o.ldb, o.right, o.ldc);
  compare(&o, "product_sum and chain_sum");
  for (size_t j = 0; j < columns; ++j) {
    size_t i = j % rows;
    double sum = 0.0;
    for (size_t k = 0; k < inner; ++k)
      sum += (double)o.a[k * o.lda + i] * (double)o.b[k * o.ldb + j];
    assert_true(fabs((double)o.right[i * o.ldc + j] - sum) < 1e-2);
  }
  discard(&o);
}

/* Inner sizes on both sides of OpenBLAS's parts of 320, rows with each rest of twelve,
 * columns with an even and an odd number of panels, and more than its cache holds. */
static void test_sums(void **state) {
  static const size_t rows[] = {8, 16, 24, 32, 64, 248}, columns[] = {16, 24, 88, 264},
                      inner[] = {0, 1, 7, 67, 319, 320, 321, 640, 641, 1500, 3001};
  gsl_rng *rng = streams_open(20251015, 1, 0);
  (void)state;
  for (size_t r = 0; r < sizeof rows / sizeof *rows; ++r)
    for (size_t c = 0; c < sizeof columns / sizeof *columns; ++c)
      for (size_t k = 0; k < sizeof inner / sizeof *inner; ++k)
        if (rows[r] < 248 || columns[c] > 88)
          compare_sums(rows[r], columns[c], inner[k], rng);
  for (size_t r = 16; r <= 24; r += 4)
    for (size_t c = 320; c <= 840; c += 104)
      compare_sums(r, c, 341, rng);
  gsl_rng_free(rng);
}

int main(int argc, char **argv) {
  struct fault fault;
  (void)argc;
  if (blas_pin(argv, &fault))
    return fault_print(&fault, "test_product");
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_shapes),
                                     cmocka_unit_test(test_overwrites),
                                     cmocka_unit_test(test_sums)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
