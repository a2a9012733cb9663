/* factors: a table of factors, from which designs of many specifications are drawn.
 *
 * Each row is a level of a factor: `factor`, its name; `of`, the kind of runs whose
 * parameters it sets; `level`, a word for the level; `parameters`, NAME=VALUE;... for
 * what a run of that level is told.  The levels of a factor stand together, the
 * reference first. */
#ifndef FACTORS_H
#define FACTORS_H

#include "design.h"
#include "table.h"

enum { FACTORS_MOST_LEVELS = 16, FACTORS_MOST_NAMES = 64 };

struct factor {
  const char *name, *of;
  size_t levels;
  const char *word[FACTORS_MOST_LEVELS];
  const char *parameters[FACTORS_MOST_LEVELS];
};

struct factors {
  struct table table;
  const char *const *kinds; /* of runs, the caller's */
  size_t count;
  struct factor factor[DESIGN_MOST_FACTORS];
  size_t levels[DESIGN_MOST_FACTORS];
  size_t names; /* of parameters, in the order in which they first stand */
  char name[FACTORS_MOST_NAMES][64];
};

/* Reads PATH; on failure nothing is left allocated.  KINDS are the words that may stand
 * in `of`, the first for runs of every kind; NULL ends them, and they must outlive the
 * factors.  Fault: the table cannot be read, has another word in `of`, what is no
 * NAME=VALUE, or more factors, levels or parameters than there is room for. */
int factors_read(struct factors *factors, const char *path, const char *const *kinds,
                 struct fault *fault);
void factors_free(struct factors *factors);

/* What a run of KIND is told of parameter NAME at these levels (of each factor), or
 * NULL where no factor says it; LENGTH gets its length. */
const char *factors_told(const struct factors *factors, const size_t *level,
                         const char *kind, const char *name, size_t *length);

#endif
