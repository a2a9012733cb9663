/* The network and both losses in double precision (compiled with -DNETWORK_DOUBLE): the
 * forward run against Equation (network) written as plain loops, every gradient against
 * central differences, the advantages against the average of n-step returns. */
#include "ppo.h"
#include "softmax.h"
#include "supervised.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#ifndef NETWORK_DOUBLE
#error "central differences need the network in double precision"
#endif

/* A batch with its network, a teacher's material and room to work. */
struct bench {
  struct specification spec;
  struct network net;
  struct batch batch;
  struct activity activity;
  struct rollout rollout;
  gsl_rng *rng;
  real *gradient, *kept;
};

static struct specification specify(const char *const *assignments, size_t count) {
  struct specification spec;
  struct fault fault;
  parameters_default(specification_table, specification_count, &spec);
  for (size_t i = 0; i < count; ++i)
    if (parameters_assign(specification_table, specification_count, &spec,
                          assignments[i], "test", &fault))
      fail_msg("%s", fault.line);
  return spec;
}

/* Weights that keep every preactivation away from the kink of the rectifier.  But for
 * signals and noise the fixation input, the sum of a pair and a context are 0 or 1; a
 * row of U has -1, 0 or 1 for each of them, and its bias is one half up or down.  So
 * U x + b is a half, or more, away from 0; signals, noise and the recurrent part add
 * less.  Units still switch between stages and between trials. */
static void choose_weights(struct bench *bench) {
  struct network *net = &bench->net;
  size_t streams = (size_t)bench->spec.streams;
  for (size_t i = 0; i < net->units; ++i) {
    for (size_t j = 0; j < net->units; ++j)
      net->W[i * net->width + j] = gsl_ran_flat(bench->rng, -1, 1) * 0.3 / 16;
    real *row = net->U + i * net->row_width;
    row[0] = (real)gsl_rng_uniform_int(bench->rng, 3) - 1;
    for (size_t k = 0; k < streams; ++k) {
      /* the pair adds up to one, its difference is the signal */
      double pair = (double)gsl_rng_uniform_int(bench->rng, 3) - 1;
      double tilt = gsl_ran_flat(bench->rng, -1, 1) * 0.1;
      row[1 + 2 * k] = pair + tilt;
      row[2 + 2 * k] = pair - tilt;
      row[1 + 2 * streams + k] = (real)gsl_rng_uniform_int(bench->rng, 3) - 1;
    }
    row[net->inputs] = i % 2 ? 0.5 : -0.5;
  }
  for (size_t i = 0; i < OUTPUTS; ++i)
    for (size_t j = 0; j <= net->units; ++j)
      net->V[i * net->width + j] = gsl_ran_flat(bench->rng, -0.5, 0.5);
}

static void start(struct bench *bench, struct specification spec, size_t sequences,
                  uint64_t seed) {
  bench->spec = spec;
  bench->rng = streams_open(seed, 1, 1);
  assert_int_equal(network_alloc(&bench->net, &spec), 0);
  assert_int_equal(batch_alloc(&bench->batch, &spec, sequences), 0);
  assert_int_equal(
      activity_alloc(&bench->activity, &bench->net, bench->batch.most_rows,
                     bench->batch.most_sequences),
      0);
  assert_int_equal(rollout_alloc(&bench->rollout, bench->batch.most_rows), 0);
  bench->gradient = malloc(bench->net.count * sizeof(real));
  bench->kept = malloc(bench->net.count * sizeof(real));
  batch_draw(&bench->batch, &spec, bench->rng);
  choose_weights(bench);
}

static void finish(struct bench *bench) {
  network_free(&bench->net);
  batch_free(&bench->batch);
  activity_free(&bench->activity);
  rollout_free(&bench->rollout);
  gsl_rng_free(bench->rng);
  free(bench->gradient);
  free(bench->kept);
}

/* ---- forward -----------------------------------------------------------------------
 */

/* Runs sequence B by the definition; returns the smallest distance of a preactivation
 * from 0 and adds to ACTIVE how many were above. */
