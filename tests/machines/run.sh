# What users of other machines met: each tests/machines/CASE.sh, in a copy of this tree in which a
# tiny ensemble was made.  A case passes with status 0; with 77 it could not be tried here.
#
#   bash tests/machines/run.sh CASE...
#
# A case finds itself in its copy, may use the functions below and leave what it likes in $work.
set -u
home=$PWD
all=$(mktemp -d)
trap 'chmod -R u+w "$all"; rm -rf "$all"' EXIT
unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL LOCKED STARTED PROFILE

raw=data/runs/tiny tables=build/tables/tiny drawn=build/figures/tiny
chain() { nice make PROFILE=tiny -j2 "$@" >"$work/log" 2>&1; }
fail() { echo "$*"; exit 1; }
cannot() { echo "cannot be tried: $*"; exit 77; }
# must GOAL...: make ends well.
must() { chain "$@" || { tail -n 5 "$work/log"; fail "make $* fails"; }; }
# The bytes of all tables and figures of the copy.
picture() { (LC_ALL=C; sha256sum $(find $tables $drawn -type f ! -name '*.tmp*' ! -name runs.sha256 | sort)); }
same() { picture >"$work/now"; cmp -s "$work/now" "$all/picture" || { diff "$work/now" "$all/picture" | head -n 6; fail "tables or figures differ: $1"; }; }
untrained() { ! grep -q '%, [0-9]* updates' "$work/log" || fail "networks were trained again"; }
# Everything of tables and figures is made anew in these surroundings.
anew() { rm -rf $tables $drawn; must tables figures; same "$1"; untrained; }

mkdir "$all/made"
tar -cf - --exclude=./data/runs --exclude='./data/expected/[!fl]*' --exclude='./build/[!bost]*' --exclude=./build/tables/quick \
  --exclude=./build/tables/paper . | tar -xf - -C "$all/made"
(
  work=$all
  cd "$all/made"
  # Three figures stand for all, but where an ensemble lacks what some of them show; and one map
  # of each family calibrates.
  [[ " $* " == *" ensembles "* ]] ||
    find figures -name '*.gp' | grep -vE '/(style|planes|nothing|picture|balance|complexity|widths)\.gp$' | xargs rm
  sed -i 's,build/bin/calibration --output,build/bin/calibration --maps 1 --output,' Makefile
  cat >data/specs/tiny.spec <<'SPEC'
units = 16
batch = 8
coherences = 30 50
noise = 0.02
evaluation_trials = 64
evaluation_interval = 20
criterion = 0.5
stop = budget
budget_trials = 4000
SPEC
  printf 'id\tensemble\tteacher\tdelta\tstreams\tseed\tspecification\n' >data/ensembles/tiny.tsv
  for teacher in rl sl; do
    for ensemble in prevalence complexity; do
      printf '%s-%s\t%s\t%s\t0.06\t2\t1\tcontinuous,tiny\n' $ensemble $teacher $ensemble $teacher
    done
  done >>data/ensembles/tiny.tsv
  must tables figures
  picture >"$all/picture"
) || exit 1

failed=0
for name; do
  work=$all/$name
  mkdir "$work"
  cp -a "$all/made" "$work/tree"
  (cd "$work/tree" && . "$home/tests/machines/$name.sh") >"$work/said" 2>&1
  status=$?
  case $status in
    0) echo "passed: $name" ;;
    77) cat "$work/said"; echo "[  SKIPPED ] 1 test(s): $name, $(tail -n 1 "$work/said")" ;;
    *) cat "$work/said"; echo "FAILED: $name"; failed=$((failed + 1)) ;;
  esac
  chmod -R u+w "$work"; rm -rf "$work"
done
[ $failed = 0 ]
