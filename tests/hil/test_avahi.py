"""Seen by another machine's avahi: a second network namespace, a real avahi-daemon with a message bus of its own."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

WAIT_S = 30
BOX, PEER = "arch-stats-test-box", "arch-stats-test-peer"
ADVERTISE = """
import asyncio
from uuid import UUID
from appliance.runtime.discovery import advertise

async def main():
    async with advertise("butt", UUID("0d9c3a52-3c2e-4b8e-9a50-0f0a8f4a1a01"), 8000, ["10.77.0.1"]):
        print("advertised", flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""
AVAHI = """
set -e
mount -t tmpfs tmpfs /run
mkdir -p /run/dbus /run/avahi-daemon
dbus-daemon --system --nofork --nopidfile &
until [ -S /run/dbus/system_bus_socket ]; do :; done
avahi-daemon --no-drop-root --no-chroot --no-rlimits --no-proc-title --file "$1" >/dev/null 2>&1 &
until avahi-browse --terminate --resolve --parsable _arch-stats._tcp 2>/dev/null | grep '^=' ; do :; done
kill %1 %2
"""
TOOLS = ("ip", "avahi-daemon", "avahi-browse", "dbus-daemon", "unshare")


async def output_of(*words: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    out, _ = await asyncio.wait_for(process.communicate(), WAIT_S)
    return process.returncode or 0, out.decode()


@asynccontextmanager
async def two_machines() -> AsyncIterator[None]:
    """Two network namespaces and a cable between them."""
    commands = [
        f"ip netns add {BOX}",
        f"ip netns add {PEER}",
        f"ip link add box0 netns {BOX} type veth peer name peer0 netns {PEER}",
        f"ip -n {BOX} addr add 10.77.0.1/24 dev box0",
        f"ip -n {PEER} addr add 10.77.0.2/24 dev peer0",
        f"ip -n {BOX} link set box0 up",
        f"ip -n {PEER} link set peer0 up",
        f"ip -n {BOX} link set lo up",
        f"ip -n {PEER} link set lo up",
        f"ip -n {BOX} route add 224.0.0.0/4 dev box0",
        f"ip -n {PEER} route add 224.0.0.0/4 dev peer0",
    ]
    try:
        for command in commands:
            code, said = await output_of(*command.split())
            if code != 0:
                why = f"this machine allows no network namespaces: {said.strip()}"
                pytest.skip(why)  # a container without CAP_NET_ADMIN: there is no second machine to be had
        yield
    finally:
        for name in (BOX, PEER):
            await output_of("ip", "netns", "del", name)


async def test_another_machines_avahi_finds_the_butt(tmp_path: Path) -> None:
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if os.geteuid() != 0 or missing:
        why = f"needs root and {', '.join(missing) or 'nothing else'} (Debian: avahi-daemon avahi-utils iproute2)"
        pytest.skip(why)  # only root can make a network namespace, and avahi is no dependency of ours
    config = tmp_path / "avahi.conf"
    config.write_text("[server]\nallow-interfaces=peer0\nuse-ipv6=no\n[publish]\n")
    async with two_machines():
        box = await asyncio.create_subprocess_exec(
            "ip", "netns", "exec", BOX, sys.executable, "-c", ADVERTISE, stdout=asyncio.subprocess.PIPE
        )
        assert box.stdout is not None
        try:
            assert await asyncio.wait_for(box.stdout.readline(), WAIT_S) == b"advertised\n"
            code, found = await output_of(
                "ip", "netns", "exec", PEER, "unshare", "-m", "bash", "-c", AVAHI, "avahi", str(config)
            )
        finally:
            box.terminate()
            await box.wait()
    assert code == 0, found
    line = next(line for line in found.splitlines() if line.startswith("="))
    assert ";butt;_arch-stats._tcp;" in line
    assert ";butt-0d9c3a52.local;10.77.0.1;8000;" in line
    assert '"api=/api/v0"' in line
