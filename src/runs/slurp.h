/* slurp: a whole file, or all that comes out of a pipe, in memory. */
#ifndef SLURP_H
#define SLURP_H

#include "fault.h"

#include <stddef.h>

/* The bytes of PATH and one NUL behind its SIZE bytes; the caller frees them.  Whatever
 * can be read to an end is read (a pipe, /dev/stdin); refused are directories and more
 * than LIMIT bytes.  NULL on a fault. */
char *slurp(const char *path, size_t limit, size_t *size, struct fault *fault);

#endif
