/* multiverse_design: from a table of factors to the runs of a multiverse.
 *
 * Each row of the table is a level of a factor, NAME=VALUE;...  The design is that of
 * design_sobol; its number of unbalanced pairs of factors is printed, and has to be 0
 * for the effects to be told apart.  A factor of one teacher is set for its runs alone.
 * Two parameters follow from others: the batch is the regime's own (32 or 64) times
 * batch_times, and a sequence of the continuous regime holds four of the longest
 * trials, or 80 steps. */
#include "factors.h"
#include "multiverse_design_options.h"
#include "replace.h"
#include "statistics.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

/* What one run is told. */
struct run {
  const struct factors *factors;
  const size_t *level; /* of each factor */
  const char *teacher;
};

static const char *told(const struct run *run, const char *name, size_t *length) {
  return factors_told(run->factors, run->level, run->teacher, name, length);
}

static long number_of(const struct run *run, const char *name, long otherwise) {
  size_t length;
  const char *value = told(run, name, &length);
  return value ? strtol(value, NULL, 10) : otherwise;
}

static bool continuous(const struct run *run) {
  size_t length;
  const char *value = told(run, "regime", &length);
  return !value || !strncmp(value, regime_names[CONTINUOUS], length);
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
  for (long point = asked->from; point < asked->from + asked->points; ++point)
    for (long i = 0; i < 2 * asked->pairs; ++i) {
      const struct run run = {factors, level + (size_t)point * factors->count,
                              teacher_names[i % 2]};
      long seed = asked->seed + point * asked->pairs + i / 2;
      fprintf(stream, "%s-p%03ld-%s-s%ld\t%s\tp%03ld\t%s\t2\t%ld\t%s", asked->ensemble,
              point, run.teacher, seed, asked->ensemble, point, run.teacher, seed,
              asked->specification);
      write_parameters(&run, stream);
      fputc('\n', stream);
    }
}

/* Points in which one factor is at each of its levels, all others at the reference,
 * that being the first. */
static size_t count_levels(const struct factors *factors) {
  size_t count = 1;
  for (size_t f = 0; f < factors->count; ++f)
    count += factors->levels[f] - 1;
  return count;
}

static enum statistics_status one_at_a_time(const struct factors *factors, size_t *level) {
  size_t point = 1;
  memset(level, 0, count_levels(factors) * factors->count * sizeof *level);
  for (size_t f = 0; f < factors->count; ++f)
    for (size_t l = 1; l < factors->levels[f]; ++l)
      level[point++ * factors->count + f] = l;
  return STATISTICS_DEFINED;
}

static int draw(const struct factors *factors, struct multiverse_design_options *asked,
                struct fault *fault) {
  struct replace file;
  size_t drawn = asked->levels ? count_levels(factors) : (size_t)asked->drawn;
  if (asked->levels && (asked->from || asked->points))
    return fault_set(fault, "--levels writes all, without --from and --points");
  if (asked->levels)
    asked->drawn = (long)drawn;
  if (!asked->points)
    asked->points = asked->drawn - asked->from;
  if (asked->points < 1 || asked->from + asked->points > asked->drawn)
    return fault_set(fault, "%ld points from %ld on are more than --drawn %ld",
                     asked->points, asked->from, asked->drawn);
  size_t *level = malloc(drawn * factors->count * sizeof *level + 1);
  if (!level)
    return fault_set(fault, "no memory for %zu points", drawn);
  enum statistics_status status =
      asked->levels ? one_at_a_time(factors, level)
                    : design_sobol(drawn, factors->count, factors->levels, level);
  int failed = status == STATISTICS_DEFINED ? 0
                                            : fault_set(fault, "%s: %s", asked->factors,
                                                        statistics_reason(status));
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
  int failed = factors_read(&factors, asked.factors, teacher_names, &fault);
  if (!failed) {
    failed = draw(&factors, &asked, &fault);
    factors_free(&factors);
  }
  return program_end(&multiverse_design_program, failed, &fault);
}
