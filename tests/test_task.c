/* The specification and the task: defaults and refusals, stages, codes and durations,
 * independence of what is drawn, packing of a batch, rewards and scores on hand-made
 * actions, and the ideal observer, met by simulation. */
#include "scarce_memory.h"
#include "task.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "faults.h"

static void set(struct specification *spec, const char *assignment) {
  succeeds(parameters_assign(specification_table, specification_count, spec, assignment,
                             "test", &fault));
}

/* The defaults, then the given assignments up to a NULL. */
static struct specification specify(const char *first, ...) {
  struct specification spec;
  va_list rest;
  parameters_default(specification_table, specification_count, &spec);
  va_start(rest, first);
  for (const char *assignment = first; assignment;
       assignment = va_arg(rest, const char *))
    set(&spec, assignment);
  va_end(rest);
  return spec;
}

/* Chi-squared of COUNT cells against their expectations; the probability of more.  The
 * seeds are fixed, so a test that passes once passes always. */
static double chance(const double *found, const double *expected, size_t count,
                     size_t fixed) {
  double sum = 0.0;
  for (size_t i = 0; i < count; ++i)
    sum += (found[i] - expected[i]) * (found[i] - expected[i]) / expected[i];
  return gsl_cdf_chisq_Q(sum, (double)(count - fixed));
}

static const double UNLIKELY = 1e-3;

/* ---- the specification -------------------------------------------------------------
 */

static void test_defaults(void **state) {
  (void)state;
  static const struct {
    const char *name, *text;
  } expected[] = {
      {"regime", "continuous"},
      {"streams", "2"},
      {"coherences", "5 15 50"},
      {"noise", "0.05"},
      {"fixation_steps", "3"},
      {"stimulus_steps", "8"},
      {"delay_minimum", "3"},
      {"delay_mean", "5"},
      {"delay_maximum", "12"},
      {"decision_steps", "2"},
      {"sequence_steps", "80"},
      {"batch", "32"},
      {"reward_correct", "1"},
      {"reward_wrong", "0"},
      {"reward_break", "-0.1"},
      {"units", "250"},
      {"activation", "relu"},
      {"bias", "yes"},
      {"delta", "0.1"},
      {"reference_units", "250"},
      {"readout_width", "0.1"},
      {"sl_rate", "0.001"},
      {"sl_norm_clip", "1"},
      {"sl_decision_weight", "1"},
      {"rl_rate", "0.001"},
      {"rl_epsilon", "1e-05"},
      {"rl_norm_clip", "0.5"},
      {"epochs", "4"},
      {"discount", "0.99"},
      {"gae_lambda", "0.95"},
      {"ratio_clip", "0.2"},
      {"value_coefficient", "0.5"},
      {"entropy_coefficient", "0.01"},
      {"criterion", "0.95"},
      {"stop", "criterion"},
      {"evaluation_trials", "1024"},
      {"evaluation_interval", "10"},
  };
  struct specification spec = specify(NULL), other = specify(NULL);
  for (size_t i = 0; i < sizeof expected / sizeof *expected; ++i) {
    char found[PARAMETER_TEXT_LONGEST + 1], text[PARAMETER_TEXT_LONGEST + 1];
    const struct parameter *row = specification_table;
    while (row < specification_table + specification_count &&
           strcmp(row->name, expected[i].name))
      ++row;
    assert_true(row < specification_table + specification_count);
    succeeds(parameters_set(specification_table, specification_count, &other, row->name,
                            expected[i].text, "test", &fault));
    parameters_text(row, &spec, found);
    parameters_text(row, &other, text);
    assert_string_equal(found, text);
  }
  succeeds(specification_check(&spec, "defaults", &fault));
}

/* Every row has a place of its own, an honest default and a source, and keeps to its
 * range. */
static void test_table_of_parameters(void **state) {
  (void)state;
  char *seen = calloc(1, sizeof(struct specification));
  for (size_t i = 0; i < specification_count; ++i) {
    const struct parameter *row = specification_table + i;
    size_t size =
        row->kind == PARAMETER_LIST ? sizeof(struct parameter_list) : sizeof(long);
    for (size_t k = 0; k < size; ++k)
      assert_int_equal(seen[row->offset + k]++, 0);
    assert_true(*row->meaning && (*row->source == 'A' || *row->source == 'P'));
    for (size_t k = 0; k < i; ++k)
      assert_string_not_equal(row->name, specification_table[k].name);
    if (row->kind != PARAMETER_INTEGER && row->kind != PARAMETER_REAL)
      continue;
    struct specification spec = specify(NULL);
    const double step = row->kind == PARAMETER_INTEGER ? 1.0 : 1e-9 * fabs(row->high);
    const double values[] = {row->low, row->high, row->low - step, row->high + step};
    for (size_t k = 0; k < 4; ++k) {
      char text[64];
      snprintf(text, sizeof text, "%.17g", values[k]);
      int result = parameters_set(specification_table, specification_count, &spec,
                                  row->name, text, "test", &fault);
      assert_int_equal(result, k < 2 ? 0 : -1);
    }
  }
  free(seen);
}

