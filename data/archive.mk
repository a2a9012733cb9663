# Finished runs travel: `make archive` packs those of PROFILE with their tables,
# `make restore FILE` unpacks them in another folder (data/archive.sh).

ARCHIVE := build/archive/$(PROFILE).tar.gz
# Whose digests say whether the tables of an archive are those that would be made here.
TABLED := $(ANALYSES) portraits summaries claims why multiverse $(if $(DEVELOPED),development) $(if $(BEYOND),horizon)
VERSIONS = compiler $(COMPILER) $(foreach p,openblas gsl hdf5 libcrypto $(XSMM),$(p) $(shell pkg-config --modversion $(p)))

.PHONY: archive
archive: tables $(TABLES)/runs.sha256 $(RAW)/elapsed $(TABLED:%=build/source/%) ## runs and tables of PROFILE in one file, the same bytes from the same runs
	@COMMIT='$(COMMIT)' VERSIONS='$(VERSIONS)' ANALYSES='$(TABLED)' bash data/archive.sh pack $(PROFILE) $(ARCHIVE)

ifneq ($(filter restore,$(MAKECMDGOALS)),)
FILE ?= $(firstword $(filter-out restore,$(MAKECMDGOALS)))
.PHONY: restore $(filter-out restore,$(MAKECMDGOALS))
$(filter-out restore,$(MAKECMDGOALS)): restore ; @:
restore: $(ANALYSES:%=build/source/%) $(foreach name,specification portraits summaries claims why multiverse development horizon,build/source/$(name))
	@[ '$(FILE)' ] || { echo "make restore FILE: which file? (make archive writes build/archive/PROFILE.tar.gz)" >&2; exit 2; }
	@ANALYSES="$$(gzip -dc '$(FILE)' 2>/dev/null | tar -xOf - MANIFEST 2>/dev/null | sed -n 's/^source \([a-z]*\) .*/\1/p' | paste -s -d ' ')" bash data/archive.sh unpack '$(FILE)'
else
.PHONY: restore
restore: ## FILE: check an archive and unpack its runs and tables
endif
