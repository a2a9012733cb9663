# Accuracy and trials to criterion against the number of streams, and what RL gains; a row
# for each regime that was trained.
width = 16
table_regimes = ""
set datafile separator tab
set datafile columnheaders
stats table using (r = strcol("regime"), \
  table_regimes = strstrt(table_regimes, r) ? table_regimes : table_regimes . " " . r, 0) nooutput
rows_here = words(table_regimes)
height = rows_here > 1 ? 7.2 : 4.45
load "figures/style.gp"

left = 1.45
right = 0.2
top = rows_here > 1 ? 1.15 : 0.9
bottom = 1.05
gap_x = 1.6
gap_y = 0.95
columns = 3
rows = rows_here
x(t) = column("streams") + 0.16 * side(t)
# Networks stand by their width, narrow ones left: at many streams some widths fail and others
# do not, and a mean over both would describe no network.
by_width(n) = 0.24 * (column("delta") - 0.08) / 0.12
spread(t) = x(t) + by_width(0)
single(q) = is("kind", "network") && is("quantity", q)
pair_here(r) = is("kind", "pair") && is("regime", r)

# A diverged network has accuracy zero; it is drawn at the foot of the axis.
stats table using (is("quantity", "accuracy") && (is("kind", "mean") || column("failed") == 0) ? \
  column("streams") : NaN) : (100 * column("value")) nooutput
most = found("STATS_max_x", 1)
lowest = 5 * floor(found("STATS_min_y", 0) / 5)
stats table using (is("kind", "pair") && column("failed") == 0 ? \
  abs(100 * column("value")) : NaN) nooutput
largest = found("STATS_max", 0) > 0 ? 2 * ceil(0.55 * STATS_max) : 1
stats table using (single("trials_to_criterion") ? column("value") / 1000 : NaN) nooutput
slowest = found("STATS_max", 10)
fastest = found("STATS_min", 1)
stats table using (is("kind", "pair") ? 100 * column("strength") : NaN) nooutput
widest = found("STATS_max", 0) > 1 ? STATS_max : 1
q = "trials_to_criterion"
widths = ""
stats table using (is("kind", "network") ? (d = strcol("delta"), widths = strstrt(widths . " ", " " . d . " ") ? widths : widths . " " . d, 0) : NaN) nooutput
form(k) = k == 1 ? 6 : k == 2 ? 4 : k == 3 ? 8 : 12
ink(k) = k == 1 ? 0xb0b0b0 : k == 2 ? 0x808080 : k == 3 ? 0x404040 : 0x000000
shake(n) = 0.03 * widest * (column("seed") * 0.618034 - floor(column("seed") * 0.618034) - 0.5)
axis_name(i) = from_x(i) - 1.1 / width

set multiplot
do for [j = 0 : rows - 1] {
  regime = word(table_regimes, j + 1)
  lost = 0
  stats table using (lost = lost + (pair_here(regime) && column("failed") > 0), lost) nooutput
  unset label
  unset arrow
  set xrange [0.5 : most + 0.5]
  set xtics 1, 1
  set ytics autofreq
  if (rows > 1) {
    set label 7 regime . " regime" at screen from_x(0), screen to_y(j) + (j ? 0.25 : 0.9) / height left
  }
  if (j == rows - 1) {
    set label 2 "streams {/:Italic K}" at graph 0.5, screen 0.3 / height center
  }

  i = 0
  eval(panel)
  set yrange [lowest : 100]
  set label 1 "accuracy (%)" at screen 0.3 / width, graph 0.5 rotate center
  set label 3 (j ? "" : "held-out trials") at graph 0, screen to_y(j) + 0.4 / height left font small
  if (j == 0) {
    do for [t in teachers] { set label 4 + (t eq "sl") teacher_name(t) at graph 0.06, graph 0.16 - 0.07 * side(t) tc rgb colour(t) }
  }
  set label 6 "ideal observer" at graph 1, first 100 offset 0, 0.5 right font tiny tc rgb grey
  plot table using (is("kind", "ceiling") ? column("streams") : NaN) : (100 * column("value")) \
      with lines dt 2 lc rgb grey, \
    for [t in teachers] table using (row("network", "accuracy", regime, t) ? spread(t) : NaN) : \
      (column("failed") > 0 ? lowest : 100 * column("value")) : (mark(0)) : (tint(t)) with points pt variable lc rgb variable, \
    for [d in widths] for [t in teachers] table using (row("network", "accuracy", regime, t) && is("delta", d) ? spread(t) : NaN) : \
      (column("failed") > 0 ? lowest : 100 * column("value")) smooth unique with lines lc rgb pale(t) lw 0.8, \
    for [t in teachers] table using (row("mean", "accuracy", regime, t) ? x(t) : NaN) : \
      (100 * column("value")) : (100 * column("low")) : (100 * column("high")) \
      with yerrorbars pt symbol(t) ps 0.55 lc rgb colour(t) lw 2
  unset for [k = 4 : 7] label k

  i = 1
  eval(panel)
  set logscale y
  set yrange [0.8 * fastest : 1.6 * slowest]
  set label 1 "thousands of trials" at screen axis_name(i), graph 0.5
  set label 3 (j ? "" : "trials to criterion")
  set label 4 "not reached" at graph 1, first 1.6 * slowest offset 0, 0.5 right font tiny tc rgb grey
  set ytics add (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
  plot for [t in teachers] table using (row("network", q, regime, t) ? spread(t) : NaN) : \
      (column("undefined") > 0 ? 1.6 * slowest : column("value") / 1000) : \
      (column("undefined") > 0 ? 2 : 7) : (column("undefined") > 0 ? colour(t) : pale(t)) \
      with points pt variable lc rgb variable, \
    for [t in teachers] table using (row("median", q, regime, t) ? x(t) : NaN) : \
      (column("value") / 1000) with points pt symbol(t) ps 0.55 lc rgb colour(t)
  unset logscale
  unset label 4

  i = 2
  eval(panel)
  set xrange [-0.04 * widest : 1.05 * widest]
  set yrange [-largest : largest]
  set xtics round_step(widest / 5.0)
  set ytics autofreq
  set label 1 "RL – SL (points)" at screen axis_name(i), graph 0.5
  if (j == rows - 1) {
    set label 2 "RL: quasi-periodic (%)"
  }
  set label 3 (j ? "" : "gain of a pair; {/:Italic K} =")
  set arrow 1 from graph 0, first 0 to graph 1, first 0 nohead lc rgb grey lw 0.7 dt 2 back
  if (lost > 0) {
    set label 4 sprintf("not shown: %d with a failed run", lost) at graph 1, graph 0.04 right font tiny tc rgb grey
  }
  if (j == 0) { do for [k = 1 : int(most)] { set label 20 + k sprintf("%d", k) at graph 0.62 + 0.1 * k, screen to_y(0) + 0.4 / height font tiny point pt form(k) ps 0.4 lc rgb ink(k) offset 0.6, 0 } }
  plot for [k = 1 : int(most)] table using (pair_here(regime) && column("streams") == k ? 100 * column("strength") + shake(0) : NaN) : \
      (column("failed") > 0 ? NaN : 100 * column("value")) with points pt form(k) ps 0.4 lc rgb ink(k)
}
unset multiplot
