/* taxonomy: the label of an orbit that did not settle, from a record of it.
 *
 * An orbit is recorded for T steps with the stretches of a tangent vector beside it.
 * The record first answers whether the orbit returns.  The distance of return at lag l
 * is the largest |h_t - h_{t-l}| over a few anchors t at the end of the record.  The
 * first lag at which it is tiny against the extent of the orbit is the candidate. Where
 * there is none, the best lag still is one if its distance has shrunk markedly since
 * the middle of the record, for so a cycle is approached; unless the tangent vector has
 * grown over that lag more than it can on the way to a stable cycle, for a chaotic
 * orbit, too, was farther off before, as the best of many lags was chosen at the end.
 *
 * A candidate is no certificate.  Newton's method on the whole cycle (picard) must find
 * an exact one of that length, with its leading multiplier inside the unit circle; and
 * the orbit must be there or be closing in.  What does not return is quasi-periodic or
 * chaotic, by its exponent and by the curve that it draws (rotation), or the record is
 * too short.
 */
#ifndef TAXONOMY_H
#define TAXONOMY_H

#include "fault.h"
#include "label.h"
#include "map.h"

#include <stddef.h>

/* The limits that separate the labels. */
struct examination {
  long settle;       /* steps before an orbit is recorded */
  long window;       /* steps of the first record */
  long budget;       /* most steps of one orbit */
  long longest;      /* longest period that quasi-periodicity excludes */
  double returned;   /* distance over extent at which an orbit may have returned */
  double closing;    /* shrinking of the best return that betrays a cycle */
  double exponent;   /* an exponent this small may be zero */
  double deviations; /* standard errors that an exponent must keep from zero */
  double defect;     /* distance over radius within which an orbit lies on a curve */
  double runaway;    /* size over the scale of the map that nothing bounded has */
};

struct record {
  const double *drive;     /* N: d of the map */
  const float *states;     /* (count, N) */
  const double *stretches; /* (count) logarithms */
  const double *last;      /* N: the last state, in full precision */
  size_t count;            /* T, a multiple of 64 */
  struct certificate *certificate;
  /* set by taxonomy_judge: */
  double extent; /* largest distance of return */
  size_t lag;    /* at which it may return; 0: none */
  double needed; /* steps of a record that would decide; 0: not known */
};

/* Judges COUNT records of maps with the weights of MAP (its b is not used); a label
 * stays UNDECIDED if the record does not suffice. */
int taxonomy_judge(const struct map *map, const struct examination *rule, size_t count,
                   struct record *records, struct fault *fault);

#endif
