# Label of every point of the coherence plane against the initial width: one RL and one SL
# network of each width and regime, stream 1 counting.
width = 16
height = 17.2
load "figures/style.gp"

left = 2.4
top = 0.8
bottom = 1.9
gap_x = 0.4
gap_y = 0.3
rows = 4
widths = ""
stats table using (d = strcol("delta"), \
  widths = strstrt(widths . " ", " " . d . " ") ? widths : widths . " " . d, d + 0) nooutput
columns = words(widths)
# Two widths fill no line: their panels keep the size of four.
if (columns < 4) { right = right + (4 - columns) * (width - left - right) / 4.0 }
stats table using "relevant" nooutput
reach = STATS_max
stats table using (column("relevant") < reach ? column("relevant") : NaN) nooutput
step = reach - STATS_max
here(n) = is("teacher", t) && is("regime", regime) && is("delta", d) && column("context") == 1

set multiplot
set xrange [-reach - 0.5 * step : reach + 0.5 * step]
set yrange [-reach - 0.5 * step : reach + 0.5 * step]
set border 15
set xtics -reach, reach
set ytics -reach, reach
do for [j = 0 : 3] {
  do for [i = 0 : columns - 1] {
    t = word(teachers, j % 2 + 1)
    regime = word(regimes, j / 2 + 1)
    d = word(widths, i + 1)
    eval(panel)
    set format x (j == 3 ? "%.0f" : "")
    set format y (i == 0 ? "%.0f" : "")
    if (j == 0) { set label 1 delta . " = " . sprintf("%.2f", d + 0) at graph 0.5, screen 1 - 0.4 / height center }
    if (i == 0) {
      if (t eq "rl") { set label 2 regime . " regime" at screen 0.3 / width, screen 0.5 * (to_y(j) + from_y(j + 1)) rotate center }
      set label 3 teacher_name(t) at screen 0.8 / width, graph 0.5 rotate center tc rgb colour(t)
      set label 4 "other stream (%)" at screen 1.3 / width, graph 0.5 rotate center font small
    }
    if (i == 0 && j == 3) {
      set label 5 "coherence of the stream that counts (%)" at screen 0.5 * (from_x(0) + to_x(columns - 1)), screen 1.05 / height center
      eval(label_key)
    }
    plot table using (here(0) ? column("relevant") : NaN) : (column("other")) : \
        (0.5 * step) : (0.5 * step) : (label_colour(strcol("label"))) \
        with boxxyerror lc rgb variable fs solid noborder, \
      table using (here(0) ? column("relevant") : NaN) : (column("other")) : \
        (label_symbol(strcol("label"))) : (label_ink(strcol("label"))) \
        with points pt variable ps 0.2 lc rgb variable
    unset label
    unset object
  }
}
unset multiplot
