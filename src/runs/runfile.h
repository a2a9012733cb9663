/* runfile: an HDF5 file that is written whole or not at all, and read whole or refused.
 *
 * The first 512 bytes (HDF5's user block, which every reader of HDF5 skips) hold the
 * SHA-256 of all later bytes; a file whose bytes do not match is refused, whatever was
 * damaged.  Datasets also carry HDF5's Fletcher-32 checksum, for readers that do not
 * know of the user block.  The same calls give the same bytes.
 */
#ifndef RUNFILE_H
#define RUNFILE_H

#include "fault.h"

#include <hdf5.h>
#include <stdbool.h>
#include <stddef.h>

enum runfile_type { RUNFILE_FLOAT, RUNFILE_DOUBLE, RUNFILE_LONG, RUNFILE_BYTE };

enum { RUNFILE_RANK_LARGEST = 4, RUNFILE_TEXT_LONGEST = 1023 };

struct runfile {
  hid_t file;
  char *path;   /* its own copy; freed by commit and close */
  bool damaged; /* why it cannot be opened: it was read, and is not as it was written */
};

/* Starts a file that will replace PATH when it is committed; until then it lives in
 * memory. */
int runfile_create(struct runfile *run, const char *path, struct fault *fault);

/* Reads PATH into memory, verifies its digest and opens it there. */
int runfile_open(struct runfile *run, const char *path, struct fault *fault);

/* Seals the file with its digest and renames it into its place. */
int runfile_commit(struct runfile *run, struct fault *fault);

/* Closes a file that was opened, or throws away one that was created. */
void runfile_close(struct runfile *run);

/* Writes a row-major array; groups in NAME ("/weights/W") are made as needed. */
int runfile_put(struct runfile *run, const char *name, enum runfile_type type,
                size_t rank, const size_t *shape, const void *data,
                struct fault *fault);

/* Reads an array whose type and shape must be exactly these. */
int runfile_get(const struct runfile *run, const char *name, enum runfile_type type,
                size_t rank, const size_t *shape, void *data, struct fault *fault);

/* Whether the object exists. */
bool runfile_has(const struct runfile *run, const char *name);

/* Calls USE for each member of a group, in the order of their names.  USE returns 0, or
 * -1 with a fault of its own, at which the listing ends. */
int runfile_members(const struct runfile *run, const char *group,
                    int (*use)(const char *name, void *context), void *context,
                    struct fault *fault);

/* A table: COLUMNS named doubles in each of ROWS rows, DATA row by row. */
int runfile_put_rows(struct runfile *run, const char *name, size_t columns,
                     const char *const *names, size_t rows, const double *data,
                     struct fault *fault);

/* Reads such a table, whose columns must have exactly these names; *DATA is allocated
 * and the caller frees it. */
int runfile_get_rows(const struct runfile *run, const char *name, size_t columns,
                     const char *const *names, size_t *rows, double **data,
                     struct fault *fault);

/* Attributes of the whole file, as text.  TEXT of get holds RUNFILE_TEXT_LONGEST + 1.
 */
int runfile_put_text(struct runfile *run, const char *name, const char *text,
                     struct fault *fault);
int runfile_get_text(const struct runfile *run, const char *name, char *text,
                     struct fault *fault);

/* Attributes of the whole file, as numbers.  The programs write their parameters as
 * text; numbers are put by what is exported for comparison (tests/bench.c) and by the
 * tests. */
int runfile_put_number(struct runfile *run, const char *name, double number,
                       struct fault *fault);
int runfile_get_number(const struct runfile *run, const char *name, double *number,
                       struct fault *fault);

#endif
