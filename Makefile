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

# LIBXSMM is of x86-64 alone; elsewhere src/engine/chain.c does its work.
MACHINE := $(shell uname -m)
XSMM := $(if $(filter x86_64,$(MACHINE)),libxsmm)
ifeq ($(origin CC),default)
  CC := gcc
endif
# Debian's own, which has the modules of `make packages`, whatever comes first in PATH.
PYTHON := $(firstword $(wildcard /usr/bin/python3) python3)

# What can be had without a plan of the runs; all else is taken to need one.
OF_NO_RUN := packages help tags compile_commands.json statistics-of-paper clean distclean quick check test_% check-machines check-slurm check-arm64 lint lint-% memcheck fuzz coverage bench adversary adversary-% build/adversary/% build/tables/adversary% \
  build/bin/% build/tangled/% build/objects/% build/source/% build/check/% build/fuzz/% build/coverage/% \
  build/tables/calibration.tsv build/macros/calibration.tex build/macros/adversary.tex build/lib/% restore install uninstall

ifndef LOCKED
# The make that was called only locks the folder, so that two cannot meet in it, and calls
# another that does the work on all cores, in surroundings that cannot enter a result.

GOALS := $(or $(MAKECMDGOALS),all)
.PHONY: $(GOALS) the-work
$(GOALS): the-work ; @:

# Only what a goal needs is asked for.
TO_COMPILE := $(firstword $(CC)) ar pkg-config notangle
TO_DRAW := gnuplot faketime
TO_TYPESET := noweave latexmk pdflatex bibtex
DRAWN_GOALS := all quick figures check check-figures accept page build/%.pdf build/%.svg build/%.html
TYPESET_GOALS := all quick check build/%paper.pdf page build/%.html
TESTED_GOALS := check test_% check-% coverage build/check/%
TOOLS := $(strip $(if $(filter-out packages help clean distclean,$(GOALS)),$(TO_COMPILE)) \
  $(if $(filter $(DRAWN_GOALS),$(GOALS)),$(TO_DRAW)) $(if $(filter $(TYPESET_GOALS),$(GOALS)),$(TO_TYPESET)))
LIBRARIES := $(if $(TOOLS),openblas lapacke gsl hdf5 libcrypto $(XSMM)) $(if $(filter $(TESTED_GOALS),$(GOALS)),cmocka)
ifneq ($(TOOLS),)
  MISSING := $(shell for tool in $(TOOLS); do command -v $$tool >/dev/null || echo $$tool; done; \
    command -v pkg-config >/dev/null && for library in $(LIBRARIES); do pkg-config --exists $$library || echo $$library; done)
  ifneq ($(MISSING),)
    $(error missing: $(MISSING); 'make packages' installs all that is needed)
  endif
endif

# A user's own configuration changes no result: programs find an empty home, and none of
# these.
SHUT_OUT := BASH_ENV ENV POSIXLY_CORRECT CDPATH GREP_OPTIONS GREP_COLOR GREP_COLORS MAKEFILES MAKELEVEL \
  XDG_CONFIG_HOME XDG_CONFIG_DIRS XDG_DATA_HOME XDG_CACHE_HOME GNUTERM GNUPLOT_LIB GDFONTPATH FONTCONFIG_FILE FONTCONFIG_PATH \
  PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONOPTIMIZE PYTHONWARNINGS PYTHONINSPECT \
  TEXINPUTS BIBINPUTS BSTINPUTS TEXMFHOME TEXMFVAR TEXMFCONFIG TEXMFCNF LATEXMKRCSYS PERL5LIB PERL5OPT \
  GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG GIT_CONFIG_GLOBAL GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_CEILING_DIRECTORIES

