#!/usr/bin/env python3
"""The report as a folder that a browser opens from disk.

  make_page.py PAPER.nw PROFILE OUTPUT

reads the text, build/tables/PROFILE, build/macros/PROFILE and build/figures/PROFILE/*.svg
of the current folder, and writes OUTPUT/index.html with all that it needs.  Prose goes
through pandoc, formulas become MathML; code, figures, the ledger and the maps are put in
here.
"""
import csv
import datetime
import glob
import html
import json
import os
import re
import shutil
import subprocess
import sys

from latex import Cited, Problem, prepare
from weave import Weave

HERE = os.path.dirname(os.path.abspath(__file__))
CERTIFICATES = "label order radius residual exponent error rotation defect steps attractor choice".split()


def read_table(path):
    """Rows of a tab-separated table as dictionaries."""
    with open(path, encoding="utf-8", newline="") as file:
        lines = (line for line in file if line.strip() and line[0] != "#")
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def plain(text):
    """The words of a piece of HTML."""
    text = re.sub(r"<annotation.*?</annotation>", "", text, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split())


def minus(text):
    return re.sub(r"(?<![\w.])-(?=\d)", "−", text)


def number(text):
    """A number as a reader wants it: four digits, a true minus sign, a dash for none."""
    if text in ("-", "nan"):
        return "–"
    try:
        return minus(f"{float(text):.4g}")
    except ValueError:
        return html.escape(minus(text))


def table_html(head, rows, numbers_from):
    cells = lambda tag, row: "".join(
        f'<{tag}{" class=n" if i >= numbers_from else ""}>{cell}</{tag}>' for i, cell in enumerate(row))
    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return f'<div class="scroll" tabindex="0"><table><thead><tr>{cells("th", head)}</tr></thead><tbody>{body}</tbody></table></div>'


### Figures


def shares(rows):
    """How often each label occurs on each plane."""
    labels = list(dict.fromkeys(row["label"] for row in rows))
    planes = {}
    names = [name for name in ("regime", "teacher", "delta", "context", "update") if name in rows[0]]
    for row in rows:
        key = tuple(row[name] for name in names)
        planes.setdefault(key, dict.fromkeys(labels, 0))[row["label"]] += 1
    head = ["regime", "teacher", "width", names[3]] + [f"{label}, %" for label in labels]
    return table_html(head, [[*key[:1], key[1].upper(), number(key[2]), key[3]] + [
        f"{100 * count / sum(plane.values()):.1f}" for count in plane.values()] for key, plane in planes.items()], 4)


def last_rows(rows):
    """The end of every learning curve."""
    last = {tuple(row[name] for name in ("regime", "teacher", "delta", "streams", "seed")): row for row in rows}
    return table_html(["regime", "teacher", "width", "streams", "seed", "trials", "accuracy at the end"],
                      [[key[0], key[1].upper(), *map(number, key[2:]), number(row["trials"]), number(row["accuracy"])]
                       for key, row in last.items()], 2)


def last_values(rows):
    """Where every quantity of a training ended."""
    last = {tuple(row[name] for name in ("regime", "teacher", "delta", "quantity")): row for row in rows}
    return table_html(["regime", "teacher", "width", "quantity", "last update", "value"],
                      [[key[0], key[1].upper(), number(key[2]), key[3].replace("_", " "), number(row["update"]), number(row["value"])]
                       for key, row in last.items()], 4)


def blocks(rows):
    """Mean correlation of the blocks of two groups."""
    group = {(row["regime"], row["teacher"], row["row"]): row["group"] for row in rows}
    sums = {}
    for row in rows:
        if row["correlation"] != "-":
            other = group[row["regime"], row["teacher"], row["column"]]
            sums.setdefault((row["regime"], row["teacher"].upper(), row["group"], other), []).append(float(row["correlation"]))
    return table_html(["regime", "teacher", "group", "with group", "mean correlation"],
                      [[*key, number(f"{sum(found) / len(found):.2f}")] for key, found in sums.items()], 4)


def means(rows):
    """The means of a figure with their intervals."""
    rows = [row for row in rows if row["kind"] in ("mean", "ceiling")]
    keys = [name for name in ("regime", "teacher", "quantity", "delta", "streams", "strength")
            if any(row[name] != "-" for row in rows)]
    named = {"delta": "width", "strength": "disturbance"}
    return table_html([named.get(name, name) for name in keys] + ["mean", "95 % interval", "networks"], [
        [row[name].upper() if name == "teacher" else number(row[name]).replace("_", " ") for name in keys] +
        [number(row["value"]), "–" if row["low"] == "-" else f"{number(row['low'])} to {number(row['high'])}",
         row["networks"]] for row in rows], len(keys))


