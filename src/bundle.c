#include "bundle.h"

#include <stdlib.h>
#include <string.h>

/* Vectors of eight floats or four doubles; as many sums as hide the latency of an
 * addition behind the others.  The rows of `turned` lie an odd number of cache lines
 * apart, else those of one block would crowd into a few sets of the cache. */
enum { REGISTER = 32, LINE = 64, SUMS = 8, WIDEST = SUMS * REGISTER / sizeof(float) };

/* (This module alone is compiled so that a product and its sum are rounded once where the
 * machine can; see FUSED in the Makefile.) */
#define UNROLL _Pragma("GCC unroll 8")

/* NAME: the rows FIRST and following of W times the TOGETHER vectors of VALUES (active x
 * TOGETHER), into SUMS / TOGETHER registers of IMAGE for each.
 * NAME_list: the units that are not zero in all of the TOGETHER rows X; returns their
 * number. */
#define DEFINE(name, number, together)                                                 \
  typedef number name##_lanes                                                          \
      __attribute__((vector_size(REGISTER), aligned(sizeof(number)), may_alias));      \
  static void name(const number *turned, size_t active, const size_t *index,           \
                         const number *values, number *image) {                        \
    name##_lanes sums[together][SUMS / together];                                      \
    UNROLL for (size_t t = 0; t < together; ++t)                                       \
      UNROLL for (size_t i = 0; i < SUMS / together; ++i)                              \
        sums[t][i] = (name##_lanes){0};                                                \
    for (size_t k = 0; k < active; ++k) {                                              \
      const name##_lanes *row = (const name##_lanes *)(turned + index[k]);             \
      UNROLL for (size_t t = 0; t < together; ++t)                                     \
        UNROLL for (size_t i = 0; i < SUMS / together; ++i)                            \
          sums[t][i] += row[i] * values[k * together + t];                             \
    }                                                                                  \
    UNROLL for (size_t t = 0; t < together; ++t)                                       \
      UNROLL for (size_t i = 0; i < SUMS / together; ++i)                              \
        ((name##_lanes *)image)[t * (SUMS / together) + i] = sums[t][i];               \
  }                                                                                    \
  static size_t name##_list(size_t n, size_t stride, const double *x, size_t *index,   \
                            number *values) {                                          \
    size_t active = 0;                                                                 \
    for (size_t j = 0; j < n; ++j) {                                                   \
      int now = 0;                                                                     \
      for (size_t t = 0; t < together; ++t) {                                          \
        values[active * together + t] = (number)x[t * n + j];                          \
        now |= x[t * n + j] != 0.0;                                                    \
      }                                                                                \
      index[active] = j * stride;                                                      \
      active += (size_t)now;                                                           \
    }                                                                                  \
    return active;                                                                     \
  }                                                                                    \
  static void name##_multiply(struct bundle *bundle, size_t count,                     \
                              const double *states, double *images) {                  \
    enum { WIDTH = SUMS / together * REGISTER / sizeof(number) };                      \
    size_t n = bundle->units;                                                          \
    number *values = bundle->values, image[together * WIDTH];                          \
    const number *turned = bundle->turned;                                             \
    for (size_t r = 0; r < count; r += together)                                       \
      bundle->active[r] = name##_list(n, bundle->stride, states + r * n,               \
                                      bundle->index + r * n, values + r * n);          \
    for (size_t first = 0; first < n; first += WIDTH) {                                \
      size_t width = n - first < WIDTH ? n - first : WIDTH;                            \
      for (size_t r = 0; r < count; r += together) {                                   \
        name(turned + first, bundle->active[r], bundle->index + r * n, values + r * n, \
             image);                                                                   \
        double *out = images + r * n + first;                                          \
        for (size_t t = 0; t < together && width == WIDTH; ++t)                        \
          for (size_t i = 0; i < WIDTH; ++i)                                           \
            out[t * n + i] = (double)image[t * WIDTH + i];                             \
        for (size_t t = 0; t < together && width < WIDTH; ++t)                         \
          for (size_t i = 0; i < width; ++i)                                           \
            out[t * n + i] = (double)image[t * WIDTH + i];                             \
      }                                                                                \
    }                                                                                  \
  }

DEFINE(single_1, float, 1)
DEFINE(single_2, float, 2)
DEFINE(single_4, float, 4)
DEFINE(double_1, double, 1)
DEFINE(double_2, double, 2)
DEFINE(double_4, double, 4)

int bundle_alloc(struct bundle *bundle, size_t units, const double *W, size_t most,
                 int single, struct fault *fault) {
  size_t size = single ? sizeof(float) : sizeof(double);
  size_t lines = ((units + WIDEST - 1) / WIDEST * WIDEST * size + LINE - 1) / LINE | 1;
  size_t stride = lines * LINE / size;
  memset(bundle, 0, sizeof *bundle);
  bundle->units = units;
  bundle->most = most;
  bundle->stride = stride;
  bundle->single = single;
  bundle->block = calloc(units * (stride + most) * size + LINE, 1);
  bundle->index = malloc((units + 1) * most * sizeof *bundle->index);
  if (!bundle->block || !bundle->index) {
    bundle_free(bundle);
    return fault_set(fault, "no memory for %zu states of %zu units", most, units);
  }
  bundle->turned = (char *)bundle->block + (LINE - (size_t)bundle->block % LINE);
  bundle->values = (char *)bundle->turned + units * stride * size;
  bundle->active = bundle->index + units * most;
  for (size_t i = 0; i < units; ++i)
    for (size_t j = 0; j < units; ++j)
      if (single)
        ((float *)bundle->turned)[j * stride + i] = (float)W[i * units + j];
      else
        ((double *)bundle->turned)[j * stride + i] = W[i * units + j];
  return 0;
}

void bundle_free(struct bundle *bundle) {
  free(bundle->block);
  free(bundle->index);
  memset(bundle, 0, sizeof *bundle);
}

void bundle_multiply(struct bundle *bundle, size_t count, size_t together,
                     const double *states, double *images) {
  void (*const single[])(struct bundle *, size_t, const double *, double *) = {
      single_1_multiply, single_2_multiply, single_4_multiply};
  void (*const twice[])(struct bundle *, size_t, const double *, double *) = {
      double_1_multiply, double_2_multiply, double_4_multiply};
  (bundle->single ? single : twice)[together / 2](bundle, count, states, images);
}
