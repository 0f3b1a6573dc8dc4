#!/usr/bin/python3
# test-data.py - what the desktop, the software centre and Flatpak read is valid
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-data.py APP_ID BUILT_DATA_FOLDER"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

from lintlib import TOP, Tap, files, read


def run(*argv, cwd=TOP, **env):
    return subprocess.run(argv, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          universal_newlines=True, env=dict(os.environ, **env))


def tool(tap, name, argv, judge=None, cwd=TOP, **env):
    """One case: the tool ends well, and judge finds nothing in what it says."""
    if shutil.which(argv[0]) is None:
        tap.skip(name, argv[0] + " is not here")
        return
    done = run(*argv, cwd=cwd, **env)
    faults = done.stdout.splitlines() if done.returncode else []
    tap.case(name, faults + (list(judge(done.stdout)) if judge else []))


def metainfo(tap, path):
    text = read(path)
    faults = []
    summary = re.search(r"<summary>([^<]*)", text).group(1)
    if not 10 <= len(summary) <= 35 or summary.endswith("."):
        faults.append("summary “%s”: 10 to 35 signs, no full stop" % summary)
    first = re.search(r"<description>\s*<p>([^<]*)", text).group(1)
    if len(" ".join(first.split())) < 80:
        faults.append("the first paragraph is short")
    for wanted in ("<translation type=\"gettext\">", "<content_rating", "<launchable", "<developer ", "<branding>"):
        if wanted not in text:
            faults.append("no %s" % wanted)
    version = re.search(r"version: '([^']*)'", read("meson.build")).group(1)
    releases = re.findall(r'<release version="([^"]*)"', text)
    if not releases or releases[0] != version:
        faults.append("the newest release is %s, the version %s" % (releases[:1], version))
    tap.case("metainfo says what the guidelines ask", faults)


def mime(tap, path):
    if shutil.which("update-mime-database") is None:
        tap.skip("file types", "update-mime-database is not here")
        return
    with tempfile.TemporaryDirectory() as folder:
        packages = os.path.join(folder, "mime/packages")
        os.makedirs(packages)
        shutil.copy("/usr/share/mime/packages/freedesktop.org.xml", packages)
        shutil.copy(path, packages)
        done = run("update-mime-database", os.path.join(folder, "mime"))
        bad = [l for l in done.stdout.splitlines() if "rror" in l or "arning" in l]
        globs = read(os.path.join(folder, "mime/globs2"))
        for kind, suffix in (("application/x-exemplar", "*.exemplar"), ("application/jsonl", "*.jsonl"),
                             ("application/jsonl", "*.ndjson")):
            if "%s:%s" % (kind, suffix) not in globs:
                bad.append("%s is not %s" % (suffix, kind))
        dataset = os.path.join(folder, "no-suffix")
        with open(dataset, "wb") as f:
            magic = re.search(r'value="(0x[0-9a-f]+)"', read(path)).group(1)
            ours = re.search(r"EXM_DATASET_APPLICATION_ID (0x[0-9a-f]+)", read("src/core/exm-dataset.h"))
            if not ours or ours.group(1) != magic:
                bad.append("the magic is %s, src/core writes %s" % (magic, ours and ours.group(1)))
            head = bytearray(b"SQLite format 3\0" + bytes(84))
            head[68:72] = int(magic, 16).to_bytes(4, "big")
            f.write(head)
        if shutil.which("gio"):
            told = run("gio", "info", "-a", "standard::content-type", dataset,
                       XDG_DATA_DIRS=folder, XDG_DATA_HOME=folder).stdout
            if "application/x-exemplar" not in told:
                bad.append("a dataset without suffix is not known by its magic: " + " ".join(told.split()))
    tap.case("file types", bad if not done.returncode else bad + done.stdout.splitlines())


def icons(tap):
    faults = []
    for path in files((".svg",), "data/icons"):
        text = read(path)
        size = re.search(r'width="(\d+)" height="(\d+)"', text)
        if not size or size.group(1) != size.group(2):
            faults.append("%s is not square" % path)
        if "<image" in text or "<text" in text or "href=\"http" in text:
            faults.append("%s has more than shapes in it" % path)
        if path.endswith("-symbolic.svg") and len(set(re.findall(r"#[0-9a-f]{6}", text))) > 1:
            faults.append("%s has more than one colour" % path)
    tap.case("icons", faults)


def flatpak(tap, app_id):
    paths = files((".json", ".yml", ".yaml"), "flatpak")
    if not paths:
        tap.case("Flatpak manifest", ["there is none"])
        return
    path = paths[0]
    manifest = json.loads(read(path))
    faults = []
    if os.path.basename(path) != manifest["id"] + ".json" or app_id.replace(".Devel", "") != manifest["id"]:
        faults.append("%s is the manifest of %s" % (path, manifest["id"]))
    allowed = {"--share=ipc", "--share=network", "--socket=wayland", "--socket=fallback-x11", "--device=dri"}
    faults += ["permission %s is more than the least" % a for a in manifest["finish-args"] if a not in allowed]
    for module in manifest["modules"]:
        for source in module["sources"]:
            pinned = {"archive": "sha256", "file": "sha256", "git": "commit", "dir": "path"}[source["type"]]
            if pinned not in source:
                faults.append("%s: a source without %s" % (module["name"], pinned))
    tap.case("Flatpak manifest", faults)

    def unknown(said):
        return [l for l in said.splitlines() if "Unknown property" in l]
    with tempfile.TemporaryDirectory() as folder:
        tool(tap, "Flatpak manifest is read", ["flatpak-builder", "--show-manifest", os.path.join(TOP, path)], unknown, cwd=folder,
             HOME=folder, XDG_DATA_HOME=folder, XDG_CACHE_HOME=folder)


def main():
    app_id, built = sys.argv[1:]

    def data(suffix):
        return os.path.join(built, app_id + suffix)
    tap = Tap()
    tool(tap, "desktop entry", ["desktop-file-validate", data(".desktop")])
    tool(tap, "metainfo", ["appstreamcli", "validate", "--no-net", "--strict",
                           "--override=unknown-tag=pedantic,content-rating-missing=error,releases-info-missing=error",
                           data(".metainfo.xml")])
    metainfo(tap, data(".metainfo.xml"))
    schemas = shutil.which("glib-compile-schemas") or subprocess.run(
        ["pkg-config", "--variable=glib_compile_schemas", "gio-2.0"], stdout=subprocess.PIPE,
        universal_newlines=True).stdout.strip()
    tool(tap, "settings schema", [schemas, "--strict", "--dry-run", built])
    xml = files((".ui", ".svg", ".xml"), "src", "data")
    tool(tap, "XML is well formed", ["xmllint", "--noout", data(".xml"), data(".gschema.xml")] + xml)
    mime(tap, data(".xml"))
    service = read(data(".service"))
    tap.case("D-Bus service", [] if "Name=%s\n" % app_id in service and "Exec=/" in service else [service])
    icons(tap)
    flatpak(tap, app_id)
    tap.end()


main()
