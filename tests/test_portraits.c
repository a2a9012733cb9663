/* The program portraits, from inside: a network whose map has three fixed points that
 * can be written down, its run and its scan; and the instruments that it is made of. */
#define main portraits_main
#include "portraits.c"
#undef main

#include "components.h"
#include "mapfile.h"
#include "orbits.h"
#include "roots.h"
#include "scarce_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "faults.h"
#include "folder.h"

/* Two units that excite themselves and inhibit each other.  With these biases
 *   (2, 0) and (0, 1.8) are stable, with the eigenvalue 0.5 of the active unit;
 *   (8/15, 11/15) is a saddle, with the eigenvalues 1.5 and -0.5. */
static const double W[4] = {0.5, -1.0, -1.0, 0.5}, b[2] = {1.0, 0.9};
static const double fixed_points[3][2] = {
    {0.0, 1.8}, {2.0, 0.0}, {8.0 / 15.0, 11.0 / 15.0}};

/* GSL 2.7 loses the head of a matrix for which there is no block. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
  return "leak:gsl_matrix_alloc";
}

static void near(double value, double expected, double tolerance) {
  if (!(fabs(value - expected) <= tolerance))
    fail_msg("%.10g, %.10g is expected", value, expected);
}

/* A network of these weights that reads no input. */
static void write_run(const char *name, const char *outcome, long streams) {
  struct specification spec;
  struct network net;
  struct runfile run;
  parameters_default(specification_table, specification_count, &spec);
  spec.units = 2;
  spec.streams = streams;
  spec.seed = 5;
  assert_int_equal(network_alloc(&net, &spec), 0);
  for (size_t i = 0; i < 2; ++i) {
    net.U[i * net.row_width + net.inputs] = (float)b[i];
    for (size_t j = 0; j < 2; ++j)
      net.W[i * net.width + j] = (float)W[2 * i + j];
  }
  succeeds(runfile_create(&run, in_folder(name), &fault));
  succeeds(specification_write(&spec, &run, &fault));
  succeeds(runfile_put_text(&run, "outcome", outcome, &fault));
  succeeds(network_write(&net, &run, "/weights", &fault));
  succeeds(runfile_commit(&run, &fault));
  network_free(&net);
}

/* A scan of three points, with the labels A, B and C, amid rows that do not count. */
static void write_scan(const char *name, const char *a, const char *b_, const char *c) {
  const char *const labels[] = {a, b_, c};
  FILE *file = fopen(in_folder(name), "w");
  fputs("stage\tstart\tlabel\torder\trotation\tsteps\n", file);
  for (size_t k = 0; k < 3; ++k)
    fprintf(file, "stimulus\t0\t%s\t%d\t0.25\t64\nstimulus\t1\tmarginal\t1\tnan\t64\n",
            labels[k],
            !strcmp(labels[k], "fixed-point") ? 1
            : !strcmp(labels[k], "cycle")     ? 3
                                              : 0);
  fputs("delay\t0\tmarginal\t1\tnan\t64\n", file);
  fclose(file);
}

static void write_ensemble(const char *text) {
  FILE *file = fopen(in_folder("ensemble.tsv"), "w");
  fputs(text, file);
  fclose(file);
}

/* What main does after it has read its command line. */
static int run_portraits(void) {
  const struct portraits_options places = {.runs = folder, .tables = folder};
  struct subject subjects[LABELS] = {{.run = NULL}};
  struct table ensemble;
  succeeds(table_read(&ensemble, in_folder("ensemble.tsv"), &fault));
  int failed = choose_all(&places, &ensemble, subjects, &fault) ||
               write_figures(&places, subjects, &fault);
  table_free(&ensemble);
  return failed ? -1 : 0;
}

/* The number in COLUMN of the row of KIND whose columns NUMBER and RANK (unless -1) are
 * these. */
