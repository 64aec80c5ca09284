"""Every minimum of the likelihood that fits is found from the few starts that are tried."""

import math
import random

import pytest

from appliance.core.arrival import Arrival
from appliance.core.locating import solver, thresholds
from appliance.core.locating.roots import roots
from appliance.core.locating.solver import Solution, descend
from tests.benchmarks.bursts import ARRAYS, SPEED, Butt, array_of

SIGMA_US = 1.0
STARTS = 12
"""Along each axis, over a square three times as wide as the butt."""


def by_brute_force(heard: list[Arrival], butt: Butt) -> list[Solution]:
    (cx, cy), half = butt.array.region.centre, butt.array.region.half_size_mm
    steps = [3 * half * (2 * (k + 0.5) / STARTS - 1) for k in range(STARTS)]
    found: list[Solution] = []
    for dx in steps:
        for dy in steps:
            root = descend(heard, SPEED, SIGMA_US, cx + dx, cy + dy)
            if root is not None and all(apart_mm(root, known) > 1.0 for known in found):
                found.append(root)
    return found


def apart_mm(a: Solution, b: Solution) -> float:
    return math.dist((a.x_mm, a.y_mm), (b.x_mm, b.y_mm))


@pytest.mark.parametrize("name", ARRAYS)
def test_no_root_that_fits_is_overlooked_and_none_is_found_twice(name: str) -> None:
    dice, butt = random.Random(name), Butt(array_of(name), SIGMA_US)
    gate = thresholds.GATE[len(butt.array.sensors) - 3]
    for _ in range(12):
        times = butt.arrivals(dice, *butt.around(dice, 0.5))
        heard = [Arrival(k, s, t) for k, (s, t) in enumerate(zip(butt.array.sensors, times, strict=True))]
        found = roots(heard, butt.array, SPEED, SIGMA_US)
        for root in by_brute_force(heard, butt):
            assert root.chi2 > gate or min(apart_mm(root, known) for known in found) < thresholds.DISTINCT_ROOT_MM
        apart = [apart_mm(a, b) for k, a in enumerate(found) for b in found[:k]]
        assert all(mm > thresholds.DISTINCT_ROOT_MM for mm in apart)


@pytest.mark.parametrize("factor", [0.1, 10.0])
@pytest.mark.parametrize(
    "name", ["FIRST_DAMPING", "LEAST_DAMPING", "DAMPING_RAISED", "DAMPING_LOWERED", "MOST_DAMPING"]
)
def test_how_steps_are_damped_says_only_how_soon_the_minimum_is_reached(
    name: str, factor: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice, butt = random.Random(name), Butt(array_of("6"), SIGMA_US)
    (cx, cy), half = butt.array.region.centre, butt.array.region.half_size_mm
    value = getattr(solver, name)
    # a factor of one would raise or lower nothing
    other = max(value * factor, 1.5) if value > 1 else value * factor
    for _ in range(50):
        times = butt.arrivals(dice, *butt.around(dice, 0.5))
        heard = [Arrival(k, s, t) for k, (s, t) in enumerate(zip(butt.array.sensors, times, strict=True))]
        start = cx + dice.uniform(-half, half), cy + dice.uniform(-half, half)
        as_it_is = descend(heard, SPEED, SIGMA_US, *start)
        with monkeypatch.context() as changed:
            changed.setattr(solver, name, other)
            otherwise = descend(heard, SPEED, SIGMA_US, *start)
        assert as_it_is is not None
        assert otherwise is not None
        assert apart_mm(as_it_is, otherwise) < solver.SETTLED_MM
