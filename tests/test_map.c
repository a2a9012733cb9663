/* The file of a map with all that can be wrong in it; regions of more units than QR is used
 * for, whose eigenvalues are known by construction; and the largest map of all. */
#include "cycles.h"
#include "gramschmidt.h"
#include "map.h"
#include "mapfile.h"
#include "region.h"
#include "spectrum.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "faults.h"
#include "scarce_memory.h"

/* GSL's own functions lose their first part when the second is refused. */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#else
#define __lsan_disable()
#define __lsan_enable()
#endif

/* ---- the file -------------------------------------------------------------------- */

static char path[] = "/tmp/test_map.XXXXXX";

static int read_text(const char *text, struct map *map) {
  FILE *stream = fopen(path, "w");
  assert_non_null(stream);
  fputs(text, stream);
  assert_int_equal(fclose(stream), 0);
  return mapfile_read(map, path, &fault);
}

static void test_file(void **state) {
  (void)state;
  struct map map;
  double x[2] = {1.0, -1.0}, next[2], gain[2];
  succeeds(read_text("# a map\nactivation relu\n\n  dimension 2 # units\nW\n1 2\n 3\t4\n"
                     "input\n0.5 0\nb\n0.25 -8\n", &map));
  assert_int_equal(map.dimension, 2);
  assert_true(map.W[0] == 1.0 && map.W[1] == 2.0 && map.W[2] == 3.0 && map.W[3] == 4.0);
  assert_true(map.b[0] == 0.75 && map.b[1] == -8.0); /* the input is added to b */
  map_step(&map, x, next);
  assert_true(next[0] == 0.0 && next[1] == 0.0); /* relu of -0.25 and -9 */
  x[1] = 0.5;
  map_step(&map, x, next);
  assert_true(next[0] == 2.75 && next[1] == 0.0);
  map_gain(&map, (double[]){1e-300, 0.0}, gain);
  assert_true(gain[0] == 1.0 && gain[1] == 0.0);
  next[0] = 3.0, next[1] = -0.5; /* with their inputs on the other side of 0 */
  map_respond(&map, (double[]){-3.25, 0.75}, next, gain);
  assert_true(next[0] == 0.0 && gain[0] == 0.0 && next[1] == 0.25 && gain[1] == 1.0);
  map_free(&map);
  succeeds(read_text("activation tanh\ndimension 1\nb\n0\nW\n2\n", &map));
  map_step(&map, x, next);
  assert_true(next[0] == tanh(2.0));
  map_gain(&map, (double[]){2.0}, gain);
  assert_true(fabs(gain[0] - (1.0 - tanh(2.0) * tanh(2.0))) < 1e-15);
  next[0] = 0.75;
  map_respond(&map, (double[]){-0.25}, next, gain);
  assert_true(next[0] == tanh(0.5));
  assert_true(fabs(gain[0] - (1.0 - tanh(0.5) * tanh(0.5))) < 1e-15);
  map_free(&map);
}

static void test_file_refused(void **state) {
  (void)state;
  static const char *const wrong[][2] = {
      {"", "is empty"},
      {"activation relu", "dimension is missing"},
      {"activation relu\ndimension 1\nW\n1\n", "b is missing"},
      {"activation relu\ndimension 1\nb\n1\n", "W is missing"},
      {"dimension 1\nW\n1\nb\n1\n", "activation is missing"},
      {"activation sigmoid\n", ":1: activation 'sigmoid'"},
      {"activation relu\nactivation relu\n", ":2: activation stands twice"},
      {"dimension 0\n", ":1: dimension '0'"},
      {"dimension 4097\n", ":1: dimension '4097'"},
      {"dimension 1.5\n", ":1: dimension '1.5'"},
      {"dimension two\n", ":1: dimension 'two'"},
      {"W\n", ":1: W stands before dimension"},
      {"weights\n", ":1: 'weights': "},
      {"dimension\n", ":1: 'dimension': "},
      {"W 1\n", ":1: 'W 1': "},
      {"activation relu tanh\n", ":1: 'activation relu tanh': "},
      {"dimension 2\nW\n1 2\n", ":3: the file ends inside W"},
      {"dimension 2\nW\n1 2 3\n", ":3: W has 3 numbers in this row"},
      {"dimension 2\nW\n1\n", ":3: W has 1 numbers in this row"},
      {"dimension 1\nW\nnan\n", ":3: W 'nan' is not a finite number"},
      {"dimension 1\nb\n1e999\n", ":3: b '1e999' is not a finite number"},
      {"dimension 1\nb\n0x\n", ":3: b '0x' is not a finite number"}};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; ++i) {
    struct map map;
    says(read_text(wrong[i][0], &map), wrong[i][1]);
    assert_null(map.W); /* nothing is left */
  }
  struct map map;
  unlink(path);
  says(mapfile_read(&map, path, &fault), "cannot be read");
  says(map_alloc(&map, MAP_RELU, 0, &fault), "dimension '0'");
}

