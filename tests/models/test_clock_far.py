"""A step of the clock, and rows with times beyond the calendar: they stay as they are, are named, and hold up none."""

from datetime import timedelta
from uuid import UUID

import pytest

from appliance.database.pool import Pool
from appliance.models.shots_db import ShotsDB
from appliance.models.unreadable import UNREADABLE
from tests.english import all_english
from tests.models.helpers import Tables
from tests.models.test_clock import LAST_WEEK, Computer, begun, dates, record
from tests.models.test_two_epochs import now_of
from tests.routers.test_unreadable import unbind

FAR = ["294276-12-31 23:59:59Z", "infinity", "-infinity", "4713-01-01 BC"]
BEGINNING = "1970-01-01Z"
STORED = ["2199-12-31 23:59:59Z", BEGINNING]
BY = timedelta(days=400)
KEEPS = "the time of the clock that was wrong"

ROWS = {
    "detections": """
        INSERT INTO detections (node, boot, sequence, detected_at, clock_id, ticks, tick_hz, tick_bits,
                                speed_mm_per_us, sigma_us, outcome, session_id)
        VALUES ('n', 1, 99, $1, current_clock_id(), '{1,2}', 8e6, 32, 0.34, 2, 'unplaced', $2)""",
    "shots": "UPDATE shots SET arrow_landing_time = $1, shot_at = $1 WHERE session_id = $2",
    "releases": """
        INSERT INTO releases (sensor, boot, sequence, session_id, released_at)
        VALUES ('e6260c01b6a37564', 1, 1, $2, $1)""",
    "deleted_shots": """
        INSERT INTO deleted_shots (id, session_id, shot)
        VALUES (gen_random_uuid(), $2, jsonb_build_object('clock_id', current_clock_id(), 'shot_at', $1))""",
    "turn_marks": """
        INSERT INTO turn_marks (session_id, kind, holds_from, state)
        SELECT $2, 'turn', $1, turn_state FROM (SELECT state AS turn_state FROM turn_marks LIMIT 1) AS other""",
    "corrections": "INSERT INTO corrections (session_id, kind, made_at) VALUES ($2, 'turn', $1)",
    "signatures": """
        INSERT INTO signatures (session_id, seq, signed_as, arrows, signed_at)
        VALUES ($2, 1, 'archer', '[{"shot_id": "", "end_number": 1, "is_x": false, "points": null}]', $1)""",
    "brackets": """
        INSERT INTO brackets (name, format, counting, made_at) SELECT 'b', 'individual', 'sets', $1""",
    "matches": """
        INSERT INTO matches (bracket_id, stage, number, session_id, clock_id, ruled_at, ruled_winner, ruled_by,
                             seed_a, seed_b)
        SELECT id, 2, 1, $2, current_clock_id(), $1, 'a', 'me', 1, 2 FROM brackets LIMIT 1""",
    "sessions": """
        INSERT INTO session_spans (session_id, opened_at, opened_clock_id, closed_at)
        VALUES ($2, $1, current_clock_id(), $1)""",
    "calibrations": """
        INSERT INTO calibrations (request, asked_at) SELECT '{"kind": "face", "points": []}', $1""",
    "sensor_tests": "INSERT INTO sensor_tests (began_at, ends_at) SELECT $1, $1",
    "sight_marks": """
        INSERT INTO sight_marks (bow_id, distance, distance_unit, mark, set_at)
        SELECT id, 70, 'm', 3.0, $1 FROM bows LIMIT 1""",
    "set_aside": """
        INSERT INTO set_aside (digest, received_at, reason, entry)
        SELECT repeat('a', 64), $1, '{"code": "x"}', '{}'""",
    "losses": """
        INSERT INTO losses (node, boot, first_sequence, last_sequence, lost_from, lost_until)
        SELECT 'n', 1, 1, 1, $1, $1""",
}


async def put_all(tables: Tables, at: str, session_id: UUID) -> None:
    """A row of each table with that time, by the owner's hand."""
    admin = tables.admin
    await admin.execute("INSERT INTO bows (archer_id, name) VALUES ($1, 'b')", await tables.archer("Robin"))
    await admin.execute(
        "INSERT INTO shots (session_id, x, y, arrow_landing_time) VALUES ($1, 1, 1, clock_timestamp())", session_id
    )
    await admin.execute("SET session_replication_role = replica")
    for statement in ROWS.values():
        await admin.execute(statement.replace("$1", f"timestamptz '{at}'").replace("$2", f"uuid '{session_id}'"))
    await admin.execute("SET session_replication_role = DEFAULT")


