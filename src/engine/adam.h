/* adam: the optimiser of Kingma and Ba (ICLR 2015), in the arrangement of PyTorch
 * (epsilon is added to the bias-corrected root of the second moment), with clipping of
 * the gradient's global Euclidean norm (Pascanu, Mikolov and Bengio, ICML 2013). */
#ifndef ADAM_H
#define ADAM_H

#include <stddef.h>

struct adam {
  double rate, beta1, beta2, epsilon;
  double norm_clip; /* largest norm of a gradient; longer ones are shortened to it */
};

/* The optimiser's memory, to be stored with a checkpoint. */
struct adam_state {
  size_t count; /* parameters */
  long steps;   /* taken so far */
  float *first, *second;
};

/* Zero moments for COUNT parameters; returns -1 without memory. */
int adam_alloc(struct adam_state *state, size_t count);
void adam_free(struct adam_state *state);

/* Zero moments again, as before the first step. */
void adam_forget(struct adam_state *state);

/* One step: THETA -= rate * first / (sqrt(second) + epsilon), both moments corrected
 * for their bias.  Returns the gradient's norm before clipping; it is not finite if the
 * gradient is not, and then neither THETA nor STATE has changed. */
double adam_step(const struct adam *adam, struct adam_state *state, float *theta,
                 const float *gradient);

#endif
