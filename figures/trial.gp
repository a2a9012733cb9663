# One trial in time, and the network that learns it: a drawing.  Only the lengths of the
# stages come from its table, which lists the defaults of the task's parameters.
width = 16
height = 6.2
regimes_here = ""
load "figures/style.gp"

stats table using (strcol("parameter") eq "fixation_steps" ? (fixation = column("value")) : NaN) nooutput
stats table using (strcol("parameter") eq "stimulus_steps" ? (stimulus = column("value")) : NaN) nooutput
stats table using (strcol("parameter") eq "delay_minimum" ? (shortest = column("value")) : NaN) nooutput
stats table using (strcol("parameter") eq "delay_maximum" ? (longest = column("value")) : NaN) nooutput
stats table using (strcol("parameter") eq "decision_steps" ? (decision = column("value")) : NaN) nooutput
delay = floor(0.5 * (shortest + longest))
on = fixation
off = on + stimulus
go = off + delay
last = go + decision
ink = 0x404040

set multiplot
unset border
unset tics

# The inputs and the action, a row each.
left = 2.5
right = 5.6
top = 0.95
bottom = 0.85
i = 0
j = 0
eval(panel)
set xrange [0 : last]
set yrange [-0.25 : 5.1]
names = "'action' 'context' 'stream 2' 'stream 1' 'fixation'"
do for [k = 1 : 5] {
  set label k word(names, k) at screen (left - 0.3) / width, first k - 0.65 right font small
  set arrow k from 0, k - 0.85 to last, k - 0.85 nohead lc rgb 0xc0c0c0 lw 0.5
}
stages = "fixation stimulus delay decision"
starts = sprintf("0 %d %d %d %d", on, off, go, last)
do for [k = 1 : 4] {
  a = word(starts, k) + 0
  b = word(starts, k + 1) + 0
  set label 10 + k word(stages, k) at 0.5 * (a + b), screen 1 - 0.3 / height center
  steps = k == 1 ? sprintf("%d", fixation) : k == 2 ? sprintf("%d", stimulus) : k == 3 ? sprintf("%d–%d", shortest, longest) : sprintf("%d", decision)
  set label 20 + k steps at 0.5 * (a + b), screen 1 - 0.72 / height center font tiny tc rgb grey
  if (k > 1) { set arrow 10 + k from a, graph 0 to a, graph 1 nohead lc rgb grey lw 0.7 dt 3 }
}
set label 20 "steps" at screen (left - 0.3) / width, screen 1 - 0.72 / height right font tiny tc rgb grey
set label 30 "time" at graph 0.5, screen 0.3 / height center font small
set arrow 30 from graph 0.42, screen 0.12 / height to graph 0.58, screen 0.12 / height head filled size screen 0.008, 20 lc rgb ink

# Irregular, and the same in every drawing.
noise(x, k) = 0.07 * sin(5.7 * x * x + 2.1 * k)
pulse(x, a, b) = x >= a && x < b
shown(x, k, s) = k - 0.85 + (pulse(x, on, off) ? 0.33 + s + noise(floor(x), k + 10 * s) : 0)
set samples 50 * last + 1
plot 4.15 + 0.6 * pulse(x, 0, go) with lines lc rgb ink lw 1.5, \
  shown(x, 4, 0.12) with lines lc rgb ink lw 1.5, shown(x, 4, -0.12) with lines lc rgb 0xa0a0a0 lw 1.5, \
  shown(x, 3, -0.2) with lines lc rgb ink lw 1.5, shown(x, 3, 0.2) with lines lc rgb 0xa0a0a0 lw 1.5, \
  1.15 + 0.6 with lines lc rgb ink lw 1.5, 1.15 with lines lc rgb 0xa0a0a0 lw 1.5, \
  0.15 + 0.6 * pulse(x, go, last) with lines lc rgb ink lw 1.5
unset label
unset arrow

# The network: inputs, recurrent units, three actions.
set lmargin at screen (width - 5.0) / width
set rmargin at screen (width - 0.1) / width
set bmargin at screen bottom / height
set tmargin at screen 1 - 0.5 / height
set xrange [0 : 4.9]
set yrange [0 : height - bottom - 0.5]
x0 = 2.45
y0 = 2.45
set object 1 circle at x0, y0 size 1.02 fc rgb 0xe8e8e8 fs solid border lc rgb grey lw 0.8
do for [k = 1 : 9] {
  set object 1 + k circle at x0 + 0.72 * cos(0.7 * k + 0.2), y0 + 0.72 * sin(0.7 * k + 0.2) size 0.11 fc rgb 0xffffff fs solid border lc rgb ink lw 0.8
}
set arrow 1 from 0.35, y0 to 1.33, y0 head filled size 0.2, 20 lc rgb ink lw 1.2
set arrow 2 from 3.55, y0 to 4.3, y0 head filled size 0.2, 20 lc rgb ink lw 1.2
set arrow 3 from x0 - 0.36, y0 + 1.17 to x0 - 0.3, y0 + 1.0 head filled size 0.2, 20 lc rgb ink lw 1.2
italic(s) = "{/:Italic " . s . "}"
set label 1 italic("x_t") at 0.2, y0 + 0.3 center
set label 2 italic("U") at 0.85, y0 - 0.32 center
set label 3 italic("h_t") at x0, y0 center
set label 4 italic("W") at x0 + 0.62, y0 + 1.45 center
set label 5 italic("V") at 3.9, y0 - 0.32 center
set label 6 italic("y_t") at 4.6, y0 + 0.3 center
set label 7 "rectified units" at x0, y0 - 1.3 center font small
set label 8 "inputs" at 0.45, y0 - 0.75 center font small
set label 9 "actions" at 4.35, y0 - 0.75 center font small
set parametric
set trange [-0.7 : 3.5]    # from the units back to them
plot x0 + 0.37 * cos(t), y0 + 1.3 + 0.37 * sin(t) notitle with lines lc rgb ink lw 1.2
unset multiplot
