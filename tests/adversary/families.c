/* families: random maps on which a classifier may fail, twenty kinds, each with two
 * starts.  What a map leads to is left to brute force, but where it follows from the
 * construction (then the two must agree wherever brute force can tell).
 */
#include "system.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846

/* Units: mostly few, up to MOST. */
static size_t draw_units(struct dice *dice, size_t least, size_t most) {
  double units = dice_scale(dice, (double)least, (double)most + 0.999);
  return (size_t)units;
}

static void start_everywhere(struct dice *dice, struct system *system, double size) {
  for (size_t k = 0; k < STARTS * system->n; ++k)
    system->start[k] =
        size *
        dice_between(dice, system->smooth || system->form == PLRNN ? -1.0 : 0.0, 1.0);
}

static void start_near(struct dice *dice, struct system *system, const double *point,
                       double off) {
  for (size_t k = 0; k < STARTS * system->n; ++k)
    system->start[k] = point[k % system->n] + off * dice_between(dice, -1.0, 1.0);
}

static void know(struct system *system, enum kind kind, size_t order, double multiplier,
                 double exponent) {
  system->constructed = 1;
  system->truth = (struct truth){.kind = kind,
                                 .order = order,
                                 .multiplier = multiplier,
                                 .tolerance = 1e-6,
                                 .exponent = exponent,
                                 .error = 0.0,
                                 .reason = ""};
}

/* ---- disguises: followers, a shuffle, other units of measure ---- */

static double *entry(struct system *system, size_t i, size_t j) {
  return system->W + i * system->n + j;
}

/* Adds units that the others drive, whose own rows sum to 0.3 at most. */
static struct system *add_followers(struct dice *dice, struct system *core,
                                    size_t count) {
  size_t m = core->n, n = m + count;
  struct system *whole = system_new(core->form, core->smooth, n);
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j < n; ++j)
      *entry(whole, i, j) = i < m ? (j < m ? *entry(core, i, j) : 0.0)
                                  : dice_between(dice, -0.3, 0.3) / (double)n;
    whole->b[i] = i < m ? core->b[i] : dice_between(dice, -1.0, 1.0);
    whole->deep[i] = i < m ? core->deep[i] : 0.0;
    for (size_t k = 0; k < STARTS && i < m; ++k)
      whole->start[k * n + i] = core->start[k * m + i];
  }
  whole->deeper = core->deeper;
  whole->constructed = core->constructed;
  whole->truth = core->truth;
  system_free(core);
  return whole;
}

static void swap(double *a, double *b) {
  double kept = *a;
  *a = *b;
  *b = kept;
}

static void shuffle(struct dice *dice, struct system *system) {
  size_t n = system->n;
  for (size_t i = n - 1; i > 0; --i) {
    size_t j = dice_below(dice, i + 1);
    for (size_t k = 0; k < n; ++k)
      swap(entry(system, i, k), entry(system, j, k));
    for (size_t k = 0; k < n; ++k)
      swap(entry(system, k, i), entry(system, k, j));
    swap(system->b + i, system->b + j);
    swap(system->side + i, system->side + j);
    swap(system->deep + i, system->deep + j);
    for (size_t k = 0; k < STARTS; ++k)
      swap(system->start + k * n + i, system->start + k * n + j);
  }
}

/* Unit i is measured in other units; ReLU lets that through in every form. */
static void rescale(struct system *system, size_t i, double scale) {
  size_t n = system->n;
  for (size_t k = 0; k < n; ++k) {
    *entry(system, i, k) *= scale;
    *entry(system, k, i) /= scale;
  }
  system->b[i] *= scale;
  system->deep[i] *= scale;
  for (size_t k = 0; k < STARTS; ++k)
    system->start[k * n + i] *= scale;
}

static struct system *disguise(struct dice *dice, struct system *system) {
  if (dice_uniform(dice) < 0.5)
    system = add_followers(dice, system, dice_below(dice, 16));
  shuffle(dice, system);
  for (size_t i = 0; i < system->n && !system->smooth; ++i)
    rescale(system, i, dice_scale(dice, 0.4, 2.5));
  return system;
}

/* Two systems side by side; the first drives the second a little, if asked to. */
static struct system *join(struct dice *dice, struct system *left, struct system *right,
                           double drive) {
  size_t m = left->n, n = m + right->n;
  struct system *both = system_new(left->form, left->smooth, n);
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j < n; ++j)
      *entry(both, i, j) = i < m && j < m     ? *entry(left, i, j)
                           : i >= m && j >= m ? *entry(right, i - m, j - m)
                           : i >= m           ? drive * dice_between(dice, -1.0, 1.0)
                                              : 0.0;
    both->b[i] = i < m ? left->b[i] : right->b[i - m];
    for (size_t k = 0; k < STARTS; ++k)
      both->start[k * n + i] =
          i < m ? left->start[k * m + i] : right->start[k * right->n + i - m];
  }
  system_free(left);
  system_free(right);
  return both;
}

/* ---- fixed points by their spectrum ---- */

