# What the units know at the end of the delay, and how they vary together: RL and SL.
width = 16
height = 9.8
load "figures/style.gp"

left = 1.5
right = 0.2
top = 0.9
bottom = 1.1
gap_x = 0.3
gap_y = 1.3
columns = 4
rows = 2
wide = 1.5    # more room before the last column, which has an axis of its own
quantities = "bits_context bits_stimulus bits_choice correlation_within selective_context selective_stimulus selective_choice correlation_between"
names = "'context' 'stimulus' 'choice' 'within {/:Italic G}_+, {/:Italic G}_–' 'context' 'stimulus' 'choice' '{/:Italic G}_+ with {/:Italic G}_–'"
at(r, t) = (r eq "reset" ? 3 : 0) + (t eq "sl" ? 1.2 : 0)
here(kind, r, t) = row(kind, q, r, t)
end(name) = scale * column(strcol(name) eq "-" ? "value" : name)    # of an interval, if there is one
stats table using (strstrt(strcol("quantity"), "bits") ? column("value") : NaN) nooutput
most = ceil(10 * found("STATS_max", 1)) / 10.0
from_x(i) = (left + i * (panel_width(0) + gap_x) + (i == 3 ? wide : 0)) / width
panel_width(n) = (width - left - right - wide - (columns - 1) * gap_x) / columns

set multiplot
set xrange [-0.8 : 5]
unset xtics
set border 2
do for [j = 0 : 1] {
  do for [i = 0 : 3] {
    q = word(quantities, 4 * j + i + 1)
    scale = j == 1 && i < 3 ? 100 : 1
    eval(panel)
    if (i == 3) {
      set yrange [-1 : 1]
      set ytics ("–1" -1, "0" 0, "1" 1)
      set arrow 1 from graph 0, first 0 to graph 1, first 0 nohead lc rgb grey lw 0.7 dt 2 back
    } else {
      set yrange [0 : j ? 100 : most]
      set ytics 0, j ? 50 : most / 2
      set format y (i == 0 ? (j ? "%.0f" : "%.1f") : "")
    }
    if (i == 0) { set label 1 (j ? "selective units (%)" : "information (bits)") at screen 0.3 / width, graph 0.5 rotate center }
    if (i == 3) { set label 1 "mean correlation" at screen from_x(3) - 0.9 / width, graph 0.5 rotate center }
    set label 2 word(names, 4 * j + i + 1) at graph 0.5, graph 1.13 center
    do for [k = 0 : 1] {
      if (j == 1) { set label 3 + k word(regimes, k + 1) . (lacks(word(regimes, k + 1)) ? ": none" : "") at 3 * k + 0.6, graph -0.21 center font small }
      do for [t in teachers] {
        set label 5 + 2 * k + (t eq "sl") teacher_name(t) at at(word(regimes, k + 1), t), graph -0.08 center font small tc rgb colour(t)
      }
    }
    plot for [r in regimes] for [t in teachers] table using \
        (here("network", r, t) ? at(r, t) + 0.8 * column("place") : NaN) : \
        (scale * column("value")) : (mark(0)) : (tint(t)) with points pt variable lc rgb variable, \
      for [r in regimes] for [t in teachers] table using \
        (here("mean", r, t) ? at(r, t) : NaN) : (end("value")) : (end("low")) : (end("high")) \
        with yerrorbars pt symbol(t) ps 0.6 lc rgb colour(t) lw 2
    unset label
    unset arrow
  }
}
unset multiplot
