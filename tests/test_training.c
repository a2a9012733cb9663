/* What lies between the gradients and a finished run: initial weights, actions, one
 * update, evaluation, the network's file, the session.  (Bit-identity of whole runs and
 * what a kill leaves are tested from outside, by test_train.sh.) */
#include "digest.h"
#include "history.h"
#include "scarce_memory.h"
#include "session.h"
#include "softmax.h"
#include "stop.h"
#include "training.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "faults.h"
#include "folder.h"

static struct specification specify(const char *first, ...) {
  struct specification spec;
  va_list rest;
  parameters_default(specification_table, specification_count, &spec);
  va_start(rest, first);
  for (const char *assignment = first; assignment;
       assignment = va_arg(rest, const char *))
    succeeds(parameters_assign(specification_table, specification_count, &spec,
                               assignment, "test", &fault));
  va_end(rest);
  succeeds(specification_check(&spec, "test", &fault));
  return spec;
}

/* A small network that learns in a moment. */
static struct specification specify_small(const char *teacher, const char *regime) {
  return specify(teacher, regime, "units=37", "batch=16", "noise=0.02",
                 "coherences=30 50", "evaluation_trials=200", NULL);
}

static void start(struct training *run, struct specification spec) {
  assert_int_equal(training_alloc(run, &spec), 0);
}

static int same_weights(const struct training *a, const struct training *b) {
  return a->net.count == b->net.count &&
         !memcmp(a->net.theta, b->net.theta, a->net.count * sizeof(float));
}

/* ---- initial weights ---------------------------------------------------------------
 */

/* COUNT rows of COLUMNS values: uniform on (-WIDTH, WIDTH) by their extremes, mean and
 * variance (of a uniform variable 1/3, of its square 4/45). */
static void check_uniform(const float *start_of, size_t count, size_t columns,
                          size_t stride, double width) {
  double sum = 0.0, square = 0.0, most = 0.0, all = (double)(count * columns);
  for (size_t i = 0; i < count; ++i)
    for (size_t j = 0; j < columns; ++j) {
      double x = (double)start_of[i * stride + j] / width;
      sum += x;
      square += x * x;
      most = fmax(most, fabs(x));
    }
  assert_true(most <= 1.0 + 1e-6 && most > 1.0 - 20.0 / all);
  assert_true(fabs(sum) < 4.0 * sqrt(all / 3.0));
  assert_true(fabs(square - all / 3.0) < 4.0 * sqrt(all * 4.0 / 45.0));
}

static void test_initial_weights(void **state) {
  (void)state;
  static const char *const sizes[] = {"units=250", "units=64", "units=500"};
  static const double widths[] = {0.06, 0.1185854, 0.0424264}; /* 0.06 sqrt(250 / N) */
  for (size_t i = 0; i < 3; ++i) {
    struct specification spec = specify(sizes[i], "delta=0.06", "seed=5", NULL);
    struct network net;
    assert_int_equal(network_alloc(&net, &spec), 0);
    network_initialise(&net, &spec);
    check_uniform(net.W, net.units, net.units, net.width, widths[i]);
    check_uniform(net.U, net.units, net.inputs, net.row_width, widths[i]);
    check_uniform(net.V, OUTPUTS, net.units, net.width, 0.1);
    for (size_t k = 0; k < net.units; ++k) /* biases and padding start at zero */
      for (size_t j = net.inputs; j < net.row_width; ++j)
        assert_true(net.U[k * net.row_width + j] == 0.0f);
    for (size_t k = 0; k < OUTPUTS; ++k)
      for (size_t j = net.units; j < net.width; ++j)
        assert_true(net.V[k * net.width + j] == 0.0f);
    network_free(&net);
    assert_null(net.theta);
  }
}

/* A matched pair shares its initial network, its trials and its evaluations. */
static void test_matched_pair(void **state) {
  (void)state;
  struct training sl, rl, other;
  start(&sl, specify_small("teacher=sl", "seed=8"));
  start(&rl, specify_small("teacher=rl", "seed=8"));
  start(&other, specify_small("teacher=rl", "seed=9"));
  assert_true(same_weights(&sl, &rl));
  assert_false(same_weights(&sl, &other));
  struct score a = training_evaluate(&sl, 3), b = training_evaluate(&rl, 3);
  assert_memory_equal(&a, &b, sizeof a);
  for (int i = 0; i < 4; ++i) {
    assert_true(training_update(&sl));
    assert_true(training_update(&rl));
    assert_int_equal(sl.batch.rows, rl.batch.rows);
    assert_memory_equal(sl.batch.x, rl.batch.x,
                        sl.batch.rows * sl.batch.row_width * sizeof(float));
  }
  assert_int_equal(sl.trials, rl.trials);
  assert_false(same_weights(&sl, &rl));
  training_free(&sl);
  training_free(&rl);
  training_free(&other);
}

/* ---- actions -----------------------------------------------------------------------
 */

/* Actions are drawn from the softmax of the logits; what is stored of them is right. */
static void test_actions(void **state) {
  (void)state;
  enum { ROUNDS = 60 };
  struct training run;
  struct specification spec = specify_small("teacher=rl", "regime=continuous");
  spec.readout_width = 1.0;
  start(&run, spec);
  double found[3] = {0}, expected[3] = {0}, spread = 0.0;
  for (int round = 0; round < ROUNDS; ++round) {
    batch_draw(&run.batch, &spec, run.trial_rng);
    network_forward(&run.net, &run.batch, &run.activity);
    double mean =
        ppo_act(&spec, &run.batch, &run.activity, &run.activity, run.action_rng,
                &run.rollout);
    double sum = 0.0;
    for (size_t row = 0; row < run.batch.rows; ++row) {
      double log_p[3];
      int action = run.rollout.action[row];
      softmax_log(run.activity.out + row * OUTPUTS, log_p);
      assert_true(action < 3);
      assert_true(run.rollout.log_p[row] == log_p[action]);
      assert_true(run.rollout.value[row] ==
                  (double)run.activity.out[row * OUTPUTS + VALUE]);
      ++found[action];
      for (int a = 0; a < 3; ++a)
        expected[a] += exp(log_p[a]);
      spread = fmax(spread, fabs(log_p[0] - log_p[1]));
      sum += run.rollout.reward[row];
    }
    assert_true(fabs(mean * (double)run.batch.trials - sum) < 1e-9);
    for (size_t b = 0; b < run.batch.sequences; ++b) {
      struct progress_of_trial memory = {0};
      for (size_t t = 0; t < run.batch.length[b]; ++t) {
        size_t row = run.batch.offset[t] + b;
        assert_true(run.rollout.reward[row] == task_reward(&spec, &run.batch, row,
                                                           run.rollout.action[row],
                                                           &memory));
      }
    }
  }
  double chi = 0.0;
  for (int a = 0; a < 3; ++a)
    chi += pow(found[a] - expected[a], 2) / expected[a];
  assert_true(spread > 0.5 && gsl_cdf_chisq_Q(chi, 2) > 1e-3);
  training_free(&run);
}

