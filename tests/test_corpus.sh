# Every file of tests/corpus through the reader it was collected for: seeds, and whatever
# a fuzzer once broke.  Needs no fuzzer: a few lines of C hand the files over.
set -u
TANGLED=${TANGLED:-build/tangled}
SOURCE=${SOURCE:-src}
work=$(mktemp -d)
trap 'rm -rf "$work" /tmp/fuzz.$child' EXIT
child=none
cat >"$work/main.c" <<'C'
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int main(int argc, char **argv) {
  static uint8_t bytes[1 << 20];
  for (int i = 1; i < argc; ++i) {
    FILE *stream = fopen(argv[i], "rb");
    if (!stream)
      return 1;
    size_t size = fread(bytes, 1, sizeof bytes, stream);
    fclose(stream);
    uint8_t *exact = malloc(size ? size : 1); /* the sanitizer sees its end */
    for (size_t k = 0; k < size; ++k)
      exact[k] = bytes[k];
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
  }
  return 0;
}
C
modules=
for name in fault slurp table text replace parameters digest runfile attributes plan specification ensemble map mapparts mapfile maphdf; do
  for file in "$TANGLED/$name.c" "$SOURCE"/*/$name.c; do
    [ ! -e "$file" ] || modules="$modules $file"
  done
done
rooms=$(for room in "$SOURCE"/*/; do echo "-I$room"; done)
flags="-std=c11 -D_XOPEN_SOURCE=700 -O1 -w -fsanitize=address,undefined -fno-sanitize-recover=all -Itests $rooms -I$TANGLED $(pkg-config --cflags openblas gsl hdf5)"
libraries="$(pkg-config --libs openblas gsl hdf5 libcrypto | sed 's/-lgslcblas//') -lhdf5_hl -lunistring -lm"
status=0
for fuzzer in tests/fuzz_*.c; do
  name=${fuzzer#tests/fuzz_}
  name=${name%.c}
  gcc $flags "$work/main.c" $fuzzer $modules $libraries -o "$work/$name" || exit 2
  "$work/$name" tests/corpus/$name/* 2>"$work/log" &
  child=$!
  wait $child || { echo "$name: $(cat "$work/log")"; status=1; }
  rm -rf /tmp/fuzz.$child
  echo "$name: $(ls tests/corpus/$name | wc -l) files"
done
exit $status
