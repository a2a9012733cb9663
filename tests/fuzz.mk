# `make fuzz` lets libFuzzer (clang) look for inputs that break the readers, SECONDS for
# each; what it finds and the corpus it ends with stay in build/fuzz.  tests/test_corpus.sh
# tries each file of tests/corpus on every `make check`.

FUZZERS := $(basename $(notdir $(wildcard tests/fuzz_*.c)))
SECONDS ?= 600
FUZZED := fault slurp table text replace parameters digest runfile specification ensemble map mapparts mapfile maphdf

.PHONY: fuzz
fuzz: $(FUZZERS:%=build/fuzz/%.done) ## fuzzes the readers, SECONDS=600 each

build/fuzz/%: tests/%.c tests/fuzz.h $(HEADERS) $(FILES:%=build/tangled/%) $(wildcard src/*/*.[ch])
	@$(call needs,clang)
	@mkdir -p $(@D)
	@clang $(CPPFLAGS) $(filter-out -std=% -W%,$(CFLAGS)) -std=c11 -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
	  $< $(foreach m,$(FUZZED),$(wildcard src/*/$(m).c build/tangled/$(m).c)) $(LDLIBS) -o $@

.PHONY: $(FUZZERS:%=build/fuzz/%.done)
$(FUZZERS:%=build/fuzz/%.done): build/fuzz/%.done: build/fuzz/%
	@mkdir -p build/fuzz/corpus/$*
	@cd build/fuzz && ./$* -max_total_time=$(SECONDS) -max_len=4096 -print_final_stats=1 corpus/$* ../../tests/corpus/$(patsubst fuzz_%,%,$*) 2>$*.log || { tail -30 $*.log; exit 1; }
	@grep stat::number_of_executed_units build/fuzz/$*.log
