/* The ledger on ensembles that were made up: where the truth was built in, the verdicts
 * have to say so; where it was not, they have to say nothing; and a table that is not
 * what it should be has to be refused. */
#include "account.h"
#include "streams.h"
#include "table.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum {
  U = VERDICT_UNTESTABLE,
  I = VERDICT_INCONCLUSIVE,
  A = VERDICT_ABSENT,
  S = VERDICT_SUPPORTED,
  C = VERDICT_CONTRADICTED
};

/* Fills what the teachers made of one pair, in one of the worlds below. */
typedef void world(struct network *rl, struct network *sl, gsl_rng *rng);

static double squash(double value) {
  return fmin(fmax(value, 0.0), 1.0);
}

static void shares(double *of, double quasi, double unbounded) {
  memset(of, 0, LABELS * sizeof *of);
  of[QUASI_PERIODIC] = quasi;
  of[UNBOUNDED] = (1.0 - quasi) * unbounded;
  of[FIXED_POINT] = 1.0 - quasi - of[UNBOUNDED];
}

static void stages(struct network *n, double quasi, double unbounded,
                   double moving_in_delay) {
  shares(n->value + IN_STIMULUS, quasi, unbounded);
  shares(n->value + IN_DELAY, moving_in_delay, 0.0);
  shares(n->value + TRAINED_STIMULUS, quasi, unbounded);
  shares(n->value + TRAINED_DELAY, moving_in_delay, 0.0);
}

static void balances(struct network *n, double balance, gsl_rng *rng) {
  for (size_t i = COUNT_BALANCE; i <= EVENNESS; ++i)
    n->value[i] = squash(balance + gsl_ran_gaussian(rng, 0.06));
  for (size_t i = COUNT_SWEPT; i <= SWEPT_END; ++i)
    n->value[i] = squash(balance + gsl_ran_gaussian(rng, 0.06));
  n->value[HETEROGENEITY] = 2.0 - n->value[ACTIVITY_BALANCE];
}

static void robust(struct network *n, double value) {
  n->value[ROBUSTNESS] = n->value[ROBUSTNESS_ACTIVE] = n->value[ROBUSTNESS_CHOICE] =
      squash(value);
}

static void others(struct network *n, double change, double kept, gsl_rng *rng) {
  double quasi = n->value[IN_STIMULUS + QUASI_PERIODIC];
  n->value[WEIGHT_CHANGE] = exp(change + gsl_ran_gaussian(rng, 0.1));
  n->value[EFFECTIVE_RANK] = 20.0 + gsl_ran_gaussian(rng, 3.0);
  n->value[WEIGHT_NORM] = 9.0 + gsl_ran_gaussian(rng, 0.5);
  n->value[SPECTRAL_RADIUS] = 1.1 + gsl_ran_gaussian(rng, 0.1);
  n->value[MEAN_ACTIVITY] = exp(gsl_ran_gaussian(rng, 0.3));
  n->value[QUASI_LOW] = squash(quasi + 0.3 * kept);
  n->value[QUASI_HIGH] = quasi;
  n->value[ACCURACY_5] = squash(0.8 + gsl_ran_gaussian(rng, 0.03));
  n->value[TURNS] = gsl_rng_uniform(rng);
  n->value[HELD_FIXED] = squash(0.7 + kept + gsl_ran_gaussian(rng, 0.05));
  n->value[HELD_ELSEWHERE] = squash(0.7 + gsl_ran_gaussian(rng, 0.05));
  n->value[HELD_FIXED_SHARE] = 0.5;
  n->value[RETENTION_1000] = squash(0.8 + gsl_ran_gaussian(rng, 0.05));
  n->value[RETENTION_HALF] = NAN;
}

/* All that the abstract says is so. */
static void as_claimed(struct network *rl, struct network *sl, gsl_rng *rng) {
  double quasi =
      squash(fmax(0.05 + 3.0 * rl->delta + gsl_ran_gaussian(rng, 0.04), 0.02));
  double coupling = (rl->streams - 1.5) / 2.5; /* with one stream it harms */
  stages(rl, quasi, 0.0, 0.0);
  stages(sl, 0.009 * gsl_rng_uniform(rng), 0.0, 0.0);
  balances(rl, 0.75, rng);
  balances(sl, 0.45, rng);
  robust(rl, 0.3 + 0.4 * rl->value[ACTIVITY_BALANCE] + gsl_ran_gaussian(rng, 0.03));
  robust(sl, 0.3 + 0.4 * sl->value[ACTIVITY_BALANCE] + gsl_ran_gaussian(rng, 0.03));
  sl->value[ACCURACY] = 0.8;
  rl->value[ACCURACY] = squash(0.8 + 0.8 * coupling * (quasi - 0.05 - 3.0 * rl->delta) +
                               gsl_ran_gaussian(rng, 0.008));
  rl->value[TRIALS] = floor(exp(9.0 - 30.0 * (rl->value[ACCURACY] - 0.8)));
  sl->value[TRIALS] = 8000.0 + floor(100.0 * gsl_rng_uniform(rng));
  others(rl, -1.5, 0.2, rng);
  others(sl, -1.0, 0.2, rng);
}

