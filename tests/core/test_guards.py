"""Numbers that only keep a formula from dividing by nothing: where they matter, and that they matter nowhere else."""

import math
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise

import pytest

from appliance.core import sensor_health
from appliance.core.backoff import FACTOR, FIRST_S, LONGEST_S, delays_s
from appliance.core.geometry import AT_SENSOR_MM, Sensor
from appliance.core.linalg import LEAST_DETERMINANT, determinant3
from appliance.core.locating.dilution import LEVERAGE_MAX, dilution_of_precision, leverage_and_sensitivity
from appliance.core.scoring.verdicts import MOST_PERCENT, Shot, Verdict, judge, verdict_message

FLAT = tuple(
    Sensor(name, x, y, 0.0)
    for name, x, y in (("a", 0.0, 0.0), ("b", 1000.0, 0.0), ("c", 0.0, 900.0), ("d", 800.0, 700.0))
)


def test_what_is_tried_again_waits_a_doubling_time_up_to_the_longest() -> None:
    waits = list(islice(delays_s(), 10))
    assert waits[0] == FIRST_S
    growing = [wait for wait in waits if wait < LONGEST_S]
    assert all(later == pytest.approx(FACTOR * earlier) for earlier, later in pairwise(growing))
    # five tries, in six seconds, before the waits stay as they are
    assert len(growing) == 5
    assert sum(growing) < 7
    assert set(waits[5:]) == {LONGEST_S}


def test_a_place_at_a_sensor_has_a_dilution_and_it_is_that_beside_it() -> None:
    at, beside = (dilution_of_precision(FLAT, x, 0.0) for x in (0.0, AT_SENSOR_MM))
    assert math.isfinite(at)
    # a direction is missing at the sensor itself, so that the time of emission alone is seen by it
    assert at == pytest.approx(beside, rel=0.5)
    # sound goes a thousand times as far in one tick of the fastest counter
    assert AT_SENSOR_MM < 0.343 / 80 / 1000


def test_a_sensor_that_nothing_checks_has_nearly_all_leverage() -> None:
    held = leverage_and_sensitivity(FLAT[:3], 300.0, 400.0)
    assert [leverage for leverage, _ in held] == [LEVERAGE_MAX] * 3


def test_sensors_that_are_checked_however_little_add_up_to_the_three_unknowns() -> None:
    # the fourth stands beside the first: the second and the third are checked by a hundredth of a radian
    held = leverage_and_sensitivity((*FLAT[:3], Sensor("d", 3.0, -4.0, 0.0)), 300.0, 400.0)
    assert 0 < 1 - held[1][0] < 1e-3
    assert math.fsum(leverage for leverage, _ in held) == pytest.approx(3.0, abs=1e-9)


def test_a_singular_matrix_has_a_determinant_with_a_logarithm() -> None:
    assert determinant3((1.0, 1.0, 1.0, 1.0, 1.0, 1.0)) == LEAST_DETERMINANT
    assert math.isfinite(math.log(LEAST_DETERMINANT))
    # of a place that is known to a micrometre, and a time to a picosecond
    assert determinant3((1e-6, 0.0, 0.0, 1e-6, 0.0, 1e-12)) == pytest.approx(1e-24, abs=0)


@pytest.mark.parametrize(("days", "code"), [(6, "when_weekday"), (7, "when_date")])
def test_a_weekday_names_one_day(days: int, code: str) -> None:
    now = datetime(2026, 6, 15, 12, tzinfo=UTC)
    assert sensor_health.when(now - timedelta(days=days), now).code == code
    # a week ago it was the same weekday
    assert (now - timedelta(days=sensor_health.WEEKDAY_DAYS)).isoweekday() == now.isoweekday()


def shots(*places: tuple[float, float]) -> list[Shot]:
    return [Shot("block", "one" if k % 2 else "other", x, y) for k, (x, y) in enumerate(places)]


@pytest.mark.parametrize(
    "places",
    [
        [(5.0, 5.0)] * 8,
        [(float(k), 2.0 * k) for k in range(8)],
        # ON_A_LINE: lines on which rounding leaves a covariance
        [(500 + 0.1 * k, 700 + k / 3) for k in range(9)],
        [(651.3 + 13 * k * math.sin(1.1), 400 + 13 * k * math.cos(1.1)) for k in range(12)],
        # LEAST_PRODUCT_MM4: one hole, in which rounding leaves one
        [(math.nextafter(700.1, 800 * (k % 3)), math.nextafter(400.7, 800 * (k % 4))) for k in range(12)],
    ],
)
def test_places_without_a_covariance_say_nothing_of_an_arrow(places: list[tuple[float, float]]) -> None:
    assert judge(shots(*places)) == [
        Verdict(arrow, "undecided", count, 0.0, 0.0, 0.0, None)
        for arrow, count in (("other", (len(places) + 1) // 2), ("one", len(places) // 2))
    ]


@pytest.mark.parametrize(
    ("along_mm", "across_mm"), [(30.0, 30.0), (100.0, 0.1), (0.01, 0.01)], ids=["a group", "a streak", "one hole"]
)
def test_places_that_spread_over_the_plane_are_judged(along_mm: float, across_mm: float) -> None:
    spread = [(along_mm * math.sin(k * k), across_mm * math.cos(7 * k * k)) for k in range(12)]
    places = [(500 + 0.8 * along - 0.6 * across, 500 + 0.6 * along + 0.8 * across) for along, across in spread]
    assert {verdict.kind for verdict in judge(shots(*places))} == {"no_difference"}


@pytest.mark.parametrize(("confidence", "percent"), [(0.95, 95), (0.989, 98), (0.99999, 99), (1.0, 99)])
def test_no_verdict_is_told_as_certain(confidence: float, percent: int) -> None:
    found = verdict_message(Verdict("7", "off", 30, 12.0, 0.0, confidence, None), "7")
    assert dict(found.values)["confidence"] == percent <= MOST_PERCENT
