# lintlib.py - what the lint tests share: the tree, the rooms, C without its words, TAP
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Helpers of the lint tests; Python 3 standard library only."""

import os
import re
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# What each room may include: src/DESIGN.md.  A room may always include itself.
ROOMS = {
    "json": [],
    "core": [],
    "formats": ["json", "core"],
    "assist": [],
    "cloud": ["json"],
    "review": ["core", "assist"],
    "submit": ["core", "formats", "cloud", "review"],
    "practice": ["json", "assist"],
    "cli": ["json", "core", "formats", "assist", "review", "cloud", "submit", "practice"],
    "app": ["core", "formats", "assist", "review", "cloud", "submit", "practice"],
}

# Headers of libraries that a room must not see, by the beginning of the include.
_GTK, _CURL, _SOUP, _SQL, _JSON, _LINEAR, _SECRET = (
    ("gtk/", "gdk/", "adwaita", "gsk/", "graphene", "pango"), ("curl/",), ("libsoup/",),
    ("sqlite3",), ("json-glib/",), ("linear.h",), ("libsecret/",))
FORBIDDEN = {
    "json": _GTK + _CURL + _SOUP + _SQL + _LINEAR + _SECRET,
    "core": _GTK + _CURL + _SOUP + _JSON + _LINEAR + _SECRET,
    "formats": _GTK + _CURL + _SOUP + _SQL + _LINEAR + _SECRET,
    "assist": _GTK + _CURL + _SOUP + _SQL + _JSON + _SECRET,
    "cloud": _GTK + _SOUP + _SQL + _LINEAR,
    "review": _GTK + _CURL + _SOUP + _SQL + _JSON + _LINEAR + _SECRET,
    "submit": _GTK + _CURL + _SOUP + _SQL + _LINEAR + _SECRET,
    "practice": _GTK + _CURL + _SQL + _LINEAR + _SECRET,
    "cli": _GTK + _CURL + _SOUP + _SQL + _LINEAR + _SECRET,
    "app": _CURL + _SOUP + _SQL + _LINEAR + _SECRET,
}


class Tap:
    """Counts cases and prints them in TAP."""

    def __init__(self):
        self.number = 0
        self.bad = 0

    def case(self, name, faults):
        """One case; faults is a list of lines, empty if all is well."""
        self.number += 1
        faults = list(faults)
        print("%sok %d - %s" % ("not " if faults else "", self.number, name))
        for fault in faults:
            print("# " + fault)
        self.bad += bool(faults)
        sys.stdout.flush()

    def skip(self, name, reason):
        self.number += 1
        print("ok %d - %s # SKIP %s" % (self.number, name, reason))

    def end(self):
        print("1..%d" % self.number)
        sys.exit(1 if self.bad else 0)


def files(suffixes, *folders):
    """Paths under the folders, relative to the top, sorted."""
    found = []
    for folder in folders:
        for where, dirs, names in os.walk(os.path.join(TOP, folder)):
            dirs[:] = sorted(d for d in dirs if d not in ("__pycache__", "node_modules"))
            found += [os.path.relpath(os.path.join(where, n), TOP) for n in names if n.endswith(suffixes)]
    return sorted(found)


def tracked():
    """Paths that git knows, or None outside of a git checkout."""
    try:
        out = subprocess.run(["git", "-c", "safe.directory=*", "-C", TOP, "ls-files", "-z"], check=True,
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    return [p for p in out.decode().split("\0") if p and os.path.isfile(os.path.join(TOP, p))]


def read(path):
    with open(os.path.join(TOP, path), encoding="utf-8", errors="surrogateescape") as f:
        return f.read()


_TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def without_comments(text):
    """C source with comments blanked; lines and columns stay."""
    def blank(match):
        token = match.group(0)
        return re.sub(r"[^\n]", " ", token) if token.startswith("/") else token
    return _TOKEN.sub(blank, text)


def code_only(text):
    """C source with comments and the insides of strings blanked; lines and columns stay."""
    def blank(match):
        token = match.group(0)
        if token.startswith("/"):
            return re.sub(r"[^\n]", " ", token)
        return token[0] + re.sub(r"[^\n]", " ", token[1:-1]) + token[-1]
    return _TOKEN.sub(blank, text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def room_of(path):
    """The room of src/ROOM/..., or None for the mains in src/ itself."""
    parts = path.split(os.sep)
    return parts[1] if len(parts) > 2 and parts[0] == "src" else None


def exceptions(name):
    """A list `path reason...` beside the tests; a line without a reason is an error of its own."""
    table = {}
    for line in read(os.path.join("tests/lint", name)).splitlines():
        line = line.split("#", 1)[0].strip()
        if line:
            path, _, reason = line.partition(" ")
            table[path] = reason.strip()
    return table


def rooms_below(room):
    """The rooms that are in sight of a room, itself first."""
    seen = [room]
    for name in seen:
        seen += [r for r in ROOMS[name] if r not in seen]
    return seen
