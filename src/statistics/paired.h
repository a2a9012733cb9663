/* paired: two answers, yes or no, of each of several matched pairs.
 *
 * Only the pairs whose two answers differ tell the two apart: FIRST of them say yes on
 * the first side alone, SECOND on the second alone, of PAIRS in all. */
#ifndef PAIRED_H
#define PAIRED_H

#include <stddef.h>

/* Two-sided p of McNemar's exact test: twice the smaller tail of a binomial of
 * probability 1/2 over the pairs that differ, at most 1; 1 where none differs
 * (McNemar, Psychometrika 12:153, 1947). */
double paired_mcnemar(size_t first, size_t second);

/* Tango's score interval of (FIRST - SECOND) / PAIRS at LEVEL, within [-1, 1] (Tango,
 * Stat. Med. 17:891, 1998): all differences that the score test with the constrained
 * estimate of the discordance does not reject.  It has a width where no pair differs.
 * PAIRS >= 1, 0 < LEVEL < 1. */
void paired_tango(size_t first, size_t second, size_t pairs, double level, double *low,
                  double *high);

/* The least difference that McNemar's exact test at two-sided SIGNIFICANCE finds with
 * probability POWER in PAIRS pairs of which a share AGAINST differs in the other
 * direction; 1 where none is found. */
double paired_detectable(size_t pairs, double against, double significance,
                         double power);

/* Wilson's score interval at LEVEL of a share, YES of COUNT, COUNT >= 1 (Wilson, J. Am.
 * Stat. Assoc. 22:209, 1927). */
void paired_wilson(double yes, size_t count, double level, double *low, double *high);

#endif