/* Orthonormal rows. */
static void draw_rotation(struct dice *dice, double *Q, size_t n) {
  for (size_t k = 0; k < n; ++k) {
    double length = 0.0;
    while (length < 1e-3) {
      length = 0.0;
      for (size_t i = 0; i < n; ++i)
        Q[k * n + i] = dice_normal(dice);
      for (size_t again = 0; again < 2; ++again)
        for (size_t j = 0; j < k; ++j) {
          double dot = 0.0;
          for (size_t i = 0; i < n; ++i)
            dot += Q[j * n + i] * Q[k * n + i];
          for (size_t i = 0; i < n; ++i)
            Q[k * n + i] -= dot * Q[j * n + i];
        }
      for (size_t i = 0; i < n; ++i)
        length += Q[k * n + i] * Q[k * n + i];
      length = sqrt(length);
    }
    for (size_t i = 0; i < n; ++i)
      Q[k * n + i] /= length;
  }
}

/* J = Q' T Q, T real Schur: moduli[k] at angles[k] as a pair on rows k and k + 1 where
 * the angle is not a multiple of pi, and above the blocks numbers of the size SHEAR. */
static void fill_spectrum(struct dice *dice, double *J, size_t n, const double *moduli,
                          const double *angles, double shear) {
  double *Q = system_memory(3 * n * n, sizeof *Q), *T = Q + n * n, *TQ = T + n * n;
  draw_rotation(dice, Q, n);
  for (size_t i = 0; i < n; ++i)
    for (size_t j = i + 1; j < n; ++j)
      T[i * n + j] = shear * dice_normal(dice) / sqrt((double)n);
  for (size_t k = 0; k < n; ++k) {
    double c = moduli[k] * cos(angles[k]), s = moduli[k] * sin(angles[k]);
    T[k * n + k] = c;
    if (k + 1 < n && fabs(s) > 1e-12 * moduli[k]) {
      T[k * n + k + 1] = -s;
      T[(k + 1) * n + k] = s;
      T[(k + 1) * n + k + 1] = c;
      ++k;
    }
  }
  for (size_t i = 0; i < n; ++i)
    for (size_t j = 0; j < n; ++j)
      for (size_t k = 0; k < n; ++k)
        TQ[i * n + j] += T[i * n + k] * Q[k * n + j];
  for (size_t i = 0; i < n; ++i)
    for (size_t j = 0; j < n; ++j) {
      J[i * n + j] = 0.0;
      for (size_t k = 0; k < n; ++k)
        J[i * n + j] += Q[k * n + i] * TQ[k * n + j];
    }
  free(Q);
}

/* A plain system with a fixed point at which the Jacobian is J; ReLU: all units active;
 * tanh: at 0 exactly if AT_ZERO.  Starts near it. */
static struct system *around_point(struct dice *dice, size_t n, int smooth,
                                   const double *J, int at_zero, double off) {
  struct system *system = system_new(PLAIN, smooth, n);
  double *h = system->deep;
  for (size_t i = 0; i < n; ++i)
    h[i] = !smooth   ? dice_between(dice, 0.5, 2.0)
           : at_zero ? 0.0
                     : dice_between(dice, -0.8, 0.8);
  for (size_t i = 0; i < n; ++i) {
    double sum = smooth ? atanh(h[i]) : h[i];
    for (size_t j = 0; j < n; ++j) {
      *entry(system, i, j) = J[i * n + j] / (smooth ? 1.0 - h[i] * h[i] : 1.0);
      sum -= *entry(system, i, j) * h[j];
    }
    system->b[i] = at_zero && smooth ? 0.0 : sum;
  }
  start_near(dice, system, h, off);
  return system;
}

enum spectrum { REAL, COMPLEX, EQUAL };

static struct system *draw_point(struct dice *dice, enum spectrum kind, double radius,
                                 double off) {
  size_t n = draw_units(dice, kind == REAL ? 1 : 2, 40), k = 0;
  int smooth = dice_uniform(dice) < 0.5;
  double *J = system_memory(n * n + 2 * n, sizeof *J), *moduli = J + n * n;
  double *angles = moduli + n;
  if (kind == EQUAL)
    n -= n % 2;
  size_t leaders = kind == EQUAL ? 4 + 2 * dice_below(dice, n / 2) : 1;
  for (; k < n; ++k) {
    int leads = k == 0 || (kind == EQUAL && k < leaders);
    moduli[k] = radius * (leads ? 1.0 : dice_between(dice, 0.0, 0.95));
    angles[k] = PI * (double)dice_below(dice, 2);
    int pair = (kind == COMPLEX && k == 0) || (kind == EQUAL && leads) ||
               (k > 0 && dice_uniform(dice) < 0.5);
    if (pair && k + 1 < n) {
      angles[k] = PI * dice_between(dice, 0.02, 0.98);
      ++k;
    }
  }
  double shear = kind == EQUAL || dice_uniform(dice) < 0.3 ? 0.0 : 0.3 * radius;
  fill_spectrum(dice, J, n, moduli, angles, shear);
  int at_zero = smooth && dice_uniform(dice) < 0.2;
  struct system *system = around_point(dice, n, smooth, J, at_zero, off);
  free(J);
  return system;
}

