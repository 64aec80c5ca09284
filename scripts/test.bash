#!/usr/bin/env bash
# Sets up what the tests need and runs everything that CI runs. Other arguments are passed to pytest.
#   scripts/test.bash          everything
#   scripts/test.bash --quick  while editing: Python and shell linting, and the tests without database or many shots
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.bash

# install_packages NAMES: installs packages of Debian
install_packages() {
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "$* are missing: install them, or run this where sudo is"
    as_root=(sudo)
  fi
  log "installing from Debian: $*"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# Chromium for the tests of the page, headless if available, because that needs half of the processor time.
ensure_browser() {
  command -v chromium-headless-shell >/dev/null && return
  (install_packages chromium-headless-shell fonts-dejavu-core) && return
  command -v chromium >/dev/null || command -v google-chrome >/dev/null || install_packages chromium fonts-dejavu-core
}

# Debian's packages for the tests: systemd-analyze checks the units, avahi receives mDNS, mmdebstrap and systemd-nspawn
# make and boot the system of a card.
ensure_debian_packages() {
  local missing=()
  ensure_browser
  command -v systemd-analyze >/dev/null || missing+=(systemd)
  command -v shellcheck >/dev/null || missing+=(shellcheck)
  # a second machine for mDNS, in a network namespace, which only root can create
  if [ "$(id -u)" -eq 0 ]; then
    command -v avahi-daemon >/dev/null || missing+=(avahi-daemon avahi-utils dbus)
    command -v ip >/dev/null || missing+=(iproute2)
    # to make the system of a card, and boot it
    command -v mmdebstrap >/dev/null || missing+=(mmdebstrap fdisk dosfstools mtools)
    command -v systemd-nspawn >/dev/null || missing+=(systemd-container)
  fi
  # a simulated NetworkManager on a private message bus
  command -v dbus-daemon >/dev/null || missing+=(dbus)
  [ -d /usr/lib/python3/dist-packages/dbusmock ] || missing+=(python3-dbusmock)
  [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
}

# Schemathesis is run as a program of its own. As a plug-in, each worker would import it, and ask it about every test.
WITHOUT=(-p no:schemathesis)

# run_pytest ARGUMENTS: runs in parallel; later arguments win, so `-n 0` runs the tests one by one. Compiled code is
# kept even if the environment disables that: otherwise each worker and process would compile it again.
run_pytest() {
  local -x NODE_COMPILE_CACHE
  NODE_COMPILE_CACHE=${NODE_COMPILE_CACHE:-$(cd "$VENV" && pwd)/node-compiled}
  unset PYTHONDONTWRITEBYTECODE
  "$VENV/bin/pytest" "${WITHOUT[@]}" -n "$(($(nproc) * 2))" --dist worksteal "$@"
}

# Rewrites the assertions of all tests, once: each of the workers would do it otherwise, all at the same time. What cannot be
# collected is reported by the run itself.
compile_tests() {
  (unset PYTHONDONTWRITEBYTECODE && "$VENV/bin/pytest" "${WITHOUT[@]}" -n 0 --collect-only -qq >/dev/null 2>&1) || true
}

# begin_checks WORDS: lints these, and with "page" runs the page's own tests too, in the background, for it uses one core; its
# output is shown when it has ended.
checks=()
begin_checks() {
  (
    output=$(mktemp)
    trap 'cat "$output" >&2; rm -f "$output"' EXIT
    check "$@" >"$output" 2>&1
  ) &
  checks+=($!)
  trap 'kill "${checks[@]}" 2>/dev/null || true' EXIT
}

check() {
  ./scripts/linting.bash "$@"
  [[ " $* " == *" page "* ]] || return 0
  log "page tests"
  npm_run test
  log "generated types"
  npm_run types | cmp - web/src/api/schema.gen.ts || fail "web/src/api/schema.gen.ts is stale: run scripts/generate_types.bash"
}

# test_beside_checks WORDS: for pytest
test_beside_checks() {
  local tested=0 checked=0 each
  log "tests"
  run_pytest "$@" || tested=$?
  for each in "${checks[@]}"; do wait "$each" || checked=$?; done
  trap - EXIT
  [ "$checked" -eq 0 ] || fail "the linting, or the page's own tests, failed: see above"
  exit "$tested"
}

if [ "${1:-}" = --quick ]; then
  shift
  ensure_environment requirements-dev.lock
  begin_checks python shell
  test_beside_checks --quiet -m "not sampled" tests/core tests/drivers "$@"
fi
# Debian's packages come while those of Python and of the page do
ensure_debian_packages &
debian=$!
ensure_environment requirements-dev.lock
begin_checks python
compile_tests &
compiled=$!
ensure_page
wait "$compiled"
wait "$debian" || fail "Debian's packages could not be installed: see above"
begin_checks shell page
test_beside_checks "$@"
