"""Files are read and written by a process of its own: one at a time, bounded, and ended when nobody waits for it."""

import asyncio
import os
import resource
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from appliance.archive import service as archive_module
from appliance.archive.backups import replaced_dir
from appliance.archive.job import ArchiveJob
from appliance.archive.process import MEMORY_BYTES, PROCESSOR_S
from appliance.archive.service import Archive, ArchiveBusy, ArchiveError, DiskFull, while_client_connected
from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool
from appliance.models.errors import DBUnavailable, DBUnreadable
from tests.archive.helpers import fill, spoil
from tests.english import all_english, refusing
from tests.models.helpers import Tables
from tests.postgres import Cluster

WAIT_S = 30


@pytest.fixture
def archive(location: DatabaseLocation, tmp_path: Path) -> Archive:
    return Archive(location, tmp_path / "scratch", tmp_path / "backups")


@pytest.fixture
async def started(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[asyncio.subprocess.Process]]:
    """The processes that were started meanwhile; none may be left."""
    real = asyncio.create_subprocess_exec
    processes: list[asyncio.subprocess.Process] = []

    async def noted(*words: Any, **options: Any) -> asyncio.subprocess.Process:
        process = await real(*words, **options)
        processes.append(process)
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)
    yield processes
    assert all(process.returncode is not None for process in processes)


async def test_a_row_that_the_database_fails_at_is_no_fault_of_the_file_nor_a_database_that_is_away(
    archive: Archive, exported: bytes, tables: Tables, tmp_path: Path
) -> None:
    path = tmp_path / "all"
    path.write_bytes(exported)
    await tables.admin.execute(
        "CREATE OR REPLACE FUNCTION date_again_as_since() RETURNS void LANGUAGE plpgsql AS 'BEGIN PERFORM 1 / 0; END'"
    )
    with refusing(DBUnreadable, "a stored row that belongs to this cannot be read"):
        await archive.import_file(path)


async def test_a_backup_that_leaves_a_row_out_names_it_in_the_log(
    archive: Archive, tables: Tables, caplog: pytest.LogCaptureFixture
) -> None:
    await tables.arrow()
    await tables.session()
    await spoil(tables, "UPDATE arrows SET weight = -1")
    assert await archive.back_up("asked") == 1
    (told,) = [record.getMessage() for record in caplog.records if record.name == archive_module.__name__]
    assert told.startswith("of what a backup keeps: 1 of arrows cannot be read and is left out: correct or delete ")


@contextmanager
def endless(folder: Path) -> Iterator[Path]:
    """A file that nobody ever writes into."""
    path = folder / "fifo"
    os.mkfifo(path)
    yield path
    path.unlink()


async def is_read(path: Path) -> int:
    """Once somebody has opened it."""
    return await asyncio.wait_for(asyncio.to_thread(os.open, path, os.O_WRONLY), WAIT_S)


async def test_out_and_in_again(archive: Archive, tables: Tables, tmp_path: Path) -> None:
    await fill(tables)
    path = archive.new_file()
    await archive.write(path)
    assert all_english(await archive.import_file(path)) == ["nothing"]
    await tables.admin.execute("DELETE FROM sessions WHERE NOT is_opened")
    assert all_english(await archive.import_file(path)) == ["1 sessions", "1 shots"]
    text = await archive.import_file(path, replace=True)
    assert "2 sessions" in all_english(text)
    assert [p.name.endswith("rows.ndjson.gz") for p in replaced_dir(tmp_path / "backups").glob("*.gz")] == [True]
    with refusing(ArchiveError, "not gzip"):
        await archive.import_file(Path(__file__))


async def test_nothing_is_kept_of_nothing(archive: Archive, pool: Pool, tmp_path: Path) -> None:
    path = archive.new_file()
    await archive.write(path)
    for _ in range(3):
        assert all_english(await archive.import_file(path, replace=True)) == ["nothing"]
    assert not (tmp_path / "backups").exists()
    assert list((tmp_path / "scratch").iterdir()) == [path]


async def test_a_second_file_has_to_wait_and_a_client_that_leaves_ends_it(
    archive: Archive, tmp_path: Path, started: list[asyncio.subprocess.Process]
) -> None:
    with endless(tmp_path) as path:
        has_left = False
        task = asyncio.create_task(while_client_connected(archive.import_file(path), lambda: has_left, 0.01))
        writer = await is_read(path)
        with refusing(ArchiveBusy, "another file is being imported"):
            await archive.import_file(path)
        with pytest.raises(ArchiveBusy), archive.uploading("10.0.0.1"):
            pass
        has_left = True
        with pytest.raises(ConnectionResetError):
            await asyncio.wait_for(task, WAIT_S)
        assert started[0].returncode == -signal.SIGKILL
        os.close(writer)
    with pytest.raises(ArchiveError):
        await archive.import_file(Path(__file__))


