# What is counted while a network is trained, against the updates: one RL and one SL network
# of each regime.  Two quantities to a panel, the first solid, the second dashed.
width = 16
height = 19
load "figures/style.gp"

left = 1.5
right = 2.75
top = 1.0
bottom = 1.2
gap_y = 0.35
columns = 2
rows = 6
pairs = "'accuracy' 'fixed quasi' 'plus minus' 'both silent' 'activity_balance count_balance' 'ei_balance evenness'"
axes = "'accuracy (%)' 'grid points (%)' 'units (%)' 'units (%)' 'balance' 'balance'"
name(q) = q eq "plus" ? "{/:Italic G}_+" : q eq "minus" ? "{/:Italic G}_–" : q eq "both" ? "{/:Italic G}_a, both" : \
  q eq "silent" ? "{/:Italic G}_s, silent" : q eq "activity_balance" ? "activity" : q eq "count_balance" ? "units" : \
  q eq "ei_balance" ? "excitation" : q eq "accuracy" ? "" : label_name(q)
dash(k) = k == 1 ? 1 : 3
here(q, t) = is("quantity", q) && is("regime", regime) && is("teacher", t)
stats table using "update" nooutput
last = STATS_max

set multiplot
set xrange [0 : last]
set xtics autofreq
do for [j = 0 : rows - 1] {
  do for [i = 0 : 1] {
    regime = word(regimes, i + 1)
    pair = word(pairs, j + 1)
    share = j < 4
    eval(panel)
    set yrange [0 : share ? 100 : 1]
    set ytics 0, share ? 50 : 0.5
    set format y (i == 0 ? (share ? "%.0f" : "%.1f") : "")
    set format x (j == rows - 1 ? "%.0f" : "")
    if (j == 0) { set label 1 regime . " regime" at graph 0.5, screen 1 - 0.4 / height center }
    if (i == 0) { set label 2 word(axes, j + 1) at screen 0.3 / width, graph 0.5 rotate center }
    if (i == 0 && j == rows - 1) { set label 3 "updates" at screen 0.5 * (from_x(0) + to_x(1)), screen 0.3 / height center }
    if (i == 1 && j == 0) {
      do for [t in teachers] { set label 4 + (t eq "sl") teacher_name(t) at screen to_x(1) + 0.3 / width, graph 0.5 - 0.15 * side(t) tc rgb colour(t) }
    }
    if (i == 1 && j > 0) {
      do for [k = 1 : 2] {
        y0 = 0.5 * (from_y(j) + to_y(j)) + (k == 1 ? 0.25 : -0.25) / height
        set arrow k from screen to_x(1) + 0.2 / width, screen y0 to screen to_x(1) + 0.75 / width, screen y0 nohead lc rgb grey lw 1.5 dt dash(k)
        set label 5 + k name(word(pair, k)) at screen to_x(1) + 0.85 / width, screen y0 font small
      }
    }
    plot for [k = 1 : words(pair)] for [t in teachers] table using \
        (here(word(pair, k), t) ? column("update") : NaN) : ((share ? 100 : 1) * column("value")) \
        with lines lc rgb colour(t) lw 1.5 dt dash(k), \
      for [k = 1 : (j > 0) * words(pair)] for [t in teachers] table using \
        (here(word(pair, k), t) ? column("update") : NaN) : ((share ? 100 : 1) * column("value")) \
        with points pt symbol(t) ps (j == 1 ? 0.35 : 0.2) lc rgb colour(t)
    unset label
    unset arrow
  }
}
unset multiplot
