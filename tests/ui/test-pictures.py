#!/usr/bin/python3
# test-pictures.py - the overview and the map, by keyboard and by pointer
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-pictures.py EXEMPLAR: cases go on from each other, on three dozen posts about three things."""

import os
import re
import subprocess
import sys
import tempfile
import time

from hearing import check, toggles
from uitest import run, skip_all

SUBJECTS = (
    ("Weather", "rain wind clouds sun snow storm fog thunder cold warm".split(), "in the sky over the hills"),
    ("Traffic", "bus train car bike tram lorry road queue ticket bridge".split(), "at the station in the city"),
    ("Food", "cake bread soup cheese apple coffee salad rice pizza tea".split(), "on the table in the kitchen"),
)
EACH = 12
N = EACH * len(SUBJECTS)
folder = tempfile.mkdtemp(prefix="exm-pictures-")
posts = os.path.join(folder, "posts.csv")


def write_posts():
    with open(posts, "w", encoding="utf-8") as f:
        f.write("text,label\n")
        for label, words, end in SUBJECTS:
            for i in range(EACH):
                some = [words[(i * step + step) % len(words)] for step in (1, 3, 7)]
                f.write("%s number %d %s,%s\n" % (" and ".join(some), i, end, label))


def section(app, name):
    app.key("alt+3")
    app.do(role="page tab", name=name)


def shown(app, words, count):
    """The table has a filter of this name, and so many rows."""
    app.find(role="push button", name="Take “%s” out of the filter" % words)
    app.find(role="status bar", name="%d of %d" % (count, N))


def focus_is(app, name):
    app.focus_is(name=name)


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
    app.until(lambda: app.focused() and app.focused().role in ("text", "entry"), "the name has the keyboard")
    app.key("ctrl+a")
    app.type(path)
    app.key("Return")
    wait_file(app, path, head)
    app.until(lambda: len(app.windows()) == 1, "the chooser is gone")


# --- the overview ---------------------------------------------------------------------------------


def overview(app):
    """the overview counts, says what is uneven, and each mark has words"""
    app.find(role="table row", name_re="^Row 1: ", patience=30)
    section(app, "Overview")
    app.find(name="%d posts, 3 labels, 100 %% decided" % N)
    app.find(role="push button", name="Food: 12 posts, 33 %")
    app.find(name_re=r"^Labels\. The labels have about as many posts each")
    app.find(name_re=r"^Length in Characters\. Half of the posts have \d+ characters or fewer")
    check(app)


def comes_back(app):
    """who comes by the keyboard is at the first picture, and comes back to it"""
    app.key("alt+1")
    app.find(role="table row", name_re="^Row 1: ")
    app.key("alt+3")
    app.until(lambda: app.focused() and re.search(": 12 posts, 33 %$", app.focused().name), "a mark of the labels")


def bars(app):
    """arrow keys go from mark to mark, and Enter shows the rows"""
    app.key("Home")
    first = app.focused().name
    app.key("Down")
    app.until(lambda: app.focused() and app.focused().name not in ("", first), "the next bar")
    app.key("Home")
    focus_is(app, first)
    app.key("Return")
    shown(app, first.split(":")[0], EACH)


def click(app):
    """a click on a mark shows its rows"""
    app.key("alt+3")
    app.click(role="push button", name="Food: 12 posts, 33 %")
    shown(app, "Food", EACH)


def near(app):
    """posts that nearly say the same are a mark of their own"""
    app.key("alt+3")
    node = app.find(role="push button", name_re=r"^Nearly the same: \d+ posts, ", patience=30)
    app.do(node)
    shown(app, "Nearly the Same", int(re.search(r": (\d+) ", node.name).group(1)))


def lengths(app):
    """a column of lengths leads to its rows, named after it"""
    app.key("alt+3")
    node = app.find(role="push button", name_re=r"^\d+–\d+ characters: [1-9]\d* posts, ")
    span, count = re.match(r"^(.*) characters: (\d+) ", node.name).groups()
    app.do(node)
    shown(app, "Length " + span, int(count))


def choose(app, name):
    """From the menu of the picture that has the keyboard."""
    app.key("Menu")
    app.tab_to(key="Down", most=8, role="menu item", name=name)
    app.key("Return")


def table(app):
    """a picture can be read as a table, whose lines lead to the rows as well"""
    app.key("alt+3")
    app.click(role="push button", name="Menu of “Labels”")
    app.find(role="push button", name="Menu of “Labels”", state="expanded")
    check(app)
    app.tab_to(key="Down", most=8, role="menu item", name="Picture or Table")
    app.key("Return")
    app.find(role="list", name="Labels")
    check(app)
    app.tab_to(role="list item")
    app.key("Return")
    app.find(role="status bar", name="%d of %d" % (EACH, N))
    app.key("alt+3")
    app.click(role="push button", name="Menu of “Labels”")
    app.tab_to(key="Down", most=8, role="menu item", name="Picture or Table")
    app.key("Return")
    app.find(role="push button", name="Food: 12 posts, 33 %")


def files(app):
    """pictures become files, and all of them one page"""
    app.tab_to(name_re=": 12 posts, 33 %$")
    choose(app, "Save as SVG…")
    save(app, "labels.svg", b"<?xml")
    choose(app, "Save as PNG…")
    save(app, "labels.png", b"\x89PNG")
    app.do(name="Save Report…")
    save(app, "report.pdf", b"%PDF")


# --- the map ------------------------------------------------------------------------------------


def the_map(app):
    return app.find(role="image", name="Map of posts", patience=60)


def current(app):
    return the_map(app).description


def read(app):
    """the map has the keyboard; arrow keys go from post to post, and each is read"""
    section(app, "Map")
    the_map(app)
    app.key("alt+1")
    app.find(role="table row", name_re="^Row ")
    app.key("alt+3")
    focus_is(app, "Map of posts")
    app.key("Right")
    check(app)
    app.until(lambda: ": " in current(app), "a post with its label")
    before = current(app)
    app.key("Left")
    app.until(lambda: current(app) != before and ": " in current(app), "another post")


def grab(app):
    """What the map shows, as bytes."""
    left, top = app.origin()
    x, y, width, height = the_map(app).extents()
    app.settle()
    return subprocess.run(["import", "-silent", "-window", "root", "-crop",
                           "%dx%d+%d+%d" % (width, height, left + x, top + y), "rgb:-"],
                          env=app.desktop.env, stdout=subprocess.PIPE, timeout=30).stdout


def point(app, at_x, at_y):
    """The pointer to a place of the map; its edge is for resizing the panel beside it."""
    left, top = app.origin()
    x, y, width, height = the_map(app).extents()
    app.desktop.xdotool("mousemove", int(left + x + at_x * width), int(top + y + at_y * height))


def zoom(app):
    """keys and the wheel zoom and move, and Home shows all again"""
    point(app, 0.02, 0.02)
    app.key("Home")
    home = grab(app)
    for keys in (("plus", "plus"), ("ctrl+Right",)):
        app.key(*keys)
        app.until(lambda: grab(app) != home, "another picture after %s" % (keys,))
        app.key("Home")
        app.until(lambda: grab(app) == home, "Home after %s" % (keys,))
    app.desktop.xdotool("click", 4)
    app.until(lambda: grab(app) != home, "another picture after the wheel")
    app.key("Home")
    app.until(lambda: grab(app) == home, "Home after the wheel")


def hover(app):
    """a post under the pointer is read"""
    before = current(app)
    for step in range(200):
        point(app, 0.05 + 0.9 * (step % 20) / 20, 0.05 + 0.9 * (step // 20) / 10)
        if current(app) != before:
            return
    raise AssertionError("no post under the pointer in 200 places")


def lasso(app):
    """a lasso by the pointer takes posts in, and they are shown as rows"""
    app.key("Home")
    toggles(app, "pressed", role="push button", name="Lasso")
    app.do(role="push button", name="Lasso")
    app.find(role="push button", name="Lasso", state="pressed")
    point(app, 0.02, 0.02)
    app.desktop.xdotool("mousedown", 1)
    for x, y in ((0.5, 0.02), (0.98, 0.02), (0.98, 0.5), (0.98, 0.98), (0.5, 0.98), (0.02, 0.98), (0.02, 0.5)):
        point(app, x, y)
    app.desktop.xdotool("mouseup", 1)
    app.find(name="%d posts selected" % N)
    app.do(role="push button", name="Show Posts")
    shown(app, "From the Map", N)


def rectangle(app):
    """a rectangle by keys takes posts, one key labels them, undo takes it back"""
    app.key("alt+3")
    focus_is(app, "Map of posts")
    app.key("Escape")
    app.gone(name_re="posts? selected$")
    app.key("Right")
    for _ in range(12):
        app.key("shift+Right", "shift+Down", "shift+Left", "shift+Up")
    node = app.find(name_re=r"^\d+ posts? selected$")
    assert int(node.name.split()[0]) > EACH, node.name
    app.key("1")
    app.until(lambda: app.find_all(role="list item", name_re=r"^Weather, (?!12 )\d+ posts"), "more posts have the label")
    app.key("ctrl+z")
    app.find(role="list item", name="Weather, 12 posts")


def alone(app):
    """a label that is picked in the legend stands alone, and keys go along its posts"""
    app.key("Escape", "Home")
    home = grab(app)
    app.click(role="list item", name="Food, 12 posts")
    app.until(lambda: grab(app) != home, "another picture")
    app.key("alt+1")
    app.find(role="table row", name_re="^Row ")
    app.key("alt+3")
    focus_is(app, "Map of posts")
    seen = set()
    for key in ("Right", "Down", "Left", "Up", "Right", "Down", "Left", "Up"):
        before = current(app)
        app.key(key)
        time.sleep(0.1)
        if current(app) != before:
            seen.add(current(app))
    assert seen and all(words.startswith("Food: ") for words in seen), seen
    app.click(role="list item", name="All Labels, %d posts" % N)


def ends(app):
    """and the window closes with the work done"""
    assert app.quit() == 0


if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
    skip_all("the program was not built")
write_posts()
run([overview, comes_back, bars, click, near, lengths, table, files, read, zoom, hover, lasso, rectangle, alone, ends],
    sys.argv[1:] + [posts])
