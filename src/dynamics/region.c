#include "region.h"

#include "gramschmidt.h"
#include "spectrum.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  DOUBLINGS = 24, /* J^{2^24} stays between the bounds only if |radius - 1| < 1e-6 */
  LEADING = 4,    /* vectors of the subspace iteration for the radius */
  ROUNDS = 8      /* its applications of the last power */
};
static const double SLOW = 0.9;   /* radius from which P of all of J is a poor bound */
static const double SHRUNK = 0.1; /* norm of a power that ends the doubling */
static const double INVARIANT = 1e-8;  /* of J q that may lie outside a subspace of such
                                          q that is taken for invariant */
static const double GROWN = 1e8;       /* norm that no stable matrix's power reaches */
static const double RANK_ONE = 1e-9;   /* |A^2/|A^2| - A/|A|| of a power along v u' */
static const double LEAST_TURN = 1e-5; /* sine of the angle: less may be rounding of two
                                          real eigenvalues */

struct region *region_alloc(size_t units, const double *W,
                            const unsigned char *active) {
  struct region *region = calloc(1, sizeof *region);
  size_t a = 0;
  for (size_t i = 0; i < units; ++i)
    a += active[i] != 0;
  double *memory = calloc(2 * a * a + 4 * a + 3 * units, sizeof *memory);
  size_t *index = malloc((units + 1) * sizeof *index);
  int *pivots = malloc((a + 1) * sizeof *pivots);
  if (!region || !memory || !index || !pivots) {
    free(region);
    free(memory);
    free(index);
    free(pivots);
    return NULL;
  }
  *region = (struct region){.units = units,
                            .active = a,
                            .index = index,
                            .pivots = pivots,
                            .factors = memory,
                            .P = memory + a * a,
                            .right = memory + 2 * a * a,
                            .left = memory + 2 * a * a + 2 * a,
                            .sensitivity = memory + 2 * a * a + 4 * a,
                            .full = memory + 2 * a * a + 4 * a + units,
                            .along = memory + 2 * a * a + 4 * a + 2 * units};
  for (size_t i = 0, k = 0; i < units; ++i)
    if (active[i])
      index[k++] = i;
  while (region->linear < units && active[region->linear] == REGION_LINEAR)
    ++region->linear;
  for (size_t i = 0; i < a; ++i)
    for (size_t j = 0; j < a; ++j)
      region->factors[j * a + i] = (i == j) - W[index[i] * units + index[j]];
  if (a) /* (of matrices by rows LAPACKE makes copies, and may lack memory for them) */
    region->singular = LAPACKE_dgetrf(LAPACK_COL_MAJOR, (int)a, (int)a, region->factors,
                                      (int)a, pivots) != 0;
  return region;
}

void region_free(struct region *region) {
  if (!region)
    return;
  free(region->factors);
  free(region->index);
  free(region->pivots);
  free(region);
}

void region_solve(struct region *region, const double *W, const double *d,
                  struct region_point *point) {
  size_t a = region->active, n = region->units;
  for (size_t k = 0; k < a; ++k)
    point->state[k] = d[region->index[k]];
  point->inside = !region->singular;
  if (region->singular)
    return;
  if (a)
    LAPACKE_dgetrs(LAPACK_COL_MAJOR, 'N', (int)a, 1, region->factors, (int)a,
                   region->pivots, point->state, (int)a);
  for (size_t k = 0; k < a; ++k)
    region->full[region->index[k]] = point->state[k];
  memcpy(point->drive, d, n * sizeof *d);
  cblas_dgemv(CblasRowMajor, CblasNoTrans, (int)n, (int)n, 1.0, W, (int)n, region->full,
              1, 1.0, point->drive, 1);
  for (size_t i = 0, k = 0; i < region->units; ++i) {
    bool active = k < a && region->index[k] == i;
    k += (size_t)active;
    if (i >= region->linear)
      point->inside &= active ? point->drive[i] > 0.0 : point->drive[i] < 0.0;
  }
}

static void multiply(bool turned, size_t a, const double *left, const double *right,
                     double scale, double *result) {
  int n = (int)a;
  cblas_dgemm(CblasRowMajor, turned ? CblasTrans : CblasNoTrans, CblasNoTrans, n, n,
              n, 1.0, left, n, right, n, scale, result, n);
}

/* (dnrm2 would also serve numbers beyond 1e154 or all below 1e-154, but slowly.) */
static double norm_of(size_t count, const double *numbers) {
  return sqrt(cblas_ddot((int)count, numbers, 1, numbers, 1));
}

