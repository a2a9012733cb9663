/* brute_force: plain iteration against the labels of trained networks.
 *
 *   brute_force --rows R --seed S --part K --of N --runs DIR --output FILE TABLE.tsv...
 *       takes R random rows of all tables together, of these every Nth from the Kth,
 * lays out the starts of their scans and follows each by the brute force of the
 *       adversary: 200,000 steps, where the label is chaotic 400,000
 *   brute_force --sum FILE...
 *       what all parts come to; ends with 1 if a label disagrees
 *
 * Only the run's weights and random starts come by the project's code.  The state at
 * the onset of a stage is computed here once more and compared.
 */
#include "brute_force_options.h"
#include "judge.h"
#include "system.h"

#include "blas.h"
#include "label.h"
#include "replace.h"
#include "scan.h"
#include "streams.h"
#include "table.h"
#include "text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double STEPS = 200000.0, STEPS_CHAOTIC = 400000.0;
static const double PATIENCE = 4.0; /* where so many do not tell */
enum { SHIFTED = 6 };               /* starts a rounding of single precision apart */

static const enum stage stages[] = {STIMULUS, DELAY, DECISION};

/* ---- the start of a trial, once more ---- */

static void observe(const struct specification *spec, const struct trial *trial,
                    const char *stage, double *x) {
  long inputs = 1 + 3 * spec->streams;
  for (long i = 0; i < inputs; ++i)
    x[i] = 0.0;
  x[0] = strcmp(stage, "decision") ? 1.0 : 0.0;
  for (long k = 0; k < spec->streams && !strcmp(stage, "stimulus"); ++k) {
    x[1 + 2 * k] = (double)(float)(0.5 + trial->signal[k]);
    x[2 + 2 * k] = (double)(float)(0.5 - trial->signal[k]);
  }
  x[1 + 2 * spec->streams + trial->context] = 1.0;
}

static void set_input(const struct specification *spec, const struct network *net,
                      const struct trial *trial, const char *stage,
                      struct system *system) {
  double x[64];
  observe(spec, trial, stage, x);
  for (size_t i = 0; i < net->units; ++i) {
    const real *row = net->U + i * net->row_width;
    system->b[i] = (double)row[net->inputs];
    for (size_t j = 0; j < net->inputs; ++j)
      system->b[i] += (double)row[j] * x[j];
  }
}

/* Sets the input of STAGE; X becomes the state at its onset. */
static void start_stage(const struct specification *spec, const struct network *net,
                        const struct trial *trial, const char *stage,
                        struct system *system, double *x) {
  const char *const names[] = {"fixation", "stimulus", "delay", "decision"};
  const long steps[] = {spec->fixation_steps, spec->stimulus_steps, trial->delay, 0};
  double *next = system_memory(system->n, sizeof *next);
  memset(x, 0, system->n * sizeof *x);
  for (size_t s = 0; s < 4; ++s) {
    set_input(spec, net, trial, names[s], system);
    if (!strcmp(names[s], stage))
      break;
    for (long t = 0; t < steps[s]; ++t) {
      system_step(system, x, next);
      memcpy(x, next, system->n * sizeof *x);
    }
  }
  free(next);
}

/* Largest difference over the largest number. */
static double difference(const double *x, const double *y, size_t n) {
  double off = 0.0, size = 0.0;
  for (size_t i = 0; i < n; ++i) {
    off = fmax(off, fabs(x[i] - y[i]));
    size = fmax(size, fmax(fabs(x[i]), fabs(y[i])));
  }
  return size > 0.0 ? off / size : 0.0;
}

/* ---- one row ---- */

struct columns {
  size_t start, relevant, other, label, order, radius, exponent, error;
  int excludes, bounds; /* whether there are */
  size_t excluded, bound;
};

static int find_columns(const struct table *table, struct columns *at,
                        struct fault *fault) {
  struct fault ignored;
  at->excludes = !table_column(table, "excluded", &at->excluded, &ignored);
  at->bounds = !table_column(table, "bound", &at->bound, &ignored);
  return table_column(table, "start", &at->start, fault) ||
                 table_column(table, "relevant", &at->relevant, fault) ||
                 table_column(table, "other", &at->other, fault) ||
                 table_column(table, "label", &at->label, fault) ||
                 table_column(table, "order", &at->order, fault) ||
                 table_column(table, "radius", &at->radius, fault) ||
                 table_column(table, "exponent", &at->exponent, fault) ||
                 table_column(table, "error", &at->error, fault)
             ? -1
             : 0;
}

