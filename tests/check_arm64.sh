#!/bin/bash
# Do the programs give on arm64 what they give on x86-64?  They are compiled here for arm64, with
# Debian's packages of that architecture unpacked below build/arm64 (nothing is installed),
# and run by qemu: networks of both teachers in both regimes have to have the same weights, bit
# by bit, and attractors, of a network and of a map, the same labels; the numbers beside these
# may differ by rounding, for there OpenBLAS and LAPACK have kernels of each machine.
#
#   bash tests/check_arm64.sh PROGRAM...     what is compiled (build/bin/train, ...); build/bin is that of x86-64
#
# 77: cannot be tried here.
set -u
[ "$(uname -m)" = x86_64 ] || { echo "not tried: this machine is no x86-64, so there is nothing to compare with"; exit 77; }
for tool in aarch64-linux-gnu-gcc:gcc-aarch64-linux-gnu qemu-aarch64-static:qemu-user-static apt-get:apt dpkg-deb:dpkg; do
  command -v ${tool%:*} >/dev/null || { echo "not tried: ${tool%:*} is not installed (package ${tool#*:})"; exit 77; }
done
unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL LOCKED STARTED PROFILE
native=$PWD/build/bin
work=$PWD/build/arm64
system=$work/system
libraries=$system/usr/lib/aarch64-linux-gnu
passed=0 failed=0
fail() { echo "FAILED: $*"; failed=$((failed + 1)); }
pass() { echo "passed: $*"; passed=$((passed + 1)); }

### Debian's packages for arm64, of the suite of this machine

if [ ! -e "$work/unpacked" ]; then
  rm -rf "$work"
  mkdir -p "$work"/{lists,cache/archives}/partial "$system"
  : >"$work/status"
  apt=(apt-get -q -oAPT::Architecture=arm64 -oAPT::Architectures=arm64 -oDir::State::Lists="$work/lists"
    -oDir::State::status="$work/status" -oDir::Cache="$work/cache" -oDebug::NoLocking=1 -oAPT::Sandbox::User=)
  "${apt[@]}" update >"$work/apt.txt" 2>&1 &&
    "${apt[@]}" install -y --no-install-recommends --download-only $(sed -n 's/^\(lib[^ ]*-dev\)$/\1/p' data/packages.txt) >>"$work/apt.txt" 2>&1 ||
    { echo "not tried: the packages for arm64 cannot be had: $(grep -m 1 '^[EW]:' "$work/apt.txt")"; exit 77; }
  for package in "$work"/cache/archives/*.deb; do
    dpkg-deb -x "$package" "$system" || exit 1
  done
  # What the packages' scripts would do: of the alternatives there is one each.  And links stay in the folder.
  ln -sf openblas-pthread/{libopenblas.so{,.0},libblas.so.3,liblapack.so.3} "$libraries"
  for name in openblas:openblas blas:blas-openblas lapack:lapack-openblas; do
    ln -sf "../openblas-pthread/pkgconfig/${name#*:}.pc" "$libraries/pkgconfig/${name%:*}.pc"
  done
  ln -sf hdf5-serial.pc "$libraries/pkgconfig/hdf5.pc"
  find "$system" -type l -lname '/*' -printf '%p %l\n' | while read -r link target; do
    ln -snfr "$system$target" "$link"
  done
  rm -rf "$work/cache" "$work/lists"
  touch "$work/unpacked"
fi

### The programs, in a copy of this folder

mkdir -p "$work/tree"
find "$work/tree" -mindepth 1 -maxdepth 1 ! -name build -exec rm -rf {} +
tar -cf - --exclude=./data/runs --exclude=./.git --exclude=./build . | tar -xf - -C "$work/tree"
arm() { # WORDS: make for arm64, in the copy
  env PKG_CONFIG_LIBDIR="$libraries/pkgconfig:$system/usr/share/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$system" \
    make -C "$work/tree" MACHINE=aarch64 CC="aarch64-linux-gnu-gcc --sysroot=$system" "$@"
}
began=$SECONDS
arm "$@" >"$work/make.txt" 2>&1 || { echo "FAILED: make for arm64: $(grep -m 2 -i error "$work/make.txt")"; exit 1; }
pass "$# programs compiled for arm64 in $((SECONDS - began)) s"

### Both, side by side

# The environment that programs want (src/engine/blas.c), or they would start anew, outside of qemu.
emulated=(qemu-aarch64-static -L "$system")
for setting in $(cat tests/pinned.env); do
  case $setting in OMP_* | OPENBLAS_NUM* | GLIBC_*) emulated+=(-E "$setting") ;; esac
done
mkdir -p "$work"/{x86-64,arm64}
both() { # PROGRAM ARGUMENTS...: on both, each in a folder of its own
  (cd "$work/x86-64" && "$native/$@") >"$work/x86-64/said.txt" 2>&1 || { fail "$* on x86-64: $(tail -n 1 "$work/x86-64/said.txt")"; return 1; }
  local program="$work/tree/build/bin/$1"
  shift
  (cd "$work/arm64" && "${emulated[@]}" "$program" "$@") >"$work/arm64/said.txt" 2>&1 || { fail "$* on arm64: $(tail -n 1 "$work/arm64/said.txt")"; return 1; }
}
weights() { "$native/train" --digest "$work/$1/$2.h5"; }

tiny=(-s units=40 -s batch=32 -s stop=budget -s budget_trials=3200 -s evaluation_trials=64)
for regime in reset continuous; do
  for teacher in rl sl; do
    name=$teacher-$regime
    both train -s teacher=$teacher -s regime=$regime "${tiny[@]}" -o $name.h5 || continue
    if [ "$(weights x86-64 $name)" = "$(weights arm64 $name)" ]; then pass "$name: the same weights"; else fail "$name: other weights"; fi
  done
done

# same_table WHAT FILE: words and counts have to be the same; of other numbers the largest
# difference is told.
same_table() {
  local told
  if told=$(awk -F '[\t ,]+' '
    function is_number(x) { return x ~ /^-?[0-9.]+(e[-+]?[0-9]+)?$/ }
    NR == FNR { line[FNR] = $0; rows = FNR; next }
    { columns = split(line[FNR], was)
      for (i = 1; i <= columns || i <= NF; ++i) {
        if ($i == was[i]) continue
        apart = $i - was[i]; apart = apart < 0 ? -apart : apart
        size = $i < 0 ? 1 - $i : 1 + $i
        if (!is_number($i) || !is_number(was[i]) || $i was[i] !~ /[.e]/ || apart > 1e-5 * size) { print "row " FNR ": " was[i] " and " $i; exit 1 }
        if (apart / size > most) most = apart / size } }
    END { if (FNR != rows) exit 1; printf "%d rows, numbers within %.0e\n", rows - 1, most }' "$work/x86-64/$2" "$work/arm64/$2"); then
    pass "$1: the same labels in $told"
  else
    fail "$1: other labels: $told"
  fi
}
both attractors rl-reset.h5 -o attractors.tsv && same_table "attractors of rl-reset" attractors.tsv
both attractors --map "$PWD/tests/maps/27-cycle-2d.map" --starts 50 --seed 1 && same_table "27-cycle-2d.map" said.txt

[ $failed = 0 ] || exit 1
echo "[  PASSED  ] $passed test(s)."
