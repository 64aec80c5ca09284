"""Tells whether the database is ready: no statement runs before its schema is up to date."""

import asyncio
from uuid import UUID

from appliance.core.message import Message, message
from appliance.database.errors import DatabaseUnavailable

STARTING = message("database_starting")


class Readiness:
    """Closed until the schema is up to date; pools ask it before they lend a connection."""

    def __init__(self) -> None:
        self._opened = asyncio.Event()
        self.reason = STARTING
        self.appliance_id: UUID | None = None

    @property
    def is_open(self) -> bool:
        """Whether statements may run."""
        return self._opened.is_set()

    def open(self, appliance_id: UUID) -> None:
        """Open, as the schema is up to date; `appliance_id`: the appliance that it belongs to."""
        self.appliance_id = appliance_id
        self._opened.set()

    def refuse(self, reason: Message) -> None:
        """Stay closed, for this reason."""
        self.reason = reason

    async def wait(self) -> None:
        """Wait until statements may run."""
        await self._opened.wait()

    def require(self) -> None:
        """Raises DatabaseUnavailable while closed."""
        if not self.is_open:
            raise DatabaseUnavailable(self.reason)
