/* table: strict reading of tab-separated tables.
 *
 * The first line that is neither empty nor a `#` comment names the columns; every later
 * one holds as many fields as there are columns, separated by single tabs.  Fields are
 * printable UTF-8 text and never empty.  Refused, with file and line in the message:
 * CRLF line ends, NUL bytes, duplicate column names, too few or too many fields, a last
 * line without its newline (a truncated file), lines over 65,535 bytes.
 */
#ifndef TABLE_H
#define TABLE_H

#include "fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct table {
  char *path;
  char *text;     /* the file, its separators replaced by NUL */
  size_t columns; /* number of columns */
  size_t rows;    /* number of rows, the header not counted */
  char **names;   /* names[column] */
  char **cells;   /* cells[row * columns + column] */
  size_t *lines;  /* lines[row]: line number in the file, for messages */
};

/* Reads PATH; on failure nothing is left allocated. */
int table_read(struct table *table, const char *path, struct fault *fault);
/* The same of a path that is put together from its parts. */
int table_read_at(struct table *table, struct fault *fault, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void table_free(struct table *table);

/* Index of the named column, or a fault that names the file and the columns it has. */
int table_column(const struct table *table, const char *name, size_t *column,
                 struct fault *fault);
bool table_has(const struct table *table, const char *name);

/* Text of a cell; ROW < rows, COLUMN < columns. */
const char *table_text(const struct table *table, size_t row, size_t column);

/* What the column NAME has in ROW < rows; else a fault that names the place, what
 * stands there and what would be right.  A finite number, whole cell consumed, LOW <=
 * value <= HIGH. */
int table_number(const struct table *table, size_t row, const char *name, double low,
                 double high, double *value, struct fault *fault);

/* Such a number, or NaN for the dash of what does not exist. */
int table_optional(const struct table *table, size_t row, const char *name, double low,
                   double high, double *value, struct fault *fault);

/* One of COUNT words, as its index. */
int table_word(const struct table *table, size_t row, const char *name,
               const char *const *words, size_t count, size_t *index,
               struct fault *fault);

/* A text of less than SIZE bytes, copied. */
int table_copy(const struct table *table, size_t row, const char *name, size_t size,
               char *text, struct fault *fault);

/* The whole of TEXT as a finite double in C notation; returns 0, or -1 if it is not one
 * (no message: the caller knows the place). */
int table_parse_number(const char *text, double *value);

/* The same for a whole number from LOW to HIGH, in digits alone, with a sign or none.
 */
int table_parse_whole(const char *text, long low, long high, long *value);

/* The whole file or pipe in memory (slurp), one NUL behind its SIZE bytes; the caller
 * frees it.  Refuses also what is not printable UTF-8, tabs and newlines. */
char *table_slurp(const char *path, size_t limit, size_t *size, struct fault *fault);

/* Writes a cell that is not the first of its row: a tab and VALUE with six decimals, or
 * the dash of what does not exist or is not finite. */
void table_write_number(double value, FILE *stream);

/* The same with so many significant DIGITS. */
void table_write_digits(double value, int digits, FILE *stream);

#endif
