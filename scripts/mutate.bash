#!/usr/bin/env bash
# Changes one thing of the code at a time and prints the share that the nearest tests notice, and what they do not.
# scripts/mutate.bash [--sample 200] [--seed 1] [--workers 2] [PATH ...]; without paths: sensing, drivers, live,
# the websocket and scoring. Works on copies in /tmp; its tool has an environment of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.bash
ensure_environment requirements-dev.lock
tool=.venv-mutation
stamp=$(sha256sum requirements-mutation.lock | cut -d' ' -f1)
if [ "$(cat "$tool/.lock" 2>/dev/null)" != "$stamp" ]; then
  say "making the environment in $tool"
  python3 -m venv "$tool"
  "$tool/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-mutation.lock
  echo "$stamp" >"$tool/.lock"
fi
exec "$tool/bin/python" scripts/mutation.py --python "$PYTHON" "$@"
