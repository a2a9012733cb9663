#!/bin/bash
# Finished runs travel: packs those of a profile with their tables, and unpacks them elsewhere.
#
#   data/archive.sh pack PROFILE FILE     called by `make archive`, which says by the variables
#                                         COMMIT, VERSIONS and ANALYSES
#   data/archive.sh unpack FILE           by `make restore`, with ANALYSES
#
# MANIFEST, the first file of an archive, tells where it comes from and the SHA-256 of all
# others.  The same files give the same archive.
set -eu -o pipefail
export LC_ALL=C
say() { echo "make $1: $2" >&2; exit 1; }
digests() { for name in ${ANALYSES:-}; do printf 'source %s %s\n' $name "$(cat build/source/$name)"; done; }

case ${1:-} in
pack)
  profile=$2 file=$3
  work=$(mktemp -d build/archive.XXXXXX); trap 'rm -rf "$work"' EXIT
  find data/ensembles/$profile.tsv data/runs/$profile build/tables/$profile build/macros/$profile -type f \
    \( -name '*.h5' -o -name '*.run' -o -name '*.note' -o -name elapsed -o -name '*.tsv' -o -name '*.txt' -o -name runs.sha256 -o \
    -name summaries.tex -o -name claims.tex -o -name why.tex -o -name multiverse.tex \) ! -name seconds.tsv >"$work/found"
  # The specifications that the table of the ensemble names
  awk -F '\t' '/^#/ { next } !at { for (i = 1; i <= NF; ++i) if ($i == "specification") at = i; next } { print $at }' data/ensembles/$profile.tsv | tr ',' '\n' | sort -u | while read -r name; do
    [ ! -e "data/specs/$name.spec" ] || echo "data/specs/$name.spec"; done >>"$work/found"
  sort "$work/found" >"$work/list"
  {
    echo "archive 1"
    echo "profile $profile"
    echo "commit $COMMIT"
    echo "versions $VERSIONS"
    digests
    xargs -d '\n' sha256sum <"$work/list"
  } >"$work/MANIFEST"
  mkdir -p "$(dirname "$file")"
  tar --format=ustar --owner=0 --group=0 --numeric-owner --mode=u=rw,go=r --mtime=@0 \
    -cf - -C "$work" MANIFEST -C "$PWD" --verbatim-files-from -T "$work/list" | gzip -n -9 >"$file.tmp"
  mv "$file.tmp" "$file"
  echo "$(wc -l <"$work/list") files, $(du -h "$file" | cut -f 1): $file"
  ;;
unpack)
  file=$2
  [ -r "$file" ] || say restore "$file: cannot be read"
  mkdir -p build data/runs
  work=$(mktemp -d build/restore.XXXXXX); trap 'rm -rf "$work"' EXIT
  mkdir "$work/files"
  # Names first: only what belongs to one profile, below this folder.
  tar -tzf "$file" >"$work/names" 2>/dev/null || say restore "$file: is no archive, or damaged"
  [ "$(head -n 1 "$work/names")" = MANIFEST ] || say restore "$file: is not an archive of runs (no MANIFEST in its first place)"
  tar -tvzf "$file" | grep -qv '^-' && say restore "$file: holds other things than files"
  tar -xzf "$file" -C "$work/files" --no-same-owner --no-same-permissions -m MANIFEST
  [ "$(head -n 1 "$work/files/MANIFEST")" = "archive 1" ] || say restore "$file: is of a format that is not known here"
  profile=$(sed -n 's/^profile \([a-z0-9_-]*\)$/\1/p' "$work/files/MANIFEST")
  [ "$profile" ] || say restore "$file: names no profile"
  sed -n 's/^[0-9a-f]\{64\}  //p' "$work/files/MANIFEST" | sort >"$work/named"
  sed 1d "$work/names" | sort | cmp -s - "$work/named" || say restore "$file: its files are not those of its MANIFEST"
  ! grep -vE "^(data/ensembles/$profile\.tsv|data/specs/[A-Za-z0-9_-]+\.spec|(data/runs|build/tables|build/macros)/$profile/([a-z-]+/)?[A-Za-z0-9][A-Za-z0-9._-]*)$" "$work/named" >&2 ||
    say restore "$file: these files belong nowhere"
  tar -xzf "$file" -C "$work/files" --no-same-owner --no-same-permissions -m
  (cd "$work/files" && grep -E '^[0-9a-f]{64}  ' MANIFEST | sha256sum --quiet -c - 2>&1) >"$work/wrong" ||
    say restore "$file: is damaged: $(head -n 3 "$work/wrong" | tr '\n' ' ')"
  # Nothing that is here and differs is lost.
  here=$(cd "$work/files" && grep -E '^(data/ensembles/|data/specs/|data/runs/.*\.(h5|note)$)' ../named | while read -r name; do
    [ ! -e "$OLDPWD/$name" ] || cmp -s "$name" "$OLDPWD/$name" || echo "$name"; done)
  [ ! "$here" ] || say restore "$(echo "$here" | head -n 3 | tr '\n' ' ')differ from those of the archive; move them away first"
  # Tables are of use where the same programs would make them; each is to look younger than
  # what it is made of.
  grep -E '^source ' "$work/files/MANIFEST" | cmp -s - <(digests) && tables=yes || tables=
  [ "$tables" ] || echo "make restore: the analyses are others than those of the archive: its tables are left out and will be made anew" >&2
  for part in '^data/' '^build/tables/[^/]*/[^/]*/' '^build/.*/(networks|figure-[a-z]*)\.tsv$|/summaries\.tex$' '/middles\.tsv$' \
    '/(figure-(ladder|past|crossover|regularisation|multiverse|levels)|why-tests|multiverse-[a-z]*|determinant|why|multiverse)\.t' '/(claims|readings)\.|/runs\.sha256$'; do
    case $part in ^data/) ;; *) [ "$tables" ] || continue ;; esac
    sleep 0.02
    { grep -E "$part" "$work/named" || :; } | while read -r name; do
      mkdir -p "$(dirname "$name")"
      if [ ! -e "$work/files/$name" ]; then touch "$name" # it came with a part before
      elif [ -e "$name" ] && cmp -s "$work/files/$name" "$name"; then touch "$name"; else mv "$work/files/$name" "$name"; touch "$name"; fi
    done
  done
  grep -E '^(commit|versions) ' "$work/files/MANIFEST" | paste -s -d ' '
  echo "restored $(grep -c '\.h5$' "$work/named") runs of $profile; 'make PROFILE=$profile' goes on from them"
  ;;
*) say archive "pack or unpack" ;;
esac
