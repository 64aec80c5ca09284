#!/usr/bin/env bash
# Inside a root of Debian: builds MicroPython for a Pico from Debian's sources, as /firmware.uf2. image.bash runs it.
# Debian leaves out what MicroPython brings of others: TinyUSB and the SDK are packages of their own, and of cryptography,
# Wi-Fi and libraries nothing is needed here.
set -euo pipefail
sed 's/^deb /deb-src /' /etc/apt/sources.list >/etc/apt/sources.list.d/source.list
apt-get update -qq
mkdir /build
cd /build
apt-get source -qq micropython
cd micropython-*/

for setting in MICROPY_PY_HASHLIB_SHA1 MICROPY_PY_CRYPTOLIB MICROPY_SSL_MBEDTLS MICROPY_PY_SSL; do
  sed -i "s/^\(#define $setting  *\)(1)/\1(0)/" ports/rp2/mpconfigport.h
done
sed -i -e 's/set(MICROPY_SSL_MBEDTLS ON)/set(MICROPY_SSL_MBEDTLS OFF)/' -e '/^ *mbedtls\/mbedtls_port.c$/d' \
  -e '/^target_link_libraries(.* micropy_lib_mbedtls)$/d' ports/rp2/CMakeLists.txt
# it is looked for, not read
touch lib/micropython-lib/README.md
rmdir lib/tinyusb
ln -s /usr/src/tinyusb lib/tinyusb
cat >/build/manifest.py <<'PARTS'
freeze("$(PORT_DIR)/modules")
include("$(MPY_DIR)/extmod/asyncio")
PARTS

# show_if_failed COMMAND: what it says is worth reading only then
show_if_failed() { "$@" >/build/log 2>&1 || { cat /build/log >&2 && exit 1; }; }
show_if_failed make -C mpy-cross -j "$(nproc)"
show_if_failed cmake -S ports/rp2 -B /build/out -DMICROPY_BOARD=RPI_PICO -DPICO_SDK_PATH_OVERRIDE=/usr/src/pico-sdk \
  -DMICROPY_FROZEN_MANIFEST=/build/manifest.py
show_if_failed make -C /build/out -j "$(nproc)"
cp /build/out/firmware.uf2 /firmware.uf2
