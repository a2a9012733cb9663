/* label: what becomes of an orbit, in one word, and the numbers behind it.
 *
 * The words are those of nonlinear dynamics (Strogatz, Nonlinear Dynamics and Chaos,
 * 2nd edition, 2015).  A certificate holds what would have to be wrong for the label to
 * be wrong. */
#ifndef LABEL_H
#define LABEL_H

#include <stddef.h>
#include <stdio.h>

enum label {
  FIXED_POINT,
  CYCLE,
  QUASI_PERIODIC,
  CHAOTIC,
  UNBOUNDED,
  MARGINAL,
  UNDECIDED,
  LABELS
};

/* "fixed-point", "cycle", "quasi-periodic", ... */
extern const char *const label_names[LABELS];

struct certificate {
  enum label label;
  size_t order;           /* steps of a cycle, 1 for a fixed point, else 0 */
  double residual;        /* |F^p(x) - x| */
  double radius;          /* largest multiplier of F^p; growth a step if unbounded */
  double exponent, error; /* leading Lyapunov exponent, nats a step; standard error */
  double rotation;        /* turns a step; NAN where the exponent is not zero */
  double defect;          /* distance from the curve over its radius, likewise */
  size_t steps;           /* after which it was decided */
};

/* A certificate that says nothing yet: undecided, its numbers NAN. */
struct certificate label_nothing(void);

/* Writes a certificate as cells of a table, tabs between them, and their names. */
#define LABEL_COLUMNS                                                                  \
  "label\torder\tresidual\tradius\texponent\terror\trotation\tdefect\tsteps"
void label_write(FILE *stream, const struct certificate *certificate);

#endif
