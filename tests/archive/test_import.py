"""Everything out into one file, and back: complete, twice is harmless, and a bad file changes nothing."""

import gzip
import json
from pathlib import Path
from uuid import uuid4

import pytest

from appliance.archive.file import check_archive
from appliance.archive.importer import ArchiveBusy, read_archive
from appliance.archive.lines import ArchiveError
from appliance.archive.writer import write_archive
from appliance.database.location import DatabaseLocation
from appliance.database.pool import Pool
from appliance.disk import DiskFull
from appliance.messages.translation import english_of
from appliance.models.archive_db import TABLES
from tests.archive.helpers import (
    bring_in,
    contents,
    fill,
    is_another_appliance,
    nothing_to_keep,
    owner,
    read_lines,
    write_lines,
)
from tests.english import refusing
from tests.models.helpers import Tables

DERIVED = ("seq",)


async def test_it_comes_back_whole_and_twice_changes_nothing(
    tables: Tables, pool: Pool, elsewhere: DatabaseLocation, tmp_path: Path
) -> None:
    await fill(tables)
    path = tmp_path / "all.ndjson.gz"
    written = await write_archive(pool, path)
    assert written == {name: len(rows) for name, rows in (await contents(pool)).items()}
    assert all(written[name] for name in TABLES)
    before = await contents(pool)
    assert sum((await bring_in(pool, path)).values()) == 0
    assert await contents(pool) == before
    async with owner(elsewhere) as other:
        assert await bring_in(other, path, keep=nothing_to_keep) == written
        assert await contents(other, without=DERIVED, spans=False) == await contents(pool, without=DERIVED, spans=False)
        whole = await contents(other)
        assert sum((await bring_in(other, path)).values()) == 0
        assert await contents(other) == whole
        # and the copy's own export is as good as the first
        again = tmp_path / "again.ndjson.gz"
        await write_archive(other, again)
        assert sum((await bring_in(pool, again)).values()) == 1  # when the session was open there


async def test_what_was_going_on_elsewhere_is_over_here(
    tables: Tables, pool: Pool, elsewhere: DatabaseLocation, tmp_path: Path
) -> None:
    session_id = await fill(tables)
    await tables.admin.execute("UPDATE set_aside SET retry_asked_at = now()")
    request = await tables.admin.fetchval("SELECT request FROM calibrations")
    await tables.admin.execute("INSERT INTO calibrations (status, request) VALUES ('running', $1)", request)
    path = tmp_path / "all.ndjson.gz"
    written = await write_archive(pool, path)
    async with owner(elsewhere) as other:
        await is_another_appliance(other)
        assert await bring_in(other, path) == written | {"session_spans": 0}
        assert await other.fetchval("SELECT count(*) FROM session_spans") == 0
        assert await other.fetchval("SELECT end_time IS NOT NULL FROM sessions WHERE id = $1", session_id)
        rows = await other.fetch("SELECT status, reason FROM calibrations ORDER BY version")
        assert [row["status"] for row in rows] == ["proposed", "failed"]
        assert "imported from another appliance" in rows[0]["reason"]["text"]
        assert await other.fetchval("SELECT calibration_in_force()") is None
        assert await other.fetchval("SELECT retry_asked_at FROM set_aside") is None
        whole = await contents(other)
        assert sum((await bring_in(other, path)).values()) == 0
        assert await contents(other) == whole


async def test_of_a_goal_that_stays_as_it_is_here_nobody_of_the_file_is_the_author(
    tables: Tables, pool: Pool, elsewhere: DatabaseLocation, tmp_path: Path
) -> None:
    async def set_goal(box: Pool, arrows: int | None, by: str) -> None:
        await box.execute("SELECT set_goal($1, $2, 'week', $3)", robin, arrows, by)

    async def from_here_to(other: Pool) -> list[str]:
        path = tmp_path / f"{uuid4()}.ndjson.gz"
        await write_archive(pool, path)
        await bring_in(other, path)
        assert sum((await bring_in(other, path)).values()) == 0
        rows = await other.fetch("SELECT made_by FROM corrections WHERE archer_id = $1 ORDER BY made_at DESC", robin)
        return [row["made_by"] for row in rows]

    robin = await tables.archer("Robin")
    await set_goal(pool, 300, "Here")
    async with owner(elsewhere) as other:
        await is_another_appliance(other)
        assert await from_here_to(other) == ["Here"]
        await set_goal(other, 500, "Coach")
        await set_goal(pool, 200, "Later here")
        assert await from_here_to(other) == ["Coach", "Here"]
        assert await other.fetchval("SELECT arrows FROM arrow_goals") == 500
        # given up here, and not there
        await set_goal(pool, None, "Here again")
        assert await from_here_to(other) == ["Coach", "Here"]
        # one goal on both: whoever set it is told of
        await set_goal(pool, 500, "As there")
        assert await from_here_to(other) == ["As there", "Here again", "Later here", "Coach", "Here"]


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


