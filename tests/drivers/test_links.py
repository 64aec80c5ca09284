"""Real pseudo-terminals and sockets: open, read, unplug, plug in again."""

import asyncio
import os
import random
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from itertools import repeat
from pathlib import Path

import pytest

from appliance.core.message import message_of
from appliance.runtime.background import background
from drivers.acoustic.archstats import ArchStatsDialect
from drivers.acoustic.dialect import NodeEvent, Reception
from drivers.acoustic.languages import make_dialect
from drivers.acoustic.node import AcousticNode
from drivers.errors import LinkLost
from drivers.link.serial_link import HIGH_WATER_BYTES, READ_BYTES, UNSENT_BYTES, SerialLink, open_link
from drivers.sim.pty_line import PtyLine
from drivers.sim.pty_node import PtyNode
from drivers.sim.virtual_butt import VirtualButt
from drivers.wire.codec import encode
from drivers.wire.messages import Header, Held, Hello
from tests.drivers.collected import WAIT_S, Collected
from tests.english import all_english, english, refusing

HELLO = encode(Hello(Header(1, 1), 20_000_000, 0, 8_000_000, 32, 8, False, Held(), "x"))


@pytest.fixture
async def line() -> AsyncIterator[PtyLine]:
    line = PtyLine()
    yield line
    line.unplug()


async def test_bytes_come_and_go(line: PtyLine) -> None:
    link = await open_link(line.url, 115200)
    await line.write(b"hello")
    received = b""
    while len(received) < 5:
        received += await link.read()
    link.write(b"there")
    answer = b""
    while len(answer) < 5:
        answer += await line.read()
    assert (received, answer) == (b"hello", b"there")
    link.close()


async def test_an_unplugged_line_is_lost(line: PtyLine) -> None:
    link = await open_link(line.url, 115200)
    line.unplug()
    with pytest.raises(LinkLost):
        await link.read()
    link.close()


async def test_the_name_of_an_unplugged_line_is_nobody_elses() -> None:
    gone = PtyLine()
    gone.unplug()
    line = PtyLine()
    with pytest.raises(LinkLost):
        await open_link(gone.url, 115200)
    line.unplug()


@pytest.mark.parametrize("url", ["/dev/no-such-port", "socket://127.0.0.1:1", "socket://nowhere", "/etc/hostname"])
async def test_a_link_that_cannot_be_opened_says_which(url: str) -> None:
    with refusing(LinkLost, url):
        await open_link(url, 115200)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("/dev/no-such-port", "link_absent"),
        ("socket://127.0.0.1:1", "link_refused"),
        ("socket://nowhere.invalid:1", "link_refused"),
        ("/etc/hostname", "link_no_port"),
        ("/dev", "link_no_port"),
    ],
)
async def test_why_a_link_cannot_be_opened_is_reported_without_the_systems_words(url: str, code: str) -> None:
    with pytest.raises(LinkLost) as refused:
        await open_link(url, 115200)
    assert message_of(refused.value).code == code
    assert "rrno" not in english(message_of(refused.value))


async def test_a_port_that_another_program_uses_is_said_so(line: PtyLine) -> None:
    link = await open_link(line.url, 115200)
    with refusing(LinkLost, f"another program uses {line.url}"):
        await open_link(line.url, 115200)
    line.unplug()
    with refusing(LinkLost, "the cable was pulled"):
        await link.read()
    link.close()


async def test_a_socket_is_a_link_too() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readexactly(4))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    link = await open_link(f"socket://127.0.0.1:{port}", 0)
    link.write(b"ping")
    assert await link.read() == b"ping"
    with pytest.raises(LinkLost):
        await link.read()
    link.close()
    server.close()
    await server.wait_closed()


@asynccontextmanager
async def far_end() -> AsyncIterator[tuple[SerialLink, asyncio.StreamWriter]]:
    """A link over TCP and what is at its other end."""
    accepted = asyncio.get_running_loop().create_future()
    server = await asyncio.start_server(lambda _, writer: accepted.set_result(writer), "127.0.0.1", 0)
    link = await open_link(f"socket://127.0.0.1:{server.sockets[0].getsockname()[1]}", 0)
    writer = await asyncio.wait_for(accepted, WAIT_S)
    try:
        yield link, writer
    finally:
        link.close()
        writer.transport.abort()
        server.close()
        await server.wait_closed()


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not is_so():  # noqa: ASYNC110  (a link says to nobody how much it holds)
            await asyncio.sleep(0)


async def test_a_link_that_nobody_reads_stops_reading_and_goes_on_when_somebody_does() -> None:
    async with far_end() as (link, writer):
        transport = link._transport
        assert transport is not None
        writer.write(b"x" * 4_000_000)
        await until(lambda: len(link._buffer) > HIGH_WATER_BYTES)
        assert not transport.is_reading()
        assert len(link._buffer) < 1_000_000
        # the fetch is what makes it read again
        total = 0
        while not transport.is_reading():
            assert len(link._buffer) > HIGH_WATER_BYTES
            total += len(await link.read())
        while total < 4_000_000:
            total += len(await asyncio.wait_for(link.read(), WAIT_S))
        assert transport.is_reading()


async def test_another_end_that_does_not_read_does_not_fill_our_memory() -> None:
    async with far_end() as (link, writer):
        assert isinstance(writer.transport, asyncio.Transport)
        writer.transport.pause_reading()
        transport = link._transport
        assert transport is not None
        for _ in range(1000):
            link.write(b"x" * 16_000)
        assert transport.get_write_buffer_size() < 2 * UNSENT_BYTES