static double number_in(const char *name, const char *kind, int number, int rank,
                        const char *column_name, const char **stable) {
  struct table table;
  size_t column[5];
  const char *const names[] = {"kind", "number", column_name, "stable", "rank"};
  double value = NAN;
  succeeds(table_read(&table, in_folder(name), &fault));
  for (size_t k = 0; k < (rank < 0 ? 4 : 5); ++k)
    succeeds(table_column(&table, names[k], column + k, &fault));
  for (size_t row = 0; row < table.rows; ++row)
    if (!strcmp(table_text(&table, row, column[0]), kind) &&
        (number < 0 || atoi(table_text(&table, row, column[1])) == number) &&
        (rank < 0 || atoi(table_text(&table, row, column[4])) == rank)) {
      value = strtod(table_text(&table, row, column[2]), NULL);
      if (stable)
        *stable = !strcmp(table_text(&table, row, column[3]), "yes") ? "yes" : "no";
    }
  table_free(&table);
  return value;
}

static size_t count_rows(const char *name, const char *column_name, const char *value) {
  struct table table;
  size_t column, count = 0;
  succeeds(table_read(&table, in_folder(name), &fault));
  succeeds(table_column(&table, column_name, &column, &fault));
  for (size_t row = 0; row < table.rows; ++row)
    count += !strcmp(table_text(&table, row, column), value);
  table_free(&table);
  return count;
}

static void test_fixed_points_are_found_and_marked(void **state) {
  const char *stable;
  double x[3], y[3];
  (void)state;
  write_scan("attractors/a.tsv", "fixed-point", "fixed-point", "fixed-point");
  write_ensemble("id\na\n");
  succeeds(run_portraits());
  assert_int_equal(count_rows("figure-portraits.tsv", "kind", "fixed"), 3);
  for (int k = 0; k < 3; ++k) {
    x[k] = number_in("figure-portraits.tsv", "fixed", k, -1, "x", &stable);
    y[k] = number_in("figure-portraits.tsv", "fixed", k, -1, "y", NULL);
    assert_string_equal(stable, k < 2 ? "yes" : "no"); /* sorted by multiplier */
  }
  /* The plane of two units is turned and shifted, no more. */
  double apart = hypot(x[0] - x[1], y[0] - y[1]);
  near(apart, hypot(2.0, 1.8), 1e-5);
  for (int k = 0; k < 2; ++k) {
    double off = hypot(x[k] - x[2], y[k] - y[2]);
    double a = hypot(fixed_points[0][0] - fixed_points[2][0],
                     fixed_points[0][1] - fixed_points[2][1]);
    double c = hypot(fixed_points[1][0] - fixed_points[2][0],
                     fixed_points[1][1] - fixed_points[2][1]);
    assert_true(fabs(off - a) < 1e-5 || fabs(off - c) < 1e-5);
  }
  /* From silence the first unit wins; the orbit ends at its fixed point. */
  double end[2] = {
      number_in("figure-portraits.tsv", "first", PORTRAIT_FIRST, -1, "x", NULL),
      number_in("figure-portraits.tsv", "first", PORTRAIT_FIRST, -1, "y", NULL)};
  assert_true(hypot(end[0] - x[0], end[1] - y[0]) < 1e-5 ||
              hypot(end[0] - x[1], end[1] - y[1]) < 1e-5);
}

static void test_spectra_are_known(void **state) {
  const char *stable;
  (void)state;
  write_scan("attractors/a.tsv", "fixed-point", "fixed-point", "fixed-point");
  write_ensemble("id\na\n");
  succeeds(run_portraits());
  near(number_in("figure-spectra.tsv", "further", 2, 0, "real", &stable), 1.5, 1e-5);
  assert_string_equal(stable, "no");
  near(number_in("figure-spectra.tsv", "further", 2, 1, "real", NULL), -0.5, 1e-5);
  near(number_in("figure-spectra.tsv", "nearest", -1, 0, "real", &stable), 0.5, 1e-5);
  assert_string_equal(stable, "yes");
  near(number_in("figure-spectra.tsv", "exponent", -1, 0, "exponent", NULL), log(0.5),
       1e-5);
  /* The silent unit has neither an eigenvalue nor an exponent. */
  assert_int_equal(count_rows("figure-spectra.tsv", "kind", "exponent"), 1);
  assert_int_equal(count_rows("figure-spectra.tsv", "kind", "nearest"), 1);
}

