#include "survey.h"

#include "bundle.h"
#include "cycles.h"
#include "region.h"

#include <cblas.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
  KEPT = 128,            /* regions */
  TOGETHER = 512,        /* orbits that settle together */
  AT_ONCE = 64,          /* orbits that are recorded together */
  TAPE_MOST = 1 << 26,   /* numbers on one tape */
  TAPE_ENOUGH = 1 << 22, /* numbers from which no other group is begun on it */
  KNOWN = 64,            /* attractors */
  STORE_MOST = 1 << 24,  /* numbers that draw them */
  DRAWN = 2048,          /* states that draw one curve */
  LOOK = 32,             /* steps */
  SMALL = 64             /* units: up to these, double precision costs nothing */
};

/* An orbit while it is surveyed. */
struct followed {
  const double *drive; /* N, as the caller gave it */
  double *state;       /* N, likewise */
  size_t group;
  struct certificate certificate;
  size_t attractor;
  uint64_t key;    /* tells attractors of the same label apart */
  double scale;    /* largest number of its drive and its start */
  double size;     /* largest coordinate when last looked at */
  double *tangent; /* N */
  int examined;
  double needed; /* steps of a record that would decide; 0: not known */
};

/* An attractor that orbits of its map are compared with. */
struct known {
  size_t group;
  struct certificate certificate;
  uint64_t key;
  size_t count;        /* states drawn */
  const float *states; /* count x N */
  double limit;        /* within which a state is on it */
};
struct survey {
  const struct map *map;
  const struct examination *rule;
  struct bundle bundle;
  struct known known[KNOWN];
  size_t knowing; /* of these */
  float *store;   /* STORE_MOST numbers: their states */
  size_t stored;
  float *tape; /* room for ROOM numbers: the states of a record */
  size_t room;
  double *block;           /* holds all numbers below */
  double *states, *images; /* (2 TOGETHER, N) each, exchanged at every step */
  struct region *region[KEPT];
  uint64_t key[KEPT];     /* of the region's pattern */
  size_t next;            /* region to be replaced next */
  unsigned char *pattern; /* N */
  double *point, *drive;  /* N: fixed point of a region, and the drive there; or b */
  double *gain, *work;    /* N, 2 N */
};
void survey_close(struct survey *survey) {
  if (!survey)
    return;
  for (size_t k = 0; k < KEPT; ++k)
    region_free(survey->region[k]);
  bundle_free(&survey->bundle);
  free(survey->block);
  free(survey->store);
  free(survey->tape);
  free(survey->pattern);
  free(survey);
}

struct survey *survey_open(const struct map *map, const struct examination *rule,
                           struct fault *fault) {
  size_t n = map->dimension, block = 2 * TOGETHER * n;
  struct survey *survey = calloc(1, sizeof *survey);
  if (survey) {
    survey->states = survey->block = malloc((2 * block + 5 * n) * sizeof(double));
    survey->store = malloc(STORE_MOST * sizeof(float));
    survey->pattern = malloc(n);
  }
  if (!survey || !survey->block || !survey->store || !survey->pattern)
    fault_set(fault, "no memory to survey %d orbits of %zu units", TOGETHER, n);
  else if (!bundle_alloc(&survey->bundle, n, map->W, 2 * TOGETHER, n > SMALL, fault)) {
    survey->map = map;
    survey->rule = rule;
    survey->images = survey->states + block;
    survey->point = survey->images + block;
    survey->drive = survey->point + n;
    survey->gain = survey->drive + n;
    survey->work = survey->gain + n;

    return survey;
  }
  survey_close(survey);
  return NULL;
}

/* FNV-1a (Fowler, Noll and Vo) over the bytes of a pattern. */
static uint64_t key_of(const unsigned char *pattern, size_t n) {
  uint64_t key = UINT64_C(14695981039346656037);
  for (size_t i = 0; i < n; ++i)
    key = (key ^ pattern[i]) * UINT64_C(1099511628211);
  return key;
}

/* The region of the pattern in survey->pattern; NULL without memory. */
static struct region *region_of(struct survey *survey, uint64_t key) {
  for (size_t k = 0; k < KEPT; ++k)
    if (survey->region[k] && survey->key[k] == key)
      return survey->region[k];
  struct region **place = survey->region + survey->next;
  region_free(*place);
  *place = region_alloc(survey->map->dimension, survey->map->W, survey->pattern);
  survey->key[survey->next] = key;
  survey->next = (survey->next + 1) % KEPT;
  return *place;
}

