#!/usr/bin/env bash
# Rewrites the hash-locked requirements files from pyproject.toml (needs uv). They name no registry host.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() { uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url "$@"; }
compile --output-file requirements.lock
compile --extra embedded --extra build --output-file requirements-start.lock
compile --extra embedded --extra build --extra test --output-file requirements-dev.lock
# the tool of scripts/mutate.bash, in an environment of its own
uv pip compile --group mutation --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url \
  --output-file requirements-mutation.lock
