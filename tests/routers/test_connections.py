"""Connections are bounded, and each is ended whose client neither says what it wants nor takes what it asked for."""

import asyncio
import resource
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from appliance import connections, serving
from appliance.connections import (
    ConcurrencyLimit,
    LimitReached,
    Limits,
    TokenBucket,
    address_of,
    limits_of_this_process,
)
from appliance.routers.static_files import PageFile
from appliance.serving import Runner

WAIT_S = 20
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
SHORT = 0.1


def test_one_address_cannot_use_up_the_limit() -> None:
    limit = ConcurrencyLimit(10, 4)
    for _ in range(4):
        limit.acquire("192.168.1.7")
    with pytest.raises(LimitReached) as of_address:
        limit.acquire("192.168.1.7")
    assert of_address.value.by_address
    for _ in range(4):
        limit.acquire("192.168.1.8")
    limit.acquire("192.168.1.9")
    limit.acquire("192.168.1.9")
    with pytest.raises(LimitReached) as of_all:
        limit.acquire("192.168.1.9")
    assert not of_all.value.by_address
    limit.release("192.168.1.7")
    with limit.held("192.168.1.9"):
        assert limit.in_use == 10
    assert limit.in_use == 9


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1"])
def test_this_machine_may_use_up_the_limit_and_no_more(address: str) -> None:
    limit = ConcurrencyLimit(10, 2)
    for _ in range(10):
        limit.acquire(address)
    with pytest.raises(LimitReached) as refused:
        limit.acquire(address)
    assert not refused.value.by_address


def test_what_is_released_counts_no_longer_whoever_had_it() -> None:
    limit = ConcurrencyLimit(3, 3)
    for k in range(1000):
        limit.acquire(f"10.0.0.{k % 250}")
        limit.release(f"10.0.0.{k % 250}")
    assert limit.in_use == 0
    assert not limit._in_use_by


def test_a_token_bucket_gives_so_many_at_once_and_so_many_a_second() -> None:
    bucket = TokenBucket(2.0, 3.0, now_s=100.0)
    assert [bucket.spend(100.0) for _ in range(4)] == [True, True, True, False]
    assert [bucket.spend(100.6) for _ in range(2)] == [True, False]
    assert [bucket.spend(1000.0) for _ in range(4)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        (("192.168.1.7", 1), "192.168.1.7"),
        (("::ffff:192.168.1.7", 1, 0, 0), "192.168.1.7"),
        (("fe80::1%eth0", 1, 0, 2), "fe80::1"),
        (("2001:db8::1", 1, 0, 0), "2001:db8::1"),
        (None, "unknown"),
        ("", "unknown"),
        ((), "unknown"),
    ],
)
def test_an_address_is_one_however_it_came(peer: object, address: str) -> None:
    assert address_of(peer) == address


