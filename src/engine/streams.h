/* streams: independent random streams, each named by a seed, a purpose and an index.
 *
 * Two programs that use the same (seed, purpose, index) draw the same numbers, and
 * drawing from one stream never moves another. */
#ifndef STREAMS_H
#define STREAMS_H

#include <gsl/gsl_rng.h>
#include <stdint.h>

/* Mixes the three numbers into 64 well spread bits: the finaliser of Steele, Lea and
 * Flood's SplitMix64 (OOPSLA 2014), applied once for each. */
uint64_t streams_key(uint64_t seed, uint64_t purpose, uint64_t index);

/* A Mersenne twister seeded with 32 bits of the key; NULL without memory.  Free it with
 * gsl_rng_free. */
gsl_rng *streams_open(uint64_t seed, uint64_t purpose, uint64_t index);

/* Moves RNG to the start of another stream, without allocating. */
void streams_restart(gsl_rng *rng, uint64_t seed, uint64_t purpose, uint64_t index);

#endif
