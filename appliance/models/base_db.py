"""The base of every XyzDB: runs statements and transactions, and translates the driver's errors. It knows no table."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any, LiteralString, Protocol, TypeVar

import asyncpg
from pydantic import BaseModel

from appliance.core.message import refusal
from appliance.database.transient import (
    DATABASE_ERRORS,
    away,
    damage,
    is_of_server,
    is_rolled_back,
    is_worth_waiting,
    owes_answer,
)
from appliance.models.errors import (
    BESIDE,
    OUTSIDE,
    DBDamaged,
    DBException,
    DBNotFound,
    DBUnavailable,
    DBUnreadable,
    constraint_message,
    raised_message,
)
from appliance.models.reading import Row, next_cursor, page, read, read_all, read_or_none

__all__ = [
    "DBBase",
    "PinnedConnection",
    "Queryable",
    "Row",
    "Source",
    "Streaming",
    "next_cursor",
    "numbered_rows",
    "page",
    "read",
    "read_all",
    "read_or_none",
    "translated",
]

T = TypeVar("T")
DRIVER_ERRORS = (*DATABASE_ERRORS, OverflowError)
"""What the driver raises; OverflowError for a number that it cannot encode."""


class Queryable(Protocol):
    """A pool, or the connection of one transaction."""

    async def fetch(self, query: str, *args: Any) -> list[Row]: ...
    async def fetchrow(self, query: str, *args: Any) -> Row | None: ...
    async def fetchval(self, query: str, *args: Any) -> Any: ...


class Streaming(Queryable, Protocol):
    """The connection of one transaction, which can also read a long table row by row."""

    def cursor(self, query: str, *args: Any, prefetch: int | None = None) -> AsyncIterable[Row]: ...


class Source(Queryable, Protocol):
    """A pool: it can also lend one connection for a transaction."""

    def acquire(self) -> AbstractAsyncContextManager[Any]: ...


class PinnedConnection:
    """One connection of a pool, kept between statements by a task that runs many of them, one at a time.

    Borrowing and giving back costs as much as a small statement. A broken connection is given back and replaced.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._loan: AbstractAsyncContextManager[Any] | None = None
        self._connection: Any = None

    async def fetch(self, query: str, *args: Any) -> list[Row]:
        async with self._lent() as connection:
            rows: list[Row] = await connection.fetch(query, *args)
            return rows

    async def fetchrow(self, query: str, *args: Any) -> Row | None:
        async with self._lent() as connection:
            row: Row | None = await connection.fetchrow(query, *args)
            return row

    async def fetchval(self, query: str, *args: Any) -> Any:
        async with self._lent() as connection:
            return await connection.fetchval(query, *args)

    async def release(self, error: BaseException | None = None) -> None:
        """Give the connection back to the pool, with the error that ended its use."""
        loan, self._loan, self._connection = self._loan, None, None
        if loan is None:
            return
        try:
            await loan.__aexit__(None if error is None else type(error), error, None)
        except BaseException as same:
            if same is not error:
                raise

    @asynccontextmanager
    async def _lent(self) -> AsyncIterator[Any]:
        if self._connection is None:
            loan = self._source.acquire()
            self._connection = await loan.__aenter__()
            self._loan = loan
        try:
            yield self._connection
        except BaseException as error:
            # the pool closes a broken connection by itself, and nobody else may get an answer that is still owed
            if is_worth_waiting(error) or owes_answer(error):
                await self.release(error)
            raise


@asynccontextmanager
async def translated() -> AsyncIterator[None]:
    """Translate the driver's errors into those of appliance/models/errors.py."""
    try:
        yield
    except DRIVER_ERRORS as error:
        _raise_ours(error)
        raise


