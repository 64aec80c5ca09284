"""Hands requests to write a tag to the reader, and records their outcome."""

import asyncio
import logging
from collections import deque
from contextlib import suppress
from uuid import UUID

from appliance.core.backoff import delays_s
from appliance.core.ports import TagOrder, TagReader
from appliance.core.tags import WrittenOutcome
from appliance.database.channels import Notice, Resync
from appliance.models.base_db import Queryable
from appliance.models.errors import DBUnavailable
from appliance.models.programmings_db import ProgrammingsDB, WantedTag

log = logging.getLogger(__name__)

LONGEST_S = 600.0
"""Longest time between two queries for a request to write a tag, where no notice arrives."""


class TagProgramming:
    """`on_notice` and `on_written` are called by listener and driver; `run` does the work."""

    def __init__(self, source: Queryable, reader: TagReader) -> None:
        self._programmings = ProgrammingsDB(source)
        self._reader = reader
        self._handed: UUID | None = None
        """Id of the request last given to the reader; not given again while its outcome is not recorded yet."""
        self._written: deque[tuple[TagOrder, WrittenOutcome, str | None]] = deque()
        self._news = asyncio.Event()

    def on_notice(self, notice: Notice | Resync) -> None:
        """Called by the listener."""
        if isinstance(notice, Resync) or notice.table == "programmings":
            self._news.set()

    def on_written(self, order: TagOrder, outcome: WrittenOutcome, other: str | None) -> None:
        """Called by the driver."""
        self._written.append((order, outcome, other))
        self._news.set()

    async def run(self) -> None:
        """Work until cancelled; what cannot be written now is written later."""
        delays = delays_s()
        while True:
            self._news.clear()
            try:
                await self._record()
                wait_s = await self._follow()
                delays = delays_s()
            except DBUnavailable as error:
                log.info("what becomes of tags waits: %s", error)
                await asyncio.sleep(next(delays))
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._news.wait()

    async def _record(self) -> None:
        while self._written:
            order, outcome, other = self._written[0]
            await self._programmings.end(order.id, order.arrow_id, outcome, other)
            self._written.popleft()

    async def _follow(self) -> float:
        """Give the request that is open now to the reader; returns the seconds until the next query."""
        wanted = await self._programmings.wanted()
        if wanted is None:
            self._reader.order(None)
            return LONGEST_S
        if wanted.left_s <= 0:
            self._reader.order(None)
            if not self._reader.is_writing:
                await self._programmings.expire(wanted.id)
            return LONGEST_S
        if wanted.id != self._handed:
            self._reader.order(await self._order_of(wanted))
            self._handed = wanted.id
        return wanted.left_s

    async def _order_of(self, wanted: WantedTag) -> TagOrder:
        return TagOrder(wanted.id, wanted.arrow_id, await self._programmings.others(wanted.arrow_id))
