#!/bin/bash
# Does data/slurm.sh do what it says?  A real Slurm on this machine alone (slurmctld, slurmd,
# munge, srun; nothing is installed here), a small ensemble in a copy of this folder: whole, cancelled in
# the middle, at its time limit, with a killed slurmd, on a full disk.  Digests and tables have to be
# those that `make` gives without Slurm.
#
#   bash tests/check_slurm.sh [ENSEMBLE]    as root; ENSEMBLE (quick, ...): that one, whole, instead
#
# 77: cannot be tried here.
set -u
for tool in slurmctld slurmd munged sbatch srun; do
  command -v $tool >/dev/null || { echo "not tried: $tool is not installed (packages slurmctld, slurmd, slurm-client, munge)"; exit 77; }
done
[ "$(id -u)" = 0 ] || { echo "not tried: only root can start slurmd and munged"; exit 77; }
unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL LOCKED STARTED PROFILE OMP_NUM_THREADS OMP_THREAD_LIMIT
profile=${1:-small}
work=$(mktemp -d /var/tmp/slurm.XXXXXX)
chmod 755 "$work"
export SLURM_CONF=$work/slurm.conf
passed=0 failed=0
fail() { echo "FAILED: $*"; failed=$((failed + 1)); }
pass() { echo "passed: $*"; passed=$((passed + 1)); }

kill_of() { [ ! -s "$work/run/$1.pid" ] || kill "${2:--TERM}" "$(cat "$work/run/$1.pid")" 2>/dev/null; }
finish() {
  scancel --quiet --state=RUNNING 2>/dev/null
  scancel --quiet --state=PENDING 2>/dev/null
  sleep 1
  for daemon in slurmd slurmctld munged; do kill_of $daemon; done
  umount "$work/tree/data/runs" 2>/dev/null
  [ "${KEEP:-}" ] && echo "kept: $work" || rm -rf --one-file-system "$work"
}
trap finish EXIT

### A cluster of one node

mkdir -p "$work"/{state,spool,log,run}
chmod 755 "$work/run"
dd if=/dev/urandom of="$work/key" bs=1024 count=1 2>/dev/null && chmod 400 "$work/key"
cat >"$SLURM_CONF" <<CONF
ClusterName=one
SlurmctldHost=$(hostname)(127.0.0.1)
AuthType=auth/munge
AuthInfo=socket=$work/run/munge.socket
CryptoType=crypto/munge
SlurmUser=root
SlurmdUser=root
SlurmctldPort=16827
SlurmdPort=16828
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/run/slurmctld.pid
SlurmdPidFile=$work/run/slurmd.pid
SlurmctldLogFile=$work/log/slurmctld
SlurmdLogFile=$work/log/slurmd
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
KillWait=5
OverTimeLimit=0
NodeName=$(hostname) NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=4000 State=UNKNOWN
PartitionName=all Nodes=$(hostname) Default=YES MaxTime=INFINITE State=UP
CONF
munged --force --key-file="$work/key" --socket="$work/run/munge.socket" --pid-file="$work/run/munged.pid" \
  --log-file="$work/log/munged" --seed-file="$work/run/seed" 2>/dev/null
slurmctld && slurmd || { echo "not tried: Slurm does not start here"; exit 77; }
for second in {1..20}; do sinfo -h 2>/dev/null | grep -q idle && break; sleep 1; done
sinfo -h | grep -q idle || { echo "not tried: Slurm's node does not come up: $(tail -n 2 "$work/log/slurmd")"; exit 77; }

### An ensemble, without Slurm

mkdir "$work/tree"
tar -cf - --exclude=./data/runs --exclude=./.git --exclude=./build/tables --exclude=./build/figures . | tar -xf - -C "$work/tree"
cd "$work/tree"
if [ "$profile" = small ]; then
  printf '%s\n' 'units = 48' 'evaluation_trials = 64' 'evaluation_interval = 20' 'stop = budget' 'budget_trials = 240000' >data/specs/small.spec
  { printf 'id\tensemble\tteacher\tdelta\tstreams\tseed\tspecification\n'
    for seed in 1 2 3; do for teacher in rl sl; do
      printf 'prevalence-%s-s%s\tprevalence\t%s\t0.06\t2\t%s\treset,small\n' $teacher $seed $teacher $seed
    done; done; } >data/ensembles/small.tsv