/* Each request for memory refused in turn. */
static void test_file_without_memory(void **state) {
  (void)state;
  struct map map;
  long refused = 0;
  int failed = read_text("activation relu\ndimension 1\nW\n1\nb\n1\n", &map);
  succeeds(failed);
  map_free(&map);
  do {
    refuse_count = ++refused;
    failed = mapfile_read(&map, path, &fault);
    refuse_count = 0;
    if (failed)
      assert_null(map.W);
  } while (failed);
  map_free(&map);
  assert_true(refused > 2);
}

/* ---- regions --------------------------------------------------------------------- */

enum { N = 40 }; /* QR is used up to 32 active units */

/* W = H D H with H = 1 - 2 v v', |v| = 1: the eigenvalues of D, which is diagonal but for
 * the first two rows, [a -c; c b]. */
static void fill_weights(double *W, double a, double b, double c) {
  double D[N][N] = {{0.0}}, v[N], square = 0.0;
  for (size_t i = 0; i < N; ++i) {
    D[i][i] = i < 2 ? (i ? b : a) : 0.5 * cos((double)i);
    v[i] = 1.0 + 0.3 * sin((double)(3 * i));
    square += v[i] * v[i];
  }
  D[0][1] = -c;
  D[1][0] = c;
  for (size_t i = 0; i < N; ++i)
    for (size_t j = 0; j < N; ++j) {
      double sum = 0.0;
      for (size_t k = 0; k < N; ++k)
        for (size_t l = 0; l < N; ++l)
          if (D[k][l] != 0.0)
            sum += ((i == k) - 2.0 * v[i] * v[k] / square) * D[k][l] *
                   ((l == j) - 2.0 * v[l] * v[j] / square);
      W[i * N + j] = sum;
    }
}

struct bench {
  double W[N * N], d[N], state[N], h[N], drive[N], work[2 * N];
  struct region_point point;
  struct region *region;
};

/* All units are active at the fixed point h* = (2, ..., 2). */
static void set_bench(struct bench *bench, double a, double b, double c) {
  unsigned char active[N];
  memset(active, 1, sizeof active);
  fill_weights(bench->W, a, b, c);
  for (size_t i = 0; i < N; ++i) {
    bench->d[i] = 2.0;
    for (size_t j = 0; j < N; ++j)
      bench->d[i] -= 2.0 * bench->W[i * N + j];
  }
  bench->point = (struct region_point){.state = bench->h, .drive = bench->drive};
  bench->region = region_alloc(N, bench->W, active);
  assert_non_null(bench->region);
  region_solve(bench->region, bench->W, bench->d, &bench->point);
  succeeds(region_prove(bench->region, bench->W, &fault));
}

