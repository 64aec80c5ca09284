"""Connection pools, one per wing, each with its own role."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeAlias, TypeVar

import asyncpg

from appliance.core.backoff import delays_s
from appliance.core.message import message, message_of
from appliance.database import codecs
from appliance.database.errors import DatabaseRefused, DatabaseUnavailable
from appliance.database.location import DatabaseLocation, Role, Wing
from appliance.database.readiness import Readiness
from appliance.database.transient import (
    DATABASE_ERRORS,
    LINK_ERRORS,
    is_rolled_back,
    is_worth_waiting,
    owes_answer,
    sqlstate,
)

log = logging.getLogger(__name__)

ANSWER_WITHIN_S = 3.0
"""Longest time for a statement, and for getting a connection: a page that waits longer looks dead."""
CONNECT_TIMEOUT_S = 3.0
CLOSE_WITHIN_S = 2.0
ASK_AGAIN_S = 0.02
"""Longest pause between two attempts to connect at a start, s: phones wait for it, and an attempt takes 0.1 ms."""
# errors that no waiting cures at the start: wrong credentials, no such database, a missing right
REFUSED_CLASSES = ("28", "3D", "42")

set_codecs = codecs.set_codecs

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Row: TypeAlias = asyncpg.Record
T = TypeVar("T")


class Pool:
    """Connections that are opened when they are first needed. Every statement answers or fails within a bounded time; a
    connection that owes an answer is closed. A statement that was rolled back for another transaction is retried once.

    With `keeps_at_hand` a returned connection is kept here for the next user, unless somebody waits or it is closed:
    the driver's own pool takes a task and a turn of the event loop each time, as much as a small statement. Only for
    connections that are returned without locks and changed settings, which the driver's pool would reset.
    """

    def __init__(
        self,
        pool: "asyncpg.Pool[asyncpg.Record]",
        readiness: Readiness | None,
        lend_within_s: float | None,
        *,
        keeps_at_hand: bool,
    ) -> None:
        self._pool = pool
        self._readiness = readiness
        self._lend_within_s = lend_within_s
        self._keeps_at_hand = keeps_at_hand
        self._at_hand: list[Any] = []
        self._waiting = 0

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Any]:
        """A connection for as long as the body lasts."""
        connection = await self._take()
        try:
            yield connection
        except BaseException as error:
            await self._return_after(error, connection)
            raise
        await self._return(connection)

    async def fetch(self, query: str, *args: Any) -> list[Row]:
        """The rows of a whole statement."""
        return await self._run(lambda connection: connection.fetch(query, *args))

    async def fetchrow(self, query: str, *args: Any) -> Row | None:
        """The first row of a whole statement."""
        return await self._run(lambda connection: connection.fetchrow(query, *args))

    async def fetchval(self, query: str, *args: Any) -> Any:
        """The first value of a whole statement."""
        return await self._run(lambda connection: connection.fetchval(query, *args))

    async def execute(self, query: str, *args: Any) -> str:
        """The server's command tag for a whole statement."""
        return await self._run(lambda connection: connection.execute(query, *args))

    async def warm(self, connections: int) -> None:
        """Open this many connections at once, so that the first requests need not."""
        for connection in await asyncio.gather(*(self._take() for _ in range(connections))):
            await self._return(connection)

    def get_size(self) -> int:
        """How many connections there are."""
        return self._pool.get_size()

    def get_idle_size(self) -> int:
        """How many of them are not lent."""
        return self._pool.get_idle_size() + len(self._at_hand)

    async def close(self) -> None:
        """Close all connections; where the server does not answer in time, they are terminated."""
        with suppress(asyncpg.PostgresError, *LINK_ERRORS):
            async with asyncio.timeout(CLOSE_WITHIN_S):
                while self._at_hand:
                    await self._pool.release(self._at_hand.pop())
                await self._pool.close()
                return
        self._pool.terminate()

    async def _run(self, ask: Callable[[Any], Awaitable[T]]) -> T:
        try:
            return await self._run_once(ask)
        except asyncpg.PostgresError as error:
            if not is_rolled_back(error):
                raise
        return await self._run_once(ask)

    async def _run_once(self, ask: Callable[[Any], Awaitable[T]]) -> T:
        connection = await self._take()
        try:
            answer = await ask(connection)
        except BaseException as error:
            await self._return_after(error, connection)
            raise
        await self._return(connection)
        return answer

    async def _take(self) -> Any:
        if self._readiness is not None:
            self._readiness.require()
        while self._at_hand:
            connection = self._at_hand.pop()
            if not _is_gone(connection):
                return connection
            await self._pool.release(connection, timeout=CLOSE_WITHIN_S)
        self._waiting += 1
        try:
            return await self._pool.acquire(timeout=self._lend_within_s)
        finally:
            self._waiting -= 1

    async def _return(self, connection: Any) -> None:
        if self._waiting or not self._keeps_at_hand or _is_gone(connection):
            await self._pool.release(connection, timeout=CLOSE_WITHIN_S)
        else:
            self._at_hand.append(connection)

    async def _return_after(self, error: BaseException, connection: Any) -> None:
        if owes_answer(error):
            # a transaction may have closed the connection already, which must not hide the first error
            with suppress(asyncpg.InterfaceError):
                connection.terminate()
        await self._pool.release(connection, timeout=CLOSE_WITHIN_S)


