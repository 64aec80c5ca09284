#!/usr/bin/env bash
# Installs the appliance on Debian or Raspberry Pi OS, or removes it. Run as root.
#   scripts/install.bash               install or update; running it again changes nothing
#   scripts/install.bash --back        return to the previous version
#   scripts/install.bash --wheel FILE  install a wheel that was built elsewhere
#   scripts/install.bash --split       two units with two users, for the page and the sensors; the choice is kept
#   scripts/install.bash --joined      one unit again; --wheel FILE may follow either of these two
#   scripts/install.bash --uninstall   remove it; shots and settings stay
#   scripts/install.bash --purge       remove it with all shots and settings
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.bash

HOME_DIR=/opt/arch-stats
ETC=/etc/arch-stats
DATA=/var/lib/arch-stats-postgres
CLUSTER=$DATA/cluster
UNITS=/etc/systemd/system
SERVICES=(arch-stats-postgres.service arch-stats.service)
SPLIT=(arch-stats-migrate.service arch-stats-sensing.service arch-stats-announce.service)
LAYOUT=
SOCKETS=(arch-stats.socket arch-stats-http.socket arch-stats-https.socket)
OF_CLOCK=(arch-stats-clock.socket)
OF_UPDATES=(arch-stats-trial.service arch-stats-update.path)
WORD=/usr/local/bin/arch-stats
SUDOERS=/etc/sudoers.d/arch-stats
CHANGED=0
NEW_POSTGRES=0
NEW_LAYOUT=0
# what a version contains besides its environment
SYSTEM_FILES=(systemd/* sql/roles.sql sql/roles_undone.sql README.md requirements.lock)

is_booted() { [ -d /run/systemd/system ]; }
changed() {
  CHANGED=1
  log "$*"
}

install_packages() {
  local wanted=(python3-venv postgresql) missing=()
  # gpiozero's pin factory on the Pi, from Debian because there is no wheel for every Python
  if apt-cache show python3-lgpio >/dev/null 2>&1; then wanted+=(python3-lgpio); fi
  # DHCP and DNS for the access point, and the permission to start it
  if command -v nmcli >/dev/null; then wanted+=(dnsmasq-base polkitd); fi
  for package in "${wanted[@]}"; do
    dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  if [ ${#missing[@]} -eq 0 ]; then return; fi
  changed "installing ${missing[*]}"
  # do not create Debian's default cluster: ours has its own unit, which restarts after a crash
  mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# build_wheel FOLDER: builds in a copy, so that no files of root are left in the checkout; prints the wheel.
build_wheel() {
  local copy=$1/checkout
  mkdir "$copy"
  tar --create --exclude=./.git --exclude='./.venv*' --exclude=node_modules --exclude=./dist --exclude='*_cache' . |
    tar --extract --directory "$copy" --no-same-owner
  (cd "$copy" && ./scripts/build.bash >&2)
  find "$copy/dist" -name '*.whl'
}

# make_user: needed before the program is tested, which runs as this user
make_user() {
  getent passwd arch-stats >/dev/null && return
  install -D -m 644 systemd/arch-stats.sysusers.conf /etc/sysusers.d/arch-stats.conf
  systemd-sysusers /etc/sysusers.d/arch-stats.conf
  changed "created the user arch-stats"
}

# fill_version FOLDER WHEEL: creates the environment in its final place, because it contains its own path. Until its
# stamp is written the folder is not a version, so an interruption leaves nothing that could be started.
fill_version() {
  local folder=$1 wheel=$2
  rm -rf "$folder"
  mkdir -p "$folder/system"
  python3 -m venv --system-site-packages "$folder/venv"
  "$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
  "$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps "$wheel"
  cp -- "${SYSTEM_FILES[@]}" "$folder/system/"
  find "$folder/system" -name 'arch-stats*' -not -name '*.*' -exec chmod a+x {} +
  chmod -R u=rwX,go=rX "$folder"
  as_appliance "$folder/venv/bin/arch-stats" --version >/dev/null
  # a card image is made on another machine, perhaps with another processor: no self-test
  is_booted || return 0
  log "testing the new version with a simulated arrow"
  # as nobody: when a service of the appliance's user ends, systemd removes that user's shared memory
  as_nobody "$folder/venv/bin/arch-stats" self-test --postgres "$(newest_postgres)/bin"
}
as_nobody() { (cd / && setpriv --reuid nobody --regid nogroup --clear-groups env -i PATH="$PATH" "$@"); }
as_appliance() { (cd / && setpriv --reuid arch-stats --regid arch-stats --clear-groups env -i PATH="$PATH" "$@"); }

newest_postgres() { find /usr/lib/postgresql -maxdepth 1 -mindepth 1 | sort -V | tail -1; }

# use_postgres: upgrades the database to the newest PostgreSQL, and keeps a copy of its programs for later upgrades
use_postgres() {
  local programs major
  programs=$(newest_postgres)
  major=$(basename "$programs")
  systemd/arch-stats-postgres-keep "$major"
  if [ "$(cat "$CLUSTER/PG_VERSION" 2>/dev/null || echo "$major")" != "$major" ] || [ -e "$DATA/upgraded/whole" ]; then
    changed "upgrading the database from PostgreSQL $(cat "$CLUSTER/PG_VERSION") to $major"
    if is_booted; then systemctl stop "${SOCKETS[@]}" arch-stats.service arch-stats-postgres.service 2>/dev/null || true; fi
    systemd/arch-stats-postgres-upgrade "$major"
  fi
  # remove the cluster from before the last upgrade after 14 days
  find "$DATA" -maxdepth 1 -name 'cluster-[0-9]*' -mtime +14 -exec rm -rf {} + 2>/dev/null || true
  if [ "$(readlink "$HOME_DIR/postgres" 2>/dev/null)" != "$programs/bin" ]; then
    ln -sfn "$programs/bin" "$HOME_DIR/postgres.new"
    mv -T "$HOME_DIR/postgres.new" "$HOME_DIR/postgres"
    NEW_POSTGRES=1
    changed "using PostgreSQL $major"
  fi
  if is_booted && [ -e "$UNITS/arch-stats-postgres.service" ] && [ -e "$HOME_DIR/current" ]; then
    systemctl start arch-stats-postgres.service
  fi
}

# install_version WHEEL STAMP: installs into a new folder, tests it, and switches by renaming one link.
install_version() {
  local wheel=$1 stamp=$2 version name folder
  version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' appliance/__init__.py)
  # the same sources get another folder for another Python
  name=$version-$(python3 -c 'import sys; print(sys.version_info[:2], sys.argv[1])' "$stamp" | sha256sum | cut -c1-8)
  folder=$HOME_DIR/$name
  if [ ! -e "$folder/stamp.json" ]; then
    changed "installing the program into $folder"
    # not in /tmp, which is in memory on Debian 13
    WORK=$(mktemp -d -p "${TMPDIR:-/var/tmp}")
    trap 'rm -rf "$WORK"' EXIT
    if [ -z "$wheel" ]; then wheel=$(build_wheel "$WORK"); fi
    fill_version "$folder" "$wheel"
    "$folder/venv/bin/arch-stats" program adopt "$folder" --postgres "$(basename "$(newest_postgres)")"
  fi
  # only now is there a program that can use it
  use_postgres
  if [ "$(readlink "$HOME_DIR/current" 2>/dev/null)" != "$name" ]; then
    CHANGED=1
    "$folder/venv/bin/arch-stats" program switch "$name" --locked
    forget_venv
  fi
  "$HOME_DIR/current/system/arch-stats-link"
}

# lay_out: sets up the units, files and roles of the chosen layout
lay_out() {
  local line
  while read -r line; do
    changed "$line"
    NEW_LAYOUT=1
  done < <("$HOME_DIR/current/system/arch-stats-layout" ${LAYOUT:+"$LAYOUT"})
}

# forget_venv: removes what older versions, which shared one environment, left
forget_venv() { rm -rf "${HOME_DIR:?}"/{venv,bin,installed,README.md}; }

# enable_unit NAME: links it without the version's path, which systemctl would write
enable_unit() {
  local wants target
  wants=$(sed -n 's/^WantedBy=//p' "$UNITS/$1")
  target=$UNITS/$wants.wants/$1
  [ "$(readlink "$target" 2>/dev/null)" = "../$1" ] && return
  mkdir -p "$UNITS/$wants.wants"
  ln -sfn "../$1" "$target"
  changed "$1 starts at boot"
}

start_units() {
  local unit
  for unit in "${SERVICES[@]}" "${SOCKETS[@]}" "${OF_UPDATES[@]}"; do enable_unit "$unit"; done
  if ! is_booted || [ "$CHANGED" = 0 ]; then return; fi
  systemctl daemon-reload
  udevadm control --reload 2>/dev/null || true
  local is_held=0
  if systemctl is-active --quiet arch-stats.socket; then is_held=1; fi
  # a version without socket units holds the port itself
  if [ $is_held = 0 ]; then systemctl stop arch-stats.service; fi
  systemctl start arch-stats.socket
  systemctl start arch-stats-http.socket || log "port 80 is used by another program: the page is available at port 8000 only"
  systemctl start arch-stats-https.socket || log "port 443 is used by another program: HTTPS is available at port 8443"
  # PostgreSQL reads its authentication files when it starts
  if [ "$NEW_POSTGRES$NEW_LAYOUT" != 00 ]; then systemctl restart arch-stats-postgres.service; fi
  systemctl start arch-stats-update.path
  # if the switch started the new version, its service runs already
  systemctl start "${SERVICES[@]}"
  if [ -e "$ETC/split.env" ]; then systemctl restart "${SPLIT[@]}"; fi
}

# source_stamp: a hash of all files that the program is built from.
source_stamp() {
  find appliance drivers sql systemd web/src web/public web/package-lock.json web/index.html web/vite.config.ts pyproject.toml \
    requirements.lock -type f -not -path '*/__pycache__/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum |
    cut -d' ' -f1
}

