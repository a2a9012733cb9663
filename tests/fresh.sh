#!/bin/bash
# Does it run on a bare system?  Makes a Debian of suite SUITE (bookworm, trixie) in a folder of its
# own and gives README.md's two commands there, as root and as an ordinary user.
#
#   bash tests/fresh.sh SUITE [-k]     as root; needs mmdebstrap; -k keeps the folder
#
# What is tried is the commit, not what was changed since.  The last lines are a row for the table in
# README.md.  77: cannot be tried here.
set -eu
suite=${1:?SUITE: bookworm, trixie, ...} keep=${2:-}
[ "$(id -u)" = 0 ] || { echo "not tried: only root can make a chroot"; exit 77; }
command -v mmdebstrap >/dev/null || { echo "not tried: mmdebstrap is not installed"; exit 77; }
git rev-parse -q --verify HEAD >/dev/null || { echo "not tried: this folder is no checkout"; exit 77; }
here=$(mktemp -d /var/tmp/fresh.XXXXXX) root=
root=$here/root
finish() {
  for mounted in proc dev sys; do umount -l "$root/$mounted" 2>/dev/null || :; done
  [ "$keep" ] && echo "kept: $here" || rm -rf --one-file-system "$here"
}
trap finish EXIT
mmdebstrap --quiet --variant=apt --include=git,ca-certificates,passwd "$suite" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev" && mount --make-rslave "$root/dev"
git clone -q --no-hardlinks . "$root/srv/hybrid"
cp -a "$root/srv/hybrid" "$root/srv/of-a-user"
inside() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root chroot "$root" "$@"; }

mapfile -t commands < <(sed -n 's/^    \(apt-get update && .*\)/\1/p' README.md)
[ ${#commands[@]} = 2 ] || { echo "README.md has ${#commands[@]} commands of this kind, not two"; exit 1; }
failed=
try() { # WHO COMMAND...
  local who=$1 began=$SECONDS; shift
  "$@" >"$here/log" 2>&1 </dev/null && said=$(tail -n 1 "$here/log") || { failed=yes; said="FAILED: $(tail -n 3 "$here/log" | paste -s -d ' ')"; }
  echo "$suite, $who, $(((SECONDS - began) / 60)) min: $said"
}
for command in "${commands[@]}"; do try root inside sh -c "cd /srv/hybrid && $command"; done
# The packages are there now; the rest is an ordinary user's.
inside useradd -m reader
inside chown -R reader /srv/of-a-user
for goal in all check; do try "a user" inside su reader -c "cd /srv/of-a-user && make $goal"; done
version() { inside dpkg-query -W -f '${Version}' "$1" 2>/dev/null; }
echo "| Debian $suite | gcc $(version gcc), gnuplot $(version gnuplot-nox), OpenBLAS $(version libopenblas-dev) | ${failed:+not all} ${said} |"
[ ! "$failed" ]
