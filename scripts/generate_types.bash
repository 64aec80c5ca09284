#!/usr/bin/env bash
# Writes what is generated from the code: the API's document, the page's types and keys of texts, the faces that the
# database knows, and the pictures of the architecture and of an impact's walk.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.bash
ensure_environment requirements-dev.lock
ensure_page_tools
"$PYTHON" scripts/openapi.py >web/openapi.json
npm_run types
"$PYTHON" scripts/text_keys.py >web/src/texts/keys.gen.ts
"$PYTHON" scripts/domain_sql.py faces >sql/routines/functions/face_kinds.sql
"$PYTHON" scripts/architecture.py
"$PYTHON" scripts/walk.py
