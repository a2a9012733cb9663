/* map: a recurrent network under constant input, seen as the map
 *
 *     x' = phi(W x + b),   phi = relu or tanh in each of the N units,
 *
 * of which the first L may be linear, phi(s) = s (L = 0 in a plain network).
 *
 * Linear units make the form general.  Leaky networks, piecewise-linear networks
 * (PLRNN) and their shallow kind are all
 *
 *     z' = D z + W1 phi(W2 z + b2) + b1                                          (1)
 *
 * with D diagonal.  With E(z) = (z, phi(W2 z + b2)) and G(z, y) = D z + W1 y + b1 the
 * map (1) is G o E, and E o G is the map of L linear and H other units
 *
 *     z' = D z + W1 y + b1,   y' = phi(W2 D z + W2 W1 y + W2 b1 + b2),             (2)
 *
 * whose fixed points, cycles and orbits are those of (1) with y = phi(W2 z + b2) beside
 * z; the products of its Jacobians have the same eigenvalues but for zeros, as those of
 * A B and B A; and it has no other borders between linear regions.  So what holds of
 * (2) holds of (1), exactly, whatever the activation.  map_compose makes (2) of (1).
 */
#ifndef MAP_H
#define MAP_H

#include "fault.h"

#include <stddef.h>

enum map_activation { MAP_RELU, MAP_TANH };

enum { MAP_STATES_MOST = 4096, MAP_UNITS_MOST = 8192 };

struct map {
  enum map_activation activation;
  size_t dimension; /* N, all units */
  size_t linear;    /* L: the first of them are linear */
  double *W;        /* N x N: W[i * N + j] is the weight from unit j into unit i */
  double *b;        /* N */
  double *W2, *b2;  /* (N - L) x L and N - L: of (1), if L > 0 */
};

/* The terms of (1): L states, H hidden units. */
struct map_terms {
  enum map_activation activation;
  size_t states, hidden;
  const double *D;  /* L: a diagonal */
  const double *W1; /* L x H */
  const double *W2; /* H x L */
  const double *b1; /* L */
  const double *b2; /* H */
};

/* A plain map of zeros; its numbers share one allocation.  Refuses a DIMENSION of 0 or
 * over MAP_STATES_MOST. */
int map_alloc(struct map *map, enum map_activation activation, size_t dimension,
              struct fault *fault);

/* The map (2) of TERMS, which may go afterwards.  Refuses more than MAP_STATES_MOST
 * states or MAP_UNITS_MOST units in all. */
int map_compose(struct map *map, const struct map_terms *terms, struct fault *fault);
void map_free(struct map *map);

/* How many of the first units are the state of the system that was given: L, or N in a
 * plain map. */
size_t map_states(const struct map *map);

/* x = E(z): the units X (N) of the state Z (map_states); they may be one array. */
void map_lift(const struct map *map, const double *z, double *x);

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
