"""Geometry, dilution, grouping, back-off, acoustics: a few lines of code and of test each."""

import math
from itertools import islice

import pytest

from appliance.core.air.sound import speed_mm_per_us
from appliance.core.backoff import delays_s
from appliance.core.ellipse import error_ellipse
from appliance.core.errors import GeometryError
from appliance.core.geometry import CircleRegion, RectRegion, Sensor, SensorArray
from appliance.core.linalg import inverse3, multiply3
from appliance.core.locating.dilution import dilution_of_precision
from appliance.core.scoring.grouping import group
from drivers.sim.virtual_butt import DEMO_SENSORS
from tests.english import refusing

BUTT = RectRegion(0.0, 1300.0, 0.0, 1300.0)


def test_sound_is_faster_by_0_6_m_per_s_a_degree() -> None:
    slope = (speed_mm_per_us(25, 0) - speed_mm_per_us(15, 0)) * 100
    assert slope == pytest.approx(0.6, abs=0.02)


def test_humid_air_carries_sound_faster() -> None:
    assert speed_mm_per_us(20, 80) - speed_mm_per_us(20, 50) == pytest.approx(0.0004, abs=0.0001)


@pytest.mark.parametrize(
    ("sensors", "sentence"),
    [
        (DEMO_SENSORS[:2], "2 sensors"),
        ((*DEMO_SENSORS, Sensor("extra", 9, 9, 9)), "9 sensors"),
        ((Sensor("a", 0, 0, 0), Sensor("b", 0, 0.5, 0), Sensor("c", 9, 9, 0)), "at one place"),
        ((Sensor("a", 0, 0, 0), Sensor("a", 5, 0, 0), Sensor("c", 9, 9, 0)), "called 'a'"),
        ((Sensor("a", 0, 0, 0), Sensor("b", 50, 50, 0), Sensor("c", 900, 900, 40)), "one line"),
    ],
)
def test_an_array_that_cannot_be_is_refused(sensors: tuple[Sensor, ...], sentence: str) -> None:
    with refusing(GeometryError, sentence):
        SensorArray(sensors, BUTT)


def test_regions_know_how_far_outside() -> None:
    assert BUTT.excess_mm(600, 600) == 0
    assert BUTT.excess_mm(1303, -4) == 5
    assert CircleRegion(0, 0, 10).excess_mm(0, 25) == 15


def test_dilution_of_a_square_is_that_of_the_physics() -> None:
    corners = [s for s in DEMO_SENSORS if len(s.id) == 2]
    # 0.34 mm per us of jitter in the centre, at 0.343 mm/us
    assert dilution_of_precision(corners, 650, 650) == pytest.approx(0.34 / 0.343, abs=0.02)
    assert math.isinf(dilution_of_precision(corners[:2], 650, 650))


def test_error_ellipse_has_its_axes_and_angle() -> None:
    ellipse = error_ellipse((2.5, 1.5, 2.5))
    assert (ellipse.sigma_major_mm, ellipse.sigma_minor_mm) == pytest.approx((2.0, 1.0))
    assert ellipse.angle_deg == pytest.approx(45)


def test_a_known_group() -> None:
    found = group([(0, 0), (6, 8), (0, 8), (6, 0)])
    assert found is not None
    assert (found.x_mm, found.y_mm, found.mean_radius_mm, found.extreme_spread_mm) == (3, 4, 5, 10)
    assert group([]) is None


def test_back_off_grows_and_is_capped() -> None:
    assert list(islice(delays_s(0.5, 2.0, 3.0), 5)) == [0.5, 1.0, 2.0, 3.0, 3.0]


def test_inverse_against_the_identity() -> None:
    matrix = (4.0, 1.0, 0.5, 3.0, 0.2, 2.0)
    inverse = inverse3(matrix)
    assert inverse is not None
    assert multiply3(matrix, *multiply3(inverse, 1.0, 2.0, 3.0)) == pytest.approx((1, 2, 3))
    assert inverse3((1.0, 1.0, 1.0, 1.0, 1.0, 1.0)) is None
