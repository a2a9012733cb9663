#include "known.h"

#include "cycles.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double between(gsl_rng *rng, double low, double high) {
  return low + (high - low) * gsl_rng_uniform_pos(rng);
}

static int known_alloc(struct known *known, enum map_activation activation, size_t n,
                       struct fault *fault) {
  *known = (struct known){.exponent = NAN, .rotation = NAN};
  if (map_alloc(&known->map, activation, n, fault))
    return -1;
  known->state = calloc(n, sizeof *known->state);
  if (known->state)
    return 0;
  map_free(&known->map);
  return fault_set(fault, "no memory for a map of %zu units", n);
}
void known_free(struct known *known) {
  map_free(&known->map);
  free(known->state);
}

/* Rows whose sum of moduli is SUM, of numbers from LOW to 1. */
static void draw_rows(gsl_rng *rng, struct map *map, double low, double sum) {
  size_t n = map->dimension;
  for (size_t i = 0; i < n; ++i) {
    double *row = map->W + i * n, all = 0.0;
    for (size_t j = 0; j < n; ++j) {
      row[j] = between(rng, low, 1.0);
      all += fabs(row[j]);
    }
    for (size_t j = 0; j < n; ++j)
      row[j] *= sum / all;
  }
}
static void swap(double *a, double *b) {
  double kept = *a;
  *a = *b;
  *b = kept;
}

static int draw_contraction(gsl_rng *rng, struct known *known, enum map_activation kind,
                            struct fault *fault) {
  size_t n = 4 + gsl_rng_uniform_int(rng, 40);
  if (known_alloc(known, kind, n, fault))
    return -1;
  draw_rows(rng, &known->map, -gsl_rng_uniform(rng), between(rng, 0.5, 0.999));
  for (size_t i = 0; i < n; ++i) {
    known->map.b[i] = between(rng, -1.0, 1.0);
    known->state[i] = between(rng, 0.0, 3.0);
  }
  known->label = FIXED_POINT;
  known->order = 1;
  return 0;
}

static int draw_relu(gsl_rng *rng, struct known *known, struct fault *fault) {
  return draw_contraction(rng, known, MAP_RELU, fault);
}

static int draw_tanh(gsl_rng *rng, struct known *known, struct fault *fault) {
  return draw_contraction(rng, known, MAP_TANH, fault);
}
/* All row sums are a, all b_i = beta: the fixed point has beta / (1 - a) in all units.
 * |a - 1| is between 1e-4 and 1/2. */
static int draw_perron(gsl_rng *rng, struct known *known, enum label label,
                       struct fault *fault) {
  size_t n = 1 + gsl_rng_uniform_int(rng, 12);
  double apart = exp(between(rng, log(1e-4), log(0.5)));
  double root = label == FIXED_POINT ? 1.0 - apart
                : label == MARGINAL  ? 1.0
                                     : 1.0 + apart;
  double input = label == MARGINAL ? 0.0 : between(rng, 0.1, 1.0);
  if (known_alloc(known, MAP_RELU, n, fault))
    return -1;
  draw_rows(rng, &known->map, 0.0, root);
  double height = label == FIXED_POINT ? input / apart : 1.0;
  for (size_t i = 0; i < n; ++i) {
    known->map.b[i] = input;
    known->state[i] = height * between(rng, 0.5, 1.5);
  }
  known->label = label;
  known->order = label == FIXED_POINT;
  known->exponent = log(root);
  return 0;
}
static int draw_decay(gsl_rng *rng, struct known *known, struct fault *fault) {
  return draw_perron(rng, known, FIXED_POINT, fault);
}

static int draw_growth(gsl_rng *rng, struct known *known, struct fault *fault) {
  return draw_perron(rng, known, UNBOUNDED, fault);
}

static int draw_line(gsl_rng *rng, struct known *known, struct fault *fault) {
  return draw_perron(rng, known, MARGINAL, fault);
}

