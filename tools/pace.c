/* pace: how far the work of a profile is and how long it will still take.
 *
 * Make calls it after each step.  It notes how long the step took in LOG and, at most
 * every ten seconds, prints one line on the standard error stream.  What is left it
 * finds in the files themselves, as Make does: a step is done if its file is there and
 * no older than what it is made of.  A kind of step takes as long as its steps of this
 * make did, or, before the first one, those of earlier makes.
 *
 *   pace --log LOG --runs DIR [--stale FILE] [--work KIND:FOLDER:SUFFIX:SOURCE]...
 *        --started SECONDS --jobs N KIND ID BEGAN
 *
 * A run is a file ID.run in DIR, and ID.h5 beside it once it is trained, unless FILE,
 * older than it, says `STALE += ID`.  The step KIND of a run is FOLDER/IDSUFFIX, made
 * of ID.h5 and of SOURCE (if that is not there, of ID.h5 alone). BEGAN is a file that was written when the step began; it is
 * removed.
 */
#include "fault.h"
#include "progress.h"
#include <argp.h>
#include <errno.h>
#include <glob.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { KINDS = 16, NAME = 64, PATH = 4096 };
static const double PAUSE = 10.0; /* seconds between two lines */

struct kind {
  char name[NAME];
  const char *folder, *suffix, *source;
  size_t done, planned;
  double seconds, earlier; /* sums over the steps of this make, and of earlier ones */
  size_t timed, timed_earlier;
};

struct command {
  const char *log, *runs, *stale;
  char *word[3]; /* KIND ID BEGAN */
  double started, jobs;
  struct kind kind[KINDS];
  size_t kinds, words;
};

