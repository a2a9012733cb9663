#include "macros.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>

const char *const macros_words[MACROS_WORDS] = {
    "Zero",  "One",   "Two",  "Three", "Four",   "Five",   "Six",
    "Seven", "Eight", "Nine", "Ten",   "Eleven", "Twelve", "Thirteen"};

static void spell(FILE *stream, const char *part) {
  bool start = true;
  for (; *part; ++part) {
    unsigned char c = (unsigned char)*part;
    if (isdigit(c))
      fputs(macros_words[c - '0'], stream);
    else if (isalpha(c))
      fputc(start ? toupper(c) : c, stream);
    start = !isalpha(c);
  }
}

void macros_begin(FILE *stream, const char *const *name, const char *last) {
  fputs("\\newcommand{\\", stream);
  for (; *name; ++name)
    spell(stream, *name);
  spell(stream, last);
  fputs("}{", stream);
}

void macros_text(FILE *stream, const char *const *name, const char *last,
                 const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  macros_begin(stream, name, last);
  vfprintf(stream, format, arguments);
  fputs("}\n", stream);
  va_end(arguments);
}

void macros_number(FILE *stream, const char *const *name, const char *last,
                   const char *format, double value) {
  if (!isfinite(value)) {
    macros_text(stream, name, last, "--");
    return;
  }
  macros_begin(stream, name, last);
  fputs("\\ensuremath{", stream);
  fprintf(stream, format, value);
  fputs("}}\n", stream);
}

void macros_p(FILE *stream, const char *const *name, const char *last, double p) {
  macros_number(stream, name, last, p < 0.001 ? "%.5f" : "%.3f", p);
}

void macros_interval(FILE *stream, const char *const *name, const char *format,
                     double value, double low, double high) {
  macros_number(stream, name, "", format, value);
  macros_number(stream, name, "Low", format, low);
  macros_number(stream, name, "High", format, high);
}
