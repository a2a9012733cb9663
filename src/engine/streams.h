/* streams: independent random streams, each named by a seed, a purpose and an index.
 *
 * Two programs that use the same (seed, purpose, index) draw the same numbers, and
 * drawing from one stream never moves another. */
#ifndef STREAMS_H
#define STREAMS_H

#include <gsl/gsl_rng.h>
#include <stdint.h>

/* What a stream is for.  All purposes stand here, so that no two programs take the same
 * number for different things; a number, once given, is never changed. */
enum purpose {
  INITIAL_WEIGHTS = 1, /* index 0: the network, 1: a critic of its own */
  TRAINING_TRIALS = 2,
  ACTIONS = 3,
  EVALUATION_TRIALS = 4, /* index: which evaluation */
  HELD_OUT_TRIALS = 5,
  PERTURBATIONS = 6,
  ATTRACTOR_STARTS = 7,
  PORTRAIT_STARTS = 8,
  RETENTION_TRIALS = 9,
  PLATEAU_TRIALS = 10, /* index: which window */
  KNOWN_MAPS = 11,
  RESAMPLES = 101,
  INTERVALS = 102,
  EXCHANGES = 103,
  FOLDS = 104,
  ORBIT_STARTS = 0x6f726269 /* "orbi" */
};

/* Mixes the three numbers into 64 well spread bits: the finaliser of Steele, Lea and
 * Flood's SplitMix64 (OOPSLA 2014), applied once for each. */
uint64_t streams_key(uint64_t seed, uint64_t purpose, uint64_t index);

/* A Mersenne twister seeded with 32 bits of the key; NULL without memory.  Free it with
 * gsl_rng_free. */
gsl_rng *streams_open(uint64_t seed, uint64_t purpose, uint64_t index);

/* Moves RNG to the start of another stream, without allocating. */
void streams_restart(gsl_rng *rng, uint64_t seed, uint64_t purpose, uint64_t index);

#endif
