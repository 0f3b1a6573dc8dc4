#!/usr/bin/python3
# test-format.py - clang-format 14 has nothing to change
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other versions lay out differently, so only version 14 judges."""

import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

from lintlib import TOP, Tap, files


def judge(tool, path):
    with open(os.path.join(TOP, path), "rb") as f:
        before = f.read()
    after = subprocess.run([tool, "--style=file", path], cwd=TOP, check=True, stdout=subprocess.PIPE).stdout
    if before == after:
        return None
    old, new = before.splitlines(), after.splitlines()
    line = next((i for i, pair in enumerate(zip(old, new)) if pair[0] != pair[1]), min(len(old), len(new)))
    return "%s:%d: not as clang-format -i --style=file leaves it" % (path, line + 1)


def main():
    tap = Tap()
    tool = shutil.which("clang-format-14")
    if tool is None:
        tap.skip("formatting", "clang-format-14 is not here")
        tap.end()
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for folder in ("src", "tests"):
            paths = files((".c", ".h"), folder)
            tap.case("formatting of " + folder, [f for f in pool.map(lambda p: judge(tool, p), paths) if f])
    blank = []
    for path in files((".c", ".h", ".ui", ".py", ".build"), "src", "tests", "data", "po"):
        with open(os.path.join(TOP, path), "rb") as f:
            data = f.read()
        if b"\r" in data or b"\t" in data or (data and not data.endswith(b"\n")):
            blank.append("%s: has tabs or CRs, or no line end at its end" % path)
    tap.case("spaces and line ends", blank)
    tap.end()


main()
