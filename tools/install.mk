# `make install PREFIX=DIR`: the programs that serve others, and what src/ holds as a library
# with headers, so that a user's own C can label maps (tools/example/label.c).

PREFIX ?= /usr/local
INSTALLED := $(filter-out version program,$(basename $(notdir $(wildcard src/*/*.c))))
TO := $(DESTDIR)$(PREFIX)

build/lib/libhybrid-dynamics.a: $(INSTALLED:%=build/objects/%.o) build/objects/modules
	@mkdir -p $(@D) && rm -f $@.tmp && ar rcsD $@.tmp $(filter %.o,$^) && mv $@.tmp $@

# (OpenBLAS first: it answers GSL's calls of CBLAS too.)
build/lib/hybrid-dynamics.pc: CITATION.cff FORCE
	@mkdir -p $(@D)
	@printf '%s\n' 'prefix=$(PREFIX)' 'Name: hybrid-dynamics' 'Description: labels the attractors of recurrent networks and other maps' \
	  "Version: $$(sed -n 's/^version: //p' CITATION.cff)" 'Requires: $(XSMM) openblas lapacke gsl hdf5 libcrypto' \
	  'Cflags: -I"$${prefix}/include/hybrid-dynamics"' 'Libs: -L"$${prefix}/lib" -lhybrid-dynamics -lhdf5_hl -lunistring -lm' > $@.tmp && mv $@.tmp $@

.PHONY: install uninstall
install: build/bin/train build/bin/attractors build/lib/libhybrid-dynamics.a build/lib/hybrid-dynamics.pc ## PREFIX=/usr/local: train, attractors, map_from, and a library to label maps
	@install -d "$(TO)/bin" "$(TO)/lib/pkgconfig" "$(TO)/include/hybrid-dynamics"
	@install build/bin/train build/bin/attractors "$(TO)/bin"
	@[ ! -e tools/map_from.py ] || install tools/map_from.py "$(TO)/bin/map_from"
	@install -m 644 build/lib/libhybrid-dynamics.a "$(TO)/lib"
	@install -m 644 build/lib/hybrid-dynamics.pc "$(TO)/lib/pkgconfig"
	@install -m 644 $(filter-out %/version.h %/program.h,$(foreach room,$(filter-out src/programs,$(ROOMS)),$(wildcard $(room)/*.h))) "$(TO)/include/hybrid-dynamics"
	@echo "installed in $(TO)"
uninstall: ## PREFIX=/usr/local: remove what install put there
	@rm -rf "$(TO)/bin/train" "$(TO)/bin/attractors" "$(TO)/bin/map_from" "$(TO)/lib/libhybrid-dynamics.a" \
	  "$(TO)/lib/pkgconfig/hybrid-dynamics.pc" "$(TO)/include/hybrid-dynamics"