static enum said said_by(const char *label) {
  static const struct {
    const char *label;
    enum said said;
  } words[] = {{"fixed-point", SAID_POINT},    {"cycle", SAID_CYCLE},
               {"quasi-periodic", SAID_CURVE}, {"chaotic", SAID_CHAOS},
               {"unbounded", SAID_GROWTH},     {"marginal", SAID_MARGINAL},
               {"undecided", SAID_UNDECIDED}};
  for (size_t k = 0; k < sizeof words / sizeof *words; ++k)
    if (!strcmp(words[k].label, label))
      return words[k].said;
  return SAYINGS;
}

static double cell(const struct table *table, size_t row, size_t column) {
  return strtod(table_text(table, row, column), NULL);
}

static int read_answer(const struct table *table, const struct columns *at, size_t row,
                       struct answer *answer, struct fault *fault) {
  const char *label = table_text(table, row, at->label);
  *answer = (struct answer){.said = said_by(label),
                            .label = label,
                            .order = (size_t)cell(table, row, at->order),
                            .radius = cell(table, row, at->radius),
                            .exponent = cell(table, row, at->exponent),
                            .error = cell(table, row, at->error),
                            .excluded = 512,
                            .bound = INFINITY};
  if (at->excludes)
    answer->excluded = (size_t)cell(table, row, at->excluded);
  if (at->bounds)
    answer->bound = cell(table, row, at->bound);
  return answer->said == SAYINGS
             ? fault_set(fault, "%s: label '%s'", table->path, label)
             : 0;
}

/* Single precision may have led the orbit to another attractor of its map. */
static enum verdict judge_shifted(const struct system *system, const double *start,
                                  double steps, const struct answer *answer,
                                  struct truth *truth) {
  const char *note;
  struct dice dice = {23};
  double *x = system_memory(system->n, sizeof *x);
  enum verdict verdict = WRONG;
  for (size_t k = 0; k < SHIFTED && verdict == WRONG; ++k) {
    for (size_t i = 0; i < system->n; ++i)
      x[i] = start[i] * (1.0 + dice_between(&dice, -1.0, 1.0) * 0x1p-23);
    struct truth there = brute_force(system, x, steps, NULL);
    if (there.kind != UNKNOWN && judge(&there, answer, &note) == RIGHT) {
      *truth = there;
      verdict = ELSEWHERE;
    }
  }
  free(x);
  return verdict;
}

static void follow_row(const struct system *system, const double *start,
                       const struct answer *answer, const char *place, FILE *stream) {
  const char *note = "";
  double steps = answer->said == SAID_CHAOS ? STEPS_CHAOTIC : STEPS;
  struct truth truth = brute_force(system, start, steps, NULL);
  if (truth.kind == UNKNOWN) /* a slow one */
    truth = brute_force(system, start, PATIENCE * steps, NULL);
  enum verdict verdict = judge(&truth, answer, &note);
  if (verdict == WRONG)
    verdict = judge_shifted(system, start, steps, answer, &truth);
  fprintf(stream, "%s\t%s\t%zu\t%.10g\t%.6g\t%.0f", place, kind_names[truth.kind],
          truth.order, truth.multiplier, truth.exponent, truth.steps);
  fprintf(stream, "\t%s\t%zu\t%.6g\t%.6g\t%.3g\t%s\t%s\n", answer->label, answer->order,
          answer->radius, answer->exponent, answer->error, verdict_names[verdict],
          verdict == UNTOLD  ? truth.reason
          : verdict == WRONG ? note
                             : "-");
}

/* ---- all rows of one table that were drawn ---- */

