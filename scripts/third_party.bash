#!/usr/bin/env bash
# Writes .github/THIRD-PARTY.md: the third-party software that is shipped with the appliance, with licences.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.bash
ensure_environment requirements-dev.lock
ensure_page
"$PYTHON" scripts/third_party.py
