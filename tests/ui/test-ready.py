#!/usr/bin/python3
# test-ready.py - from an account with nothing to a model that answers, by keyboard
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-ready.py EXEMPLAR: the ready page against the practice service that has no project yet."""

import os
import re
import sys
import time

from hearing import check
from uitest import run, skip_all

import desktop

PRACTICE_SPEED = 50.0
POST = "Traffic was terrible this morning."
# Nobody shows notifications on the screen of a test.
NOTIFICATIONS = r"unable to send notifications through org\.freedesktop\.Notifications"


def press(app, name_re, **more):
    app.tab_to(role="push button", name_re=name_re, **more)
    app.key("Return")


def green(app, *titles):
    for title in titles:
        app.find(role="list item", name_re=r"^%s: Ready\." % re.escape(title), patience=30)


def nothing(app):
    """with nothing there, the page says so and tuning is off"""
    app.tab_to(name="Try the Sample")
    app.key("Return")
    app.find(role="status bar", name="527 ready", patience=60)
    app.key("alt+4")
    app.tab_to(name="Practice Getting Ready, Too")
    app.key("Return")
    app.find(role="list item", name_re=r"^Project: To be done\.", patience=30)
    green(app, "Account")
    app.find(role="list item", name_re=r"^Billing: Waits for a row above\.")
    app.find(name_re=r"^1 thing is to be done now\. [4-6] more wait for that\.")
    app.find(role="push button", name="Start Tuning", state="-sensitive")
    check(app)


def write(app, text):
    """Replace what stands in the entry that has the keyboard."""
    app.key("ctrl+a")
    app.type(text)


def project(app):
    """a project is created, and its id is checked as it is typed"""
    press(app, r"^Create Project…: Project")
    app.in_front("New Project")
    app.key("Tab")
    write(app, "No Good")
    app.find(role="push button", name="Create", state="-sensitive")
    app.focus_is(role="text", name="Project ID", state="invalid", description="A project id has only small letters, digits and “-”")
    check(app)
    write(app, "sentiment-4711")
    app.find(role="push button", name="Create", state="sensitive")
    app.focus_is(role="text", name="Project ID", state="-invalid")
    app.key("Return")
    green(app, "Project")


def billing(app):
    """a billing account is linked after a choice"""
    press(app, r"^Link Billing.*: Billing")
    app.until(lambda: app.focused() and app.focused().role in ("text", "entry", "search box"), "the search entry")
    check(app)
    app.key("Return")
    green(app, "Billing")


def services(app):
    """the APIs are turned on"""
    press(app, r": Google services$")
    green(app, "Google services", "Permissions")


def bucket(app):
    """a bucket is created in the place that was proposed"""
    press(app, r"^Create Bucket…: Storage")
    app.in_front("New Bucket")
    check(app)
    app.key("Return")
    app.find(role="push button", name="Start Tuning", state="sensitive", patience=30)


def tune(app):
    """all is one line, and a model is tuned in the new project"""
    app.gone(role="list item", name_re=r"^Billing: ")
    app.tab_to(role="push button", name="Start Tuning")
    app.key("Return")
    app.find(role="push button", name="Test the Model", patience=90)
    press(app, "^All Tuning Jobs of the Project")
    app.in_front("Tuning Jobs")
    app.find(within=app.windows()[-1], role="list item", name_re=".", patience=30)
    check(app)
    app.key("Escape")
    alone(app)


def dialog(app, name):
    app.until(lambda: any(w.name == name for w in app.windows()), "the window " + name)


def alone(app):
    """Keys go to the main window again."""
    app.until(lambda: len(app.windows()) == 1 and app.windows()[0].has("active"), "no other window")


def enter(app, name_re):
    """A row of the browser that has the keyboard, as the first of its list does."""
    def is_there():
        node = app.focused()
        return node and any(re.search(name_re, n.name) for n in [node] + list(node.ancestors()))
    app.until(is_there, "the keyboard on " + name_re)
    app.key("Return")


def go_to_file(app):
    """From the buckets of the project to the file that the first job was trained on."""
    press(app, "^Browse Cloud Storage…")
    dialog(app, "Cloud Storage")
    enter(app, "^sentiment-4711-tuning")
    enter(app, "^exemplar$")
    enter(app, "^[0-9a-f-]{8,}$")
    enter(app, r"^training.*\.jsonl")
    app.find(role="push button", name="Train on This File", state="sensitive")
    check(app)


def browsed(app):
    """a file in the bucket is browsed to and chosen instead of the dataset, and taken back"""
    go_to_file(app)
    app.key("alt+Up")
    enter(app, "^[0-9a-f-]{8,}$")
    enter(app, r"^training.*\.jsonl")
    press(app, "^Train on This File$")
    alone(app)
    app.find(role="list item", name_re=r"gs://sentiment-4711-tuning.*/training.*\.jsonl", hidden=True)
    press(app, "^Use This Dataset$")
    app.find(role="list item", name_re=r"^Dataset: Ready\. 527 examples", hidden=True)


def imported(app):
    """the same file is imported as a dataset of its own"""
    go_to_file(app)
    press(app, "^Import as a Dataset$")
    alone(app)
    app.find(role="status bar", name="478 ready", patience=60)
    app.key("alt+Home")
    # The newest comes to the top when the folder was read again.
    app.find(role="list item", name_re="^Training")
    app.tab_to(role="list item", name_re="^Social posts")
    app.key("Return")
    app.find(role="status bar", name="527 ready", patience=60)


def say_all(app):
    return [n.name for n in app.find_all(within=app.windows()[-1]) if n.role in ("list item", "label")]


def listed(app):
    """what the dataset has at Google is listed, the bucket that was made here with it"""
    app.key("F10")
    app.find(role="push button", name="Main Menu", state="expanded")
    app.tab_to(key="Up", most=12, role="menu item", name="Remove My Data from Google…")
    app.key("Return")
    app.find(role="push button", name="Remove…", state="sensitive", patience=30)
    said = " ".join(say_all(app))
    for kind in ("Endpoint", "Tuned model", "File in Cloud Storage", "Bucket · gs://sentiment-4711-tuning"):
        assert kind in said, "%s is not in %s" % (kind, said)
    assert "a bucket only if Exemplar made it" in said, said
    check(app)


def removed(app):
    """all of it goes after a question, one after the other, and the rows say so"""
    app.tab_to(role="push button", name="Remove…")
    app.key("Return")
    app.find(name="Remove All of This?")
    app.key("Escape")
    app.gone(name="Remove All of This?")
    app.find(role="push button", name="Remove…", state="sensitive")
    app.tab_to(role="push button", name="Remove…")
    app.key("Return")
    app.find(name="Remove All of This?")
    app.key("alt+r")
    app.find(role="push button", name="Save Receipt…", patience=60)
    app.find(role="push button", name="Remove…", state="-sensitive")
    states = [n.name for n in app.find_all(within=app.windows()[-1], role="label",
                                           name_re="^(Gone|Stays|Will be removed)$", hidden=True)]
    assert "Gone" in states and "Will be removed" not in states, states


def receipt(app):
    """a receipt is written and shown: what is gone, and what is not"""
    path = app.desktop.path("home", "receipt.txt")
    app.tab_to(role="push button", name="Save Receipt…")
    app.key("Return")
    app.find(role="push button", name="Save")

    def in_name():
        node = app.focused()
        return node is not None and node.role == "text"
    app.until(in_name, "focus on the name")
    app.key("ctrl+a")
    app.type(path)
    app.find(role="push button", name="Save", state="sensitive")
    # Return counts once the dialog has looked at the folder, which it does not tell.
    for _ in range(5):
        time.sleep(0.2)
        app.key("Return")
        try:
            app.find(name_re="^Saved as .*receipt.txt", patience=4)
            break
        except AssertionError:
            pass
    with open(path, encoding="utf-8") as f:
        text = f.read()
    shown = [n.text() for n in app.find_all(role="text")]
    assert text.strip() in [t.strip() for t in shown], shown
    for kind in ("Endpoint", "Tuned model", "sentiment-4711", "Gone", "Not gone"):
        assert kind in text, text
    app.key("Escape")
    app.gone(name_re="^Saved as ")


def quit_quietly(app):
    """Ctrl+Q ends it"""
    app.key("Escape")
    app.gone(role="push button", name="Remove…")
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
desktop.Desktop = Quick
if not desktop.missing():
    import drive
    drive.NOT_OURS = re.compile(drive.NOT_OURS.pattern + "|" + NOTIFICATIONS)
run([nothing, project, billing, services, bucket, tune, browsed, imported, listed, removed, receipt, quit_quietly], sys.argv[1:])
