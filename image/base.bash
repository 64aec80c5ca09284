#!/usr/bin/env bash
# Makes an archive of Debian with the recipe's packages, reproducible for the same state of the mirror.
#   image/base.bash SUITE ARCH PACKAGES EARLY OUT   EARLY: a folder of files that must exist before the packages
set -euo pipefail
SUITE=$1 ARCH=$2 PACKAGES=$3 EARLY=$4 OUT=$5

# leave out manuals and documents, but keep copyright files; remove caches and what must differ per card
mmdebstrap --quiet --mode=root --format=tar --variant=minbase --architectures="$ARCH" --include="$PACKAGES" \
  --aptopt='Acquire::Retries "5"' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/info/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
  --dpkgopt='path-include=/usr/share/doc/*/copyright' \
  --setup-hook="cp --recursive '$EARLY/.' \"\$1\"" \
  --customize-hook="rm -f \"\$1\"/etc/ssh/ssh_host_* \"\$1\"/etc/ssl/private/ssl-cert-snakeoil.key \
    \"\$1\"/etc/ssl/certs/ssl-cert-snakeoil.pem \"\$1\"/var/lib/dbus/machine-id \"\$1\"/etc/resolv.conf" \
  --customize-hook="find \"\$1/var/log\" \"\$1/var/cache/debconf\" \"\$1/var/cache/ldconfig\" -type f -delete" \
  --customize-hook=": > \"\$1/etc/machine-id\"" \
  "$SUITE" "$OUT"
