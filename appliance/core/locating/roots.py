"""Minima of chi-squared in still air, from several starts, and whether one sound can have reached the sensors."""

import math
from collections.abc import Iterator, Sequence
from itertools import combinations, islice

from appliance.core.arrival import Arrival
from appliance.core.geometry import SensorArray, separation_mm
from appliance.core.locating import thresholds
from appliance.core.locating.solver import Solution, closed_form_start, descend

RINGS = ((1.6, 8), (4.0, 4))
"""Starts around the middle of the butt: distance, in half sizes of the butt, and number. They find every root that a
search from 144 starts finds (`tests/core/test_roots.py`)."""


def impossible_pairs(arrivals: Sequence[Arrival], speed: float, sigma_us: float) -> set[tuple[int, int]]:
    """Pairs of channels whose time difference is larger than the travel time between their sensors allows."""
    common = 2 * sigma_us * sigma_us
    return {
        (a.channel, b.channel)
        for a, b in combinations(arrivals, 2)
        if abs(a.toa_us - b.toa_us)
        > separation_mm(a.sensor, b.sensor) / speed
        + thresholds.PAIR_MAX_SIGMA * math.sqrt(common + a.sigma_us * a.sigma_us + b.sigma_us * b.sigma_us)
    }


def has_possible_triple(arrivals: Sequence[Arrival], impossible: set[tuple[int, int]]) -> bool:
    """Whether one sound can have reached three of the channels."""
    channels = [a.channel for a in arrivals]
    return any(not impossible.intersection(combinations(t, 2)) for t in combinations(channels, 3))


def roots(
    arrivals: Sequence[Arrival], array: SensorArray, speed: float, sigma_us: float, max_starts: int | None = None
) -> list[Solution]:
    """Distinct minima of chi-squared, best first; `max_starts`: largest number of starts, None: all."""
    found: list[Solution] = []
    gate = thresholds.GATE[len(arrivals) - 3]
    for number, (x, y) in enumerate(islice(_starts(arrivals, array, speed), max_starts)):
        solution = descend(arrivals, speed, sigma_us, x, y)
        if solution is None:
            continue
        if all(_apart_mm(solution, known) > thresholds.DISTINCT_ROOT_MM for known in found):
            found.append(solution)
        # two checks or more rule out a second root that fits as well
        is_checked = number == 0 and solution.chi2 <= gate and solution.dof > 1
        if is_checked and not is_outside(solution.x_mm, solution.y_mm, solution.covariance_mm2, array):
            break
    return sorted(found, key=lambda root: root.chi2)


def is_outside(x_mm: float, y_mm: float, covariance_mm2: tuple[float, float, float], array: SensorArray) -> bool:
    """Whether a position is beside the butt by more than OUTSIDE_MAX_SIGMA of its own standard deviations."""
    xx, _, yy = covariance_mm2
    return array.region.excess_mm(x_mm, y_mm) > thresholds.OUTSIDE_MAX_SIGMA * math.sqrt(xx + yy)


def _starts(arrivals: Sequence[Arrival], array: SensorArray, speed: float) -> Iterator[tuple[float, float]]:
    closed_form = closed_form_start(arrivals, speed)
    if closed_form is not None:
        yield closed_form
    cx, cy = array.region.centre
    yield cx, cy
    half = array.region.half_size_mm
    for reach, directions in RINGS:
        for k in range(directions):
            angle = 2 * math.pi * (k + 0.5) / directions
            yield cx + reach * half * math.cos(angle), cy + reach * half * math.sin(angle)


def _apart_mm(a: Solution, b: Solution) -> float:
    return math.hypot(a.x_mm - b.x_mm, a.y_mm - b.y_mm)
