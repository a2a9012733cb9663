/* picture_columns: what all that the program picture writes means (`--columns`). */
#ifndef PICTURE_COLUMNS_H
#define PICTURE_COLUMNS_H

#include "program.h"

static const struct program_column picture_columns[] = {
    {"figure-portraits.tsv", "label", "what becomes of the orbit, shortened"},
    {"figure-portraits.tsv", "basin", "share of the starts with this label"},
    {"figure-portraits.tsv", "kind",
     "share: of the variance, along the two components; first: states from the start; "
     "attractor: where the orbit stays; fixed: a fixed point; cycle: a point of a "
     "cycle"},
    {"figure-portraits.tsv", "number", "of the state, the fixed point or the cycle"},
    {"figure-portraits.tsv", "stable", "yes or no, - for states"},
    {"figure-portraits.tsv", "x", "along the first principal component"},
    {"figure-portraits.tsv", "y", "along the second"},
    {"figure-spectra.tsv", "label", "as above"},
    {"figure-spectra.tsv", "basin", "as above"},
    {"figure-spectra.tsv", "kind",
     "nearest, further: eigenvalue at the fixed point nearest to where the orbit "
     "stays, "
     "at another; exponent: a Lyapunov exponent of the orbit"},
    {"figure-spectra.tsv", "number", "of the fixed point"},
    {"figure-spectra.tsv", "rank", "of the eigenvalue or exponent, the leading one 0"},
    {"figure-spectra.tsv", "stable", "whether the fixed point is: yes or no"},
    {"figure-spectra.tsv", "real", "part of the eigenvalue"},
    {"figure-spectra.tsv", "imaginary", "part of the eigenvalue"},
    {"figure-spectra.tsv", "exponent", "nats a step"},
    {"figure-spectra.tsv", "error", "its standard error"},
    {NULL, NULL, NULL}};

#endif
