# From one teacher to the other in single steps: labels, balance and weights, rung by rung.
width = 16
height = 16
load "figures/style.gp"

left = 1.9
right = 0.3
top = 1.3
bottom = 2.3
gap_x = 0.9
gap_y = 0.6
columns = 2
rows = 4
names = "'cross-entropy' 'decision × 20' '+ value head' 'reward, returns' '+ critic, GAE' '+ clip, epochs' '+ entropy: RL' '+ own critic'"
here(k, q) = is("kind", k) && is("quantity", q) && is("regime", regime)
quantities = "balance weight_change retention"
titles = "'activity balance' 'log weight change' 'right after 1,000 steps'"

set y2range [0 : 1]
set multiplot
eval(label_key)
do for [i = 0 : 1] {
  regime = word(regimes, i + 1)
  do for [j = 0 : 3] {
    eval(panel)
    set xrange [-0.6 : 7.6]
    if (j == 3) { set xtics rotate by 40 right font tiny offset 0, 0 ()
      do for [k = 1 : 8] { set xtics add (sprintf("%d  %s", k - 1, word(names, k)) k - 1) }
    } else { set xtics norotate ("" 0, "" 1, "" 2, "" 3, "" 4, "" 5, "" 6, "" 7) }
    if (j == 0) {
      set label 1 regime . " regime" at graph 0.5, screen 1 - 0.3 / height center
      set yrange [0 : 125]
      set ytics 0, 25, 100
    } else { if (j == 2) { set ytics autofreq } else { set ytics 0.25 } }
    if (i == 0) { set label 2 (j == 0 ? "points of the stimulus (%)" : word(titles, j)) at screen 0.4 / width, screen 0.5 * (from_y(j) + to_y(j)) rotate center font small }
    if (lacks(regime)) { set yrange [0 : 1]
      plot 2 lc rgb 0xffffff notitle
    } else { if (j == 0) {
      plot for [l in labels] table using (here("share", "stim_" . l) ? column("place") : NaN) : (50 * (column("low") + column("high"))) : (column("place") - 0.36) : (column("place") + 0.36) : (100 * column("low")) : (100 * column("high")) \
          with boxxyerror lc rgb label_colour(l) fs solid border lc rgb grey, \
        table using (is("kind", "learnt") && is("regime", regime) ? column("place") : NaN) : (107) : (sprintf("%d/%d", column("value"), column("networks"))) with labels font tiny, \
        table using (here("star", "quasi") ? column("place") : NaN) : (118) : ("*") with labels font small
    } else {
      q = word(quantities, j)
      set yrange [*:*]
      stats table using (here("network", q) ? column("seed") : NaN) name "s" nooutput
      if (j == 1 || j == 3) { set yrange [0 : 1] }
      plot for [n = 0 : (exists("s_max") ? int(s_max - s_min) : 0)] table using (here("network", q) && column("seed") == (exists("s_min") ? s_min : 0) + n ? column("place") : NaN) : (column("value")) with lines lc rgb 0xb0b0b0 lw 0.4, \
        table using (here("mean", q) ? column("place") : NaN) : (column("value")) : (column("low")) : (column("high")) with yerrorbars pt 7 ps 0.5 lw 1.5 lc rgb 0x000000, \
        table using (here("star", q) ? column("place") : NaN) : (0.97) : ("*") axes x1y2 with labels font small
    } }
    unset label
    unset object
  }
}
unset multiplot
