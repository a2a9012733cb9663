# What depends on what: in a copy of the tree, with a tiny ensemble of its own, each change of
# tests/rebuild.tsv has to make anew what the table says, and nothing else.  Then what is deleted,
# moved, copied, asked for alone, lacks a tool, or comes from the future.
set -u
home=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL LOCKED STARTED PROFILE
failures=0

fail() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}

. tests/tiny.sh
plant "$work/tree" --exclude=./.git
cd "$work/tree"
three_figures
# What is compiled again and again need not be fast, and the compiler has to be one that can become
# another.
sed -i '/^CFLAGS/s/-O3/-O1 -w/; s,CC := gcc,CC := ./cc,' Makefile
printf '#!/bin/sh\nexec gcc "$@"\n' >cc
chmod +x cc
chain() { make PROFILE=tiny -j2 "$@" >"$work/log" 2>&1; }
need() { chain "${@:2}" || fail "$1: make fails: $(tail -n 3 "$work/log")"; }

### The matrix

# The kinds of the files whose names are read, each once.
kinds() {
  sed -nE '
    s,^build/bin/pace$,pace,p
    s,^build/bin/.*,programs,p
    s,^data/runs/tiny/.*-(rl|sl)\.h5$,\1,p
    s,^build/tables/tiny/correlations/.*tsv,populations,p
    s,^build/tables/tiny/learning/.*tsv,complexity,p
    s,^build/tables/tiny/([a-z]*)(-curves)?/.*tsv,\1,p
    s,^build/(tables|macros)/tiny/(networks\.tsv|summaries\.tex)$,summaries,p
    s,^build/tables/tiny/figure-(portraits|spectra)\.tsv$,portraits,p
    s,^build/(tables|macros)/tiny/(why|claims)[-.].*,\2,p
    s,^build/(tables|macros)/tiny/(multiverse|determinant)[-.].*,multiverse,p
    s,^build/(tables|macros)/calibration\..*,calibration,p
    s,^build/figures/tiny/balance\.pdf,balance,p
    s,^build/figures/tiny/.*\.pdf,figures,p
    s,^build/tiny/paper\.pdf,report,p
    s,^build/tiny/page/index\.html,page,p' | sort -u
}
# The kinds of a row, with those that the head of the table leaves out.
meant() {
  { tr ' ' '\n' <<<"$1" | grep -v '^-$'
    [[ " $1 " != *" figures "* ]] || echo balance
    [[ " $1 " != *" report "* ]] || echo page; } | sort -u
}
# What the report and its page are made of counts, not what is made of it.
mkdir "$work/fake"
printf '#!/bin/sh\ncd build/tiny && touch typeset.pdf typeset.aux typeset.log\n' >"$work/fake/latexmk"
printf '#!/bin/sh\nmkdir -p "$5" && touch "$5/index.html"\n' >"$work/fake/python3"
chmod +x "$work"/fake/*
all="PYTHON=$work/fake/python3 tables figures $tables/figure-portraits.tsv build/tiny/paper.pdf build/tiny/page/index.html"
path=$PATH
PATH=$work/fake:$PATH
need "the first make" $all
rows=0
while IFS=$'\t' read -r change expected <&3; do
  case $change in '#'* | change) continue ;; esac
  rows=$((rows + 1))
  sleep 0.02
  touch "$work/stamp"
  sleep 0.02
  eval "$change"
  need "$change" $all
  find build data/runs -newer "$work/stamp" -type f | kinds >"$work/found"
  meant "$expected" | cmp -s - "$work/found" || fail "$change: is made anew: $(paste -s -d ' ' "$work/found")"
  chain $all
  ! grep -v 'Nothing to be done\|is up to date' "$work/log" >"$work/busy" || fail "$change: a second make is at work: $(head -n 2 "$work/busy")"
done 3<"$home/tests/rebuild.tsv"
[ $rows -gt 20 ] || fail "only $rows rows of tests/rebuild.tsv were tried"
PATH=$path

### What is deleted or moved

for lost in $tables/{correlations/prevalence-rl,learning/complexity-sl,populations/prevalence-sl,attractors/complexity-rl}.tsv \
  $raw/complexity-rl.run; do
  cp $lost "$work/lost"
  rm $lost
  need "without $lost" tables
  cmp -s $lost "$work/lost" || fail "$lost is not made again"
done
# One that is gone: nothing may ask for it, not even what was compiled of it.
echo 'extern int passing;' >src/runs/passing.c
printf '#ifndef PASSING_H\n#define PASSING_H\n#endif\n' >src/runs/passing.h
sed -i '1i #include "passing.h"' src/runs/table.c
need "a new module" build/bin/claims
rm src/runs/passing.[ch]
sed -i 1d src/runs/table.c
need "a module that is gone" build/bin/claims
! ar t build/objects/library.a | grep -q passing || fail "the library holds a module that is gone"
git mv -f src/runs/table.c src/statistics/ 2>/dev/null || mv src/runs/table.[ch] src/statistics/
need "a module that moved" build/bin/claims
mv src/statistics/table.[ch] src/runs/
# A header of the tests is part of the test programs.
need "a test program" build/check/test_task
touch "$work/stamp"
sleep 0.02
echo '/* changed */' >>tests/faults.h
need "a changed header of the tests" build/check/test_task
[ build/check/test_task -nt "$work/stamp" ] || fail "tests/faults.h changed and build/check/test_task did not"

