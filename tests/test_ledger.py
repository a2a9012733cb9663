#!/usr/bin/env python3
"""Is the ledger what it says?  Four questions.

1. The seeds: no number serves twice, none is an old one, and every ensemble draws from its
   own blocks.
2. The simulated ledgers of data/expected/ledger-null.tsv: as few wrong words and as much
   coverage as the text promises; a twentieth of them is computed again.
3. Every statistic of claims.tsv, recomputed from the table of networks with SciPy, by
   definitions written down here once more: estimates to 1e-6, intervals and p within their
   Monte Carlo error.
4. The ledger made anew from the committed tables of networks alone is the same, byte by byte.

    test_ledger.py [--table LEDGER-NULL.tsv]

With --table only that table is judged.  Without SciPy the third question is skipped, and
says so.
"""
import csv
import glob
import math
import os
import subprocess
import sys
import tempfile

try:
    import numpy as np
    from scipy import special, stats
except ImportError:  # another python3 than Debian's
    np = None

TABLE = "data/expected/ledger-null.tsv"
PAPER = "data/expected/paper/networks.tsv"
passed, failed, skipped = 0, [], []


def ok(what, wrong):
    global passed
    if wrong:
        failed.append(what)
        print(f"{what}: {wrong}")
    else:
        passed += 1


def skip(what, why):
    skipped.append(what)
    print(f"[  SKIPPED ] 1 test(s): {what}: {why}")


def read(path):
    with open(path, encoding="utf-8") as file:
        return list(csv.DictReader((line for line in file if line.strip() and line[0] != "#"),
                                   delimiter="\t", quoting=csv.QUOTE_NONE))


# --- 1. Seeds

def seeds():
    blocks = [(row["block"], row["profile"], int(row["first"]), int(row["last"])) for row in read("data/seeds.tsv")]
    spans = sorted((first, last, name) for name, _, first, last in blocks)
    ok("blocks of seeds overlap", [f"{a[2]} and {b[2]}" for a, b in zip(spans, spans[1:]) if b[0] <= a[1]])
    ok("seeds that were used before", [name for name, _, first, last in blocks if first > last or first <= 15 or
                                       (name != "rates" and first <= 64002 and last >= 1001)])
    used = {}
    for path in sorted(glob.glob("data/ensembles/*.tsv")):
        profile = os.path.basename(path)[:-4]
        if profile in ("former", "quick"):  # the first version's; quick is trained anew with the next change of bits
            continue
        owners = [(first, last) for _, owner, first, last in blocks if profile.startswith(owner)]
        wrong = []
        for row in read(path):
            seed = int(row["seed"])
            pair = (row["ensemble"], row["arm"], row["delta"], row["streams"], row["specification"].split(",")[0])
            if row["ensemble"] in ("ladder", "past", "crossover"):
                pair = ("why", "-", *pair[2:])
            if not any(first <= seed <= last for first, last in owners):
                wrong.append(f"{row['id']} is in no block of {profile}")
            if used.setdefault(seed, pair) != pair:
                wrong.append(f"{row['id']}: seed {seed} serves {used[seed]} too")
        ok(f"seeds of {path}", wrong[:5])
    written = subprocess.run([sys.executable, "-B", "data/ensembles.py", "--check"], capture_output=True, text=True)
    ok("data/ensembles", written.stderr)


# --- 2. Simulated ledgers

def judge_table(path):
    sums = {}
    for row in read(path):
        key = (row["kind"], row["name"], int(row["n"]))
        tried, hits = sums.get(key, (0, 0))
        sums[key] = (tried + int(row["tried"]), hits + int(row["hits"]))
    for (kind, name, n), (tried, hits) in sums.items():
        share, what = hits / tried, f"{kind}, {name}, n = {n}: {hits} of {tried}"
        print(what)
        if kind in ("null", "wrong"):  # not more than 5 %, by a binomial test at 1 %
            tail = sum(math.comb(tried, k) * 0.05 ** k * 0.95 ** (tried - k) for k in range(hits, tried + 1))
            ok(what, "" if tail > 0.01 else "too many wrong words")
        elif kind == "exchange":
            ok(what, "" if hits <= 0.08 * tried else "too many wrong words")
        elif kind == "coverage":
            high = 0.97 if name.startswith("continuous") else 1.0
            ok(what, "" if 0.93 <= share <= high else "the interval covers another share than it says")
    blocks = len({row["block"] for row in read(path)})
    ok(f"{path} has all blocks", "" if blocks == 20 else f"{blocks} of 20 are there")
    if os.path.exists(PAPER):
        ok(f"{path} has ledgers of exchanged teachers", "" if any(kind == "exchange" for kind, _, _ in sums) else "has none")
    return sums


