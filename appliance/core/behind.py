"""Sounds from behind the butt: what leaving a channel out explains, a source far behind may explain too."""

import math
from collections.abc import Sequence

from appliance.core.geometry import Sensor
from appliance.core.linalg import solve_symmetric
from appliance.core.multilateration import Arrival, descend

# nearer than this the butt itself is in the way
BEHIND_DEPTHS_MM = (300.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0, 16000.0)
BEHIND_REFINEMENTS = 24
# a burst is believed not to come from behind when the best depth misses it by this many times what would be believed
HOPELESS = 30.0
GOLDEN = (math.sqrt(5) - 1) / 2


def from_behind(
    arrivals: Sequence[Arrival], speed: float, sigma_us: float, x_mm: float, y_mm: float, limit: float
) -> bool:
    """Whether a source well behind the face, about at (x, y), explains every channel with chi-squared under `limit`."""
    if _misfit_of_any_depth(arrivals, speed, sigma_us) > HOPELESS * limit:
        return False

    def chi2_at(log_depth: float) -> float:
        depth_mm = math.exp(log_depth)
        shifted = [
            Arrival(
                a.channel,
                Sensor(a.sensor.id, a.sensor.x_mm, a.sensor.y_mm, a.sensor.z_mm + depth_mm),
                a.toa_us,
            )
            for a in arrivals
        ]
        solution = descend(shifted, speed, sigma_us, x_mm, y_mm)
        return math.inf if solution is None else solution.chi2

    steps = [math.log(depth_mm) for depth_mm in BEHIND_DEPTHS_MM]
    coarse = [chi2_at(step) for step in steps]
    k = min(range(len(steps)), key=coarse.__getitem__)
    low, high = steps[max(k - 1, 0)], steps[min(k + 1, len(steps) - 1)]
    left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    at_left, at_right = chi2_at(left), chi2_at(right)
    for _ in range(BEHIND_REFINEMENTS):
        if min(at_left, at_right) < limit:
            return True
        # of the two inner points one serves again in the next, smaller interval
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - GOLDEN * (high - low)
            at_left = chi2_at(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + GOLDEN * (high - low)
            at_right = chi2_at(right)
    return min(at_left, at_right) < limit


def _misfit_of_any_depth(arrivals: Sequence[Arrival], speed: float, sigma_us: float) -> float:
    """Chi-squared of the closed form with the depth of the source left free; infinite where there is none such.

    Sensors in one plane: squaring |p - s|^2 = v^2 (t - t0)^2 leaves equations that are linear in x, y, t0 and one more
    number, which holds the depth.
    """
    start = min(a.toa_us for a in arrivals)
    matrix, right = [[0.0] * 4 for _ in range(4)], [0.0] * 4
    scale = (1e3, 1e3, 1e3, 1e6)
    for a in arrivals:
        r = speed * (a.toa_us - start)
        x, y = a.sensor.x_mm, a.sensor.y_mm
        row = (2 * x * scale[0], 2 * y * scale[1], -2 * r * scale[2], scale[3])
        known = x * x + y * y - r * r
        for i in range(4):
            right[i] += row[i] * known
            for j in range(4):
                matrix[i][j] += row[i] * row[j]
    for i in range(4):
        matrix[i][i] *= 1 + 1e-12
    try:
        found = solve_symmetric(matrix, right)
    except ArithmeticError:
        return 0.0
    x, y, r0, rest = (value * s for value, s in zip(found, scale, strict=True))
    # rest = r0^2 - x^2 - y^2 - depth^2
    depth2 = max(r0 * r0 - x * x - y * y - rest, 0.0)
    ranges = [
        speed * a.toa_us - math.sqrt((x - a.sensor.x_mm) ** 2 + (y - a.sensor.y_mm) ** 2 + depth2) for a in arrivals
    ]
    mean = sum(ranges) / len(ranges)
    return sum((value - mean) ** 2 for value in ranges) / (speed * sigma_us) ** 2
