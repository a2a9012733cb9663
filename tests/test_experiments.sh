# The programs why and multiverse from outside, on networks that were made up: the steps of
# the ladder and the crossover are what was put in, the multiverse's curve, shares, pattern
# and rule too; data/ensembles.py writes what is committed; and what they refuse.
. tests/program.sh

/usr/bin/python3 -B "$root/data/ensembles.py" --check || fail "data/ensembles"

# Every committed ensemble can be planned; no two profiles train one network, but that quick tries
# the large ones out with seeds of its own.
for ensemble in "$root"/data/ensembles/*.tsv; do
  name=$(basename $ensemble .tsv)
  mkdir -p plan/$name && "$bin/train" --plan $ensemble --specifications "$root/data/specs" --directory plan/$name || fail "$name cannot be planned"
  [ "$(ls plan/$name/*.run | wc -l)" = "$(grep -vc '^#\|^id	' $ensemble)" ] || fail "$name: $(ls plan/$name/*.run | wc -l) runs"
done
twice=$(ls plan/*/*.run | grep -v '/former/' | sed 's:.*/::' | sort | uniq -d)
[ ! "$twice" ] || fail "in two ensembles: $twice"

# expect FILE CONDITION COLUMN VALUE TOLERANCE: in the one row where the awk CONDITION on v[NAME] holds
expect() {
  awk -F '\t' -v name="$3" -v want="$4" -v tolerance="$5" '
    NR == 1 { for (i = 1; i <= NF; ++i) at[i] = $i; next }
    { for (i = 1; i <= NF; ++i) v[at[i]] = $i
      if ('"$2"') { ++found; d = v[name] - want
        if (d * d > tolerance * tolerance) { print name " " v[name] ", not " want; exit 1 } } }
    END { if (found != 1) { print found + 0 " rows"; exit 1 } }' "$1" || fail "$1: $2"
}

. "$root/tests/networks.sh"

### why

{ printf "$columns"
  for seed in 1 2 3 4 5 6 7 8 9 10 11 12; do
    for rung in 0 1 2 3 4 5 6 7; do
      quasi=$(awk -v r=$rung -v s=$seed 'BEGIN { printf "%g", (r < 2 ? 0.62 : 0.25) + 0.011 * ((s * (r + 3)) % 11 - 5) }')
      network ladder rung-$rung reset $([ $rung -le 2 ] && echo sl || echo rl) $seed reached $quasi 0.5 1.$seed
    done
    network past rung-6-x5 reset rl $seed reached 0.$((10 + seed)) 0.5 1
    for arm in rl rl-rl rl-sl sl sl-rl sl-sl; do
      network crossover $arm reset ${arm%%-*} $seed $([ $arm$seed = rl-sl3 ] && echo diverged || echo reached) \
        $(awk -v a=$arm -v s=$seed 'BEGIN { printf "%g", (a == "rl-sl" ? 0.6 : 0.2) + 0.01 * (s % 3) }') 0.4 1
    done
  done; } > networks.tsv
