# known_leaks.py - the leaks that are not ours
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Told from ours by their size, since the sanitizer's quick stacks end in GLib and no
suppression can name them; whole stacks make the window six times as slow.

- With more than 2,048 quarks GLib takes a larger table and leaves the first one, 2,048
  pointers, behind on purpose (gquark.c).
- libcloudproviders, which GTK's file dialog asks, loses a string of 128 bytes for each
  folder of data where it looks: two on a test's desktop.
"""

import re

_REPORT = re.compile(r"\n=+\n==\d+==ERROR: LeakSanitizer: detected memory leaks\n+"
                     r"((?:Direct leak of \d+ byte\(s\) in \d+ object\(s\) allocated from:\n(?: +#\d .*\n)+\n)+)"
                     r"SUMMARY: AddressSanitizer: .*\n")
_KNOWN = re.compile(r"Direct leak of (?:16384 byte\(s\) in 1|256 byte\(s\) in 2) object\(s\) allocated from:\n"
                    r"(?: +#\d .*alloc.*\n)+")


def _less(report):
    blocks = report.group(1).strip("\n").split("\n\n")
    return "" if all(_KNOWN.fullmatch(block + "\n") for block in blocks) else report.group(0)


def without(log):
    """What a program said, less a report of nothing but these."""
    return _REPORT.sub(_less, log)


def among(log):
    return without(log) != log
