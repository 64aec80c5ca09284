"""From a shot inserted by SQL to every phone, ours beside a bare server: python -m tests.benchmarks.feed

Drives any server with a socket that tells new shots: `--base URL --pid PID --dsn DSN` takes one that runs already into
the same run. Latency counts from the commit's answer to the last byte of the message in the client. Aims: with 9 phones
p50 0.6 ms and 75 us of server CPU a message, with 500 phones 15 us.
"""

import asyncio
import base64
import json
import math
import os
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import aiohttp
import asyncpg

from tests.benchmarks.serving import SHOOT, Server, beside_the_floor, given_server

CLIENTS = (9, 500)
SHOTS = 300
PACE_S = 0.05
WITHIN_S = 30.0
WS_SHOT = "/api/v0/ws/shot"


class Phone(asyncio.Protocol):
    """A WebSocket client that does as little as possible: 500 of them must not be what is measured."""

    def __init__(self, path: str, host: str) -> None:
        self._hello = (
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n\r\n"
        ).encode()
        self._buffer = b""
        self._is_open = False
        self.opened = asyncio.get_running_loop().create_future()
        self.messages: list[tuple[float, bytes]] = []
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self._hello)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(exc or ConnectionError("refused"))

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        buffer = self._buffer + data
        if not self._is_open:
            head, found, buffer = buffer.partition(b"\r\n\r\n")
            if not found:
                self._buffer = head
                return
            self._is_open = True
            if b" 101 " in head.split(b"\r\n", 1)[0] + b" ":
                self.opened.set_result(None)
            else:
                self.opened.set_exception(ConnectionError(head.split(b"\r\n", 1)[0].decode()))
        while len(buffer) >= 2:
            length, start = buffer[1] & 127, 2
            if length >= 126:
                start = 4 if length == 126 else 10
                length = int.from_bytes(buffer[2:start])
            if len(buffer) < start + length:
                break
            if buffer[0] & 15 == 1:
                self.messages.append((now, buffer[start : start + length]))
            buffer = buffer[start + length :]
        self._buffer = buffer


@dataclass
class Paced:
    """What was inserted, and when its commit was answered."""

    ids: list[str] = field(default_factory=list)
    committed: list[float] = field(default_factory=list)


@asynccontextmanager
async def phones(server: Server, count: int) -> AsyncIterator[list[Phone]]:
    """`count` open sockets."""
    place = urlsplit(server.base)
    host, port = place.hostname or "127.0.0.1", place.port or 80
    loop = asyncio.get_running_loop()
    connected = []
    try:
        for _ in range(count):
            _, phone = await loop.create_connection(lambda: Phone(WS_SHOT, f"{host}:{port}"), host, port)
            connected.append(phone)
        async with asyncio.timeout(WITHIN_S):
            await asyncio.gather(*(phone.opened for phone in connected))
        yield connected
    finally:
        for phone in connected:
            if phone.transport is not None:
                phone.transport.abort()


async def shoot(connection: "asyncpg.Connection[asyncpg.Record]", arrow_id: UUID, session_id: object) -> Paced:
    """Paced shots, each by plain SQL as any other process may."""
    paced = Paced()
    for k in range(SHOTS):
        new = await connection.fetchval(SHOOT, arrow_id, session_id, 600.0 + k / 10)
        paced.committed.append(time.perf_counter())
        paced.ids.append(new)
        await asyncio.sleep(PACE_S)
    return paced


async def rest_p50_ms(server: Server, until: "asyncio.Future[Paced]") -> float:
    """Median time of a small request, asked now and then until `until` is done."""
    took = []
    async with aiohttp.ClientSession() as http:
        while not until.done():
            started = time.perf_counter()
            async with http.get(f"{server.base}/api/v0/session/open") as response:
                await response.read()
            took.append((time.perf_counter() - started) * 1e3)
            await asyncio.sleep(PACE_S / 2)
    return statistics.median(took)


async def measure(server: Server, count: int) -> None:
    """One line: latency, order, completeness, CPU per message, REST meanwhile."""
    connection = await asyncpg.connect(server.dsn)
    await connection.execute("UPDATE sessions SET is_opened = false, end_time = start_time WHERE is_opened")
    session_id = await connection.fetchval(
        "INSERT INTO sessions (is_opened, start_time, location, distance) VALUES (true, now(), 'x', 18) RETURNING id"
    )
    arrow_id = uuid4()
    await connection.execute(
        "INSERT INTO arrows (id, human_identifier, length, is_programmed) VALUES ($1, $2, 70, false)",
        arrow_id,
        arrow_id.hex[:10],
    )
    try:
        alone = asyncio.ensure_future(shoot(connection, arrow_id, session_id))
        quiet_ms = await rest_p50_ms(server, alone)
        before = server.cpu_s()
        async with phones(server, count) as connected:
            await asyncio.sleep(1.0)
            before = server.cpu_s()
            shooting = asyncio.ensure_future(shoot(connection, arrow_id, session_id))
            await shooting
            await asyncio.sleep(0.5)
            cpu_s = server.cpu_s() - before
            _report(server, connected, shooting.result(), cpu_s)
        async with phones(server, count):
            busy = asyncio.ensure_future(shoot(connection, arrow_id, session_id))
            busy_ms = await rest_p50_ms(server, busy)
        print(
            f"{'':6s} {'':4s}  REST p50 {busy_ms:.2f} ms with phones and shots, {quiet_ms:.2f} ms with shots alone:"
            f" {busy_ms / quiet_ms:.2f} x; resident {server.resident_mb():.0f} MB"
        )
    finally:
        await connection.close()


def _report(server: Server, connected: list[Phone], paced: Paced, cpu_s: float) -> None:
    latencies, lost, reordered = [], 0, 0
    for phone in connected:
        heard = [(at, shot["id"]) for at, text in phone.messages if (shot := _shot(text)) is not None]
        ids = [shot_id for _, shot_id in heard]
        lost += len(set(paced.ids) - set(ids))
        reordered += ids != [shot_id for shot_id in paced.ids if shot_id in set(ids)]
        arrived = {shot_id: at for at, shot_id in heard}
        latencies += [
            (arrived[shot_id] - at) * 1e3
            for shot_id, at in zip(paced.ids, paced.committed, strict=True)
            if shot_id in arrived
        ]
    latencies.sort()
    messages = max(len(latencies), 1)
    print(
        f"{server.name:6s} {len(connected):4d} phones: {lost} lost, {reordered} reordered;"
        f" after commit p50 {_at(latencies, 0.5):.2f} ms, p99 {_at(latencies, 0.99):.2f} ms;"
        f" server CPU {cpu_s / messages * 1e6:.0f} us a message",
        flush=True,
    )


def _at(values: list[float], share: float) -> float:
    return values[min(int(len(values) * share), len(values) - 1)] if values else math.inf


def _shot(text: bytes) -> dict[str, str] | None:
    message = json.loads(text)
    return message if isinstance(message, dict) and "id" in message else None


async def compare(servers: list[Server]) -> None:
    for count in CLIENTS:
        for server in servers:
            await measure(server, count)


if __name__ == "__main__":
    beside_the_floor(compare, given_server(__doc__))