@pytest.mark.parametrize(("soft", "most"), [(1024, 832), (65536, 1024), (resource.RLIM_INFINITY, 1024), (100, 16)])
def test_connections_leave_descriptors_for_the_journal(soft: int, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda which: (soft, soft))
    limits = limits_of_this_process()
    assert limits.connections == most
    assert limits.per_address <= max(16, most // 4)


class Held:
    """Connections of clients that mean harm."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open: list[asyncio.StreamWriter] = []

    async def connect(self, sent: bytes = b"", source: str = "127.0.0.1") -> asyncio.StreamReader:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port, local_addr=(source, 0))
        self._open.append(writer)
        if sent:
            writer.write(sent)
        return reader

    async def close(self) -> None:
        for writer in self._open:
            writer.transport.abort()
        await asyncio.gather(*(writer.wait_closed() for writer in self._open), return_exceptions=True)


@asynccontextmanager
async def server(limits: Limits, handler: Callable[..., object] | None = None) -> AsyncIterator[tuple[Runner, Held]]:
    async def hello(request: web.Request) -> web.Response:
        del request
        return web.Response(text="hello")

    app = web.Application()
    app.router.add_route("*", "/", handler or hello)  # type: ignore[arg-type]  # each test's own handler
    runner = Runner(app, limits=limits, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        held = Held(runner.addresses[0][1])
        try:
            yield runner, held
        finally:
            await held.close()
    finally:
        await runner.cleanup()


async def status(reader: asyncio.StreamReader) -> bytes:
    """The status of the answer, or nothing when the connection was closed."""
    try:
        line = await asyncio.wait_for(reader.readline(), WAIT_S)
    except ConnectionError:
        return b""
    return line.split()[1] if line else b""


async def is_closed(reader: asyncio.StreamReader) -> bool:
    try:
        return await asyncio.wait_for(reader.read(), WAIT_S) is not None
    except ConnectionError:
        return True


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not condition():  # noqa: ASYNC110  (the far end of a connection tells nobody)
            await asyncio.sleep(0.005)


async def test_connections_beyond_the_bound_are_closed_and_the_others_go_on() -> None:
    async with server(Limits(connections=50, per_address=50)) as (runner, held):
        established = [await held.connect() for _ in range(50)]
        await until(lambda: runner.gate.connections.in_use == 50)
        refused = [await held.connect(GET) for _ in range(300)]
        assert [await status(reader) for reader in refused] == [b""] * 300
        held._open[0].write(GET)
        assert await status(established[0]) == b"200"
        assert runner.gate.connections.in_use <= 50


async def test_a_place_is_free_again_after_each_connection() -> None:
    async with server(Limits(connections=4, per_address=4)) as (runner, held):
        for _ in range(20):
            reader = await held.connect(GET)
            assert await status(reader) == b"200"
            held._open[-1].transport.abort()
            await until(lambda: runner.gate.connections.in_use == 0)


async def test_one_address_leaves_room_for_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "is_own", lambda address: False)
    async with server(Limits(connections=40, per_address=10)) as (runner, held):
        for _ in range(100):
            await held.connect(source="127.0.0.2")
        await until(lambda: runner.gate.connections.in_use == 10)
        assert await status(await held.connect(GET, source="127.0.0.2")) == b""
        assert await status(await held.connect(GET, source="127.0.0.3")) == b"200"


@pytest.mark.parametrize(
    "half",
    [b"", b"G", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"\r\n\r\n\r\n", GET + b"GET /"],
    ids=["nothing", "letter", "line", "headers", "blank lines", "second request"],
)
async def test_half_a_request_is_not_waited_for(half: bytes) -> None:
    async with server(Limits(head_within_s=SHORT)) as (runner, held):
        readers = [await held.connect(half) for _ in range(20)]
        for reader in readers:
            assert await is_closed(reader)
        await until(lambda: runner.gate.connections.in_use == 0)


async def test_a_head_that_drips_is_not_waited_for() -> None:
    async with server(Limits(head_within_s=0.3)) as (runner, held):
        reader = await held.connect(b"GET / HTTP/1.1\r\n")
        (writer,) = held._open

        async def drip() -> None:
            while True:
                writer.write(b"X: y\r\n")
                await asyncio.sleep(0.02)

        dripping = asyncio.create_task(drip())
        try:
            assert await is_closed(reader)
        finally:
            dripping.cancel()
        await until(lambda: runner.gate.connections.in_use == 0)


async def test_a_request_that_takes_long_to_answer_is_not_cut_off() -> None:
    asked, may_answer = asyncio.Event(), asyncio.Event()

    async def slow(request: web.Request) -> web.Response:
        del request
        asked.set()
        await may_answer.wait()
        return web.Response(text="at last")

    async with server(Limits(head_within_s=SHORT), slow) as (_, held):
        reader = await held.connect(GET)
        await asked.wait()
        await asyncio.sleep(3 * SHORT)
        may_answer.set()
        assert await status(reader) == b"200"


@pytest.mark.parametrize("kernel_helps", [True, False])
async def test_an_answer_that_nobody_takes_is_given_up(kernel_helps: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not kernel_helps:
        monkeypatch.setattr(serving, "end_when_nothing_is_taken", lambda sock, within_s: None)

    async def large(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 65536)

    async with server(Limits(taken_within_s=SHORT), large) as (runner, held):
        raw = socket.create_connection(("127.0.0.1", held._port))
        try:
            raw.sendall(GET)
            await until(lambda: runner.gate.connections.in_use == 1)
            await until(lambda: runner.gate.connections.in_use == 0)
        finally:
            raw.close()


@pytest.mark.parametrize(("size", "times"), [(40_000_000, 1), (40_000, 1000)], ids=["one large", "many small"])
async def test_answers_have_their_time_whoever_takes_them(
    size: int, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "ANSWER_WITHIN_S", SHORT)
    monkeypatch.setattr(serving, "end_when_nothing_is_taken", lambda sock, within_s: None)

    async def answer(request: web.Request) -> web.StreamResponse:
        del request
        return web.Response(body=b"x" * size)

    # whether anything is taken is not looked at here
    async with server(Limits(taken_within_s=10 * WAIT_S), answer) as (runner, held):
        await held.connect(GET * times)
        await until(lambda: runner.gate.connections.in_use == 1)
        await until(lambda: runner.gate.connections.in_use == 0)


async def test_a_file_that_nobody_takes_is_given_up(tmp_path: Path) -> None:
    with (tmp_path / "large").open("wb") as file:
        file.truncate(50_000_000)

    async def large(request: web.Request) -> web.StreamResponse:
        del request
        return PageFile(tmp_path / "large")

    async with server(Limits(taken_within_s=SHORT), large) as (runner, held):
        raw = socket.create_connection(("127.0.0.1", held._port))
        try:
            raw.sendall(GET)
            await until(lambda: runner.gate.connections.in_use == 1)
            await until(lambda: runner.gate.connections.in_use == 0)
        finally:
            raw.close()


async def test_an_answer_that_is_taken_slowly_is_not_cut_off() -> None:
    size = 3_000_000

    async def large(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.content_length = size
        await response.prepare(request)
        for _ in range(size // 50_000):
            await response.write(b"x" * 50_000)
        return response

    async with server(Limits(taken_within_s=0.2), large) as (_, held):
        reader = await held.connect(GET)
        await reader.readuntil(b"\r\n\r\n")
        received = 0
        while received < size:
            received += len(await asyncio.wait_for(reader.read(100_000), WAIT_S))
            await asyncio.sleep(0.02)
        assert received == size


async def test_many_requests_of_one_address_at_once_are_refused_in_the_envelope(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "is_own", lambda address: False)
    may_answer = asyncio.Event()

    async def slow(request: web.Request) -> web.Response:
        del request
        await may_answer.wait()
        return web.Response(text="at last")

    async with server(Limits(connections=40, per_address=5), slow) as (runner, held):
        runner.gate.requests.per_address = 3
        waiting = [await held.connect(GET, "127.0.0.2") for _ in range(3)]
        await until(lambda: runner.gate.requests.in_use == 3)
        refused = await held.connect(GET, "127.0.0.2")
        answer = await asyncio.wait_for(refused.read(), WAIT_S)
        assert answer.split()[1] == b"503"
        assert b'"errors": ["server: too many requests at once' in answer
        may_answer.set()
        assert [await status(reader) for reader in waiting] == [b"200"] * 3


async def test_a_crowded_server_keeps_no_connection_after_its_answer() -> None:
    async with server(Limits(connections=10, per_address=10)) as (runner, held):
        assert b"Connection: close" not in await (await held.connect(GET)).readuntil(b"\r\n\r\n")
        for _ in range(6):
            await held.connect()
        await until(lambda: runner.gate.is_crowded)
        assert b"connection: close" in (await (await held.connect(GET)).readuntil(b"\r\n\r\n")).lower()
