# The program train from outside: the same bits under every circumstance, what a kill, a
# signal, a full disk and a read-only folder leave behind, and how it says no.
set -u
home=$PWD
TRAIN=${TRAIN:-build/bin/train}
[[ $TRAIN = /* ]] || TRAIN=$home/$TRAIN
TANGLED=${TANGLED:-build/tangled}
SOURCE=${SOURCE:-src}
work=$(mktemp -d)
mounted=
trap '[ -z "$mounted" ] || umount "$mounted"; rm -rf "$work"' EXIT
failures=0 seen=

fail() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}

# A small network, some hundred updates.  `with TEACHER OUTPUT ...` sets the arguments,
# `small TEACHER OUTPUT ...` runs.
with() {
  arguments=(-o "$2" -s teacher=$1 -s units=32 -s batch=8 -s seed=3 -s stop=budget
    -s budget_trials=12000 -s evaluation_trials=64 -s snapshot_interval=100 "${@:3}")
}
small() {
  with "$@"
  "$TRAIN" "${arguments[@]}"
}

### Programs that this test needs of its own

flags="-std=c11 -D_XOPEN_SOURCE=700 -ffp-contract=off -w $(printf -- "-I%s " $SOURCE/*/) -I$TANGLED $(pkg-config --cflags openblas gsl hdf5)"
xsmm=
[ "$(uname -m)" != x86_64 ] || { flags="$flags -march=x86-64-v3"; xsmm=libxsmm; }
libraries="$(pkg-config --libs $xsmm openblas lapacke gsl hdf5 libcrypto | sed 's/-lgslcblas//') -lhdf5_hl -lunistring -lm"
modules="$(ls $SOURCE/{engine,runs}/*.c)"
for name in session ensemble history training evaluation stop network ppo supervised specification words task; do
  modules="$modules $TANGLED/$name.c"
done
gcc $flags -O2 $TANGLED/train.c $modules $libraries -o "$work/train-O2" || exit 2
gcc $flags -O1 tests/run_digest.c $SOURCE/runs/*.c $libraries \
  -o "$work/run_digest" || exit 2

# `same WHAT FILE [EXPECTED]`: as the run of this teacher that was made first
same() {
  local found expected
  found=$("$work/run_digest" "$2" 2>&1)
  expected=$("$work/run_digest" "$work/${3:-$teacher.h5}" 2>&1)
  [ "$found" = "$expected" ] || fail "$teacher, $1: $found, not $expected"
}

# Which checkpoint killed.h5 has, if it has one.
checkpoint() { stat -c '%i %y' killed.h5.part 2>/dev/null; }

cd "$work"
for teacher in rl sl; do
  regime=$([ $teacher = rl ] && echo continuous || echo reset)
  options="-s regime=$regime"
  small $teacher $teacher.h5 $options 2>log || fail "$teacher: $(cat log)"

  ### The same bits

  small $teacher again.h5 $options 2>log
  same "a second time" again.h5
  cmp -s again.h5 $teacher.h5 && fail "$teacher: the seconds of two runs are the same?"
  TRAIN=$work/train-O2 small $teacher O2.h5 $options 2>log || fail "-O2: $(cat log)"
  same "gcc -O2" O2.h5
  for core in Haswell SkylakeX Nehalem; do
    OPENBLAS_CORETYPE=$core small $teacher core.h5 $options 2>log
    same "OPENBLAS_CORETYPE=$core" core.h5
  done
  LIBXSMM_TARGET=skx small $teacher target.h5 $options 2>log
  same "LIBXSMM_TARGET=skx" target.h5
  OPENBLAS_NUM_THREADS=2 OMP_NUM_THREADS=2 OPENBLAS_L2_SIZE=64 \
    small $teacher threads.h5 $options 2>log
  same "two threads asked for" threads.h5
  mkdir -p "a folder, naïve"
  (cd "a folder, naïve" && LC_ALL=de_DE.UTF-8 TZ=Asia/Tokyo small $teacher "with blanks.h5" $options) 2>log
  same "another folder, language and zone" "a folder, naïve/with blanks.h5"
  small $teacher left.h5 $options 2>log & small $teacher right.h5 $options 2>log2
  wait
  same "two at a time" left.h5
  same "two at a time" right.h5

  ### Killed

  options="$options -s budget_trials=$([ $teacher = rl ] && echo 150000 || echo 450000)"
  small $teacher whole.h5 $options 2>log
  rm -f killed.h5
  kills=$([ $teacher = rl ] && echo 50 || echo 20)
  with $teacher killed.h5 $options
  RANDOM=$kills
  left=0 killed=0
  for ((i = 0; i < kills + kills / 5; ++i)); do
    before=$(checkpoint)
    for pause in 0.$(printf '%03d' $((RANDOM % 70 + 20))) 0.2 0.8 3; do
      [ ! -e killed.h5 ] || break 2
      "$TRAIN" "${arguments[@]}" 2>log &
      child=$!
      sleep $pause
      # Every other time it is asked to end first, and killed while it writes; every sixth time
      # it is killed once it has written, and started anew for longer if it was not yet at work,
      # as on a busy machine.
      case $((i % 6 == 5 ? 2 : (i - i / 6) % 2)) in
        1) kill -TERM $child; sleep 0.00$((RANDOM % 9)) ;;
        2) kill -TERM $child; while [ "$(checkpoint)" = "$before" ] && kill -0 $child; do sleep 0.001; done ;;
      esac
      kill -KILL $child
      wait $child
      case $? in 137 | 143) killed=$((killed + 1)) ;; esac
      [ $((i % 6)) = 5 ] && [ "$(checkpoint)" = "$before" ] || break
    done
    [ "$(checkpoint)" = "$before" ] || left=$((left + 1))
  done 2>/dev/null
  small $teacher killed.h5 $options 2>log || fail "$teacher, after the kills: $(cat log)"
  same "killed $killed times" killed.h5 whole.h5
  [ $killed -gt $((kills / 2)) ] || fail "$teacher: only $killed of $kills kills met it"
  [ $left -ge $((kills / 5)) ] || fail "$teacher: only $left kills left a new checkpoint"
  [ ! -e killed.h5.part ] || fail "the checkpoint outlives the run"
  seen="$seen$teacher: killed $killed times, $left times with a new checkpoint left; "
  rm -f killed.h5.*tmp*
done

### Asked to end

with rl ended.h5 -s budget_trials=1000000
"$TRAIN" "${arguments[@]}" 2>log &
child=$!
sleep 0.3
kill -TERM $child
wait $child
[ $? = 2 ] || fail "SIGTERM: exit status"
grep -q "stopped by signal 15 after [0-9]* updates" log || fail "SIGTERM: $(cat log)"
[ $(wc -l <log) = 1 ] || fail "SIGTERM: more than a line: $(cat log)"
[ -e ended.h5.part ] && [ ! -e ended.h5 ] || fail "SIGTERM: no checkpoint, or a run"
[ $(ls ended.h5.* | wc -l) = 1 ] || fail "SIGTERM: litter: $(ls ended.h5.*)"

# A checkpoint goes on only with its own parameters.
small rl ended.h5 -s seed=4 2>log # another seed, and fewer trials
small rl other.h5 -s seed=4 2>log
[ "$(./run_digest ended.h5)" = "$(./run_digest other.h5)" ] ||
  fail "a checkpoint of seed 3 went into a run of seed 4"

### A full disk and a folder that cannot be written

# `refused WHAT FOLDER [COMMAND ...]`: exit 2, one line, the old run as it was
refused() {
  local what=$1 folder=$2 status
  shift 2
  "$@" small rl $folder/old.h5 2>log
  status=$?
  [ $status = 2 ] || fail "$what: exit status $status: $(cat log)"
  [ $(wc -l <log) = 1 ] && grep -q "^train: .*old.h5.*: cannot be" log || fail "$what: $(cat log)"
  cmp -s rl.h5 $folder/old.h5 || fail "$what: the old run is gone"
  [ "$(ls $folder)" = old.h5 ] || fail "$what: litter: $(ls $folder)"
}

limited() {
  (trap '' XFSZ; ulimit -f 16; "$@")
}
mkdir limited full
cp rl.h5 limited/old.h5
refused "no file over 16 KiB" limited limited
if mount -t tmpfs -o size=192k none full 2>/dev/null; then
  mounted=$work/full seen="${seen}full disk; "
  cp rl.h5 full/old.h5
  head -c 1000000 /dev/zero >full/.filler 2>/dev/null
  refused "full disk" full
  mount -o remount,ro full
  refused "read-only folder" full
  umount full
  mounted=
elif [ $(id -u) != 0 ]; then
  cp rl.h5 full/old.h5
  chmod a-w full
  refused "read-only folder" full
  chmod u+w full
else
  echo "[  SKIPPED ] 2 test(s): no tmpfs here, a full disk and a read-only folder were not tried"
fi

### How it says no

# `says WORDS ARGUMENTS ...`
says() {
  local words=$1
  shift
  "$TRAIN" "$@" >out 2>log
  [ $? = 2 ] || fail "$*: exit status is not 2"
  grep -q -- "$words" log || fail "$*: '$(cat log)' does not say '$words'"
  [ $(wc -l <log) = 1 ] || fail "$*: more than a line: $(cat log)"
  [ ! -e no.h5 ] || fail "$*: something was written"
}

printf 'units = 32\nunits = 33\n' >twice.spec
printf 'units = 32\r\n' >crlf.spec
says "unknown parameter 'unit'" -o no.h5 -s unit=5
says "units = '0' is not a whole number from 2 to 4096" -o no.h5 -s units=0
says "units = '-5'" -o no.h5 -s units=-5
says "noise = 'nan'" -o no.h5 -s noise=nan
says "delta = '1e999'" -o no.h5 -s delta=1e999
says "teacher = 'xx' is not one of rl|sl" -o no.h5 -s teacher=xx
says "is not of the form name=value" -o no.h5 -s units
says "above the ideal observer's accuracy" -o no.h5 -s noise=0.2
says "cannot hold a trial" -o no.h5 -s sequence_steps=10
says "twice.spec:2: 'units' stands twice" -o no.h5 twice.spec
says "crlf.spec:1: carriage return" -o no.h5 crlf.spec
says "absent.spec: cannot be read" -o no.h5 absent.spec
says "output" -s units=32
says "cannot be written" -o absent/no.h5
says "cannot be read" --digest absent.h5
says "is not a run file" --digest twice.spec
"$TRAIN" --help >out 2>log && grep -q "Usage: train" out || fail "--help"
"$TRAIN" --parameters >out 2>log && grep -q "^coherences = 5 15 50" out || fail "--parameters"
[ "$("$TRAIN" --digest rl.h5 sl.h5 | grep -c '^[0-9a-f]\{64\}  [rs]l.h5$')" = 2 ] || fail "--digest"

[ $failures = 0 ] && echo "train: all as it should be; $seen"
exit $((failures > 0))
