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
here(n) = is("teacher", t) && is("regime", regime) && column("update") == u
load "figures/planes.gp"

set multiplot
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
      eval(row_titles)
    }
    if (i == 0 && j == 3) {
      eval(under_planes)
    }
    eval(draw_plane)
  }
}
unset multiplot