# Two makes in one folder would write the same files.  The folder itself is locked; where
# the file system has no such locks, a link takes the place, whose making is one step on any.
# What is dated in the future would look newer than every change to come.
the-work:
	@exec 9< .; status=0 exec=exec; flock -E 75 --nonblock 9 2>/dev/null || status=$$?; \
	if [ $$status = 75 ]; then echo "make: waiting for another make in this folder to end" >&2; flock 9; \
	elif [ $$status != 0 ]; then \
	  echo "make: no file lock can be had here; the link .lock says that this make is at work" >&2; \
	  me=$$(uname -n):$$$$; told=; \
	  until ln -s "$$me" .lock 2>/dev/null; do \
	    [ -L .lock ] || { [ -w . ] || break; continue; }; \
	    other=$$(readlink .lock) || continue; \
	    if [ "$${other%:*}" = "$$(uname -n)" ] && ! kill -0 "$${other##*:}" 2>/dev/null; then rm -f .lock; continue; fi; \
	    [ "$$told" ] || echo "make: .lock says that $$other is at work in this folder; waiting for it to end (if there is none, remove .lock)" >&2; \
	    told=yes; sleep 1; \
	  done; \
	  exec=; trap 'rm -f .lock' EXIT; trap 'exit 2' INT TERM HUP; \
	fi; \
	[ -z "$(filter-out packages help clean distclean,$(GOALS))" ] || { \
	  ahead=$$(find . -path ./.git -prune -o -type f -newermt '1 minute' -print); [ ! "$$ahead" ] || { \
	    echo "make: $$(echo "$$ahead" | wc -l) files are dated in the future, $$(echo "$$ahead" | head -n 1) among them: is the clock right? \
	If it is, date them now: find . -newermt now -exec touch {} +" >&2; exit 2; }; }; \
	home=/nonexistent; [ -w . ] && mkdir -p build/home 2>/dev/null && home=$$PWD/build/home; \
	$$exec env $(SHUT_OUT:%=-u %) HOME="$$home" $(MAKE) --no-print-directory --output-sync $(if $(filter -j%,$(MAKEFLAGS)),,-j$$(env -u OMP_NUM_THREADS nproc)) \
	  LOCKED=yes STARTED=$$(date +%s) $(GOALS)

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
export FORCE_SOURCE_DATE := 1

# The commit is that of this very folder, not of one around it, whoever owns it; that of a
# release without .git stands in data/commit, where `git archive` writes it.
GIT := git --git-dir=.git --work-tree=. -c safe.directory='$(CURDIR)'
RELEASE := $(file < data/commit)
RELEASE := $(if $(findstring Format,$(RELEASE)),,$(RELEASE))
COMMIT := $(or $(shell [ ! -e .git ] || $(GIT) describe --always --dirty --exclude '*' 2>/dev/null),$(firstword $(RELEASE)),unknown)
export SOURCE_DATE_EPOCH := $(or $(shell [ ! -e .git ] || $(GIT) log -1 --format=%ct 2>/dev/null),$(word 2,$(RELEASE)),0)

.PHONY: all quick figures runs tables claims schedule check verify bench packages clean distclean help

all: build/$(PROFILE)/paper.pdf ## the report of PROFILE (quick unless you say PROFILE=paper)
	@echo "the report: $<"

quick: ## the report of the quick profile
	@$(MAKE) --no-print-directory PROFILE=quick all

RAW := data/runs/$(PROFILE)
TABLES := build/tables/$(PROFILE)
MACROS := build/macros/$(PROFILE)
DRAWN := build/figures/$(PROFILE)
EXPECTED := data/expected/$(PROFILE)

