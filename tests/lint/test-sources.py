#!/usr/bin/python3
# test-sources.py - licence lines, order of a file, lengths, functions that we do not call
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""One case a rule; exceptions stand in long-files.txt and allowed-calls.txt."""

import os
import re

from lintlib import Tap, code_only, exceptions, files, line_of, read, room_of, tracked

MAX_FUNCTION = 100
MAX_FILE = 600
NEVER_FILE = 1000

# name: what to use
BANNED = {
    "strcpy": "g_strlcpy or g_strdup", "strcat": "GString", "sprintf": "g_snprintf", "vsprintf": "g_vsnprintf",
    "gets": "GDataInputStream", "atoi": "g_ascii_string_to_signed", "atol": "g_ascii_string_to_signed",
    "atoll": "g_ascii_string_to_signed", "atof": "g_ascii_strtod", "strtod": "g_ascii_strtod",
    "strtok": "g_strsplit", "strtok_r": "g_strsplit", "system": "GSubprocess", "popen": "GSubprocess",
    "tmpnam": "g_mkstemp", "tempnam": "g_mkstemp", "mktemp": "g_mkstemp", "alloca": "g_malloc", "g_alloca": "g_malloc",
    "rand": "GRand", "srand": "GRand", "random": "GRand", "scanf": "a parser", "sscanf": "a parser",
    "fscanf": "a parser", "localtime": "GDateTime", "gmtime": "GDateTime", "strerror": "g_strerror",
    "curl_easy_perform": "the multi handle on its thread",
}
# In the room app only: deprecated after 4.8, to be found in the compat file alone.
DEPRECATED = (
    "gtk_dialog_", "gtk_message_dialog_", "gtk_file_chooser_", "gtk_tree_view_", "gtk_list_store_", "gtk_combo_box_",
    "gtk_info_bar_", "gtk_statusbar_", "gtk_assistant_", "gtk_entry_completion_", "gtk_show_uri",
    "gtk_color_chooser_", "gtk_font_chooser_", "gtk_widget_get_style_context", "gtk_style_context_add_class",
    "gtk_widget_show ", "gtk_widget_hide ", "gtk_widget_get_allocat", "adw_leaflet_", "adw_flap_", "adw_squeezer_")
PRINTING = re.compile(r"\b(printf|g_print|puts|putchar|fputs|fprintf)\s*\(")
CALL = re.compile(r"(?<![\w.>])(%s)\s*\(" % "|".join(BANNED))
FUNCTION = re.compile(r"^([A-Za-z_]\w*) \(.*?^\{\n(.*?)^\}", re.S | re.M)


def licence(path):
    return "SPDX-License-Identifier: GPL-3.0-or-later" in "\n".join(read(path).splitlines()[:8])


def c_files():
    return files((".c", ".h"), "src", "tests")


def spdx(tap):
    scripts = files((".c", ".h", ".py", ".sh", ".js", ".mjs"), "src", "tests", "tools") + ["run", "check", ".ci/run"]
    # What services write, copied by tests, is data.
    scripts = [p for p in scripts if "/fixtures/" not in p or p.endswith(".py")]
    scripts = [p for p in scripts if "/corpus/" not in p]
    tap.case("licence line in each source", [p for p in scripts if not licence(p)])
    faults = []
    for path in c_files():
        first = read(path).split("\n", 1)[0]
        name = os.path.basename(path)
        if not re.match(r"/\* %s - \S" % re.escape(name), first):
            faults.append('%s: first line is not "/* %s - what it is"' % (path, name))
    tap.case("each file says what it is", faults)


def order(tap):
    faults = []
    for path in files((".c",), "src"):
        room = room_of(path)
        text = code_only(read(path))
        if not re.search(r'^#define G_LOG_DOMAIN "', text, re.M) or '#include "' not in text:
            faults.append("%s: no G_LOG_DOMAIN" % path)
        elif text.index("#define G_LOG_DOMAIN") > text.index("#include"):
            faults.append("%s: G_LOG_DOMAIN after an include" % path)
        includes = re.findall(r'^#include ["<]([^">]+)', read(path), re.M)
        if room and (not includes or includes[0] != "config.h"):
            faults.append("%s: config.h is not the first include" % path)
    tap.case("order at the head of a file", faults)
    # A header that is compiled by itself may not say so: gcc takes it for a main file.
    once = [p for p in files((".h",), "src")
            if "/precompiled/" not in p and not re.search(r"^#pragma once$", read(p), re.M)]
    tap.case("each header is guarded by #pragma once", once)


def lengths(tap):
    allowed = exceptions("long-files.txt")
    faults = ["long-files.txt: no reason for %s" % p for p, reason in allowed.items() if not reason]
    for path in c_files():
        lines = read(path).count("\n")
        if lines > NEVER_FILE:
            faults.append("%s: %d lines; %d is the end" % (path, lines, NEVER_FILE))
        elif lines > MAX_FILE and path not in allowed:
            faults.append("%s: %d lines; split it, or give a reason in tests/lint/long-files.txt" % (path, lines))
        elif lines <= MAX_FILE and path in allowed:
            faults.append("%s: only %d lines; it needs no exception any more" % (path, lines))
    faults += ["long-files.txt: there is no %s" % p for p in allowed if p not in c_files()]
    tap.case("no file is too long", faults)
    faults = []
    for path in c_files():
        text = code_only(read(path))
        for match in FUNCTION.finditer(text):
            lines = match.group(2).count("\n")
            if lines > MAX_FUNCTION and not match.group(1).endswith("_class_init"):
                faults.append("%s:%d: %s has %d lines, %d are the most"
                              % (path, line_of(text, match.start()), match.group(1), lines, MAX_FUNCTION))
    tap.case("no function is too long", faults)


def calls(tap):
    banned, old, prints, markup = [], [], [], []
    allowed = exceptions("allowed-calls.txt")
    used = set()
    for path in c_files():
        text = code_only(read(path))
        room = room_of(path)
        for match in CALL.finditer(text):
            key = "%s:%s" % (path, match.group(1))
            if allowed.get(key):
                used.add(key)
                continue
            banned.append("%s:%d: %s; use %s" % (path, line_of(text, match.start()), match.group(1),
                                                 BANNED[match.group(1)]))
        if room == "app" and not os.path.basename(path).startswith("exm-compat"):
            for name in DEPRECATED:
                for match in re.finditer(r"\b" + re.escape(name), text):
                    old.append("%s:%d: %s is deprecated; only exm-compat.c may call it"
                               % (path, line_of(text, match.start()), name.strip()))
        if room and room != "cli":
            for match in PRINTING.finditer(text):
                if match.group(1) != "fprintf" or "stderr" in text[match.start():match.end() + 8]:
                    prints.append("%s:%d: %s; a library logs" % (path, line_of(text, match.start()), match.group(1)))
        if room == "app":
            markup += marked_up(path, text, read(path))
    banned += ["allowed-calls.txt: nothing there needs %s" % key for key in allowed if key not in used]
    tap.case("no banned function", banned)
    tap.case("deprecated widgets only behind the compat file", old)
    tap.case("only the command line prints", prints)
    tap.case("no markup made of data", markup)


def marked_up(path, code, text):
    """Labels and toasts take markup; data in them has to be escaped, and the name has to say so."""
    for match in re.finditer(r"\b(gtk_label_set_markup\w*|adw_toast_new|adw_toast_set_title) \(", code):
        end = code.find(";", match.end())
        argument = text[match.end():end]
        if match.group(1) != "adw_toast_new":
            argument = argument.split(",", 1)[-1]
        if not re.match(r'\s*(C?_ \("|"|.*(escaped|markup))', argument, re.S):
            yield "%s:%d: %s with something that is not known to be escaped" % (path, line_of(code, match.start()),
                                                                                match.group(1))


def words(tap):
    paths = tracked()
    if paths is None:
        tap.skip("no path of one machine", "this is no git checkout")
        return
    faults = []
    pattern = re.compile(r"(?<![\w.])/(?:work|root)/\w")
    for path in paths:
        if path.startswith("data/samples/") or path.endswith((".png", ".svg", ".po")):
            continue
        for number, line in enumerate(read(path).splitlines(), 1):
            if pattern.search(line):
                faults.append("%s:%d: %s" % (path, number, line.strip()[:80]))
    tap.case("no path of one machine", faults)
    faults = []
    for path in c_files():
        for number, line in enumerate(read(path).splitlines(), 1):
            if re.search(r"\b(TODO|FIXME|XXX|HACK)\b(?!.*#\d)", line) and "# TODO" not in line:
                faults.append("%s:%d: %s" % (path, number, line.strip()[:80]))
    tap.case("no TODO without the number of an issue", faults)


def main():
    tap = Tap()
    spdx(tap)
    order(tap)
    lengths(tap)
    calls(tap)
    words(tap)
    tap.end()


main()
