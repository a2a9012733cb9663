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
here(n) = is("teacher", t) && is("regime", regime) && is("delta", d) && column("context") == 1
load "figures/planes.gp"

set multiplot
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
      eval(row_titles)
    }
    if (i == 0 && j == 3) {
      eval(under_planes)
    }
    eval(draw_plane)
  }
}
unset multiplot
