/* ledger_null: how often the ledger is wrong where the truth is known.
 *
 *   ledger_null [--block N] [--exchange NETWORKS.tsv]
 *
 * Prints a table: kind, name, n, block, tried, hits.
 *
 *   null      whole ledgers of networks among which nothing is there: hits are ledgers
 *             with a `supported` or `contradicted` anywhere
 *   exchange  ledgers of the networks of a table, the teachers' labels exchanged at
 *             random: hits are ledgers with such a word among the primary tests that
 *             compare the teachers
 *   found     ledgers with all effects built in: hits are statements `supported`
 *   wrong     the same ledgers: hits are those with a `contradicted`
 *   coverage  intervals of a statistic whose value is known: hits are those that hold
 * it; `discrete` or `continuous` stands in the name
 *
 * There are 20 blocks, each with streams of its own, so that one block can be computed
 * again and has to come out the same.  The columns of the worlds are made like those of
 * trained networks: yes or no, bounded, heavy-tailed, and zero in most networks. */
#include "ledger.h"
#include "streams.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCKS = 20, LEDGERS = 10, LABELS_EXCHANGED = 10, KNOWN = 5, SAMPLES = 50 };
enum { WORLDS_STREAM = 9001, RESAMPLED = 2000 };
static const double widths[] = {0.02, 0.06, 0.10, 0.14};

/* --- Made-up networks --- */

static double clamp(double x) {
  return fmin(fmax(x, 0.0), 1.0);
}

/* What the partners share, so that pairs are correlated. */
struct start {
  double own[8];
};

static double normal(gsl_rng *rng, double shared, double weight) {
  return weight * shared + sqrt(1.0 - weight * weight) * gsl_ran_ugaussian(rng);
}

/* The share of quasi-periodic points: none in four networks of ten. */
static double zero_inflated(gsl_rng *rng, double shared, double shift) {
  double z = normal(rng, shared, 0.4);
  return z < -0.25 - 3.0 * shift ? 0.0 : clamp(0.03 + 0.25 * fabs(z + 0.25) + shift);
}

/* Fills a network; EFFECT is 0 for a world in which nothing is there, 1 for one in
 * which all is as the abstract says. */
static void fill(struct network *n, const struct start *start, double effect,
                 gsl_rng *rng) {
  double rl = n->teacher == RL ? effect : 0.0, sl = n->teacher == SL ? effect : 0.0;
  double width = effect * (n->delta - 0.08), more = effect * (n->streams - 2.5);
  double *v = n->value;
  double quasi = zero_inflated(rng, start->own[0], 0.25 * rl + 2.5 * width);
  if (effect > 0.0 && n->teacher == SL)
    quasi = gsl_rng_uniform(rng) < 0.9 ? 0.0 : 0.03;
  /* The mean share of fixed points of SL is 95 % exactly where nothing is there. */
  double rest = gsl_rng_uniform(rng) < 0.5 ? 0.0 : 0.2 * gsl_rng_uniform(rng);
  if (effect == 0.0)
    quasi = gsl_rng_uniform(rng) < 0.5 ? 0.0 : 0.2 * gsl_rng_uniform(rng), rest = 0.0;
  if (sl > 0.0)
    rest = 0.0;
  for (size_t i = 0; i < LABELS; ++i)
    v[IN_STIMULUS + i] = v[IN_DELAY + i] = 0.0;
  v[IN_STIMULUS + QUASI_PERIODIC] = quasi;
  v[IN_STIMULUS + UNBOUNDED] = rest * (1.0 - quasi);
  v[IN_STIMULUS + FIXED_POINT] = 1.0 - quasi - v[IN_STIMULUS + UNBOUNDED];
  double moving =
      gsl_rng_uniform(rng) < 0.6 + 0.4 * rl ? 0.0 : 0.3 * gsl_rng_uniform(rng);
  v[IN_DELAY + CYCLE] = moving;
  v[IN_DELAY + FIXED_POINT] = 1.0 - moving;
  memcpy(v + TRAINED_STIMULUS, v + IN_STIMULUS, 2 * LABELS * sizeof *v);
  double balance = normal(rng, start->own[1], 0.3);
  v[ACTIVITY_BALANCE] = clamp(0.55 + 0.2 * balance + 0.25 * rl);
  v[HETEROGENEITY] = exp(0.4 * normal(rng, start->own[2], 0.3) + 0.6 * sl);
  v[ROBUSTNESS] = clamp(0.55 + 0.08 * normal(rng, start->own[3], 0.4) +
                        effect * 0.08 * balance + 0.12 * rl);
  v[WEIGHT_CHANGE] = exp(0.3 * normal(rng, start->own[4], 0.3) - 0.5 * rl);
  double spread = quasi > 0.0 ? 0.1 * gsl_ran_ugaussian(rng) : 0.0;
  v[QUASI_HIGH] = clamp(quasi);
  v[QUASI_LOW] = clamp(quasi + (quasi > 0.1 && quasi < 0.9 ? spread : 0.0) + 0.1 * rl);
  v[ACCURACY] = clamp(0.9 + 0.03 * normal(rng, start->own[5], 0.5) +
                      (n->ensemble == COMPLEXITY
                           ? 0.25 * rl * (quasi - 0.3) +
                                 0.15 * more * (n->teacher == RL) * (quasi - 0.3)
                           : 0.0));
  v[TRIALS] = floor(exp(10.0 + 0.3 * gsl_ran_ugaussian(rng)));
  double kept = gsl_ran_ugaussian(rng);
  v[HELD_FIXED_SHARE] = 0.5;
  v[HELD_FIXED] = clamp(0.7 + 0.08 * kept + 0.15 * effect);
  v[HELD_ELSEWHERE] = clamp(0.7 + 0.08 * gsl_ran_ugaussian(rng));
}

