/* basins: what many starts of one map lead to, and how large the share of each attractor
 * among them is. */
#ifndef BASINS_H
#define BASINS_H

#include "survey.h"

#include <gsl/gsl_rng.h>
#include <stdio.h>

struct basins {
  const struct map *map;
  size_t count;
  struct orbit *orbits; /* (count): see survey.h */
  double *units;        /* (count, N): their states */
};

/* COUNT starts that RNG draws (orbits_start).  MAP must outlive the basins.  Fault: no
 * memory; then nothing is left allocated. */
int basins_draw(struct basins *basins, const struct map *map, size_t count,
                gsl_rng *rng, struct fault *fault);

/* The same of the COUNT starts STATES (count, map_states). */
int basins_from(struct basins *basins, const struct map *map, size_t count,
                const double *states, struct fault *fault);
void basins_free(struct basins *basins);

/* Labels what the starts lead to.  Fault: as survey_open's and survey_orbits'. */
int basins_label(struct basins *basins, const struct examination *rule,
                 struct fault *fault);

/* One row for each attractor: label, order, how many starts lead to it, exponent, the
 * certificate in words, and the share with its 95 % interval, which supposes that the
 * starts were drawn independently (share_interval). */
void basins_write(const struct basins *basins, FILE *stream);

/* One row for each start, counted from 0: what became of it. */
void basins_write_each(const struct basins *basins, FILE *stream);

#endif
