/* adversary: random maps on which the classifier may fail, and the truth about them.
 *
 *   adversary --seed S --family NAME --maps M --output FILE.tsv  (one row an orbit)
 *   adversary --table FILE.tsv --list FILE.tsv ROWS.tsv...       (what they come to)
 *   adversary --family NAME --one DRAW        (one map again; NAME-DRAW.map and .start)
 *   adversary --macros FILE.tex SEED.tsv...   (for the report, from kept tables)
 *   adversary --truth FILE.map [FILE.start]   (brute force alone)
 *
 * An orbit is right, undecided or wrong; "elsewhere" if its label is not that of its
 * start but is right for the state in which the classifier left it (where rounding
 * decides between attractors); unknown if brute force cannot tell, then the map is
 * drawn again.
 */
#include "adversary_options.h"
#include "judge.h"

#include "blas.h"
#include "macros.h"
#include "replace.h"
#include "text.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ATTEMPTS = 200 };

/* FNV-1a over the name, then mixed with three numbers. */
static uint64_t draw_of(const char *name, uint64_t seed, size_t map, size_t attempt) {
  struct dice dice = {UINT64_C(14695981039346656037)};
  for (; *name; ++name)
    dice.state = (dice.state ^ (unsigned char)*name) * UINT64_C(1099511628211);
  dice.state ^= dice_bits(&dice) ^ seed;
  dice.state ^= dice_bits(&dice) ^ (uint64_t)map;
  dice.state ^= dice_bits(&dice) ^ (uint64_t)attempt;
  return dice_bits(&dice) >> 1;
}

static const struct family *find_family(const char *name) {
  for (size_t f = 0; f < families_count; ++f)
    if (!strcmp(families[f].name, name))
      return families + f;
  return NULL;
}

static struct system *draw_system(const struct family *family, uint64_t draw) {
  struct dice dice = {draw};
  struct system *system = family->draw(&dice);
  system_seal(system);
  system->embedded = draw % 2 == 1;
  return system;
}

/* Whether the orbit ended at the point of the construction. */
static int at_point(const struct system *system, const double *state) {
  double off = 0.0;
  for (size_t i = 0; i < system->n; ++i)
    off = fmax(off, fabs(state[i] - system->deep[i]));
  return off <= 1e-3;
}

/* Whether what brute force found contradicts what the construction says. */
static int contradicts(const struct truth *known, const struct truth *found) {
  if (found->kind == UNKNOWN)
    return 0;
  if (known->kind == TURNING)
    return found->kind != CURVE && found->kind != TORUS; /* of two units */
  if (known->kind != found->kind || (known->order && known->order != found->order))
    return 1;
  return known->kind == POINT &&
         !(fabs(known->multiplier - found->multiplier) <= 1e-6 + found->tolerance);
}

struct orbit_told {
  struct truth truth;
  struct answer answer;
  enum verdict verdict;
  const char *note;
  double *settled; /* n: where brute force ended */
};

static const char columns[] =
    "family\tdraw\tstart\tunits\ttruth\torder\tmultiplier\texponent\tsteps\tlabel\t"
    "label_order\tradius\tlabel_exponent\terror\tlabel_steps\tverdict\tnote\n";

static void write_told(FILE *stream, const char *family, uint64_t draw, size_t start,
                       size_t units, const struct orbit_told *told) {
  const struct truth *truth = &told->truth;
  const struct answer *answer = &told->answer;
  fprintf(stream, "%s\t%llu\t%zu\t%zu\t%s%s\t%zu\t%.10g\t%.6g\t%.0f", family,
          (unsigned long long)draw, start, units, kind_names[truth->kind],
          truth->wide ? "-wide" : "", truth->order, truth->multiplier, truth->exponent,
          truth->steps);
  fprintf(stream, "\t%s\t%zu\t%.10g\t%.6g\t%.3g\t%zu\t%s\t%s\n",
          answer->label ? answer->label : "-", answer->order, answer->radius,
          answer->exponent, answer->error, answer->steps, verdict_names[told->verdict],
          *told->note ? told->note : "-");
}

