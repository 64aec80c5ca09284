"""Which session and which calibration an impact belongs to is decided by when it was felt."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from appliance.database.pool import Pool
from appliance.models.calibrations_db import CalibrationsDB
from appliance.models.context_db import ContextDB, MomentContext
from appliance.models.detections_db import DetectionsDB
from appliance.models.sessions_db import SessionsDB
from appliance.schema.sessions import SessionUpdate
from tests.english import stored
from tests.models.helpers import Tables
from tests.models.test_shots_db import a_detection

MS = timedelta(milliseconds=1)
NOTHING = MomentContext(None, False, None, 0)


async def clock(tables: Tables) -> datetime:
    now: datetime = await tables.admin.fetchval("SELECT clock_timestamp()")
    return now


async def close(tables: Tables, session_id: UUID) -> None:
    await SessionsDB(tables.admin).update_one(session_id, SessionUpdate.model_validate({"is_opened": False}))


async def ask(tables: Tables, kind: str = "array", points: int = 3, **point: object) -> UUID:
    asked = {"kind": kind, "points": [{"x_mm": None, "y_mm": None, **point}] * points}
    new: UUID = await tables.admin.fetchval("INSERT INTO calibrations (request) VALUES ($1) RETURNING id", asked)
    return new


async def tap(tables: Tables, sequence: int, calibration_id: UUID, at: datetime) -> None:
    await DetectionsDB(tables.admin).insert_many(
        [a_detection(sequence, None, detected_at=at, calibration_id=calibration_id)]
    )


async def test_a_shot_right_after_opening_belongs_to_the_session(tables: Tables, sensing_pool: Pool) -> None:
    before = await clock(tables)
    session_id = await tables.session(is_indoor=True)
    after = await clock(tables)
    found = await ContextDB(sensing_pool).at([before, after, after + 100 * MS])
    assert found == [NOTHING, MomentContext(session_id, True, None, 0), MomentContext(session_id, True, None, 0)]


async def test_twelve_shots_that_were_held_over_a_change_of_session_stand_in_their_own(
    tables: Tables, sensing_pool: Pool
) -> None:
    expected: list[UUID | None] = []
    moments: list[datetime] = []

    async def four_shots(session_id: UUID | None) -> None:
        for _ in range(4):
            moments.append(await clock(tables))
            expected.append(session_id)

    first = await tables.session()
    await four_shots(first)
    await close(tables, first)
    await four_shots(None)
    second = await tables.session()
    await four_shots(second)
    # all arrive now, newest first
    found = await ContextDB(sensing_pool).at(moments[::-1])
    assert [one.session_id for one in found[::-1]] == expected


async def test_a_session_that_is_opened_again_has_two_spans(tables: Tables, sensing_pool: Pool) -> None:
    session_id = await tables.session()
    await close(tables, session_id)
    between = await clock(tables)
    again = SessionUpdate.model_validate({"is_opened": True, "end_time": None})
    await SessionsDB(tables.admin).update_one(session_id, again)
    after = await clock(tables)
    assert [one.session_id for one in await ContextDB(sensing_pool).at([between, after])] == [None, session_id]


async def test_a_session_of_the_past_and_one_that_is_gone_take_no_shots(tables: Tables, sensing_pool: Pool) -> None:
    now = await clock(tables)
    await tables.session(is_opened=False, start_time="2020-01-01T00:00:00Z", end_time="2099-01-01T00:00:00Z")
    opened = await tables.session()
    moment = await clock(tables)
    await SessionsDB(tables.admin).delete_one(opened)
    assert await ContextDB(sensing_pool).at([now, moment]) == [NOTHING, NOTHING]


async def test_a_session_that_is_being_opened_is_waited_for(tables: Tables, sensing_pool: Pool) -> None:
    async with tables.admin.transaction():
        session_id = await tables.session()
        asking = asyncio.create_task(ContextDB(sensing_pool).at([await clock(tables)]))
        await tables.held_up(asking)
    assert [one.session_id for one in await asking] == [session_id]


async def test_what_is_known_already_is_answered_while_somebody_writes(tables: Tables, sensing_pool: Pool) -> None:
    opened = await tables.session()
    async with tables.admin.transaction():
        await tables.landed(opened, await clock(tables))
        (known,) = await ContextDB(sensing_pool).as_known_at([await clock(tables)])
    assert known.session_id == opened


async def test_a_calibration_that_was_asked_later_takes_no_earlier_impact(tables: Tables, sensing_pool: Pool) -> None:
    before = await clock(tables)
    calibration_id = await ask(tables)
    after = await clock(tables)
    found = await ContextDB(sensing_pool).at([before, after])
    assert [(one.calibration_id, one.taps_left) for one in found] == [(None, 0), (calibration_id, 3)]


async def test_a_calibration_takes_as_many_taps_as_it_waits_for(tables: Tables, sensing_pool: Pool) -> None:
    calibration_id = await ask(tables, points=2)
    context = ContextDB(sensing_pool)
    start = await clock(tables)
    await tap(tables, 1, calibration_id, start + 10 * MS)
    found = await context.at([start + 5 * MS, start + 20 * MS])
    assert [one.taps_left for one in found] == [2, 1]
    await tap(tables, 2, calibration_id, start + 20 * MS)
    found = await context.at([start + 15 * MS, start + 30 * MS])
    assert [one.calibration_id for one in found] == [calibration_id, None]


@pytest.mark.parametrize("end", ["rejected", "finished"])
async def test_a_calibration_that_is_over_takes_what_was_felt_before_and_nothing_after(
    end: str, tables: Tables, sensing_pool: Pool
) -> None:
    calibration_id = await ask(tables)
    during = await clock(tables)
    if end == "rejected":
        await tables.admin.fetchval("SELECT decide_calibration($1, 'rejected')", calibration_id)
    else:
        await CalibrationsDB(tables.admin).finish(calibration_id, None, stored("no"))
    after = await clock(tables)
    found = await ContextDB(sensing_pool).at([during, after])
    assert [one.calibration_id for one in found] == [calibration_id, None]


async def test_a_calibration_by_arrows_in_the_paper_takes_no_taps(tables: Tables, sensing_pool: Pool) -> None:
    await ask(tables, shot_id="0d9c3a52-3c2e-4b8e-9a50-0f0a8f4a1a01")
    assert await ContextDB(sensing_pool).at([await clock(tables)]) == [NOTHING]
    await tables.admin.execute("DELETE FROM calibrations")
    face = await ask(tables, kind="face", points=0)
    assert [one[2:4] for one in await ContextDB(sensing_pool).at([await clock(tables)])] == [(face, 2)]
