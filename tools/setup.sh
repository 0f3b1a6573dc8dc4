#!/bin/sh
# tools/setup.sh run|check - install what is missing, and nothing else
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Quick when everything is there: one dpkg-query, no network, no root.
# A line of a list is a package, or alternatives with | between them: any one
# that is installed will do, else the first is installed.

set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)

case "${1:-}" in
  run) lists="$here/packages-run.txt" ;;
  check) lists="$here/packages-run.txt $here/packages-check.txt" ;;
  *) echo "usage: tools/setup.sh run|check" >&2; exit 2 ;;
esac

# shellcheck disable=SC2086
wanted=$(sed -e 's/#.*//' -e '/^[[:space:]]*$/d' $lists)

if ! command -v dpkg-query >/dev/null 2>&1; then
  echo "setup: this is no Debian system; make sure that it has what these packages hold:"
  # shellcheck disable=SC2086
  echo $wanted
  exit 0
fi

# shellcheck disable=SC2046
installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' $(echo "$wanted" | tr '|' '\n') 2>/dev/null |
  sed -n 's/ installed$//p')

missing=
for entry in $wanted; do
  found=
  for package in $(echo "$entry" | tr '|' ' '); do
    case "
$installed
" in *"
$package
"*) found=yes; break ;; esac
  done
  [ -n "$found" ] || missing="$missing ${entry%%|*}"
done

if [ -z "$missing" ]; then
  echo "setup: all packages are there"
  exit 0
fi

echo "setup: installing$missing"
if [ "$(id -u)" -eq 0 ]; then
  root=
elif command -v sudo >/dev/null 2>&1; then
  root=sudo
else
  echo "setup: this needs root or sudo: apt-get install$missing" >&2
  exit 1
fi

install_missing () {
  # shellcheck disable=SC2086
  $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
    -o Dpkg::Use-Pty=0 $missing
}

# Package lists may be absent or old: refresh them only when that is the trouble.
if ! install_missing; then
  echo "setup: refreshing the package lists"
  $root env DEBIAN_FRONTEND=noninteractive apt-get update -q
  install_missing
fi
