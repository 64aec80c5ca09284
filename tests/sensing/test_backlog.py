"""What waits on disk, and what is live beside it."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from appliance.core.message import Message
from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool
from appliance.sensing import backlog as backlog_module
from appliance.sensing import intake as intake_module
from appliance.sensing import pipeline as pipeline_module
from appliance.sensing.items import Prepared
from appliance.sensing.measure import Measurer
from appliance.sensing.recorder import Recorder
from tests.models.helpers import Tables
from tests.postgres import Cluster
from tests.sensing.bench import (
    WAIT_S,
    Bench,
    an_entry,
    an_impact,
    left_by_the_last_run,
    until,
    until_recorded,
)


async def test_more_than_fits_into_memory_waits_on_disk(
    tables: Tables,
    location: DatabaseLocation,
    sensing_pool: Pool,
    tmp_path: Path,
    cluster: Cluster,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(intake_module, "MEMORY_EVENTS", 10)
    monkeypatch.setattr(backlog_module, "MAX_FOUND_IMPACTS", 20)
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        await tables.admin.close()
        await cluster.allow(location, connections=False)
        await cluster.disconnect(location)
        for sequence in range(1, 301):
            # as a node does: what finds no room is sent again
            async with asyncio.timeout(WAIT_S):
                while not bench.pipeline.emit(an_impact(sequence)):
                    await asyncio.to_thread(int)
            await asyncio.sleep(0)
        await until(lambda: len(bench.acknowledged) == 300)
        assert bench.pipeline.waiting_events == 300
        assert len(bench.pipeline._unfinished.items) < 300
        await cluster.allow(location, connections=True)
        await bench.drained()
        assert bench.pipeline.waiting_events == 0
    async with sensing_pool.acquire() as connection:
        assert await connection.fetchval("SELECT count(*) FROM detections") == 300


async def test_the_journal_stays_small_under_load_and_nothing_of_it_is_lost(
    tables: Tables, sensing_pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.sensing.journal.SEGMENT_BYTES", 1500)
    monkeypatch.setattr(intake_module, "TEND_S", 0.0)
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        for sequence in range(1, 301):
            async with asyncio.timeout(WAIT_S):
                while not bench.pipeline.emit(an_impact(sequence)):
                    await asyncio.to_thread(int)
            if sequence % 7 == 0:
                await asyncio.to_thread(int)
        await bench.drained()
    assert await tables.admin.fetchval("SELECT count(*) FROM detections") == 300
    assert sum(path.stat().st_size for path in tmp_path.glob("journal-*")) < 20_000
    assert len(bench.acknowledged) == 300


async def test_a_live_impact_does_not_wait_for_the_backlog(tables: Tables, sensing_pool: Pool, tmp_path: Path) -> None:
    session_id = await tables.session()
    left_by_the_last_run(tmp_path, *[an_entry(an_impact(k)) for k in range(1, 1001)])
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        await until(lambda: bench.pipeline._unfinished.unread.lines > 0)
        bench.pipeline.emit(an_impact(5000))
        await until_recorded(tables, 5000)
        assert bench.pipeline.waiting_events > 700
        await bench.drained()
    assert await tables.admin.fetchval("SELECT count(*) FROM detections") == 1001
    assert await tables.admin.fetchval("SELECT count(*) FROM shots WHERE session_id = $1", session_id) == 1001


async def test_what_is_live_is_written_first_when_both_wait(
    tables: Tables, sensing_pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_by_the_last_run(tmp_path, *[an_entry(an_impact(k)) for k in range(1, 201)])
    monkeypatch.setattr(pipeline_module, "BACKLOG_BATCH_IMPACTS", 50)
    bench = Bench(sensing_pool, tmp_path)
    batches: list[set[int]] = []
    real = Recorder.record

    async def record(recorder: Recorder, batch: list[Prepared], measure: Measurer) -> list[Message | None]:
        batches.append({prepared.found.event.key.sequence for prepared in batch})  # type: ignore[union-attr]
        if len(batches) == 1:
            bench.pipeline.emit(an_impact(5000))
            await until(lambda: bool(bench.pipeline._live.ready) and len(bench.pipeline._old.ready) > len(batch))
        return await real(recorder, batch, measure)

    monkeypatch.setattr(Recorder, "record", record)
    async with bench.running():
        await bench.drained()
    assert batches[1] == {5000}


async def test_what_was_left_is_written_in_whole_batches(
    tables: Tables, sensing_pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_by_the_last_run(tmp_path, *(an_entry(an_impact(sequence)) for sequence in range(1, 401)))
    batches: list[int] = []
    record = Recorder.record

    async def counted(self: Recorder, batch: Sequence[Prepared], measurer: Measurer) -> list[Message | None]:
        batches.append(len(batch))
        return await record(self, batch, measurer)

    monkeypatch.setattr(Recorder, "record", counted)
    monkeypatch.setattr(pipeline_module, "BACKLOG_BATCH_IMPACTS", 40)
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        await bench.drained()
    assert sum(batches) == 400
    assert sum(size == 40 for size in batches) >= 6
    assert await tables.admin.fetchval("SELECT count(*) FROM detections") == 400


async def test_placing_a_backlog_gives_way_to_what_arrives(
    sensing_pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(sensing_pool, tmp_path)
    pauses: list[float] = []
    sleep = asyncio.sleep

    async def counted(seconds: float) -> None:
        pauses.append(seconds)
        bench.pipeline._intake._inbox.clear()
        await sleep(0)

    bench.pipeline.emit(an_impact(1))
    monkeypatch.setattr(asyncio, "sleep", counted)
    await bench.pipeline._give_way()
    assert pauses == [pipeline_module.GIVE_WAY_STEP_S]
    await bench.pipeline._give_way()
    assert len(pauses) == 1
    await bench.journal.close()
