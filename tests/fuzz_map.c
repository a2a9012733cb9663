/* Any bytes as the text of a map, or, behind an 's', as starts of three numbers:
 * refused with a line, or read; a plain map, written out, reads back the same. */
#include "fuzz.h"
#include "mapfile.h"
#include "maphdf.h"

#include <math.h>

static void read_back(const struct map *map) {
  struct map back;
  struct fault fault;
  char *text;
  size_t size, n = map->dimension;
  FILE *stream = open_memstream(&text, &size);
  fprintf(stream, "activation %s\ndimension %zu\nW", map->activation ? "tanh" : "relu",
          n);
  for (size_t k = 0; k < n * n; ++k)
    fprintf(stream, "%c%.17g", k % n ? ' ' : '\n', map->W[k]);
  fputs("\nb\n", stream);
  for (size_t i = 0; i < n; ++i)
    fprintf(stream, "%.17g ", map->b[i]);
  fclose(stream);
  MUST(!mapfile_read(&back, fuzz_file("back.map", text, size), &fault));
  MUST(back.dimension == n && back.activation == map->activation && !back.linear);
  for (size_t k = 0; k < n * n; ++k)
    MUST(back.W[k] == map->W[k]);
  for (size_t i = 0; i < n; ++i)
    MUST(back.b[i] == map->b[i]);
  map_free(&back);
  free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  struct fault fault = {""};
  struct map map;
  double *states;
  size_t count;
  if (size && *bytes == 's') {
    if (mapfile_read_states(fuzz_file("input", bytes + 1, size - 1), 3, &count, &states,
                            &fault)) {
      fuzz_refused(&fault);
      return 0;
    }
    MUST(count > 0);
    for (size_t k = 0; k < 3 * count; ++k)
      MUST(isfinite(states[k]));
    free(states);
    return 0;
  }
  if (maphdf_is((const char *)bytes, size))
    return 0; /* fuzz_maphdf */
  if (mapfile_read(&map, fuzz_file("input", bytes, size), &fault)) {
    fuzz_refused(&fault);
    MUST(!map.W);
    return 0;
  }
  MUST(map.dimension >= 1 && map.dimension <= MAP_UNITS_MOST &&
       map_states(&map) <= MAP_STATES_MOST);
  if (!map.linear && map.dimension < 50)
    read_back(&map);
  map_free(&map);
  return 0;
}
