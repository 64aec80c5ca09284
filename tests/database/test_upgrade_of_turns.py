"""A database with shots of before turns were facts goes on where it was."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from appliance.database.location import DatabaseLocation
from appliance.database.pool import Connection
from appliance.models.shots_db import ShotsDB
from appliance.models.turns_db import TurnsDB
from tests.builders import NOW
from tests.database.older import tables_before, upgrade
from tests.models.helpers import Tables

TURNS = 15
SHOOT = """
INSERT INTO shots (seq, session_id, shot_at, arrow_landing_time, x, y, archer_id, attribution, is_archer_given,
                   end_number, is_end_given, points)
VALUES ($1, $2, $3, $3, 650, 650, $4::uuid, CASE WHEN $4 IS NOT NULL THEN 'order' END, false, $5, false, NULL)
"""


@pytest.fixture
async def older(empty: DatabaseLocation, tmp_path: Path) -> AsyncIterator[Connection]:
    async with tables_before(TURNS, empty, tmp_path) as connection:
        yield connection


async def older_session(older: Connection, archers: int) -> tuple[UUID, list[UUID]]:
    session_id: UUID = await older.fetchval(
        "INSERT INTO sessions (is_opened, start_time, location, distance) VALUES (true, now(), 'x', 18) RETURNING id"
    )
    ids = [await older.fetchval("INSERT INTO archers (name) VALUES ($1) RETURNING id", n) for n in "AB"[:archers]]
    if ids:
        await older.execute("INSERT INTO rosters (session_id, arrows_per_turn) VALUES ($1, 3)", session_id)
    for k, archer_id in enumerate(ids):
        await older.execute(
            "INSERT INTO session_archers (session_id, archer_id, letter, shooting_order) VALUES ($1, $2, $3, $4)",
            session_id, archer_id, "AB"[k], k + 1,
        )  # fmt: skip
    return session_id, ids


async def test_shots_stay_and_the_next_arrows_go_on_behind_them(older: Connection) -> None:
    session_id, archers = await older_session(older, 2)
    for k in range(8):  # an end, and two arrows of the first archer's next
        await older.execute(SHOOT, k + 1, session_id, NOW + timedelta(seconds=k), archers[k // 3 % 2], 1 + k // 6)
    await older.execute("SELECT setval('feed_seq', 100)")
    before = await older.fetch("SELECT id, seq, shot_at, archer_id, end_number, points FROM shots ORDER BY seq")
    await upgrade(older)
    after = await older.fetch("SELECT id, seq, shot_at, archer_id, end_number, points FROM shots ORDER BY seq")
    assert after == before
    turns, shots, tables = TurnsDB(older), ShotsDB(older), Tables(older)
    turn = await turns.get_one(session_id)
    assert (turn.archer_id, turn.end_number, turn.arrow, turn.stage) == (archers[0], 2, 3, "scoring")
    now = await older.fetchval("SELECT clock_timestamp()")
    for seconds in (1, 2):
        await tables.landed(session_id, now + timedelta(seconds=seconds))
    late = await tables.landed(session_id, NOW + timedelta(seconds=2.5))
    await shots.delete_one(before[0]["id"])
    await shots.restore_one(before[0]["id"])
    found = (await shots.read_session(session_id)).rows
    assert [(s.archer_id, s.end_number) for s in found if s.id != late] == [
        (archers[k // 3 % 2], 1 + k // 6) for k in range(10)
    ]
    # of what was shot then nothing is dealt again: whose a late one was nobody can say
    assert [(s.archer_id, s.end_number, s.is_surplus) for s in found if s.id == late] == [(None, 1, False)]


async def test_nobodys_shots_stay_and_their_end_goes_on(older: Connection) -> None:
    session_id, _ = await older_session(older, 0)
    for k in range(4):
        await older.execute(SHOOT, k + 1, session_id, NOW + timedelta(seconds=k), None, 1 + k // 3)
    await older.execute("SELECT setval('feed_seq', 100)")
    await upgrade(older)
    now = await older.fetchval("SELECT clock_timestamp()")
    for seconds in (1, 2, 3):
        await Tables(older).landed(session_id, now + timedelta(seconds=seconds))
    found = (await ShotsDB(older).read_session(session_id)).rows
    assert [shot.end_number for shot in found] == [1, 1, 1, 2, 2, 2, 3]
    turn = await TurnsDB(older).get_one(session_id)
    assert (turn.end_number, turn.arrow) == (3, 2)


async def test_a_session_without_a_shot_begins_as_a_new_one(older: Connection) -> None:
    session_id, archers = await older_session(older, 2)
    await upgrade(older)
    turn = await TurnsDB(older).get_one(session_id)
    assert (turn.archer_id, turn.end_number, turn.arrow, turn.order) == (archers[0], 1, 1, archers)