mkdir out
"$bin/why" networks.tsv -t out -m why.tex -r 5000
both='v["regime"] == "reset" && v["quantity"] == "quasi" && (!("pairs" in v) || v["pairs"] == "all" && v["matched"] == "-")'
step=$(awk 'BEGIN { for (s = 1; s <= 12; ++s) d += (-0.37 + 0.011 * ((s * 5) % 11 - (s * 4) % 11)) / 12; print d }')
expect out/why-tests.tsv "$both"' && v["arm"] == "rung-2"' estimate "$step" 1e-5
expect out/why-tests.tsv "$both"' && v["arm"] == "rung-2"' n 12 0
# Of all 4,096 exchanges two are as large; Holm's factor is that of seven steps.
expect out/why-tests.tsv "$both"' && v["arm"] == "rung-2"' p "$(awk 'BEGIN { print 2 / 4096 }')" 1e-6
expect out/why-tests.tsv "$both"' && v["arm"] == "rung-2"' p_holm "$(awk 'BEGIN { print 14 / 4096 }')" 1e-6
# All differences alike: an interval of some width, no exchange as large but the two.
expect out/why-tests.tsv 'v["regime"] == "reset" && v["quantity"] == "balance" && v["arm"] == "rung-3" && v["pairs"] == "all"' p 1 0
awk -F '\t' '$3 == "balance" && $4 == "rung-3" && $8 == "all" { ok = $11 < -0.1 && $12 > 0.1 } END { exit !ok }' out/why-tests.tsv || fail "steps that are all alike have no interval"
expect out/why-tests.tsv "$both"' && v["arm"] == "rung-5"' p_holm 1 0.5
expect out/why-tests.tsv "$both"' && v["arm"] == "rl-sl" && v["against"] == "rl"' n 12 0
# One that diverged has nothing: 11 seeds at +0.4, one at minus its partner.
expect out/why-tests.tsv "$both"' && v["arm"] == "rl-sl" && v["against"] == "rl"' estimate "$(awk 'BEGIN { print (11 * 0.4 - 0.2) / 12 }')" 1e-5
# What is left of the first teacher, where SL came last.
expect out/why-tests.tsv "$both"' && v["arm"] == "rl-sl" && v["against"] == "sl-sl"' estimate "$(awk 'BEGIN { print (11 * 0.4 - 0.2) / 12 }')" 1e-5
grep -qF '\newcommand{\WhyRlSlResetQuasiStepSlSlSaid}{more}' why.tex || fail "what is said of a step"
same='v["regime"] == "reset" && v["quantity"] == "quasi" && v["pairs"] == "all" && v["against"] == "rung-0" && v["matched"]'
# What is the same for all seeds is exact.
awk -F '\t' '$3 == "log_steps" && $4 == "rl-rl" && $5 == "rl" && $8 == "all" { ok = $10 == 0 && $13 == 1 && $11 == "-" } END { exit !ok }' out/why-tests.tsv || fail "differences that are all alike, without limits"
# One network of rung 3 never met the criterion: it counts among all, and not among those that learnt.
sed '/^ladder-rung-3-reset-rl-5\t/s/reached\t100\t9000\t9000/cap\t100\t9000\t-/' networks.tsv > capped.tsv
mkdir capped && "$bin/why" capped.tsv -t capped -m capped.tex -r 500
for pairs in all learnt; do
  expect capped/why-tests.tsv 'v["quantity"] == "quasi" && v["arm"] == "rung-3" && v["pairs"] == "'$pairs'"' n $([ $pairs = all ] && echo 12 || echo 11) 0
done
grep -qF '\newcommand{\WhyRungThreeResetLearnt}{11 of 12}' capped.tex || fail "who learnt"
expect capped/figure-ladder.tsv 'v["kind"] == "learnt" && v["arm"] == "rung-3"' value 11 0
# A part alone says what the whole says of it.
awk -F '\t' 'NR == 1 || $2 == "crossover"' networks.tsv > part.tsv
mkdir part && "$bin/why" part.tsv -t part -r 5000
! grep -q '^past\|^ladder' part/why-tests.tsv || fail "comparisons of an experiment that is not there"
# (But where one that diverged has the worst value of all networks.)
for table in figure-crossover why-tests; do
  diff <(grep -P '\tquasi\t' part/$table.tsv) <(grep -P '\tquasi\t' out/$table.tsv | grep -v '^ladder\|^past') || fail "a part alone has other numbers in $table.tsv"
  [ "$(grep -cP '\tquasi\t' part/$table.tsv)" -gt 15 ] || fail "a part alone has no numbers"
