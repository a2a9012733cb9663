/* To be preloaded: the REFUSE-th request for memory that the program makes, itself or by
 * way of GSL or LAPACKE, is refused; without REFUSE, or with 0, none is.  (Not those of
 * the C library, OpenBLAS and HDF5, nor of LIBXSMM, which is linked into the program and
 * lies at the addresses EXEMPT, two hexadecimal numbers, nor of the library whose name
 * has SPARE in it.)  REQUESTS names a file that
 * receives their number. */
#define _GNU_SOURCE
#include <errno.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

enum { MOST = 4 };
static struct {
  uintptr_t start, end;
} code[MOST];
static size_t codes, objects;
static long requests, refuse = -1;
static uintptr_t exempt[2];

/* The first object is the program. */
static int take_code(struct dl_phdr_info *object, size_t size, void *unused) {
  (void)size;
  (void)unused;
  const char *spare = getenv("SPARE");
  if (objects++ && ((!strstr(object->dlpi_name, "libgsl.") &&
                     !strstr(object->dlpi_name, "liblapacke.")) ||
                    (spare && strstr(object->dlpi_name, spare))))
    return 0;
  const char *text = getenv("EXEMPT");
  if (objects == 1 && text) {
    char *end;
    exempt[0] = object->dlpi_addr + strtoul(text, &end, 16);
    exempt[1] = object->dlpi_addr + strtoul(end, NULL, 16);
  }
  for (size_t i = 0; i < object->dlpi_phnum && codes < MOST; ++i)
    if (object->dlpi_phdr[i].p_type == PT_LOAD &&
        object->dlpi_phdr[i].p_flags & PF_X) {
      code[codes].start = object->dlpi_addr + object->dlpi_phdr[i].p_vaddr;
      code[codes].end = code[codes].start + object->dlpi_phdr[i].p_memsz;
      ++codes;
    }
  return 0;
}

static int refused(void *caller) {
  int counts = 0;
  if (refuse < 0) {
    const char *text = getenv("REFUSE");
    refuse = text ? strtol(text, NULL, 10) : 0;
    dl_iterate_phdr(take_code, NULL);
  }
  for (size_t i = 0; i < codes; ++i)
    counts |= (uintptr_t)caller >= code[i].start && (uintptr_t)caller < code[i].end;
  counts &= (uintptr_t)caller < exempt[0] || (uintptr_t)caller >= exempt[1];
  if (!counts || ++requests != refuse)
    return 0;
  errno = ENOMEM;
  return 1;
}

void *malloc(size_t size) {
  return refused(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  return refused(__builtin_return_address(0)) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
  return refused(__builtin_return_address(0)) ? NULL : __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  return refused(__builtin_return_address(0)) ? NULL
                                              : __libc_memalign(alignment, size);
}

__attribute__((destructor)) static void tell(void) {
  const char *path = getenv("REQUESTS");
  FILE *stream = path ? fopen(path, "w") : NULL;
  if (stream) {
    fprintf(stream, "%ld\n", requests);
    fclose(stream);
  }
}
