#!/usr/bin/python3
# test-pictures.py - the overview and the map, by keyboard alone
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-pictures.py EXEMPLAR: cases go on from each other, on the sample."""

import os
import re
import sys
import time

from uitest import run

DECIDED = "527 posts, 154 labels, 100 % decided"


def section(app, name):
    app.key("alt+3")
    app.do(role_of(app, name))


def role_of(app, name):
    """A section's button, not a heading of the same name."""
    return app.find(role="page tab", name=name)


def shown(app, words):
    """The table has a filter of this name."""
    app.find(role="push button", name_re=re.escape(words))


def wait_file(app, path, head):
    def there():
        if not os.path.exists(path):
            return False
        with open(path, "rb") as f:
            return f.read(len(head)) == head
    app.until(there, "%s begins with %r" % (path, head))


def save(app, name, head):
    """The chooser is open: a path of our own, then Enter."""
    path = app.desktop.path("home", name)
    app.until(lambda: len(app.windows()) > 1, "a file chooser")
    time.sleep(0.5)
    app.key("ctrl+a")
    app.type(path)
    app.key("Return")
    wait_file(app, path, head)
    app.until(lambda: len(app.windows()) == 1, "the chooser is gone")
    return path


# --- the overview ---------------------------------------------------------------------------------


def overview(app):
    """the overview counts, names what is uneven, and each mark has words"""
    app.do(name="Try the Sample")
    app.find(name="527 ready", patience=60)
    section(app, "Overview")
    app.find(name=DECIDED)
    app.find(role="push button", name="Positive: 44 posts, 8 %")
    app.find(name_re=r"Labels\. “Positive” has 44 times as many posts as “.*Aim for at least 20 each\.")
    app.find(name_re=r"^Length in Characters\. Half of the posts have \d+ characters or fewer")


def bars(app):
    """arrow keys go from mark to mark"""
    app.tab_to(name="Positive: 44 posts, 8 %")
    app.key("Down")
    app.until(lambda: app.focused() and app.focused().name == "Neutral: 19 posts, 4 %", "the next bar")
    app.key("Home")
    app.until(lambda: app.focused() and app.focused().name == "Positive: 44 posts, 8 %", "the first bar")


def lengths(app):
    """a column of lengths leads to its rows, named after it"""
    app.key("alt+3")
    node = app.find(role="push button", name_re=r"^40–49 characters: \d+ posts, ")
    count = int(re.search(r": (\d+) posts", node.name).group(1))
    app.do(node)
    shown(app, "Take “Length 40–49” out of the filter")
    app.until(lambda: app.find_all(name_re=r"\b%d\b" % count), "%d rows" % count)


def rows(app):
    """Enter shows the rows of a mark"""
    app.tab_to(name="Positive: 44 posts, 8 %")
    app.key("Return")
    shown(app, "Take “Positive” out of the filter")


def choose(app, number):
    """From the menu of the picture that has the keyboard: PNG, then SVG."""
    app.key("Menu")
    time.sleep(0.5)
    for _ in range(number):
        app.key("Down")
    app.key("Return")


def files(app):
    """pictures become files, and all of them one page"""
    choose(app, 1)
    save(app, "labels.svg", b"<?xml")
    choose(app, 0)
    save(app, "labels.png", b"\x89PNG")
    app.do(name="Save Report…")
    save(app, "report.pdf", b"%PDF")


# --- the map ------------------------------------------------------------------------------------


def current(app):
    return app.find(role="image", name="Map of posts").description


def read(app):
    """arrow keys go from post to post, and each is read"""
    section(app, "Map")
    app.find(role="image", name="Map of posts", patience=60)
    app.key("alt+1", "alt+3")
    app.tab_to(name="Map of posts")
    app.key("Right")
    app.until(lambda: ": " in current(app), "a post with its label")
    before = current(app)
    app.key("Right")
    app.until(lambda: current(app) != before and ": " in current(app), "another post")


def label(app):
    """a rectangle by keys takes posts, one key labels them, undo takes it back"""
    for _ in range(3):
        app.key("shift+Right")
        app.key("shift+Down")
    node = app.find(name_re=r"^\d+ posts? selected$")
    count = int(node.name.split()[0])
    assert count >= 1, node.name
    app.key("1")
    app.find(name_re=r"^Label(led)? .*“Positive”|^.*“Positive”.*$", patience=20)
    app.until(lambda: app.find_all(role="list item", name_re=r"^Positive, (?!44 )\d+ posts"), "more posts are Positive")
    app.key("ctrl+z")
    app.find(role="list item", name="Positive, 44 posts")


if __name__ == "__main__":
    run([overview, bars, files, rows, lengths, read, label], sys.argv[1:])
