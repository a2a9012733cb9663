#include "ask.h"

#include "examination.h"
#include "replace.h"
#include "survey.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Leaky and piecewise-linear networks are plain ReLU maps of twice as many units:
 *   leaky, for h >= 0:  (h, r), r = relu(W h + b):  h' = relu((1 - A) h + A r) and
 *                       r' = relu(W ((1 - A) h + A r) + b);
 *   PLRNN:              (p, q), z = p - q, p, q >= 0:  (p, q)' = relu(+-(D z + W p +
 * b)). Both keep all orbits and all multipliers but zeros. */
static int as_map(const struct system *system, struct map *map, struct fault *fault) {
  size_t n = system->n, m = system->form == PLAIN ? n : 2 * n;
  if (map_alloc(map, system->smooth ? MAP_TANH : MAP_RELU, m, fault))
    return -1;
  for (size_t i = 0; i < n; ++i)
    for (size_t j = 0; j < n; ++j) {
      double w = system->W[i * n + j], *row = map->W + i * m;
      double *below = map->W + (i + n) * m, same = i == j ? 1.0 : 0.0;
      if (system->form == PLAIN)
        row[j] = w;
      else if (system->form == LEAKY) {
        row[j] = same * (1.0 - system->side[i]);
        row[j + n] = same * system->side[i];
        below[j] = w * (1.0 - system->side[j]);
        below[j + n] = w * system->side[j];
      } else {
        row[j] = same * system->side[i] + w;
        row[j + n] = -same * system->side[i];
        below[j] = -row[j];
        below[j + n] = -row[j + n];
      }
    }
  for (size_t i = 0; i < n; ++i) {
    map->b[i] = system->form == LEAKY ? 0.0 : system->b[i];
    if (system->form != PLAIN)
      map->b[i + n] = system->form == LEAKY ? system->b[i] : -system->b[i];
  }
  return 0;
}

static void as_state(const struct system *system, const double *x, double *state) {
  size_t n = system->n;
  memcpy(state, x, n * sizeof *x);
  for (size_t i = 0; i < n && system->form == PLRNN; ++i) {
    state[i] = fmax(x[i], 0.0);
    state[i + n] = fmax(-x[i], 0.0);
  }
  for (size_t i = 0; i < n && system->form == LEAKY; ++i) {
    state[i + n] = system->b[i];
    for (size_t j = 0; j < n; ++j)
      state[i + n] += system->W[i * n + j] * x[j];
    state[i + n] = fmax(state[i + n], 0.0);
  }
}

static void from_state(const struct system *system, const double *state, double *x) {
  size_t n = system->n;
  memcpy(x, state, n * sizeof *x);
  for (size_t i = 0; i < n && system->form == PLRNN; ++i)
    x[i] -= state[i + n];
}

static enum said in_our_words(enum label label) {
  switch (label) {
  case FIXED_POINT:
    return SAID_POINT;
  case CYCLE:
    return SAID_CYCLE;
  case QUASI_PERIODIC:
    return SAID_CURVE;
  case CHAOTIC:
    return SAID_CHAOS;
  case UNBOUNDED:
    return SAID_GROWTH;
  case MARGINAL:
    return SAID_MARGINAL;
  default:
    return SAID_UNDECIDED;
  }
}

static void take_answer(const struct system *system, const struct orbit *orbit,
                        size_t excluded, int failed, struct answer *answer) {
  const struct certificate *certificate = &orbit->certificate;
  double *last = answer->last;
  *answer = (struct answer){.said = SAID_FAULT, .label = "fault", .last = last};
  if (failed)
    return;
  *answer = (struct answer){.said = in_our_words(certificate->label),
                            .label = label_names[certificate->label],
                            .order = certificate->order,
                            .steps = certificate->steps,
                            .attractor = orbit->attractor,
                            .radius = certificate->radius,
                            .exponent = certificate->exponent,
                            .error = certificate->error,
                            .excluded = excluded,
                            .bound = INFINITY,
                            .last = last};
  from_state(system, orbit->state, last);
}

void ask(const struct system *system, size_t count, const double *starts,
         struct answer *answers) {
  struct map map;
  struct fault fault;
  struct examination rule;
  if (as_map(system, &map, &fault)) {
    fault_print(&fault, "adversary");
    exit(2);
  }
  size_t m = map.dimension;
  double *states = system_memory(count * m, sizeof *states);
  struct orbit *orbits = system_memory(count, sizeof *orbits);
  parameters_default(examination_table, examination_count, &rule);
  for (size_t k = 0; k < count; ++k) {
    as_state(system, starts + k * system->n, states + k * m);
    orbits[k] = (struct orbit){.drive = map.b, .state = states + k * m};
  }
  struct survey *survey = survey_open(&map, &rule, &fault);
  int failed = !survey || survey_orbits(survey, count, orbits, &fault);
  survey_close(survey);
  for (size_t k = 0; k < count; ++k)
    take_answer(system, orbits + k, (size_t)rule.longest, failed, answers + k);
  free(orbits);
  free(states);
  map_free(&map);
}

static void write_row(FILE *stream, const double *row, size_t count) {
  for (size_t k = 0; k < count; ++k)
    fprintf(stream, "%.17g%c", row[k], k + 1 < count ? ' ' : '\n');
}

int ask_write(const struct system *system, const double *start, const char *map_path,
              const char *state_path, struct fault *fault) {
  struct map map;
  struct replace file;
  if (as_map(system, &map, fault))
    return -1;
  size_t m = map.dimension;
  double *state = system_memory(m, sizeof *state);
  as_state(system, start, state);
  int failed = replace_open(&file, map_path, fault);
  if (!failed) {
    fprintf(file.stream, "activation %s\ndimension %zu\nW\n",
            system->smooth ? "tanh" : "relu", m);
    for (size_t i = 0; i < m; ++i)
      write_row(file.stream, map.W + i * m, m);
    fputs("b\n", file.stream);
    write_row(file.stream, map.b, m);
    failed = replace_commit(&file, fault);
  }
  if (!failed && !(failed = replace_open(&file, state_path, fault))) {
    write_row(file.stream, state, m);
    failed = replace_commit(&file, fault);
  }
  free(state);
  map_free(&map);
  return failed;
}
