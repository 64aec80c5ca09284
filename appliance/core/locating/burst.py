"""Times of arrival from the counter values of a burst: unwrapped, with the error of a tick, biases taken off."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, starmap

from appliance.core.events import Front
from appliance.core.geometry import SensorArray, separation_mm
from appliance.core.locating.onset import Lateness, lateness

UNIFORM_SIGMA = 1 / math.sqrt(12)
"""Standard deviation of a uniform distribution over one unit: of the time within a tick."""


@dataclass(frozen=True, slots=True)
class Timing:
    """What turns ticks into times: the node's counter, speed of sound by the thermometer, standard deviation of one
    time of arrival, and calibrated bias of each channel.

    `fronts`: measured rising edge per channel, where the node reports it; `left_shares`: calibrated delay of each
    sensor beyond that computed from its thresholds, as a share of its rise.
    """

    tick_hz: float
    tick_bits: int
    speed_mm_per_us: float
    sigma_us: float
    biases_us: Sequence[float]
    fronts: Sequence[Front | None] = ()
    left_shares: Sequence[float] = ()


def latenesses(
    fronts: Sequence[Front | None], tick_hz: float, channels: int, left_shares: Sequence[float] = ()
) -> list[Lateness]:
    """Delay of each threshold crossing behind the onset; fronts missing at the end are unknown, shares are 0."""
    padded = [*fronts, *(None,) * channels][:channels]
    return [
        lateness(front, tick_hz, share)
        for front, share in zip(padded, [*left_shares, *(0.0,) * channels], strict=False)
    ]


def unwrap_candidates_us(
    ticks: Sequence[int | None], tick_hz: float, tick_bits: int, max_spread_us: float
) -> list[list[float | None]]:
    """Every order of arrival that the counter allows, as microseconds after the first channel, shortest burst first.

    A counter of `tick_bits` may wrap between channels; one burst fits into the range of the counter, but not always
    into half of it, so each channel in turn is tried as the first. `max_spread_us`: longest burst that the array
    allows; when no order fits, the shortest is returned alone. Empty when no channel triggered.
    """
    modulus = 1 << tick_bits
    latched = [t % modulus for t in ticks if t is not None]
    if not latched:
        return []
    us_per_tick = 1e6 / tick_hz
    spans = sorted({(max((t - first) % modulus for t in latched), first) for first in latched})
    limit = max_spread_us / us_per_tick
    chosen = [first for span, first in spans if span <= limit] or [spans[0][1]]
    return [[None if t is None else ((t - first) % modulus) * us_per_tick for t in ticks] for first in chosen]


def corrected_us(ticks: Sequence[int | None], timing: Timing) -> tuple[float, ...] | None:
    """Times of arrival in the shortest order, us, calibrated delays taken off; None unless all channels heard it."""
    (times, *_) = unwrap_candidates_us(ticks, timing.tick_hz, timing.tick_bits, math.inf) or [[]]
    late = latenesses(timing.fronts, timing.tick_hz, len(ticks), timing.left_shares)
    known = [(us, bias, one) for us, bias, one in zip(times, timing.biases_us, late, strict=False) if us is not None]
    return tuple(us - bias - one.late_us for us, bias, one in known) if len(known) == len(ticks) else None


def with_quantisation(sigma_us: float, tick_hz: float) -> float:
    """Standard deviation of one latched time, us: `sigma_us` of the onset and rounding to ticks (tick^2 / 12)."""
    return math.hypot(sigma_us, 1e6 / tick_hz * UNIFORM_SIGMA)


def diameter_mm(array: SensorArray) -> float:
    """Largest distance between two sensors, mm."""
    return max(starmap(separation_mm, combinations(array.sensors, 2)))
