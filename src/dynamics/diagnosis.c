#include "diagnosis.h"

#include "rotation.h"
#include "taxonomy.h"

#include <math.h>
#include <stdlib.h>

enum {
  DRAWN = 2048,    /* states that draw one curve, or that a record needs to show one */
  UNLOCKED = 2048, /* steps of a record that is watched in any case */
  CLEAR = 4        /* watches, after which no return that only seems ever better is
                      doubted any longer */
};

static const double TINY = 1e-3; /* over the scale: a unit so small may be at 0 */

int diagnosis_alloc(struct diagnosis *diagnosis, struct cohort *cohort,
                    struct fault *fault) {
  size_t n = cohort->map->dimension;
  *diagnosis =
      (struct diagnosis){.cohort = cohort, .map = cohort->map, .rule = cohort->rule};
  diagnosis->memory = malloc(5 * n * sizeof *diagnosis->memory);
  diagnosis->low = malloc(3 * n * sizeof *diagnosis->low);
  if (!diagnosis->memory || !diagnosis->low)
    fault_set(fault, "no memory to label orbits of %zu units", n);
  else if ((diagnosis->known = attractors_open(n, fault)) &&
           (diagnosis->certifier = certifier_open(cohort->map, fault))) {
    diagnosis->noise = diagnosis->memory;
    diagnosis->point = diagnosis->noise + n;
    diagnosis->work = diagnosis->point + n;
    return 0;
  }
  diagnosis_free(diagnosis);
  return -1;
}

void diagnosis_free(struct diagnosis *diagnosis) {
  attractors_close(diagnosis->known);
  certifier_close(diagnosis->certifier);
  free(diagnosis->memory);
  free(diagnosis->low);
  *diagnosis = (struct diagnosis){.cohort = NULL};
}

bool diagnosis_is_final(const struct followed *orbit) {
  return orbit->certificate.label != UNDECIDED ||
         orbit->certificate.reason == REASON_ROUNDING ||
         orbit->certificate.reason == REASON_UNSTABLE;
}

size_t diagnosis_affordable(double products, double least, double most, size_t n) {
  double steps = products / (double)(n * n + 16 * n);
  return (size_t)fmin(fmax(steps, least), most) / COHORT_LOOK * COHORT_LOOK;
}

size_t diagnosis_budget(const struct diagnosis *diagnosis) {
  double budget = (double)diagnosis->rule->budget;
  return diagnosis_affordable(0x1p30, 8.0 * (double)diagnosis->rule->watch, budget,
                              diagnosis->map->dimension);
}

/* The map of one orbit; its b is the orbit's. */
static struct map map_of(const struct diagnosis *diagnosis,
                         const struct followed *orbit) {
  struct map map = *diagnosis->map;
  map.b = orbit->input;
  return map;
}

/* The rounding of a state, relative to its size. */
static double noise_of(const struct diagnosis *diagnosis) {
  return diagnosis->cohort->bundle.single ? 1e-6 : 1e-13;
}

/* What is tiny is tiny against this: a tanh map has the scale 1. */
static double scale_of(const struct diagnosis *diagnosis,
                       const struct followed *orbit) {
  return diagnosis->map->activation == MAP_TANH ? 1.0 : orbit->scale;
}

/* Gives an orbit the certificate of a known attractor. */
static void share(struct followed *orbit, const struct attractor *known) {
  size_t steps = orbit->certificate.steps;
  orbit->certificate = known->certificate;
  orbit->certificate.steps = steps;
  orbit->key = known->key;
}

bool diagnosis_is_known(struct diagnosis *diagnosis, struct followed *orbit) {
  struct map map = map_of(diagnosis, orbit);
  const struct attractor *known = NULL;
  while ((known = attractors_next(diagnosis->known, orbit->group, known)))
    if (attractor_holds(known, &map, orbit->state, noise_of(diagnosis),
                        diagnosis->work)) {
      share(orbit, known);
      orbit->crowd->escaped += orbit->tried > 0;
      return true;
    }
  return false;
}

/* Gives a labelled orbit the key of the attractor it is on, a known one or a new one,
 * drawn by COUNT states. */
