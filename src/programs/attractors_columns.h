/* attractors_columns: what all that the program attractors writes means (`--columns`).
 */
#ifndef ATTRACTORS_COLUMNS_H
#define ATTRACTORS_COLUMNS_H

#include "program.h"

static const struct program_column attractors_columns[] = {
    {"--output", "stage",
     "stimulus, delay or decision: the map is that of its constant input"},
    {"--output", "context", "stream that counts, from 0"},
    {"--output", "start", "0: the state of the trial itself; above: random"},
    {"--output", "relevant", "coherence of the stream that counts, a share"},
    {"--output", "other", "coherence of the next stream, a share"},
    {"--output", "label",
     "what becomes of the orbit: fixed-point, cycle, quasi-periodic, chaotic, "
     "unbounded, marginal, undecided"},
    {"--output", "order", "steps of a cycle, 1 for a fixed point, else 0"},
    {"--output", "residual", "distance of the state from itself one period on"},
    {"--output", "radius",
     "largest multiplier of the period; growth a step of an unbounded orbit"},
    {"--output", "exponent", "leading Lyapunov exponent, nats a step"},
    {"--output", "error", "standard error of the exponent"},
    {"--output", "rotation", "turns a step, where the exponent is zero"},
    {"--output", "defect", "distance from a closed curve over its radius"},
    {"--output", "steps", "after which the label was decided"},
    {"--output", "excluded",
     "of a quasi-periodic orbit: steps up to which its turning excludes every cycle, 0 "
     "where nothing is said"},
    {"--output", "bound",
     "size of the exponent as measured, and of its error, together"},
    {"--output", "curves", "closed curves that are visited in turn, 0: not drawn"},
    {"--output", "dimension", "exponents that are zero: 1 on curves, 2 on a torus"},
    {"--output", "reason",
     "why there is no label: budget, long, weak, closing, rounding, unstable, escaped"},
    {"--output", "attractor", "number of the attractor within its map"},
    {"--output", "choice",
     "greedy action in the last state: 0 fixate, 1 plus, 2 minus"},
    {"--orbits", "kind", "fixed-point or cycle"},
    {"--orbits", "order", "its steps"},
    {"--orbits", "stable", "yes or no"},
    {"--orbits", "multiplier", "largest modulus of an eigenvalue over the period"},
    {"--orbits", "residual", "distance of a point from itself one period on"},
    {"--orbits", "x*", "coordinates of its first point"},
    {"--starts", "label",
     "what becomes of the orbit: fixed-point, cycle, quasi-periodic, chaotic, "
     "unbounded, marginal, undecided"},
    {"--starts", "order", "steps of a cycle, 1 for a fixed point, else 0"},
    {"--starts", "count", "starts that lead there"},
    {"--starts", "exponent", "leading Lyapunov exponent, nats a step"},
    {"--starts", "certificate",
     "what would have to be wrong for the label to be wrong"},
    {"--starts", "share", "of all starts"},
    {"--starts", "low", "lower end of its 95 % interval"},
    {"--starts", "high", "upper end"},
    {"--each", "start", "its number, from 0"},
    {"--each", "label",
     "what becomes of the orbit: fixed-point, cycle, quasi-periodic, chaotic, "
     "unbounded, marginal, undecided"},
    {"--each", "order", "steps of a cycle, 1 for a fixed point, else 0"},
    {"--each", "exponent", "leading Lyapunov exponent, nats a step"},
    {"--each", "error", "standard error of the exponent"},
    {"--each", "multiplier",
     "largest multiplier of the period; growth a step of an unbounded orbit"},
    {"--each", "rotation", "turns a step, where the exponent is zero"},
    {"--each", "excluded", "steps up to which a cycle is excluded, 0 where none is"},
    {"--each", "steps", "after which the label was decided"},
    {"--each", "attractor", "its number"},
    {NULL, NULL, NULL}};

#endif