/* A choice has the number of its word. */
static void choose_each(const char *name, const char *const *words, size_t count,
                        size_t offset) {
  struct specification spec = specify(NULL);
  for (size_t i = 0; i < count; ++i) {
    long chosen;
    succeeds(parameters_set(specification_table, specification_count, &spec, name,
                            words[i], "test", &fault));
    memcpy(&chosen, (const char *)&spec + offset, sizeof chosen);
    assert_int_equal(chosen, i);
  }
}

static void test_words(void **state) {
  (void)state;
  choose_each("regime", regime_names, REGIMES, offsetof(struct specification, regime));
  choose_each("teacher", teacher_names, TEACHERS,
              offsetof(struct specification, teacher));
  choose_each("second_phase", teacher_names, TEACHERS,
              offsetof(struct specification, second_phase));
  assert_int_equal(specify("second_phase=none", NULL).second_phase, SECOND_NONE);
  static const struct {
    const char *phase;
    bool rl, sl;
  } phases[] = {{"second_phase=none", false, true},
                {"second_phase=sl", false, true},
                {"second_phase=rl", true, true}};
  for (size_t i = 0; i < 3; ++i) {
    struct specification spec = specify("teacher=sl", phases[i].phase, NULL);
    assert_int_equal(specification_has(&spec, RL), phases[i].rl);
    assert_int_equal(specification_has(&spec, SL), phases[i].sl);
  }
}

static void test_check(void **state) {
  (void)state;
  struct specification spec = specify("delay_minimum=13", NULL);
  says(specification_check(&spec, "a.spec:7", &fault),
       "a.spec:7: delay_minimum = 13 is above delay_maximum = 12");
  spec = specify("delay_minimum=12", NULL);
  succeeds(specification_check(&spec, "here", &fault));
  spec = specify("sequence_steps=24", NULL); /* 3 + 8 + 12 + 2 = 25 */
  says(specification_check(&spec, "here", &fault),
       "here: sequence_steps = 24 cannot hold a trial of 25 steps");
  set(&spec, "regime=reset");
  succeeds(specification_check(&spec, "here", &fault));
  spec = specify("sequence_steps=25", NULL);
  succeeds(specification_check(&spec, "here", &fault));
  spec = specify("noise=0.1", "stimulus_steps=7", NULL); /* as in NeuroGym */
  says(specification_check(&spec, "here", &fault),
       "here: criterion = 0.95 is above the ideal observer's accuracy 0.94");
  set(&spec, "criterion=0.94");
  succeeds(specification_check(&spec, "here", &fault));
}

static void test_written_and_read(void **state) {
  (void)state;
  char path[] = "/tmp/test_task.XXXXXX";
  close(mkstemp(path));
  struct specification spec =
      specify("regime=reset", "coherences=3.3 7 41.5", "noise=0.0123456789012345",
              "teacher=rl", "seed=2147483647", "rl_rate=3e-4", "streams=4",
              "activation=tanh", "bias=no", "budget_trials=123456", NULL);
  struct specification back;
  memset(&back, 0, sizeof back);
  struct runfile run;
  succeeds(runfile_create(&run, path, &fault));
  succeeds(specification_write(&spec, &run, &fault));
  succeeds(runfile_commit(&run, &fault));
  succeeds(runfile_open(&run, path, &fault));
  succeeds(specification_read(&back, &run, &fault));
  runfile_close(&run);
  for (size_t i = 0; i < specification_count; ++i) {
    char found[PARAMETER_TEXT_LONGEST + 1], text[PARAMETER_TEXT_LONGEST + 1];
    parameters_text(specification_table + i, &back, found);
    parameters_text(specification_table + i, &spec, text);
    assert_string_equal(found, text);
  }
  assert_memory_equal(&spec.noise, &back.noise, sizeof spec.noise);

  /* One attribute missing, one not accepted, all accepted and together impossible. */
  static const struct {
    const char *name, *text, *words;
  } bad[] = {
      {"criterion", NULL, "criterion: this attribute is missing"},
      {"streams", "9", ": streams = '9' is not a whole number from 1 to 8"},
      {"delay_minimum", "13", "delay_minimum = 13 is above delay_maximum = 12"},
  };
  for (size_t i = 0; i < 3; ++i) {
    succeeds(runfile_create(&run, path, &fault));
    for (size_t k = 0; k < specification_count; ++k) {
      char text[PARAMETER_TEXT_LONGEST + 1];
      const struct parameter *row = specification_table + k;
      parameters_text(row, &spec, text);
      int chosen = !strcmp(row->name, bad[i].name);
      if (!chosen || bad[i].text)
        succeeds(
            runfile_put_text(&run, row->name, chosen ? bad[i].text : text, &fault));
    }
    succeeds(runfile_commit(&run, &fault));
    succeeds(runfile_open(&run, path, &fault));
    says(specification_read(&back, &run, &fault), bad[i].words);
    says(-1, path);
    says(specification_write(&back, &run, &fault), "cannot be written");
    runfile_close(&run);
  }
  unlink(path);
}