/* The coherence of the point that was chosen for a label, as written. */
static void chosen(const char *label, const char *relevant, size_t attractor) {
  struct table table;
  size_t labels, coherence, kind, rows = 0;
  succeeds(table_read(&table, in_folder("figure-portraits.tsv"), &fault));
  succeeds(table_column(&table, "label", &labels, &fault));
  succeeds(table_column(&table, "relevant", &coherence, &fault));
  succeeds(table_column(&table, "kind", &kind, &fault));
  for (size_t row = 0; row < table.rows; ++row)
    if (!strcmp(table_text(&table, row, labels), label)) {
      assert_string_equal(table_text(&table, row, coherence), relevant);
      rows += !strcmp(table_text(&table, row, kind), "attractor");
    }
  assert_int_equal(rows, attractor);
  table_free(&table);
}

/* The middle point of each label, of the first network that has it and did not fail; a
 * cycle is shown for one period, a curve is closed. */
static void test_rule_of_choice(void **state) {
  (void)state;
  write_scan("attractors/a.tsv", "fixed-point", "cycle", "fixed-point");
  write_scan("attractors/bad.tsv", "chaotic", "undecided", "undecided");
  write_scan("attractors/c.tsv", "quasi-periodic", "cycle", "unbounded");
  write_scan("attractors/d.tsv", "chaotic", "chaotic", "chaotic");
  write_ensemble("id\nbad\na\nc\nd\n");
  succeeds(run_portraits());
  assert_int_equal(count_rows("figure-portraits.tsv", "kind", "share"), 5);
  assert_int_equal(count_rows("figure-portraits.tsv", "label", "undecided"), 0);
  assert_int_equal(count_rows("figure-portraits.tsv", "label", "marginal"), 0);
  chosen("fixed", "-50", 0);
  chosen("cycle", "0", 3);
  chosen("quasi", "-50", PORTRAIT_LATER + 1);
  chosen("unbounded", "50", 0);
  chosen("chaotic", "0", PORTRAIT_LATER);
}

static void test_refusals(void **state) {
  (void)state;
  write_scan("attractors/a.tsv", "fixed-point", "cycle", "fixed-point");
  write_scan("attractors/two.tsv", "cycle", "cycle", "cycle");
  write_scan("attractors/nowhere.tsv", "cycle", "cycle", "cycle");
  write_scan("attractors/odd.tsv", "cycle", "bicycle", "cycle");
  write_ensemble("name\na\n");
  says(run_portraits(), "'id'");
  write_ensemble("id\nbad\n");
  says(run_portraits(), "no scan");
  write_ensemble("id\na\nmissing\n");
  says(run_portraits(), "missing.tsv");
  write_ensemble("id\nnowhere\n");
  says(run_portraits(), "nowhere.h5");
  write_ensemble("id\nodd\n");
  says(run_portraits(), "'bicycle'");
  write_ensemble("id\ntwo\n");
  says(run_portraits(), "no 2 square planes");
  write_ensemble("id\na\n");
  unlink(in_folder("figure-spectra.tsv"));
  mkdir(in_folder("figure-spectra.tsv"), 0700);
  says(run_portraits(), "figure-spectra.tsv");
  rmdir(in_folder("figure-spectra.tsv"));
}

/* Wherever memory ends, the fault says so and nothing is lost. */
static void test_without_memory(void **state) {
  struct subject subject = {.run = "a", .position = 1, .rows = 3};
  subject.certificate.label = CHAOTIC;
  subject.certificate.steps = 64;
  FILE *null = fopen("/dev/null", "w");
  long refusals = 0;
  (void)state;
  for (int done = 0; !done; ++refusals) {
    struct standing p = {.subject = &subject};
    succeeds(network_load(in_folder("a.h5"), &p.spec, &p.net, &fault));
    succeeds(scan_map(&p.net, &p.map, &fault));
    fault.line[0] = '\0';
    refuse_count = 1 + refusals;
    done = look_and_write(&p, null, null, &fault) == 0;
    refuse_count = 0;
    assert_true(done || fault.line[0]);
    map_free(&p.map);
    network_free(&p.net);
  }
  fclose(null);
  assert_true(refusals > 10);
}