/* Proves what becomes of the orbit in REGION, if it can; GROWING: it was smaller when
 * last looked at. */
static int settle_in(struct survey *survey, struct followed *orbit,
                     struct region *region, const double *state, int growing,
                     struct fault *fault) {
  const struct map *map = survey->map;
  struct region_point point = {.state = survey->point, .drive = survey->drive};
  struct certificate *certificate = &orbit->certificate;
  region_solve(region, map->W, orbit->drive, &point);
  if (!point.inside && !growing)
    return 0;
  if (region_prove(region, map->W, fault))
    return -1;
  if (region_holds(region, &point, state, survey->work)) {
    certificate->label = FIXED_POINT;
    certificate->order = 1;
    certificate->residual = 0.0;
    for (size_t k = 0; k < region->active; ++k) {
      double off = fabs(point.drive[region->index[k]] - point.state[k]);
      certificate->residual = fmax(certificate->residual, off);
    }
  } else if (region_grows(region, &point, state, survey->work))
    certificate->label = UNBOUNDED;
  else
    return 0;
  certificate->radius = region->radius;
  certificate->exponent = log(region->radius);
  certificate->error = 0.0;
  return 0;
}

/* Looks whether STATE, which follows BEFORE in the same region, decides what becomes of
 * the orbit: then it has a label. */
static int try_region(struct survey *survey, struct followed *orbit,
                      const double *before, const double *state, struct fault *fault) {
  size_t n = survey->map->dimension;
  if (survey->map->activation != MAP_RELU)
    return 0;
  for (size_t i = 0; i < n; ++i) {
    survey->pattern[i] = i < survey->map->linear ? REGION_LINEAR : state[i] > 0.0;
    if (i >= survey->map->linear && survey->pattern[i] != (before[i] > 0.0))
      return 0;
  }
  double size = cycles_size(state, n);
  uint64_t key = key_of(survey->pattern, n);
  struct region *region = region_of(survey, key);
  if (!region)
    return fault_set(fault, "no memory for a region of %zu units", n);
  orbit->key = key;
  return settle_in(survey, orbit, region, state, size > orbit->size, fault);
}

/* An orbit whose numbers have overflowed is unbounded, how fast is not known: of what
 * is not finite nothing further may be asked. */
static void overflow(struct survey *survey, struct followed *orbit,
                     const double *state) {
  for (size_t i = 0; i < survey->map->dimension; ++i)
    if (!isfinite(state[i])) {
      orbit->certificate = label_nothing();
      orbit->certificate.label = UNBOUNDED;
      orbit->key = 0;
      return;
    }
}

/* Labels an orbit that is beyond any scale and larger than when last looked at; LOOK
 * steps lie between. */
static void run_away(struct survey *survey, struct followed *orbit,
                     const double *state) {
  double before = orbit->size, size = cycles_size(state, survey->map->dimension);
  orbit->size = size;
  if ((survey->map->activation != MAP_RELU && !survey->map->linear) ||
      !(size > survey->rule->runaway * orbit->scale) || size <= before)
    return;
  orbit->certificate.label = UNBOUNDED;
  orbit->certificate.radius = pow(size / before, 1.0 / LOOK);
  orbit->certificate.exponent = log(orbit->certificate.radius);
  orbit->key = 0;
}

/* images = F(states), row by row; neighbours share a list of active units. */
static void advance(struct survey *survey, size_t count,
                    struct followed *const *orbits) {
  size_t n = survey->map->dimension;
  bundle_multiply(&survey->bundle, count, 2, survey->states, survey->images);
  /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): survey_close frees survey->block */
  for (size_t r = 0; r < count; ++r)
    map_respond(survey->map, orbits[r]->drive, survey->images + r * n, survey->gain);
}

static void swap_states(struct survey *survey) {
  double *states = survey->states;
  survey->states = survey->images;
  survey->images = states;
}

/* An orbit is looked at every 32 steps for its size, and at doubling times for a
 * region. Those with a label leave the bundle: *COUNT becomes the number of the others.
 */
