/* portraits_columns: what all that the program portraits writes means (`--columns`). */
#ifndef PORTRAITS_COLUMNS_H
#define PORTRAITS_COLUMNS_H

#include "program.h"

static const struct program_column portraits_columns[] = {
    {"figure-portraits.tsv", "label",
     "label in one word: fixed, cycle, quasi, chaotic, unbounded, marginal, undecided"},
    {"figure-portraits.tsv", "regime",
     "continuous or reset: whether the state is carried from trial to trial"},
    {"figure-portraits.tsv", "teacher", "rl (rewards) or sl (answers)"},
    {"figure-portraits.tsv", "delta", "initial width of the recurrent weights"},
    {"figure-portraits.tsv", "streams", "number K of streams of evidence"},
    {"figure-portraits.tsv", "seed",
     "of the pair: both teachers start from the same weights"},
    {"figure-portraits.tsv", "context", "stream that counts, from 1"},
    {"figure-portraits.tsv", "relevant",
     "coherence of the stream that counts, per cent"},
    {"figure-portraits.tsv", "other", "coherence of the next stream, per cent"},
    {"figure-portraits.tsv", "kind",
     "share (of variance), first, attractor or fixed (point)"},
    {"figure-portraits.tsv", "number", "of the point or step"},
    {"figure-portraits.tsv", "stable", "yes or no for a fixed point"},
    {"figure-portraits.tsv", "x", "first principal component"},
    {"figure-portraits.tsv", "y", "second principal component"},
    {"figure-spectra.tsv", "label",
     "label in one word: fixed, cycle, quasi, chaotic, unbounded, marginal, undecided"},
    {"figure-spectra.tsv", "regime",
     "continuous or reset: whether the state is carried from trial to trial"},
    {"figure-spectra.tsv", "teacher", "rl (rewards) or sl (answers)"},
    {"figure-spectra.tsv", "delta", "initial width of the recurrent weights"},
    {"figure-spectra.tsv", "streams", "number K of streams of evidence"},
    {"figure-spectra.tsv", "seed",
     "of the pair: both teachers start from the same weights"},
    {"figure-spectra.tsv", "context", "stream that counts, from 1"},
    {"figure-spectra.tsv", "relevant", "coherence of the stream that counts, per cent"},
    {"figure-spectra.tsv", "other", "coherence of the next stream, per cent"},
    {"figure-spectra.tsv", "kind", "nearest or further (fixed point), or exponent"},
    {"figure-spectra.tsv", "number", "of the fixed point"},
    {"figure-spectra.tsv", "rank", "from the largest"},
    {"figure-spectra.tsv", "stable", "yes or no for a fixed point"},
    {"figure-spectra.tsv", "real", "part of an eigenvalue"},
    {"figure-spectra.tsv", "imaginary", "part of it"},
    {"figure-spectra.tsv", "exponent", "Lyapunov exponent, nats a step"},
    {"figure-spectra.tsv", "error", "its standard error"},
    {NULL, NULL, NULL}};

#endif
