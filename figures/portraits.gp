# One orbit for each label that occurs, on the plane of its leading principal components,
# with the fixed points of its map.  With a `title`, all are of the one map of that name
# (make picture).
of_one = exists("title")
set datafile separator tab
set datafile columnheaders
shown = ""
stats table using (l = strcol("label"), \
  shown = strstrt(shown . " ", " " . l . " ") ? shown : shown . " " . l, 0) nooutput
across = 3
down = (words(shown) + across - 1) / across
width = 16
height = 1.1 + 5.75 * down
load "figures/style.gp"

left = 1.25
top = 0.95
bottom = 1.8
gap_x = 1.15
gap_y = 1.7
columns = across
rows = down
here(kind) = is("label", l) && is("kind", kind)
stable(s) = is("stable", s)
ink(l) = l eq "fixed" ? 0x808080 : l eq "undecided" ? 0x404040 : label_colour(l)
first_ink = 0xb0b0b0
nowhere = 1e30    # out of every frame, where NaN alone would make gnuplot complain
room = 1.5    # fixed points up to so many widths of the orbit beside it widen the frame

# After so many steps a trial's stimulus is over; zero where no trial is known.
trial = table[1 : strstrt(table, "figure-") - 1] . "figure-trial.tsv"
ends = 0
if (!of_one && system("test -f '" . trial . "' && echo yes") eq "yes") {
  stats trial using (is("parameter", "stimulus_steps") ? (ends = column("value"), 0) : NaN) nooutput
}

# The key below the panels: what is said, at which cm, with which point.
named(n) = n == 1 && of_one ? "start" : word("'onset' 'first steps' 'where the orbit stays' 'stable fixed point' 'unstable' 'end of the stimulus'", n)
at(n) = word("0.2 1.9 4.2 7.8 10.9 12.8", n) + 0.15
key = "do for [n = 1 : (ends > 0 ? 6 : 5)] { set label 10 + n named(n) at screen (at(n) + 0.35) / width, screen 0.35 / height font small; " \
  . "set label 20 + n '' at screen at(n) / width, screen 0.35 / height " \
  . "point pt (n == 1 ? 2 : n == 5 ? 6 : n == 6 ? 1 : 7) ps (n == 1 ? 0.5 : n == 2 ? 0.3 : n == 3 ? 0.4 : 0.6) lw (n == 2 ? 1 : 1.5) " \
  . "lc rgb (n == 2 ? first_ink : n == 3 ? label_colour('quasi') : 0x000000) }"

early = "table using (here('first') ? column('x') : NaN) : (column('y')) with linespoints pt 7 ps 0.15 lw 0.6 lc rgb first_ink"
others = of_one ? ", table using (here('cycle') && stable('yes') ? column('x') : nowhere) : (column('y')) with points pt 9 ps 0.4 lc rgb 'black', " \
  . "table using (here('cycle') && stable('no') ? column('x') : nowhere) : (column('y')) with points pt 8 ps 0.4 lw 1 lc rgb 'black'" : ""
fixed = (ends > 0 ? "table using (here('first') && column('number') == ends ? column('x') : nowhere) : (column('y')) with points pt 1 ps 0.7 lw 1.5 lc rgb 'black', " : "") \
  . "table using (here('first') && column('number') == 0 ? column('x') : nowhere) : (column('y')) with points pt 2 ps 0.5 lw 1.5 lc rgb 'black', " \
  . "table using (here('fixed') && stable('yes') ? column('x') : nowhere) : (column('y')) with points pt 7 ps 0.6 lc rgb 'black', " \
  . "table using (here('fixed') && stable('no') ? column('x') : nowhere) : (column('y')) with points pt 7 ps 0.6 lc rgb 'white', " \
  . "table using (here('fixed') && stable('no') ? column('x') : nowhere) : (column('y')) with points pt 6 ps 0.6 lw 1.5 lc rgb 'black'" . others

set multiplot
set border 15
do for [k = 1 : words(shown)] {
  l = word(shown, k)
  i = (k - 1) % columns
  j = (k - 1) / columns
  eval(panel)
  set xrange [*:*]
  set yrange [*:*]
  array low[2]
  array high[2]
  array share[2]
  do for [c = 1 : 2] {
    name = word("x y", c)
    stats table using (here("first") || here("attractor") ? column(name) : NaN) nooutput
    from = STATS_min
    to = STATS_max
    beside = room * (to - from)
    stats table using (x = column(name), here("first") || here("attractor") || \
      (here("fixed") && x > from - beside && x < to + beside) ? x : NaN) nooutput
    low[c] = STATS_min - 0.08 * (STATS_max - STATS_min)
    high[c] = STATS_max + 0.08 * (STATS_max - STATS_min)
    stats table using (here("share") ? column(name) : NaN) nooutput
    share[c] = STATS_max
  }
  set xrange [low[1] : high[1]]
  set yrange [low[2] : high[2]]
  set xtics round_step((high[1] - low[1]) / 5.0)
  set ytics round_step((high[2] - low[2]) / 5.0)
  if (of_one) {
    stats table using (here("share") ? (basin = column("basin"), 0) : NaN) nooutput
    said = sprintf("%s, %.0f %% of the starts", title, 100 * basin)
  } else {
  stats table using (here("share") ? (t = strcol("teacher"), regime = strcol("regime"), d = column("delta"), \
    relevant = column("relevant"), other = column("other"), 0) : NaN) nooutput
  said = sprintf("%s, %s, ", teacher_name(t), regime) . delta . sprintf(" = %.2f, (%.0f, %.0f) %%", d, relevant, other)
  }
  set object 1 rectangle from screen from_x(i), screen to_y(j) + 0.5 / height \
    to screen from_x(i) + 0.26 / width, screen to_y(j) + 0.76 / height fc rgb label_colour(l) fs solid border lc rgb grey lw 0.5
  set label 1 label_name(l) at screen from_x(i) + 0.4 / width, screen to_y(j) + 0.63 / height
  set label 2 said at screen from_x(i), screen to_y(j) + 0.23 / height font tiny
  set label 3 sprintf("PC 1 (%.0f %%)", 100 * share[1]) at graph 0.5, screen from_y(j) - 0.68 / height center font small
  set label 4 sprintf("PC 2 (%.0f %%)", 100 * share[2]) at screen from_x(i) - 0.75 / width, graph 0.5 rotate center font small
  if (l eq "unbounded") {
    x1 = y1 = 0
    stats table using (here("first") ? (x0 = x1, y0 = y1, x1 = column("x"), y1 = column("y"), 0) : NaN) nooutput
    set arrow 1 from x0, y0 to x1, y1 head filled size screen 0.25 / width, 20 lw 1.2 lc rgb ink(l)
  }
  if (k == 1) { eval(key) }
  if (l eq "quasi") {
    plot @early, table using (here("attractor") ? column("x") : NaN) : (column("y")) with lines lw 2 lc rgb ink(l), @fixed
  } else {
    plot @early, table using (here("attractor") ? column("x") : nowhere) : (column("y")) with points pt 7 ps (l eq "cycle" ? 0.3 : 0.15) lc rgb ink(l), @fixed
  }
  unset label
  unset object
  unset arrow
}
unset multiplot
