/* bundle: many states of maps with the same weights, multiplied by W together.
 *
 * Of a trained ReLU network many units are silent at any moment, so each state is
 * multiplied by the columns of W of its own active units only.  A state and its tangent
 * vectors, in which the same units are zero, share the list of these, and so may two
 * states in which nearly the same are: W is read once for both.  The result does
 * not depend on the columns left out.  A tile of rows of W, which fits the nearest
 * cache, serves all states before the next; the sums of a tile stay in registers.
 * The product is made in double or, where an error of 1e-7 does no harm, in single
 * precision, which takes half the time; the states are doubles in both cases.  Where
 * the machine has the registers of AVX-512 they are used, to the same bits.
 */
#ifndef BUNDLE_H
#define BUNDLE_H

#include "fault.h"

#include <stdbool.h>
#include <stddef.h>

struct bundle {
  size_t units, most; /* N; states at most */
  size_t stride;      /* numbers from one row of `turned` to the next */
  bool single;        /* the numbers below are floats, else doubles */
  bool wide;          /* by the registers of AVX-512, which the machine has */
  void *memory;       /* one allocation, which holds */
  void *turned;       /*   N x stride: the transpose of W */
  void *values;       /*   (most x N): the states without their silent units */
  size_t *index;      /* (most x N), and room behind: which units those are */
  size_t *active;     /* (most): how many */
};

/* For up to MOST states; W is N x N, row i = weights into unit i. */
int bundle_alloc(struct bundle *bundle, size_t units, const double *W, size_t most,
                 bool single, struct fault *fault);
void bundle_free(struct bundle *bundle);

/* images = W x for each of the COUNT rows x of STATES (count x N both, no overlap).
 * TOGETHER rows after each other, 1, 2 or 4 of them, share a list of active units; what
 * is left at the end, if COUNT is no multiple, goes singly. */
void bundle_multiply(struct bundle *bundle, size_t count, size_t together,
                     const double *states, double *images);

#endif
