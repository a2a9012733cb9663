#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *text_vformat(struct fault *fault, const char *format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  char *text = length < 0 ? NULL : malloc((size_t)length + 1);
  if (text)
    vsnprintf(text, (size_t)length + 1, format, again);
  else
    fault_set(fault, "no memory for %d characters", length);
  va_end(again);
  return text;
}

char *text_format(struct fault *fault, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  char *text = text_vformat(fault, format, arguments);
  va_end(arguments);
  return text;
}

int text_fit(struct fault *fault, char *text, size_t size, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(text, size, format, arguments);
  va_end(arguments);
  if (length >= 0 && (size_t)length < size)
    return 0;
  return fault_set(fault, "'%.60s...' has %d characters; there is room for %zu", text,
                   length, size - 1);
}

char *text_stem(struct fault *fault, const char *path, const char *suffix) {
  const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
  size_t length = strlen(name), end = strlen(suffix);
  if (length > end && !strcmp(name + length - end, suffix))
    length -= end;
  return text_format(fault, "%.*s", (int)length, name);
}
