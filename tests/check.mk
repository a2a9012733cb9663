# Have the figures drifted?  tests/check_figures.py compares what is with what is expected
# in data/expected/PROFILE and is the only one to renew that.

.PHONY: check-figures accept
CHECKED := $(TABLES)/runs.sha256 $(TABLES)/claims.tsv $(FIGURES:%=$(TABLES)/figure-%.tsv)

check-figures: $(CHECKED) ## compare the figures of PROFILE with what is expected of them
	@$(PYTHON) -B tests/check_figures.py check $(PROFILE) $(FIGURES) claims

# What is expected changes here and nowhere else.
ifneq ($(filter accept,$(MAKECMDGOALS)),)
  ACCEPTABLE := $(FIGURES) claims runs all
  ifneq ($(words $(FIG)) $(words $(filter $(FIG),$(ACCEPTABLE))),1 1)
    $(error make accept FIG=NAME, where NAME is one of: $(ACCEPTABLE))
  endif
endif
accept: $(CHECKED) ## FIG=name: take what is now as what is expected; prints old and new, keeps both pictures
	@$(PYTHON) -B tests/check_figures.py accept $(PROFILE) $(if $(filter all,$(FIG)),runs $(FIGURES) claims,$(FIG))

# Tests in Python run as those in C do, and close with the same words.
SCRIPTS := test_check_figures test_page
.PHONY: $(SCRIPTS)
$(SCRIPTS): test_%: tests/test_%.py
	@echo "$@"; mkdir -p build/check; $(PYTHON) -B $< > build/check/$@.txt 2>&1 || $(said)

TESTS += $(SCRIPTS)

# Last, and alone, for it trains and analyses the quick profile where that is not done.
.PHONY: test_figures
test_figures: | $(TESTS)
	@echo "$@"; mkdir -p build/check; $(MAKE) --no-print-directory PROFILE=quick STARTED=$$(date +%s) check-figures 2>&1 | tee build/check/$@.txt && \
	  echo "[  PASSED  ] 1 test(s)." >> build/check/$@.txt || echo "[  STATUS  ] $$?" >> build/check/$@.txt
TESTS += test_figures

.PHONY: brute-force
brute-force: $(SUMMARIES) ## compare 500 labels of PROFILE with 20,000 plain steps each; takes minutes
	@OPENBLAS_NUM_THREADS=$$(env -u OMP_NUM_THREADS nproc) $(PYTHON) -B tests/brute_force.py $(PROFILE)
