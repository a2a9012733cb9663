/* rule: the shortest rule, over the levels of factors, that tells the points of a
 * design that have a property from those that have not.
 *
 * A rule is a tree of at most RULE_DEPTH questions in a row, "is factor f at level l?",
 * grown greedily: each question is the one that leaves the least Gini impurity, the two
 * kinds of points weighing the same in all. */
#ifndef RULE_H
#define RULE_H

#include "statistics.h"

#include <gsl/gsl_rng.h>
#include <stdbool.h>
#include <stddef.h>

enum { RULE_DEPTH = 3, RULE_NODES = 15 };

struct rule_node {
  bool asks;            /* else a leaf */
  size_t factor, level; /* the question; its answer "no" leads to node 2 i + 1, "yes" to
                           2 i + 2 */
  bool has;             /* what a leaf says */
  size_t with, without; /* points of either kind that came here */
};

struct rule {
  struct rule_node node[RULE_NODES]; /* the root first */
};

struct rule_data {
  size_t points, factors;
  const size_t *levels; /* (factors) */
  const size_t *level;  /* (points, factors) */
  const bool *has;      /* (points) */
};

/* What RULE says of a point with these levels (of each factor). */
bool rule_says(const struct rule *rule, const size_t *level);

struct rule_answer {
  size_t depth;    /* with the best balanced accuracy, the least of those */
  double accuracy; /* balanced: mean of the shares recognised of either kind, over
                      points that did not help to grow the rule */
  double p;        /* that it is so large without any pattern */
};

/* Chooses the depth by 10-fold cross-validation and grows the rule; P from PERMUTATIONS
 * of the property over the points, everything done again for each.  Returns a status of
 * statistics.h: STATISTICS_FEW unless 5 points of each kind are there. */
enum statistics_status rule_find(const struct rule_data *data, size_t permutations,
                                 gsl_rng *rng, struct rule *rule,
                                 struct rule_answer *answer);

#endif
