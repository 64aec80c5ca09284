#!/usr/bin/env bash
# Changes one thing of the code at a time and prints the share that the nearest tests detect, and what they miss.
# scripts/mutate.bash [--sample 200] [--seed 1] [--workers 2] [PATH ...]; default paths: sensing, drivers, live, the
# websocket and scoring. Works on copies in /tmp; the tool has its own environment.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.bash
ensure_environment requirements-dev.lock
ensure_tool mutation
exec .venv-mutation/bin/python scripts/mutation.py --python "$PYTHON" "$@"
