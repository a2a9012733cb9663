#include "design.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_multifit.h>
#include <gsl/gsl_qrng.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum statistics_status design_sobol(size_t points, size_t factors, const size_t *levels,
                                    size_t *level) {
  double at[DESIGN_MOST_FACTORS];
  if (points == 0 || factors == 0 || factors > DESIGN_MOST_FACTORS)
    return STATISTICS_FEW;
  for (size_t f = 0; f < factors; ++f)
    if (levels[f] == 0)
      return STATISTICS_FEW;
  gsl_qrng *sequence = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)factors);
  if (!sequence)
    return STATISTICS_NO_MEMORY;
  memset(level, 0, factors * sizeof *level);
  for (size_t point = 1; point < points; ++point) {
    gsl_qrng_get(sequence, at);
    for (size_t f = 0; f < factors; ++f)
      level[point * factors + f] = (size_t)(at[f] * (double)levels[f]);
  }
  gsl_qrng_free(sequence);
  return STATISTICS_DEFINED;
}

static size_t count_both(size_t points, size_t factors, const size_t *level, size_t f,
                         size_t g, size_t at_f, size_t at_g) {
  size_t count = 0;
  for (size_t point = 0; point < points; ++point)
    count += level[point * factors + f] == at_f && level[point * factors + g] == at_g;
  return count;
}

static bool balanced(size_t points, size_t factors, const size_t *levels,
                     const size_t *level, size_t f, size_t g) {
  for (size_t i = 0; i < levels[f]; ++i)
    for (size_t j = 0; j < levels[g]; ++j)
      if (count_both(points, factors, level, f, g, i, j) * levels[f] * levels[g] !=
          points)
        return false;
  return true;
}

size_t design_unbalanced(size_t points, size_t factors, const size_t *levels,
                         const size_t *level) {
  size_t count = 0;
  for (size_t f = 0; f < factors; ++f)
    for (size_t g = f + 1; g < factors; ++g)
      count += !balanced(points, factors, levels, level, f, g);
  return count;
}

/* Contrast C of a factor with LEVELS levels: 1 at level C, -1 at the last, else 0. */
static double contrast_at(size_t level, size_t contrast, size_t levels) {
  return level == contrast ? 1.0 : level == levels - 1 ? -1.0 : 0.0;
}

static void fill(gsl_matrix *x, size_t factors, const size_t *levels,
                 const size_t *level) {
  for (size_t point = 0; point < x->size1; ++point) {
    size_t column = 0;
    gsl_matrix_set(x, point, column++, 1.0);
    for (size_t f = 0; f < factors; ++f)
      for (size_t c = 0; c + 1 < levels[f]; ++c)
        gsl_matrix_set(x, point, column++,
                       contrast_at(level[point * factors + f], c, levels[f]));
  }
}

/* The effect of a factor whose DEGREES contrasts begin at FIRST: its levels have the
 * effects b_1 .. b_L-1 and minus their sum. */
static enum statistics_status effect_of(const gsl_vector *b,
                                        const gsl_matrix *covariance, size_t first,
                                        size_t degrees, size_t residual_degrees,
                                        struct design_effect *effect) {
  double last = 0.0, last_variance = 0.0, squares = 0.0, variances = 0.0;
  *effect = (struct design_effect){.p = 1.0, .degrees = degrees};
  if (degrees == 0)
    return STATISTICS_DEFINED;
  gsl_matrix *block = gsl_matrix_alloc(degrees, degrees);
  gsl_vector *solved = gsl_vector_alloc(degrees);
  enum statistics_status status =
      block && solved ? STATISTICS_DEFINED : STATISTICS_NO_MEMORY;
  for (size_t i = 0; status == STATISTICS_DEFINED && i < degrees; ++i) {
    double here = gsl_vector_get(b, first + i);
    last -= here;
    squares += here * here;
    variances += gsl_matrix_get(covariance, first + i, first + i);
    for (size_t j = 0; j < degrees; ++j) {
      double shared = gsl_matrix_get(covariance, first + i, first + j);
      last_variance += shared;
      gsl_matrix_set(block, i, j, shared);
    }
  }
  if (status == STATISTICS_DEFINED) {
    gsl_vector_const_view own = gsl_vector_const_subvector(b, first, degrees);
    double levels = (double)(degrees + 1), f = 0.0;
    effect->variance = (squares + last * last) / levels;
    effect->sampling = (variances + last_variance) / levels;
    if (gsl_linalg_cholesky_decomp1(block) ||
        gsl_linalg_cholesky_solve(block, &own.vector, solved))
      status = STATISTICS_CONSTANT;
    for (size_t i = 0; status == STATISTICS_DEFINED && i < degrees; ++i)
      f += gsl_vector_get(&own.vector, i) * gsl_vector_get(solved, i);
    effect->f = f / (double)degrees;
    effect->p = gsl_cdf_fdist_Q(effect->f, (double)degrees, (double)residual_degrees);
  }
  gsl_matrix_free(block);
  gsl_vector_free(solved);
  return status;
}

static enum statistics_status check_levels(size_t points, size_t factors,
                                           const size_t *levels, const size_t *level,
                                           size_t *contrasts) {
  *contrasts = 1;
  for (size_t f = 0; f < factors; ++f) {
    if (levels[f] == 0)
      return STATISTICS_FEW;
    for (size_t l = 0; l < levels[f]; ++l)
      if (count_both(points, factors, level, f, f, l, l) == 0)
        return STATISTICS_FEW;
    *contrasts += levels[f] - 1;
  }
  return points > *contrasts ? STATISTICS_DEFINED : STATISTICS_FEW;
}

enum statistics_status design_effects(size_t points, size_t factors,
                                      const size_t *levels, const size_t *level,
                                      const double *y, struct design_effect *effects,
                                      struct design_fit *fit) {
  size_t contrasts, rank = 0, first = 1;
  double squares;
  enum statistics_status status =
      check_levels(points, factors, levels, level, &contrasts);
  if (status != STATISTICS_DEFINED)
    return status;
  gsl_matrix *x = gsl_matrix_alloc(points, contrasts);
  gsl_matrix *covariance = gsl_matrix_alloc(contrasts, contrasts);
  gsl_vector *b = gsl_vector_alloc(contrasts);
  gsl_multifit_linear_workspace *workspace =
      gsl_multifit_linear_alloc(points, contrasts);
  status = STATISTICS_NO_MEMORY;
  if (x && covariance && b && workspace) {
    gsl_vector_const_view values = gsl_vector_const_view_array(y, points);
    fill(x, factors, levels, level);
    status = gsl_multifit_linear_tsvd(x, &values.vector, 1e-10, b, covariance, &squares,
                                      &rank, workspace) ||
                     rank < contrasts
                 ? STATISTICS_CONSTANT
                 : STATISTICS_DEFINED;
  }
  if (status == STATISTICS_DEFINED) {
    fit->degrees = points - contrasts;
    fit->residual = squares / (double)fit->degrees;
  }
  for (size_t f = 0; status == STATISTICS_DEFINED && f < factors; ++f) {
    status = effect_of(b, covariance, first, levels[f] - 1, fit->degrees, effects + f);
    first += levels[f] - 1;
  }
  gsl_matrix_free(x);
  gsl_matrix_free(covariance);
  gsl_vector_free(b);
  gsl_multifit_linear_free(workspace);
  return status;
}
