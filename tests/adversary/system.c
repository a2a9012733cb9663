#include "system.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const kind_names[KINDS] = {"fixed-point", "cycle",   "quasi-periodic",
                                       "torus",       "chaotic", "unbounded",
                                       "neutral",     "turning", "unknown"};

uint64_t dice_bits(struct dice *dice) {
  uint64_t bits = dice->state += UINT64_C(0x9e3779b97f4a7c15);
  bits = (bits ^ (bits >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  bits = (bits ^ (bits >> 27)) * UINT64_C(0x94d049bb133111eb);
  return bits ^ (bits >> 31);
}

double dice_uniform(struct dice *dice) {
  return ((double)(dice_bits(dice) >> 12) + 0.5) * 0x1p-52;
}

double dice_between(struct dice *dice, double low, double high) {
  return low + (high - low) * dice_uniform(dice);
}

double dice_scale(struct dice *dice, double low, double high) {
  return low * pow(high / low, dice_uniform(dice));
}

double dice_normal(struct dice *dice) {
  double radius = sqrt(-2.0 * log(dice_uniform(dice)));
  return radius * cos(2.0 * acos(-1.0) * dice_uniform(dice));
}

size_t dice_below(struct dice *dice, size_t count) {
  return (size_t)(dice_uniform(dice) * (double)count);
}

void *system_memory(size_t count, size_t size) {
  void *memory = calloc(count + 1, size);
  if (!memory) {
    fprintf(stderr, "adversary: no memory for %zu numbers\n", count);
    exit(1);
  }
  return memory;
}

static struct system *new_system(enum form form, int smooth, size_t n, size_t hidden) {
  struct system *system = system_memory(1, sizeof *system);
  *system = (struct system){.form = form, .smooth = smooth, .n = n, .hidden = hidden};
  system->W = system_memory(3 * n * hidden + (3 + STARTS) * n + hidden, sizeof(double));
  system->turned = system->W + n * hidden;
  system->into = system->turned + n * hidden;
  system->b = system->into + n * hidden;
  system->side = system->b + n;
  system->start = system->side + n;
  system->deep = system->start + STARTS * n;
  system->c = system->deep + n;
  system->truth = truth_nothing("not constructed");
  return system;
}

struct system *system_new(enum form form, int smooth, size_t n) {
  return new_system(form, smooth, n, n);
}

struct system *system_new_shallow(int smooth, size_t n, size_t hidden) {
  return new_system(SHALLOW, smooth, n, hidden);
}

void system_free(struct system *system) {
  if (system)
    free(system->W);
  free(system);
}

void system_seal(struct system *system) {
  for (size_t i = 0; i < system->n; ++i)
    for (size_t j = 0; j < system->hidden; ++j)
      system->turned[j * system->n + i] = system->W[i * system->hidden + j];
}

/* y += W x, by columns, those of silent units left out. */
static void add_product(const struct system *system, const double *restrict x,
                        double *restrict y) {
  size_t n = system->n;
  for (size_t j = 0; j < system->hidden; ++j) {
    const double *restrict column = system->turned + j * n, value = x[j];
    if (value != 0.0)
      for (size_t i = 0; i < n; ++i)
        y[i] += column[i] * value;
  }
}

/* The hidden units' drive, or the state itself. */
static void look_into(const struct system *system, const double *x, int affine,
                      double *drive) {
  size_t n = system->n;
  if (system->form != SHALLOW) {
    memcpy(drive, x, n * sizeof *x);
    return;
  }
  for (size_t j = 0; j < system->hidden; ++j) {
    drive[j] = affine ? system->c[j] : 0.0;
    for (size_t i = 0; i < n; ++i)
      drive[j] += system->into[j * n + i] * x[i];
  }
}

static double phi(const struct system *system, double drive) {
  return system->smooth ? tanh(drive) : drive > 0.0 ? drive : 0.0;
}

void system_step(const struct system *system, const double *x, double *next) {
  system_tangents(system, x, next, 0, NULL, NULL);
}

/* Of a plain or a leaky network. */
static void respond(const struct system *system, const double *x, double *next,
                    size_t count, const double *tangents, double *images) {
  size_t n = system->n;
  memcpy(next, system->b, n * sizeof *next);
  add_product(system, x, next);
  for (size_t k = 0; k < count; ++k) {
    memset(images + k * n, 0, n * sizeof *images);
    add_product(system, tangents + k * n, images + k * n);
  }
  for (size_t i = 0; i < n; ++i) {
    double response = phi(system, next[i]);
    double gain = system->smooth ? 1.0 - response * response : next[i] > 0.0;
    double side = system->form == LEAKY ? system->side[i] : 1.0;
    next[i] = system->form == LEAKY ? (1.0 - side) * x[i] + side * response : response;
    for (size_t k = 0; k < count; ++k)
      images[k * n + i] =
          side * gain * images[k * n + i] +
          (system->form == LEAKY ? (1.0 - side) * tangents[k * n + i] : 0.0);
  }
}

void system_tangents(const struct system *system, const double *x, double *next,
                     size_t count, const double *tangents, double *images) {
  size_t n = system->n, hidden = system->hidden;
  if (system->form == PLAIN || system->form == LEAKY) {
    respond(system, x, next, count, tangents, images);
    return;
  }
  double active[hidden], gain[hidden], passed[hidden];
  look_into(system, x, 1, active);
  for (size_t j = 0; j < hidden; ++j) {
    gain[j] = active[j] > 0.0;
    active[j] = phi(system, active[j]);
    if (system->smooth)
      gain[j] = 1.0 - active[j] * active[j];
  }
  for (size_t i = 0; i < n; ++i)
    next[i] = system->side[i] * x[i] + system->b[i];
  add_product(system, active, next);
  for (size_t k = 0; k < count; ++k) {
    look_into(system, tangents + k * n, 0, passed);
    for (size_t j = 0; j < hidden; ++j)
      passed[j] *= gain[j];
    for (size_t i = 0; i < n; ++i)
      images[k * n + i] = system->side[i] * tangents[k * n + i];
    add_product(system, passed, images + k * n);
  }
}

struct truth truth_nothing(const char *reason) {
  return (struct truth){.kind = UNKNOWN,
                        .multiplier = NAN,
                        .exponent = NAN,
                        .error = NAN,
                        .reason = reason};
}

static int next_word(FILE *stream, char *word) {
  int c;
  while ((c = getc(stream)) != EOF && (c == ' ' || c == '\t' || c == '\n'))
    ;
  ungetc(c, stream);
  return fscanf(stream, "%63s", word) == 1;
}

static int read_numbers(FILE *stream, double *numbers, size_t count) {
  char word[64], *end;
  for (size_t k = 0; k < count; ++k) {
    if (!next_word(stream, word))
      return -1;
    numbers[k] = strtod(word, &end);
    if (*end)
      return -1;
  }
  return 0;
}

struct system *system_read(const char *path) {
  FILE *stream = fopen(path, "r");
  struct system *system = NULL;
  char word[64];
  size_t n = 0;
  int smooth = 0, failed = !stream;
  while (!failed && next_word(stream, word)) {
    if (*word == '#') {
      failed = fscanf(stream, "%*[^\n]") == EOF;
    } else if (!strcmp(word, "activation")) {
      failed = !next_word(stream, word);
      smooth = !strcmp(word, "tanh");
    } else if (!strcmp(word, "dimension") && !system) {
      failed = fscanf(stream, "%zu", &n) != 1 || n < 1 || n > 4096;
      system = failed ? NULL : system_new(PLAIN, smooth, n);
    } else if (system && !strcmp(word, "W"))
      failed = read_numbers(stream, system->W, n * n);
    else
      failed = !system || strcmp(word, "b") || read_numbers(stream, system->b, n);
  }
  if (stream)
    fclose(stream);
  if (failed || !system) {
    system_free(system);
    return NULL;
  }
  system_seal(system);
  return system;
}

int system_read_start(const struct system *system, const char *path, double *start) {
  FILE *stream = fopen(path, "r");
  int failed = !stream || read_numbers(stream, start, system->n);
  if (stream)
    fclose(stream);
  return failed ? -1 : 0;
}
