#!/usr/bin/env bash
# Rewrites the hash-locked requirements files from pyproject.toml; pins that still fit stay. They name no registry.
#   scripts/lock.bash            after a change in pyproject.toml
#   scripts/lock.bash --upgrade  the newest version of every pin that pyproject.toml allows
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.bash
ensure_uv
OPTIONS=(--quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url "$@")
compile() { "$UV" pip compile pyproject.toml "${OPTIONS[@]}" "${EXTRAS[@]}" --output-file "$1"; }
EXTRAS=()
compile requirements.lock
EXTRAS=(--extra embedded --extra build)
compile requirements-start.lock
EXTRAS=(--extra embedded --extra build --extra test)
compile requirements-dev.lock
# tools of single scripts, each with its own environment: scripts/mutate.bash, tests/node/chip/run.bash
for tool in mutation chip; do
  "$UV" pip compile --group "$tool" "${OPTIONS[@]}" --output-file "requirements-$tool.lock"
done
