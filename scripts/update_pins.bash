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

say "exact pins of pyproject.toml"
"$PYTHON" scripts/pins.py raise "$UV"
say "locks"
./scripts/lock.bash --upgrade
ensure_environment requirements-dev.lock
say "packages of the page"
npm update --save --package-lock-only --ignore-scripts
say "licences of what is shipped"
./scripts/third_party.bash
say "what changed"
"$PYTHON" scripts/pins.py changes "$before" "$UV"
npm outdated || true # it says by its exit code that something is held back
