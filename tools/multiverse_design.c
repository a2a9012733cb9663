/* multiverse_design: from a table of factors to the runs of a multiverse.
 *
 * Each row of the table is a level of a factor, NAME=VALUE;...  The design is that of
 * design_sobol; its number of unbalanced pairs of factors is printed, and has to be 0
 * for the effects to be told apart.  A factor of one teacher is set for its runs alone.
 * Two parameters follow from others: the batch is the regime's own (32 or 64) times
 * batch_times, and a sequence of the continuous regime holds four of the longest
 * trials, or 80 steps. */
#include "design.h"
#include "multiverse_design_options.h"
#include "replace.h"
#include "statistics.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>

enum { LEVELS_MOST = 16, NAMES_MOST = 64 };

struct factor {
  const char *name, *of;
  size_t levels;
  const char *parameters[LEVELS_MOST];
};

struct factors {
  struct table table;
  size_t count;
  struct factor factor[DESIGN_MOST_FACTORS];
  size_t levels[DESIGN_MOST_FACTORS];
  size_t names; /* of parameters, in the order in which they first stand */
  char name[NAMES_MOST][64];
};

/* The value of parameter NAME in a level, or NULL; LENGTH gets its length. */
static const char *value_of(const char *parameters, const char *name, size_t *length) {
  size_t own = strlen(name);
  for (const char *at = parameters; at; at = strchr(at, ';')) {
    at += *at == ';';
    if (!strncmp(at, name, own) && at[own] == '=') {
      *length = strcspn(at + own + 1, ";");
      return at + own + 1;
    }
  }
  return NULL;
}

static int know_names(struct factors *factors, const char *parameters, size_t line,
                      struct fault *fault) {
  for (const char *at = parameters; at; at = strchr(at, ';')) {
    at += *at == ';';
    size_t length = strcspn(at, "=;"), i = 0;
    if (at[length] != '=' || length == 0 || length >= sizeof *factors->name)
      return fault_set(fault, "%s:%zu: '%.60s' is not NAME=VALUE", factors->table.path,
                       line, at);
    while (i < factors->names && (strncmp(factors->name[i], at, length) != 0 ||
                                  factors->name[i][length] != '\0'))
      ++i;
    if (i < factors->names)
      continue;
    if (factors->names == NAMES_MOST)
      return fault_set(fault, "%s:%zu: more than %d parameters", factors->table.path,
                       line, NAMES_MOST);
    memcpy(factors->name[factors->names], at, length);
    factors->name[factors->names++][length] = '\0';
  }
  return 0;
}

static int take_level(struct factors *factors, size_t row, const size_t *column,
                      struct fault *fault) {
  const struct table *table = &factors->table;
  const char *name = table_text(table, row, column[0]);
  const char *of = table_text(table, row, column[1]);
  struct factor *factor = factors->factor + factors->count;
  if (strcmp(of, "both") && strcmp(of, "rl") && strcmp(of, "sl"))
    return fault_set(fault, "%s:%zu: of '%.20s' is not one of both, rl, sl",
                     table->path, table->lines[row], of);
  if (factors->count == 0 || strcmp(factor[-1].name, name)) {
    if (factors->count == DESIGN_MOST_FACTORS)
      return fault_set(fault, "%s: more than %d factors", table->path,
                       DESIGN_MOST_FACTORS);
    *factor = (struct factor){.name = name, .of = of};
    ++factors->count;
  } else
    --factor;
  if (factor->levels == LEVELS_MOST)
    return fault_set(fault, "%s:%zu: more than %d levels of '%s'", table->path,
                     table->lines[row], LEVELS_MOST, name);
  factor->parameters[factor->levels++] = table_text(table, row, column[2]);
  factors->levels[factors->count - 1] = factor->levels;
  return know_names(factors, table_text(table, row, column[2]), table->lines[row],
                    fault);
}

static int read_factors(struct factors *factors, const char *path,
                        struct fault *fault) {
  static const char *const names[] = {"factor", "of", "parameters"};
  size_t column[3];
  memset(factors, 0, sizeof *factors);
  if (table_read(&factors->table, path, fault))
    return -1;
  int failed = 0;
  for (size_t i = 0; !failed && i < 3; ++i)
    failed = table_column(&factors->table, names[i], column + i, fault);
  for (size_t row = 0; !failed && row < factors->table.rows; ++row)
    failed = take_level(factors, row, column, fault);
  if (failed)
    table_free(&factors->table);
  return failed;
}

