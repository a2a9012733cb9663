/* factors: a table of factors, from which designs of many specifications are drawn.
 *
 * Each row is a level of a factor: its name, of which runs it sets parameters (`both`
 * kinds', or those of one kind alone), a word for the level, and NAME=VALUE;...
 * for what a run of that level is told.  The levels of a factor stand together, the
 * reference first. */
#ifndef FACTORS_H
#define FACTORS_H

#include "design.h"
#include "rule.h"
#include "table.h"

#include <stdbool.h>
#include <stdio.h>

enum { FACTORS_MOST_LEVELS = 16, FACTORS_MOST_NAMES = 64 };

struct factor {
  const char *name, *of;
  size_t levels;
  const char *word[FACTORS_MOST_LEVELS];
  const char *parameters[FACTORS_MOST_LEVELS];
};

struct factors {
  struct table table;
  size_t count;
  struct factor factor[DESIGN_MOST_FACTORS];
  size_t levels[DESIGN_MOST_FACTORS];
  size_t names; /* of parameters, in the order in which they first stand */
  char name[FACTORS_MOST_NAMES][64];
};

/* Reads PATH; KINDS are the words of the two kinds of runs.  On failure nothing is left
 * allocated. */
int factors_read(struct factors *factors, const char *path, const char *const *kinds,
                 struct fault *fault);
void factors_free(struct factors *factors);

/* What a run of KIND is told of parameter NAME at these levels (of each factor), or
 * NULL where no factor says it; LENGTH gets its length. */
const char *factors_told(const struct factors *factors, const size_t *level,
                         const char *kind, const char *name, size_t *length);

/* Says where RULE, over the levels of these factors, finds the property, path by path,
 * with the points of either kind there: "beta is 1 and alpha is not 0 (7 of 8); or ...",
 * "always (8 of 8)" of a rule that asks nothing.  False, and nothing, if nowhere. */
bool factors_say(const struct factors *factors, const struct rule *rule, FILE *stream);

#endif