static void test_stable_region(void **state) {
  (void)state;
  static const double eigenvalues[][3] = {
      {0.97, 0.3, 0.0}, {-0.97, 0.3, 0.0}, {0.6, 0.6, 0.7}};
  for (size_t k = 0; k < 3; ++k) {
    static struct bench bench;
    const double *e = eigenvalues[k];
    set_bench(&bench, e[0], e[1], e[2]);
    double radius = e[2] > 0.0 ? hypot(e[0], e[2]) : fabs(e[0]);
    assert_true(bench.point.inside);
    for (size_t i = 0; i < N; ++i)
      assert_true(fabs(bench.h[i] - 2.0) < 1e-10);
    assert_int_equal(bench.region->kind, REGION_STABLE);
    assert_true(fabs(bench.region->radius - radius) < 1e-9);
    /* Near the fixed point it is proved, far away it is not. */
    for (size_t i = 0; i < N; ++i)
      bench.state[i] = 2.0 + 1e-3 * sin((double)i);
    assert_true(
        region_holds(bench.region, &bench.point, bench.state, bench.work));
    assert_false(region_grows(bench.region, &bench.point, bench.state, bench.work));
    assert_int_equal(bench.region->slow, k == 0 ? 1 : k == 1 ? 0 : 2);
    bench.state[3] = 1e3;
    assert_false(
        region_holds(bench.region, &bench.point, bench.state, bench.work));
    region_free(bench.region);
  }
}

/* Whether a plain orbit stays in the region for STEPS steps. */
static int stays(const struct bench *bench, size_t steps) {
  double x[N], next[N];
  memcpy(x, bench->state, sizeof x);
  for (size_t t = 0; t < steps; ++t, memcpy(x, next, sizeof x))
    for (size_t i = 0; i < N; ++i) {
      next[i] = bench->d[i];
      for (size_t j = 0; j < N; ++j)
        next[i] += bench->W[i * N + j] * x[j];
      if (!(next[i] > 0.0))
        return 0;
    }
  return 1;
}

/* Near and far around the fixed point: of some states it is proved that their orbits stay,
 * of some it is not, and those stay of which it is. */
static void what_is_proved_is_true(struct bench *bench) {
  size_t held = 0;
  for (size_t k = 0; k < 200; ++k) {
    for (size_t i = 0; i < N; ++i)
      bench->state[i] = 2.0 + 0.01 * (double)k * sin((double)(7 * k + i * i));
    if (region_holds(bench->region, &bench->point, bench->state, bench->work)) {
      ++held;
      assert_true(stays(bench, 2000));
    }
  }
  assert_in_range(held, 5, 195);
}

/* A slow approach along one vector is proved at once, up to the very border of the
 * region, whichever side it comes from; with the other vectors in it, what is proved is
 * true. */
static void test_slow_region(void **state) {
  (void)state;
  static struct bench bench;
  set_bench(&bench, 0.9997, 0.3, 0.0);
  const struct region *region = bench.region;
  assert_int_equal(region->kind, REGION_STABLE);
  assert_true(region->slow);
  assert_true(fabs(region->radius - 0.9997) < 1e-9);
  for (int sign = -1; sign <= 1; sign += 2) {
    double border = INFINITY; /* of c, where a unit's first drive would be zero */
    for (size_t i = 0; i < N; ++i)
      if (sign * region->right[i] < 0.0)
        border = fmin(border, 2.0 / (0.9997 * fabs(region->right[i])));
    for (int inside = 0; inside < 2; ++inside) {
      for (size_t i = 0; i < N; ++i)
        bench.state[i] = 2.0 + sign * (inside ? 0.999 : 1.001) * border * region->right[i];
      assert_int_equal(region_holds(region, &bench.point, bench.state, bench.work), inside);
      assert_int_equal(stays(&bench, 5), inside);
    }
  }
  what_is_proved_is_true(&bench);
  region_free(bench.region);
}

/* A slow turn is proved up to the radius at which its drive could outweigh that of the
 * fixed point in some unit, and what is proved is true. */
