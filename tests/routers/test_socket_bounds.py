"""What a phone may do to a socket, and what it is never told twice."""

import asyncio

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError

from appliance import connections
from appliance.models.feed_db import FeedDB
from appliance.routers import websocket
from appliance.routers.keys import SOCKET_LIMIT
from tests.models.helpers import Tables
from tests.routers.conftest import API, WAIT_S, Phone, closed, heard
from tests.routers.test_websocket import SHOOT

HANDSHAKE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==",
}


@pytest.mark.parametrize("path", ["/ws/feed", "/ws/shot"])
async def test_what_a_phone_says_means_nothing(path: str, phone: Phone, tables: Tables) -> None:
    session_id = await tables.session()
    async with phone.client.ws_connect(API + path) as socket:
        if path == "/ws/feed":
            await heard(socket, "snapshot")
        await socket.send_str("hello")
        await socket.send_str("x" * 60_000)
        await socket.send_bytes(b"\xff\x00")
        await socket.send_frame(b"\xff\xfe", WSMsgType.TEXT)
        await socket.send_str("")
        await socket.ping(b"there?")
        seq = await tables.admin.fetchval(SHOOT, session_id)
        while True:
            message = await socket.receive_json(timeout=WAIT_S)
            if message.get("type", "shot") == "shot":
                break
        assert message["seq"] == seq


async def test_a_ping_is_answered(phone: Phone) -> None:
    async with phone.client.ws_connect(f"{API}/ws/shot", autoping=False) as socket:
        await socket.ping(b"there?")
        message = await socket.receive(timeout=WAIT_S)
        assert (message.type, message.data) == (WSMsgType.PONG, b"there?")


@pytest.mark.parametrize("kind", [WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.PING, WSMsgType.PONG])
async def test_a_phone_that_says_too_much_is_sent_away_politely(
    kind: WSMsgType, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket, "MAX_RECEIVED_AT_ONCE", 5.0)
    monkeypatch.setattr(websocket, "MAX_RECEIVED_PER_S", 0.0)
    async with phone.client.ws_connect(f"{API}/ws/shot", autoping=False) as socket:
        for _ in range(6):
            await socket.send_frame(b"x", kind)
        assert (await closed(socket)).data == 1008


async def test_a_phone_that_says_too_much_at_once_is_sent_away_politely(phone: Phone) -> None:
    async with phone.client.ws_connect(f"{API}/ws/shot") as socket:
        await socket.send_bytes(b"x" * (websocket.MAX_RECEIVED_BYTES + 1))
        assert (await closed(socket)).data == 1009


async def test_nothing_is_compressed_on_a_socket(phone: Phone) -> None:
    async with phone.client.ws_connect(f"{API}/ws/shot", compress=15) as socket:
        assert not socket.compress


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-WebSocket-Key": "é" * 24},
        {"Sec-WebSocket-Key": ""},
        {"Sec-WebSocket-Key": "short"},
        {"Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg=="[:-1]},
        {"Sec-WebSocket-Key": "\x7f" * 24},
        {"Sec-WebSocket-Version": "99"},
        {"Sec-WebSocket-Version": "é"},
        {"Sec-WebSocket-Protocol": "chat"},
        {"Upgrade": "é"},
        {"Upgrade": "h2c"},
        {"Connection": "keep-alive"},
    ],
    ids=repr,
)
async def test_a_handshake_that_cannot_be_says_why(headers: dict[str, str], phone: Phone) -> None:
    reader, writer = await asyncio.open_connection(phone.client.host, phone.client.port)
    try:
        lines = "".join(f"{name}: {value}\r\n" for name, value in (HANDSHAKE | headers).items())
        writer.write(f"GET {API}/ws/feed HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n".encode())
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), WAIT_S)
        assert head.split()[1] in (b"422", b"400")
        assert b"application/json" in head
    finally:
        writer.close()
        await writer.wait_closed()


async def test_listeners_are_bounded_and_their_places_come_back(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = phone.client.app[SOCKET_LIMIT]
    monkeypatch.setattr(limit, "total", 3)
    sockets = [await phone.client.ws_connect(f"{API}/ws/shot") for _ in range(3)]
    code, _, errors = await phone.envelope(await phone.client.get(f"{API}/ws/shot", headers=HANDSHAKE))
    assert (code, errors[0].split(":")[0]) == (503, "socket")
    await sockets[0].close()
    async with asyncio.timeout(WAIT_S):
        while limit.in_use == 3:
            await phone.call("GET", "/face")
    async with phone.client.ws_connect(f"{API}/ws/shot"):
        pass
    monkeypatch.setattr(connections, "is_own", lambda address: False)
    monkeypatch.setattr(limit, "per_address", 2)
    with pytest.raises(WSServerHandshakeError, match="503"):
        await phone.client.ws_connect(f"{API}/ws/feed")
    for socket in sockets[1:]:
        await socket.close()


async def test_a_shot_that_falls_while_the_snapshot_is_read_is_reported_once(
    phone: Phone, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = await tables.session()
    seqs: list[int] = []
    newest_seq = FeedDB.newest_seq

    async def and_a_shot_falls(self: FeedDB) -> int:
        newest = await newest_seq(self)
        seqs.append(await tables.admin.fetchval(SHOOT, session_id))
        return newest

    monkeypatch.setattr(FeedDB, "newest_seq", and_a_shot_falls)
    async with phone.client.ws_connect(f"{API}/ws/feed") as socket:
        snapshot = await heard(socket, "snapshot")
        monkeypatch.undo()
        numbers = [shot["seq"] for shot in snapshot["data"]["shots"]]
        assert all(seq <= snapshot["seq"] for seq in numbers)
        seqs.append(await tables.admin.fetchval(SHOOT, session_id))
        while (message := await heard(socket, "shot"))["seq"] != seqs[-1]:
            numbers.append(message["seq"])
        numbers.append(message["seq"])
    assert numbers == seqs