static void test_greedy_action(void **state) {
  (void)state;
  static float out[] = {0.1f, 0.3f, 0.2f, 9, -1, -3, -2, 9,    0,      0,
                        0,    9,    1,    2, 2,  9,  2,  0.5f, 2.001f, 9};
  static const unsigned char best[] = {1, 0, 0, 1, 2}; /* of equal ones the first */
  struct batch batch = {.rows = 5};
  struct activity activity = {.out = out};
  unsigned char action[5];
  network_greedy(&batch, &activity, action);
  assert_memory_equal(action, best, sizeof best);
}

/* ---- updates -----------------------------------------------------------------------
 */

/* What an update does, written down in full: the rollout's activity may be used again
 * in the first epoch and changes nothing. */
static void test_update_step_by_step(void **state) {
  (void)state;
  static const char *const teachers[] = {"teacher=sl", "teacher=rl"};
  static const char *const regimes[] = {"regime=continuous", "regime=reset"};
  for (size_t which = 0; which < 4; ++which) {
    struct training run, copy;
    struct specification spec = specify_small(teachers[which % 2], regimes[which / 2]);
    start(&run, spec);
    start(&copy, spec);
    for (int update = 0; update < 3; ++update) {
      assert_true(training_update(&run));
      batch_draw(&copy.batch, &spec, copy.trial_rng);
      network_forward(&copy.net, &copy.batch, &copy.activity);
      long epochs = 1;
      if (spec.teacher == RL) {
        ppo_act(&spec, &copy.batch, &copy.activity, &copy.activity, copy.action_rng,
                &copy.rollout);
        ppo_advantages(&spec, &copy.batch, &copy.rollout);
        epochs = spec.epochs;
      }
      for (long epoch = 0; epoch < epochs; ++epoch) {
        network_forward(&copy.net, &copy.batch, &copy.activity);
        if (spec.teacher == RL) {
          ppo_loss(&spec, &copy.batch, &copy.rollout, &copy.activity);
          ppo_value_loss(&spec, &copy.batch, &copy.rollout, &copy.activity);
        } else
          supervised_loss(&spec, &copy.batch, &copy.activity);
        network_backward(&copy.net, &copy.batch, &copy.activity, copy.gradient);
        adam_step(&copy.adam, &copy.moments, copy.net.theta, copy.gradient);
      }
      assert_true(same_weights(&run, &copy));
    }
    assert_int_equal(run.updates, 3);
    assert_int_equal(run.moments.steps, spec.teacher == RL ? 12 : 3);
    training_free(&run);
    training_free(&copy);
  }
}

/* The parameters of the teacher that was asked for reach the optimiser. */
static void test_optimiser(void **state) {
  (void)state;
  struct training run;
  start(&run, specify("teacher=sl", "sl_rate=0.25", "sl_epsilon=0.125",
                      "sl_norm_clip=3", "adam_beta1=0.5", "adam_beta2=0.75", NULL));
  assert_true(run.adam.rate == 0.25 && run.adam.epsilon == 0.125 &&
              run.adam.norm_clip == 3 && run.adam.beta1 == 0.5 &&
              run.adam.beta2 == 0.75);
  training_free(&run);
  start(&run, specify("teacher=rl", "rl_rate=0.25", "rl_epsilon=0.125",
                      "rl_norm_clip=3", NULL));
  assert_true(run.adam.rate == 0.25 && run.adam.epsilon == 0.125 &&
              run.adam.norm_clip == 3 && run.adam.beta1 == 0.9);
  training_free(&run);
}

/* Padding stays zero whatever is learnt, and so does a bias that is not trained. */
static void test_padding_stays_zero(void **state) {
  (void)state;
  static const char *const bias[] = {"bias=no", "bias=yes"};
  for (size_t which = 0; which < 2; ++which) {
    struct training run;
    start(&run, specify("teacher=rl", "units=21", "batch=8", bias[which], NULL));
    for (int update = 0; update < 5; ++update)
      assert_true(training_update(&run));
    const struct network *net = &run.net;
    size_t moved = 0;
    for (size_t i = 0; i < net->units; ++i) {
      for (size_t j = net->units; j < net->width; ++j)
        assert_true(net->W[i * net->width + j] == 0.0f);
      for (size_t j = net->inputs + 1; j < net->row_width; ++j)
        assert_true(net->U[i * net->row_width + j] == 0.0f);
      moved += net->U[i * net->row_width + net->inputs] != 0.0f;
    }
    for (size_t i = 0; i < OUTPUTS; ++i)
      for (size_t j = net->units + 1; j < net->width; ++j)
        assert_true(net->V[i * net->width + j] == 0.0f);
    assert_true(which ? moved > net->units / 2 : moved == 0);
    training_free(&run);
  }
}

/* A run is a function of its parameters: evaluating more often, or never, changes
 * nothing. */
static void test_evaluation_leaves_no_trace(void **state) {
  (void)state;
  struct training quiet, watched;
  struct specification spec = specify_small("teacher=rl", "regime=reset");
  start(&quiet, spec);
  start(&watched, spec);
  for (int update = 0; update < 6; ++update) {
    struct score once = training_evaluate(&watched, update % 2);
    struct score twice = training_evaluate(&watched, update % 2);
    assert_memory_equal(&once, &twice, sizeof once);
    assert_true(training_update(&quiet));
    assert_true(training_update(&watched));
    assert_true(same_weights(&quiet, &watched));
  }
  training_free(&quiet);
  training_free(&watched);
}

