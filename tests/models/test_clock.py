"""A clock that was wrong: what it stamped is dated again once, by the monotonic clock."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.computer import kernel_is_synchronised, read_kernel_boot
from appliance.core.clock_runs import ClockRun, corrected_offset_us
from appliance.database.pool import Pool
from appliance.models.bows_db import BowsDB, SightMarksDB
from appliance.models.clocks_db import moment
from appliance.models.context_db import ContextDB
from appliance.models.detections_db import DetectionsDB
from appliance.models.sessions_db import SessionsDB
from appliance.models.shots_db import ShotsDB
from appliance.schema.bows import BowCreate, KitFilters, SightMarkCreate
from appliance.schema.sessions import SessionUpdate
from appliance.schema.shots import ShotCreate
from appliance.sensing.clock import WallClock
from tests.english import all_english
from tests.models.helpers import Tables
from tests.models.test_identity import a_shot
from tests.models.test_shots_db import a_detection

S = 1e6
LAST_WEEK = datetime(2026, 11, 19, 10, tzinfo=UTC)


class Computer:
    """A wall clock that can be set, over a monotonic clock that cannot."""

    def __init__(self, wall: datetime, mono_us: float = 50 * S, boot: str = "boot-1") -> None:
        self.mono_us = mono_us
        self.offset_us = wall.timestamp() * 1e6 - mono_us
        self.boot = boot
        self.is_synchronised = False

    def clock(self, pool: Pool) -> WallClock:
        return WallClock(
            pool,
            wall_us=lambda: self.mono_us + self.offset_us,
            mono_us=lambda: self.mono_us,
            kernel_boot=self.boot,
            is_synchronised=lambda: self.is_synchronised,
            made_at=datetime(2026, 11, 1, tzinfo=UTC),
        )

    def wall(self) -> datetime:
        return moment(self.mono_us + self.offset_us)

    def wait(self, seconds: float) -> None:
        self.mono_us += seconds * S

    def set(self, by: timedelta) -> None:
        self.offset_us += by.total_seconds() * 1e6


async def begun(computer: Computer, pool: Pool) -> WallClock:
    clock = computer.clock(pool)
    await clock.record()
    return clock


async def record(pool: Pool, clock: WallClock, sequence: int, at_us: float, session_id: UUID | None = None) -> UUID:
    """An impact, and its shot where there is a session; the detection's id."""
    at = clock.date_of(clock.kernel_boot, at_us, LAST_WEEK)
    clock_id = clock.clock_id_of(clock.kernel_boot)
    given_detection = a_detection(sequence, session_id, detected_at=at, clock_id=clock_id)
    (found,) = await DetectionsDB(pool).insert_many([given_detection])
    if session_id is not None:
        shot = a_shot(session_id, found.id).model_copy(update={"arrow_landing_time": at})
        await ShotsDB(pool).insert_sensed_many([shot])
    return found.id


async def dates(tables: Tables) -> list[datetime]:
    rows = await tables.admin.fetch("SELECT detected_at FROM detections ORDER BY sequence")
    return [row["detected_at"] for row in rows]


async def test_a_clock_that_is_right_dates_by_the_moment_at_which_it_was_felt(sensing_pool: Pool) -> None:
    computer = Computer(LAST_WEEK)
    clock = await begun(computer, sensing_pool)
    computer.wait(24)
    assert clock.date_of("boot-1", 51 * S, LAST_WEEK) == LAST_WEEK + timedelta(seconds=1)


async def test_arrows_of_before_a_correction_are_dated_again_once_and_reported(
    sensing_pool: Pool, tables: Tables
) -> None:
    computer = Computer(LAST_WEEK)
    clock = await begun(computer, sensing_pool)
    session_id = await tables.session()
    for k in range(3):
        await record(sensing_pool, clock, k, (51 + k) * S, session_id)
    since = await tables.admin.fetchval("SELECT max(seq) FROM changes")
    computer.wait(10)
    by = timedelta(days=7, hours=4, minutes=2)
    computer.set(by)
    computer.is_synchronised = True
    await clock.record()
    right = [LAST_WEEK + by + timedelta(seconds=1 + k) for k in range(3)]
    assert await dates(tables) == right
    shots = (await ShotsDB(tables.admin).read_session(session_id)).rows
    assert [(shot.arrow_landing_time, shot.shot_at) for shot in shots] == [(at, at) for at in right]
    noticed = await tables.admin.fetch("SELECT op, id FROM changes WHERE seq > $1 AND table_name = 'shots'", since)
    assert {(row["op"], row["id"]) for row in noticed} == {("update", shot.id) for shot in shots}
    step = await tables.admin.fetchrow("SELECT * FROM clock_steps")
    assert step is not None
    assert (step["by_us"], step["impacts_dated_again"]) == (by.total_seconds() * 1e6, 3)
    assert (step["to_time"] - step["from_time"], step["was_trusted"]) == (by, False)
    (sentence,) = all_english(clock.troubles())
    assert sentence.startswith("the clock was 7 d 4 h behind until ")
    assert sentence.endswith(": 3 arrows were dated again")
    # and never again: not by asking, nor, when the session is over, by a later step of a clock that is trusted now
    await clock.record()
    await SessionsDB(tables.admin).update_one(session_id, SessionUpdate.model_validate({"is_opened": False}))
    computer.set(timedelta(hours=1))
    await clock.record()
    assert await dates(tables) == right


