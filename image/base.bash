#!/usr/bin/env bash
# Makes an archive of Debian with the recipe's packages, alike each time that the mirror is.
#   image/base.bash SUITE ARCH PACKAGES EARLY OUT   EARLY: a folder of files that the packages have to find
set -euo pipefail
SUITE=$1 ARCH=$2 PACKAGES=$3 EARLY=$4 OUT=$5

# no manuals, and of the documents who wrote it; what packages make by themselves is each card's own, or a cache
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