/* All trials of the INDEX-th evaluation, counted here once more. */
static struct score try_all(struct training *run, long index, size_t wanted) {
  struct evaluation *room = &run->evaluation;
  struct score all = {0};
  streams_restart(room->rng, (uint64_t)run->spec.seed, EVALUATION_TRIALS,
                  (uint64_t)index);
  while (all.trials < wanted) {
    batch_draw(&room->batch, &run->spec, room->rng);
    network_forward(&run->net, &room->batch, &room->activity);
    network_greedy(&room->batch, &room->activity, room->action);
    task_score(&run->spec, &room->batch, room->action, NULL, NULL, &all);
  }
  return all;
}

/* An evaluation that ends early decides what all of its trials would have decided. */
static void test_early_end_of_evaluation(void **state) {
  (void)state;
  static const char *const regimes[] = {"regime=continuous", "regime=reset"};
  int met = 0, early = 0;
  for (size_t which = 0; which < 2; ++which) {
    struct training run;
    start(&run, specify_small("teacher=sl", regimes[which]));
    for (int update = 0; update < 600 && met < 5 * ((int)which + 1); ++update) {
      assert_true(training_update(&run));
      if (update % 20)
        continue;
      struct score all = try_all(&run, update, 200);
      assert_in_range(all.trials, 200, 199 + run.batch.most_trials);
      for (int percent = 50; percent < 100; percent += 10) {
        run.spec.criterion = percent / 100.0;
        struct score found = training_evaluate(&run, update);
        bool would = all.correct * 100 >= (size_t)percent * all.trials;
        assert_int_equal(evaluation_met(&run.spec, found), would);
        if (would)
          assert_memory_equal(&found, &all, sizeof all);
        met += would;
        early += found.trials < 200;
      }
    }
    training_free(&run);
  }
  assert_true(met >= 10 && early > 5);
}

/* The mean delay of the trials that were told. */
struct delays {
  double sum, count;
};

static void note_delay(const struct trial *trial, size_t drawn,
                       const struct progress_of_trial *end, void *context) {
  struct delays *delays = context;
  (void)drawn;
  (void)end;
  delays->sum += (double)trial->delay;
  ++delays->count;
}

/* Whatever the number of trials asked for, long ones are not preferred: their mean delay
 * is that of all trials.  (The sequences of a batch stand in the order of length.) */
static void test_evaluation_prefers_no_trials(void **state) {
  (void)state;
  struct training run;
  start(&run, specify("teacher=sl", "units=8", "batch=64", "regime=reset", NULL));
  struct delays few = {0}, all = {0};
  for (uint64_t k = 0; k < 200; ++k) {
    struct evaluation *room = &run.evaluation;
    for (int which = 0; which < 2; ++which) {
      streams_restart(room->rng, 1, EVALUATION_TRIALS, k);
      struct score score = evaluation_try(room, &run.spec, &run.net, which ? 16 : 64,
                                          false, note_delay, which ? &few : &all);
      assert_int_equal(score.trials, 64);
    }
  }
  assert_true(few.count == all.count && few.sum == all.sum);
  training_free(&run);
}

/* The criterion by count: as many correct trials as it takes, none more, whatever the
 * number of trials does to the rounding. */
static void test_criterion_by_count(void **state) {
  (void)state;
  struct specification spec = specify(NULL);
  for (size_t trials = 1; trials < 3000; ++trials)
    for (size_t percent = 50; percent <= 100; ++percent) {
      spec.criterion = (double)percent / 100.0;
      size_t needed = (percent * trials + 99) / 100;
      assert_int_equal(evaluation_needed(&spec, trials), needed);
      assert_true(evaluation_met(&spec, (struct score){trials, needed, 0}));
      assert_false(evaluation_met(&spec, (struct score){trials, needed - 1, 0}));
    }
  assert_false(evaluation_met(&spec, (struct score){0}));
}

/* With just as many wrong trials as the criterion allows it is still met. */
static void test_criterion_met_just_so(void **state) {
  (void)state;
  struct training run;
  start(&run, specify("teacher=sl", "units=8", "batch=1", "regime=reset", NULL));
  /* This one fixates until the cue and then says 1: unit 0 is the fixation input. */
  memset(run.net.theta, 0, run.net.count * sizeof(float));
  run.net.U[0] = 1.0f;
  run.net.V[0] = 2.0f;
  run.net.V[run.net.width + run.net.units] = 1.0f;
  for (long wanted = 100; wanted < 400; ++wanted) {
    run.spec.evaluation_trials = wanted;
    run.spec.criterion = 0.0;
    struct score all = training_evaluate(&run, 0);
    assert_int_equal(all.trials, wanted);
    assert_int_equal(all.broken, 0);
    assert_in_range(all.correct, wanted / 3, 2 * wanted / 3);
    run.spec.criterion = (double)all.correct / (double)wanted;
    struct score exact = training_evaluate(&run, 0);
    assert_memory_equal(&exact, &all, sizeof all);
    assert_true(evaluation_met(&run.spec, exact));
    run.spec.criterion = (double)(all.correct + 1) / (double)wanted;
    assert_false(evaluation_met(&run.spec, training_evaluate(&run, 0)));
  }
  training_free(&run);
}

/* A loss or a gradient that is not finite ends the run, and leaves the weights of the
 * last good step. */
static void test_divergence(void **state) {
  (void)state;
  static const char *const teachers[] = {"teacher=sl", "teacher=rl"};
  static const float poisons[] = {NAN, INFINITY, 1e30f};
  for (size_t which = 0; which < 6; ++which) {
    struct training run;
    start(&run, specify_small(teachers[which / 3], "regime=continuous"));
    assert_true(training_update(&run));
    for (size_t i = 0; i < 5; ++i)
      run.net.W[i * (run.net.width + 1)] = poisons[which % 3];
    float *before = malloc(run.net.count * sizeof *before);
    memcpy(before, run.net.theta, run.net.count * sizeof *before);
    assert_false(training_update(&run));
    assert_memory_equal(before, run.net.theta, run.net.count * sizeof *before);
    free(before);
    training_free(&run);
  }
}

