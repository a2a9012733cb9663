# Beyond the trial: how far the networks' own trials are from their attractors, and how long
# their decisions last.  Pale points are networks, lines their means.
width = 16
height = 19.2
load "figures/style.gp"

left = 2.0
right = 3.0
top = 0.9
bottom = 1.2
gap_y = 0.95
columns = 2
rows = 4
here(m, s, l, t) = is("measure", m) && is("stage", s) && is("label", l) && is("regime", regime) && is("teacher", t)
steps(m, s, l, t, k) = here(m, s, l, t) ? column("steps") * (1 + 0.03 * k * side(t)) : NaN
ends = "fixed-point quasi-periodic"
stages = "stimulus delay"
dash(k) = k == 1 ? 1 : 3
lasting = "retention retention_unbroken"
longer = "strength total"
axes = "'distance from attractor' 'distance from attractor' 'trials (%)' 'trials (%)'"
titles = "'stimulus' 'delay' 'longer delays' 'longer stimuli'"
ticks = "'8 20 50 100 1000' '8 20 50 100 1000' '12 25 50 100 200 400 1000' '8 12 20 40 80'"
keys = "'fixed point;quasi-periodic' 'fixed point;quasi-periodic' 'right choice;fixation kept too' 'same each step;same in total'"
part(text, k) = k == 1 ? text[1 : strstrt(text, ";") - 1] : text[strstrt(text, ";") + 1 : *]
far(y) = y < 1e-4 ? -4 : log10(y)    # what lies on its attractor stands at the bottom

set multiplot
set logscale x
do for [j = 0 : rows - 1] {
  do for [i = 0 : 1] {
    regime = word(regimes, i + 1)
    eval(panel)
    near = j < 2
    set format y (i == 0 ? "%.0f" : "")
    if (near) { set yrange [-4.2 : 2.2] } else { set yrange [0 : 100] }
    if (near && i == 0) { set ytics ("≤ 10^{-4}" -4, "10^{-2}" -2, "1" 0, "10^{2}" 2) }
    if (near && i == 1) { set ytics ("" -4, "" -2, "" 0, "" 2) }
    if (!near) { set ytics 0, 25 }
    unset xtics
    set xtics nomirror font small offset 0, 0.3
    set xtics ()
    do for [tick in word(ticks, j + 1)] { set xtics add (tick real(tick)) }
    set xrange [(j == 2 ? 10 : 6.5) : (j == 3 ? 96 : 1250)]
    if (j == 0) { set label 1 regime . " regime" at graph 0.5, screen 1 - 0.3 / height center }
    if (i == 0) {
      set label 2 word(titles, j + 1) at screen 0.3 / width, graph 0.5 rotate center font small
      set label 3 word(axes, j + 1) at screen 0.85 / width, graph 0.5 rotate center font small
      if (j == rows - 1) { set label 4 "steps of the stage" at screen 0.5 * (from_x(0) + to_x(1)), screen 0.3 / height center }
    }
    if (i == 1) {
      do for [k = 1 : 2] {
        y0 = 0.5 * (from_y(j) + to_y(j)) + (k == 1 ? 0.25 : -0.25) / height
        set arrow k from screen to_x(1) + 0.15 / width, screen y0 to screen to_x(1) + 0.6 / width, screen y0 nohead lc rgb grey lw 1.5 + 0.01 * k dt dash(k)    # (another width, or SVG goes on with the dashes of the first)
        set label 5 + k part(word(keys, j + 1), k) at screen to_x(1) + 0.7 / width, screen y0 font tiny
      }
      if (j == 0) {
        do for [t in teachers] { set label 8 + (t eq "sl") teacher_name(t) at screen to_x(1) + 0.7 / width, screen to_y(0) - 0.2 / height - (t eq "sl") * 0.45 / height \
          tc rgb colour(t) point pt symbol(t) ps 0.5 lc rgb colour(t) offset 0.8, 0 }
      }
    }
    if (near) {
      s = word(stages, j + 1)
      plot for [k = 1 : 2] for [t in teachers] table using (steps("distance", s, word(ends, k), t, 2 * k - 2)) : (far(column("value"))) \
          with points pt 7 ps 0.16 lc rgb pale(t), \
        for [k = 1 : 2] for [t in teachers] table using (steps("distance", s, word(ends, k), t, 0)) : (far(column("value"))) \
          smooth unique with lines lc rgb colour(t) lw 1.8 dt dash(k)
    } else {
      s = word("delay stimulus", j - 1)
      measures = j == 2 ? lasting : longer
      plot for [k = 1 : 2] for [t in teachers] table using (steps(word(measures, k), s, "-", t, 1)) : (100 * column("value")) \
          with points pt 7 ps 0.16 lc rgb pale(t), \
        for [k = 1 : 2] for [t in teachers] table using (steps(word(measures, k), s, "-", t, 0)) : (100 * column("value")) \
          smooth unique with lines lc rgb colour(t) lw 1.8 dt dash(k)
    }
    unset label
    unset arrow
  }
}
unset multiplot
