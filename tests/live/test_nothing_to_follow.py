"""What follows arrows asks the database nothing at an arrow while there is nothing to follow."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest

from appliance.database.channels import Notice, Resync, Table
from appliance.database.pool import Pool
from appliance.live.timed_ends import TimedEnds
from appliance.models.timer_db import TimerDB
from appliance.rounds.shooting_order import ShootingOrder
from appliance.runtime.background import background
from appliance.schema.timer import TimerCreate
from tests.models.helpers import Tables

WAIT_S = 20
A_SESSION = uuid4()


class CountedPool:
    """A pool that counts what it is asked."""

    def __init__(self, pool: Pool) -> None:
        self._pool, self.asked, self._unanswered = pool, 0, 0
        self.meanwhile: Callable[[], None] | None = None

    def acquire(self) -> Any:
        raise AssertionError("nothing is changed here")

    async def fetch(self, query: str, *args: Any) -> Any:
        return await self._counted(self._pool.fetch(query, *args))

    async def fetchrow(self, query: str, *args: Any) -> Any:
        return await self._counted(self._pool.fetchrow(query, *args))

    async def fetchval(self, query: str, *args: Any) -> Any:
        return await self._counted(self._pool.fetchval(query, *args))

    async def until_idle(self) -> int:
        """How often it was asked by when all is answered, and nothing is asked while the database answers us."""
        before = -1
        async with asyncio.timeout(WAIT_S):
            while before < self.asked or self._unanswered:
                before = self.asked
                await self._pool.fetchval("SELECT 1")
        return before

    async def _counted(self, answer: Awaitable[Any]) -> Any:
        self.asked += 1
        self._unanswered += 1
        meanwhile, self.meanwhile = self.meanwhile, None
        try:
            row = await answer
            if meanwhile is not None:
                meanwhile()
            return row
        finally:
            self._unanswered -= 1


def notices_of(*tables: Table) -> list[Notice]:
    return [Notice("update", table, None, None, A_SESSION) for table in tables]


@asynccontextmanager
async def running(part: TimedEnds | ShootingOrder) -> AsyncIterator[None]:
    async with background(part=part.run()):
        yield


async def statements_after(
    part: TimedEnds | ShootingOrder, counted: CountedPool, notices: list[Notice | Resync]
) -> int:
    """How often the database is asked because of them."""
    before = await counted.until_idle()
    for notice in notices:
        part.on_notice(notice)
    return await counted.until_idle() - before


async def test_arrows_without_a_timer_and_with_one(tables: Tables, server_pool: Pool) -> None:
    counted = CountedPool(server_pool)
    ends = TimedEnds(counted)
    async with running(ends):
        assert await counted.until_idle() > 0
        assert await statements_after(ends, counted, [*notices_of("turns", "shots", "turns")]) == 0
        assert await statements_after(ends, counted, [Resync()]) > 0
        await TimerDB(server_pool).set_up(TimerCreate(kind="ends", shooting_s=120))
        assert await statements_after(ends, counted, [*notices_of("shooting_timer")]) > 0
        assert await statements_after(ends, counted, [*notices_of("turns")]) > 0
        assert await statements_after(ends, counted, [*notices_of("shots")]) > 0
        await TimerDB(server_pool).remove()
        assert await statements_after(ends, counted, [*notices_of("shooting_timer")]) > 0
        assert await statements_after(ends, counted, [*notices_of("turns")]) == 0


async def a_match(tables: Tables, session_id: UUID) -> UUID:
    """A match of the open session in which sides alternate."""
    bracket_id = await tables.admin.fetchval(
        "INSERT INTO brackets (name, format, counting) VALUES ('Club', 'individual', 'sets') RETURNING id"
    )
    match_id: UUID = await tables.admin.fetchval(
        """INSERT INTO matches (bracket_id, stage, number, session_id, first_side)
           VALUES ($1, 2, 1, $2, 'a') RETURNING id""",
        bracket_id,
        session_id,
    )
    return match_id


@pytest.mark.parametrize("table", ["turns", "shots"])
async def test_arrows_where_no_sides_alternate_and_where_they_do(
    table: Table, tables: Tables, server_pool: Pool
) -> None:
    session_id = await tables.session()
    counted = CountedPool(server_pool)
    order = ShootingOrder(counted)
    async with running(order):
        assert await counted.until_idle() > 0
        assert await statements_after(order, counted, [*notices_of(table, "sessions")]) == 0
        assert await statements_after(order, counted, [Resync()]) > 0
        match_id = await a_match(tables, session_id)
        assert await statements_after(order, counted, [*notices_of("matches")]) > 0
        assert await statements_after(order, counted, [*notices_of(table)]) > 0
        await tables.admin.execute("UPDATE sessions SET is_opened = false, end_time = now() WHERE id = $1", session_id)
        assert await statements_after(order, counted, [*notices_of("sessions")]) > 0
        assert await statements_after(order, counted, [*notices_of(table)]) == 0
        # that session may be opened again
        assert await statements_after(order, counted, [*notices_of("sessions")]) > 0
        await tables.admin.execute("DELETE FROM matches WHERE id = $1", match_id)
        assert await statements_after(order, counted, [*notices_of("sessions")]) > 0
        assert await statements_after(order, counted, [*notices_of(table, "sessions")]) == 0


@pytest.mark.parametrize(("part", "wakes"), [(TimedEnds, "shooting_timer"), (ShootingOrder, "matches")])
async def test_an_arrow_while_it_is_asked_whether_there_is_anything_to_follow(
    part: type[TimedEnds] | type[ShootingOrder], wakes: Table, server_pool: Pool
) -> None:
    counted = CountedPool(server_pool)
    follows = part(counted)
    async with running(follows):
        once = await statements_after(follows, counted, [*notices_of(wakes)])
        counted.meanwhile = lambda: follows.on_notice(*notices_of("turns"))
        assert await statements_after(follows, counted, [*notices_of(wakes)]) == 2 * once
