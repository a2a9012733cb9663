/* turn: writes the network of a run as another that only names things otherwise:
 *
 *   turn units RUN.h5 OTHER.h5     its units in the opposite order
 *   turn choices RUN.h5 OTHER.h5   left and right exchanged, in all streams and the
 * answer turn streams RUN.h5 OTHER.h5   each stream named as the next, the last as the
 * first
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

/* What is turned of a run: the weights it ends with and those it began with. */
enum { GROUPS = 2 };
static const char *const groups[GROUPS] = {"/weights", "/initial"};

static int write(const struct specification *spec, const struct network *nets,
                 const char *path, struct fault *fault) {
  struct runfile run;
  if (runfile_create(&run, path, fault))
    return -1;
  int failed = specification_write(spec, &run, fault);
  for (size_t i = 0; i < GROUPS && !failed; ++i)
    failed = network_write(nets + i, &run, groups[i], fault);
  if (failed) {
    runfile_close(&run);
    return -1;
  }
  return runfile_commit(&run, fault);
}

static int turn_run(enum what what, const char *from, const char *to,
                    struct fault *fault) {
  struct specification spec;
  struct network net, turned[GROUPS] = {0};
  int failed = 0;
  for (size_t i = 0; i < GROUPS && !failed; ++i) {
    failed = network_load_from(from, groups[i], &spec, &net, fault);
    if (failed)
      break;
    if (network_alloc(turned + i, &spec))
      failed = fault_set(fault, "%s: no memory for its network", from);
    else
      turn(what, (size_t)spec.streams, &net, turned + i);
    network_free(&net);
  }
  failed = failed || write(&spec, turned, to, fault);
  for (size_t i = 0; i < GROUPS; ++i)
    network_free(turned + i);
  return failed ? -1 : 0;
}

int main(int argc, char **argv) {
  struct fault fault;
  enum what what = UNITS_TURNED;
  while (argc == 4 && what < WHATS && strcmp(argv[1], names[what]))
    ++what;
  if (argc != 4 || what == WHATS) {
    fputs("turn: units, choices or streams, RUN.h5 and OTHER.h5 are needed\n", stderr);
    return 2;
  }
  return turn_run(what, argv[2], argv[3], &fault) ? fault_print(&fault, "turn") : 0;
}
