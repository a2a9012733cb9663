/* mapfile: reading a map, and states to start from, from a file or a pipe.
 *
 * A text holds words and the numbers that belong to them, in any order but `dimension`
 * and `hidden` before what they measure; `#` starts a comment:
 *
 *     activation relu        or tanh
 *     dimension N            1 <= N <= 4096
 *     W                      N rows of N numbers follow, row i = weights into unit i
 *     b                      one row of N numbers
 *     input                  optional: one row of N numbers, added to b (or b1)
 *     leak A                 one number or N, in the same line or the next
 *     diagonal D             N numbers, in the same line or the next
 *     hidden H               then W1 (N rows of H), W2 (H rows of N), b1 (N), b2 (H)
 *
 * mapparts.h says which of them go together.  Numbers are decimal (1, -0.5, 2.5e-3) and
 * separated by blanks or tabs.  Lines may end with CRLF, the last may lack its newline,
 * and a UTF-8 byte order mark is skipped.
 *
 * An HDF5 file is read by maphdf.  Which of the two it is, its first bytes tell.
 */
#ifndef MAPFILE_H
#define MAPFILE_H

#include "map.h"

/* Reads the map in PATH, "-" being the standard input; on a fault nothing is left
 * allocated. */
int mapfile_read(struct map *map, const char *path, struct fault *fault);

/* Reads states of N numbers, one a line, from PATH: *STATES (COUNT, N), which the
 * caller frees.  There must be one at least. */
int mapfile_read_states(const char *path, size_t n, size_t *count, double **states,
                        struct fault *fault);

#endif
