/* Maps as other people bring them: every notation of the text and of HDF5, whatever can
 * be wrong in them; and the general form, whose steps, Jacobians and labels must be those
 * of its own equation. */
#include "basins.h"
#include "mapfile.h"
#include "maphdf.h"
#include "orbits.h"
#include "spectrum.h"
#include "streams.h"

#include <complex.h>
#include <fcntl.h>
#include <gsl/gsl_errno.h>
#include <hdf5.h>
#include <hdf5_hl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "faults.h"
#include "folder.h"
#include "scarce_memory.h"

/* ---- the text -------------------------------------------------------------------- */

static const char *write_bytes(const char *name, const char *bytes, size_t size) {
  FILE *stream = fopen(in_folder(name), "wb");
  assert_non_null(stream);
  assert_int_equal(fwrite(bytes, 1, size, stream), size);
  assert_int_equal(fclose(stream), 0);
  return in_folder(name);
}

static int read_bytes(const char *bytes, size_t size, struct map *map) {
  return mapfile_read(map, write_bytes("text.map", bytes, size), &fault);
}

static int read_text(const char *text, struct map *map) {
  return read_bytes(text, strlen(text), map);
}

/* The same map in every notation. */
static void test_notations(void **state) {
  (void)state;
  static const char *const same[] = {
      "activation relu\ndimension 2\nW\n1 -0.5\n250 0\nb\n0 2\n",
      "\xef\xbb\xbf" "activation relu\ndimension 2\nW\n1 -0.5\n250 0\nb\n0 2\n",
      "activation relu\r\ndimension 2\r\n\r\nW\r\n1 -0.5\r\n250 0\r\nb\r\n0 2\r\n",
      "activation relu\ndimension 2\nW\n1 -0.5\n250 0\nb\n0 2",
      "activation relu\r\ndimension 2\r\nW\r\n1 -0.5\r\n250 0\r\nb\r\n0 2\r",
      "# \xc3\xbc\xff\ndimension 2#\nactivation relu \nb\n+0. 2e0\nW\n1.0E+00 -5e-1\n2.5e2 "
      "-0\n",
      "activation relu\ndimension 2\nleak 1\nW\n1 -0.5\n250 0\nb\n0 2\n",
      "activation relu\ndimension 2\nleak 1 1\nW\n1 -0.5\n250 0\nb\n0 1\ninput\n0 1\n"};
  for (size_t k = 0; k < sizeof same / sizeof *same; ++k) {
    struct map map;
    succeeds(read_text(same[k], &map));
    assert_int_equal(map.activation, MAP_RELU);
    assert_int_equal(map.dimension, 2);
    assert_int_equal(map.linear, 0);
    assert_true(map.W[0] == 1.0 && map.W[1] == -0.5 && map.W[2] == 250.0 &&
                map.W[3] == 0.0 && map.b[0] == 0.0 && map.b[1] == 2.0);
    map_free(&map);
  }
}

