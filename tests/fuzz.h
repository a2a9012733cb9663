/* fuzz: what the fuzzers of the readers share.  A reader takes a path, so every input
 * becomes the file of one folder. */
#ifndef FUZZ_H
#define FUZZ_H

#include "fault.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* By libFuzzer's name; by test_corpus.sh for each file of tests/corpus. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Ends the program with a message if a property does not hold. */
#define MUST(property)                                                                 \
  do                                                                                   \
    if (!(property)) {                                                                 \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #property);           \
      abort();                                                                         \
    }                                                                                  \
  while (0)

/* The folder of this process, made when first asked for. */
static inline const char *fuzz_folder(void) {
  static char folder[64];
  if (!*folder) {
    snprintf(folder, sizeof folder, "/tmp/fuzz.%ld", (long)getpid());
    MUST(mkdir(folder, 0700) == 0);
  }
  return folder;
}

static inline const char *fuzz_file(const char *name, const void *bytes, size_t size) {
  static char path[128];
  snprintf(path, sizeof path, "%s/%s", fuzz_folder(), name);
  FILE *stream = fopen(path, "wb");
  MUST(stream && fwrite(bytes, 1, size, stream) == size && fclose(stream) == 0);
  return path;
}

/* A refusal says something, in one line. */
static inline void fuzz_refused(const struct fault *fault) {
  MUST(*fault->line && !strchr(fault->line, '\n'));
}

#endif