static struct system *draw_real(struct dice *dice) {
  return draw_point(dice, REAL, 1.0 - dice_scale(dice, 1e-3, 0.8), 0.2);
}
static struct system *draw_complex(struct dice *dice) {
  return draw_point(dice, COMPLEX, 1.0 - dice_scale(dice, 1e-3, 0.8), 0.2);
}
static struct system *draw_equal(struct dice *dice) {
  return draw_point(dice, EQUAL, 1.0 - dice_scale(dice, 1e-3, 0.8), 0.2);
}

/* ---- maps of one real number, by ReLU units ---- */

/* y' = value + sum of slopes from breaks[0] on: unit k is relu(y - breaks[k]).  The
 * system starts at y = AT[0], AT[1]. */
static struct system *line_map(size_t pieces, const double *breaks,
                               const double *slopes, double value, const double *at) {
  struct system *system = system_new(PLAIN, 0, pieces);
  for (size_t i = 0; i < pieces; ++i) {
    for (size_t j = 0; j < pieces; ++j)
      *entry(system, i, j) = j == 0 ? slopes[0] : slopes[j] - slopes[j - 1];
    system->b[i] = value - breaks[i];
    for (size_t k = 0; k < STARTS; ++k)
      system->start[k * pieces + i] = fmax(0.0, at[k] - breaks[i]);
  }
  return system;
}

static void two_places(struct dice *dice, double low, double high, double *at) {
  for (size_t k = 0; k < STARTS; ++k)
    at[k] = dice_between(dice, low, high);
}

/* x' = a x + 1 for x < 0, else 1 - c x: a stable cycle of P steps, P - 1 on the left.
 */
static struct system *draw_skew(struct dice *dice, size_t p) {
  double at[STARTS] = {0.1, 0.3};
  double a = 1.0 - dice_scale(dice, 0.3, 3.0) / (double)(p + 1);
  a = fmin(fmax(a, 0.05), 0.98);
  double m = dice_between(dice, 0.05, 0.95), c = m * pow(a, 1.0 - (double)p);
  double breaks[2] = {-2.0 - 2.0 * c / (1.0 - a), 0.0}, slopes[2] = {a, -c};
  return line_map(2, breaks, slopes, a * breaks[0] + 1.0, at);
}

/* One pulse runs round P sites; each restores its height, with a leak. */
static struct system *draw_ring(struct dice *dice, size_t p) {
  struct system *ring = system_new(PLAIN, 0, p);
  double slope = dice_between(dice, 0.3, 0.95);
  for (size_t i = 0; i < p; ++i) {
    *entry(ring, i, (i + p - 1) % p) = slope;
    *entry(ring, i, i) = -dice_between(dice, 1.0, 2.0);
    ring->b[i] = 0.0;
  }
  /* A source feeds all sites but those beside the pulse. */
  for (size_t i = 0; i < p; ++i)
    for (size_t j = 0; j < p; ++j)
      if (j != i && j != (i + p - 1) % p)
        *entry(ring, i, j) = -dice_between(dice, 1.0, 2.0);
  for (size_t i = 0; i < p; ++i)
    ring->b[i] = 1.0 - slope;
  for (size_t k = 0; k < STARTS; ++k)
    ring->start[k * p + dice_below(dice, p)] = dice_between(dice, 0.9, 1.1);
  return ring;
}

/* tanh(g R x + b), a turn by the share ROTATION. */
static struct system *smooth_circle(struct dice *dice, double gain, double rotation,
                                    double bias, double skew) {
  struct system *circle = system_new(PLAIN, 1, 2);
  double c = gain * cos(2.0 * PI * rotation), s = gain * sin(2.0 * PI * rotation);
  double matrix[4] = {c, -s, s, c};
  for (size_t k = 0; k < 4; ++k)
    circle->W[k] = matrix[k] + skew * dice_between(dice, -1.0, 1.0);
  for (size_t i = 0; i < 2; ++i)
    circle->b[i] = bias * dice_between(dice, -1.0, 1.0);
  start_everywhere(dice, circle, 0.8);
  return circle;
}

/* z' = clip(g R z + b): units relu(v - low) and relu(v - high) of both coordinates, so
 * z = low + their difference. */
