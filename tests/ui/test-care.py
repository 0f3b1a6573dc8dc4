#!/usr/bin/python3
# test-care.py - what a person's work can meet: damage, newer files, the trash, the same file twice
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-care.py EXEMPLAR: cases go on from each other; files come from the program's own commands."""

import os
import re
import sqlite3
import subprocess
import sys
import time

from hearing import check, toggles
from uitest import run, skip_all

import desktop

PRACTICE_SPEED = 20.0
POST = "Traffic was terrible this morning."
# Nobody shows notifications on the screen of a test.
NOTIFICATIONS = r"unable to send notifications through org\.freedesktop\.Notifications"


# --- files ---------------------------------------------------------------------------------


def command(app, *words):
    """The program in a terminal, on the same desktop."""
    return subprocess.run(app.argv[:1] + list(words), env=app.desktop.env, timeout=60,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)


def posts(app, name):
    """A file with the beginning of the sample: rows are many nodes to read, and 40 are enough."""
    path = app.desktop.path("home", name)
    with open(os.environ["EXM_TEST_SAMPLE"], encoding="utf-8") as sample, open(path, "w", encoding="utf-8") as f:
        f.writelines(sample.readline() for _ in range(40))
    return path


def dataset(app, name):
    path = app.desktop.path("home", name)
    done = command(app, "convert", posts(app, "some.jsonl"), path, "--to", "exemplar")
    assert done.returncode in (0, 1), done.stdout
    assert os.path.exists(path), done.stdout
    return path


def contents(path):
    with open(path, "rb") as f:
        return f.read()


def open_second(app, *files):
    """A second start while the first runs: it hands the files over and ends."""
    second = app.desktop.spawn(app.argv[:1] + list(files), env=dict(app.desktop.env))
    assert second.wait(30) == 0, "the second start ended with %s" % second.returncode


def library(app):
    app.key("alt+Home")
    app.find(role="push button", name_re="Open File|Paste Posts", patience=20)


def row(app, number, patience=20):
    return app.find(role="table row", name_re=r"^Row %d: " % number, patience=patience)


# --- cases ---------------------------------------------------------------------------------


def second_start(app):
    """a second start with a file opens it in the running window"""
    open_second(app, posts(app, "morning.jsonl"))
    app.find(role="status bar", name="40 ready", patience=60)
    app.find(name="Morning")
    assert len(app.windows()) == 1, "%d windows" % len(app.windows())


def the_same_again(app):
    """the same file again brings back its dataset with the work that was done"""
    app.key("alt+1")
    app.tab_to(role="table row")
    app.key("ctrl+Home", "Delete")
    app.find(role="status bar", name="39 ready")
    library(app)
    # A toast goes after some seconds, which a slow machine may take to be read; it comes anew.
    for patience in (5, 10, 20, 30):
        open_second(app, app.desktop.path("home", "morning.jsonl"))
        try:
            app.do(role="push button", name_re="^Import Again", patience=patience)
            break
        except AssertionError:
            if patience == 30:
                raise
    app.find(role="status bar", name="40 ready", patience=60)
    app.find(name="Morning 2")
    library(app)
    app.find(name_re="^39 posts")
    app.find(name_re="^40 posts")


def changed_file(app):
    """a file that was changed since is imported anew"""
    with open(app.desktop.path("home", "morning.jsonl"), "a", encoding="utf-8") as f:
        f.write('{"messages": [{"role": "user", "content": "Text: One more"}, '
                '{"role": "model", "content": "Sentiment: Positive"}]}\n')
    open_second(app, app.desktop.path("home", "morning.jsonl"))
    app.find(role="status bar", name="41 ready", patience=60)


def recent(app):
    """the start page lists the file among the recent ones, and it opens from there"""
    library(app)
    app.find(name="Recent Files")
    check(app)
    app.tab_to(role="list item", name_re="morning.jsonl")
    app.key("Return")
    app.find(role="status bar", name="41 ready", patience=30)


def preferences(app):
    """the preferences open and close by keyboard"""
    app.key("ctrl+comma")
    app.find(role="list item", name="Notify when tuning ends")
    check(app)
    toggles(app, role="check box", name="Notify when tuning ends")
    # An entry that has the keyboard says so, and when one comes back what stands in it.
    app.tab_to(role="text", name="Your name")
    app.type("Ann")
    app.key("Return", "Tab", "shift+Tab")
    app.focus_is(role="text", name="Your name", description="Ann")
    app.key("ctrl+a", "BackSpace", "Return")
    app.tab_to(role="combo box", name="Style", description="Follow System", key="shift+Tab")
    app.key("Return")
    app.find(role="combo box", name="Style", state="expanded")
    app.key("Escape")
    app.find(role="combo box", name="Style", state="expandable -expanded")
    app.key("Escape")
    app.gone(role="list item", name="Notify when tuning ends")


