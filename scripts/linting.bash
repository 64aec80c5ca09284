#!/usr/bin/env bash
# Linting, types and import contracts; everything that needs no test to run.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.bash
ensure_environment requirements-dev.lock
ensure_page_tools
say "ruff"; "$VENV/bin/ruff" check . && "$VENV/bin/ruff" format --check --quiet .
say "mypy"; "$VENV/bin/mypy"
say "import contracts"; "$VENV/bin/lint-imports" --no-cache
say "vue-tsc, eslint"; npm_run check; npm_run lint
if command -v shellcheck >/dev/null; then
  say "shellcheck"; shellcheck --exclude=SC1091,SC2046,SC2312 scripts/*.bash .ci/run
else
  say "shellcheck is not installed here: scripts are not checked"
fi
