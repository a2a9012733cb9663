# A sentence that rests on a verdict: the text is made if the reference ledger agrees, and if
# not, nothing is, and page and sentence are named.  The macro is the one of paper.nw.
command -v pdflatex >/dev/null || { echo "there is no pdflatex"; exit 77; }
. tests/program.sh

# ledger VERDICT: the text with a sentence on its second page, as a reference with that verdict
ledger() {
  { echo '\documentclass{article}\newif\ifreference'
    sed -n '/^\\newcommand{\\resting}/,/^$/p' "$root/paper.nw"
    echo "\\${2-referencetrue}\\expandafter\\def\\csname verdict-C3-continuous\\endcsname{$1}"
    echo '\begin{document}First.\newpage Networks converge\resting{C3}{continuous}{contradicted} elsewhere.\end{document}'
  } > text.tex
  pdflatex -interaction=batchmode -halt-on-error text.tex > said || return 1
}

ledger contradicted || fail "a verdict that holds stops the text: $(grep '^!' text.log)"
ledger supported && fail "a flipped verdict goes unnoticed"
tr -d '\n' < text.log | grep -q 'page 2: a sentence rests on C3 (continuous) being contradicted, but the ledger says supported' ||
  fail "page or sentence is not named: $(grep -A 4 '^!' text.log)"
ledger supported referencefalse || fail "without a reference ledger nothing rests on one"

# Every sentence of the text names a row and a word that the ledger has.
sed -n 's/.*\\resting{\(C[0-9]*\)}{\([a-z]*\)}{\([a-z]*\)}.*/\1 \2 \3/p' "$root/paper.nw" > resting
[ "$(grep -o '\\resting{' "$root/paper.nw" | grep -c .)" = "$(grep -c . resting)" ] || fail "a line has two sentences, or one that is not read"
[ "$(grep -c . resting)" -gt 10 ] || fail "hardly a sentence rests on a verdict"
# What rests on a half of a statement names a macro that the ledger writes.
sed -n 's/.*\\restingon{\([A-Za-z]*\)}{\([a-z]*\)}.*/\1 \2/p' "$root/paper.nw" > halves
[ "$(grep -o '\\restingon{[A-Z]' "$root/paper.nw" | grep -c .)" = "$(grep -c . halves)" ] || fail "a line has two sentences, or one that is not read"
while read -r name verdict; do
  grep -qF "\\Claim${name}Verdict}{" "$root/data/expected/claims.tex" || fail "the ledger has no $name"
done < halves
while read -r id regime verdict; do
  grep -q "^$id	$regime	" "$root/data/expected/quick/claims.tsv" || fail "the ledger has no row $id $regime"
  case $verdict in
    supported | contradicted | absent | inconclusive | untestable) ;;
    *) fail "$id: $verdict is no verdict" ;;
  esac
done < resting

# And one that rests on another reading names it as the ledger does.
sed -n 's/.*\\restingread{\(C[0-9.a-z]*\)}{\([a-z]*\)}{\(.*\)}{\([a-z]*\)}.*/\1\t\2\t\3\t\4/p' "$root/paper.nw" > readings
[ "$(grep -o '\\restingread{C' "$root/paper.nw" | grep -c .)" = "$(grep -c . readings)" ] || fail "a line has two sentences, or one that is not read"
[ "$(grep -c . readings)" -gt 5 ] || fail "hardly a sentence rests on another reading"
awk -F '\t' 'NR == FNR { if (FNR == 1) for (i = 1; i <= NF; ++i) at[$i] = i; sub(/ .*/, "", $at["verdict"]); said[$at["id"] FS $at["regime"] FS $at["statistic"]] = $at["verdict"]; next }
  said[$1 FS $2 FS $3] != $4 { print $0 ": the ledger says " said[$1 FS $2 FS $3]; ++wrong } END { exit wrong != 0 }' \
  "$root/data/expected/readings.tsv" readings || fail "a sentence rests on a reading that is another"

# And one that rests on a step between two teachers names it as the experiments do.
sed -n 's/.*\\restingstep{\([A-Za-z]*\)}{\([a-z]*\)}.*/\1 \2/p' "$root/paper.nw" | grep -v '^#' > steps
[ "$(grep -o '\\restingstep{[A-Z]' "$root/paper.nw" | grep -c .)" = "$(grep -c . steps)" ] || fail "a line has two sentences, or one that is not read"
[ "$(grep -c . steps)" -gt 10 ] || fail "hardly a sentence rests on a step"
# (In README.md such a name stands in a comment behind its sentence.)
grep -o '<!-- restingstep [A-Za-z]* [a-z]* -->' "$root/README.md" | sed 's/<!-- restingstep \(.*\) -->/\1/' >> steps
while read -r name said; do
  grep -qxF "\\newcommand{\\Why${name}Said}{$said}" "$root/data/expected/why.tex" || fail "$name is not $said: $(grep -F "Why${name}Said}" "$root/data/expected/why.tex")"
done < steps

# README.md has the verdicts of the reference ledger.
sed -n 's/^| \(C[0-9]*\) | .* | \([a-z]*\( (negligible)\)\?\) | \([a-z]*\( (negligible)\)\?\) |$/\1 \2 \4/p' "$root/README.md" > told
awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i; next }
  $1 !~ /[.]/ { if ($at["verdict"] !~ /negligible/) sub(/ .*/, "", $at["verdict"]); if (!($1 in order)) { order[$1] = ++n; id[n] = $1 } said[$1] = said[$1] " " $at["verdict"]; if ($2 == "both") said[$1] = said[$1] said[$1] }
  END { for (i = 1; i <= n; ++i) print id[i] said[id[i]] }' "$root/data/expected/claims.tsv" > decided
diff told decided || fail "README.md tells other verdicts than the ledger"
