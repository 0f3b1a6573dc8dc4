#!/usr/bin/python3
# test-layers.py - nobody calls upstairs: the arrows of src/DESIGN.md hold
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Includes, include paths, and the circle that must not be."""

import os
import re

from lintlib import FORBIDDEN, ROOMS, Tap, files, line_of, read, room_of, rooms_below, without_comments

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+(["<])([^">]+)[">]', re.M)
GENERATED = ("config.h", "source-paths.h")


def main():
    tap = Tap()
    owner = {}
    clashes = []
    for path in files((".h",), "src"):
        name = os.path.basename(path)
        if name in owner:
            clashes.append("%s and %s have the same name" % (owner[name], path))
        owner[name] = path
    tap.case("each header name stands once", clashes)

    upward, foreign, unknown, private = [], [], [], []
    for path in files((".c", ".h"), "src"):
        room = room_of(path)
        if room is None:
            continue
        text = without_comments(read(path))
        for match in INCLUDE.finditer(text):
            kind, name = match.groups()
            where = "%s:%d" % (path, line_of(text, match.start()))
            if any(name.startswith(prefix) for prefix in FORBIDDEN.get(room, ())):
                foreign.append("%s: %s must not see <%s>" % (where, room, name))
            if kind != '"' or name in GENERATED or name.endswith("-resources.h") or name.endswith("-enums.h"):
                continue
            target = owner.get(os.path.basename(name))
            if target is None:
                unknown.append("%s: no header %s in src" % (where, name))
                continue
            other = room_of(target)
            if other != room and other not in ROOMS.get(room, ()):
                upward.append("%s: %s must not include %s of %s" % (where, room, name, other))
            elif other != room and name.endswith("-private.h"):
                private.append("%s: %s is private to %s" % (where, name, other))
    tap.case("includes follow the arrows", upward)
    tap.case("each room keeps to its own libraries", foreign)
    tap.case("quoted includes are headers of ours", unknown)
    tap.case("private headers stay in their room", private)

    faults = []
    for room in sorted(ROOMS):
        build = re.sub(r"#.*", "", read("src/%s/meson.build" % room))
        seen = set(re.findall(r"\bexm_([a-z]+)_dep\b", build)) - {room}
        for other in sorted(seen - set(ROOMS[room])):
            faults.append("src/%s/meson.build gives %s the include path of %s" % (room, room, other))
        for stray in re.findall(r"include_directories\('(\.\.[^']*)'", build):
            faults.append("src/%s/meson.build looks into %s" % (room, stray))
    tap.case("include paths follow the arrows", faults)

    circles = [room for room in ROOMS if any(room in ROOMS[r] for r in rooms_below(room))]
    tap.case("no circle among the rooms", circles)
    strangers = [p for p in files((".c", ".h"), "src") if room_of(p) and room_of(p) not in ROOMS]
    tap.case("each folder of src is a room", strangers)
    tap.end()


main()
