# From the table of an ensemble to its raw runs, data/runs/PROFILE/ID.h5.

# A run depends on its parameters, ID.run, and on the source of its teacher; not on the
# time at which the program was compiled.  So prose and comments train nothing again.
data/runs/%.source: build/source/%.now
	@$(settle)

build/tangled/provenance.h: data/runs/rl.source data/runs/sl.source
	@mkdir -p $(@D)
	@printf '#define SOURCE_DIGEST_%s "%s"\n' RL $$(cat data/runs/rl.source) SL $$(cat data/runs/sl.source) > $@.tmp && mv $@.tmp $@

# The plan lists the runs as RUNS_RL and RUNS_SL; each ID.run is rewritten only when a
# parameter changed.
$(RAW)/plan.mk: data/ensembles/$(PROFILE).tsv $(wildcard data/specs/*.spec) data/runs/rl.source data/runs/sl.source | build/bin/train
	@mkdir -p $(@D)
	@$(UNDER) build/bin/train --plan $< --specifications data/specs --directory $(@D)

# A run is remade if it is older than these, but times tell nothing of damage, of swapped
# files, and little once a clock was set back: so every make reads all runs first.  A
# damaged one is put aside as ID.h5.damaged.  (Written anew after the plan, or Make, which
# meets the plan as a prerequisite here, would not read the new one before it goes on.)
planned = $(shell sed -n 's/^RUNS_.. += //p' $(RAW)/plan.mk 2>/dev/null)
$(RAW)/checked.mk: $(RAW)/plan.mk FORCE | build/bin/train
	@$(UNDER) build/bin/train --check $(wildcard $(patsubst %,$(RAW)/%.h5,$(planned)))
	@[ -e $@ -a ! $< -nt $@ ] || echo '# All runs were read.' > $@
.PHONY: FORCE

ifneq ($(filter-out packages help clean distclean check bench adversary adversary-final quick,$(or $(MAKECMDGOALS),all)),)
include $(RAW)/plan.mk $(RAW)/checked.mk
# In the order of the table, which mixes long and short ones.
RUNS := $(planned)
endif

$(RUNS_RL:%=$(RAW)/%.h5): data/runs/rl.source
$(RUNS_SL:%=$(RAW)/%.h5): data/runs/sl.source
$(RUNS:%=$(RAW)/%.h5): $(RAW)/%.h5: $(RAW)/%.run | build/bin/train
	@$(UNDER) build/bin/train --output $@ $<

runs: $(RUNS:%=$(RAW)/%.h5) ## train the networks that are missing or out of date

# How long that took, kept with the runs, for the colophon.
$(RAW)/elapsed: $(RUNS:%=$(RAW)/%.h5)
	@seconds=$$(($$(date +%s) - $(STARTED))); \
	printf '%s of %s networks, %d min %02d s on %s cores, analyses beside them\n' \
	  $$(find $(RAW) -name '*.h5' -newermt @$(STARTED) | wc -l) $(words $(RUNS)) $$((seconds / 60)) $$((seconds % 60)) $$(nproc --all) > $@.tmp
	@mv $@.tmp $@

# The final weights of each run, as a digest, to compare with what is expected.
$(TABLES)/runs.sha256: $(RUNS:%=$(RAW)/%.h5) | build/bin/train
	@mkdir -p $(@D)
	@$(UNDER) build/bin/train --digest $^ | sort -k 2 > $@.tmp && mv $@.tmp $@

verify: $(TABLES)/runs.sha256 ## compare the trained weights with the expected ones, bit by bit
	@expected=$(EXPECTED)/runs.sha256; \
	[ -e $$expected ] || { echo "make verify: there is no $$expected; 'make accept FIG=runs' makes it" >&2; exit 1; }; \
	different=$$(diff $$expected $< | sed -n 's/^[<>] [0-9a-f]*  //p' | sort -u) || :; \
	[ ! "$$different" ] || { echo "make verify: these runs differ from $$expected:" $$different >&2; exit 1; }; \
	echo "all $(words $(RUNS)) runs of $(PROFILE) have the expected weights"
