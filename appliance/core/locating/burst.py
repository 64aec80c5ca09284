"""Counter values of one burst, unwrapped into times of arrival."""

from collections.abc import Sequence


def unwrap_candidates_us(
    ticks: Sequence[int | None], tick_hz: float, tick_bits: int, max_spread_us: float
) -> list[list[float | None]]:
    """Every order of arrival that the counter allows, as microseconds after the first channel, tightest first.

    A counter of `tick_bits` wraps between channels; the spread of one burst fits one counter range but not always
    half of it, so each channel in turn is tried as the first. `max_spread_us` is what the array allows. When no
    order fits, the tightest is returned alone.
    """
    modulus = 1 << tick_bits
    heard = [t % modulus for t in ticks if t is not None]
    if not heard:
        return []
    us_per_tick = 1e6 / tick_hz
    spans = sorted({(max((t - first) % modulus for t in heard), first) for first in heard})
    limit = max_spread_us / us_per_tick
    chosen = [first for span, first in spans if span <= limit] or [spans[0][1]]
    return [[None if t is None else ((t - first) % modulus) * us_per_tick for t in ticks] for first in chosen]
