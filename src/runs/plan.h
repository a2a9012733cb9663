/* plan: the table of an ensemble, one row a run, laid out for Make: a file with all
 * parameters for each run, rewritten only if it differs, and a list of the runs. */
#ifndef PLAN_H
#define PLAN_H

#include "parameters.h"

/* What a program tells of its runs. */
struct plan {
  const struct parameter *table; /* its parameters, COUNT of them */
  size_t count;
  const char *const *required; /* parameters that must be columns; NULL ends the list */
  const char *const *labels;   /* columns that say nothing to the run; likewise */
  int (*check)(const void *values, const char *place, struct fault *fault);
  const char *(*group)(const void *values); /* the list that a run goes on: RUNS_GROUP */
};

/* Reads the ensemble at PATH.  Its columns: id; specification, names of files NAME.spec
 * in SPECIFICATIONS, separated by commas, later ones overriding; labels; any other is a
 * parameter, which overrides the files unless the cell is `-`.  Writes DIRECTORY/ID.run
 * for every row and DIRECTORY/plan.mk, and removes what other .run files are there.
 * VALUES is room for the parameters of a run.  Fault: a table in which anything is
 * wrong (its file and line are named), of which nothing is written; a file that cannot
 * be read or written. */
int plan_write(const struct plan *plan, void *values, const char *path,
               const char *specifications, const char *directory, struct fault *fault);

#endif
