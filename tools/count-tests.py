#!/usr/bin/python3
# count-tests.py LOG... - add up the single cases of `meson test` runs
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Reads meson-logs/testlog*.json.  A TAP program counts by its cases, any other
# test as one.  A program that died, ran out of time or said less than it
# planned has at least one failure, whatever its cases said.

"""Print failures, reasons of skips, and the one line of counts."""

import json
import os
import re
import sys

CASE = re.compile(r"^(not )?ok\b\s*\d*\s*-?\s*(.*?)(?:\s#\s*(SKIP|TODO)\S*\s*(.*))?$", re.I)
PLAN = re.compile(r"^1\.\.(\d+)\s*(?:#\s*SKIP\S*\s*(.*))?$", re.I)
FINE = {"OK", "EXPECTEDFAIL", "SKIP"}
# Lines of a failure that are printed again at the end, where they are read.
DETAILS = 90


def details(test, name):
    """What a test said about a case that failed: the comments after it, else the end of all that it said."""
    lines = (test.get("stdout") or "").splitlines()
    begin = next((i for i, line in enumerate(lines) if line.startswith("not ok") and name and name in line), None)
    if begin is None:
        return (lines + (test.get("stderr") or "").splitlines())[-DETAILS:]
    end = begin + 1
    while end < len(lines) and lines[end].startswith("#"):
        end += 1
    # GLib's own tests say before the line of the case why it fails.
    return lines[begin + 1:end][:DETAILS] or lines[max(0, begin - DETAILS):begin]


def cases(stdout):
    """Yield (verdict, name, reason) of each TAP case; subtests are indented and not counted."""
    planned, seen = None, 0
    for line in stdout.splitlines():
        plan = PLAN.match(line)
        if plan:
            planned = int(plan.group(1))
            if planned == 0:
                yield "skipped", "all", plan.group(2) or "no reason given"
            continue
        case = CASE.match(line)
        if not case:
            continue
        seen += 1
        bad, name, directive, reason = case.groups()
        directive = (directive or "").upper()
        if directive == "SKIP":
            yield "skipped", name.strip(), reason.strip() or "no reason given"
        elif bad and directive != "TODO":
            yield "failed", name.strip(), ""
        else:
            yield "passed", name.strip(), ""
    if planned is not None and seen < planned:
        yield "failed", "planned %d cases, ran %d" % (planned, seen), ""


def read(path):
    with open(path, encoding="utf-8", errors="replace") as log:
        for line in log:
            if line.strip():
                yield json.loads(line)


def main(paths):
    count = {"passed": 0, "failed": 0, "skipped": 0}
    failures, said, skips, tests = [], [], {}, 0
    for path in paths:
        if not os.path.exists(path):
            failures.append("%s: no test has run" % path)
            count["failed"] += 1
            continue
        for test in read(path):
            tests += 1
            verdicts = list(cases(test.get("stdout") or ""))
            if not verdicts:
                word = "skipped" if test["result"] == "SKIP" else "passed" if test["result"] in FINE else "failed"
                verdicts = [(word, "", "its program says so" if word == "skipped" else "")]
            elif test["result"] not in FINE and not any(v[0] == "failed" for v in verdicts):
                verdicts.append(("failed", test["result"].lower(), ""))
            for verdict, name, reason in verdicts:
                count[verdict] += 1
                title = "%s %s" % (test["name"], name)
                if verdict == "failed":
                    failures.append("%s (%s)" % (title.strip(), os.path.dirname(os.path.dirname(path))))
                    said.append((failures[-1], details(test, name)))
                elif verdict == "skipped":
                    skips.setdefault(reason, []).append(title.strip())
    for title, lines in said:
        print("what was said by %s:" % title)
        for line in lines:
            print("  " + line)
    for reason, names in sorted(skips.items()):
        more = ", ..." if len(names) > 3 else ""
        print("skipped %d: %s (%s%s)" % (len(names), reason, ", ".join(names[:3]), more))
    for failure in failures:
        print("failed: " + failure)
    if not tests:
        count["failed"] = max(count["failed"], 1)
    print("%(passed)d passed, %(failed)d failed, %(skipped)d skipped" % count)
    return 1 if count["failed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
