#!/usr/bin/env python3
"""Compares the figures with what is expected of them, and renews what is expected.

  check_figures.py check PROFILE NAME...
  check_figures.py accept PROFILE NAME...
  check_figures.py drawings PROFILE NAME...     takes the digests of drawings by a gnuplot that has none yet

NAME is a figure, `claims` or (to accept) `runs`.  In the current folder,

  build/tables/PROFILE/   has figure-NAME.tsv, claims.tsv, networks.tsv and runs.sha256 as they are now,
  data/expected/PROFILE/  the same as they have to be, the picture NAME.png of each figure,
                          and gnuplot-VERSION.sha256 with digests of the drawings.

`check` compares the tables token by token, as tolerances.tsv beside this file says; where
the digests of the runs differ, as they do on another processor, their means statistically.
A drawing is compared by drawing the *expected* table with the scripts of now: so a change
of a colour is told from a change of the data, and seen on every processor that has a
gnuplot of that version.  Pictures are an aid to the eye and decide nothing.  What is not
compared is said on the standard error stream; the last lines count as cmocka's do.

Numbers are compared here and not by numdiff (5.9 was tried): it has tolerances by column, but pairs rows by
their place, not by their keys, so that a missing row makes all behind it differ, and takes 6 and 6.0 for
the same count; with it, of what stands here only the last two lines of `cell_differs` would go.
"""
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

PICTURE_BYTES = 60000
LINES_SHOWN = 12  # of the differences of one table
KEPT = ("runs.sha256", "networks.tsv", "middles.tsv", "determinant.tsv")  # with the runs, for the reference ledger


