#!/usr/bin/env bash
# Boots a system that lies in a folder under a real systemd, in a network namespace that is there already. Root only.
#   tests/box/nspawn.bash ROOT CHANGES NAMESPACE [WORDS]   CHANGES: a folder for what it writes; WORDS for systemd-nspawn
# With CHANGES - the folder itself is used. No systemd of the host is needed; its cgroups stay as they are.
set -euo pipefail
export ROOT=$1 CHANGES=$2 NAMESPACE=$3 ID=arch-stats-guest-$$
shift 3
# shellcheck disable=SC2016  # expanded in there
exec ip netns exec "$NAMESPACE" unshare --mount bash -euc '
mount --make-rprivate /
umount -R /sys/fs/cgroup 2>/dev/null || true
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mkdir -p "/sys/fs/cgroup/$ID"
echo $$ >"/sys/fs/cgroup/$ID/cgroup.procs"
system=$ROOT
if [ "$CHANGES" != - ]; then
  mkdir -p "$CHANGES/changed" "$CHANGES/work" "$CHANGES/system"
  mount -t overlay overlay -o "lowerdir=$ROOT,upperdir=$CHANGES/changed,workdir=$CHANGES/work" "$CHANGES/system"
  system=$CHANGES/system
  # a folder has no partitions
  sed -i "/^LABEL=/d" "$system/etc/fstab"
fi
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd
touch /run/namespace
mount --bind /proc/self/ns/net /run/namespace
# the variable: as the command line of the kernel on a card (image/write.bash)
# the two capabilities and the call: without them PrivateNetwork= and IPAddressDeny= are silently ignored
exec systemd-nspawn --quiet --register=no --keep-unit --directory "$system" --network-namespace-path=/run/namespace \
  --capability=CAP_NET_ADMIN,CAP_BPF --system-call-filter=bpf --kill-signal=SIGRTMIN+4 --resolv-conf=off --timezone=off \
  --link-journal=no --setenv=SYSTEMD_DEFAULT_MOUNT_RATE_LIMIT_BURST=64 --boot --console=pipe "$@" </dev/null
' nspawn "$@"
