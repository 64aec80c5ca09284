"""Which two channels have each other's cable, found by the exchange that explains what they heard.

Every exchange of two channels is tried against the drawing: chirps tell the distances between all sensors, taps at
known points those from each point. An exchange is named where what it leaves is a quarter of what the drawing leaves as
it is, and no more than a rough drawing, wind and a thermometer leave. A sensor that was moved, an echo or a late
channel is no exchange, for nothing that two cables can do explains it.

Distances know no left and right: where the mirror image of an array is the array itself, an exchange and its mirror
image fit alike. Of four sensors at the corners of a square that is each exchange of two neighbours, with that of the
other two; and the exchange of two opposite corners is the whole mirror image and fits as the drawing does. Taps know
where they were, and tell these apart.
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
"""What of two channels is exchanged: a microphone's cable alone, an emitter's, or both of a channel."""

EXPLAINED_MM = 25.0
"""Rms of what an exchange may leave: sensors measured to a centimetre, a breeze of 2 m/s."""
EXPLAINED_SHARE = 0.25
"""Of what is left without it."""
SPARED_SHARE = 8
"""One of so many distances may be an echo."""
MIN_DISTANCES = 6
"""Those of four sensors."""


class Exchange(NamedTuple):
    """Two channels, counted from 0, and what of them is exchanged."""

    first: int
    second: int
    what: What


def exchange_message(found: Sequence[Exchange], names: Sequence[str]) -> Message | None:
    """What to do about it; None where nothing is exchanged. `names`: of the sensors, by channel."""
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
    drawn: Sequence[Sensor], rounds: Sequence[ChirpRound], speed_mm_per_us: float
) -> list[Exchange]:
    """Exchanges that explain what sensors heard of each other, the likeliest first; none where the drawing does."""
    count = len(drawn)
    heard = [[_median([one.times_us[i][j] for one in rounds]) for j in range(count)] for i in range(count)]
    apart_mm = {(i, j): separation_mm(drawn[i], drawn[j]) for i, j in combinations(range(count), 2)}

    def off_mm(emitters: Sequence[int], microphones: Sequence[int]) -> float:
        off = []
        for (i, j), drawn_mm in apart_mm.items():
            ways = [_against_own(heard, emitters[a], microphones[a], microphones[b]) for a, b in ((i, j), (j, i))]
            known = [us for us in ways if us is not None]
            if len(known) == len(ways):
                off.append(abs(sum(known) / 2 * speed_mm_per_us + OWN_MM - drawn_mm))
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
    """Exchanges that explain how much later than others each sensor heard taps at known points, the likeliest first."""
    told = [
        (tap.times_us, (tap.x_mm, tap.y_mm, 0.0))
        for tap in taps
        if tap.x_mm is not None
        and tap.y_mm is not None
        and sum(us is not None for us in tap.times_us) >= MIN_TAP_CHANNELS
    ]
    if len(told) < MIN_TAPS:
        return []
    places = [(s.x_mm, s.y_mm, s.z_mm) for s in sensors]

    def off_mm(channels: Sequence[int]) -> float:
        # a tap beside its point is off by itself, with each exchange
        return median(_tap_off_mm([times[c] for c in channels], point) for times, point in told)

    def _tap_off_mm(times: Sequence[float | None], point: tuple[float, float, float]) -> float:
        late = [
            us * speed_mm_per_us - math.dist(place, point)
            for us, place in zip(times, places, strict=True)
            if us is not None
        ]
        about = median(late)
        return _rms([mm - about for mm in late])

    count = len(sensors)
    return _explaining(count, ("sensors",), off_mm(range(count)), lambda one: off_mm(_crossed(count, one)))


def _explaining(
    count: int, whats: Sequence[What], as_drawn_mm: float, off_mm: Callable[[Exchange], float]
) -> list[Exchange]:
    """Those that leave little enough, by what they leave."""
    if not math.isfinite(as_drawn_mm):
        return []
    most_mm = min(EXPLAINED_MM, EXPLAINED_SHARE * as_drawn_mm)
    every = [Exchange(i, j, what) for what in whats for i, j in combinations(range(count), 2)]
    left = {one: off_mm(one) for one in every}
    return sorted((one for one in every if left[one] <= most_mm), key=left.__getitem__)


def _crossed(count: int, one: Exchange) -> list[int]:
    channels = list(range(count))
    channels[one.first], channels[one.second] = one.second, one.first
    return channels


def _against_own(heard: Sequence[Sequence[float | None]], emitter: int, own: int, microphone: int) -> float | None:
    """How much later than the one beside it a microphone heard an emitter."""
    late, early = heard[emitter][microphone], heard[emitter][own]
    return None if late is None or early is None else late - early


def _median(times: Sequence[float | None]) -> float | None:
    known = [us for us in times if us is not None]
    return median(known) if known else None


def _rms(values: Sequence[float]) -> float:
    return math.sqrt(math.fsum(value * value for value in values) / len(values))
