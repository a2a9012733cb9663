#include "ask.h"

#include "examination.h"
#include "replace.h"
#include "survey.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The terms of z' = D z + W1 phi(W2 z + b2) + b1; those of a leaky network and of a
 * PLRNN are in part unit matrices, put into MEMORY. */
static int compose(const struct system *system, struct map *map, struct fault *fault) {
  size_t n = system->n;
  double *memory = system_memory(2 * n * n + 3 * n, sizeof *memory);
  double *unit = memory, *zeros = unit + n * n, *D = zeros + n;
  int leaky = system->form == LEAKY, shallow = system->form == SHALLOW;
  for (size_t i = 0; i < n; ++i) {
    unit[i * n + i] = leaky ? system->side[i] : 1.0;
    D[i] = leaky ? 1.0 - system->side[i] : system->side[i];
  }
  struct map_terms terms = {.activation = system->smooth ? MAP_TANH : MAP_RELU,
                            .states = n,
                            .hidden = system->hidden,
                            .D = D,
                            .W1 = leaky ? unit : system->W,
                            .W2 = leaky     ? system->W
                                  : shallow ? system->into
                                            : unit,
                            .b1 = leaky ? zeros : system->b,
                            .b2 = leaky     ? system->b
                                  : shallow ? system->c
                                            : zeros};
  int failed = map_compose(map, &terms, fault);
  free(memory);
  return failed;
}

/* Leaky ReLU and piecewise-linear networks are also plain ReLU maps of twice as many
 * units, as a user may bring them: leaky, for h >= 0:  (h, r), r = relu(W h + b):  h' =
 * relu((1 - A) h + A r) and r' = relu(W ((1 - A) h + A r) + b); PLRNN:              (p,
 * q), z = p - q, p, q >= 0:  (p, q)' = relu(+-(D z + W p + b)). Both keep all orbits
 * and all multipliers but zeros. */
static int embed(const struct system *system, struct map *map, struct fault *fault) {
  size_t n = system->n, m = 2 * n;
  int leaky = system->form == LEAKY;
  if (map_alloc(map, MAP_RELU, m, fault))
    return -1;
  for (size_t i = 0; i < n; ++i)
    for (size_t j = 0; j < n; ++j) {
      double w = system->W[i * n + j], *row = map->W + i * m;
      double *below = map->W + (i + n) * m, same = i == j ? 1.0 : 0.0;
      row[j] = leaky ? same * (1.0 - system->side[i]) : same * system->side[i] + w;
      row[j + n] = leaky ? same * system->side[i] : -same * system->side[i];
      below[j] = leaky ? w * (1.0 - system->side[j]) : -row[j];
      below[j + n] = leaky ? w * system->side[j] : -row[j + n];
    }
  for (size_t i = 0; i < n; ++i) {
    map->b[i] = leaky ? 0.0 : system->b[i];
    map->b[i + n] = leaky ? system->b[i] : -system->b[i];
  }
  return 0;
}

static void embed_state(const struct system *system, const double *x, double *state) {
  size_t n = system->n;
  for (size_t i = 0; i < n; ++i) {
    state[i] = fmax(x[i], 0.0);
    state[i + n] = system->form == LEAKY ? system->b[i] : -x[i];
    for (size_t j = 0; j < n && system->form == LEAKY; ++j)
      state[i + n] += system->W[i * n + j] * x[j];
    state[i + n] = fmax(state[i + n], 0.0);
  }
}

static int embedded(const struct system *system) {
  return system->embedded && !system->smooth &&
         (system->form == LEAKY || system->form == PLRNN);
}

static void from_state(const struct system *system, const double *state, double *x) {
  memcpy(x, state, system->n * sizeof *x);
  for (size_t i = 0; i < system->n && embedded(system) && system->form == PLRNN; ++i)
    x[i] -= state[i + system->n];
}

static int as_map(const struct system *system, struct map *map, struct fault *fault) {
  size_t n = system->n;
  if (embedded(system))
    return embed(system, map, fault);
  if (system->form != PLAIN)
    return compose(system, map, fault);
  if (map_alloc(map, system->smooth ? MAP_TANH : MAP_RELU, n, fault))
    return -1;
  memcpy(map->W, system->W, n * n * sizeof(double));
  memcpy(map->b, system->b, n * sizeof(double));
  return 0;
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
                        int failed, struct answer *answer) {
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
                            .excluded = certificate->excluded,
                            .bound = certificate->bound,
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
    if (embedded(system))
      embed_state(system, starts + k * system->n, states + k * m);
    else
      map_lift(&map, starts + k * system->n, states + k * m);
    orbits[k] = (struct orbit){.input = map.b, .state = states + k * m};
  }
  struct survey *survey = survey_open(&map, &rule, &fault);
  int failed = !survey || survey_orbits(survey, count, orbits, &fault);
  survey_close(survey);
  for (size_t k = 0; k < count; ++k)
    take_answer(system, orbits + k, failed, answers + k);
  free(orbits);
  free(states);
  map_free(&map);
}

static void write_row(FILE *stream, const double *row, size_t count) {
  for (size_t k = 0; k < count; ++k)
    fprintf(stream, "%.17g%c", row[k], k + 1 < count ? ' ' : '\n');
}

static void write_rows(FILE *stream, const char *word, const double *rows, size_t count,
                       size_t width) {
  fprintf(stream, "%s\n", word);
  for (size_t k = 0; k < count; ++k)
    write_row(stream, rows + k * width, width);
}

static void write_plain(FILE *stream, const struct map *map) {
  size_t n = map->dimension;
  fprintf(stream, "activation %s\ndimension %zu\n",
          map->activation == MAP_TANH ? "tanh" : "relu", n);
  write_rows(stream, "W", map->W, n, n);
  write_rows(stream, "b", map->b, 1, n);
}

static void write_map(FILE *stream, const struct system *system) {
  size_t n = system->n, hidden = system->hidden;
  int shallow = system->form == SHALLOW;
  fprintf(stream, "activation %s\ndimension %zu\n", system->smooth ? "tanh" : "relu",
          n);
  if (system->form != PLAIN)
    write_rows(stream, system->form == LEAKY ? "leak" : "diagonal", system->side, 1, n);
  if (shallow) {
    fprintf(stream, "hidden %zu\n", hidden);
    write_rows(stream, "W2", system->into, hidden, n);
    write_rows(stream, "b2", system->c, 1, hidden);
  }
  write_rows(stream, shallow ? "W1" : "W", system->W, n, hidden);
  write_rows(stream, shallow ? "b1" : "b", system->b, 1, n);
}

int ask_write(const struct system *system, const double *start, const char *map_path,
              const char *state_path, struct fault *fault) {
  struct replace file;
  struct map map;
  size_t n = system->n;
  double *state = system_memory(2 * n, sizeof *state);
  memcpy(state, start, n * sizeof *state);
  if (replace_open(&file, map_path, fault))
    return -1;
  if (embedded(system)) {
    if (embed(system, &map, fault))
      return -1;
    embed_state(system, start, state);
    write_plain(file.stream, &map);
    map_free(&map);
  } else
    write_map(file.stream, system);
  if (replace_commit(&file, fault) || replace_open(&file, state_path, fault))
    return -1;
  write_row(file.stream, state, embedded(system) ? 2 * n : n);
  free(state);
  return replace_commit(&file, fault);
}
