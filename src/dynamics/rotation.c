#include "rotation.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>

enum {
  LANES = 8,
  SAMPLE = 256, /* states that the principal components are found from */
  ROUNDS = 8    /* of orthogonal iteration: any plane will do that shows the turning */
};
static const double SHRINKING = 0.96; /* of returns, early and late in a record: what
                                         the speed along a curve does not vary by */
static const double BETWEEN = 0.75;   /* of the record, from the middle of its first to
                                         that of its last quarter */
static const double DOUBTED = 2.0;    /* times what is left of a gap may hold a cycle */
static const double TURN = 6.283185307179586;

double rotation_average(const double *values, size_t count) {
  double sum = 0.0, weights = 0.0;
  for (size_t t = 1; t < count; ++t) {
    double s = (double)t / (double)count, weight = exp(-1.0 / (s * (1.0 - s)));
    if (values[t] == -INFINITY) /* (whose product with a weight of 0 is no number) */
      return -INFINITY;
    sum += weight * values[t];
    weights += weight;
  }
  return sum / weights;
}

/* Gram and Schmidt on the two AXES (2 x n); one that vanishes stays zero. */
static void orthonormalise(float *axes, size_t n) {
  int size = (int)n;
  for (size_t k = 0; k < 2; ++k) {
    float *axis = axes + k * n;
    if (k)
      cblas_saxpy(size, -cblas_sdot(size, axes, 1, axis, 1), axes, 1, axis, 1);
    float norm = cblas_snrm2(size, axis, 1);
    cblas_sscal(size, norm > 0.0f ? 1.0f / norm : 0.0f, axis, 1);
  }
}

/* The states STRIDE apart on the axes, relative to their mean: xy (count x 2). */
static void project(const float *states, size_t count, size_t stride, size_t n,
                    const float *axes, float *xy) {
  double mean[2] = {0.0, 0.0};
  for (size_t k = 0; k < 2; ++k)
    cblas_sgemv(CblasRowMajor, CblasNoTrans, (int)count, (int)n, 1.0f, states,
                (int)(stride * n), axes + k * n, 1, 0.0f, xy + k, 2);
  for (size_t t = 0; t < 2 * count; ++t)
    mean[t % 2] += (double)xy[t] / (double)count;
  for (size_t t = 0; t < 2 * count; ++t)
    xy[t] -= (float)mean[t % 2];
}

/* The plane of the two leading principal components of COUNT states STRIDE apart, found
 * from some of them: AXES (2 x N), orthonormal. */
static int find_axes(const float *states, size_t count, size_t stride, size_t n,
                     float *axes, struct fault *fault) {
  size_t step = count / SAMPLE + 1, sample = (count - 1) / step + 1;
  float *xy = malloc(2 * sample * sizeof *xy);
  if (!xy)
    return fault_set(fault, "no memory for the principal components of %zu units", n);
  for (size_t i = 0; i < 2 * n; ++i)
    axes[i] = cosf((float)(i * i % 1009)); /* generic */
  for (size_t round = 0; round < ROUNDS; ++round) {
    orthonormalise(axes, n);
    project(states, sample, step * stride, n, axes, xy);
    for (size_t k = 0; k < 2; ++k)
      cblas_sgemv(CblasRowMajor, CblasTrans, (int)sample, (int)n, 1.0f, states,
                  (int)(step * stride * n), xy + k, 2, 0.0f, axes + k * n, 1);
  }
  orthonormalise(axes, n);
  free(xy);
  return 0;
}

/* Share of a turn from each state to the next (count - 1), in a unit interval centred
 * on their circular mean, so that no step is counted a turn too many or too few. */
