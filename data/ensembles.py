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
ONE_TEACHER = ("ladder", "past", "crossover")  # in each arm
COLUMNS = "id ensemble arm teacher delta streams seed specification".split()


def blocks():
    with open(f"{ROOT}/seeds.tsv", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if line.strip() and line[0] != "#"]
    return {row[0]: range(int(row[1]), int(row[2]) + 1) for row in rows[1:]}


def row(ensemble, regime, teacher, width, streams, seed, specification, arm="-"):
    who = teacher if arm == "-" else arm if ensemble in ONE_TEACHER else f"{arm}-{teacher}"
    name = f"{ensemble}-{regime}-{who}-d{width}-k{streams}-s{seed}"
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


def rungs(ensemble, regime, rung, seeds, more=(), suffix=""):
    teacher = "sl" if rung <= 2 else "rl"
    for seed in seeds:
        yield row(ensemble, regime, teacher, "0.10", 2, seed, ("ladder", f"rung-{rung}", *more), f"rung-{rung}{suffix}")


def ladder(seeds):
    """Eight rungs from one teacher to the other, each to the criterion."""
    return interleaved(rungs("ladder", regime, rung, seeds[f"why-{regime}"])
                       for rung in (6, 7, 5, 4, 3, 0, 1, 2) for regime in REGIMES)


def past(seeds):
    """The lowest rung and the one that is ours, on to twice and five times the trials of the criterion."""
    return interleaved(rungs("past", regime, rung, seeds[f"why-{regime}"], (f"times-{times}",), f"-x{times}")
                       for times in (5, 2) for rung in (6, 0) for regime in REGIMES)


def arms(regime, first, second, seeds, more=()):
    for seed in seeds:
        specification = (f"then-{second}",) if second else ()
        yield row("crossover", regime, first, "0.10", 2, seed, (*specification, *more), f"{first}-{second}" if second else first)


def crossover(seeds):
    """Each teacher to the criterion; and then as many trials again of either."""
    return interleaved(arms(regime, a, b, seeds[f"why-{regime}"]) for a in TEACHERS for b in (*TEACHERS, None) for regime in REGIMES)


def designed(points):
    """The first pair of each of the multiverse's first points, as its own program wrote them: names of columns, then dictionaries."""
    with open(f"{ROOT}/ensembles/multiverse-1.tsv", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if line[0] != "#"]
    rows, drawn = [rows[0]], rows[1:]
    for i, r in enumerate(drawn):
        if int(r[2][1:]) < points and (i < 2 or drawn[i - 2][2] != r[2]):
            rows.append(r)
    return rows[0], [dict(zip(rows[0], r)) for r in rows[1:]]


def named(seeds):
    """Two specifications of other people, at both sizes."""
    names = ("neurogym", "sb3-like")
    def group(place, ensemble, block, sizes):
        for seed in seeds[block][2 * place:2 * place + 2]:
            for teacher in TEACHERS:
                yield row(ensemble, "continuous", teacher, "0.10", 2, seed, (*sizes, names[place]), names[place])
    return interleaved(group(place, *what) for place in (0, 1) for what in (
        ("validation", "multiverse-validation-named", ("reference",)), ("reference", "multiverse-named", ("units-64",))))


def quick(seeds):
    """The tour: 64 units, five pairs a width and regime, three pairs a number of streams; miniatures of the other experiments."""
    def prevalence(regime, width):
        block = seeds[f"quick-prevalence-{regime}-d{width}"][:5]
        for seed in block:
            watched = width == "0.14" and seed == block[0]
            for teacher in TEACHERS:
                yield row("prevalence", regime, teacher, width, 2, seed, (*(("development",) if watched else ()), "quick"))

    def streams(count):
        for seed in seeds[f"quick-complexity-continuous-k{count}"][:3]:
            for teacher in TEACHERS:
                yield row("complexity", "continuous", teacher, "0.10", count, seed, ("complexity", "quick"))

    def small(rows):
        for r in rows:
            r[-1] += ",miniature"
            yield r
    few = seeds["why-quick"]
    return interleaved([*(streams(k) for k in (3, 2, 1)), *(prevalence(regime, width) for width in ("0.06", "0.14") for regime in REGIMES),
                        *(small(rungs("ladder", "continuous", rung, few)) for rung in range(8)),
                        *(small(rungs("past", "continuous", rung, few, (f"times-{times}",), f"-x{times}")) for times in (5, 2) for rung in (6, 0)),
                        *(small(arms("continuous", a, b, few)) for a in TEACHERS for b in (*TEACHERS, None))])


ENSEMBLES = {"paper": paper,
             "complexity-continuous": lambda seeds: complexity(seeds, "continuous"),
             "complexity-reset": lambda seeds: complexity(seeds, "reset"),
             "why-ladder": ladder,
             "why-past": past,
             "why-crossover": crossover,
             "multiverse-named": named,
             "quick": quick}
# Eight points of the multiverse follow in quick: without the longer training, and small.
DESIGNED = {"quick": ("multiverse-quick", 8, {"stop": "-", "multiples": "-", "specification": "miniature"})}


def text_of(name, seeds):
    head = f"# One row, one run: {(ENSEMBLES[name].__doc__ or complexity.__doc__).strip()}  Written by data/ensembles.py."
    columns, rows = COLUMNS, [dict(zip(COLUMNS, r)) for r in ENSEMBLES[name](seeds)]
    if name in DESIGNED:
        block, points, instead = DESIGNED[name]
        columns, more = designed(points)
        for place, r in enumerate(more):
            r.update(instead, seed=str(seeds[block][place // 2]))
            r["id"] = f"multiverse-{r['arm']}-{r['teacher']}-s{r['seed']}"
        rows += more
    lines = ["\t".join(r.get(column, "-") for column in columns) for r in rows]
    return "\n".join([head, "\t".join(columns), *lines]) + "\n"


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
