# For tests of programs from outside, which source it in the root folder: it moves to a
# folder of its own, which is removed in the end; $root is where it came from, $bin where
# the programs are (BIN, or build/bin).
set -eu
root=$PWD
bin=$PWD/${BIN:-build/bin}
case ${BIN:-} in /*) bin=$BIN ;; esac
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here"

fail() { echo "$*"; exit 1; }

# refuse WORDS PROGRAM ARGUMENTS...: status 2, and the standard error says WORDS
refuse() {
  words=$1; shift
  status=0; "$bin/$@" > out.txt 2> err.txt || status=$?
  [ $status = 2 ] || fail "status $status, 2 is expected: $*"
  grep -qF -- "$words" err.txt || { cat err.txt; fail "does not say '$words': $*"; }
}
