/* share: an interval for the share of draws that come out one way. */
#ifndef SHARE_H
#define SHARE_H

#include <stddef.h>

/* The interval of Clopper and Pearson (Biometrika 26, 1934, 404-413) for the share
 * behind HITS <= COUNT of COUNT > 0 independent draws: it holds the share with a
 * probability of at least LEVEL, 0 < LEVEL < 1, whatever the share is. */
void share_interval(size_t hits, size_t count, double level, double *low, double *high);

#endif
