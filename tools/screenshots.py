#!/usr/bin/python3
# screenshots.py PROGRAM FOLDER - one picture of each page, with the sample in it
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Uses the driver of the window tests.  EXM_SHOTS_DARK=1 takes them dark,
# EXM_SHOTS_SIZE=800x600 in another size.

"""Opens the sample and goes through the pages by Alt+1 to Alt+5."""

import os
import sys

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(TOP, "tests/ui"))

import desktop  # noqa: E402

PAGES = ("examples", "label", "review", "tune", "test")


def main(program, folder):
    lacking = desktop.missing()
    if lacking:
        sys.exit("screenshots: " + lacking)
    from drive import App
    size = tuple(int(n) for n in os.environ.get("EXM_SHOTS_SIZE", "1280x800").split("x"))
    env = {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark" if os.environ.get("EXM_SHOTS_DARK") else "default"}
    os.makedirs(folder, exist_ok=True)
    with desktop.Desktop(*size) as screen:
        app = App(screen, [program], env)
        app.resize(*size)
        print("screenshots: " + app.picture(os.path.join(folder, "library.png")))
        app.kill()
        app.start(os.path.join(TOP, "data/samples/social-posts.jsonl"))
        app.resize(*size)
        app.find(name_re="Traffic was terrible|Enjoying a beautiful", patience=60)
        for number, page in enumerate(PAGES, 1):
            app.key("alt+%d" % number)
            print("screenshots: " + app.picture(os.path.join(folder, page + ".png")))
        for line in app.complaints():
            print("screenshots: the program complained: " + line)


main(*sys.argv[1:])
