"""The net under the figures: each kind of drift is made on purpose and has to be caught,
and what has not changed has to pass.  The data are of one made-up figure, drawn with the
style of the real ones, so that no run is needed."""
import os
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import report

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
COLUMNS = ("kind regime teacher delta streams quantity strength seed place value low high below networks capped "
           "failed undefined").split()

# Means with their intervals and networks, from the columns that all averages have.
FIGURE = """
width = 8
height = 6
load "figures/style.gp"
set label 1 teacher_name("rl") at graph 0.1, graph 0.9 tc rgb colour("rl")
plot for [t in teachers] table using (row("mean", "evenness", "reset", t) ? column("delta") : NaN) : "value" \
  : "low" : "high" with yerrorbars pt symbol(t) lc rgb colour(t), \
  for [t in teachers] table using (row("network", "evenness", "reset", t) ? column("delta") + 0.01 * column("place") \
  : NaN) : "value" with points lc rgb colour(t)
"""
CLAIMS = "id regime claim statistic estimate low high effect n verdict verdict_alternatives".split()


def averages():
    """Rows of a table of averages: every mean inside its interval, no two values alike."""
    random.seed(8)
    rows = []
    for teacher in ("rl", "sl"):
        for delta in ("0.06", "0.14"):
            values = [random.uniform(0.3, 0.9) for _ in range(5)]
            mean = sum(values) / 5
            rows.append(["mean", "reset", teacher, delta, "-", "evenness", "-", "-", "0", f"{mean:.9g}",
                         f"{mean - 0.05:.9g}", f"{mean + 0.04:.9g}", "-", "5", "1", "0", "0"])
            rows += [["network", "reset", teacher, delta, "2", "evenness", "-", str(i + 1), f"{(i + 0.5) / 5 - 0.5:.6f}",
                      f"{value:.9g}", "-", "-", "-", "1", "0", "0", "0"] for i, value in enumerate(values)]
    return rows


