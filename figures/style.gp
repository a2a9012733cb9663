# The one style of all figures.  A script sets `width` and `height` (cm), loads this file
# and plots; `table`, `format` (pdf or svg) and `output` come from the command line:
#
#   gnuplot -d -e "table='T.tsv'; format='pdf'; output='F.pdf'" figures/NAME.gp
#
# The text is 16 cm wide; figures are never scaled, so 10 points are 10 points.

set encoding utf8
if (format eq "pdf") {
  font = "Latin Modern Sans"
  pixels = 1.0
  math = "Latin Modern Math"
  set terminal pdfcairo enhanced color size width cm, height cm font font . ",10" rounded
} else { if (format eq "svg") {
  font = "sans-serif"
  pixels = 1.12    # to the point; the sans-serif of a browser runs wide
  math = "serif"
  set terminal svg enhanced size width * 37.8, height * 37.8 dynamic font font . ",11.2" \
    linewidth 1.33 rounded background "white"
} else { exit error sprintf("format '%s' is unknown; pdf or svg", format) } }
small = sprintf("%s,%.2f", font, 9 * pixels)
tiny = sprintf("%s,%.2f", font, 7.5 * pixels)
delta = sprintf("{/\"%s\" 𝛿}", math)
set output output

set datafile separator tab
set datafile columnheaders
set datafile missing NaN
is(name, text) = strcol(name) eq text

# An ensemble may lack a regime, a width, whatever is counted.  What `stats` found no points
# for is found(NAME, OTHERWISE), and a panel of a regime without networks says so.
found(name, otherwise) = exists(name) ? value(name) : otherwise
if (!exists("regimes_here")) {
  regimes_here = ""
  stats table using (r = strcol("regime"), \
    regimes_here = strstrt(regimes_here, r) ? regimes_here : regimes_here . " " . r, 0) nooutput
}
lacks(r) = strstrt(regimes_here, r) == 0

# Colours of Okabe and Ito (jfly.uni-koeln.de/color, 2008).  Blue discs are RL and
# vermillion squares SL in every figure; no label has these two colours.
teachers = "rl sl"
teacher_name(t) = t eq "rl" ? "RL" : "SL"
colour(t) = t eq "rl" ? 0x0072b2 : 0xd55e00
pale(t) = colour(t) + 0x90000000
symbol(t) = t eq "rl" ? 7 : 5
side(t) = t eq "rl" ? -1 : 1

grey = 0x666666

# Attractor labels: a colour and a symbol each, in this order everywhere.  A failed run has
# none; it is hatched in a bar and a cross among points.
labels = "fixed cycle quasi chaotic unbounded marginal undecided"
label_name(l) = l eq "fixed" ? "fixed point" : l eq "quasi" ? "quasi-periodic" : l
label_colour(l) = l eq "fixed" ? 0xd9d9d9 : l eq "cycle" ? 0x56b4e9 : \
  l eq "quasi" ? 0x009e73 : l eq "chaotic" ? 0xcc79a7 : l eq "unbounded" ? 0x404040 : \
  l eq "marginal" ? 0xf0e442 : 0xffffff
label_symbol(l) = l eq "cycle" ? 8 : l eq "quasi" ? 6 : l eq "chaotic" ? 2 : \
  l eq "unbounded" ? 9 : l eq "marginal" ? 12 : l eq "undecided" ? 1 : 0
label_ink(l) = l eq "fixed" ? 0xff000000 : l eq "unbounded" ? 0xffffff : 0x60000000    # of a symbol on its colour

regimes = "continuous reset"

# Rows of a table of averages (see summaries): of one kind, quantity, regime, teacher.
row(kind, q, r, t) = is("kind", kind) && is("quantity", q) && is("regime", r) && is("teacher", t)
mark(n) = column("failed") > 0 ? 2 : 7    # a failed network is a cross
tint(t) = column("failed") > 0 ? colour(t) : pale(t)

# The next of 1, 2, 5, 10, ..., where autofreq's ticks would touch.
decade(x) = 10.0 ** floor(log10(x))
round_step(x) = decade(x) * (x <= 1.5 * decade(x) ? 1 : x <= 3.5 * decade(x) ? 2 : x <= 7.5 * decade(x) ? 5 : 10)

set border 3 linecolor rgb grey linewidth 0.7
set tics nomirror out scale 0.5
set xtics font small offset 0, 0.3
set ytics font small offset 0.6, 0
unset key
set style fill solid 1 noborder
set errorbars 0
set pointsize 0.35

# The key of the labels as one line over the width of the page; first eval(label_key).
label_key = "do for [k = 1 : 7] { l = word(labels, k); " \
  . "x0 = (left + word('0 2.2 3.8 6.7 8.6 11.1 13.1', k) * (width - left - 0.2) / 15.0) / width; " \
  . "y0 = 0.38 / height; " \
  . "set object k rectangle from screen x0, screen y0 - 0.13 / height " \
  . "to screen x0 + 0.26 / width, screen y0 + 0.13 / height " \
  . "fc rgb label_colour(l) fs solid border lc rgb grey lw 0.5; " \
  . "set label 10 + k label_name(l) at screen x0 + 0.36 / width, screen y0 font small; " \
  . "set label 20 + k '' at screen x0 + 0.13 / width, screen y0 " \
  . "point pt label_symbol(l) ps 0.2 lc rgb label_ink(l) }"

# Panels by column i and row j of a grid (0, 0 is at the top left), in cm of the page.
# A script may set another grid, then says eval(panel) before each plot.
left = 1.5
right = 0.2
top = 0.9
bottom = 1.2
gap_x = 0.35
gap_y = 0.45
columns = 1
rows = 1
panel_width(n) = (width - left - right - (columns - 1) * gap_x) / columns
panel_height(n) = (height - top - bottom - (rows - 1) * gap_y) / rows
from_x(i) = (left + i * (panel_width(0) + gap_x)) / width
to_x(i) = from_x(i) + panel_width(0) / width
to_y(j) = (height - top - j * (panel_height(0) + gap_y)) / height
from_y(j) = to_y(j) - panel_height(0) / height
panel = "set lmargin at screen from_x(i); set rmargin at screen to_x(i); " \
      . "set bmargin at screen from_y(j); set tmargin at screen to_y(j); " \
      . "if (exists('regime')) { if (lacks(regime)) { set label 90 'no network' at graph 0.5, graph 0.5 center font small tc rgb grey } }"