static double present(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* When PATH was written; -1 if it is not there. */
static double written(const char *path) {
  struct stat status;
  if (stat(path, &status))
    return -1.0;
  return (double)status.st_mtim.tv_sec + 1e-9 * (double)status.st_mtim.tv_nsec;
}

static struct kind *find_kind(struct command *command, const char *name) {
  for (size_t k = 0; k < command->kinds; ++k)
    if (!strcmp(command->kind[k].name, name))
      return command->kind + k;
  return NULL;
}

/* One line of LOG, in one write, since several steps end at a time. */
static int note_step(const struct command *command, double now, struct fault *fault) {
  char line[512];
  double began = written(command->word[2]);
  if (began < 0.0)
    return 0; /* it was cleaned up meanwhile */
  unlink(command->word[2]);
  FILE *log = fopen(command->log, "a");
  if (!log)
    return fault_set(fault, "%s: cannot be written: %s", command->log, strerror(errno));
  int length = snprintf(line, sizeof line, "%s\t%s\t%.3f\t%.0f\n", command->word[0],
                        command->word[1], fmax(now - began, 0.0), now);
  bool whole = length > 0 && (size_t)length < sizeof line &&
               fwrite(line, 1, (size_t)length, log) == (size_t)length;
  if (fclose(log) || !whole)
    return fault_set(fault, "%s: cannot be written: %s", command->log, strerror(errno));
  return 0;
}

static void read_times(struct command *command) {
  char line[512], name[NAME];
  FILE *log = fopen(command->log, "r");
  while (log && fgets(line, sizeof line, log)) {
    double seconds, ended;
    if (sscanf(line, "%63s %*s %lf %lf", name, &seconds, &ended) != 3)
      continue;
    struct kind *kind = find_kind(command, name);
    if (!kind)
      continue;
    bool now = ended >= command->started;
    *(now ? &kind->seconds : &kind->earlier) += seconds;
    *(now ? &kind->timed : &kind->timed_earlier) += 1;
  }
  if (log)
    fclose(log);
}

/* Whether FILE says that ID is to be trained anew, and that was not done since. */
static bool is_stale(const char *file, const char *id, double trained) {
  char line[512], name[256];
  bool named = false;
  FILE *stream = file && trained < written(file) ? fopen(file, "r") : NULL;
  while (stream && !named && fgets(line, sizeof line, stream))
    named = sscanf(line, "STALE += %255s", name) == 1 && !strcmp(name, id);
  if (stream)
    fclose(stream);
  return named;
}

/* Adds the steps of run ID to the counts. */
static void count_run(struct command *command, const char *id) {
  char path[PATH];
  snprintf(path, sizeof path, "%s/%s.h5", command->runs, id);
  double trained = written(path);
  bool whole = trained >= 0.0 && !is_stale(command->stale, id, trained);
  for (size_t k = 0; k < command->kinds; ++k) {
    struct kind *kind = command->kind + k;
    ++kind->planned;
    snprintf(path, sizeof path, "%s/%s%s", kind->folder, id, kind->suffix);
    double made = written(path);
    kind->done += whole && made >= trained && made >= written(kind->source);
  }
}

static void count_runs(struct command *command) {
  char pattern[PATH];
  glob_t files;
  snprintf(pattern, sizeof pattern, "%s/*.run", command->runs);
  if (glob(pattern, 0, NULL, &files))
    return;
  for (size_t i = 0; i < files.gl_pathc; ++i) {
    char *name = strrchr(files.gl_pathv[i], '/') + 1;
    name[strlen(name) - strlen(".run")] = '\0';
    count_run(command, name);
  }
  globfree(&files);
}

/* The kinds are told in their order: "31 of 64 train, 12 of 64 attractors; ...". */
static void tell(const struct command *command) {
  double left = 0.0;
  const char *untimed = NULL;
  bool ended = true;
  for (size_t k = 0; k < command->kinds; ++k) {
    const struct kind *kind = command->kind + k;
    double count = (double)(kind->planned - kind->done);
    ended = ended && count == 0.0;
    if (kind->timed)
      left += count * kind->seconds / (double)kind->timed;
    else if (kind->timed_earlier)
      left += count * kind->earlier / (double)kind->timed_earlier;
    else if (count > 0.0 && !untimed)
      untimed = kind->name;
  }
  if (ended)
    return;
  char text[32];
  for (size_t k = 0; k < command->kinds; ++k)
    fprintf(stderr, "%s%s %zu/%zu", k ? ", " : "", command->kind[k].name,
            command->kind[k].done, command->kind[k].planned);
  progress_time(left / fmax(command->jobs, 1.0), text);
  if (!untimed)
    fprintf(stderr, ": about %s left\n", text);
  else if (left > 0.0)
    fprintf(stderr, ": about %s left, and then what was never timed here: %s\n", text,
            untimed);
  else
    fprintf(stderr, "\n");
}

/* Whether the last line is long enough ago; the file LOG.told has the time of it. */
static bool is_time(const char *log, double now) {
  char path[PATH];
  snprintf(path, sizeof path, "%s.told", log);
  if (now - written(path) < PAUSE)
    return false;
  FILE *told = fopen(path, "w");
  if (told)
    fclose(told);
  return true;
}

static const struct argp_option options[] = {
    {"log", 'l', "FILE", 0, "Times of steps: kind, run, seconds, and when it ended", 0},
    {"runs", 'r', "DIR", 0, "Where ID.run and ID.h5 are", 0},
    {"stale", 'x', "FILE", 0, "Which runs are to be trained anew", 0},
    {"work", 'w', "KIND:FOLDER:SUFFIX:SOURCE", 0, "A kind of step of each run", 0},
    {"started", 's', "SECONDS", 0, "When this make began, since 1970", 0},
    {"jobs", 'j', "N", 0, "How many steps run at a time", 0},
    {0}};

static int add_kind(struct command *command, char *text) {
  if (command->kinds == KINDS)
    return -1;
  struct kind *kind = command->kind + command->kinds;
  char *rest = NULL, *name = strtok_r(text, ":", &rest);
  kind->folder = strtok_r(NULL, ":", &rest);
  kind->suffix = strtok_r(NULL, ":", &rest);
  kind->source = strtok_r(NULL, ":", &rest);
  if (!kind->source || strlen(name) >= sizeof kind->name)
    return -1;
  strcpy(kind->name, name);
  ++command->kinds;
  return 0;
}

static error_t understand(int key, char *value, struct argp_state *state) {
  struct command *command = state->input;
  switch (key) {
  case 'l':
    command->log = value;
    break;
  case 'r':
    command->runs = value;
    break;
  case 'x':
    command->stale = value;
    break;
  case 's':
    command->started = strtod(value, NULL);
    break;
  case 'j':
    command->jobs = strtod(value, NULL);
    break;
  case 'w':
    if (add_kind(command, value))
      argp_error(state, "--work wants KIND:FOLDER:SUFFIX:SOURCE, at most %d times",
                 KINDS);
    break;
  case ARGP_KEY_ARG:
    if (command->words == 3)
      return ARGP_ERR_UNKNOWN;
    command->word[command->words++] = value;
    break;
  default:
    return ARGP_ERR_UNKNOWN;
  }
  return 0;
}

static const struct argp parser = {
    options,
    understand,
    "KIND ID BEGAN",
    "Notes how long a step took and tells how long the rest will take.",
    NULL,
    NULL,
    NULL};

int main(int argc, char **argv) {
  struct fault fault;
  struct command command = {.jobs = 1.0};
  argp_err_exit_status = 2;
  argp_parse(&parser, argc, argv, 0, NULL, &command);
  if (!command.log || !command.runs || command.words != 3) {
    fault_set(&fault, "--log, --runs and KIND ID BEGAN are needed");
    return fault_print(&fault, "pace");
  }
  double now = present();
  if (note_step(&command, now, &fault))
    return fault_print(&fault, "pace");
  if (command.kinds && is_time(command.log, now)) {
    read_times(&command);
    count_runs(&command);
    tell(&command);
  }
  return 0;
}
