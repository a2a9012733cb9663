# Label of every point of one coherence plane, one RL and one SL network in each regime.
width = 16
height = 5.3
load "figures/style.gp"

left = 2.1
right = 1.1
top = 1.1
bottom = 1.75
columns = 4
gap_x = 1.0
here(n) = is("teacher", t) && is("regime", regime) && column("context") == 1
load "figures/planes.gp"

set multiplot
j = 0
do for [i = 0 : 3] {
  t = word(teachers, i % 2 + 1)
  regime = word(regimes, i / 2 + 1)
  eval(panel)
  set format y (i == 0 ? "%.0f" : "")
  set label 1 teacher_name(t) at graph 0.5, screen 1 - 0.85 / height center tc rgb colour(t)
  if (i % 2 == 0) {
    set label 2 regime . " regime" at screen 0.5 * (from_x(i) + to_x(i + 1)), screen 1 - 0.25 / height center
    set arrow 1 from screen from_x(i), screen 1 - 0.55 / height to screen to_x(i + 1), screen 1 - 0.55 / height nohead lc rgb grey lw 0.7
  }
  if (i == 0) {
    set label 4 "other stream (%)" at screen 0.4 / width, graph 0.5 rotate center font small
    eval(under_planes)
  }
  eval(draw_plane)
}
unset multiplot
