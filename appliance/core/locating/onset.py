"""Onset of a pulse from its crossings of two thresholds, and the standard deviation of the onset.

A front that rises by s counts a microsecond, seen through the bandwidth of a sensor, one pole of time constant T, is
s f(t), f(t) = t - T (1 - exp(-t / T)): a foot, then a straight line that is T late. It crosses the lower threshold L at
t after its onset and the upper one U at t + r, and f(t + r) / f(t) = U / L determines t, which corrects the late
detection of weak pulses. t lies between r / (U / L - 1), the straight line, and r / (sqrt(U / L) - 1), the parabola of
the foot.

Noise of n counts moves the crossings by n / (s f'(t)) and n / (s f'(t + r)), independently at worst, and t by G times
the change of r, G = dt / dr = f'(t + r) / (U / L f'(t) - f'(t + r)). So the onset has the standard deviation
n / s hypot((1 + G) / f'(t), G / f'(t + r)), larger for weak or noisy channels.

No comparator switches exactly at its threshold, and no front has exactly this shape: the remaining delay is nearly a
share of the rise, different for each sensor. The calibration fits that share (`calibration/array_fit.py`).
"""

import math
from typing import NamedTuple

from appliance.core.events import Front

NOISE_OVER_MEAN = math.sqrt(math.pi / 2)
"""Standard deviation of normal noise over its mean absolute value, which is what nodes report."""
COUNT_SIGMA = 1 / math.sqrt(12)
"""Standard deviation of rounding to whole counts of a converter."""
QUIET_LOWERS = 4.94
"""Smallest ratio of the lower threshold to the standard deviation of the noise, taken where the noise is not reported:
stronger noise up to 20 kHz would cross the threshold more than once in ten seconds, and a node would raise it."""
SLOWEST_FRONT_US = 200.0
"""Longest rise of a front: in a longer one another sound crossed the upper threshold. Fronts of arrows on foam and
straw are 40 to 80 us long (estimate), and cross the upper threshold within that time."""
POLE_US = 8.0
"""Time constant of a sensor with its amplifier: electret capsules reach to 20 kHz (data sheets), 1 / (2 pi 20 kHz)."""
MAX_ROUNDS = 4
"""Iterations of Newton's method from the parabola: the fourth moves t by less than a nanosecond."""
FRONT_US = 60.0
"""Duration of a front from its onset to its peak, used where the upper threshold was not reached (estimate)."""
LEAST_RISE_TICKS = 0.25
"""Mean rise of a pulse whose rise was measured as 0 ticks: less than half a tick."""
FRONT_SHARE = 0.4
"""Standard deviation of the delay of a channel that did not reach its upper threshold, as a share of that delay: the
peak may be anywhere between the thresholds, and the length of the front differs between butts by half."""


class Lateness(NamedTuple):
    """Delay of a pulse's crossing of the lower threshold behind its onset, and its standard deviation, us.

    `rise_us`: time between the crossings of both thresholds, measured or estimated.
    """

    late_us: float
    sigma_us: float
    rise_us: float


IN_TIME = Lateness(0.0, 0.0, 0.0)
"""Delay of a channel whose thresholds are not reported: its time of arrival is used as it is."""


def lateness(front: Front | None, tick_hz: float, left_share: float = 0.0) -> Lateness:
    """Delay of a threshold crossing behind the onset; IN_TIME where the thresholds are unknown or invalid.

    `left_share`: calibrated further delay of this sensor, as a share of the rise.
    """
    if front is None or not 0 < front.lower < front.upper:
        return IN_TIME
    ratio = front.upper / front.lower
    rise_us = None if front.rise_ticks is None else front.rise_ticks * 1e6 / tick_hz
    if rise_us is None or rise_us > SLOWEST_FRONT_US:
        late_us = FRONT_US / math.sqrt(ratio)
        rise_us = late_us * (ratio - 1)
        return Lateness(late_us + left_share * rise_us, FRONT_SHARE * late_us, rise_us)
    rise_us = max(rise_us, LEAST_RISE_TICKS * 1e6 / tick_hz)
    t = _beginning(rise_us, ratio)
    at_lower, at_upper = -math.expm1(-t / POLE_US), -math.expm1(-(t + rise_us) / POLE_US)
    gain = at_upper / (ratio * at_lower - at_upper) + left_share
    counts_per_us = front.lower / (t - POLE_US * at_lower)
    noise = math.hypot(front.noise * NOISE_OVER_MEAN, COUNT_SIGMA) if front.noise else front.lower / QUIET_LOWERS
    sigma_us = noise / counts_per_us * math.hypot((1 + gain) / at_lower, gain / at_upper)
    return Lateness(t + left_share * rise_us, sigma_us, rise_us)


def _beginning(rise_us: float, ratio: float) -> float:
    """Time, us, from the onset of a front to its lower threshold, if the upper one, `ratio` times as high, is crossed
    `rise_us` later.

    g(t) = f(t + r) - ratio f(t) falls from t = 0 on and is concave, so that Newton's method from the parabola descends
    to its root without passing it.
    """
    t = rise_us / (math.sqrt(ratio) - 1)
    for _ in range(MAX_ROUNDS):
        at_lower, at_upper = -math.expm1(-t / POLE_US), -math.expm1(-(t + rise_us) / POLE_US)
        g = (t + rise_us - POLE_US * at_upper) - ratio * (t - POLE_US * at_lower)
        t -= g / (at_upper - ratio * at_lower)
    return t
