# From the table of an ensemble to its raw runs, data/runs/PROFILE/ID.h5.

# What a run says of itself, its parameters, its source and the digest of its weights, decides
# whether it is trained again, not when it was written: a folder may be copied.
build/tangled/provenance.h: build/source/rl build/source/sl
	@mkdir -p $(@D)
	@printf '#define SOURCE_DIGEST_%s "%s"\n' RL $$(cat build/source/rl) SL $$(cat build/source/sl) > $@.tmp && mv $@.tmp $@

# The plan lists the runs as RUNS_RL and RUNS_SL; each ID.run is rewritten only when a
# parameter changed, or when it is lost: all of them are made with the plan.
planned = $(shell sed -n 's/^RUNS_.. += //p' $(RAW)/plan.mk 2>/dev/null)
lost = $(filter-out $(wildcard $(RAW)/*.run),$(planned:%=$(RAW)/%.run))
$(RAW)/plan.mk: data/ensembles/$(PROFILE).tsv $(wildcard data/specs/*.spec) build/source/specification $(if $(lost),FORCE) | build/bin/train
	@mkdir -p $(@D)
	@$(UNDER) build/bin/train --plan $< --specifications data/specs --directory $(@D)

# Disks flip bits, files are swapped, parameters and sources change: so every make reads all
# runs first, and is told which are to be trained anew.  (Written anew after the plan, or Make, which
# meets the plan as a prerequisite here, would not read the new one before it goes on.)
$(RAW)/checked.mk: $(RAW)/plan.mk FORCE | build/bin/train
	@{ echo '# All runs were read.'; $(UNDER) build/bin/train --check $(wildcard $(patsubst %,$(RAW)/%.h5,$(planned))); } > $@.tmp
	@if [ $@ -nt $< ] && cmp -s $@.tmp $@; then rm $@.tmp; else mv $@.tmp $@; fi

ifneq ($(if $(filter restore,$(MAKECMDGOALS)),,$(filter-out $(OF_NO_RUN),$(or $(MAKECMDGOALS),all))),)
include $(RAW)/plan.mk $(RAW)/checked.mk
# In the order of the table, which mixes long and short ones.
RUNS := $(planned)
endif

$(STALE:%=$(RAW)/%.h5): FORCE
$(RUNS:%=$(RAW)/%.h5): $(RAW)/%.h5: | $(RAW)/%.run build/bin/train build/bin/pace
	@$(begin)
	@$(UNDER) build/bin/train --output $@ $(RAW)/$*.run
	@$(call done,train)

runs: $(RUNS:%=$(RAW)/%.h5) ## train the networks that are missing or out of date

# How long that took, kept with the runs, for the colophon; where nothing was trained, it stays.
$(RAW)/elapsed: $(RUNS:%=$(RAW)/%.h5)
	@seconds=$$(($$(date +%s) - $(STARTED))); trained=$$(find $(RAW) -name '*.h5' -newermt @$(STARTED) | wc -l); \
	if [ $$trained = 0 ] && [ -e $@ ]; then touch $@; exit; fi; \
	printf '%s of %s networks, %d min %02d s on %s cores, analyses beside them\n' \
	  $$trained $(words $(RUNS)) $$((seconds / 60)) $$((seconds % 60)) $$(nproc --all) > $@.tmp; mv $@.tmp $@

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