static void test_refused(void **state) {
  (void)state;
  static const struct {
    const char *text, *words;
  } wrong[] = {
      {"", "is empty"},
      {"\xef\xbb\xbf", "is empty"},
      {"activation relu\ndimension 1\nW\n1,5\nb\n1\n", ":4: W '1,5' is not a finite number; "
                                                       "numbers are separated by blanks"},
      {"dimension 1\nb\n1.5d0\n", "exponent is to be written with e"},
      {"dimension 1\nb\n0x1p3\n", ":3: b '0x1p3'"},
      {"activation relu\rdimension 1\n", ":1: a carriage return"},
      {"activation relu\n\x01\n", ":2: a control character"},
      {"\xff\xfe" "a", "byte order mark of UTF-16"},
      {"\xfe\xff" "a", "byte order mark of UTF-16"},
      {"dimension 2\nleak 0.1 0.2 0.3\n", ":2: leak has 3 numbers in this row, 2 are"},
      {"dimension 2\nleak\n", ":2: the file ends inside leak"},
      {"leak 0.1\n", ":1: leak stands before dimension"},
      {"dimension 2\nW1\n", ":2: W1 stands before hidden"},
      {"dimension 2\nW2\n", ":2: W2 stands before hidden"},
      {"dimension 2\nb2\n", ":2: b2 stands before hidden"},
      {"dimension 2\ndiagonal 1\n", ":2: diagonal has 1 numbers in this row, 2 are"},
      {"dimension 2\nhidden 0\n", ":2: hidden '0'"},
      {"dimension 2\nhidden 3 4\n", ":2: 'hidden 3 4'"},
      {"dimension 2\nW 1 2\n", ":2: 'W 1 2'"},
      {"activation relu\ndimension 1\nleak 0\nW\n1\nb\n1\n", "leak 0 of unit 1"},
      {"activation relu\ndimension 1\nleak 1.5\nW\n1\nb\n1\n", "leak 1.5 of unit 1"},
      {"activation relu\ndimension 1\nleak 0.5\ndiagonal 1\nW\n1\nb\n1\n",
       "diagonal is not part of a map with leak"},
      {"activation relu\ndimension 1\nhidden 1\ndiagonal 1\nW1\n1\nW2\n1\nb1\n1\n",
       "b2 is missing, which a map with hidden units needs"},
      {"activation relu\ndimension 1\nhidden 1\nW1\n1\nW2\n1\nb1\n1\nb2\n1\n",
       "diagonal is missing"},
      {"activation relu\ndimension 1\nhidden 1\ndiagonal 1\nW1\n1\nW2\n1\nb1\n1\nb2\n1\n"
       "W\n1\n",
       "W is not part of a map with hidden units"},
      {"activation relu\ndimension 1\nW\n1\nb\n1e308\ninput\n1e308\n", "exceed 1.8e308"},
      {"activation relu\ndimension 1\nhidden 1\ndiagonal 1\nW1\n1e200\nW2\n1e200\nb1\n0\nb2\n0\n",
       "exceed 1.8e308"},
      {"activation relu\nW\n", "W stands before dimension"},
      {"activation relu\ndimension 1\nleak 0.5\nb\n1\n", "W is missing"}};
  struct map map;
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; ++i) {
    says(read_text(wrong[i].text, &map), wrong[i].words);
    assert_null(map.W);
  }
  says(read_bytes("dimension\0 1\n", 13, &map), ":1: a NUL byte");
  says(read_bytes("\0\0\xfe\xff", 4, &map), "byte order mark of UTF-32");
  says(mapfile_read(&map, in_folder("nowhere"), &fault), "cannot be read");
  says(mapfile_read(&map, folder, &fault), "is not a file but a directory");
}

/* Through a pipe, in pieces of a few bytes. */
static void test_pipe(void **state) {
  (void)state;
  static const char text[] = "activation tanh\ndimension 1\nW\n-1.5\nb\n0.25";
  int ends[2];
  char name[32];
  struct map map;
  assert_int_equal(pipe(ends), 0);
  pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    for (size_t at = 0; at < sizeof text - 1; at += 7) {
      size_t left = sizeof text - 1 - at;
      nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
      if (write(ends[1], text + at, left < 7 ? left : 7) < 0)
        _exit(1);
    }
    _exit(0);
  }
  close(ends[1]);
  snprintf(name, sizeof name, "/dev/fd/%d", ends[0]);
  succeeds(mapfile_read(&map, name, &fault));
  close(ends[0]);
  assert_true(map.activation == MAP_TANH && map.W[0] == -1.5 && map.b[0] == 0.25);
  map_free(&map);
}

static void test_states(void **state) {
  (void)state;
  static const char text[] = "# two\n1 2.5 -3e1\r\n\n\t4 5 6 # last";
  double *states;
  size_t count;
  write_bytes("starts", text, sizeof text - 1);
  succeeds(mapfile_read_states(in_folder("starts"), 3, &count, &states, &fault));
  assert_int_equal(count, 2);
  assert_true(states[1] == 2.5 && states[2] == -30.0 && states[3] == 4.0 &&
              states[5] == 6.0);
  free(states);
  says(mapfile_read_states(in_folder("starts"), 2, &count, &states, &fault),
       ":2: a start has 3 numbers in this row, 2 are");
  assert_null(states);
  write_bytes("starts", "# none\n", 7);
  says(mapfile_read_states(in_folder("starts"), 2, &count, &states, &fault),
       "holds no start");
  write_bytes("starts", "1 inf\n", 6);
  says(mapfile_read_states(in_folder("starts"), 2, &count, &states, &fault),
       ":1: a start 'inf'");
  FILE *stream = fopen(in_folder("starts"), "w");
  for (size_t k = 0; k < 1000; ++k)
    fprintf(stream, "%zu %.17g\n", k, (double)k / 7.0);
  fclose(stream);
  succeeds(mapfile_read_states(in_folder("starts"), 2, &count, &states, &fault));
  assert_int_equal(count, 1000);
  for (size_t k = 0; k < 1000; ++k)
    assert_true(states[2 * k] == (double)k && states[2 * k + 1] == (double)k / 7.0);
  free(states);
}

