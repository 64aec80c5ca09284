"""Events on their way from the drivers to the disk, and from the disk back."""

import asyncio
import errno
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.core.coincidence import Coincidence
from appliance.core.events import ImpactPulse, ShotsLost
from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool
from appliance.sensing import backlog as backlog_module
from appliance.sensing import intake as intake_module
from appliance.sensing.journal import Appended, Chunk, Journal
from appliance.sensing.journal_thread import JournalThread
from tests.builders import NOW
from tests.models.helpers import Tables
from tests.postgres import Cluster
from tests.sensing.bench import Bench, an_entry, an_impact, left_by_the_last_run, recorded, until
from tests.sensing.test_journal import reopened
from tests.sensing.test_never_lost import NoDisk


async def test_what_was_acknowledged_and_is_only_in_memory_now_is_written_at_once(
    tables: Tables,
    location: DatabaseLocation,
    sensing_pool: Pool,
    tmp_path: Path,
    cluster: Cluster,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And not when the files are looked after the next time: the power may go any moment."""
    monkeypatch.setattr(intake_module, "TEND_S", 3600.0)
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        await tables.admin.close()
        await cluster.allow(location, connections=False)
        await cluster.disconnect(location)
        bench.pipeline.emit(an_impact(1))
        await until(lambda: len(bench.acknowledged) == 1)
        for path in tmp_path.glob("journal-*.ndjson"):
            path.unlink()
        bench.pipeline.emit(an_impact(2))
        await until(lambda: len(bench.acknowledged) == 2)
        await until(lambda: bench.pipeline._intake.only_in_memory == 0)
        written = b"".join(path.read_bytes() for path in tmp_path.glob("journal-*.ndjson"))
    assert [b'"sequence":%d' % sequence in written for sequence in (1, 2)] == [True, True]
    await cluster.allow(location, connections=True)


async def test_an_impact_of_the_future_has_the_time_of_its_arrival(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        # by what two clocks may disagree, and a microsecond more
        for sequence, impact_us in ((1, 5e6), (2, 6e6), (3, 6e6 + 1), (4, 1e12)):
            bench.pipeline.emit(an_impact(sequence, loop_us=5e6, impact_us=impact_us))
        await bench.drained()
    rows = await tables.admin.fetch("SELECT time_source, detected_at - $1 AS at FROM detections ORDER BY sequence",
                                    bench.clock.began_at)  # fmt: skip
    assert [(row["time_source"], row["at"].total_seconds()) for row in rows] == [
        ("node", 5.0), ("node", 6.0), ("arrival", 5.0), ("arrival", 5.0)
    ]  # fmt: skip


async def test_the_files_are_looked_after_every_so_often_and_no_more_often(
    tables: Tables, sensing_pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tended = 0
    tend = Journal.tend

    def counted(journal: Journal) -> Appended:
        nonlocal tended
        tended += 1
        return tend(journal)

    monkeypatch.setattr(Journal, "tend", counted)
    monkeypatch.setattr(intake_module, "TEND_S", 3600.0)
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        for sequence in (1, 2, 3):
            bench.pipeline.emit(an_impact(sequence))
            await bench.drained()
    assert tended == 1
    monkeypatch.setattr(intake_module, "TEND_S", 0.01)
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        # though nothing comes
        await until(lambda: tended > 4)


async def test_what_is_done_before_the_end_is_not_read_again_at_the_next_start(
    tables: Tables, sensing_pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though nobody looks after the files any more before that."""
    monkeypatch.setattr(intake_module, "TEND_S", 3600.0)
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        bench.pipeline.emit(an_impact(1))
        await bench.drained()
    assert await recorded(tables) == [1]
    assert reopened(tmp_path) == []


async def test_a_card_that_cannot_be_read_just_now_is_asked_again_after_a_pause(
    tables: Tables, sensing_pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_by_the_last_run(tmp_path, *[an_entry(an_impact(k)) for k in (1, 2)])
    monkeypatch.setattr(backlog_module, "RETRY_READ_S", 0.0123)
    pauses: list[float] = []
    fails = iter([True, True])
    read, sleep = JournalThread.read, asyncio.sleep

    async def refused(self: JournalThread, *arguments: Any) -> Chunk:
        if next(fails, False):
            raise OSError(5, "Input/output error")
        return await read(self, *arguments)

    async def counted(seconds: float, *result: Any) -> Any:
        pauses.append(seconds)
        return await sleep(0, *result)

    monkeypatch.setattr(JournalThread, "read", refused)
    monkeypatch.setattr(asyncio, "sleep", counted)
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        await bench.drained()
    assert await recorded(tables) == [1, 2]
    assert pauses.count(0.0123) == 2


async def test_what_is_sent_again_without_a_journal_after_it_was_recorded_is_acknowledged_again(
    tables: Tables, sensing_pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The node did not hear the acknowledgement, and would send it for ever."""
    NoDisk(monkeypatch, errno.EROFS)
    bench = Bench(sensing_pool, tmp_path)
    burst = an_impact(1)
    async with bench.running():
        for times in (1, 2, 3):
            bench.pipeline.emit(burst)
            await until(lambda wanted=times: len(bench.acknowledged) == wanted)  # type: ignore[misc]
    assert await recorded(tables) == [1]


async def test_every_pulse_and_every_loss_is_kept_without_a_journal(
    tables: Tables, sensing_pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    NoDisk(monkeypatch, errno.EROFS)
    bench = Bench(sensing_pool, tmp_path, Coincidence(expects_pulses=True))
    async with bench.running():
        for second in range(3):
            bench.pipeline.emit(ImpactPulse(17, NOW + timedelta(seconds=second), second * 1e6))
            bench.now_us = second * 1e6 + 5e5
            await bench.drained()
        for first in (1, 4):
            bench.pipeline.emit(ShotsLost("archstats-1", 77, first, first + 1, NOW, 0.0))
        await bench.drained()
        assert bench.pipeline._intake.only_in_memory == 0
    assert await tables.admin.fetchval("SELECT count(*) FROM detections WHERE node = 'impact-pins'") == 3
    assert await tables.admin.fetchval("SELECT count(*) FROM losses") == 2