/* The truth of both starts; 0 if that of one cannot be told. */
static int find_truth(const struct system *system, const char *family, uint64_t draw,
                      struct orbit_told *told) {
  size_t n = system->n;
  double limit = brute_limit(n);
  int known = 1;
  for (size_t k = 0; k < STARTS; ++k) {
    const double *start = system->deeper ? system->deep : system->start + k * n;
    told[k].note = "";
    told[k].truth = system->truth;
    if (!system->constructed || (!system->truth.wide && system->truth.kind != GROWTH)) {
      struct truth found = brute_force(system, start, limit, told[k].settled);
      /* Near a point that is nearly neutral lies perhaps another attractor. */
      int left = system->truth.kind == POINT && !at_point(system, told[k].settled);
      if (!system->constructed || left)
        told[k].truth = found;
      else if (contradicts(&system->truth, &found)) {
        fprintf(stderr,
                "adversary: %s %llu is %s %zu by construction, %s %zu by brute force\n",
                family, (unsigned long long)draw, kind_names[system->truth.kind],
                system->truth.order, kind_names[found.kind], found.order);
        told[k].truth = truth_nothing("construction and brute force contradict");
      }
    }
    told[k].verdict = UNTOLD;
    if (told[k].truth.kind == UNKNOWN) {
      told[k].note = told[k].truth.reason;
      known = 0;
    }
  }
  return known;
}

/* A label that is not the start's may be that of the state in which the orbit was left.
 */
static void look_elsewhere(const struct system *system, struct orbit_told *told) {
  const char *note;
  if (told->verdict != WRONG || told->answer.said == SAID_FAULT ||
      (system->constructed && system->truth.kind != GROWTH))
    return;
  for (size_t i = 0; i < system->n; ++i)
    if (!isfinite(told->answer.last[i]))
      return;
  struct truth there =
      brute_force(system, told->answer.last, brute_limit(system->n), told->settled);
  if (there.kind != UNKNOWN && judge(&there, &told->answer, &note) == RIGHT) {
    told->verdict = ELSEWHERE;
    told->truth = there;
    told->note = "";
  }
}

/* One point or cycle must have one number, two must have two. */
static void compare_numbers(const struct system *system, struct orbit_told *told) {
  struct orbit_told *a = told, *b = told + 1;
  if (system->constructed || a->verdict > ELSEWHERE || b->verdict > ELSEWHERE ||
      (a->truth.kind != POINT && a->truth.kind != CYCLING) ||
      a->truth.kind != b->truth.kind || a->truth.order != b->truth.order ||
      a->truth.wide || b->truth.wide)
    return;
  int same = brute_same(system, a->settled, b->settled, a->truth.order);
  int numbered = a->answer.attractor == b->answer.attractor;
  if (same < 0 || same == numbered)
    return;
  b->verdict = WRONG;
  b->note = same ? "one attractor, two numbers" : "two attractors, one number";
}

static void try_map(const struct family *family, uint64_t seed, size_t map,
                    FILE *stream) {
  for (size_t attempt = 0; attempt < ATTEMPTS; ++attempt) {
    uint64_t draw = draw_of(family->name, seed, map, attempt);
    struct system *system = draw_system(family, draw);
    size_t n = system->n;
    double *states = system_memory(2 * STARTS * n, sizeof *states);
    struct orbit_told told[STARTS] = {0};
    struct answer answers[STARTS] = {0};
    for (size_t k = 0; k < STARTS; ++k) {
      told[k].settled = states + k * n;
      answers[k].last = states + (STARTS + k) * n;
    }
    int known = find_truth(system, family->name, draw, told);
    if (known)
      ask(system, STARTS, system->start, answers);
    for (size_t k = 0; k < STARTS && known; ++k) {
      told[k].answer = answers[k];
      told[k].verdict = judge(&told[k].truth, answers + k, &told[k].note);
      look_elsewhere(system, told + k);
    }
    if (known)
      compare_numbers(system, told);
    for (size_t k = 0; k < STARTS; ++k)
      write_told(stream, family->name, draw, k, n, told + k);
    free(states);
    system_free(system);
    if (known)
      return;
  }
}

