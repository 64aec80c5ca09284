"""Calibration: the sets with known truth, a spoiled tap, and taps that cannot calibrate anything."""

import json
import math
import random
from dataclasses import replace
from typing import Any

import pytest

from appliance.commands.locate import answers
from appliance.core.calibration.array_fit import fit_array
from appliance.core.calibration.quality import BETTER_SHARE, InForce, calibrate
from appliance.core.calibration.taps import CalibrationError, Priors, Tap, check_points
from appliance.core.geometry import RectRegion, Sensor, SensorArray
from appliance.core.linalg import solve_symmetric
from drivers.sim.virtual_butt import BUTT_MM, DEMO_SENSORS
from tests.data import ACOUSTICS
from tests.english import refusing

DATA = json.loads((ACOUSTICS / "calibration.json").read_text())
SPEED = 0.343
BUTT = RectRegion(0.0, BUTT_MM, 0.0, BUTT_MM)
GRID = [(x, y) for x in (150.0, 480.0, 820.0, 1150.0) for y in (150.0, 480.0, 820.0, 1150.0)]


@pytest.mark.parametrize("case", DATA["cases"], ids=lambda case: case["id"])
def test_every_set_is_as_good_as_its_reference(case: dict[str, Any], answered: dict[str, dict[str, Any]]) -> None:
    squares = [
        (answered[shot["id"]]["x_mm"] - shot["truth"]["x_mm"]) ** 2
        + (answered[shot["id"]]["y_mm"] - shot["truth"]["y_mm"]) ** 2
        for shot in case["shots"]
    ]
    assert math.sqrt(sum(squares) / len(squares)) <= 1.05 * case["reference"]["rmse_calibrated_mm"]


@pytest.fixture(scope="module")
def answered() -> dict[str, dict[str, Any]]:
    return {answer["id"]: answer for answer in answers(ACOUSTICS / "calibration.json")}


def true_array(dice: random.Random) -> tuple[list[Sensor], list[float]]:
    sensors = [
        Sensor(s.id, s.x_mm + dice.gauss(0, 2), s.y_mm + dice.gauss(0, 2), s.z_mm + dice.gauss(0, 2))
        for s in DEMO_SENSORS
    ]
    return sensors, [dice.gauss(0, 2) for _ in DEMO_SENSORS]


def taps_at(
    dice: random.Random,
    points: list[tuple[float, float]],
    sensors: list[Sensor],
    bias: list[float],
    taps_sigma_mm: float = 0.5,
) -> list[Tap]:
    taps = []
    for x, y in points:
        times = tuple(
            math.dist((s.x_mm, s.y_mm, s.z_mm), (x, y, 0)) / SPEED + b + dice.gauss(0, 1)
            for s, b in zip(sensors, bias, strict=True)
        )
        taps.append(Tap(times, x + dice.gauss(0, taps_sigma_mm), y + dice.gauss(0, taps_sigma_mm)))
    return taps


def test_what_weak_pulses_are_later_by_is_found_for_each_sensor() -> None:
    dice = random.Random(5)
    shares = [0.1 * (k - 4) / 4 for k in range(len(DEMO_SENSORS))]
    taps = []
    for tap in taps_at(dice, GRID * 2, list(DEMO_SENSORS), [0.0] * 8, 0.1):
        rises = tuple(dice.uniform(2.0, 40.0) for _ in shares)
        late = [t + share * rise for t, share, rise in zip(tap.times_us, shares, rises, strict=True) if t is not None]
        taps.append(replace(tap, times_us=tuple(late), rises_us=rises, sigmas_us=(0.5,) * len(shares)))
    fit = fit_array(
        SensorArray(DEMO_SENSORS, BUTT), taps, GRID * 2, speed_mm_per_us=SPEED, sigma_us=1.0, priors=Priors(tap_mm=0.1)
    )
    assert fit.left_shares == pytest.approx(shares, abs=0.05)


def test_taps_that_tell_no_rise_leave_the_shares_at_nothing() -> None:
    taps = taps_at(random.Random(4), GRID, list(DEMO_SENSORS), [0.0] * 8)
    fit = fit_array(SensorArray(DEMO_SENSORS, BUTT), taps, GRID, speed_mm_per_us=SPEED, sigma_us=1.0, priors=Priors())
    assert fit.left_shares == pytest.approx([0.0] * 8, abs=1e-12)