/* POWERS (up to DOUBLINGS + 1 matrices A x A): the first, given, then its square and so
 * on until one has shrunk or grown, the last, whose norm is returned; how many. */
static double double_powers(size_t a, double *powers, size_t *count) {
  double norm = norm_of(a * a, powers);
  for (*count = 1; *count <= DOUBLINGS && norm > SHRUNK && norm < GROWN; ++*count) {
    const double *last = powers + (*count - 1) * a * a;
    multiply(false, a, last, last, 0.0, powers + *count * a * a);
    norm = norm_of(a * a, powers + *count * a * a);
  }
  return norm;
}

/* Sums P from all POWERS but the last.  What the sum lacks is at most |last|^2 |P| / (1
 * - |last|^2) on the diagonal, with the norm of the last, and is put there. */
static void sum_stein(size_t a, const double *powers, size_t count, double norm,
                      double *P, double *spare) {
  memset(P, 0, a * a * sizeof *P);
  for (size_t k = 0; k < a; ++k)
    P[k * a + k] = 1.0;
  for (size_t k = 0; k + 1 < count; ++k) {
    multiply(false, a, P, powers + k * a * a, 0.0, spare);
    multiply(true, a, powers + k * a * a, spare, 1.0, P);
  }
  double rest = norm * norm / (1.0 - norm * norm) * norm_of(a * a, P);
  for (size_t k = 0; k < a; ++k)
    P[k * a + k] += rest;
}

/* Spectral radius of J: by QR where that is cheap, else as the radius of J on the
 * subspace of LEADING vectors to which the power of J leads; where these are not enough
 * because more eigenvalues have nearly the same modulus, by QR again. */
static int find_radius(struct region *region, const double *J, const double *power,
                       double *work, struct fault *fault) {
  size_t a = region->active;
  if (a <= 8 * LEADING)
    return spectrum_radius(a, J, &region->radius, fault);
  double *Q = work, *image = work + LEADING * a, small[LEADING * LEADING];
  for (size_t k = 0; k < LEADING; ++k)
    for (size_t i = 0; i < a; ++i)
      Q[k * a + i] = cos((double)((k + 1) * (i + 1))); /* any generic vectors */
  for (size_t round = 0; round <= ROUNDS; ++round) {
    gramschmidt(Q, LEADING, a, NULL);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, LEADING, (int)a, (int)a, 1.0,
                Q, (int)a, round < ROUNDS ? power : J, (int)a, 0.0, image, (int)a);
    if (round < ROUNDS)
      memcpy(Q, image, LEADING * a * sizeof *Q);
  }
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, LEADING, LEADING, (int)a, 1.0, Q,
              (int)a, image, (int)a, 0.0, small, LEADING);
  /* Row k of the image is J q_k; what of it lies outside the subspace? */
  double whole = norm_of(LEADING * a, image);
  for (size_t k = 0; k < LEADING; ++k)
    for (size_t j = 0; j < LEADING; ++j)
      cblas_daxpy((int)a, -small[j * LEADING + k], Q + j * a, 1, image + k * a, 1);
  if (!(norm_of(LEADING * a, image) <= INVARIANT * whole))
    return spectrum_radius(a, J, &region->radius, fault);
  return spectrum_radius(LEADING, small, &region->radius, fault);
}

static void transpose(size_t a, const double *matrix, double *turned) {
  for (size_t i = 0; i < a; ++i)
    for (size_t j = 0; j < a; ++j)
      turned[j * a + i] = matrix[i * a + j];
}

/* sqrt(w_i'P^{-1} w_i) for every unit, from P = L L': the length of L^{-1} w_i.
 * -1 if P is not positive definite. */
static int find_sensitivity(struct region *region, const double *W, double *P,
                            double *columns, double *rows) {
  size_t a = region->active, n = region->units;
  transpose(a, region->P, columns);
  if (a && LAPACKE_dpotrf(LAPACK_COL_MAJOR, 'L', (int)a, columns, (int)a))
    return -1;
  transpose(a, columns, P);
  for (size_t i = 0; i < n; ++i)
    for (size_t k = 0; k < a; ++k)
      rows[i * a + k] = W[i * n + region->index[k]];
  cblas_dtrsm(CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, (int)n,
              (int)a, 1.0, P, (int)a, rows, (int)a);
  for (size_t i = 0; i < n; ++i)
    region->sensitivity[i] = norm_of(a, rows + i * a);
  return 0;
}