async def test_what_is_recorded_after_a_step_is_not_moved_by_it(sensing_pool: Pool, tables: Tables) -> None:
    computer = Computer(LAST_WEEK)
    clock = await begun(computer, sensing_pool)
    computer.set(timedelta(hours=4))
    # noticed by whoever dates something, before the step is in the database
    await record(sensing_pool, clock, 1, computer.mono_us)
    await clock.record()
    assert await dates(tables) == [LAST_WEEK + timedelta(hours=4)]


async def test_a_clock_that_went_ahead_is_put_back(sensing_pool: Pool, tables: Tables) -> None:
    computer = Computer(LAST_WEEK + timedelta(days=400))
    clock = await begun(computer, sensing_pool)
    await record(sensing_pool, clock, 1, computer.mono_us)
    computer.set(-timedelta(days=400))
    await clock.record()
    assert await dates(tables) == [LAST_WEEK]
    (sentence,) = all_english(clock.troubles())
    assert sentence.startswith("the clock was 400 d ahead until ")
    assert sentence.endswith(": 1 arrow was dated again")


async def test_a_clock_is_set_by_hand_and_then_by_a_time_server(sensing_pool: Pool, tables: Tables) -> None:
    computer = Computer(datetime(1970, 1, 1, 0, 1, tzinfo=UTC))
    clock = await begun(computer, sensing_pool)
    await record(sensing_pool, clock, 1, computer.mono_us)
    by_hand = LAST_WEEK - datetime(1970, 1, 1, 0, 1, tzinfo=UTC)
    computer.set(by_hand)
    await clock.record()
    await record(sensing_pool, clock, 2, computer.mono_us)
    computer.set(timedelta(minutes=2))
    computer.is_synchronised = True
    await clock.record()
    assert await dates(tables) == [LAST_WEEK + timedelta(minutes=2)] * 2


async def test_two_clocks_that_are_not_read_at_once_are_no_step(sensing_pool: Pool, tables: Tables) -> None:
    computer = Computer(LAST_WEEK)
    clock = await begun(computer, sensing_pool)
    await record(sensing_pool, clock, 1, computer.mono_us)
    computer.set(timedelta(milliseconds=15))
    await clock.record()
    assert await tables.admin.fetchval("SELECT count(*) FROM clock_steps") == 0
    assert await dates(tables) == [LAST_WEEK]


async def test_a_step_of_milliseconds_is_a_step_and_troubles_nobody(sensing_pool: Pool, tables: Tables) -> None:
    computer = Computer(LAST_WEEK)
    clock = await begun(computer, sensing_pool)
    await record(sensing_pool, clock, 1, computer.mono_us)
    by = timedelta(milliseconds=60)
    computer.set(by)
    assert clock.date_of("boot-1", computer.mono_us, LAST_WEEK) == computer.wall()
    await clock.record()
    assert await dates(tables) == [LAST_WEEK + by]
    assert clock.troubles() == []


async def test_a_reading_that_was_interrupted_is_taken_again(sensing_pool: Pool) -> None:
    computer = Computer(LAST_WEEK)
    delays_s: Iterator[float] = iter(())

    def mono_us() -> float:
        computer.wait(next(delays_s, 0.0))
        return computer.mono_us

    clock = WallClock(
        sensing_pool,
        wall_us=lambda: computer.mono_us + computer.offset_us,
        mono_us=mono_us,
        kernel_boot="boot-1",
        is_synchronised=lambda: False,
        made_at=LAST_WEEK,
    )
    before = clock.date_of("boot-1", 51 * S, LAST_WEEK)
    # another process had the computer between the two clocks
    delays_s = iter([0.0, 0.5, 0.0, 0.5, 0.0, 0.0])
    assert clock.date_of("boot-1", 51 * S, LAST_WEEK) == before