say_where() {
  local port=8000
  if is_booted && systemctl is-active --quiet arch-stats-http.socket; then port=80; fi
  "$WORD" address --port "$port" || true
}

lock() {
  mkdir -p "$HOME_DIR"
  exec 9>>"$HOME_DIR/lock"
  chmod 600 "$HOME_DIR/lock"
  flock --timeout 600 9 || fail "another installation is under way: try again in a few minutes"
}

install_appliance() {
  local wheel=${1:-} stamp
  lock
  install_packages
  make_user
  if [ -z "$wheel" ]; then stamp=$(source_stamp); else stamp=$(cat "$wheel" requirements.lock | sha256sum | cut -d' ' -f1); fi
  install_version "$wheel" "$stamp"
  lay_out
  start_units
  "$HOME_DIR/current/venv/bin/arch-stats" program prune
  if [ "$CHANGED" = 0 ]; then log "no changes: this version is installed already"; else log "installed Arch-Stats"; fi
  say_where
  log "settings: $ETC/arch-stats.toml; sensors: $ETC/survey.toml.example; logs: journalctl -u arch-stats"
}

go_back() {
  [ -x "$HOME_DIR/current/venv/bin/arch-stats" ] || fail "no version is installed here"
  "$HOME_DIR/current/venv/bin/arch-stats" program back
}

