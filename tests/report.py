"""Runs the unittest cases of a test file and closes with cmocka's words, which
tests/tests.mk counts."""
import sys
import unittest


def main():
    result = unittest.main(module="__main__", exit=False, verbosity=2).result
    failed = len({test.id().split(" ")[0] for test, _ in result.failures + result.errors})
    for test, reason in result.skipped:
        print(f"[  SKIPPED ] {test}: {reason}")
    if failed:
        print(f"[  FAILED  ] {failed} test(s).")
    if result.skipped:
        print(f"[  SKIPPED ] {len(result.skipped)} test(s).")
    # A class whose set-up fails counts as failed and runs no test.
    print(f"[  PASSED  ] {max(0, result.testsRun - failed - len(result.skipped))} test(s).")
    sys.exit(1 if failed else 0)
