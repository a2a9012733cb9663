# Tags of tangled files become tags of the text they were tangled from, by its #line directives.
BEGIN { FS = OFS = "\t" }
function read_lines(file,    n, line, word, start, at) {
  while ((getline line < file) > 0) {
    ++n
    if (split(line, word, " ") == 3 && word[1] == "#line") {
      text[file] = substr(word[3], 2, length(word[3]) - 2)
      start = word[2]; at = n
    }
    from[file, n] = start + n - at - 1
  }
  close(file)
  known[file] = 1
}
/^!/ || $2 !~ /^build\/tangled\// { print; next }
{
  if (!known[$2]) read_lines($2)
  file = $2; number = $3 + 0
  if (file in text) { $2 = text[file]; sub(/^[0-9]+/, from[file, number], $3) }
  print
}