static void find_turns(const float *xy, size_t count, double *turns) {
  double x = 0.0, y = 0.0;
  for (size_t t = 0; t + 1 < count; ++t) {
    double ax = (double)xy[2 * t], ay = (double)xy[2 * t + 1];
    double bx = (double)xy[2 * t + 2], by = (double)xy[2 * t + 3];
    double angle = atan2(ax * by - ay * bx, ax * bx + ay * by);
    turns[t] = angle / TURN;
    x += cos(angle);
    y += sin(angle);
  }
  double centre = atan2(y, x) / TURN;
  for (size_t t = 0; t + 1 < count; ++t)
    turns[t] -= round(turns[t] - centre);
}

struct phase {
  double value;
  size_t time;
};

static int by_phase(const void *left, const void *right) {
  const struct phase *a = left, *b = right;
  return (a->value > b->value) - (a->value < b->value);
}

/* Squared distance of X from the segment AB.  Eight partial sums, which the compiler
 * turns into vector instructions. */
static double from_segment(const float *x, const float *a, const float *b, size_t n) {
  float along[LANES] = {0}, length[LANES] = {0}, square[LANES] = {0};
  for (size_t i = 0; i < n; i += LANES)
    for (size_t k = 0; k < LANES && i + k < n; ++k) {
      float side = b[i + k] - a[i + k], off = x[i + k] - a[i + k];
      along[k] += side * off;
      length[k] += side * side;
      square[k] += off * off;
    }
  double sums[3] = {0.0, 0.0, 0.0};
  for (size_t k = 0; k < LANES; ++k) {
    sums[0] += (double)along[k];
    sums[1] += (double)length[k];
    sums[2] += (double)square[k];
  }
  double share = sums[1] > 0.0 ? fmin(fmax(sums[0] / sums[1], 0.0), 1.0) : 0.0;
  return fmax(sums[2] - share * (2.0 * sums[0] - share * sums[1]), 0.0);
}

static double spread(const float *xy, size_t count) {
  double square = 0.0;
  for (size_t t = 0; t < 2 * count; ++t)
    square += (double)xy[t] * (double)xy[t];
  return sqrt(square / (double)count);
}

/* The states lie STRIDE rows of N apart. */
static double find_defect(const float *states, size_t count, size_t stride, size_t n,
                          double number, double radius, struct phase *phases) {
  size_t half = count / 2;
  double square = 0.0;
  for (size_t t = 0; t < count; ++t)
    phases[t] = (struct phase){number * (double)t - floor(number * (double)t), t};
  qsort(phases, half, sizeof *phases, by_phase);
  for (size_t t = half; t < count; ++t) {
    size_t low = 0, high = half; /* first curve point at or behind the phase */
    while (low < high) {
      size_t middle = (low + high) / 2;
      if (phases[middle].value < phases[t].value)
        low = middle + 1;
      else
        high = middle;
    }
    size_t after = phases[low < half ? low : 0].time,
           before = phases[(low ? low : half) - 1].time;
    square += from_segment(states + t * stride * n, states + before * stride * n,
                           states + after * stride * n, n);
  }
  return sqrt(square / (double)(count - half)) / radius;
}

/* SUMS (count + 1) receives the sums over all phi before a step. */
static void exclude_fractions(const double *turns, size_t count, double number,
                              size_t longest, double *sums, struct rotation *rotation) {
  double phi = 0.0;
  sums[0] = 0.0;
  for (size_t t = 0; t < count; ++t) {
    sums[t + 1] = sums[t] + phi;
    phi += t + 1 < count ? turns[t] : 0.0;
  }
  rotation->locked = 0;
  rotation->needed = 0.0;
  for (size_t q = 1; q <= longest; ++q) {
    double whole = round((double)q * number);
    double gap = fabs((double)q * number - whole), creep = 0.0;
    if (q < count)
      creep = sums[count] - sums[q] - sums[count - q] - whole * (double)(count - q);
    if (fabs(creep) <= 1.0 && !rotation->locked)
      rotation->locked = q;
    rotation->needed = fmax(rotation->needed, (double)q + 1.0 / gap);
  }
}