static double run_by_definition(const struct bench *bench, size_t b, size_t *active) {
  const struct network *net = &bench->net;
  const struct batch *batch = &bench->batch;
  double *h = calloc(2 * net->units, sizeof *h), *a = h + net->units, margin = INFINITY;
  for (size_t t = 0; t < batch->length[b]; ++t) {
    size_t row = batch->offset[t] + b;
    const real *x = batch->x + row * batch->row_width;
    for (size_t i = 0; i < net->units; ++i) {
      a[i] = net->U[i * net->row_width + net->inputs];
      for (size_t j = 0; j < net->inputs; ++j)
        a[i] += net->U[i * net->row_width + j] * (double)x[j];
      for (size_t j = 0; j < net->units; ++j)
        a[i] += net->W[i * net->width + j] * h[j];
    }
    for (size_t i = 0; i < net->units; ++i) {
      h[i] = net->activation == TANH ? tanh(a[i]) : fmax(a[i], 0.0);
      margin = fmin(margin, fabs(a[i]));
      *active += a[i] > 0.0;
      assert_true(fabs(activity_of(&bench->activity, row, i) - h[i]) < 1e-13);
    }
    for (size_t k = 0; k < OUTPUTS; ++k) {
      double y = net->V[k * net->width + net->units];
      for (size_t j = 0; j < net->units; ++j)
        y += net->V[k * net->width + j] * h[j];
      assert_true(fabs(bench->activity.out[row * OUTPUTS + k] - y) < 1e-13);
    }
  }
  free(h);
  return margin;
}

/* The cases: both regimes, both activation functions, with and without a trained bias,
 * one to four streams, sizes that fill a line of memory and that do not. */
static const char *const cases[][5] = {
    {"regime=continuous", "activation=relu", "bias=yes", "streams=2", "units=13"},
    {"regime=reset", "activation=relu", "bias=yes", "streams=2", "units=13"},
    {"regime=continuous", "activation=relu", "bias=no", "streams=1", "units=15"},
    {"regime=reset", "activation=relu", "bias=no", "streams=3", "units=16"},
    {"regime=continuous", "activation=tanh", "bias=yes", "streams=3", "units=9"},
    {"regime=reset", "activation=tanh", "bias=no", "streams=4", "units=7"},
};
enum { CASES = sizeof cases / sizeof *cases, SEQUENCES = 5 };

static struct specification specify_case(size_t which) {
  struct specification spec = specify(cases[which], 5);
  spec.noise = 0.02;
  spec.sl_decision_weight = 2.5;
  spec.value_coefficient = 0.7; /* large, so that each term of the loss counts */
  spec.entropy_coefficient = 0.3;
  return spec;
}

static void test_forward(void **state) {
  (void)state;
  for (size_t which = 0; which < CASES; ++which) {
    struct bench bench;
    size_t active = 0;
    start(&bench, specify_case(which), SEQUENCES, which);
    for (int round = 0; round < 3; ++round) { /* what stood there before is no matter */
      batch_draw(&bench.batch, &bench.spec, bench.rng);
      network_forward(&bench.net, &bench.batch, &bench.activity);
      for (size_t b = 0; b < SEQUENCES; ++b)
        run_by_definition(&bench, b, &active);
    }
    finish(&bench);
  }
}

/* ---- the losses --------------------------------------------------------------------
 */

typedef double loss_function(struct bench *bench);

static double loss_of_answers(struct bench *bench) {
  network_forward(&bench->net, &bench->batch, &bench->activity);
  return supervised_loss(&bench->spec, &bench->batch, &bench->activity);
}

/* The policy's part and, unless there is no critic, the value's. */
static double loss_of_rewards(struct bench *bench) {
  network_forward(&bench->net, &bench->batch, &bench->activity);
  double loss =
      ppo_loss(&bench->spec, &bench->batch, &bench->rollout, &bench->activity);
  if (bench->spec.critic == CRITIC_SHARED)
    loss += ppo_value_loss(&bench->spec, &bench->batch, &bench->rollout,
                           &bench->activity);
  return loss;
}

/* A value head beside the cross-entropy. */
static double loss_of_answers_and_value(struct bench *bench) {
  double loss = loss_of_answers(bench);
  return loss + ppo_value_loss(&bench->spec, &bench->batch, &bench->rollout,
                               &bench->activity);
}

/* A critic of its own: the network learns the value and nothing else. */
static double loss_of_critic(struct bench *bench) {
  network_forward(&bench->net, &bench->batch, &bench->activity);
  memset(bench->activity.out_gradient, 0,
         bench->batch.rows * OUTPUTS * sizeof *bench->activity.out_gradient);
  return ppo_value_loss(&bench->spec, &bench->batch, &bench->rollout,
                        &bench->activity);
}

/* A rollout whose ratios to the present policy are known: within the clip, beyond it on
 * both sides, never near its two kinks; both signs of the advantage in each. */
