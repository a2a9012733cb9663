/* Groups and balance on populations whose balance is known by construction; the
 * activity at the end of the delay on a network that can be computed by hand; and what
 * a disturbance has to do, and must not do. */
#include "correlation.h"
#include "groups.h"
#include "responses.h"
#include "robustness.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { UNITS = 26, CONDITIONS = 12, STRIDE = 32 };
static const struct groups_rule rule = {0.05, 1.0 / 3.0};

static void assert_near(double found, double expected, double tolerance) {
  if (!(fabs(found - expected) <= tolerance))
    fail_msg("%.17g is not within %g of %.17g", found, tolerance, expected);
}

/* Rounding of some dozens of additions. */
static const double EXACT = 1e-13;

struct made {
  double activity[CONDITIONS * UNITS];
  int direction[CONDITIONS];
  float W[UNITS * STRIDE];
};

/* Units of all four groups, with activities that have nothing special. */
static void make_up(struct made *made, uint64_t seed) {
  gsl_rng *rng = streams_open(seed, 1, 0);
  memset(made, 0, sizeof *made);
  for (size_t c = 0; c < CONDITIONS; ++c) {
    made->direction[c] = c % 2 ? 1 : -1;
    for (size_t i = 0; i < UNITS; ++i) {
      double base = 0.2 + gsl_rng_uniform(rng);
      int prefers = i % 4 == 1 ? 1 : i % 4 == 2 ? -1 : 0;
      if (i % 4 == 0)
        base *= 0.01;
      else if (prefers && prefers != made->direction[c])
        base *= 0.1;
      made->activity[c * UNITS + i] = base;
    }
  }
  for (size_t i = 0; i < UNITS; ++i)
    for (size_t j = 0; j < UNITS; ++j)
      made->W[i * STRIDE + j] = (float)gsl_ran_gaussian(rng, 0.4);
  gsl_rng_free(rng);
}

static struct balance examine(const struct made *made, struct population *population) {
  assert_int_equal(population_alloc(population, UNITS), 0);
  groups_assign(made->activity, made->direction, CONDITIONS, &rule, population);
  return groups_balance(population, made->W, STRIDE);
}

static void assert_same_balance(struct balance a, struct balance b) {
  assert_near(a.count, b.count, EXACT);
  assert_near(a.activity, b.activity, EXACT);
  assert_near(a.ei, b.ei, EXACT);
  assert_near(a.evenness, b.evenness, EXACT);
  assert_near(a.heterogeneity, b.heterogeneity, EXACT);
}

static void assert_in_unit_interval(double value) {
  if (!(0.0 <= value && value <= 1.0))
    fail_msg("%.17g is not in [0, 1]", value);
}

static void test_groups(void **state) {
  (void)state;
  static const enum group expected[] = {GROUP_SILENT, GROUP_PLUS, GROUP_MINUS,
                                        GROUP_BOTH};
  struct made made;
  struct population population;
  make_up(&made, 1);
  struct balance balance = examine(&made, &population);
  for (size_t i = 0; i < UNITS; ++i)
    assert_int_equal(population.group[i], expected[i % 4]);
  assert_int_equal(population.size[GROUP_SILENT], 7);
  assert_int_equal(population.size[GROUP_PLUS], 7);
  assert_int_equal(population.size[GROUP_MINUS], 6);
  assert_int_equal(population.size[GROUP_BOTH], 6);
  assert_near(balance.count, 12.0 / 13.0, EXACT);
  assert_near(balance.evenness,
              -2.0 * (7.0 / 26 * log(7.0 / 26) + 6.0 / 26 * log(6.0 / 26)) / log(4.0),
              EXACT);
  assert_in_unit_interval(balance.activity);
  assert_in_unit_interval(balance.ei);
  population_free(&population);
}

