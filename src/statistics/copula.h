/* copula: mutual information of a continuous with a discrete variable, by the Gaussian
 * copula (Ince, Giordano, Kayser, Rousselet, Gross and Schyns, Hum. Brain Mapp.
 * 38:1541, 2017; their gcmi_model_cd for one dimension), with a permutation null.
 *
 * The estimate is in bits, corrected for the bias of a Gaussian model, and may come out
 * slightly below zero when there is no information. */
#ifndef COPULA_H
#define COPULA_H

#include "statistics.h"

#include <gsl/gsl_rng.h>
#include <stddef.h>

/* Z[i], i < COUNT, becomes the normal quantile of rank(x[i * stride]) / (COUNT + 1).
 * Ties are broken by TIES, distinct numbers for each i.  Drawn at random, they spread
 * equal values over the range of their ranks, without which a variable that is constant
 * within one class (a silent unit) would have an entropy of minus infinity there; the
 * same TIES for several variables keep the result independent of their order.
 * Returns STATISTICS_DEFINED, STATISTICS_NOT_FINITE or STATISTICS_NO_MEMORY. */
enum statistics_status copula_normalise(const double *x, size_t stride, size_t count,
                                        const size_t *ties, double *z);

/* The information, in BITS, of each of VARIABLES rows of the normalised Z (VARIABLES,
 * COUNT) about LABELS[i] < CLASSES, classes without a member allowed; and the value
 * that the largest of them stays below with probability LEVEL, 0 < LEVEL < 1, if the
 * labels mean nothing: the quantile over PERMUTATIONS >= 1 shuffles of the labels, the
 * same shuffle for all variables (Westfall and Young 1993).  Returns
 * STATISTICS_DEFINED; STATISTICS_FEW with fewer than two classes that have members, or
 * a class with one; STATISTICS_CONSTANT if a variable does not vary within a class; or
 * STATISTICS_NO_MEMORY. */
enum statistics_status copula_test(const double *z, size_t variables, size_t count,
                                   const size_t *labels, size_t classes,
                                   size_t permutations, double level, gsl_rng *rng,
                                   double *bits, double *threshold);

#endif
