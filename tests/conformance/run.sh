#!/bin/sh
# run.sh - one suite of Google's own clients (npm) against the practice service
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   run.sh SUITE.mjs WORK_FOLDER
#   run.sh --install WORK_FOLDER FOLDER...   only the packages, ahead of time
#
# The packages of a suite are named in its folder and installed in a folder of
# the same name in WORK_FOLDER, from the lock file, when EXM_CONFORMANCE=1;
# without node or packages the suite is skipped and says why.
# CONFORMANCE_REQUIRED=1 makes that a failure.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

skip() {
  if [ "${CONFORMANCE_REQUIRED:-0}" = 1 ]; then
    echo "Bail out! $1"
    exit 1
  fi
  echo "1..0 # SKIP $1"
  exit 0
}

# install FROM TO; somebody else may be at it.  One try a build folder: where
# there is no registry the next suite need not wait for it again.
install_packages() {
  mkdir -p "$2"
  cp "$1"/package.json "$1"/package-lock.json "$1"/.npmrc "$1"/*.mjs "$2"
  # shellcheck disable=SC2016
  flock "$2/lock" sh -c '
    cd "$1"
    [ ! -e node_modules/.package-lock.json ] || exit 0
    [ ! -e npm.failed ] || exit 1
    npm ci --ignore-scripts --omit=optional --no-audit --no-fund --fetch-retries=1 --fetch-timeout=20000 >npm.log 2>&1 ||
      { : > npm.failed; exit 1; }' install "$2"
}

if [ "$1" = --install ]; then
  work=$2
  shift 2
  command -v npm >/dev/null 2>&1 || exit 0
  for folder; do
    install_packages "$here/$folder" "$work/$folder" || true
  done
  exit 0
fi

folder=$(dirname "$1")
suite=$(basename "$1")
work=$2/$folder

command -v node >/dev/null 2>&1 || skip "node not found (Debian: apt install nodejs npm)"
major=$(node -p 'process.versions.node.split(".")[0]')
[ "$major" -ge 20 ] || skip "node 20 or newer is needed, here is $major"
if [ ! -e "$work/node_modules/.package-lock.json" ] && [ "${EXM_CONFORMANCE:-0}" != 1 ]; then
  skip "packages are not installed (EXM_CONFORMANCE=1 installs them)"
fi
command -v npm >/dev/null 2>&1 || skip "npm not found (Debian: apt install npm)"
install_packages "$here/$folder" "$work" || skip "npm ci failed: see $work/npm.log"

# Nothing may leave the machine, where the kernel lets us see to that.
if unshare -Urn true 2>/dev/null; then
  exec unshare -Urn sh -c 'ip link set lo up 2>/dev/null || true; exec node "$0"' "$work/$suite"
fi
exec node "$work/$suite"
