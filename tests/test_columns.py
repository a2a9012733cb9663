"""Is every column that a program writes in its dictionary (--columns), and is all written that
stands there?  A tiny chain is made in a folder of its own; runs are read with h5py."""
import fnmatch
import os
import re
import subprocess
import sys
import tempfile

BIN = os.path.abspath(os.environ.get("BIN", "build/bin"))
MAPS = os.path.abspath("tests/maps")
FACTORS = os.path.abspath("data/factors.tsv")
TINY = ("units=12 batch=4 sequence_steps=60 evaluation_trials=16 budget_trials=120 "
        "evaluation_interval=4 snapshot_interval=4").split()
faults = []


def run(program, *arguments):
    done = subprocess.run([os.path.join(BIN, program), *arguments], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{program} {' '.join(arguments)}: {done.stderr}")
    return done.stdout


def dictionary(program):
    """{table: [name, ...]} of what the program says that it writes; every entry has a meaning."""
    said = {}
    for line in run(program, "--columns").splitlines()[1:]:
        table, name, meaning = line.split("\t")
        if len(meaning) < 3 or name in said.get(table, []):
            faults.append(f"{program}: {table} {name}: no meaning, or twice")
        said.setdefault(table, []).append(name)
    return said


def compare(program, table, said, written):
    names = said.get(table, [])
    # A name as it is before one with a star.
    taken = {column: next((n for n in sorted(names, key=lambda n: "*" in n) if fnmatch.fnmatchcase(column, n)), None)
             for column in written}
    faults.extend(f"{program}: {table}: '{c}' is written and not in --columns" for c, n in taken.items() if not n)
    faults.extend(f"{program}: {table}: '{n}' is in --columns and not written" for n in names if n not in taken.values())


def header(text):
    return next(line for line in text.splitlines() if line and line[0] != "#").split("\t")


def fields(path):
    """Names of what a run's file holds, as --columns has them."""
    import h5py
    found = []

    def visit(name, what):
        if isinstance(what, h5py.Dataset):
            found.extend(f"/{name}.{c}" for c in what.dtype.names) if what.dtype.names else found.append("/" + name)
    with h5py.File(path) as file:
        file.visititems(visit)
        return found + ["@" + name for name in file.attrs]


def main():
    run_of = {}
    for folder in ("attractors", "populations", "complexity", "learning", "correlations", "units",
                   "horizon", "horizon-curves"):
        os.mkdir(folder)
    rows = ["id\tensemble\tteacher\tdelta\tstreams\tseed\tspecification"]
    for teacher in ("rl", "sl"):
        for ensemble in ("prevalence", "complexity"):
            name = run_of[teacher, ensemble] = f"{ensemble}-{teacher}"
            rows.append(f"{name}\t{ensemble}\t{teacher}\t0.06\t2\t1\tcontinuous")
            settings = [word for s in TINY + [f"teacher={teacher}"] for word in ("-s", s)]
            run("train", *settings, "-o", name + ".h5")
            run("attractors", name + ".h5", "-s", "grid=3", "-o", f"attractors/{name}.tsv")
            few = [word for s in "levels=2 draws=1 tries=16 trials=64 permutations=20".split() for word in ("-s", s)]
            run("populations", name + ".h5", *few, "-o", f"populations/{name}.tsv", "-u", f"units/{name}.tsv",
                "-c", f"correlations/{name}.tsv")
            run("horizon", name + ".h5", "-a", f"attractors/{name}.tsv", "-o", f"horizon/{name}.tsv",
                "-c", f"horizon-curves/{name}.tsv", "-s", "trials=64", "-s", "settle=1000")
            run("complexity", name + ".h5", "-t", "100", "-o", f"complexity/{name}.tsv", "-l", f"learning/{name}.tsv")
    with open("ensemble.tsv", "w", encoding="utf-8") as file:
        file.write("\n".join(rows) + "\n")
    run("development", name + ".h5", "--labels", "labels.tsv", "--course", "course.tsv")
    run("summaries", "ensemble.tsv", "--tables", ".", "-r", "100")
    run("portraits", "ensemble.tsv", "--runs", ".", "--tables", ".")
    run("claims", "networks.tsv", "-r", "100", "-o", "claims.tsv", "-R", "readings.tsv")
    run("calibration", "--maps", "1", "-o", "calibration.tsv", "-m", "calibration.tex")
    some = os.path.join(MAPS, "27-cycle-2d.map")
    for folder in ("why", "multiverse", "picture"):
        os.mkdir(folder)
    run("why", "networks.tsv", "--tables", "why", "-r", "100")
    run("multiverse", "networks.tsv", "--factors", FACTORS, "--tables", "multiverse", "-r", "100")
    run("picture", some, "--tables", "picture")
    run("multiverse_design", FACTORS, "-o", "design.tsv", "-e", "multiverse", "-S", "units-64")

    written = {
        "attractors": {"--output": f"attractors/{name}.tsv", "--orbits": ("--map", some, "--orbits", "2"),
                       "--starts": ("--map", some, "--starts", "3"), "--each": ("--map", some, "--starts", "3", "--each")},
        "populations": {"--output": f"populations/{name}.tsv", "--units": f"units/{name}.tsv",
                        "--correlations": f"correlations/{name}.tsv"},
        "horizon": {"--output": f"horizon/{name}.tsv", "--curves": f"horizon-curves/{name}.tsv"},
        "complexity": {"--output": f"complexity/{name}.tsv", "--learning": f"learning/{name}.tsv"},
        "development": {"--labels": "labels.tsv", "--course": "course.tsv"},
        "portraits": {n: n for n in ("figure-portraits.tsv", "figure-spectra.tsv")},
        "calibration": {"--output": "calibration.tsv"},
        "claims": {"--output": "claims.tsv", "--readings": "readings.tsv"},
        "summaries": {"networks.tsv": "networks.tsv"},
        "multiverse_design": {"--output": "design.tsv"},
        **{program: {name: f"{program}/{name}" for name in os.listdir(program)} for program in ("why", "multiverse", "picture")},
    }
    for program, tables in written.items():
        said = dictionary(program)
        for table in [t for t in said if t.startswith("figure-") and t not in tables]:  # figure-{A,B}.tsv: all of these
            start, names, end = re.fullmatch("([^{]*)\\{?([^}]*)\\}?(.*)", table).groups()
            for name in names.split(","):
                source = tables.pop(start + name + end, start + name + end)
                compare(program, table, said, header(open(source, encoding="utf-8").read()))
            tables[table] = None
        faults.extend(f"{program}: {t} is in --columns and not tried here" for t in said if t not in tables)
        for table, source in tables.items():
            if source:
                text = run(program, *source) if isinstance(source, tuple) else open(source, encoding="utf-8").read()
                compare(program, table, said, header(text))
    said = dictionary("train")
    # What only some runs have: networks on the way, a critic, windows.
    quick = ("units=24 batch=8 regime=reset streams=1 noise=0.01 coherences=50 sl_rate=0.01 rl_rate=0.01 criterion=0.6 "
             "sl_decision_weight=5 evaluation_trials=64 evaluation_interval=3 budget_trials=6000 snapshot_interval=10").split()
    few = [word for s in quick for word in ("-s", s)]
    run("train", *few, "-s", "second_phase=rl", "-s", "critic=own", "-o", "phases.h5")
    run("train", *few, "-s", "stop=multiple", "-o", "multiples.h5")
    run("train", *few, "-s", "stop=plateau", "-s", "plateau_window=500", "-s", "plateau_trials=64",
        "-s", "plateau_earliest=1000", "-o", "plateau.h5")
    compare("train", "RUN.h5", said, fields("phases.h5") + fields("multiples.h5") + fields("plateau.h5"))
    print("\n".join(faults) if faults else "[  PASSED  ] 1 test(s).")
    return len(faults) > 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as here:
        os.chdir(here)
        sys.exit(main())
