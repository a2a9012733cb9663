# Accuracy under disturbances of growing strength.
width = 16
height = 9.6
load "figures/style.gp"

left = 2.0
top = 0.9
bottom = 1.2
gap_y = 0.5
columns = 3
rows = 2
gap_x = 0.7
disturbances = "weights silencing input"
names = "'noise on the weights' 'units silenced' 'noise on the input'"
axes = "'s.d. relative to a weight' 'share of units' 's.d. relative to training'"

# The range of each kind's strengths, before any range of an axis hides some.
array weakest[3]
array strongest[3]
do for [i = 1 : 3] {
  stats table using (is("quantity", word(disturbances, i)) ? column("strength") : NaN) nooutput
  weakest[i] = found("STATS_min", 0)
  strongest[i] = found("STATS_max", 1)
}

set multiplot
set xtics autofreq
# Noise on the input costs little: its panels have a scale of their own.
stats table using (is("kind", "network") && is("quantity", "input") ? 100 * column("value") : NaN) nooutput
mildest = 10 * floor(found("STATS_min", 0) / 10)
do for [j = 0 : 1] {
  do for [i = 0 : 2] {
    regime = word(regimes, j + 1)
    q = word(disturbances, i + 1)
    eval(panel)
    set format x (j == 1 ? "%g" : "")
    set format y (i != 1 ? "%.0f" : "")
    if (i == 2) { set yrange [mildest : 100]; set ytics mildest, 10 } else { set yrange [0 : 100]; set ytics 0, 25 }
    if (j == 0) { set label 1 word(names, i + 1) at graph 0.5, screen 1 - 0.4 / height center }
    if (j == 1) { set label 2 word(axes, i + 1) at graph 0.5, screen 0.3 / height center }
    if (i == 0) {
      set label 3 regime . " regime" at screen 0.3 / width, graph 0.5 rotate center
      set label 4 "accuracy (%)" at screen 0.85 / width, graph 0.5 rotate center font small
      if (j == 0) { do for [t in teachers] { set label 5 + (t eq "sl") teacher_name(t) at graph 0.06, graph 0.16 - 0.05 * side(t) tc rgb colour(t) } }
    }
    shift = 0.008 * (strongest[i + 1] - weakest[i + 1])
    set xrange [weakest[i + 1] - 3 * shift : strongest[i + 1] + 3 * shift]
    plot for [t in teachers] table using \
        (row("network", q, regime, t) ? column("strength") + shift * side(t) : NaN) : (100 * column("value")) \
        with points pt 7 ps 0.18 lc rgb pale(t), \
      for [t in teachers] table using (row("mean", q, regime, t) ? column("strength") + shift * side(t) : NaN) : \
        (100 * column("value")) with lines lc rgb colour(t), \
      for [t in teachers] table using (row("mean", q, regime, t) ? column("strength") + shift * side(t) : NaN) : \
        (100 * column("value")) : (100 * column("low")) : (100 * column("high")) \
        with yerrorbars pt symbol(t) ps 0.45 lc rgb colour(t) lw 1.5
    unset label
  }
}
unset multiplot