/* ---- one trial ---------------------------------------------------------------------
 */

static void test_stages(void **state) {
  (void)state;
  struct specification spec =
      specify("fixation_steps=2", "stimulus_steps=5", "decision_steps=3", NULL);
  struct trial trial = {.delay = 4};
  static const char script[] = "FFSSSSSDDDDCCC";
  for (long step = 0; script[step]; ++step) {
    static const char letters[STAGES] = {'F', 'S', 'D', 'C'};
    assert_int_equal(letters[task_stage(&spec, &trial, step)], script[step]);
  }
}

static void test_codes(void **state) {
  (void)state;
  for (long streams = 1; streams <= STREAMS_MOST; ++streams) {
    struct specification spec = specify(NULL);
    struct trial trial = {.context = streams / 2, .delay = 5};
    size_t inputs = 1 + 3 * (size_t)streams;
    spec.streams = streams;
    assert_int_equal(task_inputs(&spec), inputs);
    for (long k = 0; k < streams; ++k)
      trial.signal[k] = (k % 2 ? -1 : 1) * (5.0 + (double)k) / 200.0;
    for (int stage = 0; stage < STAGES; ++stage) {
      float x[32];
      for (size_t i = 0; i < 32; ++i)
        x[i] = 9.0f;
      task_observe(&spec, &trial, (enum stage)stage, x);
      assert_true(x[0] == (stage == DECISION ? 0.0f : 1.0f));
      for (long k = 0; k < streams; ++k) {
        double s = (k % 2 ? -1 : 1) * (5.0 + (double)k) / 200.0;
        assert_true(x[1 + 2 * k] == (stage == STIMULUS ? (float)(0.5 + s) : 0.0f));
        assert_true(x[2 + 2 * k] == (stage == STIMULUS ? (float)(0.5 - s) : 0.0f));
        assert_true(x[1 + 2 * streams + k] == (k == streams / 2 ? 1.0f : 0.0f));
      }
      assert_true(x[inputs] == 9.0f); /* nothing is written behind the end */
    }
  }
}

/* ---- a batch -----------------------------------------------------------------------
 */

struct drawing {
  struct specification spec;
  struct batch batch;
  gsl_rng *rng;
};

static struct drawing start(struct specification spec, size_t sequences,
                            uint64_t seed) {
  struct drawing drawing = {.spec = spec};
  succeeds(specification_check(&spec, "test", &fault));
  assert_int_equal(batch_alloc(&drawing.batch, &spec, sequences), 0);
  drawing.rng = streams_open(seed, TRAINING_TRIALS, 0);
  return drawing;
}

static void draw(struct drawing *drawing) {
  batch_draw(&drawing->batch, &drawing->spec, drawing->rng);
}

static void finish(struct drawing *drawing) {
  batch_free(&drawing->batch);
  assert_null(drawing->batch.x);
  gsl_rng_free(drawing->rng);
}

static long steps_of(const struct specification *spec, const struct trial *trial) {
  return spec->fixation_steps + spec->stimulus_steps + trial->delay +
         spec->decision_steps;
}

/* Sorted by length, equal lengths in the order of drawing; the living are the first;
 * rows follow each other without gaps; each trial stands in one sequence. */
