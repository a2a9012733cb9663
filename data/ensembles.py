#!/usr/bin/env python3
"""Writes the ensembles that are a plain crossing of what varies, from data/seeds.tsv.

  data/ensembles.py [--check] [NAME...]

without a NAME all of them.  --check writes nothing and says which file in data/ensembles is
another than it would be.  One row is one run; short and long ones are mixed, so that the time
left can be told early.
"""
import os
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
WIDTHS = ("0.02", "0.06", "0.10", "0.14")
REGIMES = ("continuous", "reset")
TEACHERS = ("rl", "sl")
COLUMNS = "id ensemble arm teacher delta streams seed specification".split()


def blocks():
    with open(f"{ROOT}/seeds.tsv", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if line.strip() and line[0] != "#"]
    return {row[0]: range(int(row[1]), int(row[2]) + 1) for row in rows[1:]}


def row(ensemble, regime, teacher, width, streams, seed, specification, arm="-"):
    name = f"{ensemble}-{regime}-{teacher if arm == '-' else arm}-d{width}-k{streams}-s{seed}"
    return [name, ensemble, arm, teacher, width, str(streams), str(seed), ",".join((regime, *specification))]


def interleaved(groups):
    """One row of each group after another, until none is left."""
    groups = [list(group) for group in groups]
    while any(groups):
        for group in groups:
            if group:
                yield group.pop(0)


def paper(seeds):
    """15 pairs for each width and regime; the first of one width is watched as it develops."""
    def group(regime, width):
        for seed in seeds[f"prevalence-{regime}-d{width}"]:
            watched = width == "0.10" and seed == seeds[f"prevalence-{regime}-d{width}"][0]
            for teacher in TEACHERS:
                yield row("prevalence", regime, teacher, width, 2, seed, ("development",) if watched else ())
    return interleaved(group(regime, width) for width in WIDTHS for regime in REGIMES)


def complexity(seeds, regime):
    """128 units, trained to a plateau; and a few pairs at 250 units."""
    def group(streams, width):
        for seed in seeds[f"complexity-{regime}-k{streams}-d{width}"]:
            for teacher in TEACHERS:
                yield row("complexity", regime, teacher, width, streams, seed, ("plateau", "units-128"))

    def larger(streams):
        for place, seed in enumerate(seeds[f"larger-{regime}-k{streams}"]):
            for teacher in TEACHERS:
                yield row("larger", regime, teacher, WIDTHS[place % 4], streams, seed, ("plateau",))
    return interleaved([*(group(k, width) for k in (4, 3, 2, 1) for width in WIDTHS), *(larger(k) for k in (4, 2))])


def ladder(seeds):
    """Eight rungs from one teacher to the other; the lowest and the one that is ours go on."""
    def group(regime, rung):
        teacher = "sl" if rung <= 2 else "rl"
        for seed in seeds[f"why-{regime}"]:
            yield row("ladder", regime, teacher, "0.10", 2, seed,
                      ("ladder", f"rung-{rung}", *(("multiples",) if rung in (0, 6) else ())), f"rung-{rung}")
    return interleaved(group(regime, rung) for rung in (0, 6, 7, 5, 4, 3, 2, 1) for regime in REGIMES)


def crossover(seeds):
    """After the criterion the teacher changes, or does not."""
    def group(regime, first, second):
        for seed in seeds[f"why-{regime}"]:
            yield row("crossover", regime, first, "0.10", 2, seed, (f"then-{second}",), f"{first}-{second}")
    return interleaved(group(regime, a, b) for a in TEACHERS for b in TEACHERS for regime in REGIMES)


ENSEMBLES = {"paper": paper,
             "complexity-continuous": lambda seeds: complexity(seeds, "continuous"),
             "complexity-reset": lambda seeds: complexity(seeds, "reset"),
             "why-ladder": ladder,
             "why-crossover": crossover}


def text_of(name, seeds):
    head = f"# One row, one run: {(ENSEMBLES[name].__doc__ or complexity.__doc__).strip()}  Written by data/ensembles.py."
    return "\n".join([head, "\t".join(COLUMNS), *("\t".join(r) for r in ENSEMBLES[name](seeds))]) + "\n"


def main(arguments):
    checking = arguments[:1] == ["--check"]
    seeds, wrong = blocks(), 0
    for name in arguments[checking:] or ENSEMBLES:
        if name not in ENSEMBLES:
            print(f"ensembles.py: '{name}' is not one of {', '.join(ENSEMBLES)}", file=sys.stderr)
            return 2
        path, text = f"{ROOT}/ensembles/{name}.tsv", text_of(name, seeds)
        if not checking:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            continue
        with open(path, encoding="utf-8") as file:
            if file.read() != text:
                print(f"{path} is not what data/ensembles.py writes", file=sys.stderr)
                wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
