"""Connection pools, one per wing, each with its own role."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeAlias

import asyncpg

from appliance.core.backoff import delays_s
from appliance.database.codecs import set_codecs
from appliance.database.errors import DatabaseUnavailable
from appliance.database.location import DatabaseLocation, Wing

log = logging.getLogger(__name__)

COMMAND_TIMEOUT_S = 15.0
CONNECT_TIMEOUT_S = 5.0
# what a server that is starting, stopping or away answers
AWAY = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.ObjectNotInPrerequisiteStateError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
REFUSED = (
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InsufficientPrivilegeError,
)

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def connect_patiently(location: DatabaseLocation, application_name: str, patience_s: float) -> Connection:
    """A connection, waiting up to `patience_s` for the server. Raises DatabaseUnavailable with what to do."""
    loop = asyncio.get_running_loop()
    give_up_at = loop.time() + patience_s
    delays = delays_s(first=0.05)
    while True:
        try:
            return await asyncpg.connect(**location.connect_arguments(application_name), timeout=CONNECT_TIMEOUT_S)
        except REFUSED as error:
            raise DatabaseUnavailable(
                f"{location} refuses the connection ({error}): check the POSTGRES_* settings"
            ) from error
        except AWAY as error:
            pause = next(delays)
            if loop.time() + pause > give_up_at:
                raise DatabaseUnavailable(
                    f"{location} does not answer ({error or type(error).__name__}): "
                    "start the server, or correct the POSTGRES_* settings"
                ) from error
            log.info("waiting for %s", location)
            await asyncio.sleep(pause)


async def _leave_as_it_is(connection: Connection) -> None:
    """Statements run alone or in a transaction and leave nothing behind, so a returned connection needs no reset.

    The driver's own reset would be a second round trip after every statement.
    """


@asynccontextmanager
async def open_pool(
    location: DatabaseLocation, role: Wing, *, min_size: int = 1, max_size: int = 10
) -> AsyncIterator[Pool]:
    """A pool whose connections act as `role`."""
    async with asyncpg.create_pool(
        **location.connect_arguments(f"arch-stats {role}", role),
        min_size=min_size,
        max_size=max_size,
        init=set_codecs,
        reset=_leave_as_it_is,
        command_timeout=COMMAND_TIMEOUT_S,
        timeout=CONNECT_TIMEOUT_S,
    ) as pool:
        yield pool


@asynccontextmanager
async def open_as_owner(location: DatabaseLocation, application_name: str) -> AsyncIterator[Pool]:
    """One connection as the database's owner, for what no wing may do: whole tables out and in."""
    async with asyncpg.create_pool(
        **location.connect_arguments(application_name), min_size=1, max_size=1, init=set_codecs
    ) as pool:
        yield pool
