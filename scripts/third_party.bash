#!/usr/bin/env bash
# Writes .github/THIRD-PARTY.md: what others wrote and is shipped with the appliance, with the licences.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.bash
ensure_environment requirements-dev.lock
ensure_page
"$PYTHON" scripts/third_party.py
