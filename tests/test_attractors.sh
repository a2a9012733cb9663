# The program attractors from outside, on maps whose attractors are known: those of
# tests/maps (see the first line of each) and some that are made here.
. tests/program.sh
maps=$root/tests/maps

# only MAP LABEL ORDER EXPONENT TOLERANCE [STARTS]: the one label that random starts lead to
only() {
  "$bin/attractors" --map "$1" --starts "${6:-40}" --seed 3 > labels.tsv
  awk -F '\t' -v label="$2" -v order="$3" -v exponent="$4" -v near="$5" '
    NR > 1 && ($1 != label || $2 != order || ($4 - exponent) ^ 2 > near ^ 2) { bad = 1 }
    END { exit bad || NR < 2 }' labels.tsv || { cat labels.tsv; fail "$1: only $2 $3 is expected"; }
}

# has MAP ORDER STABLE MULTIPLIER: a cycle or fixed point is listed
has() {
  "$bin/attractors" --map "$1" --orbits "$2" > orbits.tsv
  awk -F '\t' -v order="$2" -v stable="$3" -v multiplier="$4" '
    NR > 1 && $2 == order && $3 == stable && ($4 - multiplier) ^ 2 < 1e-12 && $5 < 1e-9 { found = 1 }
    END { exit !found }' orbits.tsv || { cut -f 1-5 orbits.tsv; fail "$1: no $3 orbit of order $2"; }
}

# split NAME N: the map NAME from NAME.rows, which are W, then b
split() {
  { echo "activation relu"; echo "dimension $2"; echo W; head -n "$2" "$1.rows"; echo b; tail -n 1 "$1.rows"; } > "$1"
}

# Published cycles with their unstable partners.
has "$maps/27-cycle-2d.map" 27 yes 0.693170571336
has "$maps/27-cycle-2d.map" 27 no 1.13195803658
has "$maps/40-cycle-2d.map" 40 yes 0.572561609046
has "$maps/40-cycle-2d.map" 40 no 2.46879801922
only "$maps/27-cycle-2d.map" cycle 27 -0.0135733 1e-6
# This one is reached through chaos that lasts for thousands of steps on some ways.
only "$maps/40-cycle-2d.map" cycle 40 -0.0139409 1e-6 400
has "$maps/tanh-n04.map" 1 yes 0.751559184655
has "$maps/tanh-n04.map" 1 no 1.04743024067
has "$maps/tanh-n04.map" 1 no 1.31595667894

# A short cycle with two more complex pairs behind the leading one, from a trained
# network: Newton's method needs many short passes.
only "$maps/2-cycle-64d.map" cycle 2 -0.0503087 1e-6

# Slow decay and slow growth; a line of fixed points; the tent map of slope 1.7.
printf '%s\n' '0.9995 0' '0.3 0.2' '1 0.7' > decay.rows; split decay 2
only decay fixed-point 1 -0.000500125 1e-8
printf '%s\n' '1.0005 0' '0.3 0.2' '1 0.7' > growth.rows; split growth 2
only growth unbounded 0 0.000499875 1e-8
printf '%s\n' '1 0' '0.3 0.2' '0 0.7' > line.rows; split line 2
only line marginal 1 0 1e-6
printf '%s\n' '1.7 -3.4' '1.7 -3.4' '0 -0.5' > tent.rows; split tent 2
"$bin/attractors" --map tent --starts 40 > labels.tsv
awk -F '\t' '$1 == "chaotic" { found = ($4 - log(1.7)) ^ 2 < 1e-6 } END { exit !found }' labels.tsv ||
  { cat labels.tsv; fail "tent: chaos of exponent ln 1.7 is expected"; }

# A rotation by an irrational angle around a point where all units are active.
awk 'BEGIN { a = 2.399963229728653; c = cos(a); s = sin(a)
  printf "%.17g %.17g\n%.17g %.17g\n%.17g %.17g\n", c, -s, s, c, 9 * (1 - c + s), 9 * (1 - s - c) }' > turn.rows
split turn 2
"$bin/attractors" --map turn --starts 40 --seed 2 > labels.tsv
awk -F '\t' '$1 == "quasi-periodic" && $5 ~ /rotation number 0.381966/ { ++found } END { exit !found }' labels.tsv ||
  { cat labels.tsv; fail "turn: rotation number 0.381966 is expected"; }
grep -qE '^(cycle|chaotic|unbounded)' labels.tsv && { cat labels.tsv; fail "turn: a wrong label"; }

# 325 maps with known attractors: no label is wrong, and hardly one undecided.
"$bin/calibration" --output calibration.tsv --macros calibration.tex
awk -F '\t' 'NR > 1 { ++all; ++count[$NF] } END { exit !(all == 975 && count["right"] + count["beyond"] > 0.99 * all && count["beyond"] < 0.01 * all && !count["wrong"]) }' calibration.tsv ||
  { grep -v 'right$' calibration.tsv; fail "calibration: labels are wrong, or too many undecided"; }
refuse 'are needed' calibration
refuse "'0' is not a whole number" calibration --output c.tsv --macros c.tex --maps 0
refuse "'x' is not understood" calibration x
refuse 'cannot be written' calibration --output nowhere/c.tsv --macros c.tex
refuse 'cannot be written' calibration --output c.tsv --macros nowhere/c.tex
[ ! -e c.tsv ] || fail "a refused call wrote c.tsv"