/* ---- the table ---- */

struct count {
  size_t of[VERDICTS];
};

static size_t sum_of(const struct count *count) {
  return count->of[RIGHT] + count->of[ELSEWHERE] + count->of[BEYOND] + count->of[OPEN] +
         count->of[WRONG];
}

/* Field K of a row of tabs, or NULL. */
static const char *field(const char *line, size_t k, char *text, size_t size) {
  for (; k > 0 && line; --k) {
    line = strchr(line, '\t');
    line = line ? line + 1 : NULL;
  }
  if (!line)
    return NULL;
  size_t length = strcspn(line, "\t\n");
  if (length >= size)
    return NULL;
  memcpy(text, line, length);
  text[length] = '\0';
  return text;
}

static int read_rows(const char *path, struct count *counts, FILE *list,
                     struct fault *fault) {
  char line[1024], name[64], verdict[64];
  FILE *stream = fopen(path, "r");
  if (!stream)
    return fault_set(fault, "%s: %s", path, strerror(errno));
  int failed = !fgets(line, sizeof line, stream) || strcmp(line, columns);
  while (!failed && fgets(line, sizeof line, stream)) {
    const struct family *family =
        field(line, 0, name, sizeof name) ? find_family(name) : NULL;
    size_t which = VERDICTS;
    for (size_t v = 0; v < VERDICTS && field(line, 15, verdict, sizeof verdict); ++v)
      which = strcmp(verdict, verdict_names[v]) ? which : v;
    failed = !family || which == VERDICTS;
    if (!failed)
      ++counts[family - families].of[which];
    if (!failed && (which == OPEN || which == WRONG))
      fputs(line, list);
  }
  fclose(stream);
  return failed ? fault_set(fault, "%s is no table of the adversary", path) : 0;
}

static void write_count(FILE *stream, const char *name, const struct count *count) {
  size_t total = sum_of(count);
  fprintf(stream, "%s\t%zu\t%zu\t%zu\t%zu\t%zu\t%zu\t%zu\t%.3g\t%.3g\n", name, total,
          count->of[RIGHT], count->of[ELSEWHERE], count->of[BEYOND], count->of[WRONG],
          count->of[OPEN], count->of[UNTOLD],
          total ? judge_bound(count->of[WRONG], total, 1) : NAN,
          total ? judge_bound(count->of[OPEN], total, 1) : NAN);
}

static int make_table(const struct adversary_options *asked, struct fault *fault) {
  struct count counts[families_count + 1];
  struct replace table, list;
  memset(counts, 0, sizeof counts);
  if (replace_open(&table, asked->table, fault))
    return -1;
  int failed = replace_open(&list, asked->list, fault);
  if (!failed) {
    fputs(columns, list.stream);
    for (size_t k = 0; k < asked->files.count && !failed; ++k)
      failed = read_rows(asked->files.word[k], counts, list.stream, fault);
    if (failed)
      replace_abandon(&list);
    else
      failed = replace_commit(&list, fault);
  }
  fputs("family\torbits\tright\telsewhere\tbeyond\twrong\tundecided\tunknown\twrong_"
        "bound\t"
        "undecided_bound\n",
        table.stream);
  for (size_t f = 0; f < families_count; ++f) {
    if (sum_of(counts + f) + counts[f].of[UNTOLD])
      write_count(table.stream, families[f].name, counts + f);
    for (size_t v = 0; v < VERDICTS; ++v)
      counts[families_count].of[v] += counts[f].of[v];
  }
  write_count(table.stream, "all", counts + families_count);
  if (!failed)
    return replace_commit(&table, fault);
  replace_abandon(&table);
  return -1;
}

