#!/bin/sh
# tools/screenshots.sh - take the pictures in docs/images anew, from the running program
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Builds the program, opens it on a screen of its own with the sample, walks
# through its pages and saves one picture of each.

set -eu
top=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
build="$top/build"

"$top/tools/setup.sh" check
[ -f "$build/build.ninja" ] || meson setup "$build" "$top" -Dtests=none
ninja -C "$build" --quiet
. "$top/tools/env.sh"

exec /usr/bin/python3 -B "$top/tools/screenshots.py" "$exemplar" "$top/docs/images"