/* All that has two sides is the other way round. */
static void opposite(struct network *rl, struct network *sl, gsl_rng *rng) {
  as_claimed(sl, rl, rng); /* the teachers swapped */
  stages(rl, squash(0.45 - 3.0 * rl->delta + gsl_ran_gaussian(rng, 0.03)), 0.0, 0.3);
  stages(sl, 0.4, 0.0, 0.0);
  double beyond = rl->value[IN_STIMULUS + QUASI_PERIODIC] - 0.45 + 3.0 * rl->delta;
  double coupling = (rl->streams - 1.0) / 3.0;
  rl->value[ACCURACY] =
      squash(0.8 - coupling * coupling * 0.8 * beyond + gsl_ran_gaussian(rng, 0.004));
  rl->value[TRIALS] = floor(exp(9.0 - 30.0 * (rl->value[ACCURACY] - 0.8)));
  sl->value[ACCURACY] = 0.8;
  sl->value[TRIALS] = 8000.0;
  robust(rl, 0.9 - 0.4 * rl->value[ACTIVITY_BALANCE] + gsl_ran_gaussian(rng, 0.02));
  robust(sl, 0.9 - 0.4 * sl->value[ACTIVITY_BALANCE] + gsl_ran_gaussian(rng, 0.02));
  others(rl, -0.5, -0.2, rng);
  others(sl, -1.0, -0.2, rng);
}

/* The teacher, the width and the number of streams change nothing. */
static void indifferent_network(struct network *n, gsl_rng *rng) {
  stages(n, squash(0.3 * gsl_rng_uniform(rng) - 0.1), 0.3 * gsl_rng_uniform(rng),
         gsl_rng_uniform_int(rng, 3) ? 0.0 : 0.2 * gsl_rng_uniform(rng));
  balances(n, 0.5 + 0.3 * gsl_rng_uniform(rng), rng);
  robust(n, 0.4 + 0.4 * gsl_rng_uniform(rng));
  n->value[ACCURACY] = 0.7 + 0.2 * gsl_rng_uniform(rng);
  n->value[TRIALS] = floor(5000.0 + 9000.0 * gsl_rng_uniform(rng));
  others(n, -1.0, 0.0, rng);
}

static void indifferent(struct network *rl, struct network *sl, gsl_rng *rng) {
  indifferent_network(rl, rng);
  indifferent_network(sl, rng);
}

static void add_pair(struct networks *all, size_t ensemble, size_t regime,
                     double streams, double delta, double seed, world *make,
                     gsl_rng *rng) {
  struct network *rl = all->item + all->count, *sl = rl + 1;
  memset(rl, 0, sizeof *rl);
  strcpy(rl->arm, "-");
  rl->ensemble = ensemble;
  rl->regime = regime;
  rl->delta = delta;
  rl->streams = streams;
  rl->seed = seed;
  for (size_t i = 0; i < VALUES; ++i)
    rl->value[i] = NAN;
  *sl = *rl;
  sl->teacher = SL;
  make(rl, sl, rng);
  all->count += 2;
}

/* After RL and after SL, the same teacher again and the other one. */
static void add_crossed(struct networks *all, size_t regime, double seed, world *make,
                        gsl_rng *rng) {
  static const char *const arms[] = {"rl-rl", "rl-sl", "sl-rl", "sl-sl"};
  for (size_t i = 0; i < 4; i += 2) {
    add_pair(all, CROSSOVER, regime, 2.0, 0.10, seed, make, rng);
    strcpy(all->item[all->count - 2].arm, arms[i]);
    strcpy(all->item[all->count - 1].arm, arms[i + 1]);
  }
}

/* Both regimes of the prevalence ensemble, the continuous one of the others. */
static struct networks make_up(world *make, size_t seeds, uint64_t seed) {
  static const double widths[] = {0.02, 0.06, 0.10, 0.14};
  struct networks all = {malloc(40 * seeds * sizeof(struct network)), 0};
  gsl_rng *rng = streams_open(seed, 7, 0);
  assert_true(all.item && rng);
  for (size_t i = 0; i < seeds; ++i) {
    for (size_t w = 0; w < 4; ++w) {
      double s = (double)(100 * w + i);
      add_pair(&all, PREVALENCE, CONTINUOUS, 2.0, widths[w], s, make, rng);
      add_pair(&all, PREVALENCE, RESET, 2.0, widths[w], s, make, rng);
      add_pair(&all, COMPLEXITY, CONTINUOUS, 1.0 + (double)w, 0.06, s, make, rng);
      add_pair(&all, COMPLEXITY, CONTINUOUS, 1.0 + (double)w, 0.10, s, make, rng);
    }
    add_crossed(&all, CONTINUOUS, (double)i, make, rng);
  }
  gsl_rng_free(rng);
  return all;
}

/* Each test writes its table here; the name is the process's own. */
static char path[64], other_path[64];

static int name_files(void **state) {
  (void)state;
  gsl_set_error_handler_off();
  snprintf(path, sizeof path, "/tmp/test_claims_%ld.tsv", (long)getpid());
  snprintf(other_path, sizeof other_path, "/tmp/test_claims_%ld.out", (long)getpid());
  return 0;
}

static int remove_files(void **state) {
  (void)state;
  unlink(path);
  unlink(other_path);
  return 0;
}

static const char keys[] = "id\tensemble\tarm\tregime\tteacher\tdelta\tstreams\tseed\t"
                           "outcome";

static void write_columns(FILE *stream) {
  fputs(keys, stream);
  for (size_t i = 0; i < VALUES; ++i)
    fprintf(stream, "\t%s", network_values[i].name);
  fputc('\n', stream);
}