class Net(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="net.")
        self.addCleanup(shutil.rmtree, self.folder)
        os.makedirs(self.path("build/tables/test"))
        os.makedirs(self.path("figures"))
        shutil.copy(f"{ROOT}/figures/style.gp", self.path("figures"))
        self.write("figures/sample.gp", FIGURE)
        self.rows = averages()
        self.table()
        self.claims = [["C2", "reset", "RL is hybrid", "RL - SL", "0.2512", "0.1203", "0.4017", "1.2345", "12",
                        "supported", "SL alone: supported"]]
        self.ledger()
        self.runs("a" * 64)
        self.run_tool("accept", "runs", "sample", "claims")

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def table(self, columns=COLUMNS, name="sample"):
        self.write(f"build/tables/test/figure-{name}.tsv", "".join("\t".join(r) + "\n" for r in [columns, *self.rows]))

    def ledger(self):
        self.write("build/tables/test/claims.tsv", "".join("\t".join(r) + "\n" for r in [CLAIMS, *self.claims]))

    def runs(self, digest):
        self.write("build/tables/test/runs.sha256", f"{digest}  one.h5\n{'b' * 64}  two.h5\n")
        self.write("build/tables/test/networks.tsv", "id\taccuracy\none\t0.9531\ntwo\t0.9677\n")
        self.write("build/tables/test/determinant.tsv", "estimate\tp\n")
        self.write("build/tables/test/middles.tsv", "measure\tregime\n")

    def run_tool(self, command, *names, status=0):
        """Runs the tool on profile `test`; the text of both streams."""
        run = subprocess.run([sys.executable, f"{ROOT}/tests/check_figures.py", command, "test", *names],
                             cwd=self.folder, capture_output=True, text=True)
        self.said = run.stdout + run.stderr
        self.assertEqual(run.returncode, status, self.said)
        return self.said

    def caught(self, *words):
        """The change is caught by exactly one comparison, and told in these words."""
        said = self.run_tool("check", "sample", "claims", status=1)
        self.assertIn("[  FAILED  ] 1 test(s).", said)
        for word in words:
            self.assertIn(word, said)

    def passes(self, *words):
        said = self.run_tool("check", "sample", "claims")
        self.assertIn("[  PASSED  ] 5 test(s).", said)
        for word in words:
            self.assertIn(word, said)

    def scale(self, column, factor, row=0):
        i = COLUMNS.index(column)
        old = self.rows[row][i]
        self.rows[row][i] = f"{float(old) * factor:.9g}"
        self.assertNotEqual(old, self.rows[row][i])
        self.table()
        return old, self.rows[row][i]

    # The same runs

    def test_network(self):
        """A digit of a network counts, but not where the runs are others; a decided C11 is kept, an empty one not."""
        self.write("build/tables/test/networks.tsv", "id\taccuracy\none\t0.9531\ntwo\t0.9678\n")
        said = self.run_tool("check", "sample", "claims", status=1)
        self.assertIn("table of networks: two is not what it was", said)
        self.assertFalse(os.path.exists(self.path("data/expected/test/determinant.tsv")))
        self.write("build/tables/test/determinant.tsv", "estimate\tp\n0.1\t0.02\n")
        self.run_tool("accept", "runs")
        self.assertTrue(os.path.exists(self.path("data/expected/test/determinant.tsv")))
        self.run_tool("check", "sample", "claims")
        self.assertFalse(os.path.exists(self.path("data/expected/test/middles.tsv")))
        columns = "measure\tregime\tteacher\tstage\tlabel\tsteps\tn\tmedian\n"
        self.write("build/tables/test/middles.tsv", columns + "retention\treset\trl\tdelay\t-\t12\t9\t0.952\n")
        self.run_tool("accept", "runs")
        self.run_tool("check", "sample", "claims")
        self.write("build/tables/test/middles.tsv", columns + "retention\treset\trl\tdelay\t-\t12\t9\t0.953\n")
        said = self.run_tool("check", "sample", "claims", status=1)
        self.assertIn("table of medians: retention reset rl delay - 12 is not what it was", said)

    def test_what_has_not_changed_passes(self):
        self.passes()

    def test_a_last_digit_passes(self):
        self.scale("value", 1 + 3e-8)
        self.passes()

    def test_a_mean_moved_by_one_percent(self):
        self.caught(*self.scale("value", 1.01), "table sample: mean reset rl 0.06", "root mean square difference")
        self.assertTrue(os.path.exists(self.path("build/check/figures/test/sample.png")))
        self.assertTrue(os.path.exists(self.path("build/check/figures/test/sample-difference.png")))

    def test_a_network_moved_by_one_percent(self):
        self.caught(*self.scale("value", 0.99, row=3), "network reset rl 0.06 2 evenness - 3")

    def test_an_end_of_an_interval_moved_by_one_percent(self):
        self.caught(*self.scale("high", 1.01), "high")

    def test_a_dropped_series(self):
        self.rows = [row for row in self.rows if row[2] != "sl"]
        self.table()
        self.caught("missing: mean reset sl 0.06")

    def test_swapped_labels_of_the_data(self):
        for row in self.rows:
            row[2] = {"rl": "sl", "sl": "rl"}[row[2]]
        self.table()
        self.caught("mean reset rl 0.06")

    def test_swapped_rows(self):
        self.rows[1], self.rows[2] = self.rows[2], self.rows[1]
        self.table()
        self.caught("order")

    def test_a_missing_point(self):
        del self.rows[4]
        self.table()
        self.caught("missing: network reset rl 0.06 2 evenness - 4")

    def test_a_point_too_many(self):
        self.rows.append(self.rows[-1])
        self.table()
        self.caught("not expected: network reset sl 0.14 2 evenness - 5 (2)")

    def test_a_value_that_is_undefined_now(self):
        self.rows[2][COLUMNS.index("value")] = "-"
        self.table()
        self.caught("- found")

    def test_a_count(self):
        self.rows[0][COLUMNS.index("networks")] = "6"
        self.table()
        self.caught("networks 5 expected, 6 found")

    def test_another_column(self):
        self.rows = [row + ["1"] for row in self.rows]
        self.table(COLUMNS + ["median"])
        self.caught("columns")

    def test_a_truncated_row(self):
        self.rows[-1] = self.rows[-1][:5]
        self.table()
        self.caught("has 5 fields")

    def test_no_table(self):
        os.remove(self.path("build/tables/test/figure-sample.tsv"))
        self.caught("there is no build/tables/test/figure-sample.tsv")

    def test_labels_of_a_map(self):
        names = "regime teacher delta seed context relevant other label".split()
        self.rows = [["reset", "rl", "0.1", "1", "1", str(x), str(y), "quasi" if x > y else "fixed"]
                     for x in (-5, 0, 5) for y in (-5, 0, 5)]
        self.write("figures/map.gp", 'width = 5\nheight = 5\nload "figures/style.gp"\n'
                   'plot table using "relevant" : "other" : (label_colour(strcol("label"))) with points lc rgb variable\n')
        self.table(names, "map")
        self.run_tool("accept", "map")
        self.run_tool("check", "sample", "claims", "map")
        self.rows[1][7], self.rows[3][7] = self.rows[3][7], self.rows[1][7]
        self.table(names, "map")
        said = self.run_tool("check", "sample", "claims", "map", status=1)
        self.assertIn("table map: reset rl 0.1 1 1 -5 0: label fixed expected, quasi found", said)

    # Drawings

    def style(self, old, new):
        with open(f"{ROOT}/figures/style.gp", encoding="utf-8") as file:
            text = file.read()
        self.assertIn(old, text)
        self.write("figures/style.gp", text.replace(old, new, 1))

    def test_a_changed_colour(self):
        self.style("0x0072b2", "0x0072b3")
        self.caught("drawing sample: the expected table is drawn in another way", "root mean square difference")
        self.assertTrue(os.path.exists(self.path("build/check/figures/test/sample-drawing.png")))

    def test_swapped_labels_of_the_drawing(self):
        self.style('? "RL" : "SL"', '? "SL" : "RL"')
        self.caught("drawing sample")

    def test_a_series_that_is_not_drawn(self):
        self.write("figures/sample.gp", FIGURE.replace("for [t in teachers] table", 'for [t in "rl"] table', 1))
        self.caught("drawing sample")

    def test_a_comment_in_a_script_passes(self):
        self.write("figures/sample.gp", FIGURE + "# a comment\n")
        self.passes()

    def test_a_script_that_fails(self):
        self.write("figures/sample.gp", FIGURE + "plot nonsense\n")
        self.caught("figures/sample.gp draws nothing")

    def test_a_change_of_the_data_is_none_of_the_drawing(self):
        self.scale("value", 1.2)
        self.style("0x0072b2", "0x0072b3")
        said = self.run_tool("check", "sample", "claims", status=1)
        self.assertIn("[  FAILED  ] 2 test(s).", said)

    def digests(self):
        return next(f for f in os.listdir(self.path("data/expected/test")) if f.startswith("gnuplot-"))

    def test_another_gnuplot_is_said_aloud(self):
        os.rename(self.path(f"data/expected/test/{self.digests()}"), self.path("data/expected/test/gnuplot-1.2.3.sha256"))
        self.style("0x0072b2", "0x0072b3")
        self.passes("the drawing of sample is not compared", "only gnuplot-1.2.3.sha256")

    def test_the_line_of_the_version_is_no_part_of_a_drawing(self):
        sys.path.insert(0, f"{ROOT}/tests")
        import check_figures
        svg = "<svg><desc>Produced by GNUPLOT 5.4 patchlevel 4 </desc><g/></svg>"
        digests = []
        for text in (svg, svg.replace("patchlevel 4", "patchlevel 5"), svg.replace("<g/>", "<g />")):
            self.write("x.svg", text)
            digests.append(check_figures.digest(self.path("x.svg")))
        self.assertEqual(digests[0], digests[1])
        self.assertNotEqual(digests[0], digests[2])

    # Other runs: another processor

    def test_other_runs_with_all_means_inside_pass_and_say_so(self):
        self.runs("c" * 64)
        for row in range(1, 6):
            self.scale("value", 1.05, row)
        self.scale("value", 1.01)
        self.passes("1 of the runs have other weights", "one.h5")

    def test_other_runs_with_a_mean_outside(self):
        self.runs("c" * 64)
        for column in ("value", "low", "high"):
            self.scale(column, 1.2)
        self.caught("is not in the interval now", "mean reset rl 0.06")

    def test_other_runs_with_another_verdict(self):
        self.runs("c" * 64)
        self.claims[0][9] = "inconclusive"
        self.ledger()
        self.caught("table claims: C2 reset: verdict supported expected, inconclusive found")

    def test_other_runs_with_other_alternatives_pass(self):
        self.runs("c" * 64)
        self.claims[0][10] = "SL alone: inconclusive"
        self.claims[0][4] = "0.2600"
        self.ledger()
        self.passes()

    def test_other_runs_with_a_missing_series(self):
        self.runs("c" * 64)
        self.rows = [row for row in self.rows if row[2] != "sl"]
        self.table()
        self.caught("missing")

    def test_the_same_runs_with_another_verdict(self):
        self.claims[0][9] = "contradicted"
        self.ledger()
        self.caught("verdict supported expected, contradicted found")

    def test_the_same_runs_with_another_estimate(self):
        self.claims[0][4] = "0.2537"
        self.ledger()
        self.caught("estimate 0.2512 expected, 0.2537 found")

    # What is expected, and how it is renewed

    def test_nothing_expected(self):
        shutil.rmtree(self.path("data"))
        self.assertIn("FIG=all", self.run_tool("check", "sample", status=2))

    def test_no_rule_for_a_column(self):
        self.rows = [row + ["1"] for row in self.rows]
        self.table(COLUMNS + ["unheard"])
        self.assertIn("no row for column 'unheard'", self.run_tool("accept", "sample", status=2))

    def test_a_figure_without_expectation(self):
        self.table(name="other")
        said = self.run_tool("check", "sample", "claims", "other", status=1)
        self.assertIn("accept FIG=other", said)

    def test_an_expectation_without_figure(self):
        said = self.run_tool("check", "claims", status=1)
        self.assertIn("figure-sample.tsv is of no figure", said)

    def test_accept_tells_old_and_new_and_keeps_both_pictures(self):
        old, new = self.scale("value", 1.1)
        said = self.run_tool("accept", "sample")
        self.assertIn(f"sample: mean reset rl 0.06 - evenness - -: value {old} -> {new}", said)
        self.assertIn("sample: 1 of 24 rows changed", said)
        for name in ("sample", "sample-before", "sample-now"):
            self.assertTrue(os.path.exists(self.path(f"build/accepted/test/{name}.png")), name)
        self.passes()

    def test_accept_renews_the_drawing_alone(self):
        self.style("0x0072b2", "0x0072b3")
        said = self.run_tool("accept", "sample")
        self.assertIn("0 of 24 rows changed", said)
        self.assertRegex(said, r"difference of the pictures 0\.\d*[1-9]")
        self.passes()

    def test_accept_says_what_another_gnuplot_has_lost(self):
        with open(self.path(f"data/expected/test/{self.digests()}"), encoding="utf-8") as file:
            self.write("data/expected/test/gnuplot-1.2.3.sha256", file.read())
        said = self.run_tool("accept", "sample")
        self.assertIn("gnuplot-1.2.3.sha256 no longer holds", said)
        self.passes()

    def test_drawings_of_another_gnuplot_are_added_beside(self):
        own = self.path(f"data/expected/test/{self.digests()}")
        other = self.path("data/expected/test/gnuplot-1.2.3.sha256")
        os.rename(own, other)
        with open(other, encoding="utf-8") as file:
            before = file.read()
        self.run_tool("drawings", "sample")
        with open(other, encoding="utf-8") as file:
            self.assertEqual(before, file.read())
        with open(own, encoding="utf-8") as file:
            self.assertEqual(before, file.read())
        self.style("0x0072b2", "0x0072b3")
        self.caught("the expected table is drawn in another way")

    def test_accept_does_not_mix_runs(self):
        self.runs("c" * 64)
        said = self.run_tool("accept", "sample", status=2)
        self.assertIn("come from one set of runs", said)
        said = self.run_tool("accept", "runs", "sample", "claims")
        self.assertIn(f"runs: one.h5: {'a' * 12} -> {'c' * 12}", said)
        self.passes()

    def test_what_is_kept_for_ever_is_small(self):
        size = {}
        for folder, _, names in os.walk(os.path.join(ROOT, "data", "expected")):
            size.update({os.path.join(folder, name): os.path.getsize(os.path.join(folder, name)) for name in names})
        self.assertEqual([path for path in size if path.endswith(".png") and size[path] > 60000], [])
        self.assertEqual([path for path in size if size[path] > 1000000], [])
        self.assertLess(sum(size.values()), 8000000)


if __name__ == "__main__":
    report.main()
