#!/usr/bin/python3
# test-find.py - searches, filters and sorts in the table, by keyboard and by pointer
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-find.py EXEMPLAR: cases go on from each other, on a dozen posts that have all that can be looked for."""

import os
import sys
import tempfile

from hearing import check, toggles
from uitest import run, skip_all

LONG = "A long day on the coast with rain and wind, " * 5 + "and no coffee"
POSTS = [
    # text, label, note, author, date
    ("Good morning, the train is on time", "Happy", "", "zoe", "2024-03-01T10:00:00Z"),
    ("Morning is not good at all", "Sad", "read it twice", "ann", "2024-01-01T10:00:00Z"),
    ("The bus was late, the bus was full", "Angry", "", "bob", "2024-02-01T10:00:00Z"),
    ("The bus was late, the bus was full", "Angry", "", "bob", "2024-02-02T10:00:00Z"),
    ("Nice cake today", "Happy", "ask Maria about the cake", "", ""),
    ("Happy birthday to you", "Calm", "", "", ""),
    ("Nobody said anything", "", "", "", ""),
    (LONG, "Calm", "", "", ""),
    ("The train is late again", "Angry", "", "", ""),
    ("What a sunset", "Calm", "", "", ""),
]
N = len(POSTS)
folder = tempfile.mkdtemp(prefix="exm-find-")
posts = os.path.join(folder, "posts.csv")


def write_posts():
    with open(posts, "w", encoding="utf-8") as f:
        f.write("text,label,note,author,date\n")
        for post in POSTS:
            f.write(",".join('"%s"' % cell for cell in post) + "\n")


def has_count(app, wanted):
    """The count beside the entry, "3 of 10"."""
    app.find(role="status bar", name="%d of %d" % (wanted, N))


def to_search(app):
    """Ctrl+F; a menu that is just closing may take the first one."""
    for patience in (4, 4, 20):
        app.key("ctrl+f")
        try:
            return app.focus_is(patience, name="Search examples")
        except AssertionError:
            if patience == 20:
                raise


def search(app, text, wanted):
    """Typed into the entry; the rows follow without Enter."""
    to_search(app)
    app.key("ctrl+a", "BackSpace")
    app.type(text)
    if wanted is not None:
        has_count(app, wanted)


def rows(app, *numbers, patience=20):
    """The posts that stand in the table, by their place in the file and in this order."""
    wanted = ["Row %d:" % number for number in numbers]

    times = [0]

    def shown():
        times[0] += 1
        nodes = app.meant(role="table row", whole=times[0] % 4 == 0)
        names = [n.name for n in nodes if n.name.startswith("Row ")]
        return len(names) == len(wanted) and all(n.startswith(w) for n, w in zip(names, wanted))
    app.until(shown, "rows %s" % (numbers,), patience)


def choose(app, name, key="Down"):
    """An item of the menu that is open, by arrow keys."""
    app.tab_to(key=key, most=30, role="menu item", name=name)
    app.key("Return")


def click_header(app, title):
    table = app.find(role="tree table", name="Examples")
    node = app.find(within=table, hidden=True, role="label", name=title)
    places = [None]

    def rests():
        # The bar above opens and closes softly, and the header moves with it.
        before, places[0] = places[0], node.extents()
        return places[0] == before
    app.until(rests, "the header to stay in its place")
    app.click(node)


# --- what can be typed --------------------------------------------------------------------------


def opens(app):
    """the posts are there, and Ctrl+F opens the search"""
    app.find(role="table row", name_re="^Row 1: Good morning", patience=30)
    app.find(role="table row", name_re="^Row %d: " % N)
    toggles(app, "pressed", role="push button", name="Search and Filter")


def words(app):
    """a word is found in posts, labels and notes, whatever its case"""
    search(app, "bus", 2)
    rows(app, 3, 4)
    search(app, "HAPPY", 3)
    rows(app, 1, 5, 6)
    search(app, "maria", 1)
    rows(app, 5)
    search(app, "note:cake", 1)
    search(app, "post:cake", 1)
    search(app, "late train", 1)
    rows(app, 9)


def phrases(app):
    """words in quotation marks stand one after the other; OR and - do what they say"""
    search(app, "good morning", 2)
    search(app, '"good morning"', 1)
    rows(app, 1)
    search(app, '"bus was" -train', 2)
    search(app, "cake OR sunset", 2)
    rows(app, 5, 10)
    search(app, "-bus -train", 6)


def keys(app):
    """label:, is:, len:, dup:, has:, and each turned round"""
    search(app, "label:angry", 3)
    rows(app, 3, 4, 9)
    search(app, "-label:angry", 7)
    search(app, "label:none", 1)
    search(app, "len:>200", 1)
    rows(app, 8)
    search(app, "len:<16", 2)
    search(app, "dup:", 2)
    rows(app, 3, 4)
    search(app, "-dup:", 8)
    search(app, "is:unlabelled", 1)
    search(app, "has:note", 2)
    search(app, "source:posts -label:calm len:<30", 4)


def flags(app):
    """a post that is flagged is found by it"""
    search(app, "sunset", 1)
    app.tab_to(role="table row")
    app.key("Menu")
    app.find(hidden=True, role="menu item", name="Flag")
    check(app)
    choose(app, "Flag", "Up")
    search(app, "is:flagged", 1)
    rows(app, 10)
    search(app, "-is:flagged", 9)


def errors(app):
    """what cannot be meant is said where it is typed, and the rest is searched for"""
    search(app, "len:soon label:happy", 2)
    app.find(role="alert", name_re="“len:soon” is left out: a length needs a number")
    search(app, "label:nobody", 0)
    app.find(role="alert", name="No label is named “nobody” or begins so")
    app.focus_is(name="Search examples", state="invalid", description="No label is named “nobody” or begins so")
    check(app)
    search(app, "bus", 2)
    app.gone(role="alert")
    app.focus_is(name="Search examples", state="-invalid", description="")


def nothing(app):
    """nothing found is said, with the way out"""
    search(app, "xylophone", 0)
    app.find(name_re="^No ")
    app.tab_to(role="push button", name="Clear All")
    app.key("Return")
    has_count(app, N)


def helps(app):
    """help lists what can be typed, and a line of it goes into the search"""
    search(app, "late", 3)
    app.tab_to(name="What can be searched for")
    app.key("space")
    app.tab_to(role="push button", name_re="^label:none: Without a label")
    check(app)
    app.tab_to(role="push button", name_re="^dup:yes: ")
    app.key("Return")
    has_count(app, 2)
    app.focus_is(name="Search examples")
    app.find(role="push button", name="Take “dup:yes” out of the filter")


# --- chips ----------------------------------------------------------------------------------------


def chips(app):
    """each filter is a chip; Delete takes it away and the next one has the keyboard"""
    search(app, "label:happy is:done len:<100", 2)
    app.tab_to(name="Take “label:happy” out of the filter")
    app.key("Delete")
    has_count(app, 7)
    app.focus_is(name="Take “is:done” out of the filter")
    app.key("Return")
    has_count(app, 9)
    app.click(role="push button", name="Take “len:<100” out of the filter")
    has_count(app, N)


def menus(app):
    """states, problems and labels are chosen from menus as well"""
    search(app, "", N)
    app.tab_to(name="State")
    app.key("space")
    app.find(role="push button", name="State", state="expanded")
    check(app)
    choose(app, "Done")
    has_count(app, 8)
    app.find(role="push button", name="State", state="expandable -expanded")
    app.find(role="push button", name="Take “Done” out of the filter")
    app.tab_to(name="Problem")
    app.key("space")
    choose(app, "Copy of Another Post")
    has_count(app, 1)
    rows(app, 4)
    app.tab_to(name="Clear All")
    app.key("Return")
    has_count(app, N)
    app.tab_to(name="Label…")
    app.key("space")
    app.focus_is(role="entry")
    app.type("ang")
    check(app)
    app.key("Return")
    has_count(app, 3)
    app.find(role="push button", name="Take “Angry” out of the filter")
    app.tab_to(name="Clear All")
    app.key("Return")
    has_count(app, N)


# --- saved searches ------------------------------------------------------------------------------


def open_saved(app):
    app.tab_to(name="Saved searches")
    app.key("space")


def saves(app):
    """a search gets a name, and brings its rows back by it"""
    search(app, "label:calm len:>200", 1)
    open_saved(app)
    app.tab_to(name="Name of this search")
    app.type("Long and calm")
    app.key("Return")
    app.tab_to(role="push button", name="Long and calm")
    check(app)
    app.key("Escape")
    search(app, "bus", 2)
    open_saved(app)
    app.tab_to(role="push button", name="Long and calm")
    app.key("Return")
    has_count(app, 1)
    rows(app, 8)


def renames(app):
    """it is renamed, and deleted, and that is taken back"""
    open_saved(app)
    app.tab_to(name="Rename “Long and calm”")
    app.key("Return")
    app.focus_is(name="Name of this search")
    app.key("ctrl+a")
    app.type("Calm ones")
    app.key("Return")
    app.tab_to(name="Delete “Calm ones”")
    assert not app.find_all(hidden=True, name="Delete “Long and calm”")
    app.key("Return")
    app.until(lambda: not app.find_all(hidden=True, name="Delete “Calm ones”"), "the search is gone")
    app.key("Escape")
    app.do(role="push button", name="Undo")
    open_saved(app)
    app.tab_to(role="push button", name="Calm ones")
    app.key("Escape")


# --- sorts ----------------------------------------------------------------------------------------


def sorts(app):
    """a click on a header sorts by it, another one turns it round"""
    search(app, "", N)
    for column, orders in SORTS:
        for order in orders:
            click_header(app, column)
            try:
                rows(app, *order, patience=8)
            except AssertionError:
                # Once in some dozen runs a click right after the rows were sorted is lost; not found yet why.
                click_header(app, column)
                rows(app, *order)


SORTS = (
    ("#", (tuple(range(N, 0, -1)), tuple(range(1, N + 1)))),
    ("Label", ((3, 4, 9, 6, 8, 10, 1, 5, 2, 7), (7, 2, 1, 5, 6, 8, 10, 3, 4, 9))),
    ("Status", ((7, 1, 2, 3, 4, 5, 6, 8, 9, 10),)),
    ("Post", ((8, 1, 6, 2, 5, 7, 3, 4, 9, 10),)),
    ("#", (tuple(range(1, N + 1)),)),
)


def menu_sorts(app):
    """the main menu sorts by what has no header in sight, and the window has the keyboard again"""
    rest = (6, 7, 8, 9, 10)
    for name, order in (("Author", (2, 3, 4, 1, 5) + rest), ("Date, Newest First", (1, 4, 3, 2, 5) + rest),
                        ("Note", (5, 2, 1, 3, 4) + rest), ("Order of the Dataset", (1, 2, 3, 4, 5) + rest)):
        app.key("F10")
        app.find(role="push button", name="Main Menu", state="expanded")
        choose(app, "Sort By")
        choose(app, name)
        rows(app, *order)
        search(app, "cake", 1)
        search(app, "", N)
    app.key("F10")
    choose(app, "Columns")
    app.find(hidden=True, role="check menu item", name="Number", state="checked")
    app.find(hidden=True, role="check menu item", name="Note", state="-checked")
    check(app)
    app.key("Escape")
    app.gone(role="menu item", name="Columns")
    search(app, "cake", 1)
    search(app, "", N)


# --- histograms -----------------------------------------------------------------------------------


def bars(app):
    """Shift+Tab goes from the rows to the bars, which have names and filter"""
    app.tab_to(role="table row")
    app.key("shift+Tab")
    app.until(lambda: app.focused() and app.focused().name.endswith("post") or
              app.focused().name.endswith("posts"), "a bar has the keyboard")
    app.tab_to(key="Right", name="Angry: 3 posts")
    app.key("space")
    has_count(app, 3)
    app.find(role="push button", name="Take “Angry” out of the filter")
    app.focus_is(state="pressed", name="Angry: 3 posts")
    app.key("space")
    has_count(app, N)


def clicks(app):
    """a click on a bar filters by it, and its chip takes that away"""
    app.click(role="push button", name="To Do: 1 post")
    has_count(app, 1)
    app.click(role="push button", name="Take “To Do” out of the filter")
    has_count(app, N)
    app.click(role="push button", name="161 to 320 characters: 1 post")
    has_count(app, 1)
    rows(app, 8)


def ends(app):
    """and the window closes with the work done"""
    assert app.quit() == 0


if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
    skip_all("the program was not built")
write_posts()
run([opens, words, phrases, keys, flags, errors, nothing, helps, chips, menus, saves, renames, sorts, menu_sorts, bars,
     clicks, ends], sys.argv[1:] + [posts])