### Only what is asked for

need "back to order" tables
# A default that is another now, where no specification says it.
sed -i '/^PARAMETERS_INTEGER(delay_maximum,/s/"12"/"13"/' paper.nw
need "another default" $raw/plan.mk
grep -qx 'delay_maximum = 13' $raw/prevalence-rl.run || fail "the plan keeps the old default"
rm $raw/*.h5
need "one run" $raw/complexity-sl.h5
[ "$(cd $raw && echo *.h5)" = complexity-sl.h5 ] || fail "one run was asked for, these were trained: $(cd $raw && echo *.h5)"
need "the other runs" runs
grep -q '^train [0-9]/4' "$work/log" || fail "no word of how far the training is: $(cat "$work/log")"

mkdir "$work/few"
for folder in /usr/bin /bin; do
  for program in $folder/*; do
    case ${program##*/} in
      gnuplot* | latexmk | *latex | *tex | bibtex* | noweave | pandoc | chromium | python*) ;;
      *) [ -e "$work/few/${program##*/}" ] || ln -s $program "$work/few/" ;;
    esac
  done
done
rm -rf $raw build/bin/train
PATH=$work/few need "without LaTeX and gnuplot" build/bin/train
[ ! -e $raw ] || fail "a program was asked for, and $(ls $raw) was planned"
PATH=$work/few chain figures && fail "figures without gnuplot"
grep -q 'missing: gnuplot' "$work/log" || fail "what is missing is not said: $(cat "$work/log")"
mkdir "$work/bare"
printf '#!/bin/sh\nexit 1\n' >"$work/bare/pkg-config"
chmod +x "$work/bare/pkg-config"
for goal in packages help clean; do
  PATH=$work/bare:$PATH make -n $goal >"$work/log" 2>&1 || fail "no libraries, and make $goal: $(cat "$work/log")"
done
PATH=$work/bare:$PATH make -n runs >"$work/log" 2>&1 && fail "runs without libraries"
make PROFILE=tiny test_task >"$work/log" 2>&1 || fail "make test_task: $(cat "$work/log")"
[ ! -e $raw ] || fail "a test was asked for, and $(ls $raw) was planned"

### Copies, and the future

need "back to order" tables
(cd $raw && sha256sum *.h5) >"$work/before"
mkdir "$work/copy"
tar -cf - . | tar -xmf - -C "$work/copy"
cd "$work/copy"
chain -n runs
! grep -q 'train --output' "$work/log" || fail "a copy would be trained again"
need "a copy" runs
(cd $raw && sha256sum *.h5) | cmp -s - "$work/before" || fail "a copy was trained again"
cp $raw/prevalence-rl.h5 "$work/other.h5"
cp $raw/prevalence-sl.h5 $raw/prevalence-rl.h5
chain -n runs
grep -q 'train --output' "$work/log" || fail "a run that is another's would not be trained"
cmp -s $raw/prevalence-rl.h5 $raw/prevalence-sl.h5 || fail "make -n changes a run"
cp "$work/other.h5" $raw/prevalence-rl.h5
touch -d '2 days' $tables/claims.tsv
(find . -type f -printf '%p %T@\n' | sort) >"$work/before"
chain tables && fail "a file of the future is taken"
grep -q 'claims.tsv.*future' "$work/log" || grep -q 'future.*claims.tsv' "$work/log" || fail "not said: $(cat "$work/log")"
chain -n
find . -type f -printf '%p %T@\n' | sort | cmp -s - "$work/before" || fail "what is refused changes files"
touch $tables/claims.tsv
need "after that" tables

### Tests that cannot be tried

PYTHON=false bash "$home/tests/test_peer.sh" >"$work/log" 2>&1
[ $? = 77 ] && grep -q 'python3-torch' "$work/log" || fail "no PyTorch, and test_peer is not skipped: $(cat "$work/log")"
echo 'echo "no such machine here"; exit 77' >tests/test_a.sh
echo 'true' >tests/test_b.sh
echo 'echo "[  SKIPPED ] 2 test(s): half of it"' >tests/test_c.sh
echo 'false' >tests/test_d.sh
chain check TESTS="test_a test_b test_c" || fail "skipped tests fail: $(cat "$work/log")"
[ "$(tail -n 1 "$work/log")" = "2 passed, 0 failed, 3 skipped" ] || fail "skipped tests: $(cat "$work/log")"
grep -q 'no such machine here' "$work/log" || fail "it is not said why a test was skipped"
chain check TESTS="test_b test_d" && fail "a failed test passes"
grep -qx "1 passed, 1 failed" "$work/log" || fail "failed tests: $(cat "$work/log")"

[ $failures = 0 ] && echo "chain: all as it should be; $rows changes"
exit $((failures > 0))
