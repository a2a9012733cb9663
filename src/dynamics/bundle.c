#include "bundle.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif
#include <stdlib.h>
#include <string.h>

/* As many sums, each in one register, as hide the latency of an addition behind the
 * others.  The rows of `turned` lie an odd number of cache lines apart, else those of
 * one tile would crowd into a few sets of the cache. */
enum { LINE = 64, SUMS = 8, WIDEST = SUMS * LINE / sizeof(float) };

/* (This module alone is compiled so that a product and its sum are rounded once where
 * the machine can; see of_bundle in the Makefile.) */
#define UNROLL _Pragma("GCC unroll 8")

/* The units that are not zero in all of the TOGETHER rows X; returns their number. */
static size_t list(size_t n, size_t together, const double *x, size_t *index) {
  size_t active = 0;
  for (size_t j = 0; j < n; ++j) {
    int now = 0;
    for (size_t t = 0; t < together; ++t)
      now |= x[t * n + j] != 0.0;
    index[active] = j;
    active += (size_t)now;
  }
  return active;
}

/* NAME: the rows FIRST and following of W times the TOGETHER vectors of VALUES (active x
 * TOGETHER), into SUMS / TOGETHER registers of SIZE bytes of IMAGE for each.
 * NAME_multiply: all rows of W times COUNT states; FIND lists their active units. */