def test_errors_before_and_after_tell_the_truth() -> None:
    dice = random.Random(6)
    sensors, bias = true_array(dice)
    surveyed = SensorArray(DEMO_SENSORS, BUTT)
    found = calibrate(
        surveyed, taps_at(dice, GRID, sensors, bias, 0.1),
        speed_mm_per_us=SPEED, sigma_us=1.0, priors=Priors(tap_mm=0.1),
    )  # fmt: skip
    assert found.before_rms_mm is not None
    assert found.after_rms_mm is not None
    assert found.before_rms_mm > 0.7
    assert found.after_rms_mm < 0.6
    assert found.is_better
    moved = [math.dist((a.x_mm, a.y_mm), (b.x_mm, b.y_mm)) for a, b in zip(found.fit.sensors, sensors, strict=True)]
    assert max(moved) < 2.0


def test_before_is_by_what_is_in_force_and_a_good_one_is_not_made_better() -> None:
    dice = random.Random(6)
    sensors, bias = true_array(dice)
    taps = taps_at(dice, GRID, sensors, bias, 0.1)
    found = calibrate(
        SensorArray(DEMO_SENSORS, BUTT), taps,
        speed_mm_per_us=SPEED, sigma_us=1.0, priors=Priors(tap_mm=0.1),
        in_force=InForce(SensorArray(tuple(sensors), BUTT), bias, SPEED),
    )  # fmt: skip
    assert found.before_rms_mm is not None
    assert found.before_rms_mm < 0.5
    assert found.is_better is False
    for tap, error in zip(taps, found.errors, strict=True):
        assert error is not None
        assert error.reference == (tap.x_mm, tap.y_mm)
        assert error.after is not None
        assert math.dist(error.reference, error.after) == error.after_mm


@pytest.mark.sampled
def test_what_was_right_is_never_better_by_as_much_as_is_asked_for() -> None:
    shares = []
    for seed in range(4):
        dice = random.Random(seed)
        sensors, bias = true_array(dice)
        found = calibrate(
            SensorArray(DEMO_SENSORS, BUTT), taps_at(dice, GRID, sensors, bias, 0.1),
            speed_mm_per_us=SPEED, sigma_us=1.0, priors=Priors(tap_mm=0.1),
            in_force=InForce(SensorArray(tuple(sensors), BUTT), bias, SPEED),
        )  # fmt: skip
        assert found.after_rms_mm is not None
        assert found.before_rms_mm is not None
        shares.append(found.after_rms_mm / found.before_rms_mm)
    assert min(shares) > BETTER_SHARE + 0.02


def test_one_that_places_what_could_not_be_placed_is_better_however_near_the_others_were() -> None:
    dice = random.Random(6)
    sensors, bias = true_array(dice)
    found = calibrate(
        SensorArray(DEMO_SENSORS, BUTT), taps_at(dice, GRID, sensors, bias, 0.1),
        speed_mm_per_us=SPEED, sigma_us=1.0, priors=Priors(tap_mm=0.1),
        in_force=InForce(SensorArray(tuple(sensors), BUTT), bias, SPEED),
    )  # fmt: skip
    first, *others = found.errors
    assert first is not None
    assert found.is_better is False
    assert replace(found, errors=(replace(first, before=None), *others)).is_better is True
    assert replace(found, errors=(replace(first, after=None), *others), before_rms_mm=99.0).is_better is False
    assert replace(found, after_rms_mm=None).is_better is None


def test_a_tap_beside_its_point_is_found_and_harms_nothing() -> None:
    dice = random.Random(9)
    sensors, bias = true_array(dice)
    taps = taps_at(dice, GRID, sensors, bias)
    spoiled = Tap(taps[5].times_us, (taps[5].x_mm or 0) + 25, taps[5].y_mm)
    found = calibrate(
        SensorArray(DEMO_SENSORS, BUTT), [*taps[:5], spoiled, *taps[6:]],
        speed_mm_per_us=SPEED, sigma_us=1.0, priors=Priors(),
    )  # fmt: skip
    assert [k for k, tap in enumerate(found.fit.taps) if tap.is_rejected] == [5]
    assert found.after_rms_mm is not None
    assert found.after_rms_mm < 1.1
    error = found.errors[5]
    assert error is not None
    assert error.after_mm == pytest.approx(25, abs=2)


def test_one_late_channel_of_one_tap_is_left_out() -> None:
    dice = random.Random(12)
    sensors, bias = true_array(dice)
    taps = taps_at(dice, GRID, sensors, bias)
    late = tuple(t + 140 if c == 3 and t is not None else t for c, t in enumerate(taps[7].times_us))
    fit = fit_array(
        SensorArray(DEMO_SENSORS, BUTT), [*taps[:7], Tap(late, taps[7].x_mm, taps[7].y_mm), *taps[8:]], GRID,
        speed_mm_per_us=SPEED, sigma_us=1.0, priors=Priors(),
    )  # fmt: skip
    assert [(k, tap.left_out) for k, tap in enumerate(fit.taps) if tap.left_out or tap.is_rejected] == [(7, (3,))]


