# `make adversary`: 10,000 orbits of random maps, whose labels are compared with brute force
# that shares no code with them (tests/adversary/).  SEED=S draws others, ORBITS=N so many.

SEED ?= 1
ADVERSARY := $(wildcard tests/adversary/*.c)
BRUTE := $(patsubst %,build/adversary/%.o,system families brute judge)
ADVERSARY_FLAGS := -Itests/adversary
build/adversary/%.o: tests/adversary/%.c build/objects/told | $(HEADERS)
	@$(call make_of,$(ADVERSARY_FLAGS) -c $<)
-include $(wildcard build/adversary/*.needs)

build/bin/adversary: $(ADVERSARY:tests/adversary/%.c=build/adversary/%.o) build/objects/processor.o build/objects/library.a
	@$(link)

ORBITS ?= 10000
FAMILIES := $(shell sed -n 's/^    {"\([a-z-]*\)",.*/\1/p' tests/adversary/families.c)
TRIED := build/adversary/$(SEED)-$(ORBITS)
# Two orbits a map.
MAPS := $(shell echo $$(( ($(ORBITS) + 2 * $(words $(FAMILIES)) - 1) / (2 * $(words $(FAMILIES))) )))

$(TRIED)/%.tsv: build/bin/adversary
	@mkdir -p $(@D)
	@$< --seed $(SEED) --family $* --maps $(MAPS) --output $@

build/tables/adversary.tsv build/tables/adversary-list.tsv &: $(FAMILIES:%=$(TRIED)/%.tsv) FORCE
	@mkdir -p $(@D)
	@build/bin/adversary --table build/tables/adversary.tsv --list build/tables/adversary-list.tsv $(filter %.tsv,$^)

.PHONY: adversary
adversary: build/tables/adversary.tsv ## labels against brute force on random maps; SEED=1 ORBITS=10000
	@column -t -s '	' $<
	@echo "what was wrong or undecided: build/tables/adversary-list.tsv; build/bin/adversary --family NAME --one DRAW shows one"

# The brute force itself, on maps whose attractors are known.  (Not slowed by sanitizers for
# what takes a million steps.)
build/check/test_adversary: tests/test_adversary.c $(BRUTE) build/objects/library.a
	@$(call make_of,$(ADVERSARY_FLAGS) $(filter %.c %.o %.a,$^) $(LDLIBS) -lcmocka)
build/check/test_adversary: private flags_check :=

# And some 300 orbits with each `make check`: no more labels may be wrong or undecided than
# tests/adversary/allowed says.
CHECKED_ORBITS := build/check/adversary
$(CHECKED_ORBITS)/%.tsv: build/bin/adversary
	@mkdir -p $(@D)
	@$< --seed 1 --family $* --maps 8 --output $@

.PHONY: test_adversary_labels
test_adversary_labels: $(FAMILIES:%=$(CHECKED_ORBITS)/%.tsv)
	@echo "$@"; { build/bin/adversary --table build/check/adversary.tsv --list build/check/adversary-list.tsv $^ && cat build/check/adversary-list.tsv && \
	  awk 'NR == FNR { if (!/^#/) allowed[$$1] = $$2; next } \
	    FNR == 1 { for (k = 1; k <= NF; ++k) column[$$k] = k } \
	    $$1 == "all" { print $$column["orbits"], "orbits:", $$column["wrong"], "wrong,", $$column["undecided"], "undecided"; \
	      exit !($$column["orbits"] >= 300 && $$column["wrong"] <= allowed["wrong"] && $$column["undecided"] <= allowed["undecided"]) }' \
	    tests/adversary/allowed build/check/adversary.tsv && echo "[  PASSED  ] 1 test(s)."; } > build/check/$@.txt 2>&1 || echo "[  STATUS  ] $$?" >> build/check/$@.txt
TESTS += test_adversary_labels
test_figures: | test_adversary_labels

# A final seed is drawn once all changes are made, and its table is kept whatever it says.
.PHONY: adversary-final
adversary-final: ## draw a seed from the clock and keep what comes out, whatever it is
	@seed=$$(date +%s); $(MAKE) --no-print-directory SEED=$$seed adversary; mkdir -p data/adversary; \
	cp build/tables/adversary.tsv data/adversary/$$seed.tsv; cp build/tables/adversary-list.tsv data/adversary/$$seed.list; \
	echo "kept: data/adversary/$$seed.tsv, and what was wrong or undecided: $$seed.list"

# What the report says of it: the tables that are kept, the one from before first.
build/macros/adversary.tex: $(wildcard data/adversary/*.tsv) build/bin/adversary
	@mkdir -p $(@D)
	@build/bin/adversary --macros $@ $(sort $(filter %/before.tsv,$^)) $(sort $(filter-out %/before.tsv,$(filter %.tsv,$^)))

test_adversary_program: build/bin/adversary
