# What the way to the criterion costs in change of the weights, by rung of the ladder.
width = 16
height = 7.2
load "figures/style.gp"

left = 1.7
right = 3.3
top = 0.8
bottom = 1.2
gap_x = 0.9
columns = 2
names = "'0 cross-entropy' '1 decision × 20' '2 + value head' '3 reward, returns' '4 + critic, GAE' '5 + clip, epochs' '6 + entropy: RL' '7 + own critic'"
hue(p) = colour(p <= 2 ? "sl" : "rl")
form(p) = p == 0 ? 5 : p == 1 ? 4 : p == 2 ? 10 : p == 3 ? 8 : p == 4 ? 9 : p == 5 ? 6 : p == 6 ? 7 : 13

set multiplot
set logscale xy
set xrange [*:*]
set yrange [*:*]
j = 0
do for [i = 0 : 1] {
  regime = word(regimes, i + 1)
  eval(panel)
  set format x "10^{%T}"
  set label 1 regime . " regime" at graph 0.5, screen 1 - 0.3 / height center
  if (i == 0) {
    set label 2 "relative change of the weights" at screen 0.35 / width, screen 0.5 * (from_y(0) + to_y(0)) rotate center font small
    set label 3 "gradient steps to the criterion" at screen 0.5 * (from_x(0) + to_x(1)), screen 0.35 / height center font small
    do for [k = 0 : 7] { set label 10 + k word(names, k + 1) at screen to_x(1) + 0.5 / width, screen to_y(0) - (0.2 + 0.5 * k) / height font tiny point pt form(k) ps 0.5 lw 1.2 lc rgb hue(k) offset 0.6, 0 }
  }
  if (lacks(regime)) { set xrange [1 : 10]; set yrange [1 : 10]; set format x ''; plot 100 lc rgb 0xffffff notitle; unset label; set xrange [*:*]; set yrange [*:*]; continue }
  plot for [k = 0 : 7] table using (is("regime", regime) && column("place") == k ? column("steps") : NaN) : (column("change")) with points pt form(k) ps 0.5 lw 1.2 lc rgb hue(k)
  unset label
}
unset multiplot
