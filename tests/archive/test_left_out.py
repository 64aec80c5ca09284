"""Rows that somebody wrote odd values into: an export leaves them out and names them, and the others come back."""

from pathlib import Path
from uuid import UUID

import pytest

from appliance.archive.file import check_archive
from appliance.archive.lines import ArchiveError
from appliance.archive.verifying import verify
from appliance.archive.writer import BackupPlace, write_archive
from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool
from tests.archive.helpers import bring_in, contents, fill, nothing_to_keep, owner, read_lines, spoil, write_lines
from tests.archive.test_verifying import NOW, made, place
from tests.english import all_english, refusing
from tests.models.helpers import Tables
from tests.odd_rows import DEEP
from tests.routers.test_odd_rows import TRIED, laid_out
from tests.spoiled import Spoiled, Spot

__all__ = ["place"]

ROUNDS = max(map(len, TRIED.values())) + 1


async def odd_at_once(spoiled: Spoiled, number: int) -> list[Spot]:
    """In one row of each table, in every column, the value of this number."""
    by_column: dict[tuple[str, str], list[Spot]] = {}
    for spot in await spoiled.spots(TRIED):
        by_column.setdefault((spot.table, spot.odd.column), []).append(spot._replace(row=0))
    return [values[number % len(values)] for values in by_column.values()]


@pytest.mark.parametrize("number", range(ROUNDS))
async def test_beside_odd_rows_a_file_is_written_and_one_is_brought_in(
    number: int,
    tables: Tables,
    pool: Pool,
    elsewhere: DatabaseLocation,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tests.odd_rows.WRITTEN", ())
    await laid_out(tables)
    sound, odd = tmp_path / "sound", tmp_path / "odd"
    written = await write_archive(pool, sound)
    assert "left_out" not in read_lines(sound)[-1]
    spoiled = await Spoiled.of(tables)
    await spoiled.spoil(await odd_at_once(spoiled, number))
    await write_archive(pool, odd)
    archive = check_archive(odd)
    for table in written:
        stored = await tables.admin.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608  (our own)
        assert (table, archive.rows[table] + archive.left_out.rows[table]) == (table, stored)
    assert archive.left_out.rows["sessions"] > 0
    async with owner(elsewhere) as other:
        await bring_in(other, odd, keep=nothing_to_keep)
        before = await contents(other)
        assert sum((await bring_in(other, odd)).values()) == 0
        assert await contents(other) == before
    await bring_in(pool, sound)
    assert sum((await bring_in(pool, sound)).values()) == 0
    await bring_in(pool, sound, keep=nothing_to_keep)


@pytest.mark.parametrize(
    ("odd", "left_out", "of_shots"),
    [
        ("UPDATE shots SET note = E'\\x07' WHERE note IS NOT NULL", {"shots": 1}, (3, 1, 1)),
        # what is gone is only no longer told of an arrow
        ("UPDATE arrows SET length = 'NaN'", {"arrows": 1, "archer_arrows": 1}, (4, 2, 0)),
        ("UPDATE calibrations SET result = '5'", {"calibrations": 1}, (4, 2, 1)),
        (
            "UPDATE archers SET name = E'\\x07' WHERE name = 'A'",
            {
                "archers": 1, "archer_arrows": 1, "arrow_goals": 1, "bows": 1, "arrow_sets": 1, "sight_marks": 1,
                "signatures": 1, "session_archers": 1,
            },
            (4, 0, 1),
        ),
        (
            # of two tables, of which one holds what is nested too deep
            f"UPDATE sessions SET notes = E'\\x07' WHERE is_opened; UPDATE targets SET faces = '{DEEP}'",  # noqa: S608  (our own)
            {
                "sessions": 1, "targets": 1, "detections": 1, "relocations": 1, "turn_marks": 1, "shots": 3,
                "deleted_shots": 1, "corrections": 2, "signatures": 1, "rosters": 1, "session_archers": 2,
                "session_spans": 1,
            },
            (1, 0, 0),
        ),
    ],
)  # fmt: skip
async def test_what_belongs_to_a_row_that_is_left_out_is_as_if_that_were_deleted(
    odd: str,
    left_out: dict[str, int],
    of_shots: tuple[int, int, int],
    tables: Tables,
    pool: Pool,
    place: BackupPlace,
    elsewhere: DatabaseLocation,
) -> None:
    await fill(tables)
    stored = {name: len(rows) for name, rows in (await contents(pool)).items()}
    await spoil(tables, odd)
    backup = await made(pool, place)
    archive = check_archive(backup.path)
    assert dict(archive.left_out.rows) == left_out
    assert {name: archive.rows[name] + left_out.get(name, 0) for name in stored} == stored
    # what is left out is in the file as text
    lines = [line for line in read_lines(backup.path) if line["kind"] == "left_out"]
    assert len(lines) == sum(left_out.values())
    assert all(line["key"] in line["row"] for line in lines)
    async with owner(elsewhere) as other:
        await bring_in(other, backup.path)
        row = await other.fetchrow(
            "SELECT count(*), count(archer_id) AS of_archers, count(arrow_id) AS arrows FROM shots"
        )
        assert row is not None
        assert tuple(row) == of_shots
    assert await verify(backup, place.scratch, NOW) is None


async def test_what_is_left_out_is_named(tables: Tables, pool: Pool, tmp_path: Path) -> None:
    await tables.session()
    arrows = [await tables.arrow(id=str(UUID(int=k)), human_identifier=str(k)) for k in range(1, 6)]
    await spoil(tables, "UPDATE sessions SET location = E'\\x07'; UPDATE arrows SET weight = -1")
    path = tmp_path / "all"
    await write_archive(pool, path)
    archive = check_archive(path)
    session_id = await tables.admin.fetchval("SELECT id FROM sessions")
    named = ", ".join(f"{one} (weight)" for one in arrows[:3])
    assert all_english(archive.left_out.messages())[:2] == [
        f"1 of sessions cannot be read and is left out: correct or delete {session_id} (location)",
        f"5 of arrows cannot be read and are left out: correct or delete {named} and 2 more",
    ]
    with refusing(ArchiveError, "rows are missing"):
        check_archive(without_a_left_out(path))


def without_a_left_out(path: Path) -> Path:
    lines = read_lines(path)
    lines.remove(next(line for line in lines if line["kind"] == "left_out"))
    write_lines(path, lines)
    return path
