/* cohort: orbits of maps with the same weights, followed together.
 *
 * A few thousand steps of one orbit would spend their time on reading W; those of many
 * share it (bundle).  So orbits move in company: first until their transients have died
 * out (cohort_settle), when most have come to rest in one linear region, where a single
 * state proves what becomes of them (region); then some at a time, with tangent vectors
 * beside them, for as long as somebody wants to see of them (cohort_run).  Both ways
 * out of a label's reach are watched for on the way: an orbit that is larger than
 * anything bounded can be, or whose numbers overflow, is labelled as unbounded.
 *
 * What a run writes down is a record (all states, for a few hundred to a few thousand
 * steps) or a watch (no state, for up to a million): the stretches of the tangents, the
 * orbit's projection on the plane on which it turns, and when it came back to the state
 * from which the watch began.  A watch may be interrupted and go on.
 *
 * Of the regions met, the last ones are kept: orbits of neighbouring maps come to rest
 * in the same.
 */
#ifndef COHORT_H
#define COHORT_H

#include "bundle.h"
#include "fault.h"
#include "label.h"
#include "map.h"
#include "region.h"
#include "taxonomy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  COHORT_SETTLING = 512, /* orbits that settle together, at most */
  COHORT_RUNNING = 64,   /* and that run with tangents, */
  COHORT_TANGENTS = 3,   /*   at most so many each: a second exponent tells a torus from
                            a curve, and a bundle takes rows by fours, so that the third
                            is for nothing */
  COHORT_LOOK = 32,      /* steps from one look at the size to the next */
  COHORT_REGIONS = 128   /* that are kept */
};

/* What orbits of one map have in common. */
struct crowd {
  size_t chaotic, escaped, undecided; /* of its orbits */
  double waited;                      /* steps of plain runs in chaos, of all */
};

/* An orbit while it is followed; all its states are in the units of the cohort's map.
 */
struct followed {
  double *input; /* N */
  double *state; /* N */
  size_t group;  /* of its map */
  struct crowd *crowd;
  struct certificate certificate;
  size_t attractor;     /* its number among those of the map */
  uint64_t key;         /* tells attractors of the same label apart */
  double scale;         /* largest number of its input and its start */
  double size;          /* largest coordinate when last looked at, */
  size_t looked_at;     /*   after so many steps */
  unsigned char *awake; /* N: active when first looked at */

  /* Of an orbit under examination: */
  bool examined;   /* it has been chosen */
  double *tangent; /* N */
  double *range;   /* N: of each unit on its last record */
  double *axes;    /* 2 x N: the plane on which it turns, over the ranges */
  bool longer;     /* a longer record is to come before it is watched */
  bool done;       /* in this round */
  bool waits;      /* for a plain run, before chaos may be said, */
  bool wild;       /*   after which it is watched without a record */
  size_t patience; /* steps of that run */
  size_t tried;    /* of these, already made */

  /* Its watch: */
  double *anchor;    /* N: its state when the watch began, which goes on */
  size_t watched;    /*   since so many steps, */
  size_t length;     /*   until it has so many */
  size_t returned;   /* steps after which it came back to its anchor; 0: never, */
  size_t approached; /*   or at least near, and */
  double nearest;    /*   how near, over the ranges */
  bool wide;         /* with COHORT_TANGENTS tangents, else with one */
  double *stretches; /* (tangents, length): logarithms */
  float *xy;         /* (length, 2): the state on its axes, less the centre */
  double centre[2];  /* of these: the anchor */
  size_t room;       /* numbers that STRETCHES holds at most; */
  size_t apart;      /*   from one tangent's to the next's */
};

/* What a run of some orbits writes down. */
struct tape {
  size_t count;      /* steps */
  size_t tangents;   /* of each orbit: 0, 1 or COHORT_TANGENTS */
  float *states;     /* (batch, count, N), less the state at the start; or NULL */
  double *stretches; /* (batch, count): logarithms; or NULL */
  bool watch;        /* each orbit has its own watch go on */
};

struct cohort {
  const struct map *map; /* its b is not used */
  const struct examination *rule;
  const double *unit; /* N: what its numbers are to be divided by to be the caller's */
  struct bundle bundle;
  double *memory;          /* one allocation, which holds */
  double *states, *images; /*   (COHORT_SETTLING, N) each, exchanged at every step */
  double *anchors;         /*   (COHORT_RUNNING, N): the states when a run began */
  double *gain;            /*   N */
  double *point, *drive;   /*   N: fixed point of a region, and the drive there */
  double *work;            /*   2 N */
  unsigned char *pattern;  /* N */
  struct region *region[COHORT_REGIONS];
  uint64_t key[COHORT_REGIONS]; /* of the region's pattern */
  size_t next;                  /* region to be replaced next */
};

/* For maps with the weights and the activation of MAP; MAP, UNIT (N, above zero) and
 * RULE must outlive it, and GSL's error handler must be off.  On a fault nothing is to
 * be freed. */
int cohort_alloc(struct cohort *cohort, const struct map *map, const double *unit,
                 const struct examination *rule, struct fault *fault);
void cohort_free(struct cohort *cohort);

/* Moves up to COHORT_SETTLING ORBITS, without a label yet, for RULE->settle steps, or
 * until each has a label.  Their pointers are rearranged. */
int cohort_settle(struct cohort *cohort, size_t count, struct followed **orbits,
                  struct fault *fault);

/* Makes room for the watch of an orbit until it has LENGTH steps, its tangents to be as
 * many as WIDE says (never fewer than before); one that has not begun begins at the
 * orbit's state.  For cohort_end_watch to free. */
int cohort_watch(const struct cohort *cohort, struct followed *orbit,
                 struct fault *fault);
void cohort_end_watch(struct followed *orbit);

/* Runs up to COHORT_RUNNING ORBITS for TAPE->count steps.  One that turns out to be
 * unbounded keeps the state where that was seen. */
void cohort_run(struct cohort *cohort, size_t count, struct followed *const *orbits,
                const struct tape *tape);

/* After a run with TAPE: the last state but one (N) of orbit R of those that ran. */
const double *cohort_before(const struct cohort *cohort, size_t r,
                            const struct tape *tape);

/* The COUNT states (count x N) that follow the orbit's own, which stays; what a run
 * left behind is lost. */
void cohort_draw(struct cohort *cohort, struct followed *orbit, size_t count,
                 double *states);

/* A number of the linear region of a ReLU map in which STATE (N) lies, never the same
 * for two regions but by an accident of 2^-64. */
uint64_t cohort_key(struct cohort *cohort, const double *state);

/* Looks whether STATE (N), which follows BEFORE (N) in the same region, decides what
 * becomes of the orbit: then it has a label and the key of the region.  Of a map that
 * is not ReLU it never does. */
int cohort_try_region(struct cohort *cohort, struct followed *orbit,
                      const double *before, const double *state, struct fault *fault);

#endif
