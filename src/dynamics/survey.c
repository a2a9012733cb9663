#include "survey.h"

#include "cohort.h"
#include "cycles.h"
#include "diagnosis.h"
#include "rounds.h"

#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TWO_POWERS = 40 /* at most, by which a unit is measured anew */ };

struct survey {
  struct map map;  /* with the weights in the survey's units; its b is not used */
  double *weights; /* N x N */
  double *unit;    /* N: the caller's numbers times this are the survey's */
  struct cohort cohort;
  struct diagnosis diagnosis;
  struct rounds rounds;
};

void survey_close(struct survey *survey) {
  if (!survey)
    return;
  rounds_free(&survey->rounds);
  diagnosis_free(&survey->diagnosis);
  cohort_free(&survey->cohort);
  free(survey->weights);
  free(survey);
}

/* A ReLU map stays one if its units are measured in other units, h_i -> s_i h_i, W_ij
 * -> s_i W_ij / s_j.  Lengths of whole states mean most where rows and columns of W are
 * alike, which LAPACK's balancing comes near to, by powers of two: not a bit of any
 * orbit changes. */
static int balance(struct survey *survey, struct fault *fault) {
  size_t n = survey->map.dimension;
  double *W = survey->weights;
  lapack_int low, high;
  for (size_t i = 0; i < n; ++i)
    survey->unit[i] = 1.0;
  if (survey->map.activation != MAP_RELU)
    return 0;
  double *copy = malloc(n * n * sizeof *copy);
  if (!copy)
    return fault_set(fault, "no memory to balance %zu units", n);
  memcpy(copy, W, n * n * sizeof *copy); /* by columns: the transpose */
  int failed = LAPACKE_dgebal(LAPACK_COL_MAJOR, 'S', (lapack_int)n, copy, (lapack_int)n,
                              &low, &high, survey->unit) != 0;
  free(copy);
  for (size_t i = 0; i < n; ++i) {
    int power = 1;
    if (!failed && isfinite(survey->unit[i]) && survey->unit[i] > 0.0)
      frexp(survey->unit[i], &power);
    power = power > TWO_POWERS ? TWO_POWERS : power < -TWO_POWERS ? -TWO_POWERS : power;
    survey->unit[i] = ldexp(1.0, power - 1);
  }
  for (size_t i = 0; i < n; ++i)
    for (size_t j = 0; j < n; ++j)
      W[i * n + j] *= survey->unit[i] / survey->unit[j];
  return 0;
}

static int fill_survey(struct survey *survey, const struct map *map,
                       const struct examination *rule, struct fault *fault) {
  size_t n = map->dimension;
  survey->weights = malloc((n * n + n) * sizeof *survey->weights);
  if (!survey->weights)
    return fault_set(fault, "no memory for the weights of %zu units", n);
  survey->unit = survey->weights + n * n;
  memcpy(survey->weights, map->W, n * n * sizeof *survey->weights);
  survey->map = *map;
  survey->map.W = survey->weights;
  survey->map.b = NULL;
  return balance(survey, fault) ||
                 cohort_alloc(&survey->cohort, &survey->map, survey->unit, rule,
                              fault) ||
                 diagnosis_alloc(&survey->diagnosis, &survey->cohort, fault) ||
                 rounds_alloc(&survey->rounds, &survey->diagnosis, fault)
             ? -1
             : 0;
}

struct survey *survey_open(const struct map *map, const struct examination *rule,
                           struct fault *fault) {
  struct survey *survey = calloc(1, sizeof *survey);
  if (!survey)
    fault_set(fault, "no memory to survey %zu units", map->dimension);
  else if (!fill_survey(survey, map, rule, fault))
    return survey;
  survey_close(survey);
  return NULL;
}

/* Where one orbit left the chaos of its map, chaos is no attractor for the others until
 * they have shown more patience; their number. */
static size_t doubt_chaos(struct followed *orbits, size_t count) {
  enum { MORE = 3 };
  size_t number = 0;
  for (size_t k = 0; k < count; ++k)
    if (orbits[k].crowd->escaped && orbits[k].certificate.label == CHAOTIC) {
      orbits[k].certificate.label = UNDECIDED;
      orbits[k].certificate.reason = REASON_ESCAPED;
      orbits[k].examined = false;
      orbits[k].patience *= MORE;
      ++number;
    }
  return number;
}

/* What is left of the chaos from which others escaped is not called so if one more in
 * ten would leave it within HORIZON steps. */
static void forsake_chaos(struct followed *orbits, size_t count) {
  static const double HORIZON = 4e5, MANY = 0.1;
  for (size_t k = 0; k < count; ++k) {
    const struct crowd *crowd = orbits[k].crowd;
    if (orbits[k].certificate.label == CHAOTIC &&
        (double)crowd->escaped * HORIZON > MANY * crowd->waited) {
      orbits[k].certificate.label = UNDECIDED;
      orbits[k].certificate.reason = REASON_ESCAPED;
    }
  }
}