/* ---- macros, from the tables of all final seeds ---- */

enum { CELLS = 8 }; /* orbits to unknown, and the first bound */

/* The cells of the row FAMILY of a table; 0 if there is none. */
static int read_cells(FILE *stream, const char *family, double *cells) {
  char line[1024], text[64];
  rewind(stream);
  while (fgets(line, sizeof line, stream)) {
    if (!field(line, 0, text, sizeof text) || strcmp(text, family))
      continue;
    for (size_t k = 0; k < CELLS; ++k) {
      if (!field(line, k + 1, text, sizeof text))
        return 0;
      cells[k] = strtod(text, NULL);
    }
    return 1;
  }
  return 0;
}

static void write_cells(FILE *stream, const char *name, size_t length,
                        const double *cells) {
  fprintf(stream, "%.*s", (int)length, name);
  for (size_t k = 0; k + 1 < CELLS; ++k)
    fprintf(stream, " & %.0f", cells[k]);
  fputs(" \\\\\n", stream);
}

static int write_macros(const struct adversary_options *asked, struct fault *fault) {
  struct replace file;
  double cells[CELLS] = {0}, total = 0.0;
  const char *const *of_all = MACROS_NAME("Adversary");
  int failed = 0;
  if (replace_open(&file, asked->macros, fault))
    return -1;
  macros_begin(file.stream, of_all, "SeedRows");
  fputs("%\n", file.stream);
  for (size_t k = 0; k < asked->files.count && !failed; ++k) {
    const char *path = asked->files.word[k], *name = strrchr(path, '/');
    FILE *stream = fopen(path, "r");
    name = name ? name + 1 : path;
    if (!stream || !read_cells(stream, "all", cells))
      failed = fault_set(fault, "%s is no table of the adversary", path);
    else
      write_cells(file.stream, name, strcspn(name, "."), cells);
    total += cells[0];
    if (stream && k + 1 == asked->files.count && !failed) {
      fputs("}\n", file.stream);
      macros_begin(file.stream, of_all, "FamilyRows");
      fputs("%\n", file.stream);
      for (size_t f = 0; f < families_count; ++f) {
        double own[CELLS];
        if (read_cells(stream, families[f].name, own))
          write_cells(file.stream, families[f].name, strlen(families[f].name), own);
      }
    }
    if (stream)
      fclose(stream);
  }
  static const char *const names[] = {"Orbits", "Right",     "Elsewhere", "Beyond",
                                      "Wrong",  "Undecided", "Unknown"};
  fputs("}\n", file.stream);
  for (size_t k = 0; k + 1 < CELLS; ++k)
    macros_text(file.stream, of_all, names[k], "%.0f", cells[k]);
  macros_text(file.stream, of_all, "Bound", "%.2g", 100.0 * cells[7]);
  macros_text(file.stream, of_all, "Seeds", "%zu", asked->files.count);
  macros_text(file.stream, of_all, "Families", "%zu", families_count);
  macros_text(file.stream, of_all, "AllOrbits", "%.0f", total);
  if (!failed)
    return replace_commit(&file, fault);
  replace_abandon(&file);
  return -1;
}

/* ---- one map ---- */

static void tell_one(const struct system *system, const struct family *family,
                     uint64_t draw, struct orbit_told *told, struct answer *answers) {
  find_truth(system, family->name, draw, told);
  ask(system, STARTS, system->start, answers);
  fputs(columns, stdout);
  for (size_t k = 0; k < STARTS; ++k) {
    told[k].answer = answers[k];
    told[k].verdict = judge(&told[k].truth, answers + k, &told[k].note);
    if (told[k].verdict == UNTOLD)
      told[k].note = told[k].truth.reason;
    look_elsewhere(system, told + k);
  }
  compare_numbers(system, told);
  for (size_t k = 0; k < STARTS; ++k)
    write_told(stdout, family->name, draw, k, system->n, told + k);
}

