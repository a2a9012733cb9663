#include "fixedpoints.h"

#include "cycles.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multiroots.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_STEPS = 200 };
static const double RESIDUAL =
    1e-9; /* sum of |f(x) - x|: close enough to be polished */

struct fixedpoints {
  const struct map *map;
  double *drive, *gain, *image; /* N each, one allocation */
  gsl_vector *start;
  gsl_multiroot_fdfsolver *solver;
};

struct fixedpoints *fixedpoints_alloc(const struct map *map) {
  size_t n = map->dimension;
  struct fixedpoints *work = calloc(1, sizeof *work);
  if (!work)
    return NULL;
  work->map = map;
  work->drive = malloc(3 * n * sizeof *work->drive);
  work->gain = work->drive + n;
  work->image = work->drive + 2 * n;
  work->start = gsl_vector_alloc(n);
  work->solver = gsl_multiroot_fdfsolver_alloc(gsl_multiroot_fdfsolver_hybridsj, n);
  if (work->drive && work->start && work->solver)
    return work;
  fixedpoints_free(work);
  return NULL;
}

void fixedpoints_free(struct fixedpoints *work) {
  if (!work)
    return;
  free(work->drive);
  if (work->start)
    gsl_vector_free(work->start);
  if (work->solver)
    gsl_multiroot_fdfsolver_free(work->solver);
  free(work);
}

/* f(x) - x, for a dense X as GSL hands it over. */
static int displacement(const gsl_vector *x, void *context, gsl_vector *result) {
  struct fixedpoints *work = context;
  map_step(work->map, x->data, work->image);
  for (size_t i = 0; i < x->size; ++i)
    gsl_vector_set(result, i, work->image[i] - x->data[i]);
  return GSL_SUCCESS;
}

static int displacement_jacobian(const gsl_vector *x, void *context,
                                 gsl_matrix *result) {
  struct fixedpoints *work = context;
  const struct map *map = work->map;
  map_drive(map, x->data, work->drive);
  map_gain(map, work->drive, work->gain);
  for (size_t i = 0; i < x->size; ++i)
    for (size_t j = 0; j < x->size; ++j)
      gsl_matrix_set(result, i, j, work->gain[i] * map->W[i * x->size + j] - (i == j));
  return GSL_SUCCESS;
}

static int displacement_both(const gsl_vector *x, void *context, gsl_vector *result,
                             gsl_matrix *jacobian) {
  displacement(x, context, result);
  return displacement_jacobian(x, context, jacobian);
}

bool fixedpoints_solve(struct fixedpoints *work, double *x) {
  size_t n = work->map->dimension;
  gsl_multiroot_function_fdf equations = {displacement, displacement_jacobian,
                                          displacement_both, n, work};
  memcpy(work->start->data, x, n * sizeof *x);
  int status = gsl_multiroot_fdfsolver_set(work->solver, &equations, work->start);
  for (size_t step = 0; !status && step < MOST_STEPS; ++step) {
    status = gsl_multiroot_fdfsolver_iterate(work->solver);
    double scale = cycles_scale(work->map, work->solver->x->data, n);
    if (gsl_multiroot_test_residual(work->solver->f, RESIDUAL * scale) == GSL_SUCCESS) {
      memcpy(x, work->solver->x->data, n * sizeof *x);
      return true;
    }
  }
  return false;
}