static void identify(struct diagnosis *diagnosis, struct followed *orbit,
                     const double *states, size_t count) {
  struct map map = map_of(diagnosis, orbit);
  const struct attractor *known = NULL;
  while ((known = attractors_next(diagnosis->known, orbit->group, known)))
    if (known->certificate.label == orbit->certificate.label &&
        known->certificate.order == orbit->certificate.order &&
        attractor_holds(known, &map, states, noise_of(diagnosis), diagnosis->work)) {
      orbit->key = known->key;
      return;
    }
  if (!orbit->key)
    orbit->key = ++diagnosis->serial;
  attractors_keep(diagnosis->known, orbit->group, orbit->key, &orbit->certificate,
                  states, count, scale_of(diagnosis, orbit));
}

/* Draws the curve of a quasi-periodic orbit from its state on. */
static int draw_curve(struct diagnosis *diagnosis, struct followed *orbit,
                      struct fault *fault) {
  double *states = malloc(DRAWN * diagnosis->map->dimension * sizeof *states);
  if (!states)
    return fault_set(fault, "no memory for %d states", DRAWN);
  cohort_draw(diagnosis->cohort, orbit, DRAWN, states);
  identify(diagnosis, orbit, states, DRAWN);
  free(states);
  return 0;
}

/* A cycle or fixed point where the orbit may return after LAG steps. */
static int try_cycle(struct diagnosis *diagnosis, struct followed *orbit, size_t lag,
                     struct fault *fault) {
  size_t n = diagnosis->map->dimension;
  struct candidate candidate = {.input = orbit->input,
                                .start = orbit->state,
                                .range = orbit->range,
                                .awake = orbit->awake,
                                .unit = diagnosis->cohort->unit,
                                .scale = scale_of(diagnosis, orbit),
                                .lag = lag,
                                .patience = diagnosis_affordable(4e8, 4096.0, 4e5, n)};
  struct certificate *certificate = &orbit->certificate;
  enum certified found;
  if (certify(diagnosis->certifier, &candidate, &found, fault))
    return -1;
  certificate->reason = found == CERTIFY_ROUNDING   ? REASON_ROUNDING
                        : found == CERTIFY_UNSTABLE ? REASON_UNSTABLE
                        : found == CERTIFY_CLOSING  ? REASON_CLOSING
                                                    : certificate->reason;
  if (found != CERTIFY_NEUTRAL && found != CERTIFY_STABLE)
    return 0;
  *certificate = label_given(found == CERTIFY_NEUTRAL ? MARGINAL
                             : candidate.order == 1   ? FIXED_POINT
                                                      : CYCLE,
                             certificate->steps);
  certificate->order = candidate.order;
  certificate->radius = candidate.multiplier;
  certificate->residual = candidate.residual;
  certificate->exponent = log(candidate.multiplier) / (double)candidate.order;
  certificate->error = 0.0;
  orbit->key = 0;
  if (certificate->label == FIXED_POINT &&
      diagnosis->map->activation == MAP_RELU) /* as that of a region proved */
    orbit->key = cohort_key(diagnosis->cohort, candidate.points);
  identify(diagnosis, orbit, candidate.points, candidate.order);
  return 0;
}

/* What the record of one orbit, R on the tape, says. */
static int judge_record(struct diagnosis *diagnosis, struct followed *orbit, size_t r,
                        const struct tape *tape, struct fault *fault) {
  struct cohort *cohort = diagnosis->cohort;
  size_t n = cohort->map->dimension;
  const double *before = cohort_before(cohort, r, tape);
  const double *anchor = cohort->anchors + r * n;
  double needed;
  if (cohort_try_region(cohort, orbit, before, orbit->state, fault))
    return -1;
  if (orbit->certificate.label != UNDECIDED)
    return 0;
  struct record record = {.states = tape->states + r * tape->count * n,
                          .stretches = tape->stretches + r * tape->count,
                          .count = tape->count,
                          .range = orbit->range};
  double rounding = (cohort->bundle.single ? 3e-7 : 1e-14) / diagnosis->rule->returned;
  for (size_t i = 0; i < n; ++i)
    diagnosis->noise[i] =
        rounding * (fabs(orbit->state[i]) + fabs(anchor[i]) + fabs(orbit->input[i]) +
                    TINY * scale_of(diagnosis, orbit));
  taxonomy_measure(&record, n, diagnosis->noise, diagnosis->low);
  if (taxonomy_returns(diagnosis->rule, &record, n, fault))
    return -1;
  for (size_t k = 0; k < record.candidates && !diagnosis_is_final(orbit); ++k)
    if (try_cycle(diagnosis, orbit, record.lags[k], fault))
      return -1;
  if (diagnosis_is_final(orbit) || orbit->watched) /* a watch goes on as it began */
    return 0;
  enum suspicion suspicion = taxonomy_suspect(diagnosis->rule, record.stretches,
                                              record.count, &orbit->certificate);
  float *axes = malloc(2 * n * sizeof *axes);
  if (!axes)
    return fault_set(fault, "no memory for the plane of %zu units", n);
  int failed = taxonomy_curves(diagnosis->rule, &record, n, axes, &orbit->certificate,
                               &needed, fault);
  for (size_t i = 0; i < 2 * n; ++i) /* from now on for states that are not measured */
    orbit->axes[i] =
        record.range[i % n] > 0.0 ? (double)axes[i] / record.range[i % n] : 0.0;
  free(axes);
  orbit->longer = (suspicion == SUSPECT_LOCKED && record.count < UNLOCKED) ||
                  (!orbit->certificate.curves && record.count < DRAWN);
  double most = (double)diagnosis_budget(diagnosis);
  if (orbit->certificate.curves && needed > (double)orbit->length && needed < most)
    orbit->length = ((size_t)needed / COHORT_LOOK + 1) * COHORT_LOOK;
  return failed;
}

