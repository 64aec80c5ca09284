#!/usr/bin/env bash
# Linting, types and import contracts: all checks that run no tests.
#   scripts/linting.bash                    all of it
#   scripts/linting.bash python shell page  only these
#   scripts/linting.bash format             apply the formatters instead of only checking
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.bash
ensure_environment requirements-dev.lock

SHELL_FILES=(scripts/*.bash tests/box/*.bash tests/node/chip/*.bash image/*.bash .ci/run systemd/arch-stats systemd/arch-stats-{layout,link,postgres-init,postgres-start}
  image/files/usr/local/lib/arch-stats/keeper-key)

lint_python() {
  log "ruff"
  "$VENV/bin/ruff" check --quiet .
  "$VENV/bin/ruff" format --check --quiet .
  log "mypy"
  "$VENV/bin/mypy"
  log "import contracts"
  "$VENV/bin/lint-imports" --no-cache
}

lint_shell() {
  log "shfmt"
  "$VENV/bin/shfmt" --diff "${SHELL_FILES[@]}"
  if command -v shellcheck >/dev/null; then
    log "shellcheck"
    shellcheck --exclude=SC1091,SC2046,SC2312 "${SHELL_FILES[@]}"
  else
    log "shellcheck is not installed here: scripts are not checked"
  fi
}

lint_page() {
  ensure_page_tools
  log "vue-tsc, eslint, prettier"
  npm_run check
  npm_run lint
}

format() {
  "$VENV/bin/ruff" check --fix --quiet .
  "$VENV/bin/ruff" format --quiet .
  "$VENV/bin/shfmt" --write "${SHELL_FILES[@]}"
  ensure_page_tools
  npm_run format
}

if [ $# -eq 0 ]; then set -- python shell page; fi
for part in "$@"; do
  case "$part" in
  python) lint_python ;;
  shell) lint_shell ;;
  page) lint_page ;;
  format) format ;;
  *) fail "unknown argument $part: see the top of scripts/linting.bash" ;;
  esac
done
