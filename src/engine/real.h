/* real: the numbers that networks compute with.  Single precision, but for the tests that
 * compare gradients with central differences, for which it is too coarse. */
#ifndef REAL_H
#define REAL_H

#ifdef NETWORK_DOUBLE
typedef double real;
#else
typedef float real;
#endif

#endif
