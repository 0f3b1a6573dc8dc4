#!/usr/bin/python3
# test-counts.py - the line of counts at the end of ./check counts right
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""tools/count-tests.py on logs of known content."""

import json
import os
import subprocess
import sys
import tempfile

from lintlib import TOP, Tap

CASES = (
    ("all well", "OK", "ok 1 - a\nok 2 - b # SKIP no display\n1..2\n", "1 passed, 0 failed, 1 skipped", 0),
    ("one fails", "FAIL", "1..2\nok 1 /a/b\nnot ok 2 /a/c\n", "1 passed, 1 failed, 0 skipped", 1),
    ("died after its cases", "ERROR", "ok 1 /a\n1..1\n", "1 passed, 1 failed, 0 skipped", 1),
    ("died before its plan was done", "ERROR", "1..3\nok 1 /a\n", "1 passed, 1 failed, 0 skipped", 1),
    ("ran out of time", "TIMEOUT", "ok 1 /a\n", "1 passed, 1 failed, 0 skipped", 1),
    ("skipped as a whole", "SKIP", "1..0 # SKIP no display\n", "0 passed, 0 failed, 1 skipped", 0),
    ("no TAP, well", "OK", "hello\n", "1 passed, 0 failed, 0 skipped", 0),
    ("no TAP, ill", "FAIL", "", "0 passed, 1 failed, 0 skipped", 1),
    ("subtests count once", "OK", "    ok 1 - inner\n    1..1\nok 1 - outer\n1..1\n", "1 passed, 0 failed, 0 skipped", 0),
    ("a # in a name is no directive", "OK", "ok 1 - has #pragma once\n1..1\n", "1 passed, 0 failed, 0 skipped", 0),
    ("a todo is no failure", "OK", "not ok 1 - later # TODO\n1..1\n", "1 passed, 0 failed, 0 skipped", 0),
)


def count(*paths):
    return subprocess.run([sys.executable, os.path.join(TOP, "tools/count-tests.py")] + list(paths),
                          stdout=subprocess.PIPE, universal_newlines=True)


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "testlog.json")
        for name, result, stdout, line, status in CASES:
            with open(log, "w") as f:
                f.write(json.dumps({"name": "t", "result": result, "stdout": stdout}) + "\n")
            done = count(log)
            last = done.stdout.splitlines()[-1]
            tap.case(name, [] if (last, done.returncode) == (line, status) else [last, str(done.returncode)])
        with open(log, "w") as f:
            f.write(json.dumps({"name": "t", "result": "FAIL", "stdout":
                                "1..2\nok 1 - a\n# not this\nnot ok 2 - b\n# because\n# of it\n"}) + "\n")
        told = count(log).stdout
        tap.case("what was said of a failure is told again", [] if "  # because\n  # of it\nfailed: t b" in told and
                 "not this" not in told else told.splitlines())
        done = count(os.path.join(folder, "none.json"))
        tap.case("no log is a failure", [] if done.returncode == 1 else [done.stdout])
    tap.end()


main()
