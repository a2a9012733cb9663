# Coherence planes, shared by the figures that draw them: loaded after figures/style.gp and
# the layout of the panels.  It sets the axes by the grid in `table`; after it
#
#   eval(draw_plane)    draws the rows for which the script's here(0) is true,
#   eval(row_titles)    names regime, teacher `t` and axis on the left of row j,
#   eval(under_planes)  names the other axis and writes the key of the labels below.
stats table using "relevant" nooutput
reach = STATS_max
stats table using (column("relevant") < reach ? column("relevant") : NaN) nooutput
step = reach - STATS_max
set xrange [-reach - 0.5 * step : reach + 0.5 * step]
set yrange [-reach - 0.5 * step : reach + 0.5 * step]
set border 15
set xtics -reach, reach
set ytics -reach, reach

draw_plane = "plot table using (here(0) ? column('relevant') : NaN) : (column('other')) : " \
  . "(0.5 * step) : (0.5 * step) : (label_colour(strcol('label'))) " \
  . "with boxxyerror lc rgb variable fs solid noborder, " \
  . "table using (here(0) ? column('relevant') : NaN) : (column('other')) : " \
  . "(label_symbol(strcol('label'))) : (label_ink(strcol('label'))) " \
  . "with points pt variable ps 0.2 lc rgb variable; " \
  . "unset label; unset arrow; unset object"

# Two rows, RL and SL, to each regime.
row_titles = "if (t eq 'rl') { set label 2 regime . ' regime' " \
  . "at screen 0.3 / width, screen 0.5 * (to_y(j) + from_y(j + 1)) rotate center }; " \
  . "set label 3 teacher_name(t) at screen 0.8 / width, graph 0.5 rotate center tc rgb colour(t); " \
  . "set label 4 'other stream (%)' at screen 1.3 / width, graph 0.5 rotate center font small"

under_planes = "set label 5 'coherence of the stream that counts (%)' " \
  . "at screen 0.5 * (from_x(0) + to_x(columns - 1)), screen 1.05 / height center; " \
  . "eval(label_key)"
