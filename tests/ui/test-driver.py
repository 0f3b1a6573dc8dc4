#!/usr/bin/python3
# test-driver.py - the driver itself, on a small program
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-driver.py PROBE"""

import os
import signal
import sys
import tempfile

from uitest import run


def tree(app):
    """widgets are found by role and name"""
    assert app.find(role="push button", name="Greet")
    assert app.find(name="ready").role == "label"
    assert not app.find_all(name="GtkButton")
    assert app.find(role="push button", name="Not now", state="-sensitive")


def pages(app):
    """a page behind another is not in sight"""
    assert app.find(name="on the first page")
    assert not app.find_all(name="on the second page")
    assert app.find_all(name="on the second page", hidden=True)
    app.click(name="Second")
    app.find(name="on the second page")
    app.gone(name="on the first page")


def typing(app):
    """text is typed, and pasted where it is not ASCII"""
    entry = app.find(role="text", name="Name")
    app.fill("World", entry)
    app.until(lambda: entry.text() == "World", "World")
    app.tab_to(name="Greet")
    app.key("space")
    app.find(name="Hello World")
    app.fill("Zoë ★", entry)
    app.until(lambda: entry.text() == "Zoë ★", "Zoë ★")
    app.click(name="Greet")
    app.find(name="Hello Zoë ★")


def actions(app):
    """actions work without a pointer"""
    app.find(role="text", name="Name").set_text("Ann")
    app.do(name="Greet")
    app.find(name="Hello Ann")


def stalls(app):
    """a main loop that waits is found out"""
    with app.stalls() as quiet:
        app.settle()
    assert quiet.count > 5, quiet.count
    with app.stalls() as stalled:
        app.do(name="Stall")
        app.find(name="stalled")
    assert stalled.longest > 0.25, stalled.longest


def pictures(app):
    """a picture can be taken"""
    with tempfile.TemporaryDirectory() as folder:
        path = app.picture(os.path.join(folder, "probe.png"))
        assert os.path.getsize(path) > 2000


LEAK = """
=================================================================
==1==ERROR: LeakSanitizer: detected memory leaks

Direct leak of 16384 byte(s) in 1 object(s) allocated from:
    #0 0x1 in malloc

SUMMARY: AddressSanitizer: 16384 byte(s) leaked in 1 allocation(s).
"""


def ending(app):
    """a known leak excuses how the start ended that had it, and no later one"""
    with open(app.log_path, "a", encoding="utf-8") as log:
        log.write(LEAK)
    app.process.kill()
    assert app.quit() == 0
    app.restart()
    app.process.kill()
    assert app.quit() == -signal.SIGKILL
    app.restart()


def killing(app):
    """kill -9, a new start, a quiet end, a complaint"""
    app.kill()
    app.restart()
    app.find(name="ready")
    assert app.complaints() == [], app.complaints()
    app.do(name="Complain")
    app.until(app.complaints, "a complaint")
    assert "as asked" in app.complaints()[0]
    assert app.quit() == 0
    open(app.log_path, "w").close()


run([tree, pages, typing, actions, stalls, pictures, ending, killing], sys.argv[1:])