async def test_arrows_that_land_while_everything_is_replaced_are_kept(
    tables: Tables, pool: Pool, tmp_path: Path
) -> None:
    await fill(tables)
    path = tmp_path / "all.ndjson.gz"
    await write_archive(pool, path)
    await tables.admin.execute("UPDATE sessions SET is_opened = false, end_time = now() WHERE is_opened")
    here = await tables.session(location="shot in meanwhile")
    await tables.admin.execute("INSERT INTO shots (session_id, note) VALUES ($1, 'of before')", here)

    async def keep() -> None:
        await tables.admin.execute("INSERT INTO shots (session_id, note) VALUES ($1, 'of meanwhile')", here)

    await bring_in(pool, path, keep=keep)
    notes = await tables.admin.fetch("SELECT note FROM shots WHERE session_id = $1", here)
    assert [row["note"] for row in notes] == ["of meanwhile"]
    assert await tables.admin.fetchval("SELECT id FROM sessions WHERE is_opened") == here
    assert await tables.admin.fetchval("SELECT count(*) FROM sessions") == 3


async def test_its_own_backup_keeps_what_was_in_force(tables: Tables, pool: Pool, tmp_path: Path) -> None:
    await fill(tables)
    path = tmp_path / "all.ndjson.gz"
    await write_archive(pool, path)
    before = await contents(pool, without=DERIVED, spans=False)
    assert (in_force := await pool.fetchval("SELECT calibration_in_force()")) is not None
    await pool.execute("UPDATE calibrations SET status = 'rolled_back'")
    await bring_in(pool, path, keep=nothing_to_keep)
    assert await pool.fetchval("SELECT calibration_in_force()") == in_force
    assert await contents(pool, without=DERIVED, spans=False) == before
    await pool.execute("INSERT INTO calibrations (request) SELECT request FROM calibrations")
    assert await pool.fetchval("SELECT max(version) FROM calibrations") == in_force + 1


async def test_a_backup_of_another_appliance_is_never_in_force(
    tables: Tables, pool: Pool, elsewhere: DatabaseLocation, tmp_path: Path
) -> None:
    await fill(tables)
    path = tmp_path / "all.ndjson.gz"
    await write_archive(pool, path)
    async with owner(elsewhere) as other:
        await is_another_appliance(other)
        await bring_in(other, path, keep=nothing_to_keep)
        assert await other.fetchval("SELECT calibration_in_force()") is None


async def test_ended_half_way_it_is_completed_by_importing_again(
    tables: Tables, pool: Pool, elsewhere: DatabaseLocation, tmp_path: Path
) -> None:
    await fill(tables)
    path = tmp_path / "all.ndjson.gz"
    written = await write_archive(pool, path)
    asked = 0

    def room(needed: int) -> None:
        nonlocal asked
        asked += 1
        if asked > 8:
            raise DiskFull("the card is too full")

    async with owner(elsewhere) as other:
        with pytest.raises(DiskFull):
            await read_archive(other, check_archive(path), room)
        assert (
            await other.fetchval("SELECT count(*) FROM arrows") + await other.fetchval("SELECT count(*) FROM shots") > 0
        )
        await bring_in(other, path)
        found = {name: len(rows) for name, rows in (await contents(other)).items()}
        assert found == written | {"session_spans": written["session_spans"] + 1}


async def test_one_file_at_a_time(tables: Tables, pool: Pool, location: DatabaseLocation, tmp_path: Path) -> None:
    await fill(tables)
    path = tmp_path / "all.ndjson.gz"
    await write_archive(pool, path)
    refused: list[str] = []

    async def keep() -> None:
        async with owner(location) as second:
            with pytest.raises(ArchiveBusy) as error:
                await bring_in(second, path)
            refused.append(english_of(error.value))

    await bring_in(pool, path, keep=keep)
    assert refused == ["another file is being imported; try again when it is done"]
    async with owner(location) as second:
        await bring_in(second, path)


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
        with refusing(ArchiveError, r"line 4: arrows.human_identifier: another one here has '7'"):
            await bring_in(other, path)
        assert await contents(other) == before
        # nothing of what is here stands in the way of a file that replaces it
        await bring_in(other, path, keep=nothing_to_keep)


async def test_a_roster_that_was_changed_here_stays_as_it_is_here(tables: Tables, pool: Pool, tmp_path: Path) -> None:
    session_id = await fill(tables)
    path = tmp_path / "all.ndjson.gz"
    await write_archive(pool, path)
    await tables.admin.execute("DELETE FROM session_archers WHERE letter = 'B'")
    await tables.admin.execute("UPDATE session_archers SET letter = 'B' WHERE session_id = $1", session_id)
    assert sum((await bring_in(pool, path)).values()) == 0
    assert await tables.admin.fetchval("SELECT count(*) FROM session_archers") == 1


