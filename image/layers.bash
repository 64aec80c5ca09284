#!/usr/bin/env bash
# Writes the layers for rpi-image-gen, and the appliance with its wheels, to image/build/rpi-image-gen.
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "$0")/.."
source scripts/lib.bash
source image/lib.bash

ARCH=arm64
TREE=$STORE/rpi-image-gen
ensure_environment requirements-dev.lock
mkdir -p "$STORE"
rm -rf "$TREE"
"$PYTHON" -m image.render "$TREE"
stage_payload "$TREE/payload"
log "rpi-image-gen build -S $TREE -c arch-stats.yaml"
