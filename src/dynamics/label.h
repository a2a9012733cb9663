/* label: what becomes of an orbit, in one word, and the numbers behind it.
 *
 * The words are those of nonlinear dynamics (Strogatz, Nonlinear Dynamics and Chaos,
 * 2nd edition, 2015).  A certificate holds what would have to be wrong for the label to
 * be wrong. */
#ifndef LABEL_H
#define LABEL_H

#include "table.h"

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

/* All labels in the order of the enumeration: OF(label, name, short name, A, B), where
 * A and B are what the caller gives. */
#define LABEL_EACH(OF, A, B)                                                           \
  OF(FIXED_POINT, "fixed-point", "fixed", A, B)                                        \
  OF(CYCLE, "cycle", "cycle", A, B)                                                    \
  OF(QUASI_PERIODIC, "quasi-periodic", "quasi", A, B)                                  \
  OF(CHAOTIC, "chaotic", "chaotic", A, B)                                              \
  OF(UNBOUNDED, "unbounded", "unbounded", A, B)                                        \
  OF(MARGINAL, "marginal", "marginal", A, B)                                           \
  OF(UNDECIDED, "undecided", "undecided", A, B)

/* The names, and the short ones of figures and of columns that are named after a label.
 */
extern const char *const label_names[LABELS];
extern const char *const label_short_names[LABELS];

/* Why an orbit has no label. */
enum reason {
  REASON_NONE,     /* it has one */
  REASON_BUDGET,   /* the steps are spent */
  REASON_LONG,     /* lambda < 0, so a cycle, but none short enough to be found */
  REASON_WEAK,     /* lambda is neither 0 nor clearly above it */
  REASON_CLOSING,  /* it returns ever better, but no cycle is found there */
  REASON_ROUNDING, /* one period stretches rounding errors as far as the next fold */
  REASON_UNSTABLE, /* it rests on a cycle that repels */
  REASON_ESCAPED,  /* others left the same chaos for another attractor */
  REASONS
};

/* "-", "budget", "long", ... */
extern const char *const reason_names[REASONS];

struct certificate {
  enum label label;
  enum reason reason;
  size_t order;           /* steps of a cycle, 1 for a fixed point, else 0 */
  double residual;        /* |F^p(x) - x| */
  double radius;          /* largest multiplier of F^p; growth a step if unbounded */
  double exponent, error; /* leading Lyapunov exponent, nats a step; standard error */
  double rotation;        /* turns a step; NAN where the exponent is not zero */
  double defect;          /* distance from the curve over its radius, likewise */
  size_t steps;           /* after which it was decided */
  /* Of a quasi-periodic orbit: */
  size_t excluded;  /* its turning is on no way to a cycle of up to so many steps; 0:
                       nothing is said */
  double bound;     /* |exponent| as measured, at most; NAN */
  size_t curves;    /* closed curves that are visited in turn; 0: not drawn */
  size_t dimension; /* exponents that are 0: 1 on curves, 2 on a torus */
};

/* A certificate that says nothing yet: undecided, its numbers NAN. */
struct certificate label_nothing(void);

/* One with this LABEL, decided after STEPS, which says nothing else yet: what was once
 * supposed of the orbit is forgotten. */
struct certificate label_given(enum label label, size_t steps);

/* Writes a certificate as cells of a table, tabs between them, and their names. */
#define LABEL_COLUMNS                                                                  \
  "label\torder\tresidual\tradius\texponent\terror\trotation\tdefect\tsteps\t"         \
  "excluded\tbound\tcurves\tdimension\treason"
void label_write(FILE *stream, const struct certificate *certificate);

/* The rotation of a row that label_write wrote; NAN where the orbit has none. */
int label_read_rotation(const struct table *table, size_t row, double *rotation,
                        struct fault *fault);

#endif