/* A rotation by TURN of a turn about (1, 1). */
static int draw_rotation(gsl_rng *rng, struct known *known, double turn,
                         struct fault *fault) {
  if (known_alloc(known, MAP_RELU, 2, fault))
    return -1;
  double c = cos(2.0 * M_PI * turn), s = sin(2.0 * M_PI * turn);
  double angle = between(rng, 0.0, 2.0 * M_PI), radius = between(rng, 0.2, 0.8);
  memcpy(known->map.W, (double[]){c, -s, s, c}, 4 * sizeof c);
  known->map.b[0] = 1.0 - c + s;
  known->map.b[1] = 1.0 - s - c;
  known->state[0] = 1.0 + radius * cos(angle);
  known->state[1] = 1.0 + radius * sin(angle);
  known->exponent = 0.0;
  return 0;
}
static int draw_irrational(gsl_rng *rng, struct known *known, struct fault *fault) {
  double root = 1.0;
  while (root <= floor(root))
    root = sqrt((double)gsl_rng_uniform_int(rng, 1000));
  double turn = root - floor(root);
  if (draw_rotation(rng, known, turn, fault))
    return -1;
  known->label = QUASI_PERIODIC;
  known->rotation = fmin(turn, 1.0 - turn);
  return 0;
}

static int draw_rational(gsl_rng *rng, struct known *known, struct fault *fault) {
  double q = 3.0 + (double)gsl_rng_uniform_int(rng, 60);
  double m = 1.0 + (double)gsl_rng_uniform_int(rng, (unsigned long)q - 1);
  if (draw_rotation(rng, known, m / q, fault))
    return -1;
  known->label = MARGINAL;
  return 0;
}

static void start_circle(gsl_rng *rng, struct known *known) {
  for (size_t i = 0; i < known->map.dimension; ++i)
    known->state[i] = between(rng, 0.2, 0.8);
}

/* h' = tanh(g R h + b) */
static int draw_tanh_focus(gsl_rng *rng, struct known *known, struct fault *fault) {
  double angle = 2.0 * M_PI * between(rng, 0.05, 0.45), g = between(rng, 1.02, 1.6);
  double c = g * cos(angle), s = g * sin(angle);
  if (known_alloc(known, MAP_TANH, 2, fault))
    return -1;
  memcpy(known->map.W, (double[]){c, -s, s, c}, 4 * sizeof c);
  known->map.b[0] = between(rng, -0.05, 0.05);
  known->map.b[1] = between(rng, -0.05, 0.05);
  start_circle(rng, known);
  return 0;
}

/* x' = g R clip(x), with clip(x) = [x + 1]_+ - [x - 1]_+ - 1: the units 2k and 2k + 1
 * are the two terms of coordinate k. */
static int draw_clipped_focus(gsl_rng *rng, struct known *known, struct fault *fault) {
  double angle = 2.0 * M_PI * between(rng, 0.05, 0.45), g = between(rng, 1.02, 1.6);
  double c = g * cos(angle), s = g * sin(angle);
  const double turn[2][2] = {{c, -s}, {s, c}};
  if (known_alloc(known, MAP_RELU, 4, fault))
    return -1;
  for (size_t i = 0; i < 4; ++i) {
    for (size_t j = 0; j < 4; ++j)
      known->map.W[i * 4 + j] = (j % 2 ? -1.0 : 1.0) * turn[i / 2][j / 2];
    known->map.b[i] = (i % 2 ? -1.0 : 1.0) - turn[i / 2][0] - turn[i / 2][1];
  }
  start_circle(rng, known);
  return 0;
}
enum { TRANSIENT = 1000000, PATIENCE = 1000000, RETURN_MOST = 4096, CORE_MOST = 4 };

/* One step of STATE, and of TANGENT to length 1; the logarithm of its stretch. */
static double follow(const struct map *map, double *state, double *tangent) {
  double drive[CORE_MOST], gain[CORE_MOST], image[CORE_MOST], square = 0.0;
  size_t n = map->dimension;
  map_drive(map, state, drive);
  map_gain(map, drive, gain);
  for (size_t i = 0; i < n; ++i) {
    image[i] = 0.0;
    for (size_t j = 0; j < n; ++j)
      image[i] += gain[i] * map->W[i * n + j] * tangent[j];
    square += image[i] * image[i];
  }
  map_activate(map, drive);
  memcpy(state, drive, n * sizeof *state);
  for (size_t i = 0; i < n; ++i)
    tangent[i] = square > 0.0 ? image[i] / sqrt(square) : 1.0;
  return square > 0.0 ? 0.5 * log(square) : -20.0;
}
static const double EXACT = 1e-12, DISTINCT = 1e-5; /* over the largest distance */
static const double ZERO = 1e-5, POSITIVE = 1e-2;   /* exponents */

