/* program: the frame of a program, from its command line to its exit status.
 *
 * What a program may be told stands in a table of `struct program_option`, one for each
 * program in src/programs/NAME_options.h, beside the structure that receives it.  A
 * main is then
 *
 *     struct name_options asked;
 *     struct fault fault;
 *     program_start(&name_program, argc, argv, &asked, NULL);
 *     return program_end(&name_program, do_it(&asked, &fault), &fault);
 *
 * Every program also answers --help, --usage and --version, --columns with the meaning
 * of all that it writes, and --parameters, --assumptions and --set if it is told
 * parameters.
 */
#ifndef PROGRAM_H
#define PROGRAM_H

#include "fault.h"
#include "parameters.h"

#include <stdbool.h>
#include <stddef.h>

enum program_kind {
  PROGRAM_END,     /* closes a table of options */
  PROGRAM_WORD,    /* any text, mostly a path: const char * */
  PROGRAM_WORDS,   /* as often as one likes: struct program_words */
  PROGRAM_WHOLE,   /* a whole number: long */
  PROGRAM_FLAG,    /* without a value: bool */
  PROGRAM_OPERAND, /* the one word that belongs to no option: const char * */
  PROGRAM_OPERANDS /* any number of them: struct program_words */
};

enum { PROGRAM_WORDS_MOST = 128 };

struct program_words {
  size_t count;
  char **word;                     /* operands: in the argument vector */
  char *given[PROGRAM_WORDS_MOST]; /* values of an option; WORD points here */
};

struct program_option {
  enum program_kind kind;
  const char *name;        /* without the dashes; NULL for operands */
  char letter;             /* its short form */
  const char *value;       /* how the help calls its value; NULL for a flag */
  size_t at;               /* of the value in the structure that receives it */
  bool needed;             /* whether nothing can be done without it */
  long low, high, initial; /* of a whole number, both ends included */
  const char *meaning;
};

/* A table of parameters and the structure that holds them; `values` is NULL where they
 * are only listed.  A list of these ends with a NULL table. */
struct program_parameters {
  const struct parameter *table;
  size_t count;
  void *values;
};

/* What a column of a table means, or a field of a run's file. */
struct program_column {
  const char *table;   /* the option that names the file, or the file */
  const char *name;    /* of the column; `*` stands for what varies */
  const char *meaning; /* one phrase, with unit and range; NULL closes the list */
};

struct program {
  const char *name;
  const char *about;                    /* a sentence or two, for the help */
  const char *more;                     /* what the help says last; may be NULL */
  size_t size;                          /* of the structure that receives the options */
  const struct program_option *options; /* operands too; PROGRAM_END closes them */
  const struct program_column *columns; /* of all that it writes; may be NULL */
  /* What is missing or cannot go together, as one sentence, or NULL; may be NULL. */
  const char *(*lacks)(const void *asked);
};

/* Fills ASKED with the defaults of the options and the parameters TOLD (may be NULL)
 * with theirs, then with what the command line says.  Does not return if that asks for
 * help, the version or the parameters (status 0), or if it is refused (one line, status
 * 2). */
void program_start(const struct program *program, int argc, char **argv, void *asked,
                   const struct program_parameters *told);

/* The exit status: 0, or 2 after one line about what FAILED or about a standard output
 * that could not be written. */
int program_end(const struct program *program, int failed, struct fault *fault);

#endif
