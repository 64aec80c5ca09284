"""All statements of a request are one transaction, and each of them still fails alone."""

import asyncio

import asyncpg
import pytest

from appliance.database.pool import Pool
from appliance.models.base_db import run_in_transaction, transaction
from appliance.models.errors import DBException
from appliance.models.one_change import OneChange
from tests.models.helpers import Tables

ADD = "INSERT INTO archers (name) VALUES ($1) RETURNING name"


async def names(tables: Tables) -> list[str]:
    return [row["name"] for row in await tables.admin.fetch("SELECT name FROM archers ORDER BY name")]


async def test_they_are_committed_together_at_the_end(server_pool: Pool, tables: Tables) -> None:
    source = OneChange(server_pool)
    async with source.change() as change:
        assert not change.has_begun
        assert await source.fetchval(ADD, "A") == "A"
        async with transaction(source) as connection:
            await connection.fetchval(ADD, "B")
        assert change.has_begun
        assert (len(await source.fetch("SELECT FROM archers")), await names(tables)) == (2, [])
    assert await names(tables) == ["A", "B"]
    # and beside a change each is alone
    assert await source.fetchrow(ADD, "C") is not None
    assert await names(tables) == ["A", "B", "C"]


async def test_or_none_of_them(server_pool: Pool, tables: Tables) -> None:
    source = OneChange(server_pool)
    with pytest.raises(RuntimeError):
        async with source.change():
            await source.fetchval(ADD, "A")
            raise RuntimeError
    assert await names(tables) == []
    assert server_pool.get_idle_size() == server_pool.get_size()


async def test_one_that_is_refused_takes_only_itself_back(server_pool: Pool, tables: Tables) -> None:
    source = OneChange(server_pool)
    async with source.change():
        await source.fetchval(ADD, "A")
        with pytest.raises(asyncpg.CheckViolationError):
            await source.fetchval(ADD, "\x07")
        with pytest.raises(DBException):
            async with transaction(source) as connection:
                await connection.fetchval(ADD, "B")
                await connection.fetchval(ADD, "\x07")
        await source.fetchval(ADD, "C")
    assert await names(tables) == ["A", "C"]


async def test_one_that_lost_against_another_is_asked_once_more(server_pool: Pool, tables: Tables) -> None:
    source, tries = OneChange(server_pool), []

    async def add(connection: object) -> str:
        tries.append(connection)
        if len(tries) == 1:
            raise asyncpg.DeadlockDetectedError
        name: str = await source.fetchval(ADD, "A")
        return name

    async with source.change():
        assert await run_in_transaction(source, add) == "A"
    assert (len(tries), await names(tables)) == (2, ["A"])


async def test_what_outlives_a_change_asks_the_pool(server_pool: Pool, tables: Tables) -> None:
    source, may_go_on = OneChange(server_pool), asyncio.Event()

    async def later() -> None:
        await may_go_on.wait()
        await source.fetchval(ADD, "B")

    async with source.change():
        await source.fetchval(ADD, "A")
        task = asyncio.create_task(later())
    may_go_on.set()
    await task
    assert await names(tables) == ["A", "B"]


async def test_changes_beside_each_other_are_each_their_own(server_pool: Pool, tables: Tables) -> None:
    source, may_end = OneChange(server_pool), asyncio.Event()

    async def change(name: str, *, fails: bool) -> None:
        async with source.change():
            await source.fetchval(ADD, name)
            await may_end.wait()
            if fails:
                raise RuntimeError

    asked = [asyncio.create_task(change(name, fails=name == "B")) for name in "ABC"]
    may_end.set()
    ended = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(one) for one in ended] == [type(None), RuntimeError, type(None)]
    assert await names(tables) == ["A", "C"]
