/* picture: the tables behind the picture of one map, see
 * src/programs/picture_options.h. Of each label that starts lead to, the attractor with
 * the largest share is portrayed, from the first start that leads there. */
#include "basins.h"
#include "blas.h"
#include "examination.h"
#include "mapfile.h"
#include "orbits.h"
#include "outputs.h"
#include "picture_options.h"
#include "portrait.h"
#include "streams.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

enum { SEARCHED = 40, POINT_LONGEST = 64 }; /* units up to which cycles are searched */

struct picture {
  const struct picture_options *asked;
  struct map map;
  struct basins basins;
  double *starts;       /* (count, N): from which they went */
  struct cycles cycles; /* up to the order asked for */
};

/* How many starts lead to the attractor of orbit K. */
static size_t basin_of(const struct basins *basins, size_t k) {
  size_t count = 0;
  for (size_t other = 0; other < basins->count; ++other)
    count += basins->orbits[other].attractor == basins->orbits[k].attractor;
  return count;
}

/* The first orbit of the largest basin with LABEL; SHARE: of all starts with the label.
 */
static bool choose(const struct basins *basins, enum label label, size_t *chosen,
                   double *share) {
  size_t most = 0, all = 0;
  for (size_t k = 0; k < basins->count; ++k)
    if (basins->orbits[k].certificate.label == label) {
      size_t here = basin_of(basins, k);
      ++all;
      if (here > most) {
        most = here;
        *chosen = k;
      }
    }
  *share = (double)all / (double)basins->count;
  return most > 0;
}

static int portray(const struct picture *picture, enum label label, size_t chosen,
                   double share, FILE *portraits, FILE *spectra, struct fault *fault) {
  struct portrait portrait;
  char point[POINT_LONGEST];
  if (text_fit(fault, point, sizeof point, "%s\t%.6g", label_short_names[label], share))
    return -1;
  gsl_rng *rng = streams_open((uint64_t)picture->asked->seed, PORTRAIT_STARTS, label);
  if (!rng)
    return fault_set(fault, "no memory for random starts");
  int failed = portrait_make(
      &portrait, &picture->map, &picture->basins.orbits[chosen].certificate,
      picture->starts + chosen * picture->map.dimension, rng, fault);
  gsl_rng_free(rng);
  if (failed)
    return -1;
  failed = portrait_write_orbit(&portrait, point, portraits, fault) ||
           portrait_write_spectrum(&portrait, point, spectra, fault);
  portrait_write_cycles(&portrait, point, &picture->cycles, portraits);
  portrait_free(&portrait);
  return failed ? -1 : 0;
}

static int portray_all(const struct picture *picture, FILE *portraits, FILE *spectra,
                       struct fault *fault) {
  fprintf(portraits, "label\tbasin\t%s\n", portrait_orbit_columns);
  fprintf(spectra, "label\tbasin\t%s\n", portrait_spectrum_columns);
  for (size_t label = 0; label < LABELS; ++label) {
    size_t chosen = 0;
    double share;
    if (choose(&picture->basins, (enum label)label, &chosen, &share) &&
        portray(picture, (enum label)label, chosen, share, portraits, spectra, fault))
      return -1;
  }
  return 0;
}

static int write_tables(const struct picture *picture, struct fault *fault) {
  static const char *const names[] = {"figure-portraits.tsv", "figure-spectra.tsv"};
  struct replace out[2];
  if (outputs_open(out, picture->asked->tables, names, 2, NULL, fault))
    return -1;
  int failed = portray_all(picture, out[0].stream, out[1].stream, fault);
  return replace_finish(out, 2, failed, fault);
}

/* Labels what the starts lead to, and finds cycles. */
static int look(struct picture *picture, const struct examination *rule,
                struct fault *fault) {
  const struct picture_options *asked = picture->asked;
  const struct map *map = &picture->map;
  size_t numbers = (size_t)asked->starts * map->dimension;
  gsl_rng *rng = streams_open((uint64_t)asked->seed, ATTRACTOR_STARTS, 0);
  picture->starts = malloc(numbers * sizeof *picture->starts);
  int failed =
      rng && picture->starts
          ? basins_draw(&picture->basins, map, (size_t)asked->starts, rng, fault)
          : fault_set(fault, "no memory for %ld starts", asked->starts);
  gsl_rng_free(rng);
  if (failed)
    return -1;
  memcpy(picture->starts, picture->basins.units, numbers * sizeof *picture->starts);
  return basins_label(&picture->basins, rule, fault) ||
                 (map->dimension <= SEARCHED &&
                  orbits_search(map, (size_t)asked->longest, (unsigned long)asked->seed,
                                &picture->cycles, fault))
             ? -1
             : 0;
}

static int draw_picture(const struct picture_options *asked, struct fault *fault) {
  struct picture picture = {.asked = asked};
  struct examination rule;
  parameters_default(examination_table, examination_count, &rule);
  if (mapfile_read(&picture.map, asked->map, fault))
    return -1;
  int failed = look(&picture, &rule, fault) || write_tables(&picture, fault);
  cycles_free(&picture.cycles);
  basins_free(&picture.basins);
  free(picture.starts);
  map_free(&picture.map);
  return failed ? -1 : 0;
}

int main(int argc, char **argv) {
  struct picture_options asked;
  struct fault fault;
  program_start(&picture_program, argc, argv, &asked, NULL);
  return program_end(&picture_program,
                     blas_pin(argv, &fault) || draw_picture(&asked, &fault), &fault);
}
