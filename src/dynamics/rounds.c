#include "rounds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  TAPE_MOST = 1 << 26,  /* numbers on one tape */
  TAPE_ENOUGH = 1 << 22 /* numbers from which no other group is begun on it */
};

int rounds_alloc(struct rounds *rounds, struct diagnosis *diagnosis,
                 struct fault *fault) {
  size_t n = diagnosis->map->dimension;
  *rounds = (struct rounds){.diagnosis = diagnosis};
  rounds->kept = malloc(2 * COHORT_RUNNING * n * sizeof *rounds->kept);
  if (!rounds->kept)
    return fault_set(fault, "no memory to keep %d orbits of %zu units", COHORT_RUNNING,
                     n);
  return 0;
}

void rounds_free(struct rounds *rounds) {
  free(rounds->kept);
  free(rounds->tape);
  *rounds = (struct rounds){.room = 0};
}

/* Room for COUNT numbers, kept from record to record: new memory is slow when first
 * written. */
static float *room_for(struct rounds *rounds, size_t count) {
  if (count > rounds->room) {
    free(rounds->tape);
    rounds->tape = malloc(count * sizeof(float));
    rounds->room = rounds->tape ? count : 0;
  }
  return rounds->tape;
}

/* An orbit that is watched is recorded only where the halves of its watch differ much:
 * it may have come somewhere else meanwhile. */
static bool wants_record(const struct rounds *rounds, const struct followed *orbit) {
  static const double MUCH = 20.0;
  return !diagnosis_is_final(orbit) && !orbit->wild &&
         (!orbit->watched ||
          orbit->certificate.error > MUCH * rounds->diagnosis->rule->exponent);
}

/* Moves up to BATCH orbits that are still open and on no known attractor from *NEXT on
 * to CHOSEN; returns their number.  Beyond ENOUGH no other group is begun, since
 * its orbits have nothing to share with these. */
static size_t next_batch(struct rounds *rounds, struct followed **orbits, size_t open,
                         size_t *next, size_t batch, size_t enough,
                         struct followed **chosen) {
  size_t count = 0;
  for (; *next < open && count < batch; ++*next) {
    struct followed *orbit = orbits[*next];
    if (count > enough && orbit->group != chosen[count - 1]->group)
      break;
    if (wants_record(rounds, orbit) && !diagnosis_is_known(rounds->diagnosis, orbit))
      chosen[count++] = orbit;
  }
  return count;
}

/* What is recorded in the midst of a watch does not move the orbit that is watched. */
static void keep_states(struct rounds *rounds, size_t count,
                        struct followed *const *orbits) {
  size_t n = rounds->diagnosis->map->dimension;
  for (size_t r = 0; r < count; ++r) {
    memcpy(rounds->kept + 2 * r * n, orbits[r]->state, n * sizeof *rounds->kept);
    memcpy(rounds->kept + (2 * r + 1) * n, orbits[r]->tangent, n * sizeof(double));
  }
}

static void restore_states(struct rounds *rounds, size_t count,
                           struct followed *const *orbits) {
  size_t n = rounds->diagnosis->map->dimension;
  for (size_t r = 0; r < count; ++r)
    if (orbits[r]->watched && !diagnosis_is_final(orbits[r])) {
      memcpy(orbits[r]->state, rounds->kept + 2 * r * n, n * sizeof *rounds->kept);
      memcpy(orbits[r]->tangent, rounds->kept + (2 * r + 1) * n, n * sizeof(double));
    }
}

/* One record of STEPS steps for each of the OPEN orbits, in batches that fit a tape. */
static int record_all(struct rounds *rounds, size_t open, struct followed **orbits,
                      size_t steps, struct fault *fault) {
  size_t n = rounds->diagnosis->map->dimension, batch = TAPE_MOST / (steps * n);
  batch = batch < 1 ? 1 : batch > COHORT_RUNNING ? COHORT_RUNNING : batch;
  batch = batch > open ? open : batch;
  size_t enough = TAPE_ENOUGH / (steps * n);
  struct tape tape = {.states = room_for(rounds, batch * steps * n),
                      .stretches = malloc(batch * steps * sizeof(double)),
                      .tangents = 1,
                      .count = steps};
  int failed = tape.states && tape.stretches
                   ? 0
                   : fault_set(fault, "no memory for a record of %zu steps", steps);
  struct followed *chosen[COHORT_RUNNING];
  for (size_t count, next = 0; !failed && next < open;) {
    count = next_batch(rounds, orbits, open, &next, batch, enough, chosen);
    keep_states(rounds, count, chosen);
    cohort_run(rounds->diagnosis->cohort, count, chosen, &tape);
    failed = diagnosis_of_run(rounds->diagnosis, count, chosen, &tape, fault);
    restore_states(rounds, count, chosen);
  }
  free(tape.stretches);
  return failed;
}

