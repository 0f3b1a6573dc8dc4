# drive.py - works a GTK 4 program by keyboard and pointer, and reads it as a screen reader would
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""App is a program on a Desktop: find, wait, keys, clicks, kill, restart, complaints."""

import os
import re
import signal
import subprocess
import sys
import time

from gi.repository import GLib

sys.path.insert(1, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

import known_leaks  # noqa: E402
from atspi import COMPONENT, Focus, Stalls  # noqa: E402

PATIENCE = 20.0
# Seconds in which what was pressed reaches the program and shows.
ARRIVES = 0.06

COMPLAINT = re.compile(r"WARNING|CRITICAL|ERROR \*\*|runtime error:|Sanitizer|Segmentation|double free|corrupted")
# What the surroundings say, not the program.
NOT_OURS = re.compile(r"Unable to acquire session bus|dconf-WARNING|Failed to load module|AT-SPI: ")


class NotFound(AssertionError):
    """What was looked for is not in sight."""


class App:
    def __init__(self, desktop, argv, env=None, ready=True):
        self.desktop, self.argv, self.extra = desktop, list(argv), dict(env or {})
        self.process, self.where, self.log_path = None, None, desktop.path("stderr.log")
        self.known = None
        self.focus = Focus(desktop.a11y)
        self.start(ready=ready)

    # -- life ------------------------------------------------------------

    def start(self, *more, ready=True):
        env = dict(self.desktop.env, **self.extra)
        with open(self.log_path, "ab") as log:
            self.log_begins = log.tell()
            self.process = self.desktop.spawn(self.argv + list(more), stdout=log, stderr=log, env=env)
        self.where, self.known = None, None
        began = time.monotonic()
        if ready:
            self.until(lambda: [w for w in self.windows() if w.has("active") or w.has("modal")],
                       "a window that gets the keys")
            self.started = time.monotonic() - began

    def kill(self):
        """kill -9, as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.where = None

    def restart(self, *more):
        if self.process.poll() is None:
            self.kill()
        self.start(*more)

    def quit(self, key="ctrl+q", patience=PATIENCE):
        """Ask it to end, and give its exit status."""
        self.desktop.key(key)
        try:
            status = self.process.wait(patience)
            # A leak of an earlier start excuses nothing in this one.
            return 0 if status and known_leaks.among(self.log(self.log_begins)) else status
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError("did not end within %d s after %s" % (patience, key))

    def log(self, begin=0):
        with open(self.log_path, "rb") as f:
            f.seek(begin)
            return f.read().decode("utf-8", "replace")

    def complaints(self):
        """Lines of GTK, GLib or a sanitizer that should not be there."""
        lines = known_leaks.without(self.log()).splitlines()
        found = [line for line in lines if COMPLAINT.search(line) and not NOT_OURS.search(line)]
        # With the stacks of a sanitizer's report, or it says nothing.
        report = next((i for i, line in enumerate(lines) if "Sanitizer" in line), None)
        return found if report is None else found + lines[report:report + 60]

    # -- the tree --------------------------------------------------------

    def place(self):
        if self.process.poll() is not None:
            raise AssertionError("the program has ended with %d\n%s" % (self.process.returncode, self.log()[-2000:]))
        if self.where is None:
            self.where = self.desktop.a11y.program(self.process.pid)
        return self.where

    def tree(self, whole=False):
        """All that there is; not whole, what GTK's cache holds: it may lack what nobody has asked for yet."""
        place = self.place()
        if place is None:
            return None
        self.known = self.desktop.a11y.tree(*place, sure=whole) or self.desktop.a11y.read(*place)
        return self.known

    def windows(self):
        place = self.place()
        return self.desktop.a11y.read(*place, skip=lambda node: node.depth >= 1).children if place else []

    def in_front(self, title, patience=PATIENCE):
        """Wait until a dialog has come before the window, and gets the keys."""
        def look():
            windows = self.windows()
            return title in [w.name for w in windows] and not any(w.has("active") for w in windows if w.name != title)
        self.until(look, "the dialog " + title, patience)

    def match(self, node, role=None, name=None, name_re=None, text=None, state=None, description=None):
        """Whether a node is meant; text looks into the content, state is 'focused -sensitive'."""
        if role is not None and node.role != role:
            return False
        if name is not None and node.name != name:
            return False
        if name_re is not None and not re.search(name_re, node.name):
            return False
        if description is not None and node.description != description:
            return False
        for word in (state or "").split():
            if node.has(word.lstrip("-").replace("_", " ")) == word.startswith("-"):
                return False
        return text is None or node.text() == text

    def meant(self, within=None, whole=False, **what):
        """All that is meant, in sight or not."""
        if within is not None and whole:
            root = self.desktop.a11y.read(within.owner, within.path)
            root.parent = within.parent
        else:
            root = self.tree(whole)
            if root is not None and within is not None:
                root = next((n for n in root.walk() if n.path == within.path), None)
        return [n for n in root.walk() if self.match(n, **what)] if root else []

    def find_all(self, hidden=False, within=None, whole=True, **what):
        return [n for n in self.meant(within, whole, **what) if hidden or self.in_sight(n)]

    def candidates(self, within=None, role=None, name=None, name_re=None, description=None, **_changing):
        """What the last reading had of the kind, asked anew: most of what is looked for was there before.

        Numbers in a name may have changed.  Only a few small objects: to ask for many costs more than to read
        all.  Something new may be meant.
        """
        if self.known is None or (role is None and name is None and name_re is None):
            return []
        within = within.path if within else None
        name_re = name_re if name is None else "^%s$" % re.sub("[0-9]+", "[0-9]+", re.escape(name))
        nodes = [n for n in self.known.walk() if self.match(n, role, None, name_re, description=description) and
                 (within is None or n.path == within or any(elder.path == within for elder in n.ancestors()))]
        if len(nodes) > 8 or any(i > 30 for n in nodes for i, _ in enumerate(n.walk())):
            return []
        time.sleep(max(0, self.desktop.acted + ARRIVES - time.monotonic()))
        for node in nodes:
            self.desktop.a11y.renew(node)
        return nodes

    def find(self, patience=PATIENCE, hidden=False, within=None, **what):
        """The first node that is meant, waiting for it."""
        times, sure_at = [0], [0.0]

        def sure():
            # Soon, and then a few times while a toast is there, but not for most of the time.
            now = time.monotonic()
            if times[0] < 4 or now < sure_at[0]:
                return False
            sure_at[0] = now + 0.4
            return True

        def look():
            # What is hidden may as well have left the window.
            known = [] if hidden else self.candidates(within, **what)
            for node in known:
                if node.states and self.match(node, **what) and self.in_sight(node):
                    return node
            times[0] += 1
            if known and times[0] % 3 != 1:
                return None
            whole, began = sure(), time.monotonic()
            nodes = self.meant(within, whole=whole, **what)
            if whole:
                sure_at[0] += 3 * (time.monotonic() - began)
            return next((n for n in nodes if hidden or self.in_sight(n)), None)
        return self.until(look, what, patience)

    def gone(self, patience=PATIENCE, **what):
        """Wait until nothing of the kind is in sight."""
        seen = bool(self.candidates(**what))

        def look():
            if any(node.states and self.match(node, **what) and self.in_sight(node) for node in self.candidates(**what)):
                return False
            return not self.find_all(whole=not seen, **what)
        self.until(look, "no more " + str(what), patience)

    def focus_is(self, patience=PATIENCE, **what):
        """Wait until what is meant, or something in it, has the keyboard."""
        def look():
            node = self.focus.node()
            return node and any(self.match(n, **what) for n in [node] + list(node.ancestors()))
        return self.until(look, "the keyboard on %s" % what, patience)

    def until(self, condition, wanted="a condition", patience=PATIENCE):
        deadline = time.monotonic() + patience
        pause = 0.03
        while True:
            try:
                result = condition()
                if result:
                    return result
            except GLib.Error:
                pass  # something went away between two questions
            if time.monotonic() > deadline:
                raise NotFound("waited %d s for %s; in sight:\n%s" % (patience, wanted, self.dump()))
            time.sleep(pause)
            pause = min(pause * 1.5, 0.3)

    def dump(self, hidden=False):
        """What a screen reader could say, as an indented list."""
        lines = []
        root = self.tree(whole=True)
        for node in root.walk() if root else []:
            if node.depth > 1 and (node.name or node.role in ("text", "entry")) and (hidden or self.in_sight(node)):
                states = ", ".join(s for s in ("focused", "checked", "selected", "pressed", "expanded") if node.has(s))
                if not node.has("sensitive"):
                    states += " insensitive"
                shown = node.text()[:70] if node.role in ("text", "entry") else ""
                lines.append("%s%s “%s”%s%s" % ("  " * node.depth, node.role, node.name[:70],
                                                 " = “%s”" % shown if shown else "",
                                                 " [%s]" % states.strip() if states else ""))
        return "\n".join(lines[:200])

    def window_of(self, node):
        for one in [node] + list(node.ancestors()):
            if one.depth == 1:
                return one
        return node

    def in_sight(self, node):
        """Whether a node is what one sees at its place; pages behind others are not.

        GTK 4.8 keeps the old place of what is hidden, so the window is asked what
        lies there.  It answers with nothing where decoration inside of a control
        lies, so points in the padding around are asked as well.
        """
        if node.depth <= 1:
            return True
        try:
            x, y, width, height = node.extents()
            if width <= 0 or height <= 0:
                return False
            family = {n.path for n in node.walk()}
            elders = {n.path for n in node.ancestors() if n.depth > 1}
            nothing = through = other = False
            for inside, px, py in ((True, x + width / 2, y + height / 2), (True, x + width * 0.15, y + height / 2),
                                   (True, x + width * 0.85, y + height / 2), (False, x - 3, y + height / 2),
                                   (False, x + width / 2, y - 3), (False, x + width / 2, y + height + 3)):
                path = self.window_of(node).call(COMPONENT, "GetAccessibleAtPoint", "(iiu)", int(px), int(py), 1)[0][1]
                if path in family:
                    return True
                if path.endswith("/null"):
                    nothing = nothing or inside
                elif path in elders:
                    # What cannot be pointed at is seen through to its parent.
                    through = through or (inside and (not node.has("sensitive") or path == node.parent.path))
                else:
                    other = True
            return through or (nothing and not other)
        except GLib.Error:
            return False

    # -- doing -----------------------------------------------------------

    def focused(self, known=None):
        """What has the keyboard, the innermost node if several say so."""
        for _ in range(4):
            node = self.focus.node(known)
            if node:
                return node
            time.sleep(0.05)
        return self._focused(self.tree()) or self._focused(self.tree(whole=True))

    def _focused(self, root):
        # A window behind a dialog remembers what had the keyboard.
        windows = [n for n in root.children if not self._behind(n)] if root else []
        found = [n for window in windows for n in window.walk() if n.depth > 1 and n.has("focused")]
        return max(found, key=lambda n: n.depth) if found else None

    @staticmethod
    def _behind(node):
        """Whether a window is not the one in front; GTK's file dialog does not say that it is active."""
        if node.depth != 1:
            return False
        front = [n for n in node.parent.children if n.has("active")] or \
            [n for n in node.parent.children if n.has("modal")][-1:]
        return bool(front) and node.role in ("frame", "dialog", "filler") and node not in front

    def key(self, *keys):
        self.desktop.key(*keys)

    def type(self, text):
        self.desktop.type(text)

    def tab_to(self, key="Tab", most=80, **what):
        """Press Tab until what is meant, or something in it, has the keyboard."""
        known = {}
        for _ in range(most):
            node = self.focused(known)
            if node and any(self.match(n, **what) for n in [node] + list(node.ancestors())):
                return node
            self.key(key)
            time.sleep(0.03)
        raise NotFound("%d times %s did not reach %s; focus is on %r" % (most, key, what, self.focused()))

    def xwindow(self):
        """The X window that has the keyboard."""
        return self.desktop.xdotool("getactivewindow")

    def origin(self):
        """Where on the screen the point 0, 0 of the extents lies: inside of the frame that GTK draws."""
        geometry = self.desktop.xdotool("getwindowgeometry", "--shell", self.xwindow())
        values = {k: int(v) for k, v in (line.split("=") for line in geometry.splitlines() if "=" in line)}
        active = next((w for w in self.windows() if w.has("active")), None)
        if active is None:
            return values["X"], values["Y"]
        width, height = active.extents()[2:]
        return (values["X"] + max(0, values["WIDTH"] - width) // 2,
                values["Y"] + max(0, values["HEIGHT"] - height) // 2)

    def click(self, node=None, button=1, times=1, at=(0.5, 0.5), **what):
        """Click on a node with the pointer; gives the node."""
        node = node or self.find(**what)
        x, y, width, height = node.extents()
        left, top = self.origin()
        self.desktop.click_at(left + x + width * at[0], top + y + height * at[1], button, times)
        return node

    def do(self, node=None, action=0, **what):
        """Carry out a node's action, as a screen reader does; gives the node."""
        node = node or self.find(**what)
        node.do(action)
        return node

    def fill(self, text, node=None, **what):
        """Replace the text of an entry by typing."""
        node = node or self.find(**what)
        if not node.now("focused"):
            self.click(node)
            self.until(lambda: node.now("focused"), "focus on %r" % node)
        self.key("ctrl+a")
        self.type(text)
        return node

    def resize(self, width, height):
        self.desktop.xdotool("windowsize", "--sync", self.xwindow(), width, height)

    def stalls(self):
        """`with app.stalls() as s: ...`; then s.longest, in seconds."""
        return Stalls(self.desktop.a11y, *self.place())

    def picture(self, path, settle=True):
        """What the screen shows, once it has come to rest."""
        if settle:
            self.settle()
        return self.desktop.picture(path)

    def settle(self, patience=5.0):
        """Wait until two pictures in a row are the same."""
        before, deadline = None, time.monotonic() + patience
        while time.monotonic() < deadline:
            shot = subprocess.run(["import", "-silent", "-window", "root", "rgb:-"], env=self.desktop.env,
                                  stdout=subprocess.PIPE, timeout=30).stdout
            if shot == before:
                return True
            before = shot
            time.sleep(0.12)
        return False


def shots_folder():
    """Where pictures of failures go, if anybody wants them."""
    folder = os.environ.get("EXM_UI_SHOTS")
    if folder:
        os.makedirs(folder, exist_ok=True)
    return folder
