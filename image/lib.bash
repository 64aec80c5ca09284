#!/usr/bin/env bash
# Shared by the image's scripts: the build folder, Debian's base system, and what is installed into it.

# build products only: everything here can be made again
STORE=$PWD/image/build

# ensure_image_tools: Debian's programs to make a system, a file system and a boot partition.
ensure_image_tools() {
  local missing=()
  command -v mmdebstrap >/dev/null || missing+=(mmdebstrap)
  command -v sfdisk >/dev/null || missing+=(fdisk)
  command -v mkfs.vfat >/dev/null || missing+=(dosfstools)
  command -v mcopy >/dev/null || missing+=(mtools)
  if [ "$ARCH" != "$(dpkg --print-architecture)" ]; then
    command -v qemu-aarch64-static >/dev/null || missing+=(qemu-user-static binfmt-support)
    command -v arch-test >/dev/null || missing+=(arch-test)
  fi
  if [ ${#missing[@]} -gt 0 ]; then
    log "installing from Debian: ${missing[*]}"
    DEBIAN_FRONTEND=noninteractive apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  fi
  if [ "$ARCH" != "$(dpkg --print-architecture)" ] && ! arch-test "$ARCH" >/dev/null; then
    [ -e /proc/sys/fs/binfmt_misc/register ] || mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
    update-binfmts --enable qemu-aarch64
  fi
  mkdir -p "$STORE"
}

# ensure_base: prints the path of the archive of Debian's packages, made once for each state of the recipe.
ensure_base() {
  local base early
  base=$STORE/base-$ARCH-$({
    "$PYTHON" -m image.recipe base "$ARCH"
    cat image/base.bash
  } | sha256sum | cut -c1-12).tar
  if [ ! -e "$base" ]; then
    log "fetching Debian $SUITE for $ARCH: about a minute, and a quarter of an hour where it is emulated"
    early=$(mktemp -d -p "$STORE" early-XXXXXX)
    "$PYTHON" -m image.recipe early "$early"
    SOURCE_DATE_EPOCH=$EPOCH image/base.bash "$SUITE" "$ARCH" "$PACKAGES" "$early" "$base.new" >&2
    rm -rf "$early"
    mv "$base.new" "$base"
  fi
  echo "$base"
}

# stage_payload FOLDER: collects the appliance and its wheels, for an installation without a network.
stage_payload() {
  local payload=$1 wheels
  ./scripts/build.bash >&2
  rm -rf "$payload"
  mkdir -p "$payload/wheels"
  tar --create --exclude='__pycache__' README.md requirements*.lock scripts systemd sql appliance/__init__.py image/files \
    image/customise.bash |
    tar --extract --no-same-owner --directory "$payload"
  "$PYTHON" -m image.recipe card "$payload/image"
  cp dist/*.whl "$payload"
  wheels=$STORE/wheels-$({
    cat requirements.lock image/wheels.py
    echo "$ARCH"
  } | sha256sum | cut -c1-12)
  if [ ! -e "$wheels" ]; then
    log "fetching the wheels of requirements.lock for $ARCH"
    rm -rf "$wheels.new"
    "$PYTHON" -m image.wheels "$ARCH" "$wheels.new"
    mv "$wheels.new" "$wheels"
  fi
  cp "$wheels"/* "$payload/wheels"
}