static void make_rollout(struct bench *bench) {
  static const double ratios[] = {0.45, 0.7, 0.85, 0.95, 1.05, 1.15, 1.35, 2.1};
  size_t beyond[2][3] = {{0}};
  struct rollout *rollout = &bench->rollout;
  network_forward(&bench->net, &bench->batch, &bench->activity);
  ppo_act(&bench->spec, &bench->batch, &bench->activity, &bench->activity, bench->rng,
          rollout);
  for (size_t row = 0; row < bench->batch.rows; ++row) {
    double ratio = ratios[gsl_rng_uniform_int(bench->rng, 8)];
    rollout->log_p[row] -= log(ratio) + gsl_ran_flat(bench->rng, -0.01, 0.01);
    rollout->value[row] += gsl_ran_gaussian(bench->rng, 0.3);
    rollout->reward[row] += gsl_ran_gaussian(bench->rng, 0.5);
  }
  ppo_advantages(&bench->spec, &bench->batch, rollout);
  for (size_t row = 0; row < bench->batch.rows; ++row) {
    double log_p[ACTIONS_COUNT];
    softmax_log(bench->activity.out + row * OUTPUTS, log_p);
    double ratio = exp(log_p[rollout->action[row]] - rollout->log_p[row]);
    assert_true(fabs(ratio - 0.8) > 0.02 && fabs(ratio - 1.2) > 0.02);
    ++beyond[rollout->advantage[row] > 0][ratio < 0.8 ? 0 : ratio < 1.2 ? 1 : 2];
  }
  for (size_t i = 0; i < 6; ++i)
    assert_true(beyond[i / 3][i % 3] > 3);
}

/* Both losses written down once more, from the definition. */
static void test_losses_by_definition(void **state) {
  (void)state;
  for (size_t which = 0; which < CASES; ++which) {
    struct bench bench;
    start(&bench, specify_case(which), SEQUENCES, 40 + which);
    make_rollout(&bench);
    const struct batch *batch = &bench.batch;
    const struct rollout *rollout = &bench.rollout;
    double found[2] = {loss_of_answers(&bench), loss_of_rewards(&bench)};
    double cross = 0.0, weights = 0.0, policy = 0.0, value = 0.0, entropy = 0.0;
    for (size_t row = 0; row < batch->rows; ++row) {
      const real *y = bench.activity.out + row * OUTPUTS;
      double sum = exp(y[0]) + exp(y[1]) + exp(y[2]), m = batch->target[row] ? 2.5 : 1;
      double p[3] = {exp(y[0]) / sum, exp(y[1]) / sum, exp(y[2]) / sum};
      double ratio = p[rollout->action[row]] / exp(rollout->log_p[row]);
      double held = fmin(fmax(ratio, 0.8), 1.2), gain = rollout->advantage[row];
      cross -= m * log(p[batch->target[row]]);
      weights += m;
      policy -= fmin(ratio * gain, held * gain);
      value += pow(y[VALUE] - rollout->target[row], 2);
      for (int a = 0; a < 3; ++a)
        entropy -= p[a] * log(p[a]);
    }
    double rows = (double)batch->rows;
    assert_true(fabs(found[0] - cross / weights) < 1e-12);
    assert_true(fabs(found[1] - (policy + 0.7 * value - 0.3 * entropy) / rows) < 1e-12);
    finish(&bench);
  }
}

/* ---- gradients ---------------------------------------------------------------------
 */

/* 1 for each entry of theta that is a parameter and is trained, 0 for padding and for a
 * bias that is not. */
static void mark_trained(const struct network *net, char *trained) {
  memset(trained, 0, net->count);
  for (size_t i = 0; i < net->units; ++i) {
    memset(trained + i * net->width, 1, net->units);
    memset(trained + (net->U - net->theta) + i * net->row_width, 1,
           net->inputs + (net->bias ? 1 : 0));
  }
  for (size_t i = 0; i < OUTPUTS; ++i)
    memset(trained + (net->V - net->theta) + i * net->width, 1, net->units + 1);
}

static double loss_beside(struct bench *bench, loss_function *loss, const double *way,
                          double distance) {
  for (size_t i = 0; i < bench->net.count; ++i)
    bench->net.theta[i] = bench->kept[i] + distance * way[i];
  return loss(bench);
}

