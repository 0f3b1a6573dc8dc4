#!/usr/bin/python3
# screenshots.py PROGRAM FOLDER - pictures of the program at work on its sample
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Uses the driver of the window tests.  EXM_SHOTS_SIZE=800x600 takes them in
# another size.

"""Opens the sample, tunes on practice and asks the tuned model, light; then the table, dark."""

import os
import sys

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(TOP, "tests/ui"))

import desktop  # noqa: E402

SETTINGS = "[io/github/exemplar/Exemplar]\npractice-speed=20.0\ncolor-scheme='%s'\n"
POST = "Traffic was terrible this morning."


class Shots:
    def __init__(self, program, folder, style, size):
        self.program, self.folder, self.style, self.size = program, folder, style, size

    def __enter__(self):
        from drive import App
        self.screen = desktop.Desktop(*self.size)
        path = self.screen.path("config/glib-2.0/settings/keyfile")
        os.makedirs(os.path.dirname(path))
        with open(path, "w", encoding="utf-8") as f:
            f.write(SETTINGS % self.style)
        self.app = App(self.screen, [self.program], {"GSETTINGS_BACKEND": "keyfile"})
        self.app.resize(*self.size)
        return self

    def __exit__(self, *_):
        for line in self.app.complaints():
            print("screenshots: the program complained: " + line)
        self.screen.close()

    def take(self, name):
        # The pointer goes where it lights nothing up.
        self.screen.xdotool("mousemove", self.size[0] // 2, self.size[1] - 2)
        path = self.app.picture(os.path.join(self.folder, name + ".png"))
        print("screenshots: " + path)

    def open_sample(self):
        self.app.do(name="Try the Sample")
        self.app.find(name="527 ready", patience=60)
        self.app.key("ctrl+Home")
        self.dismiss()

    def dismiss(self):
        """Close the messages that lie over the page."""
        app = self.app
        for _ in range(5):
            app.settle()
            low = [n for n in app.find_all(role="push button", name="Close") if n.extents()[1] > self.size[1] / 2]
            if not low:
                return
            app.do(low[0])


def light(program, folder, size):
    with Shots(program, folder, "light", size) as shots:
        app = shots.app
        shots.take("library")
        shots.open_sample()
        shots.take("examples")
        app.key("alt+3")
        app.do(name="Overview")
        app.find(name_re="527 posts, 154 labels", patience=30)
        shots.take("overview")
        app.do(name="Map")
        app.find(name="Legend", patience=60)
        app.settle()
        shots.take("map")
        app.key("alt+4")
        app.do(name="Start Tuning")
        app.find(name="Test the Model", patience=120)
        shots.dismiss()
        shots.take("tune")
        app.key("alt+5")
        app.tab_to(role="text", name_re="Post to ask about")
        app.type(POST)
        app.key("ctrl+Return")
        app.find(name_re="^Practice · .*Sentiment: ", patience=30)
        shots.take("test")


def dark(program, folder, size):
    with Shots(program, folder, "dark", size) as shots:
        shots.open_sample()
        shots.take("examples-dark")


def main(program, folder):
    lacking = desktop.missing()
    if lacking:
        sys.exit("screenshots: " + lacking)
    os.makedirs(folder, exist_ok=True)
    size = tuple(int(n) for n in os.environ.get("EXM_SHOTS_SIZE", "1280x800").split("x"))
    light(program, folder, size)
    dark(program, folder, size)


main(*sys.argv[1:])
