# Each figures/NAME.gp draws build/tables/PROFILE/figure-NAME.tsv.  A script finds in
# the variable `table` the path of its table, sets what it wants of `width` and `height`
# (cm), loads figures/style.gp, which opens `output` in `format` (pdf or svg), and plots.  That and
# figures/planes.gp, which draws coherence planes, are shared and no figures themselves.

# The runs that keep snapshots, by the specification in their last column; without any
# there are no figures of these.
DEVELOPED := $(shell sed -n '/^\#/d; s/^\([^\t]*\)\t.*[\t,]development.*/\1/p' data/ensembles/$(PROFILE).tsv)
FOLLOWED := development course
# The runs that are looked at beyond the trial: all but those that ask about complexity.
BEYOND := $(shell sed '/^\#/d; /^id\t/d; /^[^\t]*\tcomplexity\t/d; s/\t.*//' data/ensembles/$(PROFILE).tsv)
FIGURES := $(filter-out style planes $(if $(DEVELOPED),,$(FOLLOWED)) $(if $(BEYOND),,horizon),$(basename $(notdir $(wildcard figures/*.gp))))

# Cairo writes the time into a PDF; it is set to a constant of the same length.
draw = mkdir -p $(@D); LC_ALL=C.UTF-8 gnuplot -d -e "table = '$(TABLES)/figure-$*.tsv'; format = '$(1)'; output = '/dev/stdout'" $< | \
  sed 's/CreationDate (D:[0-9]\{14\}/CreationDate (D:20000101000000/' > $@.tmp && mv $@.tmp $@

$(DRAWN)/%.pdf: figures/%.gp figures/style.gp figures/planes.gp $(TABLES)/figure-%.tsv
	@echo "drawing $@"
	@$(call draw,pdf)
$(DRAWN)/%.svg: figures/%.gp figures/style.gp figures/planes.gp $(TABLES)/figure-%.tsv
	@$(call draw,svg)

figures: $(FIGURES:%=$(DRAWN)/%.pdf) $(FIGURES:%=$(DRAWN)/%.svg) ## all figures, as PDF and SVG
