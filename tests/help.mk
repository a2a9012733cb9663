# What can be asked for, and what helps to find one's way in the code.

# $(call group,TITLE,GOALS): each goal with the words behind its `##`.
group = printf '\n%s\n' '$(1)'; for goal in $(2); do sed -n "s/^$$goal:[^\#]*\#\# \(.*\)/  make $$goal\t\1/p" $(FRAGMENTS); done | expand -t 32
FRAGMENTS := Makefile $(wildcard */*.mk)
GROUPED := all quick page claims tables figures runs verify check-figures accept check adversary \
  adversary-final brute-force fuzz memcheck memcheck-chain lint coverage bench statistics-of-paper tags \
  compile_commands.json packages clean distclean help

FURTHER = $(filter-out $(GROUPED),$(shell sed -n 's/^\([a-z0-9_.-]*\):[^\#]*\#\# .*/\1/p' $(FRAGMENTS)))

.PHONY: help
help: ## this list
	@echo 'PROFILE=quick unless you say another: $(PROFILES)'
	@$(call group,The report,all quick page claims)
	@$(call group,One step of the chain,runs tables figures)
	@$(call group,Is it still right?,verify check-figures accept check)
	@printf '  make test_NAME\tone test alone; it prints to build/check/test_NAME.txt\n' | expand -t 32
	@echo '    $(sort $(TESTS:test_%=%))' | fold -s -w 88 | sed '2,$$s/^/    /'
	@$(call group,Is it right at all? (minutes to hours),adversary adversary-final brute-force fuzz memcheck memcheck-chain bench)
	@$(call group,To work on it,lint coverage statistics-of-paper tags compile_commands.json)
	@$(call group,Housekeeping,packages clean distclean help)
	@$(if $(FURTHER),$(call group,Further,$(FURTHER)))

# Names to places, for an editor; those of the paper lead to paper.nw.
tags: $(SOURCES:%=build/tangled/%.c) $(HEADERS) ## where each name of the code is defined, in the paper too (ctags)
	@command -v ctags >/dev/null || { echo "ctags is missing: apt-get install universal-ctags" >&2; exit 1; }
	@ctags --languages=C --excmd=number --sort=yes -f - $(filter-out %/provenance.h %/commit.h,$^) $(wildcard src/*/*.[ch] tests/*.[ch]) | \
	  awk -f tests/tags.awk > $@.tmp && mv $@.tmp $@

# How each file is compiled, for clangd and other tools that read C.
COMMANDED := $(wildcard src/*/*.c tools/*.c tests/*.c tests/adversary/*.c) $(SOURCES:%=build/tangled/%.c)
compile_commands.json: $(SOURCES:%=build/tangled/%.c) $(HEADERS) Makefile ## how each file is compiled, for language servers
	@{ comma='['; for file in $(COMMANDED); do \
	  case $$file in */processor.c) own= ;; */bundle.c) own='$(ARCH) $(of_bundle)' ;; */test_gradients.c) own='$(ARCH) -DNETWORK_DOUBLE' ;; \
	    tests/*) own='$(ARCH) $(ADVERSARY_FLAGS)' ;; *) own='$(ARCH)' ;; esac; \
	  printf '%s\n{"directory": "%s", "file": "%s", "command": "%s %s -c %s"}' "$$comma" '$(CURDIR)' "$$file" \
	    '$(CC) $(strip $(CPPFLAGS) $(CFLAGS))' "$$own" "$$file"; comma=,; done; printf '\n]\n'; } > $@.tmp && mv $@.tmp $@
