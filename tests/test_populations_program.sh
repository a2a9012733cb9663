# The programs populations and claims from outside: a small network is trained, measured
# twice with the same bytes, and every mistake of the command line is refused with status
# 2 and a line that says what is wrong.
. tests/program.sh

"$bin/train" -s units=20 -s teacher=sl -s budget_trials=400 -s snapshot_interval=2 \
  -s evaluation_trials=32 -o run.a.h5 2> /dev/null
quick='-s levels=2 -s draws=2 -s tries=16 -s trials=64 -s permutations=20'
"$bin/populations" run.a.h5 $quick -o one.tsv -u units.tsv -c matrix.tsv
"$bin/populations" run.a.h5 $quick -o two.tsv
cmp one.tsv two.tsv

[ "$(wc -l < one.tsv)" = 2 ] || fail "one.tsv is to have a header and a row"
awk -F '\t' '
  NR == 1 { n = NF; for (i = 1; i <= NF; ++i) at[$i] = i; next }
  NF != n { print "fields: " NF ", names: " n; exit 1 }
  $at["id"] != "run.a" { print "id " $at["id"]; exit 1 }
  $at["silent"] + $at["plus"] + $at["minus"] + $at["both"] != 20 { print "groups"; exit 1 }
  { mean = ($at["robustness_weights"] + $at["robustness_silencing"] + $at["robustness_input"]) / 3
    area = ($at["accuracy"] / 2 + $at["weights_0.5"] + $at["weights_1"] / 2) / 2
    if (($at["robustness"] - mean) ^ 2 > 1e-10) { print "robustness"; exit 1 }
    if (($at["robustness_weights"] - area) ^ 2 > 1e-10) { print "area"; exit 1 }
    mean = ($at["robustness_weights"] + $at["robustness_silencing_active"] + $at["robustness_input"]) / 3
    if (($at["robustness_active"] - mean) ^ 2 > 1e-10) { print "robustness_active"; exit 1 }
    lost = $at["accuracy"] - $at["robustness"] - $at["lost_wrong"] - $at["lost_broken"]
    if (lost ^ 2 > 1e-10) { print "what was lost"; exit 1 }
    if (($at["choice"] - $at["robustness_choice"] - $at["lost_wrong"]) ^ 2 > 1e-10) { print "robustness_choice"; exit 1 }
    if (($at["silent_share"] - $at["silent"] / 20) ^ 2 > 1e-10) { print "silent_share"; exit 1 } }
  { for (k = 1; k <= split("count_balance activity_balance evenness", name, " "); ++k) {
      if ($at[name[k]] != $at[name[k] "_s5_d3"]) { print name[k] " is not that of 5 % and 1/3"; exit 1 }
      for (s = 2; s <= 10; s += s < 5 ? 3 : 5) for (d = 2; d <= 5; d += d < 3 ? 1 : 2)
        if (!((name[k] "_s" s "_d" d) in at)) { print "no " name[k] "_s" s "_d" d; exit 1 } }
    if (!($at["weight_change"] > 0 && $at["effective_rank"] >= 1 && $at["effective_rank"] <= 20)) { print "change"; exit 1 } }
  $0 ~ /nan|inf/ { print "not a number"; exit 1 }' one.tsv
[ "$(wc -l < units.tsv)" = 21 ] || fail "units.tsv is to have 20 units"
[ "$(wc -l < matrix.tsv)" = 401 ] || fail "matrix.tsv is to have 400 pairs"
# A matrix is symmetric, correlates every unit with itself, and names the group of each row.
awk -F '\t' 'NR == 1 { next }
  { c[$1, $2] = $4; group[$1] = $3; if ($1 > n) n = $1 }
  END { for (i = 0; i <= n; ++i) { print group[i]; for (j = 0; j <= n; ++j)
      if (c[i, j] != c[j, i] || c[i, i] != 1 && c[i, i] != 0) { print "row " i; exit 1 } } }' matrix.tsv > groups.txt
cmp groups.txt <(awk -F '\t' 'NR > 1 { print $3 }' units.tsv)

refuse 'are needed' populations
refuse 'are needed' populations run.a.h5
refuse 'are needed' populations run.a.h5 -u y.tsv
refuse "'two.h5' is the second" populations run.a.h5 two.h5 -o x.tsv
refuse 'nowhere.h5' populations nowhere.h5 -o x.tsv
refuse 'draws' populations run.a.h5 -o x.tsv -s draws=0
refuse "unknown parameter 'foo'" populations run.a.h5 -o x.tsv -s foo=1
refuse 'cannot be written' populations run.a.h5 $quick -o nowhere/x.tsv
# More units than a picture can show go into blocks of one size, none of two groups.
"$bin/train" -s units=150 -s budget_trials=100 -s evaluation_trials=32 -o wide.h5 2> /dev/null
"$bin/populations" wide.h5 $quick -o wide.tsv -u units.tsv -c matrix.tsv
awk -F '\t' 'NR == FNR { if (FNR > 1) ++units[$3]; next }
  FNR > 1 && $2 == 0 { ++blocks[$3]; ++all }
  END { for (size = 1; ; ++size) { count = 0; for (g in units) count += int((units[g] + size - 1) / size); if (count <= 64) break }
    for (g in units) if (blocks[g] != int((units[g] + size - 1) / size)) { print g ": " blocks[g] " blocks of " size; exit 1 }
    exit all > 64 || size < 3 }' units.tsv matrix.tsv || fail "matrix.tsv is to have blocks of one size"
head -c 3000 run.a.h5 > cut.h5
refuse 'cut.h5' populations cut.h5 -o x.tsv
[ ! -e x.tsv ] || fail "a refused call wrote x.tsv"

refuse 'NETWORKS.tsv is needed' claims
refuse 'nowhere.tsv' claims nowhere.tsv
refuse "'5' is not a whole number" claims one.tsv -r 5
refuse "'-1' is not a whole number" claims one.tsv --seed=-1
refuse "has no column 'ensemble'" claims one.tsv
[ "$("$bin/populations" --assumptions | grep -c '\\\\$')" = 11 ] || fail "eleven assumptions"