static void check_packing(const struct specification *spec, const struct batch *batch) {
  size_t rows = 0, trials = 0;
  char *seen = calloc(batch->trials, 1);
  for (size_t b = 0; b < batch->sequences; ++b) {
    size_t length = 0;
    for (size_t i = 0; i < batch->count[b]; ++i) {
      assert_int_equal(seen[batch->first[b] + i]++, 0);
      length += (size_t)steps_of(spec, batch->trial + batch->first[b] + i);
    }
    assert_int_equal(batch->length[b], length);
    if (b > 0) {
      assert_true(batch->length[b] <= batch->length[b - 1]);
      if (batch->length[b] == batch->length[b - 1])
        assert_true(batch->first[b] > batch->first[b - 1]);
    }
    rows += length;
    trials += batch->count[b];
  }
  free(seen);
  assert_int_equal(batch->rows, rows);
  assert_int_equal(batch->trials, trials);
  assert_int_equal(batch->steps, batch->length[0]);
  assert_true(batch->rows <= batch->most_rows && batch->trials <= batch->most_trials);
  assert_int_equal(batch->offset[0], 0);
  for (size_t t = 0; t < batch->steps; ++t) {
    size_t alive = 0;
    for (size_t b = 0; b < batch->sequences; ++b)
      alive += batch->length[b] > t;
    assert_int_equal(batch->live[t], alive);
    assert_int_equal(batch->offset[t + 1], batch->offset[t] + alive);
  }
  assert_int_equal(batch->offset[batch->steps], rows);
}

/* Every row against the trial it belongs to; channels of the stimulus may be noisy. */
static void check_rows(const struct specification *spec, const struct batch *batch,
                       int noisy) {
  size_t inputs = task_inputs(spec), channels = 2 * (size_t)spec->streams;
  float x[32];
  assert_true(batch->row_width > inputs && batch->row_width % 8 == 0);
  for (size_t b = 0; b < batch->sequences; ++b)
    for (size_t i = 0, t = 0; i < batch->count[b]; ++i) {
      const struct trial *trial = batch->trial + batch->first[b] + i;
      for (long step = 0; step < steps_of(spec, trial); ++step, ++t) {
        size_t row = batch->offset[t] + b;
        const float *found = batch->x + row * batch->row_width;
        enum stage stage = task_stage(spec, trial, step);
        int right = trial->signal[trial->context] > 0 ? 1 : 2;
        assert_int_equal(batch->stage[row], stage);
        assert_int_equal(batch->target[row], stage == DECISION ? right : 0);
        assert_int_equal(batch->onset[row], step == 0);
        task_observe(spec, trial, stage, x);
        for (size_t k = 0; k < inputs; ++k)
          if (!noisy || stage != STIMULUS || k == 0 || k > channels)
            assert_true(found[k] == x[k]);
          else
            assert_true(found[k] != x[k]);
        assert_true(found[inputs] == 1.0f);
        for (size_t k = inputs + 1; k < batch->row_width; ++k)
          assert_true(found[k] == 0.0f);
      }
    }
}

static void test_batches(void **state) {
  (void)state;
  static const char *const settings[][3] = {
      {"regime=continuous", "streams=2", "sequence_steps=80"},
      {"regime=reset", "streams=3", "sequence_steps=80"},
      {"regime=continuous", "streams=1", "sequence_steps=25"}, /* just one trial fits */
      {"regime=reset", "streams=8", "delay_maximum=3"},        /* all of one length */
      {"regime=continuous", "delay_maximum=3", "sequence_steps=32"}, /* just two */
      {"regime=reset", "delay_mean=0", "streams=2"},
  };
  for (size_t i = 0; i < sizeof settings / sizeof *settings; ++i)
    for (size_t k = 0; k < 4; ++k) {
      size_t sequences = (size_t[]){1, 2, 31, 64}[k];
      struct drawing drawing =
          start(specify(settings[i][0], settings[i][1], settings[i][2], NULL),
                sequences, 17 + i);
      for (int round = 0; round < 5; ++round) {
        draw(&drawing);
        assert_int_equal(drawing.batch.sequences, sequences);
        check_packing(&drawing.spec, &drawing.batch);
        check_rows(&drawing.spec, &drawing.batch, 1);
      }
      finish(&drawing);
    }
}

/* In the continuous regime a sequence ends because the next trial would not fit. */
static void test_continuous_sequences_are_full(void **state) {
  (void)state;
  struct drawing drawing = start(specify(NULL), 64, 3);
  size_t shortest = 80, fewest = 80;
  for (int round = 0; round < 30; ++round) {
    draw(&drawing);
    for (size_t b = 0; b < 64; ++b) {
      size_t length = drawing.batch.length[b];
      assert_true(length <= 80 && length > 80 - 25);
      shortest = length < shortest ? length : shortest;
      fewest = drawing.batch.count[b] < fewest ? drawing.batch.count[b] : fewest;
    }
  }
  assert_true(shortest < 60);
  assert_int_equal(fewest, 3); /* three of 25 steps leave no room for a fourth */
  finish(&drawing);
}

