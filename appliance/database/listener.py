"""Listens for notices on one connection, for as long as the process lives."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import asyncpg

from appliance.core.backoff import delays_s
from appliance.core.message import Message, message
from appliance.database.channels import Notice, Resync, parse_notice
from appliance.database.location import DatabaseLocation, Wing
from appliance.database.pool import CONNECT_TIMEOUT_S, Connection
from appliance.database.readiness import Readiness
from appliance.database.transient import DATABASE_ERRORS, away, is_worth_waiting

log = logging.getLogger(__name__)

PROBE_S = 10.0
LONGEST_PAUSE_S = 2.0


class Listener:
    """Calls `on_notice` with every notice, and with Resync after each gap, the first connection included."""

    def __init__(
        self,
        location: DatabaseLocation,
        role: Wing,
        channel: str,
        on_notice: Callable[[Notice | Resync], None],
        readiness: Readiness | None = None,
    ) -> None:
        self._location = location
        self._role = role
        self._channel = channel
        self._on_notice = on_notice
        self._readiness = readiness
        self.is_connected = False
        self._reason: Message | None = None

    def waits_for(self) -> Message | None:
        """The reason for waiting while not connected; None while connected."""
        return None if self.is_connected else (self._reason or message("the_database"))

    async def run(self) -> None:
        """Listen until cancelled; a lost connection is opened again with growing pauses."""
        delays = delays_s(first=0.1, longest=LONGEST_PAUSE_S)
        while True:
            if self._readiness is not None:
                await self._readiness.wait()
            try:
                await self._connect_and_listen()
                delays = delays_s(first=0.1, longest=LONGEST_PAUSE_S)
            except DATABASE_ERRORS as error:
                if not is_worth_waiting(error):
                    raise
                if self._reason is None:
                    log.warning("listener: %s does not answer: %s", self._location, error or type(error).__name__)
                self._reason = away(error)
            await asyncio.sleep(next(delays))

    async def _connect_and_listen(self) -> None:
        connection = await asyncpg.connect(
            **self._location.connect_arguments(f"arch-stats {self._role} listener", self._role),
            timeout=CONNECT_TIMEOUT_S,
            command_timeout=CONNECT_TIMEOUT_S,
        )
        try:
            await self._listen(connection)
        finally:
            self.is_connected = False
            connection.terminate()

    async def _listen(self, connection: Connection) -> None:
        closed = asyncio.Event()
        connection.add_termination_listener(lambda _: closed.set())
        await connection.add_listener(self._channel, self._on_notify)
        self.is_connected, self._reason = True, None
        self._on_notice(Resync())
        while not closed.is_set():
            try:
                async with asyncio.timeout(PROBE_S):
                    await closed.wait()
            except TimeoutError:
                # a server that vanished without closing the connection is noticed only by a query
                await connection.fetchval("SELECT 1", timeout=CONNECT_TIMEOUT_S)

    def _on_notify(self, connection: Any, pid: int, channel: str, payload: object) -> None:
        del connection, pid, channel
        notice = parse_notice(str(payload))
        if notice is not None:
            self._on_notice(notice)