static void test_snapshots(void **state) {
  (void)state;
  struct training run;
  struct specification spec = specify_small("teacher=sl", "snapshot_interval=3");
  start(&run, spec);
  float *kept = malloc(4 * run.net.count * sizeof *kept);
  for (long update = 0; update <= 10; ++update) {
    assert_int_equal(training_snapshot(&run), 0);
    assert_int_equal(training_snapshot(&run), 0); /* asked again, kept once */
    if (update % 3 == 0)
      memcpy(kept + (size_t)update / 3 * run.net.count, run.net.theta,
             run.net.count * sizeof *kept);
    assert_true(training_update(&run));
  }
  assert_int_equal(run.snapshots, 4);
  assert_memory_equal(run.snapshot, kept, 4 * run.net.count * sizeof *kept);
  free(kept);
  run.updates = 12;
  refuse_count = 1;
  assert_int_equal(training_snapshot(&run), -1);
  refuse_count = 0;
  assert_int_equal(run.snapshots, 4);
  training_free(&run);
}

static void test_training_without_memory(void **state) {
  (void)state;
  struct specification spec = specify_small("teacher=rl", "regime=reset");
  struct training run;
  gsl_error_handler_t *handler = gsl_set_error_handler_off();
  long refusals = 0;
  for (int done = 0; !done; ++refusals) {
    refuse_count = refusals + 1;
    int result = training_alloc(&run, &spec);
    done = refuse_count > 0;
    refuse_count = 0;
    assert_int_equal(result, done ? 0 : -1);
    if (!done)
      assert_null(run.net.theta);
  }
  assert_true(refusals > 12);
  training_free(&run);
  gsl_set_error_handler(handler);
}

/* Both teachers teach, in both regimes, with both activation functions. */
static void test_learning(void **state) {
  (void)state;
  static const char *const teachers[] = {"teacher=sl", "teacher=rl"};
  static const char *const regimes[] = {"regime=continuous", "regime=reset"};
  static const char *const activations[] = {"activation=relu", "activation=tanh"};
  for (size_t which = 0; which < 8; ++which) {
    struct training run;
    struct specification spec = specify(
        teachers[which % 2], regimes[which / 2 % 2], activations[which / 4], "units=32",
        "batch=32", "noise=0.02", "coherences=50", "streams=1", "sl_rate=0.004",
        "rl_rate=0.004", "sl_decision_weight=5", "evaluation_trials=400", NULL);
    start(&run, spec);
    int met = 0;
    for (long update = 0; update < 600 && !met; ++update) {
      assert_true(training_update(&run));
      if (update % 20 == 19) {
        struct score score = training_evaluate(&run, update);
        met = evaluation_met(&run.spec, score);
      }
    }
    if (!met)
      fail_msg("%s, %s, %s: not learnt in 600 updates", teachers[which % 2],
               regimes[which / 2 % 2], activations[which / 4]);
    training_free(&run);
  }
}

/* ---- files -------------------------------------------------------------------------
 */

static int make_folder(void **state) {
  (void)state;
  return folder_make("test_training");
}

static void test_network_file(void **state) {
  (void)state;
  struct specification spec = specify_small("teacher=rl", "streams=3"), back_spec;
  struct network net, back;
  struct runfile run;
  const char *path = in_folder("network.h5");
  assert_int_equal(network_alloc(&net, &spec), 0);
  network_initialise(&net, &spec);
  for (size_t i = 0; i < net.units; ++i)
    net.U[i * net.row_width + net.inputs] = 0.5f + (float)i;
  for (size_t i = 0; i < OUTPUTS; ++i)
    net.V[i * net.width + net.units] = 0.25f - (float)i;
  succeeds(runfile_create(&run, path, &fault));
  succeeds(specification_write(&spec, &run, &fault));
  succeeds(network_write(&net, &run, "/weights", &fault));
  succeeds(runfile_commit(&run, &fault));
  succeeds(network_load(path, &back_spec, &back, &fault));
  assert_int_equal(back.count, net.count);
  assert_memory_equal(back.theta, net.theta, net.count * sizeof(float));
  assert_int_equal(back_spec.streams, 3);
  network_free(&back);

  /* Names and shapes as a reader in another language finds them. */
  float b[37], value[37], bias[3], last[1];
  succeeds(runfile_open(&run, path, &fault));
  succeeds(runfile_get(&run, "/weights/b", RUNFILE_FLOAT, 1, &(size_t){37}, b, &fault));
  succeeds(
      runfile_get(&run, "/weights/w", RUNFILE_FLOAT, 1, &(size_t){37}, value, &fault));
  succeeds(
      runfile_get(&run, "/weights/c", RUNFILE_FLOAT, 1, &(size_t){3}, bias, &fault));
  succeeds(
      runfile_get(&run, "/weights/d", RUNFILE_FLOAT, 1, &(size_t){1}, last, &fault));
  assert_true(b[36] == 36.5f && bias[2] == -1.75f && last[0] == -2.75f);
  assert_true(value[11] == net.V[VALUE * net.width + 11]);
  float *whole = malloc(37 * 37 * sizeof *whole);
  succeeds(runfile_get(&run, "/weights/W", RUNFILE_FLOAT, 2, (size_t[]){37, 37}, whole,
                       &fault));
  assert_true(whole[5 * 37 + 8] == net.W[5 * net.width + 8]);
  succeeds(runfile_get(&run, "/weights/U", RUNFILE_FLOAT, 2, (size_t[]){37, 10}, whole,
                       &fault));
  assert_true(whole[5 * 10 + 8] == net.U[5 * net.row_width + 8]);
  succeeds(runfile_get(&run, "/weights/V", RUNFILE_FLOAT, 2, (size_t[]){3, 37}, whole,
                       &fault));
  assert_true(whole[2 * 37 + 8] == net.V[2 * net.width + 8]);
  free(whole);
  says(network_write(&net, &run, "/more", &fault), "cannot be written");
  runfile_close(&run);

  /* A file whose specification and weights do not fit, one without weights, none. */
  spec.units = 38;
  succeeds(runfile_create(&run, path, &fault));
  succeeds(specification_write(&spec, &run, &fault));
  succeeds(network_write(&net, &run, "/weights", &fault));
  succeeds(runfile_commit(&run, &fault));
  says(network_load(path, &back_spec, &back, &fault),
       "/weights/W: dimension 1 is 37, needs 38");
  assert_null(back.theta);
  succeeds(runfile_create(&run, path, &fault));
  succeeds(specification_write(&spec, &run, &fault));
  succeeds(runfile_commit(&run, &fault));
  says(network_load(path, &back_spec, &back, &fault), "/weights/W: is missing");
  says(network_load(in_folder("absent"), &back_spec, &back, &fault), "cannot be read");
  network_free(&net);
}

