# Finished runs travel: the same runs give the same archive; elsewhere nothing is trained, no table
# is made again, and notes come along; what is damaged, foreign or would overwrite is refused.
echo 'a note' >$raw/prevalence-rl.note
must archive
file=$work/a.tar.gz; cp build/archive/tiny.tar.gz "$file"
touch $raw/*.h5 $tables/*/*.tsv; sleep 1; must archive
cmp -s build/archive/tiny.tar.gz "$file" || {
  diff <(tar -xOzf "$file" MANIFEST) <(tar -xOzf build/archive/tiny.tar.gz MANIFEST) | head -n 6
  fail "another archive of the same runs"
}
(cd $raw && sha256sum *.h5 *.note) >"$work/runs"
empty() { rm -rf data/runs build/tables/tiny build/macros/tiny build/figures/tiny build/archive data/ensembles/tiny.tsv data/specs/tiny.spec; }
restore() { nice make restore "$1" >"$work/log" 2>&1; }
empty
restore "$file" || fail "$(cat "$work/log")"
(cd $raw && sha256sum *.h5 *.note) | cmp -s - "$work/runs" || fail "other runs come out"
must tables; untrained
grep -q 'Nothing to be done' "$work/log" || fail "tables are made again: $(head -n 3 "$work/log")"
must figures; same "restored"
restore "$file" || fail "twice: $(cat "$work/log")"
# Refused, and nothing changed
refused() { restore "$1" && fail "$2 is taken"; grep -q "make restore: .*$3" "$work/log" || fail "$2: $(cat "$work/log")"; }
cp "$file" "$work/b.tar.gz"; printf x | dd of="$work/b.tar.gz" bs=1 seek=20000 conv=notrunc status=none
refused "$work/b.tar.gz" "a damaged archive" 'damaged\|not those'
mkdir "$work/x"; tar -xzf "$file" -C "$work/x"
(cd "$work/x" && printf x | dd of=$(ls data/runs/tiny/*.h5 | head -n 1) bs=1 seek=9000 conv=notrunc status=none && tar -czf "$work/c.tar.gz" MANIFEST data build)
refused "$work/c.tar.gz" "an archive of other bytes" 'not those\|damaged'
(cd "$work/x" && tar -czf "$work/d.tar.gz" --transform 's,^data/runs/tiny/,../../,' MANIFEST data build 2>/dev/null)
refused "$work/d.tar.gz" "an archive that climbs out" 'not those\|belong nowhere'
echo 'another note' >$raw/prevalence-rl.note
refused "$file" "an archive over another note" 'differ from those of the archive'
refused "$work/nowhere" "nothing" 'cannot be read'
