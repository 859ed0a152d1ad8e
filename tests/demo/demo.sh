#!/usr/bin/env bash
# A tour for people: a fresh ledger, the sample dispatch, a few questions, a watcher. `./dev demo`
# builds first. Everything it makes is in a temporary directory and gone afterwards.
set -euo pipefail

sitrepd=bazel-bin/server/sitrepd
sitrep=bazel-bin/client/sitrep
work=$(mktemp -d)
server= watcher=
stop() {
  [ -z "$watcher" ] || kill "$watcher" 2>/dev/null || true
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  wait
  rm -rf "$work"
}
trap stop EXIT

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
# Shows a command as a user would type it, then runs it.
show() {
  local word shown=
  for word in "$@"; do
    case "$word" in *[[:space:]\>]*) shown+=" '$word'" ;; *) shown+=" $word" ;; esac
  done
  printf '\n\033[36m$ sitrep%s\033[0m\n' "$shown"
  "$sitrep" "$@"
}
# Waits up to ten seconds until a file has text in it.
wait_for() {
  local tries=0
  until [ -s "$1" ]; do
    tries=$((tries + 1))
    [ $tries -lt 200 ] || { echo "demo: nothing came into $1" >&2; exit 1; }
    sleep 0.05
  done
}

say "A server on a fresh ledger"
"$sitrepd" --data "$work/ledger" --listen 127.0.0.1:0 >"$work/address" 2>"$work/log" &
server=$!
wait_for "$work/address"
cat "$work/address"
SITREP_SERVER=$(awk '{ print $NF }' "$work/address")
export SITREP_SERVER

say "A news report of 12 July 2025, taken apart into twenty events"
show submit data/samples/dispatch-2025-07-12.ndjson

say "What happened in Kursk? Any script will do"
show query --in Kursk -o table
show query --in 쿠르스크 -o table

say "In Wonsan, for certain, and what may have been there"
show query --in Wonsan --possible -o table

say "Strikes on Ukraine since 9 July"
show query --kind strike --in Ukraine --since 2025-07-09 --until 2025-07-12 -o table

say "A watcher of Kharkiv, and an event that comes while it watches"
printf '\033[36m$ sitrep watch --in Kharkiv &\033[0m\n'
"$sitrep" watch --in Kharkiv --progress >"$work/watched" 2>"$work/marks" &
watcher=$!
for _ in $(seq 200); do
  grep -qi 'caught' "$work/watched" "$work/marks" && break
  sleep 0.05
done
show add strike --in Kharkiv --when 2025-07-12 --by Russia --on Ukraine --killed '>=2' \
  --said-by 'regional governor' --publisher Suspilne --summary 'A strike on Kharkiv'
for _ in $(seq 200); do
  grep -q CHANGE_CREATED "$work/watched" && break
  sleep 0.05
done
printf '\nthe watcher received:\n'
grep CHANGE_CREATED "$work/watched"

say "To go on"
cat <<'TXT'
  ./dev run                                         start a server on ./data-dir
  bazel-bin/client/sitrep submit FILE.ndjson        feed it (data/samples has an example)
  bazel-bin/client/sitrep query --help              all filters, with examples
  README.md                                         what it does, its limits, where to read on
TXT
