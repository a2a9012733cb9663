# What a night can do to the chain: kills, a full disk, folders that cannot be written, two
# makes at once, clocks set back, damaged runs, odd paths and surroundings.  In a copy of
# the tree, with a tiny ensemble of its own; after each fault another `make` has to end
# with the tables and figures of an undisturbed one, byte by byte.
# FAULTS=long kills at 30 moments instead of 5.
set -u
home=$PWD
work=$(mktemp -d 2>/dev/null || TMPDIR=/tmp mktemp -d)
tree="$work/a folder, naïve größe"
trap 'mountpoint -q "$tree" && umount -l "$tree"; rm -rf "$work"' EXIT
unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL LOCKED STARTED PROFILE
failures=0 seen=
RANDOM=7

fail() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}

### The tree

. tests/tiny.sh
plant "$tree" --exclude=./.git
cd "$tree"
three_figures
sed -i 's/^budget_trials.*/budget_trials = 16000/' data/specs/tiny.spec # long enough to be killed

chain() {
  make PROFILE=tiny -j2 "$@" >"$work/log" 2>&1
}
picture() {
  (cd "${1:-.}" && sha256sum $(find $tables $drawn build/macros/tiny/claims.tex -type f \
    ! -name '*.tmp*' | LC_ALL=C sort))
}
# `right WHAT [GOAL]`: another make ends, with what an undisturbed one made
right() {
  local goals=${2:-tables figures}
  chain $goals || fail "$1: make fails afterwards: $(tail -n 3 "$work/log")"
  picture >"$work/found"
  cmp -s "$work/expected" "$work/found" ||
    fail "$1: differs: $(diff "$work/expected" "$work/found" | sed -n 's/^[<>] .*  //p' | sort -u | head -n 3 | paste -s -d ' ')"
}
# `quiet WHAT`: a make has nothing to do
quiet() {
  chain tables figures
  ! grep -v "Nothing to be done" "$work/log" >"$work/busy" || fail "$1: make is at work again: $(head -n 2 "$work/busy")"
}

chain tables figures || { cat "$work/log"; exit 1; }
picture >"$work/expected"
[ $(wc -l <"$work/expected") -gt 20 ] || fail "only $(wc -l <"$work/expected") files are compared"
quiet "after the first make"

### Damaged, swapped and missing runs

