# Other people's maps from outside: pipes, starts from a file, the general form, pictures.
. tests/program.sh
maps=$root/tests/maps

# SCYFI's shallow systems: one fixed point; two cycles of order 2 and one of 4, none of 1 or 3.
"$bin/attractors" --map "$maps/shallow-1-point.map" --orbits 10 > one.tsv
awk -F '\t' 'NR > 1 && $2 == 1 { ++n; found = sprintf("%.2f %.2f", $6, $7) == "-0.03 0.40" } END { exit !(n == 1 && found) }' one.tsv || fail "$(cat one.tsv)"
"$bin/attractors" --map "$maps/shallow-2-4-cycles.map" --orbits 4 > two.tsv
[ "$(awk -F '\t' 'NR > 1 { ++n[$2] } END { print n[1] + 0, n[2], n[3] + 0, n[4] }' two.tsv)" = "0 2 0 1" ] || fail "$(cat two.tsv)"

# From a pipe, a descriptor and the standard input: the same bytes as from the file.
map=$maps/27-cycle-2d.map
"$bin/attractors" --map "$map" --starts 20 > file.tsv
"$bin/attractors" --map - --starts 20 < "$map" > input.tsv
cat "$map" | "$bin/attractors" --map /dev/stdin --starts 20 > pipe.tsv
"$bin/attractors" --map <(cat "$map") --starts 20 > descriptor.tsv
for way in input pipe descriptor; do cmp file.tsv $way.tsv || fail "$way"; done
sed 's/$/\r/' "$map" | head -c -2 | "$bin/attractors" --map - --starts 20 | cmp - file.tsv || fail "CRLF, no newline in the end"

# A row for each start of a file; shares and intervals of what they lead to.
printf '0 0 0 0\n-0.5 0.25 0.1 1e-3\n0.9 -0.9 0.9 -0.9' > starts
"$bin/attractors" --map "$maps/tanh-n04.map" --from starts --each > each.tsv
[ "$(cut -f 1 each.tsv | tr '\n' ' ')" = 'start 0 1 2 ' ] || fail "$(cat each.tsv)"
[ "$(head -1 each.tsv | tr '\t' ' ')" = 'start label order exponent error multiplier rotation excluded steps attractor' ] || fail "$(cat each.tsv)"
"$bin/attractors" --map "$map" --starts 200 > share.tsv
awk -F '\t' 'NR > 1 { n += $3; if (($6 - $3 / 200) ^ 2 > 1e-12 || $7 > $6 || $8 < $6) bad = 1; if ($3 == 200 && ($7 - 0.981725) ^ 2 > 1e-8) bad = 1 } END { exit bad || n != 200 }' share.tsv || fail "$(cat share.tsv)"
refuse 'a start has 4 numbers in this row, 2 are needed' attractors --map "$maps/shallow-1-point.map" --from starts
refuse 'cannot be read' attractors --map "$map" --from nowhere
refuse 'is empty' attractors --map /dev/null --starts 1
refuse 'is a run, not a map' attractors --map "$( "$bin/train" -s units=8 -s teacher=sl -s budget_trials=64 -s evaluation_trials=32 -o r.h5 2> /dev/null; echo r.h5)" --starts 1

# A leaky tanh unit pair against the same by hand: h' = (1 - A) h + A tanh(W h + b).
printf 'activation tanh\ndimension 1\nleak 0.5\nW\n3\nb\n0' > leaky
"$bin/attractors" --map leaky --orbits 2 > leaky.tsv
# h = tanh(3 h) at 0 (multiplier 0.5 + 0.5 * 3 = 2) and at +-0.99505 (0.5 + 0.5 * 3 (1 - h^2) = 0.51477).
awk -F '\t' 'NR > 1 { if ($3 == "no" && ($4 - 2) ^ 2 < 1e-16 && $6 ^ 2 < 1e-16) ++a
  if ($3 == "yes" && ($6 ^ 2 - 0.9948 ^ 2) ^ 2 < 1e-4 && ($4 - (0.5 + 1.5 * (1 - $6 ^ 2))) ^ 2 < 1e-16) ++b } END { exit !(a == 1 && b == 2 && NR == 4) }' leaky.tsv || fail "$(cat leaky.tsv)"

# Tables of a picture.
mkdir tables
"$bin/picture" "$map" --tables tables --starts 20
grep -q '^cycle	1	fixed	0	no' tables/figure-portraits.tsv || fail "no fixed point in the picture"
[ "$(grep -c attractor tables/figure-portraits.tsv)" = 27 ] || fail "not 27 points of the cycle"
"$bin/picture" leaky --tables tables --starts 20
grep -q '^fixed' tables/figure-spectra.tsv || fail "no spectrum"
refuse 'cannot be written' picture "$map" --tables nowhere
