/* scarce_memory: a malloc that refuses on demand, for the tests of what follows.
 *
 * glibc lets a program replace malloc (GNU C Library manual, "Replacing malloc"), and
 * so does AddressSanitizer's runtime.  A request fails when it is the one counted down
 * by `refuse_count`, or as large as `refuse_size`; the one counted down by `raise_count`
 * finds the program asked to end.  To be included by one file of a program. */
#ifndef SCARCE_MEMORY_H
#define SCARCE_MEMORY_H

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>

static long refuse_count;
static size_t refuse_size = SIZE_MAX;
static long raise_count;

#ifdef __SANITIZE_ADDRESS__
#define REAL(name) __interceptor_##name
#else
#define REAL(name) __libc_##name
#endif
void *REAL(malloc)(size_t size);
void *REAL(calloc)(size_t count, size_t size);
void *REAL(realloc)(void *memory, size_t size);
void *REAL(memalign)(size_t alignment, size_t size);

static int refused(size_t size) {
  if (raise_count != 0 && --raise_count == 0)
    raise(SIGTERM);
  if (size < refuse_size && (refuse_count == 0 || --refuse_count != 0))
    return 0;
  errno = ENOMEM;
  return 1;
}

void *malloc(size_t size) {
  return refused(size) ? NULL : REAL(malloc)(size);
}

void *calloc(size_t count, size_t size) {
  return refused(count * size) ? NULL : REAL(calloc)(count, size);
}

void *realloc(void *memory, size_t size) {
  return refused(size) ? NULL : REAL(realloc)(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  return refused(size) ? NULL : REAL(memalign)(alignment, size);
}

#undef REAL
#endif
