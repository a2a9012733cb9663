# Of what C files is a module made?  Its own, those of the modules whose headers these include,
# and so on, without those that are not to count.  Reads all C files; prints them in the order of
# the modules' names.
#     awk -f made_of.awk -v start='NAME...' -v without='NAME|...' FILE...
FNR == 1 {
  name = FILENAME
  sub(/.*\//, "", name)
  sub(/\.[ch]$/, "", name)
  files[name] = files[name] " " FILENAME
}
/^#include ".*\.h"$/ {
  included = substr($0, 11, length($0) - 13)
  if (included !~ "^(" without ")$")
    includes[name] = includes[name] " " included
}
END {
  for (left = split(start, queue); left > 0; --left) {
    if (queue[left] in found)
      continue
    name = queue[left]
    found[name]
    number = split(includes[name], more)
    for (i = 1; i <= number; ++i)
      queue[left++] = more[i]
  }
  for (name in found)
    print name files[name] | "sort | cut -d ' ' -f 2- | tr -s ' ' '\n'"
}
