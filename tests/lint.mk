# `make lint`: two compilers look at all code in C, two analysers at src/ and at what
# paper.nw tangles to.
# `make memcheck`: valgrind looks at every program of a tiny chain, in a minute.
# `make memcheck-chain`: at a few networks of the quick profile from training to claims;
# trainings are a thousand times slower, so this takes tens of minutes.

LINTED := $(wildcard src/*/*.c) $(SOURCES:%=build/tangled/%.c)
LINT_FLAGS := -std=c11 $(CPPFLAGS) $(WARNINGS)

# $(call needs,TOOL): tool and package have the same name; data/packages.txt says why they
# are not among those that `make packages` installs.
needs = command -v $(1) >/dev/null || { echo "$(1) is missing: apt-get install $(1)" >&2; exit 1; }

.PHONY: lint lint-gcc lint-clang lint-tidy lint-cppcheck
lint: lint-gcc lint-clang lint-tidy lint-cppcheck ## gcc, clang, clang-tidy and cppcheck find nothing

lint-gcc lint-clang: lint-%: $(LINTED) $(HEADERS)
	@$(call needs,$*)
	@for file in $(LINTED) $(filter-out tests/test_gradients.c,$(wildcard tests/*.c tests/adversary/*.c)); do \
	  $* $(LINT_FLAGS) -Itests -Itests/adversary -O2 -fsyntax-only $$file || failed=yes; done; \
	$* $(LINT_FLAGS) -DNETWORK_DOUBLE -O2 -fsyntax-only tests/test_gradients.c || failed=yes; [ ! "$$failed" ]
	@echo "$*: nothing"

lint-tidy: $(LINTED) $(HEADERS)
	@$(call needs,clang-tidy)
	@for file in $(LINTED); do clang-tidy --quiet $$file -- -w $(LINT_FLAGS) 2>/dev/null || failed=yes; done; [ ! "$$failed" ]
	@echo "clang-tidy: nothing"

# (Of the libraries' headers only HDF5's macros trouble cppcheck, which need not read them.
# Its ctuuninitvar takes a structure that is handed over to be written for one that is read.)
lint-cppcheck: $(LINTED) $(HEADERS)
	@$(call needs,cppcheck)
	@cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
	  --suppress=missingIncludeSystem --suppress=ctuuninitvar -D_XOPEN_SOURCE=700 $(ROOMS:%=-I%) -Ibuild/tangled $(LINTED)
	@echo "cppcheck: nothing"

# The chain is tiny, for valgrind makes it thirty times slower.
TINY := -s units=16 -s batch=4 -s coherences='30 50' -s noise=0.02 -s evaluation_trials=16 \
  -s evaluation_interval=5 -s snapshot_interval=10 -s budget_trials=200
FEW := -s levels=2 -s draws=2 -s tries=16 -s trials=64 -s permutations=20
SCAN := -s grid=3
# The environment is what the programs want (src/engine/blas.c), or they would start anew, which
# cannot be done under valgrind.
MEMCHECK := $(file < tests/pinned.env) valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite,possible
SEEN := build/memcheck

.PHONY: memcheck memcheck-chain
memcheck: $(PROGRAMS:%=build/bin/%) ## the programs under valgrind
	@$(call needs,valgrind)
	@rm -rf $(SEEN) && mkdir -p $(ANALYSES:%=$(SEEN)/%) $(SEEN)/learning $(SEEN)/correlations $(SEEN)/horizon
	@printf 'id\tensemble\tteacher\tdelta\tstreams\tseed\tspecification\n' > $(SEEN)/ensemble.tsv
	@for teacher in rl sl; do run=$(SEEN)/$$teacher; printf '%s\tprevalence\t%s\t0.06\t2\t1\tcontinuous\n' $$teacher $$teacher >> $(SEEN)/ensemble.tsv; \
	  $(MEMCHECK) build/bin/train $(TINY) -s teacher=$$teacher -o $$run.h5; \
	  $(MEMCHECK) build/bin/attractors $$run.h5 $(SCAN) -o $(SEEN)/attractors/$$teacher.tsv; \
	  $(MEMCHECK) build/bin/populations $$run.h5 $(FEW) -o $(SEEN)/populations/$$teacher.tsv -u $$run-units.tsv -c $(SEEN)/correlations/$$teacher.tsv; \
	  $(MEMCHECK) build/bin/horizon $$run.h5 -a $(SEEN)/attractors/$$teacher.tsv -s trials=64 -s settle=1000 -o $(SEEN)/horizon/$$teacher.tsv -c $$run-curves.tsv; \
	  $(MEMCHECK) build/bin/complexity $$run.h5 -t 200 -o $(SEEN)/complexity/$$teacher.tsv -l $(SEEN)/learning/$$teacher.tsv; \
	  $(MEMCHECK) build/bin/development $$run.h5 --labels $$run-development.tsv --course $$run-course.tsv; \
	  $(MEMCHECK) build/bin/train --digest $$run.h5 > /dev/null; done
	@$(MEMCHECK) build/bin/train --plan $(SEEN)/ensemble.tsv --specifications data/specs --directory $(SEEN)
	@$(MEMCHECK) build/bin/train --check $(SEEN)/rl.h5 $(SEEN)/sl.h5 2> $(SEEN)/check.txt || { cat $(SEEN)/check.txt; exit 1; }
	@for map in tests/maps/*.map; do $(MEMCHECK) build/bin/attractors --map $$map --starts 2 > /dev/null; done
	@$(MEMCHECK) build/bin/attractors --map tests/maps/tanh-n04.map --orbits 3 > /dev/null
	@$(MEMCHECK) build/bin/portraits $(SEEN)/ensemble.tsv --runs $(SEEN) --tables $(SEEN)
	@$(MEMCHECK) build/bin/summaries $(SEEN)/ensemble.tsv --tables $(SEEN) -r 100 --macros $(SEEN)/summaries.tex
	@$(MEMCHECK) build/bin/claims $(SEEN)/networks.tsv -r 100 -o $(SEEN)/claims.tsv -m $(SEEN)/claims.tex > /dev/null
	@$(MEMCHECK) build/bin/calibration --maps 1 -o $(SEEN)/calibration.tsv -m $(SEEN)/calibration.tex
	@echo "memcheck: nothing"

# What PROFILE came to is copied, and of a few networks, those that cost least, all is
# removed, with all that concerns the whole ensemble.  Then the rules that made it make it
# again, under valgrind, and to the same bytes (but for the last column of figure-spectra.tsv,
# where a standard error of 1e-17 is all rounding).
TRAINED_AGAIN := prevalence-reset-rl-d0.14-k2-s02 prevalence-reset-sl-d0.14-k2-s02
ANALYSED_AGAIN := prevalence-reset-rl-d0.06-k2-s03 prevalence-reset-sl-d0.06-k2-s01
DEVELOPED_AGAIN := prevalence-continuous-sl-d0.14-k2-s01
again = $(MAKE) --no-print-directory TABLES=$(SEEN)/tables MACROS=$(SEEN)/macros UNDER='$(MEMCHECK)'

memcheck-chain: tables $(TABLES)/runs.sha256 ## networks of PROFILE, from training to claims, under valgrind
	@$(call needs,valgrind)
	@rm -rf $(SEEN) && mkdir -p $(SEEN)
	@cp -a $(RAW) $(SEEN)/runs; cp -a $(TABLES) $(SEEN)/tables; cp -a $(MACROS) $(SEEN)/macros
	@rm $(TRAINED_AGAIN:%=$(SEEN)/runs/%.h5) $(SEEN)/runs/*.mk $(SEEN)/tables/*.* $(SEEN)/macros/{summaries,claims}.tex \
	  $(FOLLOWED:%=$(SEEN)/tables/%/$(DEVELOPED_AGAIN).tsv) $(foreach run,$(ANALYSED_AGAIN),$(SEEN)/tables/*/$(run).tsv)
	+@$(again) RAW=$(SEEN)/runs $(SEEN)/tables/runs.sha256
	+@$(again) tables
	@diff -r --exclude=told --exclude=began --exclude=figure-spectra.tsv $(TABLES) $(SEEN)/tables; diff -r $(MACROS) $(SEEN)/macros
	@bare() { sed 's/\t[^\t]*$$//' $$1/figure-spectra.tsv; }; diff <(bare $(TABLES)) <(bare $(SEEN)/tables)
	@echo "memcheck of the chain: nothing"