def arms(rows):
    """The means of the arms of an experiment."""
    return table_html(["regime", "arm", "quantity", "mean", "95 % interval", "networks"], [
        [row["regime"], row["arm"], row["quantity"].replace("_", " "), number(row["value"]),
         "–" if row["low"] == "-" else f"{number(row['low'])} to {number(row['high'])}", row["networks"]]
        for row in rows if row["kind"] == "mean"], 3)


def whole(rows):
    """A short table as it is."""
    return table_html(list(rows[0]), [[number(cell) for cell in row.values()] for row in rows], 2)


def lasting(rows):
    """Mean over the networks of what was found at each length."""
    sums = {}
    for row in rows:
        if row["value"] != "-":
            key = (row["regime"], row["teacher"].upper(), row["measure"].replace("_", " "), row["stage"], row["label"], row["steps"])
            sums.setdefault(key, []).append(float(row["value"]))
    return table_html(["regime", "teacher", "measure", "stage", "label", "steps", "mean", "networks"],
                      [[*key, number(f"{sum(found) / len(found):.4g}"), str(len(found))] for key, found in sums.items()], 5)


def curve(rows):
    """Of a specification curve its marks and the shares of variance."""
    return table_html(["kind", "name", "value", "95 % interval"], [
        [row["kind"], row["name"], number(row["value"]), "–" if row["low"] == "-" else f"{number(row['low'])} to {number(row['high'])}"]
        for row in rows if row["kind"] in ("mark", "share", "total")], 2)


def mean_shares(rows):
    """Mean share of each label over its plane."""
    sums = {}
    for row in rows:
        sums.setdefault((row["regime"], row["teacher"].upper(), row["label"]), []).append(float(row["share"]))
    return table_html(["regime", "teacher", "label", "mean share, %"],
                      [[*key, f"{100 * sum(found) / len(found):.1f}"] for key, found in sums.items()], 3)


def costs(rows):
    """How many networks a figure of single networks has, and where their middle lies."""
    found = {}
    for row in rows:
        found.setdefault((row["regime"], row["arm"]), []).append((float(row["steps"]), float(row["change"])))
    middle = lambda values: number(f"{sorted(values)[len(values) // 2]:g}")
    return table_html(["regime", "arm", "networks", "middle of the steps", "of the change"],
                      [[*key, str(len(v)), middle([x for x, _ in v]), middle([y for _, y in v])] for key, v in found.items()], 2)


def points(rows):
    """What was found at each point that is portrayed: fixed points, or the head of its spectra."""
    names = ("label", "regime", "teacher", "delta", "streams", "seed", "context", "relevant", "other")
    found = {}
    for row in rows:
        found.setdefault(tuple(row[name] for name in names), []).append(row)
    of_kind = lambda point, kind: [row for row in point if row["kind"] == kind]
    head, more = ["label", "regime", "teacher", "width", "streams", "seed", "stream that counts", "its coherence, %", "the other's, %"], []
    if "x" in rows[0]:
        head += ["stable fixed points", "unstable"]
        more = [[str(sum(row["stable"] == word for row in of_kind(point, "fixed"))) for word in ("yes", "no")] for point in found.values()]
    else:
        head += ["largest eigenvalue", "largest exponent", "its error"]
        for point in found.values():
            sizes = [abs(complex(float(row["real"]), float(row["imaginary"]))) for row in of_kind(point, "nearest")]
            first = next(iter(of_kind(point, "exponent")), {"exponent": "-", "error": "-"})
            more.append([number(str(max(sizes, default="-"))), number(first["exponent"]), number(first["error"])])
    return table_html(head, [[*key[:2], key[2].upper(), *map(number, key[3:]), *cells] for key, cells in zip(found, more)], 3)


def numbers_of(table):
    rows = read_table(table)
    if not rows:
        return "<p>The table is empty.</p>"
    if "kind" in rows[0] and "value" not in rows[0]:
        return points(rows)
    kinds = {"parameter": whole, "measure": lasting, "share": mean_shares, "specifications": whole, "steps": costs, "arm": arms, "mark": curve, "kind": means, "label": shares, "quantity": last_values, "correlation": blocks, "evaluation": last_rows}
    return next(show for column, show in kinds.items() if column in rows[0])(rows)


