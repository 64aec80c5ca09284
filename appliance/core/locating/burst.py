"""One burst's counter values as times of arrival: unwrapped, with the doubt of a tick, biases taken off."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, starmap

from appliance.core.events import Front
from appliance.core.geometry import SensorArray, separation_mm
from appliance.core.locating.onset import Lateness, lateness

UNIFORM_SIGMA = 1 / math.sqrt(12)
"""Standard deviation of what is spread evenly over one unit: of the time within a tick."""


@dataclass(frozen=True, slots=True)
class Timing:
    """How ticks are read: the node's clock, propagation speed by the thermometer, standard deviation of one time of
    arrival, and how late each channel is as calibrated.

    `fronts`: how each channel's pulse began, where the node tells it; `left_shares`: how much later each sensor is, as
    a share of its rise, as calibrated.
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
    """Delay of each threshold crossing behind the onset; fronts and shares that are missing at the end are unknown."""
    told = [*fronts, *(None,) * channels][:channels]
    return [
        lateness(front, tick_hz, share) for front, share in zip(told, [*left_shares, *(0.0,) * channels], strict=False)
    ]


def unwrap_candidates_us(
    ticks: Sequence[int | None], tick_hz: float, tick_bits: int, max_spread_us: float
) -> list[list[float | None]]:
    """Every order of arrival that the counter allows, as microseconds after the first channel, tightest first.

    A counter of `tick_bits` wraps between channels; the spread of one burst fits one counter range but not always
    half of it, so each channel in turn is tried as the first. `max_spread_us` is what the array allows. When no
    order fits, the tightest is returned alone.
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


def corrected_us(ticks: Sequence[int | None], timing: Timing, reach_us: float) -> tuple[float, ...] | None:
    """Times of arrival of a burst that all channels heard, as calibrated; `reach_us`: what the array allows."""
    (times, *_) = unwrap_candidates_us(ticks, timing.tick_hz, timing.tick_bits, reach_us) or [[]]
    late = latenesses(timing.fronts, timing.tick_hz, len(ticks), timing.left_shares)
    known = [(us, bias, one) for us, bias, one in zip(times, timing.biases_us, late, strict=False) if us is not None]
    return tuple(us - bias - one.late_us for us, bias, one in known) if len(known) == len(ticks) else None


def with_quantisation(sigma_us: float, tick_hz: float) -> float:
    """Standard deviation of one latched time: that of the onset, and a uniform tick's (tick^2 / 12)."""
    return math.hypot(sigma_us, 1e6 / tick_hz * UNIFORM_SIGMA)


def diameter_mm(array: SensorArray) -> float:
    """The largest distance between two sensors."""
    return max(starmap(separation_mm, combinations(array.sensors, 2)))
