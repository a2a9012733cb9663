# Prevalence under both teachers at the levels of the four strongest factors.
width = 16
height = 5.8
regimes_here = " "
load "figures/style.gp"

columns = 4
top = 0.8
bottom = 1.2
left = 1.6
names = ""
stats table using (f = strcol("factor"), names = strstrt(" " . names . " ", " " . f . " ") ? names : names . " " . f, 0) nooutput

set multiplot
set label 2 "quasi-periodic points (%)" at screen 0.4 / width, screen 0.5 * (from_y(0) + to_y(0)) rotate center font small
do for [i = 0 : words(names) - 1] {
  factor = word(names, i + 1)
  j = 0
  eval(panel)
  set format y (i == 0 ? "%.0f" : "")
  set label 1 factor at graph 0.5, screen 1 - 0.35 / height center
  set xrange [*:*]
  set yrange [*:*]
  stats table using (is("factor", factor) ? column("place") : NaN) name "here" nooutput
  array word_of[int(here_max) + 1]
  stats table using (is("factor", factor) ? (word_of[int(column("place")) + 1] = strcol("level"), 0) : NaN) nooutput
  set xtics ()
  do for [k = 1 : int(here_max) + 1] { set xtics add (sprintf("%s", word_of[k]) k - 1) }
  set xrange [-0.5 : here_max + 0.5]
  set yrange [0 : 100]
  at(t) = is("factor", factor) && is("teacher", t) ? column("place") + 0.08 * side(t) : NaN
  plot for [t in teachers] table using (at(t)) : (100 * column("value")) : (100 * column("low")) : (100 * column("high")) \
      with yerrorbars pt symbol(t) ps 0.5 lc rgb colour(t), \
    for [t in teachers] table using (at(t)) : (100 * column("value")) with lines lc rgb pale(t)
  unset label
  if (i == 0) { set label 3 "RL" at screen 1 - 1.6 / width, screen 0.25 / height font small tc rgb colour("rl") point pt 7 ps 0.5 lc rgb colour("rl") offset 0.8, 0
    set label 4 "SL" at screen 1 - 0.8 / width, screen 0.25 / height font small tc rgb colour("sl") point pt 5 ps 0.5 lc rgb colour("sl") offset 0.8, 0 }
}
unset multiplot
