/* multiverse_columns: what all that the program multiverse writes means (`--columns`).
 */
#ifndef MULTIVERSE_COLUMNS_H
#define MULTIVERSE_COLUMNS_H

#include "program.h"

static const struct program_column multiverse_columns[] = {
    {"multiverse-shares.tsv", "outcome", "what the variance is of"},
    {"multiverse-shares.tsv", "kind",
     "teacher (first order), teacher, total, pairs (of one specification), excess "
     "(teacher less the largest factor), factor (first order), teacher x factor"},
    {"multiverse-shares.tsv", "factor", "its name; - where it is none's"},
    {"multiverse-shares.tsv", "share",
     "of the variance over all networks, unbiased, so that it may be below 0"},
    {"multiverse-shares.tsv", "low", "end of its 95 % interval"},
    {"multiverse-shares.tsv", "high", "end of its 95 % interval"},
    {"multiverse-shares.tsv", "p", "that there is none, F or t test; - for none"},
    {"multiverse-shares.tsv", "p_holm", "adjusted over all factors of the outcome"},
    {"multiverse-choices.tsv", "family", "scores that differ in choices of analysis"},
    {"multiverse-choices.tsv", "choice", "the score, or all together"},
    {"multiverse-choices.tsv", "pairs", "all, or learnt: both met their criterion"},
    {"multiverse-choices.tsv", "rows", "of the curve"},
    {"multiverse-choices.tsv", "median", "of RL - SL"},
    {"multiverse-choices.tsv", "dominant", "share of the rows with the sign of most"},
    {"multiverse-choices.tsv", "mean", "of RL - SL"},
    {"multiverse-choices.tsv", "p_*", "two-sided, by exchange of partners"},
    {"multiverse-choices.tsv", "mean_least",
     "mean if all rows that are missing had the least that a score allows"},
    {"multiverse-choices.tsv", "mean_most", "the same with the most"},
    {"multiverse-levels.tsv", "factor", "its name"},
    {"multiverse-levels.tsv", "level", "its word"},
    {"multiverse-levels.tsv", "difference",
     "mean of RL - SL, quasi-periodic prevalence, where the factor is at this level"},
    {"multiverse-levels.tsv", "p", "by sign flips, family-wise over all levels"},
    {"multiverse-narrowed.tsv", "factor", "cut to its middle two levels"},
    {"multiverse-narrowed.tsv", "excess", "C11's statistic then"},
    {"determinant.tsv", "estimate",
     "C11: first-order share of the teacher less the largest of a factor"},
    {"determinant.tsv", "low", "end of its 95 % interval"},
    {"determinant.tsv", "high", "end of its 95 % interval"},
    {"determinant.tsv", "low90", "end of its 90 % interval"},
    {"determinant.tsv", "high90", "end of its 90 % interval"},
    {"determinant.tsv", "effect", "mean of RL - SL, quasi-periodic prevalence"},
    {"determinant.tsv", "n", "specifications"},
    {"determinant.tsv", "p", "two-sided, that the estimate is 0"},
    {"determinant.tsv", "detectable", "found with a probability of 80 % at 0.05/29"},
    {"figure-multiverse.tsv", "kind",
     "curve, exchange, mark, larger (250 units), level, share or total (first order "
     "and teacher x factor)"},
    {"figure-multiverse.tsv", "rank", "from 0 along the curve; place of a share"},
    {"figure-multiverse.tsv", "name", "of specification or factor"},
    {"figure-multiverse.tsv", "value", "mean RL - SL, number of a level, or share"},
    {"figure-multiverse.tsv", "low",
     "least of the pairs, end of an interval, or factor"},
    {"figure-multiverse.tsv", "high",
     "largest of the pairs, end of an interval, or number of levels"},
    {"figure-multiverse.tsv", "mark", "picture where the paper's is; a level's word"},
    {"figure-levels.tsv", "factor", "its name"},
    {"figure-levels.tsv", "level", "its word"},
    {"figure-levels.tsv", "place", "of the level, from 0"},
    {"figure-levels.tsv", "teacher", "rl or sl"},
    {"figure-levels.tsv", "value", "mean quasi-periodic prevalence, a share"},
    {"figure-levels.tsv", "low", "end of its 95 % interval"},
    {"figure-levels.tsv", "high", "end of its 95 % interval"},
    {"figure-levels.tsv", "specifications", "that it is the mean of"},
    {NULL, NULL, NULL}};

#endif
