/* attributes: a table of parameters kept in a run file, each a text under its own name.
 * Read back, the texts give the same bits, so whoever has the file has the parameters. */
#ifndef ATTRIBUTES_H
#define ATTRIBUTES_H

#include "parameters.h"
#include "runfile.h"

#include <stdbool.h>

/* Writes the COUNT parameters of TABLE as they stand in VALUES. */
int attributes_put(struct runfile *run, const struct parameter *table, size_t count,
                   const void *values, struct fault *fault);

/* Reads them into VALUES; each must be there and be accepted. */
int attributes_get(const struct runfile *run, const struct parameter *table,
                   size_t count, void *values, struct fault *fault);

/* Whether the file holds just these values. */
bool attributes_same(const struct runfile *run, const struct parameter *table,
                     size_t count, const void *values);

/* Whether the attribute NAME is there and is TEXT. */
bool attributes_is(const struct runfile *run, const char *name, const char *text);

#endif
