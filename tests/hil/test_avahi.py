"""Seen by another machine's avahi: a second network namespace, a real avahi-daemon with a message bus of its own."""

import asyncio
import sys
from pathlib import Path

from tests.hil.machines import BOX, BOX_IPV4, PEER, WAIT_S, machines_on_a_switch, needs, output_of, plugged_in, run_all

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
ADVERTISE_WHENEVER = """
import asyncio, logging, sys
from uuid import UUID
from appliance.runtime.discovery import keep_advertised

logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
asyncio.run(keep_advertised("butt", UUID("0d9c3a52-3c2e-4b8e-9a50-0f0a8f4a1a01"), 8000))
"""
FOUND_WITHIN_S = 5.0
AVAHI = """
set -e
mount -t tmpfs tmpfs /run
mkdir -p /run/dbus /run/avahi-daemon
dbus-daemon --system --nofork --nopidfile &
until [ -S /run/dbus/system_bus_socket ]; do :; done
avahi-daemon --no-drop-root --no-chroot --no-rlimits --no-proc-title --file "$1" >/dev/null 2>&1 &
until avahi-browse --terminate _nobody._tcp 2>/dev/null; do :; done
echo ready
until avahi-browse --terminate --resolve --parsable _arch-stats._tcp 2>/dev/null | grep '^=' ; do :; done
kill %1 %2
"""
TOOLS = ("ip", "avahi-daemon", "avahi-browse", "dbus-daemon", "unshare")


async def test_another_machines_avahi_finds_the_butt(tmp_path: Path) -> None:
    needs(*TOOLS)
    config = tmp_path / "avahi.conf"
    config.write_text("[server]\nallow-interfaces=peer0\nuse-ipv6=no\n[publish]\n")
    async with machines_on_a_switch():
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


async def test_a_network_that_comes_after_the_start_is_found_by_avahi_within_the_time_that_is_promised(
    tmp_path: Path,
) -> None:
    needs(*TOOLS)
    config = tmp_path / "avahi.conf"
    config.write_text("[server]\nallow-interfaces=peer0\nuse-ipv6=no\n[publish]\n")
    async with machines_on_a_switch(box_has_address=False):
        box, avahi = [
            await asyncio.create_subprocess_exec("ip", "netns", "exec", *words, stdout=asyncio.subprocess.PIPE)
            for words in (
                (BOX, sys.executable, "-c", ADVERTISE_WHENEVER),
                (PEER, "unshare", "-m", "bash", "-c", AVAHI, "avahi", str(config)),
            )
        ]
        try:
            await until_line(box, "on 127.0.0.1")
            await until_line(avahi, "ready")
            await run_all(*plugged_in(BOX, "box0", BOX_IPV4))
            line = await asyncio.wait_for(until_line(avahi, "="), FOUND_WITHIN_S)
            assert f";butt-0d9c3a52.local;{BOX_IPV4};8000;" in line
            await asyncio.wait_for(avahi.wait(), WAIT_S)
        finally:
            for each in (box, avahi):
                if each.returncode is None:
                    each.terminate()
                await each.wait()


async def until_line(process: asyncio.subprocess.Process, words: str) -> str:
    """The first line with these words."""
    assert process.stdout is not None
    async with asyncio.timeout(WAIT_S):
        while words not in (line := (await process.stdout.readline()).decode()):
            assert line, f"it ended without: {words}"
    return line
