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
 * of ID.h5 and of SOURCE (if that is not there, of ID.h5 alone). BEGAN is a file that
 * was written when the step began; it is removed.
 */
#include "fault.h"
#include "pace_options.h"
#include "progress.h"
#include "text.h"
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

enum { KINDS = 16, NAME = 64, LINE = 512 };
static const double PAUSE = 10.0; /* seconds between two lines */

struct kind {
  char name[NAME];
  const char *folder, *suffix, *source;
  size_t done, planned;
  double seconds, earlier; /* sums over the steps of this make, and of earlier ones */
  size_t timed, timed_earlier;
};

struct work {
  const struct pace_options *told;
  const char *what, *id, *began; /* the step that ended */
  struct kind kind[KINDS];
  size_t kinds;
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

static struct kind *find_kind(struct work *work, const char *name) {
  for (size_t k = 0; k < work->kinds; ++k)
    if (!strcmp(work->kind[k].name, name))
      return work->kind + k;
  return NULL;
}

/* One line of LOG, in one write, since several steps end at a time. */
static int note_step(const struct work *work, double now, struct fault *fault) {
  char line[LINE];
  double began = written(work->began);
  if (began < 0.0)
    return 0; /* it was cleaned up meanwhile */
  unlink(work->began);
  if (text_fit(fault, line, sizeof line, "%s\t%s\t%.3f\t%.0f\n", work->what, work->id,
               fmax(now - began, 0.0), now))
    return -1;
  FILE *log = fopen(work->told->log, "a");
  if (!log)
    return fault_set(fault, "%s: cannot be written: %s", work->told->log,
                     strerror(errno));
  bool whole = fputs(line, log) >= 0;
  if (fclose(log) || !whole)
    return fault_set(fault, "%s: cannot be written: %s", work->told->log,
                     strerror(errno));
  return 0;
}

static void read_times(struct work *work) {
  char line[LINE], name[NAME];
  FILE *log = fopen(work->told->log, "r");
  while (log && fgets(line, sizeof line, log)) {
    double seconds, ended;
    if (sscanf(line, "%63s %*s %lf %lf", name, &seconds, &ended) != 3)
      continue;
    struct kind *kind = find_kind(work, name);
    if (!kind)
      continue;
    bool now = ended >= (double)work->told->started;
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
static int count_run(struct work *work, const char *id, struct fault *fault) {
  char *path = text_format(fault, "%s/%s.h5", work->told->runs, id);
  if (!path)
    return -1;
  double trained = written(path);
  free(path);
  bool whole = trained >= 0.0 && !is_stale(work->told->stale, id, trained);
  for (size_t k = 0; k < work->kinds; ++k) {
    struct kind *kind = work->kind + k;
    ++kind->planned;
    path = text_format(fault, "%s/%s%s", kind->folder, id, kind->suffix);
    if (!path)
      return -1;
    double made = written(path);
    free(path);
    kind->done += whole && made >= trained && made >= written(kind->source);
  }
  return 0;
}

static int count_runs(struct work *work, struct fault *fault) {
  glob_t files;
  char *pattern = text_format(fault, "%s/*.run", work->told->runs);
  if (!pattern)
    return -1;
  int failed = 0, none = glob(pattern, 0, NULL, &files);
  free(pattern);
  if (none)
    return 0;
  for (size_t i = 0; !failed && i < files.gl_pathc; ++i) {
    char *name = strrchr(files.gl_pathv[i], '/') + 1;
    name[strlen(name) - strlen(".run")] = '\0';
    failed = count_run(work, name, fault);
  }
  globfree(&files);
  return failed;
}

/* The kinds are told in their order: "31 of 64 train, 12 of 64 attractors; ...". */
static void tell(const struct work *work) {
  double left = 0.0;
  const char *untimed = NULL;
  bool ended = true;
  for (size_t k = 0; k < work->kinds; ++k) {
    const struct kind *kind = work->kind + k;
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
  for (size_t k = 0; k < work->kinds; ++k)
    fprintf(stderr, "%s%s %zu/%zu", k ? ", " : "", work->kind[k].name,
            work->kind[k].done, work->kind[k].planned);
  if (!untimed || left > 0.0) {
    fputs(": about ", stderr);
    progress_time(left / fmax((double)work->told->jobs, 1.0));
    fputs(" left", stderr);
  }
  if (untimed && left > 0.0)
    fprintf(stderr, ", and then what was never timed here: %s", untimed);
  fputc('\n', stderr);
}

/* Whether the last line is long enough ago; the file LOG.told has the time of it. */
static int find_time(const char *log, double now, bool *is_time, struct fault *fault) {
  char *path = text_format(fault, "%s.told", log);
  if (!path)
    return -1;
  *is_time = now - written(path) >= PAUSE;
  FILE *told = *is_time ? fopen(path, "w") : NULL;
  if (told)
    fclose(told);
  free(path);
  return 0;
}

static int add_kind(struct work *work, char *text) {
  if (work->kinds == KINDS)
    return -1;
  struct kind *kind = work->kind + work->kinds;
  char *rest = NULL, *name = strtok_r(text, ":", &rest);
  kind->folder = strtok_r(NULL, ":", &rest);
  kind->suffix = strtok_r(NULL, ":", &rest);
  kind->source = strtok_r(NULL, ":", &rest);
  if (!kind->source || strlen(name) >= sizeof kind->name)
    return -1;
  strcpy(kind->name, name);
  ++work->kinds;
  return 0;
}

static int pace(const struct pace_options *told, struct fault *fault) {
  struct work work = {.told = told};
  double now = present();
  if (told->step.count != 3)
    return fault_set(fault, "KIND ID BEGAN are needed");
  work.what = told->step.word[0];
  work.id = told->step.word[1];
  work.began = told->step.word[2];
  for (size_t i = 0; i < told->work.count; ++i)
    if (add_kind(&work, told->work.word[i]))
      return fault_set(
          fault, "--work wants KIND:FOLDER:SUFFIX:SOURCE, at most %d times", KINDS);
  bool is_time = false;
  if (note_step(&work, now, fault) ||
      (work.kinds && find_time(told->log, now, &is_time, fault)))
    return -1;
  if (!is_time)
    return 0;
  read_times(&work);
  if (count_runs(&work, fault))
    return -1;
  tell(&work);
  return 0;
}

int main(int argc, char **argv) {
  struct pace_options asked;
  struct fault fault;
  program_start(&pace_program, argc, argv, &asked, NULL);
  return program_end(&pace_program, pace(&asked, &fault), &fault);
}
