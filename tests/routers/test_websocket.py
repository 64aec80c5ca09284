import asyncio
import random
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType

from tests.builders import a_session, a_target
from tests.models.helpers import Tables
from tests.routers.conftest import API, WAIT_S, Phone

SHOOT = "INSERT INTO shots (session_id, arrow_landing_time, x, y) VALUES ($1, now(), 650, 650) RETURNING seq"


async def heard(socket: ClientWebSocketResponse, kind: str) -> dict[str, Any]:
    while True:
        message: dict[str, Any] = await socket.receive_json(timeout=WAIT_S)
        if message["type"] == kind:
            return message


async def test_snapshot_first_then_everything_as_it_happens(phone: Phone) -> None:
    session_id = await phone.create("/session", a_session())
    await phone.create("/target", a_target(session_id))
    before = await phone.create("/shot", {"session_id": session_id})
    async with phone.client.ws_connect(f"{API}/ws/feed") as socket:
        snapshot = await heard(socket, "snapshot")
        assert snapshot["data"]["session"]["id"] == session_id
        assert [shot["id"] for shot in snapshot["data"]["shots"]] == [before]
        shot_id = await phone.create("/shot", {"session_id": session_id})
        shot = await heard(socket, "shot")
        assert shot["data"]["id"] == shot_id
        assert shot["seq"] > snapshot["seq"]
        # REST and feed say the same
        assert (await phone.call("GET", f"/shot/{shot_id}"))[1] == shot["data"]


async def test_the_shot_socket_speaks_bare_shots(phone: Phone, tables: Tables) -> None:
    session_id = await tables.session()
    async with phone.client.ws_connect(f"{API}/ws/shot") as socket:
        await tables.admin.execute(SHOOT, session_id)
        shot = await socket.receive_json(timeout=WAIT_S)
    assert (await phone.call("GET", f"/shot/{shot['id']}"))[1] == shot


async def test_nothing_is_missed_however_often_a_phone_leaves(phone: Phone, tables: Tables) -> None:
    session_id = await tables.session()
    dice = random.Random(11)
    numbers: list[int] = []
    seen: list[int] = []
    async with phone.client.ws_connect(f"{API}/ws/feed") as socket:
        last = (await heard(socket, "snapshot"))["seq"]

    async def shoot() -> None:
        numbers.extend([await tables.admin.fetchval(SHOOT, session_id) for _ in range(60)])

    shooting = asyncio.create_task(shoot())
    while len(seen) < 60:
        async with phone.client.ws_connect(f"{API}/ws/feed?since={last}") as socket:
            for _ in range(dice.randrange(1, 6)):
                if len(seen) == 60:
                    break
                message = await socket.receive_json(timeout=WAIT_S)
                assert message["seq"] > last or message["type"] == "sensor"
                last = max(last, message["seq"])
                if message["type"] == "shot":
                    seen.append(message["seq"])
    await shooting
    assert seen == numbers


async def test_a_phone_from_long_ago_begins_again(phone: Phone, tables: Tables) -> None:
    await tables.session()
    async with phone.client.ws_connect(f"{API}/ws/feed?since=999999") as socket:
        assert (await socket.receive_json(timeout=WAIT_S))["type"] == "resync"
        assert (await socket.receive_json(timeout=WAIT_S))["type"] == "snapshot"


async def test_many_phones_take_no_connection_from_the_pool(phone: Phone) -> None:
    sockets = [await phone.client.ws_connect(f"{API}/ws/feed") for _ in range(40)]
    for socket in sockets:
        await heard(socket, "snapshot")
    session_id = await phone.create("/session", a_session())
    for socket in sockets:
        assert (await heard(socket, "session"))["data"]["id"] == session_id
        await socket.close()


async def test_shutdown_closes_with_1001(phone: Phone) -> None:
    async with phone.client.ws_connect(f"{API}/ws/feed") as socket:
        await heard(socket, "snapshot")
        phone.hub.close()
        message = await socket.receive(timeout=WAIT_S)
        assert (message.type, message.data) == (WSMsgType.CLOSE, 1001)


@pytest.mark.parametrize("query", ["since=x", "since=-1", "since=1.5", "since=" + "9" * 30, "nonsense=1"])
async def test_a_feed_that_cannot_be_asked_for(query: str, phone: Phone) -> None:
    code, _, errors = await phone.call("GET", f"/ws/feed?{query}")
    assert code == 422
    assert errors[0].startswith("query.")


@pytest.mark.parametrize("path", ["/ws/feed", "/ws/shot"])
async def test_a_socket_asked_for_as_a_page_says_so(path: str, phone: Phone) -> None:
    code, _, errors = await phone.call("GET", path)
    assert code == 422
    assert "WebSocket" in errors[0]
