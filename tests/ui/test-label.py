#!/usr/bin/python3
# test-label.py - labelling posts one at a time and many at once, by keyboard
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-label.py EXEMPLAR: cases go on from each other."""

import csv
import os
import random
import subprocess
import sys
import tempfile
import time

from hearing import Told, check
from uitest import run, skip_all

N_FAST = 2000
N_POSTS = N_FAST + 40
LABELS = ("Positive", "Negative", "Neutral", "Angry", "Calm", "Funny")

folder = tempfile.TemporaryDirectory(prefix="exm-label-")
posts = os.path.join(folder.name, "posts.csv")
typed = []


def write_posts():
    with open(posts, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(["text", "label"])
        for name in LABELS:
            out.writerow(["A post that is %s" % name.lower(), name])
        for number in range(N_POSTS):
            out.writerow(["Post number %d, to be decided" % number, ""])


def card(app, name_re, patience=20):
    """The post in sight; its name says how many are left, its text and its label."""
    return app.find(role="panel", name_re=name_re, patience=patience)


def in_card(app, **what):
    """Something in the card; the table that lies behind is not read."""
    return app.find(within=card(app, "Post number "), **what)


def cells(app):
    """The cards of the grid that are made, without the rows of the table behind."""
    return [node for node in app.meant(role="table cell") if node.parent.role != "table row"]


def says(app, words):
    app.until(lambda: any(words in node.name for node in cells(app)), "a card that says " + words)


def stored(app, program):
    """What is on the disk: the label of each post by its text."""
    name = next(os.path.join(top, f) for top, _, files in os.walk(app.desktop.path("")) for f in files
                if f.endswith(".exemplar"))
    out = os.path.join(folder.name, "stored.csv")
    subprocess.run([program, "convert", name, out], env=app.desktop.env, check=True, stdout=subprocess.DEVNULL)
    with open(out, encoding="utf-8", newline="") as f:
        return {row[0]: row[1] for row in list(csv.reader(f))[1:]}


def opens(app):
    """posts without a label come up on the Label page, with the labels' keys"""
    app.find(role="status bar", name_re="^6 ready", patience=60)
    app.key("alt+2")
    card(app, r"^2,?040 posts left: Post number 0, to be decided\. Label: none$", patience=60)
    for number, name in enumerate(LABELS, 1):
        app.find(role="push button", name="%s, key %d" % (name, number))
    app.find(role="progress bar", name_re=r"^6 of 2,?046$")
    check(app)


def one_key(app):
    """one key labels the post, and the next one is there"""
    with Told(app) as told:
        app.key("1")
        told.says("Positive")
        told.says("Post number 1, to be decided. Label: none")
    app.find(role="push button", name_re="^Positive: Post number 0")
    app.key("exclam")
    card(app, "Post number 1, ")
    in_card(app, name="Flagged")
    app.key("exclam")
    app.gone(name="Flagged", within=card(app, "Post number 1, "))
    app.key("space")
    card(app, "Post number 2, ")


def unbound(app):
    """a key that no label has says so, and decides nothing"""
    with Told(app) as told:
        app.key("Z")
        told.says("No label has the key “Z”")
    app.find(role="status bar", name="No label has the key “Z”")
    card(app, "Post number 2, ")


def back_and_undo(app):
    """Back shows what was decided, undo takes it back and goes there"""
    app.key("BackSpace", "BackSpace")
    card(app, r"^Decided before: Post number 0, .*Label: Positive$")
    app.key("2")
    card(app, "Post number 2, ")
    app.key("minus")
    card(app, r"Post number 0, .*Label: Positive$")
    app.key("3")
    card(app, "Post number 2, ")
    # A label takes the skip off.
    app.key("Left")
    card(app, "^Decided before: Post number 1, ")
    app.key("1", "2")
    card(app, r"^2,?037 posts left: Post number 3, ")
    app.key("minus", "minus")
    card(app, r"^Decided before: Post number 1, ")
    app.key("1", "2")
    card(app, r"^2,?037 posts left: Post number 3, ")