build/commit-$(COMMIT):
	@mkdir -p $(@D) && rm -f build/commit-* && touch $@
	@[ $(COMMIT) != unknown ] || echo "make: the commit of this folder cannot be told (no .git of its own, no data/commit); the report says so and is dated 1970" >&2

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
# What helps beside the programs of the paper.
HELPERS := $(basename $(notdir $(wildcard tools/*.c)))

# (cat notices a full disk; notangle, noweave and gnuplot do not.  Only these: an object
# may still name a header that has since moved.)
$(FILES:%=build/tangled/%): build/tangled/%: paper.nw
	@mkdir -p $(@D)
	@notangle $(if $(filter %.c %.h,$@),-L) -R'$(if $(findstring _,$*),[[$*]],$*)' $< | cat > $@.tmp && mv $@.tmp $@

# What `--version` says; only version.c is compiled anew for another commit.
build/tangled/commit.h: build/commit-$(COMMIT) CITATION.cff
	@mkdir -p $(@D)
	@printf '#define %s "%s"\n' VERSION "$$(sed -n 's/^version: //p' CITATION.cff)" COMMIT '$(COMMIT)' > $@.tmp && mv $@.tmp $@

WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wcast-qual -Werror
CPPFLAGS := -D_XOPEN_SOURCE=700 $(ROOMS:%=-I%) -Ibuild/tangled $(shell pkg-config --cflags openblas lapacke gsl hdf5 2>/dev/null)
ARCH := $(if $(filter x86_64,$(MACHINE)),-march=x86-64-v3)
# (A square root that sets errno cannot be one instruction for eight numbers.)
CFLAGS := -std=c11 -O3 -ffp-contract=off -fno-math-errno -g $(WARNINGS)
# OpenBLAS first: it is to answer GSL's calls of CBLAS too, hence no gslcblas.
LDLIBS := $(filter-out -lgslcblas,$(shell pkg-config --libs $(XSMM) openblas lapacke gsl hdf5 libcrypto 2>/dev/null)) -lhdf5_hl -lunistring -lm

# Where rounding a product and its sum at once is worth half the time of all scans.
of_bundle := -ffp-contract=fast
build/%/bundle.o: private OWN := $(of_bundle)
# gcc 12 for arm64 dies of an internal error when it vectorises a loop of this module.
of_attractor := $(if $(filter aarch64,$(MACHINE)),-fno-tree-loop-vectorize)
build/%/attractor.o: private OWN := $(of_attractor)
# The sentence for a processor that lacks AVX2 must not need AVX2.
build/%/processor.o: private ARCH :=

# $(call text,FILE,WORDS): a rule for a FILE of these WORDS, rewritten when they change.
define text
$(if $(findstring $(2),$(file < $(1))),$(if $(findstring $(file < $(1)),$(2)),,$(1): FORCE),$(1): FORCE)
$(1):
	@mkdir -p $$(@D)
	@printf '%s\n' '$(subst ','\'',$(2))' > $$@.tmp && mv $$@.tmp $$@
endef
.PHONY: FORCE

# Like all files, objects are made under another name: a compiler that is killed leaves
# half of one.  What an object needs stands in .needs: each file with an empty rule, for one
# that is gone since (moved, renamed) is no reason to stop.
# $(call make_of,INPUTS,MORE): an object or a program, with its .needs
make_of = mkdir -p $(@D) && $(CC) $(CPPFLAGS) $(CFLAGS) $(ARCH) $(OWN) $(flags_$(notdir $(@D))) -MMD -MP -MF $@.needs.tmp -MT $@ \
  $(1) -o $@.tmp && printf '%s:\n' $(filter %.c,$(1)) >> $@.needs.tmp && mv $@.needs.tmp $@.needs && mv $@.tmp $@
link = mkdir -p $(@D) && $(CC) $(CFLAGS) $(ARCH) $(1) $(filter %.o %.a,$^) $(LDLIBS) -o $@.tmp && mv $@.tmp $@

# All that a compiler is told, and which one it is.
COMPILER := $(shell echo __VERSION__ | $(CC) -E -P -x c - 2>/dev/null)
TOLD := $(CC) $(COMPILER) $(CPPFLAGS) $(CFLAGS) $(strip $(ARCH) $(of_bundle) $(of_attractor)) $(LDLIBS)

# $(call compile,FOLDER,FLAGS): all modules in one library, from which the linker takes
# what a program needs.  (A rule for each file there is: one for each room would look for a
# module that moved where it was, for the empty rule of .needs lets it seem to be there.)
define compile
flags_$(1) := $(2)
$(call text,build/$(1)/told,$(TOLD) $(2))
$(call text,build/$(1)/modules,$(sort $(MODULES)))
$(foreach file,$(wildcard $(ROOMS:%=%/*.c) tools/*.c),build/$(1)/$(basename $(notdir $(file))).o: $(file) build/$(1)/told | $$(HEADERS)
	@$$(call make_of,-c $$<)
)build/$(1)/%.o: build/tangled/%.c build/$(1)/told | $$(HEADERS)
	@$$(call make_of,-c $$<)
build/$(1)/version.o: build/tangled/commit.h
build/$(1)/library.a: $$(MODULES:%=build/$(1)/%.o) build/$(1)/modules
	@rm -f $$@.tmp && ar rcsD $$@.tmp $$(filter %.o,$$^) && mv $$@.tmp $$@
-include $$(wildcard build/$(1)/*.needs)
endef
$(eval $(call compile,objects))

# A file that paper.nw tangles to no more is in nobody's way.
STRAYS := $(filter-out $(HEADERS) $(FILES:%=build/tangled/%),$(wildcard build/tangled/*))
build/objects/modules: | $(if $(STRAYS),strays)
strays:
	@rm -f $(STRAYS)
.PHONY: strays

build/bin/%: build/objects/%.o build/objects/processor.o build/objects/library.a
	@echo "linking $@"
	@$(link)

# What a result depends on is not the time at which a program was compiled, nor prose,
# comments or what --help says, but the text of its modules, those that it includes, those that they
# include, and so on, and what the compiler is told.  build/source/NAME holds a digest of all that and is rewritten
# only when it changes.  Training has two, `rl` and `sl`, each without the other teacher
# and without what reads, stores and reports but cannot change a weight.
source_rl := session blas
source_sl := session blas
source_without_training := provenance|ensemble|plan|attributes|checkpoint|history|progress|fault|table|text|replace|runfile|digest
source_without_rl := supervised|$(source_without_training)
source_without_sl := ppo|$(source_without_training)
told_of_a_result := $(filter-out -I% -W% -g,$(CC) $(COMPILER) $(CPPFLAGS) $(CFLAGS) $(ARCH))

C_FILES := $(wildcard src/*/*.[ch]) $(FILES:%=build/tangled/%)
build/source/%.now: $(C_FILES) build/objects/told tools/made_of.awk tools/wordless.awk
	@mkdir -p $(@D)
	@files=$$(awk -f tools/made_of.awk -v start='$(or $(source_$*),$*)' -v without='$(or $(source_without_$*),provenance)' $(C_FILES)); \
	{ awk -f tools/wordless.awk $$files | sed '/^#line /d' | $(CC) -w -fpreprocessed -dD -E -P -x c - | tr -s '[:space:]' '\n'; \
	  echo '$(told_of_a_result)' $$(case $$files in */bundle.c*) echo '$(of_bundle)';; esac); } | \
	sha256sum | cut -c -64 > $@.tmp && mv $@.tmp $@
settle = mkdir -p $(@D); cmp -s $< $@ || { cp $< $@.tmp && mv $@.tmp $@; }
build/source/%: build/source/%.now
	@$(settle)

include data/data.mk

### Tables: one process for each run and analysis, then what they say together

ANALYSES := attractors populations complexity

# Each step notes when it began, and in the end build/bin/pace how long it took, how far all work
# is that this make was asked for, and how long the rest will take.
began = build/began/$(PROFILE).$(or $*,all).$(notdir $(@D)).$(notdir $@)
begin = mkdir -p build/began && touch $(began) && mkdir -p $(@D)
done = build/bin/pace --log $(RAW)/seconds.tsv --runs $(RAW) --stale $(RAW)/checked.mk $(WORK) --started $(STARTED) \
  --jobs $(or $(patsubst -j%,%,$(filter -j%,$(MAKEFLAGS))),1) $(1) $(or $*,all) $(began)
asked := $(or $(MAKECMDGOALS),all)
WORK = $(if $(filter data/% build/%,$(asked)),,--work train:$(RAW):.h5:none \
  $(if $(filter-out runs verify,$(asked)),$(foreach kind,$(ANALYSES) $(if $(filter-out $(BEYOND),$(RUNS)),,horizon),--work $(kind):$(TABLES)/$(kind):.tsv:build/source/$(kind))))

# $(call analyse,PROGRAM,OPTIONS,FURTHER): tables/PROGRAM/ID.tsv, and with it FURTHER/ID.tsv
define analyse
$(TABLES)/$(1)/%.tsv $(3:%=$(TABLES)/%/%.tsv): $(RAW)/%.h5 build/source/$(1) | build/bin/$(1) build/bin/pace
	@$$(begin) $(TABLES)/$(1) $(3:%=$(TABLES)/%)
	@$$(UNDER) build/bin/$(1) $$< --output $(TABLES)/$(1)/$$*.tsv $(2)
	@$$(call done,$(1))
endef
$(eval $(call analyse,attractors))
$(eval $(call analyse,populations,--correlations $(TABLES)/correlations/$$*.tsv,correlations))
$(eval $(call analyse,complexity,--learning $(TABLES)/learning/$$*.tsv,learning))
ANALYSED := $(foreach run,$(RUNS),$(foreach kind,$(ANALYSES) correlations learning,$(TABLES)/$(kind)/$(run).tsv))

# The reference: what large profiles left there, and the ledger that was decided from it.  A
# multiverse is decided when all of its design was run, not before.
REFERENCE := data/expected
MULTIVERSE_PARTS := $(patsubst %,$(REFERENCE)/multiverse-%/networks.tsv,1 2 3 4)
REFERENCE_PARTS := $(wildcard $(patsubst %,$(REFERENCE)/%/networks.tsv,paper complexity-continuous complexity-reset why-ladder why-past why-crossover)) \
  $(if $(filter-out $(wildcard $(MULTIVERSE_PARTS)),$(MULTIVERSE_PARTS)),,$(filter-out %-screen/networks.tsv,$(wildcard $(REFERENCE)/multiverse-*/networks.tsv)))
include figures/figures.mk

$(TABLES)/development/%.tsv $(TABLES)/course/%.tsv: $(RAW)/%.h5 build/source/development | build/bin/development build/bin/pace
	@$(begin) $(TABLES)/development $(TABLES)/course
	@$(UNDER) build/bin/development $< --labels $(TABLES)/development/$*.tsv --course $(TABLES)/course/$*.tsv
	@$(call done,development)
$(FOLLOWED:%=$(TABLES)/figure-%.tsv): $(TABLES)/figure-%.tsv: $(foreach run,$(DEVELOPED),$(TABLES)/%/$(run).tsv)
	@{ head -n 1 $<; tail -q -n +2 $^; } > $@.tmp && mv $@.tmp $@

# Beyond the trial, from a run and what the scan left of it.  The figure has the rows of all
# networks that it draws, without their names.
$(TABLES)/horizon/%.tsv $(TABLES)/horizon-curves/%.tsv: $(RAW)/%.h5 $(TABLES)/attractors/%.tsv build/source/horizon | build/bin/horizon build/bin/pace
	@$(begin) $(TABLES)/horizon $(TABLES)/horizon-curves
	@$(UNDER) build/bin/horizon $< --attractors $(TABLES)/attractors/$*.tsv --output $(TABLES)/horizon/$*.tsv --curves $(TABLES)/horizon-curves/$*.tsv
	@$(call done,horizon)
$(TABLES)/figure-horizon.tsv: $(BEYOND_DRAWN:%=$(TABLES)/horizon-curves/%.tsv)
	@{ head -n 1 $<; tail -q -n +2 $^ | grep -P '\t(distance|retention|retention_unbroken|strength|total)\t'; } | cut -f 2- > $@.tmp && mv $@.tmp $@

# Its medians, and those of the ladder, whose rungs stand in the place of teachers.
RUNGS := $(shell sed -n 's/^\(ladder-[^\t]*\)\tladder\t.*/\1/p' data/ensembles/$(PROFILE).tsv)
$(TABLES)/middles.tsv: $(if $(BEYOND_DRAWN),$(TABLES)/figure-horizon.tsv) $(RUNGS:%=$(TABLES)/horizon-curves/%.tsv) tools/middles.awk
	@{ cat $(filter %figure-horizon.tsv,$^) /dev/null; \
	   awk 'BEGIN { FS = OFS = "\t" } FNR > 1 && $$6 ~ /^(distance|retention|retention_unbroken|strength|total)$$/ { \
	     match($$1, /rung-[0-9]/); print $$2, substr($$1, RSTART, RLENGTH), $$4, $$5, $$6, $$7, $$8, $$9, $$10, $$11 }' $(filter-out %figure-horizon.tsv,$(filter %.tsv,$^)) /dev/null; } | \
	   sort -t "$$(printf '\t')" -k 5,5 -k 1,2 -k 6,7 -k 8,8n -k 9,9g | awk -f tools/middles.awk > $@.tmp && mv $@.tmp $@

PORTRAITS := $(TABLES)/figure-portraits.tsv $(TABLES)/figure-spectra.tsv
$(PORTRAITS) &: data/ensembles/$(PROFILE).tsv $(RUNS:%=$(TABLES)/attractors/%.tsv) build/source/portraits | build/bin/portraits build/bin/pace
	@$(begin)
	@$(UNDER) build/bin/portraits data/ensembles/$(PROFILE).tsv --runs $(RAW) --tables $(TABLES)
	@$(call done,portraits)

SUMMARIES := $(TABLES)/networks.tsv $(patsubst %,$(TABLES)/figure-%.tsv,$(filter-out $(FOLLOWED) portraits spectra horizon trial $(WHY) $(WHEN),$(FIGURES))) $(MACROS)/summaries.tex
$(SUMMARIES) &: data/ensembles/$(PROFILE).tsv $(ANALYSED) $(BEYOND:%=$(TABLES)/horizon/%.tsv) build/source/summaries | build/bin/summaries build/bin/pace
	@echo "summaries of $(words $(RUNS)) networks"
	@$(begin) $(TABLES) $(MACROS)
	@$(UNDER) build/bin/summaries data/ensembles/$(PROFILE).tsv --tables $(TABLES) --macros $(MACROS)/summaries.tex
	@$(call done,summaries)

# Why, and under which specifications: from this profile's networks, and from those parts of the
# same experiment that are profiles of their own and have been accepted.
KIN := $(if $(filter why-% multiverse-%,$(PROFILE)),$(filter-out $(EXPECTED)/% %-screen/networks.tsv,$(wildcard data/expected/$(firstword $(subst -, ,$(PROFILE)))*/networks.tsv)))
ASKED_WHY := $(WHY:%=$(TABLES)/figure-%.tsv) $(TABLES)/why-tests.tsv
$(ASKED_WHY) $(MACROS)/why.tex &: $(TABLES)/networks.tsv $(KIN) build/source/why | build/bin/why build/bin/pace
	@echo "comparing the arms of the experiments"
	@$(begin)
	@$(UNDER) build/bin/why $(filter %.tsv,$^) --tables $(TABLES) --macros $(MACROS)/why.tex
	@$(call done,why)
ASKED_WHEN := $(patsubst %,$(TABLES)/%.tsv,$(WHEN:%=figure-%) multiverse-shares multiverse-choices multiverse-levels multiverse-narrowed determinant)
$(ASKED_WHEN) $(MACROS)/multiverse.tex &: $(TABLES)/networks.tsv $(KIN) data/factors.tsv build/source/multiverse | build/bin/multiverse build/bin/pace
	@echo "surveying the specifications"
	@$(begin)
	@$(UNDER) build/bin/multiverse $(filter %networks.tsv,$^) --factors data/factors.tsv --tables $(TABLES) --macros $(MACROS)/multiverse.tex
	@$(call done,multiverse)

# Beside the ledger stand the verdicts that were first printed, and what is said now of the
# networks of then, if their table is there.
FORMER := data/expected/former
AMENDED := $(if $(wildcard $(FORMER)/networks.tsv),build/tables/amended.tsv)
build/tables/amended.tsv: $(FORMER)/networks.tsv build/source/claims | build/bin/claims
	@mkdir -p $(@D)
	@$(UNDER) build/bin/claims $< --output $@ > /dev/null

# C11 is decided by the program that knows the design of the multiverse.
TOLD_CLAIMS = --former $(FORMER)/claims.tsv $(AMENDED:%=--amended %)
$(TABLES)/claims.tsv $(TABLES)/claims.txt $(TABLES)/readings.tsv $(MACROS)/claims.tex &: $(TABLES)/networks.tsv $(TABLES)/determinant.tsv $(FORMER)/claims.tsv $(AMENDED) build/source/claims | build/bin/claims build/bin/pace
	@$(begin) $(TABLES) $(MACROS)
	@$(UNDER) build/bin/claims $< --determinant $(TABLES)/determinant.tsv --output $(TABLES)/claims.tsv --readings $(TABLES)/readings.tsv \
	  --macros $(MACROS)/claims.tex $(TOLD_CLAIMS) | cat > $(TABLES)/claims.tmp && mv $(TABLES)/claims.tmp $(TABLES)/claims.txt
	@$(call done,claims)

# The reference ledger is that of all large profiles together, from their tables of networks
# alone, which are committed with it; so is what the text says of the multiverse and the ladder.
.PHONY: ledger
ledger: build/bin/claims build/bin/why build/bin/multiverse $(AMENDED) ## decide the reference ledger anew from the tables in data/expected; a few minutes
	@mkdir -p build/reference
	@build/bin/multiverse $(REFERENCE_PARTS) --factors data/factors.tsv --tables build/reference --macros build/reference/multiverse.tex
	@build/bin/why $(REFERENCE_PARTS) --tables build/reference --macros build/reference/why.tex
	@build/bin/claims $(REFERENCE_PARTS) --determinant build/reference/determinant.tsv --output build/reference/claims.tsv \
	  --readings build/reference/readings.tsv --macros build/reference/claims.tex $(TOLD_CLAIMS)
	@cd build/reference && cp claims.tsv readings.tsv why-tests.tsv claims.tex multiverse.tex why.tex ../../$(REFERENCE)/
	@for name in $(WHY) $(WHEN); do table=figure-$$name.tsv; \
	  if [ "$$(grep -vc '^#' build/reference/$$table)" -gt 1 ]; then cp build/reference/$$table $(REFERENCE)/; else rm -f $(REFERENCE)/$$table; fi; done

# What the text cites: the reference if there is one, else this profile.
CITED := claims why multiverse
build/$(PROFILE)/reference.tex: $(if $(wildcard $(REFERENCE)/claims.tsv),$(CITED:%=$(REFERENCE)/%.tex) $(REFERENCE)/claims.tsv $(REFERENCE)/readings.tsv $(wildcard $(REFERENCE)/paper/middles.tsv $(REFERENCE)/why-ladder/middles.tsv),$(CITED:%=$(MACROS)/%.tex) $(TABLES)/readings.tsv) $(TABLES)/claims.tsv
	@mkdir -p $(@D)
	@{ echo '$(if $(wildcard $(REFERENCE)/claims.tsv),\referencetrue,\referencefalse)'; \
	   awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; ++i) at[$$i] = i; next } \
	     { sub(/ .*/, "", $$at["verdict"]); printf "\\expandafter\\def\\csname verdict-%s-%s\\endcsname{%s}\n", $$at["id"], $$at["regime"], $$at["verdict"] }' $(firstword $(filter %claims.tsv,$^)); \
	   awk -F '\t' 'function told(x) { return sprintf("\\ensuremath{%.3f}", x) } \
	     NR == 1 { for (i = 1; i <= NF; ++i) at[$$i] = i; next } \
	     { key = $$at["id"] "-" $$at["regime"] "-" $$at["statistic"]; sub(/ .*/, "", $$at["verdict"]) } \
	     $$at["low"] != "-" { printf "\\expandafter\\def\\csname reading-%s\\endcsname{%s [%s, %s]}\n", key, told($$at["estimate"]), told($$at["low"]), told($$at["high"]) } \
	     { printf "\\expandafter\\def\\csname read-%s\\endcsname{%s}\n", key, $$at["verdict"] }' $(filter %readings.tsv,$^); \
	   awk -F '\t' 'function told(x) { return sprintf("\\ensuremath{%s}", x) } \
	     FNR > 1 { printf "\\expandafter\\def\\csname reading-%s-%s-%s, %s, %s, %d\\endcsname{%s [%s, %s], $$n=%d$$}\n", \
	       $$1, $$2, $$3, $$4, $$5, $$6, told($$8), told($$9), told($$10), $$7 }' $(filter %middles.tsv,$^) /dev/null; \
	   awk -F '\t' 'FNR == 1 { for (i = 1; i <= NF; ++i) at[$$i] = i; next } \
	     { key = $$at["id"] " " $$at["regime"]; said = $$at["verdict"]; sub(/ .*/, "", said); decided = said !~ /^(untestable|-)/ } \
	     NR == FNR { if (decided) reference[key] = said; next } \
	     decided && key in reference { ++compared; same += reference[key] == said } \
	     END { printf "\\newcommand{\\MachineCompared}{%d}\n\\newcommand{\\MachineSame}{%d}\n", compared, same }' $(firstword $(filter %claims.tsv,$^)) $(lastword $(filter %claims.tsv,$^)); \
	   printf '\\input{../../%s}\n' $(filter %.tex,$^); } > $@.tmp && mv $@.tmp $@

