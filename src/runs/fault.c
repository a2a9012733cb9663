#include "fault.h"

#include <stdarg.h>
#include <stdio.h>

int fault_write(struct fault *fault, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int written = vsnprintf(fault->line, sizeof fault->line, format, arguments);
  va_end(arguments);
  return written;
}

int fault_print(const struct fault *fault, const char *program) {
  fprintf(stderr, "%s: %s\n", program, fault->line);
  return 2;
}
