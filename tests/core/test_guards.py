"""Numbers that only keep a formula from dividing by nothing: where they matter, and that they matter nowhere else."""

import math
import sys
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from types import ModuleType

import pytest

from appliance.core import sensor_health
from appliance.core.air import session_fit
from appliance.core.backoff import FACTOR, FIRST_S, LONGEST_S, delays_s
from appliance.core.calibration import array_fit
from appliance.core.geometry import AT_SENSOR_MM, Sensor
from appliance.core.linalg import LEAST_DETERMINANT, determinant3
from appliance.core.locating.dilution import LEVERAGE_MAX, dilution_of_precision, leverage_and_sensitivity
from appliance.core.locating.rear_source import FARTHEST_MM, UNITS
from appliance.core.scoring.verdicts import (
    LEAST_PRODUCT_MM4,
    MOST_PERCENT,
    ON_A_LINE,
    Shot,
    Verdict,
    judge,
    verdict_message,
)

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


def test_a_sensor_that_nothing_checks_has_nearly_all_leverage() -> None:
    held = leverage_and_sensitivity(FLAT[:3], 300.0, 400.0)
    assert [leverage for leverage, _ in held] == [LEVERAGE_MAX] * 3
    # of four none is alone, and all add up to the three unknowns
    assert math.fsum(leverage for leverage, _ in leverage_and_sensitivity(FLAT, 300.0, 400.0)) == pytest.approx(3.0)


def test_a_singular_matrix_has_a_determinant_with_a_logarithm() -> None:
    assert determinant3((1.0, 1.0, 1.0, 1.0, 1.0, 1.0)) == LEAST_DETERMINANT
    assert math.isfinite(math.log(LEAST_DETERMINANT))
    assert determinant3((2.0, 0.0, 0.0, 3.0, 0.0, 4.0)) == 24.0


def test_the_equations_of_a_source_behind_have_unknowns_of_one_size() -> None:
    x, y, r, rest = UNITS
    assert x == y == r
    assert rest == x * r
    assert FARTHEST_MM / x < 20


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
        # nearer to a line than rounding shows
        [(1000.0 * k, 2000.0 * k + (k % 3) * math.sqrt(ON_A_LINE)) for k in range(8)],
        # in one hole
        [(k % 3 * LEAST_PRODUCT_MM4, k % 2 * LEAST_PRODUCT_MM4) for k in range(8)],
    ],
)
def test_places_without_a_covariance_say_nothing_of_an_arrow(places: list[tuple[float, float]]) -> None:
    assert {verdict.kind for verdict in judge(shots(*places))} == {"undecided"}


def test_places_that_spread_over_the_plane_are_judged() -> None:
    places = [(10.0 * k, 10.0 * (k * k % 5)) for k in range(12)]
    assert {verdict.kind for verdict in judge(shots(*places))} == {"no_difference"}


@pytest.mark.parametrize(("fit", "known_to"), [(session_fit, 1.0), (array_fit, 0.5)])
def test_what_is_given_beforehand_to_a_place_moves_none(fit: ModuleType, known_to: float) -> None:
    # a place that is known to so many mm is drawn by a metre's misstart of the search less than anybody measures
    drawn_mm = fit.NO_PRIOR * 1000.0 * known_to**2
    assert drawn_mm < 1e-5
    # and is far above the rounding of a sum of weights of 1
    assert 1e3 * sys.float_info.epsilon < fit.NO_PRIOR


def test_no_verdict_is_told_as_certain() -> None:
    found = verdict_message(Verdict("7", "off", 30, 12.0, 0.0, 0.99999, None), "7")
    assert dict(found.values)["confidence"] == MOST_PERCENT
