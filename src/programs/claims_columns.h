/* claims_columns: what all that the program claims writes means (`--columns`). */
#ifndef CLAIMS_COLUMNS_H
#define CLAIMS_COLUMNS_H

#include "program.h"

static const struct program_column claims_columns[] = {
    {"--output", "id", "of the claim"},
    {"--output", "regime", "continuous or reset"},
    {"--output", "claim", "in words"},
    {"--output", "statistic", "that decides it"},
    {"--output", "estimate", "of the statistic"},
    {"--output", "low", "lower end of the 95 % interval"},
    {"--output", "high", "upper end"},
    {"--output", "effect", "size in standard deviations of the pairs"},
    {"--output", "n", "matched pairs, or networks"},
    {"--output", "verdict", "supported, contradicted or inconclusive"},
    {"--output", "verdict_alternatives", "those of the other definitions"},
    {NULL, NULL, NULL}};

#endif
