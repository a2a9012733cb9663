# Each figures/NAME.gp draws build/tables/PROFILE/figure-NAME.tsv.  A script finds in
# the variable `table` the path of its table, sets what it wants of `width` and `height`
# (cm), loads figures/style.gp, which opens `output` in `format` (pdf or svg), and plots.  That,
# figures/planes.gp, which draws coherence planes, and figures/nothing.gp, which is drawn where a
# table has no row, are shared and no figures themselves.

# The runs that keep snapshots, by the specification in their last column; without any
# there are no figures of these.
DEVELOPED := $(shell sed -n '/^\#/d; s/^\([^\t]*\)\t.*[\t,]development.*/\1/p' data/ensembles/$(PROFILE).tsv)
FOLLOWED := development course
# The runs that are looked at beyond the trial: all but those that ask about complexity; those of
# the main ensemble are drawn.
BEYOND := $(shell sed '/^\#/d; /^id\t/d; /^[^\t]*\tcomplexity\t/d; s/\t.*//' data/ensembles/$(PROFILE).tsv)
BEYOND_DRAWN := $(shell sed -n 's/^\([^\t]*\)\tprevalence\t.*/\1/p' data/ensembles/$(PROFILE).tsv)
# What asks why, and when: drawn where the ensemble has a part of it.
WHY := ladder past crossover regularisation
WHEN := multiverse levels
lacking = $(if $(shell grep -P '^[^\#\t]*\t($(1))\t' data/ensembles/$(PROFILE).tsv | head -n 1),,$(2))
FIGURES := $(filter-out style planes nothing picture $(if $(DEVELOPED),,$(FOLLOWED)) $(if $(BEYOND_DRAWN),,horizon) \
  $(call lacking,ladder,ladder regularisation) $(call lacking,past,past) $(call lacking,crossover,crossover) $(call lacking,multiverse,$(WHEN)),$(basename $(notdir $(wildcard figures/*.gp))))

# What is compared with what is expected: all of the main ensemble; of one that asks a single question, what answers it.
COMPARED := $(if $(BEYOND_DRAWN),$(FIGURES),$(filter $(if $(call lacking,complexity,none),,complexity learning) $(WHY) $(WHEN),$(FIGURES)))

# Cairo writes the time into a PDF: SOURCE_DATE_EPOCH is honoured by some of its versions alone, so
# the clock of gnuplot stands still.  That a series has no points is no warning: an ensemble may
# lack what others have, and the panels say so.
STILL := env FAKETIME_DONT_FAKE_MONOTONIC=1 faketime -f '2000-01-01 00:00:00'
no_points := Skipping data file with no valid points|No valid data points found in file
$(DRAWN)/%.pdf: format = pdf
$(DRAWN)/%.svg: format = svg
script = $(if $(shell grep -v '^\#' $(or $(TABLE),$(TABLES)/figure-$*.tsv) | sed -n 2p),$<,figures/nothing.gp)
draw = mkdir -p $(@D) && LC_ALL=C.UTF-8 $(STILL) gnuplot -d -e "table = '$(or $(TABLE),$(TABLES)/figure-$*.tsv)'; name = '$*'; format = '$(format)'; output = '/dev/stdout'" \
  $(script) > $@.tmp 2> $@.said || { cat $@.said >&2; rm -f $@.said; exit 1; }; \
  ! grep -i warning $@.said | grep -vE '$(no_points)' >&2; rm -f $@.said; mv $@.tmp $@

STYLE := figures/style.gp figures/planes.gp figures/nothing.gp
$(DRAWN)/%.pdf: figures/%.gp $(STYLE) $(TABLES)/figure-%.tsv
	@echo "drawing $@"
	@$(draw)
$(DRAWN)/%.svg: figures/%.gp $(STYLE) $(TABLES)/figure-%.tsv
	@$(draw)

# Where a trial's stimulus ends is marked in the portraits.
$(DRAWN)/portraits.pdf $(DRAWN)/portraits.svg: $(TABLES)/figure-trial.tsv

# Figures of the reference, from the tables that are committed with its ledger: those that ask why
# and when are made with it, of all parts; what was asked of complexity in two parts stands in both, one
# after the other; all others are those of the first part, paper.
reference_parts = $(wildcard $(patsubst %/networks.tsv,%/figure-$(1).tsv,$(if $(filter complexity learning,$(1)),$(filter %/complexity-continuous/networks.tsv %/complexity-reset/networks.tsv,$(REFERENCE_PARTS)),$(REFERENCE_PARTS))))
reference_tables = $(or $(wildcard $(REFERENCE)/figure-$(1).tsv),$(if $(filter complexity learning,$(1)),$(reference_parts),$(firstword $(reference_parts))))
REFERENCE_NAMES := $(filter-out $(WHY) $(WHEN) $(if $(filter %/complexity-continuous/networks.tsv %/complexity-reset/networks.tsv,$(REFERENCE_PARTS)),,complexity learning),$(patsubst figure-%.tsv,%,$(notdir $(wildcard $(patsubst %/networks.tsv,%/figure-*.tsv,$(REFERENCE_PARTS)))))) \
  $(patsubst figure-%.tsv,%,$(notdir $(wildcard $(REFERENCE)/figure-*.tsv)))
REFERENCE_DRAWN := $(if $(wildcard $(REFERENCE)/claims.tsv),$(patsubst %,build/figures/reference/%.pdf,$(sort $(REFERENCE_NAMES))))
build/reference/figure-%.tsv: FORCE
	@mkdir -p $(@D)
	@set -- $(call reference_tables,$*); { head -n 1 "$$1"; tail -q -n +2 "$$@"; } > $@.new; \
	cmp -s $@.new $@ && rm $@.new || mv $@.new $@
.PRECIOUS: build/reference/figure-%.tsv
build/figures/reference/%.pdf: format = pdf
build/figures/reference/%.svg: format = svg
build/figures/reference/%.pdf build/figures/reference/%.svg: TABLE = build/reference/figure-$*.tsv
build/figures/reference/%.pdf: figures/%.gp $(STYLE) build/reference/figure-%.tsv
	@echo "drawing $@"
	@$(draw)
build/figures/reference/%.svg: figures/%.gp $(STYLE) build/reference/figure-%.tsv
	@$(draw)

figures: $(FIGURES:%=$(DRAWN)/%.pdf) $(FIGURES:%=$(DRAWN)/%.svg) ## all figures, as PDF and SVG

# One network, or one map of anybody's, by the same scripts: planes of a run (figures/picture.gp),
# portraits and spectra, in build/picture/NAME.
NAMED = $(basename $(notdir $(RUN)$(MAP)))
SEEN_IN = build/picture/$(NAMED)
# What the planes need of a scan: coherences in per cent, contexts from 1, the labels' short names.
to_planes = BEGIN { OFS = FS; print "stage", "context", "relevant", "other", "label" } \
  NR > 1 && $$3 == 0 { sub(/-.*/, "", $$6); print $$1, $$2 + 1, 200 * $$4, 200 * $$5, $$6 }
.PHONY: picture
picture: build/bin/picture build/bin/attractors build/bin/portraits ## RUN=FILE.h5 or MAP=FILE: portraits, spectra and (of a run) planes of one network, as PDF and SVG
	@[ $(words $(RUN) $(MAP)) = 1 ] || { echo "make picture: RUN=FILE.h5 or MAP=FILE is needed, one of the two" >&2; exit 1; }
	@rm -rf $(SEEN_IN) && mkdir -p $(SEEN_IN)/attractors
ifneq ($(MAP),)
	@$(UNDER) build/bin/picture $(MAP) --tables $(SEEN_IN)
else
	@$(UNDER) build/bin/attractors $(RUN) --output $(SEEN_IN)/attractors/$(NAMED).tsv
	@awk -F '\t' '$(to_planes)' $(SEEN_IN)/attractors/$(NAMED).tsv > $(SEEN_IN)/figure-picture.tsv
	@printf 'id\n%s\n' $(NAMED) > $(SEEN_IN)/ensemble.tsv
	@$(UNDER) build/bin/portraits $(SEEN_IN)/ensemble.tsv --runs $(or $(patsubst %/,%,$(dir $(RUN))),.) --tables $(SEEN_IN)
endif
	@for figure in $(if $(MAP),,picture) portraits spectra; do for format in pdf svg; do \
	  LC_ALL=C.UTF-8 $(STILL) gnuplot -d -e "table = '$(SEEN_IN)/figure-$$figure.tsv'; name = '$$figure'; format = '$$format'; output = '/dev/stdout'; \
	    $(if $(MAP),title = '$(NAMED)'; regimes_here = ' ')$(if $(RUN),$$([ $$figure != picture ] || echo "title = '$(NAMED)'; regimes_here = ' '"))" \
	    figures/$$figure.gp > $(SEEN_IN)/$$figure.$$format.tmp && mv $(SEEN_IN)/$$figure.$$format.tmp $(SEEN_IN)/$$figure.$$format || exit; \
	done; done; ls $(SEEN_IN)/*.pdf $(SEEN_IN)/*.svg
