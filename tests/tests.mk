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
	@$(call make_of,$(filter tests/%.c %.a,$^) $(LDLIBS) -lcmocka)

# It looks into the program itself.
build/check/test_portraits: build/tangled/portraits.c

# Gradients are compared with central differences, for which single precision is too coarse.
DOUBLE := network ppo supervised task specification attributes fault slurp text table replace parameters streams digest runfile
build/check/test_gradients: tests/test_gradients.c $(DOUBLE:%=build/check-double/%.o) | $(HEADERS)
	@$(call make_of,-DNETWORK_DOUBLE $(filter %.c %.o,$^) $(LDLIBS) -lcmocka)

# The symmetries need a program that turns networks round.
build/check/turn: tests/turn.c build/objects/library.a | $(HEADERS)
	@$(call make_of,$(filter %.c %.a,$^) $(LDLIBS))
build/check/turn: private flags_check :=
test_symmetry: build/check/turn

# How a test ended that did not pass: 77 says that it could not be tried here.
said = { status=$$?; [ $$status = 77 ] && echo "[  SKIPPED ] 1 test(s)" || echo "[  STATUS  ] $$status"; } >> build/check/$@.txt

# A test is run anew each time; its last words are kept, its failure does not stop the others.
.PHONY: $(TESTS)
$(filter $(basename $(notdir $(wildcard tests/*.c))),$(TESTS)): test_%: build/check/test_%
	@echo "$@"; $(RUN) build/check/$@ > build/check/$@.txt 2>&1 || $(said)
$(filter $(basename $(notdir $(wildcard tests/*.sh))),$(TESTS)): test_%: tests/test_%.sh $(PROGRAMS:%=build/bin/%) $(HELPERS:%=build/bin/%)
	@echo "$@"; mkdir -p build/check; bash $< > build/check/$@.txt 2>&1 && echo "[  PASSED  ] 1 test(s)." >> build/check/$@.txt || $(said)

# Whether a network learns in so many updates depends on the kernel's rounding.
test_training: RUN := env $(shell cat tests/pinned.env)
