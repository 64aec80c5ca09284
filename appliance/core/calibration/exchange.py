"""Which two channels have each other's cable, found by the exchange that explains what they heard.

Every exchange of two channels is tried against the survey: chirps measure the distances between all sensors, taps at
known points those from each point. An exchange is named where its residual is at most a quarter of the residual without
it, and no more than a rough survey, wind and a thermometer cause. A sensor that was moved, an echo or a late channel is
not taken for an exchange, for swapping two cables does not explain it.

Distances do not tell left from right: where the array is its own mirror image, an exchange and the mirror image of that
exchange fit equally well. With four sensors at the corners of a square the exchange of two neighbours fits as well as
that of the other two, and the exchange of two opposite corners mirrors the whole array and fits as well as none. Taps
are at known points and tell these apart.
"""

import math
from collections.abc import Callable, Sequence
from itertools import combinations
from statistics import median
from typing import Literal, NamedTuple

from appliance.core.air.chirps import OWN_MM, ChirpRound
from appliance.core.calibration.taps import MIN_TAP_CHANNELS, MIN_TAPS, Tap
from appliance.core.geometry import Sensor, separation_mm
from appliance.core.message import Message, message

What = Literal["sensors", "microphones", "emitters"]
"""What of two channels is exchanged: the microphones' cables, the emitters', or both."""

EXPLAINED_MM = 25.0
"""Largest rms residual of an exchange: sensors surveyed to a centimetre, a breeze of 2 m/s."""
EXPLAINED_SHARE = 0.25
"""Largest residual of an exchange, as a share of the residual without it."""
SPARED_SHARE = 8
"""One distance in so many is left out: it may be of an echo."""
MIN_DISTANCES = 6
"""As many as four sensors have between them."""


class Exchange(NamedTuple):
    """Two channels, counted from 0, and what of them is exchanged."""

    first: int
    second: int
    what: What


def exchange_message(found: Sequence[Exchange], names: Sequence[str]) -> Message | None:
    """What a person should do about it; None where nothing is exchanged. `names`: of the sensors, by channel."""
    pairs = [_pair(one, names) for one in found]
    if len(pairs) > 1:
        return message("exchanged_one_of", pairs=tuple(pairs))
    if not pairs:
        return None
    if found[0].what == "sensors":
        return message("channels_exchanged", pair=pairs[0])
    return message("plugs_exchanged", pair=pairs[0])


def _pair(one: Exchange, names: Sequence[str]) -> Message:
    channels = {"one": one.first + 1, "other": one.second + 1}
    sensors = {"one_sensor": names[one.first], "other_sensor": names[one.second]}
    if one.what == "microphones":
        return message("pair_of_microphones", **channels, **sensors)
    if one.what == "emitters":
        return message("pair_of_emitters", **channels, **sensors)
    return message("pair_of_channels", **channels, **sensors)


def exchanges_by_chirps(
    surveyed: Sequence[Sensor], rounds: Sequence[ChirpRound], speed_mm_per_us: float
) -> list[Exchange]:
    """Exchanges that explain what the sensors heard of each other, the likeliest first; empty where the survey does."""
    count = len(surveyed)
    heard = [[_median([one.times_us[i][j] for one in rounds]) for j in range(count)] for i in range(count)]
    surveyed_mm = {(i, j): separation_mm(surveyed[i], surveyed[j]) for i, j in combinations(range(count), 2)}

    def off_mm(emitters: Sequence[int], microphones: Sequence[int]) -> float:
        off = []
        for (i, j), known_mm in surveyed_mm.items():
            delays_us = [_against_own(heard, emitters[a], microphones[a], microphones[b]) for a, b in ((i, j), (j, i))]
            known = [us for us in delays_us if us is not None]
            if len(known) == len(delays_us):
                off.append(abs(sum(known) / 2 * speed_mm_per_us + OWN_MM - known_mm))
        if len(off) < MIN_DISTANCES:
            return math.inf
        return _rms(sorted(off)[: len(off) - len(off) // SPARED_SHARE])

    straight = range(count)

    def exchanged(one: Exchange) -> float:
        crossed = _crossed(count, one)
        by_what = {
            "sensors": (crossed, crossed), "microphones": (straight, crossed), "emitters": (crossed, straight)
        }  # fmt: skip
        return off_mm(*by_what[one.what])

    return _explaining(count, ("sensors", "microphones", "emitters"), off_mm(straight, straight), exchanged)


def exchanges_by_taps(sensors: Sequence[Sensor], taps: Sequence[Tap], speed_mm_per_us: float) -> list[Exchange]:
    """Exchanges that explain the times of arrival of taps at known points, the likeliest first."""
    usable = [
        (tap.times_us, (tap.x_mm, tap.y_mm, 0.0))
        for tap in taps
        if tap.x_mm is not None
        and tap.y_mm is not None
        and sum(us is not None for us in tap.times_us) >= MIN_TAP_CHANNELS
    ]
    if len(usable) < MIN_TAPS:
        return []
    places = [(s.x_mm, s.y_mm, s.z_mm) for s in sensors]

    def off_mm(channels: Sequence[int]) -> float:
        # the median: a tap that missed its point fits no exchange
        return median(_tap_off_mm([times[c] for c in channels], point) for times, point in usable)

    def _tap_off_mm(times: Sequence[float | None], point: tuple[float, float, float]) -> float:
        late = [
            us * speed_mm_per_us - math.dist(place, point)
            for us, place in zip(times, places, strict=True)
            if us is not None
        ]
        middle_mm = median(late)
        return _rms([mm - middle_mm for mm in late])

    count = len(sensors)
    return _explaining(count, ("sensors",), off_mm(range(count)), lambda one: off_mm(_crossed(count, one)))


def _explaining(
    count: int, whats: Sequence[What], as_surveyed_mm: float, off_mm: Callable[[Exchange], float]
) -> list[Exchange]:
    """The exchanges whose residual is small enough, the smallest first."""
    if not math.isfinite(as_surveyed_mm):
        return []
    most_mm = min(EXPLAINED_MM, EXPLAINED_SHARE * as_surveyed_mm)
    every = [Exchange(i, j, what) for what in whats for i, j in combinations(range(count), 2)]
    left = {one: off_mm(one) for one in every}
    return sorted((one for one in every if left[one] <= most_mm), key=left.__getitem__)


def _crossed(count: int, one: Exchange) -> list[int]:
    channels = list(range(count))
    channels[one.first], channels[one.second] = one.second, one.first
    return channels


def _against_own(heard: Sequence[Sequence[float | None]], emitter: int, own: int, microphone: int) -> float | None:
    """By how much a microphone heard an emitter later than the one beside the emitter did, us."""
    late, early = heard[emitter][microphone], heard[emitter][own]
    return None if late is None or early is None else late - early


def _median(times: Sequence[float | None]) -> float | None:
    known = [us for us in times if us is not None]
    return median(known) if known else None


def _rms(values: Sequence[float]) -> float:
    return math.sqrt(math.fsum(value * value for value in values) / len(values))
