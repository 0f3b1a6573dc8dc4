#!/usr/bin/python3
# test-second.py - a second look: splits, and deciding again without seeing
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-second.py EXEMPLAR: cases go on from each other."""

import sys

from hearing import check
from uitest import run


def second_look(app):
    """the sample opens, and Second Look tells what belongs together"""
    app.tab_to(name="Try the Sample")
    app.key("Return")
    app.find(role="status bar", name="527 ready", patience=60)
    go_there(app)
    app.find(name_re="groups stay together", patience=60)
    check(app)


def go_there(app):
    app.key("alt+3")
    app.do(name="Second Look")
    app.find(name_re="^(Start|Go On)$", patience=30)


def split(app):
    """a split is made, nothing stands on both sides, and it can be undone"""
    app.tab_to(role="push button", name="Make a Split")
    app.key("Return")
    app.find(name_re=r"^\d+ train · \d+ validate", patience=60)
    app.find(name_re="^0 groups stand on both sides")
    app.until(lambda: app.focused() and app.focused().name == "Make a Split", "the keyboard where it was")
    app.tab_to(key="shift+Tab", role="push button", name_re="^Clear")
    app.key("Return")
    app.find(name_re="^No split yet", patience=30)
    app.until(lambda: app.focused() and app.focused().name == "Make a Split", "the keyboard on what is left")
    app.key("ctrl+z")
    app.find(name_re=r"^\d+ train · \d+ validate", patience=30)
    app.key("ctrl+z")
    app.find(name_re="^No split yet", patience=30)


def keyboard(app):
    """a page that is come to has the keyboard, and where it had it when it was left"""
    app.tab_to(role="push button", name="Make a Review Copy…")
    app.key("alt+4")
    app.focus_is(role="combo box", name="Account")
    app.key("alt+3")
    app.focus_is(role="push button", name="Make a Review Copy…")


def texts(app):
    """All that a screen reader could say in the window, but the post and its number."""
    # Also below the edge, which moves with the length of the post. A toast of before goes when it goes, and the
    # post is read out as the description of what has the keyboard.
    nodes = [n for n in app.find_all(hidden=True) if not any(e.raw.startswith("AdwToast") for e in n.ancestors())]
    posts = {n.name for n in nodes if n.role == "label" and n.name.count(" ") >= 3}
    return {(n.role, n.name, "" if n.description in posts or n.has("focused") else n.description) for n in nodes
            if n.role in ("push button", "toggle button", "image", "list item", "status bar")}


def blind(app):
    """nothing but the post changes from one to the next"""
    app.do(role="push button", name="Start")
    app.find(name="Post 1 of 20", patience=30)
    app.settle()
    check(app)
    # Back can be pressed from the second post on.
    app.key("1")
    app.find(name="Post 2 of 20")
    app.settle()
    before = texts(app)
    app.key("2")
    app.find(name="Post 3 of 20")
    app.settle()
    # Read again if not: what changes while it is read may be missing once.
    differ = [None]

    def same():
        differ[0] = before ^ texts(app)
        return not differ[0]
    app.until(same, differ)
    app.key("BackSpace")
    app.find(name="Post 2 of 20")


def answer(app, first):
    """The rest of the round, all with the label of one key."""
    for number in range(first, 21):
        app.find(name="Post %d of 20" % number)
        app.key("1")


def resume(app):
    """a round goes on where it was, also after the program was killed"""
    app.key("1")
    app.find(name="Post 3 of 20")
    app.key("Escape")
    app.find(role="list item", name="A round is under way", patience=30)
    app.find(name="2 of 20 decided")
    app.restart()
    app.tab_to(role="list item", name_re="^Social Posts|^Sample|posts")
    app.key("Return")
    app.find(role="status bar", name="527 ready", patience=60)
    go_there(app)
    app.do(role="push button", name="Go On")
    answer(app, 3)
    app.find(role="list item", name_re=r"^\S+ · Kappa .* of 20 the same$", patience=30)
    app.find(role="push button", name_re=r"^Differences \(\d+\)")


def compared(app):
    """a second round stands above the first, with what that one came to"""
    app.do(role="push button", name="Start")
    answer(app, 1)
    app.find(name_re=r"\nThe round before: kappa ", patience=30)
    rounds = app.find_all(role="list item", name_re=r"^\S+ · Kappa .* of 20 the same$", hidden=True)
    assert len(rounds) == 2, [n.name for n in rounds]


run([second_look, split, keyboard, blind, resume, compared], sys.argv[1:])