class Table:
    """A tab-separated table with a header; empty lines and `#` comments are skipped."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            lines = [line.rstrip("\n").split("\t") for line in file if line.strip() and line[0] != "#"]
        self.path, self.names, self.rows = path, lines[0] if lines else [], lines[1:]
        for row in self.rows:
            if len(row) != len(self.names):
                raise Problem(f"{path}: a row has {len(row)} fields, the header {len(self.names)}: {' '.join(row)[:60]}")


class Problem(Exception):
    """One line that says what is wrong."""


def number(text):
    try:
        return float(text)
    except ValueError:
        return None


class Column:
    """How one column is compared; KIND and SIZE are the tolerance."""

    def __init__(self, role, tolerance):
        self.role = role
        self.size, self.kind = (0.0, "abs") if tolerance == "-" else (float(tolerance.split()[0]), tolerance.split()[1])

    def allows(self, expected, now):
        return expected == now or self.slack(expected, now) >= abs(now - expected)

    def slack(self, expected, now):
        return self.size * (max(abs(expected), abs(now)) if self.kind == "rel" else 1.0)


def columns_of(name, table):
    """The Column of each column of the table of figure NAME."""
    rules = Table(os.path.join(os.path.dirname(os.path.abspath(__file__)), "tolerances.tsv"))
    found = []
    for column in table.names:
        rule = next((r for r in rules.rows if r[0] in (name, "*") and r[1] == column), None)
        if not rule:
            raise Problem(f"{table.path}: tests/tolerances.tsv has no row for column '{column}' of {name}")
        found.append(Column(rule[2], rule[3]))
    return found


def keyed(table, columns):
    """The rows by their keys, in the order of the table; the second of a key is named so."""
    rows, seen = {}, {}
    for row in table.rows:
        key = " ".join(cell for cell, column in zip(row, columns) if column.role == "key")
        seen[key] = seen.get(key, 0) + 1
        rows[key if seen[key] == 1 else f"{key} ({seen[key]})"] = row
    return rows


def cell_differs(column, expected, now):
    """Whether a cell is not what it has to be, given the same runs."""
    if expected == now:
        return False
    if column.role in ("key", "exact", "verdict"):
        return True
    a, b = number(expected), number(now)
    return a is None or b is None or not column.allows(a, b)


def mean_differs(columns, expected, row):
    """Whether the mean of an expected row lies outside the interval of the row of now."""
    role = {column.role: i for i, column in enumerate(columns) if column.role in ("mean", "low", "high")}
    mean, low, high = number(expected[role["mean"]]), number(row[role["low"]]), number(row[role["high"]])
    if low is None or high is None:
        return False
    if mean is None:
        return True
    slack = columns[role["mean"]].slack(mean, mean)
    return not low - slack <= mean <= high + slack


def compare(name, expected, now, same_runs):
    """What is wrong with the table NOW, one line each."""
    if expected.names != now.names:
        return [f"columns '{' '.join(expected.names)}' expected, '{' '.join(now.names)}' found"]
    columns = columns_of(name, now)
    before, after = keyed(expected, columns), keyed(now, columns)
    wrong = [f"missing: {key}" for key in before if key not in after]
    wrong += [f"not expected: {key}" for key in after if key not in before]
    if not wrong and same_runs and list(before) != list(after):
        wrong.append("the rows are not in the order expected")
    for key in [key for key in before if key in after]:
        if not same_runs and "mean" in [c.role for c in columns] and mean_differs(columns, before[key], after[key]):
            interval = " to ".join(c for c, column in zip(after[key], columns) if column.role in ("low", "high"))
            mean = next(c for c, column in zip(before[key], columns) if column.role == "mean")
            wrong.append(f"{key}: the mean expected, {mean}, is not in the interval now, {interval}")
        for column, title, old, new in zip(columns, now.names, before[key], after[key]):
            if (same_runs or column.role == "verdict") and cell_differs(column, old, new):
                allowed = f" ({column.size:g} {column.kind} allowed)" if column.size else ""
                wrong.append(f"{key}: {title} {old} expected, {new} found{allowed}")
    return wrong


def has_means(name, table):
    return any(column.role in ("mean", "verdict") for column in columns_of(name, table))


### Drawings and pictures


def gnuplot_version():
    words = subprocess.run(["gnuplot", "--version"], capture_output=True, text=True, check=True).stdout.split()
    return f"{words[1]}.{words[3]}"  # gnuplot 5.4 patchlevel 4


def draw(name, table, output):
    """Draws TABLE as figure NAME, an SVG; as figures.mk does, a figure without a row too."""
    script = name if Table(table).rows else "nothing"
    run = subprocess.run(["gnuplot", "-d", "-e", f"table = '{table}'; name = '{name}'; format = 'svg'; output = '{output}'",
                          f"figures/{script}.gp"], capture_output=True, text=True,
                         env={**os.environ, "LC_ALL": "C.UTF-8"})
    if run.returncode or not os.path.exists(output):
        raise Problem(f"figures/{name}.gp draws nothing from {table}: {run.stderr.strip()[:200]}")


def digest(svg):
    """Digest of a drawing without the line that names the version of gnuplot."""
    with open(svg, "rb") as file:
        text = re.sub(rb"<desc>Produced by GNUPLOT[^<]*</desc>", b"", file.read())
    return hashlib.sha256(text).hexdigest()


def read_digests(path):
    """{name: digest} of a file as sha256sum writes it."""
    if not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as file:
        return {line[66:].rstrip("\n"): line[:64] for line in file}


def write_digests(path, digests):
    with open(path + ".tmp", "w", encoding="utf-8") as file:
        file.writelines(f"{digests[name]}  {name}\n" for name in sorted(digests))
    os.replace(path + ".tmp", path)


def rasterise(svg, png):
    """A picture to look at, kept in the repository for ever: as many colours as PICTURE_BYTES allow."""
    with open(svg, encoding="utf-8") as file:  # (librsvg drops the space before a change of font otherwise)
        drawn = file.read().replace("<text>", '<text xml:space="preserve">')
    subprocess.run(["rsvg-convert", "--width", "1000", "--output", png + ".full"], input=drawn.encode(), check=True, capture_output=True)
    for colours in ("256", "128", "64", "32"):
        subprocess.run(["convert", png + ".full", "+dither", "-colors", colours, "-strip", f"png8:{png}"], check=True, capture_output=True)
        if os.path.getsize(png) <= PICTURE_BYTES:
            break
    os.remove(png + ".full")


def without_pictures():
    """The programs that pictures need and that are not here."""
    return [tool for tool in ("rsvg-convert", "compare", "convert") if not shutil.which(tool)]


def picture_beside(before, now, folder, name):
    """Puts BEFORE, NOW and their difference side by side, from left to right, in
    FOLDER/NAME.png; returns a sentence with their root mean square difference."""
    if missing := without_pictures():
        return f"no pictures: {' '.join(missing)} is not installed"
    os.makedirs(folder, exist_ok=True)
    difference, both = os.path.join(folder, f"{name}-difference.png"), os.path.join(folder, f"{name}.png")
    run = subprocess.run(["compare", "-metric", "RMSE", before, now, difference], capture_output=True, text=True)
    panels = [before, now] + ([difference] if os.path.exists(difference) else [])
    # No labels: ImageMagick's fonts are not everywhere.
    subprocess.run(["convert", *panels, "-bordercolor", "white", "-border", "8", "+append", both],
                   check=True, capture_output=True)
    rms = re.search(r"\(([^)]*)\)", run.stderr)
    return f"root mean square difference of the pictures {float(rms[1]) if rms else 1:.4f}; before, now and difference: {both}"


### The two commands


class Profile:
    def __init__(self, profile):
        self.name = profile
        self.now, self.expected = f"build/tables/{profile}", f"data/expected/{profile}"
        self.version = gnuplot_version()
        self.digests = f"{self.expected}/gnuplot-{self.version}.sha256"
        self.scratch = tempfile.mkdtemp(prefix="figures.")

    def table(self, name):
        return "claims.tsv" if name == "claims" else f"figure-{name}.tsv"

    def drawing(self, name, folder):
        """Draws figure NAME of a folder of tables; the path of the SVG."""
        svg = os.path.join(self.scratch, f"{name}-{'now' if folder == self.now else 'expected'}.svg")
        draw(name, f"{folder}/{self.table(name)}", svg)
        return svg

    def runs_that_differ(self):
        old, new = (read_digests(f"{folder}/runs.sha256") for folder in (self.expected, self.now))
        if not new:
            raise Problem(f"{self.now}/runs.sha256 is not there or empty")
        return sorted(name for name in {*old, *new} if old.get(name) != new.get(name))

    def show(self, name, folder):
        """Pictures of figure NAME, expected and now, and what they say."""
        png = os.path.join(self.scratch, f"{name}-now.png")
        if not os.path.exists(f"{self.expected}/{name}.png") or without_pictures():
            return "no pictures to compare"
        rasterise(self.drawing(name, self.now), png)
        return picture_beside(f"{self.expected}/{name}.png", png, folder, name)


def aloud(text):
    print(text, file=sys.stderr)


def check_table(profile, name, same_runs):
    """Lines about what is wrong; empty if all is well."""
    paths = [f"{folder}/{profile.table(name)}" for folder in (profile.expected, profile.now)]
    for path in paths:
        if not os.path.exists(path):
            return [f"there is no {path}; 'make PROFILE={profile.name} accept FIG={name}' makes what is expected"]
    expected, now = Table(paths[0]), Table(paths[1])
    if not same_runs and not has_means(name, expected):
        aloud(f"figures: {name} shows single networks, which are others here: not compared")
        return []
    wrong = compare(name, expected, now, same_runs)
    if len(wrong) > LINES_SHOWN:
        wrong[LINES_SHOWN:] = [f"and {len(wrong) - LINES_SHOWN} more"]
    if wrong and name != "claims":
        wrong.append(profile.show(name, f"build/check/figures/{profile.name}"))
    return wrong


def check_drawing(profile, name):
    digests = read_digests(profile.digests)
    if f"{name}.svg" not in digests:
        known = sorted(f for f in os.listdir(profile.expected) if f.startswith("gnuplot-"))
        aloud(f"figures: the drawing of {name} is not compared: no digest for gnuplot {profile.version}, "
              f"only {' '.join(known) or 'none'}")
        return []
    svg = profile.drawing(name, profile.expected)
    if digest(svg) == digests[f"{name}.svg"]:
        return []
    said = "no pictures to compare"
    if os.path.exists(f"{profile.expected}/{name}.png") and not without_pictures():
        png = os.path.join(profile.scratch, f"{name}-redrawn.png")
        rasterise(svg, png)
        said = picture_beside(f"{profile.expected}/{name}.png", png, f"build/check/figures/{profile.name}", f"{name}-drawing")
    return [f"the expected table is drawn in another way than accepted, by the same gnuplot {profile.version}", said]


def check_kept(profile, table, same_runs):
    """Each row has to be the same to the last digit, if the runs are."""
    paths = [f"{folder}/{table}.tsv" for folder in (profile.expected, profile.now)]
    if not os.path.exists(paths[0]):
        return [f"there is no {paths[0]}; 'make PROFILE={profile.name} accept FIG=runs' makes it"]
    expected, now = (Table(path) for path in paths)
    if expected.names != now.names:
        return ["other columns than expected"]
    differ = [" ".join(old[:6 if table == "middles" else 1]) for old, new in zip(expected.rows, now.rows) if old != new] if same_runs else []
    differ += [f"{len(expected.rows)} rows expected, {len(now.rows)} found"] if len(expected.rows) != len(now.rows) else []
    return [f"{row} is not what it was" for row in differ[:LINES_SHOWN]]


def check(profile, names):
    if not os.path.exists(f"{profile.expected}/runs.sha256"):
        raise Problem(f"nothing is expected of profile {profile.name}; 'make PROFILE={profile.name} accept FIG=all' "
                      "takes what is now")
    differ = profile.runs_that_differ()
    if differ:
        aloud(f"figures: {len(differ)} of the runs have other weights than expected ({differ[0]}, ...), as on another "
              "processor: only means and verdicts are compared, by their intervals")
    tests = [(f"table {name}", lambda n=name: check_table(profile, n, not differ)) for name in names]
    tests += [(f"drawing {name}", lambda n=name: check_drawing(profile, n)) for name in names if name != "claims"]
    known = {profile.table(name) for name in names} | set(KEPT)
    tests.append(("table of networks", lambda: check_kept(profile, "networks", not differ)))
    if os.path.exists(f"{profile.expected}/middles.tsv"):
        tests.append(("table of medians", lambda: check_kept(profile, "middles", not differ)))
    tests.append(("no other table is expected", lambda: [
        f"{profile.expected}/{file} is of no figure" for file in sorted(os.listdir(profile.expected))
        if file.endswith(".tsv") and file not in known]))
    failed = 0
    for title, test in tests:
        try:
            wrong = test()
        except Problem as problem:
            wrong = [str(problem)]
        failed += bool(wrong)
        for line in wrong:
            print(f"{title}: {line}")
    if failed:
        print(f"'make PROFILE={profile.name} accept FIG=name' takes a change that was meant")
        print(f"[  FAILED  ] {failed} test(s).")
    print(f"[  PASSED  ] {len(tests) - failed} test(s).")
    return 1 if failed else 0


def print_changes(name, before, now):
    """Old and new cells of a table, or that there is none."""
    if not os.path.exists(before):
        print(f"{name}: expected for the first time, {len(Table(now).rows)} rows")
        return
    old, new = Table(before), Table(now)
    columns = columns_of(name, new)
    if old.names != new.names:
        print(f"{name}: columns before '{' '.join(old.names)}', now '{' '.join(new.names)}'")
        return
    titles, old, new, changed = new.names, keyed(old, columns), keyed(new, columns), 0
    for key in [*old, *(key for key in new if key not in old)]:
        if key not in new or key not in old:
            print(f"{name}: {key}: {'gone' if key in old else 'new'}")
            changed += 1
        elif old[key] != new[key]:
            cells = [f"{title} {a} -> {b}" for title, a, b in zip(titles, old[key], new[key]) if a != b]
            print(f"{name}: {key}: {', '.join(cells)}")
            changed += 1
    print(f"{name}: {changed} of {len(new)} rows changed")


def accept_runs(profile):
    before, after = (read_digests(f"{folder}/runs.sha256") for folder in (profile.expected, profile.now))
    for name in profile.runs_that_differ():
        print(f"runs: {name}: {before.get(name, 'none')[:12]} -> {after.get(name, 'none')[:12]}")
    for kept in KEPT:
        if kept not in ("middles.tsv", "determinant.tsv") or Table(f"{profile.now}/{kept}").rows:
            shutil.copyfile(f"{profile.now}/{kept}", f"{profile.expected}/{kept}")


def accept_drawing(profile, name):
    """The digest of the drawing, for this gnuplot alone, and its picture, before and now."""
    svg, kept = profile.drawing(name, profile.expected), f"build/accepted/{profile.name}"
    for file in os.listdir(profile.expected):
        if re.fullmatch(r"gnuplot-.*\.sha256", file):
            path = f"{profile.expected}/{file}"
            digests = read_digests(path)
            if digests.pop(f"{name}.svg", None):
                write_digests(path, digests)
                if path != profile.digests:
                    print(f"{name}: {path} no longer holds for it; accept it with that gnuplot too")
    write_digests(profile.digests, {**read_digests(profile.digests), f"{name}.svg": digest(svg)})
    os.makedirs(kept, exist_ok=True)
    now, before = f"{kept}/{name}-now.png", f"{kept}/{name}-before.png"
    rasterise(svg, now)
    if os.path.exists(f"{profile.expected}/{name}.png"):
        shutil.copyfile(f"{profile.expected}/{name}.png", before)
        print(f"{name}: {picture_beside(before, now, kept, name)}")
    shutil.copyfile(now, f"{profile.expected}/{name}.png")


def accept(profile, names):
    if "runs" not in names and (differ := profile.runs_that_differ()):
        raise Problem(f"{len(differ)} of the runs are not those of data/expected/{profile.name}: what is expected has to "
                      "come from one set of runs; accept FIG=runs first, or FIG=all")
    os.makedirs(profile.expected, exist_ok=True)
    if "runs" in names:
        accept_runs(profile)
    for name in [name for name in names if name != "runs"]:
        before, now = (f"{folder}/{profile.table(name)}" for folder in (profile.expected, profile.now))
        print_changes(name, before, now)
        shutil.copyfile(now, before)
    for name in [name for name in names if name not in ("runs", "claims")]:  # some are drawn from two tables
        accept_drawing(profile, name)
    return 0


def take_drawings(profile, names):
    """Digests for a gnuplot that has none: what is expected stays, so those of others hold."""
    digests = read_digests(profile.digests)
    for name in [name for name in names if name not in ("claims", "runs") and f"{name}.svg" not in digests]:
        digests[f"{name}.svg"] = digest(profile.drawing(name, profile.expected))
        print(f"{name}: drawn by gnuplot {profile.version}")
    write_digests(profile.digests, digests)
    return 0


def main(arguments):
    commands = {"check": check, "accept": accept, "drawings": take_drawings}
    if len(arguments) < 3 or arguments[0] not in commands:
        print(__doc__, file=sys.stderr)
        return 2
    profile = Profile(arguments[1])
    try:
        return commands[arguments[0]](profile, arguments[2:])
    except (Problem, OSError, subprocess.CalledProcessError) as problem:
        print(f"check_figures: {problem}", file=sys.stderr)
        return 2
    finally:
        shutil.rmtree(profile.scratch)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