static void read_text(const char *path, const char *name, char *text) {
  struct runfile run;
  succeeds(runfile_open(&run, path, &fault));
  succeeds(runfile_get_text(&run, name, text, &fault));
  runfile_close(&run);
}

/* The ways to end: learnt, learnt and gone on, out of trials, exploded. */
static void test_session(void **state) {
  (void)state;
  static const char *const columns[] = {
      "update", "phase", "trials", "steps",    "evaluated", "correct",
      "broken", "loss",  "reward", "multiple", "seconds"};
  static const struct {
    const char *settings[4], *outcome;
  } ends[] = {
      {{"sl_rate=0.004", "budget_trials=100000", "streams=1"}, "reached"},
      {{"sl_rate=0.004", "budget_trials=30000", "streams=1", "stop=budget"},
       "reached"},
      {{"sl_rate=0.0001", "budget_trials=1000", "streams=4"}, "cap"},
      {{"delta=1", "budget_trials=100000", "sequence_steps=100"}, "diverged"},
  };
  for (size_t i = 0; i < 4; ++i) {
    struct specification spec = specify(
        "teacher=sl", "units=40", "batch=16", "noise=0.02", "coherences=50",
        ends[i].settings[0], ends[i].settings[1], ends[i].settings[2],
        "evaluation_trials=200", "snapshot_interval=20", ends[i].settings[3], NULL);
    struct specification back;
    struct network net, again;
    struct runfile run;
    char text[RUNFILE_TEXT_LONGEST + 1], digest[DIGEST_LENGTH + 1], path[256];
    strcpy(path, in_folder(ends[i].outcome));
    succeeds(session_train(&spec, "a source", path, &fault));
    read_text(path, "outcome", text);
    assert_string_equal(text, ends[i].outcome);
    read_text(path, "source", text);
    assert_string_equal(text, "a source");
    succeeds(network_load(path, &back, &net, &fault));
    struct digest_part weights = {net.theta, net.count * sizeof(float)};
    succeeds(digest_parts(&weights, 1, digest));
    read_text(path, "weights_digest", text);
    assert_string_equal(text, digest);

    succeeds(runfile_open(&run, path, &fault));
    size_t rows;
    double *raw;
    struct history history = {0};
    succeeds(runfile_get_rows(&run, "/history", 11, columns, &rows, &raw, &fault));
    succeeds(history_read(&history, &run, "/history", &fault));
    assert_int_equal(history.count, rows);
    assert_memory_equal(history.row, raw, 11 * rows * sizeof *raw);
    free(raw);
    for (size_t k = 0; k + 1 < rows; ++k)
      assert_true(history.row[k].update == 10.0 * (double)k &&
                  history.row[k].steps == history.row[k].update);
    double last = history_accuracy(history.row + rows - 1);
    assert_true(i < 2 ? last >= 0.95 : last < 0.95); /* the last row is the network's */
    double budget = (double)spec.budget_trials, trials = history.row[rows - 1].trials;
    assert_true(i == 0 || i == 3 ? trials < budget : trials > budget - 1000.0);
    history_free(&history);
    assert_int_equal(network_alloc(&again, &spec), 0);
    succeeds(network_read(&again, &run, "/initial", &fault));
    struct network fresh;
    assert_int_equal(network_alloc(&fresh, &spec), 0);
    network_initialise(&fresh, &spec);
    assert_memory_equal(again.theta, fresh.theta, fresh.count * sizeof(float));
    succeeds(network_read(&again, &run, "/checkpoints/00000", &fault));
    assert_memory_equal(again.theta, fresh.theta, fresh.count * sizeof(float));
    runfile_close(&run);
    network_free(&net);
    network_free(&again);
    network_free(&fresh);
  }
  struct specification spec = specify(NULL);
  says(session_train(&spec, "a source", in_folder("absent/run.h5"), &fault),
       "absent/run.h5: cannot be written");
}

/* A leftover checkpoint that is damaged, or of another run, is not gone on from. */
static void test_session_ignores_other_checkpoints(void **state) {
  (void)state;
  struct specification spec = specify("teacher=sl", "units=16", "batch=8", "streams=1",
                                      "budget_trials=500", "criterion=0.9", NULL);
  char expected[RUNFILE_TEXT_LONGEST + 1], text[RUNFILE_TEXT_LONGEST + 1], path[256];
  strcpy(path, in_folder("alone.h5"));
  succeeds(session_train(&spec, "a source", path, &fault));
  read_text(path, "weights_digest", expected);
  strcpy(path, in_folder("beside.h5"));
  FILE *stream = fopen(in_folder("beside.h5.part"), "w");
  for (int i = 0; i < 4000; ++i)
    fputc('x', stream);
  fclose(stream);
  succeeds(session_train(&spec, "a source", path, &fault));
  read_text(path, "weights_digest", text);
  assert_string_equal(text, expected);
  assert_int_equal(access(in_folder("beside.h5.part"), F_OK), -1);

  /* What cannot be read for want of memory may be a good one, and stays. */
  enum { LARGE = 1 << 23 };
  stream = fopen(in_folder("beside.h5.part"), "w");
  assert_int_equal(fseek(stream, LARGE - 1, SEEK_SET), 0);
  fputc('x', stream);
  fclose(stream);
  refuse_size = LARGE;
  int failed = session_train(&spec, "a source", path, &fault);
  refuse_size = SIZE_MAX;
  says(failed, "no memory for its 8388608 bytes");
  assert_int_equal(access(in_folder("beside.h5.part"), F_OK), 0);

  struct runfile run; /* whole, but it names another seed */
  struct specification other = spec;
  other.seed = 77;
  strcpy(path, in_folder("beside.h5"));
  succeeds(runfile_create(&run, in_folder("beside.h5.part"), &fault));
  succeeds(specification_write(&other, &run, &fault));
  succeeds(runfile_put_text(&run, "source", "a source", &fault));
  succeeds(runfile_commit(&run, &fault));
  succeeds(session_train(&spec, "a source", path, &fault));
  read_text(path, "weights_digest", text);
  assert_string_equal(text, expected);
}

