# `make check-arm64`: the programs for arm64, compiled and run here (packages gcc-aarch64-linux-gnu,
# qemu-user-static), beside those of this machine, which has to be of x86-64.  Some minutes, and
# 200 MB below build/; no part of `make check`.

.PHONY: check-arm64
check-arm64: build/bin/train build/bin/attractors ## the programs for arm64, by qemu: the same weights, the same labels
	@bash tests/check_arm64.sh $(PROGRAMS:%=build/bin/%) $(HELPERS:%=build/bin/%) || { status=$$?; [ $$status = 77 ] && echo "[  SKIPPED ] 1 test(s)." || exit $$status; }