/* r_i(+), r_i(-), d_i and the indices of two units, by hand. */
static void test_by_hand(void **state) {
  (void)state;
  const double activity[] = {1.5, 0.25, 0.5, 0.75, 0.3, 0.05}; /* (3, 2) */
  const int direction[] = {1, 1, -1};
  const float W[] = {0.5f, -2.0f, 0.25f, 4.0f};
  struct population population;
  assert_int_equal(population_alloc(&population, 2), 0);
  groups_assign(activity, direction, 3, &rule, &population);
  assert_near(population.plus[0], 1.0, EXACT);
  assert_near(population.minus[0], 0.3, EXACT);
  assert_near(population.contrast[0], 0.7 / 1.3, EXACT);
  assert_near(population.mean[0], 2.3 / 3.0, EXACT);
  assert_near(population.mean[1], 1.05 / 3.0, EXACT);
  assert_int_equal(population.group[0], GROUP_PLUS);
  assert_int_equal(population.group[1], GROUP_PLUS); /* d = 0.45 / 0.55 */
  struct balance balance = groups_balance(&population, W, 2);
  /* Unit 0: E = 0.5 r_0 = 1.15/3, I = 2 r_1 = 2.1/3.  Unit 1: no inhibition. */
  assert_near(balance.ei, 0.5 * (1.0 - 0.95 / 3.25), EXACT);
  assert_near(balance.count, 0.0, 0.0);
  assert_near(balance.activity, 0.0, 0.0);
  assert_near(balance.heterogeneity, (2.3 - 1.05) / (2.3 + 1.05), EXACT);
  population_free(&population);
}

static void test_permuted_units(void **state) {
  (void)state;
  struct made made, permuted;
  struct population population, shuffled;
  size_t order[UNITS];
  gsl_rng *rng = streams_open(2, 2, 0);
  make_up(&made, 2);
  permuted = made;
  for (size_t i = 0; i < UNITS; ++i)
    order[i] = i;
  gsl_ran_shuffle(rng, order, UNITS, sizeof *order);
  for (size_t i = 0; i < UNITS; ++i) {
    for (size_t c = 0; c < CONDITIONS; ++c)
      permuted.activity[c * UNITS + i] = made.activity[c * UNITS + order[i]];
    for (size_t j = 0; j < UNITS; ++j)
      permuted.W[i * STRIDE + j] = made.W[order[i] * STRIDE + order[j]];
  }
  assert_same_balance(examine(&made, &population), examine(&permuted, &shuffled));
  for (size_t i = 0; i < UNITS; ++i)
    assert_int_equal(shuffled.group[i], population.group[order[i]]);
  population_free(&population);
  population_free(&shuffled);
  gsl_rng_free(rng);
}

/* Conditions in another order, or named by other contexts, are the same conditions. */
static void test_permuted_conditions(void **state) {
  (void)state;
  struct made made, turned;
  struct population population, other;
  make_up(&made, 3);
  for (size_t c = 0; c < CONDITIONS; ++c) {
    size_t from = (c * 5 + 3) % CONDITIONS;
    memcpy(turned.activity + c * UNITS, made.activity + from * UNITS,
           UNITS * sizeof(double));
    turned.direction[c] = made.direction[from];
  }
  memcpy(turned.W, made.W, sizeof made.W);
  assert_same_balance(examine(&made, &population), examine(&turned, &other));
  assert_memory_equal(population.group, other.group, UNITS * sizeof(enum group));
  population_free(&population);
  population_free(&other);
}

/* Exchanging the choices exchanges G_+ and G_- and changes no index. */
static void test_mirrored_choices(void **state) {
  (void)state;
  struct made made, mirrored;
  struct population population, other;
  size_t order[UNITS], turned[UNITS];
  make_up(&made, 4);
  mirrored = made;
  for (size_t c = 0; c < CONDITIONS; ++c)
    mirrored.direction[c] = -made.direction[c];
  assert_same_balance(examine(&made, &population), examine(&mirrored, &other));
  assert_int_equal(other.size[GROUP_PLUS], population.size[GROUP_MINUS]);
  assert_int_equal(other.size[GROUP_MINUS], population.size[GROUP_PLUS]);
  for (size_t i = 0; i < UNITS; ++i)
    assert_near(other.contrast[i], -population.contrast[i], EXACT);
  groups_order(&population, order);
  groups_order(&other, turned);
  size_t active = UNITS - population.size[GROUP_SILENT];
  for (size_t i = 0; i < active; ++i)
    assert_int_equal(order[i], turned[active - 1 - i]);
  population_free(&population);
  population_free(&other);
}

/* Two halves, each the other one with the choices exchanged. */
static void test_mirror_halves(void **state) {
  (void)state;
  struct made made;
  struct population population;
  make_up(&made, 5);
  for (size_t c = 0; c < CONDITIONS; c += 2)
    for (size_t i = 0; i < UNITS / 2; ++i) {
      double *one = made.activity + c * UNITS, *other = one + UNITS;
      one[i + UNITS / 2] = other[i];
      other[i + UNITS / 2] = one[i];
    }
  struct balance balance = examine(&made, &population);
  assert_true(population.size[GROUP_PLUS] > 2);
  assert_near(balance.count, 1.0, 0.0);
  assert_near(balance.activity, 1.0, EXACT);
  population_free(&population);
}

