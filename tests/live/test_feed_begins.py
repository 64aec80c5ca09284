"""A phone that comes before the feed has begun: it begins the feed, and is not made to read everything again."""

from contextlib import AsyncExitStack

import pytest

from appliance.core.message import message
from appliance.database.pool import Pool
from appliance.live.feed import Feed
from appliance.live.hub import Hub, Published
from appliance.models.errors import DBUnavailable
from appliance.runtime.background import background
from tests.live.heard import Heard
from tests.live.test_nobody_there import new_shot, shots
from tests.models.helpers import Tables


async def test_who_comes_first_is_told_what_is_new_and_nothing_else(server_pool: Pool, tables: Tables) -> None:
    feed, session_id = Feed(server_pool, Hub()), await tables.session()
    async with feed.subscribed(heard := Heard()), background(feed=feed.run()):
        newest = await new_shot(tables, session_id)
        feed.on_notice(newest)
        first = await heard.items.get()
        assert isinstance(first, Published)
        assert first.seq == newest.seq


async def test_nor_who_comes_while_it_begins(
    server_pool: Pool, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed, session_id = Feed(server_pool, Hub()), await tables.session()
    newest_seq, heard = feed._catch_up.newest_seq, Heard()

    async def read_slowly() -> int:
        newest = await newest_seq()
        monkeypatch.setattr(feed._catch_up, "newest_seq", newest_seq)
        await stack.enter_async_context(feed.subscribed(heard))
        return newest

    monkeypatch.setattr(feed._catch_up, "newest_seq", read_slowly)
    async with AsyncExitStack() as stack:
        await feed.begin()
        assert heard.all() == []
        newest = await new_shot(tables, session_id)
        await feed._publish_batch([newest])
        assert shots(heard) == [newest.seq]


async def test_who_came_before_the_database_begins_again(server_pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    feed = Feed(server_pool, Hub())

    async def away() -> int:
        raise DBUnavailable(message("the_database"))

    monkeypatch.setattr(feed._catch_up, "newest_seq", away)
    async with feed.subscribed(heard := Heard()):
        monkeypatch.undo()
        await feed.begin()
        assert heard.all() == ["restart"]
