/* flock: many states of maps with the same weights, each under an input of its own,
 * moved one step at a time.
 *
 * A state that a step does not change by one bit never changes again while its input
 * stays, so it rests and costs nothing.  A rectified state may grow without bound,
 * faster than numbers can in a thousand steps; as the map is positively homogeneous,
 *
 *     phi(W s h + s d) = s phi(W h + d),   s > 0,
 *
 * a state that passes 2^40 is multiplied by 2^-40, exactly, and remembers that its
 * input, and whatever else meets it, has to be as well. Products are in single
 * precision, see bundle. */
#ifndef FLOCK_H
#define FLOCK_H

#include "bundle.h"
#include "map.h"

struct flock {
  const struct map *map;
  struct bundle bundle;
  size_t most, count;
  size_t moving;    /* the first MOVING rows do, the others rest */
  size_t *member;   /* (count) whose state the row holds; the rows trade places */
  double *states;   /* (count, N), times scale */
  double *inputs;   /* (count, N) d of each row, times scale */
  double *scale;    /* (count) 1, or less where the state grew beyond bounds */
  double *images;   /* (count, N) room for the products */
};

/* Room for MOST states of maps with the weights and the activation of MAP (its b is not
 * used), which must outlive it. */
int flock_alloc(struct flock *flock, const struct map *map, size_t most,
                struct fault *fault);
void flock_free(struct flock *flock);

/* COUNT <= most members, row k holds member k, in the state 0. */
void flock_begin(struct flock *flock, size_t count);

/* Gives ROW the input D (N), in its own scale, and lets it move; to be called for all
 * rows before the next step, for the rows trade places then. */
void flock_input(struct flock *flock, size_t row, const double *input);

/* Lets all rows move, once their inputs are set. */
void flock_wake(struct flock *flock);

/* One step of all that move.  In [moving, moving before) are those that came to rest. */
void flock_step(struct flock *flock);

/* Makes COPY, of the same map and with room enough, hold what FLOCK holds, row by row. */
void flock_copy(struct flock *copy, const struct flock *flock);

#endif
