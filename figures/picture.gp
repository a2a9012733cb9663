# The coherence planes of one network, one for each context and stage: make picture RUN=FILE.
contexts = 0
stats table using (c = column("context"), contexts = c > contexts ? c : contexts, 0) nooutput
stages = "stimulus delay decision"
across = 3
width = 16
height = 1.75 + 1.1 + contexts * 3.9 + (contexts - 1) * 0.7
load "figures/style.gp"

left = 2.1
right = 1.1
top = 1.1
bottom = 1.75
columns = across
rows = contexts
gap_x = 1.0
gap_y = 0.7
here(n) = is("stage", s) && column("context") == context
load "figures/planes.gp"

set multiplot
do for [j = 0 : contexts - 1] {
  do for [i = 0 : across - 1] {
    s = word(stages, i + 1)
    context = j + 1
    eval(panel)
    set format x (j == contexts - 1 ? "%.0f" : "")
    set format y (i == 0 ? "%.0f" : "")
    if (j == 0) { set label 1 (s eq "stimulus" ? "stimulus" : "on entering the " . s) at graph 0.5, screen 1 - 0.75 / height center }
    if (j == 0 && i == 0) { set label 2 title at screen 0.3 / width, screen 1 - 0.25 / height noenhanced font small }
    if (i == 0) { set label 4 sprintf("other stream (%%), stream %d counts", context) at screen 0.6 / width, graph 0.5 rotate center font small }
    if (j == contexts - 1 && i == 0) { eval(under_planes) }
    eval(draw_plane)
  }
}
unset multiplot
