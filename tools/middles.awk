# middles: what remains to be told of many networks' curves beyond the trial: for each measure,
# regime, teacher (or rung), stage, label and number of steps the median over networks, with
# the quartiles and an interval of the median between two of the networks.
#
#   sort -t TAB -k 5,5 -k 1,2 -k 6,7 -k 8,8n -k 9,9g ROWS | awk -f tools/middles.awk > middles.tsv
#
# ROWS are those of figure-horizon.tsv.  A median of n has the k-th least and the k-th largest
# as ends of an interval that holds it with a probability of 1 - 2 P(fewer than k of n fair
# coins fall on heads), at least 95 %; of fewer than six there is none.
BEGIN {
  FS = OFS = "\t"
  print "measure", "regime", "teacher", "stage", "label", "steps", "n", "median", "low", "high", "first_quartile", "third_quartile"
}
function quantile(q,  at, low) { # linear between ranks
  at = 1 + q * (n - 1); low = int(at)
  return value[low] + (at - low) * ((low < n ? value[low + 1] : value[low]) - value[low])
}
function rank(  k, tail, term) { # the largest k with P(X < k) <= 0.025, X binomial of n and 1/2
  term = 2 ^ -n
  for (k = 0; tail + term <= 0.025; ++k) { tail += term; term *= (n - k) / (k + 1) }
  return k
}
function tell(  k) {
  if (!n) return
  k = rank()
  printf "%s\t%d\t%#.3g\t%s\t%s\t%#.3g\t%#.3g\n", key, n, quantile(0.5), k ? sprintf("%#.3g", value[k]) : "-",
    k ? sprintf("%#.3g", value[n + 1 - k]) : "-", quantile(0.25), quantile(0.75)
  n = 0
}
$9 == "-" || $1 == "regime" { next }
{
  this = $5 OFS $1 OFS $2 OFS $6 OFS $7 OFS $8
  if (this != key) tell()
  key = this; value[++n] = $9
}
END { tell() }
