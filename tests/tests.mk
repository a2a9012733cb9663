# Every tests/test_NAME.c is a cmocka program, linked with what it needs of the modules,
# under AddressSanitizer and UndefinedBehaviorSanitizer.  tests/test_NAME.sh may test
# from outside; it passes if it ends with status 0.

# (Under sanitizers gcc warns of uninitialised variables that are not.)
SANITIZE := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -Wno-maybe-uninitialized
$(eval $(call compile,check,$(SANITIZE)))
$(eval $(call compile,check-double,$(SANITIZE) -DNETWORK_DOUBLE))

# The longest first, for the others run beside it.
TESTS := test_faults $(filter-out test_faults,$(basename $(notdir $(wildcard tests/test_*.c tests/test_*.sh))))

build/check/test_%: tests/test_%.c build/check/library.a | $(HEADERS)
	@$(CC) $(CPPFLAGS) $(CFLAGS) $(SANITIZE) -MMD -MP -MF $@.d $(filter tests/%.c %.a,$^) $(LDLIBS) -lcmocka -o $@.tmp && mv $@.tmp $@

# It looks into the program itself.
build/check/test_portraits: build/tangled/portraits.c

# Gradients are compared with central differences, for which single precision is too coarse.
DOUBLE := network ppo supervised task specification attributes fault table replace parameters streams digest runfile
build/check/test_gradients: tests/test_gradients.c $(DOUBLE:%=build/check-double/%.o) | $(HEADERS)
	@$(CC) $(CPPFLAGS) $(CFLAGS) $(SANITIZE) -DNETWORK_DOUBLE -MMD -MP -MF $@.d $(filter %.c %.o,$^) $(LDLIBS) -lcmocka -o $@.tmp && mv $@.tmp $@

# The symmetries need a program that turns networks round.
build/check/turn: tests/turn.c build/objects/library.a | $(HEADERS)
	@mkdir -p $(@D)
	@$(CC) $(CPPFLAGS) $(CFLAGS) $(filter %.c %.a,$^) $(LDLIBS) -o $@.tmp && mv $@.tmp $@
test_symmetry: build/check/turn

# A test is run anew each time; its last words are kept, its failure does not stop the others.
.PHONY: $(TESTS)
$(filter $(basename $(notdir $(wildcard tests/*.c))),$(TESTS)): test_%: build/check/test_%
	@echo "$@"; $(RUN) build/check/$@ > build/check/$@.txt 2>&1 || echo "[  STATUS  ] $$?" >> build/check/$@.txt
$(filter $(basename $(notdir $(wildcard tests/*.sh))),$(TESTS)): test_%: tests/test_%.sh $(PROGRAMS:%=build/bin/%)
	@echo "$@"; mkdir -p build/check; bash $< > build/check/$@.txt 2>&1 && echo "[  PASSED  ] 1 test(s)." >> build/check/$@.txt || echo "[  STATUS  ] $$?" >> build/check/$@.txt

# Whether a network learns in so many updates depends on the kernel's rounding.
test_training: RUN := env $(shell cat tests/pinned.env)

check: $(TESTS) ## all tests; the last line counts them
	@awk '/^\[  PASSED  \] [0-9]+ test/ { passed += $$4 } \
	  /^\[  FAILED  \] [0-9]+ test/ { failed += $$4; said[FILENAME] = 1 } \
	  /^\[  STATUS  \]/ { bad[FILENAME] = 1; if (!said[FILENAME]) ++failed } \
	  END { for (f in bad) { print f ":"; while ((getline line < f) > 0) print "  " line } \
	    printf "%d passed, %d failed\n", passed, failed; exit failed > 0 }' $(TESTS:%=build/check/%.txt)
