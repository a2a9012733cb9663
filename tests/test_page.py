"""The page in a browser: made of paper.nw with made-up numbers, opened from disk by a
headless Chromium that is driven over a pipe.  Without Chromium or pandoc it is skipped.

  SCREENSHOTS=FOLDER test_page.py     keeps pictures of the page in that folder
"""
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import report

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SCREENSHOTS = os.environ.get("SCREENSHOTS")
MISSING = [tool for tool in ("chromium", "pandoc", "noweave") if not shutil.which(tool)]
COLUMNS = ("stage context start relevant other label order radius residual exponent error rotation defect steps "
           "attractor choice").split()
NAMES = "regime teacher delta seed".split()
NETWORKS = [(regime, teacher, delta, "1") for delta in ("0.06", "0.14") for regime in ("continuous", "reset")
            for teacher in ("rl", "sl")]


### A build folder of made-up numbers


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def write_table(path, names, rows):
    write(path, "".join("\t".join(map(str, row)) + "\n" for row in [names, *rows]))


def points(regime, teacher, delta, _):
    """A plane per stage and context; no two points have the same exponent."""
    rows = []
    for stage in ("stimulus", "delay", "decision"):
        for context in (1, 2):
            for start in (0, 1):
                for i in range(21):
                    for j in range(21):
                        x, y = (i - 10) * 0.025, (j - 10) * 0.025
                        inside = stage == "stimulus" and math.hypot(x - 0.05, y) < float(delta) * (1.2 if teacher == "sl" else 0.8)
                        exponent = f"{-0.1 - 0.001 * i - 0.00003 * j - 0.01 * context - 0.1 * start:.6g}"
                        rows.append([stage, context, start, f"{x:g}", f"{y:g}"] + (
                            ["quasi-periodic", 0, "nan", "nan", f"{1e-6 * (i + 40 * j + 1):.6g}", "2e-05", f"{0.1 + x:.6g}", "0.0003", 2048, 1, 0]
                            if inside else
                            ["cycle" if regime == "reset" and x + y > 0.4 else "fixed-point", 1 + 6 * (x + y > 0.4), "0.83",
                             "1.2e-07", exponent, "0", "nan", "nan", 512, 0, 1 + (x > 0)]))
    return rows


def write_macros(path, text):
    """Every macro that the prose may ask for."""
    told = "Estimate Low High Effect Expected P PHolm Detectable N Verdict Negligible Note Statistic Agreeing Others".split()
    numbers = "One Two Three Four Five Six Seven Eight Nine Ten Twelve Thirteen OneSign TwoRl TwoSl FourA FourB FiveA FiveB TwelveB".split()
    ledger = [f"Claim{n}{r}{w}" for n in numbers for r in ("Continuous", "Reset") for w in told]
    ledger += [f"ClaimElevenBoth{w}" for w in told]
    ledger += [f"Networks{e}{r}{t}{o}" for e in ("Prevalence", "Complexity") for r in ("Continuous", "Reset")
               for t in ("Rl", "Sl") for o in ("Reached", "Capped", "Diverged")]
    asked = re.findall(r"\\([A-Z][a-z]+[A-Z][A-Za-z]*)", text.replace("\\MakeLowercase", "").replace("\\DeclareRobust", ""))
    values = {"Verdict": "inconclusive", "Statistic": "a distance", "Estimate": r"\ensuremath{-0.125}"}
    rows = []
    for name in dict.fromkeys(ledger + [a for a in asked if a not in ("ClaimsLedgerRows", "ClaimsOtherRows", "ClaimsAmendmentRows", "IfFileExists", "PackageWarning", "PackageError")]):
        value = next((v for k, v in values.items() if name.endswith(k)), "7")
        rows.append(f"\\newcommand{{\\{name}}}{{{value}}}\n")
    rows.append("\\newcommand{\\ClaimsOtherRows}{%\nC1 & another & \\ensuremath{0.11} & 7 & supported & -- & 7 & inconclusive \\\\\n}\n")
    rows.append("\\newcommand{\\ClaimsAmendmentRows}{%\nC1 & reset & supported & supported & -- & absent \\\\\n}\n")
    write(path, "".join(rows))