/* Of an orbit without a label the exponent is known and the reason, no turning. */
static void forget_suppositions(struct followed *orbit) {
  struct certificate supposed = orbit->certificate;
  orbit->certificate = label_given(UNDECIDED, supposed.steps);
  orbit->certificate.reason = supposed.reason;
  orbit->certificate.exponent = supposed.exponent;
  orbit->certificate.error = supposed.error;
  orbit->key = 0;
}

/* Attractors of the same map are numbered in the order of their first orbit. */
static void number_attractors(struct followed *orbits, size_t count) {
  for (size_t k = 0, first = 0, next = 0; k < count; ++k) {
    if (orbits[k].group != orbits[first].group) {
      first = k;
      next = 0;
    }
    size_t other = first;
    while (other < k &&
           (orbits[other].certificate.label != orbits[k].certificate.label ||
            orbits[other].key != orbits[k].key))
      ++other;
    orbits[k].attractor = other < k ? orbits[other].attractor : next++;
  }
}

static int survey_all(struct survey *survey, size_t count, struct followed *orbits,
                      struct followed **chosen, double *numbers, struct fault *fault) {
  for (size_t done = 0; done < count; done += COHORT_SETTLING) {
    size_t here = count - done < COHORT_SETTLING ? count - done : COHORT_SETTLING;
    for (size_t k = 0; k < here; ++k)
      chosen[k] = orbits + done + k;
    if (cohort_settle(&survey->cohort, here, chosen, fault))
      return -1;
  }
  if (rounds_examine(&survey->rounds, count, orbits, chosen, numbers, fault) ||
      (doubt_chaos(orbits, count) &&
       rounds_examine(&survey->rounds, count, orbits, chosen, numbers, fault)))
    return -1;
  forsake_chaos(orbits, count);
  for (size_t k = 0; k < count; ++k) {
    diagnosis_unmask(&survey->diagnosis, orbits + k);
    if (orbits[k].certificate.label == UNDECIDED)
      forget_suppositions(orbits + k);
  }
  number_attractors(orbits, count);
  return 0;
}

/* What is known of the orbits before a step; NUMBERS: 2 N for each. */
static void begin(struct survey *survey, size_t count, const struct orbit *orbits,
                  struct followed *followed, struct crowd *crowds, double *numbers,
                  unsigned char *awake) {
  size_t n = survey->map.dimension;
  for (size_t k = 0; k < count; ++k) {
    double *state = numbers + 2 * k * n, *input = state + n;
    for (size_t i = 0; i < n; ++i) {
      state[i] = orbits[k].state[i] * survey->unit[i];
      input[i] = orbits[k].input[i] * survey->unit[i];
    }
    double size = cycles_size(state, n), scale = fmax(size, cycles_size(input, n));
    size_t first = k && orbits[k].group == orbits[k - 1].group
                       ? (size_t)(followed[k - 1].crowd - crowds)
                       : k;
    followed[k] = (struct followed){.input = input,
                                    .state = state,
                                    .group = orbits[k].group,
                                    .certificate = label_nothing(),
                                    .crowd = crowds + first,
                                    .awake = awake + k * n,
                                    .size = size,
                                    .scale = scale};
  }
}

/* What became of them, in the caller's units. */
static void finish(struct survey *survey, size_t count, const struct followed *followed,
                   struct orbit *orbits) {
  for (size_t k = 0; k < count; ++k) {
    orbits[k].certificate = followed[k].certificate;
    orbits[k].attractor = followed[k].attractor;
    for (size_t i = 0; i < survey->map.dimension; ++i)
      orbits[k].state[i] = followed[k].state[i] / survey->unit[i];
  }
}

int survey_orbits(struct survey *survey, size_t count, struct orbit *orbits,
                  struct fault *fault) {
  size_t n = survey->map.dimension;
  struct followed *followed = malloc((count + 1) * sizeof *followed);
  struct followed **chosen = malloc((count + 1) * sizeof(struct followed *));
  struct crowd *crowds = calloc(count + 1, sizeof *crowds);
  double *numbers = malloc((7 * count + 1) * n * sizeof *numbers);
  unsigned char *awake = calloc(count + 1, n);
  int failed = followed && chosen && crowds && numbers && awake
                   ? 0
                   : fault_set(fault, "no memory to survey %zu orbits", count);
  attractors_forget(survey->diagnosis.known); /* groups are numbered anew */
  if (!failed) {
    begin(survey, count, orbits, followed, crowds, numbers, awake);
    failed =
        survey_all(survey, count, followed, chosen, numbers + 2 * count * n, fault);
  }
  if (!failed)
    finish(survey, count, followed, orbits);
  free(followed);
  free(chosen);
  free(crowds);
  free(numbers);
  free(awake);
  return failed;
}
