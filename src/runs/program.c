#include "program.h"

#include "table.h"
#include "text.h"
#include "version.h"

#include <argp.h>
#include <gsl/gsl_errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Beyond all letters: keys of the options that every program has. */
enum {
  KEY_SET = 's',
  KEY_PARAMETERS = 'P',
  KEY_ASSUMPTIONS = 'A',
  KEY_VERSION = 0x100,
  KEY_COLUMNS
};

struct reading {
  const struct program *program;
  const struct program_parameters *told;
  char *asked;
  struct argp_option *accepted; /* what argp is given, and the texts made for it */
  char **meanings;
  char *arguments;
};

static void refuse(const struct program *program, const struct fault *fault) {
  exit(fault_print(fault, program->name));
}

static bool is_operand(const struct program_option *option) {
  return option->kind == PROGRAM_OPERAND || option->kind == PROGRAM_OPERANDS;
}

static bool is_given(const struct program_option *option, const char *asked) {
  switch (option->kind) {
  case PROGRAM_WORD:
  case PROGRAM_OPERAND:
    return *(const char *const *)(asked + option->at) != NULL;
  case PROGRAM_WORDS:
  case PROGRAM_OPERANDS:
    return ((const struct program_words *)(asked + option->at))->count > 0;
  case PROGRAM_WHOLE:
  case PROGRAM_FLAG:
  case PROGRAM_END:
    break;
  }
  return true;
}

static void add_word(struct reading *reading, const struct program_option *option,
                     char *value) {
  struct program_words *words = (void *)(reading->asked + option->at);
  struct fault fault;
  if (words->count == PROGRAM_WORDS_MOST) {
    fault_set(&fault, "--%s stands more than %d times", option->name,
              PROGRAM_WORDS_MOST);
    refuse(reading->program, &fault);
  }
  words->word = words->given;
  words->given[words->count++] = value;
}

static void set_whole(struct reading *reading,
                      const struct program_option *option, const char *text) {
  long *value = (void *)(reading->asked + option->at);
  struct fault fault;
  if (table_parse_whole(text, option->low, option->high, value)) {
    fault_set(&fault, "--%s '%.60s' is not a whole number from %ld to %ld",
              option->name, text, option->low, option->high);
    refuse(reading->program, &fault);
  }
}

static void take_option(struct reading *reading,
                        const struct program_option *option, char *value) {
  switch (option->kind) {
  case PROGRAM_WORD:
    *(const char **)(void *)(reading->asked + option->at) = value;
    break;
  case PROGRAM_FLAG:
    *(bool *)(void *)(reading->asked + option->at) = true;
    break;
  case PROGRAM_WORDS:
    add_word(reading, option, value);
    break;
  case PROGRAM_WHOLE:
    set_whole(reading, option, value);
    break;
  case PROGRAM_OPERAND:
  case PROGRAM_OPERANDS:
  case PROGRAM_END:
    break;
  }
}

/* A word that belongs to no option. */
static void take_operand(struct reading *reading, char *value) {
  const struct program_option *option = reading->program->options;
  struct fault fault;
  while (option->kind && option->kind != PROGRAM_OPERAND)
    ++option;
  if (!option->kind)
    fault_set(&fault, "'%.200s' is not understood", value);
  else if (is_given(option, reading->asked))
    fault_set(&fault, "one %s at a time; '%.200s' is the second", option->value, value);
  else {
    *(const char **)(void *)(reading->asked + option->at) = value;
    return;
  }
  refuse(reading->program, &fault);
}

static const struct program_option *find_operands(const struct reading *reading) {
  const struct program_option *option = reading->program->options;
  while (option->kind && option->kind != PROGRAM_OPERANDS)
    ++option;
  return option->kind ? option : NULL;
}

static void take_operands(struct reading *reading,
                          const struct argp_state *state) {
  struct program_words *words = (void *)(reading->asked + find_operands(reading)->at);
  words->word = state->argv + state->next;
  words->count = (size_t)(state->argc - state->next);
}

static void list_columns(const struct reading *reading) {
  puts("table\tcolumn\tmeaning");
  for (const struct program_column *c = reading->program->columns; c->meaning; ++c)
    printf("%s\t%s\t%s\n", c->table, c->name, c->meaning);
  exit(program_end(reading->program, 0, &(struct fault){""}));
}

