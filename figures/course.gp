# What is counted while a network is trained, against the updates: one RL and one SL network
# of each regime.  Two quantities to a panel, the first solid, the second dashed.
width = 16
height = 19
load "figures/style.gp"

left = 1.5
right = 3.1
top = 1.0
bottom = 1.2
gap_y = 0.35
columns = 2
rows = 6
pairs = "'accuracy' 'fixed quasi' 'plus minus' 'both silent' 'activity_balance count_balance' 'ei_balance evenness'"
axes = "'accuracy (%)' 'grid points (%)' 'units (%)' 'units (%)' 'balance' 'balance'"
name(q) = q eq "plus" ? "{/:Italic G}_+" : q eq "minus" ? "{/:Italic G}_–" : q eq "both" ? "{/:Italic G}_a, both" : \
  q eq "silent" ? "{/:Italic G}_s, silent" : q eq "activity_balance" ? "activity of {/:Italic G}_±" : \
  q eq "count_balance" ? "units of {/:Italic G}_±" : q eq "ei_balance" ? "excit., inhibition" : \
  q eq "evenness" ? "all group sizes" : label_name(q)
dash(k) = k == 1 ? 1 : 3
here(q, t) = is("quantity", q) && is("regime", regime) && is("teacher", t)
stats table using "update" nooutput
last = STATS_max
# The selective groups may be small: their panels end at the next quarter.
stats table using (is("quantity", "plus") || is("quantity", "minus") ? 100 * column("value") : NaN) nooutput
largest = found("STATS_max", 0) > 0 ? 25 * ceil(STATS_max / 25) : 25
top_of(j) = j == 2 ? largest : j < 4 ? 100 : 1

set multiplot
set xrange [0 : last]
set xtics autofreq
do for [j = 0 : rows - 1] {
  do for [i = 0 : 1] {
    regime = word(regimes, i + 1)
    pair = word(pairs, j + 1)
    share = j < 4
    eval(panel)
    set yrange [0 : top_of(j)]
    set ytics 0, j == 2 ? 25 : 0.5 * top_of(j)
    set format y (i == 0 ? (share ? "%.0f" : "%.1f") : "")
    set format x (j == rows - 1 ? "%.0f" : "")
    if (j == 0) { set label 1 regime . " regime" at graph 0.5, screen 1 - 0.4 / height center }
    if (i == 0) { set label 2 word(axes, j + 1) at screen 0.3 / width, graph 0.5 rotate center }
    if (i == 0 && j == rows - 1) { set label 3 "updates" at screen 0.5 * (from_x(0) + to_x(1)), screen 0.3 / height center }
    if (i == 1 && j == 0) {
      do for [t in teachers] { set label 4 + (t eq "sl") teacher_name(t) at screen to_x(1) + 0.85 / width, graph 0.5 - 0.12 * side(t) \
        tc rgb colour(t) point pt symbol(t) ps 0.5 lc rgb colour(t) offset 0.8, 0 }
    }
    if (i == 1 && j > 0) {
      do for [k = 1 : 2] {
        y0 = 0.5 * (from_y(j) + to_y(j)) + (k == 1 ? 0.25 : -0.25) / height
        set arrow k from screen to_x(1) + 0.2 / width, screen y0 to screen to_x(1) + 0.75 / width, screen y0 nohead lc rgb grey lw 1.5 + 0.01 * k dt dash(k)    # (another width, or SVG goes on with the dashes of the first)
        set label 5 + k name(word(pair, k)) at screen to_x(1) + 0.85 / width, screen y0 font small
      }
    }
    plot for [k = 1 : words(pair)] for [t in teachers] table using \
        (here(word(pair, k), t) ? column("update") : NaN) : ((share ? 100 : 1) * column("value")) \
        with lines lc rgb colour(t) lw 1.5 dt dash(k), \
      for [k = 1 : (j > 0) * words(pair)] for [t in teachers] table using \
        (here(word(pair, k), t) ? column("update") : NaN) : ((share ? 100 : 1) * column("value")) \
        with points pt symbol(t) ps (j == 1 ? 0.4 : 0.22) lc rgb colour(t)
    unset label
    unset arrow
  }
}
unset multiplot