/* The derivative along WAY by the central difference of fourth order. */
static double difference(struct bench *bench, loss_function *loss, const double *way) {
  const double step = 5e-4;
  double near =
      loss_beside(bench, loss, way, step) - loss_beside(bench, loss, way, -step);
  double far = loss_beside(bench, loss, way, 2 * step) -
               loss_beside(bench, loss, way, -2 * step);
  memcpy(bench->net.theta, bench->kept, bench->net.count * sizeof(real));
  return (8 * near - far) / (12 * step);
}

/* Relative error 1e-6; a derivative smaller than the rounding of the difference itself
 * (a few 1e-16 of the loss, by the step) is compared with that. */
static void compare(const char *what, double found, double expected) {
  if (!(fabs(found - expected) <= 1e-6 * fabs(expected) + 2e-12))
    fail_msg("%s: %.12g, the difference says %.12g", what, found, expected);
}

static void check_gradient(struct bench *bench, loss_function *loss) {
  const struct network *net = &bench->net;
  char *trained = malloc(net->count);
  double *way = calloc(net->count, sizeof *way);
  mark_trained(net, trained);
  memcpy(bench->kept, net->theta, net->count * sizeof(real));
  loss(bench);
  network_backward(net, &bench->batch, &bench->activity, bench->gradient);
  for (size_t i = 0; i < net->count; ++i) { /* one weight at a time, all of them */
    if (!trained[i]) {
      assert_true(bench->gradient[i] == 0.0);
      continue;
    }
    way[i] = 1.0;
    compare("one weight", bench->gradient[i], difference(bench, loss, way));
    way[i] = 0.0;
  }
  for (int direction = 0; direction < 200; ++direction) {
    double slope = 0.0, norm = 0.0;
    for (size_t i = 0; i < net->count; ++i)
      if (trained[i]) {
        way[i] = gsl_ran_gaussian(bench->rng, 1.0);
        norm += way[i] * way[i];
      }
    for (size_t i = 0; i < net->count; ++i) {
      way[i] /= sqrt(norm);
      slope += way[i] * bench->gradient[i];
    }
    compare("a direction", slope, difference(bench, loss, way));
  }
  free(trained);
  free(way);
}

static void check_specified(struct specification spec, size_t which,
                            loss_function *loss) {
  struct bench bench;
  size_t active = 0;
  double margin = INFINITY;
  start(&bench, spec, SEQUENCES, 70 + which);
  make_rollout(&bench);
  for (size_t b = 0; b < SEQUENCES; ++b)
    margin = fmin(margin, run_by_definition(&bench, b, &active));
  if (bench.spec.activation == RELU) {
    size_t all = bench.batch.rows * bench.net.units;
    assert_true(margin > 0.01); /* a step of 1e-3 cannot reach a kink */
    assert_true(active > all / 5 && active < all - all / 5);
  }
  check_gradient(&bench, loss);
  size_t moving = 0;
  for (size_t i = 0; i < bench.net.units * bench.net.width; ++i)
    moving += bench.gradient[i] != 0.0;
  assert_true(moving > bench.net.units * bench.net.units / 3);
  finish(&bench);
}

static void check_case(size_t which, loss_function *loss) {
  check_specified(specify_case(which), which, loss);
}

static void test_gradients_of_supervised_learning(void **state) {
  (void)state;
  for (size_t which = 0; which < CASES; ++which)
    check_case(which, loss_of_answers);
}

static void test_gradients_of_ppo(void **state) {
  (void)state;
  for (size_t which = 0; which < CASES; ++which)
    check_case(which, loss_of_rewards);
}

/* What a specification may change in a loss, one at a time. */
static void test_gradients_of_variants(void **state) {
  (void)state;
  for (size_t which = 0; which < CASES; ++which) {
    struct specification spec = specify_case(which);
    check_specified(spec, which, loss_of_answers_and_value);
    check_specified(spec, which, loss_of_critic);
    spec.break_stages = BREAK_FIXATION; /* the targets between are masked */
    check_specified(spec, which, loss_of_answers);
    spec.sl_decision_weight = 1.0;
    spec.sl_weights = WEIGH_INVERSE;
    check_specified(spec, which, loss_of_answers);
    spec.break_stages = BREAK_ALL;
    check_specified(spec, which, loss_of_answers);
    spec.ratio_clipped = 0;
    check_specified(spec, which, loss_of_rewards);
    spec.critic = CRITIC_NONE;
    spec.advantage = ADVANTAGE_RETURN;
    spec.entropy_coefficient = 0.0;
    check_specified(spec, which, loss_of_rewards);
  }
}