/* Whether the table has the parameter that TEXT, "name=value", begins with. */
static bool has_parameter(const struct program_parameters *group, const char *text) {
  size_t length = strcspn(text, "= ");
  for (size_t k = 0; k < group->count; ++k)
    if (strlen(group->table[k].name) == length &&
        !strncmp(group->table[k].name, text, length))
      return true;
  return false;
}

static void assign(struct reading *reading, const char *text) {
  const struct program_parameters *group = reading->told;
  struct fault fault;
  while (group->table && !has_parameter(group, text))
    ++group;
  if (!group->table)
    group = reading->told; /* which says that it does not know the name */
  if (parameters_assign(group->table, group->count, group->values, text, "--set",
                        &fault))
    refuse(reading->program, &fault);
}

static void list_parameters(const struct reading *reading, int key) {
  for (const struct program_parameters *group = reading->told; group->table; ++group)
    (key == KEY_PARAMETERS ? parameters_describe
                           : parameters_latex)(group->table, group->count, stdout);
  exit(program_end(reading->program, 0, &(struct fault){""}));
}

static void show_version(const struct reading *reading) {
  version_print(reading->program->name, stdout);
  exit(program_end(reading->program, 0, &(struct fault){""}));
}

/* "A, B and C", the COUNT things that are needed; the caller frees it. */
static char *list_needs(const struct program *program, size_t count,
                        struct fault *fault) {
  char *line = text_format(fault, "%s", "");
  for (const struct program_option *o = program->options; o->kind && line; ++o)
    if (o->needed) {
      const char *after = --count > 1 ? ", " : count ? " and " : "";
      const char *dashes = is_operand(o) ? "" : "--", *name = o->name ? o->name : "";
      char *before = line;
      line = text_format(fault, "%s%s%s%s%s%s", before, dashes, name,
                         o->name ? " " : "", o->value, after);
      free(before);
    }
  return line;
}

/* Refuses a command line without all that is needed: "A, B and C are needed". */
static void check_needs(const struct reading *reading) {
  const struct program *program = reading->program;
  const char *lack = program->lacks ? program->lacks(reading->asked) : NULL;
  struct fault fault;
  size_t count = 0, given = 0;
  for (const struct program_option *o = program->options; o->kind; ++o) {
    count += o->needed;
    given += o->needed && is_given(o, reading->asked);
  }
  if (!lack && given == count)
    return;
  char *needed = lack ? NULL : list_needs(program, count, &fault);
  if (lack)
    fault_set(&fault, "%s", lack);
  else if (needed)
    fault_set(&fault, "%s %s needed", needed, count == 1 ? "is" : "are");
  free(needed);
  refuse(program, &fault);
}

static error_t understand(int key, char *value, struct argp_state *state) {
  struct reading *reading = state->input;
  switch (key) {
  case ARGP_KEY_ARG:
    if (find_operands(reading))
      return ARGP_ERR_UNKNOWN; /* argp then asks for all of them */
    take_operand(reading, value);
    return 0;
  case ARGP_KEY_ARGS: /* only now is state->next the first of them */
    take_operands(reading, state);
    return 0;
  case ARGP_KEY_END:
    check_needs(reading);
    return 0;
  case KEY_VERSION:
    show_version(reading);
    return 0;
  case KEY_COLUMNS:
    list_columns(reading);
    return 0;
  default:
    break;
  }
  for (const struct program_option *o = reading->program->options; o->kind; ++o)
    if (!is_operand(o) && o->letter == key) {
      take_option(reading, o, value);
      return 0;
    }
  if (!reading->told)
    return ARGP_ERR_UNKNOWN;
  if (key == KEY_SET)
    assign(reading, value);
  else if (key == KEY_PARAMETERS || key == KEY_ASSUMPTIONS)
    list_parameters(reading, key);
  else
    return ARGP_ERR_UNKNOWN;
  return 0;
}

