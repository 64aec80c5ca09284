#!/usr/bin/env bash
# Builds a bit-for-bit reproducible image of an appliance: Debian, the appliance as installed by scripts/install.bash,
# three partitions. Needs root. Another architecture than this machine's is emulated by qemu-user-static.
#   image/build.bash [--arch amd64|arm64] [--out FILE] [--read-only]
#   image/build.bash --folder FOLDER   makes a folder for systemd-nspawn instead of an image
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "$0")/.."
source scripts/lib.bash
source image/lib.bash

ARCH=$(dpkg --print-architecture) OUT='' FOLDER='' MODE=rw
while [ $# -gt 0 ]; do
  case "$1" in
  --arch) ARCH=${2:-} && shift ;;
  --out) OUT=${2:-} && shift ;;
  --folder) FOLDER=${2:-} && shift ;;
  --read-only) MODE=ro ;;
  *) fail "unknown argument $1: see the top of image/build.bash" ;;
  esac
  shift
done
[ "$(id -u)" -eq 0 ] || fail "run this as root: the files of a Debian system have several owners"
case "$ARCH" in amd64 | arm64) ;; *) fail "--arch is amd64 or arm64" ;; esac

ensure_environment requirements-start.lock
ensure_image_tools
eval "$("$PYTHON" -m image.recipe shell "$ARCH")"
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$EPOCH}
OUT=$(realpath -m "${OUT:-image/build/$NAME-$ARCH.img}")

if [ -z "$FOLDER" ]; then
  ROOT=$(mktemp -d -p "${TMPDIR:-$STORE}" arch-stats-root-XXXXXX)
  trap 'rm -rf "$ROOT"' EXIT
else
  ROOT=$(realpath -m "$FOLDER")
  [ ! -e "$ROOT" ] || fail "$FOLDER exists already"
  mkdir -p "$ROOT"
fi
BASE=$(ensure_base)
stage_payload "$STORE/payload-$ARCH"
log "installing the appliance into Debian $SUITE for $ARCH"
tar --extract --numeric-owner --xattrs --xattrs-include='*' --file "$BASE" --directory "$ROOT"
image/customise.bash "$ROOT" "$STORE/payload-$ARCH" "$MODE"
if [ -n "$FOLDER" ]; then exit; fi
log "writing $OUT"
image/write.bash "$ROOT" "$OUT" "$BOOT_MIB" "$ROOT_MIB" "$DATA_MIB"
sha256sum "$OUT" >&2
