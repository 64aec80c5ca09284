import asyncio
import random
from typing import Any

import pytest
from aiohttp import WSMsgType

from appliance.live.hub import Published
from appliance.routers import websocket
from tests.builders import a_session, a_target
from tests.models.helpers import Tables
from tests.routers.conftest import API, WAIT_S, Phone, closed, heard

UNNUMBERED = ("sensor", "programming", "timer", "turn", "groups")
SHOOT = "INSERT INTO shots (session_id, arrow_landing_time, x, y) VALUES ($1, now(), 650, 650) RETURNING seq"


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
                assert message["seq"] > last or message["type"] in UNNUMBERED
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
        assert (await closed(socket)).data == 1001


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


async def until(phone: Phone, subscribers: int) -> None:
    """Until so many sockets are subscribed, the fixture's own included."""
    async with asyncio.timeout(WAIT_S):
        while phone.hub.subscribers != subscribers:
            await phone.call("GET", "/face/wa_80")


async def test_a_phone_that_does_not_read_is_dropped_and_resumes(phone: Phone, tables: Tables) -> None:
    session_id = await tables.session()
    before = phone.hub.subscribers
    async with phone.client.ws_connect(f"{API}/ws/feed", max_msg_size=0) as sleeper:
        last = (await heard(sleeper, "snapshot"))["seq"]
        async with phone.client.ws_connect(f"{API}/ws/feed") as awake:
            await heard(awake, "snapshot")
            await until(phone, before + 2)
            for _ in range(64):
                # more than a phone, two kernels and a limit can hold
                phone.hub.publish(Published(None, '{"type": "noise", "pad": "%s"}' % ("x" * 300_000)))
                await awake.receive(timeout=WAIT_S)
            await until(phone, before + 1)
            seq = await tables.admin.fetchval(SHOOT, session_id)
            assert (await heard(awake, "shot"))["seq"] == seq
        while (message := await sleeper.receive(timeout=WAIT_S)).type is WSMsgType.TEXT:
            last = max(last, message.json().get("seq", 0))
        assert (message.type, message.data) == (WSMsgType.CLOSE, 1013)
    assert last < seq
    async with phone.client.ws_connect(f"{API}/ws/feed?since={last}") as again:
        assert (await heard(again, "shot"))["seq"] == seq


async def test_more_than_a_phone_that_catches_up_can_hold_means_begin_again(
    phone: Phone, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = await tables.session()
    monkeypatch.setattr(websocket, "WAITING_MESSAGES", 3)
    held, may_go_on = asyncio.Event(), asyncio.Event()
    begin_again = websocket._begin_again

    async def slowly(listening: websocket.Phone, feed: Any) -> None:
        await begin_again(listening, feed)
        held.set()
        await may_go_on.wait()

    monkeypatch.setattr(websocket, "_begin_again", slowly)
    async with phone.client.ws_connect(f"{API}/ws/feed") as socket:
        await asyncio.wait_for(held.wait(), WAIT_S)
        async with phone.client.ws_connect(f"{API}/ws/shot") as quick:
            numbers = [await tables.admin.fetchval(SHOOT, session_id) for _ in range(5)]
            assert [(await quick.receive_json(timeout=WAIT_S))["seq"] for _ in numbers] == numbers
        may_go_on.set()
        assert (await heard(socket, "snapshot"))["data"]["shots"] == []
        assert (await heard(socket, "resync"))["data"] is None
        assert [shot["seq"] for shot in (await heard(socket, "snapshot"))["data"]["shots"]] == numbers


async def test_what_comes_while_a_phone_catches_up_is_reported_once_and_in_order(
    phone: Phone, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = await tables.session()
    first = await tables.admin.fetchval(SHOOT, session_id)
    held, may_go_on = asyncio.Event(), asyncio.Event()
    catch_up = websocket._catch_up

    async def slowly(listening: websocket.Phone, feed: Any) -> None:
        held.set()
        await may_go_on.wait()
        await catch_up(listening, feed)

    monkeypatch.setattr(websocket, "_catch_up", slowly)
    async with phone.client.ws_connect(f"{API}/ws/feed?since={first}") as socket:
        await asyncio.wait_for(held.wait(), WAIT_S)
        async with phone.client.ws_connect(f"{API}/ws/shot") as quick:
            numbers = [await tables.admin.fetchval(SHOOT, session_id) for _ in range(4)]
            for _ in numbers:
                await quick.receive_json(timeout=WAIT_S)
            may_go_on.set()
            numbers += [await tables.admin.fetchval(SHOOT, session_id) for _ in range(4)]
        assert [(await heard(socket, "shot"))["seq"] for _ in numbers] == numbers
