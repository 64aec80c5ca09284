"""A source of rows in which all statements of one request can be one transaction."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

import asyncpg

from appliance.database.transient import is_rolled_back
from appliance.models.base_db import Queryable, Row, Source, change_of, translated

T = TypeVar("T")


class OneChange:
    """A pool; within `change()` one connection of it, in one transaction that is committed at the end of the body."""

    def __init__(self, pool: Source) -> None:
        self._pool = pool

    async def fetch(self, query: str, *args: Any) -> list[Row]:
        """The rows of a whole statement."""
        return await self._ask(lambda source: source.fetch(query, *args))

    async def fetchrow(self, query: str, *args: Any) -> Row | None:
        """The first row of a whole statement."""
        return await self._ask(lambda source: source.fetchrow(query, *args))

    async def fetchval(self, query: str, *args: Any) -> Any:
        """The first value of a whole statement."""
        return await self._ask(lambda source: source.fetchval(query, *args))

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Any]:
        """A connection while the body lasts; within `change()` a transaction on it is a savepoint."""
        change = _present()
        if change is not None:
            yield await change.connection()
            return
        async with self._pool.acquire() as connection:
            yield connection

    @asynccontextmanager
    async def change(self) -> AsyncIterator["Change"]:
        """Commit all statements of the body, or none. The connection is taken at the first statement."""
        async with translated(), AsyncExitStack() as held:
            change = Change(self._pool, held)
            token = _CHANGE.set(change)
            try:
                yield change
            finally:
                # tasks started by the body have the same context
                change.is_over = True
                _CHANGE.reset(token)

    async def _ask(self, ask: Callable[[Queryable], Awaitable[T]]) -> T:
        change = _present()
        return await (ask(self._pool) if change is None else change.ask(ask))


class Change:
    """One transaction; each statement has a savepoint, so that one that fails does not abort the others."""

    def __init__(self, pool: Source, held: AsyncExitStack) -> None:
        self._pool = pool
        self._held = held
        self._connection: Any = None
        self.is_over = False

    @property
    def has_begun(self) -> bool:
        """Whether a statement was run."""
        return self._connection is not None

    async def connection(self) -> Any:
        """The connection, in its transaction."""
        if self._connection is None:
            connection = await self._held.enter_async_context(self._pool.acquire())
            await self._held.enter_async_context(change_of(connection))
            self._connection = connection
        return self._connection

    async def ask(self, ask: Callable[[Queryable], Awaitable[T]]) -> T:
        """The result of `ask`, which runs again if it was rolled back by a deadlock or conflict."""
        connection = await self.connection()
        try:
            async with change_of(connection):
                return await ask(connection)
        except asyncpg.PostgresError as error:
            if not is_rolled_back(error):
                raise
        async with change_of(connection):
            return await ask(connection)


_CHANGE: ContextVar[Change | None] = ContextVar("change", default=None)


def _present() -> Change | None:
    change = _CHANGE.get()
    return None if change is None or change.is_over else change