static int look(struct survey *survey, size_t *count, struct followed **orbits,
                size_t steps, struct fault *fault) {
  size_t n = survey->map->dimension, kept = 0;
  for (size_t r = 0; r < *count; ++r) {
    struct followed *orbit = orbits[r];
    double *before = survey->states + r * n, *state = survey->images + r * n;
    overflow(survey, orbit, state);
    if (orbit->certificate.label == UNDECIDED && (steps & (steps - 1)) == 0 &&
        try_region(survey, orbit, before, state, fault))
      return -1;
    if (steps % LOOK == 0 && orbit->certificate.label == UNDECIDED)
      run_away(survey, orbit, state);
    int done = orbit->certificate.label != UNDECIDED;
    if (done || steps == (size_t)survey->rule->settle)
      memcpy(orbit->state, state, n * sizeof *state);
    orbit->certificate.steps = steps;
    if (!done) {
      memmove(survey->images + kept * n, state, n * sizeof *state);
      orbits[kept++] = orbit;
    }
  }
  *count = kept;
  return 0;
}

enum { FIRST_LOOK = 16 };

static int settle(struct survey *survey, size_t count, struct followed **orbits,
                  struct fault *fault) {
  size_t n = survey->map->dimension;
  for (size_t r = 0; r < count; ++r)
    memcpy(survey->states + r * n, orbits[r]->state, n * sizeof(double));
  for (size_t t = 1; t <= (size_t)survey->rule->settle && count; ++t) {
    advance(survey, count, orbits);
    if ((t == FIRST_LOOK || t % LOOK == 0 || t == (size_t)survey->rule->settle) &&
        look(survey, &count, orbits, t, fault))
      return -1;
    swap_states(survey);
  }
  return 0;
}

struct tape {
  float *states;     /* (batch, count, N) */
  double *stretches; /* (batch, count) */
  size_t count;      /* steps; 0: nothing is recorded, tangents only turn */
  int last;          /* whether the budget has room for none after it */
};

/* tangent = gain * tangent, to length 1; the logarithm of its length before. */
static double stretch(const struct survey *survey, double *tangent) {
  size_t n = survey->map->dimension;
  for (size_t i = 0; i < n; ++i)
    tangent[i] *= survey->gain[i];
  double length = sqrt(cblas_ddot((int)n, tangent, 1, tangent, 1));
  if (length > 0.0) {
    cblas_dscal((int)n, 1.0 / length, tangent, 1);
    return log(length);
  }
  for (size_t i = 0; i < n; ++i) /* annihilated: another direction goes on */
    tangent[i] = survey->gain[i] / sqrt((double)n);
  return log(DBL_MIN);
}

/* One step of COUNT orbits, states in the even rows, tangents in the odd ones. */
static void step_with_tangents(struct survey *survey, size_t count,
                               struct followed *const *orbits, const struct tape *tape,
                               size_t t) {
  size_t n = survey->map->dimension;
  bundle_multiply(&survey->bundle, 2 * count, 2, survey->states, survey->images);
  for (size_t r = 0; r < count; ++r) {
    double *image = survey->images + 2 * r * n;
    map_respond(survey->map, orbits[r]->drive, image, survey->gain);
    double logarithm = stretch(survey, image + n);
    if (!tape->count)
      continue;
    tape->stretches[r * tape->count + t] = logarithm;
    for (size_t i = 0; i < n; ++i)
      tape->states[(r * tape->count + t) * n + i] = (float)image[i];
  }
  swap_states(survey);
}

/* Runs the orbits for STEPS steps; one that runs away stands still at zero. */
static void run_with_tangents(struct survey *survey, size_t count,
                              struct followed *const *orbits, const struct tape *tape,
                              size_t steps) {
  size_t n = survey->map->dimension;
  for (size_t r = 0; r < count; ++r) {
    memcpy(survey->states + 2 * r * n, orbits[r]->state, n * sizeof(double));
    memcpy(survey->states + (2 * r + 1) * n, orbits[r]->tangent, n * sizeof(double));
  }
  for (size_t t = 0; t < steps; ++t) {
    step_with_tangents(survey, count, orbits, tape, t);
    int in_time = (t + 1) % LOOK == 0;
    for (size_t r = 0; r < count && (in_time || t + 1 == steps); ++r)
      if (orbits[r]->certificate.label == UNDECIDED) {
        double *state = survey->states + 2 * r * n;
        overflow(survey, orbits[r], state);
        if (in_time && orbits[r]->certificate.label == UNDECIDED)
          run_away(survey, orbits[r], state);
        if (orbits[r]->certificate.label == UNDECIDED)
          continue;
        memcpy(orbits[r]->state, state, n * sizeof *state);
        memset(state, 0, 2 * n * sizeof *state);
      }
  }
  for (size_t r = 0; r < count; ++r) {
    orbits[r]->certificate.steps += steps;
    if (orbits[r]->certificate.label == UNDECIDED)
      memcpy(orbits[r]->state, survey->states + 2 * r * n, n * sizeof(double));
    memcpy(orbits[r]->tangent, survey->states + (2 * r + 1) * n, n * sizeof(double));
  }
}

