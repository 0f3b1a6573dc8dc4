#!/usr/bin/python3
# test-ui.py - a walk through each .ui file: names for those who do not see, texts that can be translated
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""On GTK 4.8 a tooltip is no accessible name, so whatever shows only an icon needs a label."""

import xml.etree.ElementTree as ET

from lintlib import Tap, files, read

# Shown texts: a property of this name with letters in it has to be translatable.
TEXTS = {"label", "title", "subtitle", "tooltip-text", "placeholder-text", "description", "heading", "body",
         "text", "search-hint", "website-label", "menu-tooltip"}
NOT_TEXTS = {("AdwViewStackPage", "name")}
# Controls that have no text of their own and so need a name.
NAMELESS = {"GtkEntry", "GtkSearchEntry", "GtkText", "GtkTextView", "GtkDropDown", "GtkColumnView", "GtkListView",
            "GtkGridView", "GtkProgressBar", "GtkLevelBar", "GtkSpinButton", "GtkSwitch", "GtkScale",
            "GtkPasswordEntry", "GtkDrawingArea"}
BUTTONS = {"GtkButton", "GtkToggleButton", "GtkMenuButton", "GtkCheckButton", "GtkLinkButton", "AdwSplitButton"}
ROWS = {"AdwActionRow", "AdwExpanderRow", "AdwComboRow"}
NEWER = {"AdwToolbarView", "AdwBanner", "AdwSwitchRow", "AdwSpinRow", "AdwNavigationView", "AdwNavigationPage",
         "AdwNavigationSplitView", "AdwOverlaySplitView", "AdwDialog", "AdwAlertDialog", "AdwPreferencesDialog",
         "AdwAboutDialog", "AdwBreakpoint", "AdwSpinner", "AdwBottomSheet", "AdwButtonRow", "AdwTabOverview",
         "AdwWrapBox", "AdwToggleGroup", "AdwInlineViewSwitcher", "GtkColumnViewCell", "GtkColumnViewRow"}
OLD = {"GtkDialog", "GtkMessageDialog", "GtkTreeView", "GtkComboBox", "GtkComboBoxText", "GtkInfoBar", "GtkStatusbar",
       "GtkAssistant", "GtkIconView", "GtkFileChooserDialog", "GtkFileChooserWidget", "GtkEntryCompletion",
       "AdwLeaflet", "AdwFlap", "AdwSqueezer", "GtkLockButton"}


def truth(value):
    return value in ("yes", "true", "1")


class Walk:
    def __init__(self, path):
        self.path = path
        self.names, self.texts, self.classes, self.ids = [], [], [], []
        self.seen = set()
        self.by_mnemonic = set()

    def object(self, node, row):
        kind = node.get("class") or node.get("parent") or ""
        name = "%s: %s%s" % (self.path, node.get("class") or kind, " " + node.get("id") if node.get("id") else "")
        properties = {p.get("name").replace("_", "-"): p for p in node.findall("property")}
        if node.get("id"):
            if node.get("id") in self.seen:
                self.ids.append("%s: id stands twice" % name)
            self.seen.add(node.get("id"))
        if kind in NEWER:
            self.classes.append("%s is newer than GTK 4.8 and libadwaita 1.2" % name)
        if kind in OLD:
            self.classes.append("%s is deprecated after GTK 4.8" % name)
        named = self.named(node) or node.get("id") in self.by_mnemonic
        if kind in BUTTONS and not named:
            shown = "label" in properties or node.find("child") is not None or (
                kind == "GtkMenuButton" and "child" in properties) or "child" in properties
            if not shown or (node.find("child") is not None and not self.has_text(node)):
                self.names.append("%s shows only an icon and has no accessible label" % name)
        elif kind in NAMELESS and not named and not row and not self.presentation(node):
            self.names.append("%s has no accessible label" % name)
        for key, prop in properties.items():
            text = (prop.text or "").strip()
            if key in TEXTS and any(c.isalpha() for c in text) and not truth(prop.get("translatable", "")) \
                    and prop.get("bind-source") is None and prop.find("object") is None:
                self.texts.append("%s: %s “%s” is not translatable" % (name, key, text[:40]))
        return kind in ROWS or row

    @staticmethod
    def named(node):
        for access in node.findall("accessibility"):
            for entry in list(access):
                if entry.get("name") in ("label", "labelled-by"):
                    return True
        return False

    @staticmethod
    def presentation(node):
        return any((p.text or "").strip() in ("presentation", "none")
                   for p in node.findall("property") if p.get("name") == "accessible-role")

    @staticmethod
    def has_text(node):
        for prop in node.iter("property"):
            if prop.get("name") in ("label", "title") and ((prop.text or "").strip() or prop.get("bind-source")):
                return True
        return any(o.get("class", "").startswith("Exm") for o in node.iter("object")) or any(
            o.get("class") in ("GtkLabel", "AdwButtonContent") for o in node.iter("object"))

    def walk(self, node, row=False):
        if node.tag in ("object", "template"):
            row = self.object(node, row)
        for child in list(node):
            self.walk(child, row)
        if node.tag == "attribute" and node.get("name") in ("label", "title") and (node.text or "").strip() \
                and not truth(node.get("translatable", "")):
            self.texts.append("%s: menu text “%s” is not translatable" % (self.path, node.text))

    def accessible_texts(self, root):
        for access in root.iter("accessibility"):
            for prop in access.findall("property"):
                text = (prop.text or "").strip()
                if prop.get("name") in ("label", "description", "value-text", "placeholder", "role-description") \
                        and any(c.isalpha() for c in text) and not truth(prop.get("translatable", "")):
                    self.texts.append("%s: accessible %s “%s” is not translatable"
                                      % (self.path, prop.get("name"), text[:40]))


def main():
    tap = Tap()
    names, texts, classes, ids, broken = [], [], [], [], []
    for path in files((".ui",), "src", "data"):
        try:
            root = ET.fromstring(read(path))
        except ET.ParseError as error:
            broken.append("%s: %s" % (path, error))
            continue
        walk = Walk(path)
        walk.by_mnemonic = {(p.text or "").strip() for p in root.iter("property")
                            if p.get("name") in ("mnemonic-widget", "mnemonic_widget")}
        walk.walk(root)
        walk.accessible_texts(root)
        names += walk.names
        texts += walk.texts
        classes += walk.classes
        ids += walk.ids
    tap.case("each .ui is XML", broken)
    tap.case("each control has a name", names)
    tap.case("each text can be translated", texts)
    tap.case("classes of the floor, none that goes away", classes)
    tap.case("ids are unique", ids)
    tap.end()


main()