/* Fills the row of argp and makes its TEXT; -1 where there is no memory for that. */
static int describe(const struct program_option *option, struct argp_option *row,
                    char **text, struct fault *fault) {
  row->name = option->name;
  row->key = (unsigned char)option->letter;
  row->arg = option->value;
  *text = option->kind == PROGRAM_WHOLE && option->initial >= option->low
              ? text_format(fault, "%s (%ld)", option->meaning, option->initial)
              : text_format(fault, "%s", option->meaning);
  row->doc = *text;
  return *text ? 0 : -1;
}

static const struct argp_option of_parameters[] = {
    {"set", KEY_SET, "NAME=VALUE", 0, "Set one parameter", 0},
    {"parameters", KEY_PARAMETERS, NULL, 0, "List the parameters", 0},
    {"assumptions", KEY_ASSUMPTIONS, NULL, 0, "The same as rows of a LaTeX table", 0}};
static const struct argp_option of_tables = {
    "columns", KEY_COLUMNS, NULL, 0, "Say what all that is written means", -1};
static const struct argp_option of_all = {
    "version", KEY_VERSION, NULL, 0, "Print version, commit and libraries", -1};

/* The tables that argp wants. */
static int prepare(struct reading *reading, struct fault *fault) {
  size_t count = 0, made = 0;
  const struct program_option *options = reading->program->options;
  while (options[count].kind)
    ++count;
  reading->accepted = calloc(count + 6, sizeof *reading->accepted);
  reading->meanings = calloc(count + 1, sizeof *reading->meanings);
  reading->arguments = text_format(fault, "%s", "");
  if (!reading->accepted || !reading->meanings || !reading->arguments)
    return fault_set(fault, "no memory for the command line");
  for (const struct program_option *o = options; o->kind; ++o)
    if (is_operand(o)) {
      free(reading->arguments);
      reading->arguments =
          text_format(fault, o->kind == PROGRAM_OPERAND ? "%s" : "[%s...]", o->value);
      if (!reading->arguments)
        return -1;
    } else {
      if (describe(o, reading->accepted + made, reading->meanings + made, fault))
        return -1;
      ++made;
    }
  if (reading->told) {
    bool assigned = reading->told->values != NULL;
    for (size_t k = assigned ? 0 : 1; k < 3; ++k)
      reading->accepted[made++] = of_parameters[k];
  }
  if (reading->program->columns)
    reading->accepted[made++] = of_tables;
  reading->accepted[made] = of_all;
  return 0;
}

static void forget(struct reading *reading) {
  for (char **meaning = reading->meanings; *meaning; ++meaning)
    free(*meaning);
  free(reading->meanings);
  free(reading->accepted);
  free(reading->arguments);
}

static void set_defaults(struct reading *reading) {
  memset(reading->asked, 0, reading->program->size);
  for (const struct program_option *o = reading->program->options; o->kind; ++o)
    if (o->kind == PROGRAM_WHOLE)
      *(long *)(void *)(reading->asked + o->at) = o->initial;
  for (const struct program_parameters *group = reading->told; group && group->table;
       ++group)
    if (group->values)
      parameters_default(group->table, group->count, group->values);
}

void program_start(const struct program *program, int argc, char **argv, void *asked,
                   const struct program_parameters *told) {
  struct reading reading = {.program = program, .told = told, .asked = asked};
  struct fault fault;
  gsl_set_error_handler_off();
  argp_err_exit_status = 2;
  unsetenv("POSIXLY_CORRECT"); /* options may stand behind operands */
  set_defaults(&reading);
  if (prepare(&reading, &fault))
    refuse(program, &fault);
  char *text = text_format(&fault, "%s%s%s", program->about, program->more ? "\v" : "",
                           program->more ? program->more : "");
  if (!text)
    refuse(program, &fault);
  const struct argp parser = {
      reading.accepted, understand, reading.arguments, text, NULL, NULL, NULL};
  argp_parse(&parser, argc, argv, 0, NULL, &reading);
  free(text);
  forget(&reading);
}

int program_end(const struct program *program, int failed, struct fault *fault) {
  if (!failed && (fflush(stdout) || ferror(stdout)))
    failed = fault_set(fault, "standard output: cannot be written");
  return failed ? fault_print(fault, program->name) : 0;
}