static void test_one_sided(void **state) {
  (void)state;
  struct made made;
  struct population population;
  make_up(&made, 6);
  for (size_t c = 0; c < CONDITIONS; ++c)
    for (size_t i = 0; i < UNITS; ++i)
      made.activity[c * UNITS + i] =
          (made.direction[c] > 0 ? 1.0 : 0.1) * (double)(i + 7);
  for (size_t i = 0; i < UNITS * STRIDE; ++i)
    made.W[i] = fabsf(made.W[i]); /* no inhibition at all */
  struct balance balance = examine(&made, &population);
  assert_int_equal(population.size[GROUP_PLUS], UNITS);
  assert_near(balance.count, 0.0, 0.0);
  assert_near(balance.activity, 0.0, 0.0);
  assert_near(balance.ei, 0.0, 0.0);
  assert_near(balance.evenness, 0.0, 0.0);
  population_free(&population);
}

/* The unit of activity is nobody's business. */
static void test_scale(void **state) {
  (void)state;
  struct made made, scaled;
  struct population population, other;
  make_up(&made, 7);
  scaled = made;
  for (size_t i = 0; i < CONDITIONS * UNITS; ++i)
    scaled.activity[i] *= 317.0;
  assert_same_balance(examine(&made, &population), examine(&scaled, &other));
  assert_memory_equal(population.group, other.group, UNITS * sizeof(enum group));
  population_free(&population);
  population_free(&other);
}

static void test_missing(void **state) {
  (void)state;
  struct made made;
  struct population population;
  make_up(&made, 8);
  memset(made.activity, 0, sizeof made.activity);
  struct balance balance = examine(&made, &population);
  assert_int_equal(population.size[GROUP_SILENT], UNITS);
  assert_true(isnan(balance.count) && isnan(balance.activity) && isnan(balance.ei) &&
              isnan(balance.heterogeneity));
  assert_near(balance.evenness, 0.0, 0.0);
  population_free(&population);
  for (size_t i = 0; i < CONDITIONS * UNITS; ++i)
    made.activity[i] = 0.7; /* active, and selective for nothing */
  balance = examine(&made, &population);
  assert_int_equal(population.size[GROUP_BOTH], UNITS);
  assert_true(isnan(balance.count) && isnan(balance.activity));
  assert_near(balance.heterogeneity, 0.0, 1e-7);
  population_free(&population);
  made.activity[5] = INFINITY;
  balance = examine(&made, &population);
  assert_true(isnan(balance.count) && isnan(balance.ei) && isnan(balance.evenness));
  population_free(&population);
}

static void test_correlation(void **state) {
  (void)state;
  enum { TRIALS = 40, COLUMNS = 5 };
  double activity[TRIALS * COLUMNS], matrix[COLUMNS * COLUMNS], within, between;
  gsl_rng *rng = streams_open(9, 1, 0);
  for (size_t t = 0; t < TRIALS; ++t) {
    double x = gsl_ran_gaussian(rng, 1.3), y = gsl_rng_uniform(rng);
    const double row[] = {x, 3.0 - 0.7 * x, 0.37, 5.0 * x + 1.0, x + y};
    memcpy(activity + t * COLUMNS, row, sizeof row);
  }
  assert_int_equal(correlation_columns(activity, TRIALS, COLUMNS, matrix), 0);
  assert_near(matrix[0], 1.0, EXACT);
  assert_near(matrix[1], -1.0, EXACT);
  assert_near(matrix[3 * COLUMNS], 1.0, EXACT);
  assert_in_range((long)(1000.0 * matrix[4]), 800, 999);
  for (size_t j = 0; j < COLUMNS; ++j)
    assert_near(matrix[2 * COLUMNS + j], 0.0, 0.0);
  struct population population;
  population_alloc(&population, COLUMNS);
  const enum group group[] = {GROUP_PLUS, GROUP_MINUS, GROUP_SILENT, GROUP_PLUS,
                              GROUP_BOTH};
  memcpy(population.group, group, sizeof group);
  groups_blocks(&population, matrix, &within, &between);
  assert_near(within, 1.0, EXACT);
  assert_near(between, -1.0, EXACT);
  population.group[1] = population.group[3] = GROUP_BOTH;
  groups_blocks(&population, matrix, &within, &between);
  assert_true(isnan(within) && isnan(between));
  population_free(&population);
  gsl_rng_free(rng);
}

