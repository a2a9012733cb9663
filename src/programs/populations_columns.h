/* populations_columns: what all that the program populations writes means
 * (`--columns`). */
#ifndef POPULATIONS_COLUMNS_H
#define POPULATIONS_COLUMNS_H

#include "program.h"

static const struct program_column populations_columns[] = {
    {"--output", "id", "of the network"},
    {"--output", "units", "all units"},
    {"--output", "silent", "units silent in the delay"},
    {"--output", "plus", "units selective for the positive choice"},
    {"--output", "minus", "units selective for the negative choice"},
    {"--output", "both", "units active for both choices"},
    {"--output", "count_balance", "1 - |G+ - G-| / (G+ + G-), sizes, 0 to 1"},
    {"--output", "activity_balance", "the same of summed activities"},
    {"--output", "ei_balance", "of excitation and inhibition, 0 to 1"},
    {"--output", "evenness",
     "entropy of the sizes of the groups over its most, 0 to 1"},
    {"--output", "heterogeneity",
     "coefficient of variation of the units' mean activities"},
    {"--output", "bits_*", "mean information of a unit about the variable, bits"},
    {"--output", "selective_*", "share of units with significant information"},
    {"--output", "correlation_within", "mean correlation of units of a group"},
    {"--output", "correlation_between", "mean correlation of units of two groups"},
    {"--output", "accuracy", "undisturbed, a share"},
    {"--output", "robustness", "mean of the kinds of disturbance"},
    {"--output", "robustness_*",
     "area under the accuracy over the strengths of this disturbance, 0 to 1"},
    {"--output", "weights_*",
     "accuracy under noise on the weights, relative to their size"},
    {"--output", "silencing_*", "accuracy with this share of units silenced"},
    {"--output", "input_*", "accuracy with the input noise multiplied"},
    {"--units", "place", "in the order of the groups"},
    {"--units", "unit", "its number, from 0"},
    {"--units", "group", "silent, plus, minus or both"},
    {"--units", "contrast", "(r+ - r-) / (r+ + r-)"},
    {"--units", "plus", "mean activity in the delay, positive choice"},
    {"--units", "minus", "the same, negative choice"},
    {"--units", "mean", "mean activity"},
    {"--units", "bits_*", "information about the variable, bits"},
    {"--units", "threshold_*", "above which it is significant, bits"},
    {"--correlations", "row", "block of units, ordered by group"},
    {"--correlations", "column", "likewise"},
    {"--correlations", "group", "of the row"},
    {"--correlations", "correlation", "mean over pairs of units; - where none exists"},
    {NULL, NULL, NULL}};

#endif
