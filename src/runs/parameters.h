/* parameters: the named numbers of a run, read strictly from files and options.
 *
 * A program declares one table of `struct parameter`; each row says where in the
 * program's own structure the value lives, what it may be and what it means.  A file
 * holds lines `name = value` and `#` comments. */
#ifndef PARAMETERS_H
#define PARAMETERS_H

#include "fault.h"

#include <stddef.h>
#include <stdio.h>

enum parameter_kind {
  PARAMETER_INTEGER, /* stored as long */
  PARAMETER_REAL,    /* stored as double */
  PARAMETER_CHOICE,  /* stored as long: index into the words of `choices` */
  PARAMETER_LIST     /* stored as struct parameter_list: increasing reals */
};

enum { PARAMETER_LIST_LONGEST = 16, PARAMETER_TEXT_LONGEST = 511 };

struct parameter_list {
  size_t count;
  double value[PARAMETER_LIST_LONGEST];
};

struct parameter {
  const char *name;
  enum parameter_kind kind;
  size_t offset;       /* of the value in the program's structure */
  double low, high;    /* accepted range, both ends included; unused for a choice */
  const char *choices; /* "word|word|word" for a choice, else NULL */
  const char *initial; /* default, in the notation of a file */
  const char *source;  /* where the default comes from */
  const char *meaning; /* one phrase, with the unit */
};

/* The rows of a table.  NAME is the parameter's and that of its field in the structure
 * PARAMETERS_OF, which whoever writes a table defines before it. */
#define PARAMETERS_INTEGER(name, low, high, initial, source, meaning)                  \
  PARAMETERS_ROW(name, PARAMETER_INTEGER, low, high, NULL, initial, source, meaning)
#define PARAMETERS_REAL(name, low, high, initial, source, meaning)                     \
  PARAMETERS_ROW(name, PARAMETER_REAL, low, high, NULL, initial, source, meaning)
#define PARAMETERS_LIST(name, low, high, initial, source, meaning)                     \
  PARAMETERS_ROW(name, PARAMETER_LIST, low, high, NULL, initial, source, meaning)
#define PARAMETERS_CHOICE(name, choices, initial, source, meaning)                     \
  PARAMETERS_ROW(name, PARAMETER_CHOICE, 0, 0, choices, initial, source, meaning)
#define PARAMETERS_ROW(name, kind, ...)                                                \
  { #name, kind, offsetof(PARAMETERS_OF, name), __VA_ARGS__ }

/* Gives every parameter its default.  COUNT rows in TABLE. */
void parameters_default(const struct parameter *table, size_t count, void *values);

/* Sets one parameter from its text; PLACE ("file:line" or an option's name) starts the
 * message when the name is unknown or the value is not accepted. */
int parameters_set(const struct parameter *table, size_t count, void *values,
                   const char *name, const char *text, const char *place,
                   struct fault *fault);

/* Sets one parameter from "name=value" or "name = value". */
int parameters_assign(const struct parameter *table, size_t count, void *values,
                      const char *assignment, const char *place, struct fault *fault);

/* Reads a file of assignments; a name may stand once in it. */
int parameters_read(const struct parameter *table, size_t count, void *values,
                    const char *path, struct fault *fault);

/* Writes the value as parameters_set reads it back to the same bits; TEXT holds
 * PARAMETER_TEXT_LONGEST + 1 characters. */
void parameters_text(const struct parameter *parameter, const void *values, char *text);

/* Prints name, default, accepted values and meaning, one parameter a paragraph. */
void parameters_describe(const struct parameter *table, size_t count, FILE *stream);

/* Prints the same as rows of a LaTeX table: name & default & source & meaning. */
void parameters_latex(const struct parameter *table, size_t count, FILE *stream);

#endif