static void add(struct networks *all, size_t ensemble, size_t regime, double streams,
                double delta, size_t seed, const char *arms[2], double effect,
                gsl_rng *rng) {
  struct start start;
  for (size_t i = 0; i < 8; ++i)
    start.own[i] = gsl_ran_ugaussian(rng);
  for (size_t i = 0; i < 2; ++i) {
    struct network *n = all->item + all->count++;
    memset(n, 0, sizeof *n);
    n->ensemble = ensemble;
    n->regime = regime;
    n->teacher = i;
    n->streams = streams;
    n->delta = delta;
    n->seed = (double)seed;
    strcpy(n->arm, arms ? arms[i] : "-");
    for (size_t k = 0; k < VALUES; ++k)
      n->value[k] = NAN;
    fill(n, &start, effect, rng);
  }
}

static struct networks make_world(double effect, gsl_rng *rng) {
  static const char *crossing[2] = {"rl-rl", "rl-sl"};
  struct networks all = {malloc(1000 * sizeof(struct network)), 0};
  size_t seed = 0;
  if (!all.item)
    exit(2);
  for (size_t regime = 0; regime < REGIMES; ++regime) {
    for (size_t i = 0; i < 60; ++i)
      add(&all, PREVALENCE, regime, 2.0, widths[i % 4], ++seed, NULL, effect, rng);
    for (size_t i = 0; i < 160; ++i)
      add(&all, COMPLEXITY, regime, 1.0 + (double)(i / 4 % 4), widths[i % 4], ++seed,
          NULL, effect, rng);
    for (size_t i = 0; i < 12; ++i)
      add(&all, CROSSOVER, regime, 2.0, 0.10, ++seed, crossing, effect, rng);
  }
  qsort(all.item, all.count, sizeof *all.item, networks_compare);
  return all;
}

/* --- Counting --- */

static void print(const char *kind, const char *name, size_t n, size_t block,
                  size_t tried, size_t hits) {
  printf("%s\t%s\t%zu\t%zu\t%zu\t%zu\n", kind, name, n, block, tried, hits);
  fflush(stdout);
}