fi
results() { # of a folder: digests of weights and of all tables
  make PROFILE=$profile build/tables/$profile/runs.sha256 >/dev/null 2>&1
  (cd "build/tables/$profile" && sha256sum runs.sha256 networks.tsv figure-*.tsv claims.tsv attractors/*.tsv)
}
began=$SECONDS
make PROFILE=$profile tables >"$work/local.log" 2>&1 || { echo "FAILED: make itself: $(tail -n 3 "$work/local.log")"; exit 1; }
echo "without Slurm: $((SECONDS - began)) s"
results >"$work/expected"

# give OPTION...: a job; its number
give() { sbatch --parsable --ntasks="$(nproc)" --mem-per-cpu=200 --output="$work/log/job-%j" "$@" data/slurm.sh PROFILE=$profile tables; }
state() { scontrol show job "$1" 2>/dev/null | sed -n 's/.*JobState=\([A-Z]*\).*/\1/p'; }
# until_ended JOB SECONDS: a job that queued itself again need not wait its two minutes
until_ended() {
  local second
  for ((second = 0; second < $2; ++second)); do
    case $(state "$1") in
      COMPLETED | FAILED | CANCELLED | TIMEOUT | NODE_FAIL) return 0 ;;
      PENDING) scontrol update JobId="$1" StartTime=now 2>/dev/null ;;
    esac
    sleep 1
  done
  return 1
}
training() { # until a network is being trained and one is there
  local tries
  for tries in {1..240}; do
    pgrep -f "build/bin/train --output data/runs/$profile" >/dev/null && ls data/runs/$profile/*.h5 >/dev/null 2>&1 && return 0
    sleep 0.5
  done
  return 1
}
afresh() { rm -rf data/runs/$profile/* build/tables/$profile build/macros/$profile; }
same() { # WHAT JOB
  results >"$work/now" 2>/dev/null
  if cmp -s "$work/expected" "$work/now"; then pass "$1"; else fail "$1: $(diff "$work/expected" "$work/now" | sed -n '1,3p'; tail -n 3 "$work/log/job-$2")"; fi
}

afresh
began=$SECONDS
job=$(give)
until_ended "$job" 3600
echo "through Slurm: $((SECONDS - began)) s, $(grep -c "launch task StepId=$job" "$work/log/slurmd") steps"
[ "$(state "$job")" = COMPLETED ] || fail "whole: $(state "$job"): $(tail -n 3 "$work/log/job-$job")"
[ "$(grep -c "launch task StepId=$job" "$work/log/slurmd")" -ge "$(grep -c . "data/ensembles/$profile.tsv")" ] || fail "runs are not steps of the job"
grep -q 'train [0-9]*/[0-9]*.*: about' "$work/log/job-$job" || fail "the job's log does not tell how far it is"
same "whole" "$job"
[ "$profile" = small ] || { echo "[  PASSED  ] $passed test(s)."; [ $failed = 0 ]; exit; }

afresh
job=$(give)
training || fail "nothing is trained: $(tail -n 3 "$work/log/job-$job")"
scancel "$job"
until_ended "$job" 60
[ "$(state "$job")" = CANCELLED ] || fail "a cancelled job is $(state "$job")"
kept=$(ls data/runs/$profile/*.h5 | wc -l)
job=$(give)
until_ended "$job" 600
[ "$(grep -c '^prevalence.*\.h5: cap' "$work/log/job-$job")" -le $((6 - kept)) ] || fail "what was trained is trained again"
same "after scancel" "$job"

afresh
job=$(give --time=1 --signal=B:USR1@45)
until_ended "$job" 900
grep -q 'the job queues itself again' "$work/log/job-$job" || fail "the time limit did not come: $(tail -n 3 "$work/log/job-$job")"
grep -q 'goes on from' "$work/log/job-$job" || fail "no run was saved at the time limit"
same "after a time limit" "$job"

afresh
job=$(give)
training
kill_of slurmd -KILL
sleep 3
slurmd
until_ended "$job" 600
[ "$(state "$job")" = COMPLETED ] || { job=$(give); until_ended "$job" 600; }
same "after a killed slurmd" "$job"

afresh
mount -t tmpfs -o size=400k none data/runs 2>/dev/null || { echo "[  SKIPPED ] 1 test(s): no tmpfs here, a full disk was not tried"; echo "[  PASSED  ] $passed test(s)."; [ $failed = 0 ]; exit; }
mkdir -p data/runs/$profile
job=$(give)
until_ended "$job" 600
[ "$(state "$job")" = FAILED ] || fail "on a full disk the job is $(state "$job")"
grep -qi 'no space\|cannot' "$work/log/job-$job" || fail "the full disk is not named: $(tail -n 3 "$work/log/job-$job")"
mount -o remount,size=64m data/runs
job=$(give)
until_ended "$job" 600
same "after a full disk" "$job"

[ $failed = 0 ] || exit 1
echo "[  PASSED  ] $passed test(s)."
