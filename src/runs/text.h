/* text: strings as long as they have to be. */
#ifndef TEXT_H
#define TEXT_H

#include "fault.h"

#include <stdarg.h>
#include <stddef.h>

/* The formatted line in memory that the caller frees, never cut; NULL and a fault where
 * there is no memory. */
char *text_format(struct fault *fault, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same of arguments that were started already. */
char *text_vformat(struct fault *fault, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* Writes the formatted line into the SIZE bytes of TEXT; one that does not fit with its
 * NUL is a fault, that says so. */
int text_fit(struct fault *fault, char *text, size_t size, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The name of the file at PATH, without its folder and without SUFFIX if it ends so;
 * the caller frees it. */
char *text_stem(struct fault *fault, const char *path, const char *suffix);

#endif
