"""A backup is restored into a database of its own and compared, row by row, before it counts as good."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from appliance.archive import verifying
from appliance.archive.backups import Backup
from appliance.archive.verifying import verify
from appliance.archive.writer import BackupPlace, write_backup
from appliance.core.message import message
from appliance.database import scratch as scratch_module
from appliance.database.errors import DatabaseRefused
from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool
from appliance.database.scratch import scratch_database
from appliance.disk import DiskFull
from appliance.schema.backups import BackupReason
from tests.archive.helpers import Lines, fill, in_rows, read_lines, write_lines
from tests.english import english, refusing
from tests.models.helpers import Tables

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[BackupPlace]:
    with tempfile.TemporaryDirectory() as folder:
        # of root's tests PostgreSQL runs as somebody else, who has to reach it
        Path(folder).chmod(0o755)
        yield BackupPlace(Path(folder) / "scratch", tmp_path / "backups")


@dataclass
class Trial:
    """Where a backup is to be tried, and the folders in which that was done."""

    expected: Path
    done_in: list[Path]


@pytest.fixture(params=["memory", "card"])
def trial(request: pytest.FixtureRequest, place: BackupPlace, monkeypatch: pytest.MonkeyPatch) -> Trial:
    memory = place.scratch.with_name("memory")
    memory.mkdir()
    is_free = request.param == "memory"
    found = Trial(memory if is_free else place.scratch, [])

    def noted(folder: Path, prefix: str, sql: Path) -> AbstractAsyncContextManager[DatabaseLocation]:
        found.done_in.append(folder)
        return scratch_database(folder, prefix, sql)

    monkeypatch.setattr(verifying, "MEMORY", memory)
    monkeypatch.setattr(verifying, "_free_memory_bytes", lambda: 2**40 if is_free else 0)
    monkeypatch.setattr(verifying, "free_bytes", lambda folder: 2**40)
    monkeypatch.setattr(verifying, "scratch_database", noted)
    return found


async def made(pool: Pool, place: BackupPlace, now: datetime = NOW, reason: BackupReason = "asked") -> Backup:
    backup = await write_backup(pool, place, now, reason)
    assert backup is not None
    return backup


def spoil(backup: Backup, change: Callable[[Lines], Lines]) -> None:
    write_lines(backup.path, change(read_lines(backup.path)))


async def test_a_whole_backup_is_found_whole(tables: Tables, pool: Pool, place: BackupPlace, trial: Trial) -> None:
    await fill(tables)
    backup = await made(pool, place)
    assert backup.held().is_good is None
    assert await verify(backup, place.scratch, NOW) is None
    assert (backup.held().is_good, backup.read(english).verified_at) == (True, NOW)
    assert trial.done_in == [trial.expected]
    assert [list(folder.iterdir()) for folder in (place.scratch, trial.expected)] == [[], []]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda lines: lines[:-1], "was cut off"),
        (in_rows("shots", session_id="00000000-0000-4000-8000-000000000000"), "there is no"),
        (in_rows("shots", points=1), "shots are not as they were"),
    ],
)
async def test_what_does_not_come_back_as_it_was_is_found(
    tables: Tables, pool: Pool, place: BackupPlace, trial: Trial, change: Callable[[Lines], Lines], problem: str
) -> None:
    await fill(tables)
    backup = await made(pool, place)
    spoil(backup, change)
    found = await verify(backup, place.scratch, NOW)
    assert found is not None
    assert problem in english(found)
    assert problem in (backup.read(english).problem or "")
    assert (backup.held().is_good, backup.read(english).verified_at) == (False, None)
    assert [list(folder.iterdir()) for folder in (place.scratch, trial.expected)] == [[], []]


@pytest.mark.parametrize(
    ("needed", "free", "free_there", "fits"),
    [
        (100, 200, 200, True),
        (100, 199, 200, False),
        (100, 200, 199, False),
        (verifying.IN_MEMORY_BYTES, 2**40, 2**40, True),
        (verifying.IN_MEMORY_BYTES + 1, 2**40, 2**40, False),
    ],
)
def test_memory_is_taken_where_twice_as_much_is_free_and_never_much_of_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, needed: int, free: int, free_there: int, *, fits: bool
) -> None:
    monkeypatch.setattr(verifying, "MEMORY", tmp_path)
    monkeypatch.setattr(verifying, "_free_memory_bytes", lambda: free)
    monkeypatch.setattr(verifying, "free_bytes", lambda folder: free_there)
    assert verifying._fits_in_memory(needed) == fits
    monkeypatch.setattr(verifying, "MEMORY", tmp_path / "nothing")
    assert not verifying._fits_in_memory(needed)


def refuse() -> Path:
    raise DatabaseRefused(message("no_scratch_server"))


async def test_where_it_cannot_be_tried_nothing_is_reported_of_it(
    tables: Tables, pool: Pool, place: BackupPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    await tables.arrow()
    backup = await made(pool, place)
    with monkeypatch.context() as full:
        full.setattr(verifying, "_free_memory_bytes", lambda: 0)
        full.setattr("appliance.disk.free_bytes", lambda folder: 100 * 2**20)
        with pytest.raises(DiskFull):
            await verify(backup, place.scratch, NOW)
    monkeypatch.setattr(scratch_module, "server_binaries", refuse)
    with refusing(DatabaseRefused, "PostgreSQL's programs are not installed"):
        await verify(backup, place.scratch, NOW)
    assert backup.held().is_good is None
    assert list(place.scratch.iterdir()) == []


async def test_a_day_without_arrows_makes_no_other_file(tables: Tables, pool: Pool, place: BackupPlace) -> None:
    await tables.arrow()
    first = await made(pool, place)
    later = NOW + timedelta(days=1)
    assert await made(pool, place, later, "daily") == first
    record = first.record()
    assert record is not None
    assert record.unchanged_at == later
    await tables.arrow(id=str(uuid4()), human_identifier="9")
    assert (await made(pool, place, later, "daily")).number == 2
    # one that is asked for is made, and one that is known to be bad is no reason not to make another
    third = await made(pool, place, later)
    spoil(third, lambda lines: lines[:-1])
    await verify(third, place.scratch, NOW)
    assert [third.number, (await made(pool, place, later, "daily")).number] == [3, 4]