/* Weights by inverse frequency, and masks, from the definition. */
static void test_weights_of_steps(void **state) {
  (void)state;
  for (size_t which = 0; which < 2 * CASES; ++which) {
    struct bench bench;
    struct specification spec = specify_case(which / 2);
    spec.sl_decision_weight = 1.0;
    spec.sl_weights = WEIGH_INVERSE;
    spec.break_stages = which % 2 ? BREAK_FIXATION : BREAK_ALL;
    start(&bench, spec, SEQUENCES, 140 + which);
    double found = loss_of_answers(&bench), sums[3] = {0}, counts[3] = {0};
    const struct batch *batch = &bench.batch;
    double classes = 0.0, expected = 0.0;
    for (size_t row = 0; row < batch->rows; ++row) {
      const real *y = bench.activity.out + row * OUTPUTS;
      double sum = exp(y[0]) + exp(y[1]) + exp(y[2]);
      int stage = batch->stage[row], target = batch->target[row];
      if (which % 2 && (stage == STIMULUS || stage == DELAY)) {
        for (int k = 0; k < OUTPUTS; ++k)
          assert_true(bench.activity.out_gradient[row * OUTPUTS + (size_t)k] == 0.0);
        continue;
      }
      sums[target] -= log(exp(y[target]) / sum);
      ++counts[target];
    }
    for (int a = 0; a < 3; ++a)
      if (counts[a] > 0.0) {
        expected += sums[a] / counts[a];
        ++classes;
      }
    assert_true(classes > 1.0 && fabs(found - expected / classes) < 1e-12);
    finish(&bench);
  }
}

/* A batch whose longest sequence has one step has no gradient of W. */
static void test_gradient_of_one_step(void **state) {
  (void)state;
  struct bench bench;
  start(&bench, specify_case(1), 3, 5);
  bench.batch.steps = 1;
  bench.batch.rows = bench.batch.offset[1];
  loss_of_answers(&bench);
  network_backward(&bench.net, &bench.batch, &bench.activity, bench.gradient);
  for (size_t i = 0; i < bench.net.units * bench.net.width; ++i)
    assert_true(bench.gradient[i] == 0.0);
  check_gradient(&bench, loss_of_answers);
  finish(&bench);
}

/* ---- advantages --------------------------------------------------------------------
 */

/* The lambda-return: the n-step returns from step T of sequence B, averaged with
 * weights (1 - lambda) lambda^(n-1), the return to the end taking the rest.  Schulman
 * et al. (2016), Equations 11 to 16; no recursion, O(T^2) for each step. */
static double lambda_return(const struct bench *bench, size_t b, size_t t) {
  const struct batch *batch = &bench->batch;
  const struct rollout *rollout = &bench->rollout;
  double gamma = bench->spec.discount, lambda = bench->spec.gae_lambda;
  double average = 0.0, weight = 1.0;
  size_t left = batch->length[b] - t;
  for (size_t n = 1; n <= left; ++n) {
    double sum = 0.0;
    for (size_t k = 0; k < n; ++k)
      sum += pow(gamma, (double)k) * rollout->reward[batch->offset[t + k] + b];
    if (n < left)
      sum += pow(gamma, (double)n) * rollout->value[batch->offset[t + n] + b];
    double share = n < left ? (1.0 - lambda) * weight : weight;
    average += share * sum;
    weight *= lambda;
  }
  return average;
}

/* The return less its mean over the batch, scaled; the critic learns the return. */
static void test_advantages_of_returns(void **state) {
  (void)state;
  for (size_t which = 0; which < 4; ++which) {
    struct bench bench;
    start(&bench, specify_case(which % 2), 7, 120 + which);
    bench.spec.advantage = ADVANTAGE_RETURN;
    bench.spec.discount = which < 2 ? 0.97 : 0.5;
    bench.spec.gae_lambda = 0.3; /* of no matter */
    const struct batch *batch = &bench.batch;
    double *sum = calloc(batch->rows, sizeof *sum), mean = 0.0, square = 0.0;
    for (size_t row = 0; row < batch->rows; ++row) {
      bench.rollout.reward[row] = gsl_ran_gaussian(bench.rng, 1.0);
      bench.rollout.value[row] = gsl_ran_gaussian(bench.rng, 1.0) + 0.4;
    }
    ppo_advantages(&bench.spec, batch, &bench.rollout);
    for (size_t b = 0; b < 7; ++b)
      for (size_t t = 0; t < batch->length[b]; ++t) {
        size_t row = batch->offset[t] + b;
        for (size_t k = t; k < batch->length[b]; ++k)
          sum[row] += pow(bench.spec.discount, (double)(k - t)) *
                      bench.rollout.reward[batch->offset[k] + b];
        assert_true(fabs(bench.rollout.target[row] - sum[row]) < 1e-11);
        mean += sum[row] / (double)batch->rows;
      }
    for (size_t row = 0; row < batch->rows; ++row)
      square += pow(sum[row] - mean, 2) / (double)batch->rows;
    for (size_t row = 0; row < batch->rows; ++row)
      assert_true(fabs(bench.rollout.advantage[row] - (sum[row] - mean) / sqrt(square)) <
                  1e-11);
    free(sum);
    finish(&bench);
  }
}