static const double ON_CYCLE = 2e-3, ON_CURVE = 1e-2; /* over the orbit's extent */
static const double ON_OPEN = 5e-2; /* likewise, of what nothing is claimed of */
static const double AT_REST = 1e-5; /* over its size */
static const double CLOSE = 0.1;    /* of these limits */

/* The state drawn that is nearest to STATE and how far from it, if within *LIMIT, which
 * becomes that distance; or known->count. */
static size_t find_nearest(const struct known *known, const double *state,
                           double *limit, size_t n) {
  size_t nearest = known->count;
  for (size_t t = 0; t < known->count; ++t) {
    double most = 0.0;
    size_t i = 0;
    for (; i < n && most <= *limit; ++i) {
      double apart = fabs(state[i] - (double)known->states[t * n + i]);
      most = apart > most ? apart : most;
    }
    if (most <= *limit) {
      *limit = most;
      nearest = t;
    }
  }
  return nearest;
}

/* Whether the orbit, APART from state T of the cycle, is no farther from it one period
 * later, or very near. */
static int stays_near(struct survey *survey, const struct known *known,
                      const struct followed *orbit, size_t t, double apart) {
  size_t n = survey->map->dimension;
  struct map map = *survey->map;
  double *state = survey->work, *image = state + n, after = 0.0;
  map.b = memcpy(survey->drive, orbit->drive, n * sizeof *map.b);
  memcpy(state, orbit->state, n * sizeof *state);
  for (size_t step = 0; step < known->count; ++step) {
    map_step(&map, state, image);
    memcpy(state, image, n * sizeof *state);
  }
  for (size_t i = 0; i < n; ++i)
    after = fmax(after, fabs(state[i] - (double)known->states[t * n + i]));
  return after <= fmax(apart, CLOSE * known->limit);
}

/* The attractor of an orbit, drawn by its record: a cycle once, of a curve the end. */
static struct known known_by(const struct followed *orbit, const struct record *record,
                             size_t n) {
  enum label label = orbit->certificate.label;
  size_t period = orbit->certificate.order;
  size_t count = period ? period : record->count < DRAWN ? record->count : DRAWN;
  double share = period ? ON_CYCLE : label == UNDECIDED ? ON_OPEN : ON_CURVE;
  return (struct known){
      .group = orbit->group,
      .certificate = orbit->certificate,
      .key = orbit->key,
      .count = count,
      .states = record->states + (record->count - count) * n,
      .limit = fmax(share * record->extent, AT_REST * cycles_size(orbit->state, n))};
}

/* Gives an orbit on the attractor its certificate, or, if it has the like, its key. */
static int share(struct survey *survey, const struct known *known,
                 struct followed *orbit) {
  struct certificate *own = &orbit->certificate;
  enum label label = known->certificate.label;
  size_t n = survey->map->dimension, period = known->certificate.order;
  int open = own->label == UNDECIDED && (label != UNDECIDED || !orbit->examined);
  if (!open && own->label != label)
    return 0;
  double apart =
      open && orbit->examined && !period ? CLOSE * known->limit : known->limit;
  size_t nearest = find_nearest(known, orbit->state, &apart, n);
  if (nearest == known->count ||
      (open && period && !stays_near(survey, known, orbit, nearest, apart)))
    return 0;
  size_t steps = own->steps;
  if (open)
    *own = known->certificate;
  own->steps = steps;
  orbit->examined = 1;
  orbit->key = known->key;
  return 1;
}

