#!/usr/bin/env bash
# Boots a Debian root folder with the appliance installed under a real systemd (nspawn, in a network namespace of its
# own), and sees whether it answers, comes back after kill -9, and keeps its shots. Root only; run by hand.
#   tests/box/boot.bash ROOT
set -euo pipefail
source "$(dirname "$0")/lib.bash"

until_ready
echo "launch to HTTP ready: $(since "$started")"
cat "$RUN/health"
echo
session='{"is_opened": true, "start_time": "2026-11-23T10:00:00Z", "location": "Box", "distance": 18}'
ask session -X POST -H 'Content-Type: application/json' -d "$session" >/dev/null

echo "without a number: $(ip netns exec "$NS" curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1/app/)"
inside arch-stats doctor >"$RUN/doctor" || true
grep -c . "$RUN/doctor" | sed 's/^/lines that doctor says, as root: /'
inside sh -c 'cd /root && arch-stats export mine.gz && arch-stats import mine.gz && arch-stats backup && ls -l mine.gz'
inside sh -c 'id member >/dev/null 2>&1 || useradd --create-home --groups arch-stats member; \
  su - member -c "arch-stats export mine.gz && stat -c \"%U owns %n\" mine.gz && arch-stats import mine.gz && arch-stats backup"; \
  useradd --create-home stranger; su - stranger -c "arch-stats backup" || true'
inside sh -c 'arch-stats export /dev/full; test -c /dev/full && echo "a device stays one"'

: >"$RUN/asking"
(
  failed=0 asked=0
  while [ -e "$RUN/asking" ]; do
    asked=$((asked + 1))
    ip netns exec "$NS" curl -sf -m 30 -o /dev/null http://127.0.0.1:8000/api/v0/health || failed=$((failed + 1))
  done
  echo "while it was restarted three times: $asked asked, $failed failed"
) &
ASKING=$!
for _ in 1 2 3; do inside systemctl restart arch-stats.service; done
rm "$RUN/asking"
wait $ASKING
until_ready

for name in arch-stats arch-stats-postgres; do
  pid=$(inside systemctl show -p MainPID --value $name.service)
  started=$(date +%s.%N)
  inside kill -9 "$pid"
  until [ "$(inside systemctl show -p MainPID --value $name.service)" != "$pid" ]; do sleep 0.02; done
  until ask session/open | grep -q Box; do sleep 0.02; done
  echo "$name killed to serving again: $(since "$started")"
done
pid=$(inside systemctl show -p MainPID --value arch-stats.service)
started=$(date +%s.%N)
inside kill -STOP "$pid"
until [ "$(inside systemctl show -p MainPID --value arch-stats.service)" != "$pid" ]; do sleep 0.1; done
until ask session/open | grep -q Box; do sleep 0.02; done
echo "hung to serving again (watchdog of 20 s): $(since "$started")"
inside systemctl is-active arch-stats.service arch-stats-postgres.service
inside systemctl show -p NRestarts arch-stats.service arch-stats-postgres.service
inside journalctl -u arch-stats -n 6 --no-pager -o cat
inside systemd-analyze security --no-pager arch-stats.service arch-stats-postgres.service | tail -3
