import asyncio
from typing import cast
from uuid import UUID

import asyncpg
import pytest

from appliance.database.channels import Notice, Resync, parse_notice
from appliance.database.listener import Listener
from appliance.database.location import DatabaseLocation
from appliance.runtime.background import background
from tests.postgres import Cluster

WAIT_S = 10
OPEN_SESSION = """
    INSERT INTO sessions (is_opened, start_time, location, distance) VALUES (true, now(), 'Hall', 18) RETURNING id
"""


class Ears:
    def __init__(self) -> None:
        self.heard: asyncio.Queue[Notice | Resync] = asyncio.Queue()

    async def next(self) -> Notice | Resync:
        return await asyncio.wait_for(self.heard.get(), WAIT_S)


async def test_notices_come_after_the_commit_and_only_then(location: DatabaseLocation) -> None:
    ears = Ears()
    listener = Listener(location, "arch_server", "archy", ears.heard.put_nowait)
    connection = await asyncpg.connect(**location.connect_arguments("tests"))
    async with background(listener=listener.run()):
        assert await ears.next() == Resync()
        change = connection.transaction()
        await change.start()
        await connection.execute(OPEN_SESSION)
        await change.rollback()
        session_id = await connection.fetchval(OPEN_SESSION)
        notice = await ears.next()
        assert isinstance(notice, Notice)
        # the rolled back session was never told
        assert (notice.op, notice.table, notice.id) == ("insert", "sessions", session_id)
    await connection.close()


async def test_a_killed_connection_comes_back_and_says_resync(location: DatabaseLocation, cluster: Cluster) -> None:
    ears = Ears()
    listener = Listener(location, "arch_server", "archy", ears.heard.put_nowait)
    async with background(listener=listener.run()):
        assert await ears.next() == Resync()
        await cluster.disconnect(location)
        assert await ears.next() == Resync()
        assert listener.is_connected
        connection = await asyncpg.connect(**location.connect_arguments("tests"))
        await connection.execute(OPEN_SESSION)
        assert isinstance(await ears.next(), Notice)
        await connection.close()


async def test_what_the_triggers_send_is_what_is_parsed(location: DatabaseLocation) -> None:
    payloads: asyncio.Queue[str] = asyncio.Queue()
    connection = await asyncpg.connect(**location.connect_arguments("tests"))
    await connection.add_listener("archy", lambda *event: payloads.put_nowait(str(event[3])))
    session_id = await connection.fetchval(OPEN_SESSION)
    await connection.execute("INSERT INTO targets (session_id, max_x, max_y) VALUES ($1, 900, 900)", session_id)
    await connection.execute("INSERT INTO shots (session_id) VALUES ($1)", session_id)
    await connection.execute("UPDATE shots SET is_sighter = true")
    await connection.execute("UPDATE shots SET is_sighter = true")  # changes nothing: not told
    await connection.execute("INSERT INTO nodes (node, state, updated_at) VALUES ('n', 'listening', now())")
    await connection.execute("DELETE FROM sessions")
    notices = [cast("Notice", parse_notice(await asyncio.wait_for(payloads.get(), WAIT_S))) for _ in range(8)]
    await connection.close()
    assert [(n.table, n.op) for n in notices if n.op != "delete"] == [
        ("sessions", "insert"),
        ("targets", "insert"),
        ("shots", "insert"),
        ("shots", "update"),
        ("nodes", "insert"),
    ]
    assert {(n.table, n.op) for n in notices if n.op == "delete"} == {
        ("sessions", "delete"),
        ("targets", "delete"),
        ("shots", "delete"),
    }
    numbers = [n.seq for n in notices if n.seq is not None]
    assert numbers == sorted(numbers)
    assert all(n.session_id == session_id for n in notices if n.table in ("shots", "targets"))


@pytest.mark.parametrize(
    "payload",
    ["", "{}", "[]", "no json", '{"op": "insert"}', '{"op": "drop", "table": "shots"}', '{"op":"insert","table":"x"}',
     '{"op": "insert", "table": "shots", "id": "no uuid"}', "null", '"text"'],
)  # fmt: skip
def test_a_payload_that_is_not_ours_is_nothing(payload: str) -> None:
    assert parse_notice(payload) is None


def test_a_whole_notice() -> None:
    text = (
        '{"seq": 4, "op": "delete", "table": "shots", "id": "0d9c3a52-3c2e-4b8e-9a50-0f0a8f4a1a01", "session_id": null}'
    )
    assert parse_notice(text) == Notice("delete", "shots", 4, UUID("0d9c3a52-3c2e-4b8e-9a50-0f0a8f4a1a01"), None)


@pytest.mark.parametrize(
    "seq", ['"9"', "1e400", "NaN", "true", "0", "-1", "1.5", "[]", "9223372036854775808", "9" * 5000]
)
def test_a_number_that_no_change_can_have_is_no_notice(seq: str) -> None:
    assert parse_notice(f'{{"op": "insert", "table": "shots", "seq": {seq}, "id": null}}') is None


@pytest.mark.parametrize(
    "payload", ["", "[" * 7999, "{" * 7999, '{"a":' * 1500, "null", "7", '"x"', '{"op":["x"],"table":{}}']
)
def test_what_somebody_else_says_on_the_channel_is_no_notice(payload: str) -> None:
    assert parse_notice(payload) is None
