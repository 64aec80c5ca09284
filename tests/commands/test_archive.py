"""Everything out into one file, and back: complete, twice is harmless, and a bad file changes nothing."""

import gzip
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from appliance.archive_file import ArchiveError, check_archive, read_archive, write_archive
from appliance.backups import KEPT, backups_dir, file_name
from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool, open_as_owner
from appliance.models.archers_db import ArchersDB, RostersDB
from appliance.models.archive_db import TABLES
from appliance.schema.archers import ArcherCreate, RosterCreate
from tests.builders import settings_for
from tests.hil.test_cli import complaint, typed
from tests.models.helpers import Tables
from tests.postgres import Cluster

Lines = list[dict[str, Any]]


@asynccontextmanager
async def owner(location: DatabaseLocation) -> AsyncIterator[Pool]:
    async with open_as_owner(location, "tests") as pool:
        yield pool


@pytest.fixture
async def pool(location: DatabaseLocation) -> AsyncIterator[Pool]:
    async with owner(location) as opened:
        yield opened


@pytest.fixture
def elsewhere(cluster: Cluster) -> Iterator[DatabaseLocation]:
    """Another appliance's database."""
    with cluster.database() as fresh:
        yield fresh


async def fill(tables: Tables) -> UUID:
    """A session in which two people shoot: sensed, by hand, called, noted, missed; and an older one."""
    old = await tables.session(location="old")
    await tables.admin.execute("INSERT INTO shots (session_id, arrow_landing_time, x, y) VALUES ($1, now(), 1, 2)", old)
    await tables.admin.execute("UPDATE sessions SET is_opened = false, end_time = start_time")
    session_id = await tables.session(round_name="WA 18m", notes="ends 'so'")
    await tables.target(session_id)
    arrow_id = await tables.arrow(diameter=5.5)
    first = await ArchersDB(tables.admin).insert_one(ArcherCreate(name="A", arrow_ids=[arrow_id]))
    second = await ArchersDB(tables.admin).insert_one(ArcherCreate(name="B", shaft_diameter=9.0))
    places = [
        {"archer_id": str(one), "letter": "AB"[k], "shooting_order": k + 1} for k, one in enumerate((first, second))
    ]
    await RostersDB(tables.admin).put(session_id, RosterCreate.model_validate({"archers": places}, strict=False))
    detection_id = await tables.admin.fetchval(
        """INSERT INTO detections (session_id, node, boot, sequence, detected_at, ticks, tick_hz, tick_bits,
                                   speed_mm_per_us, sigma_us, outcome, x_mm, y_mm, covariance_mm2)
           VALUES ($1, 'n', 9007199254740993, 1, now(), '{4294967295,NULL}', 8e6, 32, 0.3431, 0.1, 'located', 650.1,
                   700.3, '{1.1,0.2,3.3}') RETURNING id""",
        session_id,
    )
    await tables.admin.execute(
        """INSERT INTO shots (session_id, detection_id, arrow_id, arrow_landing_time, x, y, sigma_major, sigma_minor,
                              sigma_angle) VALUES ($1, $2, $3, now(), 650.1, 733.7, 1.5, 0.3, 12)""",
        session_id, detection_id, arrow_id,
    )  # fmt: skip
    await tables.admin.execute("INSERT INTO shots (session_id, points_called, note) VALUES ($1, 9, 'look')", session_id)
    await tables.admin.execute("INSERT INTO shots (session_id, is_sighter) VALUES ($1, true)", session_id)
    await tables.admin.execute("INSERT INTO sensors (channel, name, x_mm, y_mm, z_mm) VALUES (0, 'NW', 0, 1300, 20)")
    return session_id


async def contents(source: Any, *, seq: bool = True) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, table in TABLES.items():
        rows = [json.loads(row["row"]) for row in await source.fetch(table.export)]
        for row in rows:
            if not seq:
                row.pop("seq", None)
        found[name] = [json.dumps(row, sort_keys=True) for row in rows]
    return found


async def bring_in(pool: Pool, path: Path, *, replace: bool = False) -> dict[Any, int]:
    return await read_archive(pool, path, check_archive(path), replace=replace)


async def test_it_comes_back_whole_and_twice_changes_nothing(
    tables: Tables, pool: Pool, elsewhere: DatabaseLocation, tmp_path: Path
) -> None:
    await fill(tables)
    path = tmp_path / "all.ndjson.gz"
    written = await write_archive(pool, path)
    assert written == {name: len(rows) for name, rows in (await contents(pool)).items()}
    assert all(written[name] for name in TABLES if name not in ("calibrations", "relocations"))
    before = await contents(pool)
    assert sum((await bring_in(pool, path)).values()) == 0
    assert await contents(pool) == before
    async with owner(elsewhere) as other:
        assert await bring_in(other, path) == written
        assert await contents(other, seq=False) == await contents(pool, seq=False)
        whole = await contents(other)
        assert sum((await bring_in(other, path)).values()) == 0
        assert await contents(other) == whole
        # and the copy's own export is as good as the first
        again = tmp_path / "again.ndjson.gz"
        await write_archive(other, again)
        assert sum((await bring_in(pool, again)).values()) == 0


async def test_an_open_session_comes_in_closed_where_another_is_open(
    tables: Tables, pool: Pool, elsewhere: DatabaseLocation, tmp_path: Path
) -> None:
    session_id = await fill(tables)
    path = tmp_path / "all.ndjson.gz"
    await write_archive(pool, path)
    async with owner(elsewhere) as other:
        await other.execute(
            "INSERT INTO sessions (is_opened, start_time, location, distance) VALUES (true, now(), 'here', 18)"
        )
        await bring_in(other, path)
        assert await other.fetchval("SELECT end_time IS NOT NULL FROM sessions WHERE id = $1", session_id)
        assert await other.fetchval("SELECT location FROM sessions WHERE is_opened") == "here"


