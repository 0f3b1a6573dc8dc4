#!/usr/bin/python3
# test-problems.py - problems as cards, decided and mended by keyboard
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-problems.py EXEMPLAR: a few posts that have one problem of each kind."""

import json
import os
import sys
import tempfile

from hearing import check
from uitest import run, skip_all

TASK = "Name the feeling of the post"
POSTS = [
    ("Traffic was really terrible this morning and I am late again", "Negative"),
    ("Traffic was realy terrible this morning and I am late again", "Positive"),
    ("Thank you all so very much for the birthday wishes", "Grateful"),
    ("RT @anna: Thank you all so very much for the birthday wishes", "Joy"),
    ("Write to me at ann@example.org, or call +49 30 1234567", "Neutral"),
    ("Broken \ufffdtext", "Neutral"),
    ("Coffee first, then the news", "Neutral"),
    ("Coffee first, then the news", "Neutral"),
    ("rain and wind " * 45000, "Neutral"),
    ("Bonjour, il pleut encore", "Neutral"),
]
folder = tempfile.mkdtemp(prefix="exm-problems-")
posts = os.path.join(folder, "posts.jsonl")


def line(text, label):
    """One example; the one in French has an instruction of its own."""
    system = "Answer in French" if text.startswith("Bonjour") else TASK
    return json.dumps({"systemInstruction": {"role": "system", "parts": [{"text": system}]},
                       "contents": [{"role": "user", "parts": [{"text": text}]},
                                    {"role": "model", "parts": [{"text": label}]}]})


def write_posts():
    with open(posts, "w", encoding="utf-8") as f:
        f.writelines(line(*post) + "\n" for post in POSTS)
        f.write(line("Nearly fine", "Neutral")[:-1] + "\n")


def press(app, name_re):
    app.tab_to(most=120, role="push button", name_re=name_re)
    app.key("Return")


def mended(app, card, press_it):
    """The card goes by what is done, and Undo brings it back, be it scrolled into sight or not."""
    what = {"hidden": True, "role": "panel", "name": card}
    app.find(patience=30, **what)
    press_it()
    app.until(lambda: not app.find_all(whole=False, **what) and not app.find_all(**what), "no more " + card, 30)
    app.key("ctrl+z")
    app.find(patience=30, **what)


def opens(app):
    """the cards stand there, the gravest first"""
    app.find(role="status bar", name="10 ready, 6 missing", patience=30)
    # What is empty in a file is not taken in; a post that is begun and not written is.
    app.key("ctrl+shift+a")
    app.find(role="status bar", name="10 ready, 6 missing", patience=30)
    app.key("alt+3")
    app.find(role="panel", name="2 conflicts: like posts with different labels", patience=30)
    app.find(hidden=True, role="panel", name="1 post has strange characters")
    app.find(hidden=True, role="panel", name="Personal data: 1 e-mail address, 1 phone number, 1 user name")
    check(app)


def one_key(app):
    """a number gives a whole conflict one label, and the next one comes"""
    press(app, "^Decide One by One: 2 conflicts")
    app.find(role="panel", name="Conflict 1 of 2")
    check(app)
    # What is decided about is read out with the button that has the keyboard.
    app.focus_is(role="push button", name="1  All Are “Negative”", description=POSTS[0][0])
    app.find(role="push button", name="2  All Are “Positive”")
    app.key("2")
    app.find(role="panel", name="Conflict 2 of 2")
    app.find(role="push button", name="1  All Are “Grateful”")


def keeps(app):
    """what is to stay is not asked again"""
    app.key("k")
    app.find(role="panel", name="2 posts say what others say", patience=30)
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


def one_of_each(app):
    """one of each kind is mended where it stands, from card to card, and that is undone"""
    for button, card in (("^Delete: Coffee", "1 post stands twice"),
                         ("^Skip: rain and wind", "1 example is too long"),
                         ("^Delete: .empty.$", "1 post is empty"),
                         ("^Use the Task’s: Bonjour", "1 example has another system instruction")):
        mended(app, card, lambda: press(app, button))
    mended(app, "1 line could not be read", lambda: read_a_line(app))
    mended(app, "1 post has strange characters", lambda: press(app, "^Clean: Broken"))


def read_a_line(app):
    """Mended in its editor; what is wrong is said until then."""
    app.tab_to(most=120, role="text", name_re="^Text of Line 11 of posts")
    app.key("ctrl+End")
    app.type("x")
    press(app, "^Try Again: Line 11")
    app.until(lambda: app.find_all(hidden=True, state="focused", name_re="^Text of Line 11"), "the editor has the keyboard")
    app.key("ctrl+End", "BackSpace")
    app.type("}")
    # What the first try left is looked at meanwhile: a press on what is to be made anew is not lost.
    press(app, "^Try Again: Line 11")
    app.gone(role="panel", name="1 line could not be read")


def rare_labels(app):
    """a rare label is put into another one where it stands, or left, and so are all of them"""
    def merge(name_re):
        press(app, name_re)
        app.until(lambda: app.find_all(hidden=True, role="entry", state="focused"), "the picker has the keyboard")
        check(app)
        app.type("neut")
        app.key("Return")
    for mend in (lambda: merge("^Merge…: Joy"), lambda: press(app, "^Leave: Joy"), lambda: merge("^Merge All Into…")):
        mended(app, "4 labels are used fewer than 3 times", mend)


def near_ones(app):
    """of posts that say nearly the same one is kept by one key"""
    def keep():
        press(app, "^Decide One by One: 2 posts say what others say")
        app.find(role="panel", name="Like Posts, Group 1 of 2")
        app.find(role="push button", name="1  Keep Only This")
        app.key("1")
        app.find(role="panel", name="Like Posts, Group 2 of 2")
        app.key("Escape")
    mended(app, "2 posts say what others say", keep)


def cleans(app):
    """strange characters go at once"""
    press(app, "^Remove Them: 1 post has strange")
    app.gone(role="panel", name="1 post has strange characters", patience=30)
    # What is said of it lies over no button of a card: the page ends above it, as long as it is there.
    def page_end():
        x, y, width, height = next(n for n in app.meant() if n.raw == "ExmProblemsView").extents()
        return y + height
    toast = app.find(role="push button", name="Undo")
    app.until(lambda: page_end() <= toast.extents()[1], "the page to end above the toast")
    ended = page_end()
    app.do(role="push button", name="Close", within=toast.parent)
    app.until(lambda: page_end() > ended, "the page to take its place")


def masks(app):
    """what is checked is masked in the posts, in one step"""
    app.find(role="check box", name="1 e-mail address as <email>", state="checked")
    app.find(role="check box", name="1 user name as @user", state="-checked")
    check(app)
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
run([opens, one_key, keeps, near_ones, undo, asks_again, one_of_each, rare_labels, cleans, masks, only_sent,
     comes_back, ends], sys.argv[1:] + [posts])
