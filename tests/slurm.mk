# `make check-slurm`: data/slurm.sh on a real Slurm of this machine alone, which it starts and ends
# (packages slurmctld, slurmd, slurm-client, munge; root).  Six minutes; no part of `make check`.

.PHONY: check-slurm
check-slurm: $(PROGRAMS:%=build/bin/%) ## data/slurm.sh through a real Slurm, started here
	@bash tests/check_slurm.sh $(ENSEMBLE) || { status=$$?; [ $$status = 77 ] && echo "[  SKIPPED ] 1 test(s)." || exit $$status; }
