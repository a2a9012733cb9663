# What is only named otherwise is the same: the units of a network in another order, left
# and right exchanged, the streams renamed.  No label of an attractor, no group, no index,
# no information and no accuracy may change, but for rounding, or, where the turned network
# meets other random trials, for the luck of these.
turn=$PWD/${TURN:-build/check/turn}
. tests/program.sh

easy="-s units=20 -s regime=reset -s delta=0.14 -s coherences=30"
easy="$easy -s noise=0.1 -s sl_rate=3e-3 -s rl_rate=3e-3 -s evaluation_trials=256 -s evaluation_interval=20"
"$bin/train" $easy -s teacher=rl -s seed=3 -s budget_trials=30000 -o rl.h5 2> /dev/null
"$bin/train" $easy -s teacher=sl -s seed=4 -s streams=3 -s budget_trials=40000 -o sl.h5 2> /dev/null
"$bin/train" -s units=64 -s delta=0.14 -s seed=1 -s budget_trials=200 -s evaluation_trials=32 -o early.h5 2> /dev/null

# Two shares of 4,096 trials differ by less than five standard errors, 5 sqrt(2 / (4 * 4096))
# = 0.055, and information by less than that in bits; the mean over 256 draws of what is
# disturbed, whose standard deviation is at most 0.3 here, by less than 5 * 0.3 sqrt(2 / 256)
# = 0.13, and less than half of that in an area.
effort='-s trials=4096 -s permutations=100 -s levels=1 -s draws=256 -s tries=16'
measure() { "$bin/attractors" $1.h5 -s grid=7 -s starts=0 -o $1-labels.tsv
  "$bin/populations" $1.h5 $effort -o $1.tsv -c $1-matrix.tsv; }

for run in rl sl early; do
  measure $run
  for what in units choices streams; do
    "$turn" $what $run.h5 turned.h5
    measure turned
    cmp -s $run.h5 turned.h5 && fail "$run, $what: nothing is turned"

    # The same label and period of every point, where it is now, and the answer named anew.
    # Only chaos makes much of rounding: where it is, or was, another end may be reached.
    streams=$(awk -F '\t' 'NR > 1 && $2 >= n { n = $2 + 1 } END { print n }' $run-labels.tsv)
    awk -F '\t' -v what=$what -v streams=$streams '
      FNR == 1 { ++file; next }
      { context = $2; x = $4; y = $5; choice = $NF
        if (file == 2 && what == "choices") { x = -x; y = -y; if (choice) choice = 3 - choice }
        if (file == 2 && what == "streams") context = (context + 1) % streams
        at = $1 " " context " " x + 0 " " y + 0; found = $6 " " $7 " " choice
        if (file == 1) { label[at] = found; ++points }
        else if (label[at] == found) ++same
        else if (label[at] " " found ~ /chaotic/) ++chaos
        else print at ": " label[at] ", turned " found }
      END { exit same + chaos != points || chaos > 0.02 * points || points != 3 * 49 * streams }' $run-labels.tsv turned-labels.tsv > differ.txt ||
      { head -n 5 differ.txt; fail "$run, $what: labels differ"; }

    awk -F '\t' -v what=$what '
      NR == 1 { for (i = 1; i <= NF; ++i) name[i] = $i; next }
      FNR == 1 { next }
      FNR == NR { for (i = 1; i <= NF; ++i) old[name[i]] = $i; next }
      { for (i = 3; i <= NF; ++i) {
          other = name[i]
          if (what == "choices" && (other == "plus" || other == "minus")) other = other == "plus" ? "minus" : "plus"
          near = 2e-5 # the rounding of single precision
          if (name[i] ~ /^(weights_|silencing|active_|robustness_(weights|silencing|silencing_active|active|choice)$|robustness$|lost_(wrong|broken)(_weights|_silencing|_active)?$)/) near = 0.13
          else if (what == "units" && name[i] ~ /^(accuracy|choice|input|robustness_input|lost_(wrong|broken)_input)/) near = 2 / 4096
          else if (what != "units" && name[i] ~ /^(bits|correlation|accuracy|choice|input|robustness_input|lost_(wrong|broken)_input)/) near = 0.055
          else if (what != "units" && name[i] ~ /^selective/) near = 0.15
          d = $i - old[other]
          if ($i == "-" ? old[other] != "-" : d * d > near * near) { print name[i] ": " old[other] ", turned " $i; exit 1 } } }' $run.tsv turned.tsv > differ.txt ||
      { cat differ.txt; fail "$run, $what: populations differ"; }
  done
done

# These networks have something that could differ.
for label in fixed-point quasi-periodic cycle unbounded; do
  cat rl-labels.tsv sl-labels.tsv early-labels.tsv | cut -f 6 | grep -q $label || fail "no network has the label $label"
done