static struct ledger decide(const struct networks *all, size_t seed) {
  const struct ledger_settings settings = {RESAMPLED, seed};
  struct ledger ledger;
  struct fault fault;
  if (ledger_decide(&ledger, all, &settings, true, &fault))
    exit(fault_print(&fault, "ledger_null"));
  return ledger;
}

static bool compares(const struct ledger_result *result) {
  enum layout layout = result->definition->layout;
  return layout == RL_AND_SL || layout == AFTER_RL;
}

/* How many primary tests have that verdict; where TEACHERS, of those that compare them.
 */
static size_t count(const struct ledger *ledger, enum verdict verdict, bool teachers) {
  size_t hits = 0;
  for (size_t i = 0; i < ledger->count; ++i)
    hits += ledger->results[i].verdict == verdict &&
            (!teachers || compares(ledger->results + i));
  return hits;
}

static void try_null(size_t block) {
  gsl_rng *rng = streams_open(1, WORLDS_STREAM, block);
  size_t wrong = 0;
  for (size_t i = 0; i < LEDGERS; ++i) {
    struct networks all = make_world(0.0, rng);
    struct ledger ledger = decide(&all, 1000 * block + i);
    wrong += count(&ledger, VERDICT_SUPPORTED, false) +
                 count(&ledger, VERDICT_CONTRADICTED, false) >
             0;
    ledger_free(&ledger);
    networks_free(&all);
  }
  print("null", "any wrong word", 28, block, LEDGERS, wrong);
  gsl_rng_free(rng);
}

static void try_known(size_t block) {
  gsl_rng *rng = streams_open(2, WORLDS_STREAM, block);
  size_t supported = 0, wrong = 0, tests = 0;
  for (size_t i = 0; i < KNOWN; ++i) {
    struct networks all = make_world(1.0, rng);
    struct ledger ledger = decide(&all, 1000 * block + 500 + i);
    supported += count(&ledger, VERDICT_SUPPORTED, false);
    wrong += count(&ledger, VERDICT_CONTRADICTED, false) > 0;
    tests += ledger.count;
    ledger_free(&ledger);
    networks_free(&all);
  }
  print("found", "supported", 28, block, tests, supported);
  print("wrong", "any contradicted", 28, block, KNOWN, wrong);
  gsl_rng_free(rng);
}

static void try_exchanges(const struct networks *given, size_t block) {
  gsl_rng *rng = streams_open(3, WORLDS_STREAM, block);
  struct networks all = {malloc((given->count + 1) * sizeof(struct network)),
                         given->count};
  size_t wrong = 0;
  if (!all.item)
    exit(2);
  for (size_t i = 0; i < LABELS_EXCHANGED; ++i) {
    memcpy(all.item, given->item, given->count * sizeof *all.item);
    for (size_t k = 0; k + 1 < all.count; ++k) {
      struct network *a = all.item + k, *b = a + 1, one = *a;
      if (!networks_partners(a, b))
        continue;
      if (gsl_rng_uniform_int(rng, 2)) {
        a->outcome = b->outcome;
        b->outcome = one.outcome;
        memcpy(a->value, b->value, sizeof a->value);
        memcpy(b->value, one.value, sizeof b->value);
      }
      ++k;
    }
    struct ledger ledger = decide(&all, 1000 * block + 700 + i);
    wrong += count(&ledger, VERDICT_SUPPORTED, true) +
                 count(&ledger, VERDICT_CONTRADICTED, true) >
             0;
    ledger_free(&ledger);
  }
  print("exchange", "any wrong word", given->count / 2, block, LABELS_EXCHANGED, wrong);
  free(all.item);
  gsl_rng_free(rng);
}

/* --- Coverage --- */

/* Rows of one statistic whose value is TRUTH, drawn in STRATUM; of strata that are blocks
 * of their own, or of one block. */
struct known {
  const char *name;
  struct question question;
  size_t width;
  double truth;
  void (*draw)(double *row, size_t stratum, gsl_rng *rng);
  bool blocked;
};

