"""Every minimum of the likelihood that fits is found from the few starts that are tried."""

import math
import random

import pytest

from appliance.core.arrival import Arrival
from appliance.core.locating import thresholds
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
