/* bundle: many states of maps with the same weights, multiplied by W together.
 *
 * Most units of a trained ReLU network are silent most of the time, so the columns of W
 * whose units are silent in every state of the bundle are left out of the product.  The
 * result does not depend on them, and the packed weights are kept as long as they serve.
 * The product is made in double or, where an error of 1e-7 does no harm, in single
 * precision, which takes half the time; the states are doubles in both cases.
 */
#ifndef BUNDLE_H
#define BUNDLE_H

#include "fault.h"

#include <stddef.h>

struct bundle {
  size_t units, most;        /* N; states at most */
  double *turned;            /* N x N: the transpose of W */
  double *packed;            /* used x N: the rows of `turned` that are in use */
  double *gathered;          /* most x used: the states without their silent units */
  int single;                /* else the next three are unused */
  float *packed_single, *gathered_single, *images_single; /* the last: most x N */
  size_t *index, used;       /* which units those are */
  unsigned char *kept, *now; /* N: units that are packed; that are active now */
};

/* For up to MOST states; W is N x N, row i = weights into unit i. */
int bundle_alloc(struct bundle *bundle, size_t units, const double *W, size_t most,
                 int single, struct fault *fault);
void bundle_free(struct bundle *bundle);

/* images = W x for each of the COUNT rows x of STATES (count x N both, no overlap). */
void bundle_multiply(struct bundle *bundle, size_t count, const double *states,
                     double *images);

#endif
