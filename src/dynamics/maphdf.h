/* maphdf: a map in an HDF5 file.
 *
 * The root group holds the datasets W, b, leak, diagonal, W1, W2, b1, b2 and input of
 * mapfile.h, of the shapes there (leak: one number or N), and may hold U (N, K) with an
 * x (K): then U x is added as an input is.  Numbers are floating-point of any width or
 * whole; chunked, compressed or not.  The attribute or dataset `activation` of the root
 * says "relu" or "tanh".  A dataset of another name is refused, and so is a file of
 * MATLAB, which stores matrices the other way round.
 *
 * Nothing seals such a file, and HDF5's library has been known to crash on damaged
 * ones. So a child process reads it, and where it crashes the file is called damaged.
 */
#ifndef MAPHDF_H
#define MAPHDF_H

#include "mapparts.h"

/* Whether BYTES are those of an HDF5 file, by its signature. */
bool maphdf_is(const char *bytes, size_t size);

/* Takes the parts of a map from the BYTES of a file that messages call NAME; whatever
 * was taken is the caller's to free, also on a fault. */
int maphdf_take(struct mapparts *parts, const char *name, char *bytes, size_t size,
                struct fault *fault);

#endif
