# tools/env.sh - how to run Exemplar from a build folder, without installing
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Sourced with $top (the checkout) and $build (the build folder) set.
# Settings schema, icons, catalogue and translations come from the two.

GSETTINGS_SCHEMA_DIR="$build/data"
XDG_DATA_DIRS="$build/data/share:$top/data:${XDG_DATA_DIRS:-/usr/local/share:/usr/share}"
EXM_CATALOGUE="${EXM_CATALOGUE:-$top/data/catalogue.json}"
EXM_LOCALEDIR="$build/po"
export GSETTINGS_SCHEMA_DIR XDG_DATA_DIRS EXM_CATALOGUE EXM_LOCALEDIR

exemplar="$build/src/exemplar"
