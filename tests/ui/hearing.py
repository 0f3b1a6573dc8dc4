# hearing.py - what a screen reader gets to know: names, states, and what changes
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""check(app) on a page: each control in sight has a name; Told listens to what changes.

GTK 4.8 tells of a check box only that it is checked, not that it can be.
"""

# Roles of what is worked with; the rest of the tree is text, decoration and containers.
CONTROLS = {"push button", "toggle button", "check box", "radio button", "text", "entry", "password text", "combo box",
            "slider", "spin button", "list item", "table row", "page tab", "link", "search box", "menu item",
            "check menu item", "radio menu item", "progress bar", "level bar", "canvas", "chart"}

# GTK 4.8 says the name of a button with a label twice.
BUTTONS = {"push button", "toggle button", "page tab"}


def excused(node):
    """Why a control may be without a name, or None."""
    elders = list(node.ancestors())
    if any(elder.raw.startswith("GtkShortcuts") for elder in elders):
        return "GTK's window of the shortcuts: its own buttons cannot be reached"
    if node.role == "list item" and any(elder.role == "combo box" for elder in elders):
        return "the list of a drop-down: GTK makes its items, and the label in each is read"
    if node.role == "push button" and node.parent.role == "combo box":
        return "the button in a drop-down: GTK makes it, and the drop-down around it has the name"
    if any(elder.role == "file chooser" for elder in elders):
        return "GTK's file dialog"
    return None


def place(node):
    names = ["%s “%s”" % (elder.role, elder.name[:40]) for elder in node.ancestors() if elder.name and elder.depth]
    return " in ".join(["%s (%s)" % (node.role, node.raw or node.description)] + names[:3])


def faults(app, within=None):
    """What a screen reader could not say of the controls in sight, one line each."""
    told = []
    for node in app.meant(within, whole=True):
        if node.depth <= 1 or node.role not in CONTROLS:
            continue
        if not node.name:
            fault = "has no name"
        elif node.role not in BUTTONS and len(node.raw) % 2 and node.raw[:len(node.raw) // 2] == node.raw[len(node.raw) // 2 + 1:]:
            fault = "says its name twice"
        else:
            continue
        if not excused(node) and app.in_sight(node):
            told.append("%s: %s" % (fault, place(node)))
    return told


def check(app, within=None):
    """For the end of a case: the page that is in sight can be heard."""
    # What is being built may not have its names yet.
    try:
        app.until(lambda: not faults(app, within), "controls with names", patience=3)
    except AssertionError:
        raise AssertionError("\n".join(faults(app, within))) from None


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
        from gi.repository import GLib

        def heard():
            while GLib.MainContext.default().iteration(False):
                pass
            return any(words in value and path == self.app.focus.path for path, value in self.words)
        try:
            self.app.until(heard)
        except AssertionError:
            raise AssertionError("“%s” was not told; told was:\n%s" % (words, self.words[-20:])) from None
