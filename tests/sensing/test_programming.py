"""A tag that somebody wants: handed to the reader once, forgotten when it is not wanted any more, its outcome kept."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from appliance.core.message import Message, message
from appliance.core.ports import TagOrder, TagReaderState
from appliance.database.channels import Notice, Resync
from appliance.database.pool import Pool
from appliance.models.errors import DBUnavailable
from appliance.models.programmings_db import ProgrammingsDB
from appliance.runtime.background import background
from appliance.sensing import programming
from appliance.sensing.programming import TagProgramming
from tests.models.conftest import tables
from tests.models.helpers import Tables

__all__ = ["tables"]

WAIT_S = 20
NEWS = Notice("update", "programmings")


class Reader:
    """A reader that does nothing, and shows what it was ordered."""

    state: TagReaderState = "writes"

    def __init__(self) -> None:
        self.is_writing = False
        self.orders: asyncio.Queue[TagOrder | None] = asyncio.Queue()

    def problems(self) -> list[Message]:
        return []

    def order(self, order: TagOrder | None) -> None:
        self.orders.put_nowait(order)

    async def run(self) -> None:
        await asyncio.Event().wait()

    async def ordered(self) -> TagOrder | None:
        return await asyncio.wait_for(self.orders.get(), WAIT_S)


class Leaky:
    """The sensor wing's pool, which can be away."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.is_away = False
        self.was_asked = asyncio.Event()

    async def fetch(self, query: str, *args: Any) -> Any:
        return await self._answer(self._pool.fetch, query, *args)

    async def fetchrow(self, query: str, *args: Any) -> Any:
        return await self._answer(self._pool.fetchrow, query, *args)

    async def fetchval(self, query: str, *args: Any) -> Any:
        return await self._answer(self._pool.fetchval, query, *args)

    async def _answer(self, ask: Any, query: str, *args: Any) -> Any:
        if self.is_away:
            self.was_asked.set()
            raise DBUnavailable(message("the_database"))
        return await ask(query, *args)


class Bench:
    def __init__(self, sensing_pool: Pool, server_pool: Pool, tables: Tables) -> None:
        self.pool, self.tables = Leaky(sensing_pool), tables
        self.server = ProgrammingsDB(server_pool)
        self.reader = Reader()
        self.programming = TagProgramming(self.pool, self.reader)

    async def wanted(self, arrow_id: UUID) -> TagOrder:
        """Somebody wants its tag."""
        await self.server.begin(arrow_id)
        self.programming.on_notice(NEWS)
        order = await self.reader.ordered()
        assert order is not None
        return order

    async def outcome(self, arrow_id: UUID) -> str:
        """What is on record when nothing is wanted any more: the reader hears of that after it was written."""
        self.programming.on_notice(NEWS)
        assert await self.reader.ordered() is None
        return (await self.server.get_one(arrow_id)).outcome


@pytest.fixture
async def bench(sensing_pool: Pool, server_pool: Pool, tables: Tables) -> AsyncIterator[Bench]:
    bench = Bench(sensing_pool, server_pool, tables)
    async with background(programming=bench.programming.run()):
        assert await bench.reader.ordered() is None
        yield bench


async def test_what_is_wanted_is_handed_on_once_with_the_names_of_the_others(bench: Bench) -> None:
    other = await bench.tables.arrow(id=str(UUID(int=12)), human_identifier="12")
    arrow_id = await bench.tables.arrow(human_identifier="7")
    order = await bench.wanted(arrow_id)
    assert (order.arrow_id, dict(order.others)) == (arrow_id, {other: "12"})
    bench.programming.on_notice(Resync())
    bench.programming.on_notice(Notice("insert", "nodes"))
    bench.programming.on_written(order, "another_arrow", "12")
    # handed on again it would stand before that
    assert await bench.outcome(arrow_id) == "another_arrow"


async def test_what_is_not_wanted_any_more_is_taken_back(bench: Bench) -> None:
    arrow_id = await bench.tables.arrow()
    await bench.wanted(arrow_id)
    await bench.server.delete_one(arrow_id)
    bench.programming.on_notice(NEWS)
    assert await bench.reader.ordered() is None


async def test_one_whose_time_is_over_is_taken_back_and_reported_unless_it_is_being_written(bench: Bench) -> None:
    arrow_id = await bench.tables.arrow()
    order = await bench.wanted(arrow_id)
    bench.reader.is_writing = True
    await bench.tables.admin.execute("UPDATE programmings SET expires_at = now()")
    bench.programming.on_notice(NEWS)
    assert await bench.reader.ordered() is None
    assert await bench.tables.admin.fetchval("SELECT outcome FROM programmings") is None
    bench.reader.is_writing = False
    bench.programming.on_written(order, "programmed", None)
    assert await bench.outcome(arrow_id) == "programmed"
    while not bench.reader.orders.empty():
        bench.reader.orders.get_nowait()
    await bench.wanted(arrow_id)
    await bench.tables.admin.execute("UPDATE programmings SET expires_at = now()")
    bench.programming.on_notice(NEWS)
    assert await bench.reader.ordered() is None
    assert await bench.outcome(arrow_id) == "expired"


async def test_what_came_of_one_is_kept_while_the_database_is_away(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programming, "delays_s", lambda: iter([0.0] * 10_000))
    arrow_id = await bench.tables.arrow()
    order = await bench.wanted(arrow_id)
    bench.pool.is_away = True
    bench.programming.on_written(order, "programmed", None)
    await asyncio.wait_for(bench.pool.was_asked.wait(), WAIT_S)
    bench.pool.is_away = False
    assert await bench.outcome(arrow_id) == "programmed"
    assert await bench.tables.admin.fetchval("SELECT is_programmed FROM arrows WHERE id = $1", arrow_id)