def simulated():
    if not os.path.exists(TABLE):
        ok(TABLE, "is not there; 'make ledger-null' makes it")
        return
    judge_table(TABLE)
    command = ["build/check/ledger_null", "--block", "7", *(["--exchange", PAPER] if os.path.exists(PAPER) else [])]
    again = subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
    with open(TABLE, encoding="utf-8") as file:
        stored = [line for line in file.read().splitlines() if line.split("\t")[3] == "7"]
    ok("a twentieth of the simulated ledgers, computed again",
       [f"{a} is {b}" for a, b in zip(stored, again) if a != b][:3] or ("" if len(stored) == len(again) else "lines"))


# --- 3. The statistics of the ledger, once more

LABELS = "fixed cycle quasi chaotic unbounded marginal undecided".split()


class Network(dict):
    def __getitem__(self, name):
        text = self.get(name, "-")
        return math.nan if text == "-" else float(text)

    def failed(self):
        return self.get("outcome") == "diverged"


def hybrid(n):
    return float(n["stim_quasi"] >= 0.01 and n["delay_fixed"] >= 0.99) if not math.isnan(n["stim_quasi"]) else math.nan


def score(n, measure):
    return math.nan if n.failed() else measure(n)


def filled(values, worst):
    known = values[~np.isnan(values)]
    if not len(known):
        return np.zeros_like(values)
    fill = {"zero": 0.0, "largest": known.max(), "median": np.median(known)}[worst]
    return np.where(np.isnan(values), fill, values)


def both(pairs, measure, worst="zero"):
    values = np.array([[score(n, measure) for n in pair] for pair in pairs])
    return filled(values, worst)


def strata(pairs, key):
    order = {}
    for i, pair in enumerate(pairs):
        order.setdefault(key(pair[0]), []).append(i)
    return [np.array(rows) for rows in order.values()]


def cell(n):
    return (n["streams"], n["delta"])


def ranks_within(values, groups):
    out = np.zeros(len(values))
    for rows in groups:
        out[rows] = stats.rankdata(values[rows]) - 0.5 * (len(rows) + 1)
    return out


def correlation(x, y):
    return float(x @ y / math.sqrt((x @ x) * (y @ y))) if (x @ x) * (y @ y) > 0 else math.nan


rng = np.random.default_rng(20261126) if np else None
RESAMPLES = 4000
EXACT = (0.0, 0.0)  # limits that no resampling enters


def draw(groups):
    return np.concatenate([rng.choice(rows, len(rows)) for rows in groups])


def bca(statistic, groups, level=0.95, mean=True, null=None):
    """Efron's limits within strata, expanded as Hesterberg has it where it is a mean; with NULL
    also the level at which they reach it, and how far resampling may put that off."""
    n, everything = sum(map(len, groups)), np.concatenate(groups)
    estimate = statistic(everything)
    replicates = np.sort([statistic(draw(groups)) for _ in range(RESAMPLES)])
    squares = cubes = 0.0
    for g, rows in enumerate(groups):
        left = np.array([statistic(np.concatenate([*groups[:g], np.delete(rows, j), *groups[g + 1:]])) for j in range(len(rows))])
        pull = (len(rows) - 1) * (left.mean() - left) / len(rows)
        squares, cubes = squares + (pull ** 2).sum(), cubes + (pull ** 3).sum()
    a = cubes / (6 * squares ** 1.5) if squares > 0 else 0.0
    below = np.mean(replicates < estimate - 1e-12) + 0.5 * np.mean(abs(replicates - estimate) <= 1e-12)
    z0 = special.ndtri(min(max(below, 0.5 / RESAMPLES), 1 - 0.5 / RESAMPLES))
    tail = 0.5 * (1 - level)
    if mean:
        df = n - len(groups)
        tail = special.ndtr(math.sqrt(n / df) * special.stdtrit(df, tail))
    at = [special.ndtr(z0 + (z0 + z) / (1 - a * (z0 + z))) for z in (special.ndtri(tail), -special.ndtri(tail))]
    # Five standard errors of each limit: of the quantile, and of where it is taken (by z0).
    slacks = []
    for q, z in zip(at, (special.ndtri(tail), -special.ndtri(tail))):
        off = 5 * (math.sqrt(q * (1 - q) / RESAMPLES) + 2.5 * stats.norm.pdf(z) / math.sqrt(RESAMPLES))
        around = np.quantile(replicates, np.clip([q - off, q + off], 0, 1))
        slacks.append(around[1] - around[0])
    if null is None:
        return estimate, *np.quantile(replicates, at), slacks
    below = np.mean(replicates < null - 1e-12) + 0.5 * np.mean(abs(replicates - null) <= 1e-12)
    z = special.ndtri(min(max(below, 0.5 / RESAMPLES), 1 - 0.5 / RESAMPLES)) - z0
    z = abs(z / (1 + a * z) - z0)
    p = 2 * (stats.t.sf(z / math.sqrt(n / df), df) if mean else stats.norm.sf(z))
    return estimate, *np.quantile(replicates, at), slacks, (p, 10 * (math.sqrt(max(p, 1 / RESAMPLES) / 2 / RESAMPLES) + 2.5 * stats.norm.pdf(z) / math.sqrt(RESAMPLES)))


