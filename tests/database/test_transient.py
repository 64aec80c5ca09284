"""What the database may say, by PostgreSQL's own errors, and which of it is waited for."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import asyncpg
import pytest

from appliance.core.message import Message
from appliance.database import pool as pool_module
from appliance.database.errors import DatabaseRefused, DatabaseUnavailable
from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool, connect_patiently, open_pool
from appliance.database.readiness import STARTING, Readiness
from appliance.database.transient import is_worth_waiting
from appliance.messages.translation import english_of
from appliance.models.base_db import (
    DBBase,
    PinnedConnection,
    Source,
    Streaming,
    one_moment,
    run_in_transaction,
    transaction,
)
from appliance.models.errors import DBDamaged, DBUnavailable
from appliance.models.patience import patiently
from tests.english import as_english, refusing

WAIT_S = 20
BOUND_S = 0.3


class Numbers(DBBase):
    async def one(self) -> int:
        found: int = await self._fetchval("SELECT 1")
        return found


class Raising(DBBase):
    async def error(self, state: str) -> None:
        await self._fetch("SELECT pg_temp.raise_error($1)", state)


RAISE = """
    CREATE FUNCTION pg_temp.raise_error(state text) RETURNS void LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'odd' USING ERRCODE = state; END $$
"""


@pytest.mark.parametrize(
    ("state", "waits"),
    [
        *((state, True) for state in ("08006", "40001", "40P01", "25006", "25P03", "53000", "53100", "53200", "53300")),
        *((state, True) for state in ("55P03", "55000", "57014", "57P01", "57P03", "58000", "58030")),
        # of these classes no code exists yet
        *((state, True) for state in ("53999", "58999")),
        *((state, False) for state in ("XX000", "XX001", "XX002", "42P01", "42501", "0A000", "25P02", "21000")),
    ],
)
async def test_what_is_worth_waiting_for(state: str, waits: bool, location: DatabaseLocation) -> None:
    connection = await asyncpg.connect(**location.connect_arguments("tests"))
    await connection.execute(RAISE)
    with pytest.raises(DBUnavailable if waits else DBDamaged) as caught:
        await Raising(connection).error(state)
    await connection.close()
    assert caught.value.__cause__ is not None
    assert is_worth_waiting(caught.value.__cause__) == waits
    if waits:
        # a sentence for a person, never the driver's text
        assert "odd" not in english_of(caught.value)
        assert english_of(caught.value).startswith("the database ")


async def test_a_table_that_somebody_changed_is_reported_in_one_sentence(server_pool: Pool) -> None:
    class Changed(DBBase):
        async def ask(self) -> None:
            await self._fetch("SELECT no_such_column FROM appliance")

    with pytest.raises(DBDamaged) as caught:
        await Changed(server_pool).ask()
    assert english_of(caught.value) == (
        'the database is not as this version made it (column "no_such_column" does not exist): restore a backup, then '
        "start again"
    )


@pytest.mark.parametrize(
    "way", [Pool.fetchval, lambda pool, *asked: PinnedConnection(pool).fetchval(*asked)], ids=["pool", "kept"]
)
async def test_a_value_that_cannot_be_sent_leaves_no_transaction_open(
    way: Callable[..., Any], location: DatabaseLocation
) -> None:
    """The statement was prepared, but never run: the server still waits for the end of that."""
    async with open_pool(location, "arch_server", max_size=1) as pool:
        with pytest.raises(asyncpg.DataError, match="out of int64 range"):
            await way(pool, "SELECT count(*) FROM changes WHERE seq > $1::bigint", 10**30)
        async with one_moment(pool) as moment:
            assert await Numbers(moment).one() == 1


async def test_read_only_is_reported_as_what_it_is(location: DatabaseLocation, server_pool: Pool) -> None:
    connection = await asyncpg.connect(**location.connect_arguments("tests"))
    await connection.execute(f"ALTER DATABASE {location.database} SET default_transaction_read_only = on")
    await connection.close()
    with refusing(DBUnavailable, "takes no changes at present"):
        async with transaction(server_pool) as change:
            await Session(change).open()


class Session(DBBase):
    async def open(self) -> None:
        await self._fetch(
            "INSERT INTO sessions (is_opened, start_time, location, distance) VALUES (true, now(), 'Hall', 18)"
        )


async def test_a_start_tells_refused_from_away(location: DatabaseLocation) -> None:
    nobody = DatabaseLocation(location.host, location.port, location.database, "nobody_there")
    with refusing(DatabaseRefused, "ask whoever set it up"):
        await connect_patiently(nobody, "tests", 5.0)
    nowhere = DatabaseLocation("/no/such", 1, "x", "x")
    with refusing(DatabaseUnavailable, "does not answer") as caught:
        await connect_patiently(nowhere, "tests", 0.0)
    assert not isinstance(caught.value, DatabaseRefused)


async def test_nothing_is_asked_before_the_schema_is_ready(location: DatabaseLocation) -> None:
    readiness = Readiness()
    async with open_pool(location, "arch_server", readiness=readiness) as pool:
        readiness.refuse(STARTING)
        with refusing(DBUnavailable, "the database is being started"):
            await Numbers(pool).one()
        assert pool.get_size() == 0


@contextmanager
def frozen(pid: int) -> Iterator[None]:
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@asynccontextmanager
async def impatient(location: DatabaseLocation, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Pool]:
    """A pool of one connection, whose patience ends soon."""
    monkeypatch.setattr(pool_module, "ANSWER_WITHIN_S", BOUND_S)
    monkeypatch.setattr(pool_module, "CLOSE_WITHIN_S", BOUND_S)
    async with open_pool(location, "arch_server", max_size=1) as pool:
        yield pool


@pytest.mark.parametrize("way", ["statement", "transaction", "kept"])
async def test_a_backend_that_is_frozen_is_given_up_and_replaced(
    way: str, location: DatabaseLocation, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with asyncio.timeout(WAIT_S), impatient(location, monkeypatch) as pool:
        kept = PinnedConnection(pool)
        source = kept if way == "kept" else pool
        pid = await source.fetchval("SELECT pg_backend_pid()")
        with frozen(pid):
            with refusing(DBUnavailable, "does not answer"):
                if way == "transaction":
                    async with transaction(pool) as connection:
                        await Numbers(connection).one()
                else:
                    await Numbers(source).one()
            # while that backend is still frozen
            assert await Numbers(source).one() == 1
            assert await source.fetchval("SELECT pg_backend_pid()") != pid
        await kept.release()


async def test_who_waits_for_a_connection_that_is_never_given_back_is_told(
    location: DatabaseLocation, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with asyncio.timeout(WAIT_S), impatient(location, monkeypatch) as pool, pool.acquire():
        with refusing(DBUnavailable, "does not answer"):
            await Numbers(pool).one()


async def test_leaving_a_frozen_database_takes_a_bounded_time(
    location: DatabaseLocation, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with asyncio.timeout(WAIT_S):
        async with impatient(location, monkeypatch) as pool:
            pid = await pool.fetchval("SELECT pg_backend_pid()")
            os.kill(pid, signal.SIGSTOP)
        os.kill(pid, signal.SIGCONT)


async def test_a_request_that_is_ended_leaves_no_answer_for_the_next(server_pool: Pool) -> None:
    async with asyncio.timeout(WAIT_S):
        for _ in range(3):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await server_pool.fetchval("SELECT pg_sleep(10)")
            assert await server_pool.fetchval("SELECT 7") == 7


class Losing:
    """Loses against another transaction as often as it is told to."""

    def __init__(self, losses: int) -> None:
        self.losses = losses
        self.tries = 0

    async def work(self, connection: Streaming) -> int:
        self.tries += 1
        if self.tries <= self.losses:
            await connection.fetch("SELECT lose()")
        return await Numbers(connection).one()


@pytest.mark.parametrize(("losses", "tries"), [(0, 1), (1, 2), (2, 2)])
async def test_a_transaction_that_lost_is_done_once_more(
    losses: int, tries: int, server_pool: Pool, location: DatabaseLocation
) -> None:
    owner = await asyncpg.connect(**location.connect_arguments("tests"))
    await owner.execute(
        "CREATE FUNCTION lose() RETURNS void LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '40P01'; END $$;"
        "GRANT EXECUTE ON FUNCTION lose TO arch_server"
    )
    await owner.close()
    losing = Losing(losses)
    source: Source = server_pool
    if losses < tries:
        assert await run_in_transaction(source, losing.work) == 1
    else:
        with refusing(DBUnavailable, "busy with another change"):
            await run_in_transaction(source, losing.work)
    assert losing.tries == tries


async def test_patience_goes_on_until_it_works_and_says_why_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.models.patience.delays_s", lambda longest: iter([0.0] * 100))
    reasons: list[Message | None] = []
    tries = 0

    async def act() -> str:
        nonlocal tries
        tries += 1
        if tries < 4:
            raise DBUnavailable(f"away {tries}")
        return "done"

    assert await patiently(act, reasons.append) == "done"
    assert reasons == [as_english("away 1"), as_english("away 2"), as_english("away 3"), None]

    async def wrong() -> None:
        raise ValueError("not about the database")

    with pytest.raises(ValueError, match="not about"):
        await patiently(wrong, reasons.append)
    assert len(reasons) == 4


@pytest.mark.parametrize("way", [transaction, one_moment])
async def test_who_is_told_to_end_in_a_transaction_ends(way: Callable[[Source], Any], server_pool: Pool) -> None:
    is_inside = asyncio.Event()

    async def work() -> None:
        while True:
            try:
                async with way(server_pool) as connection:
                    is_inside.set()
                    await connection.fetchval("SELECT pg_sleep(60)")
            except DBUnavailable:
                # what a part does that waits for the database
                continue

    task = asyncio.create_task(work())
    await asyncio.wait_for(is_inside.wait(), WAIT_S)
    task.cancel()
    await asyncio.wait([task], timeout=WAIT_S)
    assert task.cancelled()


async def test_a_transaction_that_failed_leaves_nothing_behind(server_pool: Pool) -> None:
    with pytest.raises(ZeroDivisionError):
        async with transaction(server_pool) as change:
            await Session(change).open()
            raise ZeroDivisionError
    assert await server_pool.fetchval("SELECT count(*) FROM sessions") == 0
    async with transaction(server_pool) as change:
        await Session(change).open()
    assert await server_pool.fetchval("SELECT count(*) FROM sessions") == 1
