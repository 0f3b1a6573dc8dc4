#!/usr/bin/python3
# test-labels.py - the labels of the sample put in order, by keyboard
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-labels.py EXEMPLAR: cases go on from each other."""

import contextlib
import os
import sqlite3
import sys
import time

from hearing import check
from uitest import run, skip_all

# What a person presses to make something happen: Tab and arrows only go somewhere.
ACTIVATIONS = []


def press(app, key):
    ACTIVATIONS.append(key)
    app.key(key)


def manager(app):
    return app.until(lambda: next((window for window in app.windows() if window.name == "Labels"), None), "the manager")


def find_all(app, **what):
    """In the manager alone."""
    return app.find_all(within=manager(app), whole=False, **what)


def find(app, **what):
    return app.find(within=manager(app), **what)


def in_question(app, text):
    """A question stands before all of the program: it is the last window."""
    app.until(lambda: [n for n in app.tree().children[-1].walk() if n.name == text], text)


def focus_is(app, name):
    """Wait until something of this name has the keyboard."""
    app.focus_is(name_re="^%s" % name)


def list_items(app):
    """The rows in the order in which they stand now."""
    window = manager(app)
    for read in (lambda: app.known, app.tree):
        listed = [n for n in read().walk() if n.role == "list" and n.name == "Labels" and app.window_of(n).path == window.path]
        fresh = app.desktop.a11y.read(listed[0].owner, listed[0].path, skip=lambda n: n.depth == 1) if listed else None
        if fresh and fresh.states:
            return [node for node in fresh.children if node.role == "list item"]
    return []


def count(app):
    """Labels that there are, as the manager says."""
    return int(find(app, name_re=r"^\d+ Labels?$").name.split()[0])


def has_labels(app, number):
    app.until(lambda: count(app) == number, "%d labels" % number)


def to_list(app, name):
    """Go to the list, and in it to the first of the labels with this in their names."""
    app.key("alt+1", "ctrl+f")
    focus_is(app, "Find labels")
    app.key("ctrl+a", "BackSpace")
    app.type(name)
    app.until(lambda: 0 < len(list_items(app)) <= 3, "few labels")
    find(app, role="label", name=name)
    app.key("Down", "Home")


def sample(app):
    """the sample opens"""
    app.tab_to(name="Try the Sample")
    app.key("Return")
    app.find(role="status bar", name="527 ready", patience=60)


def tidy(app):
    """ten activations at most from 154 labels to a tidy set"""
    press(app, "ctrl+l")
    has_labels(app, 154)
    check(app, within=app.windows()[-1])
    press(app, "alt+2")
    find(app, role="push button", name_re=r"^Merge All Suggested \(17 Groups\)")
    check(app, within=app.windows()[-1])
    press(app, "alt+m")
    has_labels(app, 137)
    app.until(lambda: not find_all(app, role="push button", name_re="^Merge All Suggested"), "no more groups")
    find(app, role="push button", name_re=r"^Put \d+ Labels into “Other”")
    press(app, "alt+p")
    find(app, name="Labels Are Tidy")
    assert count(app) < 70, count(app)
    assert len(ACTIVATIONS) <= 10, ACTIVATIONS


def undone(app):
    """each of the two was one step"""
    app.key("ctrl+z")
    has_labels(app, 137)
    app.key("ctrl+z")
    has_labels(app, 154)
    find(app, role="push button", name_re=r"^Merge All Suggested \(17 Groups\)")


def not_the_same(app):
    """a group that is kept apart is not suggested again; undo suggests it again"""
    first = find(app, role="push button", name_re="^Not the same: ").name
    app.tab_to(role="push button", name=first)
    app.key("Return")
    find(app, role="push button", name_re=r"^Merge All Suggested \(16 Groups\)")
    app.until(lambda: not find_all(app, role="push button", name=first), "no more " + first)
    app.key("ctrl+z")
    find(app, role="push button", name_re=r"^Merge All Suggested \(17 Groups\)")
    find(app, role="push button", name=first)


def names(app):
    """The labels as the list shows them: those that it has made."""
    return [item.name.split(",")[0] for item in list_items(app)]


def order_by_hand(app):
    """Alt and arrows move a label, the menu sorts them, and a drag puts one elsewhere"""
    app.key("alt+1", "ctrl+f")
    focus_is(app, "Find labels")
    app.key("Down", "Home")
    app.until(lambda: len(names(app)) > 5, "the list of labels")
    before = names(app)[:4]
    app.key("alt+Down")
    app.until(lambda: names(app)[:3] == [before[1], before[0], before[2]], "the first below the second")
    app.key("alt+Up")
    app.until(lambda: names(app)[:4] == before, "the order as before")
    quickly(app, ["alt+Down"] * 6 + ["alt+Up"] * 2, 4)
    quickly(app, ["alt+Up"] * 4, 0)
    assert names(app)[:4] == before, names(app)[:4]
    app.tab_to(role="push button", name="Order and Keys", key="shift+Tab")
    app.key("Return")
    app.until(lambda: app.focused() and app.focused().role == "menu item", "the menu")
    app.key("n")
    app.until(lambda: names(app)[:2] == sorted(before + names(app)[:2], key=str.lower)[:2], "names in alphabetical order")
    app.key("ctrl+z")
    app.until(lambda: names(app)[:4] == before, "the order as before")
    drag(app, list_items(app)[0], list_items(app)[2])
    app.until(lambda: names(app)[:4] == [before[1], before[2], before[0], before[3]], "the first below the third")
    app.key("ctrl+z")
    app.until(lambda: names(app)[:4] == before, "the order as before")


def stored(app):
    """The labels in their order, as the file has them."""
    path = next(os.path.join(top, f) for top, _, files in os.walk(app.desktop.path("")) for f in files
                if f.endswith(".exemplar"))
    with contextlib.closing(sqlite3.connect("file:%s?mode=ro" % path, uri=True)) as db:
        return [row[0] for row in db.execute("SELECT name FROM label WHERE deleted = 0 AND merged_into = 0 ORDER BY ord, id")]


def quickly(app, keys, place):
    """Keys that come faster than the file is written: the chosen label ends at this place, the rest as it was."""
    order = stored(app)
    moved = app.focused().name.split(",")[0]
    order.remove(moved)
    order.insert(place, moved)
    app.desktop.xdotool("key", "--delay", 0, *keys)
    app.until(lambda: stored(app) == order, "%s at place %d" % (moved, place))
    app.until(lambda: names(app)[:8] == order[:8], "the list as the file")


def drag(app, start, end):
    """From the middle of one line to the lower half of the other."""
    left, top = app.origin()
    (x1, y1), (x2, y2) = ((left + x + width / 2, top + y + height * at)
                          for (x, y, width, height), at in ((start.extents(), 0.5), (end.extents(), 0.8)))
    app.desktop.xdotool("mousemove", int(x1), int(y1), "mousedown", 1)
    for step in range(1, 11):
        app.desktop.xdotool("mousemove", int(x1 + (x2 - x1) * step / 10), int(y1 + (y2 - y1) * step / 10))
        time.sleep(0.03)
    app.desktop.xdotool("mouseup", 1)


def rename(app):
    """F2 renames; a key that another label has is swapped"""
    to_list(app, "Neutral")
    app.key("F2")
    focus_is(app, "Name of the label")
    app.key("ctrl+a")
    app.type("Plain")
    app.key("Return", "Tab")
    focus_is(app, "Key: 3")
    app.key("Return")
    focus_is(app, "Press a key")
    app.key("1")
    find(app, name="1 gives “Positive” already")
    focus_is(app, "Swap Keys")
    app.key("Return")
    focus_is(app, "Key: 1")
    to_list(app, "Positive")
    find(app, name="Key: 3")


def merge(app):
    """two chosen by keyboard become one, with the count told before"""
    to_list(app, "Jealous")
    app.key("shift+Down")
    find(app, name="2 Labels")
    app.key("ctrl+m")
    in_question(app, "6 posts will be “Jealousy”")
    check(app, within=app.windows()[-1])
    app.key("alt+m")
    has_labels(app, 153)


def delete(app):
    """deleting asks what becomes of the posts"""
    to_list(app, "Shame")
    app.key("Delete")
    in_question(app, "What shall become of the 1 post that is Shame?")
    question = app.windows()[-1]
    check(app, within=question)
    chosen = [n.name for n in app.meant(question, whole=True, role="radio button", state="checked")]
    assert len(chosen) == 1, chosen
    app.key("alt+w")
    app.until(lambda: [n.name for n in app.meant(question, whole=True, role="radio button", state="checked")] != chosen,
              "another answer to be checked")
    app.key("alt+d")
    has_labels(app, 152)
    app.key("ctrl+z")
    has_labels(app, 153)


def delete_and_give(app):
    """the posts of a label that goes can get another one, or go with it"""
    to_list(app, "Shame")
    app.key("Delete")
    in_question(app, "What shall become of the 1 post that is Shame?")
    app.key("alt+l", "alt+d")
    has_labels(app, 152)
    app.find(role="status bar", name="527 ready")
    app.key("ctrl+z")
    has_labels(app, 153)
    to_list(app, "Shame")
    app.key("Delete")
    in_question(app, "What shall become of the 1 post that is Shame?")
    app.key("alt+t", "alt+d")
    has_labels(app, 152)
    app.find(role="status bar", name="526 ready")
    app.key("ctrl+z")
    has_labels(app, 153)
    app.find(role="status bar", name="527 ready")


def again(app):
    """a changed definition offers its posts for a new decision"""
    to_list(app, "Negative")
    app.key("F2")
    focus_is(app, "Name of the label")
    app.key("alt+d")
    focus_is(app, ".*Definition of the label")
    app.type("Complains of something")
    app.key("ctrl+Return")
    find(app, name="3 posts have this label. Look at them again?")
    app.key("alt+l")
    app.find(role="status bar", name="524 ready")
    app.key("ctrl+z")
    app.find(role="status bar", name="527 ready")


def hover(app, node):
    """The pointer comes to rest on it; a tooltip is a window of its own, which no screen reader is told of."""
    def shown():
        return set(app.desktop.xdotool("search", "--onlyvisible", "--name", "").split())
    left, top = app.origin()
    x, y, width, height = node.extents()
    app.desktop.xdotool("mousemove", left + 2, top + 2)
    before = shown()
    for step in range(3):
        app.desktop.xdotool("mousemove", int(left + x + width / 2) + step, int(top + y + height / 2))
    app.until(lambda: shown() - before, "a tooltip")


def split(app):
    """a label is split: its posts come up again one by one, and are back with undo"""
    app.key("alt+1")
    app.key("ctrl+l")
    to_list(app, "Jealousy")
    app.key("Down", "Home")
    app.tab_to(role="push button", name="Decide Again")
    app.key("Return")
    app.find(role="panel", name_re="^6 posts left: .*Label: none$")
    hover(app, app.find(role="push button", name_re="^Negative, key", description="Complains of something"))
    app.key("ctrl+z")
    app.find(role="status bar", name="527 ready")


def quit_quietly(app):
    """Ctrl+Q ends it"""
    assert app.quit() == 0


if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
    skip_all("the program was not built")
run([sample, tidy, undone, not_the_same, order_by_hand, rename, merge, delete, delete_and_give, again, split,
     quit_quietly], sys.argv[1:])
