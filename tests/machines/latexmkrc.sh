# A user's latexmkrc that sends the report elsewhere, and other files that TeX would read.
mkdir -p "$work/home/.config/latexmk" "$work/home/texmf/tex/latex"
printf '$out_dir = "out"; $pdf_mode = 5; $jobname = "mine";\n' >"$work/home/.latexmkrc"
cp "$work/home/.latexmkrc" "$work/home/.config/latexmk/latexmkrc"
mkdir -p build/tiny; cp "$work/home/.latexmkrc" build/tiny/latexmkrc; cp "$work/home/.latexmkrc" latexmkrc
echo '\errmessage{the wrong package}' >"$work/home/texmf/tex/latex/booktabs.sty"
export HOME=$work/home TEXMFHOME=$work/home/texmf
must all
pdftotext build/tiny/paper.pdf - | grep -q Markedsentence && fail "marked already"
sed -i '0,/^\\maketitle/s//\\maketitle\n\n\\noindent Markedsentence.\n/' paper.nw
must all
pdftotext build/tiny/paper.pdf - | grep -q Markedsentence || fail "an old report is called the new one"
