# The labels of maps on which they once came out wrong or undecided, or under several
# numbers: tests/maps/labels, with the right answers of brute force beside them.
. tests/program.sh
cases=$root/tests/maps/labels

# Of one attractor, one row; where its answer cannot be had in double precision, undecided.
while IFS=$'\t' read -r map truth order value _; do
  "$bin/attractors" --map "$cases/$map.map" --starts 12 --seed 1 > labels.tsv
  case $map in
  false_cycle*) truth=undecided order=0 value=- ;;
  esac
  awk -F '\t' -v map="$map" -v truth="$truth" -v order="$order" -v value="$value" '
    NR == 1 { next }
    { ++rows; got = $1 " " $2 }
    # From random starts these two maps have other attractors or transients too.
    map ~ /trained_chaotic/ && $1 == "undecided" { --rows; next }
    $1 != truth || $2 != order { bad = 1 }
    truth ~ /cycle|fixed/ && value != "-" {
      split($5, words, /[ ,]+/)
      if ((words[2] - value) ^ 2 > 1e-10) bad = 1
    }
    truth == "chaotic" && !($4 > 0.5 * value && $4 < 1.5 * value) { bad = 1 }
    END { exit bad || rows != 1 }' labels.tsv || { cat labels.tsv; fail "$map: one row, $truth $order $value, is expected"; }
done < <(tail -n +2 "$cases/right.tsv")

# Two attractors of one map, one of them of 892 steps.
"$bin/attractors" --map "$cases/trained_qp_but_cycle2676.map" --starts 12 --seed 1 > labels.tsv
awk -F '\t' 'NR > 1 && !($1 == "cycle" && ($2 == 892 || $2 == 88 || $2 == 2676)) { bad = 1 } END { exit bad || NR < 2 || NR > 4 }' labels.tsv ||
  { cat labels.tsv; fail "trained_qp_but_cycle2676: cycles of 88, 892 or 2676 are expected"; }

# Growing by 5e-7 a step is not neutral: quasi-periodic only where the orbit is at the fold.
"$bin/attractors" --map "$cases/qp_expanding_spiral.map" --starts 12 --seed 1 > labels.tsv
awk -F '\t' 'NR > 1 && ($1 == "marginal" || ($1 == "quasi-periodic" && $4 > 1e-7)) { bad = 1 } END { exit bad }' labels.tsv ||
  { cat labels.tsv; fail "qp_expanding_spiral: a spiral is called a curve"; }
