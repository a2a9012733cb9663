# Is the ledger right where the truth is known?  `make ledger-null` simulates whole ledgers
# and intervals (2,000 resamples) and, where the reference networks are there, exchanges
# their teachers' labels; its table is committed, and `make check` computes a twentieth of it
# again, which has to come out the same.

NULL_TABLE := data/expected/ledger-null.tsv
REFERENCE_NETWORKS := $(wildcard data/expected/paper/networks.tsv)

build/check/ledger_null: tests/ledger_null.c build/objects/library.a | $(HEADERS)
	@mkdir -p $(@D)
	@$(CC) $(CPPFLAGS) $(CFLAGS) $(filter %.c %.a,$^) $(LDLIBS) -o $@.tmp && mv $@.tmp $@

.PHONY: ledger-null
ledger-null: build/check/ledger_null ## simulate ledgers without an effect and with known ones; takes minutes
	@$< $(REFERENCE_NETWORKS:%=--exchange %) > $(NULL_TABLE).tmp && mv $(NULL_TABLE).tmp $(NULL_TABLE)
	@$(PYTHON) -B tests/test_ledger.py --table $(NULL_TABLE)

# What a reader sees of that table: a row for each kind, name and n.
$(MACROS)/ledger-null.tex: $(NULL_TABLE)
	@mkdir -p $(@D)
	@awk -F '\t' 'NR > 1 { key = $$1 " & " $$2 " & " $$3; if (!(key in tried)) order[++n] = key; tried[key] += $$5; hits[key] += $$6 } \
	  END { for (i = 1; i <= n; ++i) printf "%s & %d & %d & %.1f \\\\\n", order[i], tried[order[i]], hits[order[i]], 100 * hits[order[i]] / tried[order[i]] }' $< | cat > $@.tmp && mv $@.tmp $@

test_ledger: build/check/ledger_null
