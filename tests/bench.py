"""Measures the training engine beside its peer in PyTorch: `make bench`.

    /usr/bin/python3 tests/bench.py [--rounds N] [--bench PROGRAM] [--train PROGRAM]
                                    [--attractors PROGRAM] [--only-scan | --only-points]
                                    [--table FILE.tsv] [--cost FILE.tsv]

First the peer makes one update of each kind again from ours and asserts the same new
weights.  Then everything is measured in turn, round by round, in one process of ours and
one of PyTorch, each with one thread; the table gives medians over the rounds."""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
# What our programs pin for themselves would slow PyTorch, if it stood in this shell.
os.environ.pop("OPENBLAS_CORETYPE", None)
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "peer"))
try:
    import torch
    import h5py  # noqa: F401: the peer needs it
    import peer
    import points
    import scan
except ImportError as reason:
    sys.exit(f"bench: {reason}; apt-get install python3-torch python3-h5py, and run this "
             "with /usr/bin/python3")

KINDS = {  # name of the row: settings, updates in one measurement, ours and the peer's
    "ppo": ("teacher=rl", 8, 4),
    "sl": ("teacher=sl", 30, 15),
    "reset_ppo": ("teacher=rl regime=reset batch=64", 16, 8),
    "reset_sl": ("teacher=sl regime=reset batch=64", 60, 30),
}
ROUNDS_LEAST = 5