static void draw_binary(double *row, size_t stratum, gsl_rng *rng) {
  (void)stratum;
  double shared = gsl_rng_uniform(rng); /* P(1,0) = 0.25, P(0,1) = 0.05 */
  row[0] = shared < 0.25 || shared > 0.7;
  row[1] = shared > 0.95 || shared > 0.7 ? 1.0 : shared >= 0.25 && shared < 0.30;
}

static void draw_rare(double *row, size_t stratum, gsl_rng *rng) {
  (void)stratum;
  double u = gsl_rng_uniform(rng);
  row[0] = u < 0.04;
  row[1] = u > 0.98;
}

static void draw_bounded(double *row, size_t stratum, gsl_rng *rng) {
  (void)stratum;
  double shared = gsl_rng_uniform(rng);
  row[0] = 0.5 * shared + 0.5 * gsl_rng_uniform(rng);
  row[1] = 0.4 * shared + 0.4 * gsl_ran_beta(rng, 2.0, 3.0);
}

static void draw_inflated(double *row, size_t stratum, gsl_rng *rng) {
  (void)stratum;
  double shared = gsl_rng_uniform(rng);
  row[0] = gsl_rng_uniform(rng) < 0.4 ? 0.0 : 0.5 * (shared + gsl_rng_uniform(rng));
  row[1] = gsl_rng_uniform(rng) < 0.6 ? 0.0 : 0.5 * (shared + gsl_rng_uniform(rng));
}

static void draw_tailed(double *row, size_t stratum, gsl_rng *rng) {
  (void)stratum;
  row[0] = exp(0.4 * gsl_ran_ugaussian(rng));
  row[1] = exp(0.4 * gsl_ran_ugaussian(rng) + 0.2);
}

static void draw_level(double *row, size_t stratum, gsl_rng *rng) {
  (void)stratum;
  row[0] = gsl_rng_uniform(rng) < 0.3 ? 1.0 : gsl_ran_beta(rng, 3.0, 1.5);
}

static void draw_coupled(double *row, size_t stratum, gsl_rng *rng) {
  (void)stratum;
  double r = 2.0 * sin(M_PI / 6.0 * 0.4); /* Spearman's rho is 0.4 */
  row[0] = gsl_ran_ugaussian(rng);
  row[1] = r * row[0] + sqrt(1.0 - r * r) * gsl_ran_ugaussian(rng);
}

/* Spearman's rho is 0.1, 0.2, 0.3 and 0.4 in the first four strata. */
static void draw_steeper(double *row, size_t stratum, gsl_rng *rng) {
  double r = 2.0 * sin(M_PI / 6.0 * 0.1 * (double)(stratum + 1));
  row[0] = gsl_ran_ugaussian(rng);
  row[1] = r * row[0] + sqrt(1.0 - r * r) * gsl_ran_ugaussian(rng);
}

/* Eight labels: mean shares that differ by a variation of 0.2. */
static void draw_shares(double *row, size_t stratum, gsl_rng *rng) {
  (void)stratum;
  memset(row, 0, 2 * PROFILE * sizeof *row);
  double a = gsl_ran_beta(rng, 3.0, 2.0), b = gsl_ran_beta(rng, 2.0, 3.0);
  row[0] = a;
  row[2] = 1.0 - a;
  row[PROFILE] = b;
  row[PROFILE + 2] = 1.0 - b;
}

#define MEAN(d)                                                                        \
  { .design = d, .low = 0.0, .high = 1.0, .margin = NAN, .limit = NAN }
