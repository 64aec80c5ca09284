"""arch-stats node check: prints the identity, state and measurements of a node on a cable, and its faults."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from appliance.commands.terminal import print_message
from appliance.core.message import message
from appliance.errors import Unavailable
from drivers.acoustic.node_faults import faults_of
from drivers.errors import FrameError, VersionError
from drivers.link.ports import found_ports
from drivers.link.serial_link import SerialLink, open_link
from drivers.wire.codec import PROTOCOL_VERSION, decode, encode
from drivers.wire.framer import Framer
from drivers.wire.messages import ALL_NODES, Header, Hello, Ping, Status

HEARD_WITHIN_S = 4.0
"""Longest wait for a node's report, s: a node sends its status once a second."""
PING_EVERY_S = 0.5


class NodeUnusable(Unavailable):
    """A node or board that cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class NodeReport:
    """What a node reports of itself: identity and status."""

    hello: Hello
    status: Status


def check(port: str | None, baud: int) -> int:
    """Print what the node reports, and each fault; returns 1 if there is a fault."""
    heard = asyncio.run(listen(port or the_port(), baud))
    hello, status = heard.hello, heard.status
    print_message(
        message(
            "node_is",
            node=f"{hello.header.node:016x}",
            firmware=hello.firmware,
            boot=str(hello.header.boot),
            channels=hello.channels,
            rate=f"{hello.tick_hz / 1e6:g}",
        )
    )
    held = 0 if not status.held.oldest else status.held.newest - status.held.oldest + 1
    print_message(message("node_holds", held=held, given=status.held.last, dropped=status.held.dropped))
    air = status.climate
    if air.temp_c is None:
        print_message(message("node_no_air"))
    else:
        print_message(message("node_air", temp=f"{air.temp_c:.1f}", rh=f"{air.rh_pct or 0:.0f}"))
    report = status.self_report
    if report is not None:
        print_message(message("node_memory", free=report.free_bytes // 1000, blind=report.blind_us // 1000))
    faults = faults_of(report)
    for fault in faults:
        print_message(fault)
    if not faults:
        print_message(message("node_is_well"))
    return 1 if faults else 0


def the_port() -> str:
    """The port of the one board that is plugged in by USB. Raises NodeUnusable if there is none, or several."""
    ports = [port.url for port in found_ports() if port.is_usb]
    if not ports:
        raise NodeUnusable(message("node_none_plugged_in"))
    if len(ports) > 1:
        raise NodeUnusable(message("node_several_plugged_in", ports=", ".join(ports)))
    return ports[0]


async def listen(port: str, baud: int) -> NodeReport:
    """The node's report. Raises NodeUnusable if there is none in time, LinkLost if the port cannot be opened."""
    async with opened(port, baud) as link:
        try:
            async with asyncio.timeout(HEARD_WITHIN_S):
                return await _report(link, port)
        except TimeoutError:
            raise NodeUnusable(message("node_not_heard", port=port, seconds=round(HEARD_WITHIN_S))) from None


async def _report(link: SerialLink, port: str) -> NodeReport:
    framer = Framer()
    hello: Hello | None = None
    status: Status | None = None
    while hello is None or status is None:
        link.write(encode(Ping(Header(ALL_NODES, 0), 1)))
        try:
            async with asyncio.timeout(PING_EVERY_S):
                frames = framer.feed(await link.read())
        except TimeoutError:
            continue
        for frame in frames:
            try:
                received = decode(frame)
            except VersionError as error:
                version, ours = str(error.version), str(PROTOCOL_VERSION)
                raise NodeUnusable(message("node_speaks_other", port=port, version=version, ours=ours)) from error
            except FrameError:
                continue
            hello = received if isinstance(received, Hello) else hello
            status = received if isinstance(received, Status) else status
    return NodeReport(hello, status)


@asynccontextmanager
async def opened(port: str, baud: int) -> AsyncIterator[SerialLink]:
    """The opened port, which is closed afterwards. Raises LinkLost where it cannot be opened."""
    link = await open_link(port, baud)
    try:
        yield link
    finally:
        link.close()