/* What one run is told. */
struct run {
  const struct factors *factors;
  const size_t *level; /* of each factor */
  const char *teacher;
};

static const char *told(const struct run *run, const char *name, size_t *length) {
  for (size_t f = 0; f < run->factors->count; ++f) {
    const struct factor *factor = run->factors->factor + f;
    if (strcmp(factor->of, "both") && strcmp(factor->of, run->teacher))
      continue;
    const char *value = value_of(factor->parameters[run->level[f]], name, length);
    if (value)
      return value;
  }
  return NULL;
}

static long number_of(const struct run *run, const char *name, long otherwise) {
  size_t length;
  const char *value = told(run, name, &length);
  return value ? strtol(value, NULL, 10) : otherwise;
}

static bool continuous(const struct run *run) {
  size_t length;
  const char *value = told(run, "regime", &length);
  return !value || !strncmp(value, "continuous", length);
}

static void write_parameters(const struct run *run, FILE *stream) {
  for (size_t i = 0; i < run->factors->names; ++i) {
    const char *name = run->factors->name[i];
    size_t length;
    const char *value = told(run, name, &length);
    if (!strcmp(name, "batch_times"))
      fprintf(stream, "\t%ld", number_of(run, name, 1) * (continuous(run) ? 32L : 64L));
    else if (value)
      fprintf(stream, "\t%.*s", (int)length, value);
    else
      fputs("\t-", stream);
  }
  long trial =
      3 + number_of(run, "stimulus_steps", 8) + number_of(run, "delay_maximum", 12) + 2;
  if (!continuous(run))
    fputs("\t-", stream);
  else
    fprintf(stream, "\t%ld", 4 * trial > 80 ? 4 * trial : 80L);
}

static void write_runs(const struct factors *factors, const size_t *level,
                       const struct multiverse_design_options *asked, FILE *stream) {
  fputs("id\tensemble\tarm\tteacher\tstreams\tseed\tspecification", stream);
  for (size_t i = 0; i < factors->names; ++i)
    fprintf(stream, "\t%s",
            strcmp(factors->name[i], "batch_times") ? factors->name[i] : "batch");
  fputs("\tsequence_steps\n", stream);
  for (long point = 0; point < asked->points; ++point)
    for (long i = 0; i < 2 * asked->pairs; ++i) {
      const struct run run = {factors, level + (size_t)point * factors->count,
                              i % 2 ? "sl" : "rl"};
      long seed = asked->seed + point * asked->pairs + i / 2;
      fprintf(stream, "%s-p%03ld-%s-s%ld\t%s\tp%03ld\t%s\t2\t%ld\t%s", asked->ensemble,
              point, run.teacher, seed, asked->ensemble, point, run.teacher, seed,
              asked->specification);
      write_parameters(&run, stream);
      fputc('\n', stream);
    }
}

static int draw(const struct factors *factors,
                const struct multiverse_design_options *asked, struct fault *fault) {
  struct replace file;
  size_t drawn = (size_t)asked->drawn;
  size_t *level = malloc(drawn * factors->count * sizeof *level + 1);
  if (!level)
    return fault_set(fault, "no memory for %zu points", drawn);
  int status = design_sobol(drawn, factors->count, factors->levels, level);
  int failed = status != STATISTICS_DEFINED &&
               fault_set(fault, "%s: %s", asked->factors, statistics_reason(status));
  if (!failed && asked->points > asked->drawn)
    failed = fault_set(fault, "--points %ld are more than --drawn %ld", asked->points,
                       asked->drawn);
  if (!failed && !(failed = replace_open(&file, asked->output, fault))) {
    write_runs(factors, level, asked, file.stream);
    failed = replace_finish(&file, 1, 0, fault);
  }
  if (!failed)
    printf("%zu factors, %zu points: %zu unbalanced pairs\n", factors->count, drawn,
           design_unbalanced(drawn, factors->count, factors->levels, level));
  free(level);
  return failed;
}

int main(int argc, char **argv) {
  struct multiverse_design_options asked;
  struct factors factors;
  struct fault fault;
  program_start(&multiverse_design_program, argc, argv, &asked, NULL);
  int failed = read_factors(&factors, asked.factors, &fault);
  if (!failed) {
    failed = draw(&factors, &asked, &fault);
    table_free(&factors.table);
  }
  return program_end(&multiverse_design_program, failed, &fault);
}
