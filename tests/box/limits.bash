#!/usr/bin/env bash
# Boots a Debian root folder with the appliance installed, and takes in its unit more memory, and more tasks, than that
# may have. Root only; test_limits.py runs it on the card's system.
#   tests/box/limits.bash ROOT
set -euo pipefail
HERE=$(dirname "$(realpath "$0")")
# shellcheck disable=SC2034  # for lib.bash
WITH_LIMITS=yes
source "$HERE/lib.bash"

main_of() { inside systemctl show -p MainPID --value "$1.service"; }
shots() { ask "shot?session_id=$SESSION" | grep -o '"arrow_landing_time"' | wc -l; }
HOG=
trap '[ -z "$HOG" ] || kill "$HOG" 2>/dev/null || true; cleanup' EXIT
enforce_limits
until_ready
session='{"is_opened": true, "start_time": "2026-11-23T10:00:00Z", "location": "Limits", "distance": 18}'
SESSION=$(ask session -X POST -H 'Content-Type: application/json' -d "$session" | grep -o '[0-9a-f-]\{36\}' | head -1)
for second in 1 2 3 4 5; do
  shot="{\"session_id\": \"$SESSION\", \"arrow_landing_time\": \"2026-11-23T10:01:0${second}Z\", \"x\": 650, \"y\": 650}"
  ask shot -X POST -H 'Content-Type: application/json' -d "$shot" >/dev/null
done
inside sh -c 'cat >/run/hog.py' <"$HERE/hog.py"
serving=$(main_of arch-stats) database=$(main_of arch-stats-postgres)

mkfifo "$RUN/until"
inside python3 /run/hog.py tasks arch-stats.service <"$RUN/until" >"$RUN/tasks" &
HOG=$!
exec 8>"$RUN/until"
until [ -s "$RUN/tasks" ]; do
  kill -0 $HOG || {
    echo "tasks: no end of them"
    exit 1
  }
  sleep 0.05
done
# whoever is no part of the unit still may
inside sh -c 'true & wait'
echo "tasks: $(cat "$RUN/tasks") more; the unit serves: $(main_of arch-stats | grep -cx "$serving") $(shots)"
exec 8>&-
wait $HOG

inside python3 /run/hog.py memory arch-stats.service &
HOG=$!
started=$(date +%s.%N)
for _ in $(seq 1200); do
  [ "$(main_of arch-stats)" = "$serving" ] || break
  sleep 0.05
done
if [ "$(main_of arch-stats)" = "$serving" ]; then
  echo "memory: no end of it"
  exit 1
fi
wait $HOG || true
HOG=
until_ready
echo "memory, from too much of it to serving again: $(since "$started")"
[ "$(main_of arch-stats)" != "$serving" ] && echo "the unit was ended and started anew"
[ "$(main_of arch-stats-postgres)" = "$database" ] && echo "the database is the same"
inside systemctl show -p NRestarts arch-stats.service
echo "shots: $(shots)"