/* What leads is found by squaring, not by LAPACK's dgeev with right and left vectors:
 * the power is at hand, and products are what a processor does fastest.  Made with
 * dgeev, region_prove took 1.4 to 2.9 times as long for 32 active units, 2.1 to 4.5
 * times for 64 and 1.9 to 3.4 times for 128: random regions of radius 0.93 to 1.2,
 * processor time of two runs on a busy machine, on which the same code took 0.6 to 1.3
 * times as long.  Kinds were the same, and sums of sensitivities but for some 1e-11.
 * Whole runs of more than 0.3 s, on a trained network and on maps where few such
 * regions are met, took 0.9 to 1.2 times as long and wrote the same bytes. */

/* POWER, normalised, becomes its normalised square; the norm of what that changes, or
 * infinity if nothing is left. */
static double square_power(size_t a, double *power, double *spare) {
  int count = (int)(a * a);
  cblas_dscal(count, 1.0 / norm_of(a * a, power), power, 1);
  multiply(false, a, power, power, 0.0, spare);
  double norm = norm_of(a * a, spare);
  if (!(norm > 0.0))
    return INFINITY;
  cblas_dscal(count, 1.0 / norm, spare, 1);
  cblas_daxpy(count, -1.0, spare, 1, power, 1);
  double change = norm_of(a * a, power);
  memcpy(power, spare, a * a * sizeof *power);
  return change;
}

/* v and u of the power v u', scaled to u'v = 1. */
static void split(struct region *region, const double *power) {
  size_t a = region->active, pivot = 0;
  for (size_t i = 0; i < a; ++i)
    if (fabs(power[i * a + i]) > fabs(power[pivot * a + pivot]))
      pivot = i;
  double scale = power[pivot * a + pivot];
  for (size_t i = 0; i < a; ++i) {
    region->right[i] = power[i * a + pivot];
    region->left[i] = power[pivot * a + i] / scale;
  }
  double product = cblas_ddot((int)a, region->left, 1, region->right, 1);
  cblas_dscal((int)a, 1.0 / product, region->left, 1);
}

/* u'J v, the eigenvalue; J becomes (J - lambda v u') / lambda. */
static double deflate(const struct region *region, double *J, double *spare) {
  int a = (int)region->active;
  cblas_dgemv(CblasRowMajor, CblasNoTrans, a, a, 1.0, J, a, region->right, 1, 0.0,
              spare, 1);
  double lambda = cblas_ddot(a, region->left, 1, spare, 1);
  cblas_dger(CblasRowMajor, a, a, -lambda, region->right, 1, region->left, 1, J, a);
  cblas_dscal(a * a, 1.0 / lambda, J, 1);
  return lambda;
}

/* BASIS (2 x A), orthonormal, spans the rows of MATRIX (A x A, which is spoilt): of all
 * that is left the longest row each time, where gramschmidt takes rows in their order.
 * -1 if these are not of rank two. */
static int span_rows(size_t a, double *matrix, double *basis) {
  double all = norm_of(a * a, matrix);
  for (size_t k = 0; k < 2; ++k) {
    double *vector = basis + k * a, most = 0.0;
    for (size_t i = 0; i < a; ++i) {
      double norm = norm_of(a, matrix + i * a);
      if (norm > most) {
        most = norm;
        memcpy(vector, matrix + i * a, a * sizeof *vector);
      }
    }
    if (!(most > RANK_ONE * all))
      return -1;
    cblas_dscal((int)a, 1.0 / most, vector, 1);
    for (size_t i = 0; i < a; ++i)
      cblas_daxpy((int)a, -cblas_ddot((int)a, vector, 1, matrix + i * a, 1), vector, 1,
                  matrix + i * a, 1);
  }
  return norm_of(a * a, matrix) <= RANK_ONE * all ? 0 : -1;
}

/* VECTORS (2 x A) become T VECTORS. */
static void combine(size_t a, const double T[2][2], double *vectors) {
  for (size_t i = 0; i < a; ++i) {
    double first = vectors[i], second = vectors[a + i];
    vectors[i] = T[0][0] * first + T[0][1] * second;
    vectors[a + i] = T[1][0] * first + T[1][1] * second;
  }
}

/* RESULT = (first rows)(second rows)' of 2 x A each; its determinant. */
static double products(size_t a, const double *first, const double *second,
                       double result[2][2]) {
  for (size_t k = 0; k < 2; ++k)
    for (size_t l = 0; l < 2; ++l)
      result[k][l] = cblas_ddot((int)a, first + k * a, 1, second + l * a, 1);
  return result[0][0] * result[1][1] - result[0][1] * result[1][0];
}

/* IMAGE = J V', both 2 x A. */
static void apply(size_t a, const double *J, const double *V, double *image) {
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, 2, (int)a, (int)a, 1.0, V,
              (int)a, J, (int)a, 0.0, image, (int)a);
}