async def test_it_is_ended_after_its_time(
    archive: Archive, tmp_path: Path, started: list[asyncio.subprocess.Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_module, "IMPORT_WITHIN_S", 1.0)
    with endless(tmp_path) as path, refusing(DBUnavailable, "took longer than 0 minutes and was ended"):
        await archive.import_file(path)
    assert all(process.returncode == -signal.SIGKILL for process in started)


async def test_killed_from_outside_it_says_so(
    archive: Archive, tmp_path: Path, started: list[asyncio.subprocess.Process]
) -> None:
    with endless(tmp_path) as path:
        task = asyncio.create_task(archive.import_file(path))
        writer = await is_read(path)
        started[0].kill()
        with refusing(DBUnavailable, "the import was ended half way; start it again"):
            await asyncio.wait_for(task, WAIT_S)
        os.close(writer)


async def test_it_ends_with_the_appliance(location: DatabaseLocation, tmp_path: Path) -> None:
    words = (
        "import asyncio, sys; from pathlib import Path; from appliance.archive.service import Archive; "
        "from appliance.database.location import DatabaseLocation as L; "
        "folder, path = map(Path, sys.argv[1:]); "
        "asyncio.run(Archive(L('/nowhere', 1, 'x', 'x'), folder, folder).import_file(path))"
    )
    with endless(tmp_path) as path:
        parent = await asyncio.create_subprocess_exec(sys.executable, "-c", words, str(tmp_path), str(path))
        writer = await is_read(path)
        parent.kill()
        await parent.wait()
        os.set_blocking(writer, False)
        # nobody reads any more: the kernel says so once the last reader has gone
        poller = asyncio.get_running_loop()
        gone = asyncio.Event()
        poller.add_reader(writer, gone.set)
        await asyncio.wait_for(gone.wait(), WAIT_S)
        poller.remove_reader(writer)
        os.close(writer)


async def test_its_memory_and_its_time_are_bounded() -> None:
    words = (
        "import os, resource; from appliance.archive.process import limit_this_process; "
        "limit_this_process(os.getppid()); "
        "print(resource.getrlimit(resource.RLIMIT_AS)[1], resource.getrlimit(resource.RLIMIT_CPU)[1])"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", words, stdout=asyncio.subprocess.PIPE)
    out, _ = await asyncio.wait_for(process.communicate(), WAIT_S)
    assert [int(word) for word in out.split()] == [MEMORY_BYTES, PROCESSOR_S]
    assert resource.getrlimit(resource.RLIMIT_CPU)[1] != PROCESSOR_S


async def test_the_database_away_is_reported(
    archive: Archive, exported: bytes, location: DatabaseLocation, cluster: Cluster
) -> None:
    path = archive.new_file()
    path.write_bytes(exported)
    await cluster.allow(location, connections=False)
    for work in (archive.import_file(path), archive.write(path)):
        with refusing(DBUnavailable, "the database (is away|does not answer|was busy)"):
            await work
    await cluster.allow(location, connections=True)


async def test_a_full_card_is_reported(archive: Archive, exported: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.disk.free_bytes", lambda folder: 100 * 2**20)
    with refusing(DiskFull, "the card is too full: 100 MB are free, this needs 5 MB and 512 MB stay free"):
        archive.require_room(5 * 2**20)


async def test_one_upload_an_address_and_a_few_in_all(archive: Archive) -> None:
    with archive.uploading("10.0.0.1"), archive.uploading("10.0.0.2"):
        with refusing(ArchiveBusy, "another file is being sent"), archive.uploading("10.0.0.1"):
            pass
        with archive.uploading("10.0.0.3"), pytest.raises(ArchiveBusy), archive.uploading("10.0.0.4"):
            pass
    with archive.uploading("10.0.0.1"):
        pass


async def test_a_trial_that_gives_way_to_an_arrow_leaves_nothing(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = asyncio.Event()

    async def half_way(job: ArchiveJob) -> bytes:
        (job.scratch / "half-written").write_text("x")
        began.set()
        await asyncio.Event().wait()
        return b""

    monkeypatch.setattr(archive_module, "_answer", half_way)
    task = asyncio.create_task(archive.verify(1))
    await asyncio.wait_for(began.wait(), WAIT_S)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert list((tmp_path / "scratch").iterdir()) == []