# Of no profile: maps whose attractors are known.
build/tables/calibration.tsv build/macros/calibration.tex &: build/source/calibration | build/bin/calibration
	@mkdir -p build/tables build/macros
	@build/bin/calibration --output build/tables/calibration.tsv --macros build/macros/calibration.tex

# The drawing of a trial needs the lengths of its stages.
$(TABLES)/figure-trial.tsv: build/source/specification | build/bin/train
	@mkdir -p $(@D)
	@{ printf 'parameter\tvalue\n'; build/bin/train --parameters | sed -n 's/^\([a-z]*_steps\|delay_[a-z]*\) = /\1\t/p'; } > $@.tmp && mv $@.tmp $@

tables: $(SUMMARIES) $(TABLES)/middles.tsv $(ASKED_WHY) $(ASKED_WHEN) $(FIGURES:%=$(TABLES)/figure-%.tsv) $(TABLES)/claims.tsv build/tables/calibration.tsv ## all tables
WORKERS ?= 1 2 16 64 256
schedule: ## how long the steps of PROFILE, once timed here, would take on WORKERS cores
	@[ -e $(RAW)/seconds.tsv ] || { echo "make schedule: no step of $(PROFILE) was timed here yet" >&2; exit 1; }
	@awk -f tools/schedule.awk -v workers='$(WORKERS)' -v planned='$(RUNS)' $(RAW)/seconds.tsv