static void write_network(const struct network *n, size_t id, FILE *stream) {
  fprintf(stream, "run%zu\t%s\t%s\t%s\t%s\t%.2f\t%.0f\t%.0f\t%s", id,
          ensemble_names[n->ensemble], n->arm, regime_names[n->regime],
          teacher_names[n->teacher], n->delta, n->streams, n->seed,
          outcome_names[n->outcome]);
  for (size_t i = 0; i < VALUES; ++i)
    if (isnan(n->value[i]))
      fputs("\t-", stream);
    else
      fprintf(stream, "\t%.6f", n->value[i]);
  fputc('\n', stream);
}

static struct networks read_back(const struct networks *all, size_t first_id) {
  struct networks read;
  struct fault fault;
  char *paths[] = {path};
  FILE *stream = fopen(path, "w");
  assert_non_null(stream);
  write_columns(stream);
  for (size_t i = 0; i < all->count; ++i)
    write_network(all->item + i, first_id + i, stream);
  assert_int_equal(fclose(stream), 0);
  if (networks_read(&read, paths, 1, &fault))
    fail_msg("%s", fault.line);
  return read;
}

static struct ledger decide(const struct networks *all, size_t resamples,
                            bool primaries_only) {
  const struct ledger_settings settings = {resamples, 3};
  struct ledger ledger;
  struct fault fault;
  struct networks read = read_back(all, 1);
  if (ledger_decide(&ledger, &read, &settings, primaries_only, &fault))
    fail_msg("%s", fault.line);
  networks_free(&read);
  return ledger;
}

static const struct ledger_decision *find(const struct ledger *ledger, size_t claim,
                                          size_t regime) {
  for (size_t i = 0; i < DECISIONS; ++i)
    if (ledger->decisions[i].claim == claim - 1 &&
        (ledger->decisions[i].regime == regime || claim == 11))
      return ledger->decisions + i;
  fail_msg("no C%zu", claim);
  return NULL;
}

static const struct ledger_result *first_of(const struct ledger *ledger, size_t claim,
                                            size_t regime) {
  return ledger->results + find(ledger, claim, regime)->first;
}

static void assert_near(double found, double expected, double tolerance) {
  if (!(fabs(found - expected) <= tolerance))
    fail_msg("%.17g is not within %g of %.17g", found, tolerance, expected);
}

/* Six digits are written. */
static const double WRITTEN = 2e-6;

static void check_world(world *make, const int *expected) {
  struct networks all = make_up(make, 12, 11);
  struct ledger ledger = decide(&all, 4000, true);
  for (size_t claim = 1; claim <= CLAIMS; ++claim)
    for (size_t regime = 0; regime < REGIMES; ++regime) {
      const struct ledger_decision *decision = find(&ledger, claim, regime);
      bool absent = regime == RESET && (claim == 7 || claim == 8 || claim == 12);
      int want = claim == 11 || absent ? U : expected[claim - 1];
      if ((int)decision->verdict != want)
        fail_msg("C%zu, regime %zu: %s, not %s; %s", claim, regime,
                 verdict_words[decision->verdict], verdict_words[want], decision->note);
      if (claim == 11 || absent)
        assert_string_equal(decision->note, "no such ensemble");
    }
  ledger_free(&ledger);
  free(all.item);
}

static void test_as_claimed(void **state) {
  (void)state;
  /* The crossover's second network is SL's own, so SL leaves what RL found. */
  static const int expected[] = {S, S, S, S, S, S, S, S, S, S, U, S, S};
  check_world(as_claimed, expected);
}

static void test_opposite(void **state) {
  (void)state;
  /* C1 and C6 have one side: different, and modulated, it is still.  Of C5 balance is
   * harmful and RL, less balanced, more robust: one half contradicts. */
  static const int expected[] = {S, C, C, C, C, S, C, C, C, C, U, C, C};
  check_world(opposite, expected);
  struct networks all = make_up(opposite, 12, 11);
  struct ledger ledger = decide(&all, 1000, true);
  assert_true(first_of(&ledger, 6, CONTINUOUS)->answer.estimate < 0.0);
  const struct ledger_decision *fifth = find(&ledger, 5, CONTINUOUS);
  assert_int_equal(ledger.results[fifth->first].verdict, C);
  assert_int_equal(ledger.results[fifth->second].verdict, S);
  ledger_free(&ledger);
  free(all.item);
}

/* All pairs together say the reverse of what each width and teacher says: both drive
 * balance up and robustness down, and within them balance helps. */
static void test_simpson(void **state) {
  (void)state;
  struct networks all = make_up(indifferent, 12, 12);
  for (size_t i = 0; i < all.count; ++i) {
    struct network *n = all.item + i;
    double own = n->value[ACTIVITY_BALANCE] = squash(n->value[ACTIVITY_BALANCE]);
    double shift = 3.0 * n->delta + 0.2 * (double)n->teacher;
    n->value[ACTIVITY_BALANCE] = squash(0.2 * own + shift);
    robust(n, 0.9 - shift + 0.15 * own);
  }
  struct ledger ledger = decide(&all, 1000, false);
  double within = NAN, pooled = NAN;
  for (size_t i = 0; i < ledger.count; ++i) {
    const struct ledger_result *r = ledger.results + i;
    if (r->regime != CONTINUOUS || r->definition->role == FORMER)
      continue;
    if (!strcmp(r->name, "rho(activity balance, robustness) given width and teacher"))
      within = r->answer.estimate;
    if (!strcmp(r->name, "rho(activity balance, robustness), all together"))
      pooled = r->answer.estimate;
  }
  assert_true(within > 0.5);
  assert_true(pooled < -0.5);
  ledger_free(&ledger);
  free(all.item);
}

