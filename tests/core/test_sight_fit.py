"""Sight marks, against arrows whose flight is computed step by step: no flat path, the whole drag."""

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest

from appliance.core.advice.flight import (
    AIR_KG_PER_M3,
    ANY_ARROW_PER_M,
    CD_SMOOTH,
    CD_TURBULENT,
    GRAVITY,
    SHORT,
    fall_at_unit_speed,
    slowing_per_m,
)
from appliance.core.advice.sight_fit import (
    BEYOND,
    DRAGS,
    LEAST_RATIO,
    MOST_CHI2,
    MOST_SIGMA_OF_SPEED,
    SPEEDS_M_PER_S,
    Curve,
    Mark,
    Setup,
    fit,
)

SETUP = Setup(eye_to_sight_mm=900.0, eye_to_arrow_mm=110.0, mark_mm=10.0, shaft_mm=5.5, weight_g=22.0)
SPEED, CD, ZERO = 57.0, 2.05, -1.3


def fallen_m(elevation: float, distance_m: float, speed: float, slowing: float, step_s: float = 2e-4) -> float:
    """Height over the bow at a distance, by the midpoint rule with gravity and drag along the path."""
    x, y, vx, vy = 0.0, 0.0, speed * math.cos(elevation), speed * math.sin(elevation)
    while x < distance_m:
        v = math.hypot(vx, vy)
        mx, my = vx - slowing * v * vx * step_s / 2, vy - (slowing * v * vy + GRAVITY) * step_s / 2
        m = math.hypot(mx, my)
        before = x, y
        x, y = x + mx * step_s, y + my * step_s
        vx, vy = vx - slowing * m * mx * step_s, vy - (slowing * m * my + GRAVITY) * step_s
    share = (distance_m - before[0]) / (x - before[0])
    return before[1] + share * (y - before[1])


@cache
def true_mark(distance_m: float, speed: float = SPEED, cd: float = CD) -> float:
    """Where the pin stands when the arrow, which begins under the eye, hits what the eye sees through it."""
    least, most = slowing_per_m(SETUP.shaft_mm, SETUP.weight_g)
    slowing = least + (most - least) * (cd - CD_SMOOTH) / (CD_TURBULENT - CD_SMOOTH)
    low, high = 0.0, 0.3
    for _ in range(40):
        middle = (low + high) / 2
        if fallen_m(middle, distance_m, speed, slowing) < SETUP.eye_to_arrow_mm / 1000:
            low = middle
        else:
            high = middle
    return ZERO + SETUP.eye_to_sight_mm * math.tan(low) / SETUP.mark_mm


def marks(*distances: float, sigma: float = 0.02, dice: random.Random | None = None) -> list[Mark]:
    return [Mark(d, true_mark(d) + (dice.gauss(0, sigma) if dice else 0.0), sigma) for d in distances]


def fitted(found: Sequence[Mark], setup: Setup = SETUP) -> Curve:
    curve = fit(setup, found)
    assert isinstance(curve, Curve), curve
    return curve


def test_the_closed_form_is_the_flat_path_of_the_stepwise_flight() -> None:
    for distance in (18.0, 70.0):
        # shot level, the whole flight falls as the closed form says, within the thousandth that a flat path leaves out
        exact = -fallen_m(0.0, distance, SPEED, 0.0025)
        assert fall_at_unit_speed(distance, 0.0025) / SPEED**2 == pytest.approx(exact, rel=2e-3)
    # without drag it is the parabola, and the series goes over into the closed form without a step
    assert fall_at_unit_speed(50.0, 0.0) == pytest.approx(GRAVITY * 1250)
    at = SHORT / 2 / 50
    below, above = fall_at_unit_speed(50.0, 0.99 * at), fall_at_unit_speed(50.0, 1.01 * at)
    assert above / below - 1 == pytest.approx(0.02 * SHORT / 3, rel=1e-3)


def test_an_arrow_is_slowed_by_the_air_in_front_of_it() -> None:
    # 22 g behind a disc of 5.5 mm, by the drag equation: F = air * Cd * A * v2 / 2
    least, most = slowing_per_m(SETUP.shaft_mm, SETUP.weight_g)
    assert least == pytest.approx(AIR_KG_PER_M3 * CD_SMOOTH * math.pi * 0.00275**2 / 2 / 0.022)
    assert most / least == pytest.approx(CD_TURBULENT / CD_SMOOTH)
    # dry air at 20 degrees and 1010 hPa, by the ideal gas law
    assert pytest.approx(101_000 / 287.05 / 293.15, rel=0.005) == AIR_KG_PER_M3


def test_an_arrow_that_nothing_is_known_of_may_be_any() -> None:
    assert slowing_per_m(None, 22.0) == slowing_per_m(5.5, None) == ANY_ARROW_PER_M
    for shaft, weight in ((4.0, 28.0), (5.5, 22.0), (9.3, 30.0)):
        least, most = slowing_per_m(shaft, weight)
        assert ANY_ARROW_PER_M[0] <= least < most <= ANY_ARROW_PER_M[1]


def test_exact_marks_give_the_marks_between_them_and_the_speed() -> None:
    curve = fitted(marks(18.0, 40.0, 70.0))
    for distance in (30.0, 50.0, 60.0):
        found = curve.mark_at(distance)
        assert found is not None
        # a twentieth of a millimetre of the sight
        assert found[0] == pytest.approx(true_mark(distance), abs=0.005 * 10)
        assert abs(found[0] - true_mark(distance)) <= 2 * found[1]
    speed, sigma = curve.speed_m_per_s
    assert abs(speed - SPEED) < 2 * sigma
    assert sigma < 2