async def test_the_kernel_is_asked_to_notice_a_peer_that_is_gone() -> None:
    async with far_end() as (link, _):
        transport = link._transport
        assert transport is not None
        opened = transport.get_extra_info("socket")
        assert opened.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        within_s = opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) + opened.getsockopt(
            socket.IPPROTO_TCP, socket.TCP_KEEPINTVL
        ) * opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT)
        assert within_s <= 10
        assert opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) <= 10_000


async def test_a_reader_that_does_not_read_is_not_flooded(line: PtyLine) -> None:
    fast = PtyLine(baud=100_000_000)
    link = await open_link(fast.url, 115200)
    flood = asyncio.create_task(fast.write(b"x" * 400_000))
    try:
        total = 0
        async with asyncio.timeout(WAIT_S):
            while total < 400_000:
                total += len(await link.read())
        assert total == 400_000
    finally:
        flood.cancel()
        link.close()
        fast.unplug()


async def test_a_node_that_is_not_there_at_start_is_found_when_it_comes(tmp_path: Path) -> None:
    port = tmp_path / "node"
    collected = Collected()
    node = AcousticNode(str(port), 115200, collected.take, lambda: make_dialect("archstats"))
    async with background(node=node.run()):
        lost = await collected.state("lost")
        assert str(port) in "; ".join(all_english(lost.detail))
        virtual = PtyNode(VirtualButt(), random.Random(1))
        port.symlink_to(virtual.line.url)
        async with background(virtual=virtual.run()):
            await collected.state("listening")
            await virtual.shoot(600, 700)
            burst = await collected.burst()
            assert burst.key.sequence == 1
            assert burst.impact_us is not None
            assert 0 <= burst.loop_us - burst.impact_us < 1e6
        virtual.line.unplug()


async def test_unplugged_and_plugged_in_again_no_shot_is_lost(tmp_path: Path) -> None:
    port = tmp_path / "node"
    collected = Collected()
    virtual = PtyNode(VirtualButt(), random.Random(1))
    port.symlink_to(virtual.line.url)
    node = AcousticNode(str(port), 115200, collected.take, lambda: make_dialect("archstats"))
    sequences = set()
    async with background(node=node.run()):
        async with background(virtual=virtual.run()):
            await collected.state("listening")
            await virtual.shoot(600, 700)
            burst = await collected.burst()
            sequences.add(burst.key.sequence)
            node.acknowledge(burst.key)
        virtual.line.unplug()
        await collected.state("lost")
        # two arrows land while the cable is out; the node keeps them
        virtual.make_shot((1,) * 8)
        virtual.make_shot((2,) * 8)
        line = PtyLine()
        virtual.move_to(line)
        port.unlink()
        port.symlink_to(line.url)
        async with background(virtual=virtual.run()):
            # the acknowledgement of the first may be lost with the cable: then it comes again, under the same key
            while sequences != {1, 2, 3}:
                sequences.add((await collected.burst()).key.sequence)
    line.unplug()


async def test_descriptors_do_not_grow_over_reconnects(tmp_path: Path) -> None:
    port = tmp_path / "node"
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    for _ in range(20):
        line = PtyLine()
        port.symlink_to(line.url)
        link = await open_link(str(port), 115200)
        line.unplug()
        with pytest.raises(LinkLost):
            await link.read()
        link.close()
        port.unlink()
    await asyncio.get_running_loop().run_in_executor(None, os.sync)
    assert len(os.listdir("/proc/self/fd")) <= before + 3  # noqa: PTH208


async def test_a_link_that_floods_leaves_the_loop_to_everybody_else() -> None:
    """As much as ever arrives, it is worked on in small pieces, and for a small share of the time."""
    pieces: list[int] = []
    worked_s: list[float] = []
    loop = asyncio.get_running_loop()

    class Slow(ArchStatsDialect):
        def feed(self, data: bytes, reception: Reception) -> list[NodeEvent]:
            pieces.append(len(data))
            began_s = loop.time()
            time.sleep(0.005)
            worked_s.append(loop.time() - began_s)
            return []

    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while True:
                writer.write(bytes(READ_BYTES))
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(flood, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    node = AcousticNode(f"socket://127.0.0.1:{port}", 115200, lambda _: True, lambda: Slow(8e6))
    async with background(node=node.run()):
        await until(lambda: bool(pieces))
        began_s, before = loop.time(), len(pieces)
        await until(lambda: len(pieces) >= before + 10)
        took_s = loop.time() - began_s
    server.close()
    await server.wait_closed()
    assert max(pieces) <= READ_BYTES
    assert took_s > 2 * sum(worked_s[before : before + 10])


@pytest.mark.parametrize(("sends", "is_forgiven"), [(b"", False), (b"login: ", False), (HELLO, True)])
async def test_another_end_that_hangs_up_at_once_is_called_with_growing_pauses_unless_it_was_a_board(
    monkeypatch: pytest.MonkeyPatch, sends: bytes, *, is_forgiven: bool
) -> None:
    begun: list[int] = []
    calls: list[int] = []

    def pauses() -> Iterator[float]:
        begun.append(len(calls))
        return repeat(0.0)

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.append(len(calls))
        writer.write(sends)
        # with what it was asked
        await reader.read(1)
        writer.close()

    monkeypatch.setattr("drivers.acoustic.node.delays_s", pauses)
    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    node = AcousticNode(f"socket://127.0.0.1:{port}", 115200, lambda _: True, lambda: make_dialect("archstats"))
    async with background(node=node.run()):
        await until(lambda: len(calls) >= 5)
    server.close()
    await server.wait_closed()
    assert (begun[:3] == [0, 1, 2]) is is_forgiven
    assert (begun == [0]) is not is_forgiven