static void test_slow_turn(void **state) {
  (void)state;
  static struct bench bench;
  double most = 0.0;
  set_bench(&bench, 0.9998 * cos(0.37), 0.9998 * cos(0.37), 0.9998 * sin(0.37));
  const struct region *region = bench.region;
  assert_int_equal(region->kind, REGION_STABLE);
  assert_int_equal(region->slow, 2);
  assert_true(fabs(region->radius - 0.9998) < 1e-9);
  for (size_t i = 0; i < N; ++i)
    most = fmax(most, region->along[i]);
  for (size_t k = 0; k < 40; ++k) {
    double angle = 0.7 * (double)k, c = (k % 2 ? 0.999 : 1.001) * 2.0 / most;
    for (size_t i = 0; i < N; ++i)
      bench.state[i] = 2.0 + c * (cos(angle) * region->right[i] +
                                  sin(angle) * region->right[N + i]);
    int holds = region_holds(region, &bench.point, bench.state, bench.work);
    assert_int_equal(holds, (int)(k % 2));
    assert_true(!holds || stays(&bench, 2000));
  }
  what_is_proved_is_true(&bench);
  region_free(bench.region);
}

/* Of two leading eigenvalues that are real, however near, one is taken out, or none where
 * no power parts them; they never are a turn. */
static void test_near_eigenvalues(void **state) {
  (void)state;
  static struct bench bench;
  for (double gap = 0.03; gap > 1e-12; gap *= 0.17) {
    set_bench(&bench, 0.993, 0.993 * (1.0 - gap), 0.0);
    assert_int_equal(bench.region->kind, REGION_STABLE);
    assert_true(fabs(bench.region->radius - 0.993) < 1e-9);
    assert_true(bench.region->slow == (gap > 2e-6) || (gap < 2e-5 && gap > 2e-7));
    assert_int_not_equal(bench.region->slow, 2);
    what_is_proved_is_true(&bench);
    region_free(bench.region);
  }
}

static void test_other_regions(void **state) {
  (void)state;
  static struct bench bench;
  set_bench(&bench, 1.03, 0.3, 0.0);
  assert_int_equal(bench.region->kind, REGION_GROWING);
  assert_true(fabs(bench.region->radius - 1.03) < 1e-9);
  /* The leading vector is not positive here, so no orbit can grow in it for ever. */
  for (size_t i = 0; i < N; ++i)
    bench.state[i] = 2.0 + 1e-3;
  assert_false(region_grows(bench.region, &bench.point, bench.state, bench.work));
  assert_false(region_holds(bench.region, &bench.point, bench.state, bench.work));
  region_free(bench.region);
  set_bench(&bench, 0.8, 0.8, 0.7); /* modulus 1.063 */
  assert_int_equal(bench.region->kind, REGION_TURNING);
  assert_true(fabs(bench.region->radius - hypot(0.8, 0.7)) < 1e-9);
  region_free(bench.region);
  set_bench(&bench, -1.0, 0.3, 0.0);
  assert_int_equal(bench.region->kind, REGION_NEUTRAL);
  region_free(bench.region);
}

static void test_region_without_memory(void **state) {
  (void)state;
  static struct bench bench;
  const unsigned char active[N] = {1, 1, 1};
  fill_weights(bench.W, 0.9, 0.3, 0.0);
  for (long k = 1; k <= 4; ++k) {
    refuse_count = k;
    assert_null(region_alloc(N, bench.W, active));
    refuse_count = 0;
  }
  struct region *region = region_alloc(N, bench.W, active);
  assert_non_null(region);
  long refused = 0;
  int failed;
  do {
    __lsan_disable();
    refuse_count = ++refused;
    failed = region_prove(region, bench.W, &fault);
    refuse_count = 0;
    __lsan_enable();
    assert_int_equal(region->proved, !failed);
  } while (failed);
  assert_true(refused > 3);
  region_free(region);
}

/* ---- vectors and eigenvalues ------------------------------------------------------ */

