#!/usr/bin/env bash
# Writes web/openapi.json from the endpoint list, web/src/api/schema.gen.ts from it, and the keys of the page's texts.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.bash
ensure_environment requirements-dev.lock
ensure_page_tools
"$PYTHON" scripts/openapi.py > web/openapi.json
npm_run types
"$PYTHON" scripts/text_keys.py > web/src/texts/keys.gen.ts
