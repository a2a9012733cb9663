# Past the criterion: shares of labels, balance and accuracy at once, twice and five times its trials.
width = 16
height = 14.5
load "figures/style.gp"

left = 1.9
right = 0.3
top = 1.2
bottom = 1.3
gap_x = 0.9
gap_y = 0.5
columns = 2
rows = 5
here(k, q, r) = is("kind", k) && is("quantity", q) && is("regime", regime) && substr(strcol("arm"), 1, 6) eq r
rung(t) = t eq "rl" ? "rung-6" : "rung-0"
quantities = "quasi fixed unbounded balance accuracy"
titles = "'quasi-periodic (%)' 'fixed points (%)' 'unbounded (%)' 'activity balance' 'accuracy (%)'"

set multiplot
set logscale x 2
set xrange [0.9 : 5.6]
do for [i = 0 : 1] {
  regime = word(regimes, i + 1)
  do for [j = 0 : 4] {
    q = word(quantities, j + 1)
    eval(panel)
    set xtics (1, 2, 5)
    if (j < 4) { set xtics ("" 1, "" 2, "" 5) } else { if (i == 0) { set label 3 "trials, in multiples of those to the criterion" at screen 0.5 * (from_x(0) + to_x(1)), screen 0.35 / height center font small } }
    unit = j == 3 ? 1 : 100
    if (j < 3) { set yrange [0 : 100]; set ytics 25 }
    if (j == 3) { set yrange [0 : 1]; set ytics 0.25 }
    if (j == 4) { set yrange [50 : 100]; set ytics 25 }
    if (j == 0) { set label 1 regime . " regime" at graph 0.5, screen 1 - 0.3 / height center }
    if (i == 0) { set label 2 word(titles, j + 1) at screen 0.4 / width, screen 0.5 * (from_y(j) + to_y(j)) rotate center font small }
    if (i == 0 && j == 0) { do for [t in teachers] { set label 8 + (t eq "sl") (t eq "rl" ? "rung 6: our RL" : "rung 0: cross-entropy") at screen (t eq "rl" ? left + 0.3 : left + 4.2) / width, screen 1 - 0.8 / height font small \
        tc rgb colour(t) point pt symbol(t) ps 0.5 lc rgb colour(t) offset 0.8, 0 } }
    plot for [t in teachers] table using (here("network", q, rung(t)) ? column("place") * (1 + 0.02 * side(t)) : NaN) : (unit * column("value")) with points pt 7 ps 0.2 lc rgb pale(t), \
      for [t in teachers] table using (here("mean", q, rung(t)) ? column("place") * (1 + 0.02 * side(t)) : NaN) : (unit * column("value")) : (unit * column("low")) : (unit * column("high")) with yerrorbars pt symbol(t) ps 0.5 lw 1.5 lc rgb colour(t), \
      for [t in teachers] table using (here("mean", q, rung(t)) ? column("place") * (1 + 0.02 * side(t)) : NaN) : (unit * column("value")) with lines lc rgb colour(t)
    unset label
  }
}
unset multiplot
