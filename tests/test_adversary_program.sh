# The program adversary from outside: the same draw gives the same rows, its tables add up,
# and what it is told wrongly is refused.
. tests/program.sh
adversary() { "$bin/adversary" "$@"; }

[ "$(adversary --families | wc -l)" -ge 12 ] || fail "too few families"
adversary --family superstable --maps 3 --seed 5 --output a.tsv
adversary --family superstable --maps 3 --seed 5 --output b.tsv
adversary --family superstable --maps 3 --seed 6 --output c.tsv
cmp a.tsv b.tsv || fail "one seed, two tables"
! cmp -s a.tsv c.tsv || fail "two seeds, one table"
adversary --family unbounded --maps 4 --output d.tsv

# One draw again: its files are read by attractors and by brute force, and its rows are those
# of the table.
draw=$(awk -F '\t' 'NR == 2 { print $2 }' a.tsv)
adversary --family superstable --one "$draw" > one.tsv
awk -F '\t' -v draw="$draw" 'NR == 1 || $2 == draw' a.tsv | cmp - one.tsv || fail "--one differs"
"$bin/attractors" --map "superstable-$draw.map" --from "superstable-$draw.0.start" > labels.tsv
[ "$(wc -l < labels.tsv)" = 2 ] || fail "the start of a draw is not labelled"
adversary --truth "superstable-$draw.map" "superstable-$draw.0.start" > truth.tsv
awk -F '\t' 'NR == FNR { if (FNR == 2) order = $6; next } FNR == 2 { exit $2 != order }' one.tsv truth.tsv ||
  { cat one.tsv truth.tsv; fail "brute force differs from the construction"; }

adversary --table table.tsv --list list.tsv a.tsv d.tsv
awk -F '\t' '$1 == "all" { all = $2; parts = $3 + $4 + $5 + $6 + $7; seen = 1; next } NR > 1 { sum += $2 }
  END { exit !(seen && all == sum && all == parts && all == 14) }' table.tsv || { cat table.tsv; fail "the table does not add up"; }
[ "$(awk -F '\t' '$1 == "all" { print $6 + $7 }' table.tsv)" = "$(($(wc -l < list.tsv) - 1))" ] || fail "the list is not what was wrong or undecided"
adversary --macros macros.tex table.tsv
grep -q '^\\newcommand{\\AdversaryOrbits}{14}$' macros.tex || fail "macros"

refuse "there is no family 'none'" adversary --family none --output x.tsv
refuse 'is needed' adversary
refuse 'is needed' adversary --family torus
refuse 'need FILEs' adversary --table t.tsv --list l.tsv
refuse 'needs --list' adversary --table t.tsv a.tsv
refuse 'is no table of the adversary' adversary --table t.tsv --list l.tsv table.tsv
refuse 'is no table of the adversary' adversary --macros m.tex a.tsv
refuse 'nowhere.tsv' adversary --table t.tsv --list l.tsv nowhere.tsv
refuse 'is no plain map' adversary --truth a.tsv
echo 1 > short.start
refuse 'has not' adversary --truth "superstable-$draw.map" short.start
refuse 'nowhere' adversary --family torus --maps 1 --output nowhere/x.tsv
refuse 'nowhere' adversary --family torus --one 5 --directory nowhere
for file in t.tsv l.tsv m.tex x.tsv; do [ ! -e $file ] || fail "$file is left behind"; done
