#!/usr/bin/env bash
# Sets up and runs the appliance. With --demo: a simulated butt and an archer who shoots. Needs no root.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.bash
ensure_environment requirements-start.lock
ensure_page
if [ "${1:-}" = --demo ]; then
  shift
  exec "$PYTHON" -m appliance demo "$@"
fi
exec "$PYTHON" -m appliance serve "$@"