async def test_another_arrow_of_the_same_name_stops_it_whole(
    tables: Tables, pool: Pool, elsewhere: DatabaseLocation, tmp_path: Path
) -> None:
    await fill(tables)
    path = tmp_path / "all.ndjson.gz"
    await write_archive(pool, path)
    async with owner(elsewhere) as other:
        await other.execute(
            "INSERT INTO arrows (id, human_identifier, length, is_programmed) VALUES ($1, '7', 70, false)", uuid4()
        )
        before = await contents(other)
        with pytest.raises(ArchiveError, match="another arrow has this identifier"):
            await bring_in(other, path)
        assert await contents(other) == before


def read_lines(path: Path) -> Lines:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def write_lines(path: Path, lines: Lines) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)


def change(index: int, **fields: Any) -> Callable[[Lines], Lines]:
    return lambda lines: [line | fields if k == index % len(lines) else line for k, line in enumerate(lines)]


def in_row(**fields: Any) -> Callable[[Lines], Lines]:
    return lambda lines: [line | {"row": line["row"] | fields} if line["kind"] == "row" else line for line in lines]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda lines: lines[:-1], "was cut off"),
        (lambda lines: [], "is empty"),
        (lambda lines: lines[1:], "this is no arch-stats-export/1 file"),
        (lambda lines: [*lines, lines[0]], "more after the end"),
        (lambda lines: [lines[0], *lines], "this is no arch-stats-export/1 file"),
        (lambda lines: [lines[0], *lines[2:]], "rows are missing"),
        (change(0, format="arch-stats-export/2"), "format"),
        (change(0, schema_version=9999), "is from a newer version"),
        (change(1, table="secrets"), "table"),
        (change(1, row=5), "row"),
        (in_row(colour="red"), "has no colour"),
        (in_row(id="no uuid"), "outside what can be stored"),
        (in_row(is_opened=None), "contradict"),
    ],
)
async def test_a_bad_file_is_told_and_changes_nothing(
    spoil: Callable[[Lines], Lines], words: str, tables: Tables, pool: Pool, tmp_path: Path
) -> None:
    await fill(tables)
    path = tmp_path / "all.ndjson.gz"
    await write_archive(pool, path)
    write_lines(path, spoil(read_lines(path)))
    await tables.admin.execute("DELETE FROM sessions")
    before = await contents(pool)
    with pytest.raises(ArchiveError, match=words):
        await bring_in(pool, path)
    assert await contents(pool) == before


@pytest.mark.parametrize("raw", [b"", b"nonsense", gzip.compress(b"{}\n" * 99)[:-9], gzip.compress(b"\xff\xfe\n")])
def test_a_file_that_is_none(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(raw)
    with pytest.raises(ArchiveError, match="is no whole export file|is empty|line 1"):
        check_archive(path)


def test_two_backups_of_one_second_have_two_names() -> None:
    names = [file_name(datetime(2026, 11, 24, 10, 0, 0, microsecond, UTC)) for microsecond in (1, 20, 999_999)]
    assert names == sorted(set(names))


async def test_as_a_person_types_it(tables: Tables, location: DatabaseLocation, tmp_path: Path) -> None:
    await fill(tables)
    settings = settings_for(location, tmp_path / "data")
    env = {
        "POSTGRES_SOCKET_DIR": location.host,
        "POSTGRES_PORT": str(location.port),
        "POSTGRES_DB": location.database,
        "POSTGRES_USER": location.user,
        "ARCH_STATS_DATA_DIR": str(settings.data_dir),
    }
    before = await contents(tables.admin, seq=False)
    code, out, err = await typed("export", str(tmp_path / "mine.ndjson.gz"), **env)
    assert (code, "2 sessions" in out, "4 shots" in out) == (0, True, True), err
    code, out, _ = await typed("import", str(tmp_path / "mine.ndjson.gz"), **env)
    assert (code, out.endswith("new here are nothing\n")) == (0, True)
    backups = backups_dir(settings.data_dir)
    code, _, err = await typed("restore", **env)
    assert (code, "there is no backup" in complaint(err)) == (1, True)
    backups.mkdir(parents=True)
    for day in range(KEPT):
        (backups / f"arch-stats-200001{day:02d}T000000Z.ndjson.gz").write_bytes(b"")
    assert (await typed("backup", **env))[0] == 0
    assert len(list(backups.iterdir())) == KEPT
    await tables.admin.execute("DELETE FROM sessions WHERE NOT is_opened")
    code, out, err = await typed("restore", **env)
    assert (code, "1 sessions, 1 shots" in out) == (0, True), err
    assert await contents(tables.admin, seq=False) != before  # the restored shot is numbered last
    (saved,) = [p for p in backups.iterdir() if p.stat().st_size]
    await tables.session(is_opened=False, end_time="2026-11-23T11:00:00Z", location="not in the backup")
    code, out, err = await typed("restore", str(saved), "--replace", **env)
    assert (code, "what is here now is kept in" in out) == (0, True), err
    assert await contents(tables.admin, seq=False) == before
    code, _, err = await typed("import", str(tmp_path / "nowhere"), **env)
    assert (code, "cannot be read" in complaint(err)) == (1, True)
    code, _, err = await typed("export", "/proc/nowhere/x", **env)
    assert (code, "cannot be written" in complaint(err)) == (1, True)
