/* system: what the adversary iterates, and what is true of it.
 *
 * Nothing here or in brute.c, families.c and system.c includes a header of src/dynamics
 * or calls its code: the truth must not depend on what is judged by it.
 */
#ifndef ADVERSARY_SYSTEM_H
#define ADVERSARY_SYSTEM_H

#include <stddef.h>
#include <stdint.h>

enum form {
  PLAIN,  /* x' = phi(W x + b) */
  LEAKY,  /* x' = (1 - side) x + side phi(W x + b), unit by unit */
  PLRNN,  /* x' = side x + W phi(x) + b */
  SHALLOW /* x' = side x + W phi(into x + c) + b, HIDDEN units in between */
};

/* What an orbit ends on.  NEUTRAL: a point or cycle with a multiplier of 1 in modulus;
 * TURNING: a turn by an irrational angle about a neutral point, so both neutral and
 * quasi-periodic; TORUS: two exponents are zero. */
enum kind {
  POINT,
  CYCLING,
  CURVE,
  TORUS,
  CHAOS,
  GROWTH,
  NEUTRAL,
  TURNING,
  UNKNOWN,
  KINDS
};
extern const char *const kind_names[KINDS];

struct truth {
  enum kind kind;
  size_t order;           /* smallest period of a point or cycle, else 0 */
  double multiplier;      /* largest modulus for that period; NAN: not known */
  double tolerance;       /* within which it is */
  double exponent, error; /* leading exponent, nats a step; NAN: not known */
  double steps;           /* of plain iteration that it took; 0: by construction */
  int wide;               /* double precision cannot tell: by 113 bits */
  const char *reason;     /* why it is UNKNOWN */
};

enum { STARTS = 2 };

struct system {
  enum form form;
  int smooth;                    /* phi = tanh, else relu */
  size_t n, hidden;              /* hidden = n but in a shallow network */
  double *W, *b, *side, *turned; /* n x hidden, n, n, W transposed */
  double *into, *c;              /* hidden x n, hidden: of a shallow network */
  double *start;                 /* STARTS x n */
  double *deep;    /* n: nearer to the attractor, by construction; used if DEEPER */
  int deeper;      /* brute force starts there */
  int embedded;    /* the classifier gets a plain map of twice as many units */
  int constructed; /* TRUTH is known from the construction */
  struct truth truth;
};

/* Random numbers of the adversary alone: splitmix64 (Steele, Lea and Flood, 2014). */
struct dice {
  uint64_t state;
};
uint64_t dice_bits(struct dice *dice);
double dice_uniform(struct dice *dice); /* in (0, 1) */
double dice_between(struct dice *dice, double low, double high);
double dice_scale(struct dice *dice, double low, double high); /* log-uniform */
double dice_normal(struct dice *dice);
size_t dice_below(struct dice *dice, size_t count);

/* A system of zeros; ends the program if memory is short, as all of the adversary. */
struct system *system_new(enum form form, int smooth, size_t n);
struct system *system_new_shallow(int smooth, size_t n, size_t hidden);
void system_free(struct system *system);
void *system_memory(size_t count, size_t size);

/* After W was filled. */
void system_seal(struct system *system);

/* next = F(x), and COUNT tangents: images (count x n) = DF(x) tangents. */
void system_step(const struct system *system, const double *x, double *next);
void system_tangents(const struct system *system, const double *x, double *next,
                     size_t count, const double *tangents, double *images);

struct truth truth_nothing(const char *reason);

/* What plain iteration from START finds, by at most LIMIT steps (a few times as many
 * where the first do not tell).  LAST (n), if not NULL, becomes the last state. */
struct truth brute_force(const struct system *system, const double *start, double limit,
                         double *last);

/* The steps that brute force can afford with N units. */
double brute_limit(size_t n);

/* Whether two orbits are on the same point or cycle of ORDER steps: 1, 0, or -1 where
 * the distance is neither rounding nor clearly more. */
int brute_same(const struct system *system, const double *x, const double *y,
               size_t order);

/* Reads a plain map and a start; NULL, or -1, unless the file is one.  (Not the reader
 * that the programs use.)  START (n) becomes the first n numbers of PATH. */
struct system *system_read(const char *path);
int system_read_start(const struct system *system, const char *path, double *start);

struct family {
  const char *name, *generator; /* and in one sentence how its maps are drawn */
  struct system *(*draw)(struct dice *dice);
};
extern const struct family families[];
extern const size_t families_count;

#endif