/* Shares the attractor with the orbits of its group and keeps it for those left. */
static void make_known(struct survey *survey, struct known known,
                       struct followed *orbit, struct followed *end) {
  size_t n = survey->map->dimension, left = 0, size = known.count * n;
  enum label label = known.certificate.label;
  if (!known.certificate.order && label != QUASI_PERIODIC && label != UNDECIDED)
    return;
  for (; orbit < end && orbit->group == known.group; ++orbit)
    left += !share(survey, &known, orbit) && orbit->certificate.label == UNDECIDED;
  if (!left || label == UNDECIDED || survey->knowing == KNOWN ||
      survey->stored + size > STORE_MOST)
    return;
  memcpy(survey->store + survey->stored, known.states, size * sizeof(float));
  known.states = survey->store + survey->stored;
  survey->stored += size;
  survey->known[survey->knowing++] = known;
}

/* Whether the open orbit is on an attractor already known, and shares it. */
static int is_known(struct survey *survey, struct followed *orbit) {
  for (size_t k = 0; k < survey->knowing; ++k)
    if (survey->known[k].group == orbit->group &&
        share(survey, survey->known + k, orbit))
      return 1;
  return 0;
}

/* Those of the tape's orbits that did not settle in a region after all, as RECORDS, and
 * their number. */
static int list_records(struct survey *survey, size_t count, struct followed **orbits,
                        const struct tape *tape, struct record *records,
                        struct followed **owners, size_t *open, struct fault *fault) {
  size_t n = survey->map->dimension;
  *open = 0;
  for (size_t r = 0; r < count; ++r) {
    struct followed *orbit = orbits[r];
    double *before = survey->images + 2 * r * n;
    if (orbit->certificate.label == UNDECIDED &&
        try_region(survey, orbit, before, orbit->state, fault))
      return -1;
    if (orbit->certificate.label != UNDECIDED)
      continue;
    owners[*open] = orbit;
    records[(*open)++] = (struct record){.drive = orbit->drive,
                                         .states = tape->states + r * tape->count * n,
                                         .stretches = tape->stretches + r * tape->count,
                                         .last = orbit->state,
                                         .count = tape->count,
                                         .certificate = &orbit->certificate};
  }
  return 0;
}

static int judge_tape(struct survey *survey, size_t count, struct followed **orbits,
                      const struct tape *tape, struct followed *first,
                      struct followed *end, struct fault *fault) {
  struct record records[AT_ONCE];
  struct followed *owners[AT_ONCE];
  size_t open;
  if (list_records(survey, count, orbits, tape, records, owners, &open, fault) ||
      taxonomy_judge(survey->map, survey->rule, open, records, fault))
    return -1;
  for (size_t k = 0; k < open; ++k) {
    struct followed *orbit = owners[k];
    orbit->key = orbit->certificate.label == CHAOTIC ? 0 : (uint64_t)(end - orbit);
    orbit->needed = records[k].needed;
    while (first->group != orbit->group)
      ++first;
    if (orbit->certificate.label != UNDECIDED ||
        (tape->last && !is_known(survey, orbit)))
      make_known(survey, known_by(orbit, records + k, survey->map->dimension), first,
                 end);
  }
  return 0;
}

/* Moves up to BATCH orbits that are still open and on no known attractor from *NEXT on
 * to CHOSEN; returns their number.  From ENOUGH on no other group is begun, since its
 * orbits have nothing to share with these. */
static size_t next_batch(struct survey *survey, struct followed **orbits, size_t open,
                         size_t *next, size_t batch, size_t enough,
                         struct followed **chosen) {
  size_t count = 0;
  for (; *next < open && count < batch; ++*next) {
    struct followed *orbit = orbits[*next];
    if (count >= enough && orbit->group != chosen[count - 1]->group)
      break;
    if (orbit->certificate.label == UNDECIDED && !is_known(survey, orbit))
      chosen[count++] = orbit;
  }
  return count;
}

/* Room for COUNT numbers, kept from record to record: new memory is slow when first
 * written. */
static float *room_for(struct survey *survey, size_t count) {
  if (count > survey->room) {
    free(survey->tape);
    survey->tape = malloc(count * sizeof(float));
    survey->room = survey->tape ? count : 0;
  }
  return survey->tape;
}

