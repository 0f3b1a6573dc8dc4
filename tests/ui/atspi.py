# atspi.py - the accessible tree of a program, read over D-Bus
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bus reads whole trees quickly: with one call where the program keeps a cache of
its objects, as GTK does; else the calls of one level go out together.

The sample's window has 5,600 objects.  Asked one by one they cost 1.9 s of
processor here, from the cache 0.15 s.

Interfaces and numbers: https://gitlab.gnome.org/GNOME/at-spi2-core (xml/).
Things to know of GTK 4.8: a widget without a name has its type as name; a
tooltip is the description; 'visible' is always set, so whether something is
in sight has to be asked with GetAccessibleAtPoint.
"""

import re
import threading
import time

import gi
gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

ACCESSIBLE = "org.a11y.atspi.Accessible"
ACTION = "org.a11y.atspi.Action"
COMPONENT = "org.a11y.atspi.Component"
TEXT = "org.a11y.atspi.Text"
EDITABLE = "org.a11y.atspi.EditableText"
VALUE = "org.a11y.atspi.Value"
PROPERTIES = "org.freedesktop.DBus.Properties"
ROOT = "/org/a11y/atspi/accessible/root"
TIMEOUT = 20000

STATES = {int(getattr(Atspi.StateType, n)): n.lower().replace("_", " ")
          for n in dir(Atspi.StateType) if n.isupper() and isinstance(getattr(Atspi.StateType, n), Atspi.StateType)}
_roles = {}
_states = {}

# One answer of GetItems as GVariant's text, since unpacking 100,000 values one by one
# takes longer than all the rest.
_STRING = r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_ITEM = re.compile(r"\(\('([^']*)', '([^']*)'\), \('[^']*', '[^']*'\), \('[^']*', '([^']*)'\), "
                   r"(-?\d+), (-?\d+), \[([^\]]*)\], " + _STRING + r", (\d+), " + _STRING +
                   r", \[(?:(\d+), (\d+))?\]\)")


def _plain(quoted):
    if "\\" not in quoted:
        return quoted[1:-1]
    return GLib.Variant.parse(GLib.VariantType("s"), quoted, None, None).get_string()


def states_of(low, high):
    bits = low | high << 32
    if bits not in _states:
        _states[bits] = frozenset(name for number, name in STATES.items() if bits >> number & 1)
    return _states[bits]


def role_name(number):
    if number not in _roles:
        try:
            _roles[number] = Atspi.role_get_name(Atspi.Role(number))
        except ValueError:
            _roles[number] = "role %d" % number
    return _roles[number]


class Node:
    """One accessible object as it was when the tree was read."""

    __slots__ = ("bus", "owner", "path", "parent", "children", "raw", "description", "role", "states", "depth")

    def __init__(self, bus, owner, path, parent):
        self.bus, self.owner, self.path, self.parent = bus, owner, path, parent
        self.children, self.raw, self.description, self.role, self.states = [], "", "", "", frozenset()
        self.depth = parent.depth + 1 if parent else 0

    @property
    def name(self):
        """The name; '' where GTK 4.8 gives the type of the widget instead."""
        raw = self.raw
        if raw.startswith(("Gtk", "Adw", "Exm")) and " " not in raw and raw.isascii():
            return ""
        # "_Open Open" is how a button with a mnemonic is called.
        half = raw.split(" ", 1)
        if len(half) == 2 and half[0].replace("_", "") == half[1]:
            return half[1]
        if "_" in raw and len(raw) % 2 == 0 and raw[:len(raw) // 2].replace("_", "").strip() in raw[len(raw) // 2:]:
            return raw[len(raw) // 2:].strip()
        return raw

    def has(self, state):
        return state in self.states

    def walk(self):
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    def ancestors(self):
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def __repr__(self):
        return "<%s “%s”>" % (self.role, self.name)

    # -- asked anew each time --------------------------------------------

    def call(self, interface, method, signature=None, *args):
        return self.bus.call(self.owner, self.path, interface, method, signature, *args)

    def prop(self, interface, name):
        return self.call(PROPERTIES, "Get", "(ss)", interface, name)[0]

    def now(self, state):
        """Whether it is in that state at this moment; has() tells how it was when the tree was read."""
        _store_state(self, self.call(ACCESSIBLE, "GetState"))
        return state in self.states

    def extents(self):
        """x, y, width, height within the window."""
        return self.call(COMPONENT, "GetExtents", "(u)", 1)[0]

    def text(self):
        """The text of an entry, a text view or a label."""
        try:
            count = self.prop(TEXT, "CharacterCount")
            return self.call(TEXT, "GetText", "(ii)", 0, count)[0]
        except GLib.Error:
            return self.name

    def set_text(self, text):
        return self.call(EDITABLE, "SetTextContents", "(s)", text)[0]

    def value(self):
        return self.prop(VALUE, "CurrentValue")

    def set_value(self, value):
        self.call(PROPERTIES, "Set", "(ssv)", VALUE, "CurrentValue", GLib.Variant("d", value))

    def do(self, index=0):
        """Carry out an action, by its number."""
        return self.call(ACTION, "DoAction", "(i)", index)[0]

    def actions(self):
        return [a[0] for a in self.call(ACTION, "GetActions")[0]]


class Bus:
    """The accessibility bus that belongs to a session bus."""

    def __init__(self, session_address):
        self.address = self._find(session_address)
        self.connection = self.connect()

    @staticmethod
    def _find(session_address):
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        session = Gio.DBusConnection.new_for_address_sync(session_address, flags, None, None)
        deadline = time.monotonic() + 15
        while True:
            try:
                answer = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None,
                                           None, Gio.DBusCallFlags.NO_AUTO_START, TIMEOUT, None)
                session.close_sync(None)
                return answer.unpack()[0]
            except GLib.Error:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def connect(self):
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        connection = Gio.DBusConnection.new_for_address_sync(self.address, flags, None, None)
        connection.set_exit_on_close(False)
        return connection

    def call(self, owner, path, interface, method, signature=None, *args, connection=None):
        body = GLib.Variant(signature, args) if signature else None
        answer = (connection or self.connection).call_sync(owner, path, interface, method, body, None,
                                                           Gio.DBusCallFlags.NONE, TIMEOUT, None)
        return answer.unpack()

    def program(self, pid):
        """Owner and path of the program with this process id, or None."""
        try:
            programs = self.call("org.a11y.atspi.Registry", ROOT, ACCESSIBLE, "GetChildren")[0]
        except GLib.Error:
            return None
        for owner, path in programs:
            try:
                found = self.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                  "GetConnectionUnixProcessID", "(s)", owner)[0]
            except GLib.Error:
                continue
            if found == pid:
                return owner, path
        return None

    def items(self, owner):
        """What the program's cache holds, by path: nodes without family, and their children as (index, path).

        Whose children are not sure has None: the cache knows the pages of a stack as well,
        that are no widgets, and hidden ones, and neither is among the children.
        """
        answer = self.connection.call_sync(owner, "/org/a11y/atspi/cache", "org.a11y.atspi.Cache", "GetItems",
                                           None, None, Gio.DBusCallFlags.NONE, TIMEOUT, None)
        nodes, counts, families, unsure = {}, {}, {}, set()
        for who, path, parent, index, count, faces, name, role, description, low, high in \
                _ITEM.findall(answer.print_(False)):
            if COMPONENT not in faces and path != ROOT:
                unsure.add(parent)
                continue
            node = nodes[path] = Node(self, who, path, None)
            node.raw, node.description, node.role = _plain(name), _plain(description), role_name(int(role))
            node.states = states_of(int(low or 0), int(high or 0))
            counts[path] = int(count)
            families.setdefault(parent, []).append((int(index), path))
        for path, count in counts.items():
            family = families.setdefault(path, [])
            family.sort()
            if path in unsure or count != len(family) or len({index for index, _ in family}) != count:
                families[path] = None
        return nodes, families

    def tree(self, owner, path, sure=False):
        """The whole tree of a program, from its cache; None if it keeps none.

        Sure, the children of all but table rows, what is in them and labels are asked for: what nobody
        has asked for yet may be missing in the cache, and a hidden object in its place.
        """
        try:
            nodes, families = self.items(owner)
        except GLib.Error:
            return None
        if path not in nodes:
            return None
        level, in_rows = [nodes[path]], set()
        while level:
            asked = {node.path: node for node in level if families[node.path] is None or
                     (sure and node.role not in ("label", "table row") and node.path not in in_rows)}
            self._ask_all([(node, ACCESSIBLE, "GetChildren", None, _store_children) for node in asked.values()])
            self._read_below([child for node in asked.values() for child in node.children if child.path not in nodes],
                             None)
            for node in level:
                if node.path in asked:
                    node.children = [nodes.get(child.path, child) for child in node.children]
                else:
                    node.children = [nodes[child] for _, child in families[node.path]]
                for child in node.children:
                    child.parent, child.depth = node, node.depth + 1
                if node.role == "table row" or node.path in in_rows:
                    in_rows.update(child.path for child in node.children)
            level = [child for node in level for child in node.children if child.path in nodes]
        return nodes[path]

    def read(self, owner, path, skip=None):
        """The tree under an object; skip(node) says whose children are left out."""
        root = Node(self, owner, path, None)
        self._read_below([root], skip)
        return root

    def renew(self, node):
        """Read a node and what is in it again; without any state afterwards, it is gone."""
        node.states, node.children = frozenset(), []
        self._read_below([node], None)

    def _read_below(self, level, skip):
        while level:
            self.fill(level)
            below = []
            for node in level:
                if skip is None or not skip(node):
                    below += node.children
                else:
                    node.children = []
            level = below

    def fill(self, nodes):
        """Ask for name, role, state and children of many nodes."""
        self._ask_all([question for node in nodes for question in (
            (node, PROPERTIES, "GetAll", GLib.Variant("(s)", (ACCESSIBLE,)), _store_names),
            (node, ACCESSIBLE, "GetRole", None, _store_role),
            (node, ACCESSIBLE, "GetState", None, _store_state),
            (node, ACCESSIBLE, "GetChildren", None, _store_children))])

    def _ask_all(self, questions):
        """Carry out many calls at once."""
        context = GLib.MainContext.default()
        waiting = [0]

        def ask(node, interface, method, body, store):
            def answered(connection, result):
                waiting[0] -= 1
                try:
                    store(node, connection.call_finish(result).unpack())
                except GLib.Error:
                    pass  # gone meanwhile
            waiting[0] += 1
            self.connection.call(node.owner, node.path, interface, method, body, None,
                                 Gio.DBusCallFlags.NONE, TIMEOUT, None, answered)

        for question in questions:
            ask(*question)
            while waiting[0] > 400:
                context.iteration(True)
        while waiting[0]:
            context.iteration(True)


def _store_names(node, answer):
    node.raw = answer[0].get("Name", "")
    node.description = answer[0].get("Description", "")


def _store_role(node, answer):
    node.role = role_name(answer[0])


def _store_state(node, answer):
    node.states = states_of(*answer[0])


def _store_children(node, answer):
    node.children = [Node(node.bus, owner, path, node) for owner, path in answer[0]
                     if not path.endswith("/null")]


class Focus:
    """What got the keyboard last, as the program tells screen readers: .path, None before the first."""

    def __init__(self, bus):
        self.bus, self.path, self.owner = bus, None, None
        bus.connection.signal_subscribe(None, "org.a11y.atspi.Event.Object", "StateChanged", None, "focused",
                                        Gio.DBusSignalFlags.NONE, self._changed)
        bus.call("org.a11y.atspi.Registry", "/org/a11y/atspi/registry", "org.a11y.atspi.Registry", "RegisterEvent",
                 "(sass)", "object:state-changed:focused", [], "")

    def _changed(self, _connection, sender, path, _interface, _signal, body):
        if body[1]:
            self.owner, self.path = sender, path

    def node(self, known=None):
        """It with its ancestors, if it still has the keyboard and its window is in front; else None.

        known holds ancestors by their path from one call to the next: when Tab goes through a page, they
        are mostly the same.
        """
        while GLib.MainContext.default().iteration(False):
            pass
        if self.path is None:
            return None
        try:
            node = Node(self.bus, self.owner, self.path, None)
            if not node.now("focused"):
                return None
            line, fresh = [node], [node]
            while line[-1].path != ROOT:
                owner, path = line[-1].prop(ACCESSIBLE, "Parent")
                if path.endswith("/null"):
                    return None
                if known and path in known:
                    line += [known[path]] + list(known[path].ancestors())
                else:
                    fresh.append(Node(self.bus, owner, path, None))
                    line.append(fresh[-1])
            self.bus.fill(fresh)
            if len(line) > 1 and line[-2] not in fresh:
                line[-2].now("active")
        except GLib.Error:
            return None
        for depth, one in enumerate(reversed(line)):
            one.depth, one.parent, one.children = depth, line[-depth] if depth else None, []
        if known is not None:
            known.update((one.path, one) for one in line[1:])
        return node if len(line) > 1 and self._in_front(line[-2]) else None

    def _in_front(self, window):
        """Whether it is the window in front: dialogs do not say that they are active, but that they are modal."""
        if window.has("active"):
            return True
        windows = self.bus.read(window.owner, ROOT, skip=lambda one: one.depth >= 1).children
        front = [one for one in windows if one.has("active")] or [one for one in windows if one.has("modal")][-1:]
        return not front or window.path in [one.path for one in front]


class Stalls:
    """Asks the main loop of a program all the time; .longest is the longest wait in seconds."""

    def __init__(self, bus, owner, path):
        self.bus, self.owner, self.path = bus, owner, path
        self.longest, self.count, self.ended = 0.0, 0, threading.Event()

    def __enter__(self):
        self.thread = threading.Thread(target=self._ask, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()

    def _ask(self):
        connection = self.bus.connect()
        while not self.ended.is_set():
            began = time.monotonic()
            try:
                self.bus.call(self.owner, self.path, ACCESSIBLE, "GetRole", connection=connection)
            except GLib.Error:
                break
            self.longest = max(self.longest, time.monotonic() - began)
            self.count += 1
            time.sleep(0.002)
        connection.close_sync(None)
