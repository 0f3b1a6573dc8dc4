#!/usr/bin/python3
# test-copies.py - a copy for a second reviewer: given away, labelled, merged, settled
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-copies.py EXEMPLAR: cases go on from each other; the reviewer is a second start of the program."""

import csv
import os
import sys
import time

from dropping import drop
from hearing import check, toggles
from uitest import run

LABELS = ("Positive", "Negative", "Neutral")
POSTS = (
    "Enjoying a beautiful day at the park", "Traffic was terrible this morning", "I ate bread for breakfast",
    "Got the job at last", "They cancelled the show", "My cat sleeps on the sofa",
    "What a concert last night", "Rain all week long", "The library opens at nine",
    "Dinner with old friends", "Phone battery dead by noon", "Meeting moved to Tuesday",
    "Sunset over the harbour", "Neighbours drilling at six", "Paid the electricity bill",
    "Best coffee in town", "Printer jammed twice today", "Watching clouds go by")
UNDECIDED = ("Train leaves platform four", "New shoes hurt my feet")
# What the reviewer says, by the labels' keys: two of the owner's decisions are not theirs.
ANSWERS = "123" * 4 + "122" "323" + "32"


def write_posts(app):
    path = app.desktop.path("home", "posts.csv")
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(["text", "label"])
        out.writerows([text, LABELS[i % 3]] for i, text in enumerate(POSTS))
        out.writerows([text, ""] for text in UNDECIDED)
    return path


def copy_path(app):
    return app.desktop.path("home", "for Ann.exemplar")


def second_look(app):
    app.key("alt+3")
    app.do(role="page tab", name="Second Look")
    app.find(role="push button", name="Make a Review Copy…", patience=30)


def in_entry(app):
    node = app.focused()
    return node is not None and node.role in ("text", "entry")


def alone(app):
    """Keys go to the main window again."""
    app.until(lambda: len(app.windows()) == 1 and app.windows()[0].has("active"), "no other window")


def choose_file(app, title, path):
    """GTK's file dialog is open: a path of our own, then Enter."""
    def is_open():
        return any(w.name == title for w in app.windows())
    app.until(is_open, "the file dialog")
    app.until(app.focused, "focus in it")
    if not in_entry(app):
        app.key("ctrl+l")
        app.until(lambda: in_entry(app), "the entry of the path")
    # The dialog writes its own name when it is ready, maybe over what is being typed.
    for _ in range(5):
        app.key("ctrl+a")
        app.type(path)
        if app.focused().text() == path:
            break
        time.sleep(0.3)
    # Return counts once the dialog has looked at the folder, which it does not tell; a second one
    # while it closes would be for the window behind.
    app.find(role="push button", name_re="^(Open|Save)$", state="sensitive")
    for _ in range(5):
        time.sleep(0.2)
        app.key("Return")
        try:
            app.until(lambda: not is_open(), "the file to be taken", patience=4)
            return
        except AssertionError:
            pass
    raise AssertionError("the file dialog takes no Return")


# --- cases ---------------------------------------------------------------------------------


def nobody(app):
    """a search that finds nothing makes no copy, and says so"""
    app.quit()
    app.start(write_posts(app))
    app.find(role="status bar", name="18 ready", patience=60)
    second_look(app)
    app.do(role="push button", name="Make a Review Copy…")
    app.find(role="combo box", name="Posts of the copy")
    app.find(role="combo box", name="How many")
    toggles(app, role="check box", name="Hide what is decided")
    app.find(role="check box", name="Hide what is decided", state="checked")
    check(app)
    app.fill("label:Nothing", name="Only posts that a search finds")
    app.do(role="push button", name="Make…")
    choose_file(app, "Make a Review Copy", copy_path(app))
    app.find(name_re="There is no post to copy", patience=30)
    assert not os.path.exists(copy_path(app))
    app.key("Escape")
    alone(app)


def make(app):
    """a copy without labels is made"""
    second_look(app)
    app.do(role="push button", name="Make a Review Copy…")
    app.find(role="combo box", name="How many")
    app.do(role="push button", name="Make…")
    choose_file(app, "Make a Review Copy", copy_path(app))
    app.find(name="“for Ann.exemplar” with 20 posts is ready to be given away", patience=30)
    with open(copy_path(app), "rb") as f:
        assert POSTS[0].encode() in f.read()
    assert app.quit() == 0


def label(app):
    """the reviewer is asked for a name, and decides without seeing what was decided"""
    app.start(copy_path(app))
    app.find(name="You Review This Dataset", patience=60)
    app.fill("Ann", name="Your name")
    app.do(role="push button", name="Keep")
    alone(app)
    app.find(role="status bar", name_re="^0 ready")
    app.key("alt+2")
    app.find(role="panel", name_re="20 posts left: .*Label: none$", patience=30)
    app.type(ANSWERS[:3])
    app.find(role="panel", name_re="17 posts left: " + POSTS[3])
    app.key("period")
    app.until(lambda: in_entry(app), "the entry of the note")
    app.type("luck or work?")
    app.key("Return")
    app.type(ANSWERS[3:])
    app.find(role="status bar", name="20 ready", patience=30)
    app.find(role="status bar", name="Saved")
    assert app.quit() == 0