# A scan of a run: one row for each point, context, stage and start; the same bytes twice.
"$bin/train" -s units=20 -s teacher=sl -s budget_trials=400 -s evaluation_trials=32 -o run.h5 2> /dev/null
"$bin/attractors" run.h5 -s grid=3 -s starts=1 -o one.tsv
"$bin/train" -s units=32 -s delta=0.16 -s teacher=rl -s seed=5 -s budget_trials=400 -s evaluation_trials=32 -o wide.h5 2> /dev/null
"$bin/attractors" wide.h5 -s grid=3 -s starts=1 -o wide.tsv
"$bin/attractors" run.h5 -s grid=3 -s starts=1 -o two.tsv
cmp one.tsv two.tsv
[ "$(wc -l < one.tsv)" = $((1 + 9 * 2 * 3 * 2)) ] || fail "one.tsv has $(wc -l < one.tsv) lines"

# A row holds what its label is proved by, and nothing that was only supposed on the way to it.
awk -F '\t' 'FNR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i; next }
  { quasi = $at["label"] == "quasi-periodic"; open = $at["label"] == "undecided"; ++seen[$at["label"]] }
  ($at["reason"] == "-") == open || !quasi && ($at["curves"] $at["dimension"] $at["excluded"] != "000" ||
    $at["rotation"] $at["defect"] $at["bound"] != "nannannan") { print; bad = 1 }
  ($at["order"] > 0) != ($at["label"] ~ /^(fixed-point|cycle|marginal)$/) { print; bad = 1 }
  END { exit bad || length(seen) < 3 }' one.tsv wide.tsv || fail "rows with numbers of another label"

# Six snapshots are scanned; the last holds the final weights, so it looks as they do.
"$bin/train" -s units=20 -s teacher=sl -s snapshot_interval=7 -s budget_trials=4000 -s evaluation_trials=32 -o followed.h5 2> /dev/null
"$bin/development" followed.h5 --labels development.tsv --course course.tsv
[ "$(cut -f 5 development.tsv | uniq -c | tr -s ' \n' ' ')" = ' 1 update 121 0 121 7 121 14 121 21 121 28 121 35 ' ] ||
  fail "development.tsv has not the updates 0, 7, 14, 21, 28 and 35"
"$bin/attractors" followed.h5 -o followed.tsv
diff <(awk -F '\t' '$5 == 35 { print $6 / 200, $7 / 200, $8 }' development.tsv) \
  <(awk -F '\t' '$1 == "stimulus" && $2 == 0 && $3 == 0 { sub(/-.*/, "", $6); print $4 + 0, $5 + 0, $6 }' followed.tsv) ||
  fail "development.tsv and the scan differ"
# The course: the shares are those of the planes, the last groups and balance those of the
# final network, the groups of each snapshot add up, and every evaluation is there.
awk -F '\t' 'NR == FNR { if (FNR > 1) { ++count[$5, $8]; updates[$5] } next }
  FNR > 1 && ($5, $6) in count { if (($7 - count[$5, $6] / 121) ^ 2 > 1e-12) { print $0; exit 1 } ++seen[$5, $6] }
  END { for (k in count) if (seen[k] != 1) { print k; exit 1 } }' development.tsv course.tsv || fail "shares of course.tsv"
"$bin/populations" followed.h5 -s levels=1 -s draws=1 -s tries=16 -s trials=64 -s permutations=20 -o population.tsv
awk -F '\t' 'NR == FNR { for (i = 1; i <= NF; ++i) if (FNR == 1) name[i] = $i; else final[name[i]] = $i; next }
  $6 == "silent" || $6 == "plus" || $6 == "minus" || $6 == "both" { sum[$5] += $7; if ($5 == 35) $7 *= final["units"] }
  $5 == 35 && $6 in final && $6 != "accuracy" { ++found; if ($7 != final[$6] && ($7 - final[$6]) ^ 2 > 1e-10) { print $6 ": " $7 " " final[$6]; exit 1 } }
  $6 == "accuracy" { ++evaluations }
  END { for (u in sum) if ((sum[u] - 1) ^ 2 > 1e-10) { print u; exit 1 }; exit !(found == 9 && evaluations > 2) }' population.tsv course.tsv ||
  fail "course.tsv and the final population differ"
refuse 'has no /checkpoints' development run.h5 --labels none.tsv --course none.tsv
refuse 'are needed' development followed.h5 --labels none.tsv
refuse 'cannot be written' development followed.h5 --labels nowhere/d.tsv --course none.tsv
refuse 'cannot be written' development followed.h5 --labels none.tsv --course nowhere/d.tsv
[ ! -e none.tsv ] || fail "a refused call wrote none.tsv"

refuse 'are needed' attractors
refuse '--map needs' attractors --map tent
refuse "--orbits '0'" attractors --map tent --orbits 0
refuse 'nowhere' attractors --map nowhere --starts 3
refuse "unknown parameter 'foo'" attractors run.h5 -o x.tsv -s foo=1
refuse 'grid' attractors run.h5 -o x.tsv -s grid=1
refuse 'cannot be written' attractors run.h5 -s grid=2 -o nowhere/x.tsv
refuse 'nowhere.h5' attractors nowhere.h5 -o x.tsv
[ ! -e x.tsv ] || fail "a refused call wrote x.tsv"
