# Is the text in order?  Every chunk is defined and used, the roots are those of
# tests/roots.txt, no chunk is longer than a thought, and no result is typed by hand.
#
#   bash tests/test_literate.sh [FILE.nw ...]     paper.nw unless told otherwise
set -u
here=$(dirname "$0")
[ $# -gt 0 ] || set -- paper.nw
for file; do [ -r "$file" ] || { echo "$file cannot be read"; exit 1; }; done
LONGEST=25 # lines of a chunk
failed=0

# Each definition as NAME FILE:LINE, each use likewise; chunks that are too long at once.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
awk -v longest=$LONGEST -v defined="$work/defined" -v used="$work/used" '
  function plain(name) { return name ~ /^\[\[.*\]\]$/ ? substr(name, 3, length(name) - 4) : name }
  function close_chunk() {
    if (code && lines > longest)
      printf "%s: chunk <<%s>> has %d lines, more than %d\n", place, name, lines, longest
    code = 0
  }
  FNR == 1 { close_chunk() }
  /^<<.*>>= *$/ {
    close_chunk()
    name = $0; sub(/^<</, "", name); sub(/>>= *$/, "", name); name = plain(name)
    place = FILENAME ":" FNR; code = 1; lines = seen = 0
    print name "\t" place > defined
    next
  }
  /^@( |$)/ { close_chunk(); next }
  !code { next }
  { ++seen; if (NF) lines = seen }
  {
    rest = $0
    while (match(rest, /<<[^<>]*>>/)) {
      if (RSTART == 1 || substr(rest, RSTART - 1, 1) != "@")
        print plain(substr(rest, RSTART + 2, RLENGTH - 4)) "\t" FILENAME ":" FNR > used
      rest = substr(rest, RSTART + RLENGTH)
    }
  }
  END { close_chunk() }' "$@" >"$work/long"
touch "$work/defined" "$work/used"
[ -s "$work/defined" ] || { echo "$*: no chunk is defined"; exit 1; }
if [ -s "$work/long" ]; then cat "$work/long"; failed=1; fi

# $1 says what is wrong with the names that FILE $2 has and FILE $3 has not.
names() { cut -f 1 "$1" | sort -u; }
only() { # SENTENCE, names of, not of
  comm -23 <(names "$2") <(names "$3") | while read -r name; do
    place=$(awk -F '\t' -v name="$name" '$1 == name { print $2; exit }' "$2")
    echo "$place: ${1//NAME/<<$name>>}"
  done | grep . && failed=1
}
roots=$here/roots.txt
grep -v '^#' "$roots" | sort -u >"$work/roots"
sed "s|\$|\t$roots|" "$work/roots" >"$work/roots-placed"
cat "$work/used" "$work/roots-placed" >"$work/wanted"
only "NAME is used and nowhere defined" "$work/used" "$work/defined"
only "NAME is defined and never used, and not one of the roots of $roots" "$work/defined" "$work/wanted"
only "the root NAME is not in $*" "$work/roots-placed" "$work/defined"
comm -12 <(names "$work/roots") <(names "$work/used") | while read -r name; do
  echo "$roots: the root <<$name>> is used by another chunk"
done | grep . && failed=1

# Numbers typed in results: in what stands before the table of contents, in the sections
# `sec:results`, `sec:discussion` and `sec:unreproduced`, in what follows the program of `sec:calibration`, and in every caption.  There a digit
# comes from a macro, or was \chosen, or it is part of a name (C1), of the 95 % that all intervals have, of the number
# of a stream, of a rung of the ladder or of the words `1 meaning`, which explain a scale.
typed() {
  perl -0777 -ne '
  my $file = $ARGV;
  s/^<<.*?>>=.*?(?=^@(?: |$)|^<<.*?>>=|\z)/"\n" x ($& =~ tr,\n,,)/gesm;   # code
  s/(?<!\\)%[^\n]*//g;                                                      # comments
  my @places;                                                               # [from, to]
  push @places, [$-[0], $+[0]] while /\\maketitle.*?\\tableofcontents/gs;
  push @places, [$-[0], $+[0]] while /\\label\{sec:(?:unreproduced|results|discussion)\}.*?(?=\\section\b|\z)/gs;
  push @places, [$-[0], $+[0]] while /\\label\{sec:calibration\}.*?\n@[^\n]*\n\K(?:(?!\n@[ \n]).)*?(?=\\section\b|\z)/gs;
  push @places, [$-[0], $+[0]] while /\\caption(\{(?:[^{}]++|(?1))*\})/gs;
  my $blank = sub { (my $t = shift) =~ s/[^\n]/ /g; $t };
  my $text = $_;
  my $braces = qr/(\{(?:[^{}]++|(?-1))*\})/;
  for ($text) {
    s/\\(?:re)?newcommand\*?(?:\{\\\w+\}|\\\w+)(?:\[\d\])?${braces}/$blank->($&)/gse;
    s/\\begin\{(?:tabular|longtable|multicols)\}(?:\[\w\])?${braces}/$blank->($&)/gse;
    s/\\(?:label|ref|eqref|cite|cmidrule|chosen|drawn|drawnby|input|rowsof|vspace|hspace)(?:\(\w+\))?${braces}/$blank->($&)/gse;
    s/\\(?:setlength${braces}|fontsize)${braces}/$blank->($&)/gse;
    s/\\multicolumn\{\d\}${braces}/$blank->($&)/gse;
    s/\\(?:unreproduced|unreproducedinboth|ofnetworks|reading|restingread)(?:${braces})+/$blank->($&)/gse;
    s/\[\[.*?\]\]/$blank->($&)/gse;
    s/\\texttt\{(?:build|make)[\/ ](?:[^{}]|\{\})*\}/$blank->($&)/gse;  # commands
    s/\b95\\,\\%|\bstreams?~? ?\d\b|\b1 meaning|\[\d*(?:pt|cm|ex|em)\]/$blank->($&)/gse;
  }
  my @rows = split /\n/;
  my %told;
  for (sort { $a->[0] <=> $b->[0] } @places) {
    my ($from, $to) = @$_;
    my $part = substr($text, $from, $to - $from);
    while ($part =~ /(?<![A-Za-z\d])\d[\d.,]*/g) {
      my ($at, $number) = ($from + $-[0], $&);
      my $line = 1 + (substr($text, 0, $at) =~ tr/\n//);
      next if $told{$at}++;
      my $context = $rows[$line - 1];
      print "$file:$line: the number $number is typed where results are told: $context\n";
    }
  }' "$@"
}
typed "$@" >"$work/typed"
if [ -s "$work/typed" ]; then cat "$work/typed"; failed=1; fi

# Would one be seen?  On a text that was made up, whose 7s are typed and whose other numbers
# are none or may stand there.
cat >"$work/made-up.nw" <<'TEXT'
\maketitle Of 7 networks. \tableofcontents
\section{Methods} The 8 units of a method. \begin{figure}\caption{A mean of 7 pairs, 95\,\% intervals.}\end{figure}
\section{Results}\label{sec:results} \ClaimTwoResetN{} pairs of C1 in \chosen{6} widths and stream 1, 0.7 of them % 8
\begin{tabular}{p{3cm}} 7 \end{tabular}
\section{Calibration}\label{sec:calibration} Of 8 maps,
<<code>>=
int seven = 8;
@
those are 7 of them.
\section{What did not reproduce}\label{sec:unreproduced} \ref{sec:8} and 7 more.
TEXT
seen=$(typed "$work/made-up.nw" | sed 's/.*the number \([^ ]*\) is typed.*/\1/' | paste -s -d ' ')
[ "$seen" = "7 7 0.7 7 7 7" ] || { echo "of the numbers in a text that was made up these are seen: $seen"; failed=1; }

[ $failed = 0 ] && echo "$*: $(names "$work/defined" | wc -l) chunks in order"
exit $failed