/* ---- stops and phases --------------------------------------------------------------
 */

/* What is decided from counts alone. */
static void test_stop_rules(void **state) {
  (void)state;
  struct specification spec = specify("budget_trials=1000", "multiples=1 1.5 4", NULL);
  struct stop stop = {0};
  assert_int_equal(stop_limit(&spec, &stop), 1000);
  stop.criterion_trials = 700;
  assert_int_equal(stop_limit(&spec, &stop), 1000);
  assert_false(stop_at_multiple(&spec, &stop, 100000));
  spec.stop = STOP_MULTIPLE;
  assert_int_equal(stop_limit(&spec, &stop), 2800); /* beyond the budget */
  assert_false(stop_at_multiple(&spec, &stop, 699));
  assert_true(stop_at_multiple(&spec, &stop, 700));
  stop.multiples = 1;
  assert_false(stop_at_multiple(&spec, &stop, 1049));
  assert_true(stop_at_multiple(&spec, &stop, 1050));
  stop.multiples = 3;
  assert_false(stop_at_multiple(&spec, &stop, 100000));
  stop.phase_trials = 2805;
  assert_int_equal(stop_limit(&spec, &stop), 5610);
  stop = (struct stop){0};
  assert_int_equal(stop_limit(&spec, &stop), 1000); /* the criterion may never come */

  spec = specify("stop=plateau", "plateau_window=100", "plateau_rise=0.02",
                 "plateau_earliest=400", "budget_trials=1000", NULL);
  assert_false(stop_at_window(&spec, &stop, 99));
  assert_true(stop_at_window(&spec, &stop, 100));
  assert_false(stop_on_plateau(&spec, &stop, 500, 0.5, 0.5)); /* the first window */
  stop.windows = 1;
  assert_false(stop_at_window(&spec, &stop, 199));
  assert_true(stop_at_window(&spec, &stop, 200));
  assert_false(stop_on_plateau(&spec, &stop, 399, 0.5, 0.5)); /* too early */
  assert_true(stop_on_plateau(&spec, &stop, 400, 0.5, 0.519));
  assert_true(stop_on_plateau(&spec, &stop, 400, 0.519, 0.5));
  assert_false(stop_on_plateau(&spec, &stop, 400, 0.5, 0.521));
  stop.criterion_trials = 150;
  assert_true(stop_on_plateau(&spec, &stop, 200, 0.5, 0.51)); /* learnt: not too early */
  stop.phase_trials = 500;
  assert_false(stop_at_window(&spec, &stop, 1000));
}

/* All networks of a run, and its histories without seconds. */
static void take_content(const char *path, char *digest) {
  static const char *const groups[] = {
      "/weights",      "/phases/1",          "/critic",
      "/multiples/1",  "/multiples/2",       "/multiples/5",
      "/initial",      "/checkpoints/00000", "/checkpoints/00010"};
  static const char *const tables[] = {"/history", "/plateau"};
  struct specification spec;
  struct network net;
  struct runfile run;
  char *text;
  size_t size;
  FILE *to = open_memstream(&text, &size);
  succeeds(network_load(path, &spec, &net, &fault));
  succeeds(runfile_open(&run, path, &fault));
  for (size_t i = 0; i < sizeof groups / sizeof *groups; ++i)
    if (runfile_has(&run, groups[i])) {
      fputs(groups[i], to);
      succeeds(network_read(&net, &run, groups[i], &fault));
      fwrite(net.theta, sizeof(float), net.count, to);
    }
  for (size_t i = 0; i < 2; ++i)
    if (runfile_has(&run, tables[i])) {
      struct history history = {0};
      succeeds(history_read(&history, &run, tables[i], &fault));
      for (size_t k = 0; k < history.count; ++k) {
        history.row[k].seconds = 0.0;
        fwrite(history.row + k, sizeof *history.row, 1, to);
      }
      history_free(&history);
    }
  fclose(to);
  runfile_close(&run);
  network_free(&net);
  struct digest_part part = {text, size};
  succeeds(digest_parts(&part, 1, digest));
  free(text);
}

/* One that learns in some tens of updates, to be cut short. */
static struct specification specify_quick(const char *a, const char *b, const char *c) {
  return specify("units=24", "batch=8", "regime=reset", "streams=1", "noise=0.01",
                 "coherences=50", "sl_rate=0.01", "rl_rate=0.01", "criterion=0.6",
                 "sl_decision_weight=5", "evaluation_trials=64", "evaluation_interval=3",
                 "budget_trials=6000", a, b, c, NULL);
}

static int same_network(const char *path, const char *group, const char *other_path,
                        const char *other_group) {
  struct specification spec;
  struct network net, other;
  succeeds(network_load_from(path, group, &spec, &net, &fault));
  succeeds(network_load_from(other_path, other_group, &spec, &other, &fault));
  int same = net.count == other.count &&
             !memcmp(net.theta, other.theta, net.count * sizeof(float));
  network_free(&net);
  network_free(&other);
  return same;
}

static struct history history_of(const char *path, const char *name) {
  struct history history = {0};
  struct runfile run;
  succeeds(runfile_open(&run, path, &fault));
  succeeds(history_read(&history, &run, name, &fault));
  runfile_close(&run);
  return history;
}

static void train_at(const char *name, struct specification spec, char *path) {
  strcpy(path, in_folder(name));
  succeeds(session_train(&spec, "a source", path, &fault));
}

/* The first phase is the run that ends at the criterion, and the second takes as many
 * trials again, from there, with another teacher or the same. */