def build(folder, reference=False):
    """The page of profile quick, in FOLDER, with a REFERENCE of one figure or without any; its path."""
    shutil.copy(f"{ROOT}/paper.nw", folder)
    tables = f"{folder}/build/tables/quick"
    with open(f"{ROOT}/paper.nw", encoding="utf-8") as file:
        text = file.read()
    write_macros(f"{folder}/build/macros/quick/claims.tex", text)
    write(f"{folder}/build/quick/reference.tex", "\\referencefalse\n\\newcommand{\\MachineSame}{0}\n\\input{../../build/macros/quick/claims.tex}\n")
    if reference:
        for name in ("claims.tsv", "claims.tex", "why.tex", "multiverse.tex"):
            os.makedirs(f"{folder}/data/expected", exist_ok=True)
            shutil.copy(f"{ROOT}/data/expected/{name}", f"{folder}/data/expected")
        write(f"{folder}/build/quick/reference.tex", "\\referencetrue\n" + "".join(
            f"\\expandafter\\def\\csname reading-{name}\\endcsname{{\\ensuremath{{-0.77}} [\\ensuremath{{-1}}, 0]}}\n"
            for name in {"-".join(words) for words in re.findall(r"\\reading\{(\w.*?)\}\{(.*?)\}\{(.*?)\}", text)}) + "\\newcommand{\\MachineCompared}{4}\n\\newcommand{\\MachineSame}{3}\n\\input{../../build/macros/quick/claims.tex}\n" +
              "".join(f"\\input{{../../data/expected/{name}.tex}}\n" for name in ("claims", "why", "multiverse")))
        write_table(f"{folder}/build/reference/figure-balance.tsv",
                    "kind regime teacher delta streams quantity strength seed place value low high below networks capped failed undefined".split(),
                    [["mean", "reset", "sl", "0.06", 2, "of_the_reference", "-", "-", 0, "0.5625", "0.5", "0.6", "-", 60, 0, 0, 0]])
        write(f"{folder}/build/figures/reference/balance.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="605" height="300"/>')
    write(f"{folder}/data/ensembles/quick.tsv", "id\tensemble\tarm\tteacher\tstreams\tseed\tspecification\tregime\n" +
          "".join(f"ladder-{regime}-{arm}-s{seed}\tladder\t{arm}\trl\t2\t{seed}\t{regime},ladder\t-\n"
                  for regime in ("continuous", "reset") for arm in ("rung-2", "rung-3") for seed in (151, 152)) +
          "".join(f"multiverse-p00{i}-{teacher}-s{160 + i}\tmultiverse\tp00{i}\t{teacher}\t2\t{160 + i}\tminiature\treset\n"
                  for i in (0, 1) for teacher in ("rl", "sl")))
    write(f"{folder}/build/macros/quick/assumptions.tex", "\\texttt{units} & 250 & P & recurrent units \\\\\n")
    write(f"{folder}/build/macros/quick/colophon.tex", "Commit & 1234567 \\\\\n")
    write(f"{folder}/build/macros/quick/rungs.tex", "\\texttt{critic} & -- & -- & -- & none & shared & shared & shared & own \\\\\n")
    write(f"{folder}/build/macros/quick/ledger-null.tex", "null & any wrong word & 28 & 200 & 4 & 2.0 \\\\\n")
    write_table(f"{tables}/claims.tsv",
                "id regime claim statistic estimate low high effect n verdict verdict_alternatives".split(),
                [[f"C{i}", regime, f"claim {i} & more", "RL - SL", "-" if i == 8 else "0.2512", "-" if i == 8 else "-0.1203",
                  "-" if i == 8 else "0.4017", "1.2", 12, verdict, "SL alone: supported; RL alone: inconclusive"]
                 for i, verdict in enumerate("supported contradicted inconclusive supported".split() * 2, 1)
                 for regime in ("continuous", "reset")])
    write_table(f"{tables}/networks.tsv", ["id", "ensemble", *NAMES],
                [[f"prevalence-{'-'.join(key)}", "prevalence", *key] for key in NETWORKS])
    names = [*NAMES, "context", "relevant", "other", "label"]
    planes = []
    for key in NETWORKS:
        rows = points(*key)
        write_table(f"{tables}/attractors/prevalence-{'-'.join(key)}.tsv", COLUMNS, rows)
        planes += [[*key, row[1], row[3], row[4], row[5]] for row in rows if row[0] == "stimulus" and row[2] == 0]
    averages = ("kind regime teacher delta streams quantity strength seed place value low high below networks capped "
                "failed undefined").split()
    for name in re.findall(r"\\drawn\{(\w+)\}", text):
        if name == "maps":
            write_table(f"{tables}/figure-{name}.tsv", "regime teacher label relevant other share networks".split(),
                        [["reset", "rl", "quasi", x, y, 0.25 + 0.01 * x, 5] for x in (-5, 0, 5) for y in (-5, 0, 5)])
        elif name in ("ladder", "past", "crossover"):
            write_table(f"{tables}/figure-{name}.tsv", "kind regime arm place quantity seed value low high networks".split(),
                        [["mean", "reset", "rung-3", 3, "weight_change", "-", "-0.75", "-0.9", "-0.6", 12]] +
                        [["network", "reset", f"rung-{rung}", rung, "weight_change", seed, f"{-0.1 * rung - 0.01 * (seed - 151):.2f}", "-", "-", 1]
                         for rung in (2, 3) for seed in (151, 152)])
        elif name == "regularisation":
            write_table(f"{tables}/figure-{name}.tsv", "regime arm place seed steps change rank activity".split(),
                        [["reset", "rung-3", 3, i, 100 * i, 0.1 * i, 9, 0.5] for i in (1, 2, 3)])
        elif name == "multiverse":
            write_table(f"{tables}/figure-{name}.tsv", "kind rank name value low high mark".split(),
                        [["curve", 0, "p000", 0.125, 0, 0.25, "-"], ["curve", 1, "p001", 0.375, 0.25, 0.5, "-"],
                         ["level", 1, "noise", 3, 3, 4, "0.08"], ["level", 0, "noise", 0, 3, 4, "0.05"], ["share", 0, "teacher", 0.05, 0.01, 0.11, "-"]])
        elif name == "levels":
            write_table(f"{tables}/figure-{name}.tsv", "factor level place teacher value low high specifications".split(),
                        [["noise", "0.05", 0, "rl", 0.31, 0.2, 0.4, 64]])
        elif name == "trial":
            write_table(f"{tables}/figure-{name}.tsv", ["parameter", "value"], [["stimulus_steps", 8]])
        elif name == "horizon":
            write_table(f"{tables}/figure-{name}.tsv", "regime teacher delta seed measure stage label steps value points".split(),
                        [["reset", "rl", "0.06", 1, "retention", "delay", "-", 1000, 0.875, 512]])
        elif name == "widths":
            write_table(f"{tables}/figure-{name}.tsv", names, planes)
        elif name == "development":
            write_table(f"{tables}/figure-{name}.tsv", [{"context": "update"}.get(word, word) for word in names], planes)
        elif name == "course":
            write_table(f"{tables}/figure-{name}.tsv", "regime teacher delta seed update quantity value".split(),
                        [["reset", "rl", "0.06", 1, 50 * i, "count_balance", "-" if i == 0 else 0.1 * i] for i in range(5)])
        elif name == "connectivity":
            write_table(f"{tables}/figure-{name}.tsv", "regime teacher delta seed row column group correlation".split(),
                        [["reset", "rl", "0.06", 1, i, j, ("plus", "minus")[i], 1 - 1.5 * (i != j)] for i in (0, 1) for j in (0, 1)])
        elif name in ("portraits", "spectra"):
            last = ["stable", "x", "y"] if name == "portraits" else ["rank", "stable", "real", "imaginary", "exponent", "error"]
            write_table(f"{tables}/figure-{name}.tsv", ["label", *NAMES, "streams", "context", "relevant", "other", "kind", "number", *last],
                        [["quasi", *NETWORKS[0], 2, 1, "-25", "50", *row] for row in (
                            [["fixed", 0, "yes", "0.5", "-0.5"], ["fixed", 1, "no", 1, 2]] if name == "portraits" else
                            [["nearest", 0, 0, "no", "0.6", "0.8", "-", "-"], ["exponent", "-", 0, "-", "-", "-", "0.001", "0.002"]])])
        elif name == "learning":
            write_table(f"{tables}/figure-{name}.tsv", "regime teacher delta streams seed evaluation trials accuracy".split(),
                        [["reset", "rl", "0.06", 2, 1, i, 1000 * i, 0.5 + 0.1 * i] for i in range(5)])
        else:
            write_table(f"{tables}/figure-{name}.tsv", averages,
                        [["mean", "reset", t, "0.06", 2, "even_ness", "-", "-", 0, "-0.5", "-0.6", "-0.4", "-", 5, 0, 0, 0]
                         for t in ("rl", "sl")])
        write(f"{folder}/build/figures/quick/{name}.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="605" height="300" '
              'viewBox="0 0 605 300"><rect width="605" height="300" fill="#fff"/><text x="9" y="40">made up</text></svg>')
    subprocess.run([sys.executable, "-B", f"{ROOT}/page/make_page.py", "paper.nw", "quick", "page"], cwd=folder, check=True)
    return f"{folder}/page/index.html"


### A browser


class Browser:
    """Chromium's DevTools protocol over its pipe: messages of JSON that end with a NUL."""

    def __init__(self, home):
        to_read, self.to = os.pipe()
        self.come, to_write = os.pipe()

        def connect():  # Chromium reads from 3 and writes to 4, which may be taken by now
            spare = os.dup(to_read), os.dup(to_write)
            os.dup2(spare[0], 3)
            os.dup2(spare[1], 4)

        self.process = subprocess.Popen(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run",
             f"--user-data-dir={home}", "about:blank"], preexec_fn=connect, close_fds=False, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self.rest, self.count, self.events, self.session = b"", 0, [], None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")

    def receive(self):
        while b"\0" not in self.rest:
            data = os.read(self.come, 1 << 20)
            if not data:
                raise RuntimeError("chromium has ended")
            self.rest += data
        message, _, self.rest = self.rest.partition(b"\0")
        return json.loads(message)

    def ask(self, method, **parameters):
        self.count += 1
        message = {"id": self.count, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.count:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def evaluate(self, expression):
        result = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"].get("exception", {}).get("description", "an exception"))
        return result["result"].get("value")

    def open(self, path, width=1280, dark=False):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600)
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.events.clear()
        self.ask("Page.navigate", url=f"file://{path}")
        limit = time.monotonic() + 60
        while self.evaluate("document.readyState") != "complete":
            if time.monotonic() > limit:
                raise RuntimeError("the page does not load")
            time.sleep(0.05)

    def seen(self, method):
        self.evaluate("0")
        return [event["params"] for event in self.events if event.get("method") == method]

    def screenshot(self, path):
        import base64
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.ask("Page.captureScreenshot", format="png")["data"]))

    def close(self):
        try:
            self.session = None
            self.ask("Browser.close")
        except (OSError, RuntimeError):
            pass
        os.close(self.to)
        os.close(self.come)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@unittest.skipIf(MISSING, f"the page is not tested: {' '.join(MISSING)} is not installed")