static struct system *clipped_circle(struct dice *dice, double gain, double rotation,
                                     double bias, double skew) {
  struct system *circle = system_new(PLAIN, 0, 4);
  double c = gain * cos(2.0 * PI * rotation), s = gain * sin(2.0 * PI * rotation);
  double A[4] = {c, -s, s, c}, low[2], high[2];
  for (size_t k = 0; k < 4; ++k)
    A[k] += skew * dice_between(dice, -1.0, 1.0);
  for (size_t i = 0; i < 2; ++i) {
    low[i] = -1.0 - dice_between(dice, 0.0, 0.5);
    high[i] = 1.0 + dice_between(dice, 0.0, 0.5);
  }
  for (size_t i = 0; i < 4; ++i) {
    size_t axis = i / 2;
    double offset = bias * dice_between(dice, -1.0, 1.0);
    if (i % 2)
      offset = circle->b[i - 1] + low[axis];
    else
      offset += A[2 * axis] * low[0] + A[2 * axis + 1] * low[1];
    for (size_t j = 0; j < 4; ++j)
      *entry(circle, i, j) = (j % 2 ? -1.0 : 1.0) * A[2 * axis + j / 2];
    circle->b[i] = offset - (i % 2 ? high[axis] : low[axis]);
  }
  for (size_t k = 0; k < STARTS; ++k)
    for (size_t axis = 0; axis < 2; ++axis) {
      double z = dice_between(dice, -0.9, 0.9);
      circle->start[k * 4 + 2 * axis] = fmax(0.0, z - low[axis]);
      circle->start[k * 4 + 2 * axis + 1] = fmax(0.0, z - high[axis]);
    }
  return circle;
}

/* Near a fraction m/q: in its tongue, or just beside it. */
static double near_tongue(struct dice *dice) {
  double q = floor(dice_scale(dice, 3.0, 60.0));
  double m = 1.0 + (double)dice_below(dice, (size_t)(q / 2.0));
  double off = dice_scale(dice, 1e-6, 3e-2);
  return fabs(m / q + (dice_uniform(dice) < 0.5 ? off : -off));
}

static struct system *draw_circle(struct dice *dice, int smooth, double least,
                                  double most) {
  double gain = 1.0 + dice_scale(dice, least, most);
  double rotation =
      dice_uniform(dice) < 0.7 ? near_tongue(dice) : dice_between(dice, 0.02, 0.48);
  double bias = dice_uniform(dice) < 0.5 ? 0.0 : dice_scale(dice, 0.01, 0.3);
  double skew = dice_uniform(dice) < 0.5 ? 0.0 : dice_scale(dice, 0.01, 0.3);
  return smooth ? smooth_circle(dice, gain, rotation, bias, skew)
                : clipped_circle(dice, gain, rotation, bias, skew);
}

static struct system *draw_clipped(struct dice *dice) {
  return disguise(dice, draw_circle(dice, 0, 0.02, 0.6));
}
static struct system *draw_smooth(struct dice *dice) {
  return disguise(dice, draw_circle(dice, 1, 0.02, 0.6));
}

/* A pattern of signs runs round P tanh units, the last link reversed or not. */
static struct system *smooth_ring(struct dice *dice, size_t p, int reversed) {
  struct system *ring = system_new(PLAIN, 1, p);
  double gain = dice_between(dice, 1.1, 2.5);
  for (size_t i = 0; i < p; ++i)
    *entry(ring, i, (i + p - 1) % p) = i == 0 && reversed ? -gain : gain;
  for (size_t k = 0; k < STARTS * p; ++k)
    ring->start[k] = dice_uniform(dice) < 0.5 ? 0.5 : -0.5;
  return ring;
}

static struct system *one_short(struct dice *dice, int smooth) {
  if (smooth)
    return smooth_ring(dice, 1 + dice_below(dice, 5), dice_uniform(dice) < 0.6);
  if (dice_uniform(dice) < 0.5)
    return draw_skew(dice, 2 + dice_below(dice, 6));
  return draw_ring(dice, 3 + dice_below(dice, 5));
}

static struct system *draw_short(struct dice *dice) {
  int smooth = dice_uniform(dice) < 0.5;
  struct system *system = one_short(dice, smooth);
  for (size_t more = dice_below(dice, 3); more > 0; --more) {
    double drive = dice_uniform(dice) < 0.5 ? 0.0 : dice_scale(dice, 1e-3, 0.1);
    system = join(dice, system, one_short(dice, smooth), drive);
  }
  return disguise(dice, system);
}

static struct system *draw_long(struct dice *dice) {
  double which = dice_uniform(dice);
  struct system *system;
  if (which < 0.25)
    system = draw_skew(dice, (size_t)dice_scale(dice, 8.0, 300.0));
  else if (which < 0.5)
    system = draw_ring(dice, (size_t)dice_scale(dice, 8.0, 67.0));
  else if (which < 0.7) {
    system = draw_ring(dice, 3 + dice_below(dice, 20));
    system = join(dice, system, draw_ring(dice, 3 + dice_below(dice, 20)), 0.0);
  } else {
    double q = floor(dice_scale(dice, 50.0, 600.0));
    double rotation = (1.0 + (double)dice_below(dice, (size_t)(q / 2.0))) / q;
    rotation += dice_between(dice, -1.0, 1.0) * 0.02 / (q * q);
    int smooth = dice_uniform(dice) < 0.5;
    double gain = 1.0 + dice_scale(dice, 0.1, 2.0), skew = dice_between(dice, 0, 0.5);
    system = smooth ? smooth_circle(dice, gain, rotation, 0.2, skew)
                    : clipped_circle(dice, gain, rotation, 0.2, skew);
  }
  return disguise(dice, system);
}

/* ---- random networks ---- */

