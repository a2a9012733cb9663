# The two things that Make asks of the program train: to plan an ensemble (one file of
# parameters a run, and a list for Make) and to check the finished runs.
. tests/program.sh

mkdir specs runs
printf 'units = 12\nbatch = 4\nsequence_steps = 60\nevaluation_trials = 16\nbudget_trials = 40\n' > specs/tiny.spec
printf 'regime = reset\nbatch = 8\n' > specs/reset.spec
printf '# a comment\nid\tensemble\tteacher\tdelta\tstreams\tseed\tspecification\n' > head.tsv
row() { printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$@"; }
plan() { "$bin/train" --plan "$1" --specifications specs --directory runs; }

### plan

{ cat head.tsv; row one prevalence rl 0.06 2 1 tiny; row two complexity sl 0.1 1 2 tiny,reset; } > good.tsv
plan good.tsv
[ "$(cat runs/plan.mk)" = "RUNS_RL += one
RUNS_SL += two" ] || { cat runs/plan.mk; fail "plan.mk"; }
for line in 'teacher = rl' 'delta = 0.06' 'streams = 2' 'seed = 1' 'units = 12' 'batch = 4' 'regime = continuous'; do
  grep -qx "$line" runs/one.run || { cat runs/one.run; fail "one.run lacks $line"; }
done
# Of two specifications the later one overrides.
for line in 'teacher = sl' 'delta = 0.1' 'units = 12' 'batch = 8' 'regime = reset'; do
  grep -qx "$line" runs/two.run || { cat runs/two.run; fail "two.run lacks $line"; }
done
"$bin/train" --parameters | sed -n 's/^\([a-z0-9_]*\) = .*/\1/p' | sort > all.txt
sed 's/ = .*//' runs/one.run | sort | diff all.txt - || fail "one.run has not all parameters"

# A file that would not change keeps its time, and with it the run that depends on it.
touch -d 2001-01-01 runs/one.run runs/two.run
sed -i 's/^two\(.*\)2\ttiny,reset$/two\13\ttiny,reset/' good.tsv
plan good.tsv
[ runs/one.run -ot specs/tiny.spec ] || fail "one.run is rewritten, though nothing changed"
[ runs/two.run -nt specs/tiny.spec ] && grep -qx 'seed = 3' runs/two.run || fail "two.run is not rewritten"

# The parameters of a row that is gone go with it; what was trained stays.
{ cat head.tsv; row one prevalence rl 0.06 2 1 tiny; } > less.tsv
touch runs/two.h5
plan less.tsv
[ "$(echo $(ls runs))" = "one.run plan.mk two.h5" ] || { ls runs; fail "a row that is gone is not forgotten"; }

# What is wrong with an ensemble is said, and nothing is written.
rm -r runs; mkdir runs
wrong() { # WORDS ROW...: the rows joined to the header
  words=$1; shift
  { cat head.tsv; "$@"; } > bad.tsv
  refuse "$words" train --plan bad.tsv --specifications specs --directory runs
  [ -z "$(ls runs)" ] || fail "a wrong ensemble is planned: $words"
}
twice() { row one prevalence rl 0.06 2 1 tiny; row one prevalence sl 0.06 2 1 tiny; }
wrong "bad.tsv:4: id 'one' stands already in line 3" twice
wrong "bad.tsv:3: id 'One'" row One prevalence rl 0.06 2 1 tiny
wrong "bad.tsv:3: id '../one'" row ../one prevalence rl 0.06 2 1 tiny
wrong "bad.tsv:3: id '-one'" row -one prevalence rl 0.06 2 1 tiny
wrong "bad.tsv:3: id '$(printf 'x%.0s' {1..60})'" row "$(printf 'x%.0s' {1..101})" prevalence rl 0.06 2 1 tiny
wrong "specs/absent.spec: cannot be read" row one prevalence rl 0.06 2 1 absent
wrong "longer than 255 characters" row one prevalence rl 0.06 2 1 "$(printf 'tiny,%.0s' {1..60})tiny"
wrong "teacher = 'xx' is not one of rl|sl" row one prevalence xx 0.06 2 1 tiny
wrong "delta = '-1'" row one prevalence rl -1 2 1 tiny
wrong "streams = '9'" row one prevalence rl 0.06 9 1 tiny
printf 'id\tteacher\n' > bad.tsv
refuse "'ensemble'" train --plan bad.tsv --specifications specs --directory runs
refuse 'nowhere.tsv' train --plan nowhere.tsv --specifications specs --directory runs
refuse '--plan needs --specifications and --directory' train --plan good.tsv
refuse 'nowhere/plan.mk: cannot be written' train --plan good.tsv --specifications specs --directory nowhere
mkdir runs/one.run
refuse 'one.run: cannot be written' train --plan good.tsv --specifications specs --directory runs
[ "$(ls runs)" = one.run ] || { ls runs; fail "half a plan is left"; }
rmdir runs/one.run

### check

plan good.tsv
for id in one two; do "$bin/train" runs/$id.run -o runs/$id.h5 2> /dev/null; done
check() { "$bin/train" --check runs/one.h5 runs/two.h5 > stale.txt 2> said.txt; }
whole() { find runs -type f -printf '%p %T@ %s\n' | sort; }
cp -a runs whole
touch -d 2001-01-01 runs/one.h5 # when a run was written says nothing
check && [ ! -s said.txt ] && [ ! -s stale.txt ] || { cat said.txt stale.txt; fail "finished runs are not taken"; }

sed -i 's/^seed = 1$/seed = 4/' runs/one.run
whole > before.txt
check
grep -q '1 of 2 runs have other parameters' said.txt || { cat said.txt; fail "a run of another seed is taken"; }
[ "$(cat stale.txt)" = 'STALE += one' ] || { cat stale.txt; fail "not only the run of another seed is named"; }
whole | cmp -s - before.txt || fail "a check changes files"
cp -a whole/. runs

# A damaged run is named, and put aside when it is trained anew.
printf x | dd of=runs/two.h5 bs=1 seek=9000 conv=notrunc status=none
cp runs/two.h5 damaged.h5
whole > before.txt
check
[ "$(cat stale.txt)" = 'STALE += two' ] || { cat stale.txt; fail "damage is not seen"; }
whole | cmp -s - before.txt || fail "a check changes files"
"$bin/train" runs/two.run -o runs/two.h5 2> said.txt
grep -q 'two.h5: is damaged.*; kept as runs/two.h5.damaged, trained anew' said.txt || { cat said.txt; fail "damage is not told"; }
cmp damaged.h5 runs/two.h5.damaged || fail "the damaged file is lost"
check && [ ! -s stale.txt ] || fail "what was trained anew is named"

# A run that is not damaged, but cannot be read now, stops the chain.
rm runs/two.h5
refuse 'two.h5: cannot be read' train --check runs/one.h5 runs/two.h5
mkdir runs/two.h5
refuse 'two.h5: ' train runs/two.run -o runs/two.h5
rmdir runs/two.h5
cp -a whole/. runs
refuse 'wants ID.h5' train --check runs/one.run
mv runs/one.run away.run
refuse 'one.run: cannot be read' train --check runs/one.h5
mkdir runs/one.h5.damaged && touch runs/one.h5.damaged/full
cp away.run runs/one.run; cp damaged.h5 runs/one.h5
refuse 'cannot be put aside' train runs/one.run -o runs/one.h5
cmp damaged.h5 runs/one.h5

### show

cp -a whole/. runs
printf 'Trained on a\nrainy day.\n' > runs/one.note
"$bin/train" --show runs/one.h5 > shown.txt
grep -q '^runs/one.h5: ' shown.txt && grep -qx 'units = 12' shown.txt && grep -q '^ *update  *phase  *trials ' shown.txt ||
  { cat shown.txt; fail "a run is not shown"; }
[ "$(tail -n 2 shown.txt)" = "$(cat runs/one.note)" ] || fail "the note is not shown"
refuse 'nowhere.h5: cannot be read' train --show nowhere.h5
plan good.tsv
[ -e runs/one.note ] || fail "a plan removes a note"
