# Another python3 comes first in PATH (pyenv, conda, a virtual environment), without the modules.
mkdir "$work/bin"
printf '#!/bin/sh\necho "the wrong python" >&2\nexit 9\n' >"$work/bin/python3"
chmod +x "$work/bin/python3"; ln -s python3 "$work/bin/python"
PATH=$work/bin:$PATH chain check-figures
! grep -q 'the wrong python' "$work/log" || fail "make check-figures takes it"
PATH=$work/bin:$PATH chain test_check_figures
! grep -q 'the wrong python' build/check/test_check_figures.txt || fail "the tests take it"
! grep -nE '(^|[^/$({])\bpython3? ' Makefile */*.mk | grep -v '^[^:]*:[0-9]*:#' || fail "a rule calls python by its bare name"
