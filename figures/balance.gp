# Balance of the populations: each index for RL and SL, both regimes.
width = 16
height = 4.3
load "figures/style.gp"

left = 1.3
top = 0.6
bottom = 1.0
columns = 4
indices = "count_balance activity_balance ei_balance evenness"
names = "'units, {/:Italic G}_+ and {/:Italic G}_–' 'activity, {/:Italic G}_+ and {/:Italic G}_–' 'excitation, inhibition' 'sizes of all groups'"
at(r, t) = (r eq "reset" ? 3 : 0) + (t eq "sl" ? 1.2 : 0)
here(kind, r, t) = row(kind, word(indices, i + 1), r, t)

set multiplot
set xrange [-0.8 : 5]
set yrange [0 : 1]
set ytics 0, 0.5
unset xtics
set border 2
j = 0
do for [i = 0 : 3] {
  eval(panel)
  set format y (i == 0 ? "%.1f" : "")
  if (i == 0) { set label 1 "balance index" at screen 0.3 / width, graph 0.5 rotate center }
  set label 2 word(names, i + 1) at graph 0.5, screen 1 - 0.25 / height center
  do for [k = 0 : 1] {
    set label 3 + k word(regimes, k + 1) . (lacks(word(regimes, k + 1)) ? ": none" : "") at 3 * k + 0.6, screen 0.25 / height center font small
    do for [t in teachers] {
      set label 5 + 2 * k + (t eq "sl") teacher_name(t) at at(word(regimes, k + 1), t), screen 0.7 / height center font small tc rgb colour(t)
    }
  }
  plot for [r in regimes] for [t in teachers] table using \
      (here("network", r, t) ? at(r, t) + 0.8 * column("place") : NaN) : \
      (column("value")) : (mark(0)) : (tint(t)) with points pt variable lc rgb variable, \
    for [r in regimes] for [t in teachers] table using \
      (here("mean", r, t) ? at(r, t) : NaN) : (column("value")) : (column("low")) : \
      (column("high")) with yerrorbars pt symbol(t) ps 0.6 lc rgb colour(t) lw 2
  unset label
}
unset multiplot
