# C files without the words that only --help and --columns print: the meaning in each row of a `struct
# program_column NAME[]`; .meaning, .about and .more in a `struct program_option NAME[]` or a `struct program
# NAME` (src/runs/program.h).  All else stays as it is, names and defaults too, so that no change of a
# number can hide.
#     awk -f wordless.awk FILE...
FNR == 1 {
  comment = table = dropping = 0
  before = ""
}
{
  out = ""
  rest = $0
  while (rest != "") {
    if (comment) {
      stop = index(rest, "*/")
      out = out substr(rest, 1, stop ? stop + 1 : length(rest))
      rest = stop ? substr(rest, stop + 2) : ""
      comment = !stop
      continue
    }
    token = ""
    plain = rest
    if (match(rest, /\/\*|\/\/.*|"(\\.|[^"\\])*"|'(\\.|[^'\\])*'/)) {
      plain = substr(rest, 1, RSTART - 1)
      token = substr(rest, RSTART, RLENGTH)
    }
    rest = substr(rest, length(plain token) + 1)
    follow(plain)
    out = out plain
    comment = token == "/*"
    if (token !~ /^"/ || !drops())
      out = out token
  }
  before = before " "
  print out
}

# Which table is it, and how many commas into a row of columns?
function follow(plain,   i, c) {
  before = before plain
  if (!table && match(before, /struct program(_column|_option)? [a-z_]+(\[\])? = [{]/)) {
    table = index(substr(before, RSTART, RLENGTH), "program_column") ? "columns" : "options"
    dropping = 0
  } else if (table && plain ~ /};/) {
    table = 0
    before = ""
  }
  for (i = 1; i <= length(plain); ++i) {
    c = substr(plain, i, 1)
    commas = c == "{" ? 0 : commas + (c == ",")
  }
  if (!table)
    sub(/.*;/, "", before)
}

# Is the literal behind BEFORE, or the next part of it, one of those words?
function drops() {
  if (before !~ /^ *$/)
    dropping = before ~ /\.(meaning|about|more) *= *$/
  before = ""
  return table == "columns" ? commas == 2 : table && dropping
}
