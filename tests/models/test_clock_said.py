"""What is said of the clock: how wrong it was, for how long, and once for each reason."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from appliance.database.pool import Pool
from appliance.models.errors import DBUnavailable
from appliance.runtime.background import background
from appliance.sensing import clock as clock_module
from appliance.sensing.clock import STEP_REPORTED_S, WallClock
from tests.english import all_english
from tests.models.test_clock import LAST_WEEK, Computer, S, begun, record

WAIT_S = 20
MADE_AT = datetime(2026, 11, 1, tzinfo=UTC)
"""Of the version that `Computer` runs."""


async def test_that_arrows_were_dated_again_is_reported_for_an_hour(sensing_pool: Pool) -> None:
    computer = Computer(LAST_WEEK)
    clock = await begun(computer, sensing_pool)
    await record(sensing_pool, clock, 1, computer.mono_us)
    computer.set(timedelta(hours=4))
    await clock.record()
    assert len(clock.troubles()) == 1
    computer.wait(STEP_REPORTED_S - 1)
    assert len(clock.troubles()) == 1
    for _ in range(2):
        computer.wait(1)
        assert clock.troubles() == []


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (5, "5 s"), (60, "1 min"), (90, "1 min 30 s"), (3600, "1 h"), (3601, "1 h"), (14_520, "4 h 2 min"),
        (86_400, "1 d"), (-90, "1 min 30 s"),
    ],
)  # fmt: skip
async def test_how_wrong_the_clock_was_is_reported_in_two_units_at_most(
    sensing_pool: Pool, seconds: int, shown: str
) -> None:
    computer = Computer(LAST_WEEK)
    clock = await begun(computer, sensing_pool)
    await record(sensing_pool, clock, 1, computer.mono_us)
    computer.set(timedelta(seconds=seconds))
    await clock.record()
    (sentence,) = clock.troubles()
    assert any(f"{before}{shown}{after}" in str(sentence) for before, after in ((" ", " "), ("=", ",")))


def test_by_itself_it_dates_by_this_computers_clocks(monkeypatch: pytest.MonkeyPatch) -> None:
    since_1970_s = LAST_WEEK.timestamp()
    started_s = 1_000_000.0
    monkeypatch.setattr(clock_module, "time", SimpleNamespace(time=lambda: since_1970_s, monotonic=lambda: started_s))
    pool: Pool = None  # type: ignore[assignment]  # nobody is asked
    clock = WallClock(pool, kernel_boot="boot-1", is_synchronised=lambda: False)
    assert clock.date_of("boot-1", started_s * S, LAST_WEEK) == LAST_WEEK
    assert clock.date_of("boot-1", (started_s - 2) * S, LAST_WEEK) == LAST_WEEK - timedelta(seconds=2)


async def test_why_the_clock_is_not_recorded_is_logged_once_for_each_reason(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(clock_module, "LOOK_S", 0.0)
    pool: Pool = None  # type: ignore[assignment]  # nobody is asked
    clock = WallClock(pool, kernel_boot="boot-1", is_synchronised=lambda: False)
    answers = iter(["away", "away", "full", "full", "away", "", "away", "away"])
    all_given = asyncio.Event()

    async def record_nothing() -> None:
        reason = next(answers, None)
        if reason is None:
            all_given.set()
        if reason:
            raise DBUnavailable(reason)

    monkeypatch.setattr(clock, "record", record_nothing)
    with caplog.at_level(logging.INFO, clock_module.__name__):
        async with background(clock=clock.run()):
            await asyncio.wait_for(all_given.wait(), WAIT_S)
    logged = [str(record.args[0]) for record in caplog.records if isinstance(record.args, tuple) and record.args]
    assert logged == ["away", "full", "away", "away"]


@pytest.mark.parametrize(("behind_s", "is_named"), [(60, False), (61, True)])
async def test_a_clock_is_wrong_that_is_more_than_a_minute_behind_what_has_been(
    sensing_pool: Pool, behind_s: int, is_named: bool
) -> None:
    behind = timedelta(seconds=behind_s)
    right = Computer(LAST_WEEK)
    await record(sensing_pool, await begun(right, sensing_pool), 1, right.mono_us)
    later = await begun(Computer(LAST_WEEK - behind, boot="boot-2"), sensing_pool)
    assert ["there is an arrow of" in sentence for sentence in all_english(later.troubles())] == [True] * is_named
    old = Computer(MADE_AT - behind, boot="boot-3").clock(sensing_pool)
    assert ["before this version was made" in sentence for sentence in all_english(old.troubles())] == [True] * is_named


def test_whether_a_time_server_keeps_the_clock_is_asked_once_a_second_at_most() -> None:
    computer, asked = Computer(LAST_WEEK), 0

    def is_synchronised() -> bool:
        nonlocal asked
        asked += 1
        return False

    pool: Pool = None  # type: ignore[assignment]  # nobody is asked
    clock = WallClock(
        pool,
        wall_us=lambda: computer.mono_us + computer.offset_us,
        mono_us=lambda: computer.mono_us,
        kernel_boot="boot-1",
        is_synchronised=is_synchronised,
    )
    times = []
    for wait_s in (0.0, 0.0, 0.999, 0.001, 0.0, 1.0):
        computer.wait(wait_s)
        before = asked
        clock.look()
        times.append(asked - before)
    assert times == [1, 0, 0, 1, 0, 1]


@pytest.mark.parametrize(("took_us", "readings"), [(0.0, 1), (500.0, 1), (1000.0, 1), (1001.0, 5)])
def test_clocks_that_are_read_within_a_millisecond_are_read_once(took_us: float, readings: int) -> None:
    computer, read = Computer(LAST_WEEK), 0

    def wall_us() -> float:
        nonlocal read
        read += 1
        return computer.mono_us + computer.offset_us

    def mono_us() -> float:
        computer.mono_us += took_us
        return computer.mono_us

    pool: Pool = None  # type: ignore[assignment]  # nobody is asked
    clock = WallClock(
        pool, wall_us=wall_us, mono_us=mono_us, kernel_boot="boot-1", is_synchronised=lambda: False, made_at=MADE_AT
    )
    read = 0
    clock.look()
    assert read == readings