/* Units in another order: the same correlations, and the same means over groups. */
static void test_permuted_correlation(void **state) {
  (void)state;
  static double matrix[UNITS * UNITS], permuted[UNITS * UNITS];
  struct made made, other;
  struct population population, shuffled;
  size_t order[UNITS];
  double within[2], between[2];
  make_up(&made, 10);
  other = made;
  for (size_t i = 0; i < UNITS; ++i)
    order[i] = (7 * i + 3) % UNITS;
  for (size_t c = 0; c < CONDITIONS; ++c)
    for (size_t i = 0; i < UNITS; ++i)
      other.activity[c * UNITS + i] = made.activity[c * UNITS + order[i]];
  examine(&made, &population);
  examine(&other, &shuffled);
  correlation_columns(made.activity, CONDITIONS, UNITS, matrix);
  correlation_columns(other.activity, CONDITIONS, UNITS, permuted);
  for (size_t i = 0; i < UNITS; ++i)
    for (size_t j = 0; j < UNITS; ++j)
      assert_near(permuted[i * UNITS + j], matrix[order[i] * UNITS + order[j]], EXACT);
  groups_blocks(&population, matrix, within, between);
  groups_blocks(&shuffled, permuted, within + 1, between + 1);
  assert_near(within[1], within[0], EXACT);
  assert_near(between[1], between[0], EXACT);
  assert_true(within[0] > between[0]);
  population_free(&population);
  population_free(&shuffled);
}

/* A network on a small task. */
static void set_up(struct specification *spec, struct network *net, long streams) {
  parameters_default(specification_table, specification_count, spec);
  spec->units = 24;
  spec->streams = streams;
  spec->seed = 5;
  assert_int_equal(network_alloc(net, spec), 0);
  network_initialise(net, spec);
}

/* One unit that counts: h_t = h_{t-1} + u.x_t, all others zero.  The fixation input and
 * the contexts drive it, so every condition's activity is a sum of known terms. */
static void test_conditions(void **state) {
  (void)state;
  struct specification spec;
  struct network net;
  struct responses responses;
  struct fault fault;
  set_up(&spec, &net, 2);
  memset(net.theta, 0, net.count * sizeof *net.theta);
  net.W[0] = 1.0f;
  const float u[] = {0.25f, 0.5f, 0.0f, 0.0f, 0.125f, 0.0f, 2.0f};
  memcpy(net.U, u, sizeof u);
  assert_int_equal(responses_to_conditions(&spec, &net, &responses, &fault), 0);
  assert_int_equal(responses.rows, 2 * 6 * 6);
  /* The mean of min(3 + floor(e), 12), e exponential: 3 + sum of P(e >= m), m < 10. */
  double delay = 3.0;
  for (int m = 1; m < 10; ++m)
    delay += exp(-m / 5.0);
  size_t seen[2][6] = {{0}};
  for (size_t c = 0; c < responses.rows; ++c) {
    const double coherence[] = {-50, -15, -5, 5, 15, 50};
    double steps = 3.0 + 8.0 + delay, drive = 0.25 + (responses.context[c] ? 2.0 : 0.0);
    double first = coherence[c % 6] / 200.0, second = coherence[c / 6 % 6] / 200.0;
    double expected =
        steps * drive + 8.0 * (0.5 * (0.5 + first) + 0.125 * (0.5 - second));
    assert_near(responses.activity[c * net.units], expected, 1e-4); /* floats */
    assert_near(responses.activity[c * net.units + 1], 0.0, 0.0);
    double relevant = responses.context[c] ? second : first;
    assert_near(coherence[responses.stimulus[c]] / 200.0, relevant, 0.0);
    assert_int_equal(responses.direction[c], relevant > 0.0 ? 1 : -1);
    ++seen[responses.context[c]][responses.stimulus[c]];
  }
  for (size_t i = 0; i < 12; ++i)
    assert_int_equal(seen[i / 6][i % 6], 6);
  responses_free(&responses);
  network_free(&net);
}