static const struct known known[] = {
    {"discrete: binary pairs",
     {.design = QUESTION_DIFFERENCE, .binary = true, .high = 1.0},
     2,
     0.20,
     draw_binary, false},
    {"discrete: rare binary pairs",
     {.design = QUESTION_DIFFERENCE, .binary = true, .high = 1.0},
     2,
     0.02,
     draw_rare, false},
    {"continuous: bounded difference", MEAN(QUESTION_DIFFERENCE), 2, 0.14,
     draw_bounded, false},
    {"continuous: zero-inflated difference", MEAN(QUESTION_DIFFERENCE), 2, 0.10,
     draw_inflated, false},
    {"continuous: heavy-tailed difference", MEAN(QUESTION_DIFFERENCE), 2, 0.0,
     draw_tailed, false}, /* its truth is computed below */
    {"continuous: level", MEAN(QUESTION_LEVEL), 1, 0.3 + 0.7 * 2.0 / 3.0, draw_level, false},
    {"continuous: rank correlation", MEAN(QUESTION_ASSOCIATION), 2, 0.4, draw_coupled, false},
    {"continuous: total variation", MEAN(QUESTION_DISTANCE), 2 * PROFILE, 0.2,
     draw_shares, false},
    {"continuous: slope of rank correlations", MEAN(QUESTION_SLOPE), 2, 0.1, draw_steeper,
     true},
    {"continuous: rank correlation within tens", MEAN(QUESTION_ASSOCIATION), 2, 0.0,
     draw_coupled, true}}; /* its truth too */
enum { KNOWNS = sizeof known / sizeof *known };

/* What ten of draw_coupled's rows have for a mean rank correlation (Moran, Biometrika 35:203,
 * 1948), which is less than that of many. */
static double correlation_of_ten(void) {
  double r = 2.0 * sin(M_PI / 6.0 * 0.4);
  return 6.0 / (M_PI * 11.0) * (asin(r) + 8.0 * asin(0.5 * r));
}

static double truth_of(size_t k) {
  return k == 4   ? exp(0.08) * (1.0 - exp(0.2))
         : k == 9 ? correlation_of_ten()
                  : known[k].truth;
}

static void try_coverage(size_t block, size_t k, size_t strata, size_t size) {
  static double rows[60 * 2 * PROFILE];
  enum { MOST_STRATA = 16 };
  static const double at[MOST_STRATA] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
  size_t sizes[MOST_STRATA], each[MOST_STRATA], covered = 0;
  gsl_rng *rng = streams_open(10 + 100 * k + size, WORLDS_STREAM, block);
  const struct question_plan plan = {RESAMPLED, 0.05 / PRIMARIES, 0.8};
  for (size_t s = 0; s < strata; ++s) {
    sizes[s] = size;
    each[s] = known[k].blocked ? 1 : strata;
  }
  const struct question_data data = {
      {rows, known[k].width, strata, sizes}, known[k].blocked ? strata : 1, each, at};
  for (size_t i = 0; i < SAMPLES; ++i) {
    struct question_answer answer;
    for (size_t u = 0; u < strata * size; ++u)
      known[k].draw(rows + u * known[k].width, u / size, rng);
    question_ask(&known[k].question, &data, &plan, rng, &answer);
    covered += answer.status == STATISTICS_DEFINED && answer.low <= truth_of(k) &&
               truth_of(k) <= answer.high;
  }
  print("coverage", known[k].name, strata * size, block, SAMPLES, covered);
  gsl_rng_free(rng);
}

int main(int argc, char **argv) {
  long only = -1;
  struct networks given = {NULL, 0};
  struct fault fault;
  for (int i = 1; i + 1 < argc; i += 2)
    if (!strcmp(argv[i], "--block"))
      only = strtol(argv[i + 1], NULL, 10);
    else if (strcmp(argv[i], "--exchange") ||
             networks_read(&given, argv + i + 1, 1, &fault))
      return fault_print(&fault, "ledger_null");
  gsl_set_error_handler_off();
  if (only < 0)
    puts("kind\tname\tn\tblock\ttried\thits");
  for (size_t block = 0; block < BLOCKS; ++block) {
    if (only >= 0 && (size_t)only != block)
      continue;
    try_null(block);
    try_known(block);
    if (given.count)
      try_exchanges(&given, block);
    for (size_t k = 0; k < KNOWNS; ++k)
      if (known[k].question.design == QUESTION_SLOPE) /* as C8 has it, and C7 */
        try_coverage(block, k, 4, 40);
      else if (known[k].blocked)
        try_coverage(block, k, 16, 10);
      else {
        try_coverage(block, k, 1, 15);
        try_coverage(block, k, 4, 15);
      }
  }
  networks_free(&given);
  return 0;
}
