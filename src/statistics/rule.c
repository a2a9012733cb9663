#include "rule.h"

#include <gsl/gsl_randist.h>
#include <stdlib.h>
#include <string.h>

enum { FOLDS_OF_A_RULE = 10, LEAST_OF_A_KIND = 5 };

/* The points that a tree is grown from: those whose fold is not LEFT_OUT. */
struct growth {
  const struct rule_data *data;
  const size_t *fold; /* NULL: all */
  size_t left_out;
  size_t *points;   /* scratch (points), in the order of the nodes */
  double weight[2]; /* of a point without, and of one with the property */
};

/* Gini impurity of a part, times its weight. */
static double impurity(double without, double with) {
  double all = without + with;
  return all > 0.0 ? 2.0 * without * with / all : 0.0;
}

/* The best question for COUNT points; false if none parts them. */
static bool ask(const struct growth *growth, const size_t *points, size_t count,
                struct rule_node *node) {
  const struct rule_data *data = growth->data;
  double best = 1e300;
  bool found = false;
  for (size_t f = 0; f < data->factors; ++f)
    for (size_t l = 0; l < data->levels[f]; ++l) {
      double weight[2][2] = {{0.0}};
      for (size_t i = 0; i < count; ++i) {
        size_t has = data->has[points[i]];
        weight[data->level[points[i] * data->factors + f] == l][has] +=
            growth->weight[has];
      }
      double left = weight[0][0] + weight[0][1], right = weight[1][0] + weight[1][1];
      double now =
          impurity(weight[0][0], weight[0][1]) + impurity(weight[1][0], weight[1][1]);
      if (left > 0.0 && right > 0.0 && now < best - 1e-12) {
        best = now;
        node->factor = f;
        node->level = l;
        found = true;
      }
    }
  return found;
}

static void grow(const struct growth *growth, size_t *points, size_t count,
                 size_t depth, struct rule *rule, size_t at) {
  const struct rule_data *data = growth->data;
  struct rule_node *node = rule->node + at;
  size_t kind[2] = {0, 0}, yes = 0;
  for (size_t i = 0; i < count; ++i)
    ++kind[data->has[points[i]]];
  *node = (struct rule_node){.without = kind[0], .with = kind[1]};
  node->has = (double)kind[1] * growth->weight[1] > (double)kind[0] * growth->weight[0];
  if (depth == 0 || !kind[0] || !kind[1] || !ask(growth, points, count, node))
    return;
  node->asks = true;
  for (size_t i = 0; i < count; ++i)
    if (data->level[points[i] * data->factors + node->factor] == node->level) {
      size_t moved = points[i];
      points[i] = points[yes];
      points[yes++] = moved;
    }
  grow(growth, points, yes, depth - 1, rule, 2 * at + 2);
  grow(growth, points + yes, count - yes, depth - 1, rule, 2 * at + 1);
}

static void grow_from(struct growth *growth, size_t depth, struct rule *rule) {
  size_t count = 0, kind[2] = {0, 0};
  for (size_t i = 0; i < growth->data->points; ++i)
    if (!growth->fold || growth->fold[i] != growth->left_out) {
      growth->points[count++] = i;
      ++kind[growth->data->has[i]];
    }
  for (size_t k = 0; k < 2; ++k)
    growth->weight[k] = kind[k] ? 0.5 / (double)kind[k] : 0.0;
  memset(rule, 0, sizeof *rule);
  grow(growth, growth->points, count, depth, rule, 0);
}

/* Grows a rule of DEPTH 1 to RULE_DEPTH from all points. */
static void grow_from_all(const struct rule_data *data, size_t depth,
                          struct rule *rule) {
  struct growth growth = {.data = data};
  growth.points = malloc((data->points + 1) * sizeof *growth.points);
  memset(rule, 0, sizeof *rule);
  if (growth.points)
    grow_from(&growth, depth, rule);
  free(growth.points);
}

bool rule_says(const struct rule *rule, const size_t *level) {
  size_t at = 0;
  while (rule->node[at].asks)
    at = 2 * at + (level[rule->node[at].factor] == rule->node[at].level ? 2 : 1);
  return rule->node[at].has;
}

/* Deals the points to folds, each kind evenly. */
static void deal(const struct rule_data *data, size_t *order, size_t *fold,
                 gsl_rng *rng) {
  size_t dealt[2] = {0, 0};
  for (size_t i = 0; i < data->points; ++i)
    order[i] = i;
  gsl_ran_shuffle(rng, order, data->points, sizeof *order);
  for (size_t i = 0; i < data->points; ++i)
    fold[order[i]] = dealt[data->has[order[i]]]++ % FOLDS_OF_A_RULE;
}

/* Balanced accuracy of rules of DEPTH on the folds that they did not see. */
static double validated(struct growth *growth, size_t depth) {
  const struct rule_data *data = growth->data;
  double right[2] = {0.0, 0.0}, all[2] = {0.0, 0.0};
  for (size_t left_out = 0; left_out < FOLDS_OF_A_RULE; ++left_out) {
    struct rule rule;
    growth->left_out = left_out;
    grow_from(growth, depth, &rule);
    for (size_t i = 0; i < data->points; ++i)
      if (growth->fold[i] == left_out) {
        all[data->has[i]] += 1.0;
        right[data->has[i]] +=
            rule_says(&rule, data->level + i * data->factors) == data->has[i];
      }
  }
  return 0.5 * (right[0] / all[0] + right[1] / all[1]);
}

static double choose_depth(struct growth *growth, size_t *depth) {
  double best = -1.0;
  for (size_t d = 1; d <= RULE_DEPTH; ++d) {
    double now = validated(growth, d);
    if (now > best + 1e-12) {
      best = now;
      *depth = d;
    }
  }
  return best;
}

enum statistics_status rule_find(const struct rule_data *data, size_t permutations,
                                 gsl_rng *rng, struct rule *rule,
                                 struct rule_answer *answer) {
  size_t kind[2] = {0, 0}, hits = 1, ignored, points = data->points;
  for (size_t i = 0; i < points; ++i)
    ++kind[data->has[i]];
  if (kind[0] < LEAST_OF_A_KIND || kind[1] < LEAST_OF_A_KIND)
    return STATISTICS_FEW;
  size_t *memory = malloc(3 * points * sizeof *memory);
  bool *has = malloc(points * sizeof *has);
  if (!memory || !has) {
    free(memory);
    free(has);
    return STATISTICS_NO_MEMORY;
  }
  struct rule_data shuffled = *data;
  struct growth growth = {.data = data, .fold = memory, .points = memory + points};
  deal(data, memory + 2 * points, memory, rng);
  answer->accuracy = choose_depth(&growth, &answer->depth);
  memcpy(has, data->has, points * sizeof *has);
  shuffled.has = has;
  growth.data = &shuffled;
  for (size_t r = 0; r < permutations; ++r) {
    gsl_ran_shuffle(rng, has, points, sizeof *has);
    deal(&shuffled, memory + 2 * points, memory, rng);
    hits += choose_depth(&growth, &ignored) >= answer->accuracy - 1e-12;
  }
  answer->p = (double)hits / (double)(permutations + 1);
  grow_from_all(data, answer->depth, rule);
  free(memory);
  free(has);
  return STATISTICS_DEFINED;
}
