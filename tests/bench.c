/* bench: the training engine laid bare for measurement and for its peer in PyTorch.
 *
 *   bench export FILE.h5 [NAME=VALUE ...]   one update with all that enters and leaves it
 *   bench serve                             measures what it is asked, a line at a time
 *
 * A server keeps its networks between questions, so that a driver can take many kinds
 * of measurement in turn, ours and the peer's, in one process each.  Questions:
 *
 *   gemm M N K              GFLOP/s of single-precision (M,K)(K,N), rows of padded width
 *   update COUNT SETTINGS   COUNT updates, the whole and its parts
 *   training SETTINGS       a training until its stop, and what its evaluations cost
 *
 * The answer is one line of numbers, or "error: ..." */
#include "blas.h"
#include "training.h"

#include <cblas.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* SETTINGS: "name=value" separated by blanks. */
static int read_settings(struct specification *spec, const char *settings,
                         struct fault *fault) {
  char copy[1024], *rest = copy;
  parameters_default(specification_table, specification_count, spec);
  if (strlen(settings) >= sizeof copy)
    return fault_set(fault, "settings are longer than %zu characters", sizeof copy - 1);
  strcpy(copy, settings);
  for (char *word; (word = strtok_r(rest, " ", &rest));)
    if (parameters_assign(specification_table, specification_count, spec, word,
                          "setting", fault))
      return -1;
  return specification_check(spec, "settings", fault);
}

/* ---- export ------------------------------------------------------------------------
 */

enum { WARM_UPDATES = 15 };

/* One number for each step and sequence, the steps that do not exist zero. */
static int put_padded(struct runfile *file, const struct batch *batch, const char *name,
                      double (*value)(const struct training *run, size_t row),
                      const struct training *run, struct fault *fault) {
  size_t shape[] = {batch->steps, batch->sequences};
  double *dense = calloc(shape[0] * shape[1], sizeof *dense);
  if (!dense)
    return fault_set(fault, "no memory");
  for (size_t t = 0; t < batch->steps; ++t)
    for (size_t b = 0; b < batch->live[t]; ++b)
      dense[t * batch->sequences + b] = value(run, batch->offset[t] + b);
  int failed = runfile_put(file, name, RUNFILE_DOUBLE, 2, shape, dense, fault);
  free(dense);
  return failed;
}

static double exists(const struct training *run, size_t row) {
  (void)run;
  (void)row;
  return 1.0;
}

static double stage_of(const struct training *run, size_t row) {
  return run->batch.stage[row];
}

static double target_of(const struct training *run, size_t row) {
  return run->batch.target[row];
}

static double onset_of(const struct training *run, size_t row) {
  return run->batch.onset[row];
}

static double action_of(const struct training *run, size_t row) {
  return run->rollout.action[row];
}

static double reward_of(const struct training *run, size_t row) {
  return run->rollout.reward[row];
}

static double log_p_of(const struct training *run, size_t row) {
  return run->rollout.log_p[row];
}

static double value_of(const struct training *run, size_t row) {
  return run->rollout.value[row];
}

static double advantage_of(const struct training *run, size_t row) {
  return run->rollout.advantage[row];
}

static int put_observations(struct runfile *file, const struct training *run,
                            struct fault *fault) {
  const struct batch *batch = &run->batch;
  size_t inputs = run->net.inputs;
  const size_t shape[] = {batch->steps, batch->sequences, inputs};
  float *dense = calloc(shape[0] * shape[1] * inputs, sizeof *dense);
  if (!dense)
    return fault_set(fault, "no memory");
  for (size_t t = 0; t < batch->steps; ++t)
    for (size_t b = 0; b < batch->live[t]; ++b)
      memcpy(dense + (t * batch->sequences + b) * inputs,
             batch->x + (batch->offset[t] + b) * batch->row_width,
             inputs * sizeof *dense);
  int failed = runfile_put(file, "/batch/x", RUNFILE_FLOAT, 3, shape, dense, fault);
  free(dense);
  return failed;
}

/* THETA in the layout of the run's network: weights, or moments of weights. */
static int put_network(struct runfile *file, const struct network *net, float *theta,
                       const char *group, struct fault *fault) {
  struct network other = *net;
  other.theta = other.W = theta;
  other.U = theta + (net->U - net->theta);
  other.V = theta + (net->V - net->theta);
  return network_write(&other, file, group, fault);
}