/* ---- the general form ------------------------------------------------------------ */

enum { MOST = 9 };

/* Numbers of all the parts that a map may have. */
struct drawn {
  size_t n, h;
  double W[MOST * MOST], b[MOST], A[MOST], D[MOST], input[MOST];
  double W1[MOST * MOST], W2[MOST * MOST], b1[MOST], b2[MOST];
};

enum form { LEAKY, DIAGONAL, HIDDEN, FORMS };

static void draw(struct drawn *d, gsl_rng *rng) {
  d->n = 1 + gsl_rng_uniform_int(rng, MOST);
  d->h = 1 + gsl_rng_uniform_int(rng, MOST);
  for (size_t k = 0; k < MOST * MOST; ++k) {
    d->W[k] = 2.0 * gsl_rng_uniform(rng) - 1.0;
    d->W1[k] = 2.0 * gsl_rng_uniform(rng) - 1.0;
    d->W2[k] = 2.0 * gsl_rng_uniform(rng) - 1.0;
  }
  for (size_t i = 0; i < MOST; ++i) {
    d->A[i] = 1.0 - gsl_rng_uniform(rng);
    d->D[i] = 2.0 * gsl_rng_uniform(rng) - 1.0;
    d->b[i] = 2.0 * gsl_rng_uniform(rng) - 1.0;
    d->b1[i] = 2.0 * gsl_rng_uniform(rng) - 1.0;
    d->b2[i] = 2.0 * gsl_rng_uniform(rng) - 1.0;
    d->input[i] = gsl_rng_uniform(rng);
  }
}

static void put(FILE *stream, const char *word, const double *numbers, size_t rows,
                size_t columns) {
  fprintf(stream, "%s\n", word);
  for (size_t k = 0; k < rows * columns; ++k)
    fprintf(stream, "%.17g%c", numbers[k], (k + 1) % columns ? ' ' : '\n');
}

static void write_map(const struct drawn *d, enum form form, enum map_activation kind) {
  size_t n = d->n, h = d->h;
  FILE *stream = fopen(in_folder("general.map"), "w");
  fprintf(stream, "activation %s\ndimension %zu\n", kind == MAP_TANH ? "tanh" : "relu", n);
  if (form == HIDDEN) {
    fprintf(stream, "hidden %zu\n", h);
    put(stream, "W1", d->W1, n, h);
    put(stream, "W2", d->W2, h, n);
    put(stream, "b1", d->b1, 1, n);
    put(stream, "b2", d->b2, 1, h);
  } else {
    put(stream, "W", d->W, n, n);
    put(stream, "b", d->b, 1, n);
  }
  put(stream, "input", d->input, 1, n);
  put(stream, form == LEAKY ? "leak" : "diagonal", form == LEAKY ? d->A : d->D, 1, n);
  fclose(stream);
}

static double phi(enum map_activation kind, double s) {
  return kind == MAP_TANH ? tanh(s) : s > 0.0 ? s : 0.0;
}

static double slope(enum map_activation kind, double s) {
  return kind == MAP_TANH ? 1.0 - tanh(s) * tanh(s) : s > 0.0;
}