def merge(app):
    """the review is merged: agreement with its meaning, and labels for what had none"""
    app.start()
    app.tab_to(role="list item", name_re="^Posts")
    app.key("Return")
    app.find(role="status bar", name="18 ready", patience=60)
    second_look(app)
    app.do(role="push button", name="Merge a Review…")
    choose_file(app, "Merge a Review", copy_path(app))
    app.find(role="list item", name_re=r"^Ann · Kappa 0\.\d\d \(.*\) · 16 of 18 the same$", patience=30)
    app.find(role="status bar", name="20 ready")


def settle(app):
    """conflicts stand side by side, one key settles each"""
    app.do(role="push button", name_re=r"^Conflicts \(2\)")
    app.find(name="Difference 1 of 2")
    app.find(role="push button", name="Yours: Neutral")
    app.find(role="push button", name="Ann: Negative", state="sensitive")
    check(app)
    app.key("2")
    app.find(name="Difference 2 of 2")
    app.find(role="push button", name="Yours: Positive", state="sensitive")
    app.key("1")
    app.find(role="push button", name_re="^Conflicts$", patience=30)
    # What was Neutral is Negative now, and the other one stayed.
    app.find(name="8", role="label")


def history(app):
    """the history of a post says who did what and when, also what a reviewer noted"""
    app.key("alt+1")
    app.tab_to(role="table row")
    app.key("ctrl+Home", *["Down"] * 14)
    app.find(role="table row", name_re="^Row 15: Paid the electricity bill. Label: Negative", state="selected")
    app.key("ctrl+h")
    app.find(name="History of the Post", patience=30)
    app.find(role="list item", name_re=r"^Label “Neutral” → “Negative”, \S+ \S+.* · ")
    app.find(role="list item", name_re=r"^Reviewer said “Negative”, \S+ \S+.* · Ann$")
    app.find(role="list item", name_re=r"^Imported from “posts.csv”, ")
    check(app)
    app.key("Escape")
    alone(app)
    app.key(*["Up"] * 11)
    app.find(role="table row", name_re="^Row 4: Got the job at last", state="selected")
    app.key("ctrl+h")
    app.find(role="list item", name_re=r"^Reviewer said “Positive”, with the note “luck or work\?”, .* · Ann$", patience=30)
    app.key("Escape")
    alone(app)


def marks(app):
    """a flag and a note are given by keyboard; what was before and after is in the history of that post"""
    app.key("Menu")
    app.tab_to(key="Up", most=30, role="menu item", name="Flag")
    app.key("Return")
    app.find(role="push button", name="Undo: Flag 1 Post")
    app.focus_is(role="table row", name_re="^Row 4: ")
    app.key("ctrl+e")
    app.tab_to(role="text", name="Note")
    app.type("work")
    app.key("ctrl+e")
    app.tab_to(role="table row", name_re="^Row 4: ")
    app.key("ctrl+h")
    app.find(role="list item", name_re=r"^Note “work”, \S+ \S+", patience=30)
    app.find(role="list item", name_re=r"^Mark “Flagged”, \S+ \S+")
    app.find(role="list item", name_re=r"^Reviewer said “Positive”, with the note “luck or work\?”")
    app.key("Escape")
    alone(app)
    # Not in that of the post above it.
    app.key("Up")
    app.find(role="table row", name_re="^Row 3: ", state="selected")
    app.key("ctrl+h")
    app.find(role="list item", name_re=r"^Imported from “posts.csv”, ", patience=30)
    assert not app.find_all(role="list item", name_re="^(Note|Mark) ")
    app.key("Escape")
    alone(app)
    app.find(role="push button", name="Undo: Edit Note of 1 Post")
    app.key("ctrl+z")
    app.find(role="push button", name="Undo: Flag 1 Post")
    app.key("ctrl+z")
    app.find(role="push button", name="Undo: Label 1 Post “Negative”")


def again(app):
    """the same review once more, dropped this time, counts nothing twice; undo takes back what it gave"""
    second_look(app)
    drop(app, app.find(role="push button", name="Merge a Review…"), copy_path(app))
    app.find(name="The review of Ann was merged again; nothing counts twice", patience=30)
    app.find(role="list item", name_re=r"^Ann · Kappa 0\.83 \(.*\) · 16 of 18 the same$")
    app.find(role="push button", name="Conflicts")
    alone(app)
    # What was settled, and what the merging gave.
    app.key("ctrl+z")
    app.find(role="push button", name="Undo: Merge the Review of Ann")
    app.key("ctrl+z")
    app.find(role="status bar", name="18 ready", patience=30)


run([nobody, make, label, merge, settle, history, marks, again], sys.argv[1:])
