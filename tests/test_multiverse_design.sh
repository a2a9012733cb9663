# The design of the multiverse from outside: balanced, the committed ensembles are what the
# program draws from the committed table of factors, and what it refuses.
. tests/program.sh

draw() { "$bin/multiverse_design" "$@"; }
factors=$root/data/factors.tsv

[ "$(draw $factors -o m.tsv -e multiverse -S units-64)" = "16 factors, 256 points: 0 unbalanced pairs" ] || fail "balance"
# Four parts, each a profile, are the whole.
for part in 1 2 3 4; do
  draw $factors -o part.tsv -e multiverse -S units-64 -p 64 -f $((64 * part - 64)) > said
  cmp part.tsv "$root/data/ensembles/multiverse-$part.tsv"
  tail -n +$((part == 1 ? 1 : 2)) part.tsv
done > whole.tsv
cmp whole.tsv m.tsv
for part in 1 2; do
  draw $factors -o v.tsv -e validation -S reference -p 16 -f $((16 * part - 16)) -s 162001 > said
  cmp v.tsv "$root/data/ensembles/multiverse-validation-$part.tsv"
done
draw $factors -o r.tsv -e reference -S units-64 -p 1 -n 30 -s 161001 > said
cmp r.tsv "$root/data/ensembles/multiverse-reference.tsv"
draw $factors --levels -o l.tsv -e screen -S units-64 -n 1 -s 163001 > said
cmp l.tsv "$root/data/ensembles/multiverse-screen.tsv"
# The reference, then one other level in each point.
[ "$(awk -F '\t' 'NR > 1 { print $3 }' l.tsv | sort -u | wc -l)" = "$(awk -F '\t' '!/^#/ && $1 != "factor" { n += seen[$1]++ > 0 } END { print n + 1 }' $factors)" ] || fail "levels"
# Too few points are not balanced, and it says so.
draw $factors -o h.tsv -e multiverse -S units-64 -p 8 -d 8 | grep -vq ': 0 unbalanced' || fail "8 points"

# Each level of each factor comes equally often among the runs that it is for; the others
# leave it as the specification says.
awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i; next }
  { ++count[$at["delta"]]; ++epochs[$at["teacher"] " " $at["epochs"]]; ++batch[$at["regime"] " " $at["batch"]]
    if ($at["regime"] == "continuous" && $at["sequence_steps"] < 4 * (5 + $at["stimulus_steps"] + $at["delay_maximum"])) exit 1 }
  END { if (NR != 1025 || count["0.02"] != 256 || count["0.10"] != 256 || epochs["rl 10"] != 128 || epochs["sl -"] != 512 ||
    batch["reset 64"] != 256 || batch["continuous 128"] != 256) exit 1 }' m.tsv || fail "levels"
# The first point is the reference, and both teachers of a pair have its seed.
[ "$(awk -F '\t' '$3 == "p000" { print $6 }' m.tsv | sort -u | wc -l)" = 2 ] || fail "seeds of the first point"

# Another level is another row.
{ cat $factors; printf 'discount\trl\t0.8\tdiscount=0.8\ndiscount\trl\t0.7\tdiscount=0.7\n'; } > more.tsv
draw more.tsv -o more.out -e multiverse -S units-64 | grep -q '^16 factors' || fail "another level"
grep -q '	0.7	' more.out || fail "another level is not drawn"

refuse 'are needed' multiverse_design $factors -o x.tsv -e multiverse
refuse 'nowhere.tsv' multiverse_design nowhere.tsv -o x.tsv -e m -S s
refuse 'cannot be written' multiverse_design $factors -o nowhere/x.tsv -e m -S s
refuse 'are more than' multiverse_design $factors -o x.tsv -e m -S s -p 300
refuse '0 points from 256 on' multiverse_design $factors -o x.tsv -e m -S s -f 256
refuse 'without --from' multiverse_design $factors -o x.tsv -e m -S s --levels -f 1
draw $factors -o rest.tsv -e multiverse -S units-64 -f 192 > said
cmp rest.tsv "$root/data/ensembles/multiverse-4.tsv"
refuse '64 points from 193 on are more than --drawn 256' multiverse_design $factors -o x.tsv -e m -S s -p 64 -f 193
printf 'factor\tof\tlevel\tparameters\na\tboth\t1\tx\n' > bad.tsv
refuse 'is not NAME=VALUE' multiverse_design bad.tsv -o x.tsv -e m -S s
printf 'factor\tof\tlevel\tparameters\na\tnobody\t1\tx=1\n' > bad.tsv
refuse "'nobody' is not one of both, rl, sl" multiverse_design bad.tsv -o x.tsv -e m -S s
printf 'factor\tof\tlevel\na\tboth\t1\n' > bad.tsv
refuse "'parameters'" multiverse_design bad.tsv -o x.tsv -e m -S s
