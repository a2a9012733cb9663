# What `make schedule` predicts, of steps whose times make the answer plain.
. tests/program.sh

log() { printf '%s\t%s\t%s\t2026-01-01T00:00:00\n' "$@" >> log.tsv; }
schedule() { awk -f "$root/tools/schedule.awk" -v workers="$1" -v planned="$2" log.tsv > said 2> why; }
said() { grep -qF "$1" said || { cat said why; fail "'$1' is not said"; }; }

# Four runs of 40 s, each looked at for 7 s: a core a run when there are four.
for run in a b c d; do log train $run 40; log attractors $run 7; done
log summaries all 3; log claims all 11
schedule '1 2 3 4 9' 'a b c d' || fail "the plan is not simulated"
said 'on   1 cores: 3 min 22 s, of which the cores are busy for 100 %' # 4 * 47 + 3 + 11
said 'on   2 cores: 1 min 48 s'                                       # 2 * 47 + 14
said 'on   4 cores: 1 min 01 s'                                       # 47 + 14
said 'on   9 cores: 1 min 01 s'
said 'longest chain: 47 s to the attractors of'
said 'then 14 s to the claims of all'
# On three, the three that are trained are looked at before the fourth begins, which stands behind them.
said 'on   3 cores: 1 min 48 s'                                       # 40 + 7 + 40 + 7 + 14

# Of a step that was timed twice the last time counts; one that was not, is the mean of its kind.
log train a 400
schedule 4 'a b c d' || fail "a second time is refused"
said 'on   4 cores: 7 min 01 s'                                       # 400 + 7 + 14
schedule 5 'a b c d e' || fail "a run that was not trained yet is refused"
said 'train           4 steps were timed, 130.0 s each; 1 are guessed by that'
sed -i '/attractors.d/d' log.tsv
schedule 4 'a b c d' || fail "a step that was not timed is refused"
said '1 are guessed by that'

# A horizon waits for the scan, not only for the training.
printf '' > log.tsv
log train a 10; log attractors a 20; log horizon a 30; log populations a 1
schedule 2 a || fail "horizon"
said 'on   2 cores: 1 min'
printf '' > log.tsv
schedule 2 a && fail "an empty log is simulated"
grep -q '1 of 1 runs were never timed' why || { cat why; fail "the sentence is another"; }