def _raise_ours(error: Exception) -> None:
    """Raise our error in place of the driver's; returns for one that is not of the database."""
    match error:
        case DBUnavailable():
            raise error
        case asyncpg.IntegrityConstraintViolationError():
            why = constraint_message(error.constraint_name)
            raise (DBUnreadable(BESIDE) if why == OUTSIDE else DBException(why)) from error
        case asyncpg.RaiseError():
            raise DBException(raised_message(str(error.args[0]), error.detail)) from error
        case asyncpg.DataError() if is_of_server(error):
            # as with a domain: models keep such values out of requests, so one that is stored is at fault
            raise DBUnreadable(BESIDE) from error
        case asyncpg.DataError() | OverflowError():
            raise DBException(OUTSIDE) from error
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        # a cancelled task cannot roll back on a connection that was closed for it: it ends, and does not retry
        raise asyncio.CancelledError from error
    if is_worth_waiting(error):
        raise DBUnavailable(away(error)) from error
    if isinstance(error, asyncpg.PostgresError):
        raise DBDamaged(damage(error)) from error


async def _answer(statement: Awaitable[T]) -> T:
    """The answer of one statement, with errors translated as by `translated`, whose context manager would cost more."""
    try:
        return await statement
    except DRIVER_ERRORS as error:
        _raise_ours(error)
        raise


class DBBase:
    """Runs whole statements. Raises DBException, DBNotFound, DBUnavailable; never the driver's errors."""

    def __init__(self, source: Queryable) -> None:
        self._source = source

    async def _fetch(self, query: LiteralString, *args: Any) -> list[Row]:
        return await _answer(self._source.fetch(query, *args))

    async def _fetchrow(self, query: LiteralString, *args: Any) -> Row | None:
        return await _answer(self._source.fetchrow(query, *args))

    async def _fetchval(self, query: LiteralString, *args: Any) -> Any:
        return await _answer(self._source.fetchval(query, *args))

    async def _one(self, what: str, query: LiteralString, *args: Any) -> Row:
        """The row, or DBNotFound naming `what` and the first argument."""
        row = await self._fetchrow(query, *args)
        if row is None:
            raise DBNotFound(refusal("path.id", "row_not_there", what=what, id=str(args[0])))
        return row


@asynccontextmanager
async def transaction(source: Source) -> AsyncIterator[Streaming]:
    """One connection of the pool, in one transaction."""
    async with translated(), source.acquire() as connection, change_of(connection):
        yield connection


async def run_in_transaction(source: Source, work: Callable[[Streaming], Awaitable[T]]) -> T:
    """The result of `work` in one transaction; one that was rolled back for another transaction is retried once."""
    try:
        async with transaction(source) as connection:
            return await work(connection)
    except DBUnavailable as error:
        if error.__cause__ is None or not is_rolled_back(error.__cause__):
            raise
    async with transaction(source) as connection:
        return await work(connection)


@asynccontextmanager
async def change_of(connection: Any, **options: Any) -> AsyncIterator[None]:
    """A transaction, committed at the end of the body and rolled back after an error.

    A connection that owes an answer is closed instead, which rolls back too: it would not answer a ROLLBACK either, and
    the error of that would hide the first one, or the cancellation.
    """
    change = connection.transaction(**options)
    await change.start()
    try:
        yield
    except BaseException as error:
        if owes_answer(error):
            with suppress(asyncpg.InterfaceError):
                connection.terminate()
        else:
            await change.rollback()
        raise
    else:
        await change.commit()


@asynccontextmanager
async def one_moment(source: Source) -> AsyncIterator[Streaming]:
    """One connection in a read-only transaction that sees the database as it is now throughout."""
    async with (
        translated(),
        source.acquire() as connection,
        change_of(connection, isolation="repeatable_read", readonly=True),
    ):
        yield connection


def numbered_rows(rows: Sequence[BaseModel]) -> str:
    """The rows as a JSON list, for many rows in one statement; `n` is the index of each."""
    listed = ",".join(f'{{"n":{n},' + row.model_dump_json()[1:] for n, row in enumerate(rows))
    return f"[{listed}]"
