"""An arrow before the signal to shoot, or just after the one to stop, is marked; a person may say it was in time."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from appliance.core.shooting_spans import spans_to_come
from appliance.core.shooting_timer import TimerAction, TimerState, act
from appliance.core.timer_plans import PLANS
from appliance.models.corrections_db import CorrectionsDB
from appliance.models.shots_db import ShotsDB
from appliance.models.timer_db import TimerDB
from appliance.schema.shots import ShotCreate, ShotUpdate
from appliance.schema.turns import CorrectionFilters
from tests.builders import NOW
from tests.models.helpers import Tables

PLAN = PLANS["ends_120"]


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


class Timer:
    """The timer in a time that the test gives."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.state = TimerState()
        self.revision: int | None = None

    async def act_at(self, action: TimerAction, seconds: float) -> None:
        ended_at = self.state.held_at if action == "take_back" else None
        self.state = act(PLAN, self.state, action, at(seconds))
        spans = [asdict(span) for span in spans_to_come(PLAN, self.state, at(seconds), ended_at)]
        is_late = {"ended_at": ended_at, "changed_by": "coach"}
        self.revision = await self.tables.admin.fetchval(
            "SELECT change_timer($1, $2, $3::text::jsonb, $4::text::jsonb)",
            self.revision,
            at(seconds),
            json.dumps(asdict(PLAN) | asdict(self.state) | is_late, default=datetime.isoformat),
            json.dumps(spans, default=datetime.isoformat),
        )


async def marked(tables: Tables, session_id: UUID, *seconds: float) -> list[bool]:
    ids = [await tables.landed(session_id, at(one)) for one in seconds]
    found = {shot.id: shot.is_out_of_time for shot in (await ShotsDB(tables.admin).read_session(session_id)).rows}
    return [found[one] for one in ids]


async def test_arrows_before_and_after_the_time_are_marked(tables: Tables) -> None:
    session_id = await tables.session()
    assert await marked(tables, session_id, -1) == [False]
    await Timer(tables).act_at("start", 0)
    assert await marked(tables, session_id, 9, 10, 130, 131, 145, 146) == [True, False, False, True, True, False]


async def test_what_was_said_before_stays_in_mind_for_arrows_that_come_late(tables: Tables) -> None:
    session_id, timer = await tables.session(), Timer(tables)
    await timer.act_at("start", 0)
    await timer.act_at("pause", 50)
    await timer.act_at("resume", 60)
    await timer.act_at("stop", 70)
    await timer.act_at("start", 80)
    assert await marked(tables, session_id, 49, 55, 65, 75, 85, 95) == [False, True, False, True, True, False]


async def test_arrows_are_judged_again_where_that_it_was_ended_is_taken_back(tables: Tables) -> None:
    session_id, timer, shots = await tables.session(), Timer(tables), ShotsDB(tables.admin)
    await timer.act_at("start", 0)
    await timer.act_at("stop", 50)
    early, called, late = [await tables.landed(session_id, at(one)) for one in (55, 57, 59)]
    for is_late in (False, True):
        await shots.update_one(called, ShotUpdate(is_out_of_time=is_late))
    await timer.act_at("take_back", 58)
    found = {shot.id: shot.is_out_of_time for shot in (await shots.read_session(session_id)).rows}
    # what a person called holds; what lands later is judged by the time that goes on
    assert found == {early: False, called: True, late: True}
    (noted,) = (await CorrectionsDB(tables.admin).of_session(session_id, CorrectionFilters(shot_id=early))).rows
    assert (noted.made_by, noted.after and noted.after.is_out_of_time) == ("coach", False)
    assert await marked(tables, session_id, 50.5, 58.5, 138, 139) == [False, False, False, True]


async def test_arrows_in_the_run_up_that_goes_on_are_too_early(tables: Tables) -> None:
    session_id, timer, shots = await tables.session(), Timer(tables), ShotsDB(tables.admin)
    await timer.act_at("start", 0)
    await timer.act_at("stop", 4)
    early = await tables.landed(session_id, at(6))
    assert not (await shots.get_one_by_id(early)).is_out_of_time
    await timer.act_at("take_back", 9)
    assert (await shots.get_one_by_id(early)).is_out_of_time
    assert await marked(tables, session_id, 14, 15) == [True, False]


async def test_what_a_person_enters_is_not_late(tables: Tables) -> None:
    session_id = await tables.session()
    db = TimerDB(tables.admin)
    await Timer(tables).act_at("start", ((await db.get_clock()).now - NOW).total_seconds() - 5)
    entered = await ShotsDB(tables.admin).insert_one(ShotCreate(session_id=session_id))
    assert not (await ShotsDB(tables.admin).get_one_by_id(entered)).is_out_of_time


async def test_one_tap_says_that_it_was_in_time_and_it_is_noted(tables: Tables) -> None:
    session_id = await tables.session()
    await Timer(tables).act_at("start", 0)
    shot_id = await tables.landed(session_id, at(131))
    shots = ShotsDB(tables.admin)
    await shots.update_one(shot_id, ShotUpdate(is_out_of_time=False))
    assert not (await shots.get_one_by_id(shot_id)).is_out_of_time
    (noted,) = (await CorrectionsDB(tables.admin).of_session(session_id, CorrectionFilters())).rows
    assert noted.before is not None
    assert noted.after is not None
    assert (noted.before.is_out_of_time, noted.after.is_out_of_time) == (True, False)
    # deleted and put back it stays as it was said
    await shots.delete_one(shot_id)
    await shots.restore_one(shot_id)
    assert not (await shots.get_one_by_id(shot_id)).is_out_of_time


async def test_a_clock_that_is_set_takes_the_timer_with_it(tables: Tables) -> None:
    run, other = uuid4(), uuid4()
    await Timer(tables).act_at("start", 0)
    await tables.admin.execute("UPDATE shooting_timer SET clock_id = $1", run)
    await tables.admin.execute("UPDATE shooting_spans SET clock_id = $1", run)
    for from_run in (run, run):  # by one step it moves once
        await tables.admin.execute("SELECT date_timer_again($1, $2, interval '1 h')", from_run, other)
    timer = await TimerDB(tables.admin).get_one()
    assert timer is not None
    assert timer.steps[0].begins_at == at(3600)
    session_id = await tables.session()
    assert await marked(tables, session_id, 131, 3600 + 131) == [False, True]
