#!/usr/bin/python3
# test-texts.py - every text can be translated, and German and Spanish are complete
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collects the texts anew, as tools/update-po.sh does, and holds po/ against them."""

import os
import re
import shutil
import subprocess
import tempfile

from lintlib import TOP, Tap, code_only, files, line_of, read, without_comments

CALL = re.compile(r"(?<![\w])(?:_|N_|C_|NC_|ngettext|gettext|g_dngettext|g_dpgettext2?) ?\(")
MARKED_UI = re.compile(r'translatable="(?:yes|true|1)"')
COMPLETE = ("de", "es")
# Words for lay people: what is left of each is not said, what is right of it is.
WORDS = (
    (re.compile(r"\.\.\."), "three dots; use …"),
    (re.compile(r"\bplease\b", re.I), "please"),
    (re.compile(r"\bsuccessfully\b", re.I), "successfully"),
    (re.compile(r"!(?!=)"), "an exclamation mark"),
    (re.compile(r"\bapplication\b(?! default)", re.I), "application; say app"),
    (re.compile(r"\bdirectory\b", re.I), "directory; say folder"),
    (re.compile(r"(?<=\w)'(?=\w)"), "a straight apostrophe; use ’"),
)
# Command-line and format words that are not texts of the window.
NOT_WORDS = re.compile(r"^Usage:|--[a-z]|application/|Application Default")


def run(*argv):
    return subprocess.run(argv, cwd=TOP, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)


def potfiles(tap):
    listed = {l.strip() for l in read("po/POTFILES.in").splitlines() if l.strip() and not l.startswith("#")}
    marked = {p for p in files((".c", ".h"), "src") if CALL.search(code_only(read(p)))}
    marked |= {p for p in files((".ui",), "src") if MARKED_UI.search(read(p))}
    in_data = {p for p in listed if p.startswith("data/")}
    faults = ["%s has texts but is not in po/POTFILES.in: run tools/update-po.sh" % p for p in sorted(marked - listed)]
    faults += ["%s is in po/POTFILES.in but has no texts" % p for p in sorted(listed - marked - in_data)]
    faults += ["po/POTFILES.in names %s, which is not there" % p for p in listed if not os.path.exists(os.path.join(TOP, p))]
    tap.case("POTFILES.in names the files with texts", faults)


def glued(tap):
    faults = []
    for path in files((".c",), "src"):
        text = without_comments(read(path))
        for match in re.finditer(r'g_strconcat ?\([^;]*\b_ ?\(', text):
            faults.append("%s:%d: a sentence is glued together" % (path, line_of(text, match.start())))
        for match in re.finditer(r'(?<!\w)_ ?\((?!\s*")', text):
            # A table of N_() texts is translated where it is shown.
            if not re.search(r"\bN_ ?\(", text) and "#define" not in text[text.rfind("\n", 0, match.start()) + 1:match.start()]:
                faults.append("%s:%d: _() around what is no literal" % (path, line_of(text, match.start())))
        for match in re.finditer(r'(?<!\w)(?:[NC]?_|ngettext) ?\([^;]*?"\s*(?:G_G\w+_FORMAT|PRI\w+)', text):
            faults.append("%s:%d: a format macro cuts the text in two" % (path, line_of(text, match.start())))
        if CALL.search(code_only(text)) and "<glib/gi18n" not in text:
            faults.append("%s: texts, but no <glib/gi18n-lib.h>" % path)
    tap.case("texts are whole literals", faults)


def messages(po):
    """Yield (msgid, plural) of a template."""
    text = read(po) if not os.path.isabs(po) else open(po, encoding="utf-8").read()
    for entry in text.split("\n\n"):
        if "msgid" not in entry:
            continue
        parts = {}
        key = None
        for line in entry.splitlines():
            match = re.match(r'(msgid_plural|msgid|msgstr|msgctxt)(?:\[\d\])? "(.*)"$', line)
            if match:
                key = match.group(1)
                parts[key] = match.group(2)
            elif line.startswith('"') and key:
                parts[key] += line[1:-1]
        if parts.get("msgid"):
            yield parts["msgid"], parts.get("msgid_plural")


def languages(tap, pot):
    for language in COMPLETE:
        po = "po/%s.po" % language
        checked = run("msgfmt", "-c", "-o", "/dev/null", po)
        tap.case("%s: formats, plurals, header" % language, checked.stdout.splitlines() if checked.returncode else [])
        merged = pot + "." + language
        subprocess.run(["msgmerge", "--quiet", "--no-fuzzy-matching", "-o", merged, po, pot], cwd=TOP, check=True)
        left = []
        for option in ("--untranslated", "--only-fuzzy"):
            out = run("msgattrib", option, "--no-obsolete", "--no-wrap", merged).stdout
            left += [l for l in out.splitlines() if l.startswith("msgid ") and l != 'msgid ""']
        more = ["and %d more" % (len(left) - 12)] if len(left) > 12 else []
        tap.case("%s: complete" % language, left[:12] + more)
    listed = [l for l in read("po/LINGUAS").split("\n") if l and not l.startswith("#")]
    tap.case("each language in LINGUAS is held complete", [l for l in listed if l not in COMPLETE])


def main():
    tap = Tap()
    potfiles(tap)
    glued(tap)
    if shutil.which("xgettext") is None:
        tap.skip("languages", "gettext is not here")
        tap.end()
    with tempfile.TemporaryDirectory() as folder:
        pot = os.path.join(folder, "exemplar.pot")
        made = run("tools/update-po.sh", pot)
        tap.case("texts can be collected", made.stdout.splitlines() if made.returncode or made.stdout else [])
        if os.path.exists(pot):
            faults = []
            for text, plural in messages(pot):
                for pattern, fault in WORDS:
                    for one in (text, plural or ""):
                        if pattern.search(one) and not NOT_WORDS.search(one):
                            faults.append("“%s” has %s" % (one[:70], fault))
            tap.case("words and signs of the texts", sorted(set(faults)))
            languages(tap, pot)
    tap.end()


main()
