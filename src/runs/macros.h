/* macros: what a program found, as LaTeX macros for a text that cites it.
 *
 * The name of a macro is spelt from parts, for LaTeX takes letters alone: a letter that
 * begins a part, or follows anything else than a letter, is a capital, a digit becomes
 * its word, all else goes ("rung-0-x2" is RungZeroXTwo).  The last part stands by
 * itself, "" for none, so that macros of one thing share the others.  What the stream
 * does not take is found by who closes it (replace). */
#ifndef MACROS_H
#define MACROS_H

#include <stddef.h>
#include <stdio.h>

/* The parts of a name: MACROS_NAME("Why", arm, regime). */
#define MACROS_NAME(...) ((const char *const[]){__VA_ARGS__, NULL})

/* The numbers from 0 to 13 in words, as they are spelt in names. */
enum { MACROS_WORDS = 14 };
extern const char *const macros_words[MACROS_WORDS];

/* Begins the macro; its text follows, and "}\n". */
void macros_begin(FILE *stream, const char *const *name, const char *last);

/* A macro of the formatted text. */
void macros_text(FILE *stream, const char *const *name, const char *last,
                 const char *format, ...) __attribute__((format(printf, 4, 5)));

/* A macro of VALUE, in either mode of TeX; of a dash where it is not finite.  FORMAT is
 * that of one double. */
void macros_number(FILE *stream, const char *const *name, const char *last,
                   const char *format, double value);

/* The same of a p: three decimals, five below 0.001. */
void macros_p(FILE *stream, const char *const *name, const char *last, double p);

/* Three macros, the last part of which is nothing, Low and High. */
void macros_interval(FILE *stream, const char *const *name, const char *format,
                     double value, double low, double high);

#endif
