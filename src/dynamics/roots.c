#include "roots.h"

#include "fixedpoints.h"

#include <stdlib.h>
#include <string.h>

int roots_search(const struct map *map, size_t count, size_t slow, const double *starts,
                 struct cycles *found, struct fault *fault) {
  struct cycles_work work;
  size_t n = map->dimension;
  bool added;
  int failed = cycles_work_alloc(&work, n, 1, fault);
  if (failed)
    return failed;
  struct fixedpoints *solver = fixedpoints_alloc(map);
  double *point = malloc(n * sizeof *point), residual;
  if (!solver || !point)
    failed = fault_set(fault, "no memory for the fixed points of %zu units", n);
  for (size_t k = 0; k < count + slow && !failed; ++k) {
    memcpy(point, starts + k % count * n, n * sizeof *point);
    if (k >= count && !fixedpoints_solve(solver, point))
      continue;
    if (cycles_solve(map, 1, point, &residual, &work) == CYCLES_FOUND)
      failed = cycles_add(found, map, 1, point, residual, &work, &added, fault);
  }
  cycles_sort(found);
  free(point);
  fixedpoints_free(solver);
  cycles_work_free(&work);
  return failed;
}
