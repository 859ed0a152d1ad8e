"""Runs the unittest cases of a script, and tells Bazel about each of them."""

import os
import sys
import time
import unittest
from xml.sax.saxutils import quoteattr


class _Result(unittest.TextTestResult):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.seconds = {}

    def startTest(self, test):
        super().startTest(test)
        self._started = time.monotonic()

    def stopTest(self, test):
        super().stopTest(test)
        self.seconds[test.id()] = time.monotonic() - self._started


def _write_xml(path, result):
    # Failures of set-up have no test of their own, so they count as further cases.
    problems = {}
    for kind, found in (("failure", result.failures), ("error", result.errors)):
        for test, trace in found:
            problems.setdefault(test.id(), (kind, trace))
    names = list(result.seconds) + [name for name in problems if name not in result.seconds]
    failures = sum(kind == "failure" for kind, _ in problems.values())
    with open(path, "w", encoding="utf-8") as xml:
        xml.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n')
        xml.write(f'<testsuite name="python" tests="{len(names)}" failures="{failures}" '
                  f'errors="{len(problems) - failures}">\n')
        for name in names:
            xml.write(f"<testcase name={quoteattr(name)} time=\"{result.seconds.get(name, 0):.3f}\">")
            if name in problems:
                kind, trace = problems[name]
                xml.write(f"<{kind} message={quoteattr(trace[-2000:])}/>")
            xml.write("</testcase>\n")
        xml.write("</testsuite>\n</testsuites>\n")


def run(names=()):
    """All cases of the main script, or the named ones; ends the process."""
    loader = unittest.TestLoader()
    main = sys.modules["__main__"]
    suite = loader.loadTestsFromNames(names, main) if names else loader.loadTestsFromModule(main)
    result = unittest.TextTestRunner(
        stream=sys.stderr, verbosity=2, resultclass=_Result).run(suite)
    if os.environ.get("XML_OUTPUT_FILE"):
        _write_xml(os.environ["XML_OUTPUT_FILE"], result)
    # A script that ran nothing has shown nothing.
    sys.exit(0 if result.wasSuccessful() and result.testsRun > 0 else 1)
