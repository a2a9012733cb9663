# `make lint`: two compilers and two analysers look at src/ and at what paper.nw tangles to.
# `make memcheck`: valgrind looks at every program of a tiny chain.

LINTED := $(wildcard src/*.c) $(SOURCES:%=build/tangled/%.c)
LINT_FLAGS := -std=c11 $(CPPFLAGS) $(WARNINGS)

.PHONY: lint lint-gcc lint-clang lint-tidy lint-cppcheck
lint: lint-gcc lint-clang lint-tidy lint-cppcheck ## gcc, clang, clang-tidy and cppcheck find nothing

lint-gcc lint-clang: lint-%: $(LINTED) $(HEADERS)
	@for file in $(LINTED); do $* $(LINT_FLAGS) -O2 -fsyntax-only $$file || failed=yes; done; [ ! "$$failed" ]
	@echo "$*: nothing"

lint-tidy: $(LINTED) $(HEADERS)
	@for file in $(LINTED); do clang-tidy --quiet $$file -- -w $(LINT_FLAGS) 2>/dev/null || failed=yes; done; [ ! "$$failed" ]
	@echo "clang-tidy: nothing"

# (Of the libraries' headers only HDF5's macros trouble cppcheck, which need not read them.)
lint-cppcheck: $(LINTED) $(HEADERS)
	@cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
	  --suppress=missingIncludeSystem -D_XOPEN_SOURCE=700 -Isrc -Ibuild/tangled $(LINTED)
	@echo "cppcheck: nothing"

# OpenBLAS chooses instructions that valgrind knows.
MEMCHECK := OPENBLAS_CORETYPE=Haswell valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite
TINY := -s units=16 -s batch=4 -s coherences='30 50' -s noise=0.02 -s evaluation_trials=16 -s budget_trials=200

.PHONY: memcheck
memcheck: $(PROGRAMS:%=build/bin/%) ## the programs under valgrind
	@rm -rf build/memcheck && mkdir -p build/memcheck
	@for teacher in rl sl; do run=build/memcheck/$$teacher; \
	  $(MEMCHECK) build/bin/train $(TINY) -s teacher=$$teacher -s snapshot_interval=5 -o $$run.h5; \
	  $(MEMCHECK) build/bin/attractors $$run.h5 -o $$run-attractors.tsv; \
	  $(MEMCHECK) build/bin/populations $$run.h5 -s levels=2 -s draws=2 -s tries=16 -s trials=64 -s permutations=20 \
	    -o $$run-populations.tsv -u $$run-units.tsv -c $$run-matrix.tsv; \
	  $(MEMCHECK) build/bin/complexity $$run.h5 -t 200 -o $$run-complexity.tsv -l $$run-learning.tsv; \
	  $(MEMCHECK) build/bin/train --digest $$run.h5 > /dev/null; done
	@echo "memcheck: nothing"
