"""The filter against its textbook form in numpy, full matrices and no elimination."""

import random
from dataclasses import replace

import numpy as np
import pytest

from appliance.core.air.filter import explain
from appliance.core.air.session_fit import travel
from appliance.core.air.state import AIR_SIZE, SlowState, at_first, travel_jacobian
from appliance.core.air.weather import OUTDOORS, STILL, Change
from appliance.core.arrival import Arrival
from drivers.sim.virtual_butt import DEMO_SENSORS

SPEED = 0.343
SIGMA_US = 1.0
PLACE = (500.0, 800.0)
VAGUE = 1e12
"""Variance of what is not known at all: x and y in mm2, time in us2."""


def readings(dice: random.Random) -> list[Arrival]:
    air = (SPEED * 1.0005, 0.001, -0.0004)
    return [Arrival(k, s, travel(s, PLACE, air)[0] + dice.gauss(0, SIGMA_US)) for k, s in enumerate(DEMO_SENSORS)]


def one_change(change: Change) -> SlowState:
    """Learned from two arrows, so that everything is correlated, in air that changes in one way."""
    dice, state = random.Random(2), at_first(8, replace(OUTDOORS, changes=(change,)))
    for _ in range(2):
        found = explain(state, readings(dice), *PLACE, speed_mm_per_us=SPEED, sigma_us=SIGMA_US)
        assert found is not None
        state = found.state
    return state


@pytest.mark.parametrize("change", OUTDOORS.changes, ids=["calm", "breezy", "gusty"])
@pytest.mark.parametrize("left_out", [None, 3])
def test_place_covariance_state_and_chi2_are_those_of_the_textbook(change: Change, left_out: int | None) -> None:
    state = one_change(change)
    heard = [a for a in readings(random.Random(5)) if a.channel != left_out]
    found = explain(state, heard, *PLACE, speed_mm_per_us=SPEED, sigma_us=SIGMA_US)
    assert found is not None
    about = (found.x_mm, found.y_mm)
    size = len(state.values)
    prior = np.zeros((size + 3, size + 3))
    prior[:size, :size] = np.array(state.covariance)
    added = [change.scale**2, change.wind_mm_per_us**2, change.wind_mm_per_us**2, *([change.bias_us**2] * 8)]
    prior[:size, :size] += np.diag(added)
    prior[size:, size:] = VAGUE * np.eye(3)
    design, residuals = np.zeros((len(heard), size + 3)), np.zeros(len(heard))
    for row, reading in enumerate(heard):
        travel_us, along, by_air = travel_jacobian(reading.sensor, about, state.values, SPEED)
        design[row, :AIR_SIZE], design[row, AIR_SIZE + reading.channel] = by_air, 1.0
        design[row, size:] = (*along, 1.0)
        residuals[row] = reading.toa_us - travel_us - state.values[AIR_SIZE + reading.channel]
    residuals -= residuals.mean()
    # information form: stable though x, y and time are unknown
    noise = np.eye(len(heard)) / SIGMA_US**2
    posterior = np.linalg.inv(np.linalg.inv(prior) + design.T @ noise @ design)
    moved = posterior @ design.T @ noise @ residuals
    assert (found.x_mm - about[0], found.y_mm - about[1]) == pytest.approx(moved[size : size + 2], abs=1e-3)
    assert found.covariance_mm2 == pytest.approx(
        (posterior[size, size], posterior[size, size + 1], posterior[size + 1, size + 1]), rel=1e-3, abs=1e-6
    )
    assert found.state.values == pytest.approx(np.array(state.values) + moved[:size], abs=1e-6)
    assert np.array(found.state.covariance) == pytest.approx(posterior[:size, :size], rel=1e-3, abs=1e-9)
    off = residuals - design @ moved
    assert found.residuals_us == pytest.approx(off, abs=1e-4)
    air_moved = moved[:size]
    expected_chi2 = off @ noise @ off + air_moved @ np.linalg.inv(prior[:size, :size]) @ air_moved
    assert found.chi2 == pytest.approx(expected_chi2, rel=1e-3)


@pytest.mark.parametrize("sensors", [4, 6, 8])
def test_how_a_channel_is_checked_is_what_an_error_in_it_does(sensors: int) -> None:
    names = ("NW", "NE", "SE", "SW", "E", "W", "N", "S")[:sensors]
    array = [s for s in DEMO_SENSORS if s.id in names]
    state = at_first(sensors, STILL)
    exact = [Arrival(k, s, travel(s, PLACE, (SPEED, 0.0, 0.0))[0]) for k, s in enumerate(array)]
    found = explain(state, exact, *PLACE, speed_mm_per_us=SPEED, sigma_us=SIGMA_US)
    assert found is not None
    for k, check in enumerate(found.integrity()):
        off = [replace(a, toa_us=a.toa_us + (0.01 if a.channel == k else 0.0)) for a in exact]
        moved = explain(state, off, *PLACE, speed_mm_per_us=SPEED, sigma_us=SIGMA_US)
        assert moved is not None
        distance = ((moved.x_mm - found.x_mm) ** 2 + (moved.y_mm - found.y_mm) ** 2) ** 0.5
        assert check.pull_mm * 0.01 == pytest.approx(distance, rel=1e-3)
        assert check.seen * 0.01 == pytest.approx(moved.chi2**0.5, rel=1e-3)
        assert moved.integrity()[k].moved_mm == pytest.approx(distance, rel=1e-3)
        assert moved.integrity()[k].unseen_mm(2.0) == pytest.approx(2.0 * check.pull_mm / check.seen, rel=1e-3)


def test_what_no_check_sees_may_move_the_place_anywhere() -> None:
    three = [Arrival(k, s, 0.0) for k, s in enumerate(DEMO_SENSORS[:3])]
    found = explain(at_first(3, STILL), three, 650.0, 650.0, speed_mm_per_us=SPEED, sigma_us=SIGMA_US)
    assert found is not None
    assert max(one.unseen_mm(6.0) for one in found.integrity()) > 1e6
