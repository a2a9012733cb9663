/* diagnosis: what an orbit that did not come to rest in one region is on.
 *
 * It is on an attractor that is known already (attractor), or its record or its watch
 * says what to look for (taxonomy) and that is put to the proof: a return by `certify`,
 * a leading exponent of zero by the turning on a closed curve (rotation) or else by the
 * second exponent, one above zero by a plain run that only chaos survives.  A label is
 * given where nothing speaks against it; else the certificate has the reason, and the
 * orbit is to be followed further.
 *
 *   lambda < 0   a cycle, or the way to one: there must be a return; until it is found,
 *                watches become longer;
 *   lambda = 0   on a curve, no cycle of up to RULE->watch steps may be where the orbit
 *                turns; without a curve the second exponent decides, and where that
 *                is zero too the orbit has dimension 2;
 *   lambda > 0   transient chaos is told from chaos by patience: the orbit runs on
 *                unseen, is watched anew, and only then is it chaotic.
 */
#ifndef DIAGNOSIS_H
#define DIAGNOSIS_H

#include "attractor.h"
#include "certify.h"
#include "cohort.h"
#include "fault.h"

#include <stddef.h>
#include <stdint.h>

struct diagnosis {
  struct cohort *cohort;          /* that moves the orbits, */
  const struct map *map;          /*   with its map */
  const struct examination *rule; /*   and its rule */
  struct attractors *known;
  struct certifier *certifier;
  uint64_t serial; /* keys given */
  double *memory;  /* one allocation, which holds */
  double *noise;   /*   N */
  double *point;   /*   N */
  double *work;    /*   3 N */
  float *low;      /* 3 N: for the ranges of a record */
};

/* For the orbits of COHORT, which must outlive it.  On a fault nothing is to be freed.
 */
int diagnosis_alloc(struct diagnosis *diagnosis, struct cohort *cohort,
                    struct fault *fault);
void diagnosis_free(struct diagnosis *diagnosis);

/* Whether nothing more can be learned of an orbit: it has a label, or REASON_ROUNDING
 * or REASON_UNSTABLE stands for one. */
bool diagnosis_is_final(const struct followed *orbit);

/* Whether the orbit's state is on a known attractor of its map, whose certificate it
 * then shares. */
bool diagnosis_is_known(struct diagnosis *diagnosis, struct followed *orbit);

/* What the run with TAPE says of the COUNT orbits that ran, each in its record or, if
 * TAPE->watch, its watch.  A watch that ends without a label is to go on for twice as
 * long, or, if WATCHED became 0, to begin anew.  Fault: no memory. */
int diagnosis_of_run(struct diagnosis *diagnosis, size_t count,
                     struct followed **orbits, const struct tape *tape,
                     struct fault *fault);

/* A curve on which a cycle of the same map lies is locked, and whoever is on it creeps
 * towards that cycle, however slowly.  If such a cycle has been found since the orbit
 * was said to be quasi-periodic, it shares the certificate of the cycle. */
void diagnosis_unmask(struct diagnosis *diagnosis, struct followed *orbit);

/* Steps for which an orbit of N units may be followed, a multiple of COHORT_LOOK: as
 * many as take PRODUCTS multiplications, but from LEAST to MOST. */
size_t diagnosis_affordable(double products, double least, double most, size_t n);

/* Steps that an orbit may spend in all. */
size_t diagnosis_budget(const struct diagnosis *diagnosis);

#endif
