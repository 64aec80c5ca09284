"""Which backups are kept: by number and by what they hold, whatever the clock says."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.archive.backups import backups_in, file_name, keep, newest
from appliance.archive.rotation import ROTATION, Rotation
from appliance.archive.writer import BackupPlace, write_backup
from appliance.database.pool import Pool
from appliance.disk import DiskFull, require_room
from appliance.schema.backups import BackupRecord
from tests.english import refusing
from tests.models.helpers import Tables

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
KEPT = ROTATION.last
RECORD = BackupRecord(reason="asked", kernel_boot="a boot")


def make(folder: Path, rows: int, now: datetime = NOW, rotation: Rotation = ROTATION) -> Path:
    scratch = folder.parent / "scratch"
    scratch.write_text(str(rows))
    return keep(scratch, folder, now, rows, RECORD, rotation).path


def held(folder: Path) -> list[int]:
    """What the files hold, each with its record beside it and no other."""
    found = list(backups_in(folder))
    assert {path.name for path in folder.glob("*.json")} == {backup.record_path.name for backup in found}
    return sorted(int(backup.path.read_text()) for backup in found)


def test_a_backup_of_1970_is_the_newest_and_stays(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    for rows in range(100, 100 + KEPT):
        make(folder, rows)
    latest = make(folder, 999, datetime(1970, 1, 1, tzinfo=UTC))
    assert newest(folder) == latest
    assert held(folder) == [*range(101, 100 + KEPT), 999]
    assert newest(folder) == latest
    make(folder, 1000, NOW + timedelta(days=40_000))
    assert latest.exists()


def test_nothing_empty_displaces_something_full(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    full = make(folder, 5000)
    for _ in range(3 * KEPT):
        make(folder, 0)
    for _ in range(3 * KEPT):
        make(folder, 7)
    assert full.exists()
    assert held(folder) == [*[7] * KEPT, 5000]
    for _ in range(KEPT):
        make(folder, 2600)
    assert not full.exists()
    assert held(folder) == [2600] * KEPT


def test_however_they_grow_and_shrink_there_are_few(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    for k in range(400):
        make(folder, (k * 7919) % 100_000)
    assert len(held(folder)) < KEPT * 17


def test_the_newest_that_holds_anything_is_brought_back(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    assert newest(folder) is None
    empty = make(folder, 0)
    assert newest(folder) == empty
    full = make(folder, 3)
    make(folder, 0)
    assert newest(folder) == full


def test_what_somebody_else_put_there_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    others = [folder / name for name in ("mine.ndjson.gz", "arch-stats-1-2-3rows.ndjson.gz", file_name(NOW))]
    for path in others:
        path.write_text("0")
    for rows in range(1, 3 * KEPT):
        make(folder, rows)
    assert all(path.exists() for path in others)
    assert newest(folder) not in others


def test_names_are_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    names = [make(folder, 5, NOW - timedelta(days=k), rotation=Rotation(100)).name for k in range(12)]
    assert names == sorted(names)
    assert names[0] == "arch-stats-000001-20261124T100000Z-5rows.ndjson.gz"


async def test_an_appliance_with_nothing_makes_no_backup(tables: Tables, pool: Pool, tmp_path: Path) -> None:
    await tables.admin.execute("INSERT INTO sensors (channel, name, x_mm, y_mm, z_mm) VALUES (0, 'NW', 0, 1300, 20)")
    folder, scratch = tmp_path / "backups", tmp_path / "scratch"
    assert await write_backup(pool, BackupPlace(scratch, folder), NOW) is None
    await tables.arrow()
    kept = await write_backup(pool, BackupPlace(scratch, folder), NOW)
    assert kept is not None
    assert "1rows" in kept.path.name
    assert list(scratch.iterdir()) == []


def test_a_full_card_stops_what_is_not_shooting(tmp_path: Path) -> None:
    require_room(tmp_path / "not" / "there", 0, 0)
    with refusing(DiskFull, r"[\d,]+ MB are free, this needs 0 MB and [\d,]+ MB stay free for arrows"):
        require_room(tmp_path, 0, 10**15)
    with pytest.raises(DiskFull):
        require_room(tmp_path, 10**18, 0)


async def test_a_backup_leaves_room_for_arrows(
    tables: Tables, pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await tables.arrow()
    monkeypatch.setattr("appliance.disk.free_bytes", lambda folder: 100 * 2**20)
    with refusing(DiskFull, "delete old backups"):
        await write_backup(pool, BackupPlace(tmp_path / "scratch", tmp_path / "backups"), NOW)
    assert list((tmp_path / "scratch").iterdir()) == []
    assert not (tmp_path / "backups").exists()
