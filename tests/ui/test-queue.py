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
    """what was labelled stays when that is wished, and goes after a while when that is wished"""
    choose(app, "In Which Order", 0, OPEN[0])
    app.tab_to(role="push button", name="How to label")
    app.key("Return")
    app.tab_to(role="check box", name_re="^Go on after each label")
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


if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
    skip_all("the program was not built")
write_posts()
run([as_listed, shortest, shuffled, goes_on_or_not, unsure, saved_search], sys.argv[1:] + [posts])
