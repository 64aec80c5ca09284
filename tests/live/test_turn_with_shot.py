"""A shot and whose turn it is then: read by one statement, and written to each phone in one piece."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from appliance.database.channels import Notice
from appliance.database.pool import Pool
from appliance.live.feed import open_feed
from appliance.live.hub import Hub, Published
from appliance.models.feed_db import FeedDB
from appliance.models.turns_db import TurnsDB
from tests.live.heard import Heard
from tests.models.helpers import Tables

SHOOT = "INSERT INTO shots (session_id, arrow_landing_time, x, y) VALUES ($1, now(), 650, 650)"


class Counted:
    """A connection, or its pool, that notes what it is asked."""

    def __init__(self, source: Any, asked: list[str]) -> None:
        self._source, self._asked = source, asked

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Any]:
        async with self._source.acquire() as connection:
            yield Counted(connection, self._asked)

    async def fetch(self, query: str, *args: Any) -> Any:
        self._asked.append(query)
        return await self._source.fetch(query, *args)

    async def fetchrow(self, query: str, *args: Any) -> Any:
        self._asked.append(query)
        return await self._source.fetchrow(query, *args)

    async def fetchval(self, query: str, *args: Any) -> Any:
        self._asked.append(query)
        return await self._source.fetchval(query, *args)


class InPieces(Heard):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[list[str]] = []

    def deliver(self, *messages: Published) -> None:
        self.pieces.append([json.loads(message.text)["type"] for message in messages])


async def test_a_shot_is_one_statement_and_one_piece_with_the_turn(server_pool: Pool, tables: Tables) -> None:
    session_id = await tables.session()
    asked: list[str] = []
    hub, phone = Hub(), InPieces()
    feed = await open_feed(Counted(server_pool, asked), hub)
    with hub.subscribe(phone):
        await tables.admin.execute(SHOOT, session_id)
        seq = await FeedDB(server_pool).newest_seq()
        asked.clear()
        await feed._publish_batch([Notice("insert", "shots", seq, None, session_id)])
        assert phone.pieces == [["shot", "turn"]]
        assert len(asked) == 1
        # a turn that no shot made is asked for alone
        await feed._publish_batch([Notice("update", "turns", None, None, session_id)])
        assert phone.pieces[1:] == [["turn"]]
        assert len(asked) == 2


async def test_the_turn_comes_once_with_several_changes_with_none_and_with_too_many(
    server_pool: Pool, tables: Tables
) -> None:
    session_id = await tables.session()
    changes = FeedDB(server_pool)
    before = await changes.newest_seq()
    for _ in range(3):
        await tables.admin.execute(SHOOT, session_id)
    newest = await changes.newest_seq()
    of_session = await TurnsDB(server_pool).get_one(session_id)
    for since, most, shots in ((before, 3, 3), (newest, 3, 0), (before, 2, None)):
        found, turn = await changes.since_with_turn(since, most)
        assert (None if found is None else len(found)) == shots
        assert turn is not None
        assert turn.row == of_session
        assert found == await changes.since(since, most)


async def test_without_an_open_session_there_is_no_turn(server_pool: Pool, tables: Tables) -> None:
    session_id = await tables.session()
    await tables.admin.execute("UPDATE sessions SET is_opened = false, end_time = now() WHERE id = $1", session_id)
    found, turn = await FeedDB(server_pool).since_with_turn(0, 500)
    assert found
    assert turn is None