static int follow_plane(struct plane *plane, const struct table *table,
                        const struct columns *at, const char *name, size_t block,
                        const unsigned char *drawn, struct system *system, FILE *stream,
                        struct fault *fault) {
  size_t n = system->n, streams = (size_t)plane->spec->streams;
  const char *stage = stage_names[stages[block / streams]];
  double *own = system_memory(n, sizeof *own);
  int failed = 0;
  for (size_t k = 0; k < plane->count && !failed; ++k) {
    size_t row = block * plane->count + k;
    struct trial trial = scan_trial(plane, (long)(block % streams), k / plane->each);
    struct answer answer;
    if (!drawn[row])
      continue;
    start_stage(plane->spec, plane->net, &trial, stage, system, own);
    if (difference(system->b, plane->orbits[k].input, n) > 1e-6 ||
        (k % plane->each == 0 && difference(own, plane->orbits[k].state, n) > 1e-6) ||
        fabs(cell(table, row, at->relevant) - trial.signal[trial.context]) > 1e-5 ||
        (size_t)cell(table, row, at->start) != k % plane->each)
      failed = fault_set(fault, "%s: row %zu is not the orbit that was laid out",
                         table->path, row + 1);
    memcpy(system->b, plane->orbits[k].input, n * sizeof(double));
    failed = failed || read_answer(table, at, row, &answer, fault);
    char *place =
        text_format(fault, "%s\t%s\t%zu\t%zu\t%s\t%s", name, stage, block % streams,
                    k % plane->each, table_text(table, row, at->relevant),
                    table_text(table, row, at->other));
    failed = failed || !place;
    if (!failed)
      follow_row(system, plane->orbits[k].state, &answer, place, stream);
    free(place);
  }
  free(own);
  return failed;
}

static int follow_planes(struct plane *plane, const struct table *table,
                         const char *name, const unsigned char *drawn,
                         struct system *system, FILE *stream, struct fault *fault) {
  struct columns at;
  size_t streams = (size_t)plane->spec->streams;
  gsl_rng *rng = streams_open((uint64_t)plane->spec->seed, ATTRACTOR_STARTS, 0);
  int failed = rng ? find_columns(table, &at, fault)
                   : fault_set(fault, "no memory for random starts");
  if (!failed && table->rows != 3 * streams * plane->count)
    failed = fault_set(fault, "%s has %zu rows, not %zu", table->path, table->rows,
                       3 * streams * plane->count);
  for (size_t block = 0; block < 3 * streams && !failed; ++block) {
    scan_lay_out(plane, (long)(block % streams), stages[block / streams], rng);
    failed = follow_plane(plane, table, &at, name, block, drawn, system, stream, fault);
  }
  gsl_rng_free(rng);
  return failed;
}

static struct system *system_of(const struct network *net) {
  struct system *system = system_new(PLAIN, net->activation == TANH, net->units);
  for (size_t i = 0; i < net->units; ++i)
    for (size_t j = 0; j < net->units; ++j)
      system->W[i * net->units + j] = (double)net->W[i * net->width + j];
  system_seal(system);
  return system;
}

static int follow_network(const struct brute_force_options *asked,
                          const struct table *table, const char *name,
                          const unsigned char *drawn, FILE *stream,
                          struct fault *fault) {
  char *path = text_format(fault, "%s/%s.h5", asked->runs, name);
  struct specification spec;
  struct network net;
  struct scan scan;
  struct map map;
  struct plane plane;
  parameters_default(scan_table, SCAN_COUNT, &scan);
  int failed = !path || network_load(path, &spec, &net, fault);
  free(path);
  if (failed)
    return -1;
  failed = scan_map(&net, &map, fault);
  if (!failed && !(failed = scan_alloc(&plane, &spec, &net, &map, &scan, fault))) {
    struct system *system = system_of(&net);
    failed = follow_planes(&plane, table, name, drawn, system, stream, fault);
    system_free(system);
    scan_free(&plane);
  }
  map_free(&map);
  network_free(&net);
  return failed;
}

/* ---- drawing ---- */

/* Marks ROWS of TOTAL rows (Knuth's algorithm S), of these every Nth from the Kth. */
static unsigned char *draw_rows(const struct brute_force_options *asked, size_t total) {
  unsigned char *drawn = system_memory(total, 1);
  struct dice dice = {(uint64_t)asked->seed};
  size_t left = (size_t)asked->rows < total ? (size_t)asked->rows : total;
  for (size_t row = 0; row < total && left > 0; ++row)
    if (dice_uniform(&dice) * (double)(total - row) < (double)left) {
      drawn[row] = --left % (size_t)asked->of == (size_t)asked->part;
    }
  return drawn;
}

static const char header[] =
    "run\tstage\tcontext\tstart\trelevant\tother\ttruth\torder\tmultiplier\texponent\t"
    "steps\tlabel\tlabel_order\tradius\tlabel_exponent\terror\tverdict\tnote\n";