def table_of(place, name):
    """Where the table of a figure stands: of the reference, or of a profile."""
    return f"build/{'' if place == 'reference' else 'tables/'}{place}/figure-{name}.tsv"


def figure_html(shown, label, count, caption):
    place, name = shown.split("/")
    sentences = re.split(r"(?<=[.?!]) (?=[A-Z])", plain(caption))
    alt = " ".join(["Plot:", *sentences[:2], "The table below has its numbers."])
    return (f'<figure id="{label}"><div class="scroll" tabindex="0"><img src="figures/{place}/{name}.svg" alt="{html.escape(alt)}"></div>'
            f"<figcaption><b>Figure {count}.</b> {caption.strip()}</figcaption>"
            f'<details><summary>Figure {count} in numbers</summary>{numbers_of(table_of(place, name))}'
            f'<p><a href="tables/{place}/figure-{name}.tsv">The whole table that it is drawn from</a></p></details></figure>')


### The ledger


def ledger_cell(row, regime, span):
    interval = "" if row["low"] in ("-", "nan") else f" <small>[{number(row['low'])}, {number(row['high'])}]</small>"
    other = html.escape(row["verdict_alternatives"].replace(";", ";\n").replace(" - ", " − "))
    told = "; ".join(f"{name} {number(row[column])}" for column, name in
                     (("effect", "effect size"), ("p_holm", "p by Holm"), ("detectable", "could be found")) if row.get(column, "-") != "-")
    verdict = "" if row["verdict"] == "-" else (
        f'<span class="verdict {row["verdict"].split()[0]}">{html.escape(row["verdict"])}</span> ')
    estimate = "" if row["estimate"] == "-" and row["statistic"] == "both halves" else f'{number(row["estimate"])}{interval} '
    return (f'<td data-regime="{regime}"{span}>{verdict}<span class="estimate">{estimate}<small>n = {row["n"]}</small></span>'
            f'<details><summary>how it was decided</summary>{html.escape(minus(row["statistic"]).replace(" - ", " − "))}'
            f'{"; " + told if told else ""}. Other readings: {other if other and other != "-" else "none"}.</details></td>')


def ledger_html(place, label, count, caption):
    """A statement a row, its halves and what is shown beside it beneath."""
    claims = {}
    for row in read_table("data/expected/claims.tsv" if place == "reference" else f"build/tables/{place}/claims.tsv"):
        claims.setdefault(row["id"], {})[row["regime"]] = row
    regimes = ("continuous", "reset")
    body = []
    for name in sorted(claims, key=lambda name: (int(name[1:].partition(".")[0]), name)):
        found = claims[name]
        if "both" in found:
            cells = ledger_cell(found["both"], "both", ' colspan="2"')
        else:
            cells = "".join(ledger_cell(found[regime], regime, "") for regime in regimes)
        row = next(iter(found.values()))
        words = row["statistic"].replace(" - ", " − ") if "." in name else row["claim"]
        body.append(f'<tr{" class=part" if "." in name else ""}><th scope="row">{name}</th><td class="claim">{html.escape(words)}</td>{cells}</tr>')
    heads = "".join(f'<th scope="col">{regime}</th>' for regime in regimes)
    return (f'<figure id="{label}" class="ledger"><figcaption><b>Table {count}.</b> {caption.strip()}</figcaption>'
            f'<table><thead><tr><th></th><th scope="col">statement</th>{heads}</tr></thead><tbody>{"".join(body)}</tbody></table></figure>')


### The maps: the networks of the figure of widths, each with all its certificates


def write_planes(tables, output):
    wanted = dict.fromkeys(tuple(row[name] for name in ("regime", "teacher", "delta", "seed"))
                           for row in read_table(f"{tables}/figure-widths.tsv"))
    ids = {tuple(row[name] for name in ("regime", "teacher", "delta", "seed")): row["id"]
           for row in read_table(f"{tables}/networks.tsv") if row["ensemble"] == "prevalence"}
    networks = []
    for key in wanted:
        if key not in ids:
            raise Problem(f"{tables}/networks.tsv has no prevalence network '{' '.join(key)}' of figure-widths.tsv")
        rows = [row for row in read_table(f"{tables}/attractors/{ids[key]}.tsv") if float(row["start"]) == 0]
        columns = ["stage", "context", "relevant", "other"] + [name for name in CERTIFICATES if name in rows[0]]
        networks.append({"id": ids[key], "regime": key[0], "teacher": key[1], "delta": key[2], "seed": key[3],
                         "command": command(ids[key], os.path.basename(tables)), "columns": columns, "points": "\n".join("\t".join(row[c] for c in columns) for row in rows)})
    with open(f"{output}/planes.js", "w", encoding="utf-8") as file:
        file.write(f"const networks = {json.dumps(networks, indent=0)};\n")