claims: $(TABLES)/claims.txt ## the verdicts on the thirteen statements, printed
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

# What each rung of the ladder is told beside their common optimiser.
$(MACROS)/rungs.tex: $(wildcard data/specs/rung-*.spec)
	@mkdir -p $(@D)
	@awk -F ' *= *' '/=/ { match(FILENAME, /[0-9]/); value[$$1, substr(FILENAME, RSTART, 1)] = $$2; if (!seen[$$1]++) order[++n] = $$1 } \
	  END { for (i = 1; i <= n; ++i) { name = order[i]; gsub(/_/, "\\_", name); printf "\\texttt{%s}", name; \
	    for (r = 0; r < 8; ++r) printf " & %s", (order[i], r) in value ? value[order[i], r] : "--"; print " \\\\" } }' $^ > $@.tmp && mv $@.tmp $@

ASSUMING := train attractors populations horizon
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

build/$(PROFILE)/paper.pdf: $(addprefix build/$(PROFILE)/,paper.tex profile.tex reference.tex) \
    $(addprefix $(MACROS)/,claims.tex why.tex multiverse.tex assumptions.tex colophon.tex ledger-null.tex rungs.tex) build/macros/calibration.tex build/macros/adversary.tex $(FIGURES:%=$(DRAWN)/%.pdf) $(REFERENCE_DRAWN)
	@echo "typesetting $@"
	@latexmk -norc -cd -pdf -silent -halt-on-error -jobname=typeset $< > $(@D)/latexmk.txt 2>&1 || \
	  if grep -q 'without getting stable files' $(@D)/latexmk.txt; then \
	    echo "(the pages swing between two states: a reference to a chunk may be a page off)" >&2; \
	  else { grep -A 3 -m 1 '^!' $(@D)/typeset.log || tail $(@D)/latexmk.txt; exit 1; } >&2; fi
	@sed -n 's/.*newlabel{part:programs}{{[^}]*}{\([0-9]*\)}.*/\1/p' $(@D)/typeset.aux | while read -r page; do echo "Part I, the article, ends on page $$((page - 1))"; done
	@cp $(@D)/typeset.pdf $@.tmp && mv $@.tmp $@