/* With one length of the delay and no noise, random trials are conditions. */
static void test_trials(void **state) {
  (void)state;
  struct specification spec;
  struct network net;
  struct responses conditions, trials;
  struct fault fault;
  set_up(&spec, &net, 2);
  spec.regime = RESET;
  spec.noise = 0.0;
  spec.delay_minimum = spec.delay_maximum = 5;
  assert_int_equal(responses_to_conditions(&spec, &net, &conditions, &fault), 0);
  assert_int_equal(responses_to_trials(&spec, &net, 150, 1, &trials, &fault), 0);
  assert_int_equal(trials.rows, 150);
  for (size_t t = 0; t < trials.rows; ++t) {
    int found = 0;
    for (size_t c = 0; c < conditions.rows && !found; ++c) {
      found = conditions.context[c] == trials.context[t] &&
              conditions.stimulus[c] == trials.stimulus[t];
      for (size_t i = 0; i < net.units && found; ++i)
        found = fabs(conditions.activity[c * net.units + i] -
                     trials.activity[t * net.units + i]) < 1e-5;
    }
    assert_true(found);
    assert_true(trials.choice[t] <= 2);
  }
  responses_free(&conditions);
  responses_free(&trials);
  network_free(&net);
}

/* A network that says 2 in the first step of the decision and 1 in the second. */
static void test_choices(void **state) {
  (void)state;
  for (long regime = CONTINUOUS; regime <= RESET; ++regime) {
    struct specification spec;
    struct network net;
    struct responses trials;
    struct fault fault;
    set_up(&spec, &net, 3);
    spec.regime = regime;
    memset(net.theta, 0, net.count * sizeof *net.theta);
    net.U[0] = 1.0f; /* unit 0 is 1 while fixation is on */
    net.V[0] = 1.0f; /* and holds action 0 */
    net.W[net.width] = 1.0f;
    net.U[net.row_width] = -1.0f; /* unit 1 is 1 just after fixation went off */
    net.V[2 * net.width + 1] = 1.0f;
    net.V[net.width + net.units] = 0.5f; /* a bias for action 1 */
    assert_int_equal(responses_to_trials(&spec, &net, 77, 3, &trials, &fault), 0);
    for (size_t t = 0; t < 77; ++t) {
      assert_int_equal(trials.choice[t], 2);
      assert_near(trials.activity[t * net.units], 1.0, 1e-6);
      assert_true(trials.context[t] < 3);
    }
    responses_free(&trials);
    network_free(&net);
  }
}

static void test_too_many_conditions(void **state) {
  (void)state;
  struct specification spec;
  struct network net;
  struct responses responses;
  struct fault fault;
  set_up(&spec, &net, 8);
  assert_int_equal(responses_to_conditions(&spec, &net, &responses, &fault), -1);
  assert_non_null(strstr(fault.line, "streams = 8"));
  assert_null(responses.activity);
  network_free(&net);
}

/* Relabelling the streams (contexts, stimulus channels and context inputs alike) is no
 * change of the network: no group and no index moves. */
static void test_relabelled_streams(void **state) {
  (void)state;
  struct specification spec;
  struct network net, other;
  struct responses responses, relabelled;
  struct population population, turned;
  struct fault fault;
  static const size_t from[] = {0, 3, 4, 5, 6, 1, 2, 8, 9, 7, 10}; /* inputs, bias */
  set_up(&spec, &net, 3);
  assert_int_equal(network_alloc(&other, &spec), 0);
  memcpy(other.theta, net.theta, net.count * sizeof *net.theta);
  for (size_t i = 0; i < net.units; ++i)
    for (size_t j = 0; j < 11; ++j)
      other.U[i * net.row_width + j] = net.U[i * net.row_width + from[j]];
  responses_to_conditions(&spec, &net, &responses, &fault);
  responses_to_conditions(&spec, &other, &relabelled, &fault);
  population_alloc(&population, net.units);
  population_alloc(&turned, net.units);
  groups_assign(responses.activity, responses.direction, responses.rows, &rule,
                &population);
  groups_assign(relabelled.activity, relabelled.direction, relabelled.rows, &rule,
                &turned);
  for (size_t i = 0; i < net.units; ++i)
    assert_near(turned.contrast[i], population.contrast[i], 1e-5); /* floats */
  assert_memory_equal(population.group, turned.group, net.units * sizeof(enum group));
  struct balance a = groups_balance(&population, net.W, net.width);
  struct balance b = groups_balance(&turned, other.W, other.width);
  assert_near(a.ei, b.ei, 1e-5);
  assert_near(a.heterogeneity, b.heterogeneity, 1e-5);
  population_free(&population);
  population_free(&turned);
  responses_free(&responses);
  responses_free(&relabelled);
  network_free(&net);
  network_free(&other);
}

