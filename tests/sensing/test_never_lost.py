"""What was acknowledged is there, whatever happens between the journal and the database."""

import asyncio
import errno
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from appliance.core.coincidence import Coincidence
from appliance.core.events import BurstKey, ImpactPulse
from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool
from appliance.models.context_db import ContextDB
from appliance.models.detections_db import DetectionsDB
from appliance.sensing import intake as intake_module
from appliance.sensing.journal import Appended, Journal, JournalError
from appliance.sensing.journal_thread import JournalThread
from tests.builders import NOW
from tests.english import english
from tests.models.helpers import Tables
from tests.postgres import Cluster
from tests.sensing.bench import (
    Bench,
    an_entry,
    an_impact,
    left_by_the_last_run,
    recorded,
    until,
    until_recorded,
)


async def test_nothing_is_acknowledged_before_it_is_synced(
    tables: Tables, sensing_pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    bench = Bench(sensing_pool, tmp_path)
    real = os.fdatasync

    def fdatasync(descriptor: int) -> None:
        if "journal-" in str(Path(f"/proc/self/fd/{descriptor}").readlink()):
            order.append(f"sync of {len(bench.acknowledged)}")
        real(descriptor)

    monkeypatch.setattr(os, "fdatasync", fdatasync)
    async with bench.running():
        for sequence in range(1, 4):
            bench.pipeline.emit(an_impact(sequence))
            await until(lambda wanted=sequence: len(bench.acknowledged) == wanted)  # type: ignore[misc]
            order.append("acknowledged")
        await bench.drained()
    assert order == [step for n in range(3) for step in (f"sync of {n}", "acknowledged")]


async def test_what_waits_is_written_with_one_sync(
    tables: Tables, sensing_pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches: list[int] = []
    real = Journal.append

    def append(journal: Journal, lines: list[bytes]) -> Appended:
        batches.append(len(lines))
        return real(journal, lines)

    monkeypatch.setattr(Journal, "append", append)
    bench = Bench(sensing_pool, tmp_path)
    for sequence in range(1, 41):
        bench.pipeline.emit(an_impact(sequence))
    async with bench.running():
        await bench.drained()
    assert 40 in batches


async def test_acknowledgements_wait_for_no_thread_of_others(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    loop = asyncio.get_running_loop()
    others = ThreadPoolExecutor(2, thread_name_prefix="asyncio_others")
    loop.set_default_executor(others)
    hold = threading.Event()
    busy = [loop.run_in_executor(None, hold.wait) for _ in range(8)]
    try:
        left_by_the_last_run(tmp_path, *[an_entry(an_impact(k)) for k in range(1, 4)])
        bench = Bench(sensing_pool, tmp_path)
        async with bench.running():
            bench.pipeline.emit(an_impact(9))
            await bench.drained()
        assert bench.acknowledged == [BurstKey("archstats-1", 77, 9)]
        assert await recorded(tables) == [1, 2, 3, 9]
    finally:
        hold.set()
        await asyncio.gather(*busy)


async def test_a_burst_that_waits_for_its_pulse_when_the_power_goes_is_there_afterwards(
    tables: Tables, sensing_pool: Pool, tmp_path: Path
) -> None:
    pairing = Coincidence(expects_pulses=True, believe_without_pulse=False)
    bench = Bench(sensing_pool, tmp_path, pairing)
    async with bench.running():
        bench.pipeline.emit(an_impact(1))
        await until(lambda: len(bench.acknowledged) == 1)
        bench.pipeline.emit(an_impact(2, loop_us=5e6))
        bench.pipeline.emit(ImpactPulse(17, NOW, 5e6))
        await until_recorded(tables, 2)
        await bench.pipeline._intake.move_checkpoint()
    assert await recorded(tables) == [2]
    bench = Bench(sensing_pool, tmp_path, pairing)
    async with bench.running():
        await bench.drained()
    assert await recorded(tables) == [1, 2]


@pytest.mark.parametrize("step", range(1, 9))
async def test_a_run_that_was_ended_at_any_step_is_run_again_where_it_was(
    tables: Tables, sensing_pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    session_id = await tables.session()
    bench = Bench(sensing_pool, tmp_path)
    steps = 0
    run: asyncio.Task[None] | None = None

    def watched(real: Callable[..., Any]) -> Callable[..., Any]:
        async def call(*arguments: Any) -> Any:
            pass_step()
            result = await real(*arguments)
            pass_step()
            return result

        return call

    def pass_step() -> None:
        nonlocal steps
        steps += 1
        if steps == step and run is not None:
            run.cancel()

    with monkeypatch.context() as patch:
        patch.setattr(JournalThread, "append", watched(JournalThread.append))
        patch.setattr(ContextDB, "at", watched(ContextDB.at))
        patch.setattr(DetectionsDB, "insert_many", watched(DetectionsDB.insert_many))
        run = asyncio.create_task(bench.pipeline.run())
        for sequence in range(1, 6):
            bench.pipeline.emit(an_impact(sequence))
        await asyncio.wait([run])
        assert run.cancelled()
    async with bench.running():
        bench.pipeline.emit(an_impact(6))
        await bench.drained()
    assert await recorded(tables) == [1, 2, 3, 4, 5, 6]
    assert await tables.admin.fetchval("SELECT count(*) FROM shots WHERE session_id = $1", session_id) == 6
    assert {key.sequence for key in bench.acknowledged} == set(range(1, 7))
    assert bench.pipeline.set_aside_count == 0


async def test_a_failure_nobody_foresaw_ends_the_run_and_loses_nothing(
    tables: Tables, sensing_pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(sensing_pool, tmp_path)

    def broken(*arguments: Any) -> None:
        raise RuntimeError("nobody foresaw this")

    with monkeypatch.context() as patch:
        patch.setattr(bench.pipeline._intake, "_written", broken)
        run = asyncio.create_task(bench.pipeline.run())
        bench.pipeline.emit(an_impact(1))
        await asyncio.wait([run])
        assert run.exception() is not None
    async with bench.running():
        await bench.drained()
    assert await recorded(tables) == [1]
    assert len(bench.acknowledged) == 1


@pytest.mark.parametrize("harm", ["unlink", "truncate", "rename the folder"])
async def test_events_whose_file_was_taken_away_are_written_again_before_anything_else_happens(
    tables: Tables,
    location: DatabaseLocation,
    sensing_pool: Pool,
    tmp_path: Path,
    cluster: Cluster,
    harm: str,
) -> None:
    """While the database is away: then the power goes."""
    folder = tmp_path / "journal"
    bench = Bench(sensing_pool, folder)
    async with bench.running():
        await tables.admin.close()
        await cluster.allow(location, connections=False)
        await cluster.disconnect(location)
        for sequence in range(1, 6):
            bench.pipeline.emit(an_impact(sequence))
        await until(lambda: len(bench.acknowledged) == 5)
        (path,) = folder.glob("journal-*.ndjson")
        if harm == "unlink":
            path.unlink()
        elif harm == "truncate":
            os.truncate(path, 0)
        else:
            folder.rename(tmp_path / "gone")
        bench.pipeline.emit(an_impact(6))
        await until(lambda: len(bench.acknowledged) == 6)
        await until(lambda: bench.pipeline._intake.only_in_memory == 0)
    await cluster.allow(location, connections=True)
    bench = Bench(sensing_pool, folder)
    async with bench.running():
        await bench.drained()
    async with sensing_pool.acquire() as connection:
        assert await connection.fetchval("SELECT array_agg(sequence ORDER BY sequence) FROM detections") == [
            1, 2, 3, 4, 5, 6,
        ]  # fmt: skip


class NoDisk:
    """The journal's folder takes nothing for as long as this is on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, kind: int) -> None:
        self.is_on = True
        real = Journal.append

        def append(journal: Journal, lines: list[bytes]) -> Appended:
            if self.is_on:
                raise JournalError(kind, os.strerror(kind), str(journal.folder))
            return real(journal, lines)

        monkeypatch.setattr(Journal, "append", append)


async def test_without_a_journal_impacts_are_recorded_and_acknowledged_then(
    tables: Tables, sensing_pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = NoDisk(monkeypatch, errno.EROFS)
    bench = Bench(sensing_pool, tmp_path)
    seen: list[int] = []
    real = DetectionsDB.insert_many

    async def insert_many(*arguments: Any) -> Any:
        seen.append(len(bench.acknowledged))
        return await real(*arguments)

    monkeypatch.setattr(DetectionsDB, "insert_many", insert_many)
    async with bench.running():
        bench.pipeline.emit(an_impact(1))
        await until(lambda: len(bench.acknowledged) == 1)
        assert await recorded(tables) == [1]
        (trouble,) = bench.pipeline.troubles()
        assert english(trouble) == (
            "impacts cannot be written to the card (Read-only file system); only in memory, and lost when the box is "
            "switched off: 0. The card does not let itself be written: leave the box on, and call whoever "
            "looks after it"
        )
        disk.is_on = False
        await until(lambda: not bench.pipeline.troubles())
        bench.pipeline.emit(an_impact(2))
        await bench.drained()
    assert seen[0] == 0
    assert await recorded(tables) == [1, 2]


async def test_without_journal_and_database_events_wait_in_memory_up_to_a_bound_and_the_node_keeps_the_rest(
    tables: Tables,
    location: DatabaseLocation,
    sensing_pool: Pool,
    tmp_path: Path,
    cluster: Cluster,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(intake_module, "MEMORY_EVENTS", 20)
    monkeypatch.setattr(intake_module, "INBOX_EVENTS", 10)
    disk = NoDisk(monkeypatch, errno.ENOSPC)
    bench = Bench(sensing_pool, tmp_path)
    refused: list[int] = []
    async with bench.running():
        await tables.admin.close()
        await cluster.allow(location, connections=False)
        await cluster.disconnect(location)
        await until(lambda: bench.pipeline._intake.failure is not None)
        for sequence in range(1, 41):
            if not bench.pipeline.emit(an_impact(sequence)):
                refused.append(sequence)
            taken = min(sequence, 20)
            await until(lambda wanted=taken: len(bench.pipeline._unfinished.items) == wanted)  # type: ignore[misc]
        assert refused == list(range(31, 41))
        assert bench.acknowledged == []
        assert bench.pipeline.waiting_events == 30
        assert english(bench.pipeline.troubles()[0]) == (
            "impacts cannot be written to the card (No space left on device); only in memory, and lost when the box is "
            "switched off: 20. Free space on the card: delete old backups or sessions"
        )
        disk.is_on = False
        await until(lambda: len(bench.acknowledged) == 30)
    # the power goes, and the database comes back
    await cluster.allow(location, connections=True)
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        await bench.drained()
    async with sensing_pool.acquire() as connection:
        assert await connection.fetchval("SELECT count(*) FROM detections") == 30


async def test_a_burst_sent_again_and_again_without_a_journal_takes_one_place(
    tables: Tables,
    location: DatabaseLocation,
    sensing_pool: Pool,
    tmp_path: Path,
    cluster: Cluster,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    NoDisk(monkeypatch, errno.EIO)
    bench = Bench(sensing_pool, tmp_path)
    async with bench.running():
        await tables.admin.close()
        await cluster.allow(location, connections=False)
        await cluster.disconnect(location)
        burst = an_impact(1)
        for _ in range(5):
            bench.pipeline.emit(burst)
        await until(lambda: bench.pipeline._intake.waiting == 0)
        assert bench.pipeline.waiting_events == 1
        await cluster.allow(location, connections=True)
        await until(lambda: len(bench.acknowledged) == 1)