include data/archive.mk
include tools/install.mk
include page/page.mk
include tests/tests.mk
include tests/machines/machines.mk
include tests/slurm.mk
include tests/arm64.mk
include tests/adversary.mk
include tests/ledger.mk
include tests/check.mk
include tests/bench.mk
include tests/fuzz.mk
include tests/lint.mk
include tests/help.mk
include tests/coverage.mk

# What of a test could not be tried is counted, and said.
check: $(TESTS) ## all tests; the last line counts them
	@awk '/^\[  PASSED  \] [0-9]+ test/ { passed += $$4 } \
	  /^\[  FAILED  \] [0-9]+ test/ { failed += $$4; said[FILENAME] = 1 } \
	  /^\[  SKIPPED \] [0-9]+ test/ { skipped += $$4; why[FILENAME] = why[FILENAME] "\n  " (last ~ /^\[/ || $$6 ? $$0 : last) } \
	  /^\[  STATUS  \]/ { bad[FILENAME] = 1; if (!said[FILENAME]) ++failed } \
	  { last = $$0 } \
	  END { for (f in why) print f ": not all could be tried:" why[f]; \
	    for (f in bad) { print f ":"; while ((getline line < f) > 0) print "  " line } \
	    printf "%d passed, %d failed%s\n", passed, failed, skipped ? ", " skipped " skipped" : ""; exit failed > 0 }' $(TESTS:%=build/check/%.txt)

# What is kept though only others are made of it.  (All would be too much: Make does not
# make anew what is secondary and missing, and a run that is missing is to be trained.)
.SECONDARY: $(FILES:%=build/tangled/%) $(SOURCES:%=build/objects/%.o) $(HELPERS:%=build/objects/%.o) $(FUZZERS:%=build/fuzz/%) \
  $(foreach name,rl sl specification $(PROGRAMS),build/source/$(name) build/source/$(name).now)

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

endif