def coupled(x, y, groups, estimate):
    """How often a correlation of ranks within groups is as large when the rows of Y are permuted there."""
    sums = sum((x[rows] * y[np.array([rng.permutation(rows) for _ in range(RESAMPLES)])]).reshape(RESAMPLES, -1).sum(axis=1) for rows in groups)
    null = np.abs(sums / math.sqrt((x ** 2).sum() * (y ** 2).sum()))
    return (1 + (null >= abs(estimate) - 1e-12).sum()) / (1 + RESAMPLES)


def mcnemar_tango(a, b):
    first, second, n = int((a > b).sum()), int((a < b).sum()), len(a)
    z = special.ndtri(0.975)

    def statistic(d):
        linear = -first - second + (2 * n - first + second) * d
        q = (math.sqrt(max(linear ** 2 + 8 * n * second * d * (1 - d), 0)) - linear) / (4 * n)
        variance = n * (2 * q + d * (1 - d))
        distance = first - second - n * d
        return distance / math.sqrt(variance) if variance > 0 else math.copysign(math.inf, distance) if distance else 0.0

    limits = []
    for end in (-1.0, 1.0):
        near, far = (first - second) / n, end
        if abs(statistic(end)) <= z:
            near = end
        for _ in range(60):
            middle = 0.5 * (near + far)
            near, far = (middle, far) if abs(statistic(middle)) <= z else (near, middle)
        limits.append(near)
    p = stats.binomtest(first, first + second).pvalue if first + second else 1.0
    return (first - second) / n, *limits, p