class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="page.")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.page = build(cls.folder)
        cls.browser = Browser(f"{cls.folder}/home")
        cls.addClassCleanup(cls.browser.close)

    def evaluate(self, expression):
        return self.browser.evaluate(expression)

    def test_no_error_and_no_network(self):
        for width, dark in ((1280, False), (390, True)):
            self.browser.open(self.page, width, dark)
            self.assertEqual(self.browser.seen("Runtime.exceptionThrown"), [])
            self.assertEqual(self.browser.seen("Runtime.consoleAPICalled"), [])
            self.assertEqual(self.browser.seen("Log.entryAdded"), [])
            urls = [event["request"]["url"] for event in self.browser.seen("Network.requestWillBeSent")]
            self.assertGreater(len(urls), 8)
            self.assertEqual([url for url in urls if not url.startswith(("file://", "data:"))], [])
            self.assertEqual(self.evaluate("[...document.images].filter(i => !i.naturalWidth).map(i => i.src)"), [])

    def test_links_resolve(self):
        self.browser.open(self.page)
        self.assertEqual(self.evaluate("[...document.querySelectorAll('a[href^=\"#\"]')].map(a => decodeURIComponent(a.hash.slice(1)))"
                                       ".filter(id => !document.getElementById(id))"), [])
        self.assertGreater(self.evaluate("document.querySelectorAll('a[href^=\"#\"]').length"), 2000)
        self.assertEqual(self.evaluate("(() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);"
                                       "return ids.filter((id, i) => ids.indexOf(id) !== i); })()"), [])
        files = self.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))"
                              ".filter(h => !/^(#|https?:)/.test(h))")
        self.assertGreater(len(files), 5)
        self.assertEqual([file for file in files if not os.path.exists(f"{self.folder}/page/{file}")], [])

    def test_nothing_is_lost_on_the_way(self):
        self.browser.open(self.page)
        with open(f"{ROOT}/paper.nw", encoding="utf-8") as file:
            source = file.read()
        text = self.evaluate("document.body.innerText")
        for left in ("\\", "@TEXT", "???", "nowebchunk"):
            prose = self.evaluate("[...document.querySelectorAll('main > p, main figcaption, main h1, main h2, main > ul, .center')]"
                                  ".filter(p => !p.querySelector('code')).map(p => p.innerText).join('\\n')")
            self.assertNotIn(left, prose)
        self.assertEqual(self.evaluate("document.querySelectorAll('.chunk').length"), len(re.findall(r"(?m)^<<.*>>= *$", source)))
        self.assertEqual(self.evaluate("document.querySelectorAll('figure img').length"), len(re.findall(r"\\drawn\{\w+\}", source)))
        self.assertEqual(self.evaluate("[...document.images].filter(i => i.alt.length < 40).length"), 0)
        self.assertEqual(self.evaluate("document.querySelectorAll('#tab\\\\:ledger .verdict').length"), 16)
        self.assertEqual(self.evaluate("document.querySelectorAll('.numbered').length"),
                         len(re.findall(r"\\begin\{(?:equation|align)\}", source)))
        self.assertGreater(self.evaluate("document.querySelectorAll('math').length"), 100)
        # a reference has the number that its section has
        self.assertEqual(self.evaluate("""[...document.querySelectorAll('main p a[href^="#sec:"]')].filter(a => {
            const number = document.getElementById(a.hash.slice(1)).querySelector('.header-section-number');
            return !number || number.textContent.trim() !== a.textContent; }).map(a => a.hash + ' ' + a.textContent)"""), [])
        for heading in ("What did not reproduce", "References", "Identifiers"):
            self.assertIn(heading, text)

    def test_every_width_holds_the_page(self):
        for width in (320, 390, 768, 1280):
            self.browser.open(self.page, width)
            self.assertLessEqual(self.evaluate("document.documentElement.scrollWidth"), width)

    def test_light_and_dark(self):
        papers = []
        for dark in (False, True):
            self.browser.open(self.page, dark=dark)
            ink, paper = (self.evaluate(f"getComputedStyle(document.body).{name}") for name in ("color", "backgroundColor"))
            light = [sum(map(int, re.findall(r"\d+", colour)[:3])) / 3 for colour in (ink, paper)]
            self.assertGreater(abs(light[0] - light[1]), 150)
            papers.append(light[1])
        self.assertGreater(papers[0], 200)
        self.assertLess(papers[1], 60)

    # The maps

    def choose(self, **values):
        for name, value in values.items():
            self.evaluate(f"(() => {{ const s = document.querySelector('#explorer select[name={name}]'); s.value = '{value}';"
                          "s.dispatchEvent(new Event('change')); return s.value; })()")

    def middle(self, teacher, relevant, other):
        return self.evaluate(
            f"(() => {{ const c = document.querySelector('.plane.{teacher} rect.cell[data-relevant=\"{relevant}\"][data-other=\"{other}\"]');"
            "c.scrollIntoView({block: 'center'}); const r = c.getBoundingClientRect();"
            "return [r.x + r.width / 2, r.y + r.height / 2]; })()")

    def told(self, row, teacher):
        return self.evaluate(f"document.querySelector('.readout tr[data-row={row}] td[data-teacher={teacher}]')?.innerText")

    def check_point(self, key, stage, context, relevant, other):
        """The page tells of both teachers what their tables have."""
        for teacher in ("rl", "sl"):
            row = next(dict(zip(COLUMNS, map(str, row))) for row in points(key[0], teacher, key[1], "1")
                       if row[0] == stage and row[1] == context and row[2] == 0 and row[3:5] == [relevant, other])
            self.assertEqual(self.told("label", teacher), row["label"].replace("fixed-point", "fixed point"))
            exponent = row["exponent"] + (f" ± {row['error']}" if float(row["error"]) else "")
            self.assertEqual(self.told("exponent", teacher), exponent.replace("-", "−"))
            self.assertEqual(self.told("steps", teacher), row["steps"])
            if row["rotation"] != "nan":
                self.assertEqual(self.told("rotation", teacher), row["rotation"])

    def test_hover(self):
        self.browser.open(self.page)
        for key, stage, context, relevant, other in ((("continuous", "0.14"), "stimulus", 1, "0.05", "-0.1"),
                                                     (("reset", "0.06"), "delay", 2, "-0.225", "0.175"),
                                                     (("reset", "0.14"), "stimulus", 2, "0.225", "0.25")):
            self.choose(regime=key[0], delta=key[1], stage=stage, context=context)
            for teacher in ("rl", "sl"):
                away, at = self.middle(teacher, "0", "0"), None
                self.browser.ask("Input.dispatchMouseEvent", type="mouseMoved", x=away[0], y=away[1])
                at = self.middle(teacher, relevant, other)
                self.browser.ask("Input.dispatchMouseEvent", type="mouseMoved", x=at[0], y=at[1])
                self.check_point(key, stage, context, relevant, other)

    def test_tap_on_a_phone(self):
        self.browser.open(self.page, 390)
        self.browser.ask("Emulation.setTouchEmulationEnabled", enabled=True)
        self.addCleanup(self.browser.ask, "Emulation.setTouchEmulationEnabled", enabled=False)
        x, y = self.middle("sl", "0.2", "-0.15")
        self.browser.ask("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
        self.browser.ask("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
        self.check_point(("continuous", "0.14"), "stimulus", 1, "0.2", "-0.15")

    def test_keys(self):
        self.browser.open(self.page)
        self.evaluate("document.querySelector('.plane.rl svg').focus()")
        for name in ("ArrowRight", "ArrowRight", "ArrowUp"):
            self.browser.ask("Input.dispatchKeyEvent", type="keyDown", key=name)
        self.check_point(("continuous", "0.14"), "stimulus", 1, "0.05", "0.025")

    # The experiments

    def test_each_network_tells_who_it_is(self):
        self.browser.open(self.page)
        for figure, index, told, command in (
                ("fig:ladder", 2, {"arm": "rung-3", "seed": "152", "weight change": "−0.31"}, "ladder-reset-rung-3-s152"),
                ("fig:multiverse", 1, {"specification": "p001", "levels": "noise 0.08", "seeds": "161", "RL - SL": "0.375"}, "multiverse-p001-rl-s161")):
            place = f"document.getElementById('{figure}').querySelector('.explorable')"
            at = self.evaluate(f"(() => {{ const e = {place}; e.open = true; const c = e.querySelectorAll('.point')[{index}];"
                               "c.scrollIntoView({block: 'center'}); const r = c.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()")
            self.browser.ask("Input.dispatchMouseEvent", type="mouseMoved", x=at[0], y=at[1])
            for row, text in told.items():
                self.assertEqual(self.evaluate(f"{place}.querySelector('.readout tr[data-row=\"{row}\"] td').innerText"), text)
            self.assertEqual(self.evaluate(f"{place}.querySelector('.readout code').innerText"),
                             f"make PROFILE=quick data/runs/quick/{command}.h5")
            self.evaluate(f"{place}.querySelector('svg').focus()")
            self.browser.ask("Input.dispatchKeyEvent", type="keyDown", key="ArrowLeft")
            self.assertNotIn(command, self.evaluate(f"{place}.querySelector('.readout code').innerText"))

    def test_the_reference_comes_first(self):
        folder = tempfile.mkdtemp(prefix="page.")
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        self.browser.open(build(folder, reference=True))
        self.assertEqual(self.browser.seen("Runtime.exceptionThrown"), [])
        with open(f"{ROOT}/data/expected/claims.tsv", encoding="utf-8") as file:
            verdicts = [line.split("\t") for line in file]
        want = [row[verdicts[0].index("verdict")] for row in verdicts[1:] if row[0] == "C1"]
        told = "[...document.getElementById('{}').querySelectorAll('tr')].find(r => r.querySelector('th')?.innerText == 'C1').querySelectorAll('.verdict')"
        self.assertEqual(self.evaluate(f"[...{told.format('tab:ledger')}].map(v => v.innerText)"), want)
        self.assertEqual(self.evaluate(f"[...{told.format('tab:machine')}].map(v => v.innerText)"), ["supported", "supported"])
        self.assertIn("reference/balance.svg", self.evaluate("document.querySelector('#fig\\\\:balance img').src"))
        self.assertIn("of the reference", self.evaluate("document.querySelector('#fig\\\\:balance details').textContent"))
        self.assertIn("quick/prevalence.svg", self.evaluate("document.querySelector('#fig\\\\:machine img').src"))
        self.assertTrue(self.evaluate("document.querySelector('#fig\\\\:machine + #explorer svg') !== null"))
        words = self.evaluate("document.body.innerText")
        self.assertIn("Of the 4 verdicts that both could decide, 3 are the same", words)
        self.assertIn("What came out?", words)
        self.assertIn("0.77[−1,0]", "".join(words.split()))
        self.assertEqual(self.evaluate("[...document.querySelectorAll('main .reportpart')].map(p => p.innerText)"), ["Part I. The article", "Part II. The programs"])

    def test_pictures(self):
        if not SCREENSHOTS:
            self.skipTest("no folder for screenshots was named")
        os.makedirs(SCREENSHOTS, exist_ok=True)
        places = ["text", "explorer", "tab:ledger", "sec:unreproduced", "eq:balance", "index-of-chunks", "sec:assumptions"]
        page = os.environ.get("PAGE", self.page)
        for width in (390, 1280):
            for dark in (False, True):
                self.browser.open(page, width, dark)
                for place in places:
                    self.evaluate(f"document.getElementById('{place}').scrollIntoView(); 0")
                    time.sleep(0.2)
                    self.browser.screenshot(f"{SCREENSHOTS}/{place.replace(':', '-')}-{width}-{'dark' if dark else 'light'}.png")


if __name__ == "__main__":
    report.main()
