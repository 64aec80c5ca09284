"""A session goes on over a step of a clock that was right, and over a start of the appliance with an earlier clock."""

import itertools
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from appliance.database.pool import Pool
from appliance.models.context_db import ContextDB
from appliance.models.shots_db import ShotsDB
from appliance.sensing.clock import WallClock
from tests.models.helpers import Tables
from tests.models.test_clock import LAST_WEEK, Computer, begun, record


async def now_of(tables: Tables) -> datetime:
    now: datetime = await tables.admin.fetchval("SELECT clock_timestamp()")
    return now


async def session_at(pool: Pool, clock: WallClock, computer: Computer) -> UUID | None:
    moment = clock.date_of(computer.boot, computer.mono_us, LAST_WEEK)
    return (await ContextDB(pool).at([moment]))[0].session_id


@pytest.mark.parametrize("by", [timedelta(hours=-2), timedelta(seconds=-30), timedelta(hours=2)], ids=str)
async def test_a_clock_that_was_trusted_is_set_in_the_middle_of_a_session(
    by: timedelta, sensing_pool: Pool, tables: Tables
) -> None:
    # what the database stamps is by its own clock, which cannot be set here: all is ahead of it
    opened_at = await now_of(tables) + timedelta(hours=3)
    computer = Computer(opened_at)
    computer.is_synchronised = True
    clock = await begun(computer, sensing_pool)
    session_id = await tables.session()
    await tables.admin.execute("UPDATE session_spans SET opened_at = $1", opened_at)
    first, second = await tables.archer("A"), await tables.archer("B")
    await tables.roster(session_id, [first, second], arrows_per_turn=1)
    for sequence in range(4):
        computer.wait(5)
        if sequence == 2:
            computer.set(by)
            computer.is_synchronised = False
            await clock.record()
        assert await session_at(sensing_pool, clock, computer) == session_id
        await record(sensing_pool, clock, sequence, computer.mono_us, session_id)
    shots = (await ShotsDB(tables.admin).read_session(session_id)).rows
    assert [shot.archer_id for shot in shots] == [first, second, first, second]
    gaps = [(b.shot_at - a.shot_at).total_seconds() for a, b in itertools.pairwise(shots)]
    assert gaps == [5.0, 5.0, 5.0]


@pytest.mark.parametrize("behind", [timedelta(minutes=1), timedelta(days=7), timedelta(days=20_000)], ids=str)
async def test_an_appliance_that_starts_with_an_earlier_clock_goes_on_with_the_open_session(
    behind: timedelta, sensing_pool: Pool, tables: Tables
) -> None:
    before = Computer(await now_of(tables))
    clock = await begun(before, sensing_pool)
    session_id = await tables.session()
    first, second = await tables.archer("A"), await tables.archer("B")
    await tables.roster(session_id, [first, second], arrows_per_turn=1)
    for sequence in range(3):
        before.wait(5)
        await record(sensing_pool, clock, sequence, before.mono_us, session_id)
    after = Computer(await now_of(tables) - behind, mono_us=20e6, boot="boot-2")
    clock = await begun(after, sensing_pool)
    for sequence in range(3, 6):
        after.wait(5)
        assert await session_at(sensing_pool, clock, after) == session_id
        await record(sensing_pool, clock, sequence, after.mono_us, session_id)
    shots = (await ShotsDB(tables.admin).read_session(session_id)).rows
    assert [shot.archer_id for shot in shots] == [first, second] * 3


async def test_a_session_that_was_opened_before_the_clock_was_recorded_moves_no_date(
    sensing_pool: Pool, tables: Tables
) -> None:
    now = await now_of(tables)
    await begun(Computer(now - timedelta(days=1)), sensing_pool)
    # stamped with the last boot's clock, since this one has not been recorded yet
    session_id = await tables.session()
    computer = Computer(await now_of(tables), mono_us=60e6, boot="boot-2")
    clock = await begun(computer, sensing_pool)
    assert clock.date_of("boot-2", 60e6, now) - now < timedelta(seconds=5)
    assert await session_at(sensing_pool, clock, computer) == session_id


async def test_an_earlier_clock_is_put_right_while_the_session_is_open(sensing_pool: Pool, tables: Tables) -> None:
    before = Computer(await now_of(tables))
    clock = await begun(before, sensing_pool)
    session_id = await tables.session()
    before.wait(5)
    await record(sensing_pool, clock, 1, before.mono_us, session_id)
    down_at = before.wall()
    after = Computer(down_at - timedelta(minutes=1), mono_us=20e6, boot="boot-2")
    await record(sensing_pool, await begun(after, sensing_pool), 2, after.mono_us, session_id)
    # the program alone is started again: its dates go on
    clock = await begun(after, sensing_pool)
    after.wait(5)
    await record(sensing_pool, clock, 3, after.mono_us, session_id)
    stamped: datetime = await tables.admin.fetchval("SELECT appliance_now()")
    shots = (await ShotsDB(tables.admin).read_session(session_id)).rows
    assert [(shot.shot_at - down_at) // timedelta(seconds=1) for shot in shots] == [0, 20, 25]
    assert stamped - await now_of(tables) > timedelta(minutes=1)
    # it was down for an hour, as a time server says
    after.set(timedelta(hours=1))
    after.is_synchronised = True
    await clock.record()
    right = [down_at, after.wall() - timedelta(seconds=5), after.wall()]
    assert [shot.shot_at for shot in (await ShotsDB(tables.admin).read_session(session_id)).rows] == right
    assert await tables.admin.fetchval("SELECT clock_shift_us FROM appliance") == 0
