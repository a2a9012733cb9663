# The programs complexity and summaries and the figures, from outside: known averages come
# out of made-up tables, failed networks are counted, what is missing stops the chain, and
# every figure is drawn twice with the same bytes.
. tests/program.sh

# expect FILE CONDITION VALUE [COLUMN]: in the one row where the awk CONDITION on v[NAME] holds
expect() {
  awk -F '\t' -v want="$3" -v name="${4:-value}" '
    /^#/ || !NF { next }
    !n { n = NF; for (i = 1; i <= NF; ++i) at[i] = $i; next }
    { for (i = 1; i <= NF; ++i) v[at[i]] = $i
      if ('"$2"') { ++found; d = v[name] - want
        if (want == "-" ? v[name] != "-" : d * d > 1e-12) { print name " " v[name] ", not " want; exit 1 } } }
    END { if (found != 1) { print found + 0 " rows"; exit 1 } }' "$1" || fail "$1: $2"
}

### complexity

"$bin/train" -s units=20 -s teacher=sl -s budget_trials=600 -s evaluation_trials=32 -s evaluation_interval=2 \
  -o run.a.h5 2> /dev/null
"$bin/complexity" run.a.h5 -o one.tsv -l curve.tsv -t 500
"$bin/complexity" run.a.h5 -o two.tsv -t 500
cmp one.tsv two.tsv
expect one.tsv 'v["id"] == "run.a"' 500 held_out
expect one.tsv 'v["outcome"] == "cap"' - trials_to_criterion
# The mean of the ideal observer, Phi(sqrt(2 n) s / sigma), over the three coherences.
expect one.tsv 'v["units"] == 20' 0.992417 ceiling
expect one.tsv 'v["teacher"] == "sl"' 0.977250 ceiling_5
awk 'NR > 1 && $1 != "run.a" { exit 1 } END { exit NR < 3 }' curve.tsv || fail "curve.tsv"

refuse 'are needed' complexity run.a.h5
refuse "'two.h5' is the second" complexity run.a.h5 two.h5 -o x.tsv
refuse "'0' is not a whole number" complexity run.a.h5 -o x.tsv -t 0
refuse 'nowhere.h5' complexity nowhere.h5 -o x.tsv
refuse 'cannot be written' complexity run.a.h5 -o nowhere/x.tsv

### summaries: two regimes, two teachers, two widths, two seeds; K = 1, 2 and two seeds

mkdir complexity attractors populations learning correlations
network() { # ensemble regime teacher delta streams seed accuracy needed outcome quasi
  id=$1-$2-$3-$4-$5-$6
  printf '%s\t' "$id" "$1" "$3" "$4" "$5" "$6" >> ensemble.tsv; echo x >> ensemble.tsv
  { printf 'regime\toutcome\tupdates\ttrials\ttrials_to_criterion\taccuracy\tceiling\taccuracy_5\taccuracy_15\taccuracy_50\n'
    printf '%s\t%s\t90\t9000\t%s\t%s\t0.99\t-\t-\t-\n' "$2" "$9" "$8" "$7"; } > complexity/$id.tsv
  { printf 'update\ttrials\taccuracy\n0\t0\t0\n50\t9000\t%s\n' "$7"; } > learning/$id.tsv
  awk -v quasi="${10}" 'BEGIN { OFS = "\t"; print "stage", "context", "start", "relevant", "other", "label"
    for (c = 0; c <= 1; ++c) for (i = 0; i < 25; ++i) {
      x = (i % 5 - 2) / 8; y = (int(i / 5) - 2) / 8
      print "stimulus", c, 0, x, y, i < quasi ? "quasi-periodic" : "fixed-point"
      print "stimulus", c, 1, x, y, "chaotic"
      print "delay", c, 0, x, y, "fixed-point" } }' > attractors/$id.tsv
  # 1 of RL, 2 of SL, 2 more in the continuous regime, and a tenth of the seed.
  case $2-$3 in reset-rl) uneven=1 ;; reset-sl) uneven=2 ;; continuous-rl) uneven=3 ;; *) uneven=4 ;; esac
  { printf 'count_balance\tactivity_balance\tei_balance\tevenness\theterogeneity\trobustness\taccuracy\tweights_0.5\tsilencing_0.4\tinput_2\t'
    printf 'bits_context\tselective_context\tbits_stimulus\tselective_stimulus\tbits_choice\tselective_choice\tcorrelation_within\tcorrelation_between\n'
    printf '0.5\t0.%s\t0.25\t0.75\t%s.%s\t0.8\t%s\t0.7\t0.6\t0.65\t0.0%s\t0.5\t0.3\t0.75\t0.2\t0.25\t0.4\t-0.%s\n' "$6" $uneven "$6" "$7" "$6" "$6"; } > populations/$id.tsv
  awk -v seed="$6" 'BEGIN { OFS = "\t"; print "row", "column", "group", "correlation"; split("plus both minus silent", group, " ")
    for (i = 0; i < 7; ++i) for (j = 0; j < 7; ++j) print i, j, group[1 + int(i / 2)], (i == j ? 1 : seed > 1 ? "-" : (i > j ? i - j : j - i) / 10) }' > correlations/$id.tsv
}
printf 'id\tensemble\tteacher\tdelta\tstreams\tseed\tspecification\n' > ensemble.tsv
for regime in continuous reset; do for delta in 0.06 0.14; do for seed in 1 2; do
  network prevalence $regime sl $delta 2 $seed 0.95$seed 7000 reached 5
  outcome=reached; [ $regime$delta$seed != reset0.142 ] || outcome=diverged
  network prevalence $regime rl $delta 2 $seed 0.96$seed 4000 $outcome $((10 * seed))