def recompute(networks, row):
    """Estimate, low, high, slack of both, p (None where the p is not told apart here) of one row."""
    regime, name = row["regime"], row["id"]
    here = [n for n in networks if n.get("regime") == regime]

    def pairs_of(ensemble):
        keyed = {}
        for n in here:
            if n.get("ensemble") == ensemble:
                keyed.setdefault((n["streams"], n["delta"], n["seed"]), {})[n.get("teacher")] = n
        return [(v["rl"], v["sl"]) for _, v in sorted(keyed.items())]

    pairs = pairs_of("complexity" if name in ("C7", "C8") else "prevalence")
    groups = strata(pairs, cell)

    def difference(values, mean=True):
        d = values[:, 0] - values[:, 1]
        estimate, low, high, error = bca(lambda rows: d[rows].mean(), groups, mean=mean)
        flips = np.abs((d * rng.choice([-1, 1], (RESAMPLES, len(d)))).mean(axis=1))
        p = (1 + (flips >= abs(estimate) - 1e-12).sum()) / (1 + RESAMPLES)
        return estimate, low, high, error, p

    measures = {"C1.sign": (lambda n: n["stim_fixed"], "zero"), "C4.a": (lambda n: n["activity_balance"], "zero"),
                "C4.b": (lambda n: n["heterogeneity"], "largest"), "C5.b": (lambda n: n["robustness"], "zero"),
                "C9": (lambda n: math.log(n["weight_change"]), "largest")}
    if name in measures:
        return difference(both(pairs, *measures[name]))
    if name == "C1":
        def profile(n):
            shares = [n[f"stim_{label}"] for label in LABELS]
            return [0.0] * 7 + [1.0] if n.failed() or math.isnan(shares[0]) else shares + [0.0]
        d = np.array([np.subtract(profile(a), profile(b)) for a, b in pairs])
        estimate, low, high, error = bca(lambda rows: 0.5 * np.abs(d[rows].mean(axis=0)).sum(), groups)
        signs = rng.choice([-1, 1], (RESAMPLES, len(d)))
        null = 0.5 * np.abs(signs @ d / len(d)).sum(axis=1)
        return estimate, low, high, error, (1 + (null >= estimate - 1e-12).sum()) / (1 + RESAMPLES)
    if name == "C2":
        values = both(pairs, hybrid)
        estimate, low, high, p = mcnemar_tango(values[:, 0], values[:, 1])
        return estimate, low, high, EXACT, p
    if name in ("C2.rl", "C2.sl"):
        values = both(pairs, hybrid)[:, int(name == "C2.sl")]
        interval = stats.binomtest(int(values.sum()), len(values)).proportion_ci(method="wilson")
        return values.mean(), *interval, EXACT, None
    if name == "C3":
        values = both(pairs, lambda n: n["stim_fixed"])[:, 1]
        return bca(lambda rows: values[rows].mean(), groups, null=0.95)
    if name == "C5.a":
        x, y = both(pairs, lambda n: n["activity_balance"], "median"), both(pairs, lambda n: n["robustness"])

        def rho(rows):
            parts = [rows[np.isin(rows, group)] for group in groups]
            a = np.concatenate([stats.rankdata(x[p, t]) - 0.5 * (len(p) + 1) for p in parts for t in (0, 1)])
            b = np.concatenate([stats.rankdata(y[p, t]) - 0.5 * (len(p) + 1) for p in parts for t in (0, 1)])
            return correlation(a, b)
        estimate, low, high, error = bca(rho, groups, mean=False)
        rank = [np.concatenate([stats.rankdata(v[rows, t]) - 0.5 * (len(rows) + 1) for rows in groups for t in (0, 1)]) for v in (x, y)]
        at = np.concatenate([rows * 2 + t for rows in groups for t in (0, 1)])
        rank = [r[np.argsort(at)].reshape(-1, 2) for r in rank]
        return estimate, low, high, error, coupled(*rank, groups, estimate)
    if name == "C6":
        x, y = np.array([a["delta"] for a, _ in pairs]), both(pairs, lambda n: n["stim_quasi"])[:, 0]

        def rho(rows):
            return float(np.nan_to_num(correlation(*(stats.rankdata(v[rows]) - 0.5 * (len(rows) + 1) for v in (x, y)))))
        estimate, low, high, error = bca(rho, groups, mean=False)
        a, b = stats.rankdata(x) - 0.5 * (len(x) + 1), stats.rankdata(y) - 0.5 * (len(y) + 1)
        null = np.array([abs(correlation(a, rng.permutation(b))) for _ in range(RESAMPLES)])
        return estimate, low, high, error, (1 + (null >= abs(estimate) - 1e-12).sum()) / (1 + RESAMPLES)
    if name in ("C7", "C8"):
        x, accuracy = both([(a, a) for a, _ in pairs], lambda n: n["stim_quasi"], "median")[:, 0], both(pairs, lambda n: n["accuracy"])
        y, cells = accuracy[:, 0] - accuracy[:, 1], groups
        counts = strata(pairs, lambda n: n["streams"])

        def within(rows, which):
            parts = [rows[np.isin(rows, group)] for group in which]
            return float(np.nan_to_num(correlation(*(np.concatenate([stats.rankdata(v[p]) - 0.5 * (len(p) + 1) for p in parts]) for v in (x, y)))))
        if name == "C7":
            estimate, low, high, error = bca(lambda rows: within(rows, cells), groups, mean=False)
            return estimate, low, high, error, coupled(ranks_within(x, cells), ranks_within(y, cells), cells, estimate)
        streams = [pairs[group[0]][0]["streams"] for group in counts]
        return bca(lambda rows: float(np.polyfit(streams, [within(rows, [group]) for group in counts], 1)[0]), groups, mean=False, null=0.0)
    if name == "C10":
        return difference(both([(a, a) for a, _ in pairs], lambda n: n["quasi_low"]) * [1, 0] +
                          both([(a, a) for a, _ in pairs], lambda n: n["quasi_high"]) * [0, 1])
    if name == "C13":
        singles = [n for t in ("rl", "sl") for n in here if n.get("ensemble") == "prevalence" and n.get("teacher") == t and not n.failed()
                   and 0.01 <= n["held_fixed_share"] <= 0.99 and not math.isnan(n["held_fixed"] + n["held_elsewhere"])]
        groups[:] = strata([(n,) for n in singles], lambda n: n.get("teacher"))
        return difference(np.array([[n["held_fixed"], n["held_elsewhere"]] for n in singles]))
    if name == "C12.b":
        arms = {}
        for n in here:
            if n.get("ensemble") == "crossover":
                arms.setdefault(n["seed"], {})[n.get("arm")] = n
        pairs = [(v["rl-rl"], v["rl-sl"]) for _, v in sorted(arms.items())]
        groups[:] = strata(pairs, cell)
        return difference(both(pairs, lambda n: n["stim_quasi"] * n["delay_fixed"]))
    return None


