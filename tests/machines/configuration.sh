# A user's own configuration, in files and in the environment, changes no table and no figure.
mkdir -p "$work/home/.config/git" "$work/home/.config/fontconfig" "$work/python"
cd "$work/home"
echo 'set terminal dumb; set style data boxes; set xrange [0:1]; print "gnuplot!"' >.gnuplot
printf '[alias]\n\tdescribe = status\n[core]\n\tabbrev = 40\n[log]\n\tdecorate = full\n' >.gitconfig
echo 'echo bash!; exit 3' >.bashrc
cp .bashrc .profile
echo 'print("python!"); raise SystemExit(3)' >"$work/python/sitecustomize.py"
cp "$work/python/sitecustomize.py" "$work/python/usercustomize.py"
printf '<fontconfig><match><edit name="family" mode="assign_replace"><string>monospace</string></edit></match></fontconfig>' >.config/fontconfig/fonts.conf
cd "$work/tree"
export HOME=$work/home XDG_CONFIG_HOME=$work/home/.config
export BASH_ENV=$work/home/.bashrc ENV=$work/home/.bashrc PYTHONPATH=$work/python
export POSIXLY_CORRECT=1 CDPATH=/:/tmp GREP_OPTIONS='--color=always -i' GREP_COLORS=mt=01
export GNUTERM=dumb GNUPLOT_LIB=/nonexistent TEXINPUTS=/nonexistent: GIT_DIR=/nonexistent
export TMPDIR=/nonexistent LANGUAGE=de LC_ALL=de_DE.UTF-8 TZ=Asia/Kathmandu OMP_NUM_THREADS=7 OPENBLAS_CORETYPE=Nehalem
umask 077
anew "with a user's configuration"
! grep -E 'gnuplot!|bash!|python!' "$work/log" || fail "the configuration was read"