/* Sets the label of the orbit, and the order of a cycle; UNDECIDED if patience ends. */
static void wait_and_see(struct known *known) {
  double x[CORE_MOST], first[CORE_MOST], tangent[CORE_MOST] = {1.0, 0.3, 0.5, 0.2};
  size_t n = known->map.dimension;
  double exponent = 0.0, nearest = INFINITY, extent = 0.0;
  memcpy(x, known->state, n * sizeof *x);
  for (size_t t = 0; t < TRANSIENT + PATIENCE; ++t) {
    double stretch = follow(&known->map, x, tangent);
    exponent += t < TRANSIENT ? 0.0 : stretch / PATIENCE;
  }
  memcpy(first, x, n * sizeof *x);
  double away[RETURN_MOST + 1];
  for (size_t lag = 1; lag <= RETURN_MOST; ++lag) {
    follow(&known->map, x, tangent);
    away[lag] = cycles_distance(x, first, n);
    nearest = fmin(nearest, away[lag]);
    extent = fmax(extent, away[lag]);
  }
  known->label = UNDECIDED;
  if (nearest <= EXACT * extent) {
    known->label = CYCLE;
    for (known->order = 1; away[known->order] > EXACT * extent;)
      ++known->order;
  } else if (nearest > DISTINCT * extent && fabs(exponent) < ZERO)
    known->label = QUASI_PERIODIC;
  else if (nearest > DISTINCT * extent && exponent > POSITIVE)
    known->label = CHAOTIC;
}
/* Draws until patience tells what it is. */
static int draw_clear(gsl_rng *rng, struct known *known,
                      int (*draw)(gsl_rng *, struct known *, struct fault *),
                      struct fault *fault) {
  for (;;) {
    if (draw(rng, known, fault))
      return -1;
    wait_and_see(known);
    if (known->label != UNDECIDED)
      return 0;
    known_free(known);
  }
}

static int draw_tanh_circle(gsl_rng *rng, struct known *known, struct fault *fault) {
  return draw_clear(rng, known, draw_tanh_focus, fault);
}

static int draw_relu_circle(gsl_rng *rng, struct known *known, struct fault *fault) {
  return draw_clear(rng, known, draw_clipped_focus, fault);
}

/* Two units, h_1 = [y]_+ and h_2 = [y - 1/2]_+ with y' = s (h_1 - 2 h_2). */
static int draw_tent(gsl_rng *rng, struct known *known, struct fault *fault) {
  double s = between(rng, sqrt(2.0), 1.99), y = between(rng, 0.2, 0.8);
  if (known_alloc(known, MAP_RELU, 2, fault))
    return -1;
  memcpy(known->map.W, (double[]){s, -2.0 * s, s, -2.0 * s}, 4 * sizeof s);
  known->map.b[1] = -0.5;
  known->state[0] = y;
  known->state[1] = fmax(y - 0.5, 0.0);
  known->label = CHAOTIC;
  known->exponent = log(s);
  return 0;
}

/* A site holds x = u - v + w and hands on u' = [g x - 1]_+, v' = [g x - 2]_+ and
 * w' = e x: a step of height 1 and a leak.  A pulse of height 1 / (1 - e) keeps it if g
 * times that height is 3.  The multiplier of the cycle is e to the power of p. */
static int draw_ring(gsl_rng *rng, struct known *known, struct fault *fault) {
  size_t sites = 2 + gsl_rng_uniform_int(rng, 66), n = 3 * sites;
  double leak = between(rng, 0.5, 0.95), height = 1.0 / (1.0 - leak);
  if (known_alloc(known, MAP_RELU, n, fault))
    return -1;
  for (size_t i = 0; i < n; ++i) {
    double *before = known->map.W + i * n + 3 * ((i / 3 + sites - 1) % sites);
    double gain = i % 3 == 2 ? leak : 3.0 / height;
    before[0] = before[2] = gain;
    before[1] = -gain;
    known->map.b[i] = -(double)((i + 1) % 3);
  }
  known->state[0] = 2.0;
  known->state[1] = 1.0;
  known->state[2] = leak * height;
  known->label = CYCLE;
  known->order = sites;
  known->exponent = log(leak);
  return 0;
}

/* The cycle starts on the right at x_0 = S_p / (1 + m) with S_p = 1 + a + ... + a^{p-1}
 * and m = c a^{p-1}; its other points are on the left if a S_{p-1} < m, and it is
 * stable if m < 1: its multiplier is -m.  The two units are [x]_+ and [-x]_+. */
