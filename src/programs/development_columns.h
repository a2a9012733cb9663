/* development_columns: what all that the program development writes means
 * (`--columns`). */
#ifndef DEVELOPMENT_COLUMNS_H
#define DEVELOPMENT_COLUMNS_H

#include "program.h"

static const struct program_column development_columns[] = {
    {"--labels", "regime",
     "continuous or reset: whether the state is carried from trial to trial"},
    {"--labels", "teacher", "rl (rewards) or sl (answers)"},
    {"--labels", "delta", "initial width of the recurrent weights"},
    {"--labels", "seed", "of the pair: both teachers start from the same weights"},
    {"--labels", "update", "of the snapshot"},
    {"--labels", "relevant", "coherence of the stream that counts, per cent"},
    {"--labels", "other", "coherence of the next stream, per cent"},
    {"--labels", "label",
     "label in one word: fixed, cycle, quasi, chaotic, unbounded, marginal, undecided"},
    {"--course", "regime",
     "continuous or reset: whether the state is carried from trial to trial"},
    {"--course", "teacher", "rl (rewards) or sl (answers)"},
    {"--course", "delta", "initial width of the recurrent weights"},
    {"--course", "seed", "of the pair: both teachers start from the same weights"},
    {"--course", "update", "of the snapshot or evaluation"},
    {"--course", "quantity",
     "accuracy, a group, an index of balance or the share of a label"},
    {"--course", "value", "of the quantity; - where it does not exist"},
    {NULL, NULL, NULL}};

#endif
