# Where the labels are: at every point of the coherence plane the share of the networks with a
# label, for each teacher and regime.
width = 16
height = 14.2
load "figures/style.gp"

left = 2.4
right = 1.6
top = 0.8
bottom = 1.5
gap_x = 0.3
gap_y = 0.3
columns = 5
rows = 4
shown = "fixed cycle quasi chaotic unbounded"
load "figures/planes.gp"

set palette defined (0 "#ffffff", 0.25 "#c7dcef", 0.5 "#72b2d7", 0.75 "#2878b8", 1 "#08306b")
set cbrange [0 : 100]
unset colorbox
set multiplot
do for [j = 0 : 3] {
  do for [i = 0 : 4] {
    t = word(teachers, j % 2 + 1)
    regime = word(regimes, j / 2 + 1)
    l = word(shown, i + 1)
    eval(panel)
    set format x (j == 3 ? "%.0f" : "")
    set format y (i == 0 ? "%.0f" : "")
    if (j == 0) { set label 1 label_name(l) at graph 0.5, screen 1 - 0.4 / height center }
    if (i == 0) { eval(row_titles) }
    if (i == 0 && j == 3) { set label 5 "coherence of the stream that counts (%)" at screen 0.5 * (from_x(0) + to_x(4)), screen 0.35 / height center }
    if (i == 4 && j == 3) { set colorbox user origin screen to_x(4) + 0.35 / width, screen from_y(3) size screen 0.3 / width, screen to_y(0) - from_y(3)
      set cbtics 25 font tiny scale 0.4 offset -0.6, 0
      set label 6 "networks (%)" at screen 1 - 0.15 / width, screen 0.5 * (from_y(3) + to_y(0)) rotate center font small }
    plot table using (is("teacher", t) && is("regime", regime) && is("label", l) ? column("relevant") : NaN) : (column("other")) : (0.5 * step) : (0.5 * step) : (100 * column("share")) \
      with boxxyerror lc palette fs solid noborder
    unset label
  }
}
unset multiplot
