#!/usr/bin/python3
# test-many.py - one key for many posts: in the table and among the cards of the grid
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-many.py EXEMPLAR: cases go on from each other."""

import csv
import os
import re
import subprocess
import sys
import tempfile
import time

from hearing import Told
from uitest import run, skip_all

LABELS = ("Positive", "Negative", "Neutral", "Angry", "Calm", "Funny")
N_POSTS = 60

folder = tempfile.TemporaryDirectory(prefix="exm-many-")
posts = os.path.join(folder.name, "posts.csv")


def fruit(number):
    return "apples" if number % 2 == 0 else "pears"


def write_posts():
    """Row N: "Post N about …"; the first six have a label each."""
    with open(posts, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(["text", "label"])
        for number in range(1, N_POSTS + 1):
            out.writerow(["Post %d about %s" % (number, fruit(number)), LABELS[number - 1] if number <= 6 else ""])


# --- the table ---------------------------------------------------------------


def row(app, number):
    return app.find(role="table row", name_re=r"^Row %d: " % number)


def labels_are(app, wanted):
    """wanted: row number -> label"""
    def there():
        said = [node.name for node in app.tree().walk() if node.role == "table row"]
        return all(any(re.match(r"Row %d: .*Label: %s$" % pair, name) for name in said) for pair in wanted.items())
    app.until(there, "labels %s" % wanted)


def to_table(app, key="Tab"):
    app.tab_to(role="table row", key=key)


def toast(app, text):
    app.find(role="label", name=text)


def drag(app, start, end):
    """From one node to the other, with the pointer, in steps as a hand makes them."""
    left, top = app.origin()
    (x1, y1), (x2, y2) = ((left + x + width * at, top + y + height / 2)
                          for (x, y, width, height), at in ((start.extents(), 0.4), (end.extents(), 0.5)))
    app.desktop.xdotool("mousemove", int(x1), int(y1), "mousedown", 1)
    for step in range(1, 9):
        app.desktop.xdotool("mousemove", int(x1 + (x2 - x1) * step / 8), int(y1 + (y2 - y1) * step / 8))
        time.sleep(0.02)
    app.desktop.xdotool("mouseup", 1)


def menu(app, name, letter):
    """An item of the menu of the row that has the keyboard, by its letter."""
    app.key("Menu")
    app.find(role="menu item", name=name, hidden=True)
    app.key(letter)
    app.until(lambda: app.focused() and app.focused().role == "table row", "the table")


def opens(app):
    """60 posts stand in the table"""
    app.find(role="status bar", name_re="^6 ready", patience=60)
    to_table(app)
    row(app, 1)


def key_without_selection(app):
    """a row to which Tab has come gets the label of a key, and the next one is up"""
    with Told(app) as told:
        app.key("4")
        # With its number: the next one has been read out by then.
        told.says("Row 1: Angry")
    labels_are(app, {1: "Angry", 2: "Negative"})
    app.until(lambda: row(app, 2).has("selected"), "the second row to be selected")
    app.key("ctrl+z")
    labels_are(app, {1: "Positive"})


def key_on_selection(app):
    """a key labels all that are selected, a toast says how many, Undo takes it back as one step"""
    # From the row that came up by itself, not from the one before.
    with Told(app) as told:
        app.key("shift+Down", "shift+Down")
        told.says("3 posts selected")
        app.key("5")
        told.says("Label 3 Posts “Calm”")
    toast(app, "Label 3 Posts “Calm”")
    labels_are(app, {1: "Positive", 2: "Calm", 3: "Calm", 4: "Calm", 5: "Calm", 6: "Funny"})
    app.click(role="push button", name="Undo")
    labels_are(app, {2: "Negative", 3: "Neutral", 4: "Angry"})
    app.find(role="status bar", name_re="^6 ready")


def one_of_selected(app):
    """of several that are selected only one has another label: that is told, and can be undone, as well"""
    app.key("Home", "Down", "shift+Down", "2")
    toast(app, "Label 1 Post “Negative”")
    labels_are(app, {2: "Negative", 3: "Negative"})
    app.key("ctrl+z")
    labels_are(app, {3: "Neutral"})


def all_of_filter(app):
    """all rows of a filter get a label by one key, those of other rows stay"""
    app.key("ctrl+f")
    app.type("apples")
    app.find(name="30 of 60")
    to_table(app)
    app.key("ctrl+a", "6")
    toast(app, "Label 29 Posts “Funny”")
    app.find(role="status bar", name_re="^33 ready")
    app.key("ctrl+z")
    app.find(role="status bar", name_re="^6 ready")


def select_all_shown(app):
    """the menu of a row selects all that is shown"""
    app.key("Home")
    menu(app, "Select All Shown", "w")
    app.until(lambda: row(app, 4).has("selected"), "all rows to be selected")
    app.key("3")
    toast(app, "Label 30 Posts “Neutral”")
    app.key("ctrl+z")
    app.find(role="status bar", name_re="^6 ready")
    app.key("ctrl+f", "Escape")
    to_table(app)
    labels_are(app, {1: "Positive", 2: "Negative"})


def fill_down(app):
    """Control and D gives the label of the first to all that are selected"""
    app.key("Home", "shift+Down", "shift+Down", "shift+Down", "ctrl+d")
    toast(app, "Label 3 Posts “Positive”")
    labels_are(app, {1: "Positive", 2: "Positive", 3: "Positive", 4: "Positive", 5: "Calm"})
    app.key("ctrl+z")
    labels_are(app, {2: "Negative", 3: "Neutral", 4: "Angry"})


def copy_label(app):
    """a label is copied from one row and given to others"""
    app.key("Home", "Down", "shift+ctrl+c")
    toast(app, "Copied label “Negative”")
    app.key("Down", "Down", "shift+Down", "shift+Down", "shift+Down", "shift+ctrl+v")
    toast(app, "Label 4 Posts “Negative”")
    labels_are(app, {3: "Neutral", 4: "Negative", 5: "Negative", 6: "Negative", 7: "Negative", 8: "none"})
    app.key("ctrl+z")
    labels_are(app, {4: "Angry", 5: "Calm", 6: "Funny", 7: "none"})


def drag_over_rows(app):
    """rows over which the pointer was dragged are selected, and get a label by one key"""
    drag(app, row(app, 8), row(app, 12))
    app.until(lambda: all(row(app, number).has("selected") for number in range(8, 13)), "five selected rows")
    app.key("2")
    toast(app, "Label 5 Posts “Negative”")
    labels_are(app, {7: "none", 8: "Negative", 12: "Negative", 13: "none"})


def skip_goes(app):
    """a label takes the skip off a row that was skipped"""
    # Close to the edge, where the handle of the panel beside it is near.
    node = row(app, 16)
    app.click(node, at=(9 / node.extents()[2], 0.5))
    app.until(lambda: node.now("selected"), "the row that was clicked")
    menu(app, "Skip", "s")
    app.until(lambda: [n for n in app.find_all(within=row(app, 16)) if n.name.endswith(": Skipped")], "a skipped row")
    app.key("1")
    app.until(lambda: [n for n in app.find_all(within=row(app, 16)) if n.name.endswith(": Done")], "a row that is done")
    app.key("ctrl+z", "ctrl+z")
    labels_are(app, {16: "none"})


# --- the grid ----------------------------------------------------------------


def cards(app):
    """Card number -> what is said of it."""
    return {int(node.name.split()[1]): node for node in app.tree().walk()
            if node.role == "table cell" and node.name.startswith("Post ")}


def card_is(app, number, words):
    app.until(lambda: number in cards(app) and cards(app)[number].name.endswith(words), "card %d: %s" % (number, words))


def n_selected(app, number):
    app.find(role="progress bar", name="%d of 60 selected" % number)


def grid(app):
    """the grid shows the posts as cards; the first is selected"""
    app.key("alt+2")
    app.find(role="panel", name_re="posts left")
    app.key("plus")
    n_selected(app, 1)
    card_is(app, 1, "Label: Positive")
    card_is(app, 8, "Label: Negative")


def keyboard_lasso(app):
    """Shift and arrows select cards, one key labels them, Undo takes it back"""
    app.key("shift+Right", "shift+Right", "shift+Left", "shift+Right")
    n_selected(app, 3)
    app.key("5")
    toast(app, "Label 3 Posts “Calm”")
    for number in (1, 2, 3):
        card_is(app, number, "Label: Calm")
    card_is(app, 4, "Label: Angry")
    app.key("minus")
    card_is(app, 2, "Label: Negative")


def single_card(app):
    """with Control, arrows only go; one card alone gets a label"""
    app.key("Home", "ctrl+Right", "ctrl+Right", "ctrl+space")
    n_selected(app, 2)
    app.key("Home", "Right", "6")
    n_selected(app, 1)
    card_is(app, 2, "Label: Funny")
    card_is(app, 1, "Label: Positive")
    app.key("minus")
    card_is(app, 2, "Label: Negative")


def grid_marks(app):
    """in the grid too, Space skips and the exclamation mark flags, again takes it off"""
    app.key("Home", "shift+Right", "space")
    card_is(app, 1, "Label: Positive. Skipped")
    card_is(app, 2, "Label: Negative. Skipped")
    app.find(role="status bar", name_re="^9 ready")
    app.key("space")
    card_is(app, 2, "Label: Negative")
    app.key("Home", "exclam")
    card_is(app, 1, "Label: Positive. Flagged")
    app.key("exclam")
    card_is(app, 1, "Label: Positive")


def card_size(app):
    """cards become larger and smaller by key and by the slider; what is selected stays"""
    def width():
        return cards(app)[1].extents()[2:]
    app.key("Home", "shift+Right")
    n_selected(app, 2)
    before = width()
    app.key("ctrl+plus")
    app.until(lambda: width()[1] > before[1], "higher cards")
    larger = width()
    app.key("ctrl+plus")
    app.until(lambda: width()[1] > larger[1], "still higher cards")
    app.key("ctrl+minus", "ctrl+minus")
    app.until(lambda: width() == before, "cards as before")
    n_selected(app, 2)
    slider = app.tab_to(role="slider", name="Size of the cards", key="shift+Tab")
    told = slider.value()
    app.key("Left")
    app.until(lambda: width()[1] < before[1], "lower cards")
    app.until(lambda: slider.value() < told, "less than %s told by the slider" % told)
    app.key("Right")
    app.until(lambda: width() == before, "cards as before")


def rubber_band(app):
    """a frame drawn with the pointer selects the cards that it touches"""
    drag(app, cards(app)[1], cards(app)[3])
    app.until(lambda: all(cards(app)[number].has("selected") for number in (1, 2, 3)), "three selected cards")
    n_selected(app, 3)
    app.key("4")
    toast(app, "Label 3 Posts “Angry”")
    card_is(app, 3, "Label: Angry")


def all_cards(app):
    """all cards get a label by one key"""
    app.key("ctrl+a")
    n_selected(app, 60)
    app.key("1")
    toast(app, "Label 60 Posts “Positive”")
    card_is(app, 5, "Label: Positive")
    app.find(role="status bar", name_re="^60 ready")


def stored(app):
    """after the end, the file has what was seen"""
    app.find(role="status bar", name="Saved")
    assert app.quit() == 0
    name = next(os.path.join(top, f) for top, _, files in os.walk(app.desktop.path("")) for f in files
                if f.endswith(".exemplar"))
    out = os.path.join(folder.name, "stored.csv")
    subprocess.run([sys.argv[1], "convert", name, out], env=app.desktop.env, check=True, stdout=subprocess.DEVNULL)
    with open(out, encoding="utf-8", newline="") as f:
        labels = [line[1] for line in list(csv.reader(f))[1:]]
    assert labels == ["Positive"] * N_POSTS, labels


if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
    skip_all("the program was not built")
write_posts()
run([opens, key_without_selection, key_on_selection, one_of_selected, all_of_filter, select_all_shown, fill_down, copy_label,
     drag_over_rows, skip_goes, grid, keyboard_lasso, single_card, grid_marks, card_size, rubber_band, all_cards, stored],
    sys.argv[1:] + [posts])