/* A network and its optimiser before an update, PREFIX before the names of groups. */
static int put_before(struct runfile *file, const struct network *net,
                      const struct adam_state *moments, const char *prefix,
                      struct fault *fault) {
  char group[64], steps[64];
  float *const arrays[] = {net->theta, moments->first, moments->second};
  static const char *const names[] = {"before", "first", "second"};
  for (size_t i = 0; i < 3; ++i) {
    snprintf(group, sizeof group, "/%s%s", prefix, names[i]);
    if (put_network(file, net, arrays[i], group, fault))
      return -1;
  }
  snprintf(steps, sizeof steps, "%sadam_steps", prefix);
  return runfile_put_number(file, steps, (double)moments->steps, fault);
}

static int put_update(struct runfile *file, struct training *run, struct fault *fault) {
  static const struct {
    const char *name;
    double (*value)(const struct training *run, size_t row);
    int rollout;
  } arrays[] = {{"/batch/mask", exists, 0},
                {"/batch/stage", stage_of, 0},
                {"/batch/target", target_of, 0},
                {"/batch/onset", onset_of, 0},
                {"/rollout/action", action_of, 1},
                {"/rollout/reward", reward_of, 1},
                {"/rollout/log_p", log_p_of, 1},
                {"/rollout/value", value_of, 1},
                {"/rollout/advantage", advantage_of, 1}};
  bool own = run->critic.theta, rewards = specification_rewards(&run->spec, run->teacher);
  if (specification_write(&run->spec, file, fault) ||
      put_before(file, &run->net, &run->moments, "", fault) ||
      (own && put_before(file, &run->critic, &run->critic_moments, "critic_", fault)))
    return -1;
  if (!training_update(run))
    return fault_set(fault, "the update diverged");
  if (put_network(file, &run->net, run->net.theta, "/after", fault) ||
      (own && put_network(file, &run->critic, run->critic.theta, "/critic_after", fault)) ||
      runfile_put_number(file, "loss", run->loss, fault) ||
      put_observations(file, run, fault))
    return -1;
  for (size_t i = 0; i < sizeof arrays / sizeof *arrays; ++i)
    if ((!arrays[i].rollout || rewards) &&
        put_padded(file, &run->batch, arrays[i].name, arrays[i].value, run, fault))
      return -1;
  return 0;
}

/* A few updates first, so that Adam's moments and the policy are not those of the
 * start, where any error in the smallest gradients would move a weight by the full
 * step. */
static int export_update(const char *path, const char *settings, struct fault *fault) {
  struct specification spec;
  struct training run;
  struct runfile file;
  if (read_settings(&spec, settings, fault))
    return -1;
  if (training_alloc(&run, &spec))
    return fault_set(fault, "no memory");
  int failed = 0;
  for (int update = 0; !failed && update < WARM_UPDATES; ++update)
    failed = !training_update(&run);
  if (failed)
    fault_set(fault, "the training diverged");
  else if (!(failed = runfile_create(&file, path, fault))) {
    failed = put_update(&file, &run, fault);
    if (failed)
      runfile_close(&file);
    else
      failed = runfile_commit(&file, fault);
  }
  training_free(&run);
  return failed;
}

/* ---- measurements ------------------------------------------------------------------
 */

/* The products of an update as its mathematics has them, FLOP.  Rows of first steps need
 * no recurrent product, and nothing is counted for padding; but all units are counted,
 * also those that sleep through a batch, whose products the engine leaves out. */
static double useful_work(const struct training *run) {
  const struct batch *batch = &run->batch;
  double n = (double)run->net.units, rows = (double)batch->rows;
  double later = rows - (double)batch->live[0];
  double recurrent = 2.0 * later * n * n;
  double input = 2.0 * rows * n * (double)(run->net.inputs + 1);
  double readout = 2.0 * rows * OUTPUTS * (n + 1.0);
  double forward = recurrent + input + readout;
  double backward = 2.0 * recurrent + input + 2.0 * readout;
  double epochs = run->spec.teacher == RL ? (double)run->spec.epochs : 1.0;
  return epochs * (forward + backward);
}

enum part { DRAW, FORWARD, ACT, LOSS, BACKWARD, ADAM, PARTS };

struct measurement {
  double updates, trials, work; /* work: FLOP of all updates */
  double whole, part[PARTS];    /* seconds */
};