/* The estimates are what their equations say. */
static void test_estimates(void **state) {
  (void)state;
  struct networks all = make_up(indifferent, 9, 13);
  double mean[2][LABELS] = {{0}}, hybrids[2] = {0}, balance[2] = {0}, spread[2] = {0};
  double variation = 0.0, pairs = 36.0, change = 0.0, low = 0.0;
  for (size_t i = 0; i < all.count; ++i) {
    const struct network *n = all.item + i;
    const double *v = n->value;
    if (n->ensemble != PREVALENCE || n->regime != RESET)
      continue;
    for (size_t k = 0; k < LABELS; ++k)
      mean[n->teacher][k] += v[IN_STIMULUS + k] / pairs;
    hybrids[n->teacher] +=
        v[IN_STIMULUS + QUASI_PERIODIC] >= 0.01 && v[IN_DELAY + FIXED_POINT] >= 0.99;
    balance[n->teacher] += v[ACTIVITY_BALANCE] / pairs;
    spread[n->teacher] += v[HETEROGENEITY] / pairs;
    change += (n->teacher == RL ? 1.0 : -1.0) * log(v[WEIGHT_CHANGE]) / pairs;
    low += n->teacher == RL ? (v[QUASI_LOW] - v[QUASI_HIGH]) / pairs : 0.0;
  }
  for (size_t k = 0; k < LABELS; ++k)
    variation += 0.5 * fabs(mean[RL][k] - mean[SL][k]);
  assert_true(hybrids[RL] != hybrids[SL] && variation > 0.0);
  struct ledger ledger = decide(&all, 200, false);
  const struct ledger_decision *fourth = find(&ledger, 4, RESET);
  assert_near(first_of(&ledger, 1, RESET)->answer.estimate, variation, WRITTEN);
  assert_near(first_of(&ledger, 2, RESET)->answer.estimate,
              (hybrids[RL] - hybrids[SL]) / pairs, 1e-12);
  assert_near(first_of(&ledger, 3, RESET)->answer.estimate, mean[SL][FIXED_POINT],
              WRITTEN);
  assert_near(ledger.results[fourth->first].answer.estimate, balance[RL] - balance[SL],
              WRITTEN);
  assert_near(ledger.results[fourth->second].answer.estimate, spread[RL] - spread[SL],
              WRITTEN);
  assert_near(first_of(&ledger, 9, RESET)->answer.estimate, change, 1e-4);
  assert_near(first_of(&ledger, 10, RESET)->answer.estimate, low, WRITTEN);
  assert_int_equal(first_of(&ledger, 13, RESET)->answer.units, 72);
  ledger_free(&ledger);
  free(all.item);
}

/* 29 primary tests are in the family, C11's among them, and p is Holm's over all. */
static void test_family(void **state) {
  (void)state;
  struct networks all = make_up(indifferent, 9, 14);
  struct ledger ledger = decide(&all, 400, false);
  size_t primaries = 0, smallest = 0;
  double least = 2.0;
  for (size_t i = 0; i < ledger.count; ++i) {
    const struct ledger_result *r = ledger.results + i;
    enum role role = r->definition->role;
    if (!r->first || (role != PRIMARY && role != SECOND))
      continue;
    ++primaries;
    double p = r->note[0] ? 1.0 : r->answer.p;
    assert_true(r->p_holm >= p);
    if (p < least) {
      least = p;
      smallest = i;
    }
  }
  assert_int_equal(primaries, PRIMARIES - 1);
  assert_near(ledger.results[smallest].p_holm, fmin(1.0, PRIMARIES * least), 1e-12);
  ledger_free(&ledger);
  free(all.item);
}

/* C11's row comes from another program; its p enters the family. */
static void test_determinant(void **state) {
  (void)state;
  struct networks all = make_up(indifferent, 7, 15);
  struct ledger ledger = decide(&all, 200, true);
  struct fault fault;
  assert_int_equal(find(&ledger, 11, 0)->verdict, U);
  FILE *stream = fopen(path, "w");
  fputs("estimate\tlow\thigh\tlow90\thigh90\teffect\tn\tp\tdetectable\n"
        "0.12\t0.06\t0.18\t0.07\t0.17\t-0.09\t256\t0.0001\t0.1\n",
        stream);
  fclose(stream);
  assert_int_equal(ledger_take_determinant(&ledger, path, &fault), 0);
  assert_int_equal(find(&ledger, 11, 0)->verdict, S);
  assert_near(find(&ledger, 11, 0)->p_holm, PRIMARIES * 0.0001, 1e-9);
  stream = fopen(path, "w");
  fputs("estimate\tlow\thigh\tlow90\thigh90\teffect\tn\tp\n1\t1\t1\t1\t1\t1\t1\t1\n",
        stream);
  fclose(stream);
  assert_int_equal(ledger_take_determinant(&ledger, path, &fault), -1);
  assert_non_null(strstr(fault.line, "detectable"));
  assert_int_equal(ledger_take_determinant(&ledger, "/nowhere/x.tsv", &fault), -1);
  ledger_free(&ledger);
  free(all.item);
}

static void shuffle_teachers(struct networks *all, gsl_rng *rng) {
  for (size_t i = 0; i < all->count; i += 2)
    if (gsl_rng_uniform_int(rng, 2)) {
      struct network *rl = all->item + i, *sl = rl + 1, one = *rl;
      memcpy(rl->value, sl->value, sizeof rl->value);
      memcpy(sl->value, one.value, sizeof sl->value);
    }
}

