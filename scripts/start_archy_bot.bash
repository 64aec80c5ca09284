#!/usr/bin/env bash
# Shoots simulated arrows into a running appliance.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.bash
ensure_environment requirements-start.lock
exec "$PYTHON" -m appliance bot "$@"
