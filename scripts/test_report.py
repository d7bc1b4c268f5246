"""Says what a ctest run ended with, from its JUnit report.

scripts/test_report.py REPORT            skipped tests by name, then the totals
scripts/test_report.py --failures REPORT every failed test by name, with the end of what it printed
"""

import sys
import xml.etree.ElementTree as tree

# Enough for a failed assertion with its trace and a process's last words; a whole log would bury the next failure.
LINES_OF_A_FAILURE = 60


def print_totals(suite):
    total, failed = int(suite.get("tests")), int(suite.get("failures"))
    skipped = int(suite.get("skipped")) + int(suite.get("disabled"))
    for case in suite.iter("testcase"):
        if case.get("status") in ("notrun", "disabled"):
            print("skipped:", case.get("name"))
    print(f"{total - failed - skipped} passed, {failed} failed, {skipped} skipped")


def print_failures(suite):
    for case in suite.iter("testcase"):
        if case.get("status") != "fail":
            continue
        print("failed:", case.get("name"))
        said = (case.findtext("system-out") or "").splitlines()
        if len(said) > LINES_OF_A_FAILURE:
            print(f"    … {len(said) - LINES_OF_A_FAILURE} lines before these")
        for line in said[-LINES_OF_A_FAILURE:]:
            print("   ", line)


def main(arguments):
    failures = arguments[:1] == ["--failures"]
    if len(arguments) != 1 + failures:
        sys.exit(__doc__)
    suite = tree.parse(arguments[-1]).getroot()
    print_failures(suite) if failures else print_totals(suite)


main(sys.argv[1:])
