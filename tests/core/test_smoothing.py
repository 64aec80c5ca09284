"""A session that is over is placed again with what all its arrows tell of the air."""

import math
import random

import pytest

from appliance.core.air.session_fit import AirPriors, fit_air
from appliance.core.air.smoother import smoothed_states
from appliance.core.air.state import SlowState, at_first
from appliance.core.air.weather import OUTDOORS
from appliance.core.errors import LocateError
from appliance.core.geometry import Sensor
from appliance.core.locating.fix import Placed
from appliance.core.locating.placing import after_refusal
from tests.core.test_tracking import ARRAYS, EIGHT, SIGMA_US, SPEED, Shot, in_air, refused, rms_mm, shoot


def placed_again(sensors: tuple[Sensor, ...], shots: list[Shot]) -> list[Shot]:
    def learn(k: int, state: SlowState) -> SlowState:
        try:
            return in_air(sensors, shots[k].times_us, state).state
        except LocateError as error:
            return after_refusal(state, error)

    again = []
    for shot, states in zip(shots, smoothed_states(len(shots), at_first(len(sensors), OUTDOORS), learn), strict=True):
        found: list[Placed | LocateError] = []
        for state in states:
            try:
                found.append(in_air(sensors, shot.times_us, state))
            except LocateError as error:
                found.append(error)
        again.append(
            Shot(shot.x_mm, shot.y_mm, shot.times_us, next((f for f in found if isinstance(f, Placed)), found[0]))
        )
    return again


@pytest.mark.sampled
@ARRAYS
def test_the_twelfth_arrow_on_is_within_a_tenth_of_the_joint_fit_over_all_arrows(sensors: tuple[Sensor, ...]) -> None:
    dice, ours, before, together = random.Random(31), [], [], []
    for _ in range(6):
        shots = shoot(dice, sensors, [(dice.gauss(0.0, 2.0), dice.gauss(0.0, 2.0))] * 36)
        before += shots[:11]
        ours.append(placed_again(sensors, shots))
        fit = fit_air(
            sensors,
            [list(s.times_us) for s in shots],
            [(s.x_mm, s.y_mm) for s in shots],
            speed_mm_per_us=SPEED,
            sigma_us=SIGMA_US,
            priors=AirPriors(),
        )
        together += [math.dist(place, (s.x_mm, s.y_mm)) for place, s in zip(fit.places[11:], shots[11:], strict=True)]
    later = [shot for shots in ours for shot in shots[11:]]
    assert refused(later) == 0
    assert rms_mm(later) <= 1.10 * math.sqrt(math.fsum(e * e for e in together) / len(together))
    # and the first arrows, that were shot into air that nobody knew, gain most
    earlier = [shot for shots in ours for shot in shots[:11]]
    assert rms_mm(earlier) < 0.8 * rms_mm(before)


@pytest.mark.sampled
def test_the_ellipse_is_honest_after_all_arrows_were_heard() -> None:
    dice, again = random.Random(14), []
    for _ in range(12):
        shots = shoot(dice, EIGHT, [(dice.gauss(0.0, 2.0), dice.gauss(0.0, 2.0))] * 24)
        again += placed_again(EIGHT, shots)
    nees = [shot.nees for shot in again]
    assert 1.6 < math.fsum(nees) / len(nees) < 2.4


@ARRAYS
def test_where_the_wind_changed_neither_side_is_averaged_with_the_other(sensors: tuple[Sensor, ...]) -> None:
    shots = shoot(random.Random(3), sensors, [(0.0, 0.0)] * 12 + [(4.0, -4.0)] * 12)
    again = placed_again(sensors, shots)
    assert refused(shots) > 0
    assert refused(again) == 0
    assert rms_mm(again) < 0.8


def test_air_that_is_known_on_neither_side_is_not_made_up() -> None:
    first = at_first(8, OUTDOORS)
    ((only,),) = smoothed_states(1, first, lambda _, state: state)
    assert only.values == pytest.approx(first.values)
    assert only.wind_sigma_mm_per_us == pytest.approx(first.wind_sigma_mm_per_us)
