#include "progress.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

void progress_start(struct progress *progress) {
  progress->started = progress->shown = now();
  progress->terminal = isatty(STDERR_FILENO);
}

double progress_seconds(const struct progress *progress) {
  return now() - progress->started;
}

void progress_time(double seconds, char *text) {
  long whole = lround(fmin(seconds, 3e8));
  if (whole < 60)
    snprintf(text, 32, "%ld s", whole);
  else if (whole < 3600)
    snprintf(text, 32, "%ld min %02ld s", whole / 60, whole % 60);
  else
    snprintf(text, 32, "%ld h %02ld min", whole / 3600, whole / 60 % 60);
}

void progress_show(struct progress *progress, double fraction, const char *text) {
  double time = now();
  if (!progress->terminal || time - progress->shown < 1.0 || fraction <= 0.0)
    return;
  char left[32];
  progress->shown = time;
  progress_time((time - progress->started) * (1.0 - fraction) / fraction, left);
  fprintf(stderr, "\r\033[K%s, %.0f %%, at most %s left", text, 100.0 * fraction, left);
  fflush(stderr);
}

void progress_clear(const struct progress *progress) {
  if (progress->terminal)
    fputs("\r\033[K", stderr);
}

static int ends_in(const char *name, const char *suffix) {
  size_t length = strlen(name), width = strlen(suffix);
  return length > width && !strcmp(name + length - width, suffix);
}

enum { RECENT = 64 };

/* The latest RECENT times, kept in increasing order. */
static size_t insert_time(double *times, size_t count, double time) {
  if (count == RECENT) {
    if (time <= times[0])
      return count;
    memmove(times, times + 1, --count * sizeof *times);
  }
  size_t place = count;
  for (; place > 0 && times[place - 1] > time; --place)
    times[place] = times[place - 1];
  times[place] = time;
  return count + 1;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Mean time between two finished files, gaps over ten times the median left out. */
static double pace(const double *times, size_t count) {
  double gaps[RECENT], sum = 0.0;
  size_t used = 0;
  if (count < 3)
    return -1.0;
  for (size_t i = 0; i + 1 < count; ++i)
    gaps[i] = times[i + 1] - times[i];
  qsort(gaps, count - 1, sizeof *gaps, compare);
  double longest = 10.0 * fmax(gaps[(count - 1) / 2], 1e-3);
  for (; used + 1 < count && gaps[used] <= longest; ++used)
    sum += gaps[used];
  return used ? sum / (double)used : -1.0;
}

struct progress_batch progress_count(const char *directory, const char *planned,
                                     const char *done) {
  struct progress_batch batch = {0, 0, -1.0};
  double times[RECENT];
  size_t count = 0;
  char path[2048];
  DIR *opened = opendir(directory);
  for (struct dirent *entry; opened && (entry = readdir(opened));) {
    struct stat status;
    if (!ends_in(entry->d_name, planned))
      continue;
    ++batch.planned;
    int stem = (int)(strlen(entry->d_name) - strlen(planned));
    int length =
        snprintf(path, sizeof path, "%s/%.*s%s", directory, stem, entry->d_name, done);
    if (length < 0 || (size_t)length >= sizeof path || stat(path, &status) ||
        status.st_mtim.tv_sec == 0)
      continue;
    ++batch.done;
    double time = (double)status.st_mtim.tv_sec + 1e-9 * (double)status.st_mtim.tv_nsec;
    count = insert_time(times, count, time);
  }
  if (opened)
    closedir(opened);
  double gap = pace(times, count);
  if (gap >= 0.0)
    batch.seconds_left = gap * (double)(batch.planned - batch.done);
  return batch;
}