static int follow_all(const struct brute_force_options *asked, struct fault *fault) {
  struct table *tables = system_memory(asked->files.count, sizeof *tables);
  size_t total = 0, read = 0;
  struct replace file;
  int failed = 0;
  for (; read < asked->files.count && !failed; ++read) {
    failed = table_read(tables + read, asked->files.word[read], fault);
    total += failed ? 0 : tables[read].rows;
  }
  read -= failed ? 1 : 0;
  unsigned char *drawn = draw_rows(asked, total), *here = drawn;
  if (!failed && !(failed = replace_open(&file, asked->output, fault))) {
    fputs(header, file.stream);
    for (size_t k = 0; k < asked->files.count && !failed; here += tables[k++].rows) {
      if (!memchr(here, 1, tables[k].rows))
        continue;
      char *name = text_stem(fault, asked->files.word[k], ".tsv");
      failed =
          !name || follow_network(asked, tables + k, name, here, file.stream, fault);
      free(name);
    }
    if (failed)
      replace_abandon(&file);
    else
      failed = replace_commit(&file, fault);
  }
  free(drawn);
  while (read > 0)
    table_free(tables + --read);
  free(tables);
  return failed;
}

/* ---- what it comes to ---- */

static int add_part(const char *path, size_t counts[][VERDICTS], struct fault *fault) {
  struct table table;
  size_t label, verdict;
  if (table_read(&table, path, fault))
    return -1;
  int failed = table_column(&table, "label", &label, fault) ||
               table_column(&table, "verdict", &verdict, fault);
  for (size_t row = 0; row < table.rows && !failed; ++row) {
    enum said said = said_by(table_text(&table, row, label));
    for (size_t v = 0; v < VERDICTS && said < SAYINGS; ++v)
      if (!strcmp(verdict_names[v], table_text(&table, row, verdict)))
        ++counts[said][v];
    if (!strcmp(verdict_names[WRONG], table_text(&table, row, verdict))) {
      for (size_t k = 0; k < table.columns; ++k)
        printf("%s%c", table_text(&table, row, k), k + 1 < table.columns ? '\t' : '\n');
    }
  }
  table_free(&table);
  return failed;
}

static int sum_up(const struct brute_force_options *asked, size_t *wrong,
                  struct fault *fault) {
  static const char *const names[SAYINGS] = {
      "fixed point", "cycle",    "quasi-periodic", "chaotic",
      "unbounded",   "marginal", "undecided",      "fault"};
  size_t counts[SAYINGS][VERDICTS] = {{0}}, all[VERDICTS] = {0}, total = 0;
  for (size_t k = 0; k < asked->files.count; ++k)
    if (add_part(asked->files.word[k], counts, fault))
      return -1;
  printf("%-16s", "label");
  for (size_t v = 0; v < VERDICTS; ++v)
    printf("%11s", verdict_names[v]);
  putchar('\n');
  for (size_t s = 0; s < SAID_FAULT; ++s) {
    printf("%-16s", names[s]);
    for (size_t v = 0; v < VERDICTS; ++v) {
      printf("%11zu", counts[s][v]);
      all[v] += counts[s][v];
      total += counts[s][v];
    }
    putchar('\n');
  }
  const size_t *chaos = counts[SAID_CHAOS];
  size_t still = chaos[RIGHT] + chaos[ELSEWHERE], told = still + chaos[WRONG];
  printf("chaotic rows still chaotic after %.0f steps: %zu of %zu (%zu not told)\n",
         STEPS_CHAOTIC, still, told, chaos[UNTOLD]);
  printf("%zu rows, %.0f steps each: %zu agree, %zu disagree, %zu undecided, %zu not "
         "told by so many steps\n",
         total, STEPS, all[RIGHT] + all[ELSEWHERE] + all[BEYOND], all[WRONG], all[OPEN],
         all[UNTOLD]);
  *wrong = all[WRONG];
  return 0;
}

int main(int argc, char **argv) {
  struct brute_force_options asked;
  struct fault fault;
  size_t wrong = 0;
  program_start(&brute_force_program, argc, argv, &asked, NULL);
  int failed = blas_pin(argv, &fault) || (asked.sum ? sum_up(&asked, &wrong, &fault)
                                                    : follow_all(&asked, &fault));
  int status = program_end(&brute_force_program, failed, &fault);
  return status == 0 && wrong > 0 ? 1 : status;
}
