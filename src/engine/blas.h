/* blas: pins OpenBLAS to one thread and, on x86-64, to one kernel; LIBXSMM (product)
 * likewise.
 *
 * OpenBLAS chooses its kernels by the processor when the library is loaded, before
 * main; kernels round differently, so two machines would train two networks.  The
 * choice can only be made by the environment (OPENBLAS_CORETYPE), hence the program
 * starts itself once more when the environment is not the pinned one.  So is how malloc
 * asks for memory, which costs time but changes nothing. */
#ifndef BLAS_H
#define BLAS_H

#include "fault.h"

/* To be called first in main with its argument vector.  Returns 0 with the environment
 * pinned, or does not return (the program starts anew with it).  Fault: exec failed.  (A
 * program that uses this module ends with status 2 and a sentence before main if the processor
 * lacks the instructions of the pinned kernel, AVX2 and FMA.) */
int blas_pin(char **argv, struct fault *fault);

/* Name of the kernel in use, for the record. */
const char *blas_kernel(void);

/* Version and build options of the library, for the record. */
const char *blas_version(void);

#endif
