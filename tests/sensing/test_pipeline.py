"""Events in, rows out: real journal, real PostgreSQL."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from appliance.background import background
from appliance.core.coincidence import Coincidence
from appliance.core.events import Air, Burst, BurstKey, ImpactPulse, NodeStatus
from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool
from appliance.sensing.journal import Entry, Journal
from appliance.sensing.measure import measurer
from appliance.sensing.pipeline import INBOX_EVENTS, Pipeline
from appliance.sensing.range_context import RangeContext
from appliance.sensing.recorder import Recorder
from appliance.sensing.reporter import Reporter
from drivers.sim.virtual_butt import VirtualButt
from tests.builders import NOW, a_burst, a_survey
from tests.models.helpers import Tables
from tests.postgres import Cluster

WAIT_S = 20
DICE = random.Random(7)


def an_impact(sequence: int, x: float = 650.0, y: float = 650.0, loop_us: float = 0.0) -> Burst:
    ticks = VirtualButt().ticks(x, y, sequence * 1e6, DICE)
    return a_burst(sequence, ticks=ticks, air=Air(18.0, 55.0, 101_325.0), loop_us=loop_us)


class Bench:
    """A pipeline on a bench, with its clock in our hands."""

    def __init__(self, pool: Pool, folder: Path, coincidence: Coincidence | None = None) -> None:
        self.now_us = 0.0
        self.acknowledged: list[BurstKey] = []
        self.context = RangeContext(pool)
        self.reporter = Reporter(pool, a_survey())
        self.journal = Journal(folder)
        self.pipeline = Pipeline(
            journal=self.journal,
            coincidence=coincidence or Coincidence(),
            measurer=measurer(a_survey()),
            recorder=Recorder(pool),
            context=self.context,
            reporter=self.reporter,
            acknowledge=self.acknowledged.append,
            now_us=lambda: self.now_us,
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        await self.context.refresh()
        async with background(pipeline=self.pipeline.run()):
            yield

    async def drained(self) -> None:
        async with asyncio.timeout(WAIT_S):
            await self.pipeline.drain()


async def test_an_impact_becomes_a_detection_and_a_shot(tables: Tables, sensing_pool: Pool, tmp_path: Path) -> None:
    session_id = await tables.session()
    await tables.target(session_id)
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        bench.pipeline.emit(an_impact(1, 650, 700))
        await bench.drained()
    row = await tables.admin.fetchrow(
        "SELECT shots.*, outcome FROM shots JOIN detections ON detections.id = detection_id"
    )
    assert row is not None
    assert abs(row["x"] - 650) < 2
    assert abs(row["y"] - 700) < 2
    assert (row["points"], row["outcome"], row["source"]) == (9, "located", "sensor")
    assert row["sigma_major"] > 0
    assert bench.acknowledged == [BurstKey("archstats-1", 77, 1)]


async def test_the_same_burst_twice_is_one_shot(tables: Tables, sensing_pool: Pool, tmp_path: Path) -> None:
    await tables.session()
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        burst = an_impact(1)
        for _ in range(3):
            bench.pipeline.emit(burst)
        await bench.drained()
    assert await tables.admin.fetchval("SELECT count(*) FROM shots") == 1
    # each copy is acknowledged: the node must be able to forget it
    assert len(bench.acknowledged) == 3


async def test_without_a_session_there_is_a_detection_and_no_shot(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        bench.pipeline.emit(an_impact(1))
        await bench.drained()
    assert await tables.admin.fetchval("SELECT outcome FROM detections") == "no_session"
    assert await tables.admin.fetchval("SELECT count(*) FROM shots") == 0


async def test_while_the_database_is_away_no_arrow_is_lost(
    tables: Tables, location: DatabaseLocation, sensing_pool: Pool, tmp_path: Path, cluster: Cluster
) -> None:
    session_id = await tables.session()
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        await tables.admin.close()
        await cluster.allow(location, connections=False)
        await cluster.disconnect(location)
        for sequence in range(1, 6):
            bench.pipeline.emit(an_impact(sequence))
        async with asyncio.timeout(WAIT_S):
            # durable, though nothing can be recorded
            while len(bench.acknowledged) < 5 or not bench.pipeline._recorder.is_waiting:
                await asyncio.to_thread(lambda: None)
        bench.now_us = 60e6
        # waiting for the database is not being stuck: the watchdog must not bite
        assert bench.pipeline.stuck_for_s() == 0
        await cluster.allow(location, connections=True)
        await bench.drained()
    async with sensing_pool.acquire() as connection:
        assert await connection.fetchval("SELECT count(*) FROM shots WHERE session_id = $1", session_id) == 5


async def test_what_the_last_run_left_is_worked_off_once(tables: Tables, sensing_pool: Pool, tmp_path: Path) -> None:
    session_id = await tables.session()
    left = Journal(tmp_path)
    left.append([Entry(an_impact(k), session_id, True) for k in range(1, 4)])
    left.close()
    for _ in range(2):
        bench = Bench(sensing_pool, tmp_path)
        async with bench.running():
            bench.pipeline.emit(an_impact(9))
            await bench.drained()
    rows = await tables.admin.fetch("SELECT sequence FROM detections ORDER BY sequence")
    assert [row["sequence"] for row in rows] == [1, 2, 3, 9]


async def test_an_impact_belongs_to_the_session_that_was_open_when_it_was_heard(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    first = await tables.session()
    await tables.admin.execute("UPDATE sessions SET is_opened = false, end_time = start_time")
    second = await tables.session()
    left = Journal(tmp_path)
    left.append([Entry(an_impact(1), first, True), Entry(an_impact(2), None, False)])
    left.close()
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        bench.pipeline.emit(an_impact(3))
        await bench.drained()
    rows = await tables.admin.fetch("SELECT session_id FROM detections ORDER BY sequence")
    assert [row["session_id"] for row in rows] == [first, second, second]


async def test_a_session_deleted_meanwhile_leaves_the_detection(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    await tables.session()
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        await tables.admin.execute("DELETE FROM sessions")
        bench.pipeline.emit(an_impact(1))
        await bench.drained()
    row = await tables.admin.fetchrow("SELECT outcome, session_id FROM detections")
    assert row is not None
    assert (row["outcome"], row["session_id"]) == ("no_session", None)


async def test_a_burst_that_nobody_felt_is_noise_by_setting(tables: Tables, sensing_pool: Pool, tmp_path: Path) -> None:
    await tables.session()
    bench = Bench(sensing_pool, tmp_path, Coincidence(expects_pulses=True, believe_without_pulse=False))
    async with bench.running():
        bench.pipeline.emit(an_impact(1, loop_us=0.0))
        bench.pipeline.emit(an_impact(2, loop_us=1_000_000.0))
        bench.pipeline.emit(ImpactPulse(17, NOW, 1_000_000.0))
        await bench.drained()
        bench.now_us = 2_000_000.0
        bench.pipeline.emit(an_impact(3, loop_us=2_000_000.0))
        bench.pipeline.emit(ImpactPulse(17, NOW, 2_000_000.0))
        await bench.drained()
    rows = await tables.admin.fetch("SELECT sequence, outcome FROM detections ORDER BY sequence")
    assert [tuple(row) for row in rows][1:] == [(2, "located"), (3, "located")]
    assert await tables.admin.fetchval("SELECT count(*) FROM shots") == 2


async def test_a_full_inbox_counts_what_it_drops(sensing_pool: Pool, tmp_path: Path) -> None:
    bench = Bench(sensing_pool, tmp_path)
    for sequence in range(INBOX_EVENTS + 3):
        bench.pipeline.emit(a_burst(sequence))
    assert bench.pipeline.dropped == 3
    bench.journal.close()


async def test_node_states_reach_the_database(tables: Tables, sensing_pool: Pool, tmp_path: Path) -> None:
    told: asyncio.Queue[str] = asyncio.Queue()
    await tables.admin.add_listener("archy", lambda *event: told.put_nowait(str(event[3])))
    bench = Bench(sensing_pool, tmp_path)
    async with background(report=bench.reporter.run()):
        bench.pipeline.emit(NodeStatus("/dev/node", "connecting", NOW))
        await asyncio.wait_for(told.get(), WAIT_S)
        bench.pipeline.emit(NodeStatus("/dev/node", "lost", NOW, "cable out"))
        await asyncio.wait_for(told.get(), WAIT_S)
    bench.journal.close()
    row = await tables.admin.fetchrow("SELECT state, detail FROM nodes")
    assert row is not None
    assert tuple(row) == ("lost", "cable out")
    assert await tables.admin.fetchval("SELECT count(*) FROM sensors") == 8
    assert await tables.admin.fetchval("SELECT butt_width_mm FROM appliance") == 1300