def _is_gone(connection: Any) -> bool:
    try:
        gone: bool = connection.is_closed()
    except asyncpg.InterfaceError:
        # the server ended it: the driver's pool has taken it back already
        return True
    return gone


async def connect_patiently(
    location: DatabaseLocation, application_name: str, patience_s: float, role: Role | None = None
) -> Connection:
    """A connection as `role` or as the owner, waiting up to `patience_s` for the server.

    Raises DatabaseRefused or DatabaseUnavailable with advice.
    """
    loop = asyncio.get_running_loop()
    give_up_at = loop.time() + patience_s
    # a server that is being started is ready in a moment
    delays = delays_s(first=ASK_AGAIN_S, longest=ASK_AGAIN_S)
    is_logged = False
    while True:
        try:
            within_s = min(CONNECT_TIMEOUT_S, max(patience_s, 0.1))
            return await asyncpg.connect(**location.connect_arguments(application_name, role), timeout=within_s)
        except DATABASE_ERRORS as error:
            if isinstance(error, asyncpg.PostgresError) and sqlstate(error)[:2] in REFUSED_CLASSES:
                raise DatabaseRefused(
                    message("database_refuses", database=location.description, why=str(error))
                ) from error
            if not is_worth_waiting(error):
                raise
            pause = next(delays)
            if loop.time() + pause > give_up_at:
                why = message_of(error)
                raise DatabaseUnavailable(
                    message("database_unreachable", database=location.description, why=why)
                ) from error
            if not is_logged:
                log.info("waiting for %s", location)
                is_logged = True
            await asyncio.sleep(pause)


async def _skip_reset(connection: Connection) -> None:
    """Does nothing, since statements run alone or in a transaction and leave nothing behind on a connection.

    The driver's own reset would be a second round trip after every statement.
    """


@asynccontextmanager
async def open_pool(
    location: DatabaseLocation,
    role: Wing,
    *,
    max_size: int = 10,
    readiness: Readiness | None = None,
    answer_within_s: float | None = None,
) -> AsyncIterator[Pool]:
    """A pool whose connections log in as `role`; the server need not be there yet.

    `answer_within_s`: longest time for a statement, None for ANSWER_WITHIN_S.
    """
    pool = await asyncpg.create_pool(
        **location.connect_arguments(f"arch-stats {role}", role),
        min_size=0,
        max_size=max_size,
        init=set_codecs,
        reset=_skip_reset,
        command_timeout=ANSWER_WITHIN_S if answer_within_s is None else answer_within_s,
        timeout=CONNECT_TIMEOUT_S,
    )
    lent = Pool(pool, readiness, ANSWER_WITHIN_S, keeps_at_hand=True)
    try:
        yield lent
    finally:
        await lent.close()


@asynccontextmanager
async def open_archive(location: DatabaseLocation, application_name: str) -> AsyncIterator[Pool]:
    """A pool of one connection for the archive, whose statements on whole tables have no time limit."""
    pool = await asyncpg.create_pool(
        **location.connect_arguments(application_name, "arch_archive"),
        min_size=1,
        max_size=1,
        init=set_codecs,
        timeout=CONNECT_TIMEOUT_S,
    )
    # an import leaves a lock and settings behind
    lent = Pool(pool, None, None, keeps_at_hand=False)
    try:
        yield lent
    finally:
        await lent.close()
