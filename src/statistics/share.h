/* share: an interval for the share of draws that come out one way. */
#ifndef SHARE_H
#define SHARE_H

#include <stddef.h>

/* The interval of Clopper and Pearson (Biometrika 26, 1934, 404-413) for the share
 * behind HITS of COUNT > 0 independent draws: it holds the share with probability LEVEL
 * (0 to 1) at least, whatever the share is. */
void share_interval(size_t hits, size_t count, double level, double *low, double *high);

#endif
