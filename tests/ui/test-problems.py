#!/usr/bin/python3
# test-problems.py - problems as cards, decided and mended by keyboard
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-problems.py EXEMPLAR: the sample has copies and no conflict; some posts are added that have the rest."""

import os
import sys
import tempfile

from uitest import run, skip_all

POSTS = [
    ("Traffic was really terrible this morning and I am late again", "Negative"),
    ("Traffic was realy terrible this morning and I am late again", "Positive"),
    ("Thank you all so very much for the birthday wishes", "Grateful"),
    ("RT @anna: Thank you all so very much for the birthday wishes", "Joy"),
    ("Write to me at ann@example.org, or call +49 30 1234567", "Neutral"),
    ("Broken \ufffdtext", "Neutral"),
]
folder = tempfile.mkdtemp(prefix="exm-problems-")
posts = os.path.join(folder, "posts.csv")


def write_posts():
    with open(posts, "w", encoding="utf-8") as f:
        f.write("text,label\n")
        f.writelines('"%s",%s\n' % post for post in POSTS)


def press(app, name_re):
    app.tab_to(role="push button", name_re=name_re)
    app.key("Return")


def opens(app):
    """the cards stand there, the gravest first"""
    app.find(role="status bar", name="6 ready, 10 missing", patience=30)
    app.key("alt+3")
    app.find(role="panel", name="2 conflicts: like posts with different labels", patience=30)
    app.find(role="panel", name="1 post has strange characters")
    app.find(role="panel", name="Personal data: 1 e-mail address, 1 phone number, 1 user name")


def one_key(app):
    """a number gives a whole conflict one label, and the next one comes"""
    press(app, "^Decide One by One: 2 conflicts")
    app.find(role="panel", name="Conflict 1 of 2")
    app.find(role="push button", name="1  All Are “Negative”")
    app.find(role="push button", name="2  All Are “Positive”")
    app.key("2")
    app.find(role="panel", name="Conflict 2 of 2")
    app.find(role="push button", name="1  All Are “Grateful”")


def keeps(app):
    """what is to stay is not asked again"""
    app.key("k")
    app.find(role="panel", name="1 post says what another one says", patience=30)
    app.gone(role="panel", name_re="^[0-9]+ conflict", patience=30)


def undo(app):
    """undo brings the first conflict back, and not the one that stays"""
    app.key("ctrl+z")
    app.find(role="panel", name="1 conflict: like posts with different labels", patience=30)


def asks_again(app):
    """what was to stay is listed, and asked about again when one wants it"""
    press(app, "^Look at Them: 1 group of like posts stays as it is")
    app.find(role="panel", name="Like Posts, Group 1 of 1")
    app.find(role="push button", name="K  Ask Again")
    app.key("k")
    app.find(role="panel", name="2 conflicts: like posts with different labels", patience=30)
    app.gone(role="panel", name="1 group of like posts stays as it is")


def one_post(app):
    """one post is mended alone, by the button beside it, and that is undone"""
    press(app, "^Clean: Broken")
    app.gone(role="panel", name="1 post has strange characters", patience=30)
    app.key("ctrl+z")
    app.find(role="panel", name="1 post has strange characters", patience=30)


def cleans(app):
    """strange characters go at once"""
    press(app, "^Remove Them: 1 post has strange")
    app.gone(role="panel", name="1 post has strange characters", patience=30)


def masks(app):
    """what is checked is masked in the posts, in one step"""
    app.find(role="check box", name="1 e-mail address as <email>", state="checked")
    app.find(role="check box", name="1 user name as @user", state="-checked")
    press(app, "^Mask in the Posts: ")
    app.find(role="panel", name="Personal data: 1 user name", patience=30)
    app.key("alt+1")
    app.find(name_re="Write to me at <email>, or call <phone>")
    app.key("ctrl+z")
    app.find(name_re="Write to me at ann@example.org")


def only_sent(app):
    """masking in what is uploaded alone is said where tuning begins"""
    app.key("alt+3")
    app.find(role="panel", name_re="^Personal data: 1 e-mail", patience=30)
    app.tab_to(role="check box", name="Leave the posts as they are and mask in what is uploaded")
    app.key("space")
    app.key("alt+4")
    app.find(name_re="^Personal Data Is Masked in What Is Uploaded", patience=30)


def comes_back(app):
    """who comes back from another page reaches each card by Tab"""
    app.key("alt+3")
    app.find(role="panel", name="2 conflicts: like posts with different labels", patience=30)
    press(app, "^Decide One by One: 2 conflicts")
    app.find(role="panel", name="Conflict 1 of 2")
    app.key("Escape")
    app.find(role="panel", name="2 conflicts: like posts with different labels")
    app.tab_to(role="page tab", name="Overview")


def ends(app):
    """and the window closes with the work done"""
    assert app.quit() == 0


if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
    skip_all("the program was not built")
write_posts()
run([opens, one_key, keeps, undo, asks_again, one_post, cleans, masks, only_sent,
     comes_back, ends], sys.argv[1:] + [posts])