static void fill_network(struct dice *dice, struct system *system, double gain,
                         double inhibition, double bias) {
  size_t n = system->n;
  for (size_t k = 0; k < n * n; ++k)
    system->W[k] = gain * dice_normal(dice) / sqrt((double)n) - inhibition / (double)n;
  for (size_t i = 0; i < n; ++i)
    system->b[i] = bias * dice_normal(dice);
}

static struct system *draw_relu(struct dice *dice) {
  struct system *system = system_new(PLAIN, 0, draw_units(dice, 2, 100));
  double inhibition = dice_uniform(dice) < 0.3 ? 0.0 : dice_between(dice, 0.5, 5.0);
  fill_network(dice, system, dice_scale(dice, 0.8, 3.0), inhibition,
               dice_between(dice, 0.3, 1.5));
  start_everywhere(dice, system, 2.0);
  return system;
}

static struct system *draw_tanh(struct dice *dice) {
  struct system *system = system_new(PLAIN, 1, draw_units(dice, 2, 100));
  double bias = dice_uniform(dice) < 0.3 ? 0.0 : dice_scale(dice, 0.03, 0.5);
  fill_network(dice, system, dice_scale(dice, 0.9, 4.0), 0.0, bias);
  start_everywhere(dice, system, 1.0);
  return system;
}

static struct system *draw_leaky(struct dice *dice) {
  struct system *system = system_new(LEAKY, 0, draw_units(dice, 2, 50));
  double inhibition = dice_uniform(dice) < 0.3 ? 0.0 : dice_between(dice, 0.5, 5.0);
  fill_network(dice, system, dice_scale(dice, 0.8, 4.0), inhibition,
               dice_between(dice, 0.3, 1.5));
  double leak = dice_scale(dice, 0.1, 1.0);
  int each = dice_uniform(dice) < 0.3;
  for (size_t i = 0; i < system->n; ++i)
    system->side[i] = each ? dice_scale(dice, 0.1, 1.0) : leak;
  start_everywhere(dice, system, 2.0);
  return system;
}

static struct system *draw_leaky_tanh(struct dice *dice) {
  struct system *system = system_new(LEAKY, 1, draw_units(dice, 2, 50));
  double bias = dice_uniform(dice) < 0.3 ? 0.0 : dice_scale(dice, 0.03, 0.5);
  fill_network(dice, system, dice_scale(dice, 0.9, 6.0), 0.0, bias);
  double leak = dice_scale(dice, 0.05, 1.0);
  int each = dice_uniform(dice) < 0.3;
  for (size_t i = 0; i < system->n; ++i)
    system->side[i] = each ? dice_scale(dice, 0.05, 1.0) : leak;
  start_everywhere(dice, system, 1.0);
  return system;
}

static struct system *draw_shallow(struct dice *dice) {
  size_t n = draw_units(dice, 1, 10), hidden = draw_units(dice, 2, 50);
  struct system *system = system_new_shallow(0, n, hidden);
  double gain = dice_scale(dice, 0.3, 1.5), inhibition = dice_between(dice, 0.0, 1.0);
  for (size_t k = 0; k < n * hidden; ++k) {
    system->W[k] = (gain * dice_normal(dice) - inhibition * dice_uniform(dice)) /
                   sqrt((double)hidden);
    system->into[k] = dice_normal(dice) / sqrt((double)n);
  }
  for (size_t j = 0; j < hidden; ++j)
    system->c[j] = 0.5 * dice_normal(dice);
  for (size_t i = 0; i < n; ++i) {
    system->b[i] = 0.5 * dice_normal(dice);
    system->side[i] = dice_between(dice, -0.3, 0.97);
  }
  for (size_t k = 0; k < STARTS * n; ++k)
    system->start[k] = 2.0 * dice_between(dice, -1.0, 1.0);
  return system;
}

static struct system *draw_plrnn(struct dice *dice) {
  struct system *system = system_new(PLRNN, 0, draw_units(dice, 2, 50));
  fill_network(dice, system, dice_scale(dice, 0.4, 1.8), dice_between(dice, 0.0, 1.5),
               dice_between(dice, 0.3, 1.5));
  for (size_t i = 0; i < system->n; ++i) {
    system->side[i] = dice_between(dice, -0.3, 0.97);
    *entry(system, i, i) = 0.0;
  }
  start_everywhere(dice, system, 2.0);
  return system;
}

/* ---- chaos, and what only looks like it ---- */

/* A tent of slope s, lambda = log s, or a map of three laps for s > 2. */
static struct system *draw_tent(struct dice *dice) {
  double lambda = dice_uniform(dice) < 0.6 ? dice_scale(dice, 5e-4, 0.69)
                                           : dice_between(dice, 0.7, 1.0);
  double s = exp(lambda), at[STARTS];
  double tent_breaks[2] = {0.0, 0.5}, tent_slopes[2] = {s, -s};
  double lap_breaks[3] = {0.0, 1.0 / s, 2.0 / s}, lap_slopes[3] = {s, -s, s};
  two_places(dice, 0.45, 0.55, at);
  struct system *system = s < 2.0 ? line_map(2, tent_breaks, tent_slopes, 0.0, at)
                                  : line_map(3, lap_breaks, lap_slopes, 0.0, at);
  know(system, CHAOS, 0, NAN, lambda);
  return disguise(dice, system);
}

