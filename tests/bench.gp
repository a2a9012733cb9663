# What one update costs against the size of the network, of the batch and of the sequences
# (table: build/bench-cost.tsv of tests/bench.py).
width = 16
height = 5.6
regimes_here = "continuous reset"
load "figures/style.gp"

left = 1.45
bottom = 1.25
gap_x = 0.55
columns = 4
variables = "units batch sequence_steps trial_steps"
titles = "'units {/:Italic N}' 'sequences in a batch' 'steps of a sequence' 'steps of a trial'"

array low[4]
array high[4]
do for [i = 1 : 4] {
  stats table using (is("variable", word(variables, i)) ? column("value") : NaN) nooutput
  low[i] = STATS_min
  high[i] = STATS_max
}
stats table using (column("ms")) nooutput
set multiplot
set logscale xy
set yrange [0.7 * STATS_min : 1.5 * STATS_max]
set ytics add (0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000)
set label 1 "one update (ms)" at screen 0.3 / width, graph 0.5 rotate center
set label 2 at graph 0.5, screen 0.3 / height center
set label 3 "RL" at graph 0.08, graph 0.92 tc rgb colour("rl")
set label 4 "SL" at graph 0.08, graph 0.82 tc rgb colour("sl")
set label 5 at graph 0, screen 1 - 0.35 / height left font small
j = 0
do for [i = 0 : 3] {
  v = word(variables, i + 1)
  eval(panel)
  if (i > 0) {
    unset label 1
    unset label 3
    unset label 4
    set format y ""
  }
  set label 2 word(titles, i + 1)
  set label 5 (i == 3 ? "reset, 64 trials" : "continuous")
  set xrange [0.8 * low[i + 1] : 1.25 * high[i + 1]]
  if (i == 0) { set xtics (64, 128, 250, 512, 1024) }
  if (i == 1) { set xtics (8, 16, 32, 64, 128) }
  if (i == 2) { set xtics (40, 80, 160, 320) }
  if (i == 3) { set xtics (16, 25, 50, 100) }
  plot for [t in teachers] table using \
    (is("variable", v) && is("teacher", t) ? column("value") : NaN) : (column("ms")) \
    with linespoints pt symbol(t) ps 0.55 lc rgb colour(t)
}
unset multiplot