def test_the_doubt_is_honest_whatever_the_drag_and_the_tries() -> None:
    dice, asked, covered = random.Random(16), 0, 0
    sigmas: list[float] = []
    for _ in range(300):
        curve = fitted(marks(18.0, 30.0, 50.0, 70.0, sigma=0.1, dice=dice))
        for distance in (40.0, 60.0):
            found = curve.mark_at(distance)
            assert found is not None
            asked += 1
            covered += abs(found[0] - true_mark(distance)) <= 2 * found[1]
            sigmas.append(found[1])
    assert 0.93 <= covered / asked <= 1.0
    # and no excuse: as a rule it is smaller than that of a single mark
    assert sorted(sigmas)[asked // 2] < 0.1


def test_what_is_not_known_of_the_arrow_is_doubt() -> None:
    unknown = replace(SETUP, shaft_mm=None, weight_g=None)
    known_mark, unknown_mark = (fitted(marks(18.0, 50.0, 70.0), s).mark_at(60.0) for s in (SETUP, unknown))
    assert known_mark is not None
    assert unknown_mark is not None
    assert unknown_mark[1] > known_mark[1]
    assert abs(unknown_mark[0] - true_mark(60.0)) <= 2 * unknown_mark[1]


def test_where_nothing_is_known_there_is_no_number() -> None:
    assert fit(SETUP, marks(50.0)) == "one_distance"
    assert fit(SETUP, marks(50.0) * 5) == "one_distance"
    assert fit(SETUP, []) == "one_distance"
    near = Mark(50 * LEAST_RATIO - 0.1, true_mark(60.0), 0.02)
    assert fit(SETUP, [*marks(50.0), near]) == "distances_too_near"
    two = fitted(marks(30.0, 50.0))
    assert (two.chi2_per_freedom, len(two.lines)) == (None, DRAGS)
    assert [two.mark_at(d) is None for d in (29.9, 30.0, 50.0, 50.1)] == [True, False, False, True]
    three = fitted(marks(30.0, 40.0, 50.0))
    nearest, farthest = 30 / BEYOND, 50 * BEYOND
    asked = (nearest - 0.1, nearest + 0.1, farthest - 0.1, farthest + 0.1)
    assert [three.mark_at(d) is None for d in asked] == [True, False, False, True]
    # beyond what was tried the curve is still right, and its doubt is honest
    for distance in (26.5, 57.0):
        found = three.mark_at(distance)
        assert found is not None
        assert abs(found[0] - true_mark(distance)) <= 2 * found[1]


def test_marks_of_no_bow_are_reported() -> None:
    assert fit(SETUP, [Mark(18.0, 7.0, 0.02), Mark(50.0, 3.0, 0.02)]) == "marks_fall"
    assert fit(SETUP, [Mark(18.0, 2.0, 0.02), Mark(50.0, 2.1, 0.02)]) == "no_such_speed"
    assert fit(SETUP, [Mark(18.0, 1.0, 0.02), Mark(50.0, 60.0, 0.02)]) == "no_such_speed"
    one_off = [m if m.distance_m != 40.0 else replace(m, mark=m.mark + 0.3) for m in marks(18.0, 30.0, 40.0, 60.0)]
    assert fit(SETUP, one_off) == "marks_disagree"
    # three standard errors off is a wrong mark, two is chance
    assert MOST_CHI2 == 3**2
    slow, fast = SPEEDS_M_PER_S
    assert slow < SPEED / 1.5, "a child's bow"
    assert fast > SPEED * 2, "the quickest compound"


@pytest.mark.parametrize("sure", [1e-6, 5e-4, 0.00117])
@pytest.mark.parametrize("unsure", [1e3, 178984.0, 9e5])
def test_marks_so_unsure_that_no_speed_follows_draw_no_curve(sure: float, unsure: float) -> None:
    for distances in ((18.0, 70.0), (18.0, 40.0, 70.0)):
        for certain in distances:
            known_marks = [replace(m, sigma=sure if m.distance_m == certain else unsure) for m in marks(*distances)]
            assert fit(SETUP, known_marks) == "marks_disagree"


def test_one_mark_may_be_a_million_times_surer_than_the_other() -> None:
    curve = fitted([Mark(18.0, true_mark(18.0), 2e-7), Mark(70.0, true_mark(70.0), 0.2)])
    at_once = fitted([Mark(18.0, true_mark(18.0), 2e-4), Mark(70.0, true_mark(70.0), 0.2)])
    assert curve.mark_at(50.0) == pytest.approx(at_once.mark_at(50.0), rel=1e-3)
    # what the curve passes through it is as sure of as of the mark
    assert curve.mark_at(18.0) == pytest.approx((true_mark(18.0), 2e-7), rel=1e-6)
    speed, sigma = curve.speed_m_per_s
    assert sigma < MOST_SIGMA_OF_SPEED * speed


@pytest.mark.parametrize("weight_g", [0.02, 0.001, 1e-6])
def test_an_arrow_that_the_air_stops_draws_no_curve(weight_g: float) -> None:
    dust = replace(SETUP, shaft_mm=9.0, weight_g=weight_g)
    assert fit(dust, marks(18.0, 40.0, 70.0)) == "marks_disagree"