/* One record of COUNT steps for each of the OPEN orbits, in batches that fit a tape. */
static int record_all(struct survey *survey, size_t open, struct followed **orbits,
                      size_t steps, int last, struct followed *first,
                      struct followed *end, struct fault *fault) {
  size_t n = survey->map->dimension, batch = TAPE_MOST / (steps * n);
  batch = batch < 1 ? 1 : batch > AT_ONCE ? AT_ONCE : batch;
  batch = batch > open ? open : batch;
  size_t enough = TAPE_ENOUGH / (steps * n) + 1;
  struct tape tape = {.states = room_for(survey, batch * steps * n),
                      .stretches = malloc(batch * steps * sizeof(double)),
                      .count = steps,
                      .last = last};
  int failed = tape.states && tape.stretches
                   ? 0
                   : fault_set(fault, "no memory for a record of %zu steps", steps);
  struct followed *chosen[AT_ONCE];
  for (size_t count, next = 0; !failed && next < open;) {
    count = next_batch(survey, orbits, open, &next, batch, enough, chosen);
    run_with_tangents(survey, count, chosen, &tape, steps);
    failed = judge_tape(survey, count, chosen, &tape, first, end, fault);
  }
  free(tape.stretches);
  return failed;
}

/* Moves those of the OPEN orbits for which STEPS suffice, or which must wait no longer,
 * in their order into DUE; returns their number. */
static size_t list_due(struct followed *const *orbits, size_t open, size_t steps,
                       int last, struct followed **due) {
  size_t number = 0;
  for (size_t r = 0; r < open; ++r)
    if (last || orbits[r]->needed <= (double)steps)
      due[number++] = orbits[r];
  return number;
}

/* Closes the ranks of the orbits without a label; returns their number. */
static size_t keep_open(struct followed **orbits, size_t open) {
  size_t kept = 0;
  for (size_t r = 0; r < open; ++r)
    if (orbits[r]->certificate.label == UNDECIDED)
      orbits[kept++] = orbits[r];
  return kept;
}

/* Records of STEPS steps, then twice as many and so on, until BUDGET is spent. */
static int examine(struct survey *survey, size_t open, struct followed **orbits,
                   struct followed **due, struct followed *first, struct followed *end,
                   size_t steps, size_t budget, struct fault *fault) {
  const struct tape none = {0};
  size_t before = (size_t)survey->rule->settle / 2;
  for (size_t done = 0; done < open; done += AT_ONCE)
    run_with_tangents(survey, open - done < AT_ONCE ? open - done : AT_ONCE,
                      orbits + done, &none, before);
  size_t spent = (size_t)survey->rule->settle + before;
  for (; open && spent + steps <= budget; steps *= 2) {
    spent += steps;
    int last = spent + 2 * steps > budget;
    size_t number = list_due(orbits, open, steps, last, due);
    if (number && record_all(survey, number, due, steps, last, first, end, fault))
      return -1;
    open = keep_open(orbits, open);
  }
  return 0;
}

/* Up to EACH open orbits of each group into CHOSEN; returns their number. */
static size_t choose(struct followed *orbits, size_t count, size_t each,
                     struct followed **chosen) {
  size_t number = 0, here = 0;
  for (size_t k = 0; k < count; ++k) {
    if (k > 0 && orbits[k].group != orbits[k - 1].group)
      here = 0;
    if (orbits[k].certificate.label == UNDECIDED && !orbits[k].examined &&
        here++ < each) {
      orbits[k].examined = 1;
      chosen[number++] = orbits + k;
    }
  }
  return number;
}

static void give_tangents(struct followed **chosen, size_t number, double *tangents,
                          size_t n) {
  for (size_t k = 0; k < number; ++k) {
    chosen[k]->tangent = tangents + k * n;
    for (size_t i = 0; i < n; ++i) /* a generic direction */
      chosen[k]->tangent[i] = cos((double)(i * i % 1009)) / sqrt((double)n);
  }
}

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

/* Rounds until no orbit is left. */
static int examine_all(struct survey *survey, size_t count, struct followed *orbits,
                       struct followed **chosen, double *tangents,
                       struct fault *fault) {
  const struct examination *rule = survey->rule;
  for (size_t each = 1;; each *= 2) {
    size_t number = choose(orbits, count, each, chosen);
    if (number == 0)
      return 0;
    give_tangents(chosen, number, tangents, survey->map->dimension);
    if (examine(survey, number, chosen, chosen + count, orbits, orbits + count,
                (size_t)rule->window, (size_t)rule->budget, fault))
      return -1;
  }
}
enum { MANY = 100, PERSISTENCE = 8 };

