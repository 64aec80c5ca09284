#!/usr/bin/env bash
# Boots a Debian root folder with the appliance installed, and lets install.bash make two units of it, one again, and take
# it off with everything: shots stay as long as they should, and nothing is left afterwards. Root only; run by hand, since
# a root folder takes minutes to make.
#   tests/box/layouts.bash ROOT CHECKOUT WHEEL      the last two as they are called inside ROOT, which was installed by them
set -euo pipefail
HERE=$(dirname "$(realpath "$0")")
source "$HERE/lib.bash"
CHECKOUT=$2 WHEEL=$3

installer() { inside "$CHECKOUT/scripts/install.bash" "$@"; }
# what of a unit's user can be seen from outside
user_of() { inside systemctl show --property=User --value "$1"; }
check() {
  local what=$1
  shift
  if "$@"; then echo "well: $what"; else
    echo "NOT SO: $what"
    FAILED=1
  fi
}
# left: files, users and units of ours, apart from the checkout
left() {
  inside sh -c "find / -xdev -iname '*arch-stats*' -not -path '$CHECKOUT*' -not -path '/proc/*' -not -path '/var/log/*' -not -path '/run/*'
    getent passwd | grep '^arch-stats' || true
    systemctl list-units --all --plain --no-legend 'arch-stats*' | cut -d' ' -f1"
}
is_kept() { ask session/open | grep -q Layouts; }
is_empty() { [ -z "$1" ]; }
FAILED=0
until_ready
session='{"is_opened": true, "start_time": "2026-11-23T10:00:00Z", "location": "Layouts", "distance": 18}'
ask session -X POST -H 'Content-Type: application/json' -d "$session" >/dev/null

began=$(date +%s.%N)
# the wheel says which version is installed already: nothing is fetched
installer --split --wheel "$WHEEL" >"$RUN/split" 2>&1 || cat "$RUN/split"
until_ready
until is_kept; do sleep 0.1; done
echo "install.bash --split: $(since "$began")"
check "two users" test "$(user_of arch-stats.service) $(user_of arch-stats-sensing.service)" = "arch-stats arch-stats-sensing"
check "the session is there" is_kept
for unit in arch-stats-migrate arch-stats-sensing; do
  check "$unit did not fail" inside sh -c "! systemctl is-failed --quiet $unit.service"
done
check "the sensors run" inside systemctl is-active --quiet arch-stats-sensing.service
began=$(date +%s.%N)
installer --joined --wheel "$WHEEL" >"$RUN/joined" 2>&1 || cat "$RUN/joined"
until_ready
until is_kept; do sleep 0.1; done
echo "install.bash --joined: $(since "$began")"
check "the other users are gone" inside sh -c '! getent passwd arch-stats-sensing arch-stats-owner >/dev/null'
check "the page's socket for the clock is there" inside test -S /run/arch-stats-clock.socket
check "it is the page's alone" test "$(inside stat -c %U:%a /run/arch-stats-clock.socket)" = arch-stats:600

installer --uninstall >"$RUN/uninstall" 2>&1 || cat "$RUN/uninstall"
check "uninstalled, the shots stay" inside test -e /var/lib/arch-stats-postgres/cluster/PG_VERSION
installer --purge >"$RUN/purge" 2>&1 || cat "$RUN/purge"
rest=$(left)
check "nothing is left after a purge" is_empty "$rest"
is_empty "$rest" || echo "$rest"
exit $FAILED
