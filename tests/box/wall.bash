#!/usr/bin/env bash
# Boots a Debian root folder with the appliance installed, in one unit and in two, and tries from inside every unit to get
# out of it (probe.py, under the unit's own rules). Root only; test_wall.py runs it on the card's system.
#   tests/box/wall.bash ROOT
set -euo pipefail
HERE=$(dirname "$(realpath "$0")")
source "$HERE/lib.bash"

# probe UNIT KIND: in a unit that has the rules of UNIT, and does nothing but try
probe() {
  local unit=$1 kind=$2
  # without its sockets: what is handed them meanwhile takes them from the one that serves; nor what is a stick's own
  inside sh -c "systemctl cat $unit.service | grep -v -e ^Sockets= -e dev-%i -e ^DeviceAllow=/dev/%I -e ^ExecStopPost= \
    >/run/systemd/system/probe-$kind.service"
  try_out "$kind"
}
# probe_step USER REACH KIND: in a service that has the rules of a step of an update
probe_step() {
  inside /opt/arch-stats/current/venv/bin/python -c "
from appliance.updates.steps import properties
print('[Service]', *properties($1, '$2'), sep='\\n')" | inside sh -c "cat >/run/systemd/system/probe-$3.service"
  try_out "$3"
}
# try_out KIND: starts the unit probe-KIND, whose rules are there
try_out() {
  local kind=$1
  inside sh -c "cat >>/run/systemd/system/probe-$kind.service" <<EOT
[Service]
Type=oneshot
NotifyAccess=none
WatchdogSec=0
Restart=no
SyslogIdentifier=probe
ExecStartPre=
ExecStart=
ExecStart=/usr/bin/python3 /run/probe/probe.py $kind
EOT
  inside systemctl daemon-reload
  inside systemctl start "probe-$kind.service" || FAILED=1
  inside journalctl -u "probe-$kind.service" -o cat --no-pager -t probe
}
exposure() {
  inside systemd-analyze security --no-pager "$@" | grep Overall || true
}
# lay_out LAYOUT: as install.bash does it
lay_out() {
  inside /opt/arch-stats/current/system/arch-stats-layout "$1"
  inside systemctl daemon-reload
  inside systemctl restart arch-stats-postgres.service
  inside systemctl restart arch-stats.service
}
FAILED=0
until_ready
session='{"is_opened": true, "start_time": "2026-11-23T10:00:00Z", "location": "Wall", "distance": 18}'
ask session -X POST -H 'Content-Type: application/json' -d "$session" >/dev/null
inside mkdir -p /run/probe
inside sh -c 'cat >/run/probe/probe.py' <"$HERE/probe.py"

echo "one unit"
probe arch-stats joined
probe arch-stats-stick@ stick
probe_step "'postgres'" database copying
probe_step "'arch-stats'" own_network version
probe_step None page watch
# its end takes the folder of the database's socket away
probe arch-stats-postgres database
exposure arch-stats.service arch-stats-postgres.service arch-stats-update.service arch-stats-trial.service
exposure probe-stick.service probe-copying.service probe-version.service probe-watch.service
echo "two units"
inside sh -c 'mkdir -p /var/lib/arch-stats/journal && echo kept >/var/lib/arch-stats/journal/kept'
started=$(date +%s.%N)
lay_out split
until_ready
echo "joined to split, serving again: $(since "$started")"
until ask session/open | grep -q Wall; do sleep 0.1; done
inside grep -q kept /var/lib/arch-stats-sensing/journal/kept
probe arch-stats page
probe arch-stats-sensing sensors
exposure arch-stats.service arch-stats-sensing.service arch-stats-announce.service arch-stats-migrate.service
inside systemctl is-active arch-stats.service arch-stats-sensing.service arch-stats-announce.service
inside sh -c 'cd /root && arch-stats export split.gz >/dev/null && arch-stats import split.gz && arch-stats migrate'
# root's folder, which nobody else may enter
# shellcheck disable=SC2016  # inside it is expanded
inside sh -c 'cd /root && { arch-stats doctor --file report >/dev/null 2>said || true; } && grep -q ^Settings report &&
  grep -q "^ok .*127.0.0.1:8000, version" said &&
  arch-stats backup --to /root && test "$(stat -c %U report arch-stats-*.ndjson.gz | sort -u)" = root'
for user in arch-stats arch-stats-sensing; do
  for role in arch-stats postgres arch_server arch_sensing arch_archive; do
    if inside setpriv --reuid $user --regid arch-stats --clear-groups /opt/arch-stats/postgres/psql \
      --host /run/arch-stats-postgres --dbname arch-stats --username $role --command 'SELECT 1' >/dev/null 2>&1; then
      echo "$user logs in as $role"
    fi
  done
done
lay_out joined
until_ready
until ask session/open | grep -q Wall; do sleep 0.1; done
inside grep -q kept /var/lib/arch-stats/journal/kept
# where the card keeps it, it is a mount, and empty
# shellcheck disable=SC2016  # inside it is expanded
inside sh -c '! getent passwd arch-stats-sensing arch-stats-owner && test -z "$(ls -A /var/lib/arch-stats-sensing 2>/dev/null)"'
echo "split to joined: the session and the journal are there, the other users gone"
exit $FAILED
