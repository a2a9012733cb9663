# Whose commit does the report name?  That of this folder, or none.
command -v git >/dev/null || cannot "git is not installed"
git -C "$home" rev-parse -q --verify HEAD >/dev/null 2>&1 || cannot "this tree is no checkout"
named() { printf 'include Makefile\nshow:\n\t@echo "$(COMMIT) $(SOURCE_DATE_EPOCH)"\n' >"$work/show.mk"; make -s -f "$work/show.mk" LOCKED=yes STARTED=0 show 2>/dev/null | tail -n 1; }
git="git -c user.email=a@example.org -c user.name=a -c init.defaultBranch=main -c commit.gpgsign=false"
mkdir "$work/thesis"; cd "$work/thesis"
git init -q . && $git commit -q --allow-empty -m 'of another project'
other=$(git rev-parse --short HEAD)
# The files alone
mkdir files; tar -C "$home" --exclude=.git --exclude=./build --exclude=./data/runs -cf - . | tar -C files -xf -; cd files
[ "$(named)" = "unknown 0" ] || fail "files alone: $(named)"
# A release, made of them by git archive
$git init -q "$work/own" && cp -a . "$work/own" && cd "$work/own" && $git add -A && $git commit -q -m 'ours'
own=$(git rev-parse --short HEAD) date=$(git log -1 --format=%ct)
[ "$(named)" = "$own $date" ] || fail "the checkout: $(named)"
mkdir "$work/thesis/release"; git archive HEAD | tar -x -C "$work/thesis/release"; cd "$work/thesis/release"
[ "$(named)" = "$own $date" ] || fail "a release in a foreign repository: $(named), not $own $date"
# A checkout of another owner
if [ "$(id -u)" = 0 ]; then
  chown -R nobody "$work/own"; cd "$work/own"
  [ "$(named)" = "$own $date" ] || fail "a checkout of another owner: $(named), not $own $date"
fi