async def test_a_clock_that_was_set_while_the_program_was_away(sensing_pool: Pool, tables: Tables) -> None:
    computer = Computer(LAST_WEEK)
    await record(sensing_pool, await begun(computer, sensing_pool), 1, computer.mono_us)
    computer.wait(60)
    computer.set(timedelta(hours=4))
    again = await begun(computer, sensing_pool)
    assert await dates(tables) == [LAST_WEEK + timedelta(hours=4)]
    assert len(again.troubles()) == 1


async def test_a_program_that_starts_again_goes_on_with_the_same_clock(sensing_pool: Pool, tables: Tables) -> None:
    computer = Computer(LAST_WEEK)
    first = await begun(computer, sensing_pool)
    await record(sensing_pool, first, 1, computer.mono_us)
    second = await begun(computer, sensing_pool)
    assert second.clock_id == first.clock_id
    computer.set(timedelta(hours=4))
    await second.record()
    assert await dates(tables) == [LAST_WEEK + timedelta(hours=4)]


async def test_nothing_of_another_boot_is_moved(sensing_pool: Pool, tables: Tables) -> None:
    before = Computer(LAST_WEEK)
    await record(sensing_pool, await begun(before, sensing_pool), 1, before.mono_us)
    now = Computer(LAST_WEEK + timedelta(hours=1), boot="boot-2")
    clock = await begun(now, sensing_pool)
    now.set(timedelta(days=7))
    await clock.record()
    assert await dates(tables) == [LAST_WEEK]


async def test_what_waited_in_the_journal_of_an_earlier_boot_has_that_boots_correction(sensing_pool: Pool) -> None:
    computer = Computer(LAST_WEEK)
    clock = await begun(computer, sensing_pool)
    computer.wait(10)
    computer.set(timedelta(days=7))
    await clock.record()
    computer.wait(10)
    later = await begun(Computer(LAST_WEEK + timedelta(days=7), mono_us=5 * S, boot="boot-2"), sensing_pool)
    wrong = LAST_WEEK + timedelta(seconds=2)
    assert later.date_of("boot-1", 52 * S, wrong) == wrong + timedelta(days=7)
    right = LAST_WEEK + timedelta(days=7, seconds=15)
    assert later.date_of("boot-1", 65 * S, right) == right
    assert later.date_of("boot-0", 65 * S, wrong) == wrong
    assert later.clock_id_of("boot-1") is None


async def test_sessions_and_calibrations_keep_their_impacts_over_a_step(sensing_pool: Pool, tables: Tables) -> None:
    """What the database stamps is by its own clock: it is taken as if that were the one that is set."""
    now: datetime = await tables.admin.fetchval("SELECT clock_timestamp()")
    wrong = Computer(now)
    clock = await begun(wrong, sensing_pool)
    first = await tables.session(start_time=(now - timedelta(days=1)).isoformat())
    inside: datetime = await tables.admin.fetchval("SELECT clock_timestamp()")
    calibration_id = await tables.admin.fetchval(
        "INSERT INTO calibrations (request) VALUES ($1) RETURNING id", {"kind": "face", "points": []}
    )
    tapped: datetime = await tables.admin.fetchval("SELECT clock_timestamp()")
    await tables.admin.fetchval("SELECT decide_calibration($1, 'rejected')", calibration_id)
    await SessionsDB(tables.admin).update_one(first, SessionUpdate.model_validate({"is_opened": False}))
    ended = (await SessionsDB(tables.admin).get_one_by_id(first)).end_time
    second = await tables.session()
    later: datetime = await tables.admin.fetchval("SELECT clock_timestamp()")
    miss = await ShotsDB(tables.admin).insert_one(ShotCreate(session_id=second))
    entered = (await ShotsDB(tables.admin).get_one_by_id(miss)).shot_at
    by = timedelta(days=30)
    wrong.set(by)
    await clock.record()
    found = await ContextDB(sensing_pool).at([inside + by, tapped + by, later + by])
    assert [(one.session_id, one.calibration_id) for one in found] == [
        (first, None), (first, calibration_id), (second, None)
    ]  # fmt: skip
    assert ended is not None
    assert (await SessionsDB(tables.admin).get_one_by_id(first)).end_time == ended + by
    assert (await ShotsDB(tables.admin).get_one_by_id(miss)).shot_at == entered + by