done; done; done
for streams in 1 2; do for seed in 1 2; do
  needed=600$seed; outcome=reached; [ $streams$seed != 22 ] || { needed=-; outcome=cap; }
  network complexity continuous rl 0.10 $streams $seed 0.9$seed $needed $outcome 10
  network complexity continuous sl 0.10 $streams $seed 0.9$((3 - seed)) $needed $outcome 5
done; done
"$bin/summaries" ensemble.tsv --tables . --macros macros.tex -r 1000
for file in networks figure-prevalence figure-balance figure-complexity figure-robustness figure-selectivity figure-connectivity; do
  cp $file.tsv $file.first; done
"$bin/summaries" ensemble.tsv --tables . --macros again.tex -r 1000
cmp macros.tex again.tex
for file in *.first; do cmp $file ${file%.first}.tsv; done

expect networks.tsv 'v["id"] == "prevalence-reset-rl-0.06-2-1"' 0.4 stim_quasi
expect networks.tsv 'v["id"] == "prevalence-reset-rl-0.06-2-1"' 1 delay_fixed
# Coherences of 5 and 15 per cent lie between the points at 0 and 25: along a side the points
# weigh 1, 0.8, 2.4, 0.8 and 1, and the first two of the other stream are quasi-periodic.
expect networks.tsv 'v["id"] == "prevalence-reset-rl-0.06-2-1"' 0.3 trained_stim_quasi
# With one stream there is no other: the columns of points weigh the same, whatever stands there.
expect networks.tsv 'v["id"] == "complexity-continuous-rl-0.10-1-2"' 0.4 trained_stim_quasi
expect networks.tsv 'v["id"] == "complexity-continuous-rl-0.10-2-2"' 9000 trials
expect networks.tsv 'v["id"] == "complexity-continuous-rl-0.10-1-2"' 6002 trials
at() { echo 'v["kind"] == "'$1'" && v["quantity"] == "'$2'" && v["regime"] == "'$3'" && v["teacher"] == "'$4'"'; }
wide='&& v["delta"] == 0.14'
expect figure-prevalence.tsv "$(at mean stim_quasi continuous rl) $wide" 0.6
expect figure-prevalence.tsv "$(at mean stim_quasi continuous rl) $wide" 0.4 below
# A diverged network counts, with nothing but its failure.
expect figure-prevalence.tsv "$(at mean stim_quasi reset rl) $wide" 0.2
expect figure-prevalence.tsv "$(at mean stim_failed reset rl) $wide" 0.5
expect figure-prevalence.tsv "$(at mean stim_failed reset rl) $wide" 0.5 below
expect figure-prevalence.tsv "$(at mean stim_failed reset rl) $wide" 1 failed
expect figure-prevalence.tsv "$(at network stim_quasi reset rl) $wide && v[\"seed\"] == 2" 1 failed
# Equal values leave an interval without width.
expect figure-prevalence.tsv "$(at mean stim_quasi reset sl) $wide" 0.2 low
expect figure-balance.tsv "$(at mean activity_balance continuous sl)" 0.15
expect figure-balance.tsv "$(at mean activity_balance reset rl)" 0.1
# A diverged network is as heterogeneous as any of its regime, which is the worst: 0 would be the best.
expect figure-balance.tsv "$(at network heterogeneity reset rl) && v[\"failed\"] == 1" 2.2
expect figure-balance.tsv "$(at mean heterogeneity reset rl)" 1.4
expect figure-robustness.tsv "$(at mean silencing continuous rl) && v[\"strength\"] == 0" 0.9615
expect figure-robustness.tsv "$(at mean input continuous rl) && v[\"strength\"] == 2" 0.65
expect figure-complexity.tsv "$(at mean accuracy continuous rl) && v[\"streams\"] == 1" 0.915
expect figure-complexity.tsv "$(at median trials_to_criterion continuous rl) && v[\"streams\"] == 1" 6001.5
expect figure-complexity.tsv "$(at median trials_to_criterion continuous rl) && v[\"streams\"] == 2" -
expect figure-complexity.tsv "$(at median trials_to_criterion continuous rl) && v[\"streams\"] == 2" 1 undefined
expect figure-complexity.tsv "$(at pair gain continuous -) && v[\"streams\"] == 2 && v[\"seed\"] == 2" 0.01
expect figure-complexity.tsv "$(at pair gain continuous -) && v[\"streams\"] == 2 && v[\"seed\"] == 2" 0.4 strength
expect figure-selectivity.tsv "$(at mean bits_context continuous sl)" 0.015
expect figure-selectivity.tsv "$(at mean selective_stimulus continuous rl)" 0.75
# A diverged network knows nothing, but no correlation is the worst.
expect figure-selectivity.tsv "$(at mean selective_stimulus reset rl)" 0.5625
expect figure-selectivity.tsv "$(at mean correlation_between continuous rl)" -0.15
expect figure-selectivity.tsv "$(at mean correlation_between reset rl)" 1 undefined
[ "$(awk '$1 == "reset" && $2 == "sl" && $3 == 0.14 && $4 == 1' figure-connectivity.tsv | wc -l)" = 21 ] || fail "figure-connectivity.tsv"
[ "$(awk 'NR > 1 && ($3 != 0.14 || $4 != 1)' figure-connectivity.tsv | wc -l)" = 0 ] || fail "figure-connectivity.tsv holds another network"
[ "$(awk '$5 == 3 && $6 == 5 && $7 == "both" && $8 == 0.2' figure-connectivity.tsv | wc -l)" = 4 ] || fail "pairs of figure-connectivity.tsv"
# Of four networks two have the label in the middle, all in the corner; one that diverged counts and has none.
[ "$(awk '$1 == "continuous" && $2 == "rl"' figure-maps.tsv | wc -l)" = 175 ] || fail "figure-maps.tsv"
share() { awk -F '\t' -v r=$1 -v t=$2 -v x=$3 -v y=$4 '$1 == r && $2 == t && $3 == "quasi" && $4 == x && $5 == y { print $6 + 0, $7 }' figure-maps.tsv; }
[ "$(share continuous rl 0 0) $(share continuous rl -50 -50) $(share reset rl 0 0) $(share reset rl -50 -50)" = "0.5 4 1 4 0.25 4 0.75 4" ] || \
  fail "figure-maps.tsv: $(share continuous rl 0 0) $(share continuous rl -50 -50) $(share reset rl 0 0) $(share reset rl -50 -50)"
