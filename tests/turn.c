/* turn: writes the network of a run as another that only names things otherwise:
 *
 *   turn units RUN.h5 OTHER.h5     its units in the opposite order
 *   turn choices RUN.h5 OTHER.h5   left and right exchanged, in all streams and the answer
 *   turn streams RUN.h5 OTHER.h5   each stream named as the next, the last as the first
 *
 * For tests/test_symmetry.sh. */
#include "network.h"

#include <stdio.h>
#include <string.h>

enum what { UNITS_TURNED, CHOICES_TURNED, STREAMS_TURNED, WHATS };
static const char *const names[WHATS] = {"units", "choices", "streams"};

/* The unit, input or output that stands at I in the turned network. */
static size_t unit(enum what what, const struct network *net, size_t i) {
  return what == UNITS_TURNED && i < net->units ? net->units - 1 - i : i;
}

static size_t input(enum what what, size_t streams, size_t i) {
  if (what == CHOICES_TURNED && i >= 1 && i < 1 + 2 * streams)
    return 1 + ((i - 1) ^ 1);
  if (what == STREAMS_TURNED && i >= 1 && i < 1 + 2 * streams)
    return 1 + (i - 1 + 2) % (2 * streams);
  if (what == STREAMS_TURNED && i >= 1 + 2 * streams && i < 1 + 3 * streams)
    return 1 + 2 * streams + (i - 1 - 2 * streams + 1) % streams;
  return i;
}

static size_t output(enum what what, size_t i) {
  return what == CHOICES_TURNED && (i == 1 || i == 2) ? 3 - i : i;
}

static void turn(enum what what, size_t streams, const struct network *from,
                 struct network *to) {
  memcpy(to->theta, from->theta, from->count * sizeof *to->theta);
  for (size_t i = 0; i < from->units; ++i) {
    size_t row = unit(what, from, i);
    for (size_t j = 0; j < from->units; ++j)
      to->W[i * to->width + j] = from->W[row * from->width + unit(what, from, j)];
    for (size_t j = 0; j <= from->inputs; ++j) /* the last is the bias */
      to->U[i * to->row_width + j] =
          from->U[row * from->row_width + input(what, streams, j)];
  }
  for (size_t i = 0; i < OUTPUTS; ++i)
    for (size_t j = 0; j <= from->units; ++j)
      to->V[i * to->width + j] =
          from->V[output(what, i) * from->width + unit(what, from, j)];
}

static int write(const struct specification *spec, const struct network *net,
                 const char *path, struct fault *fault) {
  struct runfile run;
  if (runfile_create(&run, path, fault))
    return -1;
  if (specification_write(spec, &run, fault) ||
      network_write(net, &run, "/weights", fault)) {
    runfile_close(&run);
    return -1;
  }
  return runfile_commit(&run, fault);
}

int main(int argc, char **argv) {
  struct specification spec;
  struct network net, turned;
  struct fault fault;
  enum what what = UNITS_TURNED;
  while (argc == 4 && what < WHATS && strcmp(argv[1], names[what]))
    ++what;
  if (argc != 4 || what == WHATS) {
    fputs("turn: units, choices or streams, RUN.h5 and OTHER.h5 are needed\n", stderr);
    return 2;
  }
  if (network_load(argv[2], &spec, &net, &fault) || network_alloc(&turned, &spec) ||
      (turn(what, (size_t)spec.streams, &net, &turned),
       write(&spec, &turned, argv[3], &fault)))
    return fault_print(&fault, "turn");
  network_free(&net);
  network_free(&turned);
  return 0;
}
