# Learning curves of the complexity ensemble: a line for each network.
width = 16
height = 5.6
load "figures/style.gp"

top = 0.9
bottom = 1.25
stats table using "streams" nooutput
columns = int(STATS_max)
here(t) = is("teacher", t) && column("streams") == i + 1

set multiplot
set yrange [0 : 100]
set ytics 0, 50
stats table using (column("trials") / 1000) nooutput
set xrange [0 : STATS_max]
set xtics 0, 50
j = 0
do for [i = 0 : columns - 1] {
  eval(panel)
  set format y (i == 0 ? "%.0f" : "")
  set label 1 sprintf("{/:Italic K} = %d", i + 1) at graph 0.5, screen 1 - 0.4 / height center
  if (i == 0) {
    set label 2 "accuracy (%)" at screen 0.3 / width, graph 0.5 rotate center
    set label 3 "training trials (thousands)" at screen 0.5 * (from_x(0) + to_x(columns - 1)), screen 0.3 / height center
    do for [t in teachers] { set label 4 + (t eq "sl") teacher_name(t) at graph 0.75, graph 0.2 - 0.06 * side(t) tc rgb colour(t) }
  }
  plot for [t in teachers] table using (here(t) ? column("trials") / 1000 : NaN) : \
      (100 * column("accuracy")) with lines lw 0.8 lc rgb pale(t)
  unset label
}
unset multiplot