/* Whether the turning of an orbit on closed curves leaves no cycle possible: *AGREES
 * then.  What only seems to be a way to one is put to the proof. */
static int judge_turning(struct diagnosis *diagnosis, struct followed *orbit,
                         bool *agrees, struct fault *fault) {
  struct certificate *certificate = &orbit->certificate;
  size_t n = diagnosis->map->dimension, curves = certificate->curves;
  size_t wanted = (size_t)diagnosis->rule->watch;
  size_t longest = (size_t)diagnosis->rule->longest;
  struct rotation rotation;
  bool closing = false;
  *agrees = false;
  if (rotation_follow(orbit->xy, orbit->watched, curves, longest / curves,
                      wanted / curves, &rotation, fault))
    return -1;
  for (size_t k = 0; k < rotation.suspected && !diagnosis_is_final(orbit); ++k) {
    certificate->reason = REASON_WEAK;
    if (try_cycle(diagnosis, orbit, rotation.suspects[k] * curves, fault))
      return -1;
    closing |= certificate->reason == REASON_CLOSING;
  }
  if (diagnosis_is_final(orbit))
    return 0;
  certificate->reason = closing ? REASON_CLOSING : REASON_WEAK;
  size_t excluded = (rotation.excluded + 1) * curves - 1;
  bool more = excluded < wanted &&
             2 * orbit->watched <= diagnosis_affordable(0x1p26, 0, 1e6, n);
  if (rotation.locked || more || (closing && orbit->watched < CLEAR * wanted))
    return 0;
  certificate->rotation = rotation.number / (double)curves;
  certificate->excluded = excluded < wanted ? excluded : wanted;
  *agrees = true;
  return 0;
}

/* Where no curve was seen, because it is crumpled or the orbit is on a torus, the
 * second exponent decides: it is below zero or zero too.  First it must be watched. */
static bool judge_second(struct diagnosis *diagnosis, struct followed *orbit) {
  struct certificate *certificate = &orbit->certificate, second = *certificate;
  enum suspicion next;
  if (diagnosis->map->dimension == 1) /* a line has no room for a closed curve */
    return false;
  if (!orbit->wide) {
    orbit->wide = true;
    orbit->watched = 0;
    return false;
  }
  next = taxonomy_suspect(diagnosis->rule, orbit->stretches + orbit->length,
                          orbit->watched, &second);
  if (next != SUSPECT_LOCKED && next != SUSPECT_CURVE)
    return false;
  certificate->dimension = next == SUSPECT_CURVE ? 2 : 1;
  certificate->rotation = certificate->defect = NAN;
  certificate->excluded = 0;
  return true;
}

/* Labels an orbit whose leading exponent is zero, if all else agrees. */
static int judge_curve(struct diagnosis *diagnosis, struct followed *orbit,
                       struct fault *fault) {
  struct certificate *certificate = &orbit->certificate;
  bool agrees;
  certificate->dimension = 1;
  if (!certificate->curves)
    agrees = judge_second(diagnosis, orbit);
  else if (judge_turning(diagnosis, orbit, &agrees, fault))
    return -1;
  if (!agrees)
    return 0;
  certificate->label = QUASI_PERIODIC;
  certificate->reason = REASON_NONE;
  orbit->key = 0;
  return 0;
}

