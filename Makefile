# The chain from a table of runs to the report; `make help` lists what can be asked for.
#
#   data/ensembles/PROFILE.tsv -> data/runs/PROFILE/ID.h5            data/data.mk
#     -> build/tables/PROFILE/*.tsv, build/macros/PROFILE/*.tex      this file
#     -> build/figures/PROFILE/NAME.{pdf,svg}                        figures/figures.mk
#     -> build/PROFILE/paper.pdf                                     this file
#
# All paths are relative, so the folder may have any name.

PROFILE ?= quick
PROFILES := $(basename $(notdir $(wildcard data/ensembles/*.tsv)))
ifeq ($(filter $(PROFILE),$(PROFILES)),)
  $(error PROFILE=$(PROFILE) is unknown; it may be one of: $(PROFILES))
endif

# LIBXSMM is of x86-64 alone; elsewhere OpenBLAS does its work.
XSMM := $(if $(filter x86_64,$(shell uname -m)),libxsmm)

ifndef LOCKED
# The make that was called only locks the folder, so that two cannot meet in it, and calls
# another that does the work on all cores.

GOALS := $(or $(MAKECMDGOALS),all)
.PHONY: $(GOALS) the-work
$(GOALS): the-work ; @:

TOOLS := gcc ar pkg-config notangle noweave gnuplot latexmk pdflatex bibtex flock
LIBRARIES := openblas lapacke gsl hdf5 libcrypto cmocka $(XSMM)
ifneq ($(filter-out packages help clean distclean,$(GOALS)),)
  MISSING := $(shell for tool in $(TOOLS); do command -v $$tool >/dev/null || echo $$tool; done; \
    command -v pkg-config >/dev/null && for library in $(LIBRARIES); do pkg-config --exists $$library || echo $$library; done)
  ifneq ($(MISSING),)
    $(error missing: $(MISSING); 'make packages' installs all that is needed)
  endif
endif

# What is dated in the future (the clock was set back) would look newer than every change
# to come: what was derived is forgotten, all else is dated now.
the-work:
	@exec 9< .; flock --nonblock 9 || { echo "make: waiting for another make in this folder to end" >&2; flock 9; }; \
	ahead=$$(find . -path ./.git -prune -o -type f -newermt '1 minute' -print | wc -l); \
	[ $$ahead = 0 ] || { echo "make: $$ahead files are dated in the future; what was derived among them is made anew" >&2; \
	  find build data/runs -type f -newermt '1 minute' \( -path 'build/*' -o -name '*.mk' \) -delete 2>/dev/null; \
	  find . -path ./.git -prune -o -type f -newermt '1 minute' -exec touch -d @$$(date +%s) {} +; }; \
	$(MAKE) --no-print-directory --output-sync $(if $(filter -j%,$(MAKEFLAGS)),,-j$$(nproc)) LOCKED=yes STARTED=$$(date +%s) $(GOALS)

else # the rest of this file

SHELL := /bin/bash
.SHELLFLAGS := -e -o pipefail -c
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

# Nothing of the surroundings enters a result.
export LC_ALL := C
export TZ := UTC
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1
export SOURCE_DATE_EPOCH := $(shell git log -1 --format=%ct 2>/dev/null || echo 0)
export FORCE_SOURCE_DATE := 1

.PHONY: all quick figures runs tables claims check verify bench packages clean distclean help

all: build/$(PROFILE)/paper.pdf ## the report of PROFILE (quick unless you say PROFILE=paper)
	@echo "the report: $<"

quick: ## the report of the quick profile
	@$(MAKE) --no-print-directory PROFILE=quick all

RAW := data/runs/$(PROFILE)
TABLES := build/tables/$(PROFILE)
MACROS := build/macros/$(PROFILE)
DRAWN := build/figures/$(PROFILE)
EXPECTED := data/expected/$(PROFILE)

COMMIT := $(shell git describe --always --dirty --exclude '*' 2>/dev/null || echo unknown)
build/commit-$(COMMIT):
	@mkdir -p $(@D) && rm -f build/commit-* && touch $@

### Programs: tangled from paper.nw and linked with the instruments of src/

NOWEB := paper.nw

# A chunk that is named like a file is one; NAME.c with a NAME.h beside it is a module,
# without it a program.
FILES := $(sort $(shell sed -n 's/^<<\(\[\[\)\{0,1\}\([a-z_]*\.[a-z]*\)\(]]\)\{0,1\}>>=.*/\2/p' $(NOWEB)))
HEADERS := $(patsubst %,build/tangled/%,$(filter %.h,$(FILES)) provenance.h commit.h)
SOURCES := $(basename $(filter %.c,$(FILES)))
PROGRAMS := $(filter-out $(basename $(filter %.h,$(FILES))),$(SOURCES))
# src/ROOM/NAME.c; names are unique over the rooms.
ROOMS := $(patsubst %/,%,$(wildcard src/*/))
MODULES := $(filter-out $(PROGRAMS),$(SOURCES)) $(basename $(notdir $(wildcard src/*/*.c)))

# (cat notices a full disk; notangle, noweave and gnuplot do not.  Only these: an object
# may still name a header that has since moved.)
$(FILES:%=build/tangled/%): build/tangled/%: paper.nw
	@mkdir -p $(@D)
	@notangle $(if $(filter %.c %.h,$@),-L) -R'$(if $(findstring _,$*),[[$*]],$*)' $< | cat > $@.tmp && mv $@.tmp $@

# What `--version` says; only version.c is compiled anew for another commit.
build/tangled/commit.h: build/commit-$(COMMIT) CITATION.cff
	@mkdir -p $(@D)
	@printf '#define %s "%s"\n' VERSION "$$(sed -n 's/^version: //p' CITATION.cff)" COMMIT '$(COMMIT)' > $@.tmp && mv $@.tmp $@

WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Werror
CPPFLAGS := -D_XOPEN_SOURCE=700 $(ROOMS:%=-I%) -Ibuild/tangled $(shell pkg-config --cflags openblas lapacke gsl hdf5 2>/dev/null)
# (A square root that sets errno cannot be one instruction for eight numbers.)
CFLAGS := -std=c11 -O3 $(if $(filter x86_64,$(shell uname -m)),-march=x86-64-v3) -ffp-contract=off -fno-math-errno -g $(WARNINGS)
# OpenBLAS first: it is to answer GSL's calls of CBLAS too, hence no gslcblas.
LDLIBS := $(filter-out -lgslcblas,$(shell pkg-config --libs $(XSMM) openblas lapacke gsl hdf5 libcrypto 2>/dev/null)) -lhdf5_hl -lm

# Like all files, objects are made under another name: a compiler that is killed leaves
# half of one.
object = mkdir -p $(@D) && $(CC) $(CPPFLAGS) $(CFLAGS) $(FUSED) $(flags_$(notdir $(@D))) -MMD -MP -MF $@.needs -MT $@ -c $< -o $@.tmp && mv $@.needs $(@:.o=.d) && mv $@.tmp $@

# Where rounding a product and its sum at once is worth half the time of all scans.
build/%/bundle.o: FUSED := -ffp-contract=fast

# $(call compile,FOLDER,FLAGS): all modules in one library, from which the linker takes
# what a program needs.
define compile
flags_$(1) := $(2)
$(foreach room,$(ROOMS),build/$(1)/%.o: $(room)/%.c
	@$$(object)
)build/$(1)/%.o: build/tangled/%.c | $$(HEADERS)
	@$$(object)
build/$(1)/version.o: build/tangled/commit.h
build/$(1)/library.a: $$(MODULES:%=build/$(1)/%.o)
	@rm -f $$@.tmp && ar rcsD $$@.tmp $$^ && mv $$@.tmp $$@
-include $$(wildcard build/$(1)/*.d)
endef
$(eval $(call compile,objects))

build/bin/%: build/objects/%.o build/objects/library.a
	@mkdir -p $(@D)
	@echo "linking $@"
	@$(CC) $(CFLAGS) $^ $(LDLIBS) -o $@.tmp && mv $@.tmp $@

# What a result depends on is not the time at which a program was compiled, nor prose or
# comments, but the text of its modules: those that it includes, those that they
# include, and so on.  build/source/NAME holds a digest of that text and is rewritten
# only when it changes.  Training has two, `rl` and `sl`, each without the other teacher
# and without what reads, stores and reports but cannot change a weight.
source_rl := session
source_sl := session
source_without := provenance|commit|ensemble|plan|attributes|checkpoint|history|progress|fault|table|text|replace|runfile|digest
source_without_rl := supervised
source_without_sl := ppo

build/source/%.now: $(FILES:%=build/tangled/%) $(wildcard src/*/*.[ch])
	@mkdir -p $(@D)
	@more=$(or $(source_$*),$*); until [ "$$found" = "$$more" ]; do found=$$more; \
	  files=$$(for name in $$found; do ls src/*/$$name.[ch] build/tangled/$$name.[ch] 2>/dev/null || :; done); \
	  more=$$({ echo "$$found"; sed -n 's/^#include "\(.*\)\.h"$$/\1/p' $$files; } | \
	    sort -u | grep -vxE '$(source_without)|$(source_without_$*)'); done; \
	cat $$files | sed '/^#line /d' | $(CC) -w -fpreprocessed -dD -E -P -x c - | \
	tr -s '[:space:]' '\n' | sha256sum | cut -c -64 > $@.tmp && mv $@.tmp $@
settle = mkdir -p $(@D); cmp -s $< $@ || { cp $< $@.tmp && mv $@.tmp $@; }
build/source/%: build/source/%.now
	@$(settle)

include data/data.mk

### Tables: one process for each run and analysis, then what they say together

ANALYSES := attractors populations complexity

# Make would train all networks before it analyses one, and the time left that a training
# tells would be that of the trainings alone.  So each waits for the analyses of an earlier
# one, twice as many places before it as there are cores.  (Not where only runs are asked
# for.  The last runs, for which none waits, are what `join` leaves without a colon.)
ifneq ($(filter-out runs verify,$(or $(MAKECMDGOALS),all)),)
first_to_wait := $(shell echo $$((2 * $$(nproc) + 1)))
waits_for := $(join $(addsuffix :,$(wordlist $(first_to_wait),$(words $(RUNS) x),$(RUNS))),$(RUNS))
$(foreach pair,$(waits_for),$(if $(findstring :,$(pair)),$(foreach analysis,$(ANALYSES),$(eval \
  $(RAW)/$(subst :,.h5: | $(TABLES)/$(analysis)/,$(pair)).tsv))))
endif

# Once all are trained, at most every ten seconds: how many networks are analysed (the scan
# of the attractors takes nearly all the time), and how long the rest takes at the pace
# since the first analysis of this make, whose time is that of the file `began`.
told := $(TABLES)/attractors/told
began := $(TABLES)/attractors/began
define tell_progress
[ "$$(find $(told) -newermt '10 seconds ago' 2>/dev/null)" ] || { touch $(told); \
  scans() { find $(TABLES)/attractors -name '*.tsv' -newer build/source/attractors "$$@" | wc -l; }; \
  count=$$(scans); new=$$(scans -newer $(began)); \
  [ $$new = 0 ] || [ $$count = $(words $(RUNS)) ] || \
  [ $$(find $(RAW) -name '*.h5' | wc -l) -lt $(words $(RUNS)) ] || echo "$$count of $(words $(RUNS)) networks analysed, about $$(( \
    ($(words $(RUNS)) - count) * ($$(date +%s) - $$(date -r $(began) +%s)) / new / 60 + 1)) min left"; }
endef

# $(call analyse,PROGRAM,MORE)
define analyse
$(TABLES)/$(1)/%.tsv: $(RAW)/%.h5 build/source/$(1) | build/bin/$(1)
	@mkdir -p $$(@D) $(TABLES)/learning $(TABLES)/correlations $(TABLES)/attractors
	@[ "$$$$(find $(began) -newermt @$(STARTED) 2>/dev/null)" ] || touch $(began)
	@$$(UNDER) build/bin/$(1) $$< --output $$@ $(2)
	@$$(tell_progress)
endef
$(eval $(call analyse,attractors))
$(eval $(call analyse,populations,--correlations $$(TABLES)/correlations/$$*.tsv))
$(eval $(call analyse,complexity,--learning $$(TABLES)/learning/$$*.tsv))

include figures/figures.mk

$(TABLES)/development/%.tsv $(TABLES)/course/%.tsv: $(RAW)/%.h5 build/source/development | build/bin/development
	@mkdir -p $(TABLES)/development $(TABLES)/course
	@$(UNDER) build/bin/development $< --labels $(TABLES)/development/$*.tsv --course $(TABLES)/course/$*.tsv
$(FOLLOWED:%=$(TABLES)/figure-%.tsv): $(TABLES)/figure-%.tsv: $(foreach run,$(DEVELOPED),$(TABLES)/%/$(run).tsv)
	@{ head -n 1 $<; tail -q -n +2 $^; } > $@.tmp && mv $@.tmp $@

PORTRAITS := $(TABLES)/figure-portraits.tsv $(TABLES)/figure-spectra.tsv
$(PORTRAITS) &: $(RUNS:%=$(TABLES)/attractors/%.tsv) build/source/portraits | build/bin/portraits
	@$(UNDER) build/bin/portraits data/ensembles/$(PROFILE).tsv --runs $(RAW) --tables $(TABLES)

SUMMARIES := $(TABLES)/networks.tsv $(patsubst %,$(TABLES)/figure-%.tsv,$(filter-out $(FOLLOWED) portraits spectra,$(FIGURES))) $(MACROS)/summaries.tex
$(SUMMARIES) &: $(foreach run,$(RUNS),$(ANALYSES:%=$(TABLES)/%/$(run).tsv)) build/source/summaries | build/bin/summaries
	@echo "summaries of $(words $(RUNS)) networks"
	@mkdir -p $(TABLES) $(MACROS)
	@$(UNDER) build/bin/summaries data/ensembles/$(PROFILE).tsv --tables $(TABLES) --macros $(MACROS)/summaries.tex

$(TABLES)/claims.tsv $(TABLES)/claims.txt $(MACROS)/claims.tex &: $(TABLES)/networks.tsv build/source/claims | build/bin/claims
	@mkdir -p $(TABLES) $(MACROS)
	@$(UNDER) build/bin/claims $< --output $(TABLES)/claims.tsv --macros $(MACROS)/claims.tex | cat > $(TABLES)/claims.tmp && mv $(TABLES)/claims.tmp $(TABLES)/claims.txt

# Of no profile: maps whose attractors are known.
build/tables/calibration.tsv build/macros/calibration.tex &: build/source/calibration | build/bin/calibration
	@mkdir -p build/tables build/macros
	@build/bin/calibration --output build/tables/calibration.tsv --macros build/macros/calibration.tex

tables: $(SUMMARIES) $(FIGURES:%=$(TABLES)/figure-%.tsv) $(TABLES)/claims.tsv build/tables/calibration.tsv ## all tables
claims: $(TABLES)/claims.txt ## the verdicts on the eight claims, printed
	@cat $<

### The report

# The sections take all numbers from macros; profile.tex tells them whose.
build/$(PROFILE)/profile.tex:
	@mkdir -p $(@D)
	@echo '\newcommand{\profile}{$(PROFILE)}' > $@.tmp && mv $@.tmp $@

# (The names that noweb finds by itself would have size_t among them.)
build/$(PROFILE)/paper.tex: paper.nw
	@mkdir -p $(@D)
	@noweave -n -delay -autodefs c -filter 'sed /^@index.[a-z]*defn.size_t/d' -index $< | cat > $@.tmp && mv $@.tmp $@

ASSUMING := train attractors populations
$(MACROS)/assumptions.tex: $(ASSUMING:%=build/bin/%)
	@mkdir -p $(@D)
	@for program in $^; do $$program --assumptions || exit; done | cat > $@.tmp && mv $@.tmp $@

# The colophon: commit, machine and versions, and how long the training took.

row = printf '%s & %s \\\\\n' '$(1)' "$$($(2) | sed 's/[_&%\#]/\\&/g')"
$(MACROS)/colophon.tex: build/commit-$(COMMIT) $(RAW)/elapsed
	@mkdir -p $(@D)
	@{ $(call row,Commit,echo $(COMMIT)); \
	   $(call row,Training,cat $(RAW)/elapsed); \
	   $(call row,Machine,sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | uniq | head -n 1); \
	   $(call row,System,uname -srm); \
	   $(call row,Compiler,$(CC) --version | head -n 1); \
	   $(call row,Libraries,for p in openblas gsl hdf5 libcrypto $(XSMM); do echo "$$p $$(pkg-config --modversion $$p)"; done | paste -s -d ' '); \
	   $(call row,Figures,gnuplot --version); \
	   $(call row,Typesetting,pdflatex --version | head -n 1); } > $@.tmp
	@mv $@.tmp $@

build/$(PROFILE)/paper.pdf: $(addprefix build/$(PROFILE)/,paper.tex profile.tex) \
    $(addprefix $(MACROS)/,claims.tex assumptions.tex colophon.tex) build/macros/calibration.tex $(FIGURES:%=$(DRAWN)/%.pdf)
	@echo "typesetting $@"
	@latexmk -cd -pdf -silent -halt-on-error -jobname=typeset $< > $(@D)/latexmk.txt 2>&1 || \
	  if grep -q 'without getting stable files' $(@D)/latexmk.txt; then \
	    echo "(the pages swing between two states: a reference to a chunk may be a page off)" >&2; \
	  else { grep -A 3 -m 1 '^!' $(@D)/typeset.log || tail $(@D)/latexmk.txt; exit 1; } >&2; fi
	@cp $(@D)/typeset.pdf $@.tmp && mv $@.tmp $@

include page/page.mk
include tests/tests.mk
include tests/adversary.mk
include tests/check.mk
include tests/bench.mk
include tests/fuzz.mk
include tests/lint.mk
include tests/coverage.mk

# What is kept though only others are made of it.  (All would be too much: Make does not
# make anew what is secondary and missing, and a run that is missing is to be trained.)
.SECONDARY: $(FILES:%=build/tangled/%) $(SOURCES:%=build/objects/%.o) $(FUZZERS:%=build/fuzz/%) \
  $(foreach name,rl sl summaries $(PROGRAMS),build/source/$(name) build/source/$(name).now)

### Housekeeping

PACKAGES := $(shell sed 's/\#.*//; s/ \[$(shell dpkg --print-architecture 2>/dev/null)\]//; /\[/d' data/packages.txt)
packages: ## install the Debian packages that are missing
	@missing=$$(comm -13 <(dpkg-query -W -f '$${db:Status-Status} $${Package}\n' $(PACKAGES) 2>/dev/null | \
	    sed -n 's/^installed //p' | sort) <(printf '%s\n' $(PACKAGES) | sort)); \
	[ "$$missing" ] || { echo "all packages are installed"; exit 0; }; \
	root=; [ $$(id -u) = 0 ] || root=sudo; \
	[ ! "$$root" ] || command -v sudo >/dev/null || { echo "make packages: you are not root and there is no sudo; missing:" $$missing >&2; exit 1; }; \
	$$root apt-get -q update && $$root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends $$missing

clean: ## remove all that was derived; raw runs stay
	@rm -rf build
distclean: clean ## the same, and the raw runs
	@rm -rf data/runs

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/make \1\t\2/p' Makefile data/data.mk figures/figures.mk page/page.mk tests/tests.mk tests/check.mk tests/adversary.mk tests/bench.mk tests/fuzz.mk tests/lint.mk tests/coverage.mk | expand -t 20

endif
