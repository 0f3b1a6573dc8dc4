#!/usr/bin/python3
# test-queue.py - which post comes up next on the Label page, and what is seen of it
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-queue.py EXEMPLAR: cases go on from each other."""

import csv
import os
import re
import sys
import tempfile
import time

from hearing import check, toggles
from uitest import run, skip_all

GOOD = "what a lovely sunny day with friends at the beach number %d"
BAD = "this terrible broken train is late and cold again number %d"
UNSURE = "a lovely sunny day, and this terrible broken train is late"
N_EACH = 30
OPEN = ["the longest of the posts that are still open here, about nothing at all",
        GOOD % 100, UNSURE, "Brief", BAD % 100, "a middling post about maps", "a middling post about cups"]

folder = tempfile.TemporaryDirectory(prefix="exm-queue-")
posts = os.path.join(folder.name, "posts.csv")


def write_posts():
    """60 posts of two labels, and seven that are open."""
    with open(posts, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(["text", "label", "author", "created_at"])
        for number in range(N_EACH):
            out.writerow([GOOD % number, "Positive", "ann", "2024-05-01T10:00:00Z"])
            out.writerow([BAD % number, "Negative", "bob", "2024-05-02T10:00:00Z"])
        for number, text in enumerate(OPEN):
            out.writerow([text, "", "carol%d" % number, "2024-05-03T1%d:00:00Z" % number])


def up(app, text):
    """Wait until this is the post that is to be decided."""
    return app.find(role="panel", name_re=re.escape(": %s. Label: " % text))


def shown(app):
    """The text of the post that is up."""
    name = app.find(role="panel", name_re="^(7 posts left|Decided before): ").name
    return name.split(": ", 1)[1].rsplit(". Label: ", 1)[0]


def walk(app):
    """The open posts in the order in which they come up; ends at the first again."""
    seen = [shown(app)]
    while len(seen) < len(OPEN):
        app.key("Right")
        app.until(lambda: shown(app) != seen[-1], "another post")
        seen.append(shown(app))
    app.key(*["Left"] * (len(OPEN) - 1))
    up(app, seen[0])
    return seen


def choose(app, tip, letter, first):
    """From a chooser of the head, by keyboard: the entry that begins so."""
    app.tab_to(role="push button", name_re="^%s: " % tip)
    app.key("Return")
    app.focus_is(role="list item")
    app.key("Home", *["Down"] * letter)
    app.key("Return")
    app.tab_to(role="panel", name_re=r"\. Label: ")
    if first is not None:
        up(app, first)


def as_listed(app):
    """posts come up as they are listed, with author and date above them"""
    app.find(role="status bar", name="60 ready", patience=60)
    app.key("alt+2")
    up(app, OPEN[0])
    app.find(role="label", name_re=r"^carol0 · .*10:00$")
    assert walk(app) == OPEN


def covers_nothing(app):
    """what is said of an edit comes along to the labels, and lies over none of them"""
    app.key("alt+1")
    app.tab_to(role="table row")
    app.key("ctrl+Home", "Delete")
    app.find(role="label", name="Delete Post")
    app.key("alt+2")
    up(app, OPEN[0])
    toast = app.find(role="label", name="Delete Post")
    app.key("Z")
    hint = app.find(role="status bar", name="No label has the key “Z”")
    label = app.find(role="push button", name="Positive, key 1")

    def apart():
        (_, above, _, tall), (_, middle, _, high), below = toast.extents(), hint.extents(), label.extents()[1]
        return above + tall < middle and middle + high <= below
    app.until(apart, "the toast above the hint, and that above the labels", patience=3)
    app.key("ctrl+z")
    app.find(role="status bar", name="60 ready")


def shortest(app):
    """the shortest come first"""
    choose(app, "In Which Order", 2, "Brief")
    seen = walk(app)
    assert seen == sorted(OPEN, key=len), seen


def shuffled(app):
    """shuffled is another order, and the same each time"""
    choose(app, "In Which Order", 1, None)
    first = walk(app)
    assert sorted(first) == sorted(OPEN) and first != OPEN and first != sorted(OPEN, key=len), first
    choose(app, "In Which Order", 0, OPEN[0])
    choose(app, "In Which Order", 1, first[0])
    assert walk(app) == first


def goes_on_or_not(app):
    """what was labelled stays in sight when that is wished"""
    choose(app, "In Which Order", 0, OPEN[0])
    app.tab_to(role="push button", name="How to label")
    app.key("Return")
    app.tab_to(role="check box", name_re="^Go on after each label")
    check(app)
    toggles(app, role="check box", name_re="^Go on after each label")
    app.key("Return")
    app.find(role="check box", name_re="^Go on after each label", state="-checked", hidden=True)
    app.key("Escape")
    app.tab_to(role="panel", name_re=r"\. Label: ")
    app.key("1")
    app.find(role="panel", name_re=re.escape("%s. Label: Positive" % OPEN[0]))
    app.key("2")
    app.find(role="panel", name_re=re.escape("%s. Label: Negative" % OPEN[0]))
    app.key("minus", "minus")
    up(app, OPEN[0])


def waits(app):
    """a labelled post stays in sight as long as is wished, then the next one comes"""
    app.tab_to(role="push button", name="How to label")
    app.key("Return")
    app.tab_to(role="check box", name_re="^Go on after each label")
    app.key("Return")
    app.find(role="check box", name_re="^Go on after each label", state="checked", hidden=True)
    wait = app.tab_to(role="spin button", name_re="^Wait before that, in seconds")
    app.key("ctrl+a")
    app.type("1")
    app.key("Return")
    app.until(lambda: wait.value() == 1, "the spin button to tell 1")
    app.key("Escape")
    app.tab_to(role="panel", name_re=r"\. Label: ")
    began = time.monotonic()
    app.key("1")
    up(app, OPEN[1])
    assert time.monotonic() - began >= 1, "the next post came at once"
    app.key("minus")
    up(app, OPEN[0])


def unsure(app):
    """of the open posts, the one that the local model is least sure of comes first"""
    choose(app, "In Which Order", 3, None)
    app.find(role="status bar", name="The posts that the local model is least sure of come first", patience=60)
    seen = walk(app)
    sure = min(seen.index(GOOD % 100), seen.index(BAD % 100))
    assert sorted(seen) == sorted(OPEN) and seen.index(UNSURE) < sure, seen
    choose(app, "In Which Order", 0, OPEN[0])


def saved_search(app):
    """a saved search is a queue as well"""
    app.key("alt+1", "ctrl+f")
    app.until(lambda: app.focused() and app.focused().role == "entry", "the search")
    app.type("middling")
    app.find(name="2 of 67")
    app.tab_to(role="push button", name="Saved searches")
    app.key("Return")
    app.until(lambda: app.focused() and app.focused().name.startswith("Name of this search"), "the name of the search")
    app.type("Middling")
    app.key("Return")
    app.find(name="Middling", hidden=True)
    app.key("Escape", "alt+2")
    up(app, OPEN[0])
    app.tab_to(role="push button", name_re="^Which Posts: ")
    app.key("Return", "End", "Return")
    app.find(role="panel", name_re="^2 posts left: " + OPEN[-2])


def answers(app):
    """an answer is written, the next post comes, and undo takes it back"""
    app.tab_to(role="push button", name="How to label", key="shift+Tab")
    app.key("Return")
    app.tab_to(role="check box", name_re="^Write outputs instead of labels")
    app.key("Return", "Escape")
    app.tab_to(role="text", name="Output")
    app.type("A map, says the post")
    app.key("ctrl+Return")
    card = app.find(role="panel", name_re="^1 post left: " + OPEN[-1])
    app.until(lambda: app.focused() and app.focused().text() == "", "an empty place for the next answer")
    app.key("ctrl+z")
    app.find(role="panel", name_re="^2 posts left: " + OPEN[-2])
    app.type("Cups")
    app.key("Escape", "Left")
    app.find(role="status bar", name="This is where you began")
    app.find(role="panel", name_re=OPEN[-2] + r"\. Label: Cups")
    app.key("ctrl+z")
    app.find(role="panel", name_re=OPEN[-2] + r"\. Label: none")


def editor(app):
    """in the editor of the panel a label takes the key of another one, which gets its own"""
    app.tab_to(role="push button", name="How to label")
    app.key("Return")
    app.tab_to(role="check box", name_re="^Write outputs instead of labels")
    app.key("Return", "Escape")
    app.find(role="push button", name="Positive, key 1")
    app.tab_to(role="list item", name_re="^Positive")
    app.key("F2")
    app.until(lambda: app.focused() and app.focused().name.startswith("Name of the label"), "the editor")
    app.key("alt+k", "ctrl+a")
    app.type("2")
    app.find(name="The key 2 belongs to “Negative”", hidden=True)
    app.focus_is(name_re="^Key that gives", state="invalid", description="The key 2 belongs to “Negative”")
    check(app)
    whole(app, "Apply")
    app.tab_to(role="push button", name="Swap Keys")
    app.key("Return")
    app.find(name="“Negative” will have the key 1", hidden=True)
    app.until(lambda: app.focused() and app.focused().name.startswith("Key that gives"), "the key")
    app.key("Return")
    app.find(role="push button", name="Positive, key 2")
    app.find(role="push button", name="Negative, key 1")
    app.key("ctrl+z")
    app.find(role="push button", name="Positive, key 1")
    app.find(role="push button", name="Negative, key 2")


def whole(app, button):
    """Wait until the last button of the editor is in its popover, not cut off."""
    def is_inside():
        node = app.find(role="push button", name=button, hidden=True)
        x, y, width, height = node.extents()
        left, top, wide, high = node.parent.parent.extents()
        return left <= x and x + width <= left + wide and top <= y and y + height <= top + high
    app.until(is_inside, "all of the editor in sight")


def one_title(app):
    """the name of the dataset stands in the header once, wherever the pages are chosen"""
    def middles():
        return [node.extents()[0] + node.extents()[2] / 2 for node in app.find_all(role="label", name="Posts")]
    left = middles()
    assert len(left) == 1, left
    app.resize(1000, 700)
    app.until(lambda: len(middles()) == 1 and middles()[0] > left[0] + 100, "one title, in the middle")


if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
    skip_all("the program was not built")
write_posts()
run([as_listed, covers_nothing, shortest, shuffled, goes_on_or_not, waits, unsure, saved_search, answers, editor, one_title], sys.argv[1:] + [posts])
