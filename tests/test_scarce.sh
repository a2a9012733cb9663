# Every program of a tiny chain, told again and again that there is no memory, each time
# one request later: it ends with status 2 and one line that says so, and writes nothing
# to where its result belongs.  (Each of the first 24, then each a sixth later.)
. tests/program.sh

mkdir given
flags="-std=c11 -O1 -shared -fPIC"
gcc $flags "$root/tests/scarce_program.c" -o scarce.so
# From the first to the last address of LIBXSMM in a program; nothing if it has none.
exempt() {
  nm -S "$bin/$1" | awk '$3 ~ /[tT]/ && $4 ~ /^(libxsmm|internal)_/ && $4 !~ /\.cold/ {print $1, $2}' | sort |
    { read -r first _ || return 0; last=$(tail -n 1); [ ! "$last" ] || printf '%s %x' $first $((0x${last% *} + 0x${last#* })); }
}
scarce() { EXEMPT=$exempt LD_PRELOAD=$here/scarce.so "$bin/$@"; }
said=0
# (Else each program would start itself once more.)
export $(cat "$root/tests/pinned.env")

# each WORDS ARGUMENTS...: results have names that begin with `made`
each() {
  words=$1; shift
  exempt=$(exempt $1)
  REQUESTS=count.txt scarce "$@" > out.txt 2> err.txt || { cat err.txt; fail "with all memory: $*"; }
  count=$(cat count.txt)
  [ "$count" -ge 5 ] || fail "only $count requests are counted: $*"
  for ((request = 1; request <= count; request += request < 24 ? 1 : request / 6)); do
    rm -f made* *.run plan.mk # (what is there already is not asked for again)
    status=0
    REFUSE=$request scarce "$@" > out.txt 2> err.txt || status=$?
    [ $status = 2 ] || { cat err.txt; fail "request $request of $count refused: status $status: $*"; }
    [ "$(wc -l < err.txt)" = 1 ] && grep -qE "^$1: .*($words|no memory|malloc failed)" err.txt ||
      { cat err.txt; fail "request $request of $count refused: this is said: $*"; }
    [ -z "$(ls | grep '^made')" ] || { ls made*; fail "request $request of $count refused, and it wrote: $*"; }
    said=$((said + 1))
  done
}

tiny='-s units=12 -s batch=4 -s sequence_steps=60 -s evaluation_trials=16 -s budget_trials=120
  -s evaluation_interval=4 -s snapshot_interval=4'
few='-s levels=2 -s draws=1 -s tries=16 -s trials=64 -s permutations=20'
printf 'id\tensemble\tteacher\tdelta\tstreams\tseed\tspecification\n' > ensemble.tsv
mkdir attractors populations complexity learning correlations
for teacher in rl sl; do
  "$bin/train" $tiny -s teacher=$teacher -o $teacher.h5 2> /dev/null
  "$bin/attractors" $teacher.h5 -s grid=2 -o attractors/$teacher.tsv
  "$bin/populations" $teacher.h5 $few -o populations/$teacher.tsv -c correlations/$teacher.tsv
  "$bin/complexity" $teacher.h5 -t 100 -o complexity/$teacher.tsv -l learning/$teacher.tsv
  printf '%s\tprevalence\t%s\t0.06\t2\t1\tcontinuous\n' $teacher $teacher >> ensemble.tsv
done
"$bin/summaries" ensemble.tsv --tables . -r 100 > /dev/null
cp networks.tsv given/

for teacher in rl sl; do each - train $tiny -s teacher=$teacher -o made.h5; done

each - train --plan ensemble.tsv --specifications "$root/data/specs" --directory .
each - attractors rl.h5 -s grid=2 -s starts=1 -o made.tsv
maps=$root/tests/maps
each - attractors --map "$maps/tanh-n04.map" --orbits 2
each - attractors --map "$maps/27-cycle-2d.map" --orbits 3
each - attractors --map "$maps/tanh-n04.map" --starts 4
each - attractors --map "$maps/2-cycle-64d.map" --starts 2
each - populations rl.h5 $few -o made.tsv
each - complexity rl.h5 -t 100 -o made.tsv
each - development rl.h5 --labels made.tsv --course made-course.tsv
each - portraits ensemble.tsv --runs . --tables .
each - calibration --maps 1 -o made.tsv -m made.tex
each - horizon rl.h5 -a attractors/rl.tsv -s trials=64 -s settle=1000 -o made.tsv -c made-curves.tsv
each - claims given/networks.tsv -r 100 -o made.tsv
each - summaries ensemble.tsv --tables . -r 100 --macros made.tex

# A multiverse of eight points, whose one factor has levels that can be narrowed.
. "$root/tests/networks.sh"
printf 'factor\tof\tlevel\tparameters\n' > factors.tsv
for level in 1 2 3 4; do printf 'alpha\tboth\t%s\talpha=%s\n' $level $level; done >> factors.tsv
{ printf "$columns"
  for point in 0 1 2 3 4 5 6 7; do for seed in 1 2; do for teacher in rl sl; do
    for ensemble in multiverse validation; do
      network $ensemble p00$point continuous $teacher $((2 * point + seed)) reached 0.$(((point * 3 + seed) % 7 + 1))$([ $teacher = sl ] || echo 5) 0.5 1
    done
  done; done; done | sort -t '	' -k 2,3 -k 8,8n -k 5,5; } > made-up
mv made-up multiverse.tsv
each - multiverse_design factors.tsv -o made.tsv -e multiverse -S none -p 8 -d 8
# (gsl_linalg_bidiag_decomp writes to what it asked for before it looks whether it was given it.)
SPARE=libgsl. each - multiverse multiverse.tsv -f factors.tsv -d 8 -r 100 -t . -m made.tex
each - picture "$maps/27-cycle-2d.map" -R 4 -O 3 -t .
echo "$said requests refused"
