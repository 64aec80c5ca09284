#!/usr/bin/env bash
# Makes image/build/micropython-pico.uf2 from Debian's own sources, as root, in five to ten minutes; again only where this
# recipe has changed. Nothing of it is kept in the project; who builds a node flashes the official one.
set -euo pipefail
cd "$(dirname "$0")/../../.."
source scripts/lib.bash
PACKAGES=ca-certificates,cmake,dpkg-dev,g++,gcc-arm-none-eabi,libc6-dev,libffi-dev,libnewlib-arm-none-eabi
PACKAGES+=,libstdc++-arm-none-eabi-newlib,make,patch,pico-sdk-source,picotool,pioasm,pkg-config,python3,tinyusb-source
OUT=image/build/micropython-pico.uf2

recipe=$(cat tests/node/chip/image.bash tests/node/chip/micropython.bash | sha256sum | cut -d' ' -f1)
if [ -e "$OUT" ] && [ "$(cat "$OUT.recipe" 2>/dev/null)" = "$recipe" ]; then
  log "$OUT exists already"
  exit
fi
[ "$(id -u)" -eq 0 ] || fail "run this as root: it creates a Debian root file system"
command -v mmdebstrap >/dev/null || fail "mmdebstrap is missing: apt-get install mmdebstrap"
mkdir -p image/build
log "fetching Debian's sources and a cross compiler (400 MB), and building: five to ten minutes"
# shellcheck disable=SC2016 # mmdebstrap says which root it is
mmdebstrap --quiet --mode=root --format=null --variant=apt --include="$PACKAGES" --aptopt='Acquire::Retries "5"' \
  --customize-hook='copy-in tests/node/chip/micropython.bash /' \
  --customize-hook='chroot "$1" bash /micropython.bash' \
  --customize-hook="download /firmware.uf2 $OUT" trixie -
echo "$recipe" >"$OUT.recipe"
log "$OUT, $(stat --format %s "$OUT") bytes"
