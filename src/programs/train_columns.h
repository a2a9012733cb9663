/* train_columns: what all that the program train writes means (`--columns`). */
#ifndef TRAIN_COLUMNS_H
#define TRAIN_COLUMNS_H

#include "program.h"

static const struct program_column train_columns[] = {
    {"RUN.h5", "/weights/W", "recurrent weights, (N, N) float32; row i: into unit i"},
    {"RUN.h5", "/weights/U", "of the input, (N, I)"},
    {"RUN.h5", "/weights/b", "biases of the units, (N)"},
    {"RUN.h5", "/weights/V", "readout, (A, N)"},
    {"RUN.h5", "/weights/c", "biases of the readout, (A)"},
    {"RUN.h5", "/weights/w", "of the value head, (N)"},
    {"RUN.h5", "/weights/d", "bias of the value head, (1)"},
    {"RUN.h5", "/initial/*", "the same before training"},
    {"RUN.h5", "/checkpoints/*", "the same at the update it is named after"},
    {"RUN.h5", "/multiples/*", "the same at this multiple of the criterion's trials"},
    {"RUN.h5", "/phases/1/*", "the same at the end of the first phase"},
    {"RUN.h5", "/critic/*", "of the critic, if it has a network of its own"},
    {"RUN.h5", "/history.update", "updates so far"},
    {"RUN.h5", "/history.phase", "1, or 2 under the second teacher"},
    {"RUN.h5", "/history.trials", "trials so far"},
    {"RUN.h5", "/history.steps", "steps of the optimiser so far"},
    {"RUN.h5", "/history.evaluated", "trials of this evaluation of the greedy policy"},
    {"RUN.h5", "/history.correct", "of these, correct ones"},
    {"RUN.h5", "/history.broken", "of these, with broken fixation"},
    {"RUN.h5", "/history.loss", "of the last update"},
    {"RUN.h5", "/history.reward", "mean reward of its trials; 0 without rewards"},
    {"RUN.h5", "/history.multiple", "that of the network kept here, or 0"},
    {"RUN.h5", "/history.seconds", "of training so far"},
    {"RUN.h5", "/plateau.*", "as /history, of the ends of windows"},
    {"RUN.h5", "@format", "of the file: 1"},
    {"RUN.h5", "@source", "digest of the source that trained it"},
    {"RUN.h5", "@outcome", "reached, cap or diverged"},
    {"RUN.h5", "@criterion_trials", "trials at the first evaluation that met it, or -"},
    {"RUN.h5", "@weights_digest", "SHA-256 of the weights"},
    {"RUN.h5", "@blas", "version of OpenBLAS"},
    {"RUN.h5", "@kernel", "of OpenBLAS"},
    {"RUN.h5", "@gsl", "version of GSL"},
    {"RUN.h5", "@hdf5", "version of HDF5"},
    {"RUN.h5", "@*", "every parameter by its name (--parameters), as text"},
    {NULL, NULL, NULL}};

#endif
