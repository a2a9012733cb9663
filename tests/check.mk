# Have the figures drifted?  tests/check_figures.py compares what is with what is expected
# in data/expected/PROFILE and is the only one to renew that.

.PHONY: check-figures accept
CHECKED := $(TABLES)/runs.sha256 $(TABLES)/networks.tsv $(TABLES)/middles.tsv $(TABLES)/determinant.tsv $(TABLES)/claims.tsv $(COMPARED:%=$(TABLES)/figure-%.tsv)

check-figures: $(CHECKED) ## compare the figures of PROFILE with what is expected of them
	@$(PYTHON) -B tests/check_figures.py check $(PROFILE) $(COMPARED) claims

# What is expected changes here and nowhere else.
ifneq ($(filter accept,$(MAKECMDGOALS)),)
  ACCEPTABLE := $(COMPARED) claims runs all drawings
  ifneq ($(words $(FIG)) $(words $(filter $(FIG),$(ACCEPTABLE))),1 1)
    $(error make accept FIG=NAME, where NAME is one of: $(ACCEPTABLE))
  endif
endif
accept: $(CHECKED) ## FIG=name: take what is now as what is expected; prints old and new, keeps both pictures (FIG=drawings: digests for a gnuplot that has none)
	@$(PYTHON) -B tests/check_figures.py $(if $(filter drawings,$(FIG)),drawings $(PROFILE) $(COMPARED),accept $(PROFILE) $(if $(filter all,$(FIG)),runs $(COMPARED) claims,$(FIG)))

# Tests in Python run as those in C do, and close with the same words.
SCRIPTS := test_ledger test_check_figures test_page test_chunks test_columns test_map_from
.PHONY: $(SCRIPTS)
$(SCRIPTS): test_%: tests/test_%.py $(PROGRAMS:%=build/bin/%) $(HELPERS:%=build/bin/%)
	@echo "$@"; mkdir -p build/check; $(PYTHON) -B $< > build/check/$@.txt 2>&1 || $(said)

TESTS += $(SCRIPTS)

.PHONY: statistics-of-paper
statistics-of-paper: ## chunks, names, continuations and lines of paper.nw
	@$(PYTHON) -B tests/test_chunks.py | grep -v PASSED

# Last, and alone, for it trains and analyses the quick profile where that is not done.
.PHONY: test_figures
test_figures: | $(TESTS)
	@echo "$@"; mkdir -p build/check; $(MAKE) --no-print-directory PROFILE=quick STARTED=$$(date +%s) check-figures 2>&1 | tee build/check/$@.txt && \
	  echo "[  PASSED  ] 1 test(s)." >> build/check/$@.txt || echo "[  STATUS  ] $$?" >> build/check/$@.txt
TESTS += test_figures

# Random rows of the tables of attractors, as many parts as there are cores.  (OMP_NUM_THREADS,
# which is 1 here, would be all that nproc tells.)
CORES := $(shell env -u OMP_NUM_THREADS -u OMP_THREAD_LIMIT nproc)
ROWS ?= 2000
FOLLOWED_ROWS := build/brute-force/$(PROFILE)
PARTS := $(foreach part,$(shell seq 0 $$(($(CORES) - 1))),$(FOLLOWED_ROWS)/part-$(part).tsv)

build/bin/brute_force: tests/brute_force.c $(BRUTE) build/objects/processor.o build/objects/library.a | $(HEADERS)
	@$(call make_of,$(ADVERSARY_FLAGS) $(filter %.c %.o %.a,$^) $(LDLIBS))

$(PARTS): $(FOLLOWED_ROWS)/part-%.tsv: build/bin/brute_force $(RUNS:%=$(TABLES)/attractors/%.tsv) FORCE
	@mkdir -p $(@D)
	@$< --rows $(ROWS) --seed $(SEED) --part $* --of $(CORES) --runs $(RAW) --output $@ $(filter %.tsv,$^)

.PHONY: brute-force
brute-force: $(PARTS) build/bin/brute_force ## follow 2,000 rows of the tables of PROFILE by 200,000 plain steps; SEED=1 ROWS=2000
	@echo "brute force: threads=$(CORES), seed $(SEED), all rows in $(FOLLOWED_ROWS)"
	@build/bin/brute_force --sum $(PARTS) || { [ $$? = 1 ] && echo "make brute-force: the rows above disagree" >&2; exit 1; }
