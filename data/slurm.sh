#!/bin/bash
# A profile on a cluster: one allocation of any number of tasks, `make` in it, and every run
# and analysis a step of the job.
#
#   sbatch --ntasks=64 --time=01:00:00 data/slurm.sh PROFILE=paper [GOAL...]
#
# from the root folder, which all nodes see.  What `make` says, the time left among it, is in
# slurm-JOB.out.  Two minutes before the time limit the steps are asked to end and leave their
# checkpoints; the job queues itself again, if it finished or saved anything at all, and goes on.  After a lost
# node Slurm queues it again.  A job that was cancelled or failed is given again by hand: what is
# finished stays.
#SBATCH --job-name=hybrid
#SBATCH --ntasks=16
#SBATCH --cpus-per-task=1
#SBATCH --mem-per-cpu=600M
#SBATCH --time=04:00:00
#SBATCH --signal=B:USR1@120
#SBATCH --requeue
#SBATCH --open-mode=append
set -u
[ "${SLURM_JOB_ID:-}" ] || { echo "data/slurm.sh: give it to sbatch, as its first lines say" >&2; exit 2; }
cd "${SLURM_SUBMIT_DIR:?}" && [ -e paper.nw ] || { echo "data/slurm.sh: give it to sbatch in the root folder, not in $PWD" >&2; exit 2; }

# RUNNING too where the controller is too busy to answer.
job() { local state; state=$(squeue --noheader --jobs="$SLURM_JOB_ID" --format=%T 2>/dev/null) || state=; echo "${state:-RUNNING}"; }
making= again=
# Steps that are asked to end save what they have, and then make ends too.  One that was just
# being launched may not have heard.
end_steps() {
  echo "data/slurm.sh: $1; the steps are asked to save and end"
  while [ "$making" ] && kill -0 "$making" 2>/dev/null && [ "$(job)" = RUNNING ]; do
    scancel --quiet --signal=TERM "$SLURM_JOB_ID"
    sleep 5
  done &
}
trap 'again=yes; end_steps "the time limit is near"' USR1
trap 'end_steps "cancelled"' TERM

# Where there are no file locks, the link .lock of a make that died with its node stays; this job's
# own is in nobody's way (data/runs/slurm-JOB: the node that it was begun on before).
began=data/runs/slurm-$SLURM_JOB_ID
[ ! -L .lock ] || [ ! -s "$began" ] || [ "$(readlink .lock | sed 's/:[0-9]*$//')" != "$(cat "$began")" ] || rm -f .lock
mkdir -p data/runs && uname -n >"$began"
saved() { [ "$(find data/runs build/tables \( -name '*.h5' -o -name '*.part' -o -name '*.tsv' \) -newer "$began" ! -name seconds.tsv -print -quit 2>/dev/null)" ]; }

# Where several nodes take part, a step has to run where the allocation has a free core.
setsid make -j"${SLURM_NTASKS:?}" UNDER='srun --exact --nodes=1 --ntasks=1 --cpus-per-task=1 --quiet' "$@" &
making=$!
while kill -0 "$making" 2>/dev/null; do wait "$making"; done
wait "$making"; status=$?
if [ "$again" ] && [ $status != 0 ] && [ "$(job)" = RUNNING ]; then
  saved || { echo "data/slurm.sh: nothing was finished or saved in all this time; give it a longer --time" >&2; exit $status; }
  echo "data/slurm.sh: not finished; the job queues itself again"
  scontrol requeue "$SLURM_JOB_ID"
  exit
fi
rm -f "$began"
exit $status