/* States on an ellipse that is turned in a space of three dimensions. */
static void test_components(void **state) {
  enum { ROWS = 12, N = 3 };
  static const double along[N] = {2.0 / 3.0, 2.0 / 3.0, 1.0 / 3.0},
                      across[N] = {-1.0 / 3.0, 2.0 / 3.0, -2.0 / 3.0};
  double states[ROWS * N], mean[N], axes[2 * N], shares[2], place[2];
  (void)state;
  for (size_t t = 0; t < ROWS; ++t)
    for (size_t i = 0; i < N; ++i)
      states[t * N + i] = 1.0 + 3.0 * cos(M_PI / 6.0 * (double)t) * along[i] +
                          sin(M_PI / 6.0 * (double)t) * across[i];
  succeeds(components_find(states, ROWS, N, N, 2, mean, axes, shares, &fault));
  near(shares[0], 0.9, 1e-12);
  near(shares[1], 0.1, 1e-12);
  double sign = fabs(axes[0] - along[0]) < 1e-9 ? 1.0 : -1.0; /* two coordinates tie */
  for (size_t i = 0; i < N; ++i) {
    near(mean[i], 1.0, 1e-12);
    near(axes[i], sign * along[i], 1e-9);
  }
  components_place(states, N, 2, mean, axes, place);
  near(fabs(place[0]), 3.0, 1e-9);
  near(place[1], 0.0, 1e-9);
  for (size_t k = 0; k < ROWS * N; ++k)
    states[k] = 7.0;
  succeeds(components_find(states, ROWS, N, N, 2, mean, axes, shares, &fault));
  near(shares[0] + shares[1], 0.0, 0.0);
}

/* A published map of four tanh units: one stable fixed point and two that are not. */
static void test_search_from_starts(void **state) {
  struct map map;
  struct cycles found = {0};
  enum { COUNT = 200 };
  double starts[4 * COUNT];
  gsl_rng *rng = streams_open(1, 2, 3);
  (void)state;
  succeeds(mapfile_read(&map, "tests/maps/tanh-n04.map", &fault));
  for (size_t k = 0; k < COUNT; ++k)
    orbits_start(&map, 1.0, rng, starts + 4 * k);
  succeeds(roots_search(&map, COUNT, COUNT, starts, &found, &fault));
  double multipliers[] = {0.751559184655, 1.04743024067, 1.31595667894};
  for (size_t m = 0; m < 3; ++m) {
    int there = 0;
    for (size_t k = 0; k < found.count; ++k)
      there |= fabs(found.items[k].multiplier - multipliers[m]) < 1e-9;
    assert_true(there);
  }
  cycles_free(&found);
  map_free(&map);
  gsl_rng_free(rng);
}

static int make_folder(void **state) {
  (void)state;
  gsl_set_error_handler_off();
  if (folder_make("test_portraits") || mkdir(in_folder("attractors"), 0700))
    return -1;
  write_run("a.h5", "reached", 1);
  write_run("bad.h5", "diverged", 1);
  write_run("c.h5", "cap", 1);
  write_run("d.h5", "cap", 1);
  write_run("two.h5", "reached", 2);
  write_scan("attractors/bad.tsv", "chaotic", "undecided", "undecided");
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_fixed_points_are_found_and_marked),
      cmocka_unit_test(test_spectra_are_known),
      cmocka_unit_test(test_rule_of_choice),
      cmocka_unit_test(test_refusals),
      cmocka_unit_test(test_without_memory),
      cmocka_unit_test(test_components),
      cmocka_unit_test(test_search_from_starts),
  };
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