# Streams from 1 and coherences in per cent, where the attractors have 0 and the signal.
[ "$(awk '$1 == "reset" && $3 == 0.14 && $5 == 2 && $6 == -50 && $7 == 25' figure-widths.tsv | wc -l)" = 2 ] || fail "units of figure-widths.tsv"
[ "$(awk 'NR > 1 && $4 != 1' figure-widths.tsv | wc -l)" = 0 ] || fail "figure-widths.tsv holds another network"
grep -qF '\newcommand{\ResetRlStimQuasi}{\ensuremath{40.0}}' macros.tex || fail "macros.tex"
grep -qF '\newcommand{\ContinuousSlTwoAccuracy}{\ensuremath{91.5}}' macros.tex || fail "macros.tex"

### figures

cd "$root"
for script in figures/*.gp; do
  name=$(basename $script .gp)
  case $name in
    development | course | portraits | spectra | horizon | trial | ladder | past | crossover | regularisation | multiverse | levels) continue ;; # drawn from tables of other programs
    style | planes | nothing | picture) continue ;; # of no table, or loaded by the others
  esac
  for format in pdf svg; do
    for try in 1 2; do
      LC_ALL=C.UTF-8 gnuplot -d -e "table = '$here/figure-$name.tsv'; format = '$format'; output = '$here/$try.$format'" \
        $script > "$here/said" 2>&1 || { cat "$here/said"; fail "$script"; }
      [ ! -s "$here/said" ] || { cat "$here/said"; fail "$script, $format: gnuplot has something to say"; }
    done
    sed -i 's/CreationDate (D:[0-9]*/CreationDate (D:/' "$here"/*.$format
    cmp "$here/1.$format" "$here/2.$format"
  done
done
cd "$here"

### refusals

refuse 'are needed' summaries ensemble.tsv
refuse "'b.tsv' is the second" summaries ensemble.tsv b.tsv --tables .
refuse "'5' is not a whole number" summaries ensemble.tsv --tables . -r 5
printf 'name\nx\n' > macros.tsv
refuse 'nowhere.tsv' summaries nowhere.tsv --tables .
refuse "'id'" summaries macros.tsv --tables .
refuse 'cannot be written' summaries ensemble.tsv --tables . --macros nowhere/x.tex
some=prevalence-reset-sl-0.06-2-1
for analysis in complexity attractors populations; do
  mv $analysis/$some.tsv away.tsv
  refuse "$analysis/$some.tsv" summaries ensemble.tsv --tables .
  sed 's/fixed/fxed/; s/reset/rset/; s/weights_0.5/weights_x/' away.tsv > $analysis/$some.tsv
  refuse "$analysis/$some.tsv" summaries ensemble.tsv --tables .
  mv away.tsv $analysis/$some.tsv
done
# A table of the horizon may be absent, but not damaged.
mkdir horizon
printf 'held_fixed\n0.25\n' > horizon/$some.tsv
"$bin/summaries" ensemble.tsv --tables . -r 100
expect networks.tsv 'v["id"] == "'$some'"' 0.25 held_fixed
expect networks.tsv 'v["id"] == "prevalence-reset-sl-0.06-2-2"' - held_fixed
for damaged in 'held_fixed\n0.25' 'held_fixed\n1.25\n' 'held_fixed\n' '' 'held_fixed\n0.25\t1\n'; do
  printf "$damaged" > horizon/$some.tsv
  refuse "horizon/$some.tsv" summaries ensemble.tsv --tables .
done
rm -r horizon

# Nothing is cut and nothing left out in silence: what exceeds its place is refused.
long=$(printf 'n%.0s' {1..128})
for table in */$some.tsv; do cp $table ${table%%/*}/${long%n}.tsv; cp $table ${table%%/*}/$long.tsv; done
sed "s/^$some/$long/" ensemble.tsv > long.tsv
refuse "'$(printf 'n%.0s' {1..60})' is longer than 127 characters" summaries long.tsv --tables .
awk 'BEGIN { OFS = "\t" } { print $0, NR == 1 ? "arm" : "sixteen-letters." }' ensemble.tsv > long.tsv
refuse "arm 'sixteen-letters.' is longer than 15 characters" summaries long.tsv --tables .
many() { # TABLE NAMES...: with columns of these names too
  cp $1 away.tsv
  awk -v more="${*:2}" 'BEGIN { OFS = "\t"; n = split(more, name, " ") }
    { line = $0; for (i = 1; i <= n; ++i) line = line OFS (NR == 1 ? name[i] : "0.5"); print line }' away.tsv > $1
}
many complexity/$some.tsv $(seq -f 'accuracy_%g' 16 29)
refuse "column 'accuracy_29' is of one more coherence than 16" summaries ensemble.tsv --tables .
mv away.tsv complexity/$some.tsv
many populations/$some.tsv $(seq -f 'weights_%g' 1 32)
refuse "column 'weights_32' is of one more strength than 32" summaries ensemble.tsv --tables .
mv away.tsv populations/$some.tsv
awk -v some=$some 'BEGIN { FS = OFS = "\t" } NR == 1 { print } $1 == some { for (i = 1; i <= 33; ++i) { $4 = i / 100; print } }' ensemble.tsv > long.tsv
refuse 'long.tsv: more than 32 widths in the prevalence ensemble' summaries long.tsv --tables .
awk -v some=complexity-continuous-sl-0.10-2-1 'BEGIN { FS = OFS = "\t" } NR == 1 { print } $1 == some { for (i = 1; i <= 33; ++i) { $5 = i; print } }' ensemble.tsv > long.tsv
refuse 'long.tsv: more than 32 numbers of streams in the complexity ensemble' summaries long.tsv --tables .

sed 2p complexity/$some.tsv > twice.tsv && mv twice.tsv complexity/$some.tsv
refuse 'has 2 rows' summaries ensemble.tsv --tables .
