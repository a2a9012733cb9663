/* taxonomy: what the record of an orbit, or a long watch of it, says of its label.
 *
 * A record holds T states with the stretches of a tangent vector beside them.  It
 * answers first whether the orbit returns.  The distance of return at lag l is the
 * largest |h_t - h_{t-l}| of a unit, over the range in which the unit moves, and over a
 * few anchors t at the end of the record.  Each lag at which it is tiny, and ten times
 * smaller than at every smaller lag, is a candidate: an orbit may seem to return after
 * 3 steps because only a very small part of it does so after 21.  Where there is none,
 * the best lag still is one if its distance has shrunk markedly since the middle of the
 * record, for so a cycle is approached; unless the tangent vector has grown over that
 * lag more than it can on the way to a stable cycle, for a chaotic orbit, too, was
 * farther off before, as the best of many lags was chosen at the end.  Candidates are
 * put to the proof by `certify`.
 *
 * A watch is longer and keeps no states: only stretches, the first exact return to its
 * first state and the turning on a plane.  It says whether the leading exponent is
 * zero.
 */
#ifndef TAXONOMY_H
#define TAXONOMY_H

#include "fault.h"
#include "label.h"

#include <stddef.h>

/* The limits that separate the labels. */
struct examination {
  long settle;       /* steps before an orbit is recorded */
  long window;       /* steps of the first record */
  long watch;        /* longest cycle that is to be excluded; a watch has a quarter
                        more steps at least */
  long budget;       /* most steps of one orbit */
  long longest;      /* longest period that is excluded by the turning */
  double returned;   /* distance over range at which an orbit may have returned */
  double closing;    /* shrinking of the best return that betrays a cycle */
  double exponent;   /* an exponent this small may be zero */
  double deviations; /* standard errors by which that of chaos must be above zero */
  double defect;     /* distance over radius within which an orbit lies on a curve */
  double runaway;    /* size over the scale of the map that nothing bounded has */
};

enum { TAXONOMY_LAGS = 4, TAXONOMY_CURVES = 24 };

struct record {
  float *states;           /* (count, N), relative to any point */
  const double *stretches; /* (count) logarithms */
  size_t count;            /* T, a multiple of 64 */
  double *range;           /* N: set by taxonomy_measure; noise where smaller */
  /* set by taxonomy_returns: */
  size_t lags[TAXONOMY_LAGS]; /* at which it may return */
  size_t candidates;          /* how many */
};

/* Ranges of the units over the later half of the record, by which its states are
 * divided.  NOISE (N): what counts as none.  WORK: 3 N. */
void taxonomy_measure(struct record *record, size_t n, const double *noise,
                      float *work);

/* Lags at which the measured record may return. */
int taxonomy_returns(const struct examination *rule, struct record *record, size_t n,
                     struct fault *fault);

/* The closed curves (1 to TAXONOMY_CURVES) which the measured record visits in turn, or
 * 0, by the defect; *NEEDED: steps that would exclude all fractions. */
int taxonomy_curves(const struct examination *rule, const struct record *record,
                    size_t n, float *axes, struct certificate *certificate,
                    double *needed, struct fault *fault);

enum suspicion {
  SUSPECT_NOTHING, /* go on, for longer */
  SUSPECT_LOCKED,  /* lambda < 0: on a cycle, or on the way to one */
  SUSPECT_CURVE,   /* lambda = 0 */
  SUSPECT_CHAOS    /* lambda > 0 */
};

/* What COUNT stretches of a bounded orbit say; exponent, error and bound are set. */
enum suspicion taxonomy_suspect(const struct examination *rule, const double *stretches,
                                size_t count, struct certificate *certificate);

#endif