/* Without its labels even the ensemble that is all the abstract says proves nothing
 * about the teachers: hardly a ledger has a wrong word in what compares them. */
static void test_null(void **state) {
  (void)state;
  enum { SHUFFLES = 40 };
  static const size_t about[] = {1, 2, 4, 9};
  struct networks all = make_up(as_claimed, 7, 16);
  gsl_rng *rng = streams_open(16, 8, 0);
  size_t wrong = 0;
  for (size_t shuffle = 0; shuffle < SHUFFLES; ++shuffle) {
    shuffle_teachers(&all, rng);
    struct ledger ledger = decide(&all, 600, true);
    bool bad = false;
    for (size_t i = 0; i < 4; ++i)
      for (size_t regime = 0; regime < REGIMES; ++regime) {
        enum verdict verdict = find(&ledger, about[i], regime)->verdict;
        bad = bad || verdict == VERDICT_SUPPORTED || verdict == VERDICT_CONTRADICTED;
      }
    wrong += bad;
    ledger_free(&ledger);
  }
  assert_in_range(wrong, 0, 5);
  gsl_rng_free(rng);
  free(all.item);
}

static char *slurp(const char *name) {
  struct fault fault;
  size_t size;
  char *text = table_slurp(name, 1 << 22, &size, &fault);
  if (!text)
    fail_msg("%s", fault.line);
  return text;
}

enum output { TABLE, READINGS, MACROS };

static char *whole_output(const struct networks *all, size_t first_id,
                          enum output output) {
  struct networks read = read_back(all, first_id);
  const struct ledger_settings settings = {200, 3};
  struct ledger ledger;
  struct fault fault;
  assert_int_equal(ledger_decide(&ledger, &read, &settings, false, &fault), 0);
  int failed = output == TABLE ? account_write_table(&ledger, other_path, &fault)
               : output == READINGS
                   ? account_write_readings(&ledger, other_path, &fault)
                   : account_write_macros(&ledger, &read, other_path, &fault);
  assert_int_equal(failed, 0);
  ledger_free(&ledger);
  networks_free(&read);
  return slurp(other_path);
}

static void test_order_and_names(void **state) {
  (void)state;
  struct networks all = make_up(indifferent, 7, 17);
  char *before = whole_output(&all, 1, TABLE);
  gsl_rng *rng = streams_open(15, 9, 0);
  gsl_ran_shuffle(rng, all.item, all.count, sizeof *all.item);
  char *after = whole_output(&all, 70001, TABLE);
  assert_string_equal(before, after);
  free(before);
  free(after);
  gsl_rng_free(rng);
  free(all.item);
}

/* The tables of two profiles say the same as one that holds both. */
static void test_two_tables(void **state) {
  (void)state;
  struct networks all = make_up(indifferent, 7, 18), one, two;
  struct fault fault;
  char *paths[] = {path, other_path};
  FILE *streams[] = {fopen(path, "w"), fopen(other_path, "w")};
  for (size_t i = 0; i < 2; ++i)
    write_columns(streams[i]);
  for (size_t i = 0; i < all.count; ++i)
    write_network(all.item + i, i, streams[all.item[i].ensemble == PREVALENCE]);
  for (size_t i = 0; i < 2; ++i)
    fclose(streams[i]);
  assert_int_equal(networks_read(&two, paths, 2, &fault), 0);
  one = read_back(&all, 0);
  assert_int_equal(one.count, two.count);
  for (size_t i = 0; i < one.count; ++i) {
    assert_int_equal(networks_compare(one.item + i, two.item + i), 0);
    for (size_t k = 0; k < VALUES; ++k)
      assert_true(one.item[i].value[k] == two.item[i].value[k] ||
                  (isnan(one.item[i].value[k]) && isnan(two.item[i].value[k])));
  }
  networks_free(&one);
  networks_free(&two);
  char *twice[] = {path, path};
  assert_int_equal(networks_read(&two, twice, 2, &fault), -1);
  assert_non_null(strstr(fault.line, "the same network as in line"));
  assert_null(two.item);
  free(all.item);
}

/* Diverged networks are counted with the worst score, in every claim. */
static void test_diverged(void **state) {
  (void)state;
  struct networks all = make_up(as_claimed, 7, 19);
  struct ledger before = decide(&all, 200, true);
  double most = 0.0, spread = 0.0;
  size_t diverged = 0;
  for (size_t i = 0; i < all.count; i += 2) {
    struct network *n = all.item + i;
    if (n->ensemble != PREVALENCE || n->regime != CONTINUOUS)
      continue;
    assert_int_equal(n->teacher, RL);
    if (diverged < 6) {
      spread -= n->value[HETEROGENEITY] / 28.0;
      n->outcome = DIVERGED;
      for (size_t k = 0; k < VALUES; ++k)
        n->value[k] = NAN;
      ++diverged;
    } else
      most = fmax(most, n->value[HETEROGENEITY]);
    most = fmax(most, n[1].value[HETEROGENEITY]);
  }
  struct ledger after = decide(&all, 200, true);
  const struct ledger_decision *fourth = find(&after, 4, CONTINUOUS);
  assert_int_equal(first_of(&after, 2, CONTINUOUS)->answer.units, 28);
  assert_near(first_of(&after, 2, CONTINUOUS)->answer.estimate,
              first_of(&before, 2, CONTINUOUS)->answer.estimate - 6.0 / 28.0, 1e-12);
  /* In the distance they are a label of their own: RL's mean gives it their share. */
  assert_true(first_of(&after, 1, CONTINUOUS)->answer.estimate >= 6.0 / 28.0);
  /* The worst heterogeneity is the largest, not 0. */
  assert_near(after.results[fourth->second].answer.estimate,
              before.results[fourth->second].answer.estimate + spread +
                  6.0 * most / 28.0,
              1e-5);
  for (size_t claim = 1; claim <= 6; ++claim)
    assert_int_equal(first_of(&after, claim, CONTINUOUS)->answer.status,
                     STATISTICS_DEFINED);
  ledger_free(&before);
  ledger_free(&after);
  free(all.item);
}

