# `make check-machines`: what users of other machines met (tests/machines/run.sh says how).  The
# quick cases are part of `make check`.

MACHINES := $(filter-out run,$(basename $(notdir $(wildcard tests/machines/*.sh))))
SLOW_MACHINES := latexmkrc ensembles

.PHONY: check-machines test_machines
check-machines: $(PROGRAMS:%=build/bin/%) ## what users of other machines met: configuration, locks, copies, old processors
	@bash tests/machines/run.sh $(MACHINES)

test_machines: tests/machines/run.sh $(PROGRAMS:%=build/bin/%)
	@echo "$@"; mkdir -p build/check; bash $< $(filter-out $(SLOW_MACHINES),$(MACHINES)) > build/check/$@.txt 2>&1 && \
	  echo "[  PASSED  ] $$(grep -c '^passed: ' build/check/$@.txt) test(s)." >> build/check/$@.txt || $(said)
TESTS += test_machines
