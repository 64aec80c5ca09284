"""While nobody follows, the feed asks the database nothing, and who comes then is told what is new."""

from contextlib import AsyncExitStack
from uuid import UUID

import pytest

from appliance.core.message import message
from appliance.database.channels import Notice, Resync
from appliance.database.pool import Pool
from appliance.live import feed as feed_module
from appliance.live.feed import Feed
from appliance.live.hub import Hub, Published
from appliance.models.errors import DBUnavailable
from appliance.runtime.background import background
from tests.live.heard import Heard
from tests.live.test_nothing_to_follow import CountedPool
from tests.models.helpers import Tables

SHOOT = "INSERT INTO shots (session_id, arrow_landing_time, x, y) VALUES ($1, now(), 650, 650) RETURNING seq"


async def new_shot(tables: Tables, session_id: UUID) -> Notice:
    """The notice of a shot that has landed."""
    seq = await tables.admin.fetchval(SHOOT, session_id)
    return Notice("insert", "shots", seq, session_id, session_id)


def shots(heard: Heard) -> list[int | None]:
    return [item.seq for item in heard.all() if isinstance(item, Published) and item.new_shot is not None]


async def test_nothing_is_asked(server_pool: Pool) -> None:
    counted = CountedPool(server_pool)
    feed = Feed(counted, Hub(), last_seq=0)
    async with background(feed=feed.run()):
        for notice in (Notice("insert", "shots", 1), Notice("update", "nodes"), Resync()):
            feed.on_notice(notice)
        assert await counted.until_idle() == 0


async def test_the_first_to_come_is_told_what_is_new_from_then_on(
    server_pool: Pool, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "CATCH_UP_CHANGES", 3)
    feed, session_id = Feed(server_pool, Hub(), last_seq=0), await tables.session()
    for _ in range(3):
        feed.on_notice(await new_shot(tables, session_id))
    async with feed.subscribed(heard := Heard()):
        newest = await new_shot(tables, session_id)
        await feed._publish_batch([newest])
        assert shots(heard) == [newest.seq]


async def test_of_two_who_come_at_once_neither_misses_what_is_new(
    server_pool: Pool, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed, session_id = Feed(server_pool, Hub(), last_seq=0), await tables.session()
    feed.on_notice(await new_shot(tables, session_id))
    newest_seq, first = feed._catch_up.newest_seq, Heard()
    missed: list[Notice] = []

    async def read_slowly() -> int:
        monkeypatch.setattr(feed._catch_up, "newest_seq", newest_seq)
        await stack.enter_async_context(feed.subscribed(first))
        missed.append(await new_shot(tables, session_id))
        return await newest_seq()

    monkeypatch.setattr(feed._catch_up, "newest_seq", read_slowly)
    async with AsyncExitStack() as stack, feed.subscribed(Heard()):
        await feed._publish_batch(missed)
        assert shots(first) == [missed[0].seq]


async def test_where_the_record_cannot_be_read_then_everybody_begins_again(
    server_pool: Pool, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed, session_id = Feed(server_pool, Hub(), last_seq=0), await tables.session()
    feed.on_notice(await new_shot(tables, session_id))

    async def away() -> int:
        raise DBUnavailable(message("the_database"))

    with monkeypatch.context() as patch:
        patch.setattr(feed._catch_up, "newest_seq", away)
        async with feed.subscribed(heard := Heard()):
            patch.undo()
            await feed._publish_batch([Resync()])
            assert heard.all()[0] == "restart"
            newest = await new_shot(tables, session_id)
            await feed._publish_batch([newest])
            assert shots(heard) == [newest.seq]