#define DEFINE(target, name, number, together, size, find)                             \
  typedef number name##_lanes                                                          \
      __attribute__((vector_size(size), aligned(sizeof(number)), may_alias));          \
  target static void name(const number *turned, size_t stride, size_t active,          \
                          const size_t *index, const number *values, number *image) {  \
    name##_lanes sums[together][SUMS / together];                                      \
    UNROLL for (size_t t = 0; t < together; ++t)                                       \
      UNROLL for (size_t i = 0; i < SUMS / together; ++i)                              \
        sums[t][i] = (name##_lanes){0};                                                \
    for (size_t k = 0; k < active; ++k) {                                              \
      const name##_lanes *row = (const name##_lanes *)(turned + index[k] * stride);    \
      UNROLL for (size_t t = 0; t < together; ++t)                                     \
        UNROLL for (size_t i = 0; i < SUMS / together; ++i)                            \
          sums[t][i] += row[i] * values[k * together + t];                             \
    }                                                                                  \
    UNROLL for (size_t t = 0; t < together; ++t)                                       \
      UNROLL for (size_t i = 0; i < SUMS / together; ++i)                              \
        ((name##_lanes *)image)[t * (SUMS / together) + i] = sums[t][i];               \
  }                                                                                    \
  target static void name##_multiply(struct bundle *bundle, size_t count,              \
                                     const double *states, double *images) {           \
    enum { WIDTH = SUMS / together * size / sizeof(number) };                          \
    size_t n = bundle->units;                                                          \
    number *values = bundle->values, image[together * WIDTH];                          \
    const number *turned = bundle->turned;                                             \
    for (size_t r = 0; r < count; r += together) {                                     \
      size_t *index = bundle->index + r * n;                                           \
      bundle->active[r] = find(n, together, states + r * n, index);                    \
      for (size_t k = 0; k < bundle->active[r]; ++k)                                   \
        for (size_t t = 0; t < together; ++t)                                          \
          values[r * n + k * together + t] = (number)states[(r + t) * n + index[k]];   \
    }                                                                                  \
    for (size_t first = 0; first < n; first += WIDTH) {                                \
      size_t width = n - first < WIDTH ? n - first : WIDTH;                            \
      for (size_t r = 0; r < count; r += together) {                                   \
        name(turned + first, bundle->stride, bundle->active[r], bundle->index + r * n, \
             values + r * n, image);                                                   \
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

DEFINE(, single_1, float, 1, 32, list)
DEFINE(, single_2, float, 2, 32, list)
DEFINE(, single_4, float, 4, 32, list)
DEFINE(, double_1, double, 1, 32, list)
DEFINE(, double_2, double, 2, 32, list)
DEFINE(, double_4, double, 4, 32, list)

#ifdef __x86_64__
/* The same with registers twice as wide, and to the same bits: every number of an image
 * is still one chain in the order of the active units. */
#define WIDE __attribute__((target("avx512f")))
enum { EIGHT = 8 };

WIDE static size_t list_wide(size_t n, size_t together, const double *x,
                             size_t *index) {
  size_t active = 0;
  for (size_t j = 0; j < n; j += EIGHT) {
    __mmask8 now = 0, here = (__mmask8)(n - j < EIGHT ? (1 << (n - j)) - 1 : 0xff);
    __m512i unit = _mm512_add_epi64(_mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0),
                                    _mm512_set1_epi64((long long)j));
    for (size_t t = 0; t < together; ++t)
      now |= _mm512_cmp_pd_mask(_mm512_maskz_loadu_pd(here, x + t * n + j),
                                _mm512_setzero_pd(), _CMP_NEQ_UQ);
    _mm512_storeu_si512(index + active, _mm512_maskz_compress_epi64(now, unit));
    active += (size_t)__builtin_popcount(now);
  }
  return active;
}

DEFINE(WIDE, single_1_wide, float, 1, 64, list_wide)
DEFINE(WIDE, single_2_wide, float, 2, 64, list_wide)
DEFINE(WIDE, single_4_wide, float, 4, 64, list_wide)
DEFINE(WIDE, double_1_wide, double, 1, 64, list_wide)
DEFINE(WIDE, double_2_wide, double, 2, 64, list_wide)
DEFINE(WIDE, double_4_wide, double, 4, 64, list_wide)
#endif

int bundle_alloc(struct bundle *bundle, size_t units, const double *W, size_t most,
                 bool single, struct fault *fault) {
  size_t size = single ? sizeof(float) : sizeof(double);
  size_t lines = ((units + WIDEST - 1) / WIDEST * WIDEST * size + LINE - 1) / LINE | 1;
  size_t stride = lines * LINE / size;
  memset(bundle, 0, sizeof *bundle);
  bundle->units = units;
  bundle->most = most;
  bundle->stride = stride;
  bundle->single = single;
#ifdef __x86_64__
  bundle->wide = __builtin_cpu_supports("avx512f") != 0;
#endif
  bundle->memory = calloc(units * (stride + most) * size + LINE, 1);
  bundle->index = malloc(((units + 1) * most + LINE) * sizeof *bundle->index);
  if (!bundle->memory || !bundle->index) {
    bundle_free(bundle);
    return fault_set(fault, "no memory for %zu states of %zu units", most, units);
  }
  bundle->turned = (char *)bundle->memory + (LINE - (size_t)bundle->memory % LINE);
  bundle->values = (char *)bundle->turned + units * stride * size;
  bundle->active = bundle->index + units * most + LINE;
  for (size_t i = 0; i < units; ++i)
    for (size_t j = 0; j < units; ++j)
      if (single)
        ((float *)bundle->turned)[j * stride + i] = (float)W[i * units + j];
      else
        ((double *)bundle->turned)[j * stride + i] = W[i * units + j];
  return 0;
}

void bundle_free(struct bundle *bundle) {
  free(bundle->memory);
  free(bundle->index);
  memset(bundle, 0, sizeof *bundle);
}

void bundle_multiply(struct bundle *bundle, size_t count, size_t together,
                     const double *states, double *images) {
  void (*const kernels[][2][3])(struct bundle *, size_t, const double *, double *) = {
      {{double_1_multiply, double_2_multiply, double_4_multiply},
       {single_1_multiply, single_2_multiply, single_4_multiply}},
#ifdef __x86_64__
      {{double_1_wide_multiply, double_2_wide_multiply, double_4_wide_multiply},
       {single_1_wide_multiply, single_2_wide_multiply, single_4_wide_multiply}}
#endif
  };
  size_t rest = count % together, done = (count - rest) * bundle->units;
  kernels[bundle->wide][bundle->single][together / 2](bundle, count - rest, states,
                                                      images);
  kernels[bundle->wide][bundle->single][0](bundle, rest, states + done,
                                           images + done);
}
