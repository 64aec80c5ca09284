"""Form and volume, from arrows whose truth is known."""

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from appliance.core.scoring.form import MOST_ENDS, Scored, by_end, by_hour
from appliance.core.scoring.volume import Period, begin_of, volume

MADRID = ZoneInfo("Europe/Madrid")


def an_end(session: int, end: int, score: int, *, hour: int = 18, task: str = "18 m", arrows: int = 3) -> Scored:
    return Scored(session, task, end, hour, arrows, score)


def test_an_end_is_compared_with_its_own_session() -> None:
    # the same good last end in a poor session and in a fine one: the sessions do not tell ends apart, the end does
    poor = [an_end(1, 1, 12), an_end(1, 2, 12), an_end(1, 3, 18)]
    fine = [an_end(2, 1, 24), an_end(2, 2, 24), an_end(2, 3, 30)]
    first, _, last = by_end([*poor, *fine])
    assert (first.number, first.arrows, first.sessions, first.average) == (1, 6, 2, 6)
    assert first.difference == pytest.approx(-2 / 3)
    assert last.difference == pytest.approx(4 / 3)
    assert last.doubt is None, "two sessions"
    *_, last = by_end([*poor, *fine, an_end(3, 1, 15), an_end(3, 2, 15), an_end(3, 3, 21)])
    assert last.doubt == pytest.approx(0, abs=1e-12)


def test_one_session_has_no_doubt_that_could_be_reported() -> None:
    (only,) = by_end([an_end(1, 1, 27)])
    assert (only.difference, only.doubt) == (0, None)


def test_an_hour_is_compared_with_the_same_task_at_other_hours() -> None:
    # eighteen metres in the evening and seventy in the morning: the distance makes the points, not the hour
    found = by_hour([an_end(1, 1, 27, hour=18), an_end(2, 1, 18, hour=9, task="70 m")])
    assert [(form.number, form.average, form.difference) for form in found] == [(9, 6, 0), (18, 9, 0)]
    # an end that was shot over the hour counts in both
    halves = by_hour([an_end(1, 1, 20, hour=18, arrows=2), an_end(1, 1, 7, hour=19, arrows=1)])
    assert [(form.arrows, form.average) for form in halves] == [(2, 10), (1, 7)]
    assert [form.difference for form in halves] == [pytest.approx(1), pytest.approx(-2)]


def test_a_simulated_archer_who_tires_is_found_and_the_doubt_is_honest() -> None:
    dice, covered = random.Random(16), 0
    for _ in range(200):
        ends = [
            an_end(session, end, round(300 * (dice.gauss(8, 0.5) - 0.1 * end)), arrows=300)
            for session in range(20)
            for end in range(1, 11)
        ]
        last = by_end(ends)[-1]
        assert last.doubt is not None
        # the tenth of ten ends is worth 0.45 below the middle of them
        covered += abs(last.difference + 0.45) < last.doubt
    assert 180 <= covered <= 199, "95 % intervals by Student's t with 19 degrees of freedom"


def test_ends_without_end_are_not_told_apart() -> None:
    last = [an_end(1, MOST_ENDS, 27), an_end(1, MOST_ENDS + 1, 27)]
    assert [form.number for form in by_end(last)] == [MOST_ENDS]


@pytest.mark.parametrize(
    ("period", "begins"), [("day", date(2026, 3, 29)), ("week", date(2026, 3, 23)), ("month", date(2026, 3, 1))]
)
def test_a_period_begins_where_the_box_stands(period: Period, begins: date) -> None:
    # a quarter to midnight of the day on which clocks go forward, in Madrid the next day has not begun
    late = datetime(2026, 3, 29, 21, 45, tzinfo=UTC)
    assert volume([(late, 6), (late - timedelta(minutes=30), 3)], MADRID, period) == {begins: 9}
    assert begin_of(date(2026, 3, 29), period) == begins
    assert min(volume([(late + timedelta(minutes=15), 6)], MADRID, "day")) == date(2026, 3, 30)