done
# Twice its trials brings rung 0 to the age of rung 6, and five times its steps rung 6 to that of rung 0: with these
# they are compared, which is seen by prevalences of their own.
awk 'BEGIN { FS = OFS = "\t" } NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i; print; next }
  function give(quasi) { $at["stim_quasi"] = quasi; $at["stim_fixed"] = 1 - quasi }
  $2 != "ladder" || ($3 != "rung-0" && $3 != "rung-6") { next }
  $3 == "rung-6" { $11 = $12 = 18000; $at["gradient_steps"] = 100; give(0.5); print; $1 = "past-six-" $8; $2 = "past"; $3 = "rung-6-x5"; $at["gradient_steps"] = 500; give(0.7); print }
  $3 == "rung-0" { $11 = $12 = 9000; $at["gradient_steps"] = 500; give(0.1); print; $1 = "past-" $8; $2 = "past"; $3 = "rung-0-x2"; $at["gradient_steps"] = 1000; give(0.2); print }' networks.tsv > ages.tsv
mkdir ages && "$bin/why" ages.tsv -t ages -r 500
for matched in "accuracy 0.4" "trials 0.3" "steps 0.6"; do
  expect ages/why-tests.tsv "$same == \"${matched% *}\"" estimate ${matched#* } 1e-6
  [ "${matched% *}" = accuracy ] || expect ages/why-tests.tsv "$same == \"${matched% *}\"" apart 0 0
done
expect out/figure-past.tsv "$both"' && v["kind"] == "mean" && v["arm"] == "rung-6-x5"' value 0.165 1e-6
expect out/figure-past.tsv "$both"' && v["kind"] == "mean" && v["arm"] == "rung-6-x5"' place 5 0
expect out/figure-ladder.tsv 'v["kind"] == "share" && v["arm"] == "rung-3" && v["quantity"] == "stim_quasi"' high 1 1e-6
grep -q '^star	reset	rung-2	1.5	quasi	' out/figure-ladder.tsv || fail "no star"
! grep -q '^star	reset	rung-[134567]' out/figure-ladder.tsv || fail "a star too many"
[ "$(grep -c . out/figure-regularisation.tsv)" = 97 ] || fail "regularisation"
[ ! "$(sed 's/}{.*//' why.tex | sort | uniq -d)" ] || fail "a macro twice"
grep -qF '\newcommand{\WhyRungTwoResetQuasiStepRungOne}' why.tex || fail "macros"
refuse 'are needed' why networks.tsv
refuse 'nowhere.tsv' why nowhere.tsv -t out
refuse 'cannot be written' why networks.tsv -t nowhere
# More networks of an arm than there is room for, and two of one seed.
awk 'BEGIN { FS = OFS = "\t" } NR == 1 { print } NR == 2 { for ($8 = 1; $8 <= 257; ++$8) print }' networks.tsv > many.tsv
refuse "many.tsv: arm 'rung-0' has 257 networks in the reset regime; 256 are the most" why many.tsv -t out
awk 'BEGIN { FS = OFS = "\t" } NR <= 2 { print } NR == 2 { $6 = 0.2; print }' networks.tsv > many.tsv
refuse "many.tsv:3: arm 'rung-0' has seed 1 in line 2 of many.tsv too" why many.tsv -t out

### multiverse: three factors, 16 points, two pairs each

printf 'factor\tof\tlevel\tparameters\n' > factors.tsv
for factor in alpha beta gamma; do for level in 0 1; do printf '%s\tboth\t%s\t%s=%s\n' $factor $level $factor $level; done; done >> factors.tsv
"$bin/multiverse_design" factors.tsv -o design.tsv -e multiverse -S none -p 16 -d 16 -s 1 > said
grep -q '3 factors, 16 points: 0 unbalanced' said || fail "$(cat said)"
awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i; next }
  { print $at["arm"], $at["teacher"], $at["seed"], $at["alpha"], $at["beta"], $at["gamma"] }' design.tsv > arms