/* Whether the watch of the orbit is to go on in this round. */
static bool is_due(const struct followed *orbit) {
  return !diagnosis_is_final(orbit) && !orbit->longer && !orbit->done;
}

/* The watches of up to COHORT_RUNNING orbits which are at the same step go on. */
static int watch_some(struct rounds *rounds, size_t open, struct followed **orbits,
                      const struct followed *first, struct fault *fault) {
  struct followed *chosen[COHORT_RUNNING] = {NULL};
  size_t from = first->watched, to = first->length, here = 0;
  const struct tape tape = {
      .count = to - from, .tangents = first->wide ? COHORT_TANGENTS : 1, .watch = true};
  bool wide = first->wide;
  for (size_t k = 0; k < open && here < COHORT_RUNNING; ++k) {
    struct followed *orbit = orbits[k];
    if (!is_due(orbit) || orbit->watched != from || orbit->length != to ||
        orbit->wide != wide)
      continue;
    orbit->done = true;
    if (from || !diagnosis_is_known(rounds->diagnosis, orbit)) {
      if (cohort_watch(rounds->diagnosis->cohort, orbit, fault))
        return -1;
      chosen[here++] = orbit;
    }
  }
  cohort_run(rounds->diagnosis->cohort, here, chosen, &tape);
  for (size_t k = 0; k < here; ++k)
    chosen[k]->watched = to;
  return diagnosis_of_run(rounds->diagnosis, here, chosen, &tape, fault);
}

/* One more piece of all watches that are due. */
static int watch_all(struct rounds *rounds, size_t open, struct followed **orbits,
                     struct fault *fault) {
  for (size_t k = 0; k < open; ++k)
    orbits[k]->done = false;
  for (size_t k = 0; k < open; ++k)
    while (is_due(orbits[k]))
      if (watch_some(rounds, open, orbits, orbits[k], fault))
        return -1;
  return 0;
}

/* The plain run before chaos may be said: only few orbits of a map make the whole of
 * it, unless one of them left. */
static void wait_all(struct rounds *rounds, size_t open, struct followed **orbits) {
  enum { SURVIVORS = 8, SHORTER = 16, PIECE = 1024 };
  struct followed *chosen[COHORT_RUNNING];
  const struct tape plain = {.count = PIECE};
  for (size_t next = 0; next < open;) {
    size_t here = 0, left = 0;
    for (; next < open && here < COHORT_RUNNING; ++next) {
      struct followed *orbit = orbits[next];
      if (!orbit->waits || diagnosis_is_final(orbit))
        continue;
      if (orbit->crowd->chaotic >= SURVIVORS && !orbit->crowd->escaped)
        orbit->patience /= SHORTER;
      chosen[here++] = orbit;
      size_t own = orbit->patience > orbit->tried ? orbit->patience - orbit->tried : 0;
      left = own > left ? own : left;
      orbit->crowd->waited += (double)own;
      orbit->tried = orbit->patience;
      orbit->waits = false;
    }
    for (size_t t = 0; t < left && here; t += PIECE)
      cohort_run(rounds->diagnosis->cohort, here, chosen, &plain);
  }
}

/* Closes the ranks of the orbits without a label; returns their number. */
static size_t keep_open(struct followed **orbits, size_t open) {
  size_t kept = 0;
  for (size_t r = 0; r < open; ++r)
    if (!diagnosis_is_final(orbits[r]))
      orbits[kept++] = orbits[r];
  return kept;
}

