/* Norm, effective rank and spectral radius of matrices whose singular values and
 * eigenvalues are known by construction, and what turning a matrix must not change. */
#include "matrix.h"
#include "streams.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_near(double found, double expected, double tolerance) {
  if (!(fabs(found - expected) <= tolerance))
    fail_msg("%.17g is not within %g of %.17g", found, tolerance, expected);
}

static double rank_of(size_t rows, size_t columns, const double *matrix) {
  struct fault fault;
  double rank = -1.0;
  assert_int_equal(matrix_effective_rank(rows, columns, matrix, &rank, &fault), 0);
  return rank;
}

static double radius_of(size_t n, const double *matrix) {
  struct fault fault;
  double radius = -1.0;
  assert_int_equal(matrix_spectral_radius(n, matrix, &radius, &fault), 0);
  return radius;
}

enum { N = 12 };

/* A = Q diag(VALUES) Q', Q a product of random reflections, so the singular values are
 * |VALUES| and the eigenvalues VALUES. */
static void make(const double *values, double *matrix, uint64_t seed) {
  gsl_rng *rng = streams_open(seed, 1, 0);
  memset(matrix, 0, N * N * sizeof *matrix);
  for (size_t i = 0; i < N; ++i)
    matrix[i * N + i] = values[i];
  for (size_t r = 0; r < 5; ++r) {
    double v[N], length = 0.0, across[N], down[N], both = 0.0;
    for (size_t i = 0; i < N; ++i) {
      v[i] = gsl_ran_gaussian(rng, 1.0);
      length += v[i] * v[i];
    }
    for (size_t i = 0; i < N; ++i) { /* (1 - 2 v v' / v'v) A (1 - 2 v v' / v'v) */
      across[i] = down[i] = 0.0;
      for (size_t j = 0; j < N; ++j) {
        across[i] += matrix[i * N + j] * v[j];
        down[i] += matrix[j * N + i] * v[j];
      }
    }
    for (size_t i = 0; i < N; ++i)
      both += v[i] * across[i];
    for (size_t i = 0; i < N; ++i)
      for (size_t j = 0; j < N; ++j)
        matrix[i * N + j] += -2.0 / length * (v[i] * down[j] + across[i] * v[j]) +
                             4.0 / (length * length) * both * v[i] * v[j];
  }
  gsl_rng_free(rng);
}

static void test_known(void **state) {
  (void)state;
  double values[N], matrix[N * N], sum = 0.0, squares = 0.0, entropy = 0.0;
  for (size_t i = 0; i < N; ++i) {
    values[i] = (i % 3 ? 1.0 : -1.0) * (0.3 + 0.17 * (double)(i * i));
    sum += fabs(values[i]);
    squares += values[i] * values[i];
  }
  for (size_t i = 0; i < N; ++i)
    entropy -= fabs(values[i]) / sum * log(fabs(values[i]) / sum);
  make(values, matrix, 3);
  assert_near(rank_of(N, N, matrix), exp(entropy), 1e-11);
  assert_near(radius_of(N, matrix), fabs(values[N - 1]), 1e-11);
  assert_near(matrix_norm(N, N, matrix), sqrt(squares), 1e-11);
}

/* K equal directions have rank K, whatever the scale and the rest of the matrix. */
static void test_counts_directions(void **state) {
  (void)state;
  for (size_t k = 1; k <= N; ++k) {
    double values[N] = {0}, matrix[N * N];
    for (size_t i = 0; i < k; ++i)
      values[i] = 3e-7;
    make(values, matrix, 10 + k);
    assert_near(rank_of(N, N, matrix), (double)k, 1e-6);
  }
}

/* A matrix that is not square, and its transpose: two rows of lengths 3 and 4 at right
 * angles. */
static void test_oblong(void **state) {
  (void)state;
  const double wide[] = {3, 0, 0, 0, 0, 0, 4, 0}, tall[] = {3, 0, 0, 0, 0, 4, 0, 0};
  double p = 3.0 / 7.0, expected = exp(-p * log(p) - (1.0 - p) * log(1.0 - p));
  assert_near(rank_of(2, 4, wide), expected, 1e-14);
  assert_near(rank_of(4, 2, tall), expected, 1e-14);
  assert_near(matrix_norm(2, 4, wide), 5.0, 1e-14);
}

/* A turn by an angle, 1.7 times: a pair of complex eigenvalues. */
static void test_turn(void **state) {
  (void)state;
  const double matrix[] = {1.7 * cos(0.4), -1.7 * sin(0.4), 1.7 * sin(0.4),
                           1.7 * cos(0.4)};
  assert_near(radius_of(2, matrix), 1.7, 1e-14);
  const double nilpotent[] = {0, 5, 0, 0};
  assert_near(radius_of(2, nilpotent), 0.0, 1e-7);
  assert_near(radius_of(0, NULL), 0.0, 0.0);
}

static void test_what_does_not_exist(void **state) {
  (void)state;
  const double zeros[4] = {0}, broken[] = {1, 2, NAN, 3}, endless[] = {1, INFINITY, 2, 3};
  assert_true(isnan(rank_of(2, 2, zeros)));
  assert_true(isnan(rank_of(2, 2, broken)) && isnan(radius_of(2, broken)));
  assert_true(isnan(rank_of(2, 2, endless)) && isnan(radius_of(2, endless)));
  assert_near(matrix_norm(2, 2, zeros), 0.0, 0.0);
  assert_true(!isfinite(matrix_norm(2, 2, broken)));
  assert_true(!isfinite(matrix_norm(2, 2, endless)));
  const double large[] = {3e200, 0, 0, 4e200};
  assert_near(matrix_norm(2, 2, large) / 5e200, 1.0, 1e-14);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_known),
      cmocka_unit_test(test_counts_directions),
      cmocka_unit_test(test_oblong),
      cmocka_unit_test(test_turn),
      cmocka_unit_test(test_what_does_not_exist),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