cp -p $raw/prevalence-rl.h5 "$work/whole.h5"
damaged() { # WHAT: now; the next make says so, keeps the file and trains it anew
  local what=$1
  cp $raw/prevalence-rl.h5 "$work/damaged.h5"
  right "$what"
  grep -q "prevalence-rl.h5: is .*; kept as .*prevalence-rl.h5.damaged" "$work/log" ||
    fail "$what: nothing is said of it"
  cmp -s $raw/prevalence-rl.h5.damaged "$work/damaged.h5" || fail "$what: the damaged file is lost"
  rm -f $raw/*.damaged
}
printf x | dd of=$raw/prevalence-rl.h5 bs=1 seek=30000 conv=notrunc status=none
damaged "a damaged run"
truncate -s 20000 $raw/prevalence-rl.h5
touch -r "$work/whole.h5" $raw/prevalence-rl.h5
damaged "a cut run, with its old time"
: >$raw/prevalence-rl.h5
damaged "an empty run"
mv $raw/prevalence-rl.h5 $raw/x; mv $raw/prevalence-sl.h5 $raw/prevalence-rl.h5; mv $raw/x $raw/prevalence-sl.h5
right "two runs swapped"
grep -q "2 of 4 runs" "$work/log" || fail "two runs swapped: nothing is said of it"
rm $raw/complexity-sl.h5
right "a missing run"
[ -e $raw/complexity-sl.h5 ] || fail "a missing run is not trained"
# A row that goes and comes again.
cp data/ensembles/tiny.tsv "$work/rows"
sed -i '$d' data/ensembles/tiny.tsv
chain runs || fail "a row that is gone: $(tail -n 3 "$work/log")"
[ ! -e $raw/complexity-sl.run ] || fail "a row that is gone is still asked for"
cp "$work/rows" data/ensembles/tiny.tsv
right "a row that came again"
quiet "after the damage"
seen="$seen damaged runs;"

### Killed

raws() { rm -rf data/runs/tiny build/tables build/figures build/macros; }
raws
started=$(date +%s%N)
chain tables figures
lasts=$((($(date +%s%N) - started) / 1000000))
kills=$([ "${FAULTS:-}" = long ] && echo 30 || echo 5)
met=0
for ((i = 0; i < kills; ++i)); do
  moment=$((RANDOM % lasts))
  # Other tests may have run beside the make that was timed: one that ends before its
  # kill says nothing and is repeated with an earlier kill.
  while :; do
    raws
    [ $((i % 5)) != 4 ] || rm -rf build # and while it compiles
    setsid make PROFILE=tiny -j2 tables figures >"$work/log" 2>&1 &
    group=$!
    sleep $((moment / 1000)).$(printf %03d $((moment % 1000)))
    kill -KILL -- -$group && met=$((met + 1)) && break
    wait $group
    [ $moment -gt 0 ] || break
    moment=$((moment / 2))
  done
  wait $group
  right "killed after $moment ms"
done 2>/dev/null
[ $met -eq $kills ] || fail "only $met of $kills kills met it"
seen="$seen $met of $kills kills;"

### Two at once

raws
make PROFILE=tiny -j2 tables >"$work/first" 2>&1 &
sleep 0.3
chain tables figures || fail "two at once: the second fails"
grep -q "waiting for another make" "$work/log" || fail "two at once: no word of it"
wait $! || fail "two at once: the first fails: $(tail -n 2 "$work/first")"
right "two at once"

### Clocks

everything() { find . -type f "$@"; }
everything -exec touch -d '2001-01-01' {} +
right "all files of 2001"
quiet "all files of 2001"
# What was made while the clock was a day ahead would outlive each change that is made now: it is
# refused, until it is dated anew as the sentence says.
future() {
  chain tables figures && fail "$1: files of tomorrow are taken"
  grep -q "are dated in the future" "$work/log" || fail "$1: not said: $(tail -n 3 "$work/log")"
  eval "$(sed -n 's/.*date them now: //p' "$work/log")"
}
find build data/runs -type f -exec touch -d '1 day' {} +
sed -i 's/^noise = 0.02/noise = 0.05/' data/specs/tiny.spec
future "clock set back"
touch data/specs/tiny.spec
chain tables figures || fail "clock set back: $(tail -n 3 "$work/log")"
picture | cmp -s - "$work/expected" && fail "clock set back: a change of the specification changed nothing"
sed -i 's/^noise = 0.05/noise = 0.02/' data/specs/tiny.spec
right "clock set back"
everything -exec touch -d '1 day' {} +
future "all files of tomorrow"
right "all files of tomorrow"
quiet "all files of tomorrow"
seen="$seen clocks;"

### Surroundings

raws
TMPDIR=/nonexistent right "no TMPDIR"
if localedef -i de_DE -f UTF-8 "$work/de_DE.UTF-8" 2>/dev/null &&
  [ "$(LOCPATH=$work LC_ALL=de_DE.UTF-8 awk -v x=1 'BEGIN { printf "%.1f", x }' /dev/null; LOCPATH=$work LC_ALL=de_DE.UTF-8 locale decimal_point)" != "1.0." ]; then
  raws
  LOCPATH=$work LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8 right "a decimal comma"
  (
    export LOCPATH=$work LC_ALL=de_DE.UTF-8 # and without make, which pins it
    id=prevalence-rl
    build/bin/train --output comma.h5 $raw/$id.run && build/bin/populations $populations_settings comma.h5 --output comma.tsv
  ) >"$work/log" 2>&1 || fail "a decimal comma: $(cat "$work/log")"
  cmp -s <(sed 's/^comma/prevalence-rl/' comma.tsv) $tables/populations/prevalence-rl.tsv ||
    fail "a decimal comma: populations differ"
  rm -f comma.*
  seen="$seen a decimal comma;"
else
  echo "[  SKIPPED ] 1 test(s): no locale de_DE here, a decimal comma was not tried"
fi

### The same bytes in another folder

# From the same raw runs, the report and all that it is made of.
report() {
  find $tables $drawn build/macros build/tiny/paper.pdf -type f ! -name '*.tmp*' -exec sha256sum {} + | LC_ALL=C sort -k 2
}
chain all tables figures || fail "the report: $(tail -n 3 "$work/log")"
report >"$work/here"
mkdir "$work/elsewhere"
tar -cf - . | tar -xf - -C "$work/elsewhere"
cd "$work/elsewhere"
rm -rf build/tables build/figures build/macros build/tiny
chain all tables figures || fail "another folder: $(tail -n 3 "$work/log")"
grep -q "%, [0-9]* updates" "$work/log" && fail "another folder: networks were trained again"
report | diff "$work/here" - | sed -n 's/^[<>] .*  //p' | sort -u >"$work/found"
[ ! -s "$work/found" ] || fail "another folder: $(head -n 5 "$work/found" | paste -s -d ' ') differ"
cd "$tree"
rm -rf "$work/elsewhere"
seen="$seen the same report in another folder;"

### A full disk and a folder that cannot be written, at each stage

stages=(
  "sections:rm -rf build/tangled"
  "digests:rm -rf build/source:build/source/rl build/source/claims"
  "programs:rm -rf build/bin"
  "plan:rm -f $raw/plan.mk $raw/*.run"
  "training:rm -f $raw/*.h5"
  "analyses:rm -rf $tables/populations $tables/complexity"
  "summaries:rm -f $tables/networks.tsv $tables/figure-*.tsv"
  "claims:rm -f $tables/claims.* build/macros/tiny/claims.tex"
  "figures:rm -rf $drawn"
  "assumptions:rm -f build/macros/tiny/assumptions.tex:build/macros/tiny/assumptions.tex"
  "colophon:rm -f build/macros/tiny/colophon.tex:build/macros/tiny/colophon.tex"
  "woven text:rm -f build/tiny/*.tex:build/tiny/paper.tex build/tiny/profile.tex"
)
# `refused WHAT GOALS`: make fails, and its words name a reason
refused() {
  chain $2 && fail "$1: make takes no notice"
  [ -z "${FAULTS_SHOW:-}" ] || { echo "== $1"; cat "$work/log"; } >&2
  grep -qiE 'no space left|read-only|permission denied|cannot (be written|create)|error' "$work/log" ||
    fail "$1: no reason is given: $(tail -n 3 "$work/log")"
}
trial() { # STAGE FAULT BEGIN END
  local name=${1%%:*} rest=${1#*:}
  local command=${rest%%:*} goals="tables figures"
  [ "$rest" = "$command" ] || goals=${rest#*:}
  eval "$command"
  $3
  refused "$2, $name" "$goals"
  $4
  [ "$rest" = "$command" ] || chain $goals
  right "$2, $name"
}
fill() { head -c 100M /dev/zero >.filler 2>/dev/null; }
drain() { rm -f .filler; }
lock() { mount -o remount,ro "$tree"; }
unlock() { mount -o remount,rw "$tree"; }
mkdir "$work/small"
if mount -t tmpfs -o size=100m none "$work/small" 2>/dev/null; then
  cp -a "$tree/." "$work/small"
  umount "$work/small"
  mv "$tree" "$work/large" && mkdir "$tree"
  mount -t tmpfs -o size=100m none "$tree"
  cd "$tree" && cp -a "$work/large/." .
  right "on another disk" "tables figures build/macros/tiny/assumptions.tex build/macros/tiny/colophon.tex build/tiny/paper.tex build/tiny/profile.tex"
  for stage in "${stages[@]}"; do
    trial "$stage" "full disk" fill drain
    trial "$stage" "read-only folder" lock unlock
  done
  seen="$seen full disk and read-only folder at ${#stages[@]} stages;"
  cd "$work"
elif [ $(id -u) != 0 ]; then
  for stage in "${stages[@]}"; do
    trial "$stage" "read-only folder" "chmod -R a-w build data/runs" "chmod -R u+w build data/runs"
  done
  seen="$seen read-only folder at ${#stages[@]} stages;"
  echo "[  SKIPPED ] 1 test(s): no tmpfs here, a full disk was not tried"
else
  echo "[  SKIPPED ] 2 test(s): no tmpfs here, a full disk and a read-only folder were not tried"
fi

[ $failures = 0 ] && echo "faults: all as it should be;$seen"
exit $((failures > 0))
