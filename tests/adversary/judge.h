/* judge: an answer against the truth. */
#ifndef ADVERSARY_JUDGE_H
#define ADVERSARY_JUDGE_H

#include "ask.h"

/* BEYOND: called a curve, a cycle in truth, but a longer one than the certificate
 * excludes (which is to be at least LEAST_EXCLUDED) and not more attracting than it
 * allows. */
enum verdict { RIGHT, ELSEWHERE, BEYOND, OPEN, WRONG, UNTOLD, VERDICTS };
enum { LEAST_EXCLUDED = 10000 };
extern const char *const verdict_names[VERDICTS];

/* RIGHT, BEYOND, OPEN or WRONG; *NOTE says what was wrong. */
enum verdict judge(const struct truth *truth, const struct answer *answer,
                   const char **note);

/* The bound that a share lies below with 97.5 % confidence (or, UPPER = 0, above), of
 * which COUNT of TOTAL were seen: Clopper and Pearson, Biometrika 26, 1934, 404-413;
 * with COUNT = 0 the whole 5 % go to the upper bound. */
double judge_bound(size_t count, size_t total, int upper);

#endif
