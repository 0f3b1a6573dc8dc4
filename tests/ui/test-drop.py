#!/usr/bin/python3
# test-drop.py - files and text from another program are dropped on the window
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-drop.py EXEMPLAR: cases go on from each other; EXM_UI_DRAG_SOURCE is the other program."""

import os
import sys

from dropping import drop
from uitest import run


def write(app, name, text):
    path = app.desktop.path("home", name)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return path


def table(app):
    return app.find(role="tree table", name="Examples")


def has_rows(app, number):
    app.until(lambda: len(app.find_all(role="table row", name_re=r"^Row \d", hidden=True)) == number, "%d rows" % number, patience=30)


def library(app):
    """a file of posts that is dropped on the library is a dataset"""
    drop(app, app.find(name="Try the Sample"), write(app, "first.txt", "One\nTwo\n"))
    has_rows(app, 2)
    app.find(name="First")


def several(app):
    """of several files each is added or named with what is wrong, and each is a step that can be undone"""
    drop(app, table(app), write(app, "second.txt", "Three\n"), write(app, "third.csv", "text,label\nFour,Good\n"),
         write(app, "fourth.jsonl", "{\n"), write(app, "fifth.txt", "Five\n"))
    has_rows(app, 5)
    app.find(role="status bar", name_re="^1 ready")
    app.find(name_re="^No example could be read from “fourth.jsonl”")
    app.key("Escape")
    app.until(lambda: len(app.windows()) == 1 and app.windows()[0].has("active"), "no other window")
    app.key("ctrl+z")
    has_rows(app, 4)
    app.find(role="push button", name_re="^Undo: Import .*third.csv”$")
    app.key("ctrl+shift+z")
    has_rows(app, 5)


def text(app):
    """text from elsewhere is posts, one a line"""
    drop(app, table(app), "--text", "Six\nSeven, and more\n")
    has_rows(app, 7)
    app.find(role="table row", name_re="^Row 7: Seven, and more")
    app.key("ctrl+z")
    has_rows(app, 5)


def dataset(app):
    """a dataset that is dropped among posts has a window of its own; the posts are added here"""
    folder = app.desktop.path("data", "exemplar", "datasets")
    other = app.desktop.path("home", "Other.exemplar")
    with open(os.path.join(folder, "First.exemplar"), "rb") as f, open(other, "wb") as out:
        out.write(f.read())
    drop(app, table(app), other, write(app, "sixth.txt", "Eight\n"))
    app.until(lambda: sorted(w.name for w in app.windows()) == ["First", "Other"], "two windows", patience=30)
    # Which of them is in front is the window manager's matter.
    app.until(lambda: app.find_all(role="table row", name_re="^Row 6: Eight", hidden=True), "the post", patience=30)


run([library, several, text, dataset], sys.argv[1:])