async def test_the_order_of_tables_does_not_matter_and_the_last_of_two_keys_wins(
    tables: Tables, pool: Pool, elsewhere: DatabaseLocation, tmp_path: Path
) -> None:
    await fill(tables)
    path = tmp_path / "all.ndjson.gz"
    written = await write_archive(pool, path)
    header, *rows, end = read_lines(path)
    write_lines(path, [header, *reversed(rows), end])
    text = gzip.decompress(path.read_bytes()).decode()
    text = text.replace('"kind": "row"', '"kind": "end", "kind": "row"').replace('"seq": ', '"seq": [], "seq": ')
    path.write_bytes(gzip.compress(text.encode()))
    async with owner(elsewhere) as other:
        assert await bring_in(other, path) == written
        assert json.loads(text.splitlines()[0])["kind"] == "header"


async def test_a_file_from_before_the_first_release_is_brought_in(
    tables: Tables, pool: Pool, elsewhere: DatabaseLocation, tmp_path: Path
) -> None:
    await fill(tables)
    path = tmp_path / "before.ndjson.gz"
    written = await write_archive(pool, path)
    lines = read_lines(path)
    assert lines[0]["schema_version"] > 22
    lines[0]["schema_version"] = 22
    write_lines(path, lines)
    async with owner(elsewhere) as other:
        assert await bring_in(other, path, keep=nothing_to_keep) == written


OLDER_NAMES = {
    "turn_marks": {"holds_from": "said_at", "set_by": "said_by"},
    "losses": {"recorded_at": "told_at"},
    "shots": {"is_underived": "is_as_heard"},
    "set_aside": {"received_at": "heard_at"},
}


async def test_an_older_file_that_calls_columns_otherwise_is_brought_in(
    tables: Tables, pool: Pool, elsewhere: DatabaseLocation, tmp_path: Path
) -> None:
    session_id = await fill(tables)
    await tables.admin.execute("SELECT set_turn($1, NULL, 3, NULL, 'Robin')", session_id)
    path = tmp_path / "older.ndjson.gz"
    written = await write_archive(pool, path)
    lines = read_lines(path)
    for line in lines:
        for name, older in OLDER_NAMES.get(line.get("table", ""), {}).items():
            line["row"][older] = line["row"].pop(name)
    write_lines(path, lines)
    assert sum((await bring_in(pool, path)).values()) == 0
    async with owner(elsewhere) as other:
        assert await bring_in(other, path, keep=nothing_to_keep) == written
        assert await contents(other, without=DERIVED, spans=False) == await contents(pool, without=DERIVED, spans=False)
    lines[1:-1] = [
        line | {"row": line["row"] | {"holds_from": line["row"]["said_at"]}} if line["table"] == "turn_marks" else line
        for line in lines[1:-1]
    ]
    write_lines(path, lines)
    with refusing(ArchiveError, "turn_marks.said_at"):
        await bring_in(pool, path)


async def test_sessions_of_files_from_before_turn_marks_go_on_where_each_archer_is(
    tables: Tables, pool: Pool, elsewhere: DatabaseLocation, tmp_path: Path
) -> None:
    session_id = await fill(tables)
    archers = await tables.admin.fetch("SELECT archer_id FROM session_archers ORDER BY letter")
    # in turns, and each on a spot
    for name, faces in (("turns", (None, None)), ("spots", ("left", "right"))):
        for archer, face in zip(archers, faces, strict=True):
            await tables.admin.execute(
                "UPDATE session_archers SET face = $1 WHERE archer_id = $2", face, archer["archer_id"]
            )
        path = tmp_path / f"{name}.ndjson.gz"
        await write_archive(pool, path)
        lines = [line for line in read_lines(path) if line.get("table") != "turn_marks"]
        del lines[-1]["rows"]["turn_marks"]
        write_lines(path, lines)
        async with owner(elsewhere) as other:
            await bring_in(other, path, keep=nothing_to_keep)
            turn = await other.fetchrow("SELECT * FROM turn_now($1)", session_id)
            assert turn is not None
            assert (turn["end_number"], turn["archer_id"] is None, turn["order"]) == (
                1,
                name == "spots",
                [] if name == "spots" else [archer["archer_id"] for archer in archers],
            )


async def test_rounds_over_sessions_come_back_and_older_files_have_none(
    tables: Tables, pool: Pool, elsewhere: DatabaseLocation, tmp_path: Path
) -> None:
    await fill(tables)
    await tables.admin.execute(
        "UPDATE sessions SET round_id = (SELECT id FROM sessions WHERE location = 'old') WHERE location <> 'old'"
    )
    path = tmp_path / "rounds.ndjson.gz"
    await write_archive(pool, path)
    lines = read_lines(path)
    sessions = [line["row"] for line in lines if line.get("table") == "sessions"]
    assert sorted(row["round_id"] is None for row in sessions) == [False, True]
    async with owner(elsewhere) as other:
        await bring_in(other, path, keep=nothing_to_keep)
        linked = await other.fetch("SELECT round_id FROM sessions WHERE round_id IS NOT NULL")
        assert [str(row["round_id"]) for row in linked] == [row["round_id"] for row in sessions if row["round_id"]]
    for row in sessions:
        del row["round_id"]
    write_lines(path, lines)
    assert sum((await bring_in(pool, path)).values()) == 0
