#!/usr/bin/env bash
# Writes the generated files: the API document, the page's types and text keys, the SQL list of known faces, and the
# pictures of the architecture and of an impact's path.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.bash
ensure_environment requirements-dev.lock
ensure_page_tools
"$PYTHON" scripts/openapi.py >web/openapi.json
npm_run types >web/src/api/schema.gen.ts
"$PYTHON" scripts/text_keys.py >web/src/texts/keys.gen.ts
"$PYTHON" scripts/domain_sql.py faces >sql/routines/functions/face_kinds.sql
"$PYTHON" scripts/architecture.py
"$PYTHON" scripts/walk.py