/* What the watch of one orbit says.  One that is not begun anew is to go on for twice
 * as long. */
static int judge_watch(struct diagnosis *diagnosis, struct followed *orbit,
                       struct fault *fault) {
  struct certificate *certificate = &orbit->certificate;
  if (orbit->returned && try_cycle(diagnosis, orbit, orbit->returned, fault))
    return -1;
  if (diagnosis_is_final(orbit))
    return 0;
  enum suspicion suspicion =
      taxonomy_suspect(diagnosis->rule, orbit->stretches, orbit->watched, certificate);
  orbit->wild = orbit->wild && suspicion == SUSPECT_CHAOS;
  certificate->reason = suspicion == SUSPECT_LOCKED ? REASON_LONG : REASON_WEAK;
  if (suspicion == SUSPECT_CURVE && !orbit->returned)
    return judge_curve(diagnosis, orbit, fault);
  if (suspicion == SUSPECT_LOCKED && orbit->approached &&
      try_cycle(diagnosis, orbit, orbit->approached, fault))
    return -1;
  if (suspicion == SUSPECT_CURVE || suspicion == SUSPECT_LOCKED)
    orbit->watched = 0;
  else if (suspicion == SUSPECT_CHAOS && orbit->tried < orbit->patience) {
    orbit->waits = orbit->wild = true;
    orbit->watched = 0;
  } else if (suspicion == SUSPECT_CHAOS) {
    double exponent = certificate->exponent, error = certificate->error;
    *certificate = label_given(CHAOTIC, certificate->steps);
    certificate->exponent = exponent;
    certificate->error = error;
    orbit->key = 0;
    ++orbit->crowd->chaotic;
  }
  return 0;
}

int diagnosis_of_run(struct diagnosis *diagnosis, size_t count,
                     struct followed **orbits, const struct tape *tape,
                     struct fault *fault) {
  for (size_t r = 0; r < count; ++r) {
    struct followed *orbit = orbits[r];
    bool suspected = orbit->tried > 0;
    if (diagnosis_is_final(orbit))
      continue;
    if (tape->watch ? judge_watch(diagnosis, orbit, fault)
                    : judge_record(diagnosis, orbit, r, tape, fault))
      return -1;
    if (suspected && orbit->certificate.label != UNDECIDED &&
        orbit->certificate.label != CHAOTIC)
      ++orbit->crowd->escaped;
  }
  /* (drawing spoils the rows of the run) */
  for (size_t r = 0; r < count; ++r)
    if (orbits[r]->certificate.label == QUASI_PERIODIC && !orbits[r]->key &&
        draw_curve(diagnosis, orbits[r], fault))
      return -1;
  return 0;
}

/* A known cycle of the same map that lies on the curve, or NULL. */
static const struct attractor *cycle_on(struct diagnosis *diagnosis,
                                        const struct attractor *curve,
                                        const struct followed *orbit) {
  struct map map = map_of(diagnosis, orbit);
  double *point = diagnosis->point;
  size_t n = diagnosis->map->dimension;
  const struct attractor *cycle = NULL;
  while ((cycle = attractors_next(diagnosis->known, curve->group, cycle))) {
    if (cycle->certificate.label != CYCLE)
      continue;
    size_t on = 0, seen = 0, stride = cycle->count / 8 + 1;
    for (size_t t = 0; t < cycle->count; t += stride, ++seen) {
      for (size_t i = 0; i < n; ++i)
        point[i] =
            cycle->place[i] + (double)cycle->states[t * n + i] * cycle->place[n + i];
      on += (size_t)attractor_holds(curve, &map, point, noise_of(diagnosis),
                                    diagnosis->work);
    }
    if (on == seen)
      return cycle;
  }
  return NULL;
}

void diagnosis_unmask(struct diagnosis *diagnosis, struct followed *orbit) {
  if (orbit->certificate.label != QUASI_PERIODIC)
    return;
  const struct attractor *curve = NULL;
  while ((curve = attractors_next(diagnosis->known, orbit->group, curve)))
    if (curve->key == orbit->key)
      break;
  const struct attractor *cycle = curve ? cycle_on(diagnosis, curve, orbit) : NULL;
  if (cycle)
    share(orbit, cycle);
}
