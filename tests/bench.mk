# `make bench`: the engine beside its peer in PyTorch (tests/bench.py says how).  To be
# run alone on the machine.

build/bin/bench: tests/bench.c build/objects/processor.o build/objects/library.a | $(HEADERS)
	@$(call make_of,$(filter %.c %.o %.a,$^) $(LDLIBS))
-include $(wildcard build/bin/*.needs)

.PHONY: bench
bench: build/bin/bench build/bin/train build/bin/attractors ## speed of training and analysis, beside PyTorch
	@$(PYTHON) -B tests/bench.py
	@for format in pdf svg; do LC_ALL=C.UTF-8 gnuplot -d -e "table = 'build/bench-cost.tsv'; format = '$$format'; output = 'build/bench.$$format'" tests/bench.gp; done
	@echo "the table: build/bench.tsv; the figure: build/bench.pdf"

# The peer's proof needs the program that exports an update.
test_peer: build/bin/bench