/* From a POWER of J that is of rank two because the leading eigenvalues of J are a
 * complex pair: V and U with U V = 1 and J V = V (alpha, beta; -beta, alpha), a turn
 * and a factor, the modulus, which is returned; 0 where they are none, or turn so
 * little that higher powers may show them to be real.  J becomes (J - J V U) / modulus.
 */
static double find_turn(struct region *region, double *J, const double *power,
                        double *spare) {
  size_t a = region->active;
  double *V = region->right, *U = region->left, G[2][2], M[2][2];
  memcpy(spare, power, a * a * sizeof *spare);
  if (span_rows(a, spare, U))
    return 0.0;
  transpose(a, power, spare);
  if (span_rows(a, spare, V))
    return 0.0;
  double det = products(a, U, V, G);
  if (!(fabs(det) > 0.0))
    return 0.0;
  const double inverse[2][2] = {{G[1][1] / det, -G[0][1] / det},
                                {-G[1][0] / det, G[0][0] / det}};
  combine(a, inverse, U);
  apply(a, J, V, spare);
  double product = products(a, U, spare, M), alpha = 0.5 * (M[0][0] + M[1][1]);
  double beta = sqrt(fmax(product - alpha * alpha, 0.0)), modulus = sqrt(fabs(product));
  if (!(beta > LEAST_TURN * modulus))
    return 0.0;
  for (size_t k = 0; k < 2; ++k)
    cblas_dger(CblasRowMajor, (int)a, (int)a, -1.0, spare + k * a, 1, U + k * a, 1, J,
               (int)a);
  cblas_dscal((int)(a * a), 1.0 / modulus, J, 1);
  /* An eigenvector p + iq of M; V becomes V (p, q), whose plane the pair turns. */
  bool upper = fabs(M[0][1]) >= fabs(M[1][0]);
  double p[2] = {upper ? M[0][1] : alpha - M[1][1], upper ? alpha - M[0][0] : M[1][0]};
  double q[2] = {upper ? 0.0 : beta, upper ? beta : 0.0};
  double turned = p[0] * q[1] - p[1] * q[0];
  const double to_V[2][2] = {{p[0], p[1]}, {q[0], q[1]}};
  const double to_U[2][2] = {{q[1] / turned, -q[0] / turned},
                             {-p[1] / turned, p[0] / turned}};
  combine(a, to_V, V);
  combine(a, to_U, U);
  return modulus;
}

/* Squares POWER until it shows the leading eigenvalue of J or, with PAIRS, a pair of
 * them; takes it, or both, out of J.  Its modulus, 0 if none shows; TAKEN: 1 or 2. */
static double take_out(struct region *region, bool pairs, double *J, double *power,
                       double *spare, size_t *taken) {
  for (size_t k = 0; k < DOUBLINGS; ++k) {
    if (square_power(region->active, power, spare) <= RANK_ONE) {
      split(region, power);
      *taken = 1;
      return deflate(region, J, spare);
    }
    double modulus = pairs ? find_turn(region, J, power, spare) : 0.0;
    *taken = 2;
    if (modulus > 0.0)
      return modulus;
  }
  return 0.0;
}

/* Takes what leads out of J and sums P for the rest; its modulus, or 0 if it is not
 * simple and well ahead, or not real and positive where it is none of a pair: then
 * there is no P.  J has room for its powers. */
static double divide(struct region *region, const double *W, bool pairs, double *J,
                     double *power, double *spare) {
  size_t a = region->active, taken = 0, count;
  double modulus = take_out(region, pairs, J, power, spare, &taken), norm;
  if (!(modulus > 0.0) || !((norm = double_powers(a, J, &count)) <= SHRUNK))
    return 0.0;
  sum_stein(a, J, count, norm, region->P, spare);
  for (size_t i = 0; i < region->units; ++i) {
    const double *row = W + i * region->units;
    double along[2] = {0.0, 0.0};
    for (size_t t = 0; t < taken; ++t)
      for (size_t k = 0; k < a; ++k)
        along[t] += row[region->index[k]] * region->right[t * a + k];
    region->along[i] = taken == 1 ? along[0] : hypot(along[0], along[1]);
  }
  region->slow = (int)taken;
  return modulus;
}

/* Gathers J and its powers; the norm of the last. */
static double gather_powers(const struct region *region, const double *W,
                            double *powers, size_t *count) {
  size_t a = region->active;
  for (size_t i = 0; i < a; ++i)
    for (size_t j = 0; j < a; ++j)
      powers[i * a + j] = W[region->index[i] * region->units + region->index[j]];
  return double_powers(a, powers, count);
}

