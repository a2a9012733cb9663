# Each figures/NAME.gp draws build/tables/PROFILE/figure-NAME.tsv.  A script finds in
# the variable `table` the path of its table, sets what it wants of `width` and `height`
# (cm), loads figures/style.gp, which opens `output` in `format` (pdf or svg), and plots.

FIGURES := $(filter-out style,$(basename $(notdir $(wildcard figures/*.gp))))

# Cairo writes the time into a PDF; it is set to a constant of the same length.
draw = mkdir -p $(@D); LC_ALL=C.UTF-8 gnuplot -d -e "table = '$(TABLES)/figure-$*.tsv'; format = '$(1)'; output = '$@.tmp'" $< && \
  sed -i 's/CreationDate (D:[0-9]\{14\}/CreationDate (D:20000101000000/' $@.tmp && mv $@.tmp $@

$(DRAWN)/%.pdf: figures/%.gp figures/style.gp $(TABLES)/figure-%.tsv
	@echo "drawing $@"
	@$(call draw,pdf)
$(DRAWN)/%.svg: figures/%.gp figures/style.gp $(TABLES)/figure-%.tsv
	@$(call draw,svg)

figures: $(FIGURES:%=$(DRAWN)/%.pdf) $(FIGURES:%=$(DRAWN)/%.svg) ## all figures, as PDF and SVG

# What is expected changes here and nowhere else: FIG is a figure, `claims` or `runs`.
ACCEPTED := $(or $(if $(filter claims,$(FIG)),claims.tsv),$(if $(filter runs,$(FIG)),runs.sha256),figure-$(FIG).tsv)
ifneq ($(filter accept,$(MAKECMDGOALS)),)
  ifeq ($(filter $(FIG),$(FIGURES) claims runs),)
    $(error make accept FIG=NAME, where NAME is one of: $(FIGURES) claims runs)
  endif
endif
accept: $(TABLES)/$(ACCEPTED) $(addprefix $(DRAWN)/,$(addsuffix .svg,$(filter $(FIG),$(FIGURES)))) ## FIG=name: take what is now as what is expected; prints old and new
	@mkdir -p $(EXPECTED)
	@for new in $^; do old=$(EXPECTED)/$${new##*/}; [ -e $$old ] || old=/dev/null; \
	  case $$new in *.svg) [ $$old = /dev/null ] || cp $$old $${new%.svg}-before.svg; cmp -s $$old $$new || echo "the picture differs; before: $${new%.svg}-before.svg, now: $$new" ;; \
	  *) diff -u $$old $$new && echo "$$new: as expected before" || : ;; esac; \
	  cp $$new $(EXPECTED)/; done