/* The balance of a network, through its activity at the end of the delay. */
static struct balance balance_of(const struct specification *spec,
                                 const struct network *net,
                                 struct population *population) {
  struct responses responses;
  struct fault fault;
  assert_int_equal(responses_to_conditions(spec, net, &responses, &fault), 0);
  assert_int_equal(population_alloc(population, net->units), 0);
  groups_assign(responses.activity, responses.direction, responses.rows, &rule,
                population);
  responses_free(&responses);
  return groups_balance(population, net->W, net->width);
}

/* Each unit of the second half sees left where its twin in the first sees right, and is
 * wired to the other half as that one is to its own. */
static void test_network_of_mirror_halves(void **state) {
  (void)state;
  struct specification spec;
  struct network net;
  struct population population;
  set_up(&spec, &net, 2);
  size_t half = net.units / 2;
  for (size_t i = 0; i < 6; ++i) { /* some that hold what they see */
    static const float sees[] = {0.0f, 1.0f, -1.0f, 0.8f, -0.8f, 0.0f, 0.0f, 0.0f};
    for (size_t j = 0; j < net.units; ++j)
      net.W[i * net.width + j] *= 0.1f;
    net.W[i * net.width + i] = 0.9f + 0.01f * (float)i;
    memcpy(net.U + i * net.row_width, sees, sizeof sees);
  }
  for (size_t i = 0; i < half; ++i) {
    for (size_t j = 0; j < net.units; ++j)
      net.W[(i + half) * net.width + j] = net.W[i * net.width + (j + half) % net.units];
    for (size_t j = 0; j <= net.inputs; ++j) {
      size_t other = j >= 1 && j <= 4 ? 1 + ((j - 1) ^ 1) : j;
      net.U[(i + half) * net.row_width + j] = net.U[i * net.row_width + other];
    }
  }
  struct balance balance = balance_of(&spec, &net, &population);
  assert_true(population.size[GROUP_PLUS] > 2);
  for (size_t i = 0; i < half; ++i)
    assert_near(population.contrast[i + half], -population.contrast[i], 1e-5);
  assert_near(balance.count, 1.0, 0.0);
  assert_near(balance.activity, 1.0, 1e-5); /* floats */
  population_free(&population);
  network_free(&net);
}

/* Units that hold what speaks for one choice, and nothing else. */
static void test_one_sided_network(void **state) {
  (void)state;
  struct specification spec;
  struct network net;
  struct population population;
  set_up(&spec, &net, 1);
  memset(net.theta, 0, net.count * sizeof *net.theta);
  for (size_t i = 0; i < net.units; ++i) {
    net.W[i * net.width + i] = 1.0f;
    net.U[i * net.row_width + 1] = 1.0f + 0.1f * (float)i;
    net.U[i * net.row_width + 2] = -net.U[i * net.row_width + 1];
  }
  struct balance balance = balance_of(&spec, &net, &population);
  assert_int_equal(population.size[GROUP_PLUS], net.units);
  assert_near(balance.count, 0.0, 0.0);
  assert_near(balance.activity, 0.0, 0.0);
  assert_near(balance.ei, 0.0, 0.0);
  assert_near(balance.evenness, 0.0, 0.0);
  population_free(&population);
  network_free(&net);
}

/* The numbers of a draw are standard normal, meet W alone, and are the same for all
 * networks of a size: another seed, another teacher, other weights. */
static void test_weight_noise(void **state) {
  (void)state;
  struct specification spec, other;
  struct network net, before;
  struct robustness_bench bench, again;
  double sum = 0.0, squares = 0.0, count = 24.0 * 24.0;
  set_up(&spec, &net, 2);
  set_up(&spec, &before, 2);
  other = spec;
  other.seed = 77;
  other.teacher = RL;
  assert_int_equal(robustness_alloc(&bench, &spec, &before), 0);
  assert_int_equal(robustness_alloc(&again, &other, &net), 0);
  robustness_draw(&bench, 5);
  robustness_draw(&again, 4);
  assert_memory_not_equal(bench.xi, again.xi, 24 * 24 * sizeof *bench.xi);
  robustness_draw(&again, 5);
  assert_memory_equal(bench.xi, again.xi, 24 * 24 * sizeof *bench.xi);
  assert_memory_equal(bench.order, again.order, 24 * sizeof *bench.order);
  robustness_disturb(&net, 0.0, bench.xi);
  assert_memory_equal(net.theta, before.theta, net.count * sizeof *net.theta);
  robustness_disturb(&net, 0.2, bench.xi);
  for (size_t i = 0; i < 24; ++i)
    for (size_t j = 0; j < 24; ++j) {
      size_t at = i * net.width + j;
      double change = (double)net.W[at] / (double)before.W[at] - 1.0;
      sum += change;
      squares += change * change;
    }
  assert_near(sum / count, 0.0, 4.0 * 0.2 / sqrt(count));
  assert_near(sqrt(squares / count), 0.2, 4.0 * 0.2 / sqrt(2.0 * count));
  assert_memory_equal(net.U, before.U, 24 * net.row_width * sizeof *net.U);
  assert_memory_equal(net.V, before.V, OUTPUTS * net.width * sizeof *net.V);
  robustness_free(&bench);
  robustness_free(&again);
  network_free(&net);
  network_free(&before);
}