static void test_advantages(void **state) {
  (void)state;
  static const double settings[][2] = {{0.99, 0.95}, {0.9, 0.5}, {1.0, 1.0},
                                       {0.97, 0.0},  {0.0, 0.7}, {0.93, 1.0}};
  for (size_t which = 0; which < 2; ++which)
    for (size_t i = 0; i < 6; ++i) {
      struct bench bench;
      start(&bench, specify_case(which), 7, 90 + i);
      bench.spec.discount = settings[i][0];
      bench.spec.gae_lambda = settings[i][1];
      size_t rows = bench.batch.rows;
      for (size_t row = 0; row < rows; ++row) {
        bench.rollout.reward[row] = gsl_ran_gaussian(bench.rng, 1.0);
        bench.rollout.value[row] = gsl_ran_gaussian(bench.rng, 1.0) + 0.4;
      }
      ppo_advantages(&bench.spec, &bench.batch, &bench.rollout);
      double mean = 0.0, square = 0.0, *direct = calloc(rows, sizeof *direct);
      for (size_t b = 0; b < 7; ++b)
        for (size_t t = 0; t < bench.batch.length[b]; ++t) {
          size_t row = bench.batch.offset[t] + b;
          double target = lambda_return(&bench, b, t);
          assert_true(fabs(bench.rollout.target[row] - target) < 1e-11);
          direct[row] = target - bench.rollout.value[row];
          mean += direct[row] / (double)rows;
        }
      for (size_t row = 0; row < rows; ++row)
        square += pow(direct[row] - mean, 2) / (double)rows;
      for (size_t row = 0; row < rows; ++row)
        assert_true(fabs(bench.rollout.advantage[row] -
                         (direct[row] - mean) / sqrt(square)) < 1e-11);
      free(direct);
      finish(&bench);
    }
}

/* Nothing to choose from: no advantage, and no division by its deviation of zero. */
static void test_advantages_all_alike(void **state) {
  (void)state;
  struct bench bench;
  start(&bench, specify_case(1), 4, 3);
  memset(bench.rollout.reward, 0, bench.batch.rows * sizeof(double));
  memset(bench.rollout.value, 0, bench.batch.rows * sizeof(double));
  ppo_advantages(&bench.spec, &bench.batch, &bench.rollout);
  for (size_t row = 0; row < bench.batch.rows; ++row)
    assert_true(bench.rollout.advantage[row] == 0.0 &&
                bench.rollout.target[row] == 0.0);
  finish(&bench);
}

/* Logits far apart and far from zero. */
static void test_softmax(void **state) {
  (void)state;
  static const real logits[][3] = {
      {1000.0, 999.0, -1000.0}, {-1e4, -1e4, -1e4}, {0.3, -0.2, 0.1}};
  double log_p[3];
  for (size_t i = 0; i < 3; ++i) {
    softmax_log(logits[i], log_p);
    assert_true(fabs(exp(log_p[0]) + exp(log_p[1]) + exp(log_p[2]) - 1.0) < 1e-12);
    for (int a = 1; a < 3; ++a)
      assert_true(fabs(log_p[a] - log_p[0] - (logits[i][a] - logits[i][0])) < 1e-12);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_forward),
      cmocka_unit_test(test_losses_by_definition),
      cmocka_unit_test(test_gradients_of_supervised_learning),
      cmocka_unit_test(test_gradients_of_ppo),
      cmocka_unit_test(test_gradients_of_variants),
      cmocka_unit_test(test_weights_of_steps),
      cmocka_unit_test(test_gradient_of_one_step),
      cmocka_unit_test(test_advantages),
      cmocka_unit_test(test_advantages_of_returns),
      cmocka_unit_test(test_advantages_all_alike),
      cmocka_unit_test(test_softmax),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
