"""A sight that is moved as it is told brings the group to the middle."""

import pytest

from appliance.core.advice.offset import Offset
from appliance.core.advice.sight import METRES, Correction, Sight, correction

SIGHT = Sight(eye_to_sight_mm=900.0, click_mm=0.5, mark_mm=10.0)


def an_offset(dx: float, dy: float, sigma: float = 5.0) -> Offset:
    return Offset(12, dx, dy, sigma, sigma, 11)


def test_the_line_of_sight_goes_through_the_middle_of_the_group_afterwards() -> None:
    found = correction(an_offset(-40.0, 63.0), 30.0, SIGHT)
    assert found.right_mm is not None
    assert found.up_mm is not None
    # from the eye through the pin: as far on the target as the group was off
    assert found.up_mm * 30_000 / 900 == pytest.approx(63.0)
    assert found.right_mm * 30_000 / 900 == pytest.approx(-40.0)
    assert (found.clicks_up, found.clicks_right) == (4, -2)
    assert found.mark_change == pytest.approx(-0.189), "up is a smaller mark"
    assert found.mark_sigma == pytest.approx(5 * 900 / 30_000 / 10)


def test_what_may_be_chance_moves_nothing() -> None:
    found = correction(an_offset(3.0, -3.0), 30.0, SIGHT)
    assert (found.right_mm, found.up_mm, found.clicks_up, found.mark_change) == (0, 0, 0, 0)
    assert found.mark_sigma == pytest.approx(0.015), "the mark is proved all the same"


def test_of_what_nobody_measured_nothing_is_reported() -> None:
    assert correction(an_offset(0.0, 63.0), 30.0, Sight(None, 0.5, 10.0)) == Correction()
    plain = correction(an_offset(0.0, 63.0), 30.0, Sight(900.0, None, None))
    assert plain.up_mm == pytest.approx(1.89)
    assert (plain.clicks_up, plain.clicks_right, plain.mark_change, plain.mark_sigma) == (None,) * 4


def test_yards_and_feet_are_what_they_were_made_in_1959() -> None:
    assert {"m": 1.0, "yd": 0.9144, "ft": pytest.approx(0.9144 / 3)} == METRES