/* Units of MAY are silenced, the first in the order; a larger share silences the same
 * ones and more; silenced ones stay at zero. */
static void silence_in_steps(const unsigned char *may, size_t all) {
  struct specification spec;
  size_t order[24];
  int silent[24] = {0};
  for (size_t i = 0; i < 24; ++i)
    order[i] = (7 * i + 5) % 24;
  for (size_t level = 0; level <= 8; ++level) {
    struct network net;
    struct responses responses;
    struct fault fault;
    size_t count = 0;
    set_up(&spec, &net, 2);
    for (size_t i = 0; i < net.units; ++i) { /* none silent by itself */
      net.U[i * net.row_width + net.inputs] = 2.0f;
      for (size_t j = 0; j < net.units; ++j)
        net.W[i * net.width + j] *= 0.05f;
    }
    robustness_silence(&net, (double)level / 8.0, order, may);
    assert_int_equal(responses_to_conditions(&spec, &net, &responses, &fault), 0);
    for (size_t i = 0; i < net.units; ++i) {
      int zero = 1;
      for (size_t c = 0; c < responses.rows; ++c)
        zero = zero && !(fabs(responses.activity[c * net.units + i]) > 0.0);
      assert_true(zero || !silent[i]);
      assert_true(!zero || !may || may[i]);
      silent[i] = zero;
      count += (size_t)zero;
    }
    assert_int_equal(count, all * level / 8);
    if (count == 3 && !may)
      assert_true(silent[5] && silent[12] && silent[19]);
    responses_free(&responses);
    network_free(&net);
  }
}

static void test_silencing(void **state) {
  (void)state;
  unsigned char may[24] = {0};
  for (size_t i = 0; i < 24; i += 3)
    may[i] = 1;
  silence_in_steps(NULL, 24);
  silence_in_steps(may, 8);
}

static void test_area(void **state) {
  (void)state;
  const double flat[] = {0.7, 0.7, 0.7, 0.7}, line[] = {0.9, 0.7, 0.5, 0.3},
               early[] = {0.9, 0.3, 0.3, 0.3};
  assert_near(robustness_area(flat, 3), 0.7, EXACT);
  assert_near(robustness_area(line, 3), 0.6, EXACT);
  assert_near(robustness_area(early, 3), (0.45 + 0.3 + 0.3 + 0.15) / 3.0, EXACT);
  assert_near(robustness_area(line, 1), 0.8, EXACT);
}

/* Evidence integrated by two units against each other, read out at the go cue: a
 * network that does the task of one stream, and can lose it. */
static void integrate(struct network *net) {
  memset(net->theta, 0, net->count * sizeof *net->theta);
  for (size_t i = 0; i < 2; ++i) {
    float *u = net->U + i * net->row_width;
    net->W[i * net->width + i] = 1.0f;
    u[1 + i] = 1.0f;
    u[2 - i] = -1.0f;
    u[0] = 0.01f;
    net->V[(1 + i) * net->width + i] = 1.0f;
  }
  net->W[1] = net->W[net->width] = 0.0f;
  net->U[2 * net->row_width] = 1.0f; /* unit 2 holds fixation */
  net->V[2] = 1000.0f;
}

static struct robustness_score try_it(struct robustness_bench *bench,
                                      enum disturbance kind, double strength,
                                      const unsigned char *may, size_t trials) {
  struct robustness_score score = {0};
  robustness_draw(bench, 2);
  robustness_try(bench, kind, strength, may, trials, &score);
  assert_true(score.trials >= trials && score.chosen >= score.correct &&
              score.trials >= score.chosen);
  return score;
}

