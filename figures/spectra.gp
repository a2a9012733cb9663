# For the points of the portraits: the eigenvalues at their fixed points, and the leading
# Lyapunov exponents of their orbits.
set datafile separator tab
set datafile columnheaders
shown = ""
stats table using (l = strcol("label"), \
  shown = strstrt(shown . " ", " " . l . " ") ? shown : shown . " " . l, 0) nooutput
many = words(shown)
across = 3
down = (many + across - 1) / across
lowest = 3.6    # height of the panel of the exponents, cm
foot = 1.5      # and of what is written below it
side = down < 3 ? 4.0 : 3.5
width = 16
height = 0.75 + down * side + (down - 1) * 1.15 + 1.75 + lowest + foot
load "figures/style.gp"

left = 1.75
top = 0.75
bottom = 1.75 + lowest + foot
gap_x = (width - left - right - across * side) / (across - 1)
gap_y = 1.15
columns = across
rows = down
here(kind) = is("label", l) && is("kind", kind)
rim(l) = 0x404040
nowhere = 1e30

# One scale for all planes: the unit circle with some room, or the farthest eigenvalue.
stats table using (is("kind", "exponent") ? NaN : abs(column("real"))) nooutput
reach = found("STATS_max", 1)
stats table using (is("kind", "exponent") ? NaN : abs(column("imaginary"))) nooutput
reach = 1.08 * (found("STATS_max", 0) > reach ? STATS_max : reach)
reach = reach > 1.25 ? reach : 1.25

settled = " "
stats table using (is("kind", "nearest") ? (settled = settled . strcol("label") . " ", 0) : NaN) nooutput

set multiplot
set border 15
set parametric
set trange [0 : 2 * pi]
set samples 200
set xtics -1, 1
set ytics -1, 1
do for [k = 1 : many] {
  l = word(shown, k)
  i = (k - 1) % columns
  j = (k - 1) / columns
  eval(panel)
  set xrange [-reach : reach]
  set yrange [-reach : reach]
  set format y (i == 0 ? "%.0f" : "")
  set object 1 rectangle from screen from_x(i), screen to_y(j) + 0.17 / height \
    to screen from_x(i) + 0.26 / width, screen to_y(j) + 0.43 / height fc rgb label_colour(l) fs solid border lc rgb grey lw 0.5
  set label 1 label_name(l) at screen from_x(i) + 0.4 / width, screen to_y(j) + 0.3 / height font small
  if (i == 0) { set label 2 "imaginary part" at screen 0.35 / width, graph 0.5 rotate center font small }
  if (k + columns > many) { set label 3 "real part" at graph 0.5, screen from_y(j) - 0.75 / height center font small }
  if (strstrt(settled, " " . l . " ") == 0) { set label 4 "no fixed point" at graph 0.5, graph 0.5 center font tiny tc rgb grey }
  plot cos(t), sin(t) with lines lw 0.8 lc rgb grey, \
    table using (here("further") ? column("real") : nowhere) : (column("imaginary")) with points pt 7 ps 0.2 lc rgb 0xa0a0a0, \
    table using (here("nearest") ? column("real") : nowhere) : (column("imaginary")) with points pt 7 ps 0.38 lc rgb rim(l), \
    table using (here("nearest") ? column("real") : nowhere) : (column("imaginary")) with points pt 7 ps 0.27 lc rgb label_colour(l)
  unset label
  unset object
}
unset parametric

# The exponents, a group for each label, and the leading one in numbers.
set lmargin at screen left / width
set rmargin at screen 1 - right / width
set bmargin at screen foot / height
set tmargin at screen (foot + lowest) / height
place(l) = (strstrt(shown . " ", " " . l . " ") == 0 ? 0 : words(shown[1 : strstrt(shown . " ", " " . l . " ")]))
each = 10
x(n) = each * place(strcol("label")) + column("rank")
# What lies near zero tells the labels apart, so the axis is linear there alone.
near = 0.001
bent(v) = asinh(v / near)
set border 3
set xrange [-1.5 : each * many - 1.5]
set yrange [*:*]
unset xtics
set ytics ("-1" bent(-1), "-0.1" bent(-0.1), "-0.01" bent(-0.01), "-0.001" bent(-near), "0" 0, "0.001" bent(near), "0.01" bent(0.01), "0.1" bent(0.1))
set label 1 "exponent (nats a step)" at screen 0.35 / width, graph 0.5 rotate center font small
do for [k = 1 : many] {
  l = word(shown, k)
  stats table using (here("exponent") && column("rank") == 0 ? (value = column("exponent"), error = column("error"), value) : NaN) nooutput
  set label 2 * k label_name(l) at first each * (k - 1) + 3.5, screen (foot - 0.4) / height center font small
  set label 2 * k + 1 (abs(value) < 5e-5 && error < 5e-5 ? (value == 0 ? "0" : sprintf("%.0e", value)) : sprintf(error < 5e-5 ? "%.4f" : "%.4f ± %.4f", value, error)) at first each * (k - 1) + 3.5, screen (foot - 0.85) / height center font tiny
}
set arrow 1 from graph 0, first 0 to graph 1, first 0 nohead lw 0.8 lc rgb grey dt 2 back
plot table using (is("kind", "exponent") ? x(0) : NaN) : (bent(column("exponent"))) : (bent(column("exponent") - column("error"))) : (bent(column("exponent") + column("error"))) with yerrorbars pt 7 ps 0.01 lc rgb 0x404040, \
  table using (is("kind", "exponent") ? x(0) : NaN) : (bent(column("exponent"))) with points pt 7 ps 0.42 lc rgb 0x404040, \
  table using (is("kind", "exponent") ? x(0) : NaN) : (bent(column("exponent"))) : (label_colour(strcol("label"))) with points pt 7 ps 0.31 lc rgb variable
unset multiplot
