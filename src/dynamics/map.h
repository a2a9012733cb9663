/* map: a recurrent network under constant input, seen as the map
 *
 *     h' = phi(W h + b),   phi = relu or tanh, applied to each of the N units,
 *
 * and its plain text file.  In the file `#` starts a comment; the words are
 *
 *     activation relu          or tanh
 *     dimension N              1 <= N <= 4096
 *     W                        N rows of N numbers follow, row i = weights into unit i
 *     b                        one row of N numbers follows
 *     input                    optional: one row of N numbers, added to b
 *
 * in any order but `dimension` before what it measures; numbers are separated by
 * blanks.
 */
#ifndef MAP_H
#define MAP_H

#include "fault.h"

#include <stddef.h>

enum map_activation { MAP_RELU, MAP_TANH };

struct map {
  enum map_activation activation;
  size_t dimension; /* N */
  double *W;        /* N x N: W[i * N + j] is the weight from unit j into unit i */
  double *b;        /* N */
};

/* A map of zeros; W and b share one block.  Refuses a DIMENSION of 0 or over 4096. */
int map_alloc(struct map *map, enum map_activation activation, size_t dimension,
              struct fault *fault);

/* Reads PATH; on failure nothing is left allocated. */
int map_read(struct map *map, const char *path, struct fault *fault);
void map_free(struct map *map);

/* drive = W x + b; DRIVE (N) must not overlap X (N). */
void map_drive(const struct map *map, const double *x, double *drive);

/* next = phi(W x + b); NEXT (N) must not overlap X (N). */
void map_step(const struct map *map, const double *x, double *next);

/* gain = phi'(drive), the diagonal G of the Jacobian G W (N); a ReLU unit whose drive
 * is exactly 0 counts as silent. */
void map_gain(const struct map *map, const double *drive, double *gain);

/* Replaces the drive z (N) by phi(z). */
void map_activate(const struct map *map, double *drive);

/* Both, and the input before, in one pass: DRIVE (N), a product W x, becomes
 * phi(DRIVE + B), and GAIN (N) phi' there.  None may overlap another. */
void map_respond(const struct map *map, const double *b, double *drive, double *gain);

#endif