/* A network at its cap without a score has failed; one at its criterion without a score
 * makes the claim untestable, and says so, and only the definition that needs it. */
static void test_undefined(void **state) {
  (void)state;
  struct networks all = make_up(as_claimed, 7, 20);
  struct ledger ledger = decide(&all, 1500, true);
  double before = first_of(&ledger, 4, CONTINUOUS)->answer.estimate;
  ledger_free(&ledger);
  double lost = all.item[0].value[ACTIVITY_BALANCE];
  all.item[0].value[ACTIVITY_BALANCE] = NAN;
  ledger = decide(&all, 1500, true);
  assert_int_equal(find(&ledger, 4, CONTINUOUS)->verdict, U);
  assert_non_null(strstr(find(&ledger, 4, CONTINUOUS)->note, "missing for 1 networks"));
  assert_int_equal(ledger.results[find(&ledger, 4, CONTINUOUS)->second].verdict, S);
  assert_int_equal(find(&ledger, 2, CONTINUOUS)->verdict, S);
  ledger_free(&ledger);
  all.item[0].outcome = CAP;
  ledger = decide(&all, 1500, true);
  assert_near(first_of(&ledger, 4, CONTINUOUS)->answer.estimate, before - lost / 28.0,
              WRITTEN);
  ledger_free(&ledger);
  /* Nobody measured it. */
  for (size_t i = 0; i < all.count; ++i)
    all.item[i].value[WEIGHT_CHANGE] = NAN;
  ledger = decide(&all, 1500, true);
  assert_string_equal(find(&ledger, 9, CONTINUOUS)->note, "not measured");
  ledger_free(&ledger);
  free(all.item);
}

/* Six pairs a width are one too few, and the estimate is printed none the less. */
static void test_too_few(void **state) {
  (void)state;
  struct networks all = make_up(as_claimed, 6, 21);
  struct ledger ledger = decide(&all, 1500, true);
  for (size_t claim = 1; claim <= 9; ++claim) {
    const struct ledger_decision *decision = find(&ledger, claim, CONTINUOUS);
    assert_int_equal(decision->verdict, U);
    assert_non_null(strstr(decision->note, "a stratum has 6 pairs, 7 are needed"));
    assert_int_equal(ledger.results[decision->first].answer.status, STATISTICS_DEFINED);
    assert_near(decision->p, 1.0, 0.0);
  }
  /* Of C13 the strata are the teachers. */
  assert_int_equal(find(&ledger, 13, CONTINUOUS)->verdict, S);
  ledger_free(&ledger);
  for (size_t i = 0; i < all.count; i += 2)
    all.item[i].value[HELD_FIXED_SHARE] = i < 12 ? 0.5 : 0.995;
  ledger = decide(&all, 1500, true);
  assert_int_equal(find(&ledger, 13, CONTINUOUS)->verdict, U);
  assert_non_null(
      strstr(find(&ledger, 13, CONTINUOUS)->note, "networks, 7 are needed"));
  ledger_free(&ledger);
  free(all.item);
}

/* Networks that all do the same: an interval with a width, no NaN. */
static void test_all_equal(void **state) {
  (void)state;
  struct networks all = make_up(as_claimed, 7, 22);
  for (size_t i = 0; i < all.count; ++i) {
    stages(all.item + i, 0.0, 0.0, 0.0);
    all.item[i].value[ACTIVITY_BALANCE] = 0.5;
    robust(all.item + i, 0.5);
  }
  struct ledger ledger = decide(&all, 200, true);
  static const int expected[] = {I, I, I, I, U, U, U, U};
  for (size_t claim = 1; claim <= 8; ++claim) {
    const struct ledger_result *r = first_of(&ledger, claim, CONTINUOUS);
    enum verdict verdict = find(&ledger, claim, CONTINUOUS)->verdict;
    if ((int)verdict != expected[claim - 1] &&
        !(claim <= 2 && verdict == VERDICT_ABSENT) && claim != 4)
      fail_msg("C%zu: %s", claim, verdict_words[verdict]);
    if (claim >= 5)
      assert_string_equal(r->note, "no variation");
    else
      assert_true(r->answer.high > r->answer.low);
  }
  assert_near(first_of(&ledger, 3, CONTINUOUS)->answer.high, 1.0, 0.0);
  ledger_free(&ledger);
  free(all.item);
}

