#!/usr/bin/env bash
# Turns a Debian system into a card: installs the appliance, adds the card's own files, and removes what each card has
# to create itself. Both kinds of image use it.
#   image/customise.bash ROOT PAYLOAD rw|ro|given   PAYLOAD: wheels and checkout from image/lib.bash; given:
#                                                  another tool makes the file systems, and all is on one
set -euo pipefail
ROOT=$(realpath "$1") PAYLOAD=$(realpath "$2") MODE=$3
source "$PAYLOAD/image/card.bash"

inside() { chroot "$ROOT" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL="$LOCALE" "$@"; }

install_program() {
  local place=/var/tmp/arch-stats
  mkdir -p "$ROOT$place"
  cp --recursive "$PAYLOAD/." "$ROOT$place"
  # no downloads: all wheels are in the folder, and a missing one is an error
  inside SOURCE_DATE_EPOCH="$SOURCE_DATE_EPOCH" PYTHONHASHSEED=0 PIP_NO_INDEX=1 PIP_FIND_LINKS="$place/wheels" PIP_NO_CACHE_DIR=1 \
    TMPDIR=/var/tmp "$place/scripts/install.bash" --wheel "$place/$(basename "$PAYLOAD"/*.whl)"
  rm -rf "${ROOT:?}$place"
}

put_files() {
  cp --recursive --no-preserve=ownership "$PAYLOAD/image/files/." "$ROOT"
  chmod 440 "$ROOT/etc/sudoers.d/arch-stats-keeper"
  if [ "$MODE" = given ]; then rm -rf "$ROOT/etc/repart.d"; else cp "$PAYLOAD/image/fstab.$MODE" "$ROOT/etc/fstab"; fi
  mkdir -p "$ROOT/boot/firmware"
  echo "$HOST_NAME" >"$ROOT/etc/hostname"
  printf '127.0.0.1 localhost\n127.0.1.1 %s\n::1 localhost ip6-localhost ip6-loopback\n' "$HOST_NAME" >"$ROOT/etc/hosts"
  echo "LANG=$LOCALE" >"$ROOT/etc/locale.conf"
  ln -sfn "/usr/share/zoneinfo/$TIME_ZONE" "$ROOT/etc/localtime"
  # DNS servers come from NetworkManager
  ln -sfn ../run/NetworkManager/resolv.conf "$ROOT/etc/resolv.conf"
  if [ -n "$COUNTRY" ]; then
    echo "options cfg80211 ieee80211_regdom=$COUNTRY" >"$ROOT/etc/modprobe.d/arch-stats-country.conf"
  fi
  # no password: the keeper logs in only by key, and root not at all
  inside sh -c "id -u $KEEPER >/dev/null 2>&1 || useradd --create-home --shell /bin/bash $KEEPER"
  inside usermod --append --groups arch-stats "$KEEPER"
  inside usermod --password '*' root
  inside usermod --password '*' "$KEEPER"
}

# set_units: those of the recipe; the installer has enabled its own
set_units() {
  local unit
  for unit in "${UNITS[@]}"; do
    [ -n "$(find "$ROOT/etc/systemd/system" -path "*.wants/$unit")" ] || inside systemctl --quiet enable "$unit"
  done
  inside systemctl --quiet mask "${MASKED[@]}"
  # the generator would let SSH listen where a host or a guest asks for it
  mkdir -p "$ROOT/etc/systemd/system-generators"
  ln -sfn /dev/null "$ROOT/etc/systemd/system-generators/systemd-ssh-generator"
  inside systemctl --quiet set-default multi-user.target
}

# forget_this_build: removes identities, which each card makes itself, logs and caches.
forget_this_build() {
  rm -f "$ROOT"/etc/ssh/ssh_host_* "$ROOT"/var/lib/dbus/machine-id "$ROOT"/var/lib/systemd/random-seed
  : >"$ROOT/etc/machine-id"
  rm -rf "$ROOT"/var/lib/arch-stats "$ROOT"/var/lib/arch-stats-postgres "$ROOT"/var/lib/apt/lists/* "$ROOT"/root/.cache
  find "$ROOT/var/log" "$ROOT/var/cache/apt" "$ROOT/var/cache/ldconfig" "$ROOT/var/cache/debconf" -type f -delete
  rm -f "$ROOT"/etc/passwd- "$ROOT"/etc/group- "$ROOT"/etc/shadow- "$ROOT"/etc/gshadow- "$ROOT"/etc/subuid- "$ROOT"/etc/subgid-
  # set the date of the last password change to the image's date
  inside chage --lastday "$((SOURCE_DATE_EPOCH / 86400))" "$KEEPER"
  inside chage --lastday "$((SOURCE_DATE_EPOCH / 86400))" arch-stats
  inside chage --lastday "$((SOURCE_DATE_EPOCH / 86400))" root
}

# move_what_is_kept: to the last partition, which is bind-mounted over the original paths.
move_what_is_kept() {
  local path
  for path in "${KEPT[@]}"; do
    mkdir -p "$ROOT$path" "$ROOT/data$(dirname "$path")"
    cp --archive "$ROOT$path" "$ROOT/data$path"
    find "$ROOT$path" -mindepth 1 -delete
  done
}

if ! mountpoint --quiet "$ROOT/proc"; then
  mount -t proc proc "$ROOT/proc"
  trap 'umount "$ROOT/proc"' EXIT
fi
install_program
put_files
set_units
forget_this_build
if [ "$MODE" != given ]; then move_what_is_kept; fi
find "$ROOT" -xdev -newermt "@$SOURCE_DATE_EPOCH" -print0 | xargs -0 --no-run-if-empty touch --no-dereference --date "@$SOURCE_DATE_EPOCH"
# the first start has nothing to update, and on a read-only system could not
for folder in etc var; do
  echo "TIMESTAMP_NSEC=${SOURCE_DATE_EPOCH}000000000" >"$ROOT/$folder/.updated"
  touch --date "@$SOURCE_DATE_EPOCH" "$ROOT/$folder/.updated" "$ROOT/$folder"
done
