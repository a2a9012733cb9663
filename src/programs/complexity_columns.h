/* complexity_columns: what all that the program complexity writes means (`--columns`).
 */
#ifndef COMPLEXITY_COLUMNS_H
#define COMPLEXITY_COLUMNS_H

#include "program.h"

static const struct program_column complexity_columns[] = {
    {"--output", "id", "of the network"},
    {"--output", "regime",
     "continuous or reset: whether the state is carried from trial to trial"},
    {"--output", "teacher", "rl (rewards) or sl (answers)"},
    {"--output", "delta", "initial width of the recurrent weights"},
    {"--output", "streams", "number K of streams of evidence"},
    {"--output", "seed", "of the pair: both teachers start from the same weights"},
    {"--output", "units", "all units"},
    {"--output", "outcome",
     "reached (the criterion), cap (its budget used up) or diverged"},
    {"--output", "updates", "of the weights"},
    {"--output", "trials", "trained on"},
    {"--output", "trials_to_criterion",
     "trials at the first evaluation at the criterion; - if none"},
    {"--output", "held_out", "trials tried"},
    {"--output", "accuracy", "right and fixation unbroken, a share"},
    {"--output", "broken", "share of trials with broken fixation"},
    {"--output", "ceiling", "mean accuracy of the ideal observer"},
    {"--output", "accuracy_*", "at this coherence, per cent"},
    {"--output", "ceiling_*", "at this coherence, per cent"},
    {"--learning", "id", "of the network"},
    {"--learning", "update", "at which it was evaluated"},
    {"--learning", "trials", "trained on so far"},
    {"--learning", "accuracy", "of the greedy policy, a share"},
    {"--learning", "evaluated", "trials tried"},
    {"--learning", "broken", "share with broken fixation"},
    {NULL, NULL, NULL}};

#endif
