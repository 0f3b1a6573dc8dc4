#!/bin/sh
# tools/update-po.sh [POT] - bring po/ up to date with the texts in the sources
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Writes po/POTFILES.in, collects the texts and merges them into each language.
# With POT only that template is written, and nothing in po/ is touched.

set -eu
cd "$(dirname -- "$0")/.."

potfiles () {
  {
    grep -rlE --include='*.c' --include='*.h' '\b(N?C?_|ngettext|gettext|dgettext|g_dngettext|g_dpgettext2?) ?\(' src || true
    grep -rlE --include='*.ui' 'translatable="(yes|true|1)"' src || true
    ls data/*.desktop.in.in data/*.metainfo.xml.in.in data/*.gschema.xml.in data/*.mime.xml.in
  } | LC_ALL=C sort -u
}

collect () {
  xgettext --from-code=UTF-8 --add-comments=Translators --sort-by-file --add-location=file \
    --package-name=exemplar --msgid-bugs-address=https://github.com/exemplar/exemplar/issues \
    --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 \
    --keyword=g_dcgettext:2 --keyword=g_dngettext:2,3 --keyword=g_dpgettext2:2c,3 \
    --keyword=ngettext:1,2 \
    --flag=N_:1:pass-c-format --flag=C_:2:pass-c-format --flag=NC_:2:pass-c-format \
    --flag=_:1:pass-c-format --flag=g_dngettext:2:pass-c-format \
    --flag=g_strdup_printf:1:c-format --flag=g_string_append_printf:2:c-format \
    --flag=g_string_printf:2:c-format --flag=g_set_error:4:c-format --flag=g_error_new:3:c-format \
    --files-from="$2" --output="$1"
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
{ echo '# Files with texts to translate; written by tools/update-po.sh.'; potfiles; } > "$scratch/POTFILES.in"

if [ $# -gt 0 ]; then
  collect "$1" "$scratch/POTFILES.in"
  exit 0
fi

cmp -s "$scratch/POTFILES.in" po/POTFILES.in || cp "$scratch/POTFILES.in" po/POTFILES.in
collect "$scratch/exemplar.pot" po/POTFILES.in

for language in $(sed 's/#.*//' po/LINGUAS); do
  if [ -f "po/$language.po" ]; then
    msgmerge --quiet --add-location=file --update --backup=none --no-fuzzy-matching --previous "po/$language.po" "$scratch/exemplar.pot"
  else
    msginit --no-translator --locale="$language" --input="$scratch/exemplar.pot" --output-file="po/$language.po"
  fi
  printf '%s: ' "$language"
  msgfmt -c --statistics -o /dev/null "po/$language.po" 2>&1
done
