#include "basins.h"

#include "orbits.h"
#include "share.h"

#include <stdlib.h>

static const double LEVEL = 0.95;

static int reserve(struct basins *basins, const struct map *map, size_t count,
                   struct fault *fault) {
  size_t n = map->dimension;
  *basins = (struct basins){.map = map, .count = count};
  basins->orbits = calloc(count, sizeof *basins->orbits);
  basins->units = malloc(count * n * sizeof *basins->units);
  if (!basins->orbits || !basins->units) {
    basins_free(basins);
    return fault_set(fault, "no memory for %zu starts", count);
  }
  for (size_t k = 0; k < count; ++k) {
    basins->orbits[k].input = map->b;
    basins->orbits[k].state = basins->units + k * n;
  }
  return 0;
}

void basins_free(struct basins *basins) {
  free(basins->orbits);
  free(basins->units);
  *basins = (struct basins){.count = 0};
}

int basins_draw(struct basins *basins, const struct map *map, size_t count,
                gsl_rng *rng, struct fault *fault) {
  double box;
  if (orbits_box(map, &box, fault) || reserve(basins, map, count, fault))
    return -1;
  for (size_t k = 0; k < count; ++k)
    orbits_start(map, box, rng, basins->orbits[k].state);
  return 0;
}

int basins_from(struct basins *basins, const struct map *map, size_t count,
                const double *states, struct fault *fault) {
  if (reserve(basins, map, count, fault))
    return -1;
  for (size_t k = 0; k < count; ++k)
    map_lift(map, states + k * map_states(map), basins->orbits[k].state);
  return 0;
}

int basins_label(struct basins *basins, const struct examination *rule,
                 struct fault *fault) {
  struct survey *survey = survey_open(basins->map, rule, fault);
  int failed = !survey || survey_orbits(survey, basins->count, basins->orbits, fault);
  survey_close(survey);
  return failed ? -1 : 0;
}

static void describe(const struct certificate *certificate, FILE *stream) {
  switch (certificate->label) {
  case FIXED_POINT:
  case CYCLE:
  case MARGINAL:
    fprintf(stream, "multiplier %.10g, residual %.2g", certificate->radius,
            certificate->residual);
    break;
  case QUASI_PERIODIC:
    if (certificate->curves)
      fprintf(stream, "rotation number %.8f, distance from a closed curve %.2g, ",
              certificate->rotation, certificate->defect);
    if (certificate->curves > 1)
      fprintf(stream, "one of %zu, ", certificate->curves);
    if (certificate->dimension > 1)
      fprintf(stream, "a torus, ");
    fprintf(stream, "no cycle of up to %zu steps, |exponent| below %.2g",
            certificate->excluded, certificate->bound);
    break;
  case UNDECIDED:
    fprintf(stream, "standard error of the exponent %.2g, reason: %s",
            certificate->error, reason_names[certificate->reason]);
    break;
  case UNBOUNDED:
    fprintf(stream, "grows by the factor %.8g a step", certificate->radius);
    break;
  default:
    fprintf(stream, "standard error of the exponent %.2g", certificate->error);
  }
}

void basins_write(const struct basins *basins, FILE *stream) {
  const struct orbit *orbits = basins->orbits;
  fputs("label\torder\tcount\texponent\tcertificate\tshare\tlow\thigh\n", stream);
  for (size_t next = 0, k = 0; k < basins->count; ++k) {
    const struct certificate *certificate = &orbits[k].certificate;
    size_t here = 0;
    double low, high;
    if (orbits[k].attractor != next)
      continue;
    for (size_t other = k; other < basins->count; ++other)
      here += orbits[other].attractor == next;
    share_interval(here, basins->count, LEVEL, &low, &high);
    fprintf(stream, "%s\t%zu\t%zu\t%.6g\t", label_names[certificate->label],
            certificate->order, here, certificate->exponent);
    describe(certificate, stream);
    fprintf(stream, "\t%.6g\t%.6g\t%.6g\n", (double)here / (double)basins->count, low,
            high);
    ++next;
  }
}

void basins_write_each(const struct basins *basins, FILE *stream) {
  fputs("start\tlabel\torder\texponent\terror\tmultiplier\trotation\texcluded\tsteps\t"
        "attractor\n",
        stream);
  for (size_t k = 0; k < basins->count; ++k) {
    const struct certificate *certificate = &basins->orbits[k].certificate;
    fprintf(stream, "%zu\t%s\t%zu\t%.10g\t%.3g\t%.10g\t%.10g\t%zu\t%zu\t%zu\n", k,
            label_names[certificate->label], certificate->order, certificate->exponent,
            certificate->error, certificate->radius, certificate->rotation,
            certificate->excluded, certificate->steps, basins->orbits[k].attractor);
  }
}
