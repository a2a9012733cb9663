/* claims_columns: what all that the program claims writes means (`--columns`). */
#ifndef CLAIMS_COLUMNS_H
#define CLAIMS_COLUMNS_H

#include "program.h"

static const struct program_column claims_columns[] = {
    {"--output", "id",
     "of the statement; C4.a and the like are halves of a conjunction or are shown "
     "beside it"},
    {"--output", "regime", "continuous, reset or both"},
    {"--output", "claim", "the statement in words"},
    {"--output", "statistic", "that decides it"},
    {"--output", "estimate", "of the statistic"},
    {"--output", "low", "lower end of the 95 % interval"},
    {"--output", "high", "upper end"},
    {"--output", "effect",
     "Cliff's delta of a comparison, what a distance exceeds chance by, else the "
     "estimate"},
    {"--output", "n", "matched pairs, or networks"},
    {"--output", "p", "of the test; of a conjunction the larger one"},
    {"--output", "p_holm", "the same adjusted over the whole ledger"},
    {"--output", "detectable", "effect that is found with 80 % power at 0.05/29"},
    {"--output", "verdict",
     "supported, contradicted, absent, inconclusive or untestable"},
    {"--output", "former_verdict", "as first printed, on other networks"},
    {"--output", "verdict_alternatives", "those of the other readings"},
    {"--readings", "id",
     "of the statement; C4.a and the like are halves of a conjunction or are shown "
     "beside it"},
    {"--readings", "regime", "continuous, reset or both"},
    {"--readings", "claim", "the statement in words"},
    {"--readings", "statistic", "that decides it"},
    {"--readings", "estimate", "of the statistic"},
    {"--readings", "low", "lower end of the 95 % interval"},
    {"--readings", "high", "upper end"},
    {"--readings", "effect",
     "Cliff's delta of a comparison, what a distance exceeds chance by, else the "
     "estimate"},
    {"--readings", "n", "matched pairs, or networks"},
    {"--readings", "p", "of the test; of a conjunction the larger one"},
    {"--readings", "p_holm", "the same adjusted over the whole ledger"},
    {"--readings", "detectable", "effect that is found with 80 % power at 0.05/29"},
    {"--readings", "verdict",
     "supported, contradicted, absent, inconclusive or untestable"},
    {NULL, NULL, NULL}};

#endif
