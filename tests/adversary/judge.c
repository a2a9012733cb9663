#include "judge.h"

#include "share.h"

#include <math.h>

const char *const verdict_names[VERDICTS] = {"right",     "elsewhere", "beyond",
                                             "undecided", "wrong",     "unknown"};

static const double AGREES = 1e-5; /* of multipliers */

static enum verdict judge_cycle(const struct truth *truth, const struct answer *answer,
                                const char **note) {
  if (answer->said == SAID_MARGINAL)
    return OPEN;
  if (answer->said == SAID_CURVE && answer->excluded >= LEAST_EXCLUDED &&
      truth->order > answer->excluded && fabs(truth->exponent) <= answer->bound)
    return BEYOND;
  if (answer->said != (truth->kind == POINT ? SAID_POINT : SAID_CYCLE))
    *note = "label";
  else if (truth->order && answer->order != truth->order)
    *note = "order";
  else if (!isnan(truth->multiplier) &&
           !(fabs(answer->radius - truth->multiplier) <= truth->tolerance + AGREES))
    *note = "multiplier";
  else
    return RIGHT;
  return WRONG;
}

/* A chaotic exponent is an average of both sides; the errors of both are estimates. */
static int same_exponent(const struct truth *truth, const struct answer *answer) {
  double error = hypot(truth->error, answer->error);
  return isnan(truth->exponent) || fabs(answer->exponent - truth->exponent) <=
                                       8.0 * error + 0.05 * truth->exponent + 1e-6;
}

enum verdict judge(const struct truth *truth, const struct answer *answer,
                   const char **note) {
  enum said said = answer->said;
  *note = "";
  if (said == SAID_UNDECIDED)
    return OPEN;
  switch (truth->kind) {
  case POINT:
  case CYCLING:
    return judge_cycle(truth, answer, note);
  case CURVE:
  case TORUS:
    if (said == SAID_MARGINAL)
      return OPEN;
    if (said == SAID_CURVE)
      return RIGHT;
    break;
  case CHAOS:
    if (said == SAID_MARGINAL)
      return OPEN;
    if (said == SAID_CHAOS && same_exponent(truth, answer))
      return RIGHT;
    if (said == SAID_CHAOS) {
      *note = "exponent";
      return WRONG;
    }
    break;
  case GROWTH:
    if (said == SAID_GROWTH || (said == SAID_FAULT && isnan(truth->multiplier)))
      return RIGHT;
    if (said == SAID_MARGINAL)
      return OPEN;
    break;
  case NEUTRAL:
    if (said == SAID_MARGINAL)
      return RIGHT;
    break;
  case TURNING:
    if (said == SAID_MARGINAL || said == SAID_CURVE)
      return RIGHT;
    break;
  default:
    return UNTOLD;
  }
  *note = "label";
  return WRONG;
}

double judge_bound(size_t count, size_t total, int upper) {
  double low, high, level = count == 0 || count == total ? 0.9 : 0.95;
  share_interval(count, total, level, &low, &high);
  return upper ? high : low;
}
