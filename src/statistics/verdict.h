/* verdict: what several tests say together, and in words.
 *
 * A statement that is tested has an estimate with a p, an interval at 90 % and the
 * effect that a test of its size would have found.  Five words are possible, and a
 * conjunction of two statements has one of the same five. */
#ifndef VERDICT_H
#define VERDICT_H

#include <stdbool.h>
#include <stddef.h>

enum verdict {
  VERDICT_UNTESTABLE,   /* these data cannot tell */
  VERDICT_INCONCLUSIVE, /* they could have told, and do not */
  VERDICT_ABSENT,       /* the effect is smaller than the margin */
  VERDICT_SUPPORTED,
  VERDICT_CONTRADICTED,
  VERDICTS
};

/* Lower case words, in the order of the enumeration. */
extern const char *const verdict_words[VERDICTS];

/* Holm's adjustment (Scand. J. Stat. 6:65, 1979) of COUNT values P: ADJUSTED[i] is the
 * least level of the whole family at which test i rejects, at most 1.  ORDER is scratch
 * of COUNT elements; ADJUSTED may be P. */
void verdict_holm(const double *p, size_t count, double *adjusted, size_t *order);

/* Two one-sided tests at 5 % (Schuirmann, J. Pharmacokinet. Biopharm. 15:657, 1987):
 * whether the interval at 90 % lies within -MARGIN .. MARGIN. */
bool verdict_within(double low90, double high90, double margin);

/* Distance, in standard errors, between an effect that a two-sided normal test at
 * SIGNIFICANCE finds with probability POWER and none. */
double verdict_distance(double significance, double power);

struct verdict_evidence {
  bool defined;         /* whether there is a statistic of enough units */
  double direction;     /* > 0 where the estimate has the sign that was claimed */
  double p;             /* adjusted */
  double low90, high90; /* of the estimate less its null */
  double margin;        /* below it an effect is negligible; NaN: no margin */
  double detectable;    /* NaN where it is not known */
  double limit;         /* of detectable, above it nothing is told; NaN: none */
  bool one_sided;       /* the statement has no opposite */
};

/* The rules, in this order: untestable without a statistic; supported or contradicted,
 * by the sign, where p <= 5 %; absent where the interval at 90 % lies within the
 * margin; untestable where the detectable effect exceeds its limit; else inconclusive.
 * A one-sided statement is never contradicted. */
enum verdict verdict_of(const struct verdict_evidence *evidence);

/* Of a statement that says two things: untestable if one is; supported if both are;
 * contradicted if one is; absent if one is; else inconclusive. */
enum verdict verdict_both(enum verdict one, enum verdict other);

#endif
