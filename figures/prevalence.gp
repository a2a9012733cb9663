# Share of the grid points with each label, by teacher, initial width, stage and regime.
width = 16
height = 7.4
load "figures/style.gp"

left = 1.7
right = 2.8
top = 1.5
bottom = 1.0
columns = 4
rows = 3
gap_y = 0.35

# The widths that occur are the tics; RL stands left of its width, SL right.
widths = ""
stats table using (d = strcol("delta"), \
  widths = strstrt(widths . " ", " " . d . " ") ? widths : widths . " " . d, d + 0) nooutput
step = words(widths) > 1 ? (STATS_max - STATS_min) / (words(widths) - 1) : STATS_max
half = 0.19 * step
x(t) = column("delta") + half * side(t)
here(kind, l, t) = row(kind, (stage eq "delay" ? "delay_" : "stim_") . l, regime, t)
percent(name) = 100 * column(name)
bar = "(x(t) - 0.9 * half) : (x(t) + 0.9 * half)"

set multiplot
set xrange [STATS_min - 0.5 * step : STATS_max + 0.5 * step]
set yrange [0 : 100]
set ytics 0, 50
do for [j = 0 : 2] {
  do for [i = 0 : 3] {
    regime = word(regimes, i / 2 + 1)
    stage = word("stimulus delay", i % 2 + 1)
    l = word("- fixed quasi", j + 1)
    eval(panel)
    set format y (i == 0 ? "%.0f" : "")
    set xtics ()
    do for [d in widths] { set xtics add ((j == 2 ? sprintf("%.2f", d + 0) : "") d + 0) }
    if (j == 0) {
      set label 1 stage at graph 0.5, screen 1 - 0.85 / height center
      if (i % 2 == 0) {
        set label 2 regime . " regime" at screen 0.5 * (from_x(i) + to_x(i + 1)), screen 1 - 0.25 / height center
        set arrow 1 from screen from_x(i), screen 1 - 0.55 / height to screen to_x(i + 1), screen 1 - 0.55 / height nohead lc rgb grey lw 0.7
      }
    }
    if (i == 0) {
      set label 3 word("label 'fixed\npoint' 'quasi-\nperiodic'", j + 1) . " (%)" at screen 0.3 / width, graph 0.5 rotate center font small
    }
    if (i == 3 && j == 0) {
      do for [k = 1 : 8] {
        y0 = to_y(0) + (0.3 - 0.42 * k) / height
        set object k rectangle from screen to_x(3) + 0.3 / width, screen y0 - 0.13 / height \
          to screen to_x(3) + 0.56 / width, screen y0 + 0.13 / height \
          fc rgb (k < 8 ? label_colour(word(labels, k)) : grey) fs solid border lc rgb grey lw 0.5
        set label k + 10 (k < 8 ? label_name(word(labels, k)) : "failed run") \
          at screen to_x(3) + 0.68 / width, screen y0 font small
      }
      set object 8 fs pattern 4
      set label 4 "initial width " . delta at screen 0.5 * (from_x(0) + to_x(3)), screen 0.25 / height center
    }
    if (j == 0) {
      do for [k = 1 : words(widths)] {
        do for [t in teachers] {
          set label 20 + 2 * k + (t eq "sl") (k == 1 ? teacher_name(t) : "") at word(widths, k) + 1.25 * half * side(t), 112 center font tiny tc rgb colour(t)
        }
      }
      plot for [l in labels] for [t in teachers] table using \
          (here("mean", l, t) ? x(t) : NaN) : (percent("below")) : @bar : \
          (percent("below")) : (percent("below") + percent("value")) \
          with boxxyerror fillcolor rgb label_colour(l), \
        for [t in teachers] table using \
          (here("mean", "failed", t) ? x(t) : NaN) : (percent("below")) : @bar : \
          (percent("below")) : (100) with boxxyerror fillcolor rgb grey fs pattern 4, \
        for [t in teachers] table using \
          (here("mean", "failed", t) ? x(t) : NaN) : (100) : @bar : (0) : (100) \
          with boxxyerror lc rgb grey lw 0.5 fs empty border
    } else {
      plot for [t in teachers] table using \
          (here("network", l, t) ? x(t) + 1.2 * half * column("place") : NaN) : \
          (percent("value")) : (mark(0)) : (tint(t)) \
          with points pt variable lc rgb variable, \
        for [t in teachers] table using \
          (here("mean", l, t) ? x(t) : NaN) : (percent("value")) : \
          (percent("low")) : (percent("high")) \
          with yerrorbars pt symbol(t) ps 0.55 lc rgb colour(t) lw 2
    }
    unset label
    unset arrow
    unset object
  }
}
unset multiplot