static void test_two_phases(void **state) {
  (void)state;
  static const char *const teachers[] = {"teacher=sl", "teacher=rl"};
  static const char *const second[] = {"second_phase=sl", "second_phase=rl"};
  for (size_t which = 0; which < 4; ++which) {
    char alone[256], both[256], text[RUNFILE_TEXT_LONGEST + 1];
    const char *teacher = teachers[which % 2], *next = second[which / 2];
    train_at("alone.h5", specify_quick(teacher, "seed=3", "epochs=2"), alone);
    struct specification spec = specify_quick(teacher, next, "epochs=2");
    spec.seed = 3;
    train_at("both.h5", spec, both);
    read_text(alone, "outcome", text);
    assert_string_equal(text, "reached");
    assert_true(same_network(both, "/phases/1", alone, "/weights"));
    assert_false(same_network(both, "/weights", alone, "/weights"));
    struct history first = history_of(alone, "/history");
    struct history all = history_of(both, "/history");
    double trials = first.row[first.count - 1].trials, update = 0.0;
    assert_true(all.row[all.count - 1].trials >= 2.0 * trials &&
                all.row[all.count - 1].trials < 2.0 * trials + 8.0);
    for (size_t k = 0; k < all.count; ++k) {
      assert_true(all.row[k].phase == (k < first.count ? 1.0 : 2.0));
      update = all.row[k].update;
    }
    double steps = all.row[all.count - 1].steps - first.row[first.count - 1].steps;
    update -= first.row[first.count - 1].update;
    assert_true(steps == (which / 2 ? 2.0 : 1.0) * update); /* epochs of the second */
    read_text(both, "criterion_trials", text);
    assert_true(strtod(text, NULL) == trials);
    history_free(&first);
    history_free(&all);
  }
}

/* The optimiser's memory does not outlive its phase, and what was learnt does. */
static void test_change_of_teacher(void **state) {
  (void)state;
  struct training run;
  start(&run, specify_quick("teacher=rl", "critic=own", "rl_rate=0.02"));
  for (int update = 0; update < 5; ++update)
    assert_true(training_update(&run));
  float *before = malloc(run.net.count * sizeof *before);
  memcpy(before, run.net.theta, run.net.count * sizeof *before);
  assert_true(run.adam.rate == 0.02 && run.moments.steps == 20);
  assert_true(run.critic_moments.steps == 20);
  training_change(&run, SL);
  assert_true(run.adam.rate == 0.01 && run.moments.steps == 0);
  assert_true(run.critic_moments.steps == 0);
  for (size_t i = 0; i < run.net.count; ++i)
    assert_true(run.moments.first[i] == 0.0f && run.moments.second[i] == 0.0f);
  for (size_t i = 0; i < run.critic.count; ++i)
    assert_true(run.critic_moments.first[i] == 0.0f);
  assert_memory_equal(before, run.net.theta, run.net.count * sizeof *before);
  assert_true(training_update(&run));
  assert_true(run.moments.steps == 1 && run.steps == 21);
  free(before);
  training_free(&run);
}

/* Networks at multiples of the criterion's trials; the run goes beyond its budget, which
 * is for the criterion. */
static void test_multiples(void **state) {
  (void)state;
  char alone[256], path[256], text[RUNFILE_TEXT_LONGEST + 1];
  train_at("alone.h5", specify_quick("teacher=sl", "seed=4", "bias=yes"), alone);
  struct history first = history_of(alone, "/history");
  double trials = first.row[first.count - 1].trials;
  struct specification spec = specify_quick("teacher=sl", "seed=4", "stop=multiple");
  spec.budget_trials = (long)trials; /* just enough */
  train_at("multiple.h5", spec, path);
  assert_true(same_network(path, "/multiples/1", alone, "/weights"));
  assert_true(same_network(path, "/multiples/5", path, "/weights"));
  assert_false(same_network(path, "/multiples/2", path, "/weights"));
  struct history all = history_of(path, "/history");
  size_t kept = 0;
  for (size_t k = 0; k < all.count; ++k)
    if (all.row[k].multiple > 0.0) {
      static const double multiples[] = {1.0, 2.0, 5.0};
      assert_true(all.row[k].multiple == multiples[kept++]);
      assert_true(all.row[k].trials >= all.row[k].multiple * trials &&
                  all.row[k].trials < all.row[k].multiple * trials + 8.0);
    }
  assert_int_equal(kept, 3);
  assert_true(all.row[all.count - 1].multiple == 5.0);
  history_free(&all);
  spec.budget_trials = (long)trials / 2; /* not enough: no criterion, no multiples */
  train_at("cap.h5", spec, path);
  read_text(path, "outcome", text);
  assert_string_equal(text, "cap");
  read_text(path, "criterion_trials", text);
  assert_string_equal(text, "-");
  all = history_of(path, "/history");
  assert_true(all.row[all.count - 1].trials < trials / 2 + 8.0);
  history_free(&all);
  history_free(&first);
}

static void test_plateau(void **state) {
  (void)state;
  char path[256];
  struct specification spec =
      specify_quick("teacher=sl", "plateau_window=200", "stop=plateau");
  spec.plateau_trials = 500;
  spec.plateau_rise = 0.05;
  spec.plateau_earliest = 3000;
  train_at("plateau.h5", spec, path);
  struct history windows = history_of(path, "/plateau");
  struct history all = history_of(path, "/history");
  double criterion = 1e9;
  for (size_t k = all.count; k-- > 0;)
    if (evaluation_met(&spec, history_score(all.row + k)))
      criterion = all.row[k].trials;
  assert_true(windows.count > 2);
  for (size_t k = 0; k < windows.count; ++k) {
    const struct history_row *row = windows.row + k;
    assert_true(row->trials >= 200.0 * (double)(k + 1) &&
                row->trials < 200.0 * (double)(k + 1) + 8.0);
    assert_true(row->evaluated >= 500.0); /* never given up early */
    bool flat = k > 0 && fabs(history_accuracy(row) - history_accuracy(row - 1)) < 0.05 &&
                (row->trials > criterion || row->trials >= 3000.0);
    assert_int_equal(flat, k + 1 == windows.count);
  }
  assert_true(all.row[all.count - 1].update == windows.row[windows.count - 1].update);
  history_free(&windows);
  history_free(&all);
}

/* A critic of its own leaves the network's value head alone and does not change how the
 * policy steps from the same advantages; rewards teach SL's value and nothing else. */
