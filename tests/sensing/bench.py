"""A pipeline on a bench: real journal, real PostgreSQL, and the clock in our hands."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from appliance.core.coincidence import Coincidence
from appliance.core.events import Air, Burst, BurstKey
from appliance.database.pool import Pool
from appliance.runtime.background import background
from appliance.sensing.entries import Entry, Recordable, encode
from appliance.sensing.journal import Journal
from appliance.sensing.journal_thread import JournalThread
from appliance.sensing.measure import Measurer, measurer
from appliance.sensing.pipeline import Pipeline
from appliance.sensing.reporter import Reporter
from drivers.sim.virtual_butt import VirtualButt
from tests.builders import a_burst, a_survey
from tests.models.helpers import Tables

WAIT_S = 30


def an_impact(sequence: int, x: float = 650.0, y: float = 650.0, loop_us: float = 0.0, **changes: Any) -> Burst:
    measured: dict[str, Any] = {
        "ticks": VirtualButt().ticks(x, y, sequence * 1e6, random.Random(sequence)),
        "air": Air(18.0, 55.0, 101_325.0),
        "loop_us": loop_us,
    }
    return a_burst(sequence, **{**measured, **changes})


class BenchClock:
    """The monotonic clock began when this was made."""

    def __init__(self) -> None:
        self.kernel_boot = "this boot"
        self.began_at = datetime.now(UTC)

    def clock_id_of(self, kernel_boot: str) -> UUID | None:
        return None

    def date_of(self, kernel_boot: str, at_us: float, stored: datetime) -> datetime:
        return self.began_at + timedelta(microseconds=at_us) if kernel_boot == self.kernel_boot else stored


class Bench:
    def __init__(
        self, pool: Pool, folder: Path, coincidence: Coincidence | None = None, measure: Measurer | None = None
    ) -> None:
        pairing = coincidence or Coincidence()
        self.now_us = 0.0
        self.acknowledged: list[BurstKey] = []
        self.clock = BenchClock()
        self.reporter = Reporter(pool)
        self.journal = JournalThread(Journal(folder))
        self.pipeline = Pipeline(
            pool,
            journal=self.journal,
            coincidence=lambda: Coincidence(pairing.expects_pulses, pairing.believe_without_pulse),
            measurer=measure or measurer(a_survey()),
            clock=self.clock,
            reporter=self.reporter,
            acknowledge=self.acknowledged.append,
            now_us=lambda: self.now_us,
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        try:
            async with background(pipeline=self.pipeline.run()):
                yield
        finally:
            await self.journal.close()

    async def drained(self) -> None:
        async with asyncio.timeout(WAIT_S):
            await self.pipeline.drain()


def an_entry(event: Recordable, at: datetime | None = None) -> Entry:
    """As an earlier run wrote it, before this computer was started anew."""
    return Entry(event, "an earlier boot", at or datetime.now(UTC))


def left_by_the_last_run(folder: Path, *entries: Entry) -> None:
    journal = Journal(folder)
    journal.append([encode(entry) for entry in entries])
    journal.close()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not condition():
            await asyncio.to_thread(int)


async def until_recorded(tables: Tables, sequence: int) -> None:
    async with asyncio.timeout(WAIT_S):
        while sequence not in await recorded(tables):
            await asyncio.to_thread(int)


async def recorded(tables: Tables) -> list[int]:
    rows = await tables.admin.fetch("SELECT sequence FROM detections ORDER BY sequence")
    return [row["sequence"] for row in rows]
