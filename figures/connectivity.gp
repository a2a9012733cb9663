# Functional connectivity, units ordered by group, silent ones left out: one RL and one SL network
# in each regime.
width = 16
height = 6.4
load "figures/style.gp"

left = 1.0
right = 0.55
top = 1.75
bottom = 1.45
gap_x = 0.55
columns = 4
groups = "plus both minus"
name(g) = "{/:Italic G}_" . (g eq "plus" ? "+" : g eq "minus" ? "–" : "a")
here(n) = is("teacher", t) && is("regime", regime)

# Purple to green through white (ColorBrewer's PRGn), told apart by all eyes.
set palette defined (-1 "#762a83", -0.67 "#9970ab", -0.33 "#c2a5cf", 0 "#f7f7f7", 0.33 "#a6dba0", 0.67 "#5aae61", 1 "#1b7837")
set cbrange [-1 : 1]
unset colorbox
unset xtics
unset ytics
set border 15

set multiplot
j = 0
do for [i = 0 : 3] {
  t = word(teachers, i % 2 + 1)
  regime = word(regimes, i / 2 + 1)
  set xrange [*:*]    # which hide rows from stats
  set yrange [*:*]
  undefine STATS_*
  stats table using (here(0) ? column(0) : NaN) nooutput
  if (!exists("STATS_min")) {    # there is no such network
    set border 0
    eval(panel)
    set label 90 teacher_name(t) . ", " . regime . ": no network" at graph 0.5, graph 0.5 center font small tc rgb grey
    plot [0 : 1] [0 : 1] NaN
    set border 15
    unset label
    continue
  }
  begin = int(STATS_min)
  end = int(STATS_max)
  # A group reaches from its first to its last block; one without units has none.
  array first[3]
  array last[3]
  blocks = 0
  do for [k = 1 : 3] {
    in_group(n) = here(0) && is("group", word(groups, k))
    stats table using (in_group(0) ? column("row") : -1) nooutput
    last[k] = STATS_max
    stats table using (in_group(0) ? column("row") : 1e6) nooutput
    first[k] = STATS_min
    blocks = last[k] + 1 > blocks ? last[k] + 1 : blocks
  }
  eval(panel)
  set xrange [-0.5 : blocks - 0.5]
  set yrange [blocks - 0.5 : -0.5]
  set label 1 teacher_name(t) at graph 0.5, graph 1.2 center tc rgb colour(t)
  if (i % 2 == 0) {
    set label 2 regime . " regime" at screen 0.5 * (from_x(i) + to_x(i + 1)), screen 1 - 0.3 / height center
    set arrow 1 from screen from_x(i), screen 1 - 0.6 / height to screen to_x(i + 1), screen 1 - 0.6 / height nohead lc rgb grey lw 0.7
  }
  # Names stand at the middle of their group, or behind the one before where that is too near.
  middle = -0.12 * blocks
  do for [k = 1 : 3] {
    if (last[k] < 0) { continue }
    before = middle
    middle = 0.5 * (first[k] + last[k])
    middle = middle > before + 0.12 * blocks ? middle : before + 0.12 * blocks
    set label 10 + k name(word(groups, k)) at first middle, graph 1.07 center font small
    set label 20 + k name(word(groups, k)) at graph -0.1, first middle center font small
    if (first[k] > 0) {
      set arrow 10 + k from first first[k] - 0.5, graph 0 to first first[k] - 0.5, graph 1 nohead front lc rgb 0x202020 lw 0.8
      set arrow 20 + k from graph 0, first first[k] - 0.5 to graph 1, first first[k] - 0.5 nohead front lc rgb 0x202020 lw 0.8
    }
  }
  if (i == 3) {
    set colorbox horizontal user origin screen 0.36, screen 0.75 / height size screen 0.28, screen 0.22 / height noborder
    set cbtics ("–1" -1, "–0.5" -0.5, "0" 0, "0.5" 0.5, "1" 1) font small offset 0, 0.5 scale 0.4
    set label 3 "correlation" at screen 0.35, screen 0.86 / height right
  }
  # The table has one half of what is the same both ways.
  plot for [k = 0 : 1] table every ::begin::end using (column(k ? "column" : "row")) : (column(k ? "row" : "column")) : (0.5) : (0.5) : (column("correlation")) \
    with boxxyerror lc palette fs solid noborder
  unset label
  unset arrow
}
unset multiplot