def recompute_all(networks_path, claims_path):
    networks = [Network(row) for row in read(networks_path)]
    for row in read(claims_path):
        if row["estimate"] == "-" or row["id"] == "C11":
            continue
        what = f"{row['id']} {row['regime']}"
        mine = recompute(networks, row)
        if mine is None:
            ok(what, "has no recomputation")
            continue
        estimate, low, high, error, p = mine
        wrong = []
        if abs(estimate - float(row["estimate"])) > 1.5e-6:
            wrong.append(f"estimate {row['estimate']}, not {estimate:.6f}")
        for side, value, slack in (("low", low, 2e-6 + error[0]), ("high", high, 2e-6 + error[1])):
            if abs(value - float(row[side])) > slack:
                wrong.append(f"{side} {row[side]}, not {value:.6f} within {slack:.6f}")
        if p is not None and row["p"] != "-":
            q = float(row["p"])
            p, slack = p if isinstance(p, tuple) else (p, 5 * math.sqrt(max(q * (1 - q), 1 / RESAMPLES) / RESAMPLES))
            if abs(p - q) > 1e-6 + slack:
                wrong.append(f"p {q}, not {p:.4f} within {slack:.4f}")
        ok(what, "; ".join(wrong))


def claims_of(networks, folder, resamples):
    output = f"{folder}/claims.tsv"
    subprocess.run(["build/bin/claims", *networks, "-o", output, "-m", f"{folder}/claims.tex", "-r", resamples,
                    "-f", "data/expected/former/claims.tsv"], check=True, stdout=subprocess.DEVNULL)
    return output


def parts():
    """The tables that make the reference ledger: as REFERENCE_PARTS of the Makefile has it."""
    paths = glob.glob("data/expected/*/networks.tsv")
    names = {path.split("/")[2]: path for path in paths}
    whole = all(f"multiverse-{part}" in names for part in (1, 2, 3, 4))
    return sorted(path for name, path in names.items() if name not in ("quick", "former") and not name.endswith("-screen")
                  and (whole or not name.startswith("multiverse-")))


def once_more(reference, folder):
    """All that `make ledger` leaves, byte by byte, from the committed tables of networks."""
    def run(*command):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    amended = [f"{folder}/amended.tsv"] if os.path.exists("data/expected/former/networks.tsv") else []
    for path in amended:
        run("build/bin/claims", "data/expected/former/networks.tsv", "-o", path)
    for program, *more in (("multiverse", "--factors", "data/factors.tsv"), ("why",)):
        run(f"build/bin/{program}", *reference, *more, "--tables", folder, "--macros", f"{folder}/{program}.tex")
    run("build/bin/claims", *reference, "--determinant", f"{folder}/determinant.tsv", "-o", f"{folder}/claims.tsv", "--readings", f"{folder}/readings.tsv",
        "-m", f"{folder}/claims.tex", "-f", "data/expected/former/claims.tsv", *(word for path in amended for word in ("--amended", path)))
    figures = [os.path.basename(path) for path in glob.glob("data/expected/figure-*.tsv")]
    for name in ("claims.tsv", "readings.tsv", "why-tests.tsv", "claims.tex", "why.tex", "multiverse.tex", *figures):
        with open(f"{folder}/{name}", "rb") as a, open(f"data/expected/{name}", "rb") as b:
            ok(f"the reference's {name} from the committed tables of networks", "" if a.read() == b.read() else "differs")


def main():
    if sys.argv[1:2] == ["--table"]:
        judge_table(sys.argv[2])
    else:
        seeds()
        simulated()
        made = "tests/networks.tsv"
        reference = parts()
        with tempfile.TemporaryDirectory() as folder:
            for path in [made, *reference]:
                if np is None:
                    skip("the statistics once more", "this python3 has no SciPy")
                    break
                recompute_all(path, claims_of([path], folder, "20000"))
            if os.path.exists("data/expected/claims.tsv"):
                once_more(reference, folder)
            else:
                skip("the ledger from the committed tables of networks", "data/expected/claims.tsv is not there")
    if passed:
        print(f"[  PASSED  ] {passed} test(s).")
    if failed:
        print(f"[  FAILED  ] {len(failed)} test(s).")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
