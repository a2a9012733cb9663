# The tree in which tests of the chain play: a copy of this one with what is compiled, three
# figures, and the profile `tiny`, four networks that learn most of it in less than a second.  What
# analyses find there need not mean anything, so they try little.  To be sourced.
raw=data/runs/tiny tables=build/tables/tiny drawn=build/figures/tiny
populations_settings="-s levels=2 -s draws=1 -s tries=16 -s trials=64 -s permutations=20"

# plant FOLDER [TAR'S OPTION...]: the tree, in a new folder
plant() {
  mkdir "$1"
  tar -cf - "${@:2}" --exclude=./data/runs --exclude='./data/expected/[!fl]*' --exclude='./build/[!bost]*' --exclude='./build/tables/*' . |
    tar -xf - -C "$1"
  (cd "$1" && grow)
}

grow() {
  sed -i "s,analyse\,attractors,&\,-s grid=3,
    s,analyse\,populations\,,&$populations_settings ,
    s,analyse\,complexity\,,&-t 100 ,
    s,bin/horizon \$<,& -s trials=64 -s settle=1000,
    s,bin/calibration --output,bin/calibration --maps 1 --output,
    s,bin/\(summaries\|why\|multiverse\|claims\) \(data/\|\$<\|\$(filter\),bin/\1 -r 100 \2," Makefile
  cat >data/specs/tiny.spec <<'SPEC'
units = 16
batch = 8
coherences = 30 50
noise = 0.02
evaluation_trials = 64
evaluation_interval = 20
criterion = 0.5
stop = budget
budget_trials = 4000
SPEC
  printf 'id\tensemble\tteacher\tdelta\tstreams\tseed\tspecification\n' >data/ensembles/tiny.tsv
  for teacher in rl sl; do
    for ensemble in prevalence complexity; do
      printf '%s-%s\t%s\t%s\t0.06\t2\t1\tcontinuous,tiny\n' $ensemble $teacher $ensemble $teacher
    done
  done >>data/ensembles/tiny.tsv
}

# Three figures stand for all, where it does not matter which.
three_figures() {
  find figures -name '*.gp' | grep -vE '/(style|planes|nothing|picture|balance|complexity|widths)\.gp$' | xargs rm
}
