/* gramschmidt: vectors made orthonormal by the modified Gram-Schmidt process, carried
 * out twice, which keeps them orthogonal to rounding error ("twice is enough": Giraud,
 * Langou and Rozloznik, Comput. Math. Appl. 50, 2005, 1069-1075). */
#ifndef GRAMSCHMIDT_H
#define GRAMSCHMIDT_H

#include <stddef.h>

/* The COUNT rows of Q (count x n), in their order.  A row of which less than 1e-9 is
 * left lies in the span of those before it: the rest is rounding error, and the row
 * becomes zero.  LENGTHS (count, or NULL) receives what was left of each row: 0 then. */
void gramschmidt(double *Q, size_t count, size_t n, double *lengths);

#endif
