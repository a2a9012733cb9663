#include "progress.h"

#include <math.h>
#include <stdarg.h>
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

void progress_time(double seconds) {
  long whole = lround(fmin(seconds, 3e8));
  if (whole < 60)
    fprintf(stderr, "%ld s", whole);
  else if (whole < 3600)
    fprintf(stderr, "%ld min %02ld s", whole / 60, whole % 60);
  else
    fprintf(stderr, "%ld h %02ld min", whole / 3600, whole / 60 % 60);
}

void progress_show(struct progress *progress, double fraction, const char *format,
                   ...) {
  double time = now();
  if (!progress->terminal || time - progress->shown < 1.0 || fraction <= 0.0)
    return;
  va_list arguments;
  va_start(arguments, format);
  progress->shown = time;
  fputs("\r\033[K", stderr);
  vfprintf(stderr, format, arguments);
  fprintf(stderr, ", %.0f %%, at most ", 100.0 * fraction);
  progress_time((time - progress->started) * (1.0 - fraction) / fraction);
  fputs(" left", stderr);
  fflush(stderr);
  va_end(arguments);
}

void progress_clear(const struct progress *progress) {
  if (progress->terminal)
    fputs("\r\033[K", stderr);
}
