# `make coverage`: which share of the lines of src/ and of the tangled code the tests and a
# tiny chain run; less than COVERED % is an error.  The report: build/coverage/lines.txt.

COVERED ?= 90
$(eval $(call compile,coverage,-O0 --coverage))
.SECONDARY: $(PROGRAMS:%=build/coverage/%.o)

build/coverage/bin/%: build/coverage/%.o build/coverage/library.a
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -O0 --coverage $^ $(LDLIBS) -o $@.tmp && mv $@.tmp $@
build/coverage/test_%: tests/test_%.c build/coverage/library.a | $(HEADERS)
	@$(CC) $(CPPFLAGS) $(CFLAGS) -O0 --coverage $(filter %.c %.a,$^) $(LDLIBS) -lcmocka -o $@.tmp && mv $@.tmp $@

# test_gradients needs the network in double precision, a build of its own.
COVERING := $(filter-out test_gradients,$(basename $(notdir $(wildcard tests/test_*.c))))
COVERING_SHELL := attractors populations_program summaries

.PHONY: coverage
coverage: $(COVERING:%=build/coverage/%) $(PROGRAMS:%=build/coverage/bin/%) ## lines of src/ and paper.nw that the tests run
	@find build/coverage -name '*.gcda' -delete
	@for test in $(COVERING); do echo "$$test"; build/coverage/$$test > build/coverage/$$test.txt 2>&1 || { tail build/coverage/$$test.txt; exit 1; }; done
	@for test in $(COVERING_SHELL); do echo "test_$$test"; BIN=build/coverage/bin bash tests/test_$$test.sh > build/coverage/test_$$test.txt 2>&1 || { tail build/coverage/test_$$test.txt; exit 1; }; done
	@TRAIN=build/coverage/bin/train bash tests/test_train.sh > build/coverage/test_train.txt 2>&1 || :
	@gcov --no-output $(MODULES:%=build/coverage/%.o.gcno) $(PROGRAMS:%=build/coverage/%.o.gcno) 2>/dev/null | \
	awk -F "[':% ]+" '/^File/ { file = $$2 } \
	  /^Lines executed/ && file ~ /^src\/|paper\.nw|tangled|^parts/ { split($$0, part, /[:% ]+/); n = part[length(part)]; if (n > lines[file]) lines[file] = n; if (part[3] * n / 100 > run[file]) run[file] = part[3] * n / 100; file = "" } \
	  END { for (f in lines) { printf "%5.1f %%  %5d  %s\n", 100 * run[f] / lines[f], lines[f], f; all += lines[f]; done += run[f] } \
	    printf "%5.1f %%  %5d  total\n", 100 * done / all, all; exit 100 * done < $(COVERED) * all }' > build/coverage/lines.txt || failed=yes; \
	sort -n build/coverage/lines.txt; [ ! "$$failed" ]