static int show_one(const struct adversary_options *asked, const struct family *family,
                    struct fault *fault) {
  struct orbit_told told[STARTS] = {0};
  struct answer answers[STARTS] = {0};
  uint64_t draw = (uint64_t)asked->one;
  const char *where = asked->directory ? asked->directory : ".";
  struct system *system = draw_system(family, draw);
  size_t n = system->n;
  double *states = system_memory(2 * STARTS * n, sizeof *states);
  int failed = 0;
  for (size_t k = 0; k < STARTS && !failed; ++k) {
    told[k].settled = states + k * n;
    answers[k].last = states + (STARTS + k) * n;
    char *map = text_format(fault, "%s/%s-%ld.map", where, family->name, asked->one);
    char *start =
        text_format(fault, "%s/%s-%ld.%zu.start", where, family->name, asked->one, k);
    failed =
        !map || !start || ask_write(system, system->start + k * n, map, start, fault);
    free(map);
    free(start);
  }
  if (!failed)
    tell_one(system, family, draw, told, answers);
  free(states);
  system_free(system);
  return failed ? -1 : 0;
}

static int try_family(const struct adversary_options *asked,
                      const struct family *family, struct fault *fault) {
  struct replace file;
  if (replace_open(&file, asked->output, fault))
    return -1;
  fputs(columns, file.stream);
  for (size_t map = 0; map < (size_t)asked->maps; ++map)
    try_map(family, (uint64_t)asked->seed, map, file.stream);
  return replace_commit(&file, fault);
}

/* Brute force on somebody's map, from a start or from a few places. */
static int show_truth(const struct adversary_options *asked, struct fault *fault) {
  struct system *system = system_read(asked->truth);
  if (!system)
    return fault_set(fault, "%s is no plain map", asked->truth);
  size_t n = system->n;
  double *start = system_memory(n, sizeof *start);
  struct dice dice = {(uint64_t)asked->seed};
  int failed = 0;
  puts("truth\torder\tmultiplier\texponent\terror\tsteps\treason");
  for (size_t k = 0; k < 5 && !failed && (k == 0 || !asked->files.count); ++k) {
    for (size_t i = 0; i < n; ++i)
      start[i] = dice_between(&dice, system->smooth ? -1.0 : 0.0, 1.0);
    if (asked->files.count && system_read_start(system, asked->files.word[0], start))
      failed = fault_set(fault, "%s has not %zu numbers", asked->files.word[0], n);
    struct truth truth = brute_force(system, start, brute_limit(n), NULL);
    printf("%s%s\t%zu\t%.10g\t%.6g\t%.3g\t%.0f\t%s\n", kind_names[truth.kind],
           truth.wide ? "-wide" : "", truth.order, truth.multiplier, truth.exponent,
           truth.error, truth.steps, truth.kind == UNKNOWN ? truth.reason : "");
  }
  free(start);
  system_free(system);
  return failed;
}

static int list_families(void) {
  for (size_t f = 0; f < families_count; ++f)
    printf("%s\t%s\n", families[f].name, families[f].generator);
  return 0;
}

static int obey(const struct adversary_options *asked, struct fault *fault) {
  if (asked->families)
    return list_families();
  if (asked->truth)
    return show_truth(asked, fault);
  if (asked->table)
    return make_table(asked, fault);
  if (asked->macros)
    return write_macros(asked, fault);
  const struct family *family = find_family(asked->family);
  if (!family)
    return fault_set(fault, "there is no family '%s'; --families lists them",
                     asked->family);
  return asked->one >= 0 ? show_one(asked, family, fault)
                         : try_family(asked, family, fault);
}

int main(int argc, char **argv) {
  struct adversary_options asked;
  struct fault fault;
  program_start(&adversary_program, argc, argv, &asked, NULL);
  return program_end(&adversary_program, blas_pin(argv, &fault) || obey(&asked, &fault),
                     &fault);
}
