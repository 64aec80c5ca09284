"""When a pulse began, from when it passed two thresholds, and how well that is known.

A front that rises by s counts a microsecond is heard through the bandwidth of a sensor, one pole of time constant T, as
s f(t), f(t) = t - T (1 - exp(-t / T)): a foot, and then the straight line, T late. It passes the lower threshold L at t
after its beginning and the upper one U at t + r, and f(t + r) / f(t) = U / L is one equation for t: a weak pulse, which
trips late, is late no more. t lies between r / (U / L - 1), the straight line, and r / (sqrt(U / L) - 1), the parabola
of the foot.

Noise of n counts moves the crossings by n / (s f'(t)) and n / (s f'(t + r)), independently at worst, and t by G times
what it moves r, G = dt / dr = f'(t + r) / (U / L f'(t) - f'(t + r)). So the beginning has the standard deviation
n / s hypot((1 + G) / f'(t), G / f'(t + r)): a weak or a noisy channel says so by itself.

No comparator trips where it is told to, and no front is quite like that: what is left is nearly a share of the rise,
another for each sensor. That share is fitted by the calibration (`calibration/array_fit.py`).
"""

import math
from typing import NamedTuple

from appliance.core.events import Front

NOISE_OVER_MEAN = math.sqrt(math.pi / 2)
"""Standard deviation of normal noise over its mean absolute value, which is what nodes tell."""
COUNT_SIGMA = 1 / math.sqrt(12)
"""Of what is rounded to whole counts of a converter."""
QUIET_LOWERS = 4.94
"""Where noise is not told: the lower threshold over its standard deviation, at least. Noise up to 20 kHz that came
nearer would pass it more often than once in ten seconds, and a node would set it higher."""
SLOWEST_FRONT_US = 200.0
"""A rise that takes longer than this is no front: the upper threshold was passed by another sound. Fronts of arrows on
foam and straw are 40 to 80 us long (estimate), and the upper threshold is passed on the way."""
POLE_US = 8.0
"""Time constant of a sensor with its amplifier: electret capsules reach to 20 kHz (data sheets), 1 / (2 pi 20 kHz)."""
MAX_ROUNDS = 4
"""Of Newton's method from the straight line: the fourth moves less than a nanosecond."""
FRONT_US = 60.0
"""How long a front lasts from its beginning to its peak, where the upper threshold was not reached (estimate)."""
LEAST_RISE_TICKS = 0.25
"""What a rise of no tick has taken on average: one of less than half of a tick."""
FRONT_SHARE = 0.4
"""What is not known of how late a channel is whose upper threshold was not reached, as a share of it: the peak may be
anything between the thresholds, and the length of the front differs between butts by half."""


class Lateness(NamedTuple):
    """How long after its beginning a pulse passed the lower threshold, and the standard deviation of that, us.

    `rise_us`: the time between the thresholds as it was measured, or as it would have been; what is left grows with it.
    """

    late_us: float
    sigma_us: float
    rise_us: float


IN_TIME = Lateness(0.0, 0.0, 0.0)
"""Of a channel of which nothing is told: its time of arrival is taken as it is."""


def lateness(front: Front | None, tick_hz: float, left_share: float = 0.0) -> Lateness:
    """Delay of a threshold crossing behind the onset; IN_TIME where the thresholds are unknown or give none.

    `left_share`: of the rise, how much later still this sensor is, by the calibration.
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
    """How long before the lower threshold a front began whose upper one, `ratio` times it, came `rise_us` later.

    g(t) = f(t + r) - ratio f(t) falls from t = 0 on and is concave, so that from the parabola's side Newton's method
    comes down to its root without passing it.
    """
    t = rise_us / (math.sqrt(ratio) - 1)
    for _ in range(MAX_ROUNDS):
        at_lower, at_upper = -math.expm1(-t / POLE_US), -math.expm1(-(t + rise_us) / POLE_US)
        g = (t + rise_us - POLE_US * at_upper) - ratio * (t - POLE_US * at_lower)
        t -= g / (at_upper - ratio * at_lower)
    return t