static int draw_skew(gsl_rng *rng, struct known *known, struct fault *fault) {
  double p, a, lowest;
  do {
    p = 3.0 + (double)gsl_rng_uniform_int(rng, 6);
    a = between(rng, 0.2, 0.9);
    lowest = a * (1.0 - pow(a, p - 1.0)) / (1.0 - a);
  } while (lowest > 0.9);
  double m = fmax(lowest + (1.0 - lowest) * between(rng, 0.1, 0.9), 0.3);
  double c = m / pow(a, p - 1.0);
  if (known_alloc(known, MAP_RELU, 2, fault))
    return -1;
  memcpy(known->map.W, (double[]){-c, -a, c, a}, 4 * sizeof c);
  known->map.b[0] = 1.0;
  known->map.b[1] = -1.0;
  known->state[0] = (1.0 - pow(a, p)) / (1.0 - a) / (1.0 + m);
  known->label = CYCLE;
  known->order = (size_t)p;
  known->exponent = log(m) / p;
  return 0;
}
/* The cycle is +-x with x = tanh(g x), its multiplier (g (1 - x^2))^2. */
static int draw_flip(gsl_rng *rng, struct known *known, struct fault *fault) {
  double gain = between(rng, 1.05, 1.5), x = 1.0;
  if (known_alloc(known, MAP_TANH, 1, fault))
    return -1;
  for (int k = 0; k < 1000; ++k)
    x = tanh(gain * x);
  known->map.W[0] = -gain;
  known->state[0] = between(rng, 0.1, 0.9);
  known->label = CYCLE;
  known->order = 2;
  known->exponent = log(gain * (1.0 - x * x));
  return 0;
}

/* Adds followers, shuffles and scales; see the header. */
static int hide(gsl_rng *rng, struct known *known, struct fault *fault) {
  struct known whole;
  size_t core = known->map.dimension, n = core + gsl_rng_uniform_int(rng, 20);
  if (known_alloc(&whole, known->map.activation, n, fault))
    return -1;
  draw_rows(rng, &whole.map, -1.0, 0.3);
  for (size_t i = 0; i < n; ++i) {
    whole.map.b[i] = i < core ? known->map.b[i] : between(rng, -1.0, 1.0);
    whole.state[i] = i < core ? known->state[i] : 0.0;
    for (size_t j = 0; j < n && i < core; ++j)
      whole.map.W[i * n + j] = j < core ? known->map.W[i * core + j] : 0.0;
  }
  for (size_t i = n - 1; i > 0; --i) {
    size_t j = gsl_rng_uniform_int(rng, i + 1);
    for (size_t k = 0; k < n; ++k)
      swap(whole.map.W + i * n + k, whole.map.W + j * n + k);
    for (size_t k = 0; k < n; ++k)
      swap(whole.map.W + k * n + i, whole.map.W + k * n + j);
    swap(whole.map.b + i, whole.map.b + j);
    swap(whole.state + i, whole.state + j);
  }
  for (size_t i = 0; i < n && whole.map.activation == MAP_RELU; ++i) {
    double scale = exp(between(rng, -1.0, 1.0));
    for (size_t k = 0; k < n; ++k) {
      whole.map.W[i * n + k] *= scale;
      whole.map.W[k * n + i] /= scale;
    }
    whole.map.b[i] *= scale;
    whole.state[i] *= scale;
  }

  known_free(known);
  known->map = whole.map;
  known->state = whole.state;
  return 0;
}

static int (*const draw[KNOWN_FAMILIES])(gsl_rng *, struct known *, struct fault *) = {
    draw_relu,   draw_tanh,       draw_decay,       draw_ring,        draw_skew,
    draw_flip,   draw_irrational, draw_relu_circle, draw_tanh_circle, draw_tent,
    draw_growth, draw_line,       draw_rational};

const char *const known_families[KNOWN_FAMILIES] = {"contraction, ReLU",
                                                    "contraction, tanh",
                                                    "decay",
                                                    "ring",
                                                    "skew tent",
                                                    "flip",
                                                    "irrational rotation",
                                                    "circle, ReLU",
                                                    "circle, tanh",
                                                    "tent",
                                                    "growth",
                                                    "line",
                                                    "rational rotation"};

int known_draw(size_t family, gsl_rng *rng, struct known *known, struct fault *fault) {
  if (draw[family](rng, known, fault))
    return -1;
  if (!hide(rng, known, fault))
    return 0;
  known_free(known);
  return -1;
}
