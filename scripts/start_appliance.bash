#!/usr/bin/env bash
# Sets up and runs the appliance; with --demo, a simulated butt and a simulated archer. Does not need root.
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
