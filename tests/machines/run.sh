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

. tests/tiny.sh
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

plant "$all/made"
(
  work=$all
  cd "$all/made"
  # An ensemble may lack what only some of the figures show.
  [[ " $* " == *" ensembles "* ]] || three_figures
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