/* One step of the equation as mapparts.h has it, and its Jacobian (n, n). */
static void step(const struct drawn *d, enum form form, enum map_activation kind,
                 const double *z, double *next, double *jacobian) {
  size_t n = d->n, h = form == HIDDEN ? d->h : n;
  memset(jacobian, 0, n * n * sizeof *jacobian);
  for (size_t i = 0; i < n; ++i) {
    next[i] = form == LEAKY      ? (1.0 - d->A[i]) * z[i]
              : form == DIAGONAL ? d->D[i] * z[i] + d->b[i] + d->input[i]
                                 : d->D[i] * z[i] + d->b1[i] + d->input[i];
    jacobian[i * n + i] = form == LEAKY ? 1.0 - d->A[i] : d->D[i];
  }
  for (size_t k = 0; k < h; ++k) {
    double s = form == LEAKY      ? d->b[k] + d->input[k]
               : form == DIAGONAL ? z[k]
                                  : d->b2[k];
    for (size_t j = 0; j < n && form != DIAGONAL; ++j)
      s += (form == LEAKY ? d->W : d->W2)[k * n + j] * z[j];
    for (size_t i = 0; i < n; ++i) {
      double out = form == LEAKY      ? (i == k ? d->A[i] : 0.0)
                   : form == DIAGONAL ? d->W[i * n + k]
                                      : d->W1[i * h + k];
      next[i] += out * phi(kind, s);
      for (size_t j = 0; j < n; ++j)
        jacobian[i * n + j] += out * slope(kind, s) *
                               (form == DIAGONAL ? (double)(j == k)
                                                 : (form == LEAKY ? d->W : d->W2)[k * n + j]);
    }
  }
}

/* The eigenvalues of the map's Jacobian at x. */
static size_t eigenvalues(const struct map *map, const double *x, double complex *values) {
  size_t n = map->dimension;
  double drive[2 * MOST], gain[2 * MOST], jacobian[4 * MOST * MOST];
  map_drive(map, x, drive);
  map_gain(map, drive, gain);
  for (size_t i = 0; i < n; ++i)
    for (size_t j = 0; j < n; ++j)
      jacobian[i * n + j] = gain[i] * map->W[i * n + j];
  succeeds(spectrum_eigenvalues(n, jacobian, values, &fault));
  return n;
}

/* Each of FEW is among MANY, whose others are zero. */
static void same_but_zeros(const double complex *few, size_t count,
                           const double complex *many, size_t more) {
  int taken[2 * MOST] = {0};
  for (size_t k = 0; k < count; ++k) {
    size_t best = more;
    for (size_t m = 0; m < more; ++m)
      if (!taken[m] && (best == more || cabs(many[m] - few[k]) < cabs(many[best] - few[k])))
        best = m;
    assert_true(best < more && cabs(many[best] - few[k]) < 1e-6);
    taken[best] = 1;
  }
  for (size_t m = 0; m < more; ++m)
    assert_true(taken[m] || cabs(many[m]) < 1e-5); /* zeros that are multiple */
}

static void test_general_form(void **state) {
  (void)state;
  gsl_rng *rng = streams_open(7, 8, 9);
  for (size_t trial = 0; trial < 60; ++trial) {
    enum form form = trial % FORMS;
    enum map_activation kind = trial / FORMS % 2 ? MAP_TANH : MAP_RELU;
    struct drawn d;
    struct map map;
    double z[MOST], next[MOST], jacobian[MOST * MOST], x[2 * MOST], image[2 * MOST];
    double complex few[MOST], many[2 * MOST];
    draw(&d, rng);
    write_map(&d, form, kind);
    succeeds(mapfile_read(&map, in_folder("general.map"), &fault));
    assert_int_equal(map_states(&map), d.n);
    assert_int_equal(map.dimension, d.n + (form == HIDDEN ? d.h : d.n));
    for (size_t i = 0; i < d.n; ++i)
      z[i] = 4.0 * gsl_rng_uniform(rng) - 2.0;
    map_lift(&map, z, x);
    for (size_t t = 0; t < 3; ++t) {
      double size = 1.0;
      step(&d, form, kind, z, next, jacobian);
      map_step(&map, x, image);
      for (size_t i = 0; i < d.n; ++i) {
        size = fmax(size, fabs(next[i]));
        assert_true(fabs(image[i] - next[i]) <= 1e-13 * size);
      }
      memcpy(z, next, sizeof z);
      memcpy(x, image, sizeof x);
    }
    /* At a fixed point of the map, if one is found: then both Jacobians are there. */
    struct cycles found = {0};
    succeeds(orbits_search(&map, 1, 3, &found, &fault));
    for (size_t k = 0; k < found.count; ++k) {
      const double *point = found.items[k].points;
      step(&d, form, kind, point, next, jacobian);
      for (size_t i = 0; i < d.n; ++i)
        assert_true(fabs(next[i] - point[i]) <= 1e-9 * fmax(1.0, cycles_size(point, d.n)));
      succeeds(spectrum_eigenvalues(d.n, jacobian, few, &fault));
      same_but_zeros(few, d.n, many, eigenvalues(&map, point, many));
      assert_true(fabs(found.items[k].multiplier - cabs(few[0])) < 1e-6);
    }
    cycles_free(&found);
    map_free(&map);
  }
  gsl_rng_free(rng);
}

