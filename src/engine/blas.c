#include "blas.h"

#include <cblas.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Haswell is the oldest kernel with AVX2, present in every OpenBLAS since 2013; the
 * cache size enters the blocking and so the order of sums.  LIBXSMM calls it hsw. */
static const char *const pinned[][2] = {
#ifdef __x86_64__
    {"OPENBLAS_CORETYPE", "Haswell"},
    {"OPENBLAS_L2_SIZE", "512"},
    {"LIBXSMM_TARGET", "hsw"},
#endif
    {"OPENBLAS_NUM_THREADS", "1"},
    {"OMP_NUM_THREADS", "1"},
    /* Memory in large pages, and kept once taken: the records of orbits, written side
     * by side, would take half as long again with small pages and ever new ones. */
    {"GLIBC_TUNABLES", "glibc.malloc.hugetlb=1:glibc.malloc.mmap_max=0:"
                       "glibc.malloc.trim_threshold=4294967296"},
};

int blas_pin(char **argv, struct fault *fault) {
  int differs = 0;
  for (size_t i = 0; i < sizeof pinned / sizeof *pinned; ++i) {
    const char *value = getenv(pinned[i][0]);
    if (!value || strcmp(value, pinned[i][1])) {
      differs = 1;
      if (setenv(pinned[i][0], pinned[i][1], 1))
        return fault_set(fault, "the environment cannot be set: %s", strerror(errno));
    }
  }
  if (!differs)
    return 0;
  execv("/proc/self/exe", argv);
  return fault_set(fault, "cannot start anew with the pinned environment: %s",
                   strerror(errno));
}

const char *blas_kernel(void) {
  return openblas_get_corename();
}

const char *blas_version(void) {
  return openblas_get_config();
}
