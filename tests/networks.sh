# Rows of networks.tsv that were made up, for tests of what reads it: `$columns` are their
# heading.  To be sourced.
labels=$(for stage in stim delay; do for l in fixed cycle quasi chaotic unbounded marginal undecided; do printf '\t%s_%s' $stage $l; done; done)
columns="id\tensemble\tarm\tregime\tteacher\tdelta\tstreams\tseed\toutcome\tupdates\ttrials\ttrials_to_criterion\taccuracy\theterogeneity\tactivity_balance\trobustness\tweight_change\tgradient_steps$labels\n"
# network ENSEMBLE ARM REGIME TEACHER SEED OUTCOME QUASI BALANCE HETEROGENEITY
network() {
  awk -v e=$1 -v arm=$2 -v r=$3 -v t=$4 -v s=$5 -v o=$6 -v q=$7 -v b=$8 -v h=$9 'BEGIN { OFS = "\t"
    printf "%s-%s-%s-%s-%s\t%s\t%s\t%s\t%s\t0.1\t2\t%s\t%s\t100\t9000\t%s\t0.96\t%g\t%g\t0.8\t0.5\t%d", e, arm, r, t, s, e, arm, r, t, s, o, o == "reached" ? 9000 : "-", h, b, 100 + s
    for (k = 0; k < 2; ++k) printf "\t%g\t0\t%g\t0\t0\t0\t0", k ? 1 : 1 - q, k ? 0 : q
    print "" }'
}
