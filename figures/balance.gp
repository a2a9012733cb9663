# Balance of the populations: each index for RL and SL, both regimes.
width = 16
height = 5.6
load "figures/style.gp"

left = 1.3
top = 0.6
bottom = 1.0
columns = 4
indices = "count_balance activity_balance ei_balance evenness"
names = "'units, {/:Italic G}_+ and {/:Italic G}_–' 'activity, {/:Italic G}_+ and {/:Italic G}_–' 'excitation, inhibition' 'sizes of all groups'"
at(r, t) = (r eq "reset" ? 3 : 0) + (t eq "sl" ? 1.2 : 0)
here(kind, r, t) = row(kind, word(indices, i + 1), r, t)
scatter(k) = 0.5 * (k * 0.618034 - floor(k * 0.618034) - 0.5)    # means nothing

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
  # Pairs, which stand in one order in the rows of both teachers, are joined.
  do for [r in regimes] {
    undefine n_*
    stats table using (here("network", r, "rl") ? column("value") : NaN) name "n" nooutput
    pairs = exists("n_records") ? int(n_records) : 0
    if (pairs > 0) {
      array of_rl[pairs]
      array of_sl[pairs]
      array of_pair[pairs]
      k = 0
      stats table using (here("network", r, "rl") ? (k = k + 1, of_rl[k] = column("value"), of_pair[k] = scatter(column("seed")), 0) : NaN) nooutput
      k = 0
      stats table using (here("network", r, "sl") && k < pairs ? (k = k + 1, of_sl[k] = column("value"), 0) : NaN) nooutput
      do for [k = 1 : pairs] {
        set arrow from at(r, "rl") + of_pair[k], of_rl[k] to at(r, "sl") + of_pair[k], of_sl[k] nohead lc rgb 0xd0d0d0 lw 0.4 back
      }
    }
  }
  plot for [r in regimes] for [t in teachers] table using \
      (here("network", r, t) ? at(r, t) + scatter(column("seed")) : NaN) : \
      (column("value")) : (mark(0)) : (tint(t)) with points pt variable lc rgb variable, \
    for [r in regimes] for [t in teachers] table using \
      (here("mean", r, t) ? at(r, t) : NaN) : (column("value")) : (column("low")) : \
      (column("high")) with yerrorbars pt symbol(t) ps 0.6 lc rgb colour(t) lw 2
  unset label
  unset arrow
}
unset multiplot
