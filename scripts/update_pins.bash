#!/usr/bin/env bash
# Updates every pin of Python and npm to the newest version, and prints what changed and what a range holds back. Needs
# only Python and the registries: its tools come from the locks. Check the table, run scripts/test.bash, commit.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.bash
ensure_uv
ensure_environment requirements-dev.lock

before=$(mktemp -d)
trap 'rm -rf "$before"' EXIT
cp --parents pyproject.toml requirements*.lock web/package.json web/package-lock.json "$before"

log "exact versions in pyproject.toml"
"$PYTHON" scripts/pins.py raise "$UV"
log "lock files"
./scripts/lock.bash --upgrade
ensure_environment requirements-dev.lock
log "packages of the page"
npm update --save --package-lock-only --ignore-scripts
log "licences of shipped packages"
./scripts/third_party.bash
log "changes"
"$PYTHON" scripts/pins.py changes "$before" "$UV"
npm outdated || true # it says by its exit code that something is held back