static double share_of(struct robustness_score score) {
  return (double)score.correct / (double)score.trials;
}

static void test_accuracy(void **state) {
  (void)state;
  struct specification spec;
  struct network net;
  struct robustness_bench bench;
  double accuracy[3] = {0};
  unsigned char may[24] = {0};
  set_up(&spec, &net, 1);
  spec.regime = RESET;
  integrate(&net);
  assert_int_equal(robustness_alloc(&bench, &spec, &net), 0);
  double calm = share_of(try_it(&bench, INPUT, 1.0, NULL, 200));
  assert_true(calm > 0.9 && calm <= 1.0);
  /* No disturbance of any kind is the same as another. */
  assert_near(share_of(try_it(&bench, WEIGHTS, 0.0, NULL, 200)), calm, 0.0);
  assert_near(share_of(try_it(&bench, SILENCING, 0.0, NULL, 200)), calm, 0.0);
  assert_near(share_of(try_it(&bench, ACTIVE, 1.0, may, 200)), calm, 0.0);
  /* All units silent: never an answer.  Noise costs; the next call forgets it all. */
  assert_near(share_of(try_it(&bench, SILENCING, 1.0, NULL, 200)), 0.0, 0.0);
  for (size_t i = 0; i < 3; ++i)
    accuracy[i] = share_of(try_it(&bench, INPUT, 1.0 + 10.0 * (double)i, NULL, 400));
  assert_true(accuracy[0] > accuracy[1] && accuracy[1] > accuracy[2]);
  assert_near(share_of(try_it(&bench, INPUT, 1.0, NULL, 200)), calm, 0.0);
  assert_true(share_of(try_it(&bench, WEIGHTS, 1.0, NULL, 200)) < calm);
  /* Without the unit that holds fixation every trial is broken, and no choice lost. */
  struct robustness_score whole = try_it(&bench, INPUT, 1.0, NULL, 200);
  may[2] = 1;
  struct robustness_score cut = try_it(&bench, ACTIVE, 1.0, may, 200);
  assert_int_equal(cut.correct, 0);
  assert_int_equal(cut.chosen, whole.chosen);
  assert_int_equal(whole.chosen, whole.correct);
  robustness_free(&bench);
  network_free(&net);
}

/* Both partners of a pair, and everybody else, meet the same trials. */
static void test_same_trials(void **state) {
  (void)state;
  struct specification spec, other;
  struct network net;
  struct robustness_bench bench, again;
  set_up(&spec, &net, 1);
  integrate(&net);
  other = spec;
  other.seed = spec.seed + 1;
  assert_int_equal(robustness_alloc(&bench, &spec, &net), 0);
  assert_int_equal(robustness_alloc(&again, &other, &net), 0);
  for (size_t k = 0; k < 3; ++k) {
    struct robustness_score a = try_it(&bench, INPUT, 9.0, NULL, 150);
    struct robustness_score b = try_it(&again, INPUT, 9.0, NULL, 150);
    assert_memory_equal(&a, &b, sizeof a);
    assert_memory_equal(bench.room.batch.x, again.room.batch.x,
                        bench.room.batch.rows * bench.room.batch.row_width * sizeof *bench.room.batch.x);
  }
  robustness_free(&bench);
  robustness_free(&again);
  network_free(&net);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_groups),
      cmocka_unit_test(test_by_hand),
      cmocka_unit_test(test_permuted_units),
      cmocka_unit_test(test_permuted_conditions),
      cmocka_unit_test(test_mirrored_choices),
      cmocka_unit_test(test_mirror_halves),
      cmocka_unit_test(test_one_sided),
      cmocka_unit_test(test_scale),
      cmocka_unit_test(test_missing),
      cmocka_unit_test(test_correlation),
      cmocka_unit_test(test_permuted_correlation),
      cmocka_unit_test(test_conditions),
      cmocka_unit_test(test_trials),
      cmocka_unit_test(test_choices),
      cmocka_unit_test(test_too_many_conditions),
      cmocka_unit_test(test_relabelled_streams),
      cmocka_unit_test(test_network_of_mirror_halves),
      cmocka_unit_test(test_one_sided_network),
      cmocka_unit_test(test_weight_noise),
      cmocka_unit_test(test_silencing),
      cmocka_unit_test(test_area),
      cmocka_unit_test(test_accuracy),
      cmocka_unit_test(test_same_trials),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