def other_windows(app):
    """the export dialog, the shortcuts and the window about the program can be heard"""
    app.key("ctrl+shift+s")
    app.in_front("Export Examples")
    toggles(app, role="check box", name="Unlabelled and skipped posts too")
    check(app)
    app.key("Escape")
    app.gone(name="Export Examples")
    app.key("ctrl+question")
    app.until(lambda: len(app.windows()) == 2, "the shortcuts")
    check(app)
    app.key("Escape")
    app.until(lambda: len(app.windows()) == 1, "no other window")
    app.key("F10")
    app.find(role="push button", name="Main Menu", state="expanded")
    check(app)
    app.tab_to(key="Up", most=4, role="menu item", name="About Exemplar")
    app.key("Return")
    app.in_front("About")
    check(app)
    app.key("Escape")
    app.until(lambda: len(app.windows()) == 1, "no other window")


def paste_below(app):
    """copied rows are pasted below the chosen one, and one Undo takes them away"""
    app.key("alt+1")
    app.tab_to(role="table row")
    app.key("ctrl+Home")
    row(app, 1)
    app.key("ctrl+c")
    app.find(name_re="1 post copied")
    app.key("Down", "ctrl+v")
    app.until(lambda: "Enjoying a beautiful day" in row(app, 3).name, "the copy in row 3")
    app.find(role="status bar", name="42 ready")
    app.key("ctrl+z")
    app.until(lambda: "Enjoying a beautiful day" not in row(app, 3).name, "row 3 as it was")
    app.find(role="status bar", name="41 ready")


def rests(app, name):
    """Until the row is not made anew any more: the dataset that was left is closed, and the list read again."""
    def same():
        before = app.find(role="push button", name=name).path
        time.sleep(0.7)
        return app.find(role="push button", name=name).path == before
    app.until(same, "the library to rest")


def trash(app):
    """a dataset goes to the trash, and Undo brings it back"""
    library(app)
    path = app.desktop.path("data", "exemplar", "datasets", "Morning 2.exemplar")
    assert os.path.exists(path)
    rests(app, "Menu of Morning 2")
    app.tab_to(role="push button", name="Menu of Morning 2")
    app.key("Return")
    app.find(role="push button", name="Menu of Morning 2", state="expanded")
    check(app)
    # A menu has a window of its own; its second item is Move to Trash.
    app.key("Home", "Down", "Return")
    app.find(name="“Morning 2” moved to the trash")
    app.until(lambda: not os.path.exists(path), "the file to be away")
    app.gone(role="push button", name="Menu of Morning 2")
    app.do(role="push button", name_re="^Undo")
    app.until(lambda: os.path.exists(path), "the file to be back")
    app.find(role="push button", name="Menu of Morning 2")


def newer(app):
    """a file of a newer version opens, says so, and cannot be changed"""
    path = dataset(app, "Newer.exemplar")
    with sqlite3.connect(path) as db:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        db.execute("PRAGMA user_version = %d" % (version + 1))
    db.close()
    before = contents(path)
    open_second(app, path)
    app.find(role="status bar", name="40 ready", patience=60)
    app.find(name="Read only")
    app.find(name_re="(?i)newer version")
    app.find(role="push button", name="Export…")
    app.key("alt+1")
    app.tab_to(role="table row")
    app.key("ctrl+Home", "Delete", "2")
    app.key("F2")
    app.type("changed")
    app.key("Escape")
    row(app, 1)
    app.find(role="status bar", name="40 ready")
    library(app)
    assert contents(path) == before, "the file was written to"


