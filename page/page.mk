# The report as a folder that opens from disk: build/PROFILE/page/index.html.

.PHONY: page
build/$(PROFILE)/page/index.html: $(wildcard page/*.py page/*.html page/*.css page/*.js) paper.nw \
    $(TABLES)/networks.tsv $(TABLES)/claims.tsv build/$(PROFILE)/reference.tex $(REFERENCE_DRAWN:.pdf=.svg) data/ensembles/$(PROFILE).tsv \
    $(addprefix $(MACROS)/,claims.tex summaries.tex why.tex multiverse.tex assumptions.tex colophon.tex ledger-null.tex rungs.tex) build/macros/calibration.tex build/macros/adversary.tex \
    $(FIGURES:%=$(DRAWN)/%.svg) $(FIGURES:%=$(TABLES)/figure-%.tsv)
	@echo "weaving $@"
	@$(PYTHON) -B page/make_page.py paper.nw $(PROFILE) $(@D)

page: build/$(PROFILE)/page/index.html ## the report as a page for a browser, without server or network
	@echo "the page: $<"