/* Those of the OPEN orbits that have steps left; the others stay undecided. */
static size_t keep_solvent(const struct rounds *rounds, struct followed **orbits,
                           size_t open) {
  enum { PATIENT = 4, FRUGAL = 16 };
  size_t kept = 0, budget = diagnosis_budget(rounds->diagnosis);
  for (size_t r = 0; r < open; ++r) {
    struct followed *orbit = orbits[r];
    size_t own = orbit->crowd->undecided >= PATIENT ? budget / FRUGAL : budget;
    if (orbit->certificate.steps - orbit->tried < own)
      orbits[kept++] = orbit;
    else {
      ++orbit->crowd->undecided;
      if (orbit->certificate.reason == REASON_NONE)
        orbit->certificate.reason = REASON_BUDGET;
    }
  }
  return kept;
}

/* Records and watches, ever longer, until each orbit has a label or spent its steps.
 * (A watch that cannot become longer begins anew.) */
static int examine(struct rounds *rounds, size_t open, struct followed **orbits,
                   struct fault *fault) {
  enum { LONGER = 4, RECORD_MOST = 1 << 13 };
  const struct tape none = {.count = (size_t)rounds->diagnosis->rule->settle / 2,
                            .tangents = 1};
  size_t record = (size_t)rounds->diagnosis->rule->window / 64 * 64;
  for (size_t done = 0; done < open; done += COHORT_RUNNING)
    cohort_run(rounds->diagnosis->cohort,
               open - done < COHORT_RUNNING ? open - done : COHORT_RUNNING,
               orbits + done, &none);
  while ((open = keep_open(orbits, open))) {
    if (record_all(rounds, open, orbits, record, fault))
      return -1;
    open = keep_open(orbits, open);
    if (watch_all(rounds, open, orbits, fault))
      return -1;
    open = keep_solvent(rounds, orbits, keep_open(orbits, open));
    for (size_t k = 0; k < open; ++k) {
      bool goes_on = orbits[k]->done && (orbits[k]->watched ||
                                        orbits[k]->certificate.reason == REASON_LONG);
      if (goes_on && 2 * orbits[k]->length <= diagnosis_budget(rounds->diagnosis))
        orbits[k]->length *= 2;
      else if (goes_on)
        orbits[k]->watched = 0;
    }
    wait_all(rounds, open, orbits);
    record *= record < RECORD_MOST ? LONGER : 1;
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
      orbits[k].examined = true;
      chosen[number++] = orbits + k;
    }
  }
  return number;
}

/* What only orbits under examination have; 5 N of NUMBERS for each. */
static void equip(struct rounds *rounds, struct followed **chosen, size_t number,
                  double *numbers) {
  size_t n = rounds->diagnosis->map->dimension,
         least = (size_t)rounds->diagnosis->rule->watch / 4 * 5;
  for (size_t k = 0; k < number; ++k) {
    struct followed *orbit = chosen[k];
    orbit->tangent = numbers + 5 * k * n;
    orbit->range = orbit->tangent + n;
    orbit->axes = orbit->range + n;
    orbit->anchor = orbit->axes + 2 * n;
    orbit->watched = 0;
    orbit->wide = orbit->waits = orbit->wild = false;
    orbit->length = diagnosis_affordable(0x1p26, (double)least, 262144.0, n);
    orbit->patience += diagnosis_affordable(0x1p29, 65536.0, 393216.0, n);
    for (size_t i = 0; i < n; ++i) /* a generic direction */
      orbit->tangent[i] = cos((double)(i * i % 1009)) / sqrt((double)n);
  }
}

int rounds_examine(struct rounds *rounds, size_t count, struct followed *orbits,
                   struct followed **chosen, double *numbers, struct fault *fault) {
  for (size_t each = 1;; each *= 2) {
    size_t number = choose(orbits, count, each, chosen), open = 0;
    if (number == 0)
      return 0;
    for (size_t k = 0; k < number; ++k)
      if (!diagnosis_is_known(rounds->diagnosis, chosen[k]))
        chosen[open++] = chosen[k];
    equip(rounds, chosen, open, numbers);
    int failed = examine(rounds, open, chosen, fault);
    for (size_t k = 0; k < count; ++k)
      cohort_end_watch(orbits + k);
    if (failed)
      return -1;
  }
}