### The experiments: each network a point that tells who it is


def command(network, profile):
    """What makes a network again."""
    return f"make PROFILE={profile} data/runs/{profile}/{network}.h5"


def made_of(place):
    """The networks of a profile, or of the reference, by experiment, arm and seed: their commands."""
    found = {}
    for path in [f"data/ensembles/{place}.tsv"] if place != "reference" else sorted(glob.glob("data/ensembles/*-*.tsv")):
        profile = os.path.basename(path)[:-4]
        for row in read_table(path):
            regime = row.get("regime", "-") if row.get("regime", "-") != "-" else row["specification"].split(",")[0]
            for key in ((row["ensemble"], row["arm"], row["seed"], regime), (row["ensemble"], row["arm"])):
                found.setdefault(key, []).append((row["teacher"].upper(), row["seed"], command(row["id"], profile)))
    return found


def arms_to_explore(name, rows, commands):
    """A point for each network of the arms of an experiment."""
    points = []
    for row in rows:
        made = commands.get((name, row["arm"], row["seed"], row["regime"]))
        if row["kind"] == "network" and made and row["value"] != "-":
            points.append({"regime": row["regime"], "quantity": row["quantity"], "x": float(row["place"]), "y": float(row["value"]),
                           "kin": row["seed"], "told": [["arm", row["arm"]], ["seed", row["seed"]], ["teacher", made[0][0]]],
                           "commands": [made[0][2]]})
    return {"choices": ["regime", "quantity"], "x": "arm", "y": "", "points": points}


def curve_to_explore(name, rows, commands):
    """A point for each specification of the multiverse."""
    levels = {}
    for row in rows:
        if row["kind"] == "level":
            levels.setdefault(row["rank"], []).append(f"{row['name']} {row['mark']}")
    points = []
    for row in rows:
        made = commands.get((name, row["name"]), [])
        if row["kind"] == "curve" and made:
            points.append({"x": float(row["rank"]), "y": float(row["value"]), "low": float(row["low"]), "high": float(row["high"]),
                           "told": [["specification", row["name"]], ["levels", ", ".join(levels.get(row["rank"], []))],
                                    ["seeds", ", ".join(dict.fromkeys(seed for _, seed, _ in made))],
                                    ["lowest and highest pair", f"{row['low']}, {row['high']}"]],
                           "commands": [text for _, _, text in made]})
    return {"choices": [], "x": "specification, in order", "y": "RL - SL", "points": points}


EXPLORED = {"ladder": (arms_to_explore, "Every network of the ladder"), "past": (arms_to_explore, "Every network past the criterion"),
            "crossover": (arms_to_explore, "Every network of the crossover"), "multiverse": (curve_to_explore, "Every specification of the curve")}


def write_experiments(shown, output):
    """What of EXPLORED is SHOWN, as {label: PLACE/NAME}."""
    sets = []
    for label, figure in shown.items():
        place, name = figure.split("/")
        if name in EXPLORED:
            lay_out, title = EXPLORED[name]
            sets.append({"figure": label, "title": title, **lay_out(name, read_table(table_of(place, name)), made_of(place))})
    with open(f"{output}/experiments.js", "w", encoding="utf-8") as file:
        file.write(f"const experiments = {json.dumps(sets, separators=(',', ':'))};\n")


### The whole


def pandoc(body, bibliography, output):
    """HTML of BODY in LaTeX, and of the table of contents."""
    path = f"{output}/references.bib"
    with open(path, "w", encoding="utf-8") as file:
        file.write(bibliography)
    run = subprocess.run(["pandoc", "--from=latex", "--to=html5", "--mathml", "--number-sections", "--toc", "--wrap=none",
                          "--toc-depth=2", "--citeproc", f"--bibliography={path}", "--metadata=link-citations:true",
                          f"--template={HERE}/parts.html", "--metadata=title:report", "--fail-if-warnings"],
                         input=body, capture_output=True, text=True, check=False)
    os.remove(path)
    if run.returncode:
        raise Problem(f"pandoc: {run.stderr.strip()}")
    return run.stdout.split("<!-- contents end -->")


def numbered(match):
    marks = [mark.split("=", 1) for mark in match[2].split()]
    spans = "".join(f'<span{f" id={chr(34)}{label}{chr(34)}" if label else ""}>({count})</span>' for count, label in marks)
    return f'<div class="numbered"><div class="scroll" tabindex="0">{match[1]}</div><div class="marks">{spans}</div></div>'


