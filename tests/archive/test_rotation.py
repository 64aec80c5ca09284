"""Which backups make room for newer ones, and when the next is due: whatever the clock said, says and will say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from appliance.archive.rotation import (
    BEFORE_REPLACING_ROTATION,
    DAY,
    ROTATION,
    HeldBackup,
    Rotation,
    displaced,
    is_due,
)

NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)
UNSET = datetime(1970, 1, 1, tzinfo=UTC)
INSTANTS = st.datetimes(
    min_value=datetime(1970, 1, 1),  # noqa: DTZ001
    max_value=datetime(2199, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
HELD = st.lists(
    st.builds(
        HeldBackup,
        number=st.integers(1, 10_000),
        made_at=INSTANTS | st.sampled_from([UNSET, NOW]),
        rows=st.integers(0, 100_000) | st.sampled_from([0, 1000]),
        size_bytes=st.integers(1, 10**6),
        is_good=st.sampled_from([None, True, False]),
    ),
    max_size=60,
    unique_by=lambda held: held.number,
)


def run(held: list[HeldBackup], rotation: Rotation = ROTATION, most_bytes: int | None = None) -> list[HeldBackup]:
    """What is left, in order of number."""
    gone = displaced(held, rotation, most_bytes)
    assert len(set(gone)) == len(gone)
    return sorted(set(held) - set(gone), key=lambda one: one.number)


def a_day(number: int, *, days: int = 0, rows: int = 100, is_good: bool | None = True) -> HeldBackup:
    return HeldBackup(number, NOW + timedelta(days=days), rows, 1000, is_good)


def shot_for(days: int) -> list[HeldBackup]:
    """The backups that are left after one a day, each deleting what it displaces."""
    held: list[HeldBackup] = []
    for day in range(days):
        held = run([*held, a_day(day + 1, days=day)])
    return held


def test_ten_newest_fourteen_days_and_eight_weeks_are_left_of_a_year() -> None:
    left = [(held.made_at - NOW).days for held in shot_for(365)]
    assert left[-14:] == list(range(351, 365))
    weeks = {(NOW + timedelta(days=day)).isocalendar()[:2] for day in left}
    assert len(weeks) == 8
    # a week that is over is left with its last day
    assert all((NOW + timedelta(days=day)).isoweekday() == 7 for day in left[:-14])


def test_many_of_one_day_leave_its_newest_and_the_days_before() -> None:
    before = [a_day(number, days=number) for number in range(1, 8)]
    same_day = [a_day(number, days=10) for number in range(20, 50)]
    assert [held.number for held in run([*before, *same_day])] == [*range(1, 8), *range(40, 50)]


@given(HELD, st.integers(0, 10**7))
def test_neither_the_newest_good_one_nor_the_fullest_makes_room(held: list[HeldBackup], most_bytes: int) -> None:
    left, unbounded = run(held, ROTATION, most_bytes), run(held)
    good = [one for one in held if one.is_good]
    whole = [one for one in unbounded if one.is_good is not False]
    assert set(left) <= set(unbounded)
    if good:
        assert max(good, key=lambda one: one.number) in left
    if whole:
        most = max(one.rows for one in whole)
        assert any(one.rows == most for one in left)


@given(HELD)
def test_nothing_emptier_or_bad_displaces_anything(held: list[HeldBackup]) -> None:
    for one in displaced(held, ROTATION):
        if one.is_good is False:
            continue
        newer = [other for other in held if other.number > one.number and other.is_good is not False]
        assert sum(2 * other.rows >= one.rows for other in newer) >= ROTATION.last


@given(HELD, INSTANTS)
def test_the_order_is_that_of_the_numbers_whatever_the_dates(held: list[HeldBackup], other: datetime) -> None:
    alike = [replace(one, rows=100, is_good=None) for one in held]
    for dated in (alike, [replace(one, made_at=other) for one in alike]):
        newest = sorted(one.number for one in dated)[-ROTATION.last :]
        assert [one.number for one in run(dated)][-ROTATION.last :] == newest


@given(HELD)
def test_what_is_left_is_left_again(held: list[HeldBackup]) -> None:
    left = run(held)
    assert run(left) == left


@given(HELD, st.integers(0, 10**7))
def test_the_share_of_the_card_is_kept_but_for_the_precious(held: list[HeldBackup], most_bytes: int) -> None:
    left = run(held, ROTATION, most_bytes)
    assert sum(one.size_bytes for one in left) <= most_bytes or len(left) <= 2


def test_a_box_that_never_has_a_clock_keeps_fourteen() -> None:
    held: list[HeldBackup] = []
    for number in range(1, 60):
        held = run([*held, replace(a_day(number), made_at=UNSET)])
    assert [one.number for one in held] == list(range(46, 60))


def test_a_clock_that_jumped_ahead_and_back_costs_no_backup_of_the_days_before() -> None:
    held = shot_for(14)
    ahead = HeldBackup(15, datetime(2150, 1, 1, tzinfo=UTC), 100, 1000, True)
    back = HeldBackup(16, NOW + timedelta(days=14), 100, 1000, True)
    left = run([*held, ahead, back])
    assert {one.number for one in left} >= set(range(3, 17))


def test_before_a_replacement_the_last_five_are_left() -> None:
    held = [a_day(number, days=number) for number in range(1, 30)]
    assert [one.number for one in run(held, BEFORE_REPLACING_ROTATION)] == list(range(25, 30))


def test_bad_ones_are_left_for_a_while() -> None:
    held = [a_day(1, is_good=True), *(a_day(number, is_good=False) for number in range(2, 30))]
    assert [one.number for one in run(held)] == [1, *range(20, 30)]


def test_a_day_is_a_day_and_without_a_clock_a_start() -> None:
    assert is_due(None, None, NOW, "a", 0.0)
    evening = NOW
    assert not is_due(evening, "a", evening + timedelta(hours=4), "a", 0.0)
    assert not is_due(evening, "a", evening + timedelta(hours=4), "b", 0.0)
    assert is_due(evening, "a", evening + timedelta(hours=23), "b", 0.0)
    # the clock is not set, or behind the last backup, or that one had no date
    for last, now in ((UNSET, UNSET + timedelta(hours=1)), (NOW, UNSET), (NOW, NOW - timedelta(days=1)), (UNSET, NOW)):
        assert not is_due(last, "a", now, "a", 0.0)
        assert is_due(last, "a", now, "b", 0.0)
        # nor does a box that is left on wait for its next start
        assert not is_due(last, "a", now, "a", DAY.total_seconds() - 1)
        assert is_due(last, "a", now, "a", DAY.total_seconds())


@given(st.none() | INSTANTS, INSTANTS)
def test_after_a_backup_none_is_due_at_once(last: datetime | None, now: datetime) -> None:
    del last
    assert not is_due(now, "boot", now, "boot", 0.0)
