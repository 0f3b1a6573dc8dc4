#!/usr/bin/python3
# test-headers.py - each header compiles alone, with nothing in sight but the rooms below
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-headers.py BUILD_ROOT CC [ARG...]"""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from lintlib import ROOMS, TOP, Tap, files, read, room_of, rooms_below

INCLUDE = re.compile(r'^#include ["<]([^">]+)[">]', re.M)
GENERATED = ("config.h", "source-paths.h")
PACKAGES = {
    "json": ["json-glib-1.0"],
    "core": ["gio-2.0", "gio-unix-2.0", "sqlite3"],
    "formats": ["gio-2.0", "json-glib-1.0"],
    "assist": ["gio-2.0"],
    "cloud": ["gio-2.0", "json-glib-1.0", "libcurl"],
    "review": ["gio-2.0"],
    "submit": ["gio-2.0", "json-glib-1.0"],
    "practice": ["gio-2.0", "json-glib-1.0", "libsoup-3.0"],
    "cli": ["gio-2.0", "json-glib-1.0"],
    "app": ["gtk4", "libadwaita-1"],
}


def cflags(room):
    return subprocess.run(["pkg-config", "--cflags"] + PACKAGES[room], check=True,
                          stdout=subprocess.PIPE, universal_newlines=True).stdout.split()


def stand_first(room):
    """Headers that some source of the room includes before all others: compiling that source tried them."""
    first = set()
    for path in files((".c",), "src/" + room):
        names = [n for n in INCLUDE.findall(read(path)) if n not in GENERATED]
        first.update(names[:1])
    return first


def compiles(compiler, build, room, flags, header):
    source = '#include "%s"\n' % os.path.basename(header)
    seen = ["-I" + folder for r in rooms_below(room) for folder, _, _ in os.walk(os.path.join(TOP, "src", r))]
    seen.append("-I" + os.path.join(build, "src", room))
    done = subprocess.run(compiler + ["-std=gnu17", "-D_GNU_SOURCE", "-fsyntax-only", "-Wall", "-Werror", "-x", "c"]
                          + seen + ["-I" + build] + flags + ["-"],
                          input=source, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
    return done.stdout.splitlines()[:8] if done.returncode else []


def main():
    build, compiler = sys.argv[1], sys.argv[2:]
    tap = Tap()
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for room in ROOMS:
            flags = cflags(room)
            first = stand_first(room)
            headers = [h for h in files((".h",), "src/" + room)
                       if room_of(h) == room and os.path.basename(h) not in first]
            faults = pool.map(lambda h: compiles(compiler, build, room, flags, h), headers)
            tap.case("headers of %s compile alone" % room, [line for lines in faults for line in lines])
    tap.end()


main()
