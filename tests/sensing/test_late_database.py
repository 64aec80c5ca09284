"""The database comes a minute after the first arrows: they wait on disk, and have the moments at which they landed."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from appliance.core.coincidence import Coincidence
from appliance.core.events import BurstKey
from appliance.database.location import DatabaseLocation
from appliance.database.pool import open_pool
from appliance.database.readiness import Readiness
from appliance.runtime.background import background
from appliance.sensing.journal import Journal
from appliance.sensing.journal_thread import JournalThread
from appliance.sensing.measure import measurer
from appliance.sensing.pipeline import Pipeline
from appliance.sensing.reporter import Reporter
from tests.builders import a_survey
from tests.models.helpers import Tables
from tests.models.test_clock import Computer
from tests.sensing.bench import WAIT_S, an_impact, until

PACE_S = 20.0
ARROWS = 3


async def test_a_database_that_comes_a_minute_late_finds_every_arrow_where_and_when_it_was(
    tables: Tables, location: DatabaseLocation, tmp_path: Path
) -> None:
    session_id = await tables.session()
    started_at: datetime = await tables.admin.fetchval("SELECT clock_timestamp()")
    appliance_id = await tables.admin.fetchval("SELECT own_appliance_id()")
    computer, readiness = Computer(started_at), Readiness()
    acknowledged: list[BurstKey] = []
    journal = JournalThread(Journal(tmp_path))
    async with open_pool(location, "arch_sensing", readiness=readiness) as pool:
        clock = computer.clock(pool)
        pipeline = Pipeline(
            pool,
            journal=journal,
            coincidence=Coincidence,
            measurer=measurer(a_survey()),
            clock=clock,
            reporter=Reporter(pool),
            acknowledge=acknowledged.append,
            now_us=lambda: computer.mono_us,
        )
        try:
            async with background(pipeline=pipeline.run(clock.record)):
                for number in range(1, ARROWS + 1):
                    computer.wait(PACE_S)
                    pipeline.emit(an_impact(number, loop_us=computer.mono_us))
                    # the node may forget it: it is on disk
                    await until(lambda wanted=number: len(acknowledged) == wanted)  # type: ignore[misc]
                assert pipeline.waiting_events == ARROWS
                assert pipeline.waits_for() is not None
                # waiting is not being stuck: nothing is started again for it
                assert pipeline.stuck_for_s() == 0.0
                assert await tables.admin.fetchval("SELECT count(*) FROM detections") == 0
                readiness.open(appliance_id)
                async with asyncio.timeout(WAIT_S):
                    await pipeline.drain()
                assert (pipeline.waits_for(), pipeline.waiting_events, pipeline.set_aside_count) == (None, 0, 0)
        finally:
            await journal.close()
    assert await landed(tables) == [
        (number, started_at + timedelta(seconds=PACE_S * number), session_id) for number in range(1, ARROWS + 1)
    ]


async def landed(tables: Tables) -> list[tuple[Any, ...]]:
    rows = await tables.admin.fetch(
        """
        SELECT d.sequence, s.arrow_landing_time, s.session_id
          FROM shots AS s JOIN detections AS d ON d.id = s.detection_id ORDER BY s.arrow_landing_time
        """
    )
    return [tuple(row) for row in rows]
