#!/usr/bin/env bash
# Installs the appliance on Debian or Raspberry Pi OS, or takes it off again. Run as root.
#   scripts/install.bash               install or update; running it again changes nothing
#   scripts/install.bash --wheel FILE  install a wheel that was built elsewhere
#   scripts/install.bash --uninstall   take it off; shots and settings stay
#   scripts/install.bash --purge       take it off with every shot and setting
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.bash

HOME_DIR=/opt/arch-stats
ETC=/etc/arch-stats
UNITS=/etc/systemd/system
SERVICES=(arch-stats-postgres.service arch-stats.service)
SOCKETS=(arch-stats.socket arch-stats-http.socket arch-stats-https.socket)
WORD=/usr/local/bin/arch-stats
SUDOERS=/etc/sudoers.d/arch-stats
CHANGED=0

is_booted() { [ -d /run/systemd/system ]; }
changed() {
  CHANGED=1
  say "$*"
}

# put MODE SOURCE TARGET: only when it differs
put() {
  if ! cmp -s "$2" "$3" || [ "$(stat -c %a "$3")" != "$1" ]; then
    install -D -m "$1" "$2" "$3"
    changed "wrote $3"
  fi
}

install_packages() {
  local wanted=(python3-venv postgresql) missing=()
  # gpiozero's pin factory on the Pi comes from Debian: there is no wheel for every Python
  if apt-cache show python3-lgpio >/dev/null 2>&1; then wanted+=(python3-lgpio); fi
  for package in "${wanted[@]}"; do
    dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  if [ ${#missing[@]} -eq 0 ]; then return; fi
  changed "installing ${missing[*]}"
  # no cluster of Debian's: ours has its own unit, which starts again after a crash
  mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# build_wheel FOLDER: in a copy, as root's own files in somebody's checkout would be in the way; prints the wheel.
build_wheel() {
  local copy=$1/checkout
  mkdir "$copy"
  tar --create --exclude=./.git --exclude='./.venv*' --exclude=node_modules --exclude=./dist --exclude='*_cache' . |
    tar --extract --directory "$copy" --no-same-owner
  (cd "$copy" && ./scripts/build.bash >&2)
  find "$copy/dist" -name '*.whl'
}

install_program() {
  local wheel=$1 stamp=$2
  changed "installing the program into $HOME_DIR"
  mkdir -p "$HOME_DIR"
  [ -x "$HOME_DIR/venv/bin/python" ] || python3 -m venv --system-site-packages "$HOME_DIR/venv"
  "$HOME_DIR/venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
  "$HOME_DIR/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall "$wheel"
  "$HOME_DIR/venv/bin/python" -m compileall -q "$HOME_DIR/venv/lib" || true
  echo "$stamp" >"$HOME_DIR/installed"
}

install_files() {
  local newest
  newest=$(find /usr/lib/postgresql -maxdepth 1 -mindepth 1 -printf '%f\n' | sort -n | tail -1)
  if [ "$(readlink "$HOME_DIR/postgres" 2>/dev/null)" != "/usr/lib/postgresql/$newest/bin" ]; then
    ln -sfn "/usr/lib/postgresql/$newest/bin" "$HOME_DIR/postgres"
    changed "using PostgreSQL $newest"
  fi
  put 755 systemd/arch-stats-postgres-init "$HOME_DIR/bin/arch-stats-postgres-init"
  put 644 README.md "$HOME_DIR/README.md"
  put 644 systemd/postgresql.conf "$ETC/postgresql.conf"
  put 644 systemd/survey.toml.example "$ETC/survey.toml.example"
  [ -e "$ETC/arch-stats.toml" ] || put 644 systemd/arch-stats.toml.example "$ETC/arch-stats.toml"
  put 644 systemd/arch-stats.sysusers.conf /etc/sysusers.d/arch-stats.conf
  put 644 systemd/60-arch-stats.rules /etc/udev/rules.d/60-arch-stats.rules
  put 755 systemd/arch-stats "$WORD"
  if [ -d /etc/sudoers.d ]; then put 440 systemd/arch-stats.sudoers "$SUDOERS"; fi
  local unit
  for unit in "${SERVICES[@]}" "${SOCKETS[@]}"; do put 644 "systemd/$unit" "$UNITS/$unit"; done
}

start_units() {
  if ! systemctl is-enabled --quiet "${SERVICES[@]}" "${SOCKETS[@]}" 2>/dev/null; then
    systemctl enable --quiet "${SERVICES[@]}" "${SOCKETS[@]}"
    changed "the appliance starts at boot"
  fi
  if ! is_booted || [ "$CHANGED" = 0 ]; then return; fi
  systemctl daemon-reload
  udevadm control --reload 2>/dev/null || true
  local is_held=0
  if systemctl is-active --quiet arch-stats.socket; then is_held=1; fi
  # a program of before the sockets holds the port itself
  if [ $is_held = 0 ]; then systemctl stop arch-stats.service; fi
  systemctl start arch-stats.socket
  systemctl start arch-stats-http.socket || say "another program has port 80: the page is at port 8000 alone"
  systemctl start arch-stats-https.socket || say "another program has port 443: HTTPS is at port 8443"
  systemctl restart "${SERVICES[@]}"
}

# source_stamp: of everything that the program is made of.
source_stamp() {
  find appliance drivers sql web/src web/public web/package-lock.json web/index.html web/vite.config.ts pyproject.toml \
    requirements.lock -type f -not -path '*/__pycache__/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum |
    cut -d' ' -f1
}

say_where() {
  local port=8000
  if is_booted && systemctl is-active --quiet arch-stats-http.socket; then port=80; fi
  "$WORD" address --port "$port" || true
}

install_appliance() {
  local wheel=${1:-} stamp
  install_packages
  if [ -z "$wheel" ]; then stamp=$(source_stamp); else stamp=$(cat "$wheel" requirements.lock | sha256sum | cut -d' ' -f1); fi
  if [ "$(cat "$HOME_DIR/installed" 2>/dev/null)" != "$stamp" ]; then
    # not in /tmp, which is memory on Debian 13
    WORK=$(mktemp -d -p "${TMPDIR:-/var/tmp}")
    trap 'rm -rf "$WORK"' EXIT
    if [ -z "$wheel" ]; then wheel=$(build_wheel "$WORK"); fi
    install_program "$wheel" "$stamp"
  fi
  install_files
  getent passwd arch-stats >/dev/null || {
    systemd-sysusers /etc/sysusers.d/arch-stats.conf
    changed "made the user arch-stats"
  }
  start_units
  if [ "$CHANGED" = 0 ]; then say "nothing to change: Arch-Stats is installed"; else say "Arch-Stats is installed"; fi
  say_where
  say "settings: $ETC/arch-stats.toml; sensors: $ETC/survey.toml.example; logs: journalctl -u arch-stats"
}

uninstall_appliance() {
  if is_booted; then systemctl stop "${SOCKETS[@]}" arch-stats.service arch-stats-postgres.service 2>/dev/null || true; fi
  systemctl disable --quiet "${SERVICES[@]}" "${SOCKETS[@]}" 2>/dev/null || true
  local unit
  for unit in "${SERVICES[@]}" "${SOCKETS[@]}"; do rm -f "$UNITS/$unit"; done
  rm -f /etc/udev/rules.d/60-arch-stats.rules "$WORD" "$SUDOERS"
  if is_booted; then systemctl daemon-reload; fi
  rm -rf "$HOME_DIR"
  if [ "${1:-}" = purge ]; then
    rm -rf "$ETC" /var/lib/arch-stats /var/lib/arch-stats-postgres /etc/sysusers.d/arch-stats.conf
    if getent passwd arch-stats >/dev/null; then userdel arch-stats; fi
    say "Arch-Stats and everything it kept is gone"
  else
    say "Arch-Stats is off this machine; shots stay in /var/lib/arch-stats-postgres, settings in $ETC"
  fi
}

[ "$(id -u)" -eq 0 ] || fail "run this as root: sudo scripts/install.bash"
command -v apt-get >/dev/null || fail "this machine is not Debian or Raspberry Pi OS: apt-get is missing"
case "${1:-}" in
"") install_appliance ;;
--wheel)
  [ -f "${2:-}" ] || fail "--wheel needs a file"
  install_appliance "$2"
  ;;
--uninstall) uninstall_appliance ;;
--purge) uninstall_appliance purge ;;
*) fail "unknown word $1: see the top of scripts/install.bash" ;;
esac
