"""Sounds from behind the butt: what leaving a channel out explains, a source far behind may explain too."""

import math
from collections.abc import Sequence

from appliance.core.arrival import Arrival
from appliance.core.linalg import inverse3, multiply3, solve_symmetric
from appliance.core.locating.solver import FAR_AWAY_MM

NEAREST_MM = 300.0
"""Nearer behind the face than this the butt itself is in the way."""
FARTHEST_MM = 16_000.0
"""From farther away the front of the sound is as flat to the array as from farther still: its sagitta is 25 mm."""
USUAL_MM = 1500.0
"""Where a net or a wall may be: the second start, where the closed form does not do."""
MAX_ROUNDS = 40
SETTLED_SHARE = 1e-4
"""Of the depth: chi-squared does not change any more by a step as short as this."""
HOPELESS = 30.0
"""A burst is not from behind when the closed form misses it by this many times what would be believed: saves time."""


def from_behind(
    arrivals: Sequence[Arrival], speed: float, sigma_us: float, x_mm: float, y_mm: float, limit: float
) -> bool:
    """Whether a source well behind the face, about at (x, y), explains every channel with chi-squared under `limit`."""
    misfit, x, y, depth_mm = _any_depth(arrivals, speed, sigma_us)
    if misfit > HOPELESS * limit:
        return False
    starts = ((x, y, depth_mm), (x_mm, y_mm, USUAL_MM))
    return any(_explains(arrivals, speed, sigma_us, start, limit) for start in starts)


def _explains(
    arrivals: Sequence[Arrival], speed: float, sigma_us: float, start: tuple[float, float, float], limit: float
) -> bool:
    """Levenberg-Marquardt over x, y and depth, the depth kept in its range; ends as soon as `limit` is undercut."""
    points = [(a.sensor.x_mm, a.sensor.y_mm, a.sensor.z_mm, speed * a.toa_us) for a in arrivals]
    enough = limit * (speed * sigma_us) ** 2
    best, damping = math.inf, 1e-3
    at = x, y, q = start[0], start[1], min(max(start[2], NEAREST_MM), FARTHEST_MM)
    normal, gradient = (0.0,) * 6, (0.0,) * 3
    for _ in range(MAX_ROUNDS):
        cost, found, slope = _sums(points, x, y, q)
        if cost < enough:
            return True
        if cost < best:
            best, at, normal, gradient = cost, (x, y, q), found, slope
            damping /= 8
        else:
            damping *= 16
        a, b, c, d, e, f = normal
        grown = 1 + damping
        inverse = inverse3((a * grown + 1e-12, b, c, d * grown + 1e-12, e, f * grown + 1e-12))
        if inverse is None:
            damping = max(damping, 1e-3) * 16
            continue
        step = multiply3(inverse, *gradient)
        if (at[2] <= NEAREST_MM and step[2] < 0) or (at[2] >= FARTHEST_MM and step[2] > 0):
            # along the bound, the depth held
            det = (a * d - b * b) * grown + 1e-12
            step = (d * gradient[0] - b * gradient[1]) / det, (a * gradient[1] - b * gradient[0]) / det, 0.0
        x, y, q = at[0] + step[0], at[1] + step[1], min(max(at[2] + step[2], NEAREST_MM), FARTHEST_MM)
        if abs(x) + abs(y) > FAR_AWAY_MM:
            return False
        moved = abs(x - at[0]) + abs(y - at[1]) + abs(q - at[2])
        if moved < SETTLED_SHARE * q:
            return False
    return False


_Sums = tuple[float, tuple[float, float, float, float, float, float], tuple[float, float, float]]


def _sums(points: Sequence[tuple[float, float, float, float]], x: float, y: float, q: float) -> _Sums:
    """Sum of squared residuals about their mean, mm2; normal matrix and gradient over x, y, depth."""
    sx = sy = sz = sxx = sxy = sxz = syy = syz = szz = sr = srr = rx = ry = rz = 0.0
    for px, py, pz, r in points:
        dx, dy, dz = x - px, y - py, q + pz
        distance = math.sqrt(dx * dx + dy * dy + dz * dz)
        ux, uy, uz = dx / distance, dy / distance, dz / distance
        residual = r - distance
        sx += ux
        sy += uy
        sz += uz
        sxx += ux * ux
        sxy += ux * uy
        sxz += ux * uz
        syy += uy * uy
        syz += uy * uz
        szz += uz * uz
        sr += residual
        srr += residual * residual
        rx += ux * residual
        ry += uy * residual
        rz += uz * residual
    n = len(points)
    normal = (
        sxx - sx * sx / n,
        sxy - sx * sy / n,
        sxz - sx * sz / n,
        syy - sy * sy / n,
        syz - sy * sz / n,
        szz - sz * sz / n,
    )
    return srr - sr * sr / n, normal, (rx - sx * sr / n, ry - sy * sr / n, rz - sz * sr / n)


def _any_depth(arrivals: Sequence[Arrival], speed: float, sigma_us: float) -> tuple[float, float, float, float]:
    """Chi-squared of the closed form with the depth of the source left free, and its (x, y, depth), mm.

    Sensors in one plane: squaring |p - s|^2 = v^2 (t - t0)^2 leaves equations that are linear in x, y, t0 and one more
    number, which holds the depth. Where these cannot be solved, chi-squared zero: it is not known to be hopeless.
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
        return 0.0, arrivals[0].sensor.x_mm, arrivals[0].sensor.y_mm, USUAL_MM
    x, y, r0, rest = (value * s for value, s in zip(found, scale, strict=True))
    # rest = r0^2 - x^2 - y^2 - depth^2
    depth2 = max(r0 * r0 - x * x - y * y - rest, 0.0)
    ranges = [
        speed * a.toa_us - math.sqrt((x - a.sensor.x_mm) ** 2 + (y - a.sensor.y_mm) ** 2 + depth2) for a in arrivals
    ]
    mean = sum(ranges) / len(ranges)
    misfit = sum((value - mean) ** 2 for value in ranges) / (speed * sigma_us) ** 2
    return misfit, x, y, math.sqrt(depth2)
