# Label of every point of the coherence plane, one RL and one SL network in each regime.
width = 16
height = 10.3
load "figures/style.gp"

left = 2.0
right = 0.2
top = 1.6
bottom = 1.9
columns = 4
rows = 2
gap_x = 0.4
gap_y = 0.3
here(n) = is("teacher", t) && is("regime", regime) && column("context") == context
load "figures/planes.gp"

set multiplot
do for [j = 0 : 1] {
  do for [i = 0 : 3] {
    t = word(teachers, j + 1)
    regime = word(regimes, i / 2 + 1)
    context = i % 2 + 1
    eval(panel)
    set format x (j == 1 ? "%.0f" : "")
    set format y (i == 0 ? "%.0f" : "")
    if (j == 0) {
      set label 1 sprintf("stream %d counts", context) at graph 0.5, screen 1 - 1.1 / height center font small
      if (i % 2 == 0) {
        set label 2 regime . " regime" at screen 0.5 * (from_x(i) + to_x(i + 1)), screen 1 - 0.3 / height center
        set arrow 1 from screen from_x(i), screen 1 - 0.6 / height to screen to_x(i + 1), screen 1 - 0.6 / height nohead lc rgb grey lw 0.7
      }
    }
    if (i == 0) {
      set label 3 teacher_name(t) at screen 0.3 / width, graph 0.5 rotate center tc rgb colour(t)
      set label 4 "other stream (%)" at screen 0.85 / width, graph 0.5 rotate center font small
    }
    if (i == 0 && j == 1) {
      eval(under_planes)
    }
    eval(draw_plane)
  }
}
unset multiplot
