# Crossover: each teacher at the criterion, and after as many trials again of either.
width = 16
height = 13
load "figures/style.gp"

left = 1.9
right = 0.3
top = 0.8
bottom = 1.7
gap_x = 0.9
gap_y = 0.5
columns = 2
rows = 4
here(k, q) = is("kind", k) && is("quantity", q) && is("regime", regime)
quantities = "quasi fixed unbounded balance"
titles = "'quasi-periodic (%)' 'fixed points (%)' 'unbounded (%)' 'activity balance'"
names = "'RL' 'RL, RL' 'RL, SL' 'SL' 'SL, RL' 'SL, SL'"
first(p) = p < 2.5 ? colour("rl") : colour("sl")
last(p) = p == 1 || p == 4 || p == 0 ? 7 : 5
at(p) = p > 2.5 ? p + 0.6 : p
start(p) = p > 2.5 ? 3 : 0

set multiplot
set xrange [-0.5 : 6.1]
do for [i = 0 : 1] {
  regime = word(regimes, i + 1)
  do for [j = 0 : 3] {
    q = word(quantities, j + 1)
    eval(panel)
    unit = j == 3 ? 1 : 100
    set yrange [0 : unit]
    set ytics unit / 4.0
    set xtics ()
    do for [k = 0 : 5] { set xtics add ((j == 3 ? word(names, k + 1) : "") at(k)) }
    if (j == 0) { set label 1 regime . " regime" at graph 0.5, screen 1 - 0.3 / height center }
    if (i == 0) { set label 2 word(titles, j + 1) at screen 0.4 / width, screen 0.5 * (from_y(j) + to_y(j)) rotate center font small }
    if (i == 0 && j == 3) { set label 3 "teacher of the first phase, and of the second" at screen 0.5 * (from_x(0) + to_x(1)), screen 0.35 / height center font small }
    plot table using (here("network", q) ? at(column("place")) : NaN) : (unit * column("value")) : (first(column("place")) + 0x90000000) with points pt 7 ps 0.2 lc rgb variable, \
      table using (here("mean", q) ? at(column("place")) : NaN) : (unit * column("value")) : (unit * column("low")) : (unit * column("high")) : (first(column("place"))) with yerrorbars pt 7 ps 0.5 lw 1.5 lc rgb variable
    unset label
  }
}
unset multiplot
