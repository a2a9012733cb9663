/* faults: what tests say about functions that return 0, or -1 and a fault. */
#ifndef FAULTS_H
#define FAULTS_H

#include "fault.h"

#include <string.h>

static struct fault fault;

/* The call was refused, and the line, which is one, holds WORDS. */
static inline void says(int result, const char *words) {
  assert_int_equal(result, -1);
  if (!strstr(fault.line, words))
    fail_msg("'%s' does not say '%s'", fault.line, words);
  if (strchr(fault.line, '\n'))
    fail_msg("'%s' is more than one line", fault.line);
}

static inline void succeeds(int result) {
  if (result)
    fail_msg("refused: %s", fault.line);
}

#endif
