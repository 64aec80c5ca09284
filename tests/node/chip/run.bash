#!/usr/bin/env bash
# The firmware on a whole chip in software, with the running appliance: minutes. The first time makes the interpreter's
# image, as root.
set -euo pipefail
cd "$(dirname "$0")/../../.."
source scripts/lib.bash
ensure_environment requirements-dev.lock
ensure_tool chip
tests/node/chip/image.bash
exec "$PYTHON" -m tests.node.chip "$@"
