/* mapparts: what a file says of a map, part by part, before it is put together.
 *
 *     W, b                   h' = phi(W h + b)
 *     W, b, leak A           h' = (1 - A) h + A phi(W h + b),  0 < A <= 1
 *     W, b, diagonal D       z' = D z + W phi(z) + b           (PLRNN)
 *     W1, W2, b1, b2,        z' = D z + W1 phi(W2 z + b2) + b1
 *       diagonal D                                             (shallow PLRNN)
 *
 * and `input`, added to b or b1.  Nothing is supposed: what is missing, and what does
 * not go together, is refused.
 */
#ifndef MAPPARTS_H
#define MAPPARTS_H

#include "map.h"

#include <stdbool.h>

enum mapparts_part {
  MAPPARTS_W,
  MAPPARTS_B,
  MAPPARTS_INPUT,
  MAPPARTS_LEAK,
  MAPPARTS_DIAGONAL,
  MAPPARTS_W1,
  MAPPARTS_W2,
  MAPPARTS_B1,
  MAPPARTS_B2,
  MAPPARTS_COUNT
};

/* "W", "b", "input", ... */
extern const char *const mapparts_names[MAPPARTS_COUNT];

struct mapparts {
  bool has_activation;
  enum map_activation activation;
  size_t dimension, hidden;        /* 0: not said */
  double *numbers[MAPPARTS_COUNT]; /* NULL: not there */
};

/* Rows and columns of a part; 0 columns where `hidden` is needed and not said. */
void mapparts_shape(const struct mapparts *parts, enum mapparts_part part, size_t *rows,
                    size_t *columns);

/* Room, zeroed, for a part that is not yet there and whose shape is known.  Fault: no
 * memory. */
int mapparts_add(struct mapparts *parts, enum mapparts_part part, struct fault *fault);
void mapparts_free(struct mapparts *parts);

/* The map that the parts are of; NAME stands before what is wrong. */
int mapparts_make(const struct mapparts *parts, const char *name, struct map *map,
                  struct fault *fault);

#endif
