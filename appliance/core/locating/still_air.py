"""One burst's counter values to a fix in still air; `tracking` does the same in moving air, for the pipeline."""

import math
from collections.abc import Sequence

from appliance.core.arrival import Arrival
from appliance.core.errors import LocateError
from appliance.core.geometry import SensorArray
from appliance.core.locating.burst import unwrap_candidates_us
from appliance.core.locating.hypotheses import Fix, locate


def locate_ticks(
    ticks: Sequence[int | None],
    array: SensorArray,
    *,
    tick_hz: float,
    tick_bits: int,
    speed_mm_per_us: float,
    sigma_us: float,
) -> Fix:
    """Position of the impact whose counter value per channel is `ticks` (None: never triggered).

    Quantisation (tick^2 / 12) is added to `sigma_us`. Raises LocateError.
    """
    sigma = with_quantisation(sigma_us, tick_hz)
    reach_us = diameter_mm(array) / speed_mm_per_us + 10 * sigma
    best: Fix | None = None
    refusal = LocateError("too_few_channels")
    for times in unwrap_candidates_us(ticks, tick_hz, tick_bits, reach_us):
        arrivals = [Arrival(i, array.sensors[i], t) for i, t in enumerate(times) if t is not None]
        try:
            fix = locate(arrivals, array, speed_mm_per_us, sigma)
        except LocateError as error:
            if best is None:
                refusal = error
            continue
        if best is None or (len(fix.left_out), fix.chi2) < (len(best.left_out), best.chi2):
            best = fix
    if best is None:
        raise refusal
    return best


def with_quantisation(sigma_us: float, tick_hz: float) -> float:
    """Doubt of one latched time: that of the onset, and a uniform tick's (tick^2 / 12)."""
    return math.hypot(sigma_us, 1e6 / tick_hz / math.sqrt(12))


def diameter_mm(array: SensorArray) -> float:
    """The longest way between two sensors."""
    return max(
        math.dist((a.x_mm, a.y_mm, a.z_mm), (b.x_mm, b.y_mm, b.z_mm)) for a in array.sensors for b in array.sensors
    )
