"""Plain iteration against the labels of trained networks, with nothing of the project's but
its files: random rows of build/tables/PROFILE/attractors whose start is the trial's own are
followed for 20,000 steps in double precision, and what became of them is read off by an
exact search for recurrence.

  brute_force.py PROFILE [POINTS [NETWORKS]]     500 points of 25 networks unless told

Where plain iteration cannot decide (a cycle longer than it looks for, or one so weakly
stable that 20,000 steps do not reach it), the point is counted and not compared.  The label
quasi-periodic excludes cycles of up to 512 steps and says nothing of longer ones: an orbit
that returns later agrees with it, and is listed and counted apart.
"""
import csv
import glob
import math
import os
import random
import sys

import h5py
import numpy

STEPS = 20000
LONGEST = 4096       # steps of a cycle that is looked for
EXCLUDED = 512       # those that quasi-periodicity excludes: the parameter `longest` of attractors
AGAIN = 1e-9         # distance over size of an exact return
NEVER = 1e-4         # distance over extent that is no return
HUGE = 1e9           # over the size of the drive: growing for ever


def step(W, drive, state, tanh):
    state = state @ W.T + drive
    return numpy.tanh(state) if tanh else numpy.maximum(state, 0.0)


def start_and_drive(net, spec, row):
    """State at the onset of the row's stage, and the drive d = U x + b in that stage."""
    streams = int(spec["streams"])
    context, other = int(row["context"]), (int(row["context"]) + 1) % streams
    signal = numpy.zeros(streams)
    signal[other] = float(row["other"])
    signal[context] = float(row["relevant"])
    delay = min(int(spec["delay_minimum"]) + round(float(spec["delay_mean"])), int(spec["delay_maximum"]))
    durations = [("fixation", int(spec["fixation_steps"])), ("stimulus", int(spec["stimulus_steps"])), ("delay", delay),
                 ("decision", 0)]
    state = numpy.zeros(net["W"].shape[0])
    for stage, steps in durations:
        x = numpy.zeros(1 + 3 * streams)
        x[0] = stage != "decision"
        if stage == "stimulus":
            x[1:1 + 2 * streams:2] = 0.5 + signal
            x[2:2 + 2 * streams:2] = 0.5 - signal
        x[1 + 2 * streams + context] = 1.0
        drive = net["U"] @ x.astype(numpy.float32).astype(float) + net["b"]
        if stage == row["stage"]:
            return state, drive
        for _ in range(steps):
            state = step(net["W"], drive, state, spec["activation"] == "tanh")
    raise ValueError(row["stage"])


def verdicts(W, drives, states, tanh):
    """For each row: ("returns", period), ("grows", 0), ("wanders", 0) or ("unclear", 0)."""
    limit = HUGE * numpy.maximum(numpy.abs(drives).max(axis=1), numpy.abs(states).max(axis=1))
    grown = numpy.zeros(len(states), bool)
    for _ in range(STEPS):
        states = step(W, drives, states, tanh)
        beyond = numpy.abs(states).max(axis=1) > limit
        grown |= beyond
        states[beyond] = 0.0
    anchor, period = states.copy(), numpy.zeros(len(states), int)
    nearest, extent = numpy.full(len(states), math.inf), numpy.zeros(len(states))
    size = numpy.abs(anchor).max(axis=1) + 1e-30
    for lag in range(1, LONGEST + 1):
        states = step(W, drives, states, tanh)
        away = numpy.abs(states - anchor).max(axis=1)
        period[(period == 0) & (away <= AGAIN * size)] = lag
        nearest, extent = numpy.minimum(nearest, away), numpy.maximum(extent, away)
    return [("grows", 0) if g else ("returns", int(p)) if p else ("wanders", 0) if near > NEVER * wide else ("unclear", 0)
            for g, p, near, wide in zip(grown, period, nearest, extent)]


def compare(row, found):
    """None where nothing can be said, else whether the row's label agrees with what was FOUND;
    "beyond" where it is quasi-periodic only as far as its certificate goes."""
    kind, period = found
    label, order, radius = row["label"], int(row["order"]), float(row["radius"])
    if kind == "unclear" or label == "undecided":
        return None
    if kind == "returns" and period > EXCLUDED and label == "quasi-periodic":
        return "beyond"
    if kind == "returns":
        return label in ("fixed-point", "cycle", "marginal") and (order == period or label == "marginal")
    if kind == "grows":
        return label == "unbounded"
    if label == "unbounded":  # too slow to be seen in so many steps?
        return None if STEPS * math.log(radius) < math.log(1e3 * HUGE) else False
    if label in ("fixed-point", "cycle"):
        slow = order > LONGEST or STEPS / order * -math.log(max(radius, 1e-300)) < -math.log(1e-3 * AGAIN)
        return None if slow else False
    return True


def main(profile, points=500, networks=25):
    chance = random.Random(20261124)  # 20251013 drew the points on which a fault was found and mended
    tables = sorted(glob.glob(f"build/tables/{profile}/attractors/*.tsv"))
    if not tables:
        sys.exit(f"build/tables/{profile}/attractors has no tables; 'make PROFILE={profile} tables' makes them")
    tables = chance.sample(tables, min(networks, len(tables)))
    counts, listed = {}, []
    for done, table in enumerate(tables):
        name = os.path.basename(table)[:-4]
        with open(table, newline="") as file:
            rows = [row for row in csv.DictReader(file, delimiter="\t") if row["start"] == "0"]
        rows = chance.sample(rows, min(len(rows), points // len(tables) + (done < points % len(tables))))
        with h5py.File(f"data/runs/{profile}/{name}.h5") as run:
            spec = {k: v.decode() if isinstance(v, bytes) else v for k, v in run.attrs.items()}
            net = {k: run["weights"][k][()].astype(float) for k in "WUb"}
        starts, drives = map(numpy.array, zip(*[start_and_drive(net, spec, row) for row in rows]))
        for row, found in zip(rows, verdicts(net["W"], drives, starts, spec["activation"] == "tanh")):
            agrees = compare(row, found)
            counts[agrees] = counts.get(agrees, 0) + 1
            if agrees in (False, "beyond"):
                listed.append((name, row, found))
        if sys.stderr.isatty():
            print(f"\r{done + 1} of {len(tables)} networks", end="", file=sys.stderr)
    for name, row, found in listed:
        print(f"{name}: {row['stage']}, context {row['context']}, ({row['relevant']}, {row['other']}): "
              f"{row['label']} {row['order']}, radius {row['radius']}; plain iteration {found[0]} {found[1] or ''}")
    print(f"{sum(counts.values())} points of {len(tables)} networks: {counts.get(True, 0)} agree, {counts.get(False, 0)} disagree, "
          f"{counts.get('beyond', 0)} return after more than {EXCLUDED} steps, "
          f"{counts.get(None, 0)} cannot be decided by {STEPS} plain steps or are undecided")
    return 1 if counts.get(False, 0) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:4])))