static void test_gramschmidt(void **state) {
  (void)state;
  double Q[3][3] = {{3.0, 0.0, 4.0}, {6.0, 0.0, 8.0}, {0.0, 2.0, 5.0}}, lengths[3];
  gramschmidt(*Q, 3, 3, lengths);
  assert_true(fabs(lengths[0] - 5.0) < 1e-15 && lengths[1] == 0.0);
  assert_true(fabs(lengths[2] - sqrt(13.0)) < 1e-14); /* (0, 2, 5) less its 4 of 5 */
  for (size_t i = 0; i < 3; ++i)
    assert_true(Q[1][i] == 0.0); /* it lay in the span of the first */
  assert_true(fabs(Q[0][0] - 0.6) < 1e-15 && fabs(Q[0][2] - 0.8) < 1e-15);
  assert_true(fabs(Q[0][0] * Q[2][0] + Q[0][2] * Q[2][2]) < 1e-15);
}

static void test_spectrum(void **state) {
  (void)state;
  const double matrix[3][3] = {{0.0, -2.0, 0.0}, {2.0, 0.0, 0.0}, {0.0, 0.0, 3.0}};
  double complex values[3];
  double radius;
  succeeds(spectrum_eigenvalues(3, *matrix, values, &fault));
  assert_true(cabs(values[0] - 3.0) < 1e-14 && cabs(values[1] - 2.0 * I) < 1e-14 &&
              cabs(values[2] + 2.0 * I) < 1e-14);
  succeeds(spectrum_radius(3, *matrix, &radius, &fault));
  assert_true(fabs(radius - 3.0) < 1e-14);
  succeeds(spectrum_radius(0, NULL, &radius, &fault));
  assert_true(radius == 0.0);
  succeeds(spectrum_eigenvalues(0, NULL, values, &fault));
  int failed;
  long refused = 0;
  do { /* each request of ours and of LAPACK's */
    __lsan_disable();
    refuse_count = ++refused;
    failed = spectrum_eigenvalues(3, *matrix, values, &fault);
    refuse_count = 0;
    __lsan_enable();
    assert_true(failed == 0 || failed == -1);
  } while (failed);
  assert_true(refused > 2);
  const double none[1] = {NAN};
  assert_int_equal(spectrum_radius(1, none, &radius, &fault), -1);
}

/* More active units than had room once, and more than a plain one. */
static void test_many_units(void **state) {
  (void)state;
  enum { LINEAR = MAP_STATES_MOST, HIDDEN = 104 };
  double *zeros = calloc((size_t)LINEAR * HIDDEN, sizeof *zeros);
  double *halves = malloc(LINEAR * sizeof *halves), residual;
  struct map map;
  struct cycles_work work;
  assert_true(zeros && halves);
  for (size_t i = 0; i < LINEAR; ++i)
    halves[i] = 0.5;
  const struct map_terms terms = {MAP_RELU, LINEAR, HIDDEN, halves,
                                  zeros,    zeros,  halves, halves};
  succeeds(map_compose(&map, &terms, &fault));
  succeeds(cycles_work_alloc(&work, map.dimension, 1, &fault));
  double *point = calloc(map.dimension, sizeof *point);
  assert_non_null(point);
  assert_int_equal(cycles_solve(&map, 1, point, &residual, &work), CYCLES_FOUND);
  for (size_t i = 0; i < map.dimension; ++i) /* z = z / 2 + 1 / 2, y = 1 / 2 */
    assert_true(point[i] == (i < LINEAR ? 1.0 : 0.5));
  free(point);
  free(zeros);
  free(halves);
  cycles_work_free(&work);
  map_free(&map);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_file),
      cmocka_unit_test(test_file_refused),
      cmocka_unit_test(test_file_without_memory),
      cmocka_unit_test(test_stable_region),
      cmocka_unit_test(test_slow_region),
      cmocka_unit_test(test_slow_turn), cmocka_unit_test(test_near_eigenvalues),
      cmocka_unit_test(test_other_regions),
      cmocka_unit_test(test_region_without_memory),
      cmocka_unit_test(test_gramschmidt),
      cmocka_unit_test(test_spectrum),
      cmocka_unit_test(test_many_units),
  };
  gsl_set_error_handler_off();
  int file = mkstemp(path);
  if (file < 0)
    return 2;
  close(file);
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  unlink(path);
  return failed;
}
