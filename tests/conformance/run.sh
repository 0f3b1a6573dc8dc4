#!/bin/sh
# run.sh - one suite of Google's own clients (npm) against the practice service
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   run.sh SUITE.mjs WORK_FOLDER
#
# The packages are installed in WORK_FOLDER, from the lock file, when
# EXM_CONFORMANCE=1; without node or packages the suite is skipped and says why.
# CONFORMANCE_REQUIRED=1 makes that a failure.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
suite=$1
work=$2

skip() {
  if [ "${CONFORMANCE_REQUIRED:-0}" = 1 ]; then
    echo "Bail out! $1"
    exit 1
  fi
  echo "1..0 # SKIP $1"
  exit 0
}

command -v node >/dev/null 2>&1 || skip "node not found (Debian: apt install nodejs npm)"
major=$(node -p 'process.versions.node.split(".")[0]')
[ "$major" -ge 20 ] || skip "node 20 or newer is needed, here is $major"

mkdir -p "$work"
cp "$here"/package.json "$here"/package-lock.json "$here"/.npmrc "$here"/*.mjs "$work"
if [ ! -d "$work/node_modules/oidc-provider" ]; then
  [ "${EXM_CONFORMANCE:-0}" = 1 ] || skip "packages are not installed (EXM_CONFORMANCE=1 installs them)"
  command -v npm >/dev/null 2>&1 || skip "npm not found (Debian: apt install npm)"
  [ ! -e "$work/npm.failed" ] || skip "npm ci failed: see $work/npm.log"
  (cd "$work" && npm ci --ignore-scripts --no-audit --no-fund --fetch-retries=1 --fetch-timeout=20000 >npm.log 2>&1) || {
    # One try a build folder; the next suite need not wait for it again.
    : > "$work/npm.failed"
    skip "npm ci failed: see $work/npm.log"
  }
fi

# Nothing may leave the machine, where the kernel lets us see to that.
if unshare -Urn true 2>/dev/null; then
  exec unshare -Urn sh -c 'ip link set lo up 2>/dev/null || true; exec node "$0"' "$work/$suite"
fi
exec node "$work/$suite"
