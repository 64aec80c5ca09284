"""The ground under every XyzDB: three ways to ask, one way to translate what goes wrong. It knows no table."""

from collections.abc import AsyncIterable, AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, LiteralString, Protocol

import asyncpg

from appliance.models.errors import DBException, DBNotFound, DBUnavailable, constraint_sentence
from appliance.models.reading import Row, next_cursor, page, read, read_all, read_or_none

__all__ = [
    "DBBase",
    "Kept",
    "Queryable",
    "Row",
    "Source",
    "Streaming",
    "next_cursor",
    "page",
    "read",
    "read_all",
    "read_or_none",
    "translated",
]

_AWAY = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.ObjectNotInPrerequisiteStateError,  # the database takes no connections at present
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection that the server hung up on between two statements
)


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


class Kept:
    """One connection of a pool, kept between statements by a task that asks often, and one thing at a time.

    Borrowing and giving back costs as much as a small statement. A connection that broke is given back, another taken.
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

    async def release(self) -> None:
        """Give it back."""
        loan, self._loan, self._connection = self._loan, None, None
        if loan is not None:
            await loan.__aexit__(None, None, None)

    @asynccontextmanager
    async def _lent(self) -> AsyncIterator[Any]:
        if self._connection is None:
            loan = self._source.acquire()
            self._connection = await loan.__aenter__()
            self._loan = loan
        try:
            yield self._connection
        except _AWAY:
            # the pool takes a broken connection away from under us
            await self.release()
            raise


@asynccontextmanager
async def translated() -> AsyncIterator[None]:
    """The driver's errors become ours."""
    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as error:
        raise DBException(constraint_sentence(error.constraint_name)) from error
    except asyncpg.RaiseError as error:
        raise DBException(str(error.args[0])) from error
    except (asyncpg.DataError, OverflowError) as error:
        raise DBException("a value is outside what can be stored") from error
    except _AWAY as error:
        raise DBUnavailable("the database is away; try again in a moment") from error


class DBBase:
    """Runs whole statements. Raises DBException, DBNotFound, DBUnavailable; never the driver's errors."""

    def __init__(self, source: Queryable) -> None:
        self._source = source

    async def _fetch(self, query: LiteralString, *args: Any) -> list[Row]:
        async with translated():
            return await self._source.fetch(query, *args)

    async def _fetchrow(self, query: LiteralString, *args: Any) -> Row | None:
        async with translated():
            return await self._source.fetchrow(query, *args)

    async def _fetchval(self, query: LiteralString, *args: Any) -> Any:
        async with translated():
            return await self._source.fetchval(query, *args)

    async def _one(self, what: str, query: LiteralString, *args: Any) -> Row:
        """The row, or DBNotFound naming `what` and the first argument."""
        row = await self._fetchrow(query, *args)
        if row is None:
            raise DBNotFound(f"path.id: there is no {what} {args[0]}")
        return row


@asynccontextmanager
async def transaction(source: Source) -> AsyncIterator[Streaming]:
    """One connection of the pool, in one transaction."""
    async with translated(), source.acquire() as connection, connection.transaction():
        yield connection


@asynccontextmanager
async def one_moment(source: Source) -> AsyncIterator[Streaming]:
    """One connection that sees the whole database as it is now, and changes nothing."""
    async with (
        translated(),
        source.acquire() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        yield connection