static void lap(double *since, double *sum) {
  double now = seconds();
  *sum += now - *since;
  *since = now;
}

/* The steps of training_update one by one, each with its time. */
static void update_in_parts(struct training *run, struct measurement *sum) {
  const struct specification *spec = &run->spec;
  int rl = spec->teacher == RL;
  double since = seconds();
  batch_draw(&run->batch, spec, run->trial_rng);
  lap(&since, sum->part + DRAW);
  network_forward(&run->net, &run->batch, &run->activity);
  lap(&since, sum->part + FORWARD);
  if (rl) {
    ppo_act(spec, &run->batch, &run->activity, &run->activity, run->action_rng,
            &run->rollout);
    ppo_advantages(spec, &run->batch, &run->rollout);
    lap(&since, sum->part + ACT);
  }
  for (long epoch = 0; epoch < (rl ? spec->epochs : 1); ++epoch) {
    if (epoch > 0)
      network_forward(&run->net, &run->batch, &run->activity);
    lap(&since, sum->part + FORWARD);
    if (rl) {
      ppo_loss(spec, &run->batch, &run->rollout, &run->activity);
      ppo_value_loss(spec, &run->batch, &run->rollout, &run->activity);
    } else
      supervised_loss(spec, &run->batch, &run->activity);
    lap(&since, sum->part + LOSS);
    network_backward(&run->net, &run->batch, &run->activity, run->gradient);
    lap(&since, sum->part + BACKWARD);
    adam_step(&run->adam, &run->moments, run->net.theta, run->gradient);
    lap(&since, sum->part + ADAM);
  }
}

static int measure_updates(struct training *run, long count, struct measurement *sum) {
  memset(sum, 0, sizeof *sum);
  for (long i = 0; i < count; ++i) {
    double since = seconds();
    if (!training_update(run))
      return -1;
    lap(&since, &sum->whole);
    sum->trials += (double)run->batch.trials;
    sum->work += useful_work(run);
  }
  sum->updates = (double)count;
  for (long i = 0; i < count; ++i)
    update_in_parts(run, sum);
  return 0;
}

enum { KEPT_MOST = 64 };

/* Trainings by their settings; kept between questions. */
struct shelf {
  size_t count;
  struct {
    char *settings;
    struct training run;
  } kept[KEPT_MOST];
};

static struct training *take(struct shelf *shelf, const char *settings,
                             struct fault *fault) {
  struct specification spec;
  for (size_t i = 0; i < shelf->count; ++i)
    if (!strcmp(shelf->kept[i].settings, settings))
      return &shelf->kept[i].run;
  if (read_settings(&spec, settings, fault))
    return NULL;
  char *copy = strdup(settings);
  struct training *run = &shelf->kept[shelf->count].run;
  if (!copy || shelf->count == KEPT_MOST || training_alloc(run, &spec)) {
    free(copy);
    fault_set(fault, "no room for more networks");
    return NULL;
  }
  shelf->kept[shelf->count++].settings = copy;
  for (int update = 0; update < 3; ++update) /* warms caches and page tables */
    training_update(run);
  return run;
}

static void empty(struct shelf *shelf) {
  for (size_t i = 0; i < shelf->count; ++i) {
    free(shelf->kept[i].settings);
    training_free(&shelf->kept[i].run);
  }
  shelf->count = 0;
}

static int answer_update(struct shelf *shelf, const char *question,
                         struct fault *fault) {
  long count;
  int used;
  if (sscanf(question, "update %ld%n", &count, &used) != 1 || count < 1)
    return fault_set(fault, "update COUNT SETTINGS is wanted");
  struct training *run = take(shelf, question + used, fault);
  struct measurement sum;
  if (!run)
    return -1;
  if (measure_updates(run, count, &sum))
    return fault_set(fault, "the training diverged");
  printf("ms=%.9g trials=%.9g gflop=%.9g", 1e3 * sum.whole / sum.updates,
         sum.trials / sum.updates, 1e-9 * sum.work / sum.updates);
  static const char *const names[PARTS] = {"draw", "forward",  "act",
                                           "loss", "backward", "adam"};
  for (size_t i = 0; i < PARTS; ++i)
    printf(" %s=%.9g", names[i], 1e3 * sum.part[i] / sum.updates);
  putchar('\n');
  return 0;
}

