# quarks.py - the one leak that is not ours
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""With more than 2,048 quarks GLib takes a larger table and leaves the first one, 2,048
pointers, behind on purpose (gquark.c).  The sanitizer knows no stack beyond g_malloc,
so that no suppression can name it: its report is told from others by its size."""

import re

_REPORT = re.compile(r"\n=+\n==\d+==ERROR: LeakSanitizer: detected memory leaks\n+"
                     r"Direct leak of 16384 byte\(s\) in 1 object\(s\) allocated from:\n"
                     r"( +#\d .*(malloc|quark).*\n)+\n+SUMMARY: .* 16384 byte\(s\) leaked in 1 allocation.*\n")


def without(log):
    """What a program said, less that report."""
    return _REPORT.sub("", log)


def among(log):
    return _REPORT.search(log) is not None