# Quasi-periodic share: both 0.3 + 0.2 alpha; RL more by 0.4 where beta is 1, which SL lacks there.
{ printf "$columns"
  while read -r arm teacher seed alpha beta gamma; do
    network multiverse $arm continuous $teacher $seed reached \
      $(awk -v t=$teacher -v a=$alpha -v b=$beta -v s=$seed 'BEGIN { e = 0.004 * ((s * 7) % 11 - 5) / 5; printf "%g", b ? (t == "rl" ? 0.42 + e : 0.01) : 0.3 + 0.2 * a + e * (t == "rl" ? 1 : -1) }') 0.5 1
  done < arms; } > networks.tsv
"$bin/multiverse" networks.tsv -f factors.tsv -d 16 -t out -m when.tex -r 500
expect out/multiverse-shares.tsv 'v["outcome"] == "quasi" && v["kind"] == "teacher x factor" && v["factor"] == "gamma"' share 0 0.01
expect out/multiverse-levels.tsv 'v["factor"] == "beta" && v["level"] == 1' difference 0.41 0.002
[ "$(grep -c '^curve.*picture$' out/figure-multiverse.tsv)" = 8 ] || fail "the picture is in $(grep -c '^curve.*picture$' out/figure-multiverse.tsv) of 16"
grep -qF '\MultiversePicture}{\ensuremath{8}}' when.tex || fail "picture"
grep -qF '\MultiverseRule}{beta is 1 (8 of 8)}' when.tex || fail "$(grep Rule when.tex)"
awk -F '\t' 'NR == 2 && $1 < 0.3 && $7 == 16 { ok = 1 } END { exit !ok || NR != 2 }' out/determinant.tsv || fail "determinant: $(cat out/determinant.tsv)"
# Where RL never met the criterion a specification is dropped among those that learnt, and the bounds say what it could have done.
awk 'BEGIN { FS = OFS = "\t" } $3 ~ /^p00[0-3]$/ && $5 == "rl" { $9 = "cap"; $12 = "-" } { print }' networks.tsv > capped.tsv
mkdir dropped && "$bin/multiverse" capped.tsv -f factors.tsv -d 16 -t dropped -r 500
chosen='v["family"] == "quasi" && v["choice"] == "quasi-periodic prevalence" && v["pairs"] =='
expect dropped/multiverse-choices.tsv "$chosen"' "all"' rows 16 0
expect dropped/multiverse-choices.tsv "$chosen"' "learnt"' rows 12 0
mean=$(awk -F '\t' '$1 == "quasi" && $2 == "quasi-periodic prevalence" && $3 == "learnt" { print $7 }' dropped/multiverse-choices.tsv)
expect dropped/multiverse-choices.tsv "$chosen"' "learnt"' mean_least "$(awk -v m=$mean 'BEGIN { print (12 * m - 4) / 16 }')" 2e-6
expect dropped/multiverse-choices.tsv "$chosen"' "learnt"' mean_most "$(awk -v m=$mean 'BEGIN { print (12 * m + 4) / 16 }')" 2e-6
awk -F '\t' '$2 ~ /factor/ && $8 + 1e-9 < $7 { bad = 1 } $2 == "teacher" && $8 != "-" { bad = 1 } END { exit bad }' out/multiverse-shares.tsv || fail "Holm over the factors"
# The same numbers again; without a multiverse only headings; dashes in the text.
mkdir again && "$bin/multiverse" networks.tsv -f factors.tsv -d 16 -t again -r 500 && for f in again/*; do cmp $f out/${f#again/}; done
printf "$columns" > none.tsv
"$bin/multiverse" none.tsv -f factors.tsv -d 16 -t again -m none.tex
[ "$(cat again/*.tsv | grep -c .)" = "$(ls again/*.tsv | wc -l)" ] || fail "rows of nothing: $(grep -c . again/*.tsv)"
grep -qF '\MultiverseMedian}{--}' none.tex || fail "a median of nothing"
refuse 'are needed' multiverse networks.tsv -t out
refuse 'nowhere.tsv' multiverse networks.tsv -f nowhere.tsv -t out
refuse 'cannot be written' multiverse networks.tsv -f factors.tsv -t nowhere