static void test_former(void **state) {
  (void)state;
  struct networks all = make_up(as_claimed, 7, 23);
  struct ledger ledger = decide(&all, 300, false);
  struct fault fault;
  for (size_t claim = 1; claim <= 8; ++claim)
    assert_string_equal(find(&ledger, claim, CONTINUOUS)->by_first_rule, "supported");
  assert_string_equal(find(&ledger, 7, RESET)->by_first_rule, "inconclusive");
  assert_string_equal(find(&ledger, 9, CONTINUOUS)->by_first_rule, "-");
  assert_int_equal(
      ledger_take_verdicts(&ledger, "data/expected/former/claims.tsv", false, &fault),
      0);
  assert_string_equal(find(&ledger, 3, RESET)->former, "contradicted");
  assert_string_equal(find(&ledger, 2, RESET)->former, "inconclusive");
  assert_string_equal(find(&ledger, 11, RESET)->former, "-");
  assert_string_equal(find(&ledger, 3, RESET)->amended, "-");
  assert_int_equal(ledger_take_verdicts(&ledger, "/nowhere/c.tsv", true, &fault), -1);
  ledger_free(&ledger);
  free(all.item);
}

static void test_table(void **state) {
  (void)state;
  static const char *const names[] = {
      "id",        "regime",         "claim",
      "statistic", "estimate",       "low",
      "high",      "effect",         "n",
      "p",         "p_holm",         "detectable",
      "verdict",   "former_verdict", "verdict_alternatives"};
  struct networks all = make_up(indifferent, 7, 24);
  struct table table;
  struct fault fault;
  free(whole_output(&all, 1, TABLE));
  if (table_read(&table, other_path, &fault))
    fail_msg("%s", fault.line);
  assert_int_equal(table.columns, 15);
  for (size_t i = 0; i < 15; ++i)
    assert_string_equal(table.names[i], names[i]);
  size_t statements = 0;
  for (size_t row = 0; row < table.rows; ++row) {
    double number;
    const char *id = table_text(&table, row, 0), *verdict = table_text(&table, row, 12);
    bool part = strchr(id, '.') != NULL, known = part && !strcmp(verdict, "-");
    statements += !part;
    for (size_t v = 0; v < VERDICTS; ++v)
      known = known || !strncmp(verdict, verdict_words[v], strlen(verdict_words[v]));
    assert_true(known);
    for (size_t column = 4; column < 12; ++column)
      if (strcmp(table_text(&table, row, column), "-"))
        assert_int_equal(
            table_number(&table, row, names[column], -1e5, 1e5, &number, &fault), 0);
    if (!strcmp(id, "C7") && !strcmp(table_text(&table, row, 1), "reset"))
      assert_int_equal(strncmp(table_text(&table, row, 14), "because: no such", 16), 0);
    if (!strcmp(id, "C11"))
      assert_string_equal(table_text(&table, row, 1), "both");
  }
  assert_int_equal(statements, DECISIONS);
  table_free(&table);
  free(whole_output(&all, 1, READINGS));
  if (table_read(&table, other_path, &fault))
    fail_msg("%s", fault.line);
  assert_true(table.rows > 150);
  table_free(&table);
  free(all.item);
}

static void test_macros(void **state) {
  (void)state;
  struct networks all = make_up(indifferent, 7, 25);
  char *text = whole_output(&all, 1, MACROS);
  size_t commands = 0;
  for (char *at = text; (at = strstr(at, "\\newcommand{\\")); ++commands) {
    char name[80];
    at += 13;
    size_t length = strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    assert_int_equal(at[length], '}');
    assert_in_range(length, 4, 60);
    snprintf(name, sizeof name, "\\newcommand{\\%.*s}", (int)length, at);
    assert_null(strstr(at, name)); /* defined once */
  }
  assert_true(commands > 400);
  assert_null(strstr(text, "{nan"));
  assert_null(strstr(text, "-nan"));
  assert_non_null(strstr(text, "\\newcommand{\\ClaimSevenResetN}{0}"));
  assert_non_null(strstr(text, "\\newcommand{\\ClaimSevenResetEstimate}{--}"));
  assert_non_null(strstr(text, "\\newcommand{\\ClaimOneSignResetEstimate}{"));
  assert_non_null(strstr(text, "\\newcommand{\\ClaimFourBResetVerdict}{"));
  assert_non_null(strstr(text, "\\newcommand{\\ClaimElevenBothVerdict}{untestable}"));
  assert_non_null(strstr(text, "\\newcommand{\\ClaimsLedgerRows}{%\nC1 & RL and SL"));
  assert_non_null(strstr(text, "\\newcommand{\\NetworksPrevalenceResetSlReached}{28}"));
  free(text);
  free(all.item);
}

static void test_print(void **state) {
  (void)state;
  struct networks all = make_up(as_claimed, 7, 26);
  struct ledger ledger = decide(&all, 200, false);
  FILE *stream = fopen(other_path, "w");
  account_print(&ledger, stream);
  fclose(stream);
  char *text = slurp(other_path);
  size_t lines = 0;
  for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"), ++lines)
    assert_true(strlen(line) <= 80);
  assert_true(lines > 1 + CLAIMS + DECISIONS);
  free(text);
  ledger_free(&ledger);
  free(all.item);
}

/* A stored table with one thing wrong. */
static void refuse(const char *text, const char *expected) {
  struct networks read;
  struct fault fault;
  char *paths[] = {path};
  FILE *stream = fopen(path, "w");
  fputs(text, stream);
  fclose(stream);
  assert_int_equal(networks_read(&read, paths, 1, &fault), -1);
  if (!strstr(fault.line, expected))
    fail_msg("'%s' does not say '%s'", fault.line, expected);
  assert_null(read.item);
}

