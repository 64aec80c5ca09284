"""HTTPS is served within the same bounds as HTTP, handshakes included, and its certificate changes under it."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import ClientSession, TCPConnector, web

from appliance import connections
from appliance.connections import Limits
from appliance.https.files import CertificateFiles
from appliance.https.where import HttpsFacts
from appliance.routers.static_files import PageFile
from appliance.runtime.listening import listening_sockets
from appliance.secure_listening import SecureListener, tls_context
from appliance.serving import Runner

WAIT_S = 20
SHORT = 0.2
NOW = datetime(2026, 11, 26, tzinfo=UTC)
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
SIZE = 3_000_000


class Served:
    """A server that listens for TLS, and what a client needs to know of it."""

    def __init__(self, runner: Runner, listener: SecureListener, files: CertificateFiles, port: int) -> None:
        self.runner, self.listener, self.port = runner, listener, port
        self._files = files
        self.shown = self.renew()

    def renew(self, *addresses: str) -> HttpsFacts:
        self.shown = self._files.renew("Arch-Stats", "archstats", ["archstats.local"], ["127.0.0.1", *addresses], NOW)
        self._files.load_into(self.listener.context)
        return self.shown

    def client(self) -> ssl.SSLContext:
        """Of a phone that has installed the authority."""
        context = ssl.create_default_context(cadata=self.shown.authority_pem.decode())
        # the certificate of this test is of this test's day
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        return context

    async def connect(self, name: str = "127.0.0.1") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port, ssl=self.client(), server_hostname=name)


@asynccontextmanager
async def served(folder: Path, limits: Limits | None = None) -> AsyncIterator[Served]:
    async def hello(request: web.Request) -> web.Response:
        return web.Response(text=f"hello by {request.scheme}")

    async def file(request: web.Request) -> web.StreamResponse:
        del request
        return PageFile(folder / "large")

    async def echo(request: web.Request) -> web.WebSocketResponse:
        socket_ = web.WebSocketResponse()
        await socket_.prepare(request)
        await socket_.send_str(await socket_.receive_str())
        await socket_.close()
        return socket_

    app = web.Application()
    app.router.add_get("/", hello)
    app.router.add_get("/file", file)
    app.router.add_get("/api/v0/ws/echo", echo)
    runner = Runner(app, limits=limits or Limits(), shutdown_timeout=1.0)
    await runner.setup()
    sockets = listening_sockets("127.0.0.1", 0)
    listener = SecureListener(runner, tls_context(), sockets)
    listening = asyncio.create_task(listener.run())
    try:
        yield Served(runner, listener, CertificateFiles(folder), sockets[0].getsockname()[1])
    finally:
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
        sockets[0].close()
        await runner.cleanup()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not condition():  # noqa: ASYNC110  (the far end of a connection tells nobody)
            await asyncio.sleep(0.005)


async def status(reader: asyncio.StreamReader) -> bytes:
    line = await asyncio.wait_for(reader.readline(), WAIT_S)
    return line.split()[1] if line else b""


async def test_pages_files_and_sockets_come_by_https(tmp_path: Path) -> None:
    content = bytes(range(256)) * (SIZE // 256)
    (tmp_path / "large").write_bytes(content)
    async with served(tmp_path) as https:
        base = f"https://127.0.0.1:{https.port}"
        async with ClientSession(connector=TCPConnector(ssl=https.client())) as http:
            assert await (await http.get(base)).text() == "hello by https"
            assert await (await http.get(f"{base}/file")).read() == content
            async with http.ws_connect(f"{base}/api/v0/ws/echo") as socket_:
                await socket_.send_str("an arrow")
                assert await socket_.receive_str() == "an arrow"


async def test_a_name_that_the_certificate_has_not_is_refused_by_the_client(tmp_path: Path) -> None:
    async with served(tmp_path) as https:
        for name in ("archstats.local", "127.0.0.1"):
            _, writer = await https.connect(name)
            writer.close()
        with pytest.raises(ssl.SSLCertVerificationError):
            await https.connect("other.local")


async def test_a_new_certificate_is_shown_from_the_next_connection_on_and_the_others_go_on(tmp_path: Path) -> None:
    async with served(tmp_path) as https:
        reader, writer = await https.connect()
        before = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        https.renew("10.77.0.9")
        writer.write(GET)
        assert await status(reader) == b"200"
        _, later = await https.connect()
        assert later.get_extra_info("ssl_object").getpeercert(binary_form=True) != before
        _, other = await https.connect("10.77.0.9")
        for each in (writer, later, other):
            each.close()


@pytest.mark.parametrize("half", [b"", b"\x16", b"\x16\x03\x01\x02\x00\x01", b"\x16\x03\x01\x40\x00" + b"\x01" * 8000])
async def test_half_a_handshake_is_not_waited_for(tmp_path: Path, half: bytes) -> None:
    async with served(tmp_path, Limits(head_within_s=SHORT)) as https:
        held = [await asyncio.open_connection("127.0.0.1", https.port) for _ in range(20)]
        for _, writer in held:
            writer.write(half)
        await until(lambda: https.runner.gate.connections.in_use > 0)
        for reader, writer in held:
            with suppress(ConnectionError):
                await asyncio.wait_for(reader.read(), WAIT_S)
            writer.close()
        await until(lambda: https.runner.gate.connections.in_use == https.listener.handshakes == 0)


async def test_a_request_that_drips_after_the_handshake_is_not_waited_for(tmp_path: Path) -> None:
    async with served(tmp_path, Limits(head_within_s=SHORT)) as https:
        reader, writer = await https.connect()
        writer.write(b"GET / HTTP/1.1\r\n")
        await asyncio.wait_for(reader.read(), WAIT_S)
        await until(lambda: https.runner.gate.connections.in_use == 0)
        writer.close()


async def test_who_does_not_speak_tls_is_let_go_and_the_others_are_answered(tmp_path: Path) -> None:
    async with served(tmp_path) as https:
        for sent in (GET, b"\0" * 1000, b"SSH-2.0-x\r\n"):
            reader, writer = await asyncio.open_connection("127.0.0.1", https.port)
            writer.write(sent)
            with suppress(ConnectionError):
                await asyncio.wait_for(reader.read(), WAIT_S)
            writer.close()
        await until(lambda: https.runner.gate.connections.in_use == 0)
        reader, writer = await https.connect()
        writer.write(GET)
        assert await status(reader) == b"200"
        writer.close()


async def test_handshakes_count_as_connections_and_one_address_leaves_room_for_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "is_own", lambda address: False)
    async with served(tmp_path, Limits(connections=40, per_address=5, head_within_s=WAIT_S)) as https:
        held = [socket.create_connection(("127.0.0.1", https.port), source_address=("127.0.0.2", 0)) for _ in range(30)]
        await until(lambda: https.listener.handshakes == 5)
        assert https.runner.gate.connections.in_use == 5
        reader, writer = await https.connect()
        writer.write(GET)
        assert await status(reader) == b"200"
        writer.close()
        for each in held:
            each.close()
        await until(lambda: https.runner.gate.connections.in_use == https.listener.handshakes == 0)


async def test_a_place_is_free_again_after_each_connection(tmp_path: Path) -> None:
    async with served(tmp_path, Limits(connections=4, per_address=4)) as https:
        for _ in range(20):
            reader, writer = await https.connect()
            writer.write(GET)
            assert await status(reader) == b"200"
            writer.transport.abort()
            await until(lambda: https.runner.gate.connections.in_use == 0)


async def test_a_handshake_that_goes_on_at_the_end_is_ended_with_it(tmp_path: Path) -> None:
    async with served(tmp_path) as https:
        reader, writer = await asyncio.open_connection("127.0.0.1", https.port)
        await until(lambda: https.listener.handshakes == 1)
    with suppress(ConnectionError):
        assert await asyncio.wait_for(reader.read(), WAIT_S) == b""
    writer.close()
    assert https.runner.gate.connections.in_use == 0
