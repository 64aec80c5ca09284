"""A sensor that goes bad is told with its day; one that is well is left in peace."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from appliance.core.sensor_health import ChannelRecord, Trouble, trouble, trouble_message, when
from tests.english import english

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # a Tuesday
SIGMA_US = 2.0


def heard(
    number: int, *, is_heard: bool = True, is_left_out: bool = False, off_us: float | None = 0.0
) -> ChannelRecord:
    return ChannelRecord(
        NOW - timedelta(hours=number), is_heard, is_left_out, off_us if is_heard and not is_left_out else None
    )


def healthy(dice: random.Random, number: int) -> ChannelRecord:
    return heard(number, is_heard=dice.random() > 0.01, off_us=dice.gauss(0.0, SIGMA_US))


def test_a_healthy_sensor_is_left_in_peace() -> None:
    dice = random.Random(1)
    found = [trouble([healthy(dice, k) for k in range(300)], SIGMA_US) for _ in range(500)]
    assert found == [None] * 500


def test_too_few_impacts_say_nothing() -> None:
    assert trouble([heard(k, is_heard=False) for k in range(11)], SIGMA_US) is None


def test_a_few_residuals_beside_many_impacts_say_nothing_of_being_late() -> None:
    late = [heard(k, off_us=4.0 if k < 12 else None) for k in range(60)]
    assert trouble(late, SIGMA_US) is not None
    assert trouble(late[1:], SIGMA_US) is None


def test_a_silent_sensor_is_dated() -> None:
    dice = random.Random(2)
    impacts = [heard(k, is_heard=k % 3 != 0) if k < 40 else healthy(dice, k) for k in range(200)]
    found = trouble(impacts, SIGMA_US)
    assert found is not None
    assert (found.kind, found.bad >= 13) == ("silent", True)
    assert abs(found.since - (NOW - timedelta(hours=39))) <= timedelta(hours=6)


def test_one_that_disagrees_and_one_that_is_late() -> None:
    dice = random.Random(3)
    disagrees = trouble([heard(k, is_left_out=k % 5 == 0) for k in range(60)], SIGMA_US)
    late = trouble([heard(k, off_us=4.0 + dice.gauss(0, 0.5)) for k in range(60)], SIGMA_US)
    early = trouble([heard(k, off_us=-4.0 + dice.gauss(0, 0.5)) for k in range(60)], SIGMA_US)
    kinds = [found and found.kind for found in (disagrees, late, early)]
    assert kinds == ["disagrees", "late", "early"]


@pytest.mark.parametrize(
    ("name", "found", "words"),
    [
        (
            "NE",
            Trouble("silent", 9, 50, NOW - timedelta(days=3), 0.0),
            "north-east sensor weak since Saturday: it did not hear 9 of the last 50 arrows. Look at its cable",
        ),
        (
            "left rail",
            Trouble("late", 30, 50, NOW - timedelta(days=30), 3.14),
            "left rail sensor off since 25 October: 3.1 µs too late. It may have moved: calibrate",
        ),
        (
            "S",
            Trouble("disagrees", 5, 50, NOW, 0.0),
            "south sensor unreliable since today: it disagreed at 5 of the last 50 arrows. Look at how it is mounted",
        ),
    ],
)
def test_in_words(name: str, found: Trouble, words: str) -> None:
    assert english(trouble_message(name, found, NOW)).removesuffix(" and how it is mounted") == words


def test_days_are_named_as_people_do() -> None:
    days = [english(when(NOW - timedelta(days=d), NOW)) for d in (0, 1, 2, 6, 7)]
    assert days == ["today", "yesterday", "Sunday", "Wednesday", "17 November"]
