/* why_columns: what all that the program why writes means (`--columns`). */
#ifndef WHY_COLUMNS_H
#define WHY_COLUMNS_H

#include "program.h"

static const struct program_column why_columns[] = {
    {"why-tests.tsv", "experiment", "ladder, past or crossover"},
    {"why-tests.tsv", "regime", "continuous or reset"},
    {"why-tests.tsv", "quantity", "that is compared"},
    {"why-tests.tsv", "arm", "its name"},
    {"why-tests.tsv", "against", "the arm that is taken off"},
    {"why-tests.tsv", "matched",
     "accuracy, trials or steps: what makes the two of one age; - for arms as they are"},
    {"why-tests.tsv", "apart", "mean |log ratio| of trials or steps that remains"},
    {"why-tests.tsv", "pairs", "all, or learnt: seeds that met the criterion in both"},
    {"why-tests.tsv", "n", "seeds that both arms have"},
    {"why-tests.tsv", "estimate", "mean difference"},
    {"why-tests.tsv", "low", "end of its 95 % interval"},
    {"why-tests.tsv", "high", "end of its 95 % interval"},
    {"why-tests.tsv", "p", "two-sided, by exchange within seeds"},
    {"why-tests.tsv", "p_holm", "the same over one experiment and quantity"},
    {"why-tests.tsv", "detectable", "found with a probability of 80 % at 5 %"},
    {"figure-{ladder,past,crossover}.tsv", "kind",
     "mean, network, share (of a label; low and high are where it begins and ends), "
     "learnt (networks that met the criterion) or star (a step with p_holm <= 0.05)"},
    {"figure-{ladder,past,crossover}.tsv", "regime", "continuous or reset"},
    {"figure-{ladder,past,crossover}.tsv", "arm", "its name"},
    {"figure-{ladder,past,crossover}.tsv", "place",
     "rung, multiple of the criterion's trials, or number of the arm"},
    {"figure-{ladder,past,crossover}.tsv", "quantity", "or label"},
    {"figure-{ladder,past,crossover}.tsv", "seed", "of the network; - for none"},
    {"figure-{ladder,past,crossover}.tsv", "value", "of the quantity"},
    {"figure-{ladder,past,crossover}.tsv", "low", "end of the mean's 95 % interval"},
    {"figure-{ladder,past,crossover}.tsv", "high", "end of the mean's 95 % interval"},
    {"figure-{ladder,past,crossover}.tsv", "networks", "in the row"},
    {"figure-regularisation.tsv", "regime", "continuous or reset"},
    {"figure-regularisation.tsv", "arm", "rung of the ladder"},
    {"figure-regularisation.tsv", "place", "its number"},
    {"figure-regularisation.tsv", "seed", "of the network"},
    {"figure-regularisation.tsv", "steps", "gradient steps to the criterion"},
    {"figure-regularisation.tsv", "change", "|W - W0| / |W0|"},
    {"figure-regularisation.tsv", "rank", "effective rank of W - W0"},
    {"figure-regularisation.tsv", "activity", "mean over units and conditions"},
    {NULL, NULL, NULL}};

#endif