int rotation_of_one(const float *states, size_t count, size_t n, size_t curves,
                    size_t longest, float *axes, struct rotation *rotation,
                    struct fault *fault) {
  size_t here = (count - 1) / curves + 1;
  float *xy = malloc(2 * here * sizeof *xy);
  double *turns = malloc((2 * here + 1) * sizeof *turns);
  struct phase *phases = malloc(here * sizeof *phases);
  int failed =
      xy && turns && phases ? 0 : fault_set(fault, "no memory for %zu states", count);
  if (!failed)
    failed = find_axes(states, here, curves, n, axes, fault);
  if (!failed) {
    project(states, here, curves, n, axes, xy);
    find_turns(xy, here, turns);
    double number = rotation_average(turns, here - 1);
    exclude_fractions(turns, here, number, longest, turns + here, rotation);
    number -= floor(number);
    rotation->defect =
        find_defect(states, here, curves, n, number, spread(xy, here), phases);
    rotation->number = fmin(number, 1.0 - number);
  }
  free(xy);
  free(turns);
  free(phases);
  return failed;
}

/* Mean distance of Q-th return over the COUNT points from FIRST on. */
static double returns_by(const float *xy, size_t first, size_t count, size_t q) {
  double sum = 0.0;
  for (size_t t = first; t < first + count; ++t)
    sum += hypot((double)(xy[2 * (t + q)] - xy[2 * t]),
                 (double)(xy[2 * (t + q) + 1] - xy[2 * t + 1]));
  return sum / (double)count;
}

/* The SUMS are those of exclude_fractions. */
static void find_suspects(const float *xy, size_t count, double number,
                          const double *sums, size_t most, struct rotation *rotation) {
  rotation->suspected = 0;
  rotation->excluded = count / 5 * 4 < most ? count / 5 * 4 : most;
  for (size_t q = 1; q <= most && q <= count / 5 * 4; ++q) {
    double whole = round((double)q * number);
    double creep =
        sums[count] - sums[q] - sums[count - q] - whole * (double)(count - q);
    size_t part = (count - q) / 4;
    if (fabs(creep) > 1.0)
      continue;
    rotation->excluded = q - 1 < rotation->excluded ? q - 1 : rotation->excluded;
    if (rotation->suspected == ROTATION_SUSPECTS)
      continue;
    double early = returns_by(xy, 0, part, q);
    double late = returns_by(xy, count - q - part, part, q), swept = fabs(creep);
    if (late < SHRINKING * early &&
        BETWEEN * swept * late <= DOUBTED * (1.0 - swept) * (early - late))
      rotation->suspects[rotation->suspected++] = q;
  }
}

int rotation_follow(const float *xy, size_t count, size_t curves, size_t longest,
                    size_t most, struct rotation *rotation, struct fault *fault) {
  size_t here = (count - 1) / curves + 1;
  float *own = malloc(2 * here * sizeof *own);
  double *turns = malloc((2 * here + 1) * sizeof *turns), mean[2] = {0.0, 0.0};
  if (!own || !turns) {
    free(own);
    free(turns);
    return fault_set(fault, "no memory for %zu turns", here);
  }
  for (size_t t = 0; t < 2 * here; ++t)
    mean[t % 2] += (double)xy[t / 2 * curves * 2 + t % 2] / (double)here;
  for (size_t t = 0; t < 2 * here; ++t)
    own[t] = (float)((double)xy[t / 2 * curves * 2 + t % 2] - mean[t % 2]);
  find_turns(own, here, turns);
  double number = rotation_average(turns, here - 1);
  exclude_fractions(turns, here, number, longest, turns + here, rotation);
  find_suspects(own, here, number, turns + here, most, rotation);
  number -= floor(number);
  rotation->number = fmin(number, 1.0 - number);
  rotation->defect = NAN;
  free(own);
  free(turns);
  return 0;
}
