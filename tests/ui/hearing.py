# hearing.py - what a screen reader gets to know: names, states, and what changes
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""check(app) on a page: each control in sight has a name and tells its state; toggles(app, ...) operates one and
hears that its state changed; Told listens to what changes.

What GTK 4.8 does not tell, and nobody can therefore ask for: that a check box can be checked, a toggle button be
pressed, a row be selected (only that it is); that a stateful item of a menu is one to check; numbers of bars that are no widgets of GTK's own, so theirs are in
words; what is in a popover is not found at its place on the screen, so all of an open one counts as in sight.
"""

import re

from gi.repository import GLib

from atspi import VALUE

# Roles of what is worked with; the rest of the tree is text, decoration and containers.
CONTROLS = {"push button", "toggle button", "check box", "radio button", "text", "entry", "password text", "combo box",
            "slider", "spin button", "list item", "table row", "page tab", "link", "search box", "menu item",
            "check menu item", "radio menu item", "progress bar", "level bar", "canvas", "chart"}

# What Orca reads out when the keyboard comes into it, and the name that GTK makes of a class.
AROUND = {"panel", "menu", "frame", "dialog", "filler"}
CLASS = re.compile(r"\b(Gtk|Adw|Exm)[A-Z][a-z]\w+")

# GTK 4.8 says the name of a button with a label twice.
BUTTONS = {"push button", "toggle button", "page tab"}


def excused(node):
    """Why a control may be without a name, or None."""
    elders = list(node.ancestors())
    if node.raw == "GtkMenuButton" and any(elder.name == "Keyboard Shortcuts" for elder in elders):
        return "GTK's window of the shortcuts: its menu of sections is hidden while there is one"
    if node.role == "list item" and any(elder.role == "combo box" for elder in elders):
        return "the list of a drop-down: GTK makes its items, and the label in each is read"
    if node.role == "push button" and node.parent.role == "combo box":
        return "the button in a drop-down: GTK makes it, and the drop-down around it has the name"
    if any(elder.role == "file chooser" for elder in elders):
        return "GTK's file dialog"
    return None


# What has a value, and an interface for it where it is a widget of GTK's own.
VALUED = {"slider", "spin button", "progress bar", "level bar"}


def in_popover(node):
    return any(elder.raw == "GtkPopoverContent" for elder in node.ancestors())


def value_fault(node):
    if node.has("busy"):
        return None
    try:
        low, now, high = (node.prop(VALUE, name) for name in ("MinimumValue", "CurrentValue", "MaximumValue"))
        return None if low <= now <= high else "has the value %s, which is not from %s to %s" % (now, low, high)
    except GLib.Error:
        return None if any(c.isdigit() for c in node.name + node.description) else "tells no value"


def chooser_fault(app, node):
    """Of a drop-down or a row with one: what is chosen is in its words, or in those of the button that gets the keyboard."""
    inner = [n for n in node.walk() if n is not node and not in_popover(n)]
    said = " ".join([node.name, node.description] + [n.name for n in inner if n.role == "push button"])
    silent = [n.name for n in inner if n.role == "label" and n.name not in said and app.in_sight(n)]
    return "does not tell “%s”" % silent[0][:60] if silent else None


def opens(node):
    """Whether a control opens something, by how GTK and libadwaita build them."""
    if node.role == "combo box" or (node.role == "push button" and node.parent.role in ("combo box", "push button")):
        return True
    # The row with the title in an expander row.
    elders = list(node.ancestors())[:3]
    return node.role == "list item" and len(elders) == 3 and elders[2].role == "list item" and elders[2].raw == node.raw


def state_fault(app, node):
    """What is missing in the state of a control, or None."""
    if opens(node) and not node.has("expandable"):
        return "does not tell whether it is open"
    if node.role == "combo box":
        return chooser_fault(app, node)
    if node.role in VALUED:
        return value_fault(node)
    # GTK 4.8 takes the wrong one of the two, which a screen reader does not know; so the words have to tell.
    if (node.has("invalid") or node.has("invalid entry")) and not node.description:
        return "is invalid and does not tell why"
    if node.has("sensitive") and any(not elder.has("sensitive") for elder in node.ancestors() if elder.depth > 1):
        return "is in something that cannot be used, and does not say so of itself"
    if node.has("focused") and not node.has("sensitive"):
        return "has the keyboard and cannot be used"
    return None


def name_fault(node):
    if not node.name:
        return "has no name"
    if CLASS.search(node.raw):
        return "has the name of its class in it"
    if node.role not in BUTTONS and len(node.raw) % 2 and len(node.raw) > 1 and node.raw[:len(node.raw) // 2] == node.raw[len(node.raw) // 2 + 1:]:
        return "says its name twice"
    return None


def around_fault(node):
    """Of a window, and of what a page or a menu is."""
    if node.depth == 1:
        # Of no other role GTK tells that it has come and has the keyboard.
        return None if node.role in ("frame", "file chooser") or not node.name else "is no window to a screen reader"
    if node.role in AROUND - {"filler"} and CLASS.search(node.raw):
        return "has the name of its class"
    return None


def place(node):
    names = ["%s “%s”" % (elder.role, elder.name[:40]) for elder in node.ancestors() if elder.name and elder.depth]
    return " in ".join(["%s (%s)" % (node.role, node.raw or node.description)] + names[:3])


def faults(app, within=None):
    """What a screen reader could not say of the controls in sight, one line each."""
    told = []
    for node in app.meant(within, whole=True):
        if node.role == "page tab list" and node.depth > 1 and app.in_sight(node):
            chosen = [tab.name for tab in node.children if tab.has("selected")]
            if len(chosen) != 1:
                told.append("has %s selected: %s" % (chosen or "nothing", place(node)))
        if node.role in AROUND and around_fault(node):
            told.append("%s: %s" % (around_fault(node), place(node)))
        if node.depth <= 1 or node.role not in CONTROLS:
            continue
        fault = (None if excused(node) else name_fault(node)) or state_fault(app, node)
        if fault and (in_popover(node) or app.in_sight(node)):
            told.append("%s: %s" % (fault, place(node)))
    return told


def check(app, within=None):
    """For the end of a case: the page that is in sight can be heard, names and states."""
    # What is being built may not have its names yet.
    try:
        app.until(lambda: not faults(app, within), "controls with names", patience=3)
    except AssertionError:
        raise AssertionError("\n".join(faults(app, within))) from None


def toggles(app, state="checked", **what):
    """Operate a control twice: its state changes each time, so it ends as it was.

    GTK 4.8 lets nobody but the keyboard and the pointer operate a GtkCheckButton.
    """
    node = app.find(hidden=True, **what)
    by_key = not node.actions()
    if by_key:
        app.tab_to(**what)
    for wanted in (not node.now(state), node.now(state)):
        app.key("space") if by_key else node.do()
        app.until(lambda: node.now(state) == wanted, "%r to be %s%s" % (node, "" if wanted else "not ", state))
    return node


class Told:
    """Collects the names and descriptions that change on what has the keyboard: `with Told(app) as told: ...`."""

    def __init__(self, app):
        self.app, self.words = app, []
        self.bus = app.desktop.a11y

    def __enter__(self):
        self.bus.call("org.a11y.atspi.Registry", "/org/a11y/atspi/registry", "org.a11y.atspi.Registry",
                      "RegisterEvent", "(sass)", "object:property-change", [], "")
        self.subscription = self.bus.connection.signal_subscribe(
            None, "org.a11y.atspi.Event.Object", "PropertyChange", None, None, 0, self._changed)
        return self

    def __exit__(self, *_):
        self.bus.connection.signal_unsubscribe(self.subscription)

    def _changed(self, _connection, _sender, path, _interface, _signal, body):
        if body[0] in ("accessible-name", "accessible-description"):
            self.words.append((path, str(body[3])))

    def says(self, words):
        """Wait until what has the keyboard says that it is called so now, or that this has happened."""
        def heard():
            while GLib.MainContext.default().iteration(False):
                pass
            return any(words in value and path == self.app.focus.path for path, value in self.words)
        try:
            self.app.until(heard)
        except AssertionError:
            raise AssertionError("“%s” was not told; told was:\n%s" % (words, self.words[-20:])) from None
