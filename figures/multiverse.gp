# The specification curve: RL minus SL under every specification, the levels of their factors, and
# what each factor is worth.
width = 16
height = 14.5
regimes_here = " "
load "figures/style.gp"

left = 2.3
right = 5.0
top = 0.5
row_height = 0.36
factors = 16
stats table using (is("kind", "curve") ? column("rank") : NaN) name "curve" nooutput
stats table using (is("kind", "level") ? column("low") : NaN) name "strip" nooutput
if (exists("strip_max")) { factors = int(strip_max) + 1 }
array name_of[factors]
stats table using (is("kind", "level") && column("rank") == 0 ? (name_of[int(column("low")) + 1] = strcol("name"), 0) : NaN) nooutput
stats table using (is("kind", "share") ? column("value") : NaN) name "share" nooutput
last = found("curve_max", 1)
strip_from = 1.2                         # cm of the page, where the strip begins
strip_to = strip_from + factors * row_height
curve_from = strip_to + 0.9
x0 = left / width
x1 = (width - right) / width
places = factors + 2
bars_from = (width - right + 1.2) / width
key_from = (width - right + 0.6) / width
kind(k, y) = is("kind", k) ? y : NaN

set multiplot
# The curve.
set lmargin at screen x0
set rmargin at screen x1
set bmargin at screen curve_from / height
set tmargin at screen 1 - top / height
set xrange [-1 : last + 1]
set yrange [-1 : 1]
set ytics 0.5
unset xtics
set xzeroaxis lc rgb grey lw 0.5
set label 1 "RL − SL, quasi-periodic prevalence" at screen 0.45 / width, screen 0.5 * (curve_from / height + 1 - top / height) rotate center font small
plot table using (kind("exchange", column("rank"))) : (column("low")) : (column("high")) with filledcurves lc rgb 0xdddddd fs solid noborder, \
  table using (kind("curve", column("rank"))) : (column("value")) : (column("low")) : (column("high")) with yerrorbars pt 7 ps 0.18 lw 0.5 lc rgb 0x999999, \
  table using (kind("curve", column("rank"))) : (column("value")) with points pt 7 ps 0.22 lc rgb 0x000000, \
  table using (kind("curve", is("mark", "picture") ? column("rank") : NaN)) : (column("value")) with points pt 6 ps 0.7 lw 1.5 lc rgb label_colour("quasi"), \
  table using (kind("larger", column("rank"))) : (column("value")) with points pt 12 ps 0.55 lw 1 lc rgb 0xcc79a7, \
  table using (kind("mark", column("rank"))) : (column("value")) with points pt 5 ps 0.5 lc rgb colour("sl"), \
  table using (kind("mark", column("rank"))) : (column("value")) : (strcol("name")) with labels left offset 0.7, -0.7 font tiny tc rgb colour("sl")
unset label 1
unset xzeroaxis

# Its key.
set label 11 "mean of a specification, its pairs" at screen key_from, screen 1 - 0.7 / height font tiny point pt 7 ps 0.25 offset 0.6, 0
set label 12 "the paper's picture" at screen key_from, screen 1 - 1.15 / height font tiny point pt 6 ps 0.7 lw 1.5 lc rgb label_colour("quasi") offset 0.6, 0
set label 13 "the same at 250 units" at screen key_from, screen 1 - 1.6 / height font tiny point pt 12 ps 0.55 lc rgb 0xcc79a7 offset 0.6, 0
set label 14 "a specification with a name" at screen key_from, screen 1 - 2.05 / height font tiny point pt 5 ps 0.5 lc rgb colour("sl") offset 0.6, 0
set label 15 "95 % if teachers are exchanged" at screen key_from, screen 1 - 2.5 / height font tiny point pt 5 ps 0.6 lc rgb 0xdddddd offset 0.6, 0

# The levels: the reference is pale, the others darker.
set bmargin at screen strip_from / height
set tmargin at screen strip_to / height
set yrange [factors - 0.5 : -0.5]
unset ytics
unset border
set label 2 "specifications, by their difference" at screen 0.5 * (x0 + x1), screen 0.35 / height center font small
shade(l, n) = l == 0 ? 0xe4e4e4 : l == 1 ? 0x9ecae1 : l == 2 ? 0x4292c6 : 0x08306b
set ytics out scale 0 font tiny
set ytics ()
do for [k = 1 : factors] { set ytics add (sprintf("%s", name_of[k]) k - 1) }
half = 0.5
plot table using (kind("level", column("rank"))) : (column("low")) : (column("rank") - half) : (column("rank") + half) : (column("low") - 0.42) : (column("low") + 0.42) : (shade(column("value"), column("high"))) \
  with boxxyerror lc rgb variable fs solid noborder
unset label

# What each is worth.
set lmargin at screen bars_from + 0.9 / width
set rmargin at screen 1 - 0.25 / width
set border 1
set bmargin at screen strip_from / height
set tmargin at screen (curve_from + 1.9) / height
set yrange [places - 0.5 : -0.5]
set xrange [-0.05 : *]
set xtics out nomirror font tiny offset 0, 0.3 autofreq 0.2
set ytics ()
set ytics add ("teacher" 0)
do for [k = 1 : factors] { set ytics add (sprintf("%s", name_of[k]) k) }
set ytics add ("pair" factors + 1)
set label 3 "share of the variance" at screen 0.5 * (bars_from + 0.9 / width + 1 - 0.25 / width), screen 0.25 / height center font small
set arrow 1 from 0, -0.5 to 0, places - 0.5 nohead lc rgb grey lw 0.5
if (found("share_records", 0) > 0) {
  plot table using (kind("total", 0.5 * column("value"))) : (column("rank") + 0.18) : (0) : (column("value")) : (column("rank") + 0.03) : (column("rank") + 0.33) with boxxyerror lc rgb 0x9ecae1 fs solid noborder, \
    table using (kind("total", column("value"))) : (column("rank") + 0.18) : (column("low")) : (column("high")) with xerrorbars pt 0 lw 0.7 lc rgb grey, \
    table using (kind("share", 0.5 * column("value"))) : (column("rank") - 0.18) : (0) : (column("value")) : (column("rank") - 0.33) : (column("rank") - 0.03) with boxxyerror lc rgb 0x08306b fs solid noborder, \
    table using (kind("share", column("value"))) : (column("rank") - 0.18) : (column("low")) : (column("high")) with xerrorbars pt 0 lw 0.7 lc rgb grey
} else {    # too few specifications for so many factors
  set xrange [0 : 1]
  set label 4 "too few specifications" at graph 0.5, graph 0.5 center font tiny tc rgb grey
  plot 2 notitle lc rgb 0xffffff
}
unset multiplot
