/* correlation: of the columns of a matrix with each other. */
#ifndef CORRELATION_H
#define CORRELATION_H

#include <stddef.h>

/* Pearson's correlation of all pairs of columns of DATA (ROWS, COLUMNS) to MATRIX
 * (COLUMNS, COLUMNS), in [-1, 1]; 0 where one of the two does not vary.  With all
 * columns centred and of length 1 it is one matrix product.  -1: no memory. */
int correlation_columns(const double *data, size_t rows, size_t columns,
                        double *matrix);

#endif