static void test_given_trials(void **state) {
  (void)state;
  struct specification spec = specify("streams=3", "noise=0.1", "criterion=0.6", NULL);
  struct drawing drawing = start(spec, 5, 1);
  struct trial trials[5];
  for (size_t i = 0; i < 5; ++i)
    trials[i] = (struct trial){.context = (long)i % 3,
                               .delay = (long[]){4, 9, 3, 9, 4}[i],
                               .signal = {0.1, -0.2, 0.02 * (double)i - 0.05}};
  batch_set(&drawing.batch, &spec, trials, 5);
  check_packing(&spec, &drawing.batch);
  check_rows(&spec, &drawing.batch, 0);
  static const size_t order[] = {1, 3, 0, 4, 2};
  for (size_t b = 0; b < 5; ++b)
    assert_int_equal(drawing.batch.first[b], order[b]);
  batch_set(&drawing.batch, &spec, trials, 2); /* fewer than there is room for */
  assert_int_equal(drawing.batch.sequences, 2);
  check_packing(&spec, &drawing.batch);
  draw(&drawing); /* and all again */
  assert_int_equal(drawing.batch.sequences, 5);
  check_packing(&spec, &drawing.batch);
  finish(&drawing);
}

static void test_batches_are_reproducible(void **state) {
  (void)state;
  struct drawing a = start(specify(NULL), 32, 9), b = start(specify(NULL), 32, 9);
  draw(&a);
  draw(&b);
  draw(&b);
  streams_restart(b.rng, 9, TRAINING_TRIALS, 0);
  draw(&b); /* whatever stood in the batch before */
  assert_int_equal(a.batch.rows, b.batch.rows);
  assert_memory_equal(a.batch.x, b.batch.x,
                      a.batch.rows * a.batch.row_width * sizeof(float));
  assert_memory_equal(a.batch.target, b.batch.target, a.batch.rows);
  finish(&a);
  finish(&b);
}

static void test_batch_without_memory(void **state) {
  (void)state;
  struct specification spec = specify(NULL);
  struct batch batch;
  int refusals = 0;
  for (long which = 1; which < 9; ++which) {
    refuse_count = which;
    int result = batch_alloc(&batch, &spec, 32);
    refuse_count = 0;
    assert_int_equal(result, which <= 4 ? -1 : 0);
    refusals += result == -1;
    if (result)
      assert_null(batch.x);
    batch_free(&batch);
  }
  assert_int_equal(refusals, 4);
}

/* ---- what is drawn -----------------------------------------------------------------
 */

/* All 2 x (3 x 2)^2 combinations of context, coherence and direction are as likely as
 * each other: everything is drawn independently. */
static void test_trials_are_independent(void **state) {
  (void)state;
  enum { CELLS = 72, ROUNDS = 40, SEQUENCES = 500 };
  struct drawing drawing = start(specify("regime=reset", NULL), SEQUENCES, 21);
  double found[CELLS] = {0}, expected[CELLS];
  for (int round = 0; round < ROUNDS; ++round) {
    draw(&drawing);
    for (size_t i = 0; i < SEQUENCES; ++i) {
      const struct trial *trial = drawing.batch.trial + i;
      size_t cell = (size_t)trial->context;
      for (int k = 0; k < 2; ++k) {
        double strength = fabs(trial->signal[k]);
        size_t which = strength == 5.0 / 200 ? 0 : strength == 15.0 / 200 ? 1 : 2;
        if (which == 2)
          assert_true(strength == 50.0 / 200);
        cell = (cell * 3 + which) * 2 + (trial->signal[k] > 0);
      }
      ++found[cell];
    }
  }
  for (size_t i = 0; i < CELLS; ++i)
    expected[i] = (double)ROUNDS * SEQUENCES / CELLS;
  assert_true(chance(found, expected, CELLS, 1) > UNLIKELY);
  finish(&drawing);
}