def damaged(app):
    """of a damaged file what can be read is rescued, and the file is left as it is"""
    path = dataset(app, "Damaged.exemplar")
    size = os.path.getsize(path)
    with open(path, "r+b") as f:
        # From the second page on, so that it is still known as a dataset.
        f.seek(size // 2)
        f.write(b"\xa5" * (size // 8))
        f.seek(4096)
        f.write(b"\x5a" * 64)
    before = contents(path)
    open_second(app, path)
    app.find(name="Rescue What Can Be Read?", patience=30)
    app.tab_to(role="push button", name="Rescue")
    app.key("Return")
    app.find(name="Damaged (rescued)", patience=30)
    app.find(role="status bar", name_re=r"^[1-9][0-9]* ready")
    assert contents(path) == before, "the damaged file was written to"


def not_there(app):
    """a file that is not there is told with its reason, and nothing else happens"""
    library(app)
    open_second(app, app.desktop.path("home", "nowhere.jsonl"))
    app.find(name="The file could not be read")
    app.key("Escape")
    app.gone(name="The file could not be read")


def quarantine(app):
    """a broken line is mended in place and joins the rest"""
    path = app.desktop.path("home", "bad.jsonl")
    with open(path, "w", encoding="utf-8") as f:
        f.write('{"messages": [{"role": "user", "content": "Text: One"}, {"role": "model", "content": "Sentiment: Good"}]}\n'
                '{"messages": [{"role": "user", "content": "Text: Two"}, {"role": "model", "content": "Sentiment: Bad"}]\n')
    open_second(app, path)
    app.find(name_re="1 example, 1 label, 1 line set aside", patience=30)
    app.do(role="push button", name_re="^Show")
    app.find(name_re="Line 2 of bad.jsonl")
    view = app.find(role="text", name_re="(?i)line")
    check(app)
    app.click(view)
    app.key("ctrl+End")
    app.type("}")
    app.do(role="push button", name="Try Again")
    app.gone(name_re="Line 2 of bad.jsonl")
    app.key("Escape")
    app.find(role="status bar", name_re="^2 ready")


def archive(app):
    """an archive's ZIP file: what came is told, the reposts follow on demand and go with Undo"""
    library(app)
    open_second(app, os.path.join(os.path.dirname(__file__), "..", "formats", "fixtures", "x.zip"))
    app.find(name_re="^4 posts from X, 1 repost left out, 1 long text .* left out, 1 line set aside$", patience=30)
    app.do(role="push button", name_re="^Import Reposts Too")
    app.find(name="1 post from X", patience=20)
    app.find(role="push button", name="Undo: Import 1 Example from “x.zip”", patience=20)
    app.key("ctrl+z")
    app.find(role="push button", name="Undo: Import 4 Examples from “x.zip”", patience=20)


def mapped(app):
    """columns that have no names are given out in a dialog, whose choosers tell what is chosen"""
    library(app)
    path = app.desktop.path("home", "columns.csv")
    with open(path, "w", encoding="utf-8") as f:
        f.write("Rain all day,7,Sad\nSun at last,8,Happy\nCloudy again,9,Calm\n")
    open_second(app, path)
    app.in_front("Which Column Is What?")
    app.find(role="combo box", name="Post", description="Column 1 (“Rain all day”)")
    check(app)
    toggles(app, role="check box", name="First line names the columns")
    # Number and label stand behind "None". GTK chooses what opens under the pointer.
    app.desktop.xdotool("mousemove", 5, 5)
    app.tab_to(role="combo box", name="Label")
    app.key("Return")
    app.focus_is(role="list item")
    app.key("End", "Return")
    app.find(role="combo box", name="Label", description="Column 3 (“Sad”)")
    app.tab_to(role="list item", name="Where Posts Come From", state="expandable -expanded")
    app.key("Return")
    app.focus_is(role="list item", name="Where Posts Come From", state="expanded")
    check(app)
    app.key("alt+i")
    app.find(role="status bar", name_re="^3 ready", patience=30)
    app.find(role="table row", name="Row 1: Rain all day. Label: Sad")


def add_to_dataset(app):
    """a post that was asked about is added with the label that is right"""
    library(app)
    app.tab_to(role="list item", name_re="^Morning$")
    app.key("Return")
    app.find(role="status bar", name="39 ready", patience=30)
    app.key("alt+4")
    app.tab_to(role="push button", name="Start Tuning")
    app.key("Return")
    app.find(role="push button", name="Test the Model", patience=60)
    app.key("alt+5")
    app.until(lambda: app.focused() and app.focused().name.startswith("Post to ask about"), "focus on the post")
    app.type(POST)
    app.key("ctrl+Return")
    app.find(name_re="^Practice · .*Sentiment: ", patience=30)
    app.tab_to(role="push button", name_re="^Add to Dataset")
    app.key("Return")
    app.until(lambda: app.focused() and app.focused().role in ("text", "entry", "search box"), "the label picker")
    app.type("Neutral")
    app.key("Return")
    app.find(role="status bar", name="40 ready")
    app.key("alt+1")
    app.tab_to(role="table row")
    app.key("ctrl+End")
    app.until(lambda: "%s. Label: Neutral" % POST in row(app, 40).name, "the added post")


def quit_quietly(app):
    """Ctrl+Q ends it"""
    assert app.quit() == 0


class Quick(desktop.Desktop):
    """A desktop whose settings are in a file of its own, with a practice service that hurries."""

    def __init__(self, *size):
        super().__init__(*size)
        self.env["GSETTINGS_BACKEND"] = "keyfile"
        self._write("config/glib-2.0/settings/keyfile",
                    "[io/github/exemplar/Exemplar]\npractice-speed=%.1f\n" % PRACTICE_SPEED)


if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
    skip_all("the program was not built")
if not os.environ.get("EXM_TEST_SAMPLE"):
    skip_all("EXM_TEST_SAMPLE is not set")
desktop.Desktop = Quick
if not desktop.missing():
    import drive
    drive.NOT_OURS = re.compile(drive.NOT_OURS.pattern + "|" + NOTIFICATIONS)
run([second_start, the_same_again, changed_file, recent, preferences, other_windows, paste_below, trash, newer, damaged, not_there, quarantine,
     archive, mapped, add_to_dataset, quit_quietly], sys.argv[1:], stop_at_first=False)