async def test_the_newest_mark_of_a_sight_counts_after_the_clock_was_put_back(
    sensing_pool: Pool, tables: Tables
) -> None:
    now: datetime = await tables.admin.fetchval("SELECT clock_timestamp()")
    by = timedelta(hours=1)
    ahead = Computer(now + by)
    clock = await begun(ahead, sensing_pool)
    marks = SightMarksDB(tables.admin)
    bow_id = await BowsDB(tables.admin).insert_one(await tables.archer("Robin"), BowCreate(name="Olympic"))
    first = await marks.insert_one(bow_id, SightMarkCreate(distance=70, mark=3.0))
    (known,) = (await marks.find(bow_id, KitFilters())).rows
    assert known.id == first
    set_at = known.set_at
    # the database has the clock that was wrong then
    await tables.admin.execute("UPDATE sight_marks SET set_at = set_at + $1::interval", by)
    ahead.set(-by)
    await clock.record()
    second = await marks.insert_one(bow_id, SightMarkCreate(distance=70, mark=3.1))
    assert [mark.id for mark in await marks.newest(bow_id, None)] == [second]
    assert [(mark.id, mark.set_at) for mark in (await marks.find(bow_id, KitFilters())).rows][1:] == [(first, set_at)]


async def test_turns_are_dealt_again_where_a_correction_changes_the_order(sensing_pool: Pool, tables: Tables) -> None:
    computer = Computer(LAST_WEEK)
    session_id = await tables.session()
    first, second = await tables.archer("A"), await tables.archer("B")
    await tables.roster(session_id, [first, second], arrows_per_turn=1)
    # of a bow's own sensor, with another clock
    await tables.landed(session_id, LAST_WEEK + timedelta(minutes=30))
    clock = await begun(computer, sensing_pool)
    await record(sensing_pool, clock, 1, computer.mono_us, session_id)
    shots = ShotsDB(tables.admin)
    dealt = [
        (one.source, one.detection_id is None, one.archer_id) for one in (await shots.read_session(session_id)).rows
    ]
    assert dealt == [("sensor", False, first), ("sensor", True, second)]
    computer.set(timedelta(hours=1))
    await clock.record()
    dealt = [
        (one.source, one.detection_id is None, one.archer_id) for one in (await shots.read_session(session_id)).rows
    ]
    assert dealt == [("sensor", True, first), ("sensor", False, second)]


async def test_a_clock_behind_the_newest_arrow_or_this_version_is_reported(sensing_pool: Pool) -> None:
    right = Computer(LAST_WEEK + timedelta(days=7))
    clock = await begun(right, sensing_pool)
    assert clock.troubles() == []
    await record(sensing_pool, clock, 1, right.mono_us)
    behind = await begun(Computer(LAST_WEEK, boot="boot-2"), sensing_pool)
    assert all_english(behind.troubles()) == [
        (
            "the clock says 2026-11-19 10:00, but there is an arrow of 2026-11-26 10:00: connect the appliance to a "
            "network, or set its clock"
        )
    ]
    old = Computer(datetime(2026, 10, 1, tzinfo=UTC), boot="boot-3").clock(sensing_pool)
    assert all_english(old.troubles()) == [
        (
            "the clock says 2026-10-01 00:00, before this version was made: connect the appliance to a network, or set "
            "its clock"
        )
    ]


async def test_a_time_server_that_comes_later_is_trusted_from_then_on(sensing_pool: Pool, tables: Tables) -> None:
    computer = Computer(LAST_WEEK)
    clock = await begun(computer, sensing_pool)
    await record(sensing_pool, clock, 1, computer.mono_us)
    computer.is_synchronised = True
    computer.wait(2)
    await clock.record()
    assert await tables.admin.fetchval("SELECT is_trusted FROM clock_runs")
    computer.set(timedelta(hours=3))
    await clock.record()
    assert await dates(tables) == [LAST_WEEK]
    assert await tables.admin.fetchval("SELECT was_trusted FROM clock_steps")
    assert clock.troubles() == []


@given(
    st.lists(st.tuples(st.floats(0, 1e12), st.floats(0, 4e15), st.booleans()), max_size=6).map(sorted),
    st.floats(0, 1e12),
)
def test_a_correction_is_by_a_run_that_began_later(runs: list[tuple[float, float, bool]], at_us: float) -> None:
    known = [ClockRun(UUID(int=k), "b", began, offset, trusted) for k, (began, offset, trusted) in enumerate(runs)]
    found = corrected_offset_us(known, at_us)
    later = [run for run in known[1:] if run.began_mono_us > at_us] or known[len(known) :]
    if not known or all(run.is_trusted for run in known):
        assert found is None
    elif not any(run.is_trusted for run in known) and known[0].began_mono_us <= at_us:
        assert found == (later[-1].offset_us if later else None)
    if found is not None:
        assert found in {run.offset_us for run in known[1:]}


def test_this_computers_own_clock_can_be_asked() -> None:
    assert kernel_is_synchronised() in (True, False)
    assert read_kernel_boot()


@pytest.mark.parametrize("us", [0.0, 1e15, 7.2e15])
def test_a_moment_is_in_microseconds(us: float) -> None:
    assert moment(us).timestamp() == pytest.approx(us / 1e6)
