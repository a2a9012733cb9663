# The frame that all programs share, from outside: what is refused, with status 2 and in one
# line of its own, what is printed, and where options may stand.
. tests/program.sh

names=$(cd "$root/src/programs" && ls *_options.h | sed 's/_options\.h$//')

### Questions that every program answers

for name in $names; do
  "$bin/$name" --help > help.txt || fail "$name --help: status $?"
  grep -q "^Usage: $name \[OPTION...\]" help.txt || fail "$name --help: no usage"
  # Of pace, which measures the others, nothing is read but by itself.
  columns=columns
  [ $name != pace ] || columns=
  for option in version $columns help; do
    grep -qE -- "^ +(-., )?--$option " help.txt || fail "$name --help does not list --$option"
  done
  "$bin/$name" --version > version.txt || fail "$name --version: status $?"
  grep -qE "^$name [0-9]+\.[0-9]+\.[0-9]+, commit [0-9a-z]+" version.txt || { cat version.txt; fail "$name --version"; }
  for library in OpenBLAS GSL HDF5 OpenSSL; do
    grep -q "$library [0-9]" version.txt || fail "$name --version does not tell $library's"
  done
  [ ! "$columns" ] || [ "$("$bin/$name" --columns | head -n 1)" = "table	column	meaning" ] || fail "$name --columns"
  # A standard output that takes nothing is told.
  for question in --version ${columns:+--columns}; do
    status=0; "$bin/$name" $question > /dev/full 2> err.txt || status=$?
    [ $status = 2 ] && grep -q "^$name: standard output: cannot be written" err.txt || fail "$name $question, full"
  done
done
for name in train attractors populations; do
  "$bin/$name" --parameters | grep -q '^[a-z_]* = .' || fail "$name --parameters"
  [ "$("$bin/$name" --parameters | grep -c '^[a-z]')" = "$("$bin/$name" --assumptions | grep -c '\\\\$')" ] ||
    fail "$name --assumptions has other rows than --parameters"
done
[ "$("$bin/attractors" --parameters | grep -c '^grid = \|^settle = ')" = 2 ] || fail "attractors has two tables of parameters"

### What is refused: in one line, which begins with the program's name

one_line() { # WORDS PROGRAM ARGUMENTS...
  refuse "$@"
  [ "$(wc -l < err.txt)" = 1 ] && grep -q "^$2: " err.txt || { cat err.txt; fail "not one line of its own: $*"; }
}
one_line 'RUN.h5 and --output FILE.tsv are needed' complexity
one_line 'RUN.h5 and --output FILE.tsv are needed' complexity -o x.tsv
one_line 'RUN.h5, --labels FILE.tsv and --course FILE.tsv are needed' development
one_line 'NETWORKS.tsv... is needed' claims
one_line "one RUN.h5 at a time; 'b.h5' is the second" complexity a.h5 b.h5 -o x.tsv
one_line "'x' is not understood" calibration x
for number in 0 -1 +0 100000001 99999999999999999999 1e3 1.5 '' ' 7' '7 ' x 0x10; do
  one_line "--trials '$number' is not a whole number from 1 to 100000000" complexity a.h5 -o x.tsv --trials="$number"
done
one_line "--seed '4294967296'" attractors --map m --starts 1 --seed 4294967296
one_line "unknown parameter 'foo'; --parameters lists them" populations a.h5 -o x.tsv -s foo=1
one_line "unknown parameter 'gri'" attractors a.h5 -o x.tsv -s gri=3
one_line "grid = '1' is not a whole number from 2" attractors a.h5 -o x.tsv -s grid=1
one_line "settle = 'x' is not a whole number" attractors a.h5 -o x.tsv --set "settle = x"
one_line "'grid' is not of the form name=value" attractors a.h5 -o x.tsv -s grid
one_line '--plan needs --specifications and --directory' train --plan e.tsv
one_line '--output RUN.h5 is missing' train -s units=8
one_line '--map needs --orbits P' attractors --map m
one_line '--set stands more than 128 times' train -o x.h5 $(seq -f '-s units=%g' 8 137)
refuse "unrecognized option '--nonsense'" complexity --nonsense
refuse 'requires an argument' complexity a.h5 -o
[ ! -e x.tsv ] || fail "a refused call wrote x.tsv"

### Options may stand behind operands, whatever POSIX wants

for posix in '' yes; do
  (
    [ ! "$posix" ] || export POSIXLY_CORRECT=1
    status=0; "$bin/complexity" nowhere.h5 -o x.tsv --trials 5 2> err.txt || status=$?
    [ $status = 2 ] && grep -q 'nowhere.h5: cannot be read' err.txt
  ) || fail "options behind an operand (POSIXLY_CORRECT: '$posix')"
done

### Many operands, and a path of more than a thousand characters

long=$here; while [ ${#long} -lt 1500 ]; do long=$long/.; done
tiny='-s units=8 -s batch=2 -s sequence_steps=60 -s evaluation_trials=16 -s budget_trials=16 -s teacher=sl'
"$bin/train" $tiny -o "$long/run.h5" 2> /dev/null || fail "a long path"
cp run.h5 other.h5
[ "$("$bin/train" --digest run.h5 other.h5 "$long/run.h5" | wc -l)" = 3 ] || fail "three operands"
"$bin/complexity" "$long/run.h5" -t 10 -o "$long/row.tsv" && cut -f 1 row.tsv | tail -n 1 | grep -qx run || fail "the name of a run"
one_line "/./absent.h5: cannot be read" complexity "$long/absent.h5" -o x.tsv
### No text is cut in silence: text_fit and text_format write it whole or say that they cannot

! grep -nE '^ *(snprintf|strncpy|strncat)\(' "$root"/paper.nw "$root"/src/*/*.[ch] "$root"/tools/*.c || fail "a text may be cut"

echo "the frame of all programs: as it should be"
