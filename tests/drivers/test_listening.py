"""Listening is a claim: it is made only while what arrives makes sense."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import get_args

import pytest

from appliance.core.events import Burst, Event, NodeStatus, ShotsLost
from appliance.core.ports import NodeProtocol
from appliance.runtime.background import background
from drivers.acoustic import archstats, freetarget, node
from drivers.acoustic.dialect import NodeEvent, Reception
from drivers.acoustic.languages import make_dialect
from drivers.acoustic.node import AcousticNode
from drivers.sim.pty_line import PtyLine
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import VirtualButt
from drivers.wire.codec import encode
from drivers.wire.framer import framed
from drivers.wire.messages import Climate, Header, Held, Hello, Status
from tests.drivers.collected import WAIT_S, Collected
from tests.drivers.simulated_line import a_shot
from tests.english import all_english

BOARD_SHOT = b'\r\n{"shot":1, "name":"T", "time": 13.38 ,"x":1.13, "y":16.81 }\r\n'
PROTOCOLS: list[NodeProtocol] = list(get_args(NodeProtocol))


@pytest.fixture
async def line() -> AsyncIterator[PtyLine]:
    line = PtyLine()
    yield line
    line.unplug()


def a_node(line: PtyLine, collected: Collected, protocol: NodeProtocol = "archstats") -> AcousticNode:
    return AcousticNode(line.url, 115200, collected.take, lambda: make_dialect(protocol))


def states(events: list[Event]) -> set[str]:
    return {event.state for event in events if isinstance(event, NodeStatus)}


async def test_a_mute_port_is_never_called_listening(line: PtyLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archstats, "SILENT_AFTER_US", 0.2e6)
    monkeypatch.setattr(freetarget, "ANSWER_WITHIN_US", 0.2e6)
    for protocol, problem in (("archstats", "nothing heard"), ("freetarget", "does not answer")):
        collected = Collected()
        async with background(node=a_node(line, collected, protocol).run()):  # type: ignore[arg-type]
            await collected.state("connecting", "nothing understood yet")
            await collected.state("silent", problem)
        assert "listening" not in states(collected.left())


async def test_a_mute_port_under_auto_stays_connecting(line: PtyLine) -> None:
    collected = Collected()
    async with background(node=a_node(line, collected, "auto").run()):
        # said again each second, for as long as it lasts
        for _ in range(2):
            await collected.state("connecting", "nothing understood yet")
        assert states(collected.left()) <= {"connecting"}
        await line.write(BOARD_SHOT)
        await collected.state("listening")


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize(
    "text",
    [
        b"\r\nraspberrypi login: ",
        b"\x020A00A3B1C2DA\x03",
        b"\r\n0A00A3B1C2\r\n",
        b"\r\nMicroPython v1.22\r\n>>> ",
        b'GET / HTTP/1.1 "a": 5\r\n\r\n',
    ],
)
async def test_another_device_on_the_port_is_not_understood(line: PtyLine, protocol: NodeProtocol, text: bytes) -> None:
    collected = Collected()
    async with background(node=a_node(line, collected, protocol).run()):
        await collected.state("connecting")
        await line.write(text * 8)
        status = await collected.state("not_understood")
        assert "another speed" in "; ".join(all_english(status.detail))
    assert "listening" not in states(collected.left())


@pytest.mark.parametrize("protocol", PROTOCOLS)
async def test_wrong_baud_is_noticed_with_the_first_arrow(line: PtyLine, protocol: NodeProtocol) -> None:
    collected = Collected()
    async with background(node=a_node(line, collected, protocol).run()):
        await line.write(random.Random(2).randbytes(178))
        assert "another speed" in "; ".join(all_english((await collected.state("not_understood")).detail))
        await line.write(random.Random(3).randbytes(178) * 19)
        await collected.state("not_understood")
    left = collected.left()
    assert "listening" not in states(left)
    assert not any(isinstance(event, Burst) for event in left)


@pytest.mark.parametrize("protocol", ["archstats", "auto"])
async def test_a_node_of_another_version_is_not_called_listening(line: PtyLine, protocol: NodeProtocol) -> None:
    collected = Collected()
    async with background(node=a_node(line, collected, protocol).run()):
        await collected.state("connecting")
        for _ in range(3):
            await line.write(framed(b"\x12" + bytes(60)))
        status = await collected.state("not_understood", "version 1")
        assert "up to date" in "; ".join(all_english(status.detail))
    assert "listening" not in states(collected.left())


async def test_it_listens_again_when_sense_comes_again(line: PtyLine) -> None:
    collected = Collected()
    virtual = PtyNode(VirtualButt(), random.Random(1), line)
    async with background(node=a_node(line, collected).run()):
        await line.write(b"login: " * 20)
        await collected.state("not_understood")
        async with background(virtual=virtual.run()):
            await collected.state("listening")


async def test_a_value_that_cannot_be_is_reported_in_the_status(line: PtyLine) -> None:
    collected = Collected()
    async with background(node=a_node(line, collected).run()):
        await line.write(encode(a_shot(tick_hz=0)))
        status = await collected.state("listening", "tick rate 0")
        assert status.refused_values == 1


async def test_a_board_that_says_nothing_more_was_heard_last_when_it_did(
    line: PtyLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node, "REPORT_EVERY_S", 0.0)
    collected = Collected()
    began_us = asyncio.get_running_loop().time() * 1e6
    async with background(node=a_node(line, collected).run()):
        await line.write(encode(a_shot()))
        first = await collected.state("listening")
        # its cable was pulled a moment ago: it still counts as listening
        assert (await collected.state("listening")).heard_us == first.heard_us > began_us
        await line.write(encode(a_shot()))
        while (await collected.state("listening")).heard_us == first.heard_us:
            pass


async def test_air_that_is_no_longer_measured_is_not_shown_as_if_it_were(line: PtyLine) -> None:
    collected = Collected()
    async with background(node=a_node(line, collected).run()):
        for temp_c, shown_c in ((21.5, 21.5), (327.66, None)):
            status = Status(Header(1, 1), 20_000_000, Climate(temp_c), 3300, Held(), 0, ())
            await line.write(encode(status))
            while (await collected.state("listening")).air.temp_c != shown_c:
                pass


async def test_a_half_open_connection_is_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archstats, "SILENT_AFTER_US", 0.3e6)
    monkeypatch.setattr(node, "SOCKET_MUTE_S", 0.3)
    handlers: list[asyncio.Task[None] | None] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        handlers.append(asyncio.current_task())
        # says one thing, and then nothing for ever: its power is gone, and nobody says so
        writer.write(encode(a_shot()))
        with suppress(OSError):
            await reader.read(-1)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"socket://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    collected = Collected()
    driver = AcousticNode(url, 0, collected.take, lambda: make_dialect("archstats"))
    async with background(node=driver.run()):
        for _ in range(2):
            await collected.state("listening")
            await collected.state("silent")
            await collected.state("lost", "says nothing any more")
    server.close()
    await server.wait_closed()
    assert len(handlers) >= 2
    await asyncio.wait_for(asyncio.gather(*[task for task in handlers if task is not None]), WAIT_S)


def test_a_dead_peer_is_noticed_within_ten_seconds() -> None:
    # what the node says itself, then what the kernel finds out where the node may be quiet
    assert archstats.SILENT_AFTER_US / 1e6 + node.SOCKET_MUTE_S <= 10


class Breaking:
    """A dialect that breaks on one byte, in every part that is asked of it."""

    def __init__(self) -> None:
        self._inner = archstats.ArchStatsDialect(8e6)

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    def feed(self, data: bytes, reception: Reception) -> list[NodeEvent]:
        if b"!" in data:
            raise ZeroDivisionError
        return self._inner.feed(data, reception)


async def test_what_one_lump_of_bytes_breaks_is_that_lump_alone(line: PtyLine) -> None:
    collected = Collected()
    driver = AcousticNode(line.url, 115200, collected.take, Breaking)  # type: ignore[arg-type]
    async with background(node=driver.run()):
        await line.write(encode(a_shot()))
        assert (await collected.burst()).key.sequence == 1
        await line.write(b"!")
        await collected.state("listening", "ZeroDivisionError")
        await line.write(encode(a_shot(2)))
        assert (await collected.burst()).key.sequence == 2


async def test_a_taker_that_breaks_does_not_end_the_driver_and_gets_the_burst_again(line: PtyLine) -> None:
    collected = Collected()
    broken = [True]

    def take(event: Event) -> bool:
        if isinstance(event, Burst) and broken:
            broken.clear()
            raise RuntimeError
        return collected.take(event)

    virtual = PtyNode(VirtualButt(), random.Random(1), line)
    driver = AcousticNode(line.url, 115200, take, lambda: make_dialect("archstats"))
    async with background(node=driver.run(), virtual=virtual.run()):
        await collected.state("listening")
        await virtual.shoot(600, 700)
        assert (await collected.burst()).key.sequence == 1


async def test_a_full_inbox_makes_the_node_say_its_shot_again(line: PtyLine) -> None:
    collected = Collected()
    refused: list[Event] = []

    def take(event: Event) -> bool:
        if isinstance(event, Burst) and len(refused) < 2:
            refused.append(event)
            return False
        return collected.take(event)

    virtual = PtyNode(VirtualButt(), random.Random(1), line)
    driver = AcousticNode(line.url, 115200, take, lambda: make_dialect("archstats"))
    async with background(node=driver.run(), virtual=virtual.run()):
        await collected.state("listening")
        await virtual.shoot(600, 700)
        burst = await collected.burst()
        assert len(refused) == 2
        driver.acknowledge(burst.key)
        await collected.state("listening")


async def test_a_loss_that_nobody_could_take_is_reported_again(line: PtyLine) -> None:
    collected = Collected()
    losses: list[ShotsLost] = []
    is_taken = asyncio.Event()

    def take(event: Event) -> bool:
        if isinstance(event, ShotsLost):
            losses.append(event)
            if len(losses) > 1:
                is_taken.set()
            return is_taken.is_set()
        return collected.take(event)

    held = Held(oldest=4, newest=4, last=4, dropped=3, dropped_first=1, dropped_last=3)
    driver = AcousticNode(line.url, 115200, take, lambda: make_dialect("archstats"))
    async with background(node=driver.run()):
        await collected.state("connecting")
        await line.write(encode(Hello(Header(1, 1), 20_000_000, 0, 8_000_000, 32, 8, False, held, "x")))
        await collected.state("listening")
        async with asyncio.timeout(WAIT_S):
            await is_taken.wait()
    assert losses[0] == losses[1]
    assert (losses[0].first, losses[0].last) == (1, 3)


async def test_a_driver_that_was_ended_can_be_run_again(line: PtyLine) -> None:
    collected = Collected()
    driver = a_node(line, collected)
    for number in (1, 2):
        async with background(node=driver.run()):
            await collected.state("connecting")
            await line.write(encode(a_shot(number)))
            assert (await collected.burst()).key.sequence == number