/* Circles that are torn: a strong stretch makes the map of the circle fold. */
static struct system *draw_folded(struct dice *dice) {
  int smooth = dice_uniform(dice) < 0.5;
  return disguise(dice, draw_circle(dice, smooth, 0.5, 4.0));
}

/* A tent whose peak sticks out by a hole of relative size e: orbits leave it after some
 * 1/e steps, to the left, where a point or a cycle of two steps waits. */
static struct system *draw_transient(struct dice *dice) {
  double e = dice_scale(dice, 3e-5, 1e-2), s = 2.0 * (1.0 + e), at[STARTS];
  double a = dice_uniform(dice) < 0.5 ? dice_between(dice, 0.2, 0.95)
                                      : -dice_between(dice, 0.2, 0.95);
  double d = 0.01, breaks[4] = {-1.0, -d, 0.0, 0.5}, slopes[4] = {a, s, s, -s};
  breaks[0] = -d - 10.0 * d * s / (1.0 - fabs(a));
  two_places(dice, 0.1, 0.9, at);
  struct system *system = line_map(4, breaks, slopes, -s * d + a * (breaks[0] + d), at);
  return disguise(dice, system);
}

/* ---- several curves, tori ---- */

static struct system *draw_torus(struct dice *dice) {
  int smooth = dice_uniform(dice) < 0.5;
  struct system *system = draw_circle(dice, smooth, 0.02, 0.3);
  double drive = dice_uniform(dice) < 0.5 ? 0.0 : dice_scale(dice, 1e-3, 0.05);
  system = join(dice, system, draw_circle(dice, smooth, 0.02, 0.3), drive);
  return disguise(dice, system);
}

static struct system *draw_curves(struct dice *dice) {
  static const size_t orders[] = {2, 3, 5, 8};
  int smooth = dice_uniform(dice) < 0.5;
  size_t order = orders[dice_below(dice, 4)];
  struct system *clock =
      !smooth ? (order < 3 ? draw_skew(dice, order) : draw_ring(dice, order))
      : order == 2 || order == 8 ? smooth_ring(dice, order / 2, 1)
                                 : smooth_ring(dice, order, 0);
  if (smooth) /* a single unit of another sign: the whole round is the period */
    for (size_t k = 0; k < STARTS * clock->n; ++k)
      clock->start[k] = k % clock->n == 0 && order % 2 ? -0.5 : 0.5;
  struct system *circle = draw_circle(dice, smooth, 0.05, 0.4);
  return disguise(dice, join(dice, clock, circle, dice_scale(dice, 0.01, 0.3)));
}

/* ---- units of measure ---- */

static struct system *draw_rescaled(struct dice *dice) {
  static struct system *(*const draws[])(struct dice *) = {
      draw_clipped, draw_short, draw_long,  draw_relu, draw_leaky,
      draw_plrnn,   draw_tent,  draw_torus, draw_real, draw_complex};
  struct system *system = NULL;
  while (!system || system->smooth) {
    system_free(system);
    system = draws[dice_below(dice, sizeof draws / sizeof *draws)](dice);
  }
  double scale = dice_uniform(dice) < 0.5 ? 1e3 : 1e-3;
  int each = dice_uniform(dice) < 0.4;
  for (size_t i = 0; i < system->n; ++i)
    rescale(system, i, each ? dice_scale(dice, 1e-3, 1e3) : scale);
  return system;
}

/* ---- near-neutral, superstable, unbounded, slow ---- */

static struct system *draw_turning(struct dice *dice, double radius, double rotation,
                                   double off) {
  double moduli[2] = {radius, radius}, J[4];
  double angles[2] = {2.0 * PI * rotation, 2.0 * PI * rotation};
  fill_spectrum(dice, J, 2, moduli, angles, 0.0);
  return around_point(dice, 2, 0, J, 0, off);
}

