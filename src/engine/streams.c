#include "streams.h"

static uint64_t mix(uint64_t z) {
  z += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

uint64_t streams_key(uint64_t seed, uint64_t purpose, uint64_t index) {
  return mix(mix(mix(seed) ^ purpose) ^ index);
}

void streams_restart(gsl_rng *rng, uint64_t seed, uint64_t purpose, uint64_t index) {
  gsl_rng_set(rng, (unsigned long)(streams_key(seed, purpose, index) >> 32));
}

gsl_rng *streams_open(uint64_t seed, uint64_t purpose, uint64_t index) {
  gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
  if (rng)
    streams_restart(rng, seed, purpose, index);
  return rng;
}
