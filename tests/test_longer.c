/* Trials longer than any trained on, of networks made by hand: one that holds a decision
 * in one of two wells for ever, one that forgets at a known rate, one whose memory grows
 * beyond all numbers; and states that rest or are made smaller, against plain steps. */
#include "flock.h"
#include "longer.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_near(double found, double expected, double tolerance) {
  if (!(fabs(found - expected) <= tolerance))
    fail_msg("%.17g is not within %g of %.17g", found, tolerance, expected);
}

enum { MOST = 64, LENGTHS = 4 };
static const long lengths[LENGTHS] = {3, 12, 100, 1000};

/* One stream; units 0 and 1 see the two channels against each other with GAIN and are
 * wired by SELF and OTHER; unit 2 holds fixation as long as it is shown. */
static void set_up(struct specification *spec, struct network *net, double self,
                   double other, double shown, double gain) {
  parameters_default(specification_table, specification_count, spec);
  spec->streams = 1;
  spec->units = 3;
  spec->regime = RESET;
  assert_int_equal(network_alloc(net, spec), 0);
  for (size_t i = 0; i < 2; ++i) {
    float *u = net->U + i * net->row_width;
    net->W[i * net->width + i] = (float)self;
    net->W[i * net->width + 1 - i] = (float)other;
    u[0] = (float)shown;
    u[1 + i] = (float)gain;
    u[2 - i] = -(float)gain;
    net->V[(1 + i) * net->width + i] = 1.0f;
  }
  net->U[2 * net->row_width] = 1.0f;
  net->V[2] = 1000.0f;
}

struct found {
  double right[LENGTHS], unbroken[LENGTHS], plus[LENGTHS]; /* shares of the trials */
};

static struct found find(const struct specification *spec, const struct network *net,
                         uint64_t index) {
  struct longer room;
  struct fault fault;
  struct longer_answer answer[LENGTHS * MOST];
  struct found found = {{0}, {0}, {0}};
  gsl_rng *rng = streams_open(17, 3, index);
  assert_int_equal(longer_alloc(&room, spec, net, MOST, &fault), 0);
  for (size_t turn = 0; turn < 8; ++turn) {
    longer_draw(&room, rng);
    longer_delays(&room, lengths, LENGTHS, answer);
    for (size_t k = 0; k < LENGTHS; ++k)
      for (size_t b = 0; b < MOST; ++b) {
        const struct longer_answer *a = answer + k * MOST + b;
        found.right[k] += a->right / (8.0 * MOST);
        found.unbroken[k] += (a->right && a->unbroken) / (8.0 * MOST);
        found.plus[k] += (a->choice == 1) / (8.0 * MOST);
      }
  }
  longer_free(&room);
  gsl_rng_free(rng);
  return found;
}

static void test_two_wells(void **state) {
  (void)state;
  struct specification spec;
  struct network net;
  set_up(&spec, &net, 0.5, -0.6, 1.0, 1.0);
  struct found found = find(&spec, &net, 1);
  assert_true(found.right[1] > 0.9);
  assert_near(found.right[2], found.right[1], 0.01); /* one starts near the ridge */
  assert_near(found.right[3], found.right[2], 0.0);
  assert_near(found.unbroken[3], found.right[2], 0.0);
  network_free(&net);
}

/* The lead of the evidence is 0.9^D of what it was, and from 0.001 on the bias decides. */
static void test_leak(void **state) {
  (void)state;
  struct specification spec;
  struct network net;
  set_up(&spec, &net, 0.9, 0.0, 0.0, 1.0);
  net.V[net.width + net.units] = 0.001f;
  spec.noise = 0.0;
  struct found found = find(&spec, &net, 2);
  assert_near(found.right[0], 1.0, 0.0);
  assert_near(found.right[1], 1.0, 0.0);
  assert_near(found.plus[2], 1.0, 0.0); /* 0.9^100 */
  assert_near(found.plus[3], 1.0, 0.0);
  assert_near(found.right[3], 0.5, 0.1); /* as often as + is right */
  network_free(&net);
}

/* 1.5^1000 is no number of single precision. */
static void test_growth(void **state) {
  (void)state;
  struct specification spec;
  struct network net;
  set_up(&spec, &net, 1.5, 0.0, 0.0, 1.0);
  net.V[net.width + net.units] = 0.001f;
  struct found found = find(&spec, &net, 3);
  assert_true(found.right[0] > 0.7);
  for (size_t k = 1; k < LENGTHS; ++k)
    assert_near(found.right[k], found.right[0], 0.01);
  /* It would say so long before it is asked, but for the unit that holds fixation. */
  assert_near(found.unbroken[0], found.right[0], 0.0);
  assert_near(found.unbroken[3], 0.0, 0.0);
  network_free(&net);
}