static struct system *draw_neutral(struct dice *dice) {
  double which = dice_uniform(dice);
  struct system *system;
  if (which < 0.15) { /* a line of fixed points: rows of positive numbers with sum 1 */
    system = system_new(PLAIN, 0, draw_units(dice, 1, 12));
    for (size_t i = 0; i < system->n; ++i) {
      double sum = 0.0;
      for (size_t j = 0; j < system->n; ++j)
        sum += *entry(system, i, j) = dice_uniform(dice);
      for (size_t j = 0; j < system->n; ++j)
        *entry(system, i, j) /= sum;
    }
    start_everywhere(dice, system, 1.0);
    know(system, NEUTRAL, 1, 1.0, 0.0);
  } else if (which < 0.3) { /* a perfect integrator among leaky ones */
    system = system_new(PLRNN, 0, draw_units(dice, 1, 12));
    for (size_t i = 0; i < system->n; ++i) {
      system->side[i] = i == 0 ? 1.0 : dice_between(dice, 0.0, 0.9);
      for (size_t j = 0; j < i; ++j)
        *entry(system, i, j) = dice_between(dice, -0.3, 0.3);
      system->b[i] = i == 0 ? 0.0 : dice_between(dice, -1.0, 1.0);
    }
    start_everywhere(dice, system, 1.0);
    know(system, NEUTRAL, 1, 1.0, 0.0);
    shuffle(dice, system);
  } else if (which < 0.45) {
    size_t q = 3 + dice_below(dice, 60), m = 1 + dice_below(dice, q / 2);
    size_t a = q, b = m;
    while (b) {
      size_t rest = a % b;
      a = b;
      b = rest;
    }
    system = draw_turning(dice, 1.0, (double)m / (double)q, 0.2);
    know(system, NEUTRAL, q / a, 1.0, 0.0);
  } else if (which < 0.6) { /* (sqrt(d) has a bounded continued fraction) */
    static const double roots[] = {2.0, 3.0, 5.0, 7.0};
    double root = sqrt(roots[dice_below(dice, 4)]);
    double rotation = fmod(root * (1.0 + (double)dice_below(dice, 5)), 1.0);
    system = draw_turning(dice, 1.0, rotation, 0.2);
    know(system, TURNING, 0, NAN, 0.0);
  } else {
    enum spectrum kind = (enum spectrum)dice_below(dice, 3);
    double radius = 1.0 - dice_scale(dice, 1e-5, 1e-3);
    system = draw_point(dice, kind, radius, 0.01);
    know(system, POINT, 1, radius, log(radius));
  }
  return system;
}

/* Steps after which the orbit of the height of the top returns to the flat top, in 113
 * bits; *HARD: 53 would not do; 0: not even those. */
#ifdef __SIZEOF_FLOAT128__
__extension__ typedef __float128 precise;
#else
typedef long double precise;
#endif

static size_t flat_period(double s, double left, double right, int *hard) {
  precise top = (precise)s * (precise)left, y = top;
  double error = 0x1p-112, margin = INFINITY;
  for (size_t p = 1; p < 4000; ++p) {
    double to_left = (double)(y - (precise)left),
           to_right = (double)(y - (precise)right);
    margin = fmin(margin, fmin(fabs(to_left), fabs(to_right)) / error);
    if (margin < 1e4)
      return 0;
    *hard = margin < 1e4 * 0x1p60;
    if (to_left >= 0.0 && to_right <= 0.0)
      return p;
    y = to_left < 0.0 ? (precise)s * y : top - (precise)s * (y - (precise)right);
    error = s * error + 0x1p-112;
  }
  return 0;
}

/* A tent with a flat top of height c: every orbit that meets it is from then on the
 * same. */
static struct system *draw_superstable(struct dice *dice) {
  for (;;) {
    double s = dice_uniform(dice) < 0.5 ? dice_between(dice, 1.1, 1.95)
                                        : 1.0 + dice_scale(dice, 0.01, 0.1);
    double width = dice_scale(dice, 1e-3, 0.2);
    double left = 0.5 - 0.5 * width, right = 0.5 + 0.5 * width, at[STARTS];
    int hard = 0;
    size_t p = flat_period(s, left, right, &hard);
    if (!p || (hard && dice_uniform(dice) < 0.9))
      continue;
    double breaks[3] = {0.0, left, right}, slopes[3] = {s, 0.0, -s};
    two_places(dice, 0.1, 0.9, at);
    struct system *system = line_map(3, breaks, slopes, 0.0, at);
    know(system, p == 1 ? POINT : CYCLING, p, 0.0, -INFINITY);
    system->truth.wide = hard;
    shuffle(dice, system);
    return system;
  }
}

static struct system *draw_unbounded(struct dice *dice) {
  double which = dice_uniform(dice);
  struct system *system;
  if (which < 0.4) { /* positive rows of sum a > 1: Perron's root */
    system = system_new(PLAIN, 0, draw_units(dice, 1, 24));
    double a = 1.0 + dice_scale(dice, 1e-4, 1.0);
    for (size_t i = 0; i < system->n; ++i) {
      double sum = 0.0;
      for (size_t j = 0; j < system->n; ++j)
        sum += *entry(system, i, j) = dice_uniform(dice);
      for (size_t j = 0; j < system->n; ++j)
        *entry(system, i, j) *= a / sum;
      system->b[i] = dice_uniform(dice) < 0.5 ? 0.0 : dice_uniform(dice);
    }
    start_everywhere(dice, system, 1.0);
    know(system, GROWTH, 0, a, log(a));
  } else if (which < 0.45) { /* numbers that overflow */
    system = system_new(PLAIN, 0, draw_units(dice, 1, 4));
    for (size_t k = 0; k < system->n * system->n; ++k)
      system->W[k] = 1e300;
    for (size_t i = 0; i < system->n; ++i)
      system->b[i] = 1e300;
    start_everywhere(dice, system, 1.0);
    know(system, GROWTH, 0, NAN, NAN);
  } else {
    int plain = dice_uniform(dice) < 0.5;
    system = system_new(plain ? PLAIN : PLRNN, 0, draw_units(dice, 2, 60));
    fill_network(dice, system, dice_scale(dice, 1.5, 4.0), 0.0, 0.5);
    for (size_t i = 0; i < system->n; ++i)
      system->side[i] = dice_between(dice, 0.0, 0.9);
    start_everywhere(dice, system, 1.0);
  }
  return system;
}

