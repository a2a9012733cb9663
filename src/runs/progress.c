#include "progress.h"

#include <math.h>
#include <stdio.h>
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