/* A network that acts at once: right in the end or not, its fixation is broken. */
static void test_broken(void **state) {
  (void)state;
  struct specification spec;
  struct network net;
  set_up(&spec, &net, 0.5, -0.6, 1.0, 1.0);
  net.V[2] = 0.0f;
  struct found found = find(&spec, &net, 1);
  assert_true(found.right[3] > 0.7);
  assert_near(found.unbroken[0], 0.0, 0.0);
  network_free(&net);
}

/* The same answers as the task's own batches give at a trained delay. */
static void test_against_the_task(void **state) {
  (void)state;
  struct specification spec, same;
  struct network net;
  struct longer room;
  struct fault fault;
  struct batch batch;
  struct activity activity;
  struct longer_answer answer[MOST];
  unsigned char action[MOST * 64];
  const long delay = 9;
  parameters_default(specification_table, specification_count, &spec);
  spec.units = 40;
  spec.delta = 0.14;
  spec.seed = 5;
  network_alloc(&net, &spec);
  network_initialise(&net, &spec);
  net.V[net.units] = 0.02f;
  same = spec;
  same.regime = RESET;
  same.delay_minimum = same.delay_maximum = delay;
  assert_int_equal(longer_alloc(&room, &spec, &net, MOST, &fault), 0);
  assert_int_equal(batch_alloc(&batch, &same, MOST), 0);
  activity_alloc(&activity, &net, batch.most_rows, MOST);
  gsl_rng *rng = streams_open(1, 1, 1);
  longer_draw(&room, rng);
  longer_delays(&room, &delay, 1, answer);
  streams_restart(rng, 1, 1, 1);
  batch_draw(&batch, &same, rng);
  network_forward(&net, &batch, &activity);
  network_greedy(&batch, &activity, action);
  size_t right = 0, broken = 0;
  for (size_t b = 0; b < MOST; ++b) {
    struct progress_of_trial end = {0};
    for (size_t t = 0; t < batch.steps; ++t)
      task_reward(&same, &batch, batch.offset[t] + b, action[batch.offset[t] + b], &end);
    assert_int_equal(answer[b].right, end.correct);
    assert_int_equal(answer[b].unbroken, !end.broken);
    right += answer[b].right;
    broken += !answer[b].unbroken;
  }
  assert_true(right + broken > 0); /* or nothing was compared */
  gsl_rng_free(rng);
  activity_free(&activity);
  batch_free(&batch);
  longer_free(&room);
  network_free(&net);
}

/* In a well the distance halves with every step, the wells are (2, 0) and (0, 2). */
static void test_approach(void **state) {
  (void)state;
  static const long steps[] = {8, 12, 20, 300};
  struct specification spec;
  struct network net;
  struct longer room;
  struct fault fault;
  set_up(&spec, &net, 0.5, -0.6, 1.0, 1.0);
  struct trial trials[2] = {{.signal = {0.25}}, {.signal = {-0.25}}};
  for (size_t s = 0; s < 2; ++s) {
    const struct longer_approach how = {s ? DELAY : STIMULUS, steps, 4, 400, 32};
    double distance[8], centre[6];
    assert_int_equal(longer_alloc(&room, &spec, &net, 2, &fault), 0);
    longer_set(&room, trials, 2);
    assert_int_equal(longer_approach(&room, &how, distance, centre), 0);
    for (size_t b = 0; b < 2; ++b) {
      const double *d = distance + 4 * b, *c = centre + 3 * b;
      assert_near(d[1] / d[0], pow(0.5, 4), 1e-4); /* single precision */
      assert_near(d[2] / d[0], pow(0.5, 12), 1e-4);
      assert_near(d[3], 0.0, 0.0);
      assert_near(c[b], s ? 2.0 : 3.0, 1e-6); /* evidence adds 0.5 / (1 - 0.5) */
      assert_near(c[1 - b], 0.0, 0.0);
      assert_near(c[2], 1.0, 0.0);
    }
    assert_near(longer_distance(centre, centre + 3, 3), sqrt(2.0) * (s ? 2.0 : 3.0),
                1e-5);
    longer_free(&room);
  }
  network_free(&net);
}

