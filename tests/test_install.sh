# What is installed suffices: the example of tools/example, built from the installed files alone,
# labels a cycle of two steps, and the installed programs run.
set -eu
home=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL
to="$work/a place"
make --no-print-directory LOCKED=yes STARTED=0 PREFIX="$to" install
cp tools/example/label.c "$work"
cd "$work"
# pkg-config writes a blank of a path as `\ `, which eval reads.
eval "gcc -std=c11 -D_XOPEN_SOURCE=700 -Wall -Wextra -Werror label.c $(PKG_CONFIG_PATH="$to/lib/pkgconfig" pkg-config --cflags --libs hybrid-dynamics | sed 's/-lgslcblas//') -o label"
./label >said.txt
cat said.txt
sed -n 2p said.txt | cut -f 1,2 | grep -qx "cycle	2" || { echo "the example says another label"; exit 1; }
[ $(wc -l <label.c) -lt 45 ] || { echo "the example is long"; exit 1; }
"$to/bin/train" --parameters | grep -q '^units = '
printf 'activation tanh\ndimension 2\nW\n-2 0.5\n0 0.9\nb\n0 0\n' >two.map
"$to/bin/attractors" --map two.map --starts 1 | grep -q cycle
[ ! -e "$to/bin/map_from" ] || "$to/bin/map_from" --help >/dev/null
cd "$home"
make --no-print-directory LOCKED=yes STARTED=0 PREFIX="$to" uninstall
[ -z "$(find "$to" -type f)" ] || { find "$to" -type f; echo "is left after uninstall"; exit 1; }
