# The program horizon from outside: a network that holds its decisions for ever by
# construction, the same bytes twice, tables that do not fit the run, and every mistake of
# the command line refused with status 2 and a line that says what is wrong.
. tests/program.sh

"$bin/train" -s units=20 -s teacher=sl -s budget_trials=400 -s evaluation_trials=32 -o run.a.h5 2> /dev/null
"$bin/attractors" run.a.h5 -o scan.tsv
"$bin/horizon" run.a.h5 -a scan.tsv -s trials=64 -o one.tsv -c curves.tsv
"$bin/horizon" run.a.h5 -a scan.tsv -s trials=64 -o two.tsv -c again.tsv
cmp one.tsv two.tsv
cmp curves.tsv again.tsv

# What the row says of points follows from the scan.
awk -F '\t' '
  FNR == 1 { ++file; n = NF; for (i = 1; i <= NF; ++i) at[file, $i] = i; next }
  function v(name) { return $at[file, name] }
  file == 1 && v("stage") != "decision" {
    if (v("stage") == "stimulus" && v("label") == "quasi-periodic") { ++turning; rotation = v("rotation"); turns += 8 * (rotation < 0 ? -rotation : rotation) }
  }
  file == 2 {
    if (v("turning_points") != turning + 0) { print "turning_points " v("turning_points") ", not " turning + 0; exit 1 }
    if (turning && (v("turns") - turns / turning) ^ 2 > 1e-10) { print "turns"; exit 1 }
    if (!turning && v("turns") != "-") { print "turns"; exit 1 }
    for (d = 12; d <= 1000; d = d == 12 ? 25 : d == 400 ? 1000 : 2 * d)
      if (!(v("retention_unbroken_" d) <= v("retention_" d) && v("retention_" d) <= 1)) { print "retention_" d; exit 1 }
  }
  END { if (file != 2) exit 1 }' scan.tsv one.tsv || fail "the horizon and the scan"

refuse 'are needed' horizon run.a.h5 -o x.tsv
refuse 'nowhere.h5' horizon nowhere.h5 -a scan.tsv -o x.tsv
refuse 'nowhere.tsv' horizon run.a.h5 -a nowhere.tsv -o x.tsv
refuse "has no column 'stage'" horizon run.a.h5 -a one.tsv -o x.tsv
refuse 'trials' horizon run.a.h5 -a scan.tsv -o x.tsv -s trials=1
refuse 'cannot be written' horizon run.a.h5 -a scan.tsv -s trials=64 -o nowhere/x.tsv
sed 's/^delay\t1\t0\t0\t/delay\t1\t0\t0.1\t/' scan.tsv > moved.tsv
refuse 'another point in this place' horizon run.a.h5 -a moved.tsv -o x.tsv
sed '2s/fixed-point\|cycle\|unbounded\|quasi-periodic/round/' scan.tsv > round.tsv
refuse "label 'round' is not one of fixed-point, cycle" horizon run.a.h5 -a round.tsv -o x.tsv
awk -F '\t' '$2 != 1' scan.tsv > one-context.tsv
refuse 'no point of context 1' horizon run.a.h5 -a one-context.tsv -o x.tsv
grep -v '^delay.1' scan.tsv > half.tsv
refuse 'as many of each are needed' horizon run.a.h5 -a half.tsv -o x.tsv
[ ! -e x.tsv ] || fail "a refused call wrote x.tsv"
[ "$("$bin/horizon" --assumptions | grep -c '\\\\$')" = 4 ] || fail "four assumptions"

# What the text says of it: medians over networks with intervals, and quartiles, whatever the order of the rows.
{ printf 'regime\tteacher\tdelta\tseed\tmeasure\tstage\tlabel\tsteps\tvalue\tpoints\n'
  for value in 4 1 9 2; do printf 'reset\tsl\t0.1\t1\tdistance\tdelay\tcycle\t8\t%s\t5\n' $value; done
  printf 'reset\tsl\t0.1\t1\tdistance\tdelay\tcycle\t20\t0.125\t5\nreset\tsl\t0.1\t1\tdistance\tdelay\tcycle\t20\t-\t5\n'
  printf 'reset\trl\t0.1\t1\tretention\tdelay\t-\t8\t1e-05\t5\n'; } > shown.tsv
sort -t "$(printf '\t')" -k 5,5 -k 1,2 -k 6,7 -k 8,8n -k 9,9g shown.tsv | awk -f "$root/tools/middles.awk" > middles
diff - middles <<'TOLD' || fail "medians and quartiles"
measure	regime	teacher	stage	label	steps	n	median	low	high	first_quartile	third_quartile
distance	reset	sl	delay	cycle	8	4	3.00	-	-	1.75	5.25
distance	reset	sl	delay	cycle	20	1	0.125	-	-	0.125	0.125
retention	reset	rl	delay	-	8	1	1.00e-05	-	-	1.00e-05	1.00e-05
TOLD
# Of nine the second least and the second largest hold the median with 96 %, of six the ends.
for n in 5 6 8 9; do
  seq $n | awk '{ print "reset\trl\t0.1\t" $1 "\tretention\tdelay\t-\t8\t" $1 / 100 "\t1" }' | awk -f "$root/tools/middles.awk" | sed -n '2s/.*\t'$n'\t\([^\t]*\t[^\t]*\t[^\t]*\)\t.*/'$n'\t\1/p'
done > intervals
printf '5\t0.0300\t-\t-\n6\t0.0350\t0.0100\t0.0600\n8\t0.0450\t0.0100\t0.0800\n9\t0.0500\t0.0200\t0.0800\n' | diff - intervals || fail "intervals of medians"
