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
static const double SLOW = 0.9;      /* radius from which P of all of J is a poor bound */
static const double SHRUNK = 0.1;    /* norm of a power that ends the doubling */
static const double GROWN = 1e8;     /* norm that no stable matrix's power reaches */
static const double RANK_ONE = 1e-9; /* |A^2/|A^2| - A/|A|| of a power along v u' */

struct region *region_alloc(size_t units, const double *W,
                            const unsigned char *active) {
  struct region *region = calloc(1, sizeof *region);
  size_t a = 0;
  for (size_t i = 0; i < units; ++i)
    a += active[i] != 0;
  double *block = calloc(2 * a * a + 2 * a + 3 * units, sizeof *block);
  size_t *index = malloc((units + 1) * sizeof *index);
  int *pivots = malloc((a + 1) * sizeof *pivots);
  if (!region || !block || !index || !pivots) {
    free(region);
    free(block);
    free(index);
    free(pivots);
    return NULL;
  }
  *region = (struct region){.units = units,
                            .active = a,
                            .index = index,
                            .pivots = pivots,
                            .factors = block,
                            .P = block + a * a,
                            .right = block + 2 * a * a,
                            .left = block + 2 * a * a + a,
                            .sensitivity = block + 2 * a * a + 2 * a,
                            .full = block + 2 * a * a + 2 * a + units,
                            .along = block + 2 * a * a + 2 * a + 2 * units};
  for (size_t i = 0, k = 0; i < units; ++i)
    if (active[i])
      index[k++] = i;
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

void region_solve(const struct region *region, const double *W, const double *d,
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
    int active = k < a && region->index[k] == i;
    k += (size_t)active;
    point->inside &= active ? point->drive[i] > 0.0 : point->drive[i] < 0.0;
  }
}

static void multiply(int transpose, size_t a, const double *left, const double *right,
                     double scale, double *result) {
  int n = (int)a;
  cblas_dgemm(CblasRowMajor, transpose ? CblasTrans : CblasNoTrans, CblasNoTrans, n, n,
              n, 1.0, left, n, right, n, scale, result, n);
}

static double norm_of(size_t count, const double *matrix) {
  return cblas_dnrm2((int)count, matrix, 1);
}

/* Sums P for the matrix in POWER, which becomes its 2^k-th power, until that has shrunk
 * or grown; returns its norm.  What the sum lacks is at most |power|^2 |P| / (1 -
 * |power|^2) on the diagonal, and is put there. */
static double sum_stein(size_t a, double *power, double *P, double *spare) {
  memset(P, 0, a * a * sizeof *P);
  for (size_t k = 0; k < a; ++k)
    P[k * a + k] = 1.0;
  double norm = norm_of(a * a, power);
  for (size_t k = 0; k < DOUBLINGS && norm > SHRUNK && norm < GROWN; ++k) {
    multiply(0, a, P, power, 0.0, spare);
    multiply(1, a, power, spare, 1.0, P);
    multiply(0, a, power, power, 0.0, spare);
    memcpy(power, spare, a * a * sizeof *power);
    norm = norm_of(a * a, power);
  }
  if (norm <= SHRUNK) {
    double rest = norm * norm / (1.0 - norm * norm) * norm_of(a * a, P);
    for (size_t k = 0; k < a; ++k)
      P[k * a + k] += rest;
  }
  return norm;
}

static void gather(const struct region *region, const double *W, double *J) {
  size_t a = region->active;
  for (size_t i = 0; i < a; ++i)
    for (size_t j = 0; j < a; ++j)
      J[i * a + j] = W[region->index[i] * region->units + region->index[j]];
}

/* Spectral radius of J: by QR where that is cheap, else as the radius of J on the
 * subspace of LEADING vectors to which the power of J leads. */
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
  return spectrum_radius(LEADING, small, &region->radius, fault);
}

static void transpose(size_t a, const double *matrix, double *turned) {
  for (size_t i = 0; i < a; ++i)
    for (size_t j = 0; j < a; ++j)
      turned[j * a + i] = matrix[i * a + j];
}

/* sqrt(w_i'P^{-1} w_i) for every unit, from P = L L': the length of L^{-1} w_i.
 * Returns 0 if P is not positive definite. */
static int find_sensitivity(struct region *region, const double *W, double *P,
                            double *columns, double *rows) {
  size_t a = region->active, n = region->units;
  transpose(a, region->P, columns);
  if (a && LAPACKE_dpotrf(LAPACK_COL_MAJOR, 'L', (int)a, columns, (int)a))
    return 0;
  transpose(a, columns, P);
  for (size_t i = 0; i < n; ++i)
    for (size_t k = 0; k < a; ++k)
      rows[i * a + k] = W[i * n + region->index[k]];
  cblas_dtrsm(CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, (int)n,
              (int)a, 1.0, P, (int)a, rows, (int)a);
  for (size_t i = 0; i < n; ++i)
    region->sensitivity[i] = norm_of(a, rows + i * a);
  return 1;
}

/* Squares the normalised power until it is v u' (rank one); v and u scaled to u'v = 1.
 * Returns 0 if it does not become so. */
