"""Many impacts at once: in the order in which they were felt, each once, and none in memory longer than it must be."""

import errno
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.core.coincidence import Impact
from appliance.core.events import Air, Burst, NodeStatus, ShotsLost
from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool
from appliance.models.context_db import MomentContext
from appliance.models.detections_db import DetectionsDB
from appliance.models.nodes_db import NodesDB
from appliance.models.wings_db import Wing, WingsDB
from appliance.runtime.background import background
from appliance.schema.detections import DetectionCreate
from appliance.schema.health import WingReport
from appliance.sensing import journal as journal_module
from appliance.sensing.dating import loss
from appliance.sensing.entries import Entry, encode
from appliance.sensing.items import Found, Item, Prepared
from appliance.sensing.journal import Journal
from appliance.sensing.measure import measurer
from appliance.sensing.patience import Patience
from appliance.sensing.placing import Placer
from appliance.sensing.recorder import STATEMENT_IMPACTS, Recorder
from appliance.sensing.reporter import LIVE_EVERY_S, Reporter
from appliance.sensing.stream import Stream
from tests.builders import NOW, a_survey
from tests.english import as_english
from tests.models.helpers import Tables
from tests.postgres import Cluster
from tests.sensing.bench import Bench, BenchClock, an_impact, recorded, until
from tests.sensing.test_never_lost import NoDisk

IMPACT_US = {1: 3e6, 2: 1e6, 3: 2e6}


def prepared(clock: BenchClock, *bursts: Burst) -> list[Prepared]:
    """Dated and placed, as a batch that is to be written."""
    placer = Placer(measurer(a_survey()), clock)
    nowhere = MomentContext(None, False, None, 0)
    batch = []
    for burst in bursts:
        item = Item(entry := Entry(burst, clock.kernel_boot, NOW), encode(entry))
        found = Found(Impact(burst, (), believed=True), (item,))
        batch.append(placer.placed(placer.dated(found), nowhere))
    return batch