class Server:
    """A `bench serve` that answers questions, and how long it took to."""

    def __init__(self, program, unpinned=False):
        environment = dict(os.environ, **({"BENCH_UNPINNED": "1"} if unpinned else {}))
        self.process = subprocess.Popen([program, "serve"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True,
                                        env=environment)

    def ask(self, question):
        self.process.stdin.write(question + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line or line.startswith("error"):
            sys.exit(f"bench: '{question}': {line.strip() or 'no answer'}")
        pairs = (word.split("=") for word in line.split())
        return {name: value if name == "kernel" else float(value)
                for name, value in pairs}

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Table:
    """Rows name, value, unit, note; printed and written."""

    def __init__(self):
        self.rows = []

    def add(self, name, value, unit, note=""):
        self.rows.append((name, value, unit, note))

    def show(self):
        for name, value, unit, note in self.rows:
            print(f"{name:24} {value:10.4g}  {unit:10} {note}".rstrip())

    def write(self, path):
        write_rows(path, ("name", "value", "unit", "note"),
                   [(name, f"{value:.6g}", unit, note or "-")
                    for name, value, unit, note in self.rows])


def write_rows(path, header, rows):
    temporary = f"{path}.tmp"
    with open(temporary, "w", encoding="utf-8") as file:
        for row in (header, *rows):
            file.write("\t".join(row) + "\n")
    os.replace(temporary, path)


def say(text):
    print(text, file=sys.stderr, flush=True)


def prove(program):
    """The largest relative difference between our new weights and the peer's."""
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for kind, (settings, _, _) in KINDS.items():
            path = os.path.join(folder, f"{kind}.h5")
            subprocess.run([program, "export", path, *settings.split()], check=True)
            worst = max(worst, peer.prove(path))
    return worst


def measure_in_turn(server, rounds):
    """Lists of measurements: of the product, and of each kind, ours and the peer's."""
    torch.manual_seed(1)
    peers = {}
    for kind, (settings, _, _) in KINDS.items():
        texts = dict(word.split("=") for word in settings.split())
        peers[kind] = peer.Training(peer.Specification(texts))
        for _ in range(3):
            peers[kind].update()
        server.ask(f"update 3 {settings}")
    gemm, ours, theirs = [], {kind: [] for kind in KINDS}, {kind: [] for kind in KINDS}
    for turn in range(rounds):
        say(f"bench: round {turn + 1} of {rounds}")
        gemm.append(server.ask("gemm 32 250 250"))
        for kind, (settings, count, fewer) in KINDS.items():
            ours[kind].append(server.ask(f"update {count} {settings}"))
            begin = time.perf_counter()
            for _ in range(fewer):
                peers[kind].update()
            theirs[kind].append(1e3 * (time.perf_counter() - begin) / fewer)
    loops = {kind: "rnn_relu" if peers[kind].network.compiled else "addmm loop"
             for kind in KINDS}
    return gemm, ours, theirs, loops


def median(measurements, name):
    return statistics.median(measurement[name] for measurement in measurements)


def tabulate(table, gemm, ours, theirs, loops):
    rate = median(gemm, "gflops")
    table.add("sgemm_gflops", rate, "GFLOP/s",
              f"(1) OpenBLAS, (32 x 250)(250 x 250), kernel {gemm[0]['kernel']}")
    for kind, (settings, _, _) in KINDS.items():
        found = {name: median(ours[kind], name) for name in ours[kind][0]}
        note = f"(2) N = 250, {settings}"
        speed = found["gflop"] / found["ms"] * 1e3
        table.add(f"{kind}_update_ms", found["ms"], "ms", note)
        table.add(f"{kind}_trials_per_s", 1e3 * found["trials"] / found["ms"], "1/s")
        table.add(f"{kind}_gflops", speed, "GFLOP/s",
                  "the products of all units, also of those left out as silent")
        table.add(f"{kind}_sgemm_share", speed / rate, "of (1)", bounds(found))
        slow = statistics.median(theirs[kind])
        table.add(f"{kind}_pytorch_ms", slow, "ms", f"(3) PyTorch, {loops[kind]}")
        table.add(f"{kind}_vs_pytorch", slow / found["ms"], "times",
                  "> 1: ours is faster")


def bounds(found):
    """What an update spends its time on: the rest is here."""
    parts = ("draw", "forward", "act", "loss", "backward", "adam")
    names = dict(draw="trials", forward="forward", act="actions", loss="loss",
                 backward="backward", adam="Adam")
    whole = sum(found[part] for part in parts)
    return "of the time: " + ", ".join(f"{names[part]} {100 * found[part] / whole:.1f} %"
                                       for part in parts if found[part] > 0.0)


def measure_trainings(table, server):
    """What evaluations cost in whole trainings, to the stop or to a cap."""
    learning = evaluating = 0.0
    for teacher in ("rl", "sl"):
        for regime in ("continuous", "reset batch=64"):
            settings = f"teacher={teacher} regime={regime} budget_trials=150000"
            say(f"bench: a training, {settings}")
            found = server.ask(f"training {settings}")
            learning += found["learning"]
            evaluating += found["evaluating"]
            share = found["evaluating"] / (found["learning"] + found["evaluating"])
            end = "95 % reached" if found["met"] else "to the cap"
            name = f"evaluation_share_{regime.split()[0]}_{teacher}"
            table.add(name, share, "of time", f"{found['updates']:.0f} updates, {end}, "
                      f"{found['learning'] + found['evaluating']:.1f} s")
    table.add("evaluation_share", evaluating / (learning + evaluating), "of time",
              "of these four trainings")


def peak_of(process):
    """MiB of a process while it runs.  (The kernel's account for wait4 would count the
    memory of this program too, which the child had before its exec.)"""
    peak = 0
    while process.poll() is None:
        try:
            with open(f"/proc/{process.pid}/status", encoding="ascii") as file:
                lines = [line for line in file if line.startswith("VmHWM")]
        except ProcessLookupError:
            break
        if lines:
            peak = int(lines[0].split()[1]) / 1024
        time.sleep(0.02)
    return peak


def measure_memory(table, program):
    """The largest memory of `train` with the paper's network."""
    peak = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for settings in ("teacher=rl", "teacher=rl regime=reset batch=64", "teacher=sl"):
            arguments = [word for setting in settings.split() for word in ("-s", setting)]
            process = subprocess.Popen(
                [program, "-o", f"{folder}/run.h5", "-s", "budget_trials=3000",
                 *arguments], stderr=subprocess.DEVNULL)
            peak = max(peak, peak_of(process))
            if process.wait():
                sys.exit(f"bench: {program} {settings} failed")
    table.add("run_peak_mib", peak, "MiB", "largest resident size of train, N = 250")


# The scan of the attractors against PyTorch.  One network of each teacher, with the
# defaults of every parameter but the regime; chosen before anything was measured.
SCANNED = {"rl": "teacher=rl regime=reset batch=64", "sl": "teacher=sl regime=reset batch=64"}
SCAN_ROUNDS, SCAN_STEPS = 3, 3000
AGREE = 0.95  # of the points with a fixed point: the same choice as PyTorch's last state


def read_scan(path):
    """Labels and choices of a table of attractors, a pair a row, by the stage's number."""
    stages = {"stimulus": peer.STIMULUS, "delay": peer.DELAY, "decision": peer.DECISION}
    rows = {stage: [] for stage in stages.values()}
    with open(path, encoding="utf-8") as file:
        names = file.readline().rstrip("\n").split("\t")
        for line in file:
            row = dict(zip(names, line.rstrip("\n").split("\t")))
            rows[stages[row["stage"]]].append((row["label"], int(row["choice"])))
    return rows


def prove_scan(rows, choices):
    """That both start the same orbits of the same maps: where a fixed point is proved,
    PyTorch's state has come to it and makes its choice.  Returns the shares of labels."""
    pairs = [(label, ours == int(theirs)) for stage, found in rows.items()
             for (label, ours), theirs in zip(found, choices[stage], strict=True)]
    fixed = [same for label, same in pairs if label == "fixed-point"]
    if fixed and sum(fixed) < AGREE * len(fixed):
        sys.exit(f"bench: PyTorch agrees with {sum(fixed)} of {len(fixed)} fixed points")
    labels = [label for label, _ in pairs]
    return ", ".join(f"{label} {100 * labels.count(label) / len(labels):.0f} %"
                     for label in sorted(set(labels), key=labels.count, reverse=True))


def measure_scan(table, train, attractors):
    """Rows scan_seconds, scan_vs_pytorch for each of SCANNED."""
    with tempfile.TemporaryDirectory() as folder:
        for teacher, settings in SCANNED.items():
            say(f"bench: a scan, {settings}")
            run, output = f"{folder}/{teacher}.h5", f"{folder}/{teacher}.tsv"
            words = [word for setting in settings.split() for word in ("-s", setting)]
            subprocess.run([train, "-o", run, *words], check=True,
                           stderr=subprocess.DEVNULL)
            theirs, mine, other = scan.Scan(run), [], []
            for _ in range(SCAN_ROUNDS):
                begin = time.perf_counter()
                subprocess.run([attractors, run, "-s", "starts=0", "-o", output],
                               check=True)
                mine.append(time.perf_counter() - begin)
                begin = time.perf_counter()
                choices = theirs.simulate(SCAN_STEPS)
                other.append(time.perf_counter() - begin)
            labels = prove_scan(read_scan(output), choices)
            name = "scan" if teacher == "rl" else f"scan_{teacher}"
            ours, slow = statistics.median(mine), statistics.median(other)
            table.add(f"{name}_seconds", ours, "s", f"(4) N = 250, {settings}: {labels}")
            table.add(f"{name}_pytorch_seconds", slow, "s",
                      f"{SCAN_STEPS} steps of the same orbits in PyTorch, no labels")
            table.add(f"{name}_vs_pytorch", slow / ours, "times", "> 1: ours is faster")


POINT_ROUNDS = 3


def read_points(text):
    """The fixed points that `attractors --orbits 1` lists, as rows of numbers."""
    lines = [line.split("\t") for line in text.splitlines()]
    width, rows = len(lines[0]), lines[1:]
    return torch.tensor([[float(x) for x in row[5:]] for row in rows],
                        dtype=torch.float64).reshape(len(rows), max(width - 5, 0))


def measure_points(table, train, attractors):
    """Rows of fixed points, ours and those of minimisation by Adam, for each of SCANNED."""
    with tempfile.TemporaryDirectory() as folder:
        for teacher, settings in SCANNED.items():
            say(f"bench: fixed points, {settings}")
            run, path = f"{folder}/{teacher}.h5", f"{folder}/{teacher}.map"
            words = [word for setting in settings.split() for word in ("-s", setting)]
            subprocess.run([train, "-o", run, *words], check=True,
                           stderr=subprocess.DEVNULL)
            problem = points.Problem(scan.Scan(run))
            problem.write(path)
            mine, other = [], []
            for _ in range(POINT_ROUNDS):
                begin = time.perf_counter()
                listed = subprocess.run([attractors, "--map", path, "--orbits", "1"],
                                        check=True, capture_output=True, text=True)
                mine.append(time.perf_counter() - begin)
                begin = time.perf_counter()
                theirs, iterations = problem.minimise()
                other.append(time.perf_counter() - begin)
            ours = read_points(listed.stdout)
            name = "fixed_points" + ("" if teacher == "rl" else f"_{teacher}")
            quick, slow = statistics.median(mine), statistics.median(other)
            table.add(f"{name}_seconds", quick, "s", "(5) all fixed points that are found "
                      f"of the delay's map, N = 250, {settings}")
            table.add(f"{name}_adam_seconds", slow, "s", f"|F(h) - h|^2 by Adam from "
                      f"{points.STATES} states, {iterations} iterations, in PyTorch")
            table.add(f"{name}_vs_adam", slow / quick, "times", "> 1: ours is faster")
            table.add(f"{name}_real", problem.real(ours), "points",
                      f"of {len(ours)} of ours")
            table.add(f"{name}_adam_real", problem.real(theirs), "points",
                      f"of {len(theirs)} at which Adam ends")


# What an update costs against size, batch and length: variable, values, settings.
COSTS = (
    ("units", (64, 128, 250, 512, 1024), "units={}"),
    ("batch", (8, 16, 32, 64, 128), "batch={}"),
    ("sequence_steps", (40, 80, 160, 320), "sequence_steps={}"),
    ("trial_steps", (16, 25, 50, 100), None),  # reset, all trials of one length
)


def measure_costs(server, rounds):
    """Rows variable, value, teacher, ms, trials, gflops, sgemm_gflops."""
    questions = []
    for variable, values, pattern in COSTS:
        for value in values:
            for teacher in ("rl", "sl"):
                settings = pattern.format(value) if pattern else (
                    f"regime=reset batch=64 delay_minimum={value - 13} "
                    f"delay_maximum={value - 13}")
                units = value if variable == "units" else 250
                batch = value if variable == "batch" else 64 if not pattern else 32
                questions.append((variable, value, teacher,
                                  f"teacher={teacher} {settings}",
                                  f"gemm {batch} {units} {units}"))
    counts = {}
    for key in questions:  # as many updates as make a tenth of a second
        first = server.ask(f"update 1 {key[3]}")
        counts[key] = max(1, round(100.0 / first["ms"]))
    found = {key: [] for key in questions}
    for turn in range(rounds):
        say(f"bench: costs, round {turn + 1} of {rounds}")
        for key in questions:
            answer = server.ask(f"update {counts[key]} {key[3]}")
            found[key].append(dict(answer, **server.ask(key[4])))
    rows = []
    for key in questions:
        variable, value, teacher = key[:3]
        here = {name: median(found[key], name)
                for name in ("ms", "trials", "gflop", "gflops")}
        rows.append((variable, str(value), teacher, f"{here['ms']:.6g}",
                     f"{here['trials']:.6g}", f"{here['gflop'] / here['ms'] * 1e3:.6g}",
                     f"{here['gflops']:.6g}"))
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--bench", default="build/bin/bench")
    parser.add_argument("--train", default="build/bin/train")
    parser.add_argument("--attractors", default="build/bin/attractors")
    parser.add_argument("--only-scan", action="store_true",
                        help="measure the scan alone and print it")
    parser.add_argument("--only-points", action="store_true",
                        help="measure the fixed points alone and print them")
    parser.add_argument("--table", default="build/bench.tsv")
    parser.add_argument("--cost", default="build/bench-cost.tsv")
    options = parser.parse_args()
    if options.rounds < ROUNDS_LEAST:
        sys.exit(f"bench: --rounds {options.rounds} is less than {ROUNDS_LEAST}")
    for program in (options.bench, options.train, options.attractors):
        if not os.access(program, os.X_OK):
            sys.exit(f"bench: {program} cannot be run; `make bench` builds it")
    table = Table()
    if options.only_scan:
        measure_scan(table, options.train, options.attractors)
        table.show()
        return
    if options.only_points:
        measure_points(table, options.train, options.attractors)
        table.show()
        return
    say("bench: one update of each kind, made again by the peer")
    try:
        worst = prove(options.bench)
    except AssertionError as reason:
        sys.exit(f"bench: ours and the peer's new weights differ: {reason}")
    server, free = Server(options.bench), Server(options.bench, unpinned=True)
    measured = measure_in_turn(server, options.rounds)
    tabulate(table, *measured)
    table.add("weights_apart", worst, "relative", "ours and PyTorch's, after one update")
    unpinned = free.ask("gemm 32 250 250")
    table.add("sgemm_gflops_unpinned", unpinned["gflops"], "GFLOP/s",
              f"as (1), kernel {unpinned['kernel']} that OpenBLAS takes by itself")
    measure_trainings(table, server)
    measure_memory(table, options.train)
    measure_scan(table, options.train, options.attractors)
    measure_points(table, options.train, options.attractors)
    table.show()
    table.write(options.table)
    write_rows(options.cost, ("variable", "value", "teacher", "ms", "trials", "gflops",
                              "sgemm_gflops"), measure_costs(server, ROUNDS_LEAST))
    server.close()
    free.close()


if __name__ == "__main__":
    main()
