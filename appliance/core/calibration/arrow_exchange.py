"""Which two channels have each other's cable, found from arrows that could not be placed.

Where an arrow landed is not known, so each exchange of two channels is tried with a free place for every arrow: with
eight sensors that leaves five checks an arrow, with four one. A single check is passed by chance, so the same exchange
must explain nearly all arrows that were not placed, from several places, each with a place on the butt, and contradict
nearly none that was placed meanwhile. Sounds that are no arrows therefore name no exchange, nor does a sensor that fell
down or is late.

Where the array is its own mirror image, an exchange and the mirror image of that exchange fit equally well, and an
exchange that mirrors the whole array still leaves every arrow a place, on the wrong side: with four sensors at the
corners of a square that is the exchange of two opposite corners. No arrow is unplaced then, and only taps at known
points can tell (`exchange.py`).
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
"""Unplaced arrows from different places; with fewer no exchange is named."""
MOST_ARROWS = 12
"""The newest so many count."""
APART_MM = 10.0
"""Sounds whose paths to the sensors differ by less, rms, count as one sound repeated: it proves no more than one."""
ROUGH_MM = 10.0
"""Rms residual that a rough survey and a breeze leave without any exchange."""
SPARED_SHARE = 6
"""One arrow in so many may stay unexplained: it may be another sound."""
ALIKE_SHARE = 0.5
"""Share of the residual without an exchange. An exchange that leaves no more is named beside the likeliest: it may be
the mirror image of the true one, and a rough survey and wind decide which of the two fits better."""
_UNIT_US = 1.0

Times = tuple[float, ...]
"""Time of arrival at each channel, us, none missing, channel delays taken off."""


def exchanges_by_arrows(
    array: SensorArray, unplaced: Sequence[Times], placed: Sequence[Times], speed_mm_per_us: float
) -> list[Exchange]:
    """Exchanges that explain why arrows were not placed, the likeliest first; empty where none does.

    `placed`: arrows that were placed since the oldest of `unplaced`.
    """
    newest = unplaced[-MOST_ARROWS:]
    count = len(array.sensors)
    if count <= 3 or _count_distinct(newest, speed_mm_per_us) < LEAST_ARROWS:
        return []
    as_surveyed_mm = [_residual_mm(array, times, speed_mm_per_us, None) for times in newest]
    if median(as_surveyed_mm) <= ROUGH_MM:
        return []
    every = [Exchange(i, j, "sensors") for i, j in combinations(range(count), 2)]
    left = {one: _remaining_share(array, newest, placed, speed_mm_per_us, one, as_surveyed_mm) for one in every}
    if min(left.values()) > EXPLAINED_SHARE:
        return []
    return sorted((one for one in every if left[one] <= ALIKE_SHARE), key=left.__getitem__)


def _remaining_share(
    array: SensorArray,
    unplaced: Sequence[Times],
    placed: Sequence[Times],
    speed: float,
    one: Exchange,
    as_surveyed_mm: Sequence[float],
) -> float:
    """Median over the arrows of the residual with the exchange over the residual without; infinite where the exchange
    explains too few arrows."""
    residuals_mm = _residuals_mm(array, unplaced, speed, one)
    if residuals_mm is None or _residuals_mm(array, placed, speed, one) is None:
        return math.inf
    # arrow by arrow: a mirror image leaves each arrow the residual it has without an exchange
    return median(
        off / surveyed if surveyed > 0 else math.inf
        for off, surveyed in zip(residuals_mm, as_surveyed_mm, strict=True)
        if math.isfinite(off)
    )


def _residuals_mm(array: SensorArray, heard: Sequence[Times], speed: float, one: Exchange) -> list[float] | None:
    """Residual of each arrow with the exchange, infinite where it stays unexplained; None where too many do."""
    spared, residuals_mm = len(heard) // SPARED_SHARE, list[float]()
    for times in heard:
        off_mm = _residual_mm(array, times, speed, one)
        residuals_mm.append(off_mm if off_mm <= EXPLAINED_MM else math.inf)
        spared -= off_mm > EXPLAINED_MM
        if spared < 0:
            return None
    return residuals_mm


def _count_distinct(heard: Sequence[Times], speed: float) -> int:
    """How many of the sounds came from different places."""
    known: list[list[float]] = []
    for times in heard:
        mean_us = math.fsum(times) / len(times)
        paths_mm = [(us - mean_us) * speed for us in times]
        if all(math.dist(paths_mm, other) >= APART_MM * math.sqrt(len(times)) for other in known):
            known.append(paths_mm)
    return len(known)


def _residual_mm(array: SensorArray, times: Times, speed: float, one: Exchange | None) -> float:
    """Rms residual per check at the best place on the butt, with the channels exchanged; infinite where none fits."""
    swapped = list(times)
    if one is not None:
        swapped[one.first], swapped[one.second] = swapped[one.second], swapped[one.first]
    arrivals = [Arrival(k, sensor, swapped[k]) for k, sensor in enumerate(array.sensors)]
    chi2 = [
        found.chi2
        for found in _local_minima(arrivals, array, speed)
        if array.region.excess_mm(found.x_mm, found.y_mm) <= EXPLAINED_MM
    ]
    return math.sqrt(min(chi2, default=math.inf) / (len(arrivals) - 3)) * speed * _UNIT_US


def _local_minima(arrivals: Sequence[Arrival], array: SensorArray, speed: float) -> Iterator[Solution]:
    """Where the descent from the closed form and from the middle of the butt ends."""
    starts = (closed_form_start(arrivals, speed), array.region.centre)
    for start in starts:
        found = None if start is None else descend(arrivals, speed, _UNIT_US, *start)
        if found is not None:
            yield found