/* Rows as long as those of a network with K units and its bias, so that the kernel
 * meets the same strides; A and B small enough to stay in the cache, as they do in a
 * network. */
static int answer_gemm(const char *question, struct fault *fault) {
  int m, n, k;
  if (sscanf(question, "gemm %d %d %d", &m, &n, &k) != 3 || m < 1 || n < 1 || k < 1)
    return fault_set(fault, "gemm M N K is wanted");
  int width = (n > k ? n : k) / 8 * 8 + 8;
  size_t rows = (size_t)m + (size_t)k + (size_t)m, size = rows * (size_t)width;
  float *a = aligned_alloc(64, (size * sizeof *a + 63) / 64 * 64);
  if (!a)
    return fault_set(fault, "no memory");
  for (size_t i = 0; i < size; ++i)
    a[i] = 1e-3f * (float)(i % 1000);
  float *b = a + (size_t)m * (size_t)width, *c = b + (size_t)k * (size_t)width;
  double work = 2.0 * m * n * k, spent = 0.0;
  long count = 0, turns = 1 + (long)(2e8 / work);
  for (double begin = seconds(); spent < 0.2; spent = seconds() - begin, count += turns)
    for (long i = 0; i < turns; ++i)
      cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1.0f, a, width, b,
                  width, 0.0f, c, width);
  free(a);
  printf("gflops=%.9g kernel=%s\n", 1e-9 * work * (double)count / spent, blas_kernel());
  return 0;
}

/* A training as the program `train` does it, but for its files. */
static int answer_training(const char *question, struct fault *fault) {
  struct specification spec;
  struct training run;
  if (read_settings(&spec, question + strlen("training"), fault))
    return -1;
  if (training_alloc(&run, &spec))
    return fault_set(fault, "no memory");
  double learning = 0.0, evaluating = 0.0, evaluations = 0.0, since = seconds();
  struct score score = {0};
  int met = 0, failed = 0;
  while (!met && !failed && run.trials < spec.budget_trials) {
    if (run.updates % spec.evaluation_interval == 0) {
      score = training_evaluate(&run, run.updates / spec.evaluation_interval);
      met = evaluation_met(&spec, score);
      ++evaluations;
      lap(&since, &evaluating);
    }
    failed = !training_update(&run);
    lap(&since, &learning);
  }
  printf("updates=%ld trials=%ld met=%d learning=%.9g evaluating=%.9g evaluations=%g\n",
         run.updates, run.trials, met, learning, evaluating, evaluations);
  training_free(&run);
  return failed ? fault_set(fault, "the training diverged") : 0;
}

static int answer(struct shelf *shelf, const char *question, struct fault *fault) {
  if (!strncmp(question, "update ", 7))
    return answer_update(shelf, question, fault);
  if (!strncmp(question, "gemm ", 5))
    return answer_gemm(question, fault);
  if (!strncmp(question, "training", 8))
    return answer_training(question, fault);
  return fault_set(fault, "'%.60s' is no question: gemm, update or training", question);
}

static void serve(void) {
  static struct shelf shelf;
  struct fault fault;
  char line[1200];
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = '\0';
    if (answer(&shelf, line, &fault))
      printf("error: %s\n", fault.line);
    fflush(stdout);
  }
  empty(&shelf);
}

static int obey(int argc, char **argv, struct fault *fault) {
  char settings[1024] = "";
  if (argc == 2 && !strcmp(argv[1], "serve")) {
    serve();
    return 0;
  }
  if (argc < 3 || strcmp(argv[1], "export"))
    return fault_set(fault,
                     "usage: bench export FILE.h5 [NAME=VALUE ...] | bench serve");
  for (int i = 3; i < argc; ++i) {
    size_t used = strlen(settings);
    if (used + strlen(argv[i]) + 2 > sizeof settings)
      return fault_set(fault, "settings are longer than %zu characters",
                       sizeof settings - 1);
    snprintf(settings + used, sizeof settings - used, " %s", argv[i]);
  }
  return export_update(argv[2], settings, fault);
}

int main(int argc, char **argv) {
  struct fault fault;
  /* BENCH_UNPINNED measures what OpenBLAS would choose by itself. */
  if ((!getenv("BENCH_UNPINNED") && blas_pin(argv, &fault)) || obey(argc, argv, &fault))
    return fault_print(&fault, "bench");
  return 0;
}
