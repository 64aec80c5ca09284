"""Machines on a switch: network namespaces, which only root can make."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

WAIT_S = 30
# tests run side by side, each process with machines of its own
BOX, PEER, OTHER_BOX = (f"arch-stats-{os.getpid()}-{name}" for name in ("box", "peer", "other"))
BOX_IPV4, PEER_IPV4, OTHER_BOX_IPV4 = "10.77.0.1", "10.77.0.2", "10.77.0.3"


async def output_of(*words: str) -> tuple[int, str]:
    """The status of a command, and what it printed."""
    process = await asyncio.create_subprocess_exec(
        *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    out, _ = await asyncio.wait_for(process.communicate(), WAIT_S)
    return process.returncode or 0, out.decode()


async def run_all(*commands: str) -> None:
    """Each of these must work."""
    for command in commands:
        code, output = await output_of(*command.split())
        assert code == 0, f"{command}: {output}"


def needs(*tools: str) -> None:
    """Skip where this is not root or a tool is missing."""
    missing = [tool for tool in tools if shutil.which(tool) is None]
    if os.geteuid() != 0 or missing:
        why = f"needs root and {', '.join(missing) or 'nothing else'} (Debian: avahi-daemon avahi-utils iproute2)"
        pytest.skip(why)  # only root can make a network namespace, and avahi is no dependency of ours


def plugged_in(machine: str, link: str, ipv4: str) -> Sequence[str]:
    """What gives a machine its address on the cable."""
    return (
        f"ip -n {machine} addr add {ipv4}/24 dev {link}",
        f"ip -n {machine} link set {link} up",
        f"ip -n {machine} route add 224.0.0.0/4 dev {link}",
    )


@asynccontextmanager
async def machines_on_a_switch(*, box_has_address: bool = True) -> AsyncIterator[None]:
    """Two boxes and a peer, which is the switch too; without its address the first box has its loopback alone."""
    names = (BOX, OTHER_BOX, PEER)
    try:
        for name in names:
            code, output = await output_of("ip", "netns", "add", name)
            if code != 0:
                why = f"this machine allows no network namespaces: {output.strip()}"
                pytest.skip(why)  # a container without CAP_NET_ADMIN: there is no second machine to be had
            await run_all(f"ip -n {name} link set lo up")
        await run_all(f"ip -n {PEER} link add peer0 type bridge", *plugged_in(PEER, "peer0", PEER_IPV4))
        for box, link in ((BOX, "box0"), (OTHER_BOX, "other0")):
            await run_all(
                f"ip link add {link} netns {box} type veth peer name port-{link} netns {PEER}",
                f"ip -n {PEER} link set port-{link} master peer0 up",
            )
        await run_all(*plugged_in(OTHER_BOX, "other0", OTHER_BOX_IPV4))
        if box_has_address:
            await run_all(*plugged_in(BOX, "box0", BOX_IPV4))
        yield
    finally:
        for name in names:
            await output_of("ip", "netns", "del", name)