/* min(3 + floor(Exp(mean 5)), 12): a geometric law with all of its tail at 12. */
static void test_delays(void **state) {
  (void)state;
  enum { DELAYS = 10, ROUNDS = 40, SEQUENCES = 500 };
  static const struct {
    const char *mean;
    double keep; /* exp(-1 / mean): one more step */
  } laws[] = {{"delay_mean=5", 0.81873075307798186},
              {"delay_mean=2.5", 0.67032004603563931}};
  for (size_t law = 0; law < 2; ++law) {
    struct drawing drawing =
        start(specify("regime=reset", laws[law].mean, NULL), SEQUENCES, 4);
    double found[DELAYS] = {0}, expected[DELAYS], joint[4] = {0};
    for (int round = 0; round < ROUNDS; ++round) {
      draw(&drawing);
      for (size_t i = 0; i < SEQUENCES; ++i) {
        const struct trial *trial = drawing.batch.trial + i;
        assert_true(trial->delay >= 3 && trial->delay <= 12);
        ++found[trial->delay - 3];
        ++joint[2 * (trial->delay > 5) + (trial->signal[0] > 0)];
      }
    }
    double count = (double)ROUNDS * SEQUENCES, keep = laws[law].keep;
    for (int k = 0; k < DELAYS; ++k)
      expected[k] = count * pow(keep, k) * (k == DELAYS - 1 ? 1.0 : 1.0 - keep);
    assert_true(chance(found, expected, DELAYS, 1) > UNLIKELY);
    double longer = pow(keep, 3), half[4] = {1 - longer, 1 - longer, longer, longer};
    for (int k = 0; k < 4; ++k)
      half[k] *= count / 2;
    assert_true(chance(joint, half, 4, 1) > UNLIKELY);
    finish(&drawing);
  }
}

/* The noise of a channel: mean 0, the variance asked for, no correlation between
 * channels or from step to step, Gaussian tails. */
static void test_noise(void **state) {
  (void)state;
  enum { SEQUENCES = 400, ROUNDS = 10, CHANNELS = 4 };
  const double sigma = 0.05;
  struct drawing drawing = start(specify("regime=reset", NULL), SEQUENCES, 11);
  double sum[CHANNELS] = {0}, square[CHANNELS] = {0}, product[CHANNELS] = {0},
         lagged[CHANNELS] = {0}, beyond = 0, count = 0;
  for (int round = 0; round < ROUNDS; ++round) {
    draw(&drawing);
    const struct batch *batch = &drawing.batch;
    for (size_t b = 0; b < SEQUENCES; ++b) {
      double before[CHANNELS] = {0};
      for (size_t t = 3; t < 11; ++t, ++count) {
        const float *row = batch->x + (batch->offset[t] + b) * batch->row_width;
        double z[CHANNELS];
        for (size_t k = 0; k < CHANNELS; ++k) {
          double signal = batch->trial[batch->first[b]].signal[k / 2];
          z[k] = ((double)row[1 + k] - 0.5 - (k % 2 ? -signal : signal)) / sigma;
          sum[k] += z[k];
          square[k] += z[k] * z[k];
          lagged[k] += z[k] * before[k];
          beyond += fabs(z[k]) > 2.0;
          before[k] = z[k];
        }
        for (size_t k = 0; k < CHANNELS; ++k)
          product[k] += z[k] * z[(k + 1) % CHANNELS];
      }
    }
  }
  for (size_t k = 0; k < CHANNELS; ++k) {
    assert_true(fabs(sum[k]) < 4.0 * sqrt(count));
    assert_true(fabs(square[k] - count) < 4.0 * sqrt(2.0 * count));
    assert_true(fabs(product[k]) < 4.0 * sqrt(count));
    assert_true(fabs(lagged[k]) < 4.0 * sqrt(count));
  }
  double tails = 2.0 * gsl_cdf_ugaussian_Q(2.0), drawn = CHANNELS * count;
  assert_true(fabs(beyond - drawn * tails) < 4.0 * sqrt(drawn * tails));
  finish(&drawing);
}

/* ---- rewards and scores ------------------------------------------------------------
 */

