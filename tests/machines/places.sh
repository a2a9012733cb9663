# Folders with odd names; a finished folder that was moved or copied trains nothing.
odd="$work/my results (2), ü\$x & 'so'"
mv "$work/tree" "$odd"; cd "$odd"
must tables figures; same "moved"; untrained
mkdir "$work/copy"; tar -cf - . | tar -xmf - -C "$work/copy"; cd "$work/copy"
chain -n runs; ! grep 'train --output' "$work/log" || fail "a copy would be trained again"
must tables figures; same "dated anew"; untrained
find . -type f -exec touch -d 1980-01-01 {} +
must runs; untrained