static struct certificate label_of(const struct map *map, const double *z) {
  static const struct examination rule = {.settle = 512, .window = 1024, .budget = 65536,
                                          .longest = 512, .returned = 1e-5, .closing = 0.5,
                                          .exponent = 1e-3, .deviations = 3.0,
                                          .defect = 2e-3, .runaway = 1e12};
  struct basins basins;
  succeeds(basins_from(&basins, map, 1, z, &fault));
  succeeds(basins_label(&basins, &rule, &fault));
  struct certificate certificate = basins.orbits[0].certificate;
  basins_free(&basins);
  return certificate;
}

/* Moves z to where 20,000 plain steps of the ReLU system lead. */
static void settle(const struct drawn *d, enum form form, double *z) {
  double next[MOST], jacobian[MOST * MOST];
  for (size_t t = 0; t < 20000; ++t) {
    step(d, form, MAP_RELU, z, next, jacobian);
    memcpy(z, next, d->n * sizeof *z);
  }
}

/* The spectral radius of the product of the Jacobians over ORDER steps from z. */
static double radius_along(const struct drawn *d, enum form form, const double *z,
                           size_t order) {
  size_t n = d->n;
  double at[MOST], next[MOST], J[MOST * MOST], product[MOST * MOST], image[MOST * MOST];
  double radius;
  memcpy(at, z, n * sizeof *at);
  for (size_t k = 0; k < n * n; ++k)
    product[k] = k % (n + 1) == 0;
  for (size_t t = 0; t < order; ++t) {
    step(d, form, MAP_RELU, at, next, J);
    memcpy(at, next, n * sizeof *at);
    for (size_t k = 0; k < n * n; ++k) {
      image[k] = 0.0;
      for (size_t m = 0; m < n; ++m)
        image[k] += J[k / n * n + m] * product[m * n + k % n];
    }
    memcpy(product, image, sizeof product);
  }
  succeeds(spectrum_radius(n, product, &radius, &fault));
  return radius;
}

/* A leaky ReLU network that starts at h >= 0 stays there, and is then the plain network
 *     p' = relu((1 - A) p + A q),  q' = relu(W ((1 - A) p + A q) + b),
 * embedded by hand. */
static void test_leaky_by_hand(void **state) {
  (void)state;
  gsl_rng *rng = streams_open(17, 18, 19);
  size_t seen[LABELS] = {0};
  for (size_t trial = 0; trial < 60; ++trial) {
    struct drawn d;
    struct map leaky, plain;
    double z[2 * MOST], both[2 * MOST] = {0};
    draw(&d, rng);
    for (size_t k = 0; k < MOST * MOST; ++k)
      d.W[k] *= 1.7;
    for (size_t i = 0; i < MOST; ++i)
      d.A[i] = 0.3 + 0.7 * d.A[i];
    write_map(&d, LEAKY, MAP_RELU);
    succeeds(mapfile_read(&leaky, in_folder("general.map"), &fault));
    size_t n = d.n, m = 2 * n;
    succeeds(map_alloc(&plain, MAP_RELU, m, &fault));
    for (size_t i = 0; i < n; ++i) {
      plain.W[i * m + i] = 1.0 - d.A[i];
      plain.W[i * m + n + i] = d.A[i];
      for (size_t j = 0; j < n; ++j) {
        plain.W[(n + i) * m + j] = d.W[i * n + j] * (1.0 - d.A[j]);
        plain.W[(n + i) * m + n + j] = d.W[i * n + j] * d.A[j];
      }
      plain.b[n + i] = d.b[i] + d.input[i];
    }
    for (size_t i = 0; i < n; ++i)
      both[i] = z[i] = gsl_rng_uniform(rng);
    for (size_t i = 0; i < n; ++i) {
      double s = d.b[i] + d.input[i];
      for (size_t j = 0; j < n; ++j)
        s += d.W[i * n + j] * z[j];
      both[n + i] = s > 0.0 ? s : 0.0;
    }
    struct certificate found = label_of(&leaky, z), expected = label_of(&plain, both);
    settle(&d, LEAKY, z);
    ++seen[found.label];
    /* By hand, a silent unit's p and its linear unit's z differ in what is proved of a
     * border at zero; what both say must agree. */
    if (found.label != UNDECIDED && expected.label != UNDECIDED) {
      assert_int_equal(found.label, expected.label);
      assert_int_equal(found.order, expected.order);
      if (found.order) {
        double radius = radius_along(&d, LEAKY, z, found.order);
        assert_true(fabs(found.radius - radius) < 1e-6);
        assert_true(fabs(expected.radius - radius) < 1e-6);
      }
    }
    map_free(&leaky);
    map_free(&plain);
  }
  assert_true(seen[FIXED_POINT] > 5 && seen[CYCLE] > 0 && seen[UNBOUNDED] > 5);
  assert_true(seen[UNDECIDED] < 6);
  gsl_rng_free(rng);
}

