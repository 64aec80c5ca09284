#!/usr/bin/env bash
# Boots an image in QEMU, sends shots, cuts the power, boots it again and checks what was kept. Builds the image if it
# is missing, which needs root.
#   image/try.bash [--arch amd64|arm64] [--image FILE] [--memory MB]
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.bash

ARCH=arm64 IMAGE='' MEMORY=512
while [ $# -gt 0 ]; do
  case "$1" in
  --arch) ARCH=${2:-} && shift ;;
  --image) IMAGE=${2:-} && shift ;;
  --memory) MEMORY=${2:-} && shift ;;
  *) fail "unknown argument $1: see the top of image/try.bash" ;;
  esac
  shift
done
case "$ARCH" in
arm64) command -v qemu-system-aarch64 >/dev/null || fail "install qemu-system-arm and qemu-utils" ;;
amd64) command -v qemu-system-x86_64 >/dev/null || fail "install qemu-system-x86 and qemu-utils" ;;
*) fail "--arch is amd64 or arm64" ;;
esac
command -v mcopy >/dev/null || fail "install mtools"
IMAGE=${IMAGE:-image/build/arch-stats-$ARCH.img}
[ -e "$IMAGE" ] || image/build.bash --arch "$ARCH" --out "$IMAGE"
ensure_environment requirements-dev.lock
"$PYTHON" -m tests.box.emulator "$IMAGE" --arch "$ARCH" --memory "$MEMORY"
