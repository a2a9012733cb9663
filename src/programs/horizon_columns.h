/* horizon_columns: what all that the program horizon writes means (`--columns`). */
#ifndef HORIZON_COLUMNS_H
#define HORIZON_COLUMNS_H

#include "program.h"

static const struct program_column horizon_columns[] = {
    {"--output", "id", "of the network"},
    {"--output", "turns",
     "mean over the quasi-periodic points of the stimulus of |rotation number| x its "
     "steps, 0 or more; - without such a point"},
    {"--output", "turning_points", "number of these points"},
    {"--output", "held_fixed",
     "share of the plane's points where the delay's attractor is a fixed point whose "
     "choice after 1,000 steps of delay is that after the longest trained delay; - "
     "without such a point"},
    {"--output", "held_elsewhere", "the same of all other points"},
    {"--output", "held_fixed_share", "share of the points with a fixed point"},
    {"--output", "held_points",
     "number of points that answer after the longest trained delay"},
    {"--output", "retention_half",
     "delay at which half of the lead over chance is lost, steps; - if none up to "
     "1,000"},
    {"--output", "retention_unbroken_*",
     "share of noisy trials with a delay of so many steps whose answer is right and "
     "whose fixation is unbroken"},
    {"--output", "retention_*",
     "share of noisy trials with a delay of so many steps whose answer is right"},
    {"--output", "distance_stim_*",
     "distance from the attractor after so many steps of the stimulus over that "
     "between the attractors of the two choices, mean over points; 0 or more"},
    {"--output", "distance_delay_*", "the same of the delay"},
    {"--output", "rest_*",
     "share of the plane's points at which the noise-free trial stands still after so "
     "many steps of the stimulus: its last step is at most 1 % of its longest"},
    {"--curves", "id", "of the network"},
    {"--curves", "regime",
     "continuous or reset: whether the state is carried from trial to trial"},
    {"--curves", "teacher", "rl (rewards) or sl (answers)"},
    {"--curves", "delta", "initial width of the recurrent weights"},
    {"--curves", "seed", "of the pair: both teachers start from the same weights"},
    {"--curves", "measure",
     "distance, held, retention and retention_unbroken as above; strength and total: "
     "right answers after a longer stimulus of the same evidence a step or in total, "
     "*_unbroken with unbroken fixation"},
    {"--curves", "stage", "stimulus or delay"},
    {"--curves", "label", "of the attractor in that stage; - for trials"},
    {"--curves", "steps", "of the stage"},
    {"--curves", "value", "mean"},
    {"--curves", "points", "points of the plane or trials that it is the mean of"},
    {NULL, NULL, NULL}};

#endif
