#!/usr/bin/python3
# test-journey.py - from the sample to a tuned model that answers, by keyboard
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-journey.py EXEMPLAR: cases go on from each other, as somebody's first hour does."""

import os
import re
import sys

from hearing import Told, check
from uitest import run, skip_all

import desktop

PRACTICE_SPEED = 20.0
POST = "Traffic was terrible this morning."
# Nobody shows notifications on the screen of a test.
NOTIFICATIONS = r"unable to send notifications through org\.freedesktop\.Notifications"


def row(app, number, patience=20):
    """A row of the table by its number; its name says post and label."""
    return app.find(role="table row", name_re=r"^Row %d: " % number, patience=patience)


def row_says(app, number, wanted):
    app.until(lambda: wanted in row(app, number).name, "row %d: %s" % (number, wanted))


def focus_row(app, number):
    """Leave other places, then go to a row by the keyboard alone."""
    app.key("alt+1")
    app.tab_to(role="table row")
    app.key("ctrl+Home", *["Down"] * (number - 1))
    app.until(lambda: (app.focused() or app.tree()).name.startswith("Row %d: " % number), "focus on row %d" % number)


def edit(app):
    """Edit the post of the row; the keyboard is then no longer on the row itself."""
    app.key("F2")
    app.until(lambda: not (app.focused() and app.focused().role == "table row"), "the editor of the post")


def sample(app):
    """the sample opens, and all of its 527 examples are ready"""
    app.tab_to(name="Try the Sample")
    app.key("Return")
    app.find(role="status bar", name="527 ready", patience=60)
    row_says(app, 2, "%s. Label: Negative" % POST)
    check(app)


def label_key(app):
    """a key of one letter or digit gives the chosen row another label"""
    focus_row(app, 2)
    with Told(app) as told:
        app.key("1")
        told.says("Positive")
    row_says(app, 2, "%s. Label: Positive" % POST)


def undo(app):
    """Ctrl+Z takes it back, Shift+Ctrl+Z does it again"""
    with Told(app) as told:
        app.key("ctrl+z")
        told.says("Undone: Label 1 Post “Positive”")
    row_says(app, 2, "Label: Negative")
    app.key("shift+ctrl+z")
    row_says(app, 2, "Label: Positive")
    app.key("ctrl+z")
    row_says(app, 2, "Label: Negative")


def search(app):
    """Ctrl+F looks for words, and Escape shows all again"""
    app.key("ctrl+f")
    app.until(lambda: app.focused() and app.focused().role in ("text", "entry", "search box"), "a search entry")
    app.type("traffic")
    app.gone(role="table row", name_re="finished an amazing workout")
    app.find(role="table row", name_re=re.escape(POST))
    check(app)
    app.key("Escape")
    # The row that was looked at may stay where it is, so rows below it tell.
    app.find(role="table row", name_re="finished an amazing workout")


def killed(app):
    """kill -9 amid typing loses nothing that was done before"""
    focus_row(app, 1)
    edit(app)
    app.key("ctrl+a")
    app.type("A quiet day at the lake")
    app.key("Return")
    row_says(app, 1, "A quiet day at the lake")
    focus_row(app, 3)
    edit(app)
    app.type("half a wor")
    app.restart()
    app.find(name_re="Social posts|Teach a Model", patience=30)
    if not app.find_all(role="table row"):
        app.tab_to(name_re="Social posts")
        app.key("Return")
    app.find(role="status bar", name="527 ready", patience=60)
    row_says(app, 1, "A quiet day at the lake. Label: Positive")
    row_says(app, 2, "%s. Label: Negative" % POST)


def tune(app):
    """a model is tuned on practice until it is ready"""
    app.key("alt+4")
    app.tab_to(role="list item", name="Advanced", state="expandable -expanded")
    app.key("Return")
    app.focus_is(role="list item", name="Advanced", state="expanded")
    app.key("Return")
    app.focus_is(role="list item", name="Advanced", state="-expanded")
    app.tab_to(role="push button", name="Start Tuning")
    with Told(app) as told:
        app.key("Return")
        app.find(role="push button", name="Cancel Tuning", patience=30)
        # Where the button was, something else is now; a second Enter must not cancel the job.
        app.focus_is(role="panel", name="Tuning Job")
        app.find(role="push button", name="Test the Model", patience=60)
        told.says(": Ready")
    app.find(name="Ready")
    check(app)


def ask(app):
    """the tuned model answers Negative"""
    app.key("alt+5")
    app.fill(POST, role="text", name_re="Post to ask about")
    with Told(app) as told:
        app.key("ctrl+Return")
        app.find(name_re="^Practice · .*Sentiment: Negative", patience=30)
        told.says("Sentiment: Negative")
    check(app)


def quit_quietly(app):
    """Ctrl+Q ends it"""
    assert app.quit() == 0


class Quick(desktop.Desktop):
    """A desktop whose settings are in a file of its own, with a practice service that hurries."""

    def __init__(self, *size):
        super().__init__(*size)
        self.env["GSETTINGS_BACKEND"] = "keyfile"
        self._write("config/glib-2.0/settings/keyfile",
                    "[io/github/exemplar/Exemplar]\npractice-speed=%.1f\n" % PRACTICE_SPEED)


if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
    skip_all("the program was not built")
desktop.Desktop = Quick
if not desktop.missing():
    import drive
    drive.NOT_OURS = re.compile(drive.NOT_OURS.pattern + "|" + NOTIFICATIONS)
run([sample, label_key, undo, search, killed, tune, ask, quit_quietly], sys.argv[1:])
