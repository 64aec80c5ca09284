"""An end closes with the timer: where arrows are missing, and only where it was shot at all."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from appliance.core.shooting_spans import OUT_OF_TIME_S
from appliance.core.shooting_timer import TimerAction
from appliance.database.pool import Pool
from appliance.live import timed_ends
from appliance.live.timed_ends import Due, TimedEnds, due_in_s
from appliance.models.corrections_db import CorrectionsDB
from appliance.models.made_by import MADE_BY
from appliance.models.timer_db import TimerChanged, TimerDB
from appliance.models.turns_db import TurnsDB
from appliance.runtime.background import background
from appliance.schema.timer import TimerActionCreate, TimerCreate
from appliance.schema.turns import CorrectionFilters
from tests.models.helpers import Tables

WAIT_S = 20


async def act(tables: Tables, *actions: TimerAction) -> None:
    timer = TimerDB(tables.admin)
    for action in actions:
        stored = await timer.get_stored()
        assert stored is not None
        await timer.act(TimerActionCreate(action=action, revision=stored.revision))


async def revision_of(tables: Tables) -> int:
    stored = await TimerDB(tables.admin).get_stored()
    assert stored is not None
    return stored.revision


async def timed(tables: Tables, arrows: int) -> UUID:
    """A session in which so many arrows are shot while the timer runs."""
    session_id = await tables.session()
    await TimerDB(tables.admin).set_up(TimerCreate(kind="ends", run_up_s=0, shooting_s=120))
    await act(tables, "start")
    for _ in range(arrows):
        await tables.landed(session_id, (await TimerDB(tables.admin).get_clock()).now)
    await act(tables, "stop")
    return session_id


@pytest.mark.parametrize(
    ("arrows", "is_closed", "end_number"), [(0, False, 1), (2, True, 2), (3, False, 2)], ids=["none", "two", "all"]
)
async def test_an_end_closes_where_arrows_of_it_are_missing(
    arrows: int, is_closed: bool, end_number: int, tables: Tables
) -> None:
    session_id = await timed(tables, arrows)
    revision = await revision_of(tables)
    assert await TimerDB(tables.admin).close_end(revision) == is_closed
    # once
    assert not await TimerDB(tables.admin).close_end(revision)
    turns = TurnsDB(tables.admin)
    assert (await turns.get_one(session_id)).end_number == end_number
    closed_by = [end.closed_by for end in await turns.find_ends(session_id)][:1]
    assert closed_by == ([] if arrows == 0 else ["timer"] if is_closed else ["arrows"])


async def test_what_is_due_closes_the_end_that_it_names(tables: Tables, server_pool: Pool) -> None:
    session_id = await timed(tables, 2)
    ends, turns = TimedEnds(server_pool), TurnsDB(tables.admin)
    await ends.do(Due(0.0, None))
    assert (await turns.get_one(session_id)).end_number == 1
    due = await ends.keep_step()
    assert due.closes == await revision_of(tables)
    await ends.do(due)
    assert (await turns.get_one(session_id)).end_number == 2


async def test_while_it_runs_an_end_is_closed_once_its_time_is_over(
    tables: Tables, server_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timed_ends, "OUT_OF_TIME_S", 0.0)
    session_id = await timed(tables, 2)
    ends, turns = TimedEnds(server_pool), TurnsDB(tables.admin)
    async with background(ends=ends.run()), asyncio.timeout(WAIT_S):
        while (await turns.get_one(session_id)).end_number == 1:
            # a real pause of the loop, so that it runs as on its own
            await asyncio.to_thread(int)
    assert [end.closed_by for end in await turns.find_ends(session_id)][:1] == ["timer"]


@pytest.mark.parametrize(
    ("arrows", "end_number"), [(0, 1), (2, 1), (3, None)], ids=["none is shot", "two are", "all are"]
)
@pytest.mark.parametrize("is_closed", [False, True], ids=["at once", "when its end was closed"])
async def test_that_it_was_ended_is_taken_back_with_the_end_that_it_closed(
    arrows: int, end_number: int | None, is_closed: bool, tables: Tables
) -> None:
    session_id = await timed(tables, arrows)
    before = await TurnsDB(tables.admin).get_one(session_id)
    if is_closed:
        await TimerDB(tables.admin).close_end(await revision_of(tables))
    coach = MADE_BY.set("coach")
    await act(tables, "take_back")
    MADE_BY.reset(coach)
    stored = await TimerDB(tables.admin).get_stored()
    assert stored is not None
    assert (stored.status, stored.changed_by) == ("running", "coach")
    assert stored.end_number == (end_number if is_closed else 1)
    after = await TurnsDB(tables.admin).get_one(session_id)
    assert (after.end_number, after.arrow) == (before.end_number, before.arrow)
    noted = (await CorrectionsDB(tables.admin).of_session(session_id, CorrectionFilters())).rows
    (one,) = [correction for correction in noted if correction.kind == "time"]
    assert (one.made_by, one.before and one.before.end_number) == ("coach", 1)
    # it ends once more, and closes the end as it would have
    await act(tables, "stop")
    assert await TimerDB(tables.admin).close_end(await revision_of(tables)) == (arrows == 2)


async def test_the_next_start_closes_it_before_its_moment(tables: Tables) -> None:
    session_id = await timed(tables, 1)
    await act(tables, "start")
    assert (await TurnsDB(tables.admin).get_one(session_id)).end_number == 2
    stored = await TimerDB(tables.admin).get_stored()
    assert stored is not None
    assert stored.end_number == 2


async def test_an_end_is_due_though_the_timer_is_set_up_anew(tables: Tables) -> None:
    session_id = await timed(tables, 1)
    await TimerDB(tables.admin).set_up(TimerCreate(kind="ends", shooting_s=90))
    stored = await TimerDB(tables.admin).get_stored()
    assert stored is not None
    assert (stored.status, due_in_s(stored)) == ("ready", OUT_OF_TIME_S)
    assert await TimerDB(tables.admin).close_end(stored.revision)
    assert (await TurnsDB(tables.admin).get_one(session_id)).end_number == 2


@pytest.mark.parametrize(("arrows", "end_number"), [(0, 1), (1, 2)], ids=["none", "one"])
async def test_who_puts_the_timer_away_closes_the_end(arrows: int, end_number: int, tables: Tables) -> None:
    session_id = await timed(tables, arrows)
    await TimerDB(tables.admin).remove()
    assert await TimerDB(tables.admin).get_stored() is None
    assert (await TurnsDB(tables.admin).get_one(session_id)).end_number == end_number


async def test_who_read_the_timer_before_a_start_does_not_close_what_that_began(tables: Tables) -> None:
    session_id = await timed(tables, 1)
    seen = await revision_of(tables)
    await act(tables, "start")
    await tables.landed(session_id, (await TimerDB(tables.admin).get_clock()).now)
    assert not await TimerDB(tables.admin).close_end(seen)
    stored = await TimerDB(tables.admin).get_stored()
    assert stored is not None
    assert stored.end_number == 2, "still timed"
    assert (await TurnsDB(tables.admin).get_one(session_id)).end_number == 2


async def test_a_start_that_is_being_said_is_not_put_away(tables: Tables, server_pool: Pool) -> None:
    await timed(tables, 1)
    async with tables.admin.transaction():
        await act(tables, "start")
        removing = asyncio.create_task(TimerDB(server_pool).remove())
        await tables.held_up(removing)
    with pytest.raises(TimerChanged):
        await removing
    stored = await TimerDB(tables.admin).get_stored()
    assert stored is not None
    assert (stored.status, stored.end_number) == ("running", 2)
    assert await tables.admin.fetchval("SELECT count(*) FROM shooting_spans WHERE ends_at > appliance_now()") == 1


async def test_a_start_that_is_being_said_is_timed_when_the_end_before_is_closed(
    tables: Tables, server_pool: Pool
) -> None:
    session_id = await timed(tables, 1)
    seen = await revision_of(tables)
    async with tables.admin.transaction():
        await act(tables, "start")
        closing = asyncio.create_task(TimerDB(server_pool).close_end(seen))
        await tables.held_up(closing)
        await tables.landed(session_id, (await TimerDB(tables.admin).get_clock()).now)
    assert not await closing
    stored = await TimerDB(tables.admin).get_stored()
    assert stored is not None
    assert stored.end_number == 2, "still timed"
    assert (await TurnsDB(tables.admin).get_one(session_id)).end_number == 2


async def test_it_is_due_a_moment_after_the_signal(tables: Tables) -> None:
    assert due_in_s(None) is None
    await timed(tables, 1)
    stored = await TimerDB(tables.admin).get_stored()
    assert stored is not None
    assert stored.held_at is not None
    assert due_in_s(stored.model_copy(update={"now": stored.held_at})) == OUT_OF_TIME_S
    assert due_in_s(stored.model_copy(update={"now": stored.held_at + timedelta(hours=1)})) == 0
    assert due_in_s(stored.model_copy(update={"status": "emergency"})) is None
    assert stored.began_at is not None
    running = stored.model_copy(update={"status": "running", "held_at": None, "now": stored.began_at})
    assert due_in_s(running) == 120 + OUT_OF_TIME_S
    await TimerDB(tables.admin).close_end(stored.revision)
    assert due_in_s(await TimerDB(tables.admin).get_stored()) is None
