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
# without node, or where the registry cannot be reached, the suite is skipped and
# says why.  CONFORMANCE_REQUIRED=1 makes that a failure.  Whatever else goes
# wrong with the packages is one in any case.
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
# there is no registry the next suite need not wait for it again.  What is
# installed belongs to one lock file: with another one it is installed anew.
install_packages() {
  mkdir -p "$2"
  # shellcheck disable=SC2016
  flock "$2/lock" sh -c '
    for file in "$0"/package.json "$0"/package-lock.json "$0"/.npmrc "$0"/*.mjs; do
      cmp -s "$file" "$1/${file##*/}" || cp "$file" "$1"
    done
    cd "$1"
    ! cmp -s package-lock.json npm.installed || exit 0
    ! cmp -s package-lock.json npm.failed || exit 1
    if npm ci --ignore-scripts --omit=optional --no-audit --no-fund --fetch-retries=1 --fetch-timeout=20000 >npm.log 2>&1; then
      cp package-lock.json npm.installed
    else
      cp package-lock.json npm.failed
      exit 1
    fi' "$1" "$2"
}

# Whether npm failed because it could not reach its registry.
is_offline() {
  grep -Eq 'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|E(403|407|5[0-9][0-9])' "$1/npm.log"
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
if [ ! -e "$work/npm.installed" ] && [ "${EXM_CONFORMANCE:-0}" != 1 ]; then
  skip "packages are not installed (EXM_CONFORMANCE=1 installs them)"
fi
command -v npm >/dev/null 2>&1 || skip "npm not found (Debian: apt install npm)"
if ! install_packages "$here/$folder" "$work"; then
  is_offline "$work" && skip "the npm registry cannot be reached, so Google’s own clients were not asked: see $work/npm.log"
  # The registry answers: then these suites are required.
  echo "Bail out! npm ci failed, though its registry can be reached"
  sed 's/^/# /' "$work/npm.log"
  exit 1
fi

# Nothing may leave the machine, where the kernel lets us see to that.
if unshare -Urn true 2>/dev/null; then
  exec unshare -Urn sh -c 'ip link set lo up 2>/dev/null || true; exec node "$0"' "$work/$suite"
fi
exec node "$work/$suite"
