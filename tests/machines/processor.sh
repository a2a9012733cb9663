# A processor without AVX2 is named in one sentence, by every program.
qemu=$(command -v qemu-x86_64-static || command -v qemu-x86_64) || cannot "qemu-user-static is not installed"
[ "$(uname -m)" = x86_64 ] || cannot "for x86-64 only"
for program in "$home"/build/bin/*; do
  [ -x "$program" ] && [ -f "$program" ] || continue
  status=0; "$qemu" -cpu Nehalem "$program" --help >"$work/out" 2>"$work/err" || status=$?
  grep -q 'lacks AVX2' "$work/err" && [ $status = 2 ] || fail "${program##*/}: status $status: $(head -c 300 "$work/err")"
done
