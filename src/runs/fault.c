#include "fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of a line that is too long the middle is lost (most of a path), not the reason at its
 * end. */
static void keep_ends(struct fault *fault, const char *all, size_t length) {
  static const char gap[] = " ... ";
  size_t room = sizeof fault->line - sizeof gap, head = room / 2, tail = room - head;
  memcpy(fault->line, all, head);
  memcpy(fault->line + head, gap, sizeof gap - 1);
  memcpy(fault->line + head + sizeof gap - 1, all + length - tail, tail + 1);
}

int fault_write(struct fault *fault, const char *format, ...) {
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  int written = vsnprintf(fault->line, sizeof fault->line, format, arguments);
  if (written >= (int)sizeof fault->line) {
    char *all = malloc((size_t)written + 1);
    if (all) { /* else it stays cut */
      vsnprintf(all, (size_t)written + 1, format, again);
      keep_ends(fault, all, (size_t)written);
    }
    free(all);
  }
  va_end(again);
  va_end(arguments);
  return written;
}

int fault_print(const struct fault *fault, const char *program) {
  fprintf(stderr, "%s: %s\n", program, fault->line);
  return 2;
}
