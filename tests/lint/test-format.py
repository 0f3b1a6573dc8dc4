#!/usr/bin/python3
# test-format.py - clang-format 14 has nothing to change
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other versions lay out differently, so only version 14 judges."""

import os
import re
import shutil
import subprocess

from lintlib import TOP, Tap, files

FAULT = re.compile(r"^(.+?):(\d+):\d+: warning: code should be clang-formatted", re.M)


def judge(tool, paths):
    """Faults of many files in one go: starting the tool takes longer than its work."""
    done = subprocess.run([tool, "--style=file", "--dry-run"] + paths, cwd=TOP, check=True,
                          stderr=subprocess.PIPE, universal_newlines=True)
    lines = {}
    for path, line in FAULT.findall(done.stderr):
        lines.setdefault(path, line)
    return ["%s:%s: not as clang-format -i --style=file leaves it" % fault for fault in lines.items()]


def main():
    tap = Tap()
    tool = shutil.which("clang-format-14")
    if tool is None:
        tap.skip("formatting", "clang-format-14 is not here")
        tap.end()
    for folder in ("src", "tests"):
        tap.case("formatting of " + folder, judge(tool, files((".c", ".h"), folder)))
    blank = []
    for path in files((".c", ".h", ".ui", ".py", ".build"), "src", "tests", "data", "po"):
        with open(os.path.join(TOP, path), "rb") as f:
            data = f.read()
        if b"\r" in data or b"\t" in data or (data and not data.endswith(b"\n")):
            blank.append("%s: has tabs or CRs, or no line end at its end" % path)
    tap.case("spaces and line ends", blank)
    tap.end()


main()
