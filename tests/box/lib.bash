# Sourced by a script whose first word is a root folder: boots it under a real systemd (nspawn, in a network namespace of its own, with an
# overlay that is thrown away), and ends it on leaving. With WITH_LIMITS=yes its units have the limits that they name, also
# on a kernel whose controllers are not in one tree. Root only.
ROOT=$(realpath "$1")
NS=arch-stats-box-$$
ID=arch-stats-box-$$
RUN=$(mktemp -d)

cleanup() {
  if [ -n "${LEADER:-}" ]; then nsenter -t "$LEADER" -a systemctl poweroff 2>/dev/null || true; fi
  [ -z "${NSPAWN:-}" ] || wait "$NSPAWN" 2>/dev/null || true
  ip netns del $NS 2>/dev/null || true
  for tree in memory pids systemd; do
    find "/sys/fs/cgroup/$tree/$ID" -depth -type d -exec rmdir {} \; 2>/dev/null || true
  done
  rm -rf "$RUN"
}
trap cleanup EXIT

ip netns del $NS 2>/dev/null || true
ip netns add $NS
ip -n $NS link set lo up
TREES=one
if [ "${WITH_LIMITS:-no}" = yes ] && [ -d /sys/fs/cgroup/memory ] && [ -d /sys/fs/cgroup/pids ]; then TREES=many; fi
cat >"$RUN/boot" <<EOT
set -e
mount --make-rprivate /
if [ $TREES = one ]; then
  umount -R /sys/fs/cgroup 2>/dev/null || true
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
  if [ "${WITH_LIMITS:-no}" = yes ]; then echo +memory +pids > /sys/fs/cgroup/cgroup.subtree_control; fi
  mkdir -p /sys/fs/cgroup/$ID; echo \$\$ > /sys/fs/cgroup/$ID/cgroup.procs
else
  # ip netns has hidden them
  mount -t tmpfs tmpfs /sys/fs/cgroup
  for tree in memory pids systemd; do
    mkdir /sys/fs/cgroup/\$tree
    name=\$tree; if [ \$tree = systemd ]; then name=none,name=systemd; fi
    mount -t cgroup -o \$name cgroup /sys/fs/cgroup/\$tree
    mkdir -p /sys/fs/cgroup/\$tree/$ID; echo \$\$ > /sys/fs/cgroup/\$tree/$ID/cgroup.procs
  done
  export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=0
  words="systemd.unified_cgroup_hierarchy=0 SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1"
fi
mount -t tmpfs tmpfs /mnt; mkdir /mnt/u /mnt/w /mnt/r
mount -t overlay overlay -o lowerdir=$ROOT,upperdir=/mnt/u,workdir=/mnt/w /mnt/r
sed -i '/^LABEL=/d' /mnt/r/etc/fstab 2>/dev/null || : > /mnt/r/etc/fstab; : > /mnt/r/etc/machine-id; rm -f /mnt/r/usr/sbin/policy-rc.d
mount -t tmpfs tmpfs /run; mkdir -p /run/systemd; touch /run/netns-fd; mount --bind /proc/self/ns/net /run/netns-fd
exec systemd-nspawn -q --register=no --keep-unit -D /mnt/r --network-namespace-path=/run/netns-fd \
  --capability=CAP_NET_ADMIN,CAP_BPF --system-call-filter=bpf --kill-signal=SIGRTMIN+4 -b --console=pipe \${words:-} </dev/null
EOT
# for whoever sources this
# shellcheck disable=SC2034
started=$(date +%s.%N)
ip netns exec $NS unshare -m bash "$RUN/boot" >"$RUN/console" 2>&1 &
NSPAWN=$!

ask() { ip netns exec $NS curl -sf -m 2 "http://127.0.0.1:8000/api/v0/$1" "${@:2}"; }
# the page is there before the database
until_ready() {
  local n=0
  until ask health >"$RUN/health" 2>/dev/null && grep -q '"database":"ready"' "$RUN/health"; do
    n=$((n + 1))
    [ $n -lt 600 ] || {
      cat "$RUN/console"
      inside journalctl -n 60 --no-pager || true
      exit 1
    }
    sleep 0.05
  done
}
# with nothing of our own environment: what calls this has settings that no box knows
inside() { nsenter -t "$LEADER" -m -p -n -u -i -C env --ignore-environment PATH="$PATH" "$@"; }
# where each controller has a tree of its own, nspawn hands them in to be read alone
enforce_limits() {
  [ $TREES = many ] || return 0
  until inside systemctl show -p MainPID --value arch-stats.service 2>/dev/null | grep -qvx 0; do sleep 0.05; done
  for tree in memory pids; do nsenter -t "$LEADER" -m -C mount -o remount,bind,rw /sys/fs/cgroup/$tree; done
  inside systemctl daemon-reexec
  inside systemctl restart arch-stats-postgres.service arch-stats.service
}
since() { python3 -c "import time; print(f'{time.time() - $1:.2f} s')"; }

# of this container, and not of another that somebody boots meanwhile
for _ in $(seq 600); do
  LEADER=$(pgrep -P "$NSPAWN" systemd || true)
  [ -n "$LEADER" ] && break
  sleep 0.05
done