/* The undecided orbit that speaks for many of its group, which starts at FIRST, or
 * NULL. Those which never were recorded may be examined again. */
static struct followed *find_speaker(const struct survey *survey,
                                     struct followed *first, struct followed *end) {
  struct followed *speaker = NULL;
  size_t number = 0, group = first->group;
  for (struct followed *orbit = first; orbit < end && orbit->group == group; ++orbit)
    if (orbit->certificate.label == UNDECIDED) {
      ++number;
      if (!speaker && orbit->certificate.steps > (size_t)survey->rule->settle)
        speaker = orbit;
    }
  for (; number >= MANY && first < end && first->group == group; ++first)
    first->examined = first->certificate.label != UNDECIDED ||
                      first->certificate.steps > (size_t)survey->rule->settle;
  return number >= MANY ? speaker : NULL;
}

static int persist_with(struct survey *survey, struct followed *speaker,
                        struct followed *orbits, struct followed *end, double *tangent,
                        struct fault *fault) {
  struct bundle bundle = survey->bundle;
  struct followed *due;
  size_t n = survey->map->dimension, budget = (size_t)survey->rule->budget;
  give_tangents(&speaker, 1, tangent, n);
  speaker->needed = 0.0;
  int failed = bundle_alloc(&survey->bundle, n, survey->map->W, 2, 0, fault);
  if (!failed)
    failed = examine(survey, 1, &speaker, &due, orbits, end, budget,
                     PERSISTENCE * budget, fault);
  bundle_free(&survey->bundle);
  survey->bundle = bundle;
  return failed;
}

static int persist(struct survey *survey, size_t count, struct followed *orbits,
                   struct followed **chosen, double *tangents, struct fault *fault) {
  for (size_t k = 0; k < count; ++k) {
    if (k > 0 && orbits[k].group == orbits[k - 1].group)
      continue;
    struct followed *speaker = find_speaker(survey, orbits + k, orbits + count);
    if (speaker &&
        persist_with(survey, speaker, orbits, orbits + count, tangents, fault))
      return -1;
  }
  return examine_all(survey, count, orbits, chosen, tangents, fault);
}

static int survey_all(struct survey *survey, size_t count, struct followed *orbits,
                      struct followed **chosen, double *tangents, struct fault *fault) {
  for (size_t done = 0; done < count; done += TOGETHER) {
    size_t here = count - done < TOGETHER ? count - done : TOGETHER;
    for (size_t k = 0; k < here; ++k)
      chosen[k] = orbits + done + k;
    if (settle(survey, here, chosen, fault))
      return -1;
  }
  if (examine_all(survey, count, orbits, chosen, tangents, fault) ||
      persist(survey, count, orbits, chosen, tangents, fault))
    return -1;
  number_attractors(orbits, count);
  return 0;
}

/* What is known of the orbits before a step. */
static void begin(size_t count, const struct orbit *orbits, size_t n,
                  struct followed *followed) {
  for (size_t k = 0; k < count; ++k) {
    double size = cycles_size(orbits[k].state, n);
    followed[k] =
        (struct followed){.drive = orbits[k].drive,
                          .state = orbits[k].state,
                          .group = orbits[k].group,
                          .certificate = label_nothing(),
                          .size = size,
                          .scale = fmax(size, cycles_size(orbits[k].drive, n))};
  }
}

int survey_orbits(struct survey *survey, size_t count, struct orbit *orbits,
                  struct fault *fault) {
  size_t n = survey->map->dimension;
  struct followed *followed = malloc((count + 1) * sizeof *followed);
  struct followed **chosen = malloc((2 * count + 1) * sizeof(struct followed *));
  double *tangents = malloc((count + 1) * n * sizeof *tangents);
  survey->knowing = survey->stored = 0;
  int failed = followed && chosen && tangents
                   ? 0
                   : fault_set(fault, "no memory to survey %zu orbits", count);
  if (!failed) {
    begin(count, orbits, n, followed);
    failed = survey_all(survey, count, followed, chosen, tangents, fault);
  }
  for (size_t k = 0; k < count && !failed; ++k) {
    orbits[k].certificate = followed[k].certificate;
    orbits[k].attractor = followed[k].attractor;
  }
  free(followed);
  free(chosen);
  free(tangents);
  return failed;
}
