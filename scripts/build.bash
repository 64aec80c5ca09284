#!/usr/bin/env bash
# Builds web/dist and the wheel into dist/.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.bash
ensure_environment requirements-start.lock
ensure_page
log "building the wheel"
# keep only one wheel: the newest cannot be told by its name
rm -f dist/*.whl
"$PYTHON" -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist .
ls -1 dist/*.whl