async def test_a_batch_of_more_than_one_statement_is_one_transaction_with_each_impact_once(
    tables: Tables, sensing_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    real = DetectionsDB.insert_many

    async def insert_many(table: DetectionsDB, detections: Sequence[DetectionCreate]) -> Any:
        sizes.append(len(detections))
        return await real(table, detections)

    monkeypatch.setattr(DetectionsDB, "insert_many", insert_many)
    clock = BenchClock()
    batch = prepared(clock, *(an_impact(sequence) for sequence in range(1, 2 * STATEMENT_IMPACTS + 4)))
    reasons = await Recorder(sensing_pool, clock, Patience()).record(batch, measurer(a_survey()))
    assert reasons == [None] * len(batch)
    assert sizes == [STATEMENT_IMPACTS, STATEMENT_IMPACTS, 3]
    assert await recorded(tables) == list(range(1, len(batch) + 1))
    assert await tables.admin.fetchval("SELECT count(DISTINCT xmin::text) FROM detections") == 1


async def test_of_impacts_that_came_out_of_order_those_felt_first_are_the_taps(
    tables: Tables, sensing_pool: Pool
) -> None:
    """The node kept them while its cable was out, and sent the newest first: all are written together."""
    session_id = await tables.session()
    await tables.admin.execute("INSERT INTO calibrations (request) VALUES ($1)", {"kind": "face", "points": []})
    clock = BenchClock()
    batch = prepared(clock, *(an_impact(number, loop_us=9e6, impact_us=at_us) for number, at_us in IMPACT_US.items()))
    await Recorder(sensing_pool, clock, Patience()).record(batch, measurer(a_survey()))
    rows = await tables.admin.fetch("SELECT sequence, calibration_id, session_id FROM detections ORDER BY detected_at")
    assert [(row["sequence"], row["calibration_id"] is not None, row["session_id"]) for row in rows] == [
        (2, True, None), (3, True, None), (1, False, session_id)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("from_s", "until_s", "expected"),
    [(None, 3, (None, 3)), (3, None, (3, None)), (None, None, (None, None)), (1, 3, (1, 3)), (3, 1, (1, 3))],
)
def test_a_loss_has_the_ends_that_are_known_in_their_order(
    from_s: int | None, until_s: int | None, expected: tuple[int | None, int | None]
) -> None:
    def us(seconds: int | None) -> float | None:
        return None if seconds is None else seconds * 1e6

    lost = ShotsLost("n", 1, 7, 4, NOW, 5e6, us(from_s), us(until_s), "its memory was full")
    clock = BenchClock()
    item = Item(entry := Entry(lost, clock.kernel_boot, NOW), encode(entry))
    row = loss(Found(lost, (item,)), lost, clock)
    wanted = [None if at is None else clock.began_at + timedelta(seconds=at) for at in expected]
    assert [row.lost_from, row.lost_until] == wanted
    assert (row.first_sequence, row.last_sequence) == (4, 7)


async def test_what_came_to_the_journal_in_the_end_is_not_held_for_what_is_sent_again(
    tables: Tables,
    location: DatabaseLocation,
    sensing_pool: Pool,
    tmp_path: Path,
    cluster: Cluster,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The acknowledgement was lost on its way, and the journal is away for a second time: it is given once more."""
    disk = NoDisk(monkeypatch, errno.EIO)
    bench = Bench(sensing_pool, tmp_path)
    burst = an_impact(1)
    async with bench.running():
        await tables.admin.close()
        await cluster.allow(location, connections=False)
        await cluster.disconnect(location)
        await until(lambda: bench.pipeline._intake.failure is not None)
        bench.pipeline.emit(burst)
        await until(lambda: bench.pipeline.waiting_events == 1)
        assert bench.acknowledged == []
        disk.is_on = False
        await until(lambda: len(bench.acknowledged) == 1)
        disk.is_on = True
        bench.pipeline.emit(burst)
        await until(lambda: bench.pipeline._intake.failure is not None and bench.pipeline._intake.waiting == 0)
        await cluster.allow(location, connections=True)
        await until(lambda: len(bench.acknowledged) == 2)
    async with sensing_pool.acquire() as connection:
        assert await connection.fetchval("SELECT count(*) FROM detections") == 1


async def test_a_status_that_came_while_the_last_was_being_written_is_written_too_and_then_no_more(
    tables: Tables, sensing_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    reporter = Reporter(sensing_pool)
    listening, lost = NodeStatus("n", "listening", NOW), NodeStatus("n", "lost", NOW, (as_english("unplugged"),))
    written: list[NodeStatus] = []
    real = NodesDB.upsert

    async def upsert(table: NodesDB, status: NodeStatus) -> None:
        await real(table, status)
        written.append(status)
        if len(written) == 1:
            reporter.note(lost)

    monkeypatch.setattr(NodesDB, "upsert", upsert)
    reporter.note(listening)
    for _ in range(3):
        await reporter._write_nodes()
    assert written == [listening, lost]
    assert await tables.admin.fetchval("SELECT state FROM nodes WHERE node = 'n'") == "lost"


async def test_a_report_is_written_when_it_changes_and_again_where_a_crash_of_the_database_took_it(
    tables: Tables, sensing_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s, looks = 0.0, 0
    written: list[WingReport] = []
    real = WingsDB.write

    async def write(table: WingsDB, wing: Wing, report: WingReport) -> None:
        await real(table, wing, report)
        written.append(report)

    def look() -> WingReport:
        nonlocal looks
        looks += 1
        return WingReport(parts=[])

    monkeypatch.setattr(WingsDB, "write", write)
    # as after every start but the first
    assert not await WingsDB(sensing_pool).live()
    reporter = Reporter(sensing_pool, look, lambda: now_s)
    async with background(reporter=reporter.run()):
        await until(lambda: looks >= 3)  # the first time, for what is written then, and once more
        await tables.admin.execute("DELETE FROM wings")
        await tables.admin.execute("ALTER SEQUENCE sensing_lived_us RESTART")
        looks = 0
        await until(lambda: looks >= 2)
        assert len(written) == 1
        now_s += LIVE_EVERY_S
        await until(lambda: len(written) == 2)
        reporter.note(NodeStatus("n", "listening", NOW))
        await until(lambda: len(written) == 3)
    assert written[2].nodes == ["n"]


@pytest.mark.parametrize(
    ("change", "after_s"),
    [
        ({}, 60.0), ({"air": Air(20.5, 40.0, 101_325.0)}, 60.0), ({"dropped_frames": 1}, 10.0),
        ({"refused_values": 1}, 10.0), ({"shots_awaited": 1}, 10.0),
    ],
)  # fmt: skip
async def test_what_a_node_counts_is_written_sooner_than_its_air_alone(
    change: dict[str, Any], after_s: float, tables: Tables, sensing_pool: Pool
) -> None:
    reporter = Reporter(sensing_pool)
    before = NodeStatus("n", "listening", NOW, air=Air(20.0, 40.0, 101_325.0))
    reporter.note(before)
    await reporter._write_nodes()
    assert not reporter._is_due(1000.0)
    reporter.note(replace(before, received_at=NOW + timedelta(seconds=1), heard_us=1e6, **change))
    assert [reporter._is_due(waited_s) for waited_s in (after_s - 0.1, after_s)] == [False, True]
    await reporter._write_nodes()
    row = await tables.admin.fetchrow("SELECT temp_c, dropped_frames + refused_values + shots_awaited FROM nodes")
    assert row is not None
    assert tuple(row) == (change.get("air", before.air).temp_c, 0 if after_s == 60.0 else 1)


def test_ever_new_files_of_the_journal_take_no_more_descriptors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "SEGMENT_BYTES", 1)
    journal = Journal(tmp_path)
    clock = BenchClock()
    line = encode(Entry(an_impact(1), clock.kernel_boot, NOW))
    try:
        journal.append([line])
        before = len(list(Path("/proc/self/fd").iterdir()))
        for _ in range(20):
            journal.append([line])
            journal.checkpoint(journal.append([]).end)
        assert len(list(Path("/proc/self/fd").iterdir())) == before
    finally:
        journal.close()
    assert len(list(tmp_path.glob("journal-*.ndjson"))) <= 2


async def test_of_two_nodes_with_one_identity_the_newest_alone_is_reported(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        for sequence in (1, 2):
            for x in (600.0, 700.0):
                bench.pipeline.emit(an_impact(sequence, x))
                await bench.drained()
        (trouble,) = bench.pipeline.troubles()
    assert trouble == bench.pipeline._recorder.conflicts[-1]
    assert len(bench.pipeline._recorder.conflicts) == 2


async def test_who_waits_for_the_database_is_not_stuck(tmp_path: Path) -> None:
    pool: Any = None
    bench = Bench(pool, tmp_path)
    lost = ShotsLost("n", 1, 2, 3, NOW, 5e6)
    item = Item(entry := Entry(lost, "boot", NOW), encode(entry))
    stream: Stream = bench.pipeline._live
    try:
        stream.found.append(Found(lost, (item,)))
        bench.now_us = 7e6
        assert bench.pipeline.stuck_for_s() == 7.0
        with bench.pipeline._patience.asking():
            assert bench.pipeline.stuck_for_s() == 0.0
        assert bench.pipeline.stuck_for_s() == 7.0
    finally:
        await bench.journal.close()