/* Stages of the hand-made trial: FSSDDCC.  The right answer is 1. */
static void test_rewards(void **state) {
  (void)state;
  static const struct {
    const char *actions;
    double reward;
    int correct, broken;
  } scripts[] = {
      {"0000010", 1.00, 1, 0},   {"0000001", 1.00, 1, 0}, /* late is in time */
      {"0000020", 0.25, 0, 0},   {"0000000", 0.00, 0, 0}, /* no answer */
      {"0000021", 0.25, 0, 0},                            /* the first one counts */
      {"0000012", 1.00, 1, 0},   {"0000011", 1.00, 1, 0}, /* the second costs nothing */
      {"1000010", 0.875, 0, 1},                           /* fixation broken */
      {"0010010", 0.875, 0, 1},  {"0000110", 0.875, 0, 1},
      {"1212110", 0.375, 0, 1}, /* each break costs */
      {"2000000", -0.125, 0, 1}, {"0002020", 0.125, 0, 1},
  };
  struct specification spec = specify(
      "fixation_steps=1", "stimulus_steps=2", "delay_minimum=2", "delay_maximum=2",
      "reward_wrong=0.25", "reward_break=-0.125", "criterion=0.9", NULL);
  struct drawing drawing = start(spec, 1, 1);
  struct trial trial = {.context = 1, .delay = 2, .signal = {-0.25, 0.025}};
  batch_set(&drawing.batch, &spec, &trial, 1);
  for (size_t i = 0; i < sizeof scripts / sizeof *scripts; ++i) {
    struct progress_of_trial memory = {1, 1, 1}; /* left by an earlier trial */
    unsigned char action[7];
    double reward = 0.0;
    for (size_t t = 0; t < 7; ++t) {
      action[t] = (unsigned char)(scripts[i].actions[t] - '0');
      reward += task_reward(&spec, &drawing.batch, t, action[t], &memory);
    }
    struct score score = {0};
    task_score(&spec, &drawing.batch, action, NULL, NULL, &score);
    assert_true(reward == scripts[i].reward);
    assert_int_equal(score.trials, 1);
    assert_int_equal(score.correct, scripts[i].correct);
    assert_int_equal(score.broken, scripts[i].broken);
  }
  trial.signal[1] = -0.025; /* now 2 is right, whatever the other stream says */
  trial.signal[0] = 0.25;
  batch_set(&drawing.batch, &spec, &trial, 1);
  struct progress_of_trial memory = {0};
  assert_true(task_reward(&spec, &drawing.batch, 5, 2, &memory) == 1.0);
  assert_true(task_reward(&spec, &drawing.batch, 6, 1, &memory) == 0.0);
  finish(&drawing);
}

/* What was told of the trials of one batch, in the order of drawing. */
struct told {
  const struct batch *batch;
  size_t before, count;
  int correct[256], broken[256], seen[256];
};

static void note_end(const struct trial *trial, size_t drawn,
                     const struct progress_of_trial *end, void *context) {
  struct told *told = context;
  size_t i = drawn - told->before;
  assert_true(i < told->batch->trials && trial == told->batch->trial + i);
  assert_int_equal(told->seen[i]++, 0);
  told->correct[i] = end->correct;
  told->broken[i] = end->broken;
  ++told->count;
}

/* Trials that follow each other in a sequence are scored one by one, all of a batch and
 * across batches; each is told once, under the number of its drawing. */
static void test_scores(void **state) {
  (void)state;
  struct drawing drawing = start(specify(NULL), 6, 31);
  unsigned char *action = calloc(drawing.batch.most_rows, 1);
  struct score all = {0};
  size_t expected[3] = {0}, tried = 0;
  for (int round = 0; round < 3; ++round) {
    draw(&drawing);
    struct batch *batch = &drawing.batch;
    size_t correct[256] = {0}, broken[256] = {0}, number = 0;
    memset(action, 0, batch->rows);
    for (size_t b = 0; b < batch->sequences; ++b)
      for (size_t i = 0, start_of = 0; i < batch->count[b]; ++i, ++number) {
        struct trial *trial = batch->trial + batch->first[b] + i;
        size_t last = start_of + (size_t)steps_of(&drawing.spec, trial) - 1;
        int right = trial->signal[trial->context] > 0 ? 1 : 2, kind = (int)number % 5;
        size_t end = batch->offset[last] + b, onset = batch->offset[start_of] + b;
        action[end] = (unsigned char)(kind == 0 ? 0 : kind == 1 ? 3 - right : right);
        if (kind == 2)
          action[onset] = 1; /* breaks fixation */
        correct[number] = kind > 2;
        broken[number] = kind == 2;
        start_of = last + 1;
      }
    struct told told = {.batch = batch, .before = all.trials};
    for (size_t i = 0; i < number; ++i) {
      expected[0] += correct[i];
      expected[1] += broken[i];
    }
    task_score(&drawing.spec, batch, action, note_end, &told, &all);
    assert_int_equal(told.count, number);
    for (size_t b = 0, n = 0; b < batch->sequences; ++b)
      for (size_t i = 0; i < batch->count[b]; ++i, ++n) {
        size_t drawn = batch->first[b] + i;
        assert_int_equal(told.correct[drawn], correct[n] || broken[n]);
        assert_int_equal(told.broken[drawn], broken[n]);
      }
    tried += number;
    assert_int_equal(all.trials, tried);
  }
  assert_int_equal(all.correct, expected[0]);
  assert_int_equal(all.broken, expected[1]);
  free(action);
  finish(&drawing);
}

