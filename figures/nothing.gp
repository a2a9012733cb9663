# In place of a figure for which no network of the ensemble has data; `name` is that figure.
width = 16
height = 2
regimes_here = ""
load "figures/style.gp"

unset border
unset tics
set label 1 "no network of this ensemble has what the figure " . name . " would show" at screen 0.5, screen 0.5 center tc rgb grey
plot [0 : 1] [0 : 1] NaN