def note(app):
    """a note is written, and found beside the post"""
    app.key("period")
    app.until(lambda: app.focused() and app.focused().role in ("text", "entry"), "the entry of the note")
    app.type("ask again")
    app.key("Return")
    in_card(app, name="Note: ask again")


def find_label(app):
    """a label is found by its name"""
    app.key("slash")
    app.until(lambda: app.focused() and app.focused().role in ("text", "entry"), "the search")
    app.type("cal")
    app.find(role="push button", name="Calm, key 5")
    app.gone(role="push button", name="Angry, key 4")
    app.key("Return")
    card(app, "Post number 4, ")
    app.find(role="push button", name_re="^Calm: Post number 3")


def guide(app):
    """the guideline is written, read, and taken back; definitions stand beside it"""
    app.key("F4")
    app.tab_to(name="Write a Guideline")
    app.key("Return")
    app.until(lambda: app.focused() and app.focused().role == "text", "the text of the guideline")
    app.type("# Mood")
    app.key("Return")
    app.type("**Positive** wins")
    app.key("ctrl+Return")
    app.find(within=app.find(role="panel", name="How to decide"), name_re="^Mood\nPositive wins")
    app.key("ctrl+z")
    app.find(role="push button", name="Write a Guideline")
    app.key("ctrl+shift+z")
    app.find(within=app.find(role="panel", name="How to decide"), name_re="^Mood\nPositive wins")
    app.key("F4")
    app.gone(role="panel", name="How to decide")
    app.key("question")
    app.find(within=app.find(role="panel", name="How to decide"), name="No definition")
    check(app)
    app.key("question")
    app.gone(role="panel", name="How to decide")
    card(app, "Post number 4, ")


def as_fast_as_they_come(app):
    """2,000 keys, as fast as the screen takes them: each to its post, none lost"""
    random.seed(1)
    typed[:] = [random.choice("123456") for _ in range(N_FAST)]
    began = time.monotonic()
    app.desktop.xdotool("type", "--delay", "0", "".join(typed))
    sent = time.monotonic() - began
    card(app, r"^3[0-9] posts left: Post number %d, " % (4 + N_FAST), patience=60)
    print("# %d keys sent in %.1f s, done after %.1f s" % (N_FAST, sent, time.monotonic() - began))
    app.find(role="status bar", name="Saved", patience=60)


def grid(app):
    """the grid: a span of cards gets a label with one key, and undo takes it back"""
    app.key("plus")
    app.find(role="progress bar", name_re=r"^1 of 2,?046 selected$")
    app.until(lambda: any(n.has("focused") and "A post that is positive" in n.name for n in cells(app)), "the first card")
    app.key("shift+Right", "shift+Right")
    app.find(role="progress bar", name_re=r"^3 of 2,?046 selected$")
    check(app)
    with Told(app) as told:
        app.key("6")
        told.says("Label: Funny")
    says(app, "A post that is negative. Label: Funny")
    app.key("ctrl+z")
    says(app, "A post that is negative. Label: Negative")
    app.key("ctrl+a")
    app.find(role="progress bar", name_re=r"^2,?046 of 2,?046 selected$")


def each_to_its_post(app):
    """after the end, the file has each key at the post for which it was typed"""
    assert app.quit() == 0
    labels = stored(app, sys.argv[1])
    assert len(labels) == N_POSTS + len(LABELS), len(labels)
    wanted = ["Neutral", "Positive", "Negative", "Calm"] + [LABELS[int(key) - 1] for key in typed]
    wanted += [""] * (N_POSTS - len(wanted))
    wrong = [(i, name, labels["Post number %d, to be decided" % i]) for i, name in enumerate(wanted)
             if labels["Post number %d, to be decided" % i] != name]
    assert not wrong, "%d of %d posts have another label: %s" % (len(wrong), N_POSTS, wrong[:5])


if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
    skip_all("the program was not built")
write_posts()
run([opens, one_key, unbound, back_and_undo, note, find_label, guide, as_fast_as_they_come, grid, each_to_its_post],
    sys.argv[1:] + [posts])