/* ---- the ideal observer ------------------------------------------------------------
 */

static void test_ceiling(void **state) {
  (void)state;
  /* NeuroGym's noise and seven steps, by the formula done by hand: Phi(0.9354),
   * Phi(2.8062), Phi(9.354). */
  static const struct {
    const char *coherences;
    double accuracy;
  } known[] = {{"coherences=5", 0.82522},
               {"coherences=15", 0.99749},
               {"coherences=50", 1.0},
               {"coherences=5 15 50", 0.94090}};
  for (size_t i = 0; i < 4; ++i) {
    struct specification spec =
        specify("noise=0.1", "stimulus_steps=7", known[i].coherences, NULL);
    assert_true(fabs(specification_ceiling(&spec) - known[i].accuracy) < 2e-5);
  }
  struct specification spec = specify("noise=0", NULL);
  assert_true(specification_ceiling(&spec) == 1.0);
}

/* Sums the relevant pair's difference over the stimulus, fixates until asked, then
 * takes the sign: through the same observations, rewards and score as a network. */
static void observe_ideally(const struct drawing *drawing, unsigned char *action) {
  const struct batch *batch = &drawing->batch;
  size_t streams = (size_t)drawing->spec.streams;
  for (size_t b = 0; b < batch->sequences; ++b) {
    double sum = 0.0;
    for (size_t t = 0; t < batch->length[b]; ++t) {
      size_t row = batch->offset[t] + b, context = 0;
      const float *x = batch->x + row * batch->row_width;
      if (batch->onset[row])
        sum = 0.0;
      while (x[1 + 2 * streams + context] == 0.0f)
        ++context;
      sum += (double)x[1 + 2 * context] - (double)x[2 + 2 * context];
      action[row] = (unsigned char)(x[0] > 0.0f ? 0 : sum > 0.0 ? 1 : 2);
    }
  }
}

static void test_ideal_observer(void **state) {
  (void)state;
  enum { TRIALS = 40000 };
  static const char *const settings[][4] = {
      {"regime=continuous", "streams=2", "noise=0.05", "stimulus_steps=8"},
      {"regime=reset", "streams=2", "noise=0.05", "stimulus_steps=8"},
      {"regime=continuous", "streams=1", "noise=0.3", "stimulus_steps=5"},
      {"regime=reset", "streams=4", "noise=0.2", "stimulus_steps=3"},
      {"regime=continuous", "streams=3", "noise=0.1", "stimulus_steps=7"},
  };
  for (size_t i = 0; i < sizeof settings / sizeof *settings; ++i) {
    struct specification spec = specify(settings[i][0], settings[i][1], settings[i][2],
                                        settings[i][3], "criterion=0.5", NULL);
    struct drawing drawing = start(spec, 256, 100 + i);
    unsigned char *action = malloc(drawing.batch.most_rows);
    struct score score = {0};
    while (score.trials < TRIALS) {
      draw(&drawing);
      observe_ideally(&drawing, action);
      task_score(&spec, &drawing.batch, action, NULL, NULL, &score);
    }
    double ceiling = specification_ceiling(&spec);
    double deviation = sqrt(ceiling * (1.0 - ceiling) / TRIALS);
    double accuracy = (double)score.correct / (double)score.trials;
    if (fabs(accuracy - ceiling) > 3.5 * deviation)
      fail_msg("%s, %s: %.4f is not %.4f +- %.4f", settings[i][0], settings[i][2],
               accuracy, ceiling, deviation);
    assert_true(deviation < 0.003 && score.broken == 0);
    free(action);
    finish(&drawing);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_defaults),
      cmocka_unit_test(test_table_of_parameters),
      cmocka_unit_test(test_words),
      cmocka_unit_test(test_check),
      cmocka_unit_test(test_written_and_read),
      cmocka_unit_test(test_stages),
      cmocka_unit_test(test_codes),
      cmocka_unit_test(test_batches),
      cmocka_unit_test(test_continuous_sequences_are_full),
      cmocka_unit_test(test_given_trials),
      cmocka_unit_test(test_batches_are_reproducible),
      cmocka_unit_test(test_batch_without_memory),
      cmocka_unit_test(test_trials_are_independent),
      cmocka_unit_test(test_delays),
      cmocka_unit_test(test_noise),
      cmocka_unit_test(test_rewards),
      cmocka_unit_test(test_scores),
      cmocka_unit_test(test_ceiling),
      cmocka_unit_test(test_ideal_observer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