int region_prove(struct region *region, const double *W, struct fault *fault) {
  size_t a = region->active, n = region->units, square = a * a, count;
  if (region->proved)
    return 0;
  double *powers =
      malloc(((DOUBLINGS + 3) * square + (LEADING + n) * a + 1) * sizeof *powers);
  if (!powers)
    return fault_set(fault, "no memory for a region of %zu active units", a);
  double *power = powers + (DOUBLINGS + 1) * square, *spare = power + square;
  double *rows = spare + square + LEADING * a, modulus;
  double norm = gather_powers(region, W, powers, &count);
  memcpy(power, powers + (count - 1) * square, square * sizeof *power);
  int failed = find_radius(region, powers, power, spare, fault);
  bool unknown = !isfinite(region->radius);
  region->kind = norm <= SHRUNK ? REGION_STABLE : REGION_NEUTRAL;
  if (norm >= GROWN) {
    modulus = divide(region, W, false, powers, power, spare);
    region->kind = modulus > 1.0 ? REGION_GROWING : REGION_TURNING;
    region->slow = 0;
    if (modulus > 1.0)
      region->radius = modulus;
  } else if (region->kind == REGION_STABLE) {
    bool slow = region->radius > SLOW;
    modulus = slow ? divide(region, W, true, powers, power, spare) : 0.0;
    if (!(modulus > 0.0 && modulus < 1.0)) {
      if (slow)
        gather_powers(region, W, powers, &count);
      sum_stein(a, powers, count, norm, region->P, spare);
      region->slow = 0;
    }
  }
  if ((region->kind == REGION_STABLE || region->kind == REGION_GROWING) &&
      find_sensitivity(region, W, spare, power, rows))
    region->kind = REGION_NEUTRAL; /* of which nothing is proved, */
  if (unknown)
    region->kind = REGION_NEUTRAL; /* nor of one that QR cannot cope with */
  region->proved = !failed;
  free(powers);
  return failed;
}

/* sqrt(e'P e) */
static double length_of(const struct region *region, const double *e, double *image) {
  int a = (int)region->active;
  if (!a)
    return 0.0;
  cblas_dsymv(CblasRowMajor, CblasLower, a, 1.0, region->P, a, e, 1, 0.0, image, 1);
  return sqrt(fmax(cblas_ddot(a, e, 1, image, 1), 0.0));
}

/* Whether the drive of every unit keeps its sign for ever on the orbit through STATE,
 * whose distance from the point is c v, or V z with |z| = c, and a rest; see the
 * header. */
static bool keeps_signs(const struct region *region, const struct region_point *point,
                        const double *state, double *work) {
  size_t a = region->active;
  for (size_t k = 0; k < a; ++k)
    work[k] = state[region->index[k]] - point->state[k];
  double first = cblas_ddot((int)a, region->left, 1, work, 1), second = 0.0;
  if (region->slow == 2)
    second = cblas_ddot((int)a, region->left + a, 1, work, 1);
  cblas_daxpy((int)a, -first, region->right, 1, work, 1);
  cblas_daxpy((int)a, -second, region->right + a, 1, work, 1);
  double c = region->slow == 2 ? hypot(first, second) : first;
  double rest = length_of(region, work, work + a);
  for (size_t i = 0, k = 0; i < region->units; ++i) {
    bool active = k < a && region->index[k] == i;
    k += (size_t)active;
    if (i < region->linear)
      continue;
    double sign = active ? 1.0 : -1.0;
    double push =
        region->slow == 2 ? -c * region->along[i] : sign * c * region->along[i];
    double room = push - rest * region->sensitivity[i];
    if (region->slow ? !(sign * point->drive[i] + fmin(room, 0.0) > 0.0)
                     : !(room >= 0.0 && sign * point->drive[i] + room > 0.0))
      return false;
  }
  return true;
}

bool region_holds(const struct region *region, const struct region_point *point,
                  const double *state, double *work) {
  size_t a = region->active;
  if (!region->proved || region->kind != REGION_STABLE || !point->inside)
    return false;
  if (region->slow)
    return keeps_signs(region, point, state, work);
  for (size_t k = 0; k < a; ++k)
    work[k] = state[region->index[k]] - point->state[k];
  double length = length_of(region, work, work + a);
  for (size_t i = region->linear; i < region->units; ++i)
    if (!(length * region->sensitivity[i] < fabs(point->drive[i])))
      return false;
  return true;
}

bool region_grows(const struct region *region, const struct region_point *point,
                  const double *state, double *work) {
  return region->proved && region->kind == REGION_GROWING && !region->singular &&
         keeps_signs(region, point, state, work);
}