/* Spirals of radius 1 + e: outwards until a fold (brute force starts out there), or
 * inwards with e down to -1e-5. */
static struct system *draw_spiral(struct dice *dice) {
  double rotation = dice_between(dice, 0.02, 0.48), which = dice_uniform(dice);
  if (which < 0.4) {
    double e = dice_scale(dice, 1e-5, 1e-3);
    struct system *inward = draw_turning(dice, 1.0 - e, rotation, 0.2);
    know(inward, POINT, 1, 1.0 - e, log(1.0 - e));
    return inward;
  }
  if (which < 0.85) {
    struct system *smooth =
        smooth_circle(dice, 1.0 + dice_scale(dice, 3e-4, 1e-2), rotation, 0.0, 0.0);
    start_everywhere(dice, smooth, 0.01);
    return smooth;
  }
  double e = dice_scale(dice, 5e-7, 1e-4);
  struct system *outward = draw_turning(dice, 1.0 + e, rotation, 0.1);
  memcpy(outward->deep, outward->start, 2 * sizeof(double));
  for (size_t i = 0; i < 2; ++i)
    outward->deep[i] += dice_between(dice, 1.0, 2.0);
  outward->deeper = 1;
  return outward;
}

const struct family families[] = {
    {"fixed-real",
     "J = Q'TQ at the point, a real eigenvalue leads, 1 - modulus from 0.001 to 0.8; "
     "ReLU, all units active, or tanh; 1 to 40 units",
     draw_real},
    {"fixed-complex", "the same, a complex pair leads", draw_complex},
    {"fixed-equal", "the same, two pairs up to all eigenvalues of one modulus",
     draw_equal},
    {"cycle-short",
     "one to three skew tents, rings of ReLU or rings of tanh units side by side, the "
     "first driving the next or not",
     draw_short},
    {"cycle-long",
     "skew tents of up to 300 steps, rings of up to 67, two rings, circles locked to "
     "fractions with denominators of 50 to 600",
     draw_long},
    {"circle-relu",
     "z' = clip(g R z + b), g - 1 from 0.02 to 0.6, a turn within 1e-6 to 0.03 of a "
     "fraction or any, skewed or not",
     draw_clipped},
    {"circle-tanh", "z' = tanh(g R z + b) likewise", draw_smooth},
    {"network-relu",
     "Gaussian weights of gain 0.8 to 3 less an inhibition; 2 to 100 units", draw_relu},
    {"network-tanh", "Gaussian weights of gain 0.9 to 4; 2 to 100 units", draw_tanh},
    {"network-leaky", "the same as network-relu with leaks of 0.1 to 1; 2 to 50 units",
     draw_leaky},
    {"network-plrnn", "z' = D z + W relu(z) + b, D from -0.3 to 0.97; 2 to 50 units",
     draw_plrnn},
    {"network-leaky-tanh",
     "Gaussian weights of gain 0.9 to 6 with leaks of 0.05 to 1; 2 to 50 units",
     draw_leaky_tanh},
    {"network-shallow",
     "z' = D z + W1 relu(W2 z + b2) + b1, 1 to 10 states, 2 to 50 hidden units",
     draw_shallow},
    {"chaos", "tents and maps of three laps with exponents 0.0005 to 1", draw_tent},
    {"circle-folded", "circles with g - 1 from 0.5 to 4, which fold: weak chaos",
     draw_folded},
    {"transient",
     "a tent with a hole of 3e-5 to 0.01, through which orbits leave to a fixed point",
     draw_transient},
    {"torus", "two circles side by side, the first driving the second or not",
     draw_torus},
    {"curves", "a cycle of 2, 3, 5 or 8 steps drives a circle", draw_curves},
    {"rescaled",
     "maps of other families with all units in other units of measure by 1000 or "
     "0.001, "
     "or each by its own factor between",
     draw_rescaled},
    {"neutral",
     "lines of fixed points, perfect integrators, turns by fractions and by quadratic "
     "irrationals, points with 1 - modulus from 1e-5 to 1e-3",
     draw_neutral},
    {"superstable",
     "a tent with a flat top: the period by 113-bit arithmetic with a bound on its "
     "error",
     draw_superstable},
    {"unbounded",
     "positive rows with sums of 1 + 1e-4 to 2, random networks of large gain, numbers "
     "that overflow",
     draw_unbounded},
    {"spiral",
     "radius 1 + e, e from -1e-3 to -1e-5 inwards, from 5e-7 to 1e-2 outwards to a "
     "fold "
     "or to a small circle",
     draw_spiral},
};
const size_t families_count = sizeof families / sizeof *families;
