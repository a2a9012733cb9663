# Each figures/NAME.gp draws build/tables/PROFILE/figure-NAME.tsv.  A script finds in
# the variable `table` the path of its table, sets what it wants of `width` and `height`
# (cm), loads figures/style.gp, which opens `output` in `format` (pdf or svg), and plots.  That,
# figures/planes.gp, which draws coherence planes, and figures/nothing.gp, which is drawn where a
# table has no row, are shared and no figures themselves.

# The runs that keep snapshots, by the specification in their last column; without any
# there are no figures of these.
DEVELOPED := $(shell sed -n '/^\#/d; s/^\([^\t]*\)\t.*[\t,]development.*/\1/p' data/ensembles/$(PROFILE).tsv)
FOLLOWED := development course
FIGURES := $(filter-out style planes nothing $(if $(DEVELOPED),,$(FOLLOWED)),$(basename $(notdir $(wildcard figures/*.gp))))

# Cairo writes the time into a PDF: SOURCE_DATE_EPOCH is honoured by some of its versions alone, so
# the clock of gnuplot stands still.  That a series has no points is no warning: an ensemble may
# lack what others have, and the panels say so.
STILL := env FAKETIME_DONT_FAKE_MONOTONIC=1 faketime -f '2000-01-01 00:00:00'
no_points := Skipping data file with no valid points|No valid data points found in file
$(DRAWN)/%.pdf: format = pdf
$(DRAWN)/%.svg: format = svg
script = $(if $(shell grep -v '^\#' $(TABLES)/figure-$*.tsv | sed -n 2p),$<,figures/nothing.gp)
draw = mkdir -p $(@D) && LC_ALL=C.UTF-8 $(STILL) gnuplot -d -e "table = '$(TABLES)/figure-$*.tsv'; name = '$*'; format = '$(format)'; output = '/dev/stdout'" \
  $(script) > $@.tmp 2> $@.said || { cat $@.said >&2; rm -f $@.said; exit 1; }; \
  ! grep -i warning $@.said | grep -vE '$(no_points)' >&2; rm -f $@.said; mv $@.tmp $@

$(DRAWN)/%.pdf: figures/%.gp figures/style.gp figures/planes.gp figures/nothing.gp $(TABLES)/figure-%.tsv
	@echo "drawing $@"
	@$(draw)
$(DRAWN)/%.svg: figures/%.gp figures/style.gp figures/planes.gp figures/nothing.gp $(TABLES)/figure-%.tsv
	@$(draw)

figures: $(FIGURES:%=$(DRAWN)/%.pdf) $(FIGURES:%=$(DRAWN)/%.svg) ## all figures, as PDF and SVG