uninstall_appliance() {
  if is_booted; then systemctl stop "${OF_UPDATES[@]}" "${OF_CLOCK[@]}" "${SOCKETS[@]}" "${SPLIT[@]}" arch-stats.service arch-stats-postgres.service 2>/dev/null || true; fi
  local unit
  for unit in "${SERVICES[@]}" "${SPLIT[@]}" "${SOCKETS[@]}" "${OF_UPDATES[@]}" "${OF_CLOCK[@]}" arch-stats-update.service arch-stats-stick@.service arch-stats-clock@.service; do rm -f "$UNITS/$unit" "$UNITS"/*.wants/"$unit"; done
  rm -f /etc/udev/rules.d/6[01]-arch-stats*.rules "$WORD" "$SUDOERS"
  rm -f /etc/polkit-1/rules.d/50-arch-stats.rules /etc/NetworkManager/dnsmasq-shared.d/arch-stats.conf
  rm -rf "$UNITS/arch-stats.service.d/split.conf"
  rmdir "$UNITS/arch-stats.service.d" 2>/dev/null || true
  if is_booted; then
    systemctl daemon-reload
    systemctl reset-failed 'arch-stats*' 2>/dev/null || true
  fi
  rm -rf "$HOME_DIR"
  if [ "${1:-}" = purge ]; then
    rm -rf "$ETC" /var/lib/arch-stats{,-sensing,-postgres} /etc/sysusers.d/arch-stats{,-split}.conf
    local user
    for user in arch-stats-sensing arch-stats-owner arch-stats; do
      if getent passwd $user >/dev/null; then userdel $user; fi
    done
    log "removed Arch-Stats and all of its data"
  else
    log "removed Arch-Stats; kept the shots in /var/lib/arch-stats-postgres and the settings in $ETC"
  fi
}

[ "$(id -u)" -eq 0 ] || fail "run this as root: sudo scripts/install.bash"
command -v apt-get >/dev/null || fail "this machine is not Debian or Raspberry Pi OS: apt-get is missing"
case "${1:-}" in
"") install_appliance ;;
--back) go_back ;;
--wheel | --split | --joined)
  if [ "$1" != --wheel ]; then
    LAYOUT=${1#--}
    shift
  fi
  case "${1:-}" in
  "") install_appliance ;;
  --wheel)
    [ -f "${2:-}" ] || fail "--wheel needs a file"
    install_appliance "$2"
    ;;
  *) fail "unknown argument $1: see the top of scripts/install.bash" ;;
  esac
  ;;
--uninstall) uninstall_appliance ;;
--purge) uninstall_appliance purge ;;
*) fail "unknown argument $1: see the top of scripts/install.bash" ;;
esac