static void test_critics(void **state) {
  (void)state;
  struct training plain, valued;
  start(&plain, specify_quick("teacher=sl", "seed=6", "critic=own"));
  start(&valued, specify_quick("teacher=sl", "sl_value=yes", "critic=own"));
  assert_null(plain.critic.theta); /* it would never be asked */
  assert_non_null(valued.critic.theta);
  training_free(&plain);
  struct specification spec = valued.spec;
  spec.sl_value = 0;
  start(&plain, spec);
  for (int update = 0; update < 10; ++update) {
    assert_true(training_update(&plain));
    assert_true(training_update(&valued));
    assert_true(same_weights(&plain, &valued));
  }
  assert_true(valued.reward != 0.0 && valued.critic_moments.steps == 10);
  training_free(&plain);
  training_free(&valued);

  struct training own;
  start(&own, specify_quick("teacher=rl", "seed=6", "critic=own"));
  float *head = own.net.V + VALUE * own.net.width;
  float *before = malloc(own.net.width * sizeof *before);
  memcpy(before, head, own.net.width * sizeof *before);
  assert_true(own.net.count == own.critic.count &&
              memcmp(own.net.theta, own.critic.theta, own.net.count * sizeof *before));
  double first = 0.0, last = 0.0;
  for (int update = 0; update < 120; ++update) {
    assert_true(training_update(&own));
    double miss = 0.0;
    for (size_t row = 0; row < own.batch.rows; ++row)
      miss += pow(own.rollout.value[row] - own.rollout.target[row], 2);
    *(update < 10 ? &first : &last) += update < 10 || update >= 110 ? miss : 0.0;
  }
  assert_memory_equal(before, head, own.net.width * sizeof *before);
  assert_true(last < first); /* it learns what to expect */
  free(before);
  training_free(&own);
}

/* A signal may come at any moment; whoever is told that the run goes on from its
 * checkpoint finds it there, of that very update, and goes on to the same run: in
 * either phase, between multiples, within a window. */
static void check_asked_to_end(struct specification spec) {
  static const char *const columns[] = {
      "updates",   "trials",           "steps",        "adam_steps", "critic_steps",
      "loss",      "reward",           "seconds",      "snapshots",  "kept",
      "criterion_trials", "phase_trials", "multiples", "windows"};
  char expected[DIGEST_LENGTH + 1], found[DIGEST_LENGTH + 1], path[256];
  size_t ended = 0, later = 0, finished = 0;
  remove(in_folder("ended.h5"));
  train_at("ended.h5", spec, path);
  take_content(path, expected);
  signal(SIGTERM, SIG_IGN);
  for (long moment = 1; finished < 3; moment += 1 + moment / 12) {
    remove(path);
    raise_count = moment;
    int failed = session_train(&spec, "a source", path, &fault);
    raise_count = 0;
    signal(SIGTERM, SIG_IGN);
    finished += !failed && moment > 1000;
    if (failed) {
      struct runfile part;
      double *counters;
      size_t rows;
      long updates = 0;
      const char *said = strstr(fault.line, " after ");
      assert_true(said && sscanf(said, " after %ld updates; the same", &updates) == 1);
      succeeds(runfile_open(&part, in_folder("ended.h5.part"), &fault));
      succeeds(runfile_get_rows(&part, "/counters", 14, columns, &rows, &counters,
                                &fault));
      assert_true((long)counters[0] == updates);
      later += counters[11] > 0.0 || counters[12] > 0.0 || counters[13] > 0.0;
      free(counters);
      runfile_close(&part);
      ++ended;
      succeeds(session_train(&spec, "a source", path, &fault));
    }
    take_content(path, found);
    assert_string_equal(found, expected);
    assert_int_equal(access(in_folder("ended.h5.part"), F_OK), -1);
  }
  assert_true(ended > 5);
  if (spec.stop != STOP_CRITERION || spec.second_phase != SECOND_NONE)
    assert_true(later > 0);
  signal(SIGTERM, SIG_DFL);
}

static void test_session_asked_to_end(void **state) {
  (void)state;
  struct specification spec = specify("teacher=rl", "units=8", "batch=2",
                                      "budget_trials=60", "epochs=1",
                                      "evaluation_trials=16", "snapshot_interval=1", NULL);
  check_asked_to_end(spec);
  spec = specify_quick("teacher=sl", "second_phase=rl", "critic=own");
  spec.snapshot_interval = 1;
  check_asked_to_end(spec);
  spec = specify_quick("teacher=rl", "second_phase=rl", "stop=multiple");
  spec.snapshot_interval = 1;
  check_asked_to_end(spec);
  spec = specify_quick("teacher=sl", "plateau_window=100", "stop=plateau");
  spec.snapshot_interval = 1;
  spec.plateau_trials = 64;
  spec.plateau_earliest = 600;
  check_asked_to_end(spec);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_initial_weights),
      cmocka_unit_test(test_matched_pair),
      cmocka_unit_test(test_actions),
      cmocka_unit_test(test_greedy_action),
      cmocka_unit_test(test_update_step_by_step),
      cmocka_unit_test(test_optimiser),
      cmocka_unit_test(test_padding_stays_zero),
      cmocka_unit_test(test_evaluation_leaves_no_trace),
      cmocka_unit_test(test_early_end_of_evaluation),
      cmocka_unit_test(test_evaluation_prefers_no_trials),
      cmocka_unit_test(test_criterion_by_count),
      cmocka_unit_test(test_criterion_met_just_so),
      cmocka_unit_test(test_divergence),
      cmocka_unit_test(test_snapshots),
      cmocka_unit_test(test_training_without_memory),
      cmocka_unit_test(test_learning),
      cmocka_unit_test(test_network_file),
      cmocka_unit_test(test_session),
      cmocka_unit_test(test_session_ignores_other_checkpoints),
      cmocka_unit_test(test_stop_rules),
      cmocka_unit_test(test_two_phases),
      cmocka_unit_test(test_change_of_teacher),
      cmocka_unit_test(test_multiples),
      cmocka_unit_test(test_plateau),
      cmocka_unit_test(test_critics),
      cmocka_unit_test(test_session_asked_to_end),
  };
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
