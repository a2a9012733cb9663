#include "adam.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int adam_alloc(struct adam_state *state, size_t count) {
  state->count = count;
  state->steps = 0;
  state->first = calloc(2 * count, sizeof *state->first);
  state->second = state->first ? state->first + count : NULL;
  return state->first ? 0 : -1;
}

void adam_free(struct adam_state *state) {
  free(state->first);
  memset(state, 0, sizeof *state);
}

void adam_forget(struct adam_state *state) {
  memset(state->first, 0, 2 * state->count * sizeof *state->first);
  state->steps = 0;
}

/* Eight partial sums in double, so that the compiler can vectorise without reordering
 * anything that is written here. */
static double squared_norm(const float *x, size_t count) {
  double sum[8] = {0};
  size_t i = 0;
  for (; i + 8 <= count; i += 8)
    for (size_t k = 0; k < 8; ++k)
      sum[k] += (double)x[i + k] * (double)x[i + k];
  for (; i < count; ++i)
    sum[0] += (double)x[i] * (double)x[i];
  return ((sum[0] + sum[1]) + (sum[2] + sum[3])) +
         ((sum[4] + sum[5]) + (sum[6] + sum[7]));
}

double adam_step(const struct adam *adam, struct adam_state *state, float *theta,
                 const float *gradient) {
  double norm = sqrt(squared_norm(gradient, state->count));
  if (!isfinite(norm))
    return norm;
  ++state->steps;
  double steps = (double)state->steps;
  double root = sqrt(1.0 - pow(adam->beta2, steps));
  const float scale = norm > adam->norm_clip ? (float)(adam->norm_clip / norm) : 1.0f;
  const float rate = (float)(adam->rate / (1.0 - pow(adam->beta1, steps)));
  const float unbias = (float)(1.0 / root);
  const float epsilon = (float)adam->epsilon;
  const float keep1 = (float)adam->beta1, keep2 = (float)adam->beta2;
  const float take1 = (float)(1.0 - adam->beta1), take2 = (float)(1.0 - adam->beta2);
  float *restrict first = state->first, *restrict second = state->second;
  float *restrict point = theta;
  for (size_t i = 0; i < state->count; ++i) {
    float slope = scale * gradient[i];
    first[i] = keep1 * first[i] + take1 * slope;
    second[i] = keep2 * second[i] + take2 * (slope * slope);
    point[i] -= rate * first[i] / (unbias * sqrtf(second[i]) + epsilon);
  }
  return norm;
}
