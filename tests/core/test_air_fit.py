"""Wind and speed that the shots themselves tell."""

import json
import math
import random
from typing import Any

import pytest

from appliance.commands.locate import answers
from appliance.core.air.session_fit import AirPriors, fit_air
from drivers.sim.virtual_butt import DEMO_SENSORS
from tests.data import ACOUSTICS
from tests.english import refusing

DATA = json.loads((ACOUSTICS / "session.json").read_text())
SPEED = 0.343


@pytest.fixture(scope="module")
def answered() -> dict[str, dict[str, Any]]:
    return {answer["id"]: answer for answer in answers(ACOUSTICS / "session.json")}


@pytest.mark.parametrize("case", DATA["cases"], ids=lambda case: case["id"])
def test_every_set_is_as_good_as_its_reference(case: dict[str, Any], answered: dict[str, dict[str, Any]]) -> None:
    squares = [
        (answered[shot["id"]]["x_mm"] - shot["truth"]["x_mm"]) ** 2
        + (answered[shot["id"]]["y_mm"] - shot["truth"]["y_mm"]) ** 2
        for shot in case["shots"]
    ]
    assert math.sqrt(sum(squares) / len(squares)) <= 1.05 * case["reference"]["rmse_joint_mm"]


def travel_us(sensor: Any, x: float, y: float, speed: float, wind: tuple[float, float]) -> float:
    """|p - s - w t| = v t by iteration, not by the formula that is tested."""
    t = 0.0
    for _ in range(50):
        t = math.dist((sensor.x_mm - wind[0] * t, sensor.y_mm - wind[1] * t, sensor.z_mm), (x, y, 0.0)) / speed
    return t


def test_wind_and_speed_are_recovered() -> None:
    dice, wind, true_speed = random.Random(4), (0.0025, -0.0015), SPEED + 0.0007
    places = [(dice.gauss(650, 180), dice.gauss(650, 180)) for _ in range(40)]
    shots: list[list[float | None]] = [
        [travel_us(s, x, y, true_speed, wind) + dice.gauss(0, 0.3) for s in DEMO_SENSORS] for x, y in places
    ]
    # one sensor is silent now and then
    shots[3] = [None, *shots[3][1:]]
    fit = fit_air(DEMO_SENSORS, shots, [(650.0, 650.0)] * 40, speed_mm_per_us=SPEED, sigma_us=0.3, priors=AirPriors())
    assert fit.air.speed_mm_per_us == pytest.approx(true_speed, abs=1e-4)
    assert (fit.air.wind_x_mm_per_us, fit.air.wind_y_mm_per_us) == pytest.approx(wind, abs=2e-4)
    errors = [math.dist(a, b) for a, b in zip(fit.places, places, strict=True)]
    assert math.sqrt(sum(e * e for e in errors) / len(errors)) < 0.25


def test_still_air_stays_still() -> None:
    dice = random.Random(1)
    places = [(dice.gauss(650, 180), dice.gauss(650, 180)) for _ in range(20)]
    shots = [[travel_us(s, x, y, SPEED, (0, 0)) for s in DEMO_SENSORS] for x, y in places]
    fit = fit_air(DEMO_SENSORS, shots, places, speed_mm_per_us=SPEED, sigma_us=1.0, priors=AirPriors())
    assert abs(fit.air.wind_x_mm_per_us) + abs(fit.air.wind_y_mm_per_us) < 1e-9


def test_two_shots_tell_no_wind() -> None:
    with refusing(ValueError, "2 shots cannot tell the wind"):
        fit_air(DEMO_SENSORS, [[0.0] * 8] * 2, [(0, 0)] * 2, speed_mm_per_us=SPEED, sigma_us=1.0, priors=AirPriors())


@pytest.mark.parametrize("heard_by", [0, 1, 2])
def test_a_shot_that_too_few_sensors_heard_fixes_no_place(heard_by: int) -> None:
    places = [(300.0, 400.0), (700.0, 900.0), (900.0, 300.0), (600.0, 650.0)]
    shots: list[list[float | None]] = [[travel_us(s, x, y, SPEED, (0, 0)) for s in DEMO_SENSORS] for x, y in places]
    shots[-1][heard_by:] = [None] * (len(DEMO_SENSORS) - heard_by)
    with refusing(ValueError, "a shot fixes no place"):
        fit_air(DEMO_SENSORS, shots, places, speed_mm_per_us=SPEED, sigma_us=1.0, priors=AirPriors())
