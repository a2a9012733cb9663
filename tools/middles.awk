# middles: what the text says of figure-horizon.tsv, as macros: for each measure, regime, teacher, stage, label
# and number of steps the median over networks, with the quartiles.
#
#   sort -t TAB -k 5,5 -k 1,2 -k 6,7 -k 8,8n -k 9,9g TABLE | awk -f tools/middles.awk
#
# \csname reading-MEASURE-REGIME-TEACHER, STAGE, LABEL, STEPS\endcsname
BEGIN { FS = "\t" }
function quantile(q,  at, low) { # linear between ranks
  at = 1 + q * (n - 1); low = int(at)
  return value[low] + (at - low) * ((low < n ? value[low + 1] : value[low]) - value[low])
}
function tell() {
  if (n) printf "\\expandafter\\def\\csname reading-%s\\endcsname{\\ensuremath{%#.3g} [\\ensuremath{%#.3g}, \\ensuremath{%#.3g}]}\n", key, quantile(0.5), quantile(0.25), quantile(0.75)
  n = 0
}
$9 == "-" || $1 == "regime" { next }
{
  this = sprintf("%s-%s-%s, %s, %s, %d", $5, $1, $2, $6, $7, $8)
  if (this != key) tell()
  key = this; value[++n] = $9
}
END { tell() }