/* A cycle of two states is an attractor of two: the distance is to the nearer one. */
static void test_approach_to_a_cycle(void **state) {
  (void)state;
  static const long steps[] = {2, 3};
  struct specification spec;
  struct network net;
  struct longer room;
  struct fault fault;
  set_up(&spec, &net, 0.0, 0.0, 0.0, 0.0);
  net.W[0] = -1.0f; /* 1, 0, 1, 0, ... while fixation is shown */
  net.U[0] = 1.0f;
  struct trial trial = {.signal = {0.25}};
  const struct longer_approach how = {STIMULUS, steps, 2, 10, 20};
  double distance[2], centre[3];
  assert_int_equal(longer_alloc(&room, &spec, &net, 1, &fault), 0);
  longer_set(&room, &trial, 1);
  assert_int_equal(longer_approach(&room, &how, distance, centre), 0);
  assert_near(distance[0], 0.0, 0.0);
  assert_near(distance[1], 0.0, 0.0);
  assert_near(centre[0], 0.5, 1e-12);
  longer_free(&room);
  network_free(&net);
}

/* Where every step is half of the one before, the eighth is the first of a hundredth of the
 * longest; what grows, or goes to and fro, never stands still. */
static void test_rest(void **state) {
  (void)state;
  static const long steps[] = {2, 7, 8, 300};
  const double self[] = {0.5, 1.5, -1.0};
  const bool expected[][4] = {{false, false, true, true}, {false}, {false}};
  struct specification spec;
  struct network net;
  struct longer room;
  struct fault fault;
  struct trial trials[2] = {{.signal = {0.25}}, {.signal = {-0.3}}};
  for (size_t k = 0; k < 3; ++k) {
    bool rest[8];
    set_up(&spec, &net, self[k], 0.0, 1.0, 1.0);
    assert_int_equal(longer_alloc(&room, &spec, &net, 2, &fault), 0);
    longer_set(&room, trials, 2);
    assert_int_equal(longer_rest(&room, steps, 4, rest), 0);
    for (size_t b = 0; b < 8; ++b)
      if (rest[b] != expected[k][b % 4])
        fail_msg("self %g, trial %zu, %ld steps", self[k], b / 4, steps[b % 4]);
    longer_free(&room);
    network_free(&net);
  }
}

/* States that rest, trade places and are made smaller, against plain steps. */
static void test_flock(void **state) {
  (void)state;
  enum { N = 9, ROWS = 11, STEPS = 60 };
  struct map map;
  struct flock flock;
  struct fault fault;
  double input[ROWS][N], plain[ROWS][N] = {{0}}, next[N];
  gsl_rng *rng = streams_open(4, 4, 4);
  assert_int_equal(map_alloc(&map, MAP_RELU, N, &fault), 0);
  for (size_t i = 0; i < N * N; ++i)
    map.W[i] = gsl_ran_gaussian(rng, 0.25);
  map.W[0] = 2.1; /* unit 0 grows once it is awake */
  for (size_t j = 1; j < N; ++j)
    map.W[j] = 0.0;
  for (size_t row = 0; row < ROWS; ++row)
    for (size_t i = 0; i < N; ++i)
      input[row][i] = row == 3 ? 0.0
                      : i == 0 ? (row % 2 ? 0.5 : -0.5)
                               : gsl_ran_gaussian(rng, 1.0);
  assert_int_equal(flock_alloc(&flock, &map, ROWS, &fault), 0);
  flock_begin(&flock, ROWS);
  for (size_t row = 0; row < ROWS; ++row)
    flock_input(&flock, row, input[row]);
  flock_wake(&flock);
  size_t smaller = 0;
  for (size_t step = 0; step < STEPS; ++step) {
    flock_step(&flock);
    for (size_t row = 0; row < ROWS; ++row) {
      memcpy(map.b, input[row], sizeof next);
      map_step(&map, plain[row], next);
      memcpy(plain[row], next, sizeof next);
    }
  }
  assert_true(flock.moving < ROWS); /* row 3 never moved */
  for (size_t row = 0; row < ROWS; ++row) {
    size_t member = flock.member[row];
    double largest = 0.0;
    smaller += flock.scale[row] < 1.0;
    for (size_t i = 0; i < N; ++i)
      largest = fmax(largest, fabs(plain[member][i]));
    for (size_t i = 0; i < N; ++i)
      assert_near(flock.states[row * N + i] / flock.scale[row], plain[member][i],
                  3e-5 * (1.0 + largest));
  }
  assert_int_equal(smaller, 4); /* the odd rows but the third */
  flock_free(&flock);
  map_free(&map);
  gsl_rng_free(rng);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_two_wells),
      cmocka_unit_test(test_leak),
      cmocka_unit_test(test_growth),
      cmocka_unit_test(test_broken),
      cmocka_unit_test(test_against_the_task),
      cmocka_unit_test(test_approach),
      cmocka_unit_test(test_approach_to_a_cycle),
      cmocka_unit_test(test_rest),
      cmocka_unit_test(test_flock),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
