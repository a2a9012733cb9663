/* calibration_columns: what all that the program calibration writes means
 * (`--columns`). */
#ifndef CALIBRATION_COLUMNS_H
#define CALIBRATION_COLUMNS_H

#include "program.h"

static const struct program_column calibration_columns[] = {
    {"--output", "family", "of maps"},
    {"--output", "map", "its number in the family"},
    {"--output", "dimension", "units, with those that hide the map"},
    {"--output", "label", "the right one"},
    {"--output", "order", "the right steps of a cycle"},
    {"--output", "exponent", "the right Lyapunov exponent, nats a step"},
    {"--output", "rotation", "the right turns a step"},
    {"--output", "found", "the label given"},
    {"--output", "found_order", "likewise"},
    {"--output", "found_exponent", "likewise"},
    {"--output", "found_error", "its standard error"},
    {"--output", "found_rotation", "likewise"},
    {"--output", "verdict",
     "right, beyond (a cycle longer than is excluded), undecided or wrong"},
    {NULL, NULL, NULL}};

#endif