@pytest.mark.parametrize("at", FAR + STORED)
async def test_rows_of_a_far_time_are_left_and_named_and_all_others_are_dated_again(
    at: str, sensing_pool: Pool, tables: Tables
) -> None:
    by = -BY if at == BEGINNING else BY
    computer = Computer(LAST_WEEK - min(by, timedelta()))
    began = computer.wall()
    clock = await begun(computer, sensing_pool)
    session_id = await tables.session()
    if at in FAR:
        await unbind(tables)
    await put_all(tables, at, session_id)
    good = await record(sensing_pool, clock, 1, computer.mono_us, session_id)
    computer.set(by)
    await clock.record()
    (detected_at,) = [when for when in await dates(tables) if abs(when - began - by) < timedelta(days=1)]
    assert detected_at == began + by
    shots = (await ShotsDB(tables.admin).read_session(session_id)).rows
    assert [shot.shot_at for shot in shots if shot.detection_id == good] == [began + by]
    troubles = all_english(clock.troubles())
    # the beginning of what is said of turns is that, whatever the clock said
    left = [kind for kind in ROWS if (kind, at) != ("turn_marks", BEGINNING)]
    assert {one.split(" of ")[1].split(" keep")[0].replace(" ", "_") for one in troubles if KEEPS in one} == set(left)
    assert not [one for one in troubles if "but there is an arrow of" in one and at in FAR]
    # and the next step as well
    computer.set(timedelta(hours=1))
    await clock.record()
    assert detected_at + timedelta(hours=1) in await dates(tables)


async def test_many_rows_of_one_table_are_counted_and_leave_room_to_name_one_of_another(
    sensing_pool: Pool, tables: Tables
) -> None:
    computer = Computer(LAST_WEEK)
    clock = await begun(computer, sensing_pool)
    session_id = await tables.session()
    await unbind(tables)
    await put_all(tables, "infinity", session_id)
    await tables.admin.execute(
        """
        INSERT INTO corrections (session_id, kind, made_at, clock_id)
        SELECT session_id, kind, made_at, clock_id FROM corrections, generate_series(1, 999) AS n
        """
    )
    computer.set(BY)
    await clock.record()
    values = [dict(one.values) for one in clock.troubles() if one.code == "clock_left_rows"]
    by_table = {one["table"]: one for one in values}
    assert set(by_table) == set(ROWS)
    assert by_table["corrections"]["rows"] == 1000
    assert len(str(by_table["corrections"]["named"]).split(", ")) == 3


@pytest.mark.parametrize("at", FAR)
async def test_a_row_of_a_far_time_says_nothing_of_what_was_before_this_start(
    at: str, sensing_pool: Pool, tables: Tables
) -> None:
    await begun(Computer(LAST_WEEK), sensing_pool)
    session_id = await tables.session()
    await unbind(tables)
    await put_all(tables, at, session_id)
    later = Computer(await now_of(tables) + timedelta(days=1), boot="boot-2")
    clock = await begun(later, sensing_pool)
    assert clock.date_of("boot-2", later.mono_us, LAST_WEEK) == later.wall()
    assert all_english(clock.troubles()) == []


@pytest.mark.parametrize("odd", ["offset_us = 'NaN'", "offset_us = 1e18", "shift_us = '-infinity'", "kernel_boot = ''"])
async def test_a_start_with_a_run_of_the_clock_that_cannot_be_read_begins_another(
    odd: str, sensing_pool: Pool, tables: Tables
) -> None:
    computer = Computer(LAST_WEEK)
    first = await begun(computer, sensing_pool)
    await unbind(tables)
    await tables.admin.execute(f"UPDATE clock_runs SET {odd}")  # noqa: S608  (our own)
    clock = await begun(computer, sensing_pool)
    assert clock.clock_id not in (None, first.clock_id)
    assert clock.date_of("boot-1", computer.mono_us, LAST_WEEK) == computer.wall()
    (problem,) = all_english(UNREADABLE.messages())
    assert problem.startswith("1 of runs of the clock cannot be read and is left out: correct or delete ")