static void test_sizes(void **state) {
  (void)state;
  struct map map;
  struct map_terms terms = {.states = 0, .hidden = 1};
  says(map_compose(&map, &terms, &fault), "dimension '0'");
  terms.states = 4096;
  terms.hidden = 4097;
  says(map_compose(&map, &terms, &fault), "hidden '4097'");
  terms.hidden = 0;
  says(map_compose(&map, &terms, &fault), "hidden '0'");
  says(map_alloc(&map, MAP_RELU, 4097, &fault), "dimension '4097'");
}

/* ---- HDF5 ------------------------------------------------------------------------ */

static const double W[4] = {0.5, -1.25, 3.0, 0.0625}, b[2] = {0.75, -2.0};

static hid_t create(void) {
  return H5Fcreate(in_folder("map.h5"), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
}

static void put_data(hid_t file, const char *name, hid_t type, int rank,
                     const hsize_t *shape, const void *data, int deflated) {
  hid_t made = H5Pcreate(H5P_DATASET_CREATE);
  if (deflated) {
    H5Pset_chunk(made, rank, (const hsize_t[]){1, 1});
    H5Pset_shuffle(made);
    H5Pset_deflate(made, 9);
  }
  hid_t space = rank < 0 ? H5Screate(H5S_SCALAR) : H5Screate_simple(rank, shape, NULL);
  hid_t set = H5Dcreate2(file, name, type, space, H5P_DEFAULT, made, H5P_DEFAULT);
  hid_t memory = H5Tequal(type, H5T_IEEE_F32BE) > 0 || H5Tequal(type, H5T_NATIVE_DOUBLE) > 0
                     ? H5T_NATIVE_DOUBLE
                     : type;
  assert_true(H5Dwrite(set, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0);
  H5Dclose(set);
  H5Sclose(space);
  H5Pclose(made);
}

static void put_doubles(hid_t file, const char *name, int rank, hsize_t rows,
                        hsize_t columns, const double *data) {
  put_data(file, name, H5T_NATIVE_DOUBLE, rank, (const hsize_t[]){rows, columns}, data, 0);
}

static void put_plain(hid_t file) {
  H5LTset_attribute_string(file, "/", "activation", "relu");
  put_doubles(file, "W", 2, 2, 2, W);
  put_doubles(file, "b", 1, 2, 0, b);
}

static int read_hdf(hid_t file, struct map *map) {
  H5Fclose(file);
  return mapfile_read(map, in_folder("map.h5"), &fault);
}

static void is_plain(const struct map *map, double more) {
  assert_true(map->activation == MAP_RELU && map->dimension == 2 && !map->linear);
  assert_memory_equal(map->W, W, sizeof W);
  assert_true(map->b[0] == b[0] && map->b[1] == b[1] + more);
}

static void test_hdf(void **state) {
  (void)state;
  struct map map;
  hid_t file = create();
  put_plain(file);
  succeeds(read_hdf(file, &map));
  is_plain(&map, 0.0);
  map_free(&map);
  /* float32, big-endian, chunked and compressed; a column for b; a string of variable
   * length as a dataset. */
  file = create();
  put_data(file, "W", H5T_IEEE_F32BE, 2, (const hsize_t[]){2, 2}, W, 1);
  put_data(file, "b", H5T_IEEE_F32BE, 2, (const hsize_t[]){2, 1}, b, 1);
  hid_t text = H5Tcopy(H5T_C_S1);
  H5Tset_size(text, H5T_VARIABLE);
  put_data(file, "activation", text, -1, NULL, (const char *[]){"relu"}, 0);
  H5Tclose(text);
  succeeds(read_hdf(file, &map));
  is_plain(&map, 0.0);
  map_free(&map);
  /* U x is added, and an input. */
  file = create();
  put_plain(file);
  put_doubles(file, "U", 2, 2, 3, (const double[]){1, 0, -1, 0, 0.5, 0.25});
  put_doubles(file, "x", 1, 3, 0, (const double[]){2, 1, 2});
  put_doubles(file, "input", 1, 2, 0, (const double[]){0, 3});
  succeeds(read_hdf(file, &map));
  is_plain(&map, 4.0);
  map_free(&map);
  /* One leak for all; whole numbers. */
  file = create();
  put_plain(file);
  put_doubles(file, "leak", -1, 0, 0, (const double[]){0.25});
  succeeds(read_hdf(file, &map));
  assert_int_equal(map.linear, 2);
  assert_true(map.W[0] == 0.75 && map.W[2] == 0.25 && map.W[5] == 0.75 && map.b[2] == 0.75);
  map_free(&map);
  file = create();
  put_plain(file);
  put_data(file, "diagonal", H5T_NATIVE_INT, 1, (const hsize_t[]){2}, (const int[]){1, -1}, 0);
  succeeds(read_hdf(file, &map));
  assert_true(map.linear == 2 && map.W[0] == 1.0 && map.W[5] == -1.0);
  map_free(&map);
  /* A shallow one. */
  file = create();
  H5LTset_attribute_string(file, "/", "activation", "tanh");
  put_doubles(file, "W1", 2, 2, 1, W);
  put_doubles(file, "W2", 2, 1, 2, W + 2);
  put_doubles(file, "b1", 1, 2, 0, b);
  put_doubles(file, "b2", 1, 1, 0, b);
  put_doubles(file, "diagonal", 1, 2, 0, b);
  succeeds(read_hdf(file, &map));
  assert_true(map.activation == MAP_TANH && map.linear == 2 && map.dimension == 3);
  map_free(&map);
}

static void test_hdf_refused(void **state) {
  (void)state;
  struct map map;
  hid_t file = create();
  put_doubles(file, "W", 2, 2, 2, W);
  put_doubles(file, "b", 1, 2, 0, b);
  says(read_hdf(file, &map), "has no attribute activation");
  file = create();
  put_doubles(file, "W", 2, 2, 2, W);
  H5LTset_attribute_string(file, "/", "activation", "gelu");
  says(read_hdf(file, &map), "activation 'gelu'");
  file = create();
  H5LTset_attribute_double(file, "/", "activation", b, 2);
  says(read_hdf(file, &map), "activation is not one string");
  file = create();
  put_plain(file);
  put_doubles(file, "leaks", 1, 2, 0, b);
  says(read_hdf(file, &map), "holds 'leaks'");
  file = create();
  H5LTset_attribute_string(file, "/", "activation", "relu");
  put_doubles(file, "W", 2, 2, 2, W);
  says(read_hdf(file, &map), "b is missing");
  file = create();
  put_plain(file);
  put_doubles(file, "leak", 1, 2, 0, W);
  says(read_hdf(file, &map), "leak -1.25 of unit 2");
  file = create();
  put_plain(file);
  put_doubles(file, "U", 2, 2, 2, W);
  says(read_hdf(file, &map), "U stands without x");
  file = create();
  put_plain(file);
  put_doubles(file, "U", 2, 1, 4, W);
  put_doubles(file, "x", 1, 4, 0, W);
  says(read_hdf(file, &map), "U has the shape 1 x 4");
  file = create();
  H5LTset_attribute_string(file, "/", "activation", "relu");
  put_doubles(file, "W", 2, 4, 1, W);
  says(read_hdf(file, &map), "W has the shape 4 x 1; N x N");
  file = create();
  H5LTset_attribute_string(file, "/", "activation", "relu");
  put_doubles(file, "W", 2, 2, 2, W);
  put_doubles(file, "b", 2, 2, 2, W);
  says(read_hdf(file, &map), "b has the shape 2 x 2, 1 x 2");
  file = create();
  H5LTset_attribute_string(file, "/", "activation", "relu");
  put_doubles(file, "W", 2, 2, 2, (const double[]){1, 2, NAN, 4});
  says(read_hdf(file, &map), "W[1, 0] (counted from 0) is nan");
  file = create();
  put_plain(file);
  H5LTset_attribute_string(file, "W", "MATLAB_class", "double");
  says(read_hdf(file, &map), "written by MATLAB");
  file = create();
  H5LTset_attribute_string(file, "/", "activation", "relu");
  H5LTmake_dataset_string(file, "W", "1 2 3 4");
  says(read_hdf(file, &map), "W does not hold real numbers");
  file = create();
  H5LTset_attribute_string(file, "/", "activation", "relu");
  H5Gclose(H5Gcreate2(file, "W", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  says(read_hdf(file, &map), "W is no dataset");
  file = create();
  put_plain(file);
  put_doubles(file, "W2", 2, 2, 2, W);
  says(read_hdf(file, &map), "W2 stands without W1");
  file = create();
  H5Gclose(H5Gcreate2(file, "weights", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  says(read_hdf(file, &map), "is a run, not a map");
  file = create();
  says(read_hdf(file, &map), "has no attribute activation");
}

/* Every byte of a file changed in turn, and the file cut at every length: it is refused
 * with a line, or read; nothing crashes. */
static void test_hdf_damaged(void **state) {
  (void)state;
  static char whole[1 << 15], copy[1 << 15];
  hid_t file = create();
  put_plain(file);
  H5Fclose(file);
  FILE *stream = fopen(in_folder("map.h5"), "rb");
  size_t size = fread(whole, 1, sizeof whole, stream), refused = 0;
  fclose(stream);
  assert_true(size > 1000 && size < sizeof whole);
  for (size_t at = 0; at < size; at += at < 1000 ? 29 : 211) {
    struct mapparts parts = {0};
    memcpy(copy, whole, size);
    copy[at] = (char)(copy[at] ^ 0x5a);
    if (maphdf_is(copy, size)) {
      int failed = maphdf_take(&parts, "map.h5", copy, size, &fault);
      refused += failed != 0;
      assert_true(!failed || *fault.line);
    }
    mapparts_free(&parts);
    memcpy(copy, whole, size);
    assert_int_equal(maphdf_take(&parts, "map.h5", copy, at, &fault), -1);
    assert_true(strstr(fault.line, "is damaged") || strstr(fault.line, "needed"));
    mapparts_free(&parts);
  }
  assert_true(refused > 3);
}

/* ---- memory ---------------------------------------------------------------------- */

static void test_without_memory(void **state) {
  (void)state;
  struct drawn d;
  struct map map;
  gsl_rng *rng = streams_open(1, 1, 1);
  draw(&d, rng);
  gsl_rng_free(rng);
  for (enum form form = 0; form < FORMS; ++form) {
    long refused = 0;
    write_map(&d, form, MAP_RELU);
    for (long k = 1; k < 24; ++k) { /* (without its buffer, a stream still reads) */
      fault.line[0] = '\0';
      refuse_count = k;
      int failed = mapfile_read(&map, in_folder("general.map"), &fault);
      refuse_count = 0;
      refused += failed != 0;
      assert_true(failed ? map.W == NULL && fault.line[0] : map.W != NULL);
      map_free(&map);
    }
    assert_in_range(refused, 5, 22);
  }
}

static int make_folder(void **state) {
  (void)state;
  gsl_set_error_handler_off();
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  return folder_make("test_mapfile");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_notations),     cmocka_unit_test(test_refused),
      cmocka_unit_test(test_pipe),          cmocka_unit_test(test_states),
      cmocka_unit_test(test_general_form),  cmocka_unit_test(test_leaky_by_hand),
      cmocka_unit_test(test_sizes),         cmocka_unit_test(test_hdf),
      cmocka_unit_test(test_hdf_refused),   cmocka_unit_test(test_hdf_damaged),
      cmocka_unit_test(test_without_memory)};
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