def finish(text, weave, cited):
    """What passed through pandoc as an environment becomes what it stands for."""
    text = re.sub(r"<table.*?</table>", r'<div class="scroll" tabindex="0">\g<0></div>', text, flags=re.S)
    text = re.sub(r'<div class="nowebchunk">\s*<p>(\d+)</p>\s*</div>', lambda m: weave.chunk_html(int(m[1])), text)
    text = re.sub(r'<div class="numbered">\s*<p>(.*?)\s*<code>(.*?)</code></p>\s*</div>', numbered, text, flags=re.S)
    named = r'\s*<p><code>(\S+) (\S+) (\S+)</code>(.*?)</p>\s*</div>'
    beside = cited.words("fig:machine", "fig:maps")
    text = re.sub(r'<div class="drawnfigure">' + named, lambda m: figure_html(m[1], m[2], m[3], m[4]) + (
        '<div id="explorer"></div>' if m[2] == beside else ""), text, flags=re.S)
    text = re.sub(r'<div class="ledger">' + named, lambda m: ledger_html(m[1], m[2], m[3], m[4]), text, flags=re.S)
    text = re.sub(r'<div class="reportpart">\s*<p><code>(\S+)</code>\s*(.*?)</p>\s*</div>',
                  r'<p class="reportpart" id="\1">\2</p>', text, flags=re.S)
    if left := re.search(r'<div class="(nowebchunk|drawnfigure|ledger|reportpart)">.*?</div>', text, re.S):
        raise Problem(f"the page does not understand {left[0][:120]}")
    return text


def make(paper, profile, output):
    tables = f"build/tables/{profile}"
    cited = Cited(profile)
    weave = Weave(paper)
    body, title, bibliography = prepare("".join(weave.prose), cited)
    os.makedirs(output, exist_ok=True)
    contents, text = pandoc(body, bibliography, output)
    text = finish(text, weave, cited)
    shown = {label: figure for label, figure in re.findall(r'<figure id="([^"]*)"><div [^>]*><img src="figures/(.*?)\.svg"', text)}
    for place, name in {tuple(figure.split("/")) for figure in shown.values()}:
        for folder in ("figures", "tables"):
            os.makedirs(f"{output}/{folder}/{place}", exist_ok=True)
        shutil.copyfile(f"build/figures/{place}/{name}.svg", f"{output}/figures/{place}/{name}.svg")
        shutil.copyfile(table_of(place, name), f"{output}/tables/{place}/figure-{name}.tsv")
    write_planes(tables, output)
    write_experiments(shown, output)
    for file in ("style.css", "elements.js", "maps.js", "points.js"):
        shutil.copyfile(f"{HERE}/{file}", f"{output}/{file}")
    date = datetime.datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), datetime.timezone.utc)
    with open(f"{HERE}/template.html", encoding="utf-8") as file:
        page = file.read()
    index = (f'<h1 id="index-of-chunks">Chunks</h1>\n<p>The number is that of the chunk, ·2 its second piece.</p>{weave.chunk_index()}'
             f'<h1 id="index-of-identifiers">Identifiers</h1>\n<p>Chunks by number: where it is defined, in bold, and used.</p>'
             f"{weave.identifier_index()}")
    for title, first in re.findall(r'<p class="reportpart".*?>(.*?)</p>.*?<h1[^>]* id="(.*?)"', text, re.S):
        contents = contents.replace(f'<li><a href="#{first}"', f'<li class="reportpart">{title}</li>\n<li><a href="#{first}"')
    contents = contents.replace("</ul>\n<!-- end -->", '<li><a href="#index-of-chunks">Chunks</a></li><li><a '
                                'href="#index-of-identifiers">Identifiers</a></li></ul>')
    for name, value in {"TITLE": title, "PROFILE": profile, "DATE": f"{date:%B} {date.day}, {date.year}",
                        "CONTENTS": contents, "TEXT": text, "INDEX": index}.items():
        page = page.replace(f"@{name}@", value)
    with open(f"{output}/index.html.tmp", "w", encoding="utf-8") as file:
        file.write(page)
    os.replace(f"{output}/index.html.tmp", f"{output}/index.html")


def main(arguments):
    if len(arguments) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        make(*arguments)
    except (Problem, OSError, KeyError, subprocess.CalledProcessError) as problem:
        print(f"make_page: {problem!r}" if isinstance(problem, KeyError) else f"make_page: {problem}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
