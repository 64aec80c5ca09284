#!/usr/bin/env bash
# Writes an image of three partitions (boot, system, data) from a folder, without loop devices or mounts.
#   image/write.bash ROOT OUT BOOT_MIB ROOT_MIB DATA_MIB
set -euo pipefail
ROOT=$1 OUT=$2 BOOT=$3 SYSTEM=$4 DATA=$5
WORK=$(mktemp -d -p "$(dirname "$ROOT")" write-XXXXXX)
trap 'rm -rf "$WORK"' EXIT
# identifiers belong to the image, not to a card, and are the same in every build
SALT=$(printf '%s' "arch-stats" | sha256sum)
uuid() { printf '%s' "$SALT $1" | sha256sum | sed -E 's/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/\1-\2-4\3-8\4-\5/'; }

# make_ext4 FOLDER LABEL MIB FILE: with the image's own mke2fs, so that nothing depends on the time or this machine.
make_ext4() {
  local folder=$1 label=$2 mib=$3 file=$4
  truncate --size "${mib}M" "$file"
  # shellcheck disable=SC2016  # expanded in there
  unshare --mount bash -euc '
    mount -t proc proc "$1/proc"
    mount --bind "$2" "$1/mnt"
    mount --bind "$3" "$1/tmp"
    E2FSPROGS_FAKE_TIME=$SOURCE_DATE_EPOCH chroot "$1" /usr/sbin/mke2fs -q -t ext4 -L "$4" -U "$5" -E "hash_seed=$5,lazy_itable_init=0,nodiscard" \
      -d /mnt "/tmp/$6"' - "$ROOT" "$folder" "$(dirname "$file")" "$label" "$(uuid "$label")" "$(basename "$file")"
}

make_boot() {
  local file=$1 kernel
  kernel=$(find "$ROOT/boot" -name 'vmlinuz-*' -printf '%f\n' | LC_ALL=C sort --version-sort | tail -1)
  kernel=${kernel#vmlinuz-}
  truncate --size "${BOOT}M" "$file"
  mkfs.vfat -F 32 -n BOOT -i "$(uuid boot | cut -c1-8)" --invariant "$file" >/dev/null
  cp "$ROOT/boot/vmlinuz-$kernel" "$WORK/vmlinuz"
  cp "$ROOT/boot/initrd.img-$kernel" "$WORK/initrd.img"
  # a start mounts more than systemd's limit of five mounts a second, and would wait for the next second
  echo "root=LABEL=ROOT quiet fsck.repair=yes panic=10 SYSTEMD_DEFAULT_MOUNT_RATE_LIMIT_BURST=64" >"$WORK/cmdline.txt"
  touch --date "@$SOURCE_DATE_EPOCH" "$WORK/vmlinuz" "$WORK/initrd.img" "$WORK/cmdline.txt"
  mcopy -m -i "$file" "$WORK/vmlinuz" "$WORK/initrd.img" "$WORK/cmdline.txt" ::/
}

mkdir "$WORK/data" "$WORK/parts"
find "$ROOT/data" -mindepth 1 -maxdepth 1 -exec mv {} "$WORK/data" \;
touch --date "@$SOURCE_DATE_EPOCH" "$ROOT/data" "$WORK/data"
make_boot "$WORK/parts/boot"
make_ext4 "$ROOT" ROOT "$SYSTEM" "$WORK/parts/root"
make_ext4 "$WORK/data" DATA "$DATA" "$WORK/parts/data"

rm -f "$OUT.new"
truncate --size "$((BOOT + SYSTEM + DATA + 2))M" "$OUT.new"
architecture=$(chroot "$ROOT" dpkg --print-architecture)
sfdisk --quiet "$OUT.new" <<EOT
label: gpt
label-id: $(uuid disk)
start=1MiB, size=${BOOT}MiB, type=uefi, name=boot, uuid=$(uuid boot)
size=${SYSTEM}MiB, type=$(case $architecture in amd64) echo 4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709 ;; *) echo B921B045-1DF0-41C3-AF44-4C6F280D3FAE ;; esac), name=system, uuid=$(uuid system)
size=${DATA}MiB, type=linux, name=data, uuid=$(uuid data)
EOT
at=1
for part in boot root data; do
  dd if="$WORK/parts/$part" of="$OUT.new" bs=1M seek=$at conv=notrunc,sparse status=none
  case $part in boot) at=$((at + BOOT)) ;; root) at=$((at + SYSTEM)) ;; esac
done
mv "$OUT.new" "$OUT"
