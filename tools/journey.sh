#!/bin/sh
# tools/journey.sh BUILD FILE - from a file of posts to a tuned model that answers
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# On the practice service: no account, no cost, nothing leaves this machine.
# Its data stay in BUILD/journey, apart from the user's own.

set -eu
top=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
build=$1
file=$2
post='Text: Traffic was terrible this morning.'

. "$top/tools/env.sh"

state="$build/journey"
rm -rf "$state"
mkdir -p "$state/data" "$state/config" "$state/cache"
XDG_DATA_HOME="$state/data" XDG_CONFIG_HOME="$state/config" XDG_CACHE_HOME="$state/cache"
export XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME

say () {
  echo "\$ exemplar $*"
}

say check "$file"
# 1 means that there are problems to look at; only 2 means that it cannot be read.
status=0
"$exemplar" check "$file" || status=$?
[ "$status" -lt 2 ] || exit "$status"
echo

say tune "$file" --account practice --wait
"$exemplar" tune "$file" --account practice --wait --json > "$state/tune.json"
set -- $(/usr/bin/python3 - "$state/tune.json" <<'P'
import json, sys
with open(sys.argv[1], encoding="utf-8") as f:
    done = json.load(f)
print(done["job"]["name"], done["job"]["state"], done["tuned_model"]["model"])
P
)
job=$1
printf '%s\n' "job            $1" "state          $2" "tuned model    $3"
echo

say ask "$job" "\"$post\""
"$exemplar" ask "$job" "$post"