def test_a_silent_sensor_stays_where_it_was_surveyed() -> None:
    dice = random.Random(2)
    sensors, bias = true_array(dice)
    taps = [Tap((None, *tap.times_us[1:]), tap.x_mm, tap.y_mm) for tap in taps_at(dice, GRID, sensors, bias)]
    fit = fit_array(SensorArray(DEMO_SENSORS, BUTT), taps, GRID, speed_mm_per_us=SPEED, sigma_us=1.0, priors=Priors())
    assert math.dist((fit.sensors[0].x_mm, fit.sensors[0].y_mm), (0, BUTT_MM)) < 1e-6


def test_a_tap_of_which_two_channels_are_left_fixes_nothing() -> None:
    # NO_PRIOR: too small it would refuse the fit, too large it would hold the places of all taps
    dice = random.Random(5)
    array, (sensors, bias) = SensorArray(DEMO_SENSORS, BUTT), true_array(dice)
    taps = taps_at(dice, GRID, sensors, bias)
    (heard,) = taps_at(dice, [(500.0, 600.0)], sensors, bias)
    weak = Tap((*heard.times_us[:2], *[None] * 6), None, None)

    def fitted(*more: Tap) -> list[float]:
        starts = [*GRID, (505.0, 590.0)][: len(taps) + len(more)]
        fit = fit_array(array, [*taps, *more], starts, speed_mm_per_us=SPEED, sigma_us=1.0, priors=Priors())
        return [value for s in fit.sensors for value in (s.x_mm, s.y_mm, s.z_mm)]

    assert fitted(weak) == pytest.approx(fitted(), abs=1e-9)


def test_a_sensor_that_hangs_elsewhere_is_made_good() -> None:
    dice = random.Random(3)
    sensors = [*DEMO_SENSORS[:2], Sensor("NE", BUTT_MM - 9, BUTT_MM - 7, 40.0), *DEMO_SENSORS[3:]]
    taps = taps_at(dice, GRID, sensors, [0.0] * 8)
    found = calibrate(SensorArray(DEMO_SENSORS, BUTT), taps, speed_mm_per_us=SPEED, sigma_us=1.0, priors=Priors())
    # part of the way is taken for a bias, which taps can hardly tell from it; arrows are placed rightly all the same
    moved = [
        math.dist((now.x_mm, now.y_mm), (s.x_mm, s.y_mm))
        for now, s in zip(found.fit.sensors, DEMO_SENSORS, strict=True)
    ]
    assert moved.index(max(moved)) == 2
    assert found.before_rms_mm is not None
    assert found.after_rms_mm is not None
    assert found.before_rms_mm > 2.0
    assert found.after_rms_mm < 1.1


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ([], "fewer than two different points"),
        ([(1.0, 1.0), (1.0, 1.0)], "fewer than two different points"),
        ([(100.0, 100.0), (300.0, 301.0), (500.0, 500.0), (900.0, 900.0)], "on one line"),
    ],
)
def test_points_that_fix_nothing(points: list[tuple[float, float]], words: str) -> None:
    with refusing(CalibrationError, words):
        check_points(points)


def test_taps_that_hardly_anything_heard() -> None:
    taps = [Tap((0.0, 1.0, 2.0, None, None, None, None, None), x, y) for x, y in GRID]
    with refusing(CalibrationError, "only 0 of 16 taps were heard by 4 sensors"):
        calibrate(SensorArray(DEMO_SENSORS, BUTT), taps, speed_mm_per_us=SPEED, sigma_us=1.0, priors=Priors())


def test_solving() -> None:
    matrix = [[4.0, 2.0, 0.6], [2.0, 5.0, 1.0], [0.6, 1.0, 3.0]]
    solution = solve_symmetric([row[:] for row in matrix], [1.0, -2.0, 3.0])
    assert [sum(a * b for a, b in zip(row, solution, strict=True)) for row in matrix] == pytest.approx([1, -2, 3])
    with pytest.raises(ArithmeticError):
        solve_symmetric([[1.0, 2.0], [2.0, 1.0]], [1.0, 1.0])


def test_what_rounding_leaves_of_a_pivot_solves_nothing() -> None:
    # SINGULAR_SHARE: each row is a multiple of the other, as for a source on an axis of the array
    for k in range(1, 40):
        a, b = math.sin(k), 3 * math.cos(k)
        with pytest.raises(ArithmeticError):
            solve_symmetric([[a * a, a * b], [a * b, b * b]], [a, b])
    assert solve_symmetric([[1.0, 1.0], [1.0, 1.0 + 1e-9]], [1.0, 1.0]) == pytest.approx([1.0, 0.0])
