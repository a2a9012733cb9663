# A user's own ensemble: any of at least one pair comes to the report, without a warning.
row() { printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$@"; }
heading() { row id ensemble teacher delta streams seed specification; }
pair() { for teacher in rl sl; do row "$1-$2-$teacher" $1 $teacher $3 2 $2 "$4"; done; }
printf 'budget_trials = 64\nevaluation_trials = 64\ncriterion = 0.99\nstop = criterion\n' >data/specs/short.spec
printf 'sl_rate = 1\nrl_rate = 1\nsl_norm_clip = 1000\nrl_norm_clip = 1000\n' >data/specs/wild.spec
{ heading; pair prevalence 1 0.06 continuous,tiny; } >data/ensembles/pair.tsv
{ heading; pair prevalence 1 0.06 reset,tiny; pair prevalence 2 0.06 reset,tiny; pair complexity 1 0.06 reset,tiny; } >data/ensembles/regime.tsv
{ heading; pair prevalence 1 0.06 continuous,tiny,short; pair complexity 1 0.06 continuous,tiny,short; } >data/ensembles/capped.tsv
{ heading; pair prevalence 1 0.06 continuous,tiny,wild; pair complexity 1 0.06 continuous,tiny,wild; } >data/ensembles/diverged.tsv
for profile in pair regime capped diverged; do
  nice make PROFILE=$profile -j2 all figures >"$work/log" 2>&1 || fail "$profile: $(tail -n 5 "$work/log")"
  ! grep -i warning "$work/log" || fail "$profile: a warning"
  [ -s build/$profile/paper.pdf ] || fail "$profile: no report"
done
