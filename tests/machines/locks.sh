# File systems without locks (flock fails on some network file systems), and no flock at all:
# make says so, goes on, and two of them still wait for each other.
printf '#include <errno.h>\nint flock(int fd, int how) { (void)fd; (void)how; errno = EBADF; return -1; }\n' >"$work/f.c"
gcc -shared -fPIC -o "$work/f.so" "$work/f.c"
LD_PRELOAD=$work/f.so must runs
! grep -q 'waiting for another' "$work/log" || fail "says that another make runs"
grep -q 'no file lock' "$work/log" || fail "does not say that there is no lock"
[ ! -L .lock ] || fail "the lock stays"
mkdir "$work/few"
for program in /usr/bin/* /bin/*; do
  [ "${program##*/}" = flock ] || [ -e "$work/few/${program##*/}" ] || ln -s $program "$work/few/"
done
PATH=$work/few must runs
# Two at once; then one that was killed leaves its link.
rm -rf $tables
PATH=$work/few make PROFILE=tiny -j1 tables >"$work/first" 2>&1 &
sleep 0.5
PATH=$work/few must tables
wait $! || fail "the first of two makes fails: $(tail -n 3 "$work/first")"
grep -q 'is at work in this folder' "$work/log" || grep -q 'is at work in this folder' "$work/first" || fail "they did not wait for each other"
same "two makes without locks"
ln -s "$(uname -n):999999" .lock
PATH=$work/few must runs
[ ! -L .lock ] || fail "a dead make's lock stays"