static int find_pair(struct region *region, double *power, double *spare) {
  size_t a = region->active, pivot = 0;
  double change = 1.0;
  for (size_t k = 0; k < DOUBLINGS && change > RANK_ONE; ++k) {
    cblas_dscal((int)(a * a), 1.0 / norm_of(a * a, power), power, 1);
    multiply(0, a, power, power, 0.0, spare);
    double norm = norm_of(a * a, spare);
    if (!(norm > 0.0))
      return 0;
    cblas_dscal((int)(a * a), 1.0 / norm, spare, 1);
    cblas_daxpy((int)(a * a), -1.0, spare, 1, power, 1);
    change = norm_of(a * a, power);
    memcpy(power, spare, a * a * sizeof *power);
  }
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
  return change <= RANK_ONE;
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

/* Takes the leading eigenvalue out of J and sums P for the rest; its value, or 0 if it
 * is not real, simple and well ahead, and P is spoilt. */
static double divide(struct region *region, const double *W, double *J, double *power,
                     double *spare) {
  size_t a = region->active;
  if (!find_pair(region, power, spare))
    return 0.0;
  double lambda = deflate(region, J, spare);
  if (!(lambda > 0.0 && sum_stein(a, J, region->P, spare) <= SHRUNK))
    return 0.0;
  for (size_t i = 0; i < region->units; ++i) {
    region->along[i] = 0.0;
    for (size_t k = 0; k < a; ++k)
      region->along[i] += W[i * region->units + region->index[k]] * region->right[k];
  }
  return lambda;
}

int region_prove(struct region *region, const double *W, struct fault *fault) {
  size_t a = region->active, n = region->units, square = a * a + LEADING * a;
  if (region->proved)
    return 0;
  double *J = malloc((3 * square + n * a + 1) * sizeof *J);
  if (!J)
    return fault_set(fault, "no memory for a region of %zu active units", a);
  double *power = J + square, *spare = power + square, *rows = spare + square;
  gather(region, W, J);
  memcpy(power, J, a * a * sizeof *J);
  double norm = sum_stein(a, power, region->P, spare);
  int failed = find_radius(region, J, power, spare, fault);
  region->kind = norm <= SHRUNK ? REGION_STABLE : REGION_NEUTRAL;
  if (norm >= GROWN) {
    double lambda = divide(region, W, J, power, spare);
    region->kind = lambda > 1.0 ? REGION_GROWING : REGION_TURNING;
    if (lambda > 1.0)
      region->radius = lambda;
  } else if (region->kind == REGION_STABLE && region->radius > SLOW) {
    memcpy(rows, region->P, a * a * sizeof *rows);
    double lambda = divide(region, W, J, power, spare);
    region->slow = lambda > 0.0 && lambda < 1.0;
    if (!region->slow)
      memcpy(region->P, rows, a * a * sizeof *rows);
  }
  if ((region->kind == REGION_STABLE || region->kind == REGION_GROWING) &&
      !find_sensitivity(region, W, spare, power, rows))
    region->kind = REGION_NEUTRAL; /* of which nothing is proved */
  region->proved = !failed;
  free(J);
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

/* Whether the drive of every unit keeps its sign for ever on the orbit through STATE, whose
 * distance from the point is c v and a rest that is multiplied by lambda at every step
 * at most. */
static int keeps_signs(const struct region *region, const struct region_point *point,
                       const double *state, double *work) {
  size_t a = region->active;
  for (size_t k = 0; k < a; ++k)
    work[k] = state[region->index[k]] - point->state[k];
  double c = cblas_ddot((int)a, region->left, 1, work, 1);
  cblas_daxpy((int)a, -c, region->right, 1, work, 1);
  double rest = length_of(region, work, work + a);
  for (size_t i = 0, k = 0; i < region->units; ++i) {
    int active = k < a && region->index[k] == i;
    k += (size_t)active;
    double sign = active ? 1.0 : -1.0;
    double room = sign * c * region->along[i] - rest * region->sensitivity[i];
    if (region->slow ? !(sign * point->drive[i] + fmin(room, 0.0) > 0.0)
                     : !(room >= 0.0 && sign * point->drive[i] + room > 0.0))
      return 0;
  }
  return 1;
}

int region_holds(const struct region *region, const struct region_point *point,
                 const double *state, double *work) {
  size_t a = region->active;
  if (!region->proved || region->kind != REGION_STABLE || !point->inside)
    return 0;
  if (region->slow)
    return keeps_signs(region, point, state, work);
  for (size_t k = 0; k < a; ++k)
    work[k] = state[region->index[k]] - point->state[k];
  double length = length_of(region, work, work + a);
  for (size_t i = 0; i < region->units; ++i)
    if (!(length * region->sensitivity[i] < fabs(point->drive[i])))
      return 0;
  return 1;
}

int region_grows(const struct region *region, const struct region_point *point,
                 const double *state, double *work) {
  return region->proved && region->kind == REGION_GROWING && !region->singular &&
         keeps_signs(region, point, state, work);
}
