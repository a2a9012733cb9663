# Label of every point of the coherence plane while a network is trained: one RL and one SL
# network of each regime, stream 1 counting, at six snapshots.
width = 16
height = 12.6
load "figures/style.gp"

left = 2.4
top = 1.0
bottom = 1.9
gap_x = 0.2
gap_y = 0.65
rows = 4
columns = 6
stats table using "relevant" nooutput
reach = STATS_max
stats table using (column("relevant") < reach ? column("relevant") : NaN) nooutput
step = reach - STATS_max
here(n) = is("teacher", t) && is("regime", regime) && column("update") == u

set multiplot
set xrange [-reach - 0.5 * step : reach + 0.5 * step]
set yrange [-reach - 0.5 * step : reach + 0.5 * step]
set border 15
set ytics -reach, reach
do for [j = 0 : 3] {
  do for [i = 0 : columns - 1] {
    t = word(teachers, j % 2 + 1)
    regime = word(regimes, j / 2 + 1)
    updates = ""
    stats table using (is("teacher", t) && is("regime", regime) ? (u = strcol("update"), \
      updates = strstrt(updates . " ", " " . u . " ") ? updates : updates . " " . u, u + 0) : NaN) nooutput
    if (i >= words(updates)) { continue }
    u = word(updates, i + 1) + 0
    eval(panel)
    set xtics (-reach, 0, reach)    # room for the last number only at the end of the line
    if (j == 3) { set xtics (sprintf("%.0f", -reach) -reach, "0" 0, (i == 5 ? sprintf("%.0f", reach) : "") reach) } else { set format x "" }
    set format y (i == 0 ? "%.0f" : "")
    set label 1 (i == 0 ? "update " : "") . sprintf("%d", u) at graph 0.5, screen to_y(j) + 0.25 / height center font small
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
