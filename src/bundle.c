#include "bundle.h"

#include <cblas.h>
#include <stdlib.h>
#include <string.h>

/* A packing may hold this share of units that have fallen silent before it is redone.
 */
static const double SLACK = 0.2;

int bundle_alloc(struct bundle *bundle, size_t units, const double *W, size_t most,
                 int single, struct fault *fault) {
  size_t square = units * units, block = most * units;
  memset(bundle, 0, sizeof *bundle);
  bundle->units = units;
  bundle->most = most;
  bundle->single = single;
  bundle->turned = malloc((single ? square : 2 * square + block) * sizeof(double));
  bundle->packed_single = malloc((single ? square + 2 * block : 1) * sizeof(float));
  bundle->index = malloc(units * sizeof *bundle->index);
  bundle->kept = calloc(2 * units, 1);
  if (!bundle->turned || !bundle->packed_single || !bundle->index || !bundle->kept) {
    bundle_free(bundle);
    return fault_set(fault, "no memory for %zu states of %zu units", most, units);
  }
  bundle->packed = bundle->turned + square;
  bundle->gathered = bundle->packed + square;
  bundle->gathered_single = bundle->packed_single + square;
  bundle->images_single = bundle->gathered_single + block;
  bundle->now = bundle->kept + units;
  for (size_t i = 0; i < units; ++i)
    for (size_t j = 0; j < units; ++j)
      bundle->turned[j * units + i] = W[i * units + j];
  return 0;
}

void bundle_free(struct bundle *bundle) {
  free(bundle->turned);
  free(bundle->packed_single);
  free(bundle->index);
  free(bundle->kept);
  memset(bundle, 0, sizeof *bundle);
}

static void pack(struct bundle *bundle) {
  size_t n = bundle->units;
  bundle->used = 0;
  for (size_t j = 0; j < n; ++j)
    if (bundle->now[j]) {
      const double *row = bundle->turned + j * n;
      if (bundle->single)
        for (size_t i = 0; i < n; ++i)
          bundle->packed_single[bundle->used * n + i] = (float)row[i];
      else
        memcpy(bundle->packed + bundle->used * n, row, n * sizeof *row);
      bundle->index[bundle->used++] = j;
    }
  memcpy(bundle->kept, bundle->now, n);
}

/* Packs again if a unit is active that is not packed, or too many are packed in vain.
 */
static void keep_packed(struct bundle *bundle, size_t count, const double *states) {
  size_t n = bundle->units, active = 0;
  int lacking = 0;
  unsigned char *restrict now = bundle->now; /* restrict: else nothing is vectorised */
  memset(now, 0, n);
  for (size_t r = 0; r < count; ++r)
    for (size_t j = 0; j < n; ++j)
      now[j] |= states[r * n + j] != 0.0;
  for (size_t j = 0; j < n; ++j) {
    active += bundle->now[j];
    lacking |= bundle->now[j] && !bundle->kept[j];
  }
  if (lacking || (double)(bundle->used - active) > SLACK * (double)bundle->used)
    pack(bundle);
}

static void multiply_single(struct bundle *bundle, size_t count, const double *states,
                            double *images) {
  size_t n = bundle->units, used = bundle->used;
  for (size_t r = 0; r < count; ++r)
    for (size_t k = 0; k < used; ++k)
      bundle->gathered_single[r * used + k] = (float)states[r * n + bundle->index[k]];
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)count, (int)n, (int)used,
              1.0f, bundle->gathered_single, (int)used, bundle->packed_single, (int)n,
              0.0f, bundle->images_single, (int)n);
  for (size_t i = 0; i < count * n; ++i)
    images[i] = (double)bundle->images_single[i];
}

static void multiply_double(struct bundle *bundle, size_t count, const double *states,
                            double *images) {
  size_t n = bundle->units, used = bundle->used;
  for (size_t r = 0; r < count; ++r)
    for (size_t k = 0; k < used; ++k)
      bundle->gathered[r * used + k] = states[r * n + bundle->index[k]];
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)count, (int)n, (int)used,
              1.0, bundle->gathered, (int)used, bundle->packed, (int)n, 0.0, images,
              (int)n);
}

void bundle_multiply(struct bundle *bundle, size_t count, const double *states,
                     double *images) {
  keep_packed(bundle, count, states);
  if (bundle->used == 0)
    memset(images, 0, count * bundle->units * sizeof *images);
  else if (bundle->single)
    multiply_single(bundle, count, states, images);
  else
    multiply_double(bundle, count, states, images);
}