/* The table of ALL, FROM replaced by TO where it stands first behind the header. */
static void refuse_edit(const struct networks *all, const char *from, const char *to,
                        const char *expected) {
  struct networks read = read_back(all, 1);
  networks_free(&read);
  char *text = slurp(path), *at = strstr(strchr(text, '\n'), from);
  if (!at)
    fail_msg("'%s' does not stand in the table", from);
  char *edited = malloc(strlen(text) + strlen(to) + 1);
  sprintf(edited, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
  refuse(edited, expected);
  free(edited);
  free(text);
}

static void test_errors(void **state) {
  (void)state;
  struct networks all = make_up(indifferent, 7, 27), read;
  struct fault fault;
  char *nowhere[] = {"/nowhere/networks.tsv"};
  double *value = all.item[0].value;
  value[ACCURACY] = 0.123456; /* something to find */
  value[HETEROGENEITY] = 3.21;
  stages(all.item, 0.25, 0.0, 0.125);
  assert_int_equal(networks_read(&read, nowhere, 1, &fault), -1);
  assert_non_null(strstr(fault.line, "/nowhere/networks.tsv"));
  refuse("", "is empty");
  refuse("id\tensemble\nrun1\tprevalence\n", "has no column 'regime'");
  refuse_edit(&all, "prevalence", "prevalent", "'prevalent' is not one of prevalence");
  refuse_edit(&all, "continuous", "endless",
              "'endless' is not one of continuous, reset");
  refuse_edit(&all, "\trl\t", "\tppo\t", "'ppo' is not one of rl, sl");
  refuse_edit(&all, "reached", "done", "'done' is not one of reached, cap, diverged");
  refuse_edit(&all, "\t-\tcont", "\tan-arm-of-too-many-letters\tcont",
              "is longer than 15 characters");
  refuse_edit(&all, "\t0.02\t", "\t-0.02\t", "delta '-0.02'");
  refuse_edit(&all, "\t0.02\t", "\t-\t", "delta '-'");
  refuse_edit(&all, "0.123456", "1.123456", "accuracy '1.123456'");
  refuse_edit(&all, "0.123456", "nan", "accuracy 'nan'");
  refuse_edit(&all, "3.210000", "-3.21", "heterogeneity '-3.21'");
  refuse_edit(&all, "0.250000", "0.350000", "stimulus stage add up to 1.1");
  refuse_edit(&all, "0.250000", "-", "stimulus stage add up to 0.75");
  refuse_edit(&all, "0.125000", "0.120000", "delay stage add up to 0.995");
  refuse_edit(&all, "\trl\t0.02\t2\t0", "\tsl\t0.02\t2\t0",
              "the same network as in line");
  refuse_edit(&all, "\trl\t0.02\t2\t0", "\trl\t0.02\t2\t99", "has no partner");
  refuse_edit(&all, "\trl\t0.02\t2\t0", "\trl\t0.02\t3\t0", "has no partner");
  all.item[0].streams = all.item[1].streams = 3.0;
  FILE *stream = fopen(path, "w");
  char *paths[] = {path};
  write_columns(stream);
  for (size_t i = 0; i < all.count; ++i)
    write_network(all.item + i, i, stream);
  fclose(stream);
  assert_int_equal(networks_read(&read, paths, 1, &fault), -1);
  assert_non_null(strstr(fault.line, "it is to hold one task"));
  free(all.item);
}

static void test_write_errors(void **state) {
  (void)state;
  struct networks none = {NULL, 0};
  const struct ledger_settings settings = {100, 1};
  struct ledger ledger;
  struct fault fault;
  assert_int_equal(ledger_decide(&ledger, &none, &settings, false, &fault), 0);
  for (size_t i = 0; i < DECISIONS; ++i) {
    assert_int_equal(ledger.decisions[i].verdict, U);
    assert_string_equal(ledger.decisions[i].note, "no such ensemble");
  }
  assert_int_equal(account_write_table(&ledger, "/nowhere/claims.tsv", &fault), -1);
  assert_non_null(strstr(fault.line, "/nowhere/claims.tsv: cannot be written"));
  assert_int_equal(account_write_readings(&ledger, "/nowhere/r.tsv", &fault), -1);
  assert_int_equal(account_write_macros(&ledger, &none, "/nowhere/m.tex", &fault), -1);
  assert_non_null(strstr(fault.line, "/nowhere/m.tex: cannot be written"));
  FILE *stream = fopen(path, "w"); /* no verdict is cut */
  fputs("id\tregime\tverdict\nC1\treset\tsupported, or so it seemed to many\n", stream);
  fclose(stream);
  assert_int_equal(ledger_take_verdicts(&ledger, path, false, &fault), -1);
  assert_non_null(strstr(fault.line, ":2: verdict 'supported, or so it seemed to many' is "
                                     "longer than 31 characters"));
  ledger_free(&ledger);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_as_claimed),   cmocka_unit_test(test_opposite),
      cmocka_unit_test(test_simpson),      cmocka_unit_test(test_estimates),
      cmocka_unit_test(test_family),       cmocka_unit_test(test_determinant),
      cmocka_unit_test(test_null),         cmocka_unit_test(test_order_and_names),
      cmocka_unit_test(test_two_tables),   cmocka_unit_test(test_diverged),
      cmocka_unit_test(test_undefined),    cmocka_unit_test(test_too_few),
      cmocka_unit_test(test_all_equal),    cmocka_unit_test(test_former),
      cmocka_unit_test(test_table),        cmocka_unit_test(test_macros),
      cmocka_unit_test(test_print),        cmocka_unit_test(test_errors),
      cmocka_unit_test(test_write_errors),
  };
  return cmocka_run_group_tests(tests, name_files, remove_files);
}
