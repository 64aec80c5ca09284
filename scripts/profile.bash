#!/usr/bin/env bash
# Profiles a program by sampling and writes a flame graph to out/.
#   scripts/profile.bash demo --arrows 20      a subcommand of arch-stats, until it ends or Ctrl-C
#   scripts/profile.bash -m tests.benchmarks   any module, such as a benchmark
#   scripts/profile.bash --pid 1234            a running appliance (as root, or as its user if the kernel allows that)
# SECONDS_TO_SAMPLE=30 limits the sampling; FORMAT=speedscope or raw selects another file format.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.bash
ensure_environment requirements-dev.lock
[ $# -gt 0 ] || fail "name the command to profile: see the top of scripts/profile.bash"

FORMAT=${FORMAT:-flamegraph}
case "$FORMAT" in
flamegraph) suffix=svg ;;
speedscope) suffix=json ;;
*) suffix=txt ;;
esac
mkdir -p out
target=out/profile-$(date +%Y%m%d-%H%M%S).$suffix
# include threads and what they wait for in C, but not idle ones
options=(--format "$FORMAT" --rate 200 --threads --output "$target")
if [ -n "${SECONDS_TO_SAMPLE:-}" ]; then options+=(--duration "$SECONDS_TO_SAMPLE"); fi

case "$1" in
--pid) "$VENV/bin/py-spy" record "${options[@]}" --pid "${2:?which process}" ;;
-m) "$VENV/bin/py-spy" record "${options[@]}" -- "$PYTHON" "$@" ;;
*) "$VENV/bin/py-spy" record "${options[@]}" -- "$PYTHON" -m appliance "$@" ;;
esac
log "$target"
