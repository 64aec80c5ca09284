"""Which two channels have each other's cable, found by arrows that could not be placed.

Where an arrow landed is not known, so each exchange of two channels is tried with a place of its own for every arrow:
with eight sensors five times check it, with four one. One check is passed by chance; the same exchange must explain
nearly all arrows that were not placed, of several places, each at one on the butt, and contradict nearly none that was
placed meanwhile. So a row of other sounds names none, nor does a sensor that fell down or is late.

Where the mirror image of an array is the array itself, an exchange and its mirror image fit alike, and an exchange that
is a mirror image leaves every arrow a place, at the wrong side: of four sensors at the corners of a square that of two
opposite corners. Then no arrow is unplaced, and only taps tell of it (`exchange.py`).
"""

import math
from collections.abc import Iterator, Sequence
from itertools import combinations
from statistics import median

from appliance.core.arrival import Arrival
from appliance.core.calibration.exchange import EXPLAINED_MM, EXPLAINED_SHARE, Exchange
from appliance.core.geometry import SensorArray
from appliance.core.locating.solver import Solution, closed_form_start, descend

LEAST_ARROWS = 6
"""Arrows that were not placed, at places of their own; with fewer nothing is named."""
MOST_ARROWS = 12
"""The newest of them count."""
APART_MM = 10.0
"""Sounds whose ways to the sensors differ by less, rms, are one that is repeated: it proves as much as one."""
ROUGH_MM = 10.0
"""A drawing leaves so much that is only rough, in a breeze."""
SPARED_SHARE = 6
"""One of so many may be another sound."""
ALIKE_SHARE = 0.5
"""Of what is left without one: what leaves no more is named beside the likeliest, for it may be its mirror image, which
a rough drawing and wind make fit a little better or worse."""
_UNIT_US = 1.0

Times = tuple[float, ...]
"""When each channel heard an arrow, us, all of them, late channels corrected."""


def exchanges_by_arrows(
    array: SensorArray, unplaced: Sequence[Times], placed: Sequence[Times], speed_mm_per_us: float
) -> list[Exchange]:
    """Exchanges that explain why arrows were not placed, the likeliest first; none where nothing does.

    `placed`: those that were placed since the oldest of the others.
    """
    newest = unplaced[-MOST_ARROWS:]
    count = len(array.sensors)
    if count <= 3 or _different(newest, speed_mm_per_us) < LEAST_ARROWS:
        return []
    drawn_mm = [_off_mm(array, times, speed_mm_per_us, None) for times in newest]
    if median(drawn_mm) <= ROUGH_MM:
        return []
    every = [Exchange(i, j, "sensors") for i, j in combinations(range(count), 2)]
    left = {one: _left_by(array, newest, placed, speed_mm_per_us, one, drawn_mm) for one in every}
    if min(left.values()) > EXPLAINED_SHARE:
        return []
    return sorted((one for one in every if left[one] <= ALIKE_SHARE), key=left.__getitem__)


def _left_by(
    array: SensorArray,
    unplaced: Sequence[Times],
    placed: Sequence[Times],
    speed: float,
    one: Exchange,
    drawn_mm: Sequence[float],
) -> float:
    """The share that an exchange leaves of what the drawing does, of half of the arrows; infinite where it explains too
    few of them."""
    told = _told(array, unplaced, speed, one)
    if told is None or _told(array, placed, speed, one) is None:
        return math.inf
    # arrow by arrow, for a mirror image leaves of each what the drawing does
    return median(
        0.0 if math.isinf(drawn) and math.isfinite(off) else off / drawn
        for off, drawn in zip(told, drawn_mm, strict=True)
        if not math.isinf(off)
    )


def _told(array: SensorArray, heard: Sequence[Times], speed: float, one: Exchange) -> list[float] | None:
    """What it leaves of each arrow, mm, infinite where it does not explain it; None where these are too many."""
    spared, told = len(heard) // SPARED_SHARE, list[float]()
    for times in heard:
        off_mm = _off_mm(array, times, speed, one)
        told.append(off_mm if off_mm <= EXPLAINED_MM else math.inf)
        spared -= off_mm > EXPLAINED_MM
        if spared < 0:
            return None
    return told


def _different(heard: Sequence[Times], speed: float) -> int:
    """How many sounds of different places there are."""
    known: list[list[float]] = []
    for times in heard:
        about = math.fsum(times) / len(times)
        ways_mm = [(us - about) * speed for us in times]
        if all(math.dist(ways_mm, other) >= APART_MM * math.sqrt(len(times)) for other in known):
            known.append(ways_mm)
    return len(known)


def _off_mm(array: SensorArray, times: Times, speed: float, one: Exchange | None) -> float:
    """Rms a check of what the likeliest place on the butt leaves, the channels exchanged; infinite where none is."""
    told = list(times)
    if one is not None:
        told[one.first], told[one.second] = told[one.second], told[one.first]
    arrivals = [Arrival(k, sensor, told[k]) for k, sensor in enumerate(array.sensors)]
    chi2 = [
        found.chi2
        for found in _minima(arrivals, array, speed)
        if array.region.excess_mm(found.x_mm, found.y_mm) <= EXPLAINED_MM
    ]
    return math.sqrt(min(chi2, default=math.inf) / (len(arrivals) - 3)) * speed * _UNIT_US


def _minima(arrivals: Sequence[Arrival], array: SensorArray, speed: float) -> Iterator[Solution]:
    starts = (closed_form_start(arrivals, speed), array.region.centre)
    for start in starts:
        found = None if start is None else descend(arrivals, speed, _UNIT_US, *start)
        if found is not None:
            yield found
