# Learning curves of the complexity ensemble: a line for each network, a row of panels for
# each regime that was trained.
width = 16
table_regimes = ""
set datafile separator tab
set datafile columnheaders
stats table using (r = strcol("regime"), \
  table_regimes = strstrt(table_regimes, r) ? table_regimes : table_regimes . " " . r, 0) nooutput
rows_here = words(table_regimes)
height = 2.0 + 3.6 * rows_here
load "figures/style.gp"

top = 0.75
bottom = 1.25
gap_y = 0.75
rows = rows_here
stats table using "streams" nooutput
columns = int(STATS_max)
stats table using (column("trials") / 1000) nooutput    # before any range is set, for a range leaves out
last = STATS_max
here(t) = is("teacher", t) && column("streams") == i + 1 && is("regime", regime)

set multiplot
set yrange [0 : 100]
set ytics 0, 50
set xrange [0 : last]
set xtics 0, 50, 0.8 * last    # the last one would meet the next panel's first
do for [j = 0 : rows - 1] {
  regime = word(table_regimes, j + 1)
  set format x (j == rows - 1 ? "%.0f" : "")
  do for [i = 0 : columns - 1] {
    eval(panel)
    set format y (i == 0 ? "%.0f" : "")
    set label 1 sprintf("{/:Italic K} = %d", i + 1) at graph 0.5, screen to_y(j) + 0.3 / height center
    if (i == 0) {
      set label 2 "accuracy (%)" at screen 0.3 / width, graph 0.5 rotate center
      if (rows > 1) { set label 6 regime at graph 0.97, graph 0.08 right font small tc rgb grey }
    }
    if (i == 0 && j == 0) {
      set label 3 "training trials (thousands)" at screen 0.5 * (from_x(0) + to_x(columns - 1)), screen 0.3 / height center
      do for [t in teachers] { set label 4 + (t eq "sl") teacher_name(t) at graph 0.75, graph 0.3 - 0.06 * side(t) tc rgb colour(t) }
    }
    plot for [t in teachers] table using (here(t) ? column("trials") / 1000 : NaN) : \
        (100 * column("accuracy")) with lines lw 0.8 lc rgb pale(t)
    unset label
  }
}
unset multiplot
