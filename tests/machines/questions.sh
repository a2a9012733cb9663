# make -n is a question: no run, table or figure may change, whatever is wrong with it.
listed() { find data build/tables build/figures build/macros -type f -printf '%p %T@ %s\n' 2>/dev/null | grep -v '\.mk ' | sort; }
cp $raw/prevalence-rl.h5 $raw/prevalence-sl.h5; printf x >>$raw/complexity-rl.h5
listed >"$work/before"
chain -n; chain -n tables; chain -n clean; chain -n distclean
listed | cmp -s - "$work/before" || fail "make -n changes files: $(listed | diff - "$work/before" | head -n 3)"
touch -d '+2 days' $tables/claims.tsv
listed >"$work/before"
chain -n && fail "a file of the future is taken"
chain tables && fail "a file of the future is taken"
grep -q 'in the future' "$work/log" || fail "it is not said"
listed | cmp -s - "$work/before" || fail "a file of the future changes others"
