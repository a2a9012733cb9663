# `make coverage`: which share of the lines of src/ and of the tangled code the tests and a
# tiny chain run; less than COVERED % is an error.  The report: build/coverage/lines.txt.

COVERED ?= 90
$(eval $(call compile,coverage,-O0 --coverage))
.SECONDARY: $(PROGRAMS:%=build/coverage/%.o)

build/coverage/bin/%: build/coverage/%.o build/coverage/library.a
	@$(call link,-O0 --coverage)
build/coverage/test_%: tests/test_%.c build/coverage/library.a | $(HEADERS)
	@$(call make_of,$(filter tests/%.c %.a,$^) $(LDLIBS) -lcmocka)

# It looks into the program itself.
build/coverage/test_portraits: build/tangled/portraits.c

# Left out: test_gradients, which needs the network in double precision, a build of its own;
# what compiles programs of its own (test_corpus, test_peer, test_symmetry) or runs the chain
# of the folder (test_faults), for neither would be counted; test_scarce, for gcov itself
# does not survive a request for memory that is refused.
COVERING := $(filter-out test_gradients,$(basename $(notdir $(wildcard tests/test_*.c))))
COVERING_SHELL := attractors plan populations_program summaries

# (test_train kills processes at moments that a slower program does not keep; what it asserts
# is asserted by `make check`, here only the lines count.)
.PHONY: coverage
coverage: $(COVERING:%=build/coverage/%) $(PROGRAMS:%=build/coverage/bin/%) ## lines of src/ and paper.nw that the tests run
	@find build/coverage -name '*.gcda' -delete
	@for test in $(COVERING); do echo "$$test"; build/coverage/$$test > build/coverage/$$test.txt 2>&1 || { tail build/coverage/$$test.txt; exit 1; }; done
	@for test in $(COVERING_SHELL); do echo "test_$$test"; BIN=build/coverage/bin bash tests/test_$$test.sh > build/coverage/test_$$test.txt 2>&1 || { tail build/coverage/test_$$test.txt; exit 1; }; done
	@echo "test_train"; TRAIN=build/coverage/bin/train bash tests/test_train.sh > build/coverage/test_train.txt 2>&1 || :
	@for name in $(MODULES) $(PROGRAMS); do echo "Object '$$name.c'"; gcov --no-output build/coverage/$$name.o.gcno 2>/dev/null; done | \
	awk -F "'" '/^Object/ { object = $$2 } \
	  /^File/ { file = $$2 == "paper.nw" ? "build/tangled/" object : $$2 } \
	  /^Lines executed/ && file ~ "^(src|build/tangled)/" { split($$0, part, /[:% ]+/); n = part[length(part)]; \
	    if (n > lines[file]) lines[file] = n; if (part[3] * n / 100 > run[file]) run[file] = part[3] * n / 100 } \
	  /^Lines executed/ { file = "" } \
	  END { for (f in lines) { printf "%5.1f %%  %5d  %s\n", 100 * run[f] / lines[f], lines[f], f; all += lines[f]; done += run[f] } \
	    printf "%5.1f %%  %5d  total\n", 100 * done / all, all; exit 100 * done < $(COVERED) * all }' > build/coverage/lines.txt || failed=yes; \
	sort -n build/coverage/lines.txt; [ ! "$$failed" ]
